"""What a stream has come to: its facts folded, one at a time, by `evolve`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.evidence import Cited, cited, claims, reranks, told
from ctcalendar.domain.facts import (
    Amended,
    Corroborated,
    Disputed,
    DisputeSettled,
    Event,
    Merged,
    Rank,
    Reclassified,
    Recorded,
    Reinstated,
    Rerank,
    Rescheduled,
    Retracted,
    Split,
)
from ctcalendar.domain.items import Engagement, Item, Stream
from ctcalendar.domain.values import DeadlineSet, ProgressReported


class Standing(NamedTuple):
    """A stream folded: the item as it stands, and every claim made on it."""

    stream: Stream
    revision: int
    item: Item
    claims: Mapping[str, "Claimed"]
    disputes: Mapping[str, "Dispute"] = {}
    """By id: those that are open, and those that were settled."""
    retracted: Retracted | None = None
    merged_into: str | None = None
    general: tuple[Mapping[str, Any], ...] = ()
    """The citations that name no field they prove."""

    def open_disputes(self) -> Mapping[str, "Dispute"]:
        """The disputes that are not settled, by id."""
        return {name: dispute for name, dispute in self.disputes.items() if dispute.is_open}


class Claimed(NamedTuple):
    """A claim as it stands: its field, plain value, rank now, the rank it was made with, and what it rests on."""

    field: str
    value: Any
    rank: Rank
    born: Rank
    citation: Mapping[str, Any] | None = None


class Dispute(NamedTuple):
    """A dispute: its field, the values that cannot all be right, whether it still is one, and the one found right."""

    field: str
    values: tuple[Any, ...]
    is_open: bool = True
    right: Any = None


def evolve(standing: Standing | None, recorded: Recorded) -> Standing:
    """What the stream has come to with one more fact."""
    event = recorded.event
    before = standing.claims if standing else {}
    entries = cited(event)
    made = {**_reranked(before, reranks(event)), **_made(recorded, entries)}
    general = tuple(entry.citation for entry in entries if not entry.supports)
    if isinstance(event, Item):
        since = standing or Standing(recorded.stream, 0, event, {})
        item = _first(recorded.name, event)
        return since._replace(revision=recorded.revision, item=item, claims=made, general=since.general + general)
    assert standing is not None, f"{recorded.stream} does not begin with the item it is about"
    item = _item_with(standing.item, event)
    after = standing._replace(revision=recorded.revision, item=item, claims=made, general=standing.general + general)
    return _told_of(after, event)


def fold(history: Iterable[Recorded]) -> Standing | None:
    """What a stream has come to after its whole history, oldest fact first."""
    standing: Standing | None = None
    for recorded in history:
        standing = evolve(standing, recorded)
    return standing


def changed(item: Item, values: Mapping[str, Any], *, strict: bool = True) -> Item:
    """The item with some plain field values replaced; null takes one away."""
    plain = {**codec.plain(item), **values}
    return codec.typed({key: value for key, value in plain.items() if value is not None}, type(item), strict=strict)


def assigned(item: Item, event: Event) -> Mapping[str, Any]:
    """The plain field values that a fact gives the item it is about."""
    if isinstance(event, Amended | Rescheduled | DisputeSettled):
        return {change.field: change.new for change in event.changes}
    if isinstance(event, Corroborated):
        return {change.field: change.new for change in event.adds}
    if isinstance(event, ProgressReported | DeadlineSet):
        return {field: [*codec.plain(getattr(item, field)), *added] for field, added in told(event).items()}
    return told(event)


def _first(name: str, item: Item) -> Item:
    if isinstance(item, Engagement):
        return msgspec.structs.replace(item, status=name.partition(".")[2])
    return item


def _item_with(item: Item, event: Event) -> Item:
    if isinstance(event, Reclassified):
        return msgspec.structs.replace(item, classification=event.classification)
    if isinstance(event, ProgressReported | DeadlineSet):
        [field] = told(event)
        return msgspec.structs.replace(item, **{field: (*getattr(item, field), event)})
    values = assigned(item, event)
    return changed(item, values) if values else item


def _told_of(standing: Standing, event: Event) -> Standing:
    """What a fact says of the item rather than of its fields."""
    if isinstance(event, Disputed):
        found = Dispute(event.field, tuple(entry.value for entry in event.values))
        return standing._replace(disputes={**standing.disputes, event.id: found})
    if isinstance(event, DisputeSettled):
        settled = standing.disputes[event.id]._replace(is_open=False, right=event.value)
        return standing._replace(disputes={**standing.disputes, event.id: settled})
    if isinstance(event, Retracted):
        return standing._replace(retracted=event)
    if isinstance(event, Reinstated):
        return standing._replace(retracted=None)
    if isinstance(event, Merged):
        return standing._replace(merged_into=event.into)
    if isinstance(event, Split):
        return standing._replace(merged_into=None)
    return standing


def distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, each once."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return tuple(found)


def _made(recorded: Recorded, entries: Sequence[Cited]) -> dict[str, Claimed]:
    """The claims a fact makes."""
    proofs = {entry.number: entry.citation for entry in entries}
    return {
        f"{recorded.revision}.{claim.number}": Claimed(
            claim.field, claim.value, claim.rank, born=claim.rank, citation=proofs.get(claim.citation or 0)
        )
        for claim in claims(recorded.event, entries)
    }


def _reranked(before: Mapping[str, Claimed], changes: Iterable[Rerank]) -> dict[str, Claimed]:
    after = dict(before)
    for change in changes:
        after[change.claim] = after[change.claim]._replace(rank=change.rank)
    return after
