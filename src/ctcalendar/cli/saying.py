"""Commands on one item, by options: what is announced, took place, moved, was called off, corrected or supported.

Each composes a dossier of one item and records it as `record` does: the same refusals, and the same command given
twice appends nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.composing import Said, cited, named, opened, reason, tell
from ctcalendar.cli.door import Door, check_word, format_option
from ctcalendar.cli.spelling import Part, composed, in_full, parts_set, person, value
from ctcalendar.domain import codec
from ctcalendar.domain.items import EngagementKind
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import Classification, When
from ctcalendar.errors import BadInput

F = TypeVar("F", bound=Callable[..., Any])


# -- options that several commands share ------------------------------------------------------------------------------


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def give(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return give


def reasoned(command: F) -> F:
    """Why, in one language or in both."""
    return _options(
        click.option("--reason", metavar="TEXT", help="Why; in English or Arabic."),
        click.option("--reason-ar", metavar="TEXT", help="Why, in Arabic, beside an English --reason."),
    )(command)


def citing(command: F) -> F:
    """On whose word."""
    return _options(
        click.option("--source", metavar="ID", help="The source that says so."),
        click.option("--quote", metavar="TEXT", help="Its words, a dozen at most."),
        click.option(
            "--quote-lang", type=click.Choice(["en", "ar"]), help="Their language; by default of their letters."
        ),
        click.option("--locator", metavar="WHERE", help="Where they stand: char=1025,1063 or page=3."),
        click.option(
            "--supports", metavar="FIELD", multiple=True, help="A field it proves (when, title.ar); repeatable."
        ),
        click.option("--cite", metavar="CITATION", multiple=True, help="A further one: ID, or {source: ID, quote: …}."),
    )(command)


def telling(command: F) -> F:
    """How it is recorded and answered."""
    dry_run = click.option("--dry-run", is_flag=True, help="Show what it would append, and append nothing.")
    return _options(dry_run, format_option("table", "json", "jsonl"))(command)


def valued(command: F) -> F:
    """Values of fields: an option for those asked for often, --set for any."""
    return _options(
        click.option("--title", metavar="TEXT", help="Its title, in English or Arabic."),
        click.option("--title-ar", metavar="TEXT", help="Its title in Arabic."),
        click.option("--when", metavar="WHEN", help="An EDTF date (2026-05-02, 2026-05, A/B), or {edtf: …, time: …}."),
        click.option("--place", metavar="PLACE", multiple=True, help="'Doha, QA': name and country; repeatable."),
        click.option("--party", metavar="ID", multiple=True, help="A side, as in QA; repeatable."),
        click.option("--topic", metavar="ID", multiple=True, help="A topic; repeatable."),
        click.option("--instrument", metavar="ID", multiple=True, help="An instrument it is about; repeatable."),
        click.option("--series", metavar="ID[:ORDINAL]", help="The series it belongs to, and its number there."),
        click.option("--part-of", metavar="ID", help="The engagement it is a part of."),
        click.option(
            "--set", metavar="FIELD=VALUE", multiple=True, help="Any field; dotted, a part of one. Empty: not known."
        ),
    )(command)


def engaging(command: F) -> F:
    """What only a whole engagement is told with."""
    return _options(
        click.option("--kind", type=click.Choice(get_args(EngagementKind)), help="What it is."),
        click.option("--person", metavar="ID:ROLE[:PARTY]", multiple=True, help="Somebody at the table; repeatable."),
        click.option("--classification", type=click.Choice(get_args(Classification)), help="Who may see it."),
    )(command)


def parts(options: Mapping[str, Any]) -> list[Part]:
    """The values that options give."""
    made = [
        Part(field, options[field], f"--{field.replace('_', '-')}")
        for field in ("kind", "part_of", "classification")
        if options.get(field) is not None
    ]
    # Alone, a title is in the language of its letters.
    english = "title" if options["title_ar"] is None else "title.en"
    titles = ((english, "title"), ("title.ar", "title_ar"))
    made += [
        Part(field, options[name], f"--{name.replace('_', '-')}") for field, name in titles if options[name] is not None
    ]
    made += [
        Part(field, value(f"--{field}", options[field]), f"--{field}")
        for field in ("when", "series")
        if options[field] is not None
    ]
    if options["place"]:
        made.append(Part("places", [value("--place", place) for place in options["place"]], "--place"))
    made += [
        Part(field, list(options[option]), f"--{option}")
        for field, option in (("parties", "party"), ("topics", "topic"), ("instruments", "instrument"))
        if options[option]
    ]
    return [*made, *parts_set(options["set"])]


# -- engagements ------------------------------------------------------------------------------------------------------

_TOLD_OTHERWISE = {"id": "ID", "status": "the command's name", "citations": "--source and --cite"}


def _engagement(door: Door, status: str, name: str, options: Mapping[str, Any], announced: Standing | None) -> None:
    """Record an engagement; for one that was announced, what is always told is taken from the announcement."""
    before = codec.plain(announced.item) if announced else {}
    given = parts(options)
    if options["person"]:
        sides = list(options["party"]) or before.get("parties", [])
        people = [person(text, sides) for text in options["person"]]
        given.append(Part("participants", people, "--person"))
    for part in given:
        if part.path.partition(".")[0] in _TOLD_OTHERWISE:
            raise Misuse(f"{part.option}: is given by {_TOLD_OTHERWISE[part.path.partition('.')[0]]}")
    base = {field: before[field] for field in ("kind", "title", "parties", "classification") if field in before}
    fields, origin = composed("engagement", given, base)
    missing = [option for field, option in _NEEDED.items() if {**base, **fields}.get(field) is None]
    if missing:
        raise Misuse(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    citations, cites = cited(options)
    item = {"id": name, "status": status, **base, **fields, "citations": citations}
    said = Said("engagements", item, {**origin, **cites, "id": "ID"}, announced)
    tell(door, said, dry_run=options["dry_run"], form=options["form"])


_NEEDED = {"kind": "--kind", "title": "--title", "parties": "--party"}


@click.command()
@click.argument("id")
@engaging
@valued
@citing
@telling
def schedule(id: str, **options: Any) -> None:  # noqa: A002  the argument people see
    """Announce an engagement under a new ID.

    ctcalendar schedule visit-doha-2026-05 --kind visit --title 'Visit to Doha' --when 2026-05 --party QA --party US
    --place 'Doha, QA' --source note-1 --quote 'will visit Doha in May' --supports when
    """
    door = opened("schedule")
    check_word("ID", id)
    _engagement(door, "scheduled", id.removeprefix("engagement:"), options, None)


@click.command()
@click.argument("id")
@engaging
@valued
@citing
@telling
def hold(id: str, **options: Any) -> None:  # noqa: A002  the argument people see
    """Record that an engagement took place: a new ID, or one that was announced.

    Of one that was announced, give what is said now; kind, title and parties stand as announced.
    """
    door = opened("hold")
    check_word("ID", id)
    name = id.removeprefix("engagement:")
    try:
        announced = door.app.standing(f"engagement:{name}")
    except BadInput:
        announced = None  # then it is new, and has to be told whole
    _engagement(door, "held", name, options, announced)


@click.command()
@click.argument("id")
@click.option("--when", metavar="WHEN", help="The new date: EDTF, or {edtf: …, time: …, zone: …}.")
@click.option("--postponed", is_flag=True, help="It is put off, and no new date is known.")
@reasoned
@citing
@telling
def reschedule(id: str, when: str | None, postponed: bool, **options: Any) -> None:  # noqa: A002
    """Move an announced engagement to another time, or put it off. A cancelled one is announced again by it."""
    if (when is not None) == postponed:
        raise Misuse("give either --when or --postponed")
    moved = None if when is None else in_full("--when", value("--when", when), When)
    if when is not None and moved is None:
        raise Misuse("--when: is no date", "to put it off without a date: --postponed")
    say("reschedule", "reschedules", id, options, {"when": moved}, {"when": "--when"})


@click.command()
@click.argument("id")
@reasoned
@citing
@telling
def cancel(id: str, **options: Any) -> None:  # noqa: A002
    """Call off an announced engagement. It stays on record and in feeds, as cancelled."""
    say("cancel", "cancellations", id, options, {}, {})


def say(
    command: str,
    section: str,
    text: str,
    options: Mapping[str, Any],
    fields: Mapping[str, Any],
    origin: Mapping[str, str],
) -> None:
    """Say something, with its reason and citations, of the item that an argument names."""
    why = reason(options)
    citations, cites = cited(options)
    door = opened(command)
    item = {"subject": str(named(door, text).stream), **fields, "reason": why, "citations": citations}
    said = Said(section, item, {**REASON, **origin, **cites})
    tell(door, said, dry_run=options["dry_run"], form=options["form"])


REASON = {"reason": "--reason", "reason.ar": "--reason-ar"}


# -- any item ---------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("id")
@valued
@click.option(
    "--cause",
    type=click.Choice(["correction", "change-of-plan"]),
    required=True,
    help="It was wrong, or plans changed.",
)
@reasoned
@citing
@telling
def amend(id: str, cause: str, **options: Any) -> None:  # noqa: A002
    """Correct or change what is recorded of an item of any kind; the old value stays as a superseded claim.

    ctcalendar amend visit-doha-2026-05 --set title.ar='زيارة إلى الدوحة' --set sessions= --cause correction
    --reason 'the ministry corrected its note' --source note-2
    """
    door = opened("amend")
    subject = named(door, id)
    values, origin = composed(subject.stream.kind, parts(options), codec.plain(subject.item))
    if not values:
        raise Misuse("nothing is amended", "give --set FIELD=VALUE, or --title, --when, --place …")
    citations, cites = cited(options)
    item = {"subject": str(subject.stream), "values": values, "cause": cause, "reason": reason(options)}
    said = Said("amendments", {**item, "citations": citations}, {**REASON, **origin, **cites}, subject)
    tell(door, said, dry_run=options["dry_run"], form=options["form"])


@click.command()
@click.argument("id")
@valued
@click.option("--note", metavar="TEXT", help="What to know about this source's word.")
@citing
@telling
def corroborate(id: str, note: str | None, **options: Any) -> None:  # noqa: A002
    """Add what another source says of an item: that it is so too (--supports), or what was not known (--set).

    What it gives less exactly is kept beside the record; what contradicts the record is refused: amend or dispute it.
    """
    door = opened("corroborate")
    subject = named(door, id)
    values, origin = composed(subject.stream.kind, parts(options), {})
    empty = next((origin[path] for path in origin if values.get(path.partition(".")[0]) is None), None)
    if empty:
        raise Misuse(f"{empty}: gives nothing", "leave out what the source does not say")
    citations, cites = cited(options)
    item = {
        "subject": str(subject.stream),
        "values": values,
        "citations": citations,
        **({"note": note} if note else {}),
    }
    said = Said("corroborations", item, {"note": "--note", **origin, **cites})
    tell(door, said, dry_run=options["dry_run"], form=options["form"])
