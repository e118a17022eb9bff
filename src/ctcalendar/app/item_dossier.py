"""One item as a dossier that would record it as it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ctcalendar.domain import codec
from ctcalendar.domain.evidence import cited, claims
from ctcalendar.domain.facts import (
    Amended,
    Cancelled,
    Closed,
    Disputed,
    DisputeSettled,
    Event,
    Merged,
    Recorded,
    Resumed,
    StatusChanged,
    Suspended,
)
from ctcalendar.domain.items import KINDS, LATER, fields_of
from ctcalendar.domain.paths import PROGRESS, NoSuchField, root, value_at, without_citations
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.dossier.shape import SECTIONS

Plain = dict[str, Any]
Dossier = dict[str, Any]


def as_yaml(dossier: Dossier) -> str:
    """A dossier as people write them, which reads back to the same."""
    import yaml

    class Writer(yaml.SafeDumper):
        """Writes what stands in two places twice: an alias would be no help to a reader."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    text: str = yaml.dump(
        dossier, Dumper=Writer, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120
    )
    return text


def as_dossier(history: Sequence[Recorded]) -> Dossier:
    """The dossier that records an item as it stands after its history, with all that still proves it.

    What facts of their own told stands inside the item, as people write it; what cannot (a cancellation, an open
    dispute, a retraction) has its section beside it. Values that were superseded, and what was only compatible, stay
    behind: they are history. So is that a closed series was taken up again.
    """
    standing = fold(history)
    assert standing is not None
    kind, name = standing.stream
    plain = codec.plain(standing.item)
    item: Plain = {field: value for field, value in plain.items() if field in fields_of(KINDS[kind])}
    first = item.pop("citations", [])
    told, whole = _distributed(item, _proofs(history, standing))
    citations = _gathered(whole, seed=first)
    beside = _beside(history, standing, item.get("status"), told["status"])
    _put_inside(item, kind, history, told)
    beside |= _amended_without_source(history, standing, item)
    section = next(section for section, of_kind in SECTIONS.items() if of_kind == kind)
    known = {field: value for field, value in {**item, "citations": citations}.items() if value not in (None, [])}
    return {"dossier": "1", section: [{"id": name, **known}], **beside}


def _beside(
    history: Sequence[Recorded], standing: Standing, status: Any, proofs: "Sequence[Proof]"
) -> dict[str, list[Plain]]:
    """The sections of what is said of an item and does not stand inside it."""
    beside: dict[str, list[Plain]] = {}
    for section, struct in _HALTS.items():
        if status == _STATUS[struct]:
            beside[section] = [_said(standing, _last(history, struct), proofs)]
    if status == "active" and (suspended := _last(history, Suspended)):
        beside = {
            "suspensions": [_said(standing, suspended)],
            "resumptions": [_said(standing, _last(history, Resumed), proofs)],
        }
    # A settled dispute is history, but one about reports still says which of them count.
    decided = [
        fact.event for fact in history if isinstance(fact.event, DisputeSettled) and fact.event.field == PROGRESS
    ]
    named = [*standing.open_disputes(), *(event.id for event in decided)]
    if disputes := [_dispute(history, standing, dispute) for dispute in named]:
        beside["disputes"] = disputes
    if decided:
        beside["settlements"] = [_settlement(standing, event) for event in decided]
    if standing.retracted is not None:
        beside["retractions"] = [_said(standing, standing.retracted)]
    if standing.merged_into is not None:
        beside["merges"] = [_said(standing, _last(history, Merged))]
    return beside


_HALTS: Mapping[str, type[Event]] = {"cancellations": Cancelled, "suspensions": Suspended, "closings": Closed}
_STATUS: Mapping[type[Event], str] = {Cancelled: "cancelled", Suspended: "suspended", Closed: "closed"}


def _put_inside(item: Plain, kind: str, history: Iterable[Recorded], told: Mapping[str, "list[Proof]"]) -> None:
    """The status and the cadence, as a dossier holds them inside the item."""
    status = item.pop("status", None)
    if kind == "engagement":
        item["status"] = "held" if status == "held" else "scheduled"
    elif kind == "instrument" and status is not None:
        item["status"] = _without(codec.plain(_last(history, StatusChanged)), "citations", "reranked")
        item["status"]["citations"] = _gathered(told["status"], default="status")
    if "cadence" in item and (citations := _gathered(told["cadence"], default="cadence")):
        item["cadence"]["citations"] = citations


def _amended_without_source(history: Iterable[Recorded], standing: Standing, item: Plain) -> dict[str, list[Plain]]:
    """What an amendment gave on nobody's word, taken out of the item: a fact of its own would have to cite somebody."""
    for amended in (fact.event for fact in reversed(list(history)) if isinstance(fact.event, Amended)):
        fields = LATER & item.keys() & {change.field for change in amended.changes}
        bare = [field for field in sorted(fields) if not all(one.get("citations") for one in _listed(item[field]))]
        if bare:
            values = {field: item.pop(field) for field in bare}
            said = {"subject": str(standing.stream), "values": values, "cause": amended.cause, "reason": amended.reason}
            return {"amendments": [said]}
    return {}


def _listed(value: Any) -> list[Plain]:
    return value if isinstance(value, list) else [value]


def _said(standing: Standing, event: Event | None, proofs: "Sequence[Proof]" = ()) -> Plain:
    """What a fact says of the item, as a section of its own has it."""
    plain = _without(codec.plain(event), "reranked")
    if proofs:
        plain["citations"] = _gathered(proofs, default="status")
    return {"subject": str(standing.stream), **plain}


