"""Saved feeds and the digests of tokens in their tables: names once, addresses remembered after they are revoked."""

from collections.abc import Callable
from typing import TypeVar

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import feeds
from ctcalendar.desk.feeds import Address

OLD, NEW = "ab" * 32, "cd" * 32
DEFINITION = '{"name":"x","title":{"ar":"زيارات “الخليج”"}}'

T = TypeVar("T")


def do(app: App, what: Callable[[Driver], T]) -> T:
    """Do something in a transaction."""
    with transacting(app.settings) as connection:
        return what(Driver(connection))


def add(app: App, name: str = "x", definition: str = DEFINITION, *, now_us: int = 1) -> bool:
    """Save a feed."""
    return do(app, lambda driver: feeds.add(driver, name, definition, now_us=now_us))


def with_token(app: App, name: str = "x", sha256: str = OLD, *, now_us: int = 1) -> None:
    """Save a feed and give it an address."""
    add(app, name)
    do(app, lambda driver: feeds.add_token(driver, name, sha256, now_us=now_us))


def address(app: App, sha256: str = OLD) -> Address | None:
    """What a digest leads to."""
    with open_reader(app.settings.database) as reader:
        return feeds.address(reader, sha256)


def changed_at(app: App, name: str = "x") -> int:
    """When a feed last changed."""
    with open_reader(app.settings.database) as reader:
        found = feeds.definition(reader, name)
    assert found is not None
    return found[1]


def test_a_definition_is_kept_as_it_is(app: App):
    """Every letter of it, under its name; feeds come in the order of their names."""
    assert add(app, "z", "{}")
    assert add(app)
    with open_reader(app.settings.database) as reader:
        assert feeds.definition(reader, "x") == (DEFINITION, 1)
        assert feeds.definition(reader, "y") is None
        assert feeds.definitions(reader) == [("x", DEFINITION, 1), ("z", "{}", 1)]


def test_a_name_is_taken_once(app: App):
    """The second definition is not put in the place of the first."""
    assert add(app)
    assert not add(app, definition="{}")
    with open_reader(app.settings.database) as reader:
        assert feeds.definition(reader, "x") == (DEFINITION, 1)


def test_a_token_leads_to_its_feed_until_it_is_revoked(app: App):
    """And is remembered afterwards, so that it can be told from one that never was."""
    with_token(app)
    assert address(app) == Address("x", is_revoked=False)
    assert address(app, NEW) is None
    assert do(app, lambda driver: feeds.revoke(driver, "x", now_us=2)) == 1
    assert address(app) == Address("x", is_revoked=True)
    assert do(app, lambda driver: feeds.revoke(driver, "x", now_us=3)) == 0


def test_revoking_takes_the_addresses_of_one_feed(app: App):
    """Another feed's stay, and so does one given later."""
    with_token(app)
    with_token(app, "y", NEW)
    do(app, lambda driver: feeds.revoke(driver, "x", now_us=2))
    assert address(app, NEW) == Address("y", is_revoked=False)
    do(app, lambda driver: feeds.add_token(driver, "x", "ef" * 32, now_us=3))
    assert address(app, "ef" * 32) == Address("x", is_revoked=False)


def test_a_removed_feed_is_gone_and_its_addresses_are_revoked(app: App):
    """A feed that takes the name later does not inherit them."""
    with_token(app)
    assert do(app, lambda driver: feeds.remove(driver, "x", now_us=2))
    assert not do(app, lambda driver: feeds.remove(driver, "x", now_us=3))
    with open_reader(app.settings.database) as reader:
        assert feeds.definitions(reader) == []
    assert address(app) == Address("x", is_revoked=True)
    add(app, now_us=4)
    assert address(app) == Address("x", is_revoked=True)


def test_a_feed_knows_when_it_changed(app: App):
    """Saved, or given an address."""
    add(app, now_us=5)
    assert changed_at(app) == 5
    do(app, lambda driver: feeds.add_token(driver, "x", OLD, now_us=7))
    assert changed_at(app) == 7
