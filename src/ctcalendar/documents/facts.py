"""What documents tell of an engagement, in words of one language: who led, what is in dispute and who says what."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ctcalendar.documents.wordings import direction_of, once, said
from ctcalendar.domain.paths import is_within, value_at
from ctcalendar.feeds.telling import participant, party_names, place_name
from ctcalendar.feeds.words import basis, clauses, days_of, field_in_words, join, listed, value_in_words, word
from ctcalendar.views.entry import Citation, Claim, Dispute, Entry, Line

LEADING = ("head", "co-chair")


def title(entry: Entry, language: str) -> str:
    """What it is called."""
    return entry.title.in_language(language) or word("untitled", language)


def facts(entry: Entry, language: str) -> Iterator[tuple[str, str]]:
    """The facts of an engagement as name and value, those that are known."""
    series = entry.series
    number = f" ({series.ordinal})" if series and series.ordinal else ""
    whole, occasion = entry.whole, entry.occasion
    rows = (
        (word("when", language), clauses((days_of(entry, language), basis(entry.when, language)), language)),
        (word("where", language), listed((place_name(place, language) for place in entry.places), language)),
        (word("parties", language), party_names(entry, language)),
        (said("led-by", language), _people(entry, language, leading=True)),
        (said("participants", language), _people(entry, language, leading=False)),
        (word("status", language), listed((word(entry.kind, language), word(entry.status, language)), language)),
        (word("occasion", language), join(occasion, language)),
        (word("series", language), f"{series.names.in_language(language)}{number}" if series else ""),
        (word("part-of", language), join(whole, language)),
        (
            word("instrument", language),
            clauses(once(one.title.in_language(language) for one in entry.agreements), language),
        ),
    )
    return ((name, value) for name, value in rows if value)


def _people(entry: Entry, language: str, *, leading: bool) -> str:
    found = (one for one in entry.participants if (one.role in LEADING) == leading)
    return clauses((participant(one, entry, language) for one in found), language)


class Value(NamedTuple):
    """A value in an open dispute: what it is, whether the record keeps it, and who says so."""

    text: str
    marks: str
    citations: Sequence["Quoted"]


class Contested(NamedTuple):
    """An open dispute in words."""

    field: str
    values: Sequence[Value]
    why: str


class Quoted(NamedTuple):
    """A source, and what of it was quoted: the words, their language, and where they stand in it."""

    source: str
    quote: str | None
    language: str
    locator: str | None


def contested(entry: Entry, language: str) -> Iterator[Contested]:
    """What is in open dispute: each value with the sources that give it."""
    for dispute in entry.disputes:
        if dispute.state == "open":
            values = [_value(entry, dispute, value, language) for value in dispute.values]
            field = field_in_words(dispute.field, language)
            about = _about(entry, dispute, language)
            yield Contested(f"{field}: {about}" if about else field, values, join(dispute.reason, language))


def _about(entry: Entry, dispute: Dispute, language: str) -> str:
    """What was asserted, where the dispute is on that."""
    asserted = {one.id: one.text for one in entry.says}
    field, _, rest = dispute.field.partition(".")
    return join(asserted.get(rest.partition(".")[0]), language) if field == "says" else ""


def _value(entry: Entry, dispute: Dispute, value: Any, language: str) -> Value:
    claims = [one for one in entry.claims if _gives(one, dispute.field, value)]
    is_recorded = any(claim.rank == "preferred" for claim in claims)
    marks = (
        word("recorded", language) if is_recorded else "",
        word("preferred", language) if value == dispute.preferred else "",
    )
    text = value_in_words(value, dispute.field, entry.labels, language)
    return Value(text, listed(marks, language), quoted(claims))


def _gives(claim: Claim, field: str, value: Any) -> bool:
    """Whether a claim gives a field that value, by itself or as a part of what it is on."""
    if claim.field == field:
        return bool(claim.value == value)
    if not is_within(field, claim.field):
        return False
    try:
        return bool(value_at(claim.value, field.removeprefix(f"{claim.field}.")) == value)
    except (KeyError, TypeError, ValueError):
        return False


def quoted(found: Sequence[Citation] | Sequence[Claim]) -> list[Quoted]:
    """The spans cited, each once; a source without any words only where none of its words are there."""
    spans = [Quoted(one.source, one.quote, _language(one.quote), one.locator) for one in found if one.source]
    with_words = {span.source for span in spans if span.quote or span.locator}
    kept = {(span.source, span.quote, span.locator): span for span in reversed(spans)}
    return [span for span in reversed(kept.values()) if span.quote or span.locator or span.source not in with_words]


def _language(quote: str | None) -> str:
    return "ar" if quote and direction_of(quote, "ltr") == "rtl" else "en"


def evidence(entry: Entry) -> list[tuple[str, list[Quoted]]]:
    """The sources of an engagement, each with what is quoted of it, in the order in which they are cited."""
    by_source: dict[str, list[Quoted]] = {}
    for span in quoted(entry.citations):
        by_source.setdefault(span.source, []).append(span)
    return list(by_source.items())


def locator_in_words(locator: str | None, language: str) -> str:
    """Where a quote stands in its source, in words: `characters 994–1019`."""
    if not locator:
        return ""
    unit, equals, where = locator.partition("=")
    if not equals or unit not in ("char", "line", "page"):
        return locator
    return f"{said(unit, language)} {where.replace(',', '–').replace('-', '–')}"


def year_of(line: Line) -> str:
    """The year under which an engagement stands: of its own day, else of its parts; nothing where there is neither."""
    days = (span.earliest or span.latest for span in (line.when, line.dated_by_parts) if span)
    return next((day[:4] for day in days if day), "")


def has_own_day(line: Line) -> bool:
    """Whether it has a day of its own, or a bound of one: lists have the others last."""
    return line.when is not None and bool(line.when.earliest or line.when.latest)
