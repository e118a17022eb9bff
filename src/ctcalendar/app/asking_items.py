"""Asking for items of any kind: found by words, listed in registers, shown whole, with their lives and what changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from ctcalendar.app.asking import Asking, day_of
from ctcalendar.app.moments import position, refuse_reversed
from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import Stream
from ctcalendar.errors import BadInput, NotOnRecord
from ctcalendar.log.read import head
from ctcalendar.views.filter import Filter

if TYPE_CHECKING:
    from ctcalendar.app.archive import Cited
    from ctcalendar.domain.quotes import Surroundings
    from ctcalendar.domain.standing import Standing
    from ctcalendar.views.dated import Chosen
    from ctcalendar.views.differences import Difference
    from ctcalendar.views.knowing import Unknown
    from ctcalendar.views.life import Life
    from ctcalendar.views.search import Answer

_LISTS = {
    "party": "history --group-by party --count",
    "person": "people",
    "organisation": "organisations",
    "topic": "topics",
    "series": "series",
    "instrument": "instruments",
    "source": "sources",
}
"""Term -> what lists that by which it can be asked."""


class AskingItems(Asking):
    """What can be asked of items of every kind."""

    def beginning(
        self, kind: str, text: str, *, language: str, clearance: Clearance, limit: int = 200
    ) -> list[tuple[str, str | None]]:
        """The ids of a kind that begin with a text, and what each is called."""
        from ctcalendar.views.beginnings import beginning

        with self.reading() as reader:
            return beginning(reader, kind, text, language=language, clearance=clearance, limit=limit)

    def search(self, text: str, asked: Filter, *, clearance: Clearance) -> "Answer":
        """What holds all that a text looks for, of every kind, the closest first, and how many there are.

        Raises:
            BadInput: nothing can be looked for by that text.
        """
        from ctcalendar.views.search import search

        with self._asking(asked, clearance) as (reader, position):
            return search(reader, text, self._today(asked), clearance=clearance, as_of=position)

    def unknown(self, asked: Filter, *, clearance: Clearance, limit: int | None = None) -> "list[Unknown]":
        """The values of a filter that name nothing on record, and what may have been meant by each."""
        if not any(getattr(asked, term) for term in _LISTS):
            return []
        from ctcalendar.views.knowing import unknown

        with self.reading() as reader:
            return [*islice(unknown(reader, asked, clearance=clearance), limit)]

    def refuse_unknown(self, asked: Filter, *, clearance: Clearance) -> None:
        """Refuse a filter that names what is not on record, or not to be seen, and say what may have been meant.

        Raises:
            NotOnRecord: it does.
        """
        for term, value, near in self.unknown(asked, clearance=clearance, limit=1):
            raise NotOnRecord(term, value, near and (near.id, near.called("en")), listed=f"ctcalendar {_LISTS[term]}")

    def meant(self, text: str, asked: Filter, *, clearance: Clearance) -> list[tuple[str, str]]:
        """The words looked for that are in no name on record, each with the nearest one that is."""
        from ctcalendar.domain.sought import sought
        from ctcalendar.views.suggesting import meant

        with self._asking(asked, clearance) as (reader, position):
            return list(meant(reader, sought(text), clearance=clearance, as_of=position))

    def find(self, text: str, *, clearance: Clearance, as_of: str | None = None) -> Stream:
        """The item that a text names: its id, or KIND:ID. A bare id that an engagement has too is the engagement's.

        Raises:
            BadInput: there is none at that moment and clearance, or the id is that of several.
        """
        from ctcalendar.views.finding import found

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            return found(reader, text, clearance=clearance, as_of=position)

    def register(
        self,
        kind: str,
        *,
        clearance: Clearance,
        as_of: str | None = None,
        only: Sequence[str] | None = None,
        retracted: bool = False,
        asked: Filter | None = None,
    ) -> list[dict[str, Any]]:
        """The items of a kind, by id, as plain values; those named in `only`, if given.

        `asked` is a filter of which the clocks count (since, until, published_by, as_of) and nothing else.

        Raises:
            BadInput: it asks when items happened that have no days.
        """
        from ctcalendar.views.registers import register

        with self._by_clocks(asked, as_of, clearance) as (reader, clocks, position):
            at: dict[str, Any] = {"clearance": clearance, "as_of": position, "retracted": retracted}
            if clocks.since or clocks.until or clocks.published_by:
                from ctcalendar.views.dated import chosen

                only = chosen(reader, kind, clocks, only=only, **at).names
            return register(reader, kind, only=only, published_by=clocks.published_by, **at)

    def register_names(
        self, kind: str, *, clearance: Clearance, as_of: str | None = None, asked: Filter | None = None
    ) -> list[str]:
        """The ids of the items of a kind, of which `asked` may ask for some as for `register`."""
        return self._chosen(kind, asked, as_of, clearance, retracted=False).names

    def register_left_out(self, kind: str, asked: Filter, *, clearance: Clearance, retracted: bool = False) -> int:
        """How many items of a kind `published_by` leaves out because none of their sources is dated."""
        return self._chosen(kind, asked, None, clearance, retracted=retracted).left_out if asked.published_by else 0

    def _chosen(
        self, kind: str, asked: Filter | None, as_of: str | None, clearance: Clearance, *, retracted: bool
    ) -> "Chosen":
        from ctcalendar.views.dated import chosen

        with self._by_clocks(asked, as_of, clearance) as (reader, clocks, position):
            return chosen(reader, kind, clocks, clearance=clearance, as_of=position, retracted=retracted)

    def item(
        self, text: str, *, clearance: Clearance, as_of: str | None = None, published_by: str | None = None
    ) -> dict[str, Any]:
        """One item of any kind, by its id or KIND:ID, as plain values; an engagement with `item: engagement`.

        Raises:
            BadInput: there is none at that moment and clearance, or the id is that of several; or no source that was
                published by the day `published_by` speaks of it.
        """
        from ctcalendar.views.entries import one
        from ctcalendar.views.finding import found
        from ctcalendar.views.publication import Public
        from ctcalendar.views.registers import register

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            stream = found(reader, text, clearance=clearance, as_of=position)
            by = day_of(published_by)
            public = Public(reader, clearance, position, by)
            public.refuse(stream)
            if stream.kind == "engagement":
                entry = one(reader, stream.id, clearance=clearance, as_of=position)
                return {"item": "engagement", **codec.plain(*public.entries([entry] if entry else []))}
            at: dict[str, Any] = {"clearance": clearance, "as_of": position, "published_by": by}
            items = register(reader, stream.kind, only=[stream.id], retracted=True, **at)
        if not items:  # it names what is hidden, where it must name something
            raise BadInput(f"nothing recorded is called {text!r}", hint="list engagements with: ctcalendar history")
        return items[0]

    def life(
        self, text: str, *, clearance: Clearance, as_of: str | None = None, published_by: str | None = None
    ) -> "Life":
        """The life of one item of any kind, by its id or KIND:ID: its facts, the oldest first, up to a moment.

        With `published_by`, those that cite a source published by that day.

        Raises:
            BadInput: there is none at that moment and clearance, or the id is that of several; or no source that was
                published by the day `published_by` speaks of it.
        """
        from ctcalendar.app.life import life_of
        from ctcalendar.views.finding import found
        from ctcalendar.views.publication import Public

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            stream = found(reader, text, clearance=clearance, as_of=position)
            by = day_of(published_by)
            Public(reader, clearance, position, by).refuse(stream)
            at: dict[str, Any] = {"clearance": clearance, "as_of": position, "published_by": by}
            if (lived := life_of(reader, stream, **at)) is not None:
                return lived
        raise BadInput(f"nothing recorded is called {text!r}", hint="list engagements with: ctcalendar history")

    def as_dossier(self, text: str) -> str:
        """One item as the dossier that would record it as it stands: YAML to edit.

        Raises:
            BadInput: there is none, or the id is that of several.
        """
        from ctcalendar.app.reading_items import dossier_of

        with self.reading() as reader:
            return dossier_of(reader, text)

    def standing(self, text: str) -> "Standing":
        """What one item has come to, as deciding sees it: for who is about to say more of it.

        Raises:
            BadInput: there is none, or the id is that of several.
        """
        from ctcalendar.app.reading_items import standing_of

        with self.reading() as reader:
            return standing_of(reader, text)

    def diff(
        self,
        before: str,
        after: str | None,
        *,
        clearance: Clearance,
        only: Stream | None = None,
        asked: Filter = Filter(),  # noqa: B008  frozen
    ) -> "Iterator[Difference]":
        """What changed after one moment and up to another, by default the present.

        `asked`: of items that happened then (since, until), at both moments as was public by a day (published_by).
        """
        from ctcalendar.app.changes import differences

        with self._between(before, after, clearance) as (reader, since, until):
            yield from differences(reader, since, until, self._today(asked), clearance=clearance, only=only)

    def diff_left_out(
        self, before: str, after: str | None, asked: Filter, *, clearance: Clearance, only: Stream | None = None
    ) -> int:
        """How many of the items that changed `published_by` leaves out because none of their sources is dated."""
        from ctcalendar.app.changes import left_out

        if asked.published_by is None:
            return 0
        with self._between(before, after, clearance) as (reader, since, until):
            return left_out(reader, since, until, self._today(asked), clearance=clearance, only=only)

    @contextmanager
    def _between(self, before: str, after: str | None, clearance: Clearance) -> Iterator[tuple[Reader, int, int]]:
        """A Reader, and the positions that two moments mean."""
        with self.reading() as reader:
            refuse_reversed(before, after)
            since, until = (position(reader, moment, clearance) for moment in (before, after))
            assert since is not None
            yield reader, since, head(reader)[0] if until is None else until

    def context(self, cited: "Iterable[Cited]", *, clearance: Clearance) -> "list[Surroundings | None]":
        """For each citation the words around those it quotes, where the source's text is archived and may be seen."""
        from ctcalendar.app.archive import surroundings

        with self.reading() as reader:
            return surroundings(reader, cited, clearance=clearance)

    def context_of(
        self, plain: Iterable[Mapping[str, Any]], *, clearance: Clearance
    ) -> Callable[[Mapping[str, Any]], str | None]:
        """What gives, for each of some claims or citations as plain values, the words around its quote on a line."""
        from ctcalendar.app.archive import Cited

        cited = list(dict.fromkeys(map(Cited.of, plain)))
        found = dict(zip(cited, self.context(cited, clearance=clearance), strict=True))
        return lambda one: str(around) if (around := found.get(Cited.of(one))) else None
