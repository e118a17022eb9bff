"""The folded tables. Columns are plain text and integers; lists that nobody filters by are JSON in a text column.

A row is true from log position `known_from` until before `known_to`; 9223372036854775807 there means it still stands.
`subject` is a stream, KIND:ID; other ids are bare. Days are ISO text, so they compare and sort as text.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from ctcalendar.db.columns import FOREVER, METADATA, Number, Position, Text
from ctcalendar.views.clauses import beyond_a_year

_NUMBERS = frozenset("number revision ordinal meeting_ordinal sessions size citation binding level weight".split())

VIEWS: list[Table] = []


def _view(
    name: str,
    comment: str,
    *,
    key: str,
    columns: str,
    temporal: bool = True,
    present: bool = True,
    serial: str | None = None,
) -> Table:
    """A folded table: `key` and `columns` are names; a name in _NUMBERS is an integer, any other is text.

    `present`: with an index of the rows that stand; without, where hardly any row ever ceases to. `serial` is a column
    by which the database numbers rows, for an index that must; no rule and no comparison knows it.
    """
    known = ("known_from", "known_to") if temporal else ()
    keys = key.split()
    unique = PrimaryKeyConstraint if serial is None else UniqueConstraint
    table = Table(
        name,
        METADATA,
        *(Column(column, _type(column), nullable=column not in keys) for column in [*keys, *columns.split()]),
        *(Column(column, Position, nullable=False) for column in known),
        *([] if serial is None else [Column(serial, Position, Identity(), primary_key=True)]),
        unique(*keys, *known[:1]),
        comment=comment,
        info={"key": keys, "serial": serial},
        sqlite_with_rowid=serial is not None,
    )
    if temporal and present:
        standing = text(f"known_to = {FOREVER}")
        Index(f"{name}_now", *keys, unique=True, sqlite_where=standing, postgresql_where=standing, _table=table)
    VIEWS.append(table)
    return table


def _type(column: str) -> TypeEngine[str] | TypeEngine[int]:
    return Position if column == "recorded_at" else Number if column in _NUMBERS else Text


def _index(table: Table, columns: Sequence[str], *, where: str | None = f"known_to = {FOREVER}", by: str = "") -> None:
    """An index on the rows that stand, or on those that pass another test, or on all."""
    only = None if where is None else text(where)
    Index(
        f"{table.name}_by_{by or columns[0]}",
        *(table.c[column] for column in columns),
        sqlite_where=only,
        postgresql_where=only,
    )


SOURCE = _view(
    "source",
    "Documents. A republished copy is one witness with its original (derived_from).",
    key="id",
    columns="""kind title_en title_ar title_differs subtitle_en subtitle_ar subtitle_differs publisher_en publisher_ar
        publisher_differs published_edtf published_basis published_rule published_printed published_weekday
        published_time published_zone published_earliest published_latest languages url sha256 parts derived_from""",
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
PERSON = _view(
    "person",
    "Public figures, under our labels. merged_into names the entry under which a person is counted, if another.",
    key="id",
    columns="names_en names_ar names_differs merged_into",
)
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
    "Written texts that record what was agreed. status is whether it holds, status_on since when (EDTF).",
    key="id",
    columns="kind title_en title_ar title_differs signed_at covers languages related binding status status_on",
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
DEADLINE = _view(
    "deadline",
    """Days by which a commitment is to be started or completed (EDTF), or the meeting at which it is due. set_at is the
    engagement at which it was set; number orders them.""",
    key="subject id",
    columns="number start_by complete_by meeting_series meeting_ordinal set_at text_en text_ar text_differs",
)
REPORT = _view(
    "report",
    """Reports of progress on an instrument as a whole or on one commitment. reported_by is a JSON list of ids; number
    orders them.""",
    key="subject id",
    columns="number status text_en text_ar text_differs reported_by told_by reported_at reported_on",
)
SERIES = _view(
    "series",
    "Numbered runs of dialogues, and how often they should meet.",
    key="id",
    columns="""names_en names_ar names_differs mandate_commitment mandate_basis mandate_reason status cadence_every
        cadence_kind cadence_anchor cadence_tolerance_before cadence_tolerance_after cadence_lead cadence_zone
        cadence_basis cadence_reason_en cadence_reason_ar cadence_reason_differs""",
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
    columns="""name_en name_ar name_differs country day_edtf day_basis day_rule day_printed day_weekday day_time
        day_zone day_earliest day_latest""",
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
    present=False,
)
CLAIM = _view(
    "claim",
    """Every value claimed for a field, as JSON. rank: preferred (the record uses it), normal (compatible, or one of the
    values in `dispute`), deprecated (superseded, see reason). citation is the number of the citation of the same
    subject and revision, if any.""",
    key="subject revision number",
    columns="field value citation rank reason dispute",
    present=False,
)
DISPUTE = _view(
    "dispute",
    """Values of one field that cannot all be right, as a JSON list. state is open or settled; while it is open the
    record keeps its value. preferred is what an analyst leans to, value what the settlement found right, both JSON.""",
    key="subject id",
    columns="""field state values_json recorded preferred reason_en reason_ar reason_differs value settled_en settled_ar
        settled_differs""",
)
RETRACTION = _view(
    "retraction",
    "Items that should not have been recorded, or are duplicates of another.",
    key="subject",
    columns="duplicate_of reason_en reason_ar reason_differs",
)
REVISION = _view(
    "revision",
    "Every fact of every item: what it did, and why. known_from is its position in the log.",
    key="subject revision",
    columns="type recorded_at recorded_by cause reason_en reason_ar note",
    present=False,
)
PASSAGE = _view(
    "passage",
    """The texts of every item, as a search finds them: `words` is both languages in one form (docs/search.md). part and
    at say which row the text stands in, field in which column; weight is how much a hit there counts.""",
    key="subject part at field",
    columns="text_en text_ar words weight",
    present=False,
    serial="serial",
)
MENTION = _view(
    "mention",
    """The items that a passage names, below whose classification it shows: one of those in a slot. An id may be that of
    items of several kinds.""",
    key="subject part at slot stream",
    columns="",
    present=False,
)
HEADING = _view(
    "heading",
    """What an engagement names, as a page of history looks for it: KIND:ID of a party, organisation, person,
    topic, series or instrument, or `place:` and a name or country in small letters. sort_day is the engagement's.""",
    key="engagement heading",
    columns="sort_day",
    present=False,
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

