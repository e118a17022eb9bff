"""What the evidence of some items comes to for one reader: citations, claims, disputes, the facts of their history.

The same for every kind of item. What a clearance hides is hidden here, before anything is counted: citations of a
hidden source, claims that rest on one, facts that only such a source brought, disputes that tell of something hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.views.entry import Citation, Claim, Dispute, Retraction, Words
from ctcalendar.views.hidden import Hidden
from ctcalendar.views.question import NOW, Question


class Asker(msgspec.Struct, frozen=True):
    """Who asks, about which moment: the same for every portion of an answer."""

    reader: Reader
    clearance: Clearance
    as_of: int | None
    published_by: str | None
    hidden: Hidden
    levels: Mapping[str, int]
    """Stream -> its classification, where that is not PUBLIC."""
    mergers: Mapping[str, tuple[str, int]]
    """Person -> the entry it was merged into, and the position of the fact that says so."""
    splits: Mapping[str, int]
    """Person -> the position of the last fact by which it was in another entry no more."""


class Cited(msgspec.Struct, frozen=True):
    """A citation that may be seen, and the last day on which its source may have been published."""

    citation: Citation
    published_latest: str | None


class Told(msgspec.Struct, frozen=True):
    """All the evidence of some items, by id."""

    citations: Mapping[str, list[Citation]]
    history: Mapping[str, list[Row]]
    """(revision, position, recorded_at, type, cause, reason_en, reason_ar, note), oldest first."""
    claims: Mapping[str, list[Claim]]
    disputes: Mapping[str, list[Dispute]]
    retracted: Mapping[str, Retraction]


class Evidence:
    """The evidence of some items of one kind, by id. Its reader adds what else is shown, and what was left out."""

    def __init__(self, asker: Asker, kind: str, names: Sequence[str]) -> None:
        self._reader, self._clearance, self._hidden = asker.reader, asker.clearance, asker.hidden
        self._published_by, self._kind = asker.published_by, kind
        self._question = Question(asker.clearance, asker.as_of)
        self._subjects = self._question.bind_all(f"{kind}:{name}" for name in names)
        self.shown: dict[str, int] = defaultdict(int)
        """Item -> the greatest known_from of the rows it shows."""
        self.left_out: dict[str, set[str]] = defaultdict(set)
        """Item -> the paths into it at which something hidden stands: `series`, `participants.2`."""

    def show(self, name: str, known_from: int | None) -> None:
        """Take note of a row that is shown."""
        if known_from is not None and known_from > self.shown[name]:
            self.shown[name] = known_from

    def in_open_dispute(self) -> Mapping[str, list[str]]:
        """Item -> its fields in open dispute, whoever may see that."""
        rows = self._rows(
            "SELECT DISTINCT d.subject, d.field FROM dispute d",
            f"{self._of_these('d')} AND d.state = 'open' ORDER BY d.subject, d.field",
        )
        found: dict[str, list[str]] = defaultdict(list)
        for subject, field in rows:
            found[bare(subject)].append(field)
        return found

    def told(self) -> Told:
        """Everything; to be asked after all that may be left out: what tells of it is left out too."""
        cited = self._citations()
        history = self._history(cited)
        in_time = {key: entry.citation for key, entry in cited.items() if not self._too_late(entry)}
        citations: dict[str, list[Citation]] = defaultdict(list)
        for (subject, _, _), citation in in_time.items():
            citations[bare(subject)].append(citation)
        claims = self._claims(in_time, history)
        return Told(citations, history, claims, self._disputes(cited, history), self._retractions())

    def changed_at(self) -> Mapping[str, int]:
        """Item -> when the newest row that it shows was recorded; to be asked last."""
        question = Question(Clearance.CONFIDENTIAL)
        marks = question.bind_all(sorted(set(self.shown.values()))) or "NULL"
        sql = f"SELECT known_from, recorded_at FROM revision WHERE known_from IN ({marks}) AND known_to = {NOW}"
        recorded_at: dict[int, int] = dict(self._reader.rows(sql, question.parameters))
        return {name: recorded_at[position] for name, position in self.shown.items()}

    def _citations(self) -> Mapping[Row, Cited]:
        """The citations that may be seen, in order, by (subject, revision, number)."""
        # A source that was retracted and then reinstated changed what cites it twice.
        reinstated = f"""(SELECT max(y.known_to) FROM retraction y
            WHERE y.subject = 'source:' || c.source AND {self._question.ended("y")})"""
        rows = self._rows(
            f"""SELECT c.subject, c.revision, c.number, c.source, c.language, c.quote, c.locator, c.supports,
            c.known_from, s.published_edtf, s.published_latest, s.title_en, s.title_ar, s.title_differs, s.url,
            s.known_from, x.known_from, {reinstated}
            FROM citation c LEFT JOIN source s ON s.id = c.source AND {self._question.standing("s")}
            LEFT JOIN retraction x ON x.subject = 'source:' || c.source AND {self._question.standing("x")}""",
            f"{self._of_these('c')} ORDER BY c.subject, c.revision, c.number",
        )
        cited: dict[Row, Cited] = {}
        for row in rows:
            if self._hidden.holds(source=row[3]):
                continue
            name = bare(row[0])
            supports = [path for path in codec.decode(row[7]) if not self._tells_of_hidden(name, path)]
            url, *known = row[14:]
            citation = Citation(
                row[3], row[9], row[4], row[5], row[6], supports, words(row[11:14]), known[1] is not None, url
            )
            cited[tuple(row[:3])] = Cited(citation, row[10])
            for known_from in (row[8], *known):
                self.show(name, known_from)
        return cited

    def _history(self, cited: Mapping[Row, Cited]) -> Mapping[str, list[Row]]:
        """The facts that may be seen: the first with the item; a later one unless all its citations are hidden."""
        rows = self._rows(
            """SELECT r.subject, r.revision, r.known_from, r.recorded_at, r.type, r.cause, r.reason_en, r.reason_ar,
            r.note, (SELECT count(*) FROM citation c WHERE c.subject = r.subject AND c.revision = r.revision)
            FROM revision r""",
            f"{self._of_these('r')} ORDER BY r.subject, r.revision",
        )
        seen = {key[:2] for key in cited}
        grouped: dict[str, list[Row]] = defaultdict(list)
        for subject, revision, *rest, citations in rows:
            if self._clearance.is_full or revision == 1 or not citations or (subject, revision) in seen:
                grouped[bare(subject)].append((revision, *rest))
                self.show(bare(subject), rest[0])
        return grouped

    def _claims(self, cited: Mapping[Row, Citation], history: Mapping[str, list[Row]]) -> Mapping[str, list[Claim]]:
        rows = self._rows(
            """SELECT c.subject, c.revision, c.number, c.field, c.value, c.citation, c.rank, c.reason, c.dispute,
            c.known_from FROM claim c""",
            f"{self._of_these('c')} ORDER BY c.subject, c.field, c.revision, c.number",
        )
        seen = {(name, fact[0]) for name, facts in history.items() for fact in facts}
        told = {fact[1]: fact[2] for facts in history.values() for fact in facts}
        grouped: dict[str, list[Claim]] = defaultdict(list)
        for subject, revision, _, field, text, number, rank, reason, dispute, known_from in rows:
            citation = cited.get((subject, revision, number))
            if citation is None and (number is not None or self._published_by is not None):
                continue
            name, value = bare(subject), codec.decode(text)
            if (name, revision) not in seen or self._tells_of_hidden(name, field, value):
                continue
            why = reason if known_from in told else None  # the reason is that of the fact which changed its rank
            source, quote = (citation.source, citation.quote) if citation else (None, None)
            locator = citation.locator if citation else None
            superseded = instant(told[known_from]) if rank == "deprecated" and known_from in told else None
            grouped[name].append(Claim(field, value, source, quote, rank, why, dispute, locator, superseded))
            self.show(name, known_from)
        return grouped

    def _disputes(self, cited: Mapping[Row, Cited], history: Mapping[str, list[Row]]) -> Mapping[str, list[Dispute]]:
        rows = self._rows(
            """SELECT d.subject, d.id, d.field, d.state, d.values_json, d.recorded, d.preferred, d.reason_en,
            d.reason_ar, d.reason_differs, d.value, d.settled_en, d.settled_ar, d.settled_differs,
            d.known_from FROM dispute d""",
            f"{self._of_these('d')} ORDER BY d.subject, d.field, d.id",
        )
        told = {(name, fact[1]) for name, facts in history.items() for fact in facts}
        proved = self._proved_in_disputes(cited) if rows and self._hidden.streams else None
        grouped: dict[str, list[Dispute]] = defaultdict(list)
        for subject, name, field, state, values, recorded, preferred, *rest, known_from in rows:
            item = bare(subject)
            kept = (
                None
                if proved is None or field == PROGRESS
                else [*proved[subject, name], codec.decode(recorded or "null")]
            )
            shown = [
                value
                for value in codec.decode(values)
                if not self._tells_of_hidden(item, field, value) and (kept is None or value in kept)
            ]
            # With one value left there is nothing to dispute about; a fact that is not seen tells of none.
            if len(shown) < 2 or (item, known_from) not in told:
                continue
            leaning, right = (None if text is None else codec.decode(text) for text in (preferred, rest[3]))
            if leaning not in shown:
                leaning = None
            if right is not None and self._tells_of_hidden(item, field, right):
                right = None
            grouped[item].append(Dispute(name, field, state, shown, leaning, words(rest[:3]), right, words(rest[4:7])))
            self.show(item, known_from)
        return grouped

    def _proved_in_disputes(self, cited: Mapping[Row, Cited]) -> Mapping[tuple[str, str], list[Any]]:
        """(item, dispute) -> the values that a citation which may be seen gives there."""
        rows = self._rows(
            "SELECT c.subject, c.dispute, c.revision, c.citation, c.value FROM claim c",
            f"{self._of_these('c')} AND c.dispute IS NOT NULL",
        )
        found: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for subject, dispute, revision, number, value in rows:
            if (subject, revision, number) in cited:
                found[subject, dispute].append(codec.decode(value))
        return found

    def _retractions(self) -> Mapping[str, Retraction]:
        rows = self._rows(
            """SELECT x.subject, x.duplicate_of, x.reason_en, x.reason_ar, x.reason_differs, x.known_from
            FROM retraction x""",
            self._of_these("x"),
        )
        found = {}
        for subject, duplicate_of, *reason, known_from in rows:
            hidden = duplicate_of is not None and f"{self._kind}:{duplicate_of}" in self._hidden.streams
            found[bare(subject)] = Retraction(None if hidden else duplicate_of, words(tuple(reason)))
            self.show(bare(subject), known_from)
        return found

    def _of_these(self, alias: str) -> str:
        return f"{alias}.subject IN ({self._subjects}) AND {self._question.standing(alias)}"

    def _rows(self, select: str, where: str) -> list[Row]:
        return self._reader.rows(f"{select} WHERE {where}", self._question.parameters)

    def _tells_of_hidden(self, name: str, path: str, value: Any = None) -> bool:
        """Whether a path, or the plain value there, names something hidden or leads to what was left out for that."""
        if path == PROGRESS:  # what is said there is the id of a report
            return f"reports.{value}" in self.left_out[name]
        first, _, rest = path.partition(".")
        leads_to = {first, f"{first}.{rest.partition('.')[0]}"}
        return bool(leads_to & self.left_out[name]) or self._hidden.is_mentioned(self._kind, path, value)

    def _too_late(self, cited: Cited) -> bool:
        by = self._published_by
        return by is not None and (cited.published_latest is None or cited.published_latest > by)


def words(columns: Iterable[Any]) -> Words | None:
    """A text from its columns (en, ar, differs), or None where there is none."""
    en, ar, differs = columns
    return Words(en, ar, differs) if en or ar else None


def bare(stream: str) -> str:
    """The id of a stream."""
    return stream.partition(":")[2]


def open_fields(disputes: Iterable[Dispute]) -> list[str]:
    """The fields with an open dispute, each once."""
    return sorted({dispute.field for dispute in disputes if dispute.state == "open"})


def asker(reader: Reader, clearance: Clearance, as_of: int | None, published_by: str | None = None) -> Asker:
    """Who asks, with what is read once for a whole answer."""
    levels: dict[str, int] = dict(reader.rows("SELECT subject, level FROM classified"))
    question = Question(clearance, as_of)
    merged = reader.rows(
        f"""SELECT p.id, p.merged_into, p.known_from FROM person p WHERE p.merged_into > ''
        AND {question.standing("p")} AND {question.visible("person", "p.id")}
        AND {question.visible("person", "p.merged_into")}""",
        question.parameters,
    )
    mergers = {person: (into, known_from) for person, into, known_from in merged}
    # Not grouped by the database, which would read every person in the order of ids for that.
    split = reader.rows(
        f"""SELECT p.id, p.known_to FROM person p WHERE p.merged_into > '' AND {question.ended("p")}
        AND {question.visible("person", "p.id")} AND {question.visible("person", "p.merged_into")}""",
        question.parameters,
    )
    splits: dict[str, int] = dict(sorted(split, key=lambda row: row[1]))
    return Asker(reader, clearance, as_of, published_by, Hidden(reader, clearance), levels, mergers, splits)
