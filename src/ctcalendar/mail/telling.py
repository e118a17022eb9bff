"""What became of an item, and what is on the agenda, as a mail says it: a title, a few lines, the words behind it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import State, reached
from ctcalendar.domain.paths import REASON, root
from ctcalendar.feeds.telling import disputes, other_title, place_name, source_name
from ctcalendar.feeds.vocabulary import WORDS as OF_FEEDS
from ctcalendar.feeds.words import (
    Labels,
    basis,
    clauses,
    day_in_words,
    days_of,
    join,
    listed,
    number_of_meeting,
)
from ctcalendar.mail.values import Voice, day_told, parties_told, told
from ctcalendar.mail.words import WORDS, tamed, word
from ctcalendar.views.cards import Card
from ctcalendar.views.differences import Change, Difference
from ctcalendar.views.entry import Citation, Dispute, Entry, Revision, Words

LINES_AN_ITEM, QUOTES_AN_ITEM = 12, 3
"""What is more is for the page, not for the mail."""


class Line(NamedTuple):
    """One thing said of an item."""

    name: str
    text: str


class Quote(NamedTuple):
    """A few words of a source, between the marks of their language."""

    text: str
    language: str | None


class Quoted(NamedTuple):
    """The words behind something, and the source they stand in."""

    quotes: tuple[Quote, ...]
    source: str
    url: str | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a digest, in words."""

    kind: str
    id: str
    title: str
    language: str
    """The one its title is in."""
    tag: str
    """What it is, or where it stands: dialogue, overdue."""
    lines: tuple[Line, ...]
    quotes: tuple[Quoted, ...] = ()
    page: str | None = None
    """The path of the page that has all of it, where there is one."""
    why: str
    """Why it is in the digest, for who asks."""


# -- what was recorded ------------------------------------------------------------------------------------------------


def news(found: Difference, item: Entry | Card, labels: Labels, voice: Voice, *, is_new: bool) -> Item:
    """What became of an item: all that is essential where it `is_new`, else what changed and why.

    `labels` are those of the parties it names, by id.
    """
    language = voice.language
    lines = _essentials(item, labels, voice) if is_new else _changes(found, item, labels, voice)
    said = [Line(_heading(name), tamed(text)) for name, text in lines if text]
    proved = item.citations if is_new else _behind(found, item.citations)
    return Item(
        kind=found.item,
        id=found.id,
        title=_title(found.label, voice),
        language=found.label.language_of(language),
        tag=_tag(found.item, item, voice),
        lines=tuple(said[:LINES_AN_ITEM]),
        quotes=quoted(proved, voice),
        page=f"engagements/{found.id}" if found.item == "engagement" else None,
        why=clauses(map(_reason_to_tell, found.facts), "en"),
    )


def _reason_to_tell(fact: Revision) -> str:
    return f"{fact.type}{f' ({fact.cause})' if fact.cause else ''}, recorded {fact.recorded_at[:19]}Z"


def _title(label: Words, voice: Voice) -> str:
    return tamed(label.in_language(voice.language)) or voice.word("untitled")


def _tag(kind: str, item: Entry | Card, voice: Voice) -> str:
    if isinstance(item, Entry):
        return voice.word(item.kind)
    return WORDS[voice.language].get(f"{kind}-tag") or voice.word(kind)


def _heading(name: str) -> str:
    return tamed(name[:1].upper() + name[1:], 60)


def _essentials(item: Entry | Card, labels: Labels, voice: Voice) -> Iterator[tuple[str, str]]:
    return _of_entry(item, voice) if isinstance(item, Entry) else _of_card(item, labels, voice)


def _of_entry(entry: Entry, voice: Voice) -> Iterator[tuple[str, str]]:
    language = voice.language
    yield voice.word("when"), clauses((days_of(entry, language), basis(entry.when, language)), language)
    yield voice.word("where"), listed((place_name(place, language) for place in entry.places), language)
    yield voice.word("parties"), parties_told(entry.parties, entry.labels, language)
    if entry.status != "held":
        yield voice.word("status"), voice.word(entry.status)
    yield voice.word("part-of"), join(entry.whole, language)
    yield voice.word("other-title").partition(":")[0], _other(entry.title, language)
    yield from ((voice.word("in-dispute"), text) for text in disputes(entry, language))


