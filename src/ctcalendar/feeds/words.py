"""Days, parties and values in words, in both languages, as feeds and pages say them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date

from ctcalendar.domain import edtf
from ctcalendar.domain.cadence import AS_NEEDED, AT_LEAST
from ctcalendar.domain.paths import root
from ctcalendar.feeds.vocabulary import INTERVALS, ORDINALS, WORDS
from ctcalendar.views.entry import Dispute, Entry, When, Words

Labels = Mapping[str, Words]
"""Our labels for parties and organisations, by id."""

_PATTERNS = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def word(name: str, language: str) -> str:
    """A word of ours in a language."""
    return WORDS[language][name]


def number_of_meeting(number: int, title: str, language: str) -> str:
    """The number of a meeting in its series, as a title ends with it; nothing where the title says it already."""
    spelled = ORDINALS[language][number - 1] if number <= len(ORDINALS[language]) else ""
    # الرابعة also finds الرابع: titles count meetings, which are he, and rounds, which are she.
    found = spelled.removesuffix("ة").removesuffix("ى").casefold() if spelled else ""
    if (found and found in title.casefold()) or re.search(rf"(?<!\d){number}(?!\d)", title):
        return ""
    if language == "ar":
        return word("number", language).format(number=spelled or number)
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return word("number", language).format(number=f"{number}{suffix}")


def party_name(code: str, language: str, labels: Labels | None = None) -> str:
    """A state's name in a language, or our label for another party or an organisation; for want of one, the id."""
    if code in _states(language):
        return _states(language)[code]
    label = (labels or {}).get(code)
    return label.in_language(language) if label else code


def days_of(entry: Entry, language: str) -> str:
    """When an engagement happened, in words; an undated whole is dated by its parts."""
    when, span = entry.when, entry.dated_by_parts
    if when is None and span is not None:
        first, last = (date.fromisoformat(day) if day else None for day in (span.earliest, span.latest))
        told = [word("dated-by-parts", language), *([word("uncertain", language)] if span.uncertain else [])]
        return f"{_range(first, last, language)} ({listed(told, language)})"
    text = days(when, language)
    if when is not None and when.edtf is None and (when.earliest or when.latest):
        # Bounds without a day mean one day somewhere between them: it did not last from the one to the other.
        return f"{text} ({word('undated', language)})"
    time = " ".join(part for part in (when.starts_at[11:], when.zone) if part) if when and when.starts_at else ""
    return listed((text, time), language)


def field_in_words(field: str, language: str) -> str:
    """A field of an engagement in words; its name where we have no word for it."""
    return WORDS[language].get(root(field), field)


def dispute_in_words(dispute: Dispute, labels: Labels, language: str, *, about: str = "") -> str:
    """An open dispute: the field and what it is `about`, its values, the one an analyst prefers, and why."""
    field = field_in_words(dispute.field, language) + about
    values = [_disputed(value, dispute, labels, language) for value in dispute.values]
    against = f" {word('against', language)} ".join(values)
    return clauses((f"{field}: {against}", join(dispute.reason, language)), language)


def _disputed(value: Any, dispute: Dispute, labels: Labels, language: str) -> str:
    text = value_in_words(value, dispute.field, labels, language)
    return f"{text} ({word('preferred', language)})" if value == dispute.preferred else text


def value_in_words(value: Any, field: str, labels: Labels, language: str) -> str:
    """A plain value of a field, or of a member of one, in words."""
    if isinstance(value, list):
        return listed((value_in_words(member, field, labels, language) for member in value), language)
    if isinstance(value, dict):
        return _struct(value, labels, language)
    last = field.rpartition(".")[2]
    if last in ("edtf", "earliest", "latest"):
        return day_in_words(value, language)
    if last in ("kind", "status", "role", "mode", "rank"):
        return WORDS[language].get(str(value), str(value))
    return party_name(str(value), language, labels)


def _struct(value: Mapping[str, Any], labels: Labels, language: str) -> str:
    """A plain day, place, person at the table, delegation, place in a series, or text, in words."""
    if {"edtf", "earliest", "latest"} & value.keys():
        return _day(value, language)
    if "size" in value:
        return (
            f"{party_name(value['party'], language, labels)}: {word('delegation', language).format(size=value['size'])}"
        )
    if "role" in value:
        name = value.get("name") or value.get("title") or {}
        who = _struct(name, labels, language) if name else str(value.get("person") or value.get("organisation"))
        return (
            f"{who} ({listed((party_name(value['party'], language, labels), word(value['role'], language)), language)})"
        )
    if "ordinal" in value:
        return f"{value['id']} ({value['ordinal']})"
    if "country" in value or "name" in value:
        return (
            _struct(value["name"], labels, language)
            if value.get("name")
            else party_name(value["country"], language, labels)
        )
    return str(value.get(language) or value.get("en") or value.get("ar") or value.get("id") or "…")


