"""What people write in options, as the plain values of a dossier.

A value that begins with a brace, a bracket or a quotation mark is flow YAML, as in a dossier; everything else is taken
as it stands. Where a field has an obvious short form, a plain text will do for the whole value.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec

from ctcalendar.cli import Misuse
from ctcalendar.domain import codec, edtf
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.paths import identity
from ctcalendar.domain.values import Citation, Place, SeriesPlace, Text, When, in_its_language
from ctcalendar.dossier.tree import read_tree
from ctcalendar.errors import BadInput

Plain = dict[str, Any]

_STEPS_AT_MOST = 8
_FIELD = re.compile(r"[^.=\s]{1,100}(?:\.[^.=\s]{1,100})*")


class Part(NamedTuple):
    """A value that an option gives to a field, or to a part of one (dotted), as it was written or already plain."""

    path: str
    value: Any
    option: str


def value(option: str, text: str) -> Any:
    """The plain value that a text spells: nothing or `null` is null.

    Raises:
        Misuse: it begins like YAML and is none.
    """
    check_text(option, text)
    if text.strip() in ("", "null", "~"):
        return None
    if text.lstrip()[0] not in "{['\"":
        return text
    try:
        return read_tree(option, text.encode()).value
    except BadInput as error:
        found = re.sub(rf"^{re.escape(option)}(?::\d+)?: ", "", error.message)
        raise Misuse(f"{option}: {found}", _YAML) from None


_YAML = 'what begins with a brace, a bracket or a quotation mark is YAML: {field: value}, [one, two], "a text"'


def check_text(option: str, text: str) -> None:
    """Refuse bytes that are no UTF-8, as wrong usage: they cannot be kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Misuse(f"{option}: holds bytes that are not UTF-8") from None


def parts_set(given: Iterable[str]) -> list[Part]:
    """What `--set FIELD=VALUE` gives."""
    parts = []
    for text in given:
        path, equals, spelt = text.partition("=")
        if not equals:
            raise Misuse(f"--set: {path[:60]!r} gives no value", "write FIELD=VALUE: --set title.en='Visit to Doha'")
        check_path("--set", path)
        parts.append(Part(path, value(f"--set {path}", spelt), f"--set {path}"))
    return parts


def check_path(option: str, path: str) -> None:
    """Refuse what can be no path to a field, as wrong usage."""
    check_text(option, path)
    if not _FIELD.fullmatch(path) or path.count(".") >= _STEPS_AT_MOST:
        raise Misuse(f"{option}: {path[:60]!r} is no field", "write its name, dotted for a part of it: title.en")


# -- citations --------------------------------------------------------------------------------------------------------


def citation(spelt: Any) -> Plain:
    """A citation as a dossier has it: a source's id will do, and a quote is in the language of its letters."""
    made: Plain = {"source": spelt} if isinstance(spelt, str) else dict(spelt)
    if isinstance(made.get("quote"), str) and "language" not in made:
        made["language"] = "ar" if in_its_language(made["quote"]).ar else "en"
    return made


def citations(source: str | None, about: Mapping[str, Any], further: Iterable[str]) -> list[tuple[Plain, str]]:
    """What `--source` and the options that belong to it give, then each `--cite`: the citation, and its option."""
    said = {field: given for field, given in about.items() if given}
    if source is None and said:
        raise Misuse("--quote, --quote-lang, --locator and --supports tell of a --source", "add --source ID")
    made = [(citation({"source": source, **said}), "--source")] if source is not None else []
    for text in further:
        spelt = value("--cite", text)
        if not isinstance(spelt, str | dict):
            raise Misuse("--cite: is no citation", "write a source's id, or {source: ID, quote: …, supports: [FIELD]}")
        made.append((citation(in_full("--cite", spelt, Citation)), "--cite"))
    return made


# -- short forms ------------------------------------------------------------------------------------------------------


def _when(option: str, text: str) -> Plain:
    try:
        edtf.parse(text)
    except edtf.NotEdtf as error:
        found = str(error) if len(text) <= 60 else "is no EDTF date"
        raise Misuse(f"{option}: {found}", "with a time of day: '{edtf: 2017-11-08, time: 10:00}'") from None
    return {"edtf": text}


def place(option: str, text: str) -> Plain:
    """`Doha, QA` as a place: its name, and the two letters of its country."""
    name, comma, country = re.sub("،", ",", text).rpartition(",")
    if not re.fullmatch("[A-Za-z]{2}", country.strip()):
        if comma:
            raise Misuse(f"{option}: {country.strip()!r} is no ISO 3166 country", "write NAME, COUNTRY: Doha, QA")
        return {"name": codec.plain(in_its_language(text))}
    named = {"name": codec.plain(in_its_language(name.strip()))} if name.strip() else {}
    return {**named, "country": country.strip().upper()}


def series(option: str, text: str) -> Plain:
    """`us-qatar-ct-dialogue:3` as a place in a series: its id, and the ordinal where it is known."""
    name, colon, ordinal = text.partition(":")
    if colon and not (ordinal.isascii() and ordinal.isdecimal()):
        raise Misuse(f"{option}: {ordinal!r} is no ordinal", "write ID or ID:ORDINAL: us-qatar-ct-dialogue:3")
    return {"id": name, **({"ordinal": ordinal} if colon else {})}