def _settlement(standing: Standing, event: DisputeSettled) -> Plain:
    plain = codec.plain(event)
    kept = {field: plain[field] for field in ("value", "reason", "citations") if field in plain}
    return {"subject": str(standing.stream), "dispute": event.id, **kept}


def _dispute(history: Iterable[Recorded], standing: Standing, name: str) -> Plain:
    """An open dispute, with all that was added to it since."""
    events = [fact.event for fact in history if isinstance(fact.event, Disputed) and fact.event.id == name]
    recorded = without_citations(_at(codec.plain(standing.item), events[0].field))
    values: dict[bytes, list[Plain]] = {}
    for entry in (entry for event in events for entry in event.values):
        if entry.recorded and entry.value != recorded:
            continue  # a list that has grown since: what is recorded now takes part by itself
        values.setdefault(codec.encode(entry.value), []).extend(codec.plain(entry.citations))
    listed = [{"value": codec.decode(value), "citations": cited_for} for value, cited_for in values.items()]
    preferred = [event.preferred for event in events if event.preferred is not None]
    said = {
        "id": name,
        "subject": str(standing.stream),
        "field": events[0].field,
        "values": [{key: part for key, part in value.items() if part != []} for value in listed],
        "preferred": preferred[-1] if preferred else [],
        "reason": codec.plain(events[0].reason),
        "citations": [citation for event in events for citation in codec.plain(event.citations)],
    }
    return {key: part for key, part in said.items() if part != []}


# -- what proves it ---------------------------------------------------------------------------------------------------


class Proof(NamedTuple):
    """A claim in force and the citation it rests on. `own`: the fact's own citation, not one inside its values."""

    path: str
    citation: Mapping[str, Any]
    own: bool
    member: Any = None


def _proofs(history: Iterable[Recorded], standing: Standing) -> Iterator[Proof]:
    still_open = standing.open_disputes()
    for recorded in history:
        event = recorded.event
        if isinstance(event, Disputed) and event.id in still_open:
            continue  # what it cites belongs to its values
        entries = cited(event)
        own = len(entries) if isinstance(event, Disputed) else len(getattr(event, "citations", ()))
        for claim in claims(event, entries):
            in_force = standing.claims[f"{recorded.revision}.{claim.number}"].rank == "preferred"
            if in_force and claim.citation is not None:
                entry = entries[claim.citation - 1]
                yield Proof(claim.field, entry.citation, entry.number <= own, entry.value)


def _distributed(item: Plain, proofs: Iterable[Proof]) -> tuple[Mapping[str, list[Proof]], list[Proof]]:
    """Each citation where it belongs: inside the value it stands in, with the status or cadence, or with the item."""
    told: dict[str, list[Proof]] = {"status": [], "cadence": []}
    whole: list[Proof] = []
    for proof in proofs:
        field = root(proof.path)
        if field in told:
            told[field].append(proof)
        elif (_at(item, proof.path) is not None) and not _stands_inside(item, proof):
            whole.append(proof)
    return told, whole


def _stands_inside(item: Plain, proof: Proof) -> bool:
    """Whether a citation belongs into a value, where it is then put if it is not there yet."""
    field = root(proof.path)
    if proof.own and field not in LATER:
        return False
    if "supports" in proof.citation and field not in LATER:
        return proof.citation in list(_inner(item[field]))
    holders = _holders(item, proof)
    shown = _without(proof.citation, "supports")
    if proof.path.count(".") > 1:
        shown["supports"] = [proof.path]
    for holder in holders:
        there = list(_inner(holder))
        if proof.citation not in there and shown not in there:
            holder.setdefault("citations", []).append(shown)
    return bool(holders)


def _holders(item: Plain, proof: Proof) -> list[Plain]:
    """The values that a citation inside them would stand in; what proves a list of reports or deadlines proves each."""
    path = ".".join(proof.path.split(".")[:2]) if root(proof.path) in LATER else proof.path
    value = _at(item, path)
    if proof.member and isinstance(value, list):
        named = _without(proof.member[0], "citations")
        return [one for one in value if isinstance(one, dict) and named.items() <= one.items()][:1]
    if path in LATER and isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _inner(value: Any) -> Iterator[Plain]:
    """Every citation inside a value."""
    if isinstance(value, dict):
        yield from value.get("citations", ())
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _inner(part)


def _gathered(proofs: Iterable[Proof], *, seed: Iterable[Plain] = (), default: str | None = None) -> list[Plain]:
    """The citations of some proofs, each once, with the fields it still proves; those of `seed` whatever they prove.

    `default`: what a citation proves there that does not say.
    """
    listed: dict[bytes, tuple[Mapping[str, Any], list[str]]] = {codec.encode(one): (one, []) for one in seed}
    for proof in proofs:
        _, fields = listed.setdefault(codec.encode(proof.citation), (proof.citation, []))
        if proof.path not in fields:
            fields.append(proof.path)
    made: list[Plain] = []
    for citation, fields in listed.values():
        # What it proved may all be superseded: it is still why the item is on record.
        shown = _without(citation, "supports")
        if fields and ("supports" in citation or fields != [default]):
            shown["supports"] = fields
        made += [shown] if shown not in made else []
    return made


def _last(history: Iterable[Recorded], struct: type[Event]) -> Any:
    return next((fact.event for fact in reversed(list(history)) if type(fact.event) is struct), None)


def _at(plain: Plain, path: str) -> Any:
    try:
        return value_at(plain, path)
    except NoSuchField:
        return None


def _without(plain: Mapping[str, Any], *fields: str) -> Plain:
    return {field: value for field, value in plain.items() if field not in fields}
