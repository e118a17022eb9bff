"""What a stream has come to: its facts folded, one at a time, by `evolve`."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ctcalendar.domain import codec
from ctcalendar.domain.evidence import claims
from ctcalendar.domain.facts import (
    Amended,
    Corroborated,
    EngagementHeld,
    FieldChange,
    ProgressReported,
    Rank,
    Recorded,
)
from ctcalendar.domain.items import Item, Stream


class Standing(NamedTuple):
    """A stream folded: the item as it stands, how it last came about, and every claim made on it."""

    stream: Stream
    revision: int
    name: str
    """The stored name of the fact that last said what became of it (`engagement.scheduled`, `engagement.held`)."""
    item: Item
    claims: Mapping[str, "Claimed"]
    reports: frozenset[str]


class Claimed(NamedTuple):
    """A claim as it stands: its field, its plain value, its rank now, and the rank it was made with."""

    field: str
    value: Any
    rank: Rank
    born: Rank


def evolve(standing: Standing | None, recorded: Recorded) -> Standing:
    """What the stream has come to with one more fact."""
    event = recorded.event
    made = {
        f"{recorded.revision}.{claim.number}": Claimed(claim.field, claim.value, claim.rank, born=claim.rank)
        for claim in claims(event)
    }
    if isinstance(event, Item):
        changes = event.changes if isinstance(event, EngagementHeld) else ()
        before = _reranked(standing.claims, changes) if standing else {}
        reports = standing.reports if standing else frozenset()
        return Standing(recorded.stream, recorded.revision, recorded.name, event, {**before, **made}, reports)
    assert standing is not None, f"{recorded.stream} does not begin with the item it is about"
    if isinstance(event, ProgressReported):
        return standing._replace(
            revision=recorded.revision, reports=standing.reports | {event.id}, claims={**standing.claims, **made}
        )
    assert isinstance(event, Amended | Corroborated)
    changes = event.changes if isinstance(event, Amended) else event.adds
    return standing._replace(
        revision=recorded.revision,
        item=changed(standing.item, {change.field: change.new for change in changes}),
        claims={**_reranked(standing.claims, changes), **made},
    )


def fold(history: Iterable[Recorded]) -> Standing | None:
    """What a stream has come to after its whole history, oldest fact first."""
    standing: Standing | None = None
    for recorded in history:
        standing = evolve(standing, recorded)
    return standing


def _reranked(before: Mapping[str, Claimed], changes: Iterable[FieldChange]) -> dict[str, Claimed]:
    after = dict(before)
    for change in changes:
        for claim, rank in ((entry.claim, entry.rank) for entry in change.reranked):
            after[claim] = after[claim]._replace(rank=rank)
    return after


def changed(item: Item, values: Mapping[str, Any]) -> Item:
    """The item with some plain field values replaced; null takes one away."""
    plain = {**codec.plain(item), **values}
    return codec.typed({key: value for key, value in plain.items() if value is not None}, type(item))
