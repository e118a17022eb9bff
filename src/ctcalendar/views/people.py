"""People and organisations as others spell them, and where people sat: what several entries of one man come to.

What was merged into an entry is counted there too, in any number of steps. Mentions stay as they were printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.paths import is_within, root
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.question import Question

Plain = dict[str, Any]

_LANGUAGES = ("en", "ar")


class Seat(NamedTuple):
    """Somebody at a table, as far as the asker may see it."""

    person: str
    engagement: str
    party: str
    role: str
    organisation: str | None
    title_en: str | None
    title_ar: str | None
    name_en: str | None
    name_ar: str | None
    when: str | None
    earliest: str | None
    latest: str | None
    kind: str
    status: str
    called_en: str | None
    called_ar: str | None
    series: str | None


class Asked(NamedTuple):
    """Who asks, and about which moment."""

    reader: Reader
    clearance: Clearance
    as_of: int | None = None

    @property
    def question(self) -> Question:
        """A WHERE to be written for them."""
        return Question(self.clearance, self.as_of)


def people(asked: Asked, found: Sequence[Card]) -> Mapping[str, Plain]:
    """What each of some people is called by whom, held, and sat at, with all entries that were merged into theirs."""
    merged = _merged(asked)
    under = {card.id: _entries(card.id, merged) for card in found}
    some = {entry for entries in under.values() for entry in entries}
    known = {card.id: card for card in found}
    known |= {card.id: card for card in _cards(asked, sorted(some - known.keys()))}
    held, present = _offices(asked, some), _grouped((seat.person, seat) for seat in seats(asked, some))
    named = (seat for found in present.values() for seat in found if seat.name_en or seat.name_ar)
    cited = _cited(asked, {seat.engagement for seat in named})
    return {
        card.id: {
            "merged_into": card.fields.get("merged_into"),
            "offices": [office for entry in under[card.id] for office in held[entry]],
            "engagements": sorted({seat.engagement for entry in under[card.id] for seat in present[entry]}),
            "merged": merged[card.id],
            "spellings": _spellings([known[entry] for entry in under[card.id] if entry in known], present, cited),
            "participations": _participations(seat for entry in under[card.id] for seat in present[entry]),
        }
        for card in found
    }


def spellings(card: Card) -> list[Plain]:
    """How an item is spelt: our labels, and what sources attest."""
    return _spellings([card], {}, {})


def seats(asked: Asked, only: Iterable[str] | None = None) -> Iterator[Seat]:
    """Who sat where, in order of day; those of some people, if they are few enough to be named."""
    question = asked.question
    tests = [
        "p.person IS NOT NULL",
        question.standing("p"),
        _counts(question, "'engagement:' || p.engagement"),
        *(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party")),
        *_named(question, "p.person", only),
    ]
    rows = asked.reader.rows(
        f"""SELECT p.person, p.engagement, p.party, p.role, p.organisation, p.title_en, p.title_ar,
        p.name_en, p.name_ar, e.when_edtf, e.earliest, e.latest, e.kind, e.status, e.title_en, e.title_ar,
        CASE WHEN {question.visible("series", "e.series")} THEN e.series END
        FROM participation p JOIN engagement e ON e.id = p.engagement AND {question.standing("e")}
        WHERE {" AND ".join(tests)} ORDER BY e.sort_day, e.id, p.number""",
        question.parameters,
    )
    return (Seat(*row) for row in rows)


def _cards(asked: Asked, only: Sequence[str]) -> Iterator[Card]:
    return cards(asked.reader, "person", clearance=asked.clearance, as_of=asked.as_of, only=only)


def _merged(asked: Asked) -> Mapping[str, list[str]]:
    """Entry -> those merged into it."""
    question = asked.question
    rows = asked.reader.rows(
        f"""SELECT n.merged_into, n.id FROM person n WHERE n.merged_into > '' AND {question.standing("n")}
        AND {_counts(question, "'person:' || n.id")} ORDER BY 1, 2""",
        question.parameters,
    )
    return _grouped(rows)


def _entries(name: str, merged: Mapping[str, Sequence[str]]) -> list[str]:
    """An entry, and all that were merged into it, in any number of steps."""
    entries = [name]
    seen = {name}
    for entry in entries:
        entries += [one for one in merged.get(entry, ()) if one not in seen]
        seen |= {*entries}
    return entries


def _offices(asked: Asked, only: Iterable[str]) -> Mapping[str, list[Plain]]:
    question = asked.question
    tests = [
        question.standing("o"),
        _counts(question, "'office:' || o.id"),
        *(question.visible(kind, f"o.{kind}") for kind in ("organisation", "party")),
        *_named(question, "o.person", only),
    ]
    rows = asked.reader.rows(
        f"""SELECT o.person, o.id, o.title_en, o.title_ar, o.organisation, o.party, o.held_from, o.held_to
        FROM office o WHERE {" AND ".join(tests)} ORDER BY o.held_from NULLS FIRST, o.id""",
        question.parameters,
    )
    return _grouped((person, _office(office)) for person, *office in rows)


def _office(row: Sequence[Any]) -> Plain:
    name, en, ar, organisation, party, since, until = row
    title = {"en": en, "ar": ar}
    return {"id": name, "title": title, "organisation": organisation, "party": party, "from": since, "to": until}


def _participations(found: Iterable[Seat]) -> list[Plain]:
    """Each seat with its day and role, in order of day."""
    told = sorted(found, key=lambda seat: (seat.earliest or seat.latest or "9999", seat.engagement))
    return [
        {
            "engagement": seat.engagement,
            "when": seat.when or _bounds(seat),
            "kind": seat.kind,
            "engagement_status": seat.status,
            "title": {"en": seat.called_en, "ar": seat.called_ar},
            "role": seat.role,
            "party": seat.party,
            "organisation": seat.organisation,
            "entry": seat.person,
        }
        for seat in told
    ]


def _bounds(seat: Seat) -> str | None:
    return f"{seat.earliest or ''}…{seat.latest or ''}" if seat.earliest or seat.latest else None


# -- spellings --------------------------------------------------------------------------------------------------------


def _spellings(
    entries: Sequence[Card],
    present: Mapping[str, Sequence[Seat]],
    cited: Mapping[str, Sequence[tuple[Plain, Sequence[str]]]],
) -> list[Plain]:
    """Every way in which some entries of one item are spelt, each once, with all who spell it so."""
    found: dict[tuple[str, str | None], Plain] = {}
    for card in entries:
        for language in _LANGUAGES:
            if text := (card.fields.get("names") or {}).get(language):
                _add(found, text, language, "label", card.id, _claimed(card, "names", text, language))
        for alias in card.fields.get("aliases", ()):
            text, language = alias["text"], alias.get("language")
            spelling = _add(found, text, language, "alias", card.id, _claimed(card, "aliases", text, language))
            spelling["note"] = spelling["note"] or alias.get("note")
        for seat in present.get(card.id, ()):
            for language, printed in zip(_LANGUAGES, (seat.name_en, seat.name_ar), strict=True):
                if printed:
                    proofs = _printed(cited.get(seat.engagement, ()), card.id, printed, language)
                    spelling = _add(found, printed, language, "printed", card.id, proofs)
                    spelling["engagements"] += [seat.engagement][: seat.engagement not in spelling["engagements"]]
    return [*found.values()]


def _add(
    found: dict[tuple[str, str | None], Plain],
    text: str,
    language: str | None,
    how: str,
    entry: str,
    citations: Iterable[Plain],
) -> Plain:
    spelling = found.setdefault(
        (text, language),
        {
            "text": text,
            "language": language,
            "as": [],
            "note": None,
            "entries": [],
            "engagements": [],
            "citations": [],
        },
    )
    for listed, member in (("as", how), ("entries", entry), *(("citations", one) for one in citations)):
        if member not in spelling[listed]:
            spelling[listed].append(member)
    return spelling


def _claimed(card: Card, field: str, text: str, language: str | None) -> Iterator[Plain]:
    """The citations of the claims on a label or an alias."""
    for claim in card.claims:
        is_told = claim.source is not None and claim.rank != "deprecated" and root(claim.field) == field
        if is_told and _is_spelt(claim.field, claim.value, text, language):
            yield {"source": claim.source, "quote": claim.quote, "locator": claim.locator}


def _is_spelt(path: str, value: Any, text: str, language: str | None) -> bool:
    """Whether a claimed value, or one of its members, is that spelling."""
    if isinstance(value, str):
        return value == text and path.rpartition(".")[2] in (language, "text")
    if isinstance(value, list):
        return any(_is_spelt(path, member, text, language) for member in value)
    if isinstance(value, dict):
        return bool(value.get(language) == text or (value.get("text") == text and value.get("language") == language))
    return False


def _printed(cited: Iterable[tuple[Plain, Sequence[str]]], person: str, text: str, language: str) -> Iterator[Plain]:
    """The citations of an engagement that prove the name under which somebody took part there."""
    member = f"participants.{person}"
    for citation, supports in cited:
        if citation["language"] not in (None, language):
            continue
        named = any(path == member or is_within(path, f"{member}.name") for path in supports)
        # What proves more than the name is of the name where its words hold it.
        if text in citation["quote"] if citation["quote"] else named:
            yield {key: citation[key] for key in ("source", "quote", "locator")}


def _cited(asked: Asked, engagements: Iterable[str]) -> Mapping[str, list[tuple[Plain, Sequence[str]]]]:
    """Engagement -> the citations that prove something of who took part, each with the fields it proves."""
    question = asked.question
    named = _named(question, "c.subject", {f"engagement:{name}" for name in engagements})
    tests = [
        *named,
        question.standing("c"),
        question.visible("source", "c.source"),
        "c.supports LIKE '%\"participants%'",
    ]
    rows = asked.reader.rows(
        f"""SELECT substr(c.subject, 12), c.source, c.language, c.quote, c.locator, c.supports FROM citation c
        WHERE {" AND ".join(tests)} ORDER BY c.subject, c.revision, c.number""",
        question.parameters,
    )
    told = ("source", "language", "quote", "locator")
    return _grouped((name, (dict(zip(told, row, strict=True)), codec.decode(paths))) for name, *row, paths in rows)


# -- common to all of these -------------------------------------------------------------------------------------------


def _named(question: Question, column: str, only: Iterable[str] | None) -> list[str]:
    """That a column names one of some, if they are few enough to be named; else all are read."""
    some = None if only is None else sorted(only)
    return [] if some is None or len(some) > AT_ONCE else [f"{column} IN ({question.bind_all(some) or 'NULL'})"]


def _counts(question: Question, stream: str) -> str:
    """That an item may be seen and was not retracted."""
    retracted = f"SELECT 1 FROM retraction x WHERE x.subject = {stream} AND {question.standing('x')}"
    return f"{question.visible_stream(stream)} AND NOT EXISTS ({retracted})"


def _grouped(pairs: Iterable[Row]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for owner, member in pairs:
        found[owner].append(member)
    return found
