"""The folded tables. Columns are plain text and integers; lists that nobody filters by are JSON in a text column.

A row is true from log position `known_from` until before `known_to`; 9223372036854775807 there means it still stands.
`subject` is a stream, KIND:ID; other ids are bare. Days are ISO text, so they compare and sort as text.
"""

from collections.abc import Sequence

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, text
from sqlalchemy.types import TypeEngine

from ctcalendar.db.columns import FOREVER, METADATA, Number, Position, Text

_NUMBERS = frozenset({"number", "revision", "ordinal", "sessions", "size", "citation", "binding", "level"})

VIEWS: list[Table] = []


def _view(name: str, comment: str, *, key: str, columns: str, temporal: bool = True) -> Table:
    """A folded table: `key` and `columns` are names; a name in _NUMBERS is an integer, any other is text."""
    known = ("known_from", "known_to") if temporal else ()
    keys = key.split()
    table = Table(
        name,
        METADATA,
        *(Column(column, _type(column), nullable=column not in keys) for column in [*keys, *columns.split()]),
        *(Column(column, Position, nullable=False) for column in known),
        PrimaryKeyConstraint(*keys, *known[:1]),
        comment=comment,
        sqlite_with_rowid=False,
    )
    if temporal:
        standing = text(f"known_to = {FOREVER}")
        Index(f"{name}_now", *keys, unique=True, sqlite_where=standing, postgresql_where=standing, _table=table)
    VIEWS.append(table)
    return table


def _type(column: str) -> TypeEngine[str] | TypeEngine[int]:
    if column == "recorded_at":
        return Position
    return Number if column in _NUMBERS else Text


def _index(table: Table, columns: Sequence[str]) -> None:
    standing = text(f"known_to = {FOREVER}")
    name = f"{table.name}_by_{columns[0]}"
    Index(name, *(table.c[column] for column in columns), sqlite_where=standing, postgresql_where=standing)


SOURCE = _view(
    "source",
    "Documents. A republished copy is one witness with its original (derived_from).",
    key="id",
    columns="""kind title_en title_ar title_differs subtitle_en subtitle_ar subtitle_differs publisher_en publisher_ar
        publisher_differs published_edtf published_time published_zone published_printed published_earliest
        published_latest languages url sha256 parts derived_from""",
)
PARTY = _view(
    "party",
    "Parties that are no ISO 3166 state. `within` names the party this one belongs to.",
    key="id",
    columns="kind names_en names_ar names_differs within",
)
ORGANISATION = _view(
    "organisation",
    "Ministries, agencies and committees of a party.",
    key="id",
    columns="names_en names_ar names_differs party within",
)
PERSON = _view("person", "Public figures, under our labels.", key="id", columns="names_en names_ar names_differs")
ALIAS = _view(
    "alias",
    "Spellings and names that a source attests, of persons, organisations, instruments and series.",
    key="subject number",
    columns="text language note",
)
OFFICE = _view(
    "office",
    "Who held which office. held_from and held_to are EDTF; null is not known, `..` is still held.",
    key="id",
    columns="person title_en title_ar title_differs party organisation held_from held_to",
)
TOPIC = _view("topic", "Subjects of cooperation.", key="id", columns="label_en label_ar label_differs broader")
INSTRUMENT = _view(
    "instrument",
    "Written texts that record what was agreed.",
    key="id",
    columns="kind title_en title_ar title_differs signed_at covers languages related binding",
)
OBJECTIVE = _view(
    "objective",
    "What an instrument sets out to achieve.",
    key="instrument number",
    columns="id text_en text_ar text_differs topics",
)
COMMITMENT = _view(
    "commitment",
    "What parties undertook, in an instrument or at an engagement.",
    key="id",
    columns="instrument engagement form text_en text_ar text_differs told_by",
)
REPORT = _view(
    "report",
    "Reports of progress on an instrument as a whole or on one commitment. reported_by is a JSON list of ids.",
    key="subject id",
    columns="status text_en text_ar text_differs reported_by told_by reported_at reported_on",
)
SERIES = _view(
    "series",
    "Numbered runs of dialogues.",
    key="id",
    columns="names_en names_ar names_differs mandate_commitment mandate_basis mandate_reason",
)
ENGAGEMENT = _view(
    "engagement",
    """Signings, visits, dialogues, meetings and statements. earliest and latest are the days it may have lasted, as
    when_edtf and its bounds say; sort_day is earliest, or 9999-12-31 when not known.""",
    key="id",
    columns="""kind status title_en title_ar title_differs when_edtf when_basis when_rule when_printed when_weekday
        when_time when_zone when_precision when_uncertain earliest latest sort_day mode part_of occasion_en occasion_ar
        occasion_differs rank sessions series ordinal""",
)
STOP = _view(
    "stop",
    "The places of an engagement, in order. day_edtf is the stop's own days, where they are known.",
    key="engagement number",
    columns="name_en name_ar name_differs country day_edtf day_basis day_rule",
)
PARTICIPATION = _view(
    "participation",
    "Who took part. Name, honorific and title are as printed.",
    key="engagement number",
    columns="""person name_en name_ar name_differs honorific_en honorific_ar honorific_differs title_en title_ar
        title_differs organisation party role""",
)
DELEGATION = _view(
    "delegation", "Sizes of delegations, as claimed.", key="engagement number", columns="party size note"
)
ASSERTION = _view(
    "assertion",
    "What somebody asserted: never a fact of ours. asserted_by is an id or `document`; about is a JSON list of ids.",
    key="engagement number",
    columns="id asserted_by about text_en text_ar text_differs",
)
LINK = _view(
    "link",
    "Which item names which: `field` of `subject` (agencies, instruments, organisations, parties, topics) -> `target`.",
    key="subject field number",
    columns="target",
)
CITATION = _view(
    "citation",
    """The evidence: a source, the span of it, the fields it proves (a JSON list). revision is that of the fact which
    brought it.""",
    key="subject revision number",
    columns="source language quote locator supports",
)
CLAIM = _view(
    "claim",
    """Every value claimed for a field, as JSON. rank: preferred (the record uses it), normal (compatible), deprecated
    (superseded, see reason). citation is the number of the citation of the same subject and revision, if any.""",
    key="subject revision number",
    columns="field value citation rank reason",
)
REVISION = _view(
    "revision",
    "Every fact of every item: what it did, and why. known_from is its position in the log.",
    key="subject revision",
    columns="type recorded_at recorded_by cause reason note",
)
CLASSIFIED = _view(
    "classified",
    "The items that are not PUBLIC, as things stand now: 1 PRIVATE, 2 CONFIDENTIAL. Not temporal.",
    key="subject",
    columns="level",
    temporal=False,
)

VIEW_HEAD = Table(
    "view_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Position, nullable=False),
    Column("rules_version", Number, nullable=False),
    comment="How far the views are folded, and by which rules.",
)

_index(ENGAGEMENT, ["sort_day", "id"])
_index(ENGAGEMENT, ["series"])
_index(ENGAGEMENT, ["part_of"])
_index(LINK, ["target", "field", "subject"])
_index(PARTICIPATION, ["person", "engagement"])
_index(CITATION, ["source", "subject"])
