"""A column of an exported table: what it is called, what it holds in words, and where an item has it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ctcalendar.domain import codec

Plain = Mapping[str, Any]
Cell = str | int | None
Type = Literal["text", "integer", "day", "instant"]

LANGUAGES = {"en": "in English", "ar": "in Arabic"}


class Member(NamedTuple):
    """One row in the making: the item, the member of one of its lists (or the item again), and its number there."""

    item: Plain
    one: Any
    number: int


class Column(NamedTuple):
    """A column: `of` gives the cell; `to` is the table whose key it holds, if it names a row elsewhere."""

    name: str
    says: str
    of: Callable[[Member], Cell]
    holds: Type = "text"
    to: str | None = None


Columns = tuple[Column, ...]


def field(name: str, says: str, *, at: str | None = None, holds: Type = "text", to: str | None = None) -> Columns:
    """A plain value of the member, at a dotted path that may end early; by default at the column's name."""
    path = (at or name).split(".")
    return (Column(name, says, lambda member: cell(_at(member.one, path)), holds, to),)


def own(name: str, says: str, of: Callable[[Plain], Any], *, to: str | None = None) -> Columns:
    """What a function makes of the item whose member it is."""
    return (Column(name, says, lambda member: cell(of(member.item)), "text", to),)


def texts(name: str, says: str, *, at: str | None = None, differs: bool = False) -> Columns:
    """A text in both languages: NAME_en and NAME_ar; with `differs`, where the two do not say the same."""
    path = (at or name).split(".")

    def column(part: str, told: str) -> Column:
        return Column(
            f"{name}_{part}",
            told if part == "differs" else f"{says}, {told}",
            lambda member: cell(_at(member.one, [*path, part])),
        )

    parts = {
        **LANGUAGES,
        **({"differs": "where the two languages do not say the same, what differs"} if differs else {}),
    }
    return tuple(column(part, told) for part, told in parts.items())


def number(says: str) -> Columns:
    """The member's number in its list."""
    return (Column("number", says, lambda member: member.number, "integer"),)


def made(
    name: str,
    says: str,
    of: Callable[[Plain], Any],
    *,
    holds: Type = "text",
    to: str | None = None,
) -> Columns:
    """What a function makes of the member."""
    return (Column(name, says, lambda member: cell(of(member.one)), holds, to),)


def listed(name: str, says: str, *, at: str | None = None) -> Columns:
    """A list of ids or words, joined with commas."""
    path = (at or name).split(".")
    return (Column(name, says, lambda member: joined(_at(member.one, path) or ())),)


def joined(values: Iterable[Any], by: str = ", ") -> str | None:
    """Words in one cell, each once; None where there are none."""
    return by.join(dict.fromkeys(str(value) for value in values if value not in (None, ""))) or None


def cell(value: Any) -> Cell:
    """A value as a cell: text and numbers as they are, yes and no as 1 and 0, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value)
    return codec.encode(value).decode() if value else None


def in_language(text: Plain | None, language: str = "en") -> str | None:
    """A text in a language, or else in the other."""
    if not text:
        return None
    return text.get(language) or text.get("ar" if language == "en" else "en")


def _at(value: Any, path: Sequence[str]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
