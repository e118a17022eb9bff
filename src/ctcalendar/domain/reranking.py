"""What becomes of the claims on a field when its value changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Contradiction, agreement
from ctcalendar.domain.commands import Known
from ctcalendar.domain.evidence import claimed
from ctcalendar.domain.facts import FieldChange, Rank, Rerank
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.paths import PROGRESS, NoSuchField, is_within, root, without_citations
from ctcalendar.domain.standing import Claimed, Standing


def changes(
    standing: Standing, values: Mapping[str, Any], item: Item, known: Known, *, replaces: bool = True
) -> tuple[FieldChange, ...]:
    """The field changes that give `values` and make `item`, each with the claims that gain or lose rank by it.

    `replaces`: the old values are superseded, not added to. Whoever sees the item sees what they were: a claim that
    rests on a source above it does not tell them.
    """
    before, after = codec.plain(standing.item), codec.plain(item)
    return tuple(
        FieldChange(
            field=field,
            old=(old := before.get(field)),
            new=new,
            reranked=reranked(standing, field, after),
            kept=replaces and old is not None and not _is_claimed(standing, field, old, known),
        )
        for field, new in values.items()
    )


def reranked(standing: Standing, field: str, after: Mapping[str, Any]) -> tuple[Rerank, ...]:
    """The claims on a field (or below it) that change rank when the item's plain values come to be `after`."""
    apart = [*_judged_by_disputes(standing)]
    ranks = {
        claim: _rank_now(made, after)
        for claim, made in standing.claims.items()
        if root(made.field) == root(field) and not any(is_within(made.field, path) for path in apart)
    }
    return tuple(Rerank(claim=claim, rank=rank) for claim, rank in ranks.items() if rank != standing.claims[claim].rank)


def _judged_by_disputes(standing: Standing) -> Iterator[str]:
    """Where only a settlement ranks claims: fields in open dispute, and reports that were found wrong."""
    for dispute in standing.disputes.values():
        if dispute.is_open:
            yield dispute.field
        elif dispute.field == PROGRESS and dispute.right is not None:
            yield from (f"reports.{report}" for report in dispute.values if report != dispute.right)


def _is_claimed(standing: Standing, field: str, value: Any, known: Known) -> bool:
    """Whether a value was claimed as a whole, for all who see the item."""
    whole, level = without_citations(value), known.level(standing.stream)
    return any(
        claim.field == field
        and claim.value == whole
        and (claim.citation is None or known.level(Stream("source", claim.citation["source"])) <= level)
        for claim in standing.claims.values()
    )


def _rank_now(claim: Claimed, after: Mapping[str, Any]) -> Rank:
    try:
        recorded = without_citations(claimed(after, claim.field))
        found = agreement(claim.field, recorded, claim.value)
    except (NoSuchField, Contradiction):
        return "deprecated"
    if found.value != recorded:
        return "deprecated"
    if found.exact:
        return "preferred"
    # A month beside the day it holds stays compatible, but a value that was in force and no longer is, is superseded.
    return "normal" if claim.born == "normal" else "deprecated"
