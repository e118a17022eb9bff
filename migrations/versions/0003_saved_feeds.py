"""Saved feeds, the secret addresses of private ones, and entries kept rendered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT_C = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("name", TEXT_C, primary_key=True),
        sa.Column("definition", TEXT_C, nullable=False),
        sa.Column("changed_at", POSITION, nullable=False),
    )
    op.create_table(
        "feed_token",
        sa.Column("sha256", TEXT_C, primary_key=True),
        sa.Column("feed", TEXT_C, nullable=False),
        sa.Column("created_at", POSITION, nullable=False),
        sa.Column("revoked_at", POSITION),
    )
    op.create_table(
        "shelf",
        sa.Column("style", TEXT_C, primary_key=True),
        sa.Column("made_of", TEXT_C, nullable=False),
        sa.Column("position", POSITION, nullable=False),
        sa.Column("hash", TEXT_C, nullable=False),
    )
    op.create_table(
        "shelved",
        sa.Column("style", TEXT_C, nullable=False),
        sa.Column("stream", TEXT_C, nullable=False),
        sa.Column("name", TEXT_C, nullable=False),
        sa.Column("day", TEXT_C, nullable=False),
        sa.Column("zone", TEXT_C),
        sa.Column("body", TEXT_C, nullable=False),
        sa.PrimaryKeyConstraint("style", "stream", "name"),
    )
