"""The shortcuts: the last engagement that was held, the next that is announced or expected, each in one line."""

import sys
from typing import TYPE_CHECKING, Any

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, asked, enter, filter_options, format_option
from ctcalendar.cli.printing import one_line, print_json, write
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import KINDS, Filter

if TYPE_CHECKING:
    from ctcalendar.app.agenda import Item

_WORDS = {
    "en": {
        "and": " and ",
        "comma": ", ",
        "semicolon": "; ",
        "led": "led by {}",
        "signed": "signed by {}",
        "came": "visitor: {}",
        "spoke": "speaker: {}",
        "uncertain": "day not certain",
        "bounds": "day not known, between {} and {}",
        "not-after": "day not known, not after {}",
        "not-before": "day not known, not before {}",
        "parts": "the days of its parts",
        "disputed": "disputed: {}",
        "no-last": "nothing of that is on record as held",
        "no-next": "nothing of that is announced, or expected",
        "expected": "expected",
    },
    "ar": {
        "and": " و",
        "comma": "، ",
        "semicolon": "؛ ",
        "led": "برئاسة {}",
        "signed": "وقّعه {}",
        "came": "الزائر: {}",
        "spoke": "المتحدث: {}",
        "disputed": "محل خلاف: {}",
        "no-last": "لا شيء من ذلك مسجل على أنه جرى",
        "no-next": "لا شيء من ذلك معلن أو متوقع",
        "expected": "متوقع",
    },
}
_ROLES = {"led": ("head", "co-chair"), "signed": ("signatory",), "came": ("visitor",), "spoke": ("speaker",)}
"""Whom a line names: those of the first of these that anybody was."""


def _of_one(command: click.Command) -> click.Command:
    """The command without the options that bound how many there are: its answer is one."""
    command.params = [option for option in command.params if option.name not in ("limit", "after")]
    return command


@_of_one
@click.command()
@click.argument("what", metavar="[KIND]", required=False, type=click.Choice(KINDS))
@filter_options
@format_option("text", "json")
def last(what: str | None, form: str, **options: Any) -> None:
    """When was the last dialogue, where, and who led? In one line: the last that was held, today or before.

    Any terms of a filter narrow it. With --status it is the last of that status. Where there is none, that is said on
    standard error, `--format json` prints null, and the exit code is 0 all the same.

    \b
      ctcalendar last dialogue --party QA
      ctcalendar last visit --place Doha --as-of 2026-11-01
    """
    door, wanted = _asked(what, options)
    found = door.app.last(wanted, clearance=door.clearance)
    if form == "json":
        print_json(found)
    elif found is None:
        _say_there_is_none(door, "no-last")
    else:
        write(_told(found, door.language))


@_of_one
@click.command("next")
@click.argument("what", metavar="[KIND]", required=False, type=click.Choice(KINDS))
@filter_options
@format_option("text", "json")
def next_(what: str | None, form: str, **options: Any) -> None:
    """What is next? In one line: the first that is announced, or else the meeting that a series calls for.

    A meeting that nobody has announced is said to be expected, from the cadence of its series; one long overdue too,
    where no other is. With --published-by only what was announced by then is told. `--format json` prints what is
    announced and what is expected, each null where there is none; the exit code is 0 all the same.

    \b
      ctcalendar next dialogue --party QA
      ctcalendar next --series us-qatar-ct-dialogue
    """
    door, wanted = _asked(what, options)
    found = door.app.upcoming(wanted, clearance=door.clearance, language=door.language)
    if form == "json":
        print_json(found)
    elif found.announced is not None:
        write(_told(found.announced, door.language))
    elif found.expected is not None:
        write(_expected(found.expected, door.language))
    else:
        _say_there_is_none(door, "no-next")


globals()["next"] = next_  # a command is found under its name, and this one is that of a built-in function


def _asked(what: str | None, options: dict[str, Any]) -> tuple[Door, Filter]:
    if what and options["kind"]:
        raise Misuse(f"{what} does not go with --kind", "name kinds in one of the two places")
    door, wanted = enter(), asked({**options, "kind": (what,) if what else options["kind"]})
    door.app.refuse_unknown(wanted, clearance=door.clearance)
    return door, wanted


