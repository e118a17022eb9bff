"""Reading engagements: a query for each table, put together in memory, cut to the reader's clearance.

What a clearance hides is hidden here, before anything is counted: children that name a hidden item, citations of a
hidden source, claims that rest on one, facts that only such a source brought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entry import (
    Assertion,
    Citation,
    Claim,
    Delegation,
    Entry,
    Participant,
    Place,
    Revision,
    SeriesPlace,
    When,
    Words,
)
from ctcalendar.views.filter import Filter, Question, engagements, undated_sources_only


def history(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> list[Entry]:
    """The engagements that a filter asks for, in order of day (undated last), then id.

    `as_of` is a log position, None for the present.
    """
    return _Reading(reader, asked, clearance, as_of).entries()


def one(reader: Reader, name: str, *, clearance: Clearance, as_of: int | None = None) -> Entry | None:
    """The engagement of that id, or None if there is none at that clearance and moment."""
    found = _Reading(reader, Filter(), clearance, as_of, only=name).entries()
    return found[0] if found else None


def count_undated(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> int:
    """How many engagements `published_by` leaves out because none of their sources has a day of publication."""
    question = Question(clearance, as_of)
    unlimited = msgspec.structs.replace(asked, published_by=None, limit=None, after=None)
    within = engagements(unlimited, question)
    sql = f"SELECT count(*) FROM engagement e WHERE {question.standing('e')} AND e.id IN ({within})"
    return int(reader.rows(f"{sql} AND {undated_sources_only(question)}", question.parameters)[0][0])


def hidden_streams(reader: Reader, clearance: Clearance) -> frozenset[str]:
    """The streams above a clearance, as things stand now."""
    if clearance.is_full:
        return frozenset()
    rows = reader.rows("SELECT subject FROM classified WHERE level > :level", {"level": int(clearance)})
    return frozenset(row[0] for row in rows)


def instant(microseconds: int) -> str:
    """An instant as text, to the microsecond, in UTC."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


T = TypeVar("T")

_OWN = """id kind status title_en title_ar title_differs when_edtf when_basis when_rule when_printed when_weekday
    when_time when_zone when_precision when_uncertain earliest latest mode part_of occasion_en occasion_ar
    occasion_differs rank sessions series ordinal known_from""".split()


