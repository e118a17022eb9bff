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
        sa.UniqueConstraint("clearance", "subject", "slot", "stage", name="reminder_once"),
    )
    op.create_index("reminder_stream", "reminder", ["stream"])
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
        sa.Column("clearance", TEXT_C, nullable=False),
        sa.Column("asked", TEXT_C, nullable=False),
        sa.Column("immediate", sa.Integer(), nullable=False),
        sa.Column("state", TEXT_C, nullable=False),
        sa.Column("created_at", POSITION, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", TEXT_C, primary_key=True),
        sa.Column("subscriber", TEXT_C, nullable=False),
        sa.Column("kind", TEXT_C, nullable=False),
        sa.Column("period", TEXT_C, nullable=False),
        sa.Column("state", TEXT_C, nullable=False),
        sa.Column("created_at", POSITION, nullable=False),
        sa.UniqueConstraint("subscriber", "kind", "period", name="outbox_once"),
    )
    op.create_index("outbox_state", "outbox", ["state", "created_at"])
