"""docs/ctcalendar.1: the manual page, made from the commands. It holds no day: what is the same stays the same."""

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import get_args

import click
import msgspec

from ctcalendar.cli import COMMANDS, front
from ctcalendar.settings import PREFIX, Settings

_MADE = '.\\" Made from the code by `make golden`; do not edit.\n'
_HELP = ["-h", "--help"]  # click keeps the first option it makes
_WIDTH = 10_000
"""So wide that nothing is broken into lines but by roff."""
_SIGNS = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
_EXIT = (
    ("0", "Done."),
    ("1", "The check that was asked for found something."),
    ("2", "Wrong usage."),
    ("3", "Refused (bad input, a conflict); nothing was written."),
    ("4", "The surroundings are wrong: database or mail out of reach, a migration needed."),
    ("70", "A mistake of ctcalendar's own."),
    ("130", "Stopped."),
)
_ENVIRONMENT = (
    ("NO_COLOR", "If set, nothing is coloured unless --color always asks for it."),
    ("PAGER", "What a list goes through that is longer than the terminal; `less -FRX` by default, `cat` for none."),
)


def manual() -> str:
    """The whole page."""
    widths = {"max_content_width": _WIDTH, "terminal_width": _WIDTH}
    context = click.Context(front, info_name="ctcalendar", help_option_names=_HELP, **widths)
    context.obj = {}
    return _MADE + "".join(
        (
            ".TH CTCALENDAR 1\n",
            _section("name"),
            f"ctcalendar {_escaped('-')} a diplomatic calendar whose every fact carries the sentence behind it\n",
            _section("synopsis"),
            ".B ctcalendar\n[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]\n",
            _section("description"),
            *_help(front),
            _section("options"),
            ".PP\nThey may stand before the command or after it.\n",
            *_options(front, context),
            _section("commands"),
            *(page for name in COMMANDS for page in _command(front, context, name)),
            _section("exit status"),
            *_described(_EXIT),
            _section("environment"),
            ".PP\nAny setting may also stand in ctcalendar.toml, in small letters and without the prefix.\n",
            *_described([*_settings(), *_ENVIRONMENT]),
        )
    )


def _command(group: click.Group, context: click.Context, name: str) -> Iterator[str]:
    """A command and those below it."""
    command = group.get_command(context, name)
    assert command is not None
    own = click.Context(command, info_name=name, parent=context, max_content_width=_WIDTH, terminal_width=_WIDTH)
    usage = " ".join(command.collect_usage_pieces(own))
    yield f".SS {_escaped(own.command_path.removeprefix('ctcalendar '))}\n"
    yield f".B {_escaped(own.command_path)}\n{_escaped(usage)}\n"
    yield from _help(command)
    yield from _options(command, own)
    if isinstance(command, click.Group):
        for below in command.list_commands(own):
            yield from _command(command, own, below)


def _help(command: click.Command) -> Iterator[str]:
    """The paragraphs of a command's help; those that begin with \\b keep their lines."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        first, *rest = paragraph.strip("\n").splitlines() or [""]
        if first == "\b":
            yield "".join((".PP\n.nf\n", *(f"{_line(line.rstrip())}\n" for line in rest), ".fi\n"))
        elif paragraph.strip():
            yield f".PP\n{_text(' '.join(paragraph.split()))}\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    shown = (parameter for parameter in command.params if isinstance(parameter, click.Option))
    yield from _described(record for one in shown if (record := one.get_help_record(context)))


def _described(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, says in records:
        yield f".TP\n\\fB{_escaped(name)}\\fR\n{_text(says or name)}\n"


def _settings() -> Iterator[tuple[str, str]]:
    for field in msgspec.structs.fields(Settings):
        says = next(extra.description for extra in get_args(field.type)[1:] if isinstance(extra, msgspec.Meta))
        yield f"{PREFIX}{field.name.upper()}", says or ""


def _section(name: str) -> str:
    return f".SH {name.upper()}\n"


def _text(text: str) -> str:
    """A paragraph; what stands between backticks is bold."""
    parts = re.split(r"`([^`]+)`", text)
    return _guarded(
        "".join(f"\\fB{_escaped(part)}\\fR" if place % 2 else _escaped(part) for place, part in enumerate(parts))
    )


def _line(text: str) -> str:
    return _guarded(_escaped(text))


def _guarded(line: str) -> str:
    """A line that is no request, whatever it begins with."""
    return f"\\&{line}" if line.startswith((".", "'", " ")) else line


def _escaped(text: str) -> str:
    """A text in which nothing means anything to roff; other letters than ASCII by their number, for any roff."""
    return "".join(
        _SIGNS.get(character, character if character.isascii() else f"\\[u{ord(character):04X}]") for character in text
    )
