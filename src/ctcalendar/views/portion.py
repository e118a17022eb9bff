"""What hangs on a portion of engagements: one query for each table, cut to the reader's clearance.

What a clearance hides is hidden here, before anything is counted: children that name a hidden item, citations of a
hidden source, claims that rest on one, facts that only such a source brought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS
from ctcalendar.views.entry import Assertion, Citation, Claim, Delegation, Participant, Place, Words
from ctcalendar.views.filter import Question
from ctcalendar.views.hidden import Hidden

T = TypeVar("T")

_ANYTHING = tuple(KINDS)
_WHO = ("person", "party", "organisation")

# i.id stands alone in the join, or SQLite would read every instrument for every link.
_AFTER_INSTRUMENT = len("instrument:") + 1

_OWN = """id kind status title_en title_ar title_differs when_edtf when_basis when_rule when_printed when_weekday
    when_time when_zone when_precision when_uncertain earliest latest mode part_of occasion_en occasion_ar
    occasion_differs rank sessions series ordinal known_from""".split()


class Asker(NamedTuple):
    """Who asks, about which moment: the same for every portion of an answer."""

    reader: Reader
    clearance: Clearance
    as_of: int | None
    published_by: str | None
    hidden: Hidden
    levels: Mapping[str, int]
    """Stream -> its classification, where that is not PUBLIC."""


class _Cited(NamedTuple):
    citation: Citation
    published_latest: str | None


class Portion:
    """Some engagements, by id, and everything that hangs on them that the asker may see."""

    def __init__(self, asker: Asker, names: Sequence[str]) -> None:
        self._reader, self._clearance, self._hidden = asker.reader, asker.clearance, asker.hidden
        self._published_by = asker.published_by
        self._question = Question(asker.clearance, asker.as_of)
        self._ids = self._question.bind_all(names)
        self._subjects = self._question.bind_all(f"engagement:{name}" for name in names)
        self._shown: dict[str, int] = defaultdict(int)
        """Engagement -> the greatest known_from of the rows its entry shows."""
        self._left_out: dict[str, set[str]] = defaultdict(set)
        """Engagement -> the paths into it at which something hidden stands: `series`, `participants.2`."""

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
        return {"places": self._places(), "parties": self._links("AND l.field = 'parties'")["parties"]}

    def parts(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything that hangs on the engagements, by field, then by engagement."""
        links = self._links()
        made = {
            "places": self._places(),
            "participants": self._participants(),
            "delegations": self._delegations(),
            "says": self._assertions(),
            "series": self._series(),
            "parts": self._part_ids(),
            **{field: links[field] for field in ("parties", "agencies", "topics", "instruments")},
        }
        # After all that may be left out: what tells of it is left out too.
        cited = self._citations()
        history = self._history(cited)
        in_time = {key: entry.citation for key, entry in cited.items() if not self._too_late(entry)}
        citations: dict[str, list[Citation]] = defaultdict(list)
        for (subject, _, _), citation in in_time.items():
            citations[_bare(subject)].append(citation)
        return {**made, "citations": citations, "history": history, "claims": self._claims(in_time, history)}

    def _places(self) -> Mapping[str, list[Place]]:
        found = self._children("stop s", "s", "name_en name_ar name_differs country day_edtf")
        return self._grouped(found, lambda row: Place(words(row[:3]), row[3], row[4]))

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
            ),
        )

    def _delegations(self) -> Mapping[str, list[Delegation]]:
        found = [(row, row[2]) for row in self._children("delegation d", "d", "number party size note")]
        visible = self._visible("delegations", found, lambda row: self._hidden.holds(party=row[2]))
        return self._grouped(visible, lambda row: Delegation(*row[1:4]))

    def _assertions(self) -> Mapping[str, list[Assertion]]:
        columns = "number id asserted_by about text_en text_ar text_differs"
        who = " ".join(
            f"LEFT JOIN {table} {alias} ON {alias}.id = a.asserted_by AND {self._question.standing(alias)}"
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
            f"p.part_of IN ({self._ids}) AND {self._question.standing('p')} ORDER BY p.sort_day, p.id",
        )
        return self._grouped([row for row in rows if not self._hidden.holds(engagement=row[1])], lambda row: row[0])

    def _links(self, only: str = "") -> Mapping[str, Mapping[str, list[str]]]:
        rows = self._rows(
            f"""SELECT l.subject, l.field, l.number, l.target, l.known_from, i.known_from FROM link l
            LEFT JOIN instrument i ON l.field = 'instruments' AND i.id = substr(l.target, {_AFTER_INSTRUMENT})
            AND {self._question.standing("i")}""",
            f"{self._of_these('l')} {only} ORDER BY l.subject, l.field, l.number",
        )
        found: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, field, number, target, *known in rows:
            if target in self._hidden.streams:
                self._left_out[_bare(subject)] |= {f"{field}.{number}", f"{field}.{_bare(target)}"}
                continue
            found[field][_bare(subject)].append(_bare(target))
            for position in known:
                self._show(_bare(subject), position)
        return found

    def _citations(self) -> Mapping[Row, _Cited]:
        """The citations that may be seen, in order, by (subject, revision, number)."""
        rows = self._rows(
            f"""SELECT c.subject, c.revision, c.number, c.source, c.language, c.quote, c.locator, c.supports,
            c.known_from, s.published_edtf, s.published_latest, s.title_en, s.title_ar, s.title_differs, s.known_from
            FROM citation c LEFT JOIN source s ON s.id = c.source AND {self._question.standing("s")}""",
            f"{self._of_these('c')} ORDER BY c.subject, c.revision, c.number",
        )
        cited: dict[Row, _Cited] = {}
        for row in rows:
            if self._hidden.holds(source=row[3]):
                continue
            name = _bare(row[0])
            supports = [path for path in codec.decode(row[7]) if not self._tells_of_hidden(name, path)]
            citation = Citation(row[3], row[9], row[4], row[5], row[6], supports, words(row[11:14]))
            cited[tuple(row[:3])] = _Cited(citation, row[10])
            self._show(name, row[8])
            self._show(name, row[14])
        return cited

    def _history(self, cited: Mapping[Row, _Cited]) -> Mapping[str, list[Row]]:
        """The facts of each engagement that may be seen: (revision, position, recorded_at, type, cause, reason, note).

        The first is seen with the engagement; a later one unless all its citations are hidden.
        """
        rows = self._rows(
            """SELECT r.subject, r.revision, r.known_from, r.recorded_at, r.type, r.cause, r.reason, r.note,
            (SELECT count(*) FROM citation c WHERE c.subject = r.subject AND c.revision = r.revision)
            FROM revision r""",
            f"{self._of_these('r')} ORDER BY r.subject, r.revision",
        )
        seen = {key[:2] for key in cited}
        grouped: dict[str, list[Row]] = defaultdict(list)
        for subject, revision, *rest, citations in rows:
            if self._clearance.is_full or revision == 1 or not citations or (subject, revision) in seen:
                grouped[_bare(subject)].append((revision, *rest))
                self._show(_bare(subject), rest[0])
        return grouped

    def _claims(self, cited: Mapping[Row, Citation], history: Mapping[str, list[Row]]) -> Mapping[str, list[Claim]]:
        rows = self._rows(
            """SELECT c.subject, c.revision, c.number, c.field, c.value, c.citation, c.rank, c.reason, c.known_from
            FROM claim c""",
            f"{self._of_these('c')} ORDER BY c.subject, c.field, c.revision, c.number",
        )
        seen = {(engagement, fact[0]) for engagement, facts in history.items() for fact in facts}
        told = {fact[1] for facts in history.values() for fact in facts}
        grouped: dict[str, list[Claim]] = defaultdict(list)
        for subject, revision, _, field, text, number, rank, reason, known_from in rows:
            citation = cited.get((subject, revision, number))
            if citation is None and (number is not None or self._published_by is not None):
                continue
            value = codec.decode(text)
            if (_bare(subject), revision) not in seen:
                continue
            if self._tells_of_hidden(_bare(subject), field, value):
                continue
            why = reason if known_from in told else None  # the reason is that of the fact which changed its rank
            source, quote = (citation.source, citation.quote) if citation else (None, None)
            grouped[_bare(subject)].append(Claim(field, value, source, quote, rank, why))
            self._show(_bare(subject), known_from)
        return grouped

    def changed_at(self) -> Mapping[str, int]:
        """Engagement -> when the newest row that its entry shows was recorded; to be asked after `parts`."""
        question = Question(Clearance.CONFIDENTIAL)
        marks = question.bind_all(sorted(set(self._shown.values())))
        sql = f"SELECT known_from, recorded_at FROM revision WHERE known_from IN ({marks})"
        recorded_at: dict[int, int] = dict(self._reader.rows(sql, question.parameters))
        return {name: recorded_at[position] for name, position in self._shown.items()}

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

    def _of_these(self, alias: str) -> str:
        return f"{alias}.subject IN ({self._subjects}) AND {self._question.standing(alias)}"

    def _rows(self, select: str, where: str) -> list[Row]:
        return self._reader.rows(f"{select} WHERE {where}", self._question.parameters)

    def _show(self, engagement: str, known_from: int | None) -> None:
        if known_from is not None and known_from > self._shown[engagement]:
            self._shown[engagement] = known_from

    def _visible(self, field: str, rows: Iterable[tuple[Row, str]], is_hidden: Callable[[Row], bool]) -> list[Row]:
        """Those of the rows (engagement, number, …; each with its id in a path) that name nothing hidden."""
        visible = []
        for row, identity in rows:
            if is_hidden(row):
                self._left_out[row[0]] |= {f"{field}.{row[1]}", f"{field}.{identity}"}
            else:
                visible.append(row)
        return visible

    def _tells_of_hidden(self, engagement: str, path: str, value: Any = None) -> bool:
        """Whether a path, or the plain value there, names something hidden or leads to what was left out for that."""
        first, _, rest = path.partition(".")
        leads_to = {first, f"{first}.{rest.partition('.')[0]}"}
        return bool(leads_to & self._left_out[engagement]) or self._hidden.is_mentioned("engagement", path, value)

    def _too_late(self, cited: _Cited) -> bool:
        by = self._published_by
        return by is not None and (cited.published_latest is None or cited.published_latest > by)


def words(columns: Row) -> Words | None:
    """A text from its columns (en, ar, differs), or None where there is none."""
    return Words(*columns) if columns[0] or columns[1] else None


def _bare(stream: str) -> str:
    return stream.partition(":")[2]
