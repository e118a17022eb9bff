"""The reference pages that are made from the code: events, settings, command line, schema, filter terms."""

import inspect
from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
import msgspec

from ctcalendar.app.schemas import notes as notes_under
from ctcalendar.cli import COMMANDS, front
from ctcalendar.domain import facts, values
from ctcalendar.domain.registry import EVENTS
from ctcalendar.log.tables import LOG, LOG_HEAD, LOG_TYPE
from ctcalendar.settings import PREFIX, Settings
from ctcalendar.views.columns_told import COLUMNS
from ctcalendar.views.filter import TERMS
from ctcalendar.views.tables import VIEW_HEAD, VIEWS
from manual import manual

_MADE = "<!-- Made from the code by `make golden`; do not edit. -->\n"


def cli() -> str:
    """docs/cli.md: every command's help, and the exit codes."""
    context = click.Context(front, info_name="ctcalendar", terminal_width=100, help_option_names=["-h", "--help"])
    context.obj = {}
    pages = [("ctcalendar", front.get_help(context))]
    for name in COMMANDS:
        command = front.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100)
        pages.append((f"ctcalendar {name}", command.get_help(inner)))
        if isinstance(command, click.Group):
            pages += _below(command, inner, f"ctcalendar {name}")
    body = "\n".join(f"## `{name}`\n\n```text\n{text}\n```\n" for name, text in pages)
    return f"""# The command line

{_MADE}
Global options (`--database`, `--config`, `--lang`, `--color`, `--clearance`) may stand before or after the command.

Exit codes: 0 done; 1 the check asked for found something; 2 wrong usage; 3 refused (bad input, conflict), nothing was
written; 4 the surroundings are wrong (database out of reach, migration needed); 70 a mistake of ours; 130 stopped.
Errors go to standard error as `error: …` lines, then `hint: …`.

{body}"""


def _below(group: click.Group, context: click.Context, name: str) -> Iterator[tuple[str, str]]:
    for below in group.list_commands(context):
        command = group.get_command(context, below)
        assert command is not None
        inner = click.Context(command, info_name=below, parent=context, terminal_width=100)
        yield f"{name} {below}", command.get_help(inner)


def settings() -> str:
    """docs/settings.md: every setting."""
    rows = [
        (f"`{PREFIX}{info.name.upper()}`", f"`{info.name}`", _default(info.default), _description(info.type))
        for info in msgspec.structs.fields(Settings)
    ]
    return f"""# Settings

{_MADE}
Read from `ctcalendar.toml` in the current folder (or the file named by `--config`), then from the environment, then
from the command line; the later wins.

{_table(("variable", "in ctcalendar.toml", "default", "what it says"), rows)}"""


def filter_terms() -> str:
    """docs/filter.md: every term of the Filter."""
    rows = [
        (f"`{term.name}`", f"`--{term.name.replace('_', '-')}`", "yes" if term.many else "", term.says)
        for term in TERMS.values()
    ]
    return f"""# The Filter

{_MADE}
One list of terms serves the command line's options, the parameters of `/`, `/feeds/NAME.ics` and `/api/history`.
Terms are joined by *and*; where a term takes several values (repeated, or with commas) they are joined by *or*.

A party, person, organisation, topic, series, instrument or source by which nothing on record is called is told, with
what may be meant: the command line refuses it (exit code 3), `/api/history` and `/api/search` answer 404 with `error`
and `hint`, pages say so above an empty list. What may not be seen is as unknown as what is not there. Calendars come
without entries, and keep coming.

{_table(("term", "option", "several", "asks for"), rows)}"""


def events() -> str:
    """docs/events.md: every stored event type, field by field, and every value they are made of."""
    shapes = dict.fromkeys(kind.shape for kind in EVENTS)
    nested = [
        struct
        for module in (values, facts)
        for struct in vars(module).values()
        if _is_struct(struct) and struct is not values.Value and struct not in shapes
    ]
    return f"""# Events

{_MADE}
Every fact in the log is of one of these types. The stored name and version are permanent; a shape that changes gets a
new version, and an upcaster that reads the old one. Fields left out have their default.

## Types

{_table(("type", "version", "says", "shape"), _event_rows())}
## Shapes

{"".join(_shape(struct) for struct in [*shapes, *dict.fromkeys(nested)])}"""


