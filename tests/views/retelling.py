"""What an entry says of an engagement, and what the facts have come to, in one form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.days import instant
from ctcalendar.domain.evidence import cited
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import Engagement, Stream, fields_of
from ctcalendar.domain.paths import without_citations
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.domain.values import When
from ctcalendar.views.entry import Entry

_FIELDS = [field for field in fields_of(Engagement) if field not in ("citations", "classification")]
_JOINED = ("label", "canonical", "names")


def said(entry: Entry) -> Mapping[str, Any]:
    """What an entry at full clearance says."""
    plain = codec.plain(entry)
    fields = {field: _bare(plain[field]) for field in _FIELDS} | {"when": _when(plain["when"])}
    return {
        "fields": {field: value for field, value in fields.items() if value not in (None, [])},
        "days": plain["when"] and [plain["when"][part] for part in ("earliest", "latest", "precision", "uncertain")],
        "seats": [(_bare(seat["label"]), seat["canonical"]) for seat in plain["participants"]],
        "speakers": [_bare(one["label"]) for one in plain["says"]],
        "series": plain["series"] and _bare(plain["series"]["names"]),
        "whole": _bare(plain["whole"]),
        "parts": sorted(plain["parts"]),
        "claims": sorted(codec.encode([one[part] for part in _CLAIM]) for one in plain["claims"]),
        "citations": [[one[part] for part in _SPAN] for one in plain["citations"]],
        "disputes": {one["id"]: [one[part] for part in _DISPUTE] for one in plain["disputes"]},
        "disputed": plain["disputed"],
        "retraction": plain["retracted"] and plain["retracted"]["duplicate_of"],
        "level": plain["classification"],
        "history": [(one["type"], one["position"], one["recorded_at"]) for one in plain["history"]],
        "revision": (plain["revision"], plain["position"], plain["recorded_at"]),
    }


_CLAIM = ("field", "value", "source", "quote", "locator", "rank")
_SPAN = ("source", "language", "quote", "locator")
_DISPUTE = ("field", "values", "state", "value")


def _bare(value: Any) -> Any:
    """A plain value without what is not known, and without what is only joined to it."""
    if isinstance(value, dict):
        parts = {part: _bare(inner) for part, inner in value.items() if part not in _JOINED}
        return {part: inner for part, inner in parts.items() if inner not in (None, [])}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _when(told: dict[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    parts = ["edtf", "rule", "zone", "printed", "weekday", *(() if told["edtf"] else ("earliest", "latest"))]
    made = {part: told[part] for part in parts}
    made |= {"basis": None if told["basis"] == "stated" else told["basis"]}
    made |= {"time": told["starts_at"] and told["starts_at"].partition("T")[2]}
    return {part: value for part, value in made.items() if value is not None}


def come_to(facts: Iterable[Recorded]) -> Mapping[str, Mapping[str, Any]]:
    """The same of every engagement, by id, as its stream and those it names have come to it."""
    streams: dict[Stream, list[Recorded]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    there = {stream: found for stream, history in streams.items() if (found := fold(history))}
    return {stream.id: _come_to(there, stream, streams[stream]) for stream in there if stream.kind == "engagement"}


def _come_to(there: Mapping[Stream, Standing], stream: Stream, history: list[Recorded]) -> Mapping[str, Any]:
    found = there[stream]
    plain = without_citations(codec.plain(found.item))
    plain |= {"status": "retracted"} if found.retracted else {}
    for place in plain.get("places", ()):
        when = place.get("when") or {}
        place["when"] = when.get("edtf")
        if place["when"] is None:
            place |= {bound: when[bound] for bound in ("earliest", "latest") if bound in when}
    series, whole = plain.get("series"), plain.get("part_of")
    seats = [seat.get("person") for seat in plain.get("participants", ())]
    speakers = [one["by"] for one in plain.get("says", ())]
    entries = [entry.citation for fact in history for entry in cited(fact.event)]
    last = history[-1]
    return {
        "fields": {field: value for field in _FIELDS if (value := _bare(plain.get(field))) not in (None, [])},
        "days": _days(getattr(found.item, "when", None)),
        "seats": [(_label(there, "person", one), _counted_under(there, one)) for one in seats],
        "speakers": [_label(there, "person", one) or _label(there, "organisation", one) for one in speakers],
        "series": series and _label(there, "series", series["id"]),
        "whole": _label(there, "engagement", whole),
        "parts": sorted(
            one.id
            for one, part in there.items()
            if getattr(part.item, "part_of", None) == stream.id and part.retracted is None
        ),
        "claims": sorted(_claim(one) for one in found.claims.values()),
        "citations": [[one.get(part) for part in _SPAN] for one in entries],
        "disputes": {
            name: [one.field, list(one.values), "open" if one.is_open else "settled", one.right]
            for name, one in found.disputes.items()
        },
        "disputed": sorted({one.field for one in found.open_disputes().values()}),
        "retraction": found.retracted and found.retracted.duplicate_of,
        "level": found.item.classification,
        "history": [(fact.name, fact.position, instant(fact.recorded_at)) for fact in history],
        "revision": (last.revision, last.position, instant(history[0].recorded_at)),
    }


def _days(when: When | None) -> list[Any] | None:
    """The first and last day it may mean, how exactly it is known, and whether it is certain."""
    if when is None or when.edtf is None:
        return when and [when.earliest, when.latest, None, False]
    span = edtf.parse(when.edtf)
    return [span.earliest and str(span.earliest), span.latest and str(span.latest), span.precision, span.uncertain]


def _label(there: Mapping[Stream, Standing], kind: str, name: str | None) -> Any:
    found = there.get(Stream(kind, name or ""))
    return codec.plain(getattr(found.item, "names", None) or getattr(found.item, "title", None)) if found else None


def _counted_under(there: Mapping[Stream, Standing], person: str | None) -> str | None:
    into = None
    while person and (further := there[Stream("person", person)].merged_into):
        into = person = further
    return into


def _claim(one: Any) -> bytes:
    citation = one.citation or {}
    return codec.encode([one.field, one.value, *(citation.get(part) for part in _CLAIM[2:5]), one.rank])
