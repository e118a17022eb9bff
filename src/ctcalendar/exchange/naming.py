"""How nodes are named, and how they hold texts."""

from collections.abc import Iterable
from typing import Any

from ctcalendar.exchange.columns import Plain

Node = dict[str, Any]

FOLDERS = {
    "engagement": "engagements",
    "instrument": "instruments",
    "commitment": "commitments",
    "series": "series",
    "person": "people",
    "organisation": "organisations",
    "party": "parties",
    "office": "offices",
    "topic": "topics",
    "source": "sources",
}
"""Kind -> where its ids are, below the calendar's domain: as on its pages."""


def iri(item: Plain) -> str:
    """The id of an item as a node."""
    return f"{FOLDERS[item['item']]}/{item['id']}"


def kept(node: Node) -> Node:
    """A node without what is not known."""
    return {key: value for key, value in node.items() if value not in (None, [], {})}


def words(text: Plain | None) -> list[Node]:
    """A text, in each language it is known in."""
    return [{"@value": text[part], "@language": part} for part in ("en", "ar") if text and text.get(part)]


def named(kind: str, names: Iterable[str | None]) -> list[str]:
    """The items of a kind that some ids name."""
    return [f"{FOLDERS[kind]}/{name}" for name in names if name is not None]


def one_named(kind: str, name: str | None) -> str | None:
    """The item of a kind that an id names, if any."""
    return None if name is None else f"{FOLDERS[kind]}/{name}"
