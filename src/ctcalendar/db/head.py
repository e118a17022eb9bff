"""The migrations this program knows, so a reader can compare without importing Alembic. A test holds them equal."""

SCHEMAS = ("0001", "0002", "0003", "0004")
SCHEMA_HEAD = SCHEMAS[-1]