def person(text: str, parties: Sequence[str]) -> Plain:
    """`ID:ROLE:PARTY` as a participant; the party may be left out where the engagement has only one."""
    check_text("--person", text)
    name, *rest = text.split(":")
    if not 1 <= len(rest) <= 2:
        raise Misuse(f"--person: {text!r} is not ID:ROLE:PARTY", "as in --person nathan-sales:head:US")
    if len(rest) == 1 and len(parties) != 1:
        raise Misuse(f"--person: of which party is {name!r}?", f"write {name}:{rest[0]}:PARTY")
    return {"person": name, "party": rest[1] if len(rest) == 2 else parties[0], "role": rest[0]}


def _text(option: str, text: str) -> Plain:
    plain: Plain = codec.plain(in_its_language(text))
    return plain


_SHORT: Mapping[type, Callable[[str, str], Plain]] = {When: _when, Place: place, SeriesPlace: series, Text: _text}


def in_full(option: str, spelt: Any, annotation: Any) -> Any:
    """A value as a field of a type has it: a plain text becomes what it is short for, whole or in a list."""
    if isinstance(spelt, str):
        check_text(option, spelt)
    wanted = _bare(annotation)
    element = _element(wanted)
    if element is not None and isinstance(spelt, str):
        spelt = [part.strip() for part in spelt.split(",")] if _bare(element) not in _SHORT else [spelt]
    if element is not None and isinstance(spelt, list):
        return [in_full(option, one, element) for one in spelt]
    if isinstance(spelt, str) and wanted in _SHORT:
        return _SHORT[wanted](option, spelt)
    if isinstance(spelt, dict):
        return {key: in_full(option, part, _type_in(wanted, key)) for key, part in spelt.items()}
    return spelt


def type_at(kind: str, path: str) -> Any:
    """The type of what stands at a path of a kind of item; anything, where there is no such path."""
    annotation: Any = KINDS[kind]
    for step in path.split("."):
        annotation = _type_in(annotation, step)
    return annotation


def _type_in(annotation: Any, step: str) -> Any:
    wanted = _bare(annotation)
    element = _element(wanted)
    if element is not None:
        return element
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return next((info.type for info in msgspec.structs.fields(wanted) if info.encode_name == step), Any)
    return Any


def _bare(annotation: Any) -> Any:
    """A type without its null and its pattern: `Text` for `Text | None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else annotation
    return annotation


def _element(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is tuple else None


# -- values put together ----------------------------------------------------------------------------------------------


def composed(kind: str, parts: Iterable[Part], base: Mapping[str, Any]) -> tuple[Plain, dict[str, str]]:
    """The fields that some parts give when they are put into `base`, null where one is taken back; and path -> option.

    Raises:
        Misuse: a part leads nowhere.
    """
    fields, options = dict(base), dict[str, str]()
    for part in parts:
        steps = part.path.split(".")
        if part.path in options:
            other = options[part.path]
            twice = "is given twice" if part.option == other else f"and {other} exclude each other"
            raise Misuse(f"{part.option}{':' if part.option == other else ''} {twice}")
        options[part.path] = part.option
        fields[steps[0]] = _placed(fields.get(steps[0]), _type_in(KINDS[kind], steps[0]), steps[1:], part)
    touched = dict.fromkeys(path.partition(".")[0] for path in options)
    return {field: fields[field] for field in touched}, options


def _placed(before: Any, annotation: Any, steps: Sequence[str], part: Part) -> Any:
    """What stands at a place once a part of it, `steps` below, has the new value."""
    wanted = _bare(annotation)
    if not steps:
        new = in_full(part.option, part.value, annotation)
        # A text in one language says nothing against the other.
        return {**(before or {}), **new} if wanted is Text and isinstance(part.value, str) else new
    step, *rest = steps
    if isinstance(before, list) or _element(wanted) is not None:
        return _in_list(before or [], _element(wanted), step, rest, part)
    if before is not None and not isinstance(before, dict):
        raise Misuse(f"{part.option}: there is no {step!r} below a plain value")
    inner = _placed((before or {}).get(step), _type_in(annotation, step), rest, part)
    return {key: held for key, held in {**(before or {}), step: inner}.items() if held is not None} or None


def _in_list(before: list[Any], element: Any, step: str, rest: Sequence[str], part: Part) -> list[Any]:
    names = [identity(member) for member in before]
    numbers = [str(number) for number, _ in enumerate(before, 1)]
    if step not in names and step not in numbers:
        there = ", ".join(name or number for name, number in zip(names, numbers, strict=True))
        only = f", only {there}" if there else ""
        raise Misuse(f"{part.option}: there is no {step!r} in the list{only}", "set the whole list instead")
    at = names.index(step) if step in names else numbers.index(step)
    new = _placed(before[at], element, rest, part)
    return [*before[:at], *([] if new is None else [new]), *before[at + 1 :]]
