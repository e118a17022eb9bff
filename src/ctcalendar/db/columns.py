"""Column types that mean the same on SQLite and PostgreSQL, and the one MetaData all tables belong to."""

from sqlalchemy import BigInteger, Integer, MetaData, SmallInteger
from sqlalchemy import Text as _Text
from sqlalchemy.dialects.postgresql import TEXT as _PG_TEXT

METADATA = MetaData()

# COLLATE "C" on PostgreSQL: text sorts by code point there, as it does on SQLite, whatever the server's locale.
Text = _Text().with_variant(_PG_TEXT(collation="C"), "postgresql")
# SQLite makes a column the row's own key only when its type is spelled INTEGER.
Position = BigInteger().with_variant(Integer(), "sqlite")
Number = Integer()
Flag = SmallInteger()

FOREVER = 2**63 - 1
"""The `known_to` of a row that still stands."""
