"""Commands on one item that judge what is recorded: disputes, retractions, classifications, and who is who."""

from collections.abc import Mapping
from typing import Any, get_args

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.composing import Said, cited, named, opened, reason, tell
from ctcalendar.cli.door import check_word, enter
from ctcalendar.cli.saying import REASON, citing, reasoned, say, telling
from ctcalendar.cli.spelling import check_path, in_full, type_at, value
from ctcalendar.domain import codec
from ctcalendar.domain.paths import NoSuchField, root, value_at
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import Classification
from ctcalendar.errors import BadInput


@click.command()
@click.argument("id")
@click.option("--id", "name", metavar="NAME", required=True, help="A name for the dispute; an open one is added to.")
@click.option("--field", metavar="FIELD", required=True, help="The field, dotted for a part of it; progress: reports.")
@click.option(
    "--value",
    "others",
    metavar="VALUE",
    required=True,
    multiple=True,
    help="What else it could be, on the source's word; of progress, each of the reports.",
)
@click.option("--preferred", metavar="VALUE", help="The value that you find likelier. It moves nothing.")
@reasoned
@citing
@telling
def dispute(id: str, name: str, field: str, others: tuple[str, ...], **options: Any) -> None:  # noqa: A002
    """Put another value beside the recorded one where both cannot be right.

    The recorded value takes part by itself, and stays until the dispute is settled; every reader marks it.
    """
    check_path("--field", field)
    citations, cites = cited(options, "values.1.citations")
    if citations and len(others) > 1:
        raise Misuse("--source tells of one --value", "add each other one with its own source, under the same --id")
    why = reason(options)
    door = opened("dispute")
    subject = named(door, id)
    values: list[dict[str, Any]] = [{"value": _value("--value", other, subject, field)} for other in others]
    values[0]["citations"] = citations
    item = {"id": name, "subject": str(subject.stream), "field": field, "values": values, "reason": why}
    if options["preferred"] is not None:
        item["preferred"] = _value("--preferred", options["preferred"], subject, field)
    named_by = {"id": "--id", "field": "--field", root(field): "--field"}
    named_by |= {"values": "--value", "preferred": "--preferred"}
    said = Said("disputes", item, {**REASON, **named_by, **cites})
    tell(door, said, dry_run=options["dry_run"], form=options["form"])


def _value(option: str, text: str, subject: Standing, field: str) -> Any:
    found = in_full(option, value(option, text), type_at(subject.stream.kind, field))
    if found is None:
        raise Misuse(f"{option}: gives no value")
    return found


@click.command()
@click.argument("id")
@click.option("--dispute", "name", metavar="NAME", required=True, help="The name of the dispute.")
@click.option("--value", "right", metavar="VALUE", help="The value that is right.")
@click.option("--recorded", is_flag=True, help="The recorded value is right.")
@click.option("--none", "neither", is_flag=True, help="None can be preferred; the recorded value stays.")
@reasoned
@citing
@telling
def settle(id: str, name: str, right: str | None, recorded: bool, neither: bool, **options: Any) -> None:  # noqa: A002
    """Settle a dispute. Only this moves the recorded value."""
    if (right is not None) + recorded + neither != 1:
        raise Misuse("give one of --value, --recorded and --none")
    door = opened("settle")
    subject = named(door, id)
    found = _right(subject, name, right, recorded=recorded)
    citations, cites = cited(options)
    item = {"subject": str(subject.stream), "dispute": name, "value": found, "reason": reason(options)}
    named_by = {"dispute": "--dispute", "value": "--value" if right is not None else "--recorded"}
    read = subject if recorded else None
    said = Said("settlements", {**item, "citations": citations}, {**REASON, **named_by, **cites}, read)
    tell(door, said, dry_run=options["dry_run"], form=options["form"])


