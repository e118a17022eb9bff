"""Plain values of the record in words, of every kind of item: what feeds do not tell of is told here."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ctcalendar.agenda.localtime import day_in
from ctcalendar.domain import edtf
from ctcalendar.domain.days import microseconds
from ctcalendar.feeds.vocabulary import WORDS as OF_FEEDS
from ctcalendar.feeds.words import (
    Labels,
    clauses,
    day_in_words,
    every,
    listed,
    party_name,
    value_in_words,
)
from ctcalendar.mail.words import WORDS

Plain = Mapping[str, Any]


class Voice(NamedTuple):
    """In what language things are said, and in whose zone days are meant."""

    language: str
    zone: str

    def day(self, instant: str) -> str:
        """The day of an instant of the record, in words."""
        return day_in_words(day_in(self.zone, microseconds(instant)).isoformat(), self.language)

    def word(self, name: str) -> str:
        """A word of mail or of feeds; the name itself where there is none."""
        return WORDS[self.language].get(name) or OF_FEEDS[self.language].get(name) or name


_DAYS = frozenset({"start_by", "complete_by", "on", "from", "to", "anchor"})


def told(value: Any, field: str, labels: Labels, voice: Voice) -> str:
    """A plain value of any item's in words."""
    language = voice.language
    if value is None:
        return ""
    if isinstance(value, list):
        joined = clauses if any(isinstance(member, dict) for member in value) else listed
        return joined((told(member, field, labels, voice) for member in value), language)
    if isinstance(value, dict):
        tell = next((tell for keys, tell in _SHAPES if keys <= value.keys()), None)
        return tell(value, labels, voice) if tell else value_in_words(value, field, labels, language)
    last = field.rpartition(".")[2]
    if last in _DAYS:
        return day_told(str(value), language)
    return voice.word(str(value)) if last == "status" else value_in_words(value, field, labels, language)


def day_told(text: str, language: str) -> str:
    try:
        return day_in_words(text, language)
    except edtf.NotEdtf:
        return text


def _report(report: Plain, labels: Labels, voice: Voice) -> str:
    by = parties_told(report.get("by") or (), labels, voice.language)
    text = told(report["text"], "text", labels, voice) if report.get("text") else ""
    return clauses((listed((voice.word(report["status"]), by), voice.language), text), voice.language)


def _assertion(said: Plain, labels: Labels, voice: Voice) -> str:
    by = voice.word("document") if said["by"] == "document" else party_name(str(said["by"]), voice.language, labels)
    return f"{told(said['text'], 'text', labels, voice)} ({by})"


def _deadline(deadline: Plain, labels: Labels, voice: Voice) -> str:
    language = voice.language
    days = [
        OF_FEEDS[language][name].format(day=day_told(deadline[field], language))
        for field, name in (("start_by", "start-by"), ("complete_by", "complete-by"))
        if deadline.get(field)
    ]
    text = told(deadline["text"], "text", labels, voice) if deadline.get("text") else ""
    return clauses((*days, text), language) or str(deadline.get("id"))


def _cadence(cadence: Plain, labels: Labels, voice: Voice) -> str:
    return listed((every(cadence["every"], voice.language), voice.word(cadence.get("basis") or "")), voice.language)


def _status(status: Plain, labels: Labels, voice: Voice) -> str:
    return listed((voice.word(status["status"]), day_told(status.get("on") or "", voice.language)), voice.language)


def _parts(value: Plain, labels: Labels, voice: Voice) -> str:
    return listed((told(part, field, labels, voice) for field, part in value.items()), voice.language)


_SHAPES = (
    ({"every"}, _cadence),
    ({"status", "by"}, _report),
    ({"by", "text"}, _assertion),
    ({"start_by"}, _deadline),
    ({"complete_by"}, _deadline),
    ({"at_meeting"}, _deadline),
    ({"status"}, _status),
    ({"how"}, _parts),
    ({"commitment"}, _parts),
)
"""What structs are known by that feeds do not tell of."""


def parties_told(parties: Iterable[str], labels: Labels, language: str) -> str:
    """Parties by their names."""
    return listed((party_name(party, language, labels) for party in parties), language)
