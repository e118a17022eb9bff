"""The migrations this program knows, so a reader can compare without importing Alembic. A test holds them equal."""

SCHEMAS = ("0001", "0002", "0003")
SCHEMA_HEAD = SCHEMAS[-1]
