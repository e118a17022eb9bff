"""Any fact of any type, for properties: strategies read off the shapes themselves."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from ctcalendar.domain.items import Item

INT64 = st.integers(-(2**63), 2**63 - 1)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INT64 | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
SLUGS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}", fullmatch=True)


@cache
def instances(struct: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of a struct: right in shape, seldom sensible."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return st.builds(struct, **{field.name: _values(field.type) for field in info.fields})


def _values(info: inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case inspect.StructType(cls=struct):
            return instances(struct)
        case inspect.UnionType(types=types):
            return st.one_of(*map(_values, types))
        case inspect.VarTupleType(item_type=item):
            return st.lists(_values(item), max_size=2).map(tuple)
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.StrType(pattern=pattern):
            return st.text(max_size=20) if pattern is None else SLUGS
        case inspect.IntType():
            return INT64
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.AnyType():
            return PLAIN
    raise NotImplementedError(f"no strategy for {info}")


def structs_in(value: Any) -> Iterator[msgspec.Struct]:
    """Every struct inside a value, itself first."""
    if isinstance(value, msgspec.Struct):
        yield value
        for field in value.__struct_fields__:
            yield from structs_in(getattr(value, field))
    elif isinstance(value, list | tuple):
        for element in value:
            yield from structs_in(element)


def kinds_of_struct(struct: type[msgspec.Struct], leaving_out: Collection[str] = ()) -> Iterator[type[msgspec.Struct]]:
    """A struct's type, and those of all structs it may hold; `leaving_out` fields of items by name."""
    seen: set[type[msgspec.Struct]] = set()
    waiting: list[inspect.Type] = [inspect.type_info(struct)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, inspect.StructType) and info.cls not in seen:
            seen.add(info.cls)
            yield info.cls
            passed_over = leaving_out if issubclass(info.cls, Item) else ()
            waiting += [field.type for field in info.fields if field.name not in passed_over]
        waiting += getattr(info, "types", ()) or [item for item in (getattr(info, "item_type", None),) if item]
