"""What a rule may ask for, of a table by name. A key begins with the id of the fact's stream, so streams fold apart."""

from collections.abc import Mapping
from typing import Any

import msgspec

Key = tuple[Any, ...]
Values = Mapping[str, Any]


class Put(msgspec.Struct, frozen=True):
    """The row at `key` is now these values, and only these."""

    table: str
    key: Key
    values: Values


class Patch(msgspec.Struct, frozen=True):
    """The row at `key`, or every row below a key prefix, has these values changed."""

    table: str
    key: Key
    values: Values


class Replace(msgspec.Struct, frozen=True):
    """The rows below `prefix` are now these: the rest of the key -> values. Others below it end."""

    table: str
    prefix: Key
    rows: Mapping[Key, Values]


class Drop(msgspec.Struct, frozen=True):
    """The row at `key`, or every row below a key prefix, ends."""

    table: str
    key: Key


Change = Put | Patch | Replace | Drop