def _say_there_is_none(door: Door, what: str) -> None:
    click.echo(f"note: {_WORDS[door.language][what]}", err=True)


def _told(entry: Entry, language: str) -> str:
    """The day, what it was, where, who led it, and its id."""
    words = _WORDS[language]
    day, doubts = _day(entry, language)
    doubts += [words["disputed"].format(_fields_in_dispute(entry, language))] if entry.disputed else []
    about = f" ({words['semicolon'].join(doubts)})" if doubts else ""
    what = words["semicolon"].join(part for part in (_what(entry, language) + about, _who(entry, language)) if part)
    return f"{day}  {what}  [{one_line(entry.id)}]"


def _what(entry: Entry, language: str) -> str:
    """What it is called, what became of it where it was not held, and where, unless its title says so."""
    from ctcalendar.cli.columns import in_words, places

    title, where = entry.title.in_language(language), places(entry, language)
    told = _set_apart(title, language)
    told = told if entry.status == "held" else f"[{in_words(entry.status, language)}] {told}"
    said = not where or where.casefold() in title.casefold()
    return told if said else f"{told}{_WORDS[language]['comma']}{_set_apart(where, language)}"


def _set_apart(text: str, language: str) -> str:
    """A text of the record on one line; on a terminal, where it may run against the line, set apart from that."""
    from ctcalendar.cli.measuring import isolated

    cleaned = one_line(text)
    return isolated(cleaned) if language == "en" and sys.stdout.isatty() else cleaned


def _fields_in_dispute(entry: Entry, language: str) -> str:
    if language == "en":
        return _listed([one_line(field) for field in entry.disputed], language)
    from ctcalendar.feeds.words import field_in_words

    return _listed([one_line(field_in_words(field, language)) for field in entry.disputed], language)


def _day(entry: Entry, language: str) -> tuple[str, list[str]]:
    """The day, and what is doubtful about it."""
    if language == "ar":
        from ctcalendar.feeds.words import days_of

        # Digits and signs between Arabic words would be read turned round; in words it says what is doubtful itself.
        return days_of(entry, language), []
    from ctcalendar.cli.columns import day

    when, span, words = entry.when, entry.dated_by_parts, _WORDS[language]
    if when is None:
        return day(entry), [words["parts"], *([words["uncertain"]] if span and span.uncertain else [])]
    doubts = [words["uncertain"]] if when.uncertain else []
    if when.edtf is None and (when.earliest or when.latest):
        bound = "bounds" if when.earliest and when.latest else "not-before" if when.earliest else "not-after"
        doubts.append(words[bound].format(*(end for end in (when.earliest, when.latest) if end)))
    return day(entry), doubts


def _who(entry: Entry, language: str) -> str:
    from ctcalendar.cli.columns import who

    for word, roles in _ROLES.items():
        people = [one for one in entry.participants if one.role in roles]
        if people:
            named = [
                f"{_set_apart(who(one, language), language)} ({one_line(_party(one.party, entry, language))})"
                for one in people
            ]
            return _WORDS[language][word].format(_listed(named, language))
    return ""


def _party(code: str, entry: Entry, language: str) -> str:
    """A party by its code; in Arabic, among whose words codes would be turned about, by its name."""
    if language == "en":
        return code
    from ctcalendar.feeds.words import party_name

    return party_name(code, language, entry.labels)


def _listed(parts: list[str], language: str) -> str:
    words = _WORDS[language]
    return words["and"].join(part for part in (words["comma"].join(parts[:-1]), parts[-1]) if part)


def _expected(item: "Item", language: str) -> str:
    """A meeting that is no more than expected: the day it is expected by, and the series that calls for it."""
    day = item.on
    if language == "ar":
        from ctcalendar.feeds.words import day_in_words

        day = day_in_words(item.on, language)
    return one_line(f"{day}  [{_WORDS[language]['expected']}] {item.message}  [{item.subject}]")
