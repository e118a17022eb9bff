"""The one Filter: its terms serve the command line, URLs, feeds and digests alike.

To add a term: a field on Filter, its SQL in clauses.py, and a line in TERMS that says it in words. Every door takes its
terms from there, and so do the docs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from ctcalendar.domain import edtf
from ctcalendar.errors import BadInput
from ctcalendar.views import clauses

VALUES_A_TERM = 50
KINDS = ("signing", "visit", "dialogue", "meeting", "statement")
STATUSES = ("scheduled", "held", "cancelled", "retracted")
LANGUAGES = ("en", "ar")


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for. Terms are joined by and, the values of one term by or; nothing set asks for everything."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    text: str | None = None
    published_by: str | None = None
    as_of: str | None = None
    lang: str | None = None
    limit: int | None = None
    after: str | None = None

    @property
    def is_relative(self) -> bool:
        """Whether a term counts from today."""
        return any(day is not None and _relative(day) is not None for day in (self.since, self.until))

    def on(self, today: date) -> "Filter":
        """The same with the days that its relative terms mean today."""
        if not self.is_relative:
            return self
        return msgspec.structs.replace(self, since=_counted(self.since, today), until=_counted(self.until, today))

    def refuse_reversed(self) -> None:
        """Refuse days of which the first comes after the last: nothing happens between them.

        Raises:
            BadInput: they do. Days that count from today are not looked at: they are others tomorrow.
        """
        if self.since and self.until and not self.is_relative and self.since > self.until:
            raise BadInput(f"since {self.since} is after until {self.until}", hint="turn them round")

    def spelled(self) -> list[tuple[str, str]]:
        """The terms that are set and their values, as URL parameters spell them; `parse` reads the same of them."""
        found = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            values = value if isinstance(value, tuple) else () if value is None else (value,)
            found += [(name, str(one)) for one in values]
        return found

    @classmethod
    def parse(cls, asked: Mapping[str, Iterable[str]]) -> "Filter":
        """The filter that options or URL parameters spell: term -> values, a value may hold several with commas.

        Raises:
            BadInput: an unknown term, or a value that the term cannot have; says what would be right.
        """
        values: dict[str, Any] = {}
        for name, given in asked.items():
            term = TERMS.get(name.replace("-", "_"))
            if term is None:
                close = _close(name, TERMS)
                raise BadInput(
                    f"{name!r} is no term of a filter", hint=_meant(close, "the terms are " + " ".join(TERMS))
                )
            words = [
                word.strip() for text in given for word in (text.split(",") if term.many and term.commas else [text])
            ]
            read = [term.read(term.name, word) for word in words if word]
            if len(read) > VALUES_A_TERM:
                raise BadInput(f"{name}: {len(read)} values; at most {VALUES_A_TERM} are asked for at once")
            if read:
                values[term.name] = tuple(read) if term.many else read[-1]
        return cls(**values)


# -- terms as words -------------------------------------------------------------------------------------------------


def _word(term: str, text: str) -> str:
    # Half a character (a lone surrogate) is what Python makes of bytes that are no UTF-8: no database takes it.
    if len(text) > 200 or any(ord(character) < 32 or "\ud800" <= character <= "\udfff" for character in text):
        raise BadInput(f"{term}: {text[:40]!r} is too long, holds control characters or is no UTF-8")
    return text


def _looked_for(term: str, text: str) -> str:
    """Words to look for, as they were written; that they can be is found out here."""
    from ctcalendar.domain.sought import cleaned, sought

    try:
        sought(text)
        return cleaned(text)
    except BadInput as error:
        raise BadInput(f"{term}: {error.message}", hint=error.hint) from None


def _among(*known: str) -> Callable[[str, str], str]:
    def read(term: str, text: str) -> str:
        if text not in known:
            close = _close(text, known)
            raise BadInput(f"{term}: {text!r} is none of {', '.join(known)}", hint=_meant(close, None))
        return text

    return read


_FROM_TODAY = re.compile(r"today|(-?)P(\d{1,5})D", re.ASCII)


def _relative(text: str) -> timedelta | None:
    """How far from today a term is: `today`, `P90D` from now, `-P30D` ago; None where it is a day of its own."""
    found = _FROM_TODAY.fullmatch(text)
    return timedelta(days=int(f"{found[1] or ''}{found[2] or 0}")) if found else None


def _counted(text: str | None, today: date) -> str | None:
    distance = _relative(text) if text else None
    return text if distance is None else (today + distance).isoformat()


def _day(last: bool) -> Callable[[str, str], str]:
    """A day; a month or a year stands for its first or its last day. One that counts from today is kept as it is."""

    def read(term: str, text: str) -> str:
        if _relative(text) is not None:
            return text
        try:
            span = edtf.parse(text)
        except edtf.NotEdtf as error:
            raise BadInput(f"{term}: {error}") from None
        day = span.latest if last else span.earliest
        if day is None:
            raise BadInput(f"{term}: {text!r} has no {'last' if last else 'first'} day")
        return day.isoformat()

    return read


def _fixed_day(term: str, text: str) -> str:
    """A last day that does not count from today: what was public by then is a question about the past."""
    if _relative(text) is not None:
        raise BadInput(f"{term}: {text!r} is no day", hint="write a day: 2017-11-08")
    return _day(last=True)(term, text)


def _count(term: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 7 and 1 <= int(text) <= 1_000_000):
        raise BadInput(f"{term}: {text!r} is no number from 1 to 1000000")
    return int(text)


def _close(text: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(text, list(known), n=1)


def _meant(close: list[str], otherwise: str | None) -> str | None:
    return f"did you mean {close[0]}?" if close else otherwise


class Term(msgspec.Struct, frozen=True):
    """One term: its name, how a value is read, what it says in words, whether it takes several, and its SQL."""

    name: str
    says: str
    read: Callable[[str, str], Any]
    clause: clauses.Clause | None = None
    many: bool = False
    commas: bool = True
    """Whether several values may stand in one, with commas; the names of places hold commas themselves."""


TERMS: Mapping[str, Term] = {
    term.name: term
    for term in (
        Term("kind", f"one of {', '.join(KINDS)}", _among(*KINDS), clauses.one_of("kind"), many=True),
        Term("status", f"one of {', '.join(STATUSES)}", _among(*STATUSES), clauses.one_of("status"), many=True),
        Term("party", "a side, or a party it belongs to (QA, UN)", _word, clauses.party, many=True),
        Term("person", "somebody who took part, by id", _word, clauses.person, many=True),
        Term(
            "organisation",
            "an agency present or sending somebody, or one above it, by id",
            _word,
            clauses.organisation,
            True,
        ),
        Term(
            "place",
            "a country (QA) or a place's name in either language",
            _word,
            clauses.place,
            many=True,
            commas=False,
        ),
        Term("topic", "a topic or a narrower one, by id", _word, clauses.topic, many=True),
        Term("series", "a series of dialogues, by id", _word, clauses.series, many=True),
        Term("instrument", "an instrument concerned, by id", _word, clauses.instrument, many=True),
        Term("source", "a source that says so, by id", _word, clauses.source, many=True),
        Term(
            "since",
            "happened on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago)",
            _day(last=False),
            clauses.since,
        ),
        Term("until", "happened on or before (the same, P90D: in 90 days)", _day(last=True), clauses.until),
        Term("text", 'holds these words, in either language ("a phrase", -not)', _looked_for, clauses.text),
        Term("published_by", "made public on or before, by a dated source", _fixed_day, clauses.published_by),
        Term("as_of", "as the record stood at a log position, an instant, or the end of a day in UTC", _word),
        Term("lang", "the language of the answer, en or ar", _among(*LANGUAGES)),
        Term("limit", "at most so many", _count),
        Term("after", "those that follow this engagement, by id", _word, clauses.after),
    )
}
