"""Asking: what every question begins with, a state of the record and the moment asked about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from ctcalendar.app.moments import position
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.log.read import head, refuse_unreadable, stored_types
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from ctcalendar.views.version import check_views


class Asking:
    """What can be asked of one database. What only reads an SQLite file imports no database library."""

    settings: Settings
    _clock: Callable[[], int]

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A Reader on the database, once it is sure that this program understands all that is in it."""
        with open_reader(self.settings.database) as reader:
            refuse_unreadable(stored_types(reader))
            check_views(reader, head(reader)[0])
            yield reader

    @contextmanager
    def _asking(self, asked: Filter, clearance: Clearance) -> Iterator[tuple[Reader, int | None]]:
        """A Reader, and the position that the filter's as-of means."""
        with self.reading() as reader:
            as_of = position(reader, asked.as_of, clearance)
            if asked.after is not None:
                self._check_after(reader, asked.after, clearance, as_of)
            yield reader, as_of

    @contextmanager
    def _by_clocks(
        self, asked: Filter | None, as_of: str | None, clearance: Clearance
    ) -> Iterator[tuple[Reader, Filter, int | None]]:
        """A Reader, the clocks of a filter with the days they mean today, and the position that its as-of means."""
        given = asked or Filter(as_of=as_of)
        clocks = Filter(
            since=given.since, until=given.until, published_by=given.published_by, as_of=given.as_of or as_of
        )
        with self._asking(clocks, clearance) as (reader, position):
            yield reader, self._today(clocks), position

    def today(self) -> date:
        """The day it is, in UTC."""
        return datetime.fromtimestamp(self._clock() // 1_000_000, UTC).date()

    def _today(self, asked: Filter) -> Filter:
        """The filter with the days that its relative terms mean today."""
        return asked.on(self.today())

    def _check_after(self, reader: Reader, name: str, clearance: Clearance, as_of: int | None) -> None:
        from ctcalendar.views.entries import names

        if not names(reader, Filter(), clearance=clearance, as_of=as_of, only=[name], retracted=True):
            raise BadInput(f"after: no engagement {name!r} is recorded", hint="give the last id you were shown")


def day_of(text: str | None) -> str | None:
    """The last day that a text means as `published_by`, which may be a day, a month or a year."""
    return None if text is None else Filter.parse({"published_by": [text]}).published_by
