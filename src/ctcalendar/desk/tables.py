"""The desk's tables."""

from sqlalchemy import Column, Integer, Table

from ctcalendar.db.columns import METADATA, Text

CALENDAR = Table(
    "calendar",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("domain", Text, nullable=False, comment="the domain of every UID, fixed when the calendar is made"),
)
