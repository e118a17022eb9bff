"""Whether what another source gives agrees with the record: the same, compatible, more, or in contradiction."""

import re
import unicodedata
from datetime import date
from typing import Any, NamedTuple

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.paths import identity
from ctcalendar.domain.values import When

# Lists to which a further source may add members. In the others (parties, places, languages) a member that is not
# recorded contradicts the record.
_OPEN_LISTS = frozenset(
    """
    agencies aliases deadlines delegations derived_from instruments objectives organisations participants parts related
    reports says topics
    """.split()
)
# Each source prints names and titles its own way; the first keeps the record.
AS_PRINTED = re.compile(r"participants\.[^.]+\.(?:name|honorific|title)(?:\.|$)")
_DAYS = frozenset({"when", "published"})
_CLOCK = ("time", "zone")


class Contradiction(Exception):
    """The two values cannot both be right. `path` is where they part."""

    def __init__(self, path: str, recorded: Any, given: Any) -> None:
        super().__init__(path)
        self.path, self.recorded, self.given = path, recorded, given


class Agreement(NamedTuple):
    """`value` is the record's with what was unknown added; `exact` whether all that was given is in it as given."""

    value: Any
    exact: bool


def agreement(path: str, recorded: Any, given: Any) -> Agreement:
    """How plain `given` stands to plain `recorded` at `path`: a field, or a dotted path below one.

    Raises:
        Contradiction: they cannot both be right.
    """
    # Of two steps, the second is an id or a part of a text or day, never a field with a rule of its own.
    steps = path.split(".")
    return _agree("" if len(steps) == 2 else steps[-1], path, recorded, given)


def _agree(field: str, path: str, recorded: Any, given: Any) -> Agreement:
    if recorded is None or recorded == given:
        return Agreement(given, True)
    if isinstance(recorded, str) and isinstance(given, str) and _folded(recorded) == _folded(given):
        return Agreement(recorded, True)
    if AS_PRINTED.match(path):
        return _as_printed(recorded, given)
    if field in _DAYS:
        return _same_days(path, recorded, given)
    if isinstance(recorded, dict) and isinstance(given, dict):
        return _agree_by_key(path, recorded, given)
    if isinstance(recorded, list) and isinstance(given, list):
        return _agree_as_lists(field, path, recorded, given)
    raise Contradiction(path, recorded, given)


def _as_printed(recorded: Any, given: Any) -> Agreement:
    """The record's own printing, with a language it did not have yet."""
    if not (isinstance(recorded, dict) and isinstance(given, dict)):
        return Agreement(recorded, False)
    merged = {**given, **recorded}
    return Agreement(merged, all(merged[language] == text for language, text in given.items()))


def _folded(text: str) -> str:
    """A text as it is compared: characters composed, white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _agree_by_key(path: str, recorded: dict[str, Any], given: dict[str, Any]) -> Agreement:
    merged, exact = dict(recorded), True
    for key, value in given.items():
        if key == "citations":
            continue
        merged[key], same = _agree(key, f"{path}.{key}", recorded.get(key), value)
        exact = exact and same
    return Agreement(merged, exact)


def _agree_as_lists(field: str, path: str, recorded: list[Any], given: list[Any]) -> Agreement:
    merged, exact = list(recorded), True
    for number, element in enumerate(given, 1):
        at = f"{path}.{identity(element) or number}"
        place = _counterpart(field, merged, element)
        if place is not None:
            merged[place], same = _agree(field, at, merged[place], element)
            exact = exact and same
        elif field in _OPEN_LISTS or not recorded:
            merged.append(element)
        else:
            raise Contradiction(at, recorded, element)
    return Agreement(merged, exact)


def _counterpart(field: str, recorded: list[Any], element: Any) -> int | None:
    """Where in the recorded list the same member stands: by id, or for members without one by not contradicting."""
    seated = field == "participants"
    # A party has many at the table: only a person tells a participant from the others.
    name = element.get("person") if seated else identity(element)
    for place, candidate in enumerate(recorded):
        if (candidate.get("person") if seated else identity(candidate)) != name:
            continue
        if name is not None or (_fits(candidate, element) and (not seated or _shares_a_label(candidate, element))):
            return place
    return None


def _shares_a_label(candidate: dict[str, Any], element: dict[str, Any]) -> bool:
    """Whether two participants without a person are known by the same organisation, title or printed name."""
    labels = ("organisation", "title", "name")
    return any(label in candidate and candidate[label] == element.get(label) for label in labels)


def _fits(candidate: Any, element: Any) -> bool:
    try:
        _agree("", "", candidate, element)
    except Contradiction:
        return False
    return True


def _same_days(path: str, recorded: Any, given: Any) -> Agreement:
    """A day agrees with the same day, and is compatible with a month or a year that holds it."""
    ours, theirs = codec.typed(recorded, When), codec.typed(given, When)
    wide, narrow = _span(theirs), _span(ours)
    if not (edtf.contains(wide, narrow) or edtf.contains(narrow, wide)) or _other_hour(ours, theirs):
        raise Contradiction(path, recorded, given)
    clock_fits = all(recorded.get(hand) in (None, given.get(hand, recorded.get(hand))) for hand in _CLOCK)
    if wide != narrow or not clock_fits:
        return Agreement(recorded, False)
    return Agreement({**recorded, **{hand: given[hand] for hand in _CLOCK if hand in given}}, True)


def _span(when: When) -> edtf.Span:
    """The days it may mean, by its EDTF or else its bounds."""
    if when.edtf is not None:
        return edtf.parse(when.edtf)
    first, last = (date.fromisoformat(bound) if bound else None for bound in (when.earliest, when.latest))
    return edtf.Span(first, last, "day", uncertain=False, interval=False)


def _other_hour(ours: When, theirs: When) -> bool:
    """Whether both give a time of day, in the same zone or both in none, and not the same."""
    return ours.zone == theirs.zone and None not in (ours.time, theirs.time) and ours.time != theirs.time
