"""Which fields name other items, and of which kinds.

One table serves the check that what is named exists, and the views' links between items.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import items, values
from ctcalendar.domain.facts import ProgressReported
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.parties import ISO_3166

_ANYTHING = tuple(KINDS)
_WHO = ("person", "party", "organisation")

# (struct, field as recorded) -> the kinds of item its id may name
_NAMED: dict[tuple[type, str], tuple[str, ...]] = {
    (values.Citation, "source"): ("source",),
    (values.Participant, "person"): ("person",),
    (values.Participant, "organisation"): ("organisation",),
    (values.Participant, "party"): ("party",),
    (values.Delegation, "party"): ("party",),
    (values.Assertion, "by"): _WHO,
    (values.Assertion, "about"): _ANYTHING,
    (values.SeriesPlace, "id"): ("series",),
    (values.Derivation, "source"): ("source",),
    (values.Objective, "topics"): ("topic",),
    (values.Relation, "instrument"): ("instrument",),
    (values.Mandate, "commitment"): ("commitment",),
    (values.Place, "country"): ("country",),
    (items.Party, "within"): ("party",),
    (items.Organisation, "party"): ("party",),
    (items.Organisation, "within"): ("organisation",),
    (items.Office, "person"): ("person",),
    (items.Office, "party"): ("party",),
    (items.Office, "organisation"): ("organisation",),
    (items.Topic, "broader"): ("topic",),
    (items.Instrument, "parties"): ("party",),
    (items.Instrument, "signed_at"): ("engagement",),
    (items.Instrument, "topics"): ("topic",),
    (items.Instrument, "organisations"): ("organisation",),
    (items.Commitment, "instrument"): ("instrument",),
    (items.Commitment, "engagement"): ("engagement",),
    (items.Commitment, "parties"): ("party",),
    (items.Commitment, "told_by"): _WHO,
    (items.Series, "parties"): ("party",),
    (items.Engagement, "part_of"): ("engagement",),
    (items.Engagement, "parties"): ("party",),
    (items.Engagement, "agencies"): ("organisation",),
    (items.Engagement, "topics"): ("topic",),
    (items.Engagement, "instruments"): ("instrument",),
    (ProgressReported, "by"): _WHO,
    (ProgressReported, "told_by"): _WHO,
    (ProgressReported, "at"): ("engagement",),
}


class Reference(NamedTuple):
    """An id that names another item: where it stands, what it may be, and the id."""

    path: str
    kinds: tuple[str, ...]
    id: str


def references(value: Any, path: str = "") -> Iterator[Reference]:
    """Every id inside `value` (a struct, or a list or field of one) that names another item."""
    if isinstance(value, tuple | list):
        for number, element in enumerate(value, 1):
            yield from references(element, f"{path}.{number}" if path else str(number))
    elif isinstance(value, msgspec.Struct):
        for name, spelt in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            inner = f"{path}.{spelt}" if path else spelt
            yield from named_by(type(value), spelt, getattr(value, name), inner)


@cache
def _kinds_named(struct: type, field: str) -> tuple[str, ...] | None:
    return next((_NAMED[base, field] for base in struct.__mro__ if (base, field) in _NAMED), None)


def named_by(struct: type, field: str, value: Any, path: str) -> Iterator[Reference]:
    """The ids that `value`, standing in `field` of `struct`, names directly or inside itself."""
    kinds = _kinds_named(struct, field)
    if kinds is None:
        yield from references(value, path)
    elif isinstance(value, str):
        yield Reference(path, kinds, value)
    else:
        for number, identity in enumerate(value or (), 1):
            yield Reference(f"{path}.{number}", kinds, identity)


def is_given(reference: Reference) -> bool:
    """Whether the id needs no registration: an ISO 3166 state, or the word `document` as who asserts."""
    if reference.id in ISO_3166 and ("party" in reference.kinds or "country" in reference.kinds):
        return True
    return reference.id == "document" and reference.path.endswith(".by")
