"""Whether what another source gives agrees with the record: the same, compatible, more, or in contradiction."""

from typing import Any, NamedTuple

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.paths import identity
from ctcalendar.domain.values import When

# Lists to which a further source may add members. In the others (parties, places, languages) a member that is not
# recorded contradicts the record.
_OPEN_LISTS = frozenset(
    """
    agencies aliases delegations derived_from instruments objectives organisations participants parts related says
    topics
    """.split()
)
_AS_PRINTED = frozenset({"name", "honorific", "title"})
_DAYS = frozenset({"when", "published"})


class Contradiction(Exception):
    """The two values cannot both be right. `path` is where they part."""

    def __init__(self, path: str, recorded: Any, given: Any) -> None:
        super().__init__(path)
        self.path, self.recorded, self.given = path, recorded, given


class Agreement(NamedTuple):
    """`value` is the record's with what was unknown added; `exact` whether all that was given is in it as given."""

    value: Any
    exact: bool


def agreement(field: str, recorded: Any, given: Any) -> Agreement:
    """How plain `given` stands to plain `recorded` in `field`.

    Raises:
        Contradiction: they cannot both be right.
    """
    return _agree(field, field, recorded, given)


def _agree(field: str, path: str, recorded: Any, given: Any) -> Agreement:
    if recorded is None or recorded == given:
        return Agreement(given, True)
    if field in _DAYS:
        return _same_days(path, recorded, given)
    if isinstance(recorded, dict) and isinstance(given, dict):
        return _agree_by_key(path, recorded, given)
    if isinstance(recorded, list) and isinstance(given, list):
        return _agree_as_lists(field, path, recorded, given)
    raise Contradiction(path, recorded, given)


def _agree_by_key(path: str, recorded: dict[str, Any], given: dict[str, Any]) -> Agreement:
    merged, exact = dict(recorded), True
    for key, value in given.items():
        if key == "citations":
            continue
        if key in _AS_PRINTED and path.startswith("participants.") and recorded.get(key) not in (None, value):
            exact = False  # each source prints names and titles its own way; the first keeps the record
            continue
        merged[key], same = _agree(key, f"{path}.{key}", recorded.get(key), value)
        exact = exact and same
    return Agreement(merged, exact)


def _agree_as_lists(field: str, path: str, recorded: list[Any], given: list[Any]) -> Agreement:
    merged, exact = list(recorded), True
    for number, element in enumerate(given, 1):
        at = f"{path}.{identity(element) or number}"
        place = _counterpart(merged, element)
        if place is not None:
            merged[place], same = _agree(field, at, merged[place], element)
            exact = exact and same
        elif field in _OPEN_LISTS or not recorded:
            merged.append(element)
        else:
            raise Contradiction(at, recorded, element)
    return Agreement(merged, exact)


def _counterpart(recorded: list[Any], element: Any) -> int | None:
    """Where in the recorded list the same member stands: by id, or for members without one by not contradicting."""
    name = identity(element)
    for place, candidate in enumerate(recorded):
        if name is not None and identity(candidate) == name:
            return place
        if name is None and identity(candidate) is None and _fits(candidate, element):
            return place
    return None


def _fits(candidate: Any, element: Any) -> bool:
    try:
        _agree("", "", candidate, element)
    except Contradiction:
        return False
    return True


def _same_days(path: str, recorded: Any, given: Any) -> Agreement:
    """A day agrees with the same day, and is compatible with a month or a year that holds it."""
    ours, theirs = codec.typed(recorded, When), codec.typed(given, When)
    if (ours.edtf, ours.time, ours.zone) == (theirs.edtf, theirs.time, theirs.zone):
        return Agreement(recorded, True)
    if ours.edtf is None or theirs.edtf is None:
        return Agreement(recorded, False)
    wide, narrow = edtf.parse(theirs.edtf), edtf.parse(ours.edtf)
    if edtf.contains(wide, narrow) or edtf.contains(narrow, wide):
        return Agreement(recorded, wide == narrow)
    raise Contradiction(path, recorded, given)
