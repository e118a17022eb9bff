"""The parts of a WHERE that every reading shares: when it is asked about, and who asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ctcalendar.domain.clearance import Clearance

NOW = "9223372036854775807"


class Question:
    """The parts of a WHERE that every reading shares: when it is asked about, and who asks.

    `as_of` is a log position, None for the present; what `published_by` a day was public is a question of its own only
    to those who look into quotes. Values are bound by name in `parameters`.
    """

    def __init__(self, clearance: Clearance, as_of: int | None = None, published_by: str | None = None) -> None:
        self.clearance, self.as_of, self.published_by = clearance, as_of, published_by
        self.families: Mapping[str, Sequence[str]] = {}
        """Term -> the ids it comes to, where that was found out before: a planner knows a list better than a SELECT."""
        self.parameters: dict[str, Any] = {}
        if as_of is not None:
            self.parameters["as_of"] = as_of
        if not clearance.is_full:
            self.parameters["clearance"] = int(clearance)

    def standing(self, row: str) -> str:
        """That a row of a temporal view stands at the moment asked about."""
        if self.as_of is None:
            return f"{row}.known_to = {NOW}"
        return f"{row}.known_from <= :as_of AND {row}.known_to > :as_of"

    def ended(self, row: str) -> str:
        """That a row of a temporal view has ended before the moment asked about."""
        return f"{row}.known_to < {NOW}" if self.as_of is None else f"{row}.known_to <= :as_of"

    def visible(self, kind: str, identity: str) -> str:
        """That an item is within the clearance, as things stand now. `identity` is SQL; null is nobody."""
        return self.visible_stream(f"'{kind}:' || {identity}")

    def visible_stream(self, stream: str) -> str:
        """The same for an SQL expression that gives KIND:ID."""
        if self.clearance.is_full:
            return "1 = 1"
        above = f"hidden.subject = {stream} AND hidden.level > :clearance"
        return f"NOT EXISTS (SELECT 1 FROM classified hidden WHERE {above})"

    def bind(self, value: Any) -> str:
        """A placeholder for a value."""
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def bind_all(self, values: Iterable[Any]) -> str:
        """Placeholders for a list of values, for IN (…)."""
        return ", ".join(self.bind(value) for value in values)
