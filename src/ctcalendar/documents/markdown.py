"""A history as Markdown to paste in a memo: bilingual, each fact with its sources, each source once at the end.

Plain CommonMark that reads as it stands: numbers in brackets, for not every program knows footnotes. Right to left
runs what stands in a `<div dir="rtl">`, which programs that know HTML (GitHub, GitLab, pandoc) heed; words among those
of the other direction stand between isolates, which any program heeds. Whatever a record holds is text and stays text.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from ctcalendar.documents.facts import Contested, Quoted, contested, evidence, facts, locator_in_words, title, year_of
from ctcalendar.documents.head import Head
from ctcalendar.documents.head import lines as lines_of_head
from ctcalendar.documents.references import Publication, Read, References, address_of
from ctcalendar.documents.wordings import DIRECTION, OTHER, harmless, runs_against, said
from ctcalendar.feeds.words import clauses, days_of, listed, word
from ctcalendar.views.entry import Entry

# `<` and `&` as entities, which every dialect knows; `@`, `{`, `$`, `^` and `~` mean something in some.
_ENTITIES = {"<": "&lt;", ">": "&gt;"}
_TO_ESCAPE = re.compile(r"[\\`*_\[\]{}#|~$^@<>]|&(?=[#\w])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))")
_ISOLATED, _END = "\u2068", "\u2069"


def markdown(head: Head, entries: Iterable[Entry], read: Read) -> Iterator[str]:
    """The document, piece by piece: as much is held as one entry takes."""
    references, language = References(read), head.language
    if DIRECTION[language] == "rtl":
        yield f'<div dir="rtl" lang="{language}">\n\n'
    yield from _head(head)
    year = None
    for year, found in groupby(entries, key=year_of):
        yield f"## {year or said('undated', language)}\n\n"
        for entry in found:
            yield "".join(_entry(entry, references, language))
    if year is None:
        yield f"{said('nothing', language)}\n"
    yield from _sources(references, language)
    if DIRECTION[language] == "rtl":
        yield "</div>\n"


def escaped(text: str) -> str:
    """A text as Markdown that shows it as it is, on one line; nothing in it is markup, a link or a block."""
    line = _TO_ESCAPE.sub(_escape, harmless(text))
    return _BLOCK.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _escape(found: re.Match[str]) -> str:
    mark = found[0]
    return _ENTITIES.get(mark) or ("&amp;" if mark == "&" else f"\\{mark}")


def _text(text: str, language: str) -> str:
    """Somebody's text among words of a language."""
    told = escaped(text)
    return f"{_ISOLATED}{told}{_END}" if runs_against(told, language) else told


def _head(head: Head) -> Iterator[str]:
    yield f"# {said('record', head.language)}\n\n"
    told = " · ".join(f"{name}: {_text(value, head.language)}" for name, value in lines_of_head(head))
    yield f"{told}\n\n"


def _entry(entry: Entry, references: References, language: str) -> Iterator[str]:
    marks = (
        word("cancelled", language) if entry.status == "cancelled" else "",
        word("disputed", language) if entry.disputed else "",
    )
    marked = f" ({said_marks})" if (said_marks := listed(marks, language)) else ""
    yield f"### {escaped(days_of(entry, language))}: {_text(title(entry, language), language)}{marked}\n\n"
    yield from _other_title(entry, language)
    for name, value in facts(entry, language):
        if value != days_of(entry, language):  # the heading has that
            yield f"- {name}: {_text(value, language)}\n"
    for found in contested(entry, language):
        yield from _contested(found, references, language)
    cited = evidence(entry)
    if cited:
        yield f"- {said('evidence', language)}:\n"
    for source, spans in cited:
        yield from (f"  - {_span(span, references.number(source), language)}\n" for span in spans)
    yield "\n"


def _other_title(entry: Entry, language: str) -> Iterator[str]:
    """The title in the other language, where both are known, in its own direction."""
    other = OTHER[language]
    if entry.title.en and entry.title.ar:
        told = escaped(entry.title.in_language(other))
        yield f'<div dir="{DIRECTION[other]}" lang="{other}">\n\n**{told}**\n\n</div>\n\n'


def _contested(found: Contested, references: References, language: str) -> Iterator[str]:
    why = f" ({_text(found.why, language)})" if found.why else ""
    yield f"- **{word('in-dispute', language)}**: {_text(found.field, language)}{why}\n"
    for value in found.values:
        marks = f" ({value.marks})" if value.marks else ""
        said_by = clauses((_span(span, references.number(span.source), language) for span in value.citations), language)
        yield f"  - {_text(value.text, language)}{marks}{': ' if said_by else ''}{said_by}\n"


def _span(span: Quoted, number: int, language: str) -> str:
    """The words quoted, the number of their source, and where they stand in it."""
    opening, closing = "«»" if span.language == "ar" else "“”"
    quote = f"{_text(f'{opening}{span.quote}{closing}', language)} " if span.quote else ""
    where = locator_in_words(span.locator, language)
    return quote + listed((f"[{number}]", _text(where, language)), language)


def _sources(references: References, language: str) -> Iterator[str]:
    for number, source in references.listed():
        if number == 1:
            yield f"## {said('sources', language)}\n\n"
        yield f"{number}. {_publication(source, language)}\n"


def _publication(source: Publication, language: str) -> str:
    told = _text(source.in_words(language), language)
    return f"{told}, <{address}>" if (address := address_of(source)) else told
