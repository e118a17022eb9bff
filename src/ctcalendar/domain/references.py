"""Which fields name other items, and of which kinds.

One table serves the check that what is named exists, and the views' links between items.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

import msgspec

from ctcalendar.domain import codec, facts, items, values
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.paths import PROGRESS, REASON

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
    (values.ProgressReported, "by"): _WHO,
    (values.ProgressReported, "told_by"): _WHO,
    (values.ProgressReported, "at"): ("engagement",),
    (values.DeadlineSet, "set_at"): ("engagement",),
    (facts.Merged, "into"): ("person",),
    (facts.Split, "from"): ("person",),
}


class Reference(NamedTuple):
    """An id that names another item: where it stands, what it may be, and the id."""

    path: str
    kinds: tuple[str, ...]
    id: str


def references(value: Any, path: str = "") -> list[Reference]:
    """Every id inside `value` (a struct, or a list or field of one) that names another item."""
    found: list[Reference] = []
    _look(value, path, found)
    return found


def _look(value: Any, path: str, found: list[Reference]) -> None:
    # One list for all, and no generator for each part: this runs over every part of everything that is recorded.
    if isinstance(value, msgspec.Struct):
        for name, spelt, kinds in _naming(type(value)):
            part = getattr(value, name)
            if part is None or part == ():
                continue
            inside = f"{path}.{spelt}" if path else spelt
            if kinds is None:
                _look(part, inside, found)
            else:
                _name(part, kinds, inside, found)
    elif isinstance(value, (tuple, list)):
        for number, element in enumerate(value, 1):
            _look(element, f"{path}.{number}" if path else str(number), found)


def _name(value: Any, kinds: tuple[str, ...], path: str, found: list[Reference]) -> None:
    if isinstance(value, str):
        found.append(Reference(path, kinds, value))
    else:
        for number, identity in enumerate(value or (), 1):
            found.append(Reference(f"{path}.{number}", kinds, identity))


@cache
def _naming(struct: type[msgspec.Struct]) -> Sequence[tuple[str, str, tuple[str, ...] | None]]:
    """The fields of a struct in which ids may stand, as Python and as the record spell them: most hold plain text.

    With the kinds of item that an id there may name; None where ids stand only further inside.
    """
    return [
        (info.name, info.encode_name, kinds)
        for info in msgspec.structs.fields(struct)
        if (kinds := _kinds_named(struct, info.encode_name)) or _may_name(info.type)
    ]


def _may_name(annotation: Any) -> bool:
    struct = _struct_in(annotation)
    return annotation is Any or (struct is not None and bool(_naming(struct)))


@cache
def _kinds_named(struct: type, field: str) -> tuple[str, ...] | None:
    return next((_NAMED[base, field] for base in struct.__mro__ if (base, field) in _NAMED), None)


def named_by(struct: type, field: str, value: Any, path: str) -> list[Reference]:
    """The ids that `value`, standing in `field` of `struct`, names directly or inside itself."""
    kinds, found = _kinds_named(struct, field), list[Reference]()
    if kinds is None:
        _look(value, path, found)
    else:
        _name(value, kinds, path, found)
    return found


def is_given(reference: Reference) -> bool:
    """Whether the id needs no registration: an ISO 3166 state, or the word `document` as who asserts."""
    if reference.id in ISO_3166 and ("party" in reference.kinds or "country" in reference.kinds):
        return True
    return reference.id == "document" and reference.path.endswith(".by")


# What a step into a list may be the id of, where its members have no id of their own (paths.identity).
_KNOWN_BY = ("person", "instrument", "party", "source")


def mentions(kind: str, path: str, value: Any = None) -> Iterator[Reference]:
    """The references in `path` (`participants.nathan-sales.title`) into an item of `kind`, and in its plain value.

    Raises:
        KeyError, msgspec.ValidationError: items of that kind have no such field, or the field no such value.
    """
    field, *steps = path.split(".")
    if field in (PROGRESS, REASON):
        return iter(())  # neither names an item
    return _below(KINDS[kind], field, steps, value, path)


def _below(
    struct: type[msgspec.Struct], field: str, steps: Sequence[str], value: Any, path: str
) -> Iterator[Reference]:
    annotation = _fields(struct)[field].type
    part, in_list = _struct_in(annotation), get_origin(annotation) is tuple
    if not steps:
        yield from named_by(struct, field, None if value is None else codec.typed(value, annotation), path)
    elif part is None:  # one of a list of ids; a number that stands for it in the path is no id
        named = (value,) if isinstance(value, str) else [step for step in steps[:1] if not step.isdecimal()]
        yield from named_by(struct, field, named, path)
    elif not in_list:
        yield from _below(part, steps[0], steps[1:], value, path)
    else:
        yield from _member(part, steps[0], path)
        if len(steps) > 1:
            yield from _below(part, steps[1], steps[2:], value, path)
        elif value is not None:
            yield from references(codec.typed(value, part), path)


def _member(struct: type[msgspec.Struct], step: str, path: str) -> Iterator[Reference]:
    """What a step into a list of such structs names: nothing, if they have ids of their own or it is a number."""
    fields = _fields(struct)
    if "id" in fields or step.isdecimal():
        return
    known_by = [field for field in _KNOWN_BY if field in fields]
    kinds = tuple(kind for field in known_by for found in named_by(struct, field, step, path) for kind in found.kinds)
    if kinds:
        yield Reference(path, kinds, step)


@cache
def _fields(struct: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {info.encode_name: info for info in msgspec.structs.fields(struct)}


def _struct_in(annotation: Any) -> type[msgspec.Struct] | None:
    """The struct that a type is or holds: in `tuple[Participant, ...]` and in `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    return next((found for part in get_args(annotation) if (found := _struct_in(part))), None)
