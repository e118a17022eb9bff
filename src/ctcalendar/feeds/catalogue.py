"""The feeds every calendar has: everything, and each kind of engagement, in each language."""

from typing import NamedTuple

import msgspec

from ctcalendar.errors import BadInput
from ctcalendar.views.filter import KINDS, LANGUAGES, Filter


class Feed(NamedTuple):
    """A named feed: what it asks for, and its title by language."""

    name: str
    asked: Filter
    titles: dict[str, str]


_TITLES = {
    "all": {"en": "Diplomatic calendar", "ar": "التقويم الدبلوماسي"},
    "signings": {"en": "Signings", "ar": "التوقيعات"},
    "visits": {"en": "Visits", "ar": "الزيارات"},
    "dialogues": {"en": "Dialogues", "ar": "الحوارات"},
    "meetings": {"en": "Meetings", "ar": "الاجتماعات"},
    "statements": {"en": "Statements", "ar": "التصريحات"},
}

FEEDS = {
    "all": Feed("all", Filter(), _TITLES["all"]),
    **{f"{kind}s": Feed(f"{kind}s", Filter(kind=(kind,)), _TITLES[f"{kind}s"]) for kind in KINDS},
}


def narrowed(feed: Feed, asked: Filter) -> Filter:
    """What a feed asks for, and all that is asked of it besides.

    Raises:
        BadInput: it is asked for kinds that it does not hold.
    """
    given = {term: value for term in asked.__struct_fields__ if (value := getattr(asked, term)) not in (None, ())}
    if feed.asked.kind and not set(given.pop("kind", feed.asked.kind)) & set(feed.asked.kind):
        raise BadInput(f"the feed {feed.name} holds nothing but {feed.name}", hint="ask the feed all.ics")
    return msgspec.structs.replace(feed.asked, **given)


def file_name(name: str, language: str) -> str:
    """The file of a feed in a language: `visits.ics` in English, `visits.ar.ics` in Arabic."""
    return f"{name}.ics" if language == "en" else f"{name}.{language}.ics"


def feed_and_language(file: str) -> tuple[str, str] | None:
    """The feed's name and language that a file name means, or None."""
    stem, dot, suffix = file.rpartition(".")
    if not dot or suffix != "ics":
        return None
    name, _, language = stem.partition(".")
    return (name, language or "en") if name in FEEDS and language in ("", *LANGUAGES) else None


def all_files() -> list[tuple[Feed, str]]:
    """Every feed in every language."""
    return [(feed, language) for feed in FEEDS.values() for language in LANGUAGES]