def schema() -> str:
    """docs/schema.md: every table, for people who ask with SQL."""
    temporal = "".join(_table_page(table) for table in VIEWS)
    log = "".join(_table_page(table) for table in (LOG, LOG_HEAD, LOG_TYPE, VIEW_HEAD))
    return f"""# The schema

{_MADE}
The log is the record; the views are folded from it and can be folded anew at any time (`ctcalendar rebuild`). Ask the
views with SQL, never write to them. Every view but `classified` keeps its past: a row is true from log position
`known_from` until before `known_to`, and still stands where `known_to` is 9223372036854775807. So

```sql
SELECT id, title_en FROM engagement WHERE known_to = 9223372036854775807;            -- as things stand
SELECT id, title_en FROM engagement WHERE known_from <= 40 AND known_to > 40;        -- as of position 40
```

SQL sees everything, whatever its classification: clearance is kept by ctcalendar's readers, not by the tables.

## Views

{temporal}
## The log

{log}"""


def _event_rows() -> Iterator[tuple[str, ...]]:
    """A row for each type; those that differ in the kind of item alone share one."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for kind in EVENTS:
        shape = kind.shape.__name__
        rows.setdefault((str(kind.version), kind.says, f"[{shape}](#{shape.lower()})"), []).append(f"`{kind.name}`")
    for rest, names in rows.items():
        yield " ".join(names), *rest


def _shape(struct: type[msgspec.Struct]) -> str:
    notes = notes_under(struct)
    rows = [
        (
            f"`{info.encode_name}`",
            _type(info.type),
            "required" if info.required else _default(info.default),
            notes.get(info.name, ""),
        )
        for info in msgspec.structs.fields(struct)
    ]
    doc = inspect.cleandoc(struct.__doc__ or "")
    return f"### {struct.__name__}\n\n{doc}\n\n{_table(('field', 'type', 'default', 'note'), rows)}\n"


def _is_struct(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, msgspec.Struct)


def _type(annotation: Any) -> str:
    """A type in words: `text`, `list of Citation`, `one of …`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return "id" if annotation == values.Id else _type(arguments[0])
    if origin is Literal:
        return " \\| ".join(f"`{choice}`" for choice in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_type(argument) for argument in arguments if argument is not NoneType)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if _is_struct(annotation):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return {str: "text", int: "integer", bool: "yes or no"}.get(annotation, "JSON value")


def _default(value: Any) -> str:
    if value in (None, msgspec.NODEFAULT, ()):
        return ""
    return f"`{value}`"


def _description(annotation: Any) -> str:
    return next(extra.description or "" for extra in get_args(annotation)[1:] if isinstance(extra, msgspec.Meta))


def _table_page(table: Any) -> str:
    keys = table.info.get("key") or {column.name for column in table.primary_key}
    rows = [
        (
            f"`{column.name}`",
            str(column.type).split("(")[0].lower(),
            "key" if column.name in keys else "",
            _means(column.name),
        )
        for column in table.columns
    ]
    doc = " ".join((table.comment or "").split())
    return f"### {table.name}\n\n{doc}\n\n{_table(('column', 'type', '', 'holds'), rows)}\n"


def _means(column: str) -> str:
    """What a column holds, where its name alone does not say."""
    if column in COLUMNS:
        return COLUMNS[column]
    part, _, language = column.rpartition("_")
    told = {"en": "in English", "ar": "in Arabic", "differs": "where the two languages do not say the same, in words"}
    return f"{part.replace('_', ' ')} {told[language]}" if part and language in told else ""


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (list(columns), *(list(row) for row in rows))]
    lines.insert(1, "|" + " --- |" * lines[0].count(" | ") + " --- |")
    return "\n".join(lines) + "\n"


PAGES = {
    "docs/cli.md": cli,
    "docs/ctcalendar.1": manual,
    "docs/events.md": events,
    "docs/filter.md": filter_terms,
    "docs/schema.md": schema,
    "docs/settings.md": settings,
}
