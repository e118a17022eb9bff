"""Archiving the texts of sources: checked against every quote the record has of them, and forgotten again."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from ctcalendar.app.archive import Archive
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.desk import texts
from ctcalendar.domain.items import Source, Stream
from ctcalendar.domain.quotes import Document, told
from ctcalendar.dossier.read import Entry
from ctcalendar.errors import BadInput, Incoherent
from ctcalendar.log.append import lock_head
from ctcalendar.settings import Settings
from ctcalendar.views.quoted import Quoted, digests, digests_ever, quotes_of
from ctcalendar.views.version import check_views

MAX_TEXT_BYTES = 5_000_000
MISQUOTES_TOLD = 20
_BOM = "\ufeff"


class Attached(NamedTuple):
    """What archiving a text came to."""

    source: str
    sha256: str
    characters: int
    checked: int
    """Quotes that stand where their locators say."""
    unchecked: Sequence[Quoted]
    """Quotes whose locator is a page, which means nothing in a text without pages."""
    has_bom: bool
    """Whether it begins with a byte order mark, which is a character like any other and counts as the first."""
    is_new: bool
    misquoted: Sequence[str]
    """What is wrong with quotes that are not in their place, where that was asked for: a line each."""


class Forgotten(NamedTuple):
    """What forgetting a source's text came to: how many texts are gone, and which other sources had them too."""

    texts: int
    also_of: Sequence[str]


def attach(
    settings: Settings, source: str, name: str, data: bytes, *, now_us: int, misquoted: bool = False
) -> Attached:
    """Archive the text of a source, the content of the file `name`, once every quote of it is found in its place.

    `misquoted`: also when some are not. A quote on record is never taken back, and must not keep its text out for good.

    Raises:
        BadInput: it is no text, or a quote is not in it where its locator says; nothing is archived.
        Incoherent: the source does not record this text's SHA-256; the hint gives the amendment that would.
    """
    text, digest = _text(name, data), sha256(data).hexdigest()
    with writing(settings) as connection:
        driver, reader = Driver(connection), SqlalchemyReader(connection)
        # The head first, as every append does: no quote can be recorded between this check and the archiving.
        check_views(reader, lock_head(driver).position)
        _refuse_other_digest(source, name, digests(reader), digest)
        checked, unchecked, wrong = _checked(name, source, Document(text), quotes_of(reader, source))
        if wrong and not misquoted:
            raise BadInput(*wrong, hint="nothing was archived; if this is the text, archive it with --misquoted")
        is_new = texts.put(driver, digest, text, now_us=now_us, by=settings.recorded_by)
    return Attached(source, digest, len(text), checked, unchecked, text.startswith(_BOM), is_new, wrong)


def forget(settings: Settings, source: str) -> Forgotten:
    """Erase the archived text of a source, also one that it had before its digest was amended.

    Raises:
        BadInput: no such source is recorded.
    """
    with writing(settings) as connection:
        driver, reader = Driver(connection), SqlalchemyReader(connection)
        known = digests(reader)
        _refuse_unknown(source, known)
        had = digests_ever(reader, source)
        gone = [digest for digest in had if texts.forget(driver, [digest])]
        return Forgotten(len(gone), sorted(name for name in known if name != source and known[name] in gone))


def refuse_misquotes(connection: Connection, entries: Iterable[Entry]) -> None:
    """Refuse what is being recorded if it quotes archived texts wrongly; each problem with its file and line.

    Called when the head of the log is locked: a text cannot be archived meanwhile.
    """
    listed = list(entries)
    sources = {entry.item.id: entry.item.sha256 for entry in listed if isinstance(entry.item, Source)}
    archive = Archive(SqlalchemyReader(connection), sources)
    problems: list[str] = []
    for entry in listed:
        problems += [entry.place.tell(entry.name, problem) for problem in archive.misquotes(entry.item)]
        if len(problems) >= MISQUOTES_TOLD:
            break  # looking for what was meant takes time, and nobody mends more at once
    if problems:
        raise BadInput(*problems, hint="mend the quote or its locator; nothing was recorded")


def _text(name: str, data: bytes) -> str:
    if len(data) > MAX_TEXT_BYTES:
        raise BadInput(
            f"{name}: {len(data):,} bytes; an archived text holds at most {MAX_TEXT_BYTES:,}",
            hint="attach the text alone, without pictures or markup",
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{name}: is not UTF-8: byte {error.start} begins no character",
            hint="convert it to UTF-8; the source records the SHA-256 of that",
        ) from None
    if "\0" in text:
        raise BadInput(f"{name}: holds a NUL at character {text.index(chr(0))}", hint="is it a text at all?")
    return text


def _refuse_other_digest(source: str, name: str, known: dict[str, str | None], digest: str) -> None:
    _refuse_unknown(source, known)
    recorded = known[source]
    if recorded == digest:
        return
    if recorded is None:
        raise Incoherent(
            f"source {source} records no SHA-256 of its text, and {name} has {digest}",
            hint=f"if that is the text which its locators count in, record: {_amendment(source, digest)}",
        )
    amendment = _amendment(source, digest, was=recorded)
    raise Incoherent(
        f"{name} is not the text that source {source} records: its SHA-256 is {digest}, recorded is {recorded}",
        hint=f"name the file with that text; or if its publisher changed it, record: {amendment}",
    )


def _amendment(source: str, digest: str, *, was: str | None = None) -> str:
    """The amendment by which a source comes to record a text: a dossier on one line."""
    cause, reason = ("change-of-plan", "the publisher changed the text") if was else ("correction", "its text was kept")
    return (
        f'amendments: [{{subject: "{Stream("source", source)}", values: {{sha256: {digest}}},'
        f" cause: {cause}, reason: {reason}}}]"
    )


def _refuse_unknown(source: str, known: Iterable[str]) -> None:
    names = list(known)
    if source not in names:
        close = get_close_matches(source, names, n=1)
        raise BadInput(
            f"no source {source!r} is recorded",
            hint=f"did you mean {close[0]}?" if close else "record it first, in the section `sources` of a dossier",
        )


def _checked(
    name: str, source: str, document: Document, quotes: Sequence[Quoted]
) -> tuple[int, list[Quoted], list[str]]:
    """How many quotes stand in their place, those that cannot be checked, and what is wrong with the others."""
    there, unchecked, problems = 0, [], []
    for number, quoted in enumerate(quotes):
        found = document.find(quoted.quote, quoted.locator)
        if found.verdict == "there":
            there += 1
        elif found.verdict == "unchecked":
            unchecked.append(quoted)
        else:
            where = f"{quoted.subject.replace(':', ' ', 1)} (revision {quoted.revision}, citation {quoted.number})"
            problems.append(f"{name}: {where}: {told(source, quoted.quote, quoted.locator, found)}")
        if len(problems) == MISQUOTES_TOLD and (more := len(quotes) - number - 1):
            problems.append(f"{name}: and {more} more quotes were not looked at")
            break  # looking for what was meant takes time
    return there, unchecked, problems
