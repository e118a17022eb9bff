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

DESK: Sequence[Table] = (CALENDAR, SOURCE_TEXT)
"""Every table of the desk, those that others refer to first: what a whole backup takes beside the log.

`info["digests"]` of a table names columns that must be the SHA-256, in hex, of another. Columns are text and whole
numbers, keys are given and never counted by the database.
"""
