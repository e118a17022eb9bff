"""Saved feeds: feed add, list, show, remove, rotate-token."""

from typing import Any

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, asked, check_word, enter, filter_options, format_option, needs_full_clearance
from ctcalendar.cli.printing import print_json, print_lines, print_rows, write
from ctcalendar.cli.registers import Register
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.feeds.catalogue import DEADLINES, Feed, file_name
from ctcalendar.feeds.head import COLORS
from ctcalendar.feeds.style import CANCELLED, duration
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import TERMS


@click.group(cls=Register)
def feed() -> None:
    """Saved feeds: filters with a name. Public ones are at /feeds/NAME.ics, private ones at a secret address."""


@feed.command("add")
@click.argument("name")
@click.option("--title-en", metavar="TEXT", help="Its title in English.")
@click.option("--title-ar", metavar="TEXT", help="Its title in Arabic.")
@click.option("--private", is_flag=True, help="Reached by a secret address alone.")
@click.option(
    "--level",
    type=click.Choice(list(Clearance.__members__)),
    default="PUBLIC",
    show_default=True,
    help="What it may show; above PUBLIC it must be private.",
)
@click.option(
    "--deadlines",
    type=click.Choice(DEADLINES),
    default="no",
    show_default=True,
    help="Also the deadlines of commitments, or nothing else.",
)
@click.option("--expected", is_flag=True, help="Also the meetings that series call for and nobody has announced.")
@click.option(
    "--cancelled",
    type=click.Choice(CANCELLED),
    default="keep",
    show_default=True,
    help="What was called off: kept as cancelled, dropped, or told by its title alone (Google hides the cancelled).",
)
@click.option("--alarms", multiple=True, metavar="DURATION", help="Remind so long before what is to come: P7D, PT2H.")
@click.option("--tasks", is_flag=True, help="Deadlines as tasks (VTODO), for programs that show them.")
@click.option("--color", type=click.Choice(sorted(COLORS)), default="steelblue", show_default=True, help="Its colour.")
@filter_options
def add(name: str, level: str, **options: Any) -> None:
    """Save a feed of what a filter asks for, by default everything. --lang gives its main language.

    Of a private feed the address is told this once: only a digest of it is kept.
    """
    door = enter()
    needs_full_clearance(door, "feed add")
    check_word("NAME", name)
    if options["tasks"] and options["deadlines"] == "no":
        raise Misuse("--tasks: there are none without deadlines", "add --deadlines yes, or only")
    made = Feed(
        name=name,
        title=_title(name, options),
        asked=asked({term: options[term] for term in TERMS if term in options}),
        language=door.language,
        clearance=Clearance[level],
        alarms=_alarms(options["alarms"]),
        **{field: options[field] for field in ("private", "deadlines", "expected", "cancelled", "tasks", "color")},
    )
    token = door.app.save_feed(made)
    write(f"{name}: saved")
    _tell_address(door, made, token)


@feed.command("list")
@format_option("table", "json", "jsonl", "csv", "md")
def list_(form: str) -> None:
    """Every feed: those every calendar has, one for each party and series, and those that were saved."""
    door = enter()
    feeds = [one for one in door.app.feeds.all() if door.clearance.is_full or not one.private]
    if form == "json":
        print_json([_plain(one) for one in feeds])
    elif form == "jsonl":
        print_lines(_plain(one) for one in feeds)
    else:
        rows = [(one.name, one.title.in_language(door.language), _kind(one), _terms(one), _where(one)) for one in feeds]
        print_rows(form, ("name", "title", "kind", "asks for", "address"), rows, color=door.color)


@feed.command("show")
@click.argument("name")
@format_option("text", "json")
def show(name: str, form: str) -> None:
    """One feed: what it asks for, and how it is written."""
    door = enter()
    check_word("NAME", name)
    found = door.app.feeds.any(name) if door.clearance.is_full else door.app.feeds.public(name)
    if form == "json":
        print_json(_plain(found))
        return
    for field, value in _plain(found).items():
        if field == "saved_at":
            value = instant(value) if value else "with every calendar"
        told = " ".join(f"{term}={one}" for term, one in found.asked.spelled()) if field == "asked" else value
        write(f"{field}: {_told(told)}")


@feed.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Forget a saved feed. Its secret address, if it had one, answers from now on that the feed is gone (410)."""
    door = enter()
    needs_full_clearance(door, "feed remove")
    check_word("NAME", name)
    door.app.remove_feed(name)
    write(f"{name}: removed")


@feed.command("rotate-token")
@click.argument("name")
def rotate_token(name: str) -> None:
    """Give a private feed another address. The old one answers from now on that the feed is gone (410)."""
    door = enter()
    needs_full_clearance(door, "feed rotate-token")
    check_word("NAME", name)
    token = door.app.rotate_feed_token(name)
    write(f"{name}: has another address; the old one is no more")
    _tell_address(door, door.app.feeds.saved(name), token)


def _title(name: str, options: dict[str, Any]) -> Words:
    """The title in both languages; for want of one, the name."""
    told = {language: (options.pop(f"title_{language}") or "").strip() or None for language in ("en", "ar")}
    return Words(told["en"] or (None if told["ar"] else name), told["ar"])


def _alarms(given: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for text in given:
        spelled = duration(text)
        if spelled is None:
            raise Misuse(f"--alarms: {text!r} is no duration", "write P7D for seven days, PT2H for two hours")
        found.append(spelled)
    return tuple(dict.fromkeys(found))


def _tell_address(door: Door, one: Feed, token: str | None) -> None:
    base = (door.settings.public_url or "").rstrip("/")
    if token is None:
        write(f"its address: {base}/feeds/{file_name(one.name, one.language, main=one.language)}")
        return
    write(f"its address, told this once: {base}/feeds/private/{token}.ics")
    write("whoever has it reads the feed; give it away with care, and change it with: ctcalendar feed rotate-token")


def _kind(one: Feed) -> str:
    return f"private, {one.clearance.name}" if one.private else "public"


def _where(one: Feed) -> str:
    return "secret" if one.private else f"/feeds/{file_name(one.name, one.language, main=one.language)}"


def _terms(one: Feed) -> str:
    """What it asks for, as a URL spells it, and what else it holds."""
    terms = [f"{term}={value}" for term, value in one.asked.spelled()]
    terms += [f"deadlines={one.deadlines}"] if one.deadlines != "no" else []
    terms += ["expected"] if one.expected else []
    return " ".join(terms) or "everything"


def _plain(one: Feed) -> dict[str, Any]:
    found: dict[str, Any] = codec.plain(one)
    found["clearance"] = one.clearance.name
    found["asked"] = {term: value for term, value in found["asked"].items() if value not in (None, [])}
    return found


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return " | ".join(str(text) for text in value.values() if text)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
