"""JSON Schemas (2020-12) of what people write, of what the log holds and of what the commands print.

All are made from the structs themselves: a field that is added stands in its schema at once, with the docstring of its
struct and the note under the field as its description.
"""

import ast
import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, get_args

import msgspec

from ctcalendar.app.doctor import Finding
from ctcalendar.domain.items import KINDS, fields_of
from ctcalendar.domain.registry import EVENTS
from ctcalendar.dossier.shape import Dossier
from ctcalendar.importing.mapping import FileMapping
from ctcalendar.views.cards import Card
from ctcalendar.views.differences import Difference
from ctcalendar.views.entry import Entry
from ctcalendar.views.registers import REGISTERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def _register(kind: str) -> Any:
    """The items of a register as it prints them: the fields of their kind, null where not known, and the evidence."""
    own = [
        (info.encode_name, info.type | None)
        for info in fields_of(KINDS[kind]).values()
        if info.name not in ("citations", "classification", "id")
    ]
    evidence = [(info.name, info.type) for info in msgspec.structs.fields(Card) if info.name != "fields"]
    made = msgspec.defstruct(f"{KINDS[kind].__name__}Line", [*dict([*evidence, *own]).items()])
    made.__doc__ = f"{KINDS[kind].__doc__} As its register prints it; further keys say what other items make of it."
    return list.__class_getitem__(made)


OUTPUTS: Mapping[str, Any] = {
    "history": list[Entry],
    "show": Entry,
    "diff": list[Difference],
    "doctor": list[Finding],
    **{name: _register(kind) for name, kind in REGISTERS.items() if name not in ("parties", "offices")},
}
"""What commands print with `--format json`, by command."""

IN_AN_EDITOR = (
    "A dossier is YAML 1.2, or JSON. Every plain scalar is read as text, and becomes a number, or true or false, only"
    " where a field wants one: NO is Norway, 19:22 a time of day and 2017-11-08 a day. An editor takes some of them for"
    " numbers or booleans, so where text is wanted those pass here too (`edtf: 2017`, `dossier: 1`), and where a number"
    ' is wanted its digits as text (`ordinal: "4"`). An editor must read YAML 1.2; the YAML 1.1 of older ones makes'
    " dates, times and NO into something else. To tell an editor's YAML language server of this schema, keep it as a"
    " file beside the dossier and begin the dossier with: # yaml-language-server: $schema=dossier.schema.json"
)


def dossier_schema() -> Schema:
    """The schema of a dossier, as an editor reads YAML. It lets pass whatever `record` can read, and rather more."""
    made = _edited(_schema(Dossier, "ctcalendar dossier", f"{_docstring(Dossier)} {IN_AN_EDITOR}"))
    for section in made["$defs"][Dossier.__name__]["properties"].values():
        if section.get("type") == "array":
            section["type"] = ["array", "null"]  # a section's name with nothing below it
    return made


def mapping_schema() -> Schema:
    """The schema of a mapping for `import`, as an editor reads YAML."""
    return _edited(_schema(FileMapping, "ctcalendar import mapping", f"{_docstring(FileMapping)} YAML 1.2, or JSON."))


def event_schemas() -> dict[str, Schema]:
    """The schema of the data of every fact, by stored name, in its newest version."""
    return {kind.name: _schema(kind.shape, kind.name, kind.says, version=kind.version) for kind in EVENTS}


def output_schemas() -> dict[str, Schema]:
    """The schema of what each command prints with `--format json`, by command. Keys may be added to what it names."""
    return {
        command: _schema(shape, f"ctcalendar {command} --format json", _docstring(*_structs(shape)[:1]))
        for command, shape in OUTPUTS.items()
    }


def _schema(shape: Any, title: str, description: str, **also: Any) -> Schema:
    structs = _structs(shape)
    (root, *named), components = msgspec.json.schema_components([shape, *structs])
    for struct, reference in zip(structs, named, strict=True):
        _describe(components[reference["$ref"].removeprefix("#/$defs/")], struct)
    return {"$schema": DIALECT, "title": title, "description": description, **also, **root, "$defs": components}


def _describe(component: Schema, struct: type[msgspec.Struct]) -> None:
    """Put into words what a struct and its fields are, as their source does."""
    component["description"] = _docstring(struct)
    told = notes(struct)
    for field in msgspec.structs.fields(struct):
        if field.name in told:
            component["properties"][field.encode_name]["description"] = told[field.name]


def _structs(shape: Any) -> list[type[msgspec.Struct]]:
    """Every struct that a type is or holds, at any depth, each once; the outermost first."""
    found: dict[type[msgspec.Struct], None] = {}

    def collect(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct) and annotation not in found:
            found[annotation] = None
            for field in msgspec.structs.fields(annotation):
                collect(field.type)
        for part in get_args(annotation):
            collect(part)

    collect(shape)
    return list(found)


def _docstring(struct: type[msgspec.Struct]) -> str:
    return " ".join((inspect.getdoc(struct) or "").split())


def notes(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The strings that stand under fields in the source, by field, with those of the structs it extends."""
    return {name: note for base in reversed(struct.__mro__) for name, note in _own_notes(base)}


@cache
def _own_notes(base: type) -> Sequence[tuple[str, str]]:
    try:
        (tree,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(base))).body
    except (OSError, TypeError):
        return ()  # of the base of all structs, and where modules are installed without their source
    assert isinstance(tree, ast.ClassDef)
    return [
        (field.target.id, " ".join(str(ast.literal_eval(note.value)).split()))
        for field, note in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(note, ast.Expr)
    ]


# -- a dossier as an editor sees it ---------------------------------------------------------------------------------


def _edited(schema: Schema) -> Schema:
    """A schema of which all parts are widened to what an editor takes the same text for."""
    return schema | {"$defs": {name: _as_an_editor_reads(part) for name, part in schema["$defs"].items()}}


_SCALARS: Mapping[str, Schema] = {
    "string": {"type": ["string", "number", "boolean"]},
    "integer": {"type": ["integer", "string"], "pattern": r"^-?[0-9]+(\.0+)?$"},
    "boolean": {
        "type": ["boolean", "string", "integer"],
        "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])$",
        "minimum": 0,
        "maximum": 1,
    },
}
"""What may stand where a dossier's field wants such a scalar: the reader has only the text, whatever an editor saw."""


def _as_an_editor_reads(schema: Schema) -> Schema:
    """A schema of typed values, widened to what an editor takes the same text for."""
    made = {keyword: _below(keyword, part) for keyword, part in schema.items()}
    if "enum" in made:
        made["enum"] += [seen for choice in made["enum"] for seen in _seen(choice)]
    kind = made.get("type")
    return made | (_SCALARS[kind] if isinstance(kind, str) and kind in _SCALARS else {})


def _below(keyword: str, part: Any) -> Any:
    if keyword == "properties":
        return {name: _as_an_editor_reads(field) for name, field in part.items()}
    if keyword in ("anyOf", "prefixItems"):
        return [_as_an_editor_reads(choice) for choice in part]
    if keyword in ("items", "additionalProperties") and isinstance(part, dict):
        return _as_an_editor_reads(part)
    return part


def _seen(choice: Any) -> list[Any]:
    """What else an editor may take a choice for: digits for a number."""
    return [int(choice)] if isinstance(choice, str) and choice.isascii() and choice.isdecimal() else []
