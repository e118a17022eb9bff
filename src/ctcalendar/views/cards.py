"""Items of any kind as registers show them: their fields, and all the evidence for them, at one clearance and moment.

Engagements have a reader of their own (entries.py), typed and joined with more; a card is the same for every kind.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.domain.items import KINDS, fields_of
from ctcalendar.domain.paths import identity, without_citations
from ctcalendar.views.entries import AT_ONCE, revision
from ctcalendar.views.entry import Citation, Claim, Dispute, Retraction, Revision, Words
from ctcalendar.views.evidence import Asker, Evidence, Told, asker, open_fields
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.question import Question
from ctcalendar.views.shapes import SHAPES, Child

_LABELS = ("title", "names", "label", "text")


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An item: its plain fields as the record spells them, and the evidence. `item` is its kind."""

    item: str
    id: str
    fields: dict[str, Any]
    citations: list[Citation]
    claims: list[Claim]
    disputed: list[str]
    """The fields with an open dispute."""
    disputes: list[Dispute]
    retracted: Retraction | None
    classification: str
    revision: int
    recorded_at: str
    changed_at: str
    position: int | None
    history: list[Revision]

    @property
    def label(self) -> Words:
        """What it is called: its title, name, label or text; for want of all of them, its id."""
        text: dict[str, str] = next((self.fields[field] for field in _LABELS if field in self.fields), {})
        return Words(text.get("en"), text.get("ar"), text.get("differs")) if text else Words(self.id, None)


def cards(
    reader: Reader,
    kind: str,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = False,
    published_by: str | None = None,
) -> Iterator[Card]:
    """The items of a kind, by id; those named in `only`, if given. `as_of` is a log position, None for the present.

    `retracted`: with those that should not have been recorded. What names a hidden item where it must name one is left
    out whole; elsewhere the naming is. `published_by`: with what was said of them by a day alone; which of them were
    public by then is for others to say (publication.py).
    """
    who = asker(reader, clearance, as_of, published_by)
    found = names(reader, kind, clearance=clearance, as_of=as_of, only=only, retracted=retracted)
    for start in range(0, len(found), AT_ONCE):
        yield from _Deck(who, kind, found[start : start + AT_ONCE]).cards()


def names(
    reader: Reader,
    kind: str,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = True,
) -> list[str]:
    """The ids of the same items."""
    found = (_names(reader, kind, Question(clearance, as_of), portion, retracted) for portion in portions(only))
    return sorted(name for some in found for name in some)


def portions(only: Sequence[str] | None) -> Iterator[Sequence[str] | None]:
    """Ids in portions that a query can name at once; all at once where none are named."""
    if only is None:
        yield None
    else:
        yield from (only[start : start + AT_ONCE] for start in range(0, len(only), AT_ONCE))


def _names(reader: Reader, kind: str, question: Question, only: Sequence[str] | None, retracted: bool) -> Iterator[str]:
    tests = [question.standing("i"), question.visible(kind, "i.id")]
    tests += [question.visible(named, f"i.{field}") for field, named in MUST_NAME.get(kind, {}).items()]
    if only is not None:
        tests.append(f"i.id IN ({question.bind_all(only)})")
    if not retracted:
        tests.append(
            f"""NOT EXISTS (SELECT 1 FROM retraction x WHERE x.subject = '{kind}:' || i.id
            AND {question.standing("x")})"""
        )
    sql = f"SELECT i.id FROM {SHAPES[kind].table} i WHERE {' AND '.join(tests)}"
    return (row[0] for row in reader.rows(sql, question.parameters))


