"""The registers: all items of a kind as plain values, each with what other items make of it.

What is added here is counted after the cut to the reader's clearance: numbers of a series that are missing, who held
which office, how far a commitment has come.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, get_origin

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, fields_of
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.views.cards import MUST_NAME, Card, cards, names
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.question import Question

REGISTERS = {
    "series": "series",
    "commitments": "commitment",
    "people": "person",
    "organisations": "organisation",
    "sources": "source",
    "instruments": "instrument",
    "topics": "topic",
    "parties": "party",
    "offices": "office",
}
"""The name of a register -> the kind of item it lists."""

GAPS_TOLD = 1_000
"""A mistyped number must not fill an answer, or the memory, with meetings that never were."""

_TEXTS = {"names", "title", "subtitle", "publisher", "label", "text"}

Plain = dict[str, Any]


def register(
    reader: Reader,
    kind: str,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = False,
) -> list[Plain]:
    """The items of a kind, by id, as `--format json` prints them. `only` and `retracted` as for cards."""
    found = list(cards(reader, kind, clearance=clearance, as_of=as_of, only=only, retracted=retracted))
    around = _Around(reader, clearance, as_of)
    added = _ADDED[kind](around, found) if kind in _ADDED else {}
    return [_plain(card) | dict(added.get(card.id, {})) for card in found]


def _plain(card: Card) -> Plain:
    """A card flat: every field its kind has, null or an empty list where it is not known, then the evidence."""
    whole: Plain = codec.plain(card)
    own = {
        field: _known(card, field, info.type)
        for field, info in fields_of(KINDS[card.item]).items()
        if field not in whole
    }
    del whole["fields"]
    return {"item": card.item, "id": card.id, **own, **whole}


def _known(card: Card, field: str, annotation: Any) -> Any:
    value = card.fields.get(field)
    if value is None:
        return [] if get_origin(annotation) is tuple else None
    return {"en": None, "ar": None, "differs": None, **value} if field in _TEXTS else value


Added = Mapping[str, Mapping[str, Any]]


class _Around:
    """What other items say of those in a register, at one clearance and moment. What was retracted is not counted."""

    def __init__(self, reader: Reader, clearance: Clearance, as_of: int | None) -> None:
        self._reader, self._clearance, self._as_of = reader, clearance, as_of
        self._known: dict[str, Collection[str]] = {}

    def commitments(self, found: Iterable[Card]) -> Added:
        """How far each has come, by the last word."""
        days = self._days_of_reports(found)
        return {card.id: {"status": progress(card, days)} for card in found}

    def instruments(self, found: Iterable[Card]) -> Added:
        """How far each has come as a whole, and what was undertaken in it."""
        days = self._days_of_reports(found)
        undertaken = self._lists("SELECT c.instrument, c.id FROM commitment c", "c", self._counts("commitment", "c.id"))
        return {card.id: {PROGRESS: progress(card, days), "commitments": undertaken[card.id]} for card in found}

    def series(self, found: Iterable[Card]) -> Added:
        """The meetings on record, by number, and the numbers below the highest that are not."""
        rows = self._rows(
            "SELECT e.series, e.ordinal, e.id, e.status, e.when_edtf FROM engagement e",
            "e",
            f"e.series IS NOT NULL AND {self._counts('engagement', 'e.id')}",
            "e.series, e.ordinal, e.sort_day, e.id",
        )
        meetings: dict[str, list[Plain]] = defaultdict(list)
        for series, ordinal, name, status, when in rows:
            meetings[series].append({"id": name, "ordinal": ordinal, "status": status, "when": when})
        return {card.id: {"meetings": meetings[card.id], "missing": missing(meetings[card.id])} for card in found}

    def people(self, found: Iterable[Card]) -> Added:
        """The offices each held and where each took part, also under the entries found to be the same person."""
        rows = self._rows(
            """SELECT o.person, o.id, o.title_en, o.title_ar, o.organisation, o.party, o.held_from, o.held_to
            FROM office o""",
            "o",
            f"{self._counts('office', 'o.id')} AND {self._sees(organisation='o.organisation', party='o.party')}",
            "o.held_from, o.id",
        )
        held = _grouped((person, _office(office)) for person, *office in rows)
        present = self._lists(
            "SELECT DISTINCT p.person, p.engagement FROM participation p",
            "p",
            f"""p.person IS NOT NULL AND {self._counts("engagement", "p.engagement")}
            AND {self._sees(organisation="p.organisation", party="p.party")}""",
        )
        merged = self._lists("SELECT n.merged_into, n.id FROM person n", "n", self._counts("person", "n.id"))
        return {card.id: _counted_under(card, merged, held, present) for card in found}

    def organisations(self, found: Iterable[Card]) -> Added:
        """The engagements at which each is named as an agency."""
        present = self._lists(
            "SELECT substr(l.target, 14), substr(l.subject, 12) FROM link l",
            "l",
            f"l.field = 'agencies' AND {self._counts_stream('l.subject')}",
        )
        return {card.id: {"engagements": present[card.id]} for card in found}

    def sources(self, found: Iterable[Card]) -> Added:
        """The items each proves something of, as KIND:ID."""
        proved = self._lists(
            "SELECT DISTINCT c.source, c.subject FROM citation c", "c", self._counts_stream("c.subject")
        )
        return {card.id: {"proves": [*filter(self._is_shown, proved[card.id])]} for card in found}

    def topics(self, found: Iterable[Card]) -> Added:
        """The narrower topics."""
        narrower = self._lists("SELECT t.broader, t.id FROM topic t", "t", self._counts("topic", "t.id"))
        return {card.id: {"narrower": narrower[card.id]} for card in found}

    def _days_of_reports(self, found: Iterable[Card]) -> Mapping[str, str]:
        return days_of_reports(self._reader, found, clearance=self._clearance, as_of=self._as_of)

    def _is_shown(self, stream: str) -> bool:
        """Whether an item that may be seen is: it is not where it must name something hidden."""
        kind, _, name = stream.partition(":")
        return self._clearance.is_full or kind not in MUST_NAME or name in self._shown(kind)

    def _shown(self, kind: str) -> Collection[str]:
        if kind not in self._known:
            found = names(self._reader, kind, clearance=self._clearance, as_of=self._as_of)
            self._known[kind] = frozenset(found)
        return self._known[kind]

    def _counts(self, kind: str, identity: str) -> str:
        """That an item may be seen and was not retracted, as SQL."""
        return self._counts_stream(f"'{kind}:' || {identity}")

    def _counts_stream(self, stream: str) -> str:
        retracted = f"SELECT 1 FROM retraction x WHERE x.subject = {stream} AND {self._question.standing('x')}"
        return f"{self._question.visible_stream(stream)} AND NOT EXISTS ({retracted})"

    def _sees(self, **named: str) -> str:
        """That items may be seen, as SQL."""
        return " AND ".join(self._question.visible(kind, column) for kind, column in named.items())

    @property
    def _question(self) -> Question:
        return Question(self._clearance, self._as_of)

    def _rows(self, select: str, alias: str, where: str, order: str = "1, 2") -> list[Row]:
        question = self._question
        sql = f"{select} WHERE {where} AND {question.standing(alias)} ORDER BY {order}"
        return self._reader.rows(sql, question.parameters)

    def _lists(self, select: str, alias: str, where: str) -> Mapping[str, list[str]]:
        """What a SELECT of two columns gives: for each value of the first, those of the second."""
        return _grouped(self._rows(select, alias, where))


def _grouped(pairs: Iterable[Sequence[Any]]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for owner, member in pairs:
        found[owner].append(member)
    return found


def _office(row: Sequence[Any]) -> Plain:
    name, en, ar, organisation, party, since, until = row
    title = {"en": en, "ar": ar}
    return {"id": name, "title": title, "organisation": organisation, "party": party, "from": since, "to": until}


def _counted_under(
    card: Card,
    merged: Mapping[str, list[str]],
    held: Mapping[str, list[Plain]],
    present: Mapping[str, list[str]],
) -> Plain:
    """What is known of a person under that entry and all that were merged into it, in any number of steps."""
    entries = [card.id]
    for entry in entries:
        entries += [name for name in merged[entry] if name not in entries]
    return {
        "merged_into": card.fields.get("merged_into"),
        "offices": [office for entry in entries for office in held[entry]],
        "engagements": sorted({engagement for entry in entries for engagement in present[entry]}),
        "merged": merged[card.id],
    }


_ADDED: Mapping[str, Callable[[_Around, Sequence[Card]], Added]] = {
    "commitment": _Around.commitments,
    "instrument": _Around.instruments,
    "series": _Around.series,
    "person": _Around.people,
    "organisation": _Around.organisations,
    "source": _Around.sources,
    "topic": _Around.topics,
}


def days_of_reports(
    reader: Reader, found: Iterable[Card], *, clearance: Clearance, as_of: int | None = None
) -> Mapping[str, str]:
    """The engagements at which something was reported -> their first day."""
    at = sorted({report["at"] for card in found for report in card.fields.get("reports", ()) if report.get("at")})
    days: dict[str, str] = {}
    for start in range(0, len(at), AT_ONCE):
        question = Question(clearance, as_of)
        named = question.bind_all(at[start : start + AT_ONCE])
        sql = f"""SELECT e.id, e.sort_day FROM engagement e WHERE e.id IN ({named}) AND e.when_basis IS NOT NULL
            AND {question.standing("e")} AND {question.visible("engagement", "e.id")}"""
        days |= dict(reader.rows(sql, question.parameters))
    return days


def progress(card: Card, days: Mapping[str, str]) -> str | None:
    """The status that the last report gives: by its day, then by the order of recording. None with no report.

    Reports in open dispute do not count, nor those that a settlement found wrong. `days`: engagement -> its first day.
    """
    out = {report for dispute in card.disputes if dispute.field == PROGRESS for report in _set_aside(dispute)}
    counted = [report for report in card.fields.get("reports", ()) if report["id"] not in out]
    dated = [(days.get(report.get("at", ""), report.get("on", "")), number) for number, report in enumerate(counted)]
    return str(counted[max(dated)[1]]["status"]) if dated else None


def _set_aside(dispute: Any) -> Iterable[str]:
    if dispute.state == "open":
        return [str(value) for value in dispute.values]
    return [str(value) for value in dispute.values if dispute.value not in (None, value)]


def missing(meetings: Iterable[Mapping[str, Any]]) -> list[int]:
    """The first of the numbers known to exist, since a higher one is on record, that are not on record themselves."""
    numbers = {meeting["ordinal"] for meeting in meetings if meeting["ordinal"]}
    gaps = (number for number in range(1, max(numbers, default=0)) if number not in numbers)
    return list(islice(gaps, GAPS_TOLD))
