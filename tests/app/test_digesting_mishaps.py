"""Digests when something is not as it should be: rows nobody can read, subscriptions begun anew, late secrets."""

from collections.abc import Iterator

import pytest

from app.digested import DAY_US, instant, join, joined, mails, meet, people, started
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.sending import send_due
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.domain.clearance import Clearance
from doors import run
from mail.digests import tell
from views.databases import Databases

FIRST = instant("2025-11-02T07:00:00Z")


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with nothing to tell yet, on each engine in turn."""
    with databases.empty() as settings:
        yield started(settings, clock)


def spoil(app: App, name: str, column: str, value: str) -> None:
    """Write into a subscriber's row what could not have been saved."""
    with transacting(app.settings) as connection:
        Driver(connection).run(f"UPDATE subscriber SET {column} = ? WHERE id = ?", (value, name))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("asked", '{"nope": 1}'),
        ("asked", "no JSON"),
        ("clearance", "COSMIC"),
        ("language", "fr"),
        ("at_time", "25:00"),
        ("sections", "x"),
    ],
)
def test_one_row_that_cannot_be_read_keeps_mail_from_nobody_else(app: App, column: str, value: str):
    """Neither digests nor reminders; it is looked at again an hour later, and its window stays where it was."""
    join(app, "ann", "bad", immediate=1)
    spoil(app, "bad", column, value)
    meet(app, "one")
    done = app.tick(now_us=FIRST)
    assert (done.queued, [mail.subscriber for mail in mails(app)]) == (1, ["ann"])
    assert app.tick(now_us=FIRST).queued == 0
    assert app.missed() is None


def test_a_row_that_cannot_be_read_is_listed_as_it_is(app: App, monkeypatch: pytest.MonkeyPatch):
    """So that it can be found and mended with our own tools."""
    join(app)
    spoil(app, "ann", "asked", "no JSON")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", app.settings.database)
    answer = run("subscriber", "list", "--format", "json")
    assert (answer.code, "no JSON" in answer.out) == (0, True)


def test_who_comes_back_with_a_lower_clearance_is_sent_nothing_of_the_higher(app: App, clock: Clock):
    """Mail that waited is of the subscription that was ended."""
    first = joined(app, clearance=Clearance.CONFIDENTIAL)
    meet(app, "one", classification="CONFIDENTIAL")
    app.tick(now_us=FIRST)
    assert len(mails(app, first.id)) == 1
    people(app).remove(first.id)
    clock.now_us = FIRST + DAY_US
    again = joined(app)
    assert again.id == first.id
    sent = send_due(app.settings.__class__(**_with_maildir(app)), clock=lambda: FIRST + DAY_US)
    assert (sent.sent, [mail.state for mail in mails(app, first.id)]) == (0, ["suppressed"])
    assert [mail.message for mail in mails(app, first.id)] == [None]


def _with_maildir(app: App) -> dict[str, object]:
    own = {name: getattr(app.settings, name) for name in app.settings.__struct_fields__}
    return {**own, "mail_url": "maildir:///nowhere/at/all"}


def test_what_was_classified_while_mail_waited_is_not_sent(app: App):
    """What else stood in it is told by the next digest, as far as it may still be."""
    join(app)
    meet(app, "one", "two")
    app.tick(now_us=FIRST)
    tell(app, reclassifications=[{"subject": "one", "classification": "CONFIDENTIAL", "reason": "a mistake"}])
    app.tick(now_us=FIRST + 60_000_000)
    (kept_back,) = mails(app)
    assert (kept_back.state, kept_back.address, kept_back.message) == ("suppressed", None, None)
    app.tick(now_us=FIRST + DAY_US)
    later = mails(app)[-1]
    assert later.message is not None
    assert ("Visit two" in later.message, "Visit one" in later.message) == (True, False)


def test_an_erasure_takes_mail_of_who_is_gone(app: App):
    """Also what was queued in the very moment of an erasure, by whoever it was."""
    join(app, "ann", "ben")
    meet(app, "one")
    app.tick(now_us=FIRST)
    with transacting(app.settings) as connection:
        Driver(connection).run("DELETE FROM subscriber WHERE id = ?", ("ann",))
    people(app).erase("ben")
    assert mails(app) == []


def test_who_wants_to_be_forgotten_need_not_spell_the_address_as_they_once_did(app: App):
    """Capital letters make no other person of anybody."""
    joined(app, "Ann@readers.example")
    assert people(app).erase("ann@READERS.example") == 1
    assert people(app).listed() == []
