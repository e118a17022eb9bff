"""Saved feeds and the secret addresses of private ones."""

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
