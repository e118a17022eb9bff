"""What is due and when to look again, reminders raised, that somebody ticks, and whom to tell."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT_C = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agenda_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", POSITION),
        sa.Column("made_by", TEXT_C),
    )
    op.create_table(
        "agenda_due",
        sa.Column("clearance", TEXT_C, nullable=False),
        sa.Column("subject", TEXT_C, nullable=False),
        sa.Column("slot", TEXT_C, nullable=False),
        sa.Column("stream", TEXT_C, nullable=False),
        sa.Column("what", TEXT_C, nullable=False),
        sa.Column("due_on", TEXT_C, nullable=False),
        sa.Column("last_on", TEXT_C, nullable=False),
        sa.Column("days_before", TEXT_C, nullable=False),
        sa.Column("zone", TEXT_C),
        sa.Column("next_at", POSITION),
        sa.PrimaryKeyConstraint("clearance", "subject", "slot"),
    )
    op.create_index("agenda_due_next_at", "agenda_due", ["next_at"])
    op.create_index("agenda_due_stream", "agenda_due", ["stream"])
    op.create_table(
        "reminder",
        sa.Column("id", TEXT_C, primary_key=True),
        sa.Column("clearance", TEXT_C, nullable=False),
        sa.Column("subject", TEXT_C, nullable=False),
        sa.Column("slot", TEXT_C, nullable=False),
        sa.Column("stage", TEXT_C, nullable=False),
        sa.Column("stream", TEXT_C, nullable=False),
        sa.Column("due_on", TEXT_C, nullable=False),
        sa.Column("raised_at", POSITION, nullable=False),
        sa.Column("state", TEXT_C, nullable=False),
        sa.Column("snoozed_until", TEXT_C),
        sa.UniqueConstraint("subject", "slot", "stage", "clearance", name="reminder_once"),
    )
    op.create_index("reminder_stream", "reminder", ["stream"])
    op.create_index("reminder_state", "reminder", ["clearance", "state"])
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("since", POSITION, nullable=False),
        sa.Column("succeeded_at", POSITION),
    )
    op.create_table(
        "subscriber",
        sa.Column("id", TEXT_C, primary_key=True),
        sa.Column("address", TEXT_C, nullable=False),
        sa.Column("language", TEXT_C, nullable=False),
        sa.Column("zone", TEXT_C, nullable=False),
        sa.Column("every", TEXT_C, nullable=False),
        sa.Column("on_day", TEXT_C),
        sa.Column("at_time", TEXT_C, nullable=False),
        sa.Column("clearance", TEXT_C, nullable=False),
        sa.Column("asked", TEXT_C, nullable=False),
        sa.Column("sections", TEXT_C, nullable=False),
        sa.Column("immediate", sa.Integer(), nullable=False),
        sa.Column("state", TEXT_C, nullable=False),
        sa.Column("created_at", POSITION, nullable=False),
        sa.Column("position", POSITION),
        sa.Column("next_period", TEXT_C),
        sa.Column("next_due", POSITION),
        sa.Column("suppressed", TEXT_C),
        sa.Column("bounces", sa.Integer(), nullable=False),
    )
    op.create_index("subscriber_next_due", "subscriber", ["next_due"])
    op.create_table(
        "confirmation",
        sa.Column("sha256", TEXT_C, primary_key=True),
        sa.Column("subscriber", TEXT_C, nullable=False),
        sa.Column("expires_at", POSITION, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", TEXT_C, primary_key=True),
        sa.Column("subscriber", TEXT_C, nullable=False),
        sa.Column("kind", TEXT_C, nullable=False),
        sa.Column("period", TEXT_C, nullable=False),
        sa.Column("after_position", POSITION),
        sa.Column("upto_position", POSITION),
        sa.Column("address", TEXT_C),
        sa.Column("message_id", TEXT_C),
        sa.Column("message", TEXT_C),
        sa.Column("state", TEXT_C, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", POSITION, nullable=False),
        sa.Column("owner", TEXT_C),
        sa.Column("lease_until", POSITION),
        sa.Column("created_at", POSITION, nullable=False),
        sa.Column("said", TEXT_C),
        sa.UniqueConstraint("subscriber", "kind", "period", name="outbox_once"),
    )
    op.create_index("outbox_state", "outbox", ["state", "not_before"])
    if op.get_bind().dialect.name == "postgresql":
        # Samples of a column outlive its rows: of what must be erasable none are taken.
        for table, column in (("subscriber", "address"), ("outbox", "address"), ("outbox", "message")):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
    op.create_table(
        "relay",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("paused_until", POSITION, nullable=False),
    )
    op.create_table(
        "secret",
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("secret", TEXT_C, nullable=False),
    )
