"""What changed between two moments, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ctcalendar.cli.door import asked, check_moment, check_word, clock_options, enter, format_option, tell_left_out
from ctcalendar.cli.inwords import in_short, in_words
from ctcalendar.cli.portrait import fact_in_words
from ctcalendar.cli.printing import print_json_list, print_lines, print_text
from ctcalendar.domain import codec

Plain = Mapping[str, Any]

_WORDS = {
    "en": {
        "nothing": "nothing changed",
        "recorded": "recorded",
        "first": "{field}: {new}",
        "now": "{field}: now {new}",
        "no more": "{field}: no more {old}",
        "changed": "{field}: from {old} to {new}",
        "against": " against ",
        "preferred": "{value} (preferred by an analyst)",
        "disputed": "disputed: {field}: {values}; {reason}",
        "settled": "settled: {field}: {value}; {reason}",
        "none": "none can be preferred",
        "retracted": "retracted: {reason}",
        "duplicate": "retracted as a duplicate of {twin}: {reason}",
        "reinstated": "reinstated",
        "sources": "sources: {sources}",
    },
    "ar": {
        "nothing": "لم يتغير شيء",
        "recorded": "سُجّل",
        "first": "{field}: {new}",
        "now": "{field}: أصبح {new}",
        "no more": "{field}: لم يعد {old}",
        "changed": "{field}: من {old} إلى {new}",
        "against": " مقابل ",
        "preferred": "{value} (يرجّحه محلل)",
        "disputed": "محل خلاف: {field}: {values}؛ {reason}",
        "settled": "حُسم الخلاف: {field}: {value}؛ {reason}",
        "none": "لا يُرجَّح أي منها",
        "retracted": "سُحب: {reason}",
        "duplicate": "سُحب لأنه تكرار {twin}: {reason}",
        "reinstated": "أُعيد",
        "sources": "المصادر: {sources}",
    },
}


@click.command()
@click.argument("id", required=False)
@click.option(
    "--from", "before", metavar="MOMENT", required=True, help="A log position, an instant, or the end of a day."
)
@click.option("--to", "after", metavar="MOMENT", help="The same; by default the present.")
@clock_options(refused={"as_of": "it compares the record as it stood at two moments, --from and --to"})
@format_option("text", "json", "jsonl")
def diff(id: str | None, before: str, after: str | None, form: str, **clocks: Any) -> None:  # noqa: A002
    """What changed between two moments: recorded, corrected from old to new and why, disputed, settled, retracted.

    With ID (or KIND:ID) of one item only. With --since and --until, of what happened then, as the days of each kind of
    item are told by `--help` of its register; what has no days did not. With --published-by, both moments as far as
    the sources public by then go. The two moments are its --as-of.
    """
    door, wanted = enter(), asked(clocks)
    check_moment(before, "--from")
    check_moment(after, "--to")
    check_word("ID", id)
    only = door.app.find(id, clearance=door.clearance) if id else None
    whole: dict[str, Any] = {"asked": wanted, "clearance": door.clearance, "only": only}
    found = map(codec.plain, door.app.diff(before, after, **whole))
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        print_text(_told(found, door.language), color=door.color)
    tell_left_out(door.app.diff_left_out(before, after, **whole))


def _told(found: Iterator[Plain], language: str) -> Iterator[tuple[str, bool]]:
    """Each item as a heading, and below it what became of it."""
    nothing = True
    for difference in found:
        nothing = False
        yield f"{difference['item']} {difference['id']}: {in_words(difference['label'])}", True
        yield from ((f"  {line}", False) for line in in_lines(difference, language))
    if nothing:
        yield _WORDS[language]["nothing"], False


def in_lines(difference: Plain, language: str) -> Iterator[str]:
    """What became of one item, a line each, then the facts that did it."""
    words = _WORDS[language]
    if difference["recorded"]:
        yield words["recorded"]
    yield from became(difference, language)
    if difference["sources"]:
        yield words["sources"].format(sources=", ".join(difference["sources"]))
    yield from (f"· {fact_in_words(fact)}" for fact in difference["facts"])


def became(difference: Plain, language: str) -> Iterator[str]:
    """What changed of an item: its fields from old to new, its disputes, whether it stands."""
    words = _WORDS[language]
    for change in difference["changes"]:
        yield _change(change, words, first=difference["recorded"])
    for dispute in difference["disputed"]:
        values = words["against"].join(_leaning(value, dispute, words) for value in dispute["values"])
        yield words["disputed"].format(field=dispute["field"], values=values, reason=in_words(dispute["reason"] or {}))
    for dispute in difference["settled"]:
        right = in_short(dispute["value"]) if dispute["value"] is not None else words["none"]
        yield words["settled"].format(field=dispute["field"], value=right, reason=in_words(dispute["settled"] or {}))
    if difference["retracted"] is not None:
        twin, why = difference["retracted"]["duplicate_of"], in_words(difference["retracted"]["reason"] or {})
        yield words["duplicate" if twin else "retracted"].format(twin=twin, reason=why)
    if difference["reinstated"]:
        yield words["reinstated"]


def _leaning(value: Any, dispute: Plain, words: Mapping[str, str]) -> str:
    is_preferred = dispute["preferred"] is not None and dispute["preferred"] == value
    return words["preferred"].format(value=in_short(value)) if is_preferred else in_short(value)


def _change(change: Plain, words: Mapping[str, str], *, first: bool) -> str:
    field = change["field"]
    old, new = (None if change[side] is None else in_words(change[side], field) for side in ("old", "new"))
    told = "first" if first else "now" if old is None else "no more" if new is None else "changed"
    return words[told].format(field=field, old=old, new=new)
