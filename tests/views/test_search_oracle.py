"""Search beside a plain reading: what is found is what a reader at that clearance finds by reading all there is."""

import re
from collections.abc import Iterable, Iterator
from random import Random

import pytest

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.countries import ALSO, COUNTRIES
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.months import MONTHS
from ctcalendar.domain.sought import sought
from ctcalendar.domain.wording import words
from ctcalendar.views import cards, entries
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.registers import Plain, register
from ctcalendar.views.search import search
from views.databases import Databases
from views.ledger import Ledger, reading
from views.seeds import seeds, told_with_secrets

NAMED = ("person", "organisation", "party", "topic", "series", "instrument")
Texts = dict[str, list[str]]


@pytest.mark.parametrize("seed", seeds(1, 2))
def test_a_word_finds_the_engagements_in_whose_visible_texts_it_stands(databases: Databases, seed: int):
    """At every clearance and about any moment, of random histories: merged and retracted, classified and corrected."""
    told = told_with_secrets(seed)
    with databases.empty() as settings:
        reached = len(Ledger(settings).write([*told.history, *told.secrets]))
        with reading(settings) as reader:
            chance = Random(seed)
            for clearance in Clearance:
                for moment in (None, chance.randint(1, reached)):
                    _agrees(reader, clearance, moment, chance)


def _agrees(reader: Reader, clearance: Clearance, moment: int | None, chance: Random) -> None:
    names = _names(reader, clearance, moment)
    texts = {entry.id: [*_texts(entry, names)] for entry in _all(reader, clearance, moment)}
    bags = {name: [{(word.word, word.stem) for word in words(text)} for text in some] for name, some in texts.items()}
    vocabulary = sorted({word for bag in bags.values() for some in bag for word, _ in some})
    there = {
        (kind, name)
        for kind in KINDS
        for name in cards.names(reader, kind, clearance=clearance, as_of=moment, retracted=False)
    }
    for word in (*chance.sample(vocabulary, min(len(vocabulary), 3)), "nowhere"):
        [term] = sought(word).terms
        form = {term.words[0], term.stems[0]}
        wanted = {name for name, bag in bags.items() if any(_stands(form, some) for some in bag)}
        asked = Filter(text=word)
        assert {*entries.names(reader, asked, clearance=clearance, as_of=moment)} == wanted, (word, clearance, moment)
        answer = search(reader, word, Filter(), clearance=clearance, as_of=moment)
        assert {one.id for one in answer.found if one.item == "engagement"} == wanted, (word, clearance, moment)
        assert {(one.item, one.id) for one in answer.found if one.item != "engagement"} <= there, (word, clearance)


def _stands(form: set[str], some: Iterable[tuple[str, str]]) -> bool:
    return any(form & {*other} for other in some)


def _all(reader: Reader, clearance: Clearance, moment: int | None) -> list[Entry]:
    return entries.history(reader, Filter(), clearance=clearance, as_of=moment)


def _names(reader: Reader, clearance: Clearance, moment: int | None) -> dict[str, Texts]:
    """Kind -> item -> its names, by which engagements that name it are found; a person's under all entries."""
    names: dict[str, Texts] = {}
    for kind in NAMED:
        items = register(reader, kind, clearance=clearance, as_of=moment, retracted=True)
        names[kind] = {item["id"]: [*_called(item)] for item in items}
        into = {item["id"]: item["merged_into"] for item in items if item.get("merged_into")}
        for one, other in [*into.items()] * len(into):
            if other in names[kind]:
                names[kind][one] = names[kind][other] = list(dict.fromkeys(names[kind][one] + names[kind][other]))
    return names


def _called(item: Plain) -> Iterator[str]:
    for field in ("names", "title", "label"):
        yield from ((item.get(field) or {}).get(language) or "" for language in ("en", "ar"))
    yield from (alias["text"] for alias in item.get("aliases", ()))
    if item["item"] == "party":
        yield item["id"]


def _texts(entry: Entry, names: dict[str, Texts]) -> Iterator[str]:
    """Every text by which an engagement is found."""
    own = [entry.title, entry.occasion, *(place.name for place in entry.places), *(says.text for says in entry.says)]
    own += [text for one in entry.participants for text in (one.name, one.title, one.honorific)]
    yield from (text for both in own if both for text in (both.en, both.ar) if text)
    yield from (citation.quote for citation in entry.citations if citation.quote)
    day = (entry.when.edtf if entry.when else None) or ""
    yield day
    yield from (MONTHS[int(month)] for month in re.findall(r"\d{4}-(\d\d)", day) if int(month) in MONTHS)
    for code in (*entry.parties, *(place.country for place in entry.places if place.country)):
        yield from (code, *COUNTRIES[code], *ALSO.get(code, ())) if code in COUNTRIES else ()
    yield from _of_what_it_names(entry, names)


def _of_what_it_names(entry: Entry, names: dict[str, Texts]) -> Iterator[str]:
    named = {
        "person": {one.person for one in entry.participants},
        "organisation": {*entry.agencies, *(one.organisation for one in entry.participants if one.organisation)},
        "party": {*entry.parties},
        "topic": {*entry.topics},
        "series": {entry.series.id} if entry.series else set(),
        "instrument": {*entry.instruments},
    }
    for kind, ids in named.items():
        for name in ids:
            yield from names[kind].get(name or "", ())
