"""The command line: parse, one call on App, print. Each command is imported only when it is called.

Exit: 0 done; 1 the check asked for found something; 2 wrong usage; 3 refused, nothing written; 4 the surroundings
(database, network) are wrong; 70 a mistake of ours. Errors go to standard error as `error: …`, then `hint: …`.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from ctcalendar import __version__
from ctcalendar.errors import CalendarError, Refused
from ctcalendar.starting import collect_garbage

# command -> module of this package; the function has the command's name (`import_` where Python keeps that for itself)
COMMANDS = {
    "up": "serving",
    "init": "writing",
    "record": "writing",
    "import": "importing",
    "schedule": "saying",
    "hold": "saying",
    "reschedule": "saying",
    "cancel": "saying",
    "amend": "saying",
    "corroborate": "saying",
    "dispute": "correcting",
    "settle": "correcting",
    "retract": "correcting",
    "reinstate": "correcting",
    "reclassify": "correcting",
    "history": "history",
    "last": "lastnext",
    "next": "lastnext",
    "timeline": "timeline",
    "search": "searching",
    "show": "reading",
    "diff": "diffing",
    "series": "registers",
    "commitments": "registers",
    "people": "people",
    "organisations": "people",
    "sources": "registers",
    "instruments": "registers",
    "topics": "registers",
    "agenda": "agenda",
    "reminders": "agenda",
    "tick": "agenda",
    "audit": "auditing",
    "log": "checking",
    "verify": "checking",
    "rebuild": "writing",
    "backup": "checking",
    "restore": "writing",
    "doctor": "doctoring",
    "schema": "schemas",
    "export": "exporting",
    "feed": "feeding",
    "subscriber": "subscribing",
    "digest": "digesting",
    "serve": "serving",
    "completion": "completing",
}

GLOBAL_OPTIONS: Sequence[click.Option] = (
    click.Option(["--database"], metavar="URL", help="The database: sqlite:////path/to/file or postgresql://…"),
    click.Option(["--config"], type=click.Path(), metavar="FILE", help="Settings, instead of ctcalendar.toml."),
    click.Option(["--lang"], type=click.Choice(["en", "ar"]), help="The language of the answer."),
    click.Option(["--color"], type=click.Choice(["auto", "always", "never"]), help="Colour; auto: on a terminal only."),
    click.Option(
        ["--clearance"],
        type=click.Choice(["PUBLIC", "PRIVATE", "CONFIDENTIAL"]),
        help="Read as somebody cleared this high would.",
    ),
)


class Front(click.Group):
    """The group of all commands. Global options may stand before or after the command's name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command asked for, and only that."""
        if cmd_name not in COMMANDS:
            return None
        function = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"ctcalendar.cli.{COMMANDS[cmd_name]}"), function)
        collect_garbage()
        return with_global_options(command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Suggest the command that was meant."""
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            raise Misuse(
                f"there is no command {args[0]!r}", f"did you mean {close[0]}?" if close else "see: ctcalendar --help"
            )
        return super().resolve_command(ctx, args)


class Misuse(click.UsageError):
    """Wrong usage, with a hint."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


COMPLETING = "_CTCALENDAR_COMPLETE"
"""Set by a shell that asks how a line that somebody types may go on."""


def with_global_options(command: click.Command) -> click.Command:
    """The command, which takes the global options too."""
    own = {parameter.name for parameter in command.params}
    command.params += [option for option in _hidden() if option.name not in own]
    if COMPLETING in os.environ:
        import_module("ctcalendar.cli.completing").complete(command)
    return command


def _hidden() -> list[click.Option]:
    return [
        click.Option(
            option.opts, type=option.type, metavar=option.metavar, hidden=True, expose_value=False, callback=_keep
        )
        for option in GLOBAL_OPTIONS
    ]


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    root = ctx.find_root()
    root.obj = root.obj or {}
    if value is not None:
        root.obj[option.name] = value


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ctcalendar")
@click.pass_context
def front(ctx: click.Context, /, **given: Any) -> None:
    """A diplomatic calendar: signings, visits and dialogues, each fact with the sentence behind it.

    Begin with `ctcalendar up --demo`, or `ctcalendar init` and `ctcalendar record FILE`.
    """
    ctx.obj = {**(ctx.obj or {}), **{name: value for name, value in given.items() if value is not None}}


front.params += GLOBAL_OPTIONS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: what is said goes nowhere
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    try:
        with suppress(click.exceptions.Exit):
            front.main(
                args=None if arguments is None else list(arguments), prog_name="ctcalendar", standalone_mode=False
            )
        sys.stdout.flush()
        code = 0
    except Exit as found:
        code = found.code
    except SystemExit:
        code = 0  # click's way to say that the reader of our output has gone (`| head`)
    except BrokenPipeError:
        code = 0  # the same, told by the last flush: nothing is wrong, and nothing more can be said
    except (click.Abort, KeyboardInterrupt):
        code = _tell("stopped", None, 130)
    except Exception as error:
        code = _told(error)
    _part_from_output()
    sys.exit(code)


def _part_from_output() -> None:
    """Drop what cannot be written any more: that has been told, and at its end Python would tell it once again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception) -> int:
    """Tell people of an error; the exit code it ends with."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.format_message(), file=sys.stderr)
        return 2
    if isinstance(error, click.UsageError):
        hint = getattr(error, "hint", None) or (f"see: {error.ctx.command_path} --help" if error.ctx else None)
        return _tell(error.format_message(), hint, 2)
    if isinstance(error, CalendarError):
        return _tell(error.message, error.hint, 3 if isinstance(error, Refused) else 4)
    if isinstance(error, OSError):
        what = f"{error.filename or 'writing the answer'}: {error.strerror or error}"
        return _tell(what, "check the path, its permissions and the room there is", 4)
    return _tell(f"a mistake in ctcalendar itself: {type(error).__name__}: {error}", "please report it", 70)


class Exit(Exception):
    """End with an exit code after everything has been printed."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def shown(text: str) -> str:
    """A text that may quote anybody's input, without what would steer a terminal or turn the text around."""
    return "".join(
        character if character.isprintable() and not "\ud800" <= character <= "\udfff" else "\ufffd"
        for character in text
    )


def _tell(message: str, hint: str | None, code: int) -> int:
    for line in message.splitlines() or [""]:
        print(f"error: {shown(line)}", file=sys.stderr)
    if hint:
        print(f"hint: {shown(hint)}", file=sys.stderr)
    return code
