"""One item as text: what is recorded, and on whose word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ctcalendar.cli.inwords import in_short, in_words
from ctcalendar.domain.paths import PROGRESS, identity, is_within, root

Plain = Mapping[str, Any]
Context = Callable[[Plain], str | None]
"""A claim or citation -> the words around its quote, where they are kept."""

_EVIDENCE = frozenset(
    """item id citations claims disputed disputes retracted classification revision recorded_at changed_at position
    history place whole labels""".split()
)


def lines(item: Plain, *, context: Context | None = None) -> Iterator[tuple[str, bool]]:
    """The portrait of an item, line by line: each field, each value, and under it the words that say so.

    `item` is what `--format json` prints of it. With each line, whether it is a heading.
    """
    yield label(item), True
    yield _headline(item), False
    told = _Told(item, context or (lambda found: None))
    for field in _with_claims(item):
        yield "", False
        yield field + (" (disputed)" if _is_disputed(item, field) else ""), True
        yield from ((line, False) for line in told.field(field))
    sections = {
        "sources": told.cited([]),
        "disputes": _disputes(item),
        "why": told.cited(["reason"]),
        "history": _history(item),
    }
    for title, section in sections.items():
        if section:
            yield "", False
            yield title, True
            yield from ((line, False) for line in section)


def label(item: Plain) -> str:
    """What an item is called, in both languages; for want of a name, its id."""
    for field in ("title", "names", "label", "text"):
        if item.get(field):
            return in_words(item[field])
    return str(item["id"])


def _headline(item: Plain) -> str:
    kind = f"{item['kind']}, {item['status']}" if item["item"] == "engagement" else item["item"]
    line = f"{kind} · {item['id']} · {item['classification']}"
    if item["retracted"] is None:
        return line
    twin = item["retracted"]["duplicate_of"]
    why = in_words(item["retracted"]["reason"] or {})
    return f"{line} · retracted{f', the same as {twin}' if twin else ''}: {why}"


def _with_claims(item: Plain) -> Sequence[str]:
    """Every field that has a value or a claim, in the order of the record."""
    claimed = dict.fromkeys(root(claim["field"]) for claim in item["claims"])
    apart = _EVIDENCE if item["item"] != "engagement" else _EVIDENCE | {"status"}
    known = [
        field
        for field, value in item.items()
        if field not in apart and (value not in (None, [], {}) or field in claimed)
    ]
    return [*known, *(field for field in claimed if field not in known)]


def _is_disputed(item: Plain, field: str) -> bool:
    # A dispute on progress is one between reports.
    return any(root(path) == field or (path == PROGRESS and field == "reports") for path in item["disputed"])


class _Told:
    """What the fields of an item rest on."""

    def __init__(self, item: Plain, context: Context) -> None:
        self._item, self._context = item, context
        self._claims: dict[str, list[Plain]] = {}
        for claim in item["claims"]:
            self._claims.setdefault(root(claim["field"]), []).append(claim)
        self._open = {dispute["id"] for dispute in item["disputes"] if dispute["state"] == "open"}
        self._retracted = {one["source"] for one in item["citations"] if one["retracted"]}

    def field(self, field: str) -> Iterator[str]:
        """The values of a field, each with the claims on it."""
        for text, at, claims in self._members(field):
            if text:
                yield f"  {text}"
            for claim in claims:
                yield f"      {self._claim(claim, at)}"
                if around := self._context(claim):
                    yield f"          {around}"

    def cited(self, supports: list[str]) -> list[str]:
        """The citations that prove no field, but the whole, or the reason of a correction."""
        found = [one for one in self._item["citations"] if one["supports"] == supports]
        return ["  " + (f"“{one['quote']}” " if one["quote"] else "") + self._source(one["source"]) for one in found]

    def _members(self, field: str) -> Iterator[tuple[str, str, list[Plain]]]:
        """The values of a field, each with its path and claims; claims on the field as a whole stand last."""
        value, rest = self._item.get(field), self._claims.get(field, [])
        several = isinstance(value, list) and len(value) > 1
        for number, member in enumerate(value if isinstance(value, list) else [value], 1):
            name = identity(member) or str(number)
            own = [claim for claim in rest if _is_of(claim, field, name, member)] if several else rest
            taken = set(map(id, own))
            rest = [claim for claim in rest if id(claim) not in taken]
            yield ("" if member is None else in_words(member, field)), f"{field}.{name}", own
        if rest:
            yield "", field, rest

    def _claim(self, claim: Plain, at: str) -> str:
        part = claim["field"].removeprefix(at).removeprefix(f"{root(at)}.")
        part = "" if part == root(at) else part.removeprefix(".")
        where = f"{part}: " if part else ""
        rank = self._rank(claim)
        gives = f"{rank}: {in_short(claim['value'])} " if rank else ""
        said = f"“{claim['quote']}” " if claim["quote"] else ""
        why = f" ({claim['reason']})" if claim["reason"] else ""
        return f"{where}{gives}{said}{self._source(claim['source']) if claim['source'] else 'no source'}{why}"

    def _rank(self, claim: Plain) -> str:
        if claim["rank"] != "normal":
            return "superseded" if claim["rank"] == "deprecated" else ""
        if claim["dispute"] is None:
            return "compatible"
        return "in dispute" if claim["dispute"] in self._open else "was in dispute"

    def _source(self, source: str) -> str:
        """A source; one that was retracted still stands behind what it proved, marked."""
        return f"{source} (retracted)" if source in self._retracted else source


def _is_of(claim: Plain, field: str, name: str, member: Any) -> bool:
    """Whether a claim is on one member of a list: on its path, or on a list of nothing else, as an alias is claimed."""
    return is_within(claim["field"], f"{field}.{name}") or (claim["field"] == field and claim["value"] == [member])


def _disputes(item: Plain) -> Sequence[str]:
    found: list[str] = []
    for dispute in item["disputes"]:
        found.append(f"  {dispute['id']}, on {dispute['field']}: {dispute['state']}")
        for value in dispute["values"]:
            found.append(f"    - {in_short(value)}{_standing(dispute, value)}")
        found.append(f"    {in_words(dispute['reason'] or {})}")
        if dispute["state"] == "settled":
            right = in_short(dispute["value"]) if dispute["value"] is not None else "none can be preferred"
            found.append(f"    settled: {right}. {in_words(dispute['settled'] or {})}")
    return found


def _standing(dispute: Plain, value: Any) -> str:
    if dispute["preferred"] is not None and dispute["preferred"] == value:
        return " (preferred by an analyst)"
    return ""


def _history(item: Plain) -> Sequence[str]:
    return [f"  {number}  {fact_in_words(fact)}" for number, fact in enumerate(item["history"], 1)]


def fact_in_words(fact: Plain) -> str:
    """A fact of an item's history: when it was recorded, what it is, and why."""
    at = f" at position {fact['position']}" if fact["position"] is not None else ""
    reason = in_words(fact["why"]) if fact["why"] else fact["reason"]
    why = "; ".join(part for part in (fact["cause"], reason, fact["note"]) if part)
    return f"{fact['recorded_at'][:19]}Z  {fact['type']}{at}{f': {why}' if why else ''}"
