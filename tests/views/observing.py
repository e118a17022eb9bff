"""Everything that can be observed of a record at a clearance, as bytes: two records that differ in none look alike.

To add what else people can see: a line that yields its name and its bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ctcalendar.app import App
from ctcalendar.app.agenda import matters
from ctcalendar.app.life import life_of
from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.views import cards, counting, dated, differences, entries, newest, registers
from ctcalendar.views.beginnings import beginning
from ctcalendar.views.filter import STATUSES, Filter
from ctcalendar.views.search import search

EVERYTHING = Filter(status=STATUSES)
ASKED = (Filter(), EVERYTHING)
GROUPINGS = (*counting.GROUPINGS,)

Observed = Iterator[tuple[str, Any]]


def observations(
    observed: App | Reader,
    clearance: Clearance,
    *,
    asked: Sequence[Filter] = ASKED,
    ids: Iterable[str] = (),
    moments: Iterable[int | None] = (None,),
) -> dict[str, bytes]:
    """What a reader at a clearance gets, by the name of the question.

    `asked` are the filters, `ids` ids to ask for one by one, besides those of all engagements; `moments` log positions,
    None for the present.
    """
    if isinstance(observed, App):
        with observed.reading() as reader:
            return observations(reader, clearance, asked=asked, ids=ids, moments=moments)
    return {
        f"{name} as of {moment}": codec.encode(answer)
        for moment in moments
        for name, answer in (
            *_engagements(observed, clearance, moment, asked),
            *_one_by_one(observed, clearance, moment, ids),
            *_items(observed, clearance, moment),
            *_differences(observed, clearance, moment),
            *_by_clocks(observed, clearance, moment),
            *_to_do(observed, clearance, moment),
            *(_of_the_present(observed, clearance) if moment is None else ()),
            *_searched(observed, clearance, moment),
        )
    }


def _engagements(reader: Reader, clearance: Clearance, moment: int | None, asked: Sequence[Filter]) -> Observed:
    at: dict[str, Any] = {"clearance": clearance, "as_of": moment}
    for one in asked:
        name = {term: value for term, value in codec.plain(one).items() if value not in (None, [])}
        yield f"names {name}", entries.names(reader, one, **at)
        yield f"count_undated {name}", entries.count_undated(reader, one, **at)
        yield f"history {name}", entries.history(reader, one, **at)
        yield f"lines {name}", list(entries.lines(reader, one, **at))
        yield f"newest {name}", newest.newest(reader, one, 3, **at)
        for by in GROUPINGS if one == EVERYTHING else _some(one):
            yield f"grouped {by} {name}", str(counting.grouped(reader, one, by, language="en", **at))
            yield f"members {by} {name}", list(counting.members(reader, one, by, language="en", **at))


def _some(asked: Filter) -> Iterator[str]:
    """One way to group what a filter finds, by chance: what it finds is told above, everything is grouped every way."""
    yield GROUPINGS[len(codec.encode(asked)) % len(GROUPINGS)]


def _one_by_one(reader: Reader, clearance: Clearance, moment: int | None, ids: Iterable[str]) -> Observed:
    at: dict[str, Any] = {"clearance": clearance, "as_of": moment}
    for name in sorted({*entries.names(reader, EVERYTHING, **at), *ids}):
        yield f"one {name}", entries.one(reader, name, **at)


def _items(reader: Reader, clearance: Clearance, moment: int | None) -> Observed:
    for kind in KINDS:
        if kind != "engagement":
            at: dict[str, Any] = {"clearance": clearance, "as_of": moment}
            yield f"names of {kind}", cards.names(reader, kind, **at)
            yield f"cards of {kind}", list(cards.cards(reader, kind, retracted=True, **at))
            yield f"register of {kind}", registers.register(reader, kind, **at)


def _differences(reader: Reader, clearance: Clearance, moment: int | None) -> Observed:
    if moment is not None:
        yield "differences since the first fact", list(differences.differences(reader, 1, moment, clearance=clearance))


PUBLIC_BY = Filter(published_by="2018-09-10")
HAPPENED = Filter(since="2017-11-09", until="2018-09-10", published_by="2019-01-01")


def _by_clocks(reader: Reader, clearance: Clearance, moment: int | None) -> Observed:
    at: dict[str, Any] = {"clearance": clearance, "as_of": moment}
    for kind in KINDS:
        for asked in (PUBLIC_BY, HAPPENED):
            if asked.since is None or kind not in dated.WITHOUT_DAYS:
                name = f"{kind} by {asked.published_by} since {asked.since}"
                yield f"chosen of {name}", dated.chosen(reader, kind, asked, **at)
        if kind != "engagement":
            by = PUBLIC_BY.published_by
            yield f"register of {kind} as was public", registers.register(reader, kind, published_by=by, **at)
    if moment is not None:
        changed = differences.differences(reader, 1, moment, clearance=clearance, published_by=PUBLIC_BY.published_by)
        yield "differences as was public", list(changed)


def _of_the_present(reader: Reader, clearance: Clearance) -> Observed:
    for kind in KINDS:
        yield f"beginning of {kind}", beginning(reader, kind, "", language="en", clearance=clearance, limit=500)
        for name in cards.names(reader, kind, clearance=clearance):
            yield f"life of {kind} {name}", life_of(reader, Stream(kind, name), clearance=clearance)


def _to_do(reader: Reader, clearance: Clearance, moment: int | None) -> Observed:
    yield "agenda", list(matters(reader, clearance, as_of=moment))


SOUGHT = (("dialogue", Filter()), ("envoy qatar -signing", Filter(published_by="2018-06-30")))


def _searched(reader: Reader, clearance: Clearance, moment: int | None) -> Observed:
    for text, asked in SOUGHT:
        yield f"search {text} {asked.spelled()}", search(reader, text, asked, clearance=clearance, as_of=moment)
