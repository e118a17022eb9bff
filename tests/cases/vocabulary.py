"""The words of a dossier: every field of every struct it is made of, and every word that a field may hold."""

import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from ctcalendar.dossier.read import read_dossier
from ctcalendar.dossier.shape import Dossier


class Word(NamedTuple):
    """A field of a struct, called by the first that has it (`Item.citations`), or one of the words it may hold."""

    struct: str
    field: str
    word: str | None = None


# The mark of the format; and a word that says nothing new of a series: that it was never suspended or closed.
_APART = {
    Word("Dossier", "dossier"),
    Word("Dossier", "dossier", "1"),
    Word("Series", "status"),
    Word("Series", "status", "active"),
}


def known(struct: type = Dossier) -> set[Word]:
    """Every field of a struct and of all inside it, and every word these may hold."""
    return set(_known(struct, set())) - _APART


def _known(struct: type, seen: set[type]) -> Iterator[Word]:
    if struct in seen:
        return
    seen.add(struct)
    for field in msgspec.structs.fields(struct):
        owner = _owner(struct, field.encode_name)
        yield Word(owner, field.encode_name)
        for leaf in _leaves(field.type):
            if isinstance(leaf, str):
                yield Word(owner, field.encode_name, leaf)
            elif isinstance(leaf, type) and issubclass(leaf, msgspec.Struct):
                yield from _known(leaf, seen)


def _owner(struct: type, field: str) -> str:
    structs = [base for base in struct.__mro__ if issubclass(base, msgspec.Struct) and base is not msgspec.Struct]
    return [base.__name__ for base in structs if field in base.__struct_encode_fields__][-1]


def _leaves(hint: Any) -> Iterator[Any]:
    """The structs and words that a type hint comes to."""
    origin = get_origin(hint)
    if origin is Literal:
        yield from get_args(hint)
    elif origin is Annotated:
        yield from _leaves(get_args(hint)[0])
    elif origin in (tuple, dict, Union, types.UnionType):
        for argument in get_args(hint):
            yield from _leaves(argument)
    else:
        yield hint


def used(parts: Iterable[tuple[str, bytes]]) -> set[Word]:
    """The fields that dossiers give something, and the words they give."""
    return {
        word
        for name, data in parts
        for entry in read_dossier(name, data)
        for word in [Word("Dossier", entry.section), *_used(entry.item)]
    }


def _used(value: Any) -> Iterator[Word]:
    if isinstance(value, tuple | list):
        for member in value:
            yield from _used(member)
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            given, owner = getattr(value, field.name), _owner(type(value), field.encode_name)
            if given not in (None, (), {}, field.default):
                yield Word(owner, field.encode_name)
            words = given if isinstance(given, tuple) else (given,)
            yield from (Word(owner, field.encode_name, word) for word in words if isinstance(word, str))
            yield from _used(given)
