"""Subscribers to mail: subscriber add, confirm, list, show, pause, remove, erase."""

import re
from typing import Any

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, asked, check_word, enter, filter_options, format_option, needs_full_clearance
from ctcalendar.cli.printing import print_json, print_lines, print_rows, write
from ctcalendar.cli.registers import Register
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.mail.periods import EVERY
from ctcalendar.views.filter import TERMS

_HEADINGS = ("id", "address", "state", "language", "every", "at", "next digest", "asks for")
_NOT_OF_DIGESTS = ("as_of", "after", "limit")


@click.group(cls=Register)
def subscriber() -> None:
    """Who gets digests and reminders by mail. Nobody does before the address is confirmed."""


@subscriber.command("add")
@click.argument("address")
@click.option("--zone", metavar="ZONE", default="UTC", show_default=True, help="The IANA time zone of days and hours.")
@click.option(
    "--every",
    type=click.Choice(EVERY),
    default="weekly",
    show_default=True,
    help="How often a digest comes; never: reminders alone, with --immediate.",
)
@click.option(
    "--on",
    "on_day",
    metavar="DAY",
    help="A weekday, by default monday; or a day of the month, 1 to 31 or last, by default 1.",
)
@click.option("--at", "at_time", metavar="HH:MM", default="07:00", show_default=True, help="At what hour, there.")
@click.option(
    "--level",
    type=click.Choice(list(Clearance.__members__)),
    default="PUBLIC",
    show_default=True,
    help="What may be shown.",
)
@click.option("--sections", multiple=True, metavar="PART", help="Only these parts of a digest, as in due,corrected.")
@click.option("--immediate", is_flag=True, help="Also reminders, each as soon as it is raised.")
@click.option("--confirmed", is_flag=True, help="The address is known to be theirs: ask for no confirmation.")
@filter_options
def add(address: str, level: str, confirmed: bool, **options: Any) -> None:
    """Add a subscriber to what a filter asks for, by default everything. --lang gives the language of the mail.

    A mail asks to confirm the address, within 48 hours. Digests tell of what is recorded after that.
    """
    door = _entered("subscriber add")
    from ctcalendar.app.choosing import chosen

    for term in _NOT_OF_DIGESTS:
        if options.pop(term) is not None:
            raise Misuse(f"--{term.replace('_', '-')}: a digest tells of what is new", "leave it out")
    wanted = chosen(
        address,
        language=door.language,
        clearance=Clearance[level],
        asked=asked({term: options.pop(term) for term in TERMS if term in options}),
        sections=[word for text in options.pop("sections") for word in re.split(r"[,\s]+", text) if word],
        **options,
    )
    added = _subscribers(door).add(wanted, confirmed=confirmed)
    write(f"{added.id}: {_begun(added) if confirmed else 'added; mail that asks to confirm the address is queued'}")


@subscriber.command("confirm")
@click.argument("token")
def confirm(token: str) -> None:
    """Confirm an address by the token that was mailed to it."""
    door = _entered("subscriber confirm")
    check_word("TOKEN", token)
    found = _subscribers(door).confirm(token)
    write(f"{found.id}: {_begun(found)}")


@subscriber.command("list")
@format_option("table", "json", "jsonl", "csv", "md")
def list_(form: str) -> None:
    """Every subscriber, also those who have not confirmed, and those who ended it."""
    door = _entered("subscriber list")
    found = [_plain(one) for one in _subscribers(door).listed()]
    if form == "json":
        print_json(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        print_rows(form, _HEADINGS, [_row(one) for one in found], color=door.color)


@subscriber.command("show")
@click.argument("name", metavar="ID")
@format_option("text", "json")
def show(name: str, form: str) -> None:
    """One subscriber: what is wanted, how often, and what became of it."""
    door = _entered("subscriber show")
    check_word("ID", name)
    found = _plain(_subscribers(door).one(name))
    if form == "json":
        print_json(found)
        return
    for field, value in found.items():
        write(f"{field}: {_told(value)}")


@subscriber.command("pause")
@click.argument("name", metavar="ID")
@click.option("--off", is_flag=True, help="End the pause; also send again where mail came back.")
def pause(name: str, off: bool) -> None:
    """Send nothing for the time being. The digest after the pause tells of all that was recorded in it."""
    door = _entered("subscriber pause")
    check_word("ID", name)
    if off:
        write(f"{name}: {_begun(_subscribers(door).resume(name))}")
    else:
        _subscribers(door).pause(name)
        write(f"{name}: paused; ends with: ctcalendar subscriber pause {name} --off")


@subscriber.command("remove")
@click.argument("name", metavar="ID")
def remove(name: str) -> None:
    """End a subscription. That there was one is kept; `erase` forgets it."""
    door = _entered("subscriber remove")
    check_word("ID", name)
    _subscribers(door).remove(name)
    write(f"{name}: unsubscribed")


@subscriber.command("erase")
@click.argument("name", metavar="ID|ADDRESS")
def erase(name: str) -> None:
    """Forget a subscriber: no byte of the database holds the address afterwards. Backups made before still do.

    The database is written anew for it, which takes a while where it is large; others wait meanwhile.
    """
    door = _entered("subscriber erase")
    check_word("ID|ADDRESS", name)
    found = _subscribers(door).erase(name)
    write("erased" if found else "there was nobody of that name; what may have been left of it is erased")


def _entered(what: str) -> Door:
    door = enter()
    needs_full_clearance(door, what)
    return door


def _subscribers(door: Door) -> Any:
    from ctcalendar.app.subscribing import Subscribers

    return Subscribers(door.settings, door.app.now)


def _begun(one: Any) -> str:
    return f"{one.state}; {_following(one)}"


def _following(one: Any) -> str:
    return f"the next digest is due {instant(one.next_due)}" if one.next_due else "reminders alone"


def _plain(one: Any) -> dict[str, Any]:
    """A subscriber as JSON prints it."""
    found = {
        "id": one.id,
        "address": one.address,
        "state": one.state,
        "language": one.language,
        "zone": one.zone,
        "every": one.every,
        "on": one.on_day,
        "at": one.at_time,
        "clearance": one.clearance,
        "asked": _decoded(one.asked, {}),
        "sections": _decoded(one.sections, []),
        "immediate": bool(one.immediate),
        "created_at": instant(one.created_at),
        "position": one.position,
        "next_digest": one.next_period,
        "next_due": instant(one.next_due) if one.next_due is not None else None,
        "suppressed": one.suppressed,
        "bounces": one.bounces,
    }
    if isinstance(found["asked"], dict):
        found["asked"] = {term: value for term, value in found["asked"].items() if value not in (None, [])}
    return found


def _decoded(text: str, empty: Any) -> Any:
    """What a column holds as JSON; the text itself where somebody has written something else there."""
    try:
        found = codec.decode(text)
    except ValueError:
        return text
    return found if isinstance(found, type(empty)) else text


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    often = " ".join(word for word in (one["every"], one["on"]) if word)
    state = f"{one['state']}, suppressed" if one["suppressed"] else one["state"]
    wanted = _told(one["asked"]) if one["asked"] else "everything"
    return (
        one["id"],
        one["address"],
        state,
        one["language"],
        often,
        f"{one['at']} {one['zone']}",
        one["next_digest"] or "",
        wanted,
    )


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{term}={_told(one)}" for term, one in value.items())
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
