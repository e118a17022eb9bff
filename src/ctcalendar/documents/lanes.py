"""The lanes of a timeline: what belongs together, and in which row of its lane each mark and its label find room."""

from collections.abc import Callable, Iterable, Mapping

from ctcalendar.documents.marks import Mark, mark_of, mark_of_expected
from ctcalendar.documents.wordings import harmless, said
from ctcalendar.feeds.telling import place_name
from ctcalendar.feeds.words import party_name, word
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import KINDS
from ctcalendar.views.promises import ExpectedMeeting

MOST_LANES = 30
OTHERS = "~others"

Belongs = tuple[str, str]
"""The key of a lane and its label. Keys order lanes that begin alike; those that begin with ~ come last."""


class Lane:
    """Marks that belong together, in the order in which they came."""

    def __init__(self, key: str, label: str) -> None:
        self.key, self.label = key, harmless(label)
        self.marks: list[Mark] = []

    def order(self) -> tuple[bool, int, str]:
        """By their first day; those for what belongs to none come last."""
        dated = [day for mark in self.marks if (day := mark.first or mark.last) is not None]
        return self.key.startswith("~"), 0 if self.key.startswith("~") else min(dated, default=9**9), self.key


def _of_series(entry: Entry, language: str) -> list[Belongs]:
    if entry.series:
        return [(entry.series.id, entry.series.names.in_language(language))]
    return [(f"~{KINDS.index(entry.kind)}", word(entry.kind, language))]


def _of_kind(entry: Entry, language: str) -> list[Belongs]:
    return [(f"~{KINDS.index(entry.kind)}", word(entry.kind, language))]


def _of_parties(entry: Entry, language: str) -> list[Belongs]:
    named = [(party, party_name(party, language, entry.labels)) for party in entry.parties]
    return named or [("~none", said("no-party", language))]


def _of_places(entry: Entry, language: str) -> list[Belongs]:
    named = [
        (
            place.country or place_name(place, language),
            party_name(place.country, language) if place.country else place_name(place, language),
        )
        for place in entry.places
    ]
    return list(dict.fromkeys(named)) or [("~none", said("no-place", language))]


BY: Mapping[str, Callable[[Entry, str], list[Belongs]]] = {
    "series": _of_series,
    "party": _of_parties,
    "kind": _of_kind,
    "place": _of_places,
}
"""What lanes may be by."""


def _of_expected(meeting: ExpectedMeeting, by: str, language: str) -> list[Belongs]:
    if by == "series":
        return [(meeting.series, meeting.names.in_language(language))]
    if by == "party":
        return [(party, party_name(party, language, meeting.labels)) for party in meeting.parties]
    return [
        (f"~{KINDS.index('dialogue')}", word("dialogue", language))
        if by == "kind"
        else ("~none", said("no-place", language))
    ]


def lanes(entries: Iterable[Entry], expected: Iterable[ExpectedMeeting], by: str, language: str) -> list[Lane]:
    """The lanes of engagements and of meetings expected, in the order in which they begin."""
    found: dict[str, Lane] = {}
    for entry in entries:
        _add(found, mark_of(entry, language), BY[by](entry, language))
    for meeting in expected:
        _add(found, mark_of_expected(meeting, language), _of_expected(meeting, by, language))
    return _few(sorted(found.values(), key=Lane.order), language)


def _add(found: dict[str, Lane], mark: Mark, belongs: Iterable[Belongs]) -> None:
    for key, label in belongs:
        found.setdefault(key, Lane(key, label)).marks.append(mark)


def _few(found: list[Lane], language: str) -> list[Lane]:
    """At most so many lanes: those with the fewest marks stand together in the last."""
    if len(found) <= MOST_LANES:
        return found
    kept = sorted(found, key=lambda lane: (-len(lane.marks), lane.key))[: MOST_LANES - 1]
    keys = {lane.key for lane in kept}
    others = Lane(OTHERS, said("others", language))
    others.marks = list(dict.fromkeys(mark for lane in found if lane.key not in keys for mark in lane.marks))
    return [*(lane for lane in found if lane.key in keys), others]
