"""What is retracted or classified otherwise while something that names it is being recorded."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import kept_engine, transaction
from ctcalendar.errors import BadInput, Incoherent
from ctcalendar.log.append import lock_head
from ctcalendar.settings import Settings

NOTE = """
sources:
- {id: note, kind: media-note, title: {en: Note}}
people:
- {id: envoy, names: {en: Envoy}, citations: [{source: note}]}
"""
VISIT = """
engagements:
- id: visit
  kind: visit
  status: held
  title: {en: Visit to Doha}
  parties: [QA, FR]
  participants: [{person: envoy, party: FR, role: visitor}]
  citations: [{source: note, language: en, quote: went to Doha, supports: [parties]}]
"""
RETRACTION = "retractions: [{subject: envoy, reason: nobody of that name was found}]"


@pytest.mark.postgres
def test_who_is_retracted_meanwhile_is_not_named(postgres_calendar: str, clock: Clock):
    """On PostgreSQL both are decided at once; the one that commits second is refused, and is right to be."""
    app = App(Settings(database_url=postgres_calendar), clock=clock)
    app.record([("note", NOTE.encode())])
    outcomes: dict[str, BaseException | None] = {}
    with _head_held(postgres_calendar) as waiting:
        threads = []
        for number, (name, text) in enumerate((("retraction", RETRACTION), ("visit", VISIT)), 1):
            threads.append(threading.Thread(target=_record, args=(app, name, text, outcomes)))
            threads[-1].start()
            waiting(number)  # PostgreSQL gives the lock in the order in which it was asked for
    for thread in threads:
        thread.join(timeout=30)
    assert outcomes["retraction"] is None
    assert isinstance(outcomes["visit"], Incoherent)
    assert "person:envoy was retracted" in str(outcomes["visit"])
    with pytest.raises(BadInput, match="was retracted"):
        app.record([("visit", VISIT.encode())])


def _record(app: App, name: str, text: str, outcomes: dict[str, BaseException | None]) -> None:
    try:
        app.record([(name, text.encode())])
        outcomes[name] = None
    except Incoherent as error:
        outcomes[name] = error


@contextmanager
def _head_held(url: str) -> Iterator[Callable[[int], None]]:
    """Hold the head of the log; what is given waits until so many others wait for it."""
    engine = kept_engine(url)
    with transaction(engine, url) as connection:
        lock_head(Driver(connection))

        def waiting(count: int) -> None:
            for _ in range(2_000):
                with transaction(engine, url) as other:
                    rows = Driver(other).rows("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if rows[0][0] >= count:
                    return
            raise AssertionError(f"not {count} wait for the head of the log")

        yield waiting