def _other(title: Words, language: str) -> str:
    return title.in_language("en" if language == "ar" else "ar") if other_title(title, language) else ""


def _of_card(card: Card, labels: Labels, voice: Voice) -> Iterator[tuple[str, str]]:
    for field in _ESSENTIAL.get(card.item, ()):
        if field in card.fields:
            yield voice.word(field), told(card.fields[field], field, labels, voice)
    yield from (
        (voice.word("in-dispute"), _disputed(one, labels, voice)) for one in card.disputes if one.state == "open"
    )


_ESSENTIAL = {
    "instrument": ("parties", "status"),
    "commitment": ("parties", "deadlines", "reports"),
    "series": ("parties", "cadence"),
}


# -- what changed -----------------------------------------------------------------------------------------------------


def _changes(found: Difference, item: Entry | Card, labels: Labels, voice: Voice) -> Iterator[tuple[str, str]]:
    language = voice.language
    if isinstance(item, Entry) and all(root(change.field) != "when" for change in found.changes):
        yield voice.word("when"), days_of(item, language)
    for change in found.changes:
        yield voice.word(root(change.field)), _change(change, labels, voice)
    for one in found.disputed:
        yield voice.word("in-dispute"), _disputed(one, labels, voice)
    for one in found.settled:
        right = told(one.value, one.field, labels, voice) if one.value is not None else word("none-preferred", language)
        yield word("settled", language), clauses((right, join(one.settled, language)), language)
    if found.retracted is not None:
        twin = found.retracted.duplicate_of
        same = word("duplicate", language).format(name=twin) if twin else ""
        yield word("withdrawn", language), clauses((same, join(found.retracted.reason, language)), language) or "…"
    if found.reinstated:
        yield word("reinstated", language), word("again", language)
    if any(fact.type.endswith(".reclassified") for fact in found.facts):
        yield word("classification", language), item.classification
    yield from _reasons(found.facts, voice)
    if others := _also(found, item.citations, language):
        yield word("also", language), others


def _change(change: Change, labels: Labels, voice: Voice) -> str:
    old, new = (told(value, change.field, labels, voice) for value in (change.old, change.new))
    if change.old is None:
        return word("now", voice.language).format(new=new)
    if change.new is None:
        return word("no-more", voice.language).format(old=old)
    return word("changed-from", voice.language).format(old=old, new=new)


def _disputed(one: Dispute, labels: Labels, voice: Voice) -> str:
    """A dispute on a field of any kind of item: its values, the one an analyst prefers, and why."""
    values = [_disputed_value(value, one, labels, voice) for value in one.values]
    against = f" {voice.word('against')} ".join(values)
    told_of = f"{voice.word(root(one.field))}: {against}"
    return clauses((told_of, join(one.reason, voice.language)), voice.language)


def _disputed_value(value: Any, one: Dispute, labels: Labels, voice: Voice) -> str:
    text = told(value, one.field, labels, voice)
    is_preferred = value is not None and value == one.preferred
    return f"{text} ({voice.word('preferred')})" if is_preferred else text


_DONE = {"engagement.cancelled": "called-off"}
_TOLD_OTHERWISE = ("disputed", "dispute-settled", "retracted", "corroborated")


def _reasons(facts: Iterable[Revision], voice: Voice) -> Iterator[tuple[str, str]]:
    """Why facts were recorded that changed something; reasons that are told with what they are for are left out."""
    for fact in facts:
        why = join(fact.why, voice.language) or fact.reason
        if why and fact.type.partition(".")[2] not in _TOLD_OTHERWISE:
            name = "correction" if fact.cause == "correction" else _DONE.get(fact.type, "change")
            yield word(name, voice.language).format(day=voice.day(fact.recorded_at)), why


def _also(found: Difference, citations: Iterable[Citation], language: str) -> str:
    if not any(fact.type.endswith(".corroborated") for fact in found.facts):
        return ""
    named = {one.source: source_name(one, language) for one in citations}
    return clauses((named[source] for source in found.sources if source in named), language)


