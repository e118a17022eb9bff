"""What the survivor of a duplicate receives: the duplicate's citations, and what they prove, no more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Contradiction, agreement
from ctcalendar.domain.commands import Corroborate, Known
from ctcalendar.domain.facts import Corroborated
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import FIXED
from ctcalendar.domain.paths import NoSuchField, identity, root, value_at, with_value_at, without_citations
from ctcalendar.domain.standing import Claimed, Standing
from ctcalendar.domain.values import Citation

_TEXT = frozenset({"en", "ar", "differs"})


def inheritance(duplicate: Standing, survivor: Stream, known: Known) -> Sequence[Corroborate]:
    """The corroborations by which the survivor receives what the duplicate's citations prove, and they.

    What was retracted, or superseded there, proves nothing any more. Each value that is compatible with the record's
    own, as a month is with a day, comes by itself.
    """
    alive = [claim for claim in in_force(duplicate) if not _is_its_own(claim, known)]
    plain = without_citations(codec.plain(duplicate.item))
    note = "recorded twice; what proves the entry that was retracted"  # unnamed: it may be classified higher one day
    preferred = [claim for claim in alive if claim.rank == "preferred"]
    made = [_corroboration(survivor, plain, preferred, note)] if preferred else []
    for claim in (claim for claim in alive if claim.rank == "normal"):
        made.append(_corroboration(survivor, with_value_at(plain, claim.field, claim.value), [claim], note))
    general = [one for one in duplicate.general if not known.is_retracted(Stream("source", one["source"]))]
    if general:
        cited = Corroborated(given=(), citations=tuple(codec.typed(one, Citation) for one in general), note=note)
        made.append(Corroborate(survivor, {}, cited, inherited=True))
    return made


def in_force(standing: Standing) -> Iterator[Claimed]:
    """The claims that rest on a citation and agree with the item as it stands."""
    plain = without_citations(codec.plain(standing.item))
    for claim in standing.claims.values():
        if claim.citation is None or claim.rank == "deprecated":
            continue
        try:
            agreement(claim.field, value_at(plain, claim.field), claim.value)
        except (NoSuchField, Contradiction):
            continue
        yield claim


def _is_its_own(claim: Claimed, known: Known) -> bool:
    """Whether a claim is on what each item has for itself, or of a source that was retracted."""
    assert claim.citation is not None
    return root(claim.field) in FIXED or known.is_retracted(Stream("source", claim.citation["source"]))


def _corroboration(survivor: Stream, plain: Mapping[str, Any], claims: Iterable[Claimed], note: str) -> Corroborate:
    proving: dict[bytes, tuple[Any, list[str]]] = {}
    proved: dict[str, list[str]] = {}
    for claim in claims:
        assert claim.citation is not None
        citation = {key: value for key, value in claim.citation.items() if key != "supports"}
        proving.setdefault(codec.encode(citation), (citation, []))[1].append(claim.field)
        proved.setdefault(root(claim.field), []).append(claim.field)
    values: dict[str, Any] = {}
    moved: dict[str, str] = {}
    for field, paths in proved.items():
        values[field], renamed = _narrowed(plain[field], field, paths)
        moved |= renamed
    citations = tuple(
        codec.typed({**citation, "supports": list(dict.fromkeys(moved.get(path, path) for path in paths))}, Citation)
        for citation, paths in proving.values()
    )
    event = Corroborated(given=(), citations=citations, note=note)
    return Corroborate(survivor, values, event, inherited=True)


def _narrowed(value: Any, field: str, paths: Sequence[str]) -> tuple[Any, dict[str, str]]:
    """The part of a field that is proved at `paths`, and where the paths lead then, as far as that is elsewhere."""
    if field in paths:
        return value, {}
    steps = [path.split(".")[1] for path in paths]
    if isinstance(value, dict):
        return ({key: value[key] for key in value if key in steps} if value.keys() <= _TEXT else value), {}
    if not isinstance(value, list):
        return value, {}
    kept = sorted({_place(value, step) for step in steps})
    moved = {}
    for path, step in zip(paths, steps, strict=True):
        if identity(value[_place(value, step)]) != step:
            rest = path.split(".")[2:]
            moved[path] = ".".join([field, str(kept.index(_place(value, step)) + 1), *rest])
    return [value[place] for place in kept], moved


def _place(members: Sequence[Any], step: str) -> int:
    """Where in a list a step leads: by id, or by number from 1."""
    by_id = (place for place, member in enumerate(members) if identity(member) == step)
    return next(by_id, int(step) - 1 if step.isdecimal() else 0)