# Lists walk the days in order, now and as of any moment, and learn of most rows all they ask without reading them.
_WALKED = "sort_day id known_to known_from earliest latest status kind series".split()
_index(ENGAGEMENT, _WALKED, where=None)
_index(ENGAGEMENT, _WALKED, where=beyond_a_year(), by="lasting_day")
_index(HEADING, ["heading", "sort_day", "engagement", "known_to", "known_from"], where=None)
# What names an engagement: the engagement after what is looked for, so that whether one is named is known at once.
_index(LINK, ["target", "field", "subject", "known_to", "known_from"], where=None)
_index(PARTICIPATION, ["person", "engagement", "known_to", "known_from"], where=None)
_index(PARTICIPATION, ["organisation", "engagement", "known_to", "known_from"], where=None)
_index(CITATION, ["source", "subject", "known_to", "known_from"], where=None)
# The others: known_to after what is looked for, so that the rows that stand lie together, now and at any moment.
_index(ENGAGEMENT, ["kind", "known_to"], where=None)
_index(ENGAGEMENT, ["status", "known_to"], where=None)
_index(ENGAGEMENT, ["series", "known_to"], where="series IS NOT NULL")
_index(ENGAGEMENT, ["part_of"], where="part_of IS NOT NULL")
_index(STOP, ["country", "known_to", "engagement"], where=None)
_index(SOURCE, ["published_latest", "known_to"], where=None)
for _part, _of in ((PARTY, "within"), (ORGANISATION, "within"), (TOPIC, "broader"), (PERSON, "merged_into")):
    _index(_part, [_of], where=None)
_index(REVISION, ["known_from"])
_index(ASSERTION, ["asserted_by", "engagement"])
_index(OFFICE, ["person"])
_index(COMMITMENT, ["instrument"])
_index(COMMITMENT, ["engagement"])
_index(INSTRUMENT, ["signed_at"])
_index(DEADLINE, ["set_at"])
_index(REPORT, ["reported_at"])
