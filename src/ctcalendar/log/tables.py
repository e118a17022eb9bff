"""The log's tables. Triggers (migrations/) refuse UPDATE, DELETE, TRUNCATE and anything but the next position."""

from sqlalchemy import Column, Integer, Table, UniqueConstraint

from ctcalendar.db.columns import METADATA, Number, Position, Text

LOG = Table(
    "log",
    METADATA,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("revision", Number, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Number, nullable=False),
    Column("data", Text, nullable=False),
    Column("recorded_at", Position, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("command_index", Number, nullable=False),
    Column("command_sha256", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("stream", "revision", name="uq_log_stream_revision"),
    UniqueConstraint("command_id", "command_index", name="uq_log_command"),
    comment="The record: one fact a row, each chained to the one before by its hash. It only grows.",
)

LOG_HEAD = Table(
    "log_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Position, nullable=False),
    Column("hash", Text, nullable=False),
    Column("recorded_at", Position, nullable=False),
    comment="The last fact of the log: one row, locked by whoever appends.",
)

LOG_TYPE = Table(
    "log_type",
    METADATA,
    Column("type", Text, primary_key=True),
    Column("version", Number, primary_key=True, autoincrement=False),
    Column("count", Position, nullable=False),
    comment="How many facts of each type and version the log holds.",
)
