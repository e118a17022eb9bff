"""Rows of the views drawn at random, in several versions, and what a filter finds in them, found in plain Python."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

FOREVER = 2**63 - 1
HEAD, SIZE = 300, 120
UNDATED = "9999-12-31"

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]

CHOICES: Mapping[str, Sequence[Any]] = {
    "kind": [("visit",), ("visit", "signing")],
    "status": [("scheduled",), ("held", "retracted")],
    "party": [("QA",), ("UN",), ("QA", "UNOCT"), ("XX",)],
    "person": [("amal",), ("amal", "john"), ("nobody",)],
    "organisation": [("ministry",), ("police",)],
    "place": [("QA",), ("doha", "FR"), ("الدوحة",)],
    "topic": [("security",), ("drones",)],
    "series": [("talks",)],
    "instrument": [("memorandum",)],
    "source": [("note",), ("note", "page")],
    "published_by": ["2016-12-31", "2018-12-31"],
    "since": ["2015-01-01", "2017-12-31", "2018-01-01", "2018-02-15", "2030-01-01"],
    "until": ["2014-01-01", "2017-12-31", "2018-01-01", "2018-02-20", "9999-12-31"],
}
_WITHIN = {
    "party": {"UNOCT": "UN", "DESK": "UNOCT"},
    "organisation": {"police": "ministry", "guard": "police"},
    "topic": {"drones": "aviation", "aviation": "security"},
}
_PUBLISHED = {"note": "2016-03-10", "page": "2018-06-30", "leaf": None}
_DAYS = (
    *((None, None), (None, None), (None, "2018-03-01"), (None, "2016-01-05")),
    *(("2015-06-01", None), ("2018-02-20", None), ("2016-01-01", "2019-12-31"), ("2017-12-30", "2018-01-02")),
    *(("2017-12-31", "2017-12-31"), ("2018-01-01", "2018-01-01"), ("2018-02-01", "2018-02-28")),
    *(("2018-02-15", "2018-02-15"), ("2014-05-01", "2014-05-03"), ("2018-01-01", "2018-12-31")),
)


def drawn(chance: Random) -> Rows:
    """Rows of every table that a filter reads, many of them ended."""
    rows: dict[str, list[Row]] = {name: _register(name, parents) for name, parents in _WITHIN.items()}
    rows["source"] = [_versioned({"id": name, "published_latest": day}, 1) for name, day in _PUBLISHED.items()]
    rows["person"] = [_versioned({"id": name, "merged_into": None}, 1) for name in ("amal", "john")]
    rows["revision"] = [_revision("the-registers", 1, 1), _revision("the-end", 1, HEAD)]
    for number in range(SIZE):
        for revision, (began, ended) in enumerate(_lives(chance), 1):
            rows["revision"].append(_revision(f"item-{number}", revision, began))
            item = _engagement(f"item-{number}", chance)
            for table, row in [*item, *_headings(item)]:
                rows.setdefault(table, []).append(_versioned(row, began, ended))
    return rows


def found(rows: Rows, terms: Mapping[str, Any], as_of: int | None) -> list[str]:
    """The ids that the terms ask for as of a position, in order."""
    at = FOREVER - 1 if as_of is None else as_of
    there = {name: [row for row in some if row["known_from"] <= at < row["known_to"]] for name, some in rows.items()}
    passing = [
        row
        for row in there["engagement"]
        if ("status" in terms or row["status"] != "retracted")
        and all(_passes(row, term, asked, there) for term, asked in terms.items())
    ]
    return [row["id"] for row in sorted(passing, key=lambda row: (row["sort_day"], row["id"]))]


def _passes(item: Row, term: str, asked: Any, there: Rows) -> bool:
    if term in ("kind", "status", "series"):
        return item[term] in asked
    if term in ("since", "until"):
        return _happened(item, term, asked, there["engagement"])
    if term == "published_by":
        days = [_PUBLISHED[source] for source in _named(item, "source", there)]
        return any(day is not None and day <= asked for day in days)
    if term == "place":
        stops = [row for row in there["stop"] if row["engagement"] == item["id"]]
        names = {name.lower() for row in stops for name in (row["country"], row["name_en"], row["name_ar"]) if name}
        return any(name.lower() in names for name in asked)
    return any(name in asked or _above(term, name) & {*asked} for name in _named(item, term, there))


def _named(item: Row, term: str, there: Rows) -> set[str]:
    seats = [row for row in there["participation"] if row["engagement"] == item["id"]]
    links = [row["target"] for row in there["link"] if row["subject"] == f"engagement:{item['id']}"]
    cited = [row["source"] for row in there["citation"] if row["subject"] == f"engagement:{item['id']}"]
    own = {row[term] for row in seats if term in ("person", "organisation") and row[term]}
    linked = {target.partition(":")[2] for target in links if target.startswith(f"{term}:")}
    return own | linked | ({*cited} if term == "source" else set())


def _above(kind: str, name: str) -> set[str]:
    over = _WITHIN.get(kind, {}).get(name)
    return {over} | _above(kind, over) if over else set()


def _happened(item: Row, term: str, day: str, engagements: Sequence[Row]) -> bool:
    dated = [item]
    if item["earliest"] is None and item["latest"] is None:
        parts = [row for row in engagements if row["part_of"] == item["id"] and row["status"] != "retracted"]
        dated = [row for row in parts if row["earliest"] or row["latest"]]
        dated = [row for row in dated if row["status"] != "cancelled" or item["status"] == "cancelled"]
    if term == "since":
        return any((row["latest"] or "9999-12-31") >= day for row in dated)
    return any((row["earliest"] or "0001-01-01") <= day for row in dated)


def _register(table: str, parents: Mapping[str, str]) -> list[Row]:
    column = "broader" if table == "topic" else "within"
    return [_versioned({"id": name, column: parent}, 1) for name, parent in parents.items()]


def _revision(name: str, number: int, position: int) -> Row:
    about = {"type": "engagement.held", "recorded_at": position, "recorded_by": "test"}
    return _versioned({"subject": f"engagement:{name}", "revision": number, **about}, position)


def _lives(chance: Random) -> list[tuple[int, int]]:
    """From when until when each version of an item stood; the last may have ended too."""
    turns = sorted(chance.sample(range(1, HEAD), chance.randrange(1, 4)))
    return list(zip(turns, [*turns[1:], chance.choice([FOREVER, FOREVER, FOREVER, HEAD])], strict=True))


def _engagement(name: str, chance: Random) -> list[tuple[str, Row]]:
    earliest, latest = chance.choice(_DAYS)
    status = chance.choice(["held", "held", "held", "scheduled", "cancelled", "retracted"])
    own = {
        "id": name,
        "kind": chance.choice(["visit", "visit", "signing"]),
        "status": status,
        "earliest": earliest,
        "latest": latest,
        "sort_day": earliest or latest or UNDATED,
        "part_of": f"item-{chance.randrange(SIZE)}" if chance.randrange(3) == 0 else None,
        "series": chance.choice([None, "talks"]),
    }
    stream = f"engagement:{name}"
    sides = chance.sample(["party:QA", "party:US", "party:DESK", "party:UNOCT"], 2)
    targets = [("parties", side) for side in sides]
    targets.append(("topics", chance.choice(["topic:security", "topic:drones", "topic:finance"])))
    targets.append(("agencies", chance.choice(["organisation:guard", "organisation:other"])))
    targets.append(("instruments", chance.choice(["instrument:memorandum", "instrument:other"])))
    seat = {"person": chance.choice([None, "amal", "john"]), "organisation": chance.choice([None, "police"])}
    stop = {"country": chance.choice([None, "QA", "FR"]), "name_en": chance.choice([None, "Doha", "Paris"])}
    cited = {"source": chance.choice([*_PUBLISHED])}
    return [
        ("engagement", own),
        ("participation", {"engagement": name, "number": 1, "party": "QA", **seat}),
        ("stop", {"engagement": name, "number": 1, "name_ar": chance.choice([None, "الدوحة"]), **stop}),
        ("citation", {"subject": stream, "revision": 1, "number": 1, "supports": "[]", **cited}),
        *(
            ("link", {"subject": stream, "field": field, "number": number, "target": target})
            for number, (field, target) in enumerate(targets)
        ),
    ]


def _headings(item: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """The rows that all the others come to."""
    own = item[0][1]
    found = {row["target"] for table, row in item if table == "link"}
    found |= {
        f"place:{row[name].lower()}" for _, row in item for name in ("country", "name_en", "name_ar") if row.get(name)
    }
    found |= {
        f"{name}:{row[name]}" for _, row in item for name in ("person", "organisation", "series") if row.get(name)
    }
    return [
        ("heading", {"engagement": own["id"], "heading": one, "sort_day": own["sort_day"]}) for one in sorted(found)
    ]


def _versioned(row: Row, began: int, ended: int = FOREVER) -> Row:
    return {**row, "known_from": began, "known_to": ended}