class _Reading:
    """One question put to the views."""

    def __init__(
        self, reader: Reader, asked: Filter, clearance: Clearance, as_of: int | None, *, only: str | None = None
    ) -> None:
        self._reader, self._asked, self._clearance = reader, asked, clearance
        self._question = Question(clearance, as_of)
        self._ids = engagements(asked, self._question, only=only)
        self._hidden = hidden_streams(reader, clearance)
        self._hidden_ids = frozenset(stream.partition(":")[2] for stream in self._hidden)
        self._shown: dict[str, int] = defaultdict(int)
        """Engagement -> the greatest known_from of the rows its entry shows."""

    def entries(self) -> list[Entry]:
        own = self._rows(
            f"SELECT {', '.join(f'e.{column}' for column in _OWN)} FROM engagement e",
            f"e.id IN ({self._ids}) AND {self._question.standing('e')} ORDER BY e.sort_day, e.id",
        )
        rows = [dict(zip(_OWN, row, strict=True)) for row in own]
        if not rows:
            return []
        for row in rows:
            self._show(row["id"], row["known_from"])
        made = self._parts()
        recorded_at = self._recorded_at()
        return [self._entry(row, made, recorded_at) for row in rows]

    def _parts(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything that hangs on the engagements, by field, then by engagement."""
        links = self._links()
        citations, cited = self._citations()
        history = self._history(cited)
        return {
            "places": self._places(),
            "participants": self._participants(),
            "delegations": self._delegations(),
            "says": self._assertions(),
            "series": self._series(),
            "parts": self._part_ids(),
            "level": dict(self._reader.rows("SELECT subject, level FROM classified")),
            "citations": citations,
            "claims": self._claims(cited, history),
            "history": history,
            **{field: links[field] for field in ("parties", "agencies", "topics", "instruments")},
        }

    # Each of these reads one table for all engagements asked for.

    def _places(self) -> Mapping[str, list[Place]]:
        found = self._children("stop s", "s", "name_en name_ar name_differs country day_edtf")
        return self._grouped(found, lambda row: Place(_words(row[:3]), row[3], row[4]))

    def _participants(self) -> Mapping[str, list[Participant]]:
        columns = """person name_en name_ar name_differs honorific_en honorific_ar honorific_differs title_en title_ar
            title_differs organisation party role"""
        person = f"LEFT JOIN person n ON n.id = p.person AND {self._question.standing('n')}"
        found = self._children(
            f"participation p {person}", "p", columns, ", n.names_en, n.names_ar, n.names_differs, n.known_from"
        )
        visible = [row for row in found if not self._names_hidden(person=row[1], organisation=row[11], party=row[12])]
        for row in visible:
            self._show(row[0], row[-2])
        return self._grouped(
            visible,
            lambda row: Participant(
                person=row[0],
                name=_words(row[1:4]),
                honorific=_words(row[4:7]),
                title=_words(row[7:10]),
                organisation=row[10],
                party=row[11],
                role=row[12],
                label=_words(row[13:16]),
            ),
        )

    def _delegations(self) -> Mapping[str, list[Delegation]]:
        found = self._children("delegation d", "d", "party size note")
        visible = [row for row in found if not self._names_hidden(party=row[1])]
        return self._grouped(visible, lambda row: Delegation(*row[:3]))

    def _assertions(self) -> Mapping[str, list[Assertion]]:
        found = self._children("assertion a", "a", "id asserted_by about text_en text_ar text_differs")
        visible = [row for row in found if row[2] not in self._hidden_ids]
        return self._grouped(visible, lambda row: Assertion(row[0], row[1], self._seen(row[2]), _must(row[3:6])))

    def _series(self) -> Mapping[str, Any]:
        rows = self._rows(
            f"""SELECT e.id, s.id, s.names_en, s.names_ar, s.names_differs, s.known_from FROM engagement e
            JOIN series s ON s.id = e.series AND {self._question.standing("s")}""",
            f"e.id IN ({self._ids}) AND {self._question.standing('e')}",
        )
        visible = [row for row in rows if not self._names_hidden(series=row[1])]
        for row in visible:
            self._show(row[0], row[-1])
        return {row[0]: _must(row[2:5]) for row in visible}

    def _part_ids(self) -> Mapping[str, list[str]]:
        rows = self._rows(
            "SELECT p.part_of, p.id, p.known_from FROM engagement p",
            f"p.part_of IN ({self._ids}) AND {self._question.standing('p')} ORDER BY p.sort_day, p.id",
        )
        return self._grouped([row for row in rows if not self._names_hidden(engagement=row[1])], lambda row: row[0])

    def _links(self) -> Mapping[str, Mapping[str, list[str]]]:
        rows = self._rows(
            f"""SELECT l.subject, l.field, l.target, l.known_from, i.known_from FROM link l
            LEFT JOIN instrument i ON 'instrument:' || i.id = l.target AND {self._question.standing("i")}""",
            f"{self._of_these('l')} ORDER BY l.subject, l.field, l.number",
        )
        found: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, field, target, *known in rows:
            if target not in self._hidden:
                found[field][_bare(subject)].append(_bare(target))
                for position in known:
                    self._show(_bare(subject), position)
        return found

    def _citations(self) -> tuple[Mapping[str, list[Citation]], Mapping[Row, Citation]]:
        """Visible citations by engagement, and by (subject, revision, number)."""
        rows = self._rows(
            f"""SELECT c.subject, c.revision, c.number, c.source, c.language, c.quote, c.locator, c.supports,
            c.known_from, s.published_edtf, s.published_latest, s.title_en, s.title_ar, s.title_differs, s.known_from
            FROM citation c LEFT JOIN source s ON s.id = c.source AND {self._question.standing("s")}""",
            f"{self._of_these('c')} ORDER BY c.subject, c.revision, c.number",
        )
        grouped: dict[str, list[Citation]] = defaultdict(list)
        cited: dict[Row, Citation] = {}
        for row in rows:
            if self._names_hidden(source=row[3]) or self._too_late(row[10]):
                continue
            supports = [path for path in codec.decode(row[7]) if not self._hidden_ids.intersection(path.split("."))]
            citation = Citation(row[3], row[9], row[4], row[5], row[6], supports, _words(row[11:14]))
            grouped[_bare(row[0])].append(citation)
            cited[tuple(row[:3])] = citation
            self._show(_bare(row[0]), row[8])
            self._show(_bare(row[0]), row[14])
        return grouped, cited

    def _history(self, cited: Mapping[Row, Citation]) -> Mapping[str, list[Row]]:
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
        grouped: dict[str, list[Claim]] = defaultdict(list)
        for subject, revision, _, field, text, number, rank, reason, known_from in rows:
            citation = cited.get((subject, revision, number))
            value = codec.decode(text)
            if (number is not None and citation is None) or (_bare(subject), revision) not in seen:
                continue
            if self._hidden_ids and self._mentions_hidden([field.split("."), value]):
                continue
            source, quote = (citation.source, citation.quote) if citation else (None, None)
            grouped[_bare(subject)].append(Claim(field, value, source, quote, rank, reason))
            self._show(_bare(subject), known_from)
        return grouped

    def _entry(self, row: Mapping[str, Any], made: Mapping[str, Any], recorded_at: Mapping[int, int]) -> Entry:
        name = row["id"]
        listed = {field: made[field].get(name, []) for field in _LISTED}
        facts = made["history"][name]
        position = facts[-1][1] if self._clearance.is_full else None
        series = made["series"].get(name)
        return Entry(
            **{column: row[column] for column in ("id", "kind", "status", "mode", "rank", "sessions")},
            **listed,
            title=_must((row["title_en"], row["title_ar"], row["title_differs"])),
            when=_when(row),
            place=listed["places"][0] if len(listed["places"]) == 1 else None,
            part_of=None if self._names_hidden(engagement=row["part_of"]) else row["part_of"],
            occasion=_words((row["occasion_en"], row["occasion_ar"], row["occasion_differs"])),
            series=SeriesPlace(row["series"], row["ordinal"], series) if series else None,
            classification=Clearance(made["level"].get(f"engagement:{name}", 0)).name,
            disputed=[],
            revision=facts[-1][0] if self._clearance.is_full else len(facts),
            recorded_at=instant(facts[0][2]),
            changed_at=instant(recorded_at[self._shown[name]]),
            position=position,
            history=[self._revision(*fact) for fact in facts],
        )

    def _revision(
        self,
        _: int,
        position: int,
        recorded_at: int,
        kind: str,
        cause: str | None,
        reason: str | None,
        note: str | None,
    ) -> Revision:
        shown = position if self._clearance.is_full else None
        return Revision(kind, instant(recorded_at), cause, reason, note, shown)

    def _recorded_at(self) -> Mapping[int, int]:
        """Position -> when it was recorded, for the newest row of each entry."""
        wanted = sorted(set(self._shown.values()))
        if len(wanted) > 500:
            return dict(self._reader.rows("SELECT known_from, recorded_at FROM revision"))
        question = Question(Clearance.CONFIDENTIAL)
        marks = question.bind_all(wanted)
        sql = f"SELECT known_from, recorded_at FROM revision WHERE known_from IN ({marks})"
        return dict(self._reader.rows(sql, question.parameters))

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
        return f"{alias}.subject IN ({_as_subjects(self._ids)}) AND {self._question.standing(alias)}"

    def _rows(self, select: str, where: str) -> list[Row]:
        return self._reader.rows(f"{select} WHERE {where}", self._question.parameters)

    def _show(self, engagement: str, known_from: int | None) -> None:
        if known_from is not None and known_from > self._shown[engagement]:
            self._shown[engagement] = known_from

    def _names_hidden(self, **named: str | None) -> bool:
        return any(f"{kind}:{name}" in self._hidden for kind, name in named.items() if name is not None)

    def _mentions_hidden(self, value: Any) -> bool:
        if isinstance(value, str):
            return value in self._hidden_ids
        if isinstance(value, dict):
            return any(map(self._mentions_hidden, value.values()))
        return isinstance(value, list) and any(map(self._mentions_hidden, value))

    def _seen(self, ids: str | None) -> list[str]:
        return [name for name in (codec.decode(ids) if ids else []) if name not in self._hidden_ids]

    def _too_late(self, published_latest: str | None) -> bool:
        by = self._asked.published_by
        return by is not None and (published_latest is None or published_latest > by)


_LISTED = """places parties parts says participants delegations agencies instruments topics citations claims""".split()


def _as_subjects(ids: str) -> str:
    return f"SELECT 'engagement:' || q.id FROM ({ids}) q"


def _bare(stream: str) -> str:
    return stream.partition(":")[2]


def _words(columns: Row) -> Words | None:
    return Words(*columns) if columns[0] or columns[1] else None


def _must(columns: Row) -> Words:
    return Words(*columns)


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