def _right(subject: Standing, name: str, right: str | None, *, recorded: bool) -> Any:
    """The value found right; null for none, and where there is no such dispute, which is told when it is recorded."""
    disputed = subject.disputes.get(name)
    if disputed is None or not (recorded or right is not None):
        return None
    if right is not None:
        return _value("--value", right, subject, disputed.field)
    try:
        return value_at(codec.plain(subject.item), disputed.field)
    except NoSuchField:
        raise Misuse(f"--recorded: nothing is recorded at {disputed.field!r}", "say which with --value") from None


@click.command()
@click.argument("id")
@click.option("--duplicate-of", metavar="OTHER", help="The item it is the same as, which receives its evidence.")
@reasoned
@citing
@telling
def retract(id: str, duplicate_of: str | None, **options: Any) -> None:  # noqa: A002
    """Take back an item that should not have been recorded, or that is recorded twice. Its history stays."""
    if duplicate_of is None:
        say("retract", "retractions", id, options, {}, {})
        return
    check_word("--duplicate-of", duplicate_of)
    kind, colon, other = duplicate_of.rpartition(":")
    say(
        "retract",
        "retractions",
        f"{kind}:{id}" if colon and ":" not in id else id,
        options,
        {"duplicate_of": other},
        {"duplicate_of": "--duplicate-of"},
    )


@click.command()
@click.argument("id")
@reasoned
@citing
@telling
def reinstate(id: str, **options: Any) -> None:  # noqa: A002
    """Take back a retraction."""
    say("reinstate", "reinstatements", id, options, {}, {})


@click.command()
@click.argument("id")
@click.option("--to", "level", type=click.Choice(get_args(Classification)), required=True, help="Who may see it.")
@reasoned
@citing
@telling
def reclassify(id: str, level: str, **options: Any) -> None:  # noqa: A002
    """Change who may see an item, from now on and whatever moment is asked about."""
    say("reclassify", "reclassifications", id, options, {"classification": level}, {"classification": "--to"})


# -- people: hung under `people` --------------------------------------------------------------------------------------


@click.command()
@click.argument("person")
@click.argument("into")
@reasoned
@citing
@telling
def merge(person: str, into: str, **options: Any) -> None:
    """PERSON is the same as INTO, and counts under that entry. Mentions stay as they were printed.

    First it is said what will be counted together, and what speaks against it; --dry-run says only that.
    """
    check_word("INTO", into)
    pair = _name(person), _name(into)
    if options["form"] == "table" and options["reason"] and pair[0] != pair[1]:
        from ctcalendar.cli.people import tell_together

        tell_together(enter(), *pair)
    _of_person("merge", "merges", pair[0], {"into": pair[1]}, {"into": "INTO"}, options)


@click.command()
@click.argument("person")
@click.option("--from", "other", metavar="ID", required=True, help="The entry it was merged into.")
@reasoned
@citing
@telling
def split(person: str, other: str, **options: Any) -> None:
    """PERSON is not the same as another after all: take a merger back."""
    check_word("--from", other)
    _of_person("split", "splits", _name(person), {"from": _name(other)}, {"from": "--from"}, options)


def _name(person: str) -> str:
    return person.removeprefix("person:")


def _of_person(
    command: str,
    section: str,
    person: str,
    other: dict[str, str],
    origin: Mapping[str, str],
    options: Mapping[str, Any],
) -> None:
    try:
        say(f"people {command}", section, f"person:{person}", options, other, origin)
    except BadInput as error:
        hint = _way_out(person, *other.values()) if error.hint == "nothing was recorded" else None
        raise BadInput(*error.problems, hint=f"nothing was recorded; {hint}" if hint else error.hint) from None


def _way_out(person: str, other: str) -> str | None:
    """What to do instead, where it is the mergers there are that stand in the way."""
    if person == other:
        return "name two entries; they are listed by: ctcalendar people"
    door = enter()
    found = door.app.register("person", clearance=door.clearance, only=[person, other], retracted=True)
    into = {item["id"]: item["merged_into"] for item in found}
    if into.get(person):
        return f"to take that back: ctcalendar people split {person} --from {into[person]} --reason '…'"
    if into.get(other):
        return f"to turn it round: ctcalendar people split {other} --from {into[other]} --reason '…', then merge again"
    return None