# -- the words behind it ----------------------------------------------------------------------------------------------


def _behind(found: Difference, citations: Sequence[Citation]) -> list[Citation]:
    """What proves the changes: from sources that were not cited before, or for the fields that changed, or why."""
    fields = {root(change.field) for change in found.changes} | {root(one.field) for one in found.disputed}
    proving = fields | {REASON}
    new = [one for one in citations if one.source in found.sources]
    proved = new + [one for one in citations if one not in new and proving & set(map(root, one.supports))]
    # That it took place, or was called off, is proved by what proves no field.
    return proved or [*citations]


def quoted(citations: Iterable[Citation], voice: Voice, *, most: int = QUOTES_AN_ITEM) -> tuple[Quoted, ...]:
    """The first few words quoted behind something, source by source, in the language of the mail before others."""
    first = sorted((one for one in citations if one.quote), key=lambda one: one.language != voice.language)
    once = dict.fromkeys((_marked(one), _source(one, voice)) for one in first)
    by_source: dict[tuple[str, str | None], list[Quote]] = {}
    for quote, source in [*once][:most]:
        by_source.setdefault(source, []).append(quote)
    return tuple(Quoted(tuple(quotes), *source) for source, quotes in by_source.items())


def _marked(one: Citation) -> Quote:
    text = tamed(one.quote or "", 200)
    return Quote(f"«{text}»" if one.language == "ar" else f"“{text}”", one.language)


def _source(one: Citation, voice: Voice) -> tuple[str, str | None]:
    url = one.url if one.url and one.url.startswith(("https://", "http://")) else None
    return tamed(source_name(one, voice.language), 200), url


# -- what is on the agenda --------------------------------------------------------------------------------------------


def on_agenda(matter: Matter, state: State, now_us: int, voice: Voice) -> Item:
    """A matter of the agenda and where it stands. It names days, not how far off they are: mail is read when it is."""
    timing, language = matter.timing, voice.language
    kind, _, name = timing.stream.partition(":")
    stage = reached(timing, now_us)
    lines = [(voice.word("deadline" if timing.what == "deadline" else "when"), _awaited(matter, state, voice))]
    if matter.disputed:
        lines.append((voice.word("in-dispute"), voice.word("disputed")))
    if timing.what == "deadline":
        lines.append((OF_FEEDS[language]["last-word"], voice.word(matter.status or "no-report")))
    lines.append((voice.word("instrument"), join(matter.instrument, language)))
    lines.append((voice.word("parties"), parties_told(matter.parties, matter.labels, language)))
    return Item(
        kind=kind,
        id=name,
        title=tamed(_numbered(matter, language)) or voice.word("untitled"),
        language=matter.title.language_of(language),
        tag=word(f"{state}-state", language),
        lines=tuple(Line(_heading(name), tamed(text)) for name, text in lines if text),
        quotes=quoted(matter.citations, voice, most=1),
        page=f"engagements/{name}" if kind == "engagement" else None,
        why=f"{timing.what} {timing.subject}, {state} for {timing.on}{f', stage {stage.name}' if stage else ''}",
    )


def _numbered(matter: Matter, language: str) -> str:
    title = matter.title.in_language(language)
    number = matter.number
    spelled = number_of_meeting(number, title, language) if number and matter.timing.what == "expected" else ""
    return f"{title} ({spelled})" if spelled else title


def _awaited(matter: Matter, state: State, voice: Voice) -> str:
    language, what = voice.language, matter.timing.what
    first, last = (day_in_words(day, language) for day in (matter.earliest, matter.latest))
    awaited = word(what if what != "deadline" else "deadline-told", language).format(
        on=day_in_words(matter.timing.on.isoformat(), language),
        earliest=first,
        latest=last,
        days=first if first == last else f"{first} – {last}",
        by=day_told(matter.by or "", language),
        which=WORDS[language].get(f"{matter.which}-which", ""),
    )
    return clauses((awaited, WORDS[language].get(f"{what}-{state}", "")), language)
