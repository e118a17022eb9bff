"""Digests and the outbox: digest preview, explain, outbox, retry, bounces."""

import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import click

from ctcalendar.cli.door import Door, check_instant, check_word, enter, format_option, needs_full_clearance
from ctcalendar.cli.printing import print_json, print_json_list, print_lines, print_rows, print_text, write
from ctcalendar.cli.registers import Register

_STATES = ("queued", "claimed", "on-wire", "sent", "retry", "dead", "suppressed", "ambiguous")


@click.group(cls=Register)
def digest() -> None:
    """Digests by mail: what the next one says and why, what waits to be sent, and what came back."""


def _opened(what: str, name: str, at: str | None) -> Door:
    door = enter()
    needs_full_clearance(door, what)
    check_word("--subscriber", name)
    check_instant(at, "--at")
    return door


@digest.command("preview")
@click.option("--subscriber", "name", metavar="ID", required=True, help="Whose digest.")
@click.option("--at", metavar="INSTANT", help="As a tick at that instant sends it, instead of now.")
@click.option("--open", "in_browser", is_flag=True, help="Show its HTML in the browser instead.")
def preview(name: str, at: str | None, in_browser: bool) -> None:
    """The very bytes of a subscriber's digest. Nothing is sent, and nothing is changed."""
    door = _opened("digest preview", name, at)
    message = door.app.digest_preview(name, at=at)
    if message is None:
        print("there is nothing to say: no mail is sent", file=sys.stderr)
    elif in_browser:
        file = _html_file(message)
        write(f"{file}")
        webbrowser.open(file.as_uri())
    else:
        sys.stdout.buffer.write(message)


def _html_file(message: bytes) -> Path:
    from email import message_from_bytes, policy

    part = message_from_bytes(message, policy=policy.default).get_body(("html",))
    assert part is not None, "every digest has HTML"
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8") as file:
        file.write(part.get_content())
    return Path(file.name)


@digest.command("explain")
@click.option("--subscriber", "name", metavar="ID", required=True, help="Whose digest.")
@click.option("--at", metavar="INSTANT", help="As a tick at that instant sends it, instead of now.")
@format_option("text", "json")
def explain(name: str, at: str | None, form: str) -> None:
    """Why each item is in a subscriber's digest."""
    door = _opened("digest explain", name, at)
    found = door.app.digest_explained(name, at=at)
    if form == "json":
        print_json(
            [{"section": section.name, "items": section.items, "more": section.more} for section in found.sections]
        )
        return
    lines: list[tuple[str, bool]] = []
    for section in found.sections:
        lines.append((section.name, True))
        lines += [(f"  {item.title}: {item.why}", False) for item in section.items]
        lines += [(f"  and {section.more} more", False)] if section.more else []
    if found.is_empty:
        lines.append(("there is nothing new to say: no mail is sent", False))
    print_text(lines, color=door.color)


@digest.command("outbox")
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="Only what is in that state.")
@format_option("table", "json", "jsonl", "csv", "md")
def outbox(states: tuple[str, ...], form: str) -> None:
    """The mail that waits, was sent, or could not be; the oldest first. Without addresses, and what it says."""
    door = enter()
    needs_full_clearance(door, "digest outbox")
    found = door.app.outbox(states)
    if form == "json":
        print_json(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        rows = [
            (one.id, one.kind, one.subscriber, one.period, one.state, one.attempt, one.not_before[:19], one.said)
            for one in found
        ]
        columns = ("id", "kind", "subscriber", "for", "state", "attempts", "not before (UTC)", "said")
        print_rows(form, columns, rows, color=door.color)


@digest.command("retry")
@click.argument("ids", metavar="ID", nargs=-1, required=True)
def retry(ids: Sequence[str]) -> None:
    """Queue mail again that is dead or in doubt: the same bytes, under the same Message-ID."""
    door = enter()
    needs_full_clearance(door, "digest retry")
    for name in ids:
        check_word("ID", name)
    write(f"{door.app.retry_mail(ids)} queued again")


@digest.command("bounces")
@click.argument("file", type=click.File("rb"))
@format_option("table", "json", "jsonl")
def bounces(file: BinaryIO, form: str) -> None:
    """Read mail that came back: FILE is an mbox or one message, - is standard input.

    Believed is a delivery report (RFC 3464) to a return address that we signed. An address that takes no mail for good
    gets none any more. What was done is told message by message, without addresses.
    """
    door = enter()
    needs_full_clearance(door, "digest bounces")
    found = door.app.bounces(file)
    if form == "json":
        print_json_list(one._asdict() for one in found)
    elif form == "jsonl":
        print_lines(one._asdict() for one in found)
    else:
        print_rows("table", ("message", "what", "status", "subscriber"), found, color=door.color)
