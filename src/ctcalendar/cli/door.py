"""What every command begins with: the settings, the App on them, and options that several commands share."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC
from functools import partial
from typing import Any, TypeVar

import click
import msgspec

from ctcalendar.app import App
from ctcalendar.app.moments import moment
from ctcalendar.cli import Misuse
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, ClearanceTooLow
from ctcalendar.settings import Settings, load
from ctcalendar.views.filter import TERMS, Filter

F = TypeVar("F", bound=Callable[..., Any])


class Door(msgspec.Struct, frozen=True):
    """How one command was asked: on which calendar, in which language, at which clearance, with colour or not."""

    app: App
    settings: Settings
    clearance: Clearance
    language: str
    color: bool


def enter() -> Door:
    """The door of the command that runs."""
    given = click.get_current_context().find_root().obj or {}
    try:
        settings = load(
            file=given.get("config"),
            given={
                "database_url": given.get("database"),
                "lang": given.get("lang"),
                "clearance": given.get("clearance"),
            },
        )
    except BadInput as error:
        raise Misuse(error.message, error.hint) from None
    return Door(App(settings), settings, settings.reads_at, settings.lang, _color(given.get("color", "auto")))


def filter_options(command: F) -> F:
    """Give a command every term of the Filter as an option, but for `lang`, which is global."""
    for term in reversed(list(TERMS.values())):
        if term.name != "lang":
            option = f"--{term.name.replace('_', '-')}"
            says = term.says[0].upper() + term.says[1:] + "."
            command = click.option(option, term.name, multiple=term.many, metavar=term.name.upper(), help=says)(command)
    return command


CLOCKS: Mapping[str, tuple[str, str]] = {
    "since": ("DAY", "Happened on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago)."),
    "until": ("DAY", "Happened on or before (the same, P90D: in 90 days)."),
    "published_by": ("DAY", "What a source made public on or before speaks of, and what such sources say of it."),
    "as_of": ("MOMENT", "As the record stood at a log position, an instant, or the end of a day in UTC."),
}
"""The three clocks, of what happened, of what was public and of what was recorded: metavariable and help of each."""


def clock_options(*, says: Mapping[str, str] = {}, refused: Mapping[str, str] = {}) -> Callable[[F], F]:
    """Give a command the three clocks as options: when it happened, when it was public, when it was recorded.

    `says`: what a clock means here, if not what it means elsewhere. `refused`: the clocks that cannot be asked of the
    command, each with why; who asks all the same is told so. (Its help should say so too.)
    """

    def add(command: F) -> F:
        for name, (metavar, means) in reversed([*CLOCKS.items()]):
            option = f"--{name.replace('_', '-')}"
            if name in refused:
                tell = partial(_refuse_clock, refused[name])
                command = click.option(option, metavar=metavar, hidden=True, expose_value=False, callback=tell)(command)
            else:
                command = click.option(option, name, metavar=metavar, help=says.get(name, means))(command)
        return command

    return add


def _refuse_clock(why: str, context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise Misuse(f"{option.opts[0]} is not asked of {context.info_name}: {why}")


OF_ONE_ITEM = "one item is asked for by its id, whatever its day"


def item_options(command: F) -> F:
    """Give a command that shows one item all the options there are for that, as `reading.show_one` takes them."""
    for option in (
        format_option("text", "json", "dossier"),
        click.option("--context", "with_context", is_flag=True, help="With the words around each quote, where kept."),
        click.option("--history", is_flag=True, help="Its life: each fact, what it changed, why, and who says so."),
        clock_options(refused={"since": OF_ONE_ITEM, "until": OF_ONE_ITEM}),
    ):
        command = option(command)
    return command


def tell_left_out(count: int) -> None:
    """Say how many items `--published-by` leaves out because nobody knows when they were made public."""
    if count:
        print(f"note: {count} left out: no source of theirs says when it was published", file=sys.stderr)


def asked(options: Mapping[str, Any]) -> Filter:
    """The filter that the options of `filter_options` or of `clock_options` spell."""
    given = {
        name: list(value) if isinstance(value, tuple) else [value]
        for name in TERMS
        if (value := options.get(name)) not in (None, ())
    }
    for name, values in given.items():
        if not any(str(value).strip(" ,") for value in values):
            # A variable of a script that is not set: everything is not what it asks for.
            raise Misuse(f"--{name.replace('_', '-')} says nothing", "leave it out, or give it a value")
    try:
        found = Filter.parse(given)
        found.refuse_reversed()
        check_moment(found.as_of)
    except BadInput as error:
        raise Misuse(error.message, error.hint) from None
    return found


def check_moment(text: str | None, option: str = "--as-of") -> None:
    """Refuse what is no moment, as wrong usage."""
    if text is not None:
        try:
            moment(text)
        except BadInput as error:
            raise Misuse(f"{option}: {error.message}", error.hint) from None


def check_instant(text: str | None, option: str) -> None:
    """Refuse what is no instant, as wrong usage: no moment, a log position, or one outside the calendar in UTC."""
    check_moment(text, option)
    found = None if text is None else moment(text)
    try:
        if found is None or (not isinstance(found, int) and found.astimezone(UTC)):
            return
    except OverflowError:
        pass
    raise Misuse(f"{option}: {text!r} is no instant", "write 2027-01-05T09:00:00Z")


def check_word(name: str, text: str | None) -> None:
    """Refuse what can be no id, as wrong usage: control characters, or bytes that are no UTF-8."""
    if text is not None and (not text.isprintable() or any("\ud800" <= character <= "\udfff" for character in text)):
        raise Misuse(f"{name}: {text!r} holds what no id holds")


def needs_full_clearance(door: Door, what: str) -> None:
    """Refuse below full clearance what tells of everything, or changes it."""
    if not door.clearance.is_full:
        raise ClearanceTooLow(what, clearance=door.clearance.name)


def format_option(*formats: str) -> Callable[[F], F]:
    """The --format of a command; the first is the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print it."
    )


def progress(what: str) -> Callable[[int], None] | None:
    """Something that shows how far long work is, on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        print(f"\r{what}: {done:,}", end="", file=sys.stderr, flush=True)

    return show


def _color(asked_for: str) -> bool:
    if asked_for == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return asked_for == "always"