class _Deck:
    """Some items of a kind, by id, and all that hangs on them, cut to the asker's clearance."""

    def __init__(self, who: Asker, kind: str, ids: Sequence[str]) -> None:
        self._who, self._kind, self._shape = who, kind, SHAPES[kind]
        self._question = Question(who.clearance, who.as_of)
        self._ids = self._question.bind_all(ids)
        self._subjects = self._question.bind_all(f"{kind}:{name}" for name in ids)
        self._evidence = Evidence(who, kind, ids)

    def cards(self) -> Iterator[Card]:
        """The cards, by id."""
        fields = {name: self._cut(name, whole) for name, whole in self._fields().items()}
        told = self._evidence.told()
        changed_at = self._evidence.changed_at()
        for name, values in fields.items():
            yield self._card(name, values, told, changed_at[name])

    def _card(self, name: str, values: dict[str, Any], told: Told, changed_at: int) -> Card:
        facts, full = told.history[name], self._who.clearance.is_full
        disputes = told.disputes.get(name, [])
        return Card(
            item=self._kind,
            id=name,
            fields=values,
            citations=told.citations.get(name, []),
            claims=told.claims.get(name, []),
            disputed=open_fields(disputes),
            disputes=disputes,
            retracted=told.retracted.get(name),
            classification=Clearance(self._who.levels.get(f"{self._kind}:{name}", 0)).name,
            revision=facts[-1][0] if full else len(facts),
            recorded_at=instant(facts[0][2]),
            changed_at=instant(changed_at),
            position=facts[-1][1] if full else None,
            history=[revision(fact, tell_position=full) for fact in facts],
        )

    def _fields(self) -> dict[str, dict[str, Any]]:
        """Item -> its plain fields, as the rows say them."""
        columns = self._shape.names
        listed = ", ".join(f"i.{column}" for column in ["id", *columns, "known_from"])
        rows = self._rows(f"SELECT {listed} FROM {self._shape.table} i", "i", f"i.id IN ({self._ids})", "i.id")
        found: dict[str, dict[str, Any]] = {}
        for name, *row, known_from in rows:
            # Citations stand apart, cut to the clearance; a column of JSON holds them too.
            found[name] = without_citations(self._shape.values(dict(zip(columns, row, strict=True))))
            self._evidence.show(name, known_from)
            if self._kind == "person" and name in self._who.mergers:
                found[name]["merged_into"] = self._who.mergers[name][0]
        for field, child in self._shape.children.items():
            for name, elements in self._children(child).items():
                found[name][field] = elements
        for (name, field), targets in self._links().items():
            found[name][field] = targets
        order = [*fields_of(KINDS[self._kind]), "merged_into"]
        return {name: {field: values[field] for field in order if field in values} for name, values in found.items()}

    def _children(self, child: Child) -> Mapping[str, list[dict[str, Any]]]:
        first, second = "subject" if child.by_subject else self._kind, "id" if child.by_id else "number"
        columns = child.names
        listed = ", ".join(f"c.{column}" for column in [first, second, *columns, "known_from"])
        owners = self._subjects if child.by_subject else self._ids
        rows = self._rows(
            f"SELECT {listed} FROM {child.table} c", "c", f"c.{first} IN ({owners})", f"c.{first}, c.number"
        )
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for owner, key, *row, known_from in rows:
            name = owner.partition(":")[2] if child.by_subject else owner
            found[name].append(child.element({second: key, **dict(zip(columns, row, strict=True))}))
            self._evidence.show(name, known_from)
        return found

    def _links(self) -> Mapping[tuple[str, str], list[str]]:
        rows = self._rows(
            "SELECT l.subject, l.field, l.target, l.known_from FROM link l",
            "l",
            f"l.subject IN ({self._subjects})",
            "l.subject, l.field, l.number",
        )
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, field, target, known_from in rows:
            name = subject.partition(":")[2]
            found[name, field].append(target.partition(":")[2])
            self._evidence.show(name, known_from)
        return found

    def _rows(self, select: str, alias: str, where: str, order: str) -> list[Any]:
        sql = f"{select} WHERE {where} AND {self._question.standing(alias)} ORDER BY {order}"
        return self._who.reader.rows(sql, self._question.parameters)

    def _cut(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """The fields without what names something hidden. (An item that must name it is not here at all.)"""
        if not self._who.hidden.streams:
            return values
        cut: dict[str, Any] = {}
        for field, value in values.items():
            if isinstance(value, list):
                kept = self._visible_members(name, field, value)
                cut |= {field: kept} if kept else {}
            elif field == "merged_into" or not self._who.hidden.is_mentioned(self._kind, field, value):
                cut[field] = value
            else:
                self._evidence.left_out[name].add(field)
        return cut

    def _visible_members(self, name: str, field: str, members: list[Any]) -> list[Any]:
        kept = []
        for number, member in enumerate(members, 1):
            if self._who.hidden.is_mentioned(self._kind, field, [member]):
                self._evidence.left_out[name] |= {f"{field}.{number}", f"{field}.{identity(member)}"}
            else:
                kept.append(member)
        return kept
