"""What an entry says in words, in any program that shows a description: who, where, on whose word, since when."""

from collections.abc import Iterable, Sequence

from ctcalendar.feeds.words import (
    Labels,
    basis,
    clauses,
    day_in_words,
    days_of,
    dispute_in_words,
    field_in_words,
    join,
    listed,
    party_name,
    value_in_words,
    word,
)
from ctcalendar.views.entry import Assertion, Citation, Entry, Participant, Place, Revision, Words


def description(entry: Entry, people: Sequence[str], language: str) -> str:
    """What a subscriber can read in any program: who, where, on whose word. Plain text, one thing a line."""
    lines = [line for line in (*_facts(entry, people, language), other_title(entry.title, language)) if line]
    lines += corrections(entry, language)
    said = [f"- {text.text.in_language(language)} ({_by(text, entry.labels, language)})" for text in entry.says]
    lines += [f"{word('says', language)}:", *said] if said else []
    return "\n".join([*lines, *sentences(entry.citations, language)])


def other_title(title: Words, language: str) -> str:
    """The title in the other language, where both are known. Not in the first line: it gives a text its direction."""
    if not (title.en and title.ar):
        return ""
    other = title.in_language("en" if language == "ar" else "ar")
    return word("other-title", language).format(title=other)


def _facts(entry: Entry, people: Sequence[str], language: str) -> list[str]:
    when = clauses((days_of(entry, language), basis(entry.when, language)), language)
    participants = [f"- {person}" for person in people if person]
    lines = [
        f"{word('when', language)}: {when}",
        f"{word('where', language)}: {listed((place_name(place, language) for place in entry.places), language)}"
        if entry.places
        else "",
        f"{word('parties', language)}: {party_names(entry, language)}",
        f"{word('status', language)}: {word(entry.status, language)}",
        _reason(entry, language),
        f"{word('occasion', language)}: {entry.occasion.in_language(language)}" if entry.occasion else "",
        f"{word('series', language)}: {_series(entry, language)}" if entry.series else "",
        f"{word('part-of', language)}: {entry.whole.in_language(language)}" if entry.whole else "",
        *(f"{word('instrument', language)}: {one.title.in_language(language)}" for one in entry.agreements),
    ]
    lines += [f"{word('in-dispute', language)}: {text}" for text in disputes(entry, language)]
    lines += [f"{word('participants', language)}:", *participants] if participants else []
    lines += [
        f"- {party_name(one.party, language, entry.labels)}: {word('delegation', language).format(size=one.size)}"
        for one in entry.delegations
    ]
    return lines


def disputes(entry: Entry, language: str) -> list[str]:
    """What is in open dispute, in words."""
    said = {text.id: text.text for text in entry.says}
    told = []
    for found in entry.disputes:
        if found.state == "open":
            of = said.get(found.field.split(".")[1]) if found.field.startswith("says.") else None
            about = f" “{of.in_language(language)}”" if of else ""
            told.append(dispute_in_words(found, entry.labels, language, about=about))
    return told


def corrections(entry: Entry, language: str) -> list[str]:
    """What was recorded otherwise before: a line for each value, with the day it was put right, and why."""
    facts = {fact.recorded_at: fact for fact in entry.history}
    lines = []
    for claim in sorted(entry.claims, key=lambda one: one.superseded_at or ""):
        fact = facts.get(claim.superseded_at or "")
        if fact is not None:
            day = day_in_words(fact.recorded_at[:10], language)
            was = value_in_words(claim.value, claim.field, entry.labels, language)
            field = field_in_words(claim.field, language)
            said = word(_changed(fact), language).format(day=day, field=field, value=was)
            why = join(fact.why, language) or claim.reason or ""
            lines.append(f"{said} ({why})" if why else said)
    return list(dict.fromkeys(lines))


def _changed(fact: Revision) -> str:
    if fact.type.endswith(".dispute-settled"):
        return "settled-on"
    return "corrected-on" if fact.type.endswith(".amended") and fact.cause == "correction" else "changed-on"


def _reason(entry: Entry, language: str) -> str:
    """Why it was called off, where it was."""
    called_off = [fact for fact in entry.history if fact.type == "engagement.cancelled"]
    if entry.status != "cancelled" or not called_off:
        return ""
    why = join(called_off[-1].why, language)
    return f"{word('reason', language)}: {why}" if why else ""


def _series(entry: Entry, language: str) -> str:
    assert entry.series is not None
    number = f" ({entry.series.ordinal})" if entry.series.ordinal else ""
    return f"{entry.series.names.in_language(language)}{number}"


def _by(said: Assertion, labels: Labels, language: str) -> str:
    who = word("document", language) if said.by == "document" else party_name(said.by, language, labels)
    return join(said.label, language) or who


def party_names(entry: Entry, language: str) -> str:
    """The sides, in words."""
    return listed((party_name(party, language, entry.labels) for party in entry.parties), language)


def participant(person: Participant, entry: Entry, language: str) -> str:
    """Somebody at the table, in words: name, title, side and role."""
    name = join(person.label, language) or join(person.name, language) or join(person.title, language)
    title = join(person.title, language) if name != join(person.title, language) else ""
    sent_by = party_name(person.organisation, language, entry.labels) if person.organisation else ""
    side = listed((party_name(person.party, language, entry.labels), word(person.role, language)), language)
    return f"{listed((name or sent_by, title), language)} ({side})"


def place_name(place: Place, language: str) -> str:
    """A place in words: its name, or else its country."""
    return join(place.name, language) or (party_name(place.country, language) if place.country else "")


def sentences(citations: Iterable[Citation], language: str) -> list[str]:
    """The words behind something, a line each, under a heading."""
    quotes: dict[str, list[str]] = {}
    for citation in citations:
        said = quotes.setdefault(source_name(citation, language), [])
        quote = f"«{citation.quote}»" if citation.language == "ar" else f"“{citation.quote}”"
        if citation.quote and quote not in said:
            said.append(quote)
    lines = [f"- {source}" + (f": {_few(said, language)}" if said else "") for source, said in quotes.items()]
    return [f"{word('evidence', language)}:", *lines] if lines else []


QUOTES_TOLD = 4
"""Of each source, in a calendar: some programs cut a long text. The page has all."""


def _few(quotes: Sequence[str], language: str) -> str:
    more = len(quotes) - QUOTES_TOLD
    told = [*quotes[:QUOTES_TOLD], *([word("more", language).format(number=more)] if more > 0 else [])]
    return " · ".join(told)


def source_name(citation: Citation, language: str) -> str:
    """A source in words: its title, when it was published, and whether it was retracted."""
    published = day_in_words(citation.published, language) if citation.published else ""
    retracted = word("retracted", language) if citation.retracted else ""
    return listed((join(citation.title, language) or citation.source, published, retracted), language)
