"""What the domain's tests are made of: values and items that fill in the rest.

A test says `visit(mode="virtual")` and states only what it is about. asking.py makes commands of them, given.py
histories of the commands.
"""

from typing import Any

from ctcalendar.domain import items
from ctcalendar.domain.facts import CadenceSet, EngagementHeld, FieldChange, Rerank
from ctcalendar.domain.items import Engagement, Stream
from ctcalendar.domain.values import Citation, DeadlineSet, Participant, Place, ProgressReported, Text, When

WHY = Text(en="the ministry says so now")
VISIT = Stream("engagement", "sales-visit-doha-2018")


# -- values -----------------------------------------------------------------------------------------------------------


def cite(*supports: str, source: str = "note", quote: str | None = "met in Doha", **more: Any) -> Citation:
    """A citation of a registered source that proves these fields."""
    more.setdefault("language", "en" if quote else None)
    return Citation(source=source, quote=quote, supports=supports, **more)


def on(edtf: str | None = None, **more: Any) -> When:
    """A day, or bounds."""
    return When(edtf=edtf, **more)


def place(name: str | None = "Doha", country: str | None = "QA", **more: Any) -> Place:
    """A stop."""
    return Place(name=Text(en=name) if name else None, country=country, **more)


def head(
    person: str | None = "nathan-sales", *, party: str = "US", name: str | None = None, **more: Any
) -> Participant:
    """Somebody at the table, by default the head of a side."""
    more.setdefault("role", "head")
    return Participant(person=person, party=party, name=Text(en=name) if name else None, **more)


def changed(field: str, old: Any = None, new: Any = None, **reranked: Any) -> FieldChange:
    """A field's change; claims are written `r1_2="deprecated"` for claim 1.2."""
    ranks = tuple(Rerank(claim=claim[1:].replace("_", "."), rank=rank) for claim, rank in reranked.items())
    return FieldChange(field=field, old=old, new=new, reranked=ranks)


# -- items ------------------------------------------------------------------------------------------------------------


def visit(**fields: Any) -> Engagement:
    """A visit to Doha on a day in 2018, cited for its title."""
    stated: dict[str, Any] = {
        "id": VISIT.id,
        "kind": "visit",
        "title": Text(en="Visit to Doha"),
        "when": on("2018-03-04"),
        "parties": ("QA", "US"),
        "citations": (cite("title"),),
    }
    return Engagement(**stated | fields)


def as_held(item: Any, *changes: FieldChange) -> EngagementHeld:
    """The event that holding an engagement makes."""
    return EngagementHeld(**{name: getattr(item, name) for name in item.__struct_fields__}, changes=changes)


def person(slug: str = "khalid-al-attiyah", **fields: Any) -> items.Person:
    """A public figure, cited for the name."""
    return items.Person(**{"id": slug, "names": Text(en="Khalid"), "citations": (cite("names.en"),)} | fields)


def source(slug: str = "release", **fields: Any) -> items.Source:
    """A press release."""
    return items.Source(**{"id": slug, "kind": "press-release", "title": Text(en="Release")} | fields)


def party(slug: str = "GCC", **fields: Any) -> items.Party:
    """A party that is no state."""
    stated = {"id": slug, "kind": "group", "names": Text(en="Cooperation Council"), "citations": (cite("names.en"),)}
    return items.Party(**stated | fields)


def organisation(slug: str = "qa-ssb", **fields: Any) -> items.Organisation:
    """A bureau of a party."""
    stated = {"id": slug, "party": "QA", "names": Text(en="State Security Bureau"), "citations": (cite("party"),)}
    return items.Organisation(**stated | fields)


def office(slug: str = "sales-coordinator", **fields: Any) -> items.Office:
    """An office somebody held."""
    stated = {"person": "nathan-sales", "title": Text(en="Coordinator"), "party": "US", "citations": (cite("title"),)}
    return items.Office(**{"id": slug} | stated | fields)


def topic(slug: str = "aviation", **fields: Any) -> items.Topic:
    """A subject of cooperation, which needs no source."""
    return items.Topic(**{"id": slug, "label": Text(en="Aviation security")} | fields)


def instrument(slug: str = "arrangement-2018", **fields: Any) -> items.Instrument:
    """An arrangement between two states."""
    stated = {"kind": "arrangement", "title": Text(en="Arrangement"), "parties": ("QA", "US")}
    return items.Instrument(**{"id": slug, "citations": (cite("title"),)} | stated | fields)


def commitment(slug: str = "share-more", **fields: Any) -> items.Commitment:
    """Something undertaken in the memorandum."""
    stated = {"instrument": "mou", "form": "cooperation", "parties": ("QA", "US"), "text": Text(en="Share more")}
    return items.Commitment(**{"id": slug, "citations": (cite("text"),)} | stated | fields)


def series(slug: str = "strategic-dialogue", **fields: Any) -> items.Series:
    """A run of dialogues."""
    stated = {"names": Text(en="Strategic Dialogue"), "parties": ("QA", "US"), "citations": (cite("names"),)}
    return items.Series(**{"id": slug} | stated | fields)


def report(slug: str = "r1", **fields: Any) -> ProgressReported:
    """A report of progress, cited."""
    stated = {"status": "in-progress", "text": Text(en="Under way"), "by": ("QA",), "citations": (cite(),)}
    return ProgressReported(**{"id": slug} | stated | fields)


def deadline(slug: str = "d1", **fields: Any) -> DeadlineSet:
    """A deadline, cited: complete by the end of 2018."""
    return DeadlineSet(**{"id": slug, "complete_by": "2018", "citations": (cite(),)} | fields)


def cadence(every: str = "1 year", **fields: Any) -> CadenceSet:
    """How often a series should meet, cited."""
    return CadenceSet(**{"every": every, "basis": "stated", "citations": (cite(),)} | fields)
