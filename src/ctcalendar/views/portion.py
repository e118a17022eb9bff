"""What hangs on a portion of engagements: one query for each table, cut to the reader's clearance.

What a clearance hides is hidden here, before anything is counted: children that name a hidden item, citations of a
hidden source, claims that rest on one, facts that only such a source brought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from ctcalendar.db.reader import Row
from ctcalendar.domain import codec
from ctcalendar.domain.streams import KIND_NAMES
from ctcalendar.views.clauses import dating
from ctcalendar.views.entry import Agreement, Assertion, Delegation, Participant, Place, Span, Words
from ctcalendar.views.evidence import Asker, Evidence, bare, open_fields, words
from ctcalendar.views.labels import labels
from ctcalendar.views.naming import by_no_index
from ctcalendar.views.question import Question

T = TypeVar("T")

_ANYTHING = KIND_NAMES
_WHO = ("person", "party", "organisation")

# i.id stands alone in the join, or SQLite would read every instrument for every link.
_AFTER_INSTRUMENT = len("instrument:") + 1

_OWN = """id kind status title_en title_ar title_differs when_edtf when_basis when_rule when_printed when_weekday
    when_time when_zone when_precision when_uncertain earliest latest mode part_of occasion_en occasion_ar
    occasion_differs rank sessions series ordinal known_from""".split()


class Portion:
    """Some engagements, by id, and everything that hangs on them that the asker may see."""

    def __init__(self, asker: Asker, names: Sequence[str]) -> None:
        self._asker, self._reader, self._hidden = asker, asker.reader, asker.hidden
        self._question = Question(asker.clearance, asker.as_of)
        self._ids = self._question.bind_all(names)
        self._subjects = self._question.bind_all(f"engagement:{name}" for name in names)
        self._evidence = Evidence(asker, "engagement", names)
        self._show, self._left_out = self._evidence.show, self._evidence.left_out

    def _wholes(self) -> Mapping[str, Words]:
        """Engagement -> the title of what it is a part of."""
        rows = self._rows(
            f"""SELECT e.id, w.title_en, w.title_ar, w.title_differs, w.known_from FROM engagement e
            JOIN engagement w ON w.id = e.part_of AND {self._question.standing("w")}""",
            f"""e.id IN ({self._ids}) AND {self._question.standing("e")}
            AND {self._question.visible("engagement", "w.id")}""",
        )
        for name, *_, known_from in rows:
            self._show(name, known_from)
        return {name: Words(*title) for name, *title, _ in rows}

    def own(self) -> list[dict[str, Any]]:
        """The engagements' own rows, in order of day (undated last), then id."""
        found = self._rows(
            f"SELECT {', '.join(f'e.{column}' for column in _OWN)} FROM engagement e",
            f"e.id IN ({self._ids}) AND {self._question.standing('e')} ORDER BY e.sort_day, e.id",
        )
        rows = [dict(zip(_OWN, row, strict=True)) for row in found]
        for row in rows:
            self._show(row["id"], row["known_from"])
            if self._hidden.holds(engagement=row["part_of"]):
                self._left_out[row["id"]].add("part_of")
                row["part_of"] = None
        return rows

    def brief(self) -> Mapping[str, Mapping[str, Any]]:
        """What a line of a list shows: places and parties, by field, then by engagement."""
        return {
            "places": self._places(),
            "parties": self._links("AND l.field = 'parties'")["parties"],
            "disputed": self._disputed(),
            "dated_by_parts": self._dated_by_parts(),
        }

    def _disputed(self) -> Mapping[str, list[str]]:
        """Engagement -> its fields in open dispute, as far as the asker may see that."""
        found = self._evidence.in_open_dispute()
        if not found or not self._hidden.streams:
            return found
        whole = Portion(self._asker, sorted(found))
        whole.own()  # it finds out what is left out of them, as for an entry
        return {name: open_fields(disputes) for name, disputes in whole.parts()["disputes"].items()}

    def parts(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything that hangs on the engagements, by field, then by engagement."""
        links = self._links()
        made = {
            "places": self._places(),
            "participants": self._participants(),
            "delegations": self._delegations(),
            "says": self._assertions(),
            "series": self._series(),
            "whole": self._wholes(),
            "parts": self._part_ids(),
            "agreements": self._agreements(),
            "dated_by_parts": self._dated_by_parts(),
            **{field: links[field] for field in ("parties", "agencies", "topics", "instruments")},
        }
        # After all that may be left out: what tells of it is left out too.
        told = msgspec.structs.asdict(self._evidence.told())
        return {**made, **told, "labels": labels(self._asker, {**made, **told}, self._show)}

    def changed_at(self) -> Mapping[str, int]:
        """Engagement -> when the newest row that its entry shows was recorded; to be asked after `parts`."""
        return self._evidence.changed_at()

    def _places(self) -> Mapping[str, list[Place]]:
        found = self._children("stop s", "s", "name_en name_ar name_differs country day_edtf day_earliest day_latest")
        return self._grouped(
            found, lambda row: Place(words(row[:3]), row[3], row[4], *(row[5:7] if row[4] is None else (None, None)))
        )

    def _participants(self) -> Mapping[str, list[Participant]]:
        columns = """number person name_en name_ar name_differs honorific_en honorific_ar honorific_differs
            title_en title_ar title_differs organisation party role"""
        person = f"LEFT JOIN person n ON n.id = p.person AND {self._question.standing('n')}"
        found = self._children(
            f"participation p {person}", "p", columns, ", n.names_en, n.names_ar, n.names_differs, n.known_from"
        )
        visible = self._visible(
            "participants",
            [(row, row[2] or row[13]) for row in found],
            lambda row: self._hidden.holds(person=row[2], organisation=row[12], party=row[13]),
        )
        for row in visible:
            self._show(row[0], row[-2])
            self._show(row[0], self._counted_under(row[2])[1])
            self._show(row[0], self._asker.splits.get(row[2] or ""))
        return self._grouped(
            visible,
            lambda row: Participant(
                person=row[1],
                name=words(row[2:5]),
                honorific=words(row[5:8]),
                title=words(row[8:11]),
                organisation=row[11],
                party=row[12],
                role=row[13],
                label=words(row[14:17]),
                canonical=self._counted_under(row[1])[0],
            ),
        )

    def _counted_under(self, person: str | None) -> tuple[str | None, int | None]:
        """The entry a person was merged into, if any, and the position of the newest fact that says so."""
        into, newest = None, 0
        for _ in self._asker.mergers:  # never round in circles, whatever a restored log says
            if person is None or person not in self._asker.mergers:
                break
            person, known_from = self._asker.mergers[person]
            into, newest = person, max(newest, known_from, self._asker.splits.get(person, 0))
        return into, newest or None

    def _delegations(self) -> Mapping[str, list[Delegation]]:
        found = [(row, row[2]) for row in self._children("delegation d", "d", "number party size note")]
        visible = self._visible("delegations", found, lambda row: self._hidden.holds(party=row[2]))
        return self._grouped(visible, lambda row: Delegation(*row[1:4]))

    def _assertions(self) -> Mapping[str, list[Assertion]]:
        columns = "number id asserted_by about text_en text_ar text_differs"
        who = " ".join(
            f"LEFT JOIN {table} {alias} ON {alias}.id = a.asserted_by AND a.asserted_by <> 'document'"
            f" AND {self._question.standing(alias)} AND {self._question.visible(table, f'{alias}.id')}"
            for table, alias in (("person", "p"), ("organisation", "o"))
        )
        labels = ", ".join(f"COALESCE(p.{column}, o.{column})" for column in ("names_en", "names_ar", "names_differs"))
        found = self._children(f"assertion a {who}", "a", columns, f", {labels}, p.known_from, o.known_from")
        visible = self._visible("says", [(row, row[2]) for row in found], self._asserts_hidden)
        for row in visible:
            self._show(row[0], row[11])
            self._show(row[0], row[12])
        return self._grouped(
            visible,
            lambda row: Assertion(
                row[1], row[2], codec.decode(row[3] or "[]"), Words(*row[4:7]), label=words(row[7:10])
            ),
        )

    def _asserts_hidden(self, row: Row) -> bool:
        """Whether who asserts, or what it is about, is hidden: then the assertion is."""
        about = codec.decode(row[4] or "[]")
        return self._hidden.hides(_WHO, row[3], "says.by") or any(self._hidden.hides(_ANYTHING, one) for one in about)

    def _series(self) -> Mapping[str, Any]:
        rows = self._rows(
            f"""SELECT e.id, s.id, s.names_en, s.names_ar, s.names_differs, s.known_from FROM engagement e
            JOIN series s ON s.id = e.series AND {self._question.standing("s")}""",
            f"e.id IN ({self._ids}) AND {self._question.standing('e')}",
        )
        named = {}
        for row in rows:
            if self._hidden.holds(series=row[1]):
                self._left_out[row[0]].add("series")
            else:
                named[row[0]] = Words(*row[2:5])
                self._show(row[0], row[-1])
        return named

    def _part_ids(self) -> Mapping[str, list[str]]:
        rows = self._rows(
            "SELECT p.part_of, p.id, p.known_from FROM engagement p",
            f"p.part_of IN ({self._ids}) AND {self._question.standing('p')} AND p.status <> 'retracted'"
            " ORDER BY p.sort_day, p.id",
        )
        self._show_former_parts()
        return self._grouped([row for row in rows if not self._hidden.holds(engagement=row[1])], lambda row: row[0])

    def _show_former_parts(self) -> None:
        """A part that is one no more changed its whole when it ceased to be."""
        rows = self._rows(
            "SELECT p.part_of, p.id, max(p.known_to) FROM engagement p",
            f"p.part_of IN ({self._ids}) AND {self._question.ended('p')} GROUP BY p.part_of, p.id",
        )
        for whole, part, known_to in rows:
            if not self._hidden.holds(engagement=part):
                self._show(whole, known_to)

    def _agreements(self) -> Mapping[str, list[Agreement]]:
        """Engagement -> the instruments it concerns, by title, and where each was signed as far as that may be seen."""
        visible = self._question.visible("engagement", "i.signed_at")
        rows = self._rows(
            f"""SELECT l.subject, i.id, i.title_en, i.title_ar, i.title_differs,
            CASE WHEN {visible} THEN i.signed_at END, i.known_from FROM link l
            JOIN instrument i ON i.id = substr(l.target, {_AFTER_INSTRUMENT}) AND {self._question.standing("i")}""",
            f"""l.subject IN ({self._subjects}) AND l.field = 'instruments' AND {self._question.standing("l")}
            AND {self._question.visible_stream("l.target")} ORDER BY l.subject, l.number""",
        )
        found = [(bare(subject), *row) for subject, *row in rows]
        return self._grouped(found, lambda row: Agreement(row[0], Words(*row[1:4]), row[4]))

    def _dated_by_parts(self) -> Mapping[str, Span]:
        # Most have no parts: from these, not from the wholes, or each row of an engagement would be read once more.
        rows = self._rows(
            f"""SELECT p.part_of, p.id, p.earliest, p.latest, p.when_uncertain, p.when_precision, p.known_from
            FROM engagement p
            JOIN engagement e ON e.id = {by_no_index("p.part_of")} AND {self._question.standing("e")}
            AND e.when_basis IS NULL""",
            f"""p.part_of IN ({self._ids}) AND {self._question.standing("p")} AND {dating("p", "e")}
            AND (p.earliest IS NOT NULL OR p.latest IS NOT NULL) AND {self._question.visible("engagement", "p.id")}""",
        )
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            parts[row[0]].append(row[1:])
        disputed = self._days_in_dispute(sorted({row[1] for row in rows}))
        return {whole: self._span(whole, found, disputed) for whole, found in parts.items()}

    def _span(self, whole: str, parts: Iterable[Row], disputed: Mapping[str, tuple[bool, int]]) -> Span:
        """The days of the parts. Where one part has no first or no last day, the whole has none."""
        ids, firsts, lasts, uncertain, precisions, known = zip(*parts, strict=True)
        for known_from in (*known, *(disputed[part][1] for part in ids if part in disputed)):
            self._show(whole, known_from)
        # A part known to the month, or by its bounds, does not fill them.
        vague = any(precision != "day" for precision in precisions)
        doubtful = vague or any(uncertain) or any(disputed[part][0] for part in ids if part in disputed)
        return Span(min(firsts) if all(firsts) else None, max(lasts) if all(lasts) else None, doubtful)

    def _days_in_dispute(self, parts: Sequence[str]) -> Mapping[str, tuple[bool, int]]:
        """Part -> whether its day is in open dispute, and the position of the newest fact of one, open or settled."""
        question = Question(self._asker.clearance, self._asker.as_of)
        subjects = question.bind_all(f"engagement:{part}" for part in parts)
        rows = self._reader.rows(
            f"""SELECT d.subject, d.id, d.state, d.known_from FROM dispute d WHERE d.subject IN ({subjects or "NULL"})
            AND d.field = 'when' AND {question.standing("d")}""",
            question.parameters,
        )
        found: dict[str, tuple[bool, int]] = {}
        names = sorted({bare(row[0]) for row in rows})
        seen = Portion(self._asker, names).parts()["disputes"] if names and self._hidden.streams else None
        for subject, name, state, known_from in rows:
            part = bare(subject)
            if seen is None or name in (dispute.id for dispute in seen.get(part, ())):
                was_open, newest = found.get(part, (False, 0))
                found[part] = (was_open or state == "open", max(newest, known_from))
        return found

    def _links(self, only: str = "") -> Mapping[str, Mapping[str, list[str]]]:
        rows = self._rows(
            f"""SELECT l.subject, l.field, l.number, l.target, l.known_from, i.known_from FROM link l
            LEFT JOIN instrument i ON l.field = 'instruments' AND i.id = substr(l.target, {_AFTER_INSTRUMENT})
            AND {self._question.standing("i")}""",
            f"""l.subject IN ({self._subjects}) AND {self._question.standing("l")} {only}
            ORDER BY l.subject, l.field, l.number""",
        )
        found: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, field, number, target, *known in rows:
            if target in self._hidden.streams:
                self._left_out[bare(subject)] |= {f"{field}.{number}", f"{field}.{bare(target)}"}
                continue
            found[field][bare(subject)].append(bare(target))
            for position in known:
                self._show(bare(subject), position)
        return found

    def _children(self, tables: str, alias: str, columns: str, more: str = "") -> list[Row]:
        """(engagement, columns…, known_from) of a child table, in its order."""
        listed = ", ".join(f"{alias}.{column}" for column in columns.split())
        return self._rows(
            f"SELECT {alias}.engagement, {listed}{more}, {alias}.known_from FROM {tables}",
            f"{alias}.engagement IN ({self._ids}) AND {self._question.standing(alias)}"
            f" ORDER BY {alias}.engagement, {alias}.number",
        )

    def _grouped(self, rows: Iterable[Row], build: Callable[[Row], T]) -> Mapping[str, list[T]]:
        """What each row builds, by engagement; the row's known_from counts as shown."""
        grouped: dict[str, list[T]] = defaultdict(list)
        for row in rows:
            grouped[row[0]].append(build(row[1:]))
            self._show(row[0], row[-1])
        return grouped

    def _rows(self, select: str, where: str) -> list[Row]:
        return self._reader.rows(f"{select} WHERE {where}", self._question.parameters)

    def _visible(self, field: str, rows: Iterable[tuple[Row, str]], is_hidden: Callable[[Row], bool]) -> list[Row]:
        """Those of the rows (engagement, number, …; each with its id in a path) that name nothing hidden."""
        visible = []
        for row, identity in rows:
            if is_hidden(row):
                self._left_out[row[0]] |= {f"{field}.{row[1]}", f"{field}.{identity}"}
            else:
                visible.append(row)
        return visible
