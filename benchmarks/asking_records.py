"""The engagements to ask about: common values, rare ones, late ones, and days that are no single day.

What they name is in `registers`; `history` gives the facts of one, as many as it is to have versions.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from msgspec.structs import replace

import records
from commands import _Everything as Everything
from ctcalendar.domain.commands import Amend
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Amended, Fact, Recorded
from ctcalendar.domain.items import Instrument, Item, Organisation, Party, Person, Series, SeriesPlace, Source, Stream
from ctcalendar.domain.items import Topic as TopicItem
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import evolve
from ctcalendar.domain.values import Citation, Participant, Place, Text, When
from ctcalendar.dossier.shape import SECTIONS, Engagement

RARE = 20
"""How many engagements have the rare values, whatever the size."""
DAYS, LAST_DAY = 13_000, "2025-08-04"
"""The days over which all begin (records.py), and the last of them."""
LATE = "2022"
"""From here on the party and the person who came late are there."""

_NAMES = Text(en="Rare", ar="نادر")
_REASON = "the note was misread"
_NOW_US = 1_762_000_000_000_000


def registers() -> list[Recorded]:
    """The facts of all items that the engagements name, from position 1."""
    items = [(SECTIONS[part.section], part.item) for part in records.registers()]
    items += [
        ("source", Source(id="rare-note", kind="media-note", published=When(edtf="1989-05-01"))),
        ("source", Source(id="undated-note", kind="media-note")),
        ("party", Party(id="rare-party", kind="group", names=_NAMES)),
        ("party", Party(id="rare-office", kind="office", names=_NAMES, within="rare-party")),
        ("organisation", Organisation(id="rare-ministry", names=_NAMES, party="rare-party")),
        ("person", Person(id="rare-envoy", names=_NAMES)),
        ("person", Person(id="late-envoy", names=_NAMES)),
        ("topic", TopicItem(id="rare-topic", label=_NAMES)),
        ("instrument", Instrument(id="rare-text", kind="other", title=_NAMES, parties=("QA", "US"))),
        ("instrument", Instrument(id="common-text", kind="other", title=_NAMES, parties=("QA", "US"))),
        ("series", Series(id="rare-talks", names=_NAMES, parties=("QA", "US"))),
        ("series", Series(id="common-talks", names=_NAMES, parties=("QA", "US"))),
    ]
    streams = [(Stream(kind, item.id), item) for kind, item in items]
    return [_first(number, stream, item) for number, (stream, item) in enumerate(streams, 1)]


def common(wanted: int) -> Iterator[Engagement]:
    """The engagements of which there are many more."""
    return (_common(part.item, number) for number, part in enumerate(islice(records.engagements(), wanted)))


def rare() -> Iterator[Engagement]:
    """Those with the rare values, over all the years."""
    return (_rare(part.item, number) for number, part in enumerate(islice(records.engagements(10**7), RARE)))


def history(item: Engagement, versions: int) -> list[Recorded]:
    """The facts of one engagement, numbered from 1: every one but the first gives it another day, title and sides."""
    stream = Stream("engagement", item.id)
    first = _first(1, stream, item)
    facts, standing = [first], evolve(None, first)
    for number in range(2, versions + 1):
        (fact,) = decide(Amend(stream, _values(item, number), _amended()), standing, Everything())
        facts.append(_recorded(number, fact, number))
        standing = evolve(standing, facts[-1])
    return facts


def _values(item: Engagement, number: int) -> dict[str, Any]:
    """What another version says: something else than the one before it, of every row."""
    title = {"en": f"{item.title.en} ({number})", "ar": item.title.ar}
    people = [
        {
            "person": seat.person,
            "party": seat.party,
            "organisation": seat.organisation,
            "role": "head",
            "title": {"en": f"Coordinator, {number}"},
        }
        for seat in item.participants
    ]
    places = [{"name": {"en": place.name.en, "ar": f"{place.name.ar} {number}"}, "country": place.country}
              for place in item.places if place.name]  # fmt: skip
    parties = [*item.parties] if number % 2 else [*reversed(item.parties)]
    found = {"title": title, "participants": people, "places": places, "parties": parties}
    if item.when is not None and item.when.edtf and len(item.when.edtf) == 10:
        found["when"] = {"edtf": f"{item.when.edtf[:8]}{1 + (int(item.when.edtf[8:]) + 3 * number) % 28:02}"}
    return {field: value for field, value in found.items() if value}


def _amended() -> Amended:
    cited = Citation(source="note-1", language="en", quote="as corrected", supports=("title",))
    return Amended(changes=(), cause="correction", reason=_REASON, citations=(cited,))


def _common(item: Engagement, number: int) -> Engagement:
    day = item.when.edtf if item.when and item.when.edtf else ""
    kind = "visit" if item.kind == "statement" else item.kind
    kind = "visit" if number % 50 == 7 else kind
    when = _unusual(number) or item.when
    late = day[:4] >= LATE
    seats = (*item.participants, Participant(person="late-envoy", party="QA", role="member")) if late else ()
    return replace(
        item,
        id=f"0000-{kind}-{number}",
        kind=kind,
        when=None if number % 50 == 7 else when,
        part_of=f"0000-visit-{number - 1}" if number % 50 == 8 else None,
        parties=(*item.parties, "late-party") if late else item.parties,
        participants=seats or item.participants,
        series=SeriesPlace(id="common-talks") if number % 10 == 0 else None,
        instruments=("common-text",) if number % 8 == 0 else (),
        says=(),
        citations=item.citations[1:],
    )


def _unusual(number: int) -> When | None:
    """Days that are none: over a new year, over years, without an end, without a beginning."""
    first = 1990 + number % 35
    days = {
        11: f"{first}-12-30/{first + 1}-01-02",
        23: f"{first}/{first + 2}",
        37: f"{first}-03-01/..",
        49: f"../{first}",
    }
    return When(edtf=days[number % 200]) if number % 200 in days else None


def _rare(item: Engagement, number: int) -> Engagement:
    seat = Participant(person="rare-envoy", organisation="rare-ministry", party="rare-party", role="head")
    note = "undated-note" if number % 2 else "rare-note"
    return replace(
        item,
        id=f"rare-{number}",
        kind="statement",
        status="scheduled" if number % 2 else "held",
        when=When(edtf=f"{1990 + number * 34 // RARE}-06-15"),
        places=(Place(name=Text(en="Rareville", ar="النادرة"), country="IS"),),
        parties=("QA", "rare-office"),
        participants=(seat,),
        agencies=("rare-ministry",),
        topics=("rare-topic",),
        series=SeriesPlace(id="rare-talks"),
        instruments=("rare-text",),
        says=(),
        citations=(Citation(source=note, language="en", quote="was held", supports=("when",)),),
    )


def _first(position: int, stream: Stream, item: Item) -> Recorded:
    if not isinstance(item, Engagement):
        return _recorded(position, Fact(stream, _BEGINS[stream.kind], item), 1)
    values = {name: getattr(item, name) for name in item.__struct_fields__ if name != "status"}
    event = EVENTS[f"engagement.{item.status}"]
    return _recorded(position, Fact(stream, f"engagement.{item.status}", event.shape(**values)), 1)


def _recorded(position: int, fact: Fact, revision: int) -> Recorded:
    return Recorded(position, fact.stream, revision, fact.name, fact.event, _NOW_US + position, "bench")


_BEGINS = {
    "source": "source.registered",
    "party": "party.registered",
    "organisation": "organisation.registered",
    "person": "person.registered",
    "topic": "topic.registered",
    "instrument": "instrument.concluded",
    "series": "series.established",
}
