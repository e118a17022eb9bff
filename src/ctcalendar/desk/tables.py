"""The desk's tables: what is needed to work and is no history. All of it can be erased; none of it is in the log."""

from collections.abc import Sequence

from sqlalchemy import Column, Integer, Table

from ctcalendar.db.columns import METADATA, Position, Text

CALENDAR = Table(
    "calendar",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("domain", Text, nullable=False, comment="the domain of every UID, fixed when the calendar is made"),
)
SOURCE_TEXT = Table(
    "source_text",
    METADATA,
    Column("sha256", Text, primary_key=True, comment="SHA-256, in hex, of the text in UTF-8: as its sources record it"),
    Column("text", Text, nullable=False),
    Column("attached_at", Position, nullable=False, comment="microseconds UTC"),
    Column("attached_by", Text, nullable=False, comment="an opaque id"),
    comment="Archived texts of sources, against which quotes are checked.",
    info={"digests": {"sha256": "text"}},
)
FEED = Table(
    "feed",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("definition", Text, nullable=False, comment="what it asks for and how it is written, as JSON"),
    Column("changed_at", Position, nullable=False, comment="microseconds UTC"),
    comment="Saved feeds: filters with a name.",
)
FEED_TOKEN = Table(
    "feed_token",
    METADATA,
    Column("sha256", Text, primary_key=True, comment="SHA-256, in hex, of the token: the token itself is kept nowhere"),
    Column("feed", Text, nullable=False, comment="the name of the feed it is the address of"),
    Column("created_at", Position, nullable=False, comment="microseconds UTC"),
    Column("revoked_at", Position, comment="since when it answers no more; null while it does"),
    comment="The secret addresses of private feeds. A revoked one is remembered, to say that it is gone.",
)
SHELF = Table(
    "shelf",
    METADATA,
    Column("style", Text, primary_key=True, comment="a clearance and a way of writing, as JSON"),
    Column("made_of", Text, nullable=False, comment="a digest of the code that rendered it"),
    Column("position", Position, nullable=False, comment="the log position it was rendered as of"),
    Column("hash", Text, nullable=False, comment="the hash of the log there"),
    comment="Which rendered entries are kept.",
)
SHELVED = Table(
    "shelved",
    METADATA,
    Column("style", Text, primary_key=True),
    Column("stream", Text, primary_key=True, comment="the item it is of, as KIND:ID"),
    Column("name", Text, primary_key=True, comment="its UID without the domain"),
    Column("day", Text, nullable=False, comment="the day it is listed under"),
    Column("zone", Text, comment="the time zone it needs declared"),
    Column("body", Text, nullable=False, comment="the entry as iCalendar"),
    comment="Rendered entries of calendars.",
)

KEPT: Sequence[Table] = (SHELF, SHELVED)
"""What is kept only so that it need not be made again: no backup takes it."""

DESK: Sequence[Table] = (CALENDAR, SOURCE_TEXT, FEED, FEED_TOKEN)
"""Every other table of the desk, those that others refer to first: what a whole backup takes beside the log.

`info["digests"]` of a table names columns that must be the SHA-256, in hex, of another. Columns are text and whole
numbers, keys are given and never counted by the database.
"""
