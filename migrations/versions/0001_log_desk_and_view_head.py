"""The log with its triggers, the desk, and the head of the views.

The views' own tables are not here: they are folded from the log, so they are made anew whenever their rules change.
There is no downgrade: a log is never taken apart. Restore a backup with the older program instead.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT_C = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GENESIS = "00" * 32


def upgrade() -> None:
    op.create_table(
        "log",
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("stream", TEXT_C, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("type", TEXT_C, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("data", TEXT_C, nullable=False),
        sa.Column("recorded_at", POSITION, nullable=False),
        sa.Column("recorded_by", TEXT_C, nullable=False),
        sa.Column("command_id", TEXT_C, nullable=False),
        sa.Column("command_index", sa.Integer, nullable=False),
        sa.Column("command_sha256", TEXT_C, nullable=False),
        sa.Column("hash", TEXT_C, nullable=False),
        sa.UniqueConstraint("stream", "revision", name="uq_log_stream_revision"),
        sa.UniqueConstraint("command_id", "command_index", name="uq_log_command"),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", POSITION, nullable=False),
        sa.Column("hash", TEXT_C, nullable=False),
        sa.Column("recorded_at", POSITION, nullable=False),
    )
    op.create_table(
        "log_type",
        sa.Column("type", TEXT_C, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", POSITION, nullable=False),
    )
    op.create_table(
        "view_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", POSITION, nullable=False),
        sa.Column("rules_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("domain", TEXT_C, nullable=False),
    )
    op.execute(f"INSERT INTO log_head (id, position, hash, recorded_at) VALUES (1, 0, '{GENESIS}', 0)")
    op.execute("INSERT INTO view_head (id, position, rules_version) VALUES (1, 0, 0)")
    for statement in _POSTGRES if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


# REPLACE and INSERT OR REPLACE delete the old row without firing DELETE triggers, so the insert itself is guarded.
# A head ahead of the log would stop every append for good: its next position is not the log's, and no head goes back.
_SQLITE = (
    """
    CREATE TRIGGER log_only_grows BEFORE INSERT ON log
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM log)
        OR EXISTS (SELECT 1 FROM log WHERE stream = NEW.stream AND revision = NEW.revision)
        OR EXISTS (SELECT 1 FROM log WHERE command_id = NEW.command_id AND command_index = NEW.command_index)
    BEGIN SELECT RAISE(ABORT, 'the log only grows: insert the next position, never an existing fact'); END
    """,
    """
    CREATE TRIGGER log_keeps_facts BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log only grows: a fact is never changed'); END
    """,
    """
    CREATE TRIGGER log_keeps_all_facts BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log only grows: a fact is never deleted'); END
    """,
    """
    CREATE TRIGGER log_head_goes_forward BEFORE UPDATE ON log_head
    WHEN NEW.id IS NOT OLD.id OR NEW.position <= OLD.position
        OR NOT EXISTS (
            SELECT 1 FROM log WHERE position = NEW.position AND hash = NEW.hash AND recorded_at = NEW.recorded_at
        )
    BEGIN SELECT RAISE(ABORT, 'the head of the log only goes forward, to a fact of the log'); END
    """,
    """
    CREATE TRIGGER log_head_stays BEFORE DELETE ON log_head
    BEGIN SELECT RAISE(ABORT, 'the head of the log is never deleted'); END
    """,
    """
    CREATE TRIGGER log_head_is_one BEFORE INSERT ON log_head
    BEGIN SELECT RAISE(ABORT, 'the log has one head'); END
    """,
)

_POSTGRES = (
    """
    CREATE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log only grows: % is refused', TG_OP USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE FUNCTION log_next_position() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.position IS DISTINCT FROM (SELECT coalesce(max(position), 0) + 1 FROM log) THEN
            RAISE EXCEPTION 'the log only grows: insert the next position' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION log_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.id <> OLD.id OR NEW.position <= OLD.position OR NOT EXISTS (
            SELECT 1 FROM log WHERE position = NEW.position AND hash = NEW.hash AND recorded_at = NEW.recorded_at
        ) THEN
            RAISE EXCEPTION 'the head of the log only goes forward, to a fact of the log'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER log_only_grows BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION log_next_position()",
    "CREATE TRIGGER log_keeps_facts BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_head_goes_forward BEFORE UPDATE ON log_head FOR EACH ROW EXECUTE FUNCTION log_head_forward()",
    "CREATE TRIGGER log_head_stays BEFORE INSERT OR DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_head_is_kept BEFORE TRUNCATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
)
