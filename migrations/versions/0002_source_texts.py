"""Archived texts of sources: an erasable table of the desk, in which quotes are checked and shown in context."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT_C = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "source_text",
        sa.Column("sha256", TEXT_C, primary_key=True),
        sa.Column("text", TEXT_C, nullable=False),
        sa.Column("attached_at", POSITION, nullable=False),
        sa.Column("attached_by", TEXT_C, nullable=False),
    )
