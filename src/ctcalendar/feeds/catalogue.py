"""Feeds: filters with a name, a title and choices of how they are written. Those every calendar has are listed here."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.feeds.style import Cancelled, Style
from ctcalendar.feeds.words import party_name
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import KINDS, LANGUAGES, Filter

Deadlines = Literal["no", "yes", "only"]
DEADLINES: tuple[Deadlines, ...] = ("no", "yes", "only")


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed: what it asks for, what it is called, and how it is written."""

    name: str
    title: Words
    asked: Filter = Filter()
    language: str = "en"
    """Its main language, for who asks for none."""
    clearance: Clearance = Clearance.PUBLIC
    private: bool = False
    """Whether it is reached by its secret address alone."""
    deadlines: Deadlines = "no"
    """Whether it holds the deadlines of commitments."""
    expected: bool = False
    """Whether it holds the meetings that series call for and nobody has announced."""
    cancelled: Cancelled = "keep"
    alarms: tuple[str, ...] = ()
    tasks: bool = False
    color: str = "steelblue"
    saved_at: int = 0
    """When it was saved or last changed (microseconds UTC); 0 for those every calendar has."""

    def style(self, language: str, *, domain: str, public_url: str | None) -> Style:
        """How it is written in a language, on a calendar."""
        url = public_url.rstrip("/") if public_url else None
        return Style(language, domain, url, self.cancelled, self.alarms, self.tasks)


_OF_KINDS = {
    "signing": Words("Signings", "التوقيعات"),
    "visit": Words("Visits", "الزيارات"),
    "dialogue": Words("Dialogues", "الحوارات"),
    "meeting": Words("Meetings", "الاجتماعات"),
    "statement": Words("Statements", "التصريحات"),
}
_COLORS = {"signing": "darkgoldenrod", "visit": "seagreen", "meeting": "slateblue", "statement": "gray"}

ALL = Feed(name="all", title=Words("Diplomatic calendar", "التقويم الدبلوماسي"), deadlines="yes")

FEEDS: Mapping[str, Feed] = {
    feed.name: feed
    for feed in (
        ALL,
        Feed(
            name="upcoming",
            title=Words("Upcoming", "القادم"),
            asked=Filter(since="today"),
            deadlines="yes",
            expected=True,
            color="teal",
        ),
        *(
            Feed(
                name=f"{kind}s",
                title=_OF_KINDS[kind],
                asked=Filter(kind=(kind,)),
                color=_COLORS.get(kind, "steelblue"),
            )
            for kind in KINDS
        ),
        Feed(name="deadlines", title=Words("Deadlines", "المواعيد النهائية"), deadlines="only", color="firebrick"),
    )
}
"""The feeds every calendar has; those of each party and series come besides (`party_feed`, `series_feed`)."""

PARTY, SERIES = "party-", "series-"


def party_feed(party: str, label: Words | None = None) -> Feed:
    """The feed of what concerns a party."""
    labels = {party: label} if label else None
    names = {language: party_name(party, language, labels) for language in LANGUAGES}
    asked = Filter(party=(party,))
    return Feed(name=f"{PARTY}{party}", title=Words(**names), asked=asked, deadlines="yes", color="indigo")


def series_feed(series: str, names: Words) -> Feed:
    """The feed of a series: the meetings on record, and the one that is expected next."""
    return Feed(name=f"{SERIES}{series}", title=names, asked=Filter(series=(series,)), expected=True)


def narrowed(feed: Feed, asked: Filter, today: date) -> Feed:
    """A feed, and all that is asked of it besides: never more than the feed itself holds.

    Raises:
        BadInput: a term asks for what the feed does not hold, or the feed is private: that is given away as it is.
    """
    given = {term: value for term in asked.__struct_fields__ if (value := getattr(asked, term)) not in (None, ())}
    language = given.pop("lang", None)
    if given and feed.private:
        raise BadInput(f"{', '.join(given)}: a private feed is not narrowed", hint="leave out all but lang")
    both = {term for term in given if getattr(feed.asked, term) not in (None, ())}
    fixed, asked_before = feed.asked.on(today) if both else feed.asked, asked
    asked = asked.on(today) if both else asked
    terms = {term: getattr(asked, term) for term in given}
    terms |= {term: _within(feed.name, term, getattr(fixed, term), getattr(asked, term)) for term in both}
    narrower = replace(fixed, **terms, **({"lang": language} if language else {}))
    # What counted from today has become a day: tomorrow it is another feed.
    midnight = int(datetime.combine(today, time(), UTC).timestamp()) * 1_000_000
    changes_daily = both and (feed.asked.is_relative or asked_before.is_relative)
    return replace(feed, asked=narrower, saved_at=max(feed.saved_at, midnight if changes_daily else 0))


def _within(name: str, term: str, held: Any, asked: Any) -> Any:
    """What of a term's value a feed holds that is asked for."""
    if term == "since":
        return max(held, asked)
    if term in ("until", "limit"):
        return min(held, asked)
    if isinstance(held, tuple) and set(asked) <= set(held):
        return asked
    said = ", ".join(held) if isinstance(held, tuple) else held
    raise BadInput(f"{term}: the feed {name} holds {said} and nothing else", hint="ask the feed all.ics")


def file_name(name: str, language: str, suffix: str = "ics", *, main: str = "en") -> str:
    """The file of a feed in a language: `visits.ics` in its main language, else with the language: `visits.ar.ics`."""
    return f"{name}.{suffix}" if language == main else f"{name}.{language}.{suffix}"


class File(msgspec.Struct, frozen=True):
    """What the name of a file asks for: a feed, a language if it names one, and a form (ics or json)."""

    name: str
    language: str | None
    form: str


def read_file_name(file: str) -> File | None:
    """What a file name means (`visits.ar.ics`), or None."""
    name, *rest = file.split(".")
    form = rest.pop() if rest else ""
    if form not in ("ics", "json") or len(rest) > 1 or not set(rest) <= {*LANGUAGES}:
        return None
    return File(name, rest[0] if rest else None, form)


def all_files(feeds: Iterable[Feed]) -> list[tuple[Feed, str]]:
    """Feeds in every language."""
    return [(feed, language) for feed in feeds for language in LANGUAGES]
