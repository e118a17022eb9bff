"""The command `search`: what holds the words, anywhere on record, and where they stand."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, asked, enter, filter_options, format_option
from ctcalendar.cli.measuring import isolated
from ctcalendar.cli.printing import one_line, print_json_list, print_lines, print_rows, write_all
from ctcalendar.errors import BadInput
from ctcalendar.views.filter import Filter
from ctcalendar.views.matches import Match
from ctcalendar.views.search import Answer, Found
from ctcalendar.views.snippets import in_title, is_own, pieces

SHOWN = 20
"""Answers, unless more are asked for."""
AROUND = 30
"""Code points shown before and after the first words that were met."""

_COLUMNS = {
    "en": ("what", "when", "title", "found in", "text", "id"),
    "ar": ("ما هو", "التاريخ", "العنوان", "حيث وُجد", "النص", "المعرّف"),
}
_Marks = tuple[str, str]
_PLAIN: _Marks = ("[", "]")
_NONE: _Marks = ("", "")


class _Search(click.Command):
    """A command that says how words begin with a minus, where one was read as an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, as options and words.

        Raises:
            Misuse: an option that there is not, and that may be a word.
        """
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            raise Misuse(error.format_message(), "a word that must not be there? Write -- before it") from None


@click.command(cls=_Search)
@click.argument("words", nargs=-1, required=True)
@filter_options
@format_option("text", "table", "json", "jsonl", "csv", "md")
def search(words: tuple[str, ...], form: str, **options: Any) -> None:
    """Look for WORDS in all that is on record: titles, people, places, topics, quotes, in English and Arabic.

    All of them must be there, in any spelling and any order; "a phrase" as it stands; -WORD must not. The closest come
    first, then the newest: 20 of them, unless --limit says otherwise. With a term that asks for engagements, only those
    are looked at. Write -- before words that begin with a minus.
    """
    door, wanted = enter(), asked(options)
    if wanted.after:
        raise Misuse("--after is not asked of search: its answers are in no order of day", "see more with --limit")
    door.app.refuse_unknown(wanted, clearance=door.clearance)
    text = " ".join([*words, wanted.text or ""]).strip()
    answer = _answer(door, text, wanted)
    _print(form, answer, door)
    _note(door, text, wanted, answer)


def _answer(door: Door, text: str, wanted: Filter) -> Answer:
    from msgspec.structs import replace

    try:
        return door.app.search(text, replace(wanted, text=None, limit=wanted.limit or SHOWN), clearance=door.clearance)
    except BadInput as error:
        raise Misuse(error.message, error.hint) from None


# -- printed ----------------------------------------------------------------------------------------------------------


def _print(form: str, answer: Answer, door: Door) -> None:
    if form == "text":
        write_all(_text(answer, door))
    elif form == "json":
        print_json_list(answer.found)
    elif form == "jsonl":
        print_lines(answer.found)
    else:
        marks = _PLAIN if form == "table" else _NONE  # in Markdown brackets make links
        rows = (_row(found, door.language, marks) for found in answer.found)
        print_rows(form, _COLUMNS[door.language], rows, color=door.color)


def _text(answer: Answer, door: Door) -> Iterator[str]:
    """Each answer as a title, what it is, and the words that were met between what stands around them."""
    marks: _Marks = ("\x1b[1;33m", "\x1b[0m") if door.color else _PLAIN
    for number, found in enumerate(answer.found):
        if number:
            yield ""
        head = "  ".join(part for part in (found.item, found.when, found.id) if part)
        yield click.style(head, dim=True) if door.color else head
        for line in _lines(found, door.language, marks):
            yield f"    {line}"


def _lines(found: Found, language: str, marks: _Marks) -> Iterator[str]:
    own = in_title(found, language)
    yield isolated(marked(own, marks, whole=True) if own else one_line(found.title.in_language(language)))
    for match in found.matches:
        if match is not own:
            yield f"{where(found, match)}: {isolated(marked(match, marks))}"


def where(found: Found, match: Match) -> str:
    """In what the words stand: a field of the item, or the name of something it names."""
    return match.field if is_own(found, match) else match.of


def marked(match: Match, marks: _Marks, *, whole: bool = False) -> str:
    """The words that were met, marked, between what stands around them; or in the whole text."""
    before, after = marks
    return "".join(
        f"{before}{one_line(piece.text)}{after}" if piece.is_met else one_line(piece.text)
        for piece in pieces(match, None if whole else AROUND)
    )


def _row(found: Found, language: str, marks: _Marks) -> Sequence[Any]:
    match = found.matches[0] if found.matches else None
    met = (where(found, match), marked(match, marks)) if match else ("", "")
    return found.item, found.when or "", found.title.in_language(language), *met, found.id


# -- beside the answer ------------------------------------------------------------------------------------------------


def _note(door: Door, text: str, wanted: Filter, answer: Answer) -> None:
    """Say on standard error how many more there are; or, where there is nothing, what may have been meant."""
    more = answer.total - len(answer.found)
    if more > 0:
        print(f"note: {more:,} more; see them with --limit {answer.total}", file=sys.stderr)
    if not answer.total:
        tell_meant(door, text, wanted)


def tell_meant(door: Door, text: str, wanted: Filter) -> None:
    """Say on standard error that nothing holds the words, and which names on record are nearly those."""
    near = door.app.meant(text, wanted, clearance=door.clearance)
    hints = " ".join(f"Did you mean {one_line(name)} for {one_line(word)}?" for word, name in near)
    print(f"note: nothing holds all of these words. {hints}".rstrip(), file=sys.stderr)
