"""How each kind of item becomes rows, field by field, and what the rows say read back.

A field is columns of the item's own row, rows of a child table, or links to other items.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ctcalendar.views.changes import Change, Key, Replace, Values
from ctcalendar.views.fields import Columns, as_json, flag, parts, same, text, when


class Child(NamedTuple):
    """A field kept as rows of its own: one an element, each part of it columns.

    `by_subject`: the table's keys begin with the stream, not the bare id. `by_id`: its rows are keyed by the element's
    id, and a column `number` orders them; else they are keyed by their number in the list.
    """

    table: str
    columns: Mapping[str, Columns]
    by_subject: bool = False
    by_id: bool = False

    def rows(self, value: Any) -> Mapping[Key, Values]:
        """The rest of the key -> the values of each element."""
        made: dict[Key, Values] = {}
        for number, element in enumerate(value or (), 1):
            made[element["id"] if self.by_id else number,] = self.row(element, number)
        return made

    def row(self, element: Mapping[str, Any], number: int) -> Values:
        """The values of one element."""
        row: dict[str, Any] = {"number": number} if self.by_id else {}
        for part, to in self.columns.items():
            row.update(to.row(element.get(part)))
        return row

    @property
    def names(self) -> list[str]:
        """The columns, but for those of the key."""
        ordered = ["number"] if self.by_id else []
        return ordered + [column for to in self.columns.values() for column in to.row(None)]

    def element(self, row: Values) -> dict[str, Any]:
        """The plain element that a row holds, but for its citations."""
        found = {part: to.value(row) for part, to in self.columns.items()}
        own = {"id": row["id"]} if self.by_id else {}
        return own | {part: value for part, value in found.items() if value is not None}


class Shape(NamedTuple):
    """A kind's own table, and what each of its fields becomes, given the field's plain value (None when absent)."""

    table: str
    columns: Mapping[str, Columns]
    children: Mapping[str, Child] = {}
    links: Mapping[str, str] = {}
    """Fields that list ids -> the kind of item they name."""

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that some field values (plain, by name) come to."""
        row: dict[str, Any] = {}
        for field, columns in self.columns.items():
            if field in values:
                row.update(columns.row(values[field]))
        return row

    @property
    def names(self) -> list[str]:
        """The columns, but for the key."""
        return [column for to in self.columns.values() for column in to.row(None)]

    def values(self, row: Values) -> dict[str, Any]:
        """The plain values of the fields that are columns; those that are not known are left out."""
        found = {field: columns.value(row) for field, columns in self.columns.items()}
        return {field: value for field, value in found.items() if value is not None}

    def below(self, kind: str, identity: str, values: Mapping[str, Any]) -> Iterator[Change]:
        """The child rows and links that some field values come to."""
        subject = f"{kind}:{identity}"
        for field, child in self.children.items():
            if field in values:
                yield Replace(child.table, (subject if child.by_subject else identity,), child.rows(values[field]))
        for field, target in self.links.items():
            if field in values:
                named = enumerate(values[field] or (), 1)
                rows: dict[Key, Values] = {(number,): {"target": f"{target}:{to}"} for number, to in named}
                yield Replace("link", (subject, field), rows)


# -- lists of structs -----------------------------------------------------------------------------------------------


def _columns(plain: str = "", texts: str = "", json: str = "", **special: Columns) -> dict[str, Columns]:
    return {
        **_each(plain.split(), same),
        **_each(texts.split(), text),
        **_each(json.split(), as_json),
        **special,
    }


def _each(fields: Iterable[str], to: Any) -> dict[str, Columns]:
    return {field: to(field) for field in fields}


_ALIASES = Child("alias", _columns("text language note"), by_subject=True)
_OBJECTIVES = Child("objective", _columns("id", "text", "topics"))
_DAY = when("day", "day_earliest", "day_latest")
_STOPS = Child("stop", _columns("country", "name", when=_DAY))
_PARTICIPATIONS = Child("participation", _columns("person organisation party role", "name honorific title"))
_DELEGATIONS = Child("delegation", _columns("party size note"))
_ASSERTIONS = Child("assertion", _columns("id", "text", "about", by=same("asserted_by")))
_REPORTS = Child(
    "report",
    _columns("status told_by", "text", "", by=as_json("reported_by"), at=same("reported_at"), on=same("reported_on")),
    by_subject=True,
    by_id=True,
)
_MEETING = parts("meeting", {"id": "series", "ordinal": "ordinal"})
_DEADLINES = Child(
    "deadline", _columns("start_by complete_by set_at", "text", at_meeting=_MEETING), by_subject=True, by_id=True
)
_CADENCE = parts(
    "cadence",
    {
        **{part: part for part in "every kind anchor tolerance_before tolerance_after zone basis".split()},
        "lead": as_json("cadence_lead"),
        "reason": text("cadence_reason"),
    },
)


# -- the kinds ------------------------------------------------------------------------------------------------------


SHAPES: Mapping[str, Shape] = {
    "source": Shape(
        "source",
        _columns(
            "kind url sha256",
            "title subtitle publisher",
            "languages parts derived_from",
            published=when("published", "published_earliest", "published_latest"),
        ),
    ),
    "party": Shape("party", _columns("kind within", "names")),
    "organisation": Shape("organisation", _columns("party within", "names"), {"aliases": _ALIASES}),
    "person": Shape("person", _columns("", "names"), {"aliases": _ALIASES}),
    "office": Shape(
        "office",
        {**_columns("person party organisation", "title"), "from": same("held_from"), "to": same("held_to")},
    ),
    "topic": Shape("topic", _columns("broader", "label")),
    "instrument": Shape(
        "instrument",
        _columns(
            "kind signed_at covers",
            "title",
            "languages related",
            binding=flag("binding"),
            status=Columns(
                lambda value: {"status": value and value["status"], "status_on": value and value.get("on")},
                lambda row: row["status"] and _known(status=row["status"], on=row["status_on"]),
            ),
        ),
        {"aliases": _ALIASES, "objectives": _OBJECTIVES, "reports": _REPORTS},
        {"parties": "party", "topics": "topic", "organisations": "organisation"},
    ),
    "commitment": Shape(
        "commitment",
        _columns("instrument engagement form told_by", "text"),
        {"deadlines": _DEADLINES, "reports": _REPORTS},
        {"parties": "party"},
    ),
    "series": Shape(
        "series",
        _columns(
            "status",
            "names",
            mandate=parts("mandate", {part: part for part in ("commitment", "basis", "reason")}),
            cadence=_CADENCE,
        ),
        {"aliases": _ALIASES},
        {"parties": "party"},
    ),
    "engagement": Shape(
        "engagement",
        _columns(
            "kind status mode part_of rank sessions",
            "title occasion",
            when=when("when", "earliest", "latest", sorted_by=True),
            series=Columns(
                lambda value: {"series": value and value["id"], "ordinal": value and value.get("ordinal")},
                lambda row: row["series"] and _known(id=row["series"], ordinal=row["ordinal"]),
            ),
        ),
        {
            "places": _STOPS,
            "participants": _PARTICIPATIONS,
            "delegations": _DELEGATIONS,
            "says": _ASSERTIONS,
        },
        {"parties": "party", "agencies": "organisation", "topics": "topic", "instruments": "instrument"},
    ),
}


def _known(**parts_of: Any) -> dict[str, Any]:
    return {part: value for part, value in parts_of.items() if value is not None}
