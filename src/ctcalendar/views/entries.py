"""Reading engagements: which are asked for, then a portion at a time, so that memory stays flat.

Everything is cut to the reader's clearance (portion.py) before it is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.views.chosen import engagements
from ctcalendar.views.clauses import undated_sources_only
from ctcalendar.views.entry import Entry, Line, Revision, SeriesPlace, When, Words
from ctcalendar.views.evidence import Asker, asker, open_fields, words
from ctcalendar.views.filter import Filter
from ctcalendar.views.pages import Search
from ctcalendar.views.portion import Portion
from ctcalendar.views.question import Question

AT_ONCE = 400
"""Engagements read together: enough to amortise the queries, few enough for any engine's bound on parameters."""

_LISTED = """places parties parts says participants delegations agencies instruments agreements topics citations claims
    disputes""".split()


def history(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> list[Entry]:
    """The engagements that a filter asks for, in order of day (undated last), then id.

    `as_of` is a log position, None for the present.
    """
    return list(stream(reader, asked, clearance=clearance, as_of=as_of))


def stream(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> Iterator[Entry]:
    """The same one by one, in flat memory."""
    who = asker(reader, clearance, as_of, asked.published_by)
    for portion in _portions(who, asked):
        yield from _entries(who, portion)


def lines(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> Iterator[Line]:
    """The same engagements in short, as a list shows them."""
    for portion in _portions(asker(reader, clearance, as_of, asked.published_by), asked):
        own, made = portion.own(), portion.brief()
        for row in own:
            listed = {field: made[field].get(row["id"], []) for field in ("places", "parties", "disputed")}
            yield Line(**_short(row), **listed, dated_by_parts=made["dated_by_parts"].get(row["id"]))


def names(
    reader: Reader,
    asked: Filter,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = False,
) -> list[str]:
    """The ids of the same engagements; with `only`, those of them that are there, with `retracted` also retracted."""
    if only is None:
        return Search(reader, asked, clearance, as_of, retracted=retracted).ids()
    question = Question(clearance, as_of)
    sql = engagements(asked, question, only=only, retracted=retracted)
    return [row[0] for row in reader.rows(sql, question.parameters)]


def one(reader: Reader, name: str, *, clearance: Clearance, as_of: int | None = None) -> Entry | None:
    """The engagement of that id, or None if there is none at that clearance and moment."""
    asked = Filter()
    who = asker(reader, clearance, as_of, asked.published_by)
    return next((entry for portion in _portions(who, asked, only=[name]) for entry in _entries(who, portion)), None)


def some(reader: Reader, ids: Sequence[str], *, clearance: Clearance, as_of: int | None = None) -> Iterator[Entry]:
    """The engagements of those ids that are there at that clearance and moment, retracted ones too."""
    who = asker(reader, clearance, as_of)
    question = Question(clearance, as_of)
    for start in range(0, len(ids), AT_ONCE):
        named = question.bind_all(ids[start : start + AT_ONCE]) or "NULL"
        tests = f"e.id IN ({named}) AND {question.standing('e')} AND {question.visible('engagement', 'e.id')}"
        there = reader.rows(f"SELECT e.id FROM engagement e WHERE {tests}", question.parameters)
        if there:
            yield from _entries(who, Portion(who, [row[0] for row in there]))


def count_undated(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> int:
    """How many engagements `published_by` leaves out because none of their sources has a day of publication."""
    question = Question(clearance, as_of)
    unlimited = msgspec.structs.replace(asked, published_by=None, limit=None, after=None)
    found = engagements(unlimited, question, also=[undated_sources_only(question)])
    return int(reader.rows(f"SELECT count(*) FROM ({found}) found", question.parameters)[0][0])


def _portions(asker: Asker, asked: Filter, *, only: Sequence[str] | None = None) -> Iterator[Portion]:
    found = names(
        asker.reader, asked, clearance=asker.clearance, as_of=asker.as_of, only=only, retracted=only is not None
    )
    for start in range(0, len(found), AT_ONCE):
        yield Portion(asker, found[start : start + AT_ONCE])


def _entries(asker: Asker, portion: Portion) -> Iterator[Entry]:
    own, made = portion.own(), portion.parts()
    changed_at = portion.changed_at()
    for row in own:
        yield _entry(asker, row, {field: found.get(row["id"]) for field, found in made.items()}, changed_at[row["id"]])


def _entry(asker: Asker, row: Mapping[str, Any], made: Mapping[str, Any], changed_at: int) -> Entry:
    listed: dict[str, Any] = {field: made[field] or [] for field in _LISTED}
    facts = made["history"]
    full = asker.clearance.is_full
    return Entry(
        **_short(row),
        **{column: row[column] for column in ("mode", "rank", "sessions", "part_of")},
        **listed,
        place=listed["places"][0] if len(listed["places"]) == 1 else None,
        occasion=words((row["occasion_en"], row["occasion_ar"], row["occasion_differs"])),
        series=SeriesPlace(row["series"], row["ordinal"], made["series"]) if made["series"] else None,
        classification=Clearance(asker.levels.get(f"engagement:{row['id']}", 0)).name,
        disputed=open_fields(listed["disputes"]),
        retracted=made["retracted"],
        dated_by_parts=made["dated_by_parts"],
        whole=made["whole"],
        labels=made["labels"] or {},
        revision=facts[-1][0] if full else len(facts),
        recorded_at=instant(facts[0][2]),
        changed_at=instant(changed_at),
        position=facts[-1][1] if full else None,
        history=[revision(fact, tell_position=full) for fact in facts],
    )


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a line and an entry have in common, but for places and parties."""
    title = Words(row["title_en"], row["title_ar"], row["title_differs"])
    return {"id": row["id"], "kind": row["kind"], "status": row["status"], "title": title, "when": _when(row)}


def revision(fact: Row, *, tell_position: bool) -> Revision:
    """A fact of an item's history, as a row of it tells."""
    _, position, recorded_at, kind, cause, reason_en, reason_ar, note = fact
    why = words((reason_en, reason_ar, None))
    at = position if tell_position else None
    return Revision(kind, instant(recorded_at), cause, reason_en or reason_ar, note, at, why)


def _when(row: Mapping[str, Any]) -> When | None:
    if row["when_basis"] is None:
        return None
    day, time = row["when_edtf"], row["when_time"]
    return When(
        **{name: row[f"when_{name}"] for name in ("edtf", "basis", "rule", "precision", "zone", "printed", "weekday")},
        earliest=row["earliest"],
        latest=row["latest"],
        starts_at=f"{day}T{time}" if day and time and row["when_precision"] == "day" and "/" not in day else None,
        uncertain=row["when_uncertain"] is not None,
    )
