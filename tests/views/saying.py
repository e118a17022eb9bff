"""What a record comes to, told twice in one form: by its rows, and by folding its streams as `decide` does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.evidence import claims, reranks
from ctcalendar.domain.facts import (
    CadenceSet,
    Corroborated,
    Disputed,
    DisputeSettled,
    EngagementHeld,
    Event,
    Recorded,
)
from ctcalendar.domain.items import KINDS, Stream, fields_of
from ctcalendar.domain.paths import root, without_citations
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.domain.values import Text, in_its_language
from ctcalendar.views.rules import ADDED, ANNOUNCED, LATER
from views.folding import Row, Rows, items

Said = Mapping[str, Mapping[str, Any]]
"""Stream -> what is said of it, by aspect."""


def come_to(facts: Iterable[Recorded]) -> Said:
    """What streams have come to by their facts, which are given in order."""
    streams: dict[Stream, list[Recorded]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    return {str(stream): _come_to(history, found) for stream, history in streams.items() if (found := fold(history))}


def _come_to(history: list[Recorded], found: Standing) -> Mapping[str, Any]:
    kept = fields_of(KINDS[found.stream.kind]).keys() - {"citations", "classification"}
    fields = {field: value for field, value in without_citations(codec.plain(found.item)).items() if field in kept}
    if found.retracted and "status" in fields and found.stream.kind == "engagement":
        fields["status"] = "retracted"
    last = {fact.event.id: fact.event for fact in history if isinstance(fact.event, Disputed)}
    settled = {fact.event.id: _words(fact.event.reason) for fact in history if isinstance(fact.event, DisputeSettled)}
    recorded = {name: next((one.value for one in event.values if one.recorded), None) for name, event in last.items()}
    return {
        "fields": fields,
        "claims": {name: (one.field, one.value, one.rank, _span(one.citation)) for name, one in found.claims.items()},
        "reasons": _reasons(history),
        "in dispute": {name: dispute for fact in history for name, dispute in _in_dispute(fact)},
        "disputes": {
            name: (one.field, list(one.values), one.is_open, recorded[name], last[name].preferred, one.right)
            for name, one in found.disputes.items()
        },
        "retraction": found.retracted and (found.retracted.duplicate_of, codec.plain(found.retracted.reason)),
        "merger": found.merged_into,
        "level": Clearance[found.item.classification],
        "why disputed": {name: (_words(event.reason), settled.get(name)) for name, event in last.items()},
        "history": [
            (fact.revision, fact.name, fact.position, fact.recorded_at, *_about(fact.event)) for fact in history
        ],
    }


def _reasons(history: list[Recorded]) -> Mapping[str, str]:
    """The claims that are deprecated, and why."""
    found: dict[str, str] = {}
    for fact in history:
        why = _why(fact.event)
        told = why and (why.en or why.ar)
        for one in reranks(fact.event):
            found.pop(one.claim, None)
            if one.rank == "deprecated":
                found[one.claim] = told or _DEFAULTS.get(type(fact.event), LATER)
        for claim in claims(fact.event):
            if claim.rank == "deprecated":
                found[f"{fact.revision}.{claim.number}"] = told or ANNOUNCED
    return found


_DEFAULTS = {EngagementHeld: ANNOUNCED, Corroborated: ADDED}


def _why(event: Event) -> Text | None:
    """Why a fact was recorded; the reason of a cadence is why it is assumed."""
    reason = None if isinstance(event, CadenceSet) else getattr(event, "reason", None)
    return in_its_language(reason) if isinstance(reason, str) else reason


def _words(text: Text) -> tuple[str | None, ...]:
    return text.en, text.ar, text.differs


def _about(event: Event) -> tuple[str | None, ...]:
    """The cause, the reason in both languages, and the note of a fact."""
    why = _why(event)
    return getattr(event, "cause", None), why and why.en, why and why.ar, getattr(event, "note", None)


def _in_dispute(fact: Recorded) -> Iterator[tuple[str, str]]:
    """The claims of a fact that are values in a dispute, and in which."""
    event = fact.event
    for claim in claims(event):
        if isinstance(event, Disputed):
            yield f"{fact.revision}.{claim.number}", event.id
        elif isinstance(event, Corroborated):
            given = {root(one.field): one.dispute for one in event.given}
            if dispute := given[root(claim.field)]:
                yield f"{fact.revision}.{claim.number}", dispute


_SPAN = ("source", "language", "quote", "locator")


def _span(citation: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return citation and {part: citation.get(part) for part in _SPAN}


def said_by(rows: Rows) -> Said:
    """The same as standing rows say it."""
    by_subject = {name: _by_subject(found) for name, found in rows.items() if found and "subject" in found[0]}
    persons = {row["id"]: row["merged_into"] for row in rows["person"]}

    def of(table: str, subject: str) -> list[Row]:
        return by_subject.get(table, {}).get(subject, [])

    return {
        str(stream): {
            "fields": without_citations(fields),
            **_claims(of("claim", str(stream)), of("citation", str(stream))),
            "disputes": {row["id"]: _dispute(row) for row in of("dispute", str(stream))},
            "why disputed": {row["id"]: _why_disputed(row) for row in of("dispute", str(stream))},
            "retraction": next(map(_retraction, of("retraction", str(stream))), None),
            "merger": persons.get(stream.id) if stream.kind == "person" else None,
            "level": next((row["level"] for row in of("classified", str(stream))), 0),
            "history": sorted(map(_revision, of("revision", str(stream)))),
        }
        for stream, fields in items(rows).items()
    }


def _by_subject(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["subject"]].append(row)
    return found


def _claims(rows: list[Row], citations: list[Row]) -> Mapping[str, Any]:
    spans = {(row["revision"], row["number"]): _span(row) for row in citations}
    return {
        "claims": {
            f"{row['revision']}.{row['number']}": (
                row["field"],
                codec.decode(row["value"]),
                row["rank"],
                spans[row["revision"], row["citation"]] if row["citation"] else None,
            )
            for row in rows
        },
        "reasons": {f"{row['revision']}.{row['number']}": row["reason"] for row in rows if row["reason"] is not None},
        "in dispute": {f"{row['revision']}.{row['number']}": row["dispute"] for row in rows if row["dispute"]},
    }


def _dispute(row: Row) -> tuple[Any, ...]:
    recorded, preferred, right = (row[name] and codec.decode(row[name]) for name in ("recorded", "preferred", "value"))
    return row["field"], codec.decode(row["values_json"]), row["state"] == "open", recorded, preferred, right


def _why_disputed(row: Row) -> tuple[Any, ...]:
    """The reasons of the dispute and of its settlement, if it was settled."""
    opened, settled = (tuple(row[f"{of}_{part}"] for part in ("en", "ar", "differs")) for of in ("reason", "settled"))
    return opened, settled if any(settled) else None


def _retraction(row: Row) -> tuple[Any, ...]:
    reason = {part: text for part in ("en", "ar", "differs") if (text := row[f"reason_{part}"]) is not None}
    return row["duplicate_of"], reason


def _revision(row: Row) -> tuple[Any, ...]:
    columns = ("revision", "type", "known_from", "recorded_at", "cause", "reason_en", "reason_ar", "note")
    return tuple(row[column] for column in columns)


def parting(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two of them part, with both values: pytest would take minutes to explain."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return [
            told for key in {**one, **other} for told in parting(one.get(key), other.get(key), f"{path} {key}".strip())
        ]
    return [] if one == other else [f"{path}: {one!r}, but {other!r}"]