def _day(when: Mapping[str, Any], language: str) -> str:
    day = when.get("edtf")
    if day is None:
        first, last = (date.fromisoformat(when[end]) if when.get(end) else None for end in ("earliest", "latest"))
        return f"{_range(first, last, language)} ({word('undated', language)})"
    text = day_in_words(day, language)
    return f"{text} ({word('uncertain', language)})" if edtf.parse(day).uncertain else text


def days(when: When | None, language: str) -> str:
    """When it happened, in words: as exact as it is known."""
    if when is None or (when.earliest is None and when.latest is None):
        return word("undated", language)
    first, last = (date.fromisoformat(day) if day else None for day in (when.earliest, when.latest))
    exact = when.precision == "day" or when.edtf is None
    text = _range(first, last, language) if exact else day_in_words(when.edtf or "", language)
    return f"{text} ({word('uncertain', language)})" if when.uncertain else text


@lru_cache(maxsize=20_000)
def day_in_words(text: str, language: str) -> str:
    """An EDTF date in words. (Written 2017-11-08 among Arabic words, it would be shown with its parts turned round.)"""
    if "/" in text:
        return " – ".join("…" if end in ("", "..") else day_in_words(end, language) for end in text.split("/"))
    span = edtf.parse(text)
    if span.precision == "season":
        return f"{word(text[5:7], language)} {text[:4]}"
    if span.earliest is None or span.precision not in _PATTERNS:
        return text
    return _written(span.earliest, span.precision, language)


def listed(parts: Iterable[str], language: str) -> str:
    """Parts of an enumeration, those that are not empty, with the comma of the language."""
    return ("، " if language == "ar" else ", ").join(part for part in parts if part)


def clauses(parts: Iterable[str], language: str) -> str:
    """Clauses that follow one another, those that are not empty, with the semicolon of the language."""
    return ("؛ " if language == "ar" else "; ").join(part for part in parts if part)


def every(interval: str, language: str) -> str:
    """How often, in words: `10 months`, as the language counts them; `twice a year`; `at least` one of these."""
    often = interval.removeprefix(AT_LEAST)
    told = _OFTEN[language].get(often) or _counted(often.removeprefix("every "), language)
    return told if often == interval else _AT_LEAST[language].format(told)


_OFTEN = {
    "en": {AS_NEEDED: "as needed"},
    "ar": {AS_NEEDED: "عند الحاجة", "annually": "مرة في السنة", "twice a year": "مرتين في السنة"},
}
_AT_LEAST = {"en": "at least {}", "ar": "{} على الأقل"}


def _counted(interval: str, language: str) -> str:
    number, _, unit = interval.partition(" ")
    if not number.isdecimal():
        return interval
    # Counted by the rules of CLDR, in words of ours: CLDR has none for months in Arabic.
    form = _locale(language).plural_form(int(number))
    forms = INTERVALS[language][unit.removesuffix("s")]
    counted = forms.get(form, forms["other"])
    return word("every", language).format(interval=counted.format(number))


def basis(when: When | None, language: str) -> str:
    """How an inferred or completed date was reached, or nothing."""
    if when is None or when.basis not in ("year-from-context", "inferred"):
        return ""
    return f"{word(when.basis, language)}: {when.rule}" if when.rule else word(when.basis, language)


def join(words: Words | None, language: str) -> str:
    """A text in a language, or nothing."""
    return words.in_language(language) if words else ""


def _range(first: date | None, last: date | None, language: str) -> str:
    if first == last and first is not None:
        return _written(first, "day", language)
    return " – ".join(_written(day, "day", language) if day else "…" for day in (first, last))


@lru_cache(maxsize=20_000)  # Babel takes longer for a day than the rest of an entry does
def _written(day: date, precision: str, language: str) -> str:
    return format_date(day, _PATTERNS[precision], locale=_locale(language))


@lru_cache(maxsize=2)
def _states(language: str) -> Mapping[str, str]:
    """The names of states by their code of two letters, as a plain dictionary: Babel's own is slow to ask."""
    return {code: str(name) for code, name in _locale(language).territories.items() if len(code) == 2}


@lru_cache(maxsize=2)
def _locale(language: str) -> Locale:
    # Gulf month names, and the digits the documents themselves print.
    return Locale.parse("ar_AE" if language == "ar" else "en")
