"""What the items of a dossier ask for: each section's structs as commands."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec

from ctcalendar.domain import codec, facts, items, values
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.commands import Amend, Command, Corroborate, Known, Record, Tell
from ctcalendar.domain.items import KINDS, LATER, Item, Stream, fields_of
from ctcalendar.domain.objections import Objection
from ctcalendar.dossier import shape
from ctcalendar.dossier.explaining import explained
from ctcalendar.dossier.read import Entry
from ctcalendar.dossier.shape import SECTIONS


def commands(entry: Entry, known: Known) -> Sequence[Command]:
    """The commands an item comes to.

    Raises:
        Objection: its subject is not known, or is several things.
    """
    item = entry.item
    if isinstance(item, shape.Engagement):
        return [Record(f"engagement.{item.status}", _as(items.Engagement, item, status=None))]
    if isinstance(item, Item):
        return _recording(SECTIONS[entry.section], item)
    return [_said_of(_subject(item.subject, known), item, entry.section)]


_VERBS = {"office": "held", "instrument": "concluded", "commitment": "undertaken", "series": "established"}


def _recording(kind: str, item: Item) -> Sequence[Command]:
    """An item, and what a dossier holds inside it although facts of their own tell it."""
    bare = {field: () if field in ("reports", "deadlines") else None for field in LATER if hasattr(item, field)}
    record = Record(f"{kind}.{_VERBS.get(kind, 'registered')}", _as(KINDS[kind], item, **bare))
    subject = record.subject
    told: list[Command] = []
    if isinstance(item, shape.Instrument) and item.status is not None:
        told.append(Tell(subject, "status-changed", _event(facts.StatusChanged, item.status)))
    if isinstance(item, shape.Series) and item.cadence is not None:
        told.append(Tell(subject, "cadence-set", _event(facts.CadenceSet, item.cadence)))
    told += [Tell(subject, "deadline-set", deadline) for deadline in getattr(item, "deadlines", ())]
    told += [Tell(subject, "progress-reported", report) for report in getattr(item, "reports", ())]
    return [record, *told]


_SAID: Mapping[str, tuple[str, type[facts.Event]]] = {
    "reports": ("progress-reported", values.ProgressReported),
    "deadlines": ("deadline-set", values.DeadlineSet),
    "statuses": ("status-changed", facts.StatusChanged),
    "cadences": ("cadence-set", facts.CadenceSet),
    "suspensions": ("suspended", facts.Suspended),
    "resumptions": ("resumed", facts.Resumed),
    "closings": ("closed", facts.Closed),
    "cancellations": ("cancelled", facts.Cancelled),
    "retractions": ("retracted", facts.Retracted),
    "reinstatements": ("reinstated", facts.Reinstated),
    "reclassifications": ("reclassified", facts.Reclassified),
    "merges": ("merged", facts.Merged),
    "splits": ("split", facts.Split),
}
"""Section -> the verb of its fact, and the fact that has the same fields."""


def _said_of(subject: Stream, item: Any, section: str) -> Command:
    if section in _SAID:
        verb, event = _SAID[section]
        return Tell(subject, verb, _event(event, item))
    if isinstance(item, shape.Corroboration):
        corroborated = facts.Corroborated(given=(), note=item.note, citations=item.citations)
        return Corroborate(subject, _all_typed(subject, item.values), corroborated)
    if isinstance(item, shape.Amendment):
        amended = facts.Amended(changes=(), cause=item.cause, reason=item.reason, citations=item.citations)
        return Amend(subject, _all_typed(subject, item.values), amended)
    if isinstance(item, shape.Reschedule):
        moved = facts.Rescheduled(changes=(), reason=_text(item.reason), citations=item.citations)
        return Amend(subject, {"when": codec.plain(item.when) if item.when else None}, moved)
    if isinstance(item, shape.Settlement):
        return Tell(subject, "dispute-settled", _settled(subject, item))
    assert isinstance(item, shape.Dispute)
    return Tell(subject, "disputed", _disputed(subject, item))


def _disputed(subject: Stream, item: shape.Dispute) -> facts.Disputed:
    found = tuple(
        facts.DisputedValue(
            value=_typed(subject, item.field, entry.value, f"values.{number}.value"), citations=entry.citations
        )
        for number, entry in enumerate(item.values, 1)
    )
    return facts.Disputed(
        id=item.id,
        field=item.field,
        values=found,
        preferred=_typed(subject, item.field, item.preferred, "preferred"),
        reason=_text(item.reason),
        citations=item.citations,
    )


def _settled(subject: Stream, item: shape.Settlement) -> facts.DisputeSettled:
    # The field is that of the dispute, and so is its type: `decide` knows both.
    return facts.DisputeSettled(
        id=item.dispute, field="", value=item.value, reason=_text(item.reason), citations=item.citations
    )


def _event(struct: type[Any], item: Any) -> Any:
    """A dossier's struct as the fact with the same fields."""
    same = {name: getattr(item, name) for name in struct.__struct_fields__ if hasattr(item, name)}
    if same.get("reason") is not None:
        same["reason"] = _text(same["reason"])
    return struct(**same)


def _text(reason: str | values.Text) -> values.Text:
    return values.in_its_language(reason) if isinstance(reason, str) else reason


def _as(struct: type[Any], item: Any, **instead: Any) -> Any:
    """The part of a dossier's struct that the domain's struct has."""
    return struct(**{name: getattr(item, name) for name in struct.__struct_fields__} | instead)


def _all_typed(subject: Stream, given: dict[str, Any]) -> dict[str, Any]:
    return {field: _typed(subject, field, value, f"values.{field}") for field, value in given.items()}


def _typed(subject: Stream, field: str, value: Any, at: str) -> Any:
    """A value of a field, with text made of digits a number where the field wants one; of an unknown field as it is.

    `at` is where the value stands in the dossier's item.
    """
    fields = fields_of(KINDS[subject.kind])
    wanted: Any = fields[field].type if field in fields else Any
    try:
        return None if value is None else codec.plain(msgspec.convert(value, wanted, strict=False))
    except msgspec.ValidationError as error:
        found = explained(str(error), wanted)
        path = f"{at}.{found.path}" if found.path else at
        raise Objection(subject, [Problem(path, found.message)]) from None


def _subject(text: str, known: Known) -> Stream:
    asked = Stream.parse(text) if ":" in text else None
    kinds = [asked.kind] if asked else list(KINDS)
    found = [stream for kind in kinds if (stream := Stream(kind, asked.id if asked else text)) in known]
    if len(found) == 1:
        return found[0]
    subject = asked or Stream("item", text)
    if found:
        names = " or ".join(str(stream) for stream in found)
        raise Objection(subject, [Problem("subject", f"{text!r} is several things; write {names}")])
    close = get_close_matches(subject.id, [i for kind in kinds if kind in KINDS for i in known.ids(kind)], n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    raise Objection(subject, [Problem("subject", f"nothing recorded is called {text!r}{meant}")])
