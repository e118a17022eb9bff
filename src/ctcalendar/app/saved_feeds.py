"""The feeds there are, by name: those every calendar has, one for each party and series, and those somebody saved."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ctcalendar.db.reader import Reader
from ctcalendar.desk import feeds as desk
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, Refused
from ctcalendar.feeds.catalogue import FEEDS, PARTY, SERIES, Feed, party_feed, series_feed
from ctcalendar.feeds.head import COLORS
from ctcalendar.feeds.style import duration
from ctcalendar.settings import Settings
from ctcalendar.views.filter import LANGUAGES, Filter
from ctcalendar.views.sides import parties_there, series_there

if TYPE_CHECKING:
    from ctcalendar.db.driver import Driver

TOKEN_BYTES = 32
TITLE_CHARACTERS = 200
ALARMS = 5
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class SavedFeeds:
    """Feeds by name, and by the secret addresses of private ones."""

    def __init__(self, settings: Settings, reading: Callable[[], AbstractContextManager[Reader]]) -> None:
        self._settings, self._reading = settings, reading

    def public(self, name: str, *, suggest: bool = True) -> Feed:
        """The feed of that name that anybody may fetch.

        Raises:
            NoSuchFeed: there is none. (A private one is none.)
        """
        return self.any(name, private=False, suggest=suggest)

    def any(self, name: str, *, private: bool = True, suggest: bool = True) -> Feed:
        """The feed of that name, private ones too. `suggest`: look for what was meant, where there is none.

        Raises:
            NoSuchFeed: there is none.
        """
        if name in FEEDS:
            return FEEDS[name]
        with self._reading() as reader:
            found = (self._of_side(reader, name) or self._saved(reader, name)) if _ID.fullmatch(name) else None
            if found is not None and (private or not found.private):
                return found
            known = [feed.name for feed in self._listed(reader) if private or not feed.private] if suggest else []
        close = get_close_matches(name, known, n=1)
        listed = "list them: ctcalendar feed list" if suggest else "they are listed at /feeds/"
        hint = f"did you mean {close[0]}?" if close else listed
        raise NoSuchFeed(f"there is no feed {name!r}", hint=hint)

    def all(self) -> list[Feed]:
        """Every feed: those every calendar has, of each party and series that the public sees, and those saved."""
        with self._reading() as reader:
            return list(self._listed(reader))

    def saved(self, name: str) -> Feed:
        """A saved feed.

        Raises:
            NoSuchFeed: none of that name was saved.
        """
        with self._reading() as reader:
            found = self._saved(reader, name)
        if found is None:
            raise NoSuchFeed(f"no feed {name!r} was saved", hint="list them: ctcalendar feed list")
        return found

    def by_token(self, token: str) -> Feed:
        """The private feed of a secret address.

        Raises:
            NoSuchFeed: there never was such an address.
            Revoked: there was, and is no more.
        """
        with self._reading() as reader:
            found = desk.address(reader, digest_of(token)) if _TOKEN.fullmatch(token) else None
            if found is None:
                raise NoSuchFeed("there is no such feed", hint="ask whoever gave you its address")
            feed = None if found.is_revoked else self._saved(reader, found.feed)
        if feed is None:
            raise Revoked(token)
        return feed

    def add(self, feed: Feed, *, now_us: int) -> str | None:
        """Save a feed; the token of its address if it is private, which is told this once.

        Raises:
            BadInput, Refused: its name is no name or taken, or it would show the public more than PUBLIC.
        """
        refuse_unfit(feed)
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver

        with writing(self._settings) as connection:
            driver = Driver(connection)
            if not desk.add(driver, feed.name, codec.encode(feed).decode(), now_us=now_us):
                raise Refused(f"there is a feed {feed.name!r} already", hint="choose another name, or remove it first")
            return _new_token(driver, feed.name, now_us) if feed.private else None

    def remove(self, name: str, *, now_us: int) -> None:
        """Forget a saved feed; its secret addresses answer from now on that it is gone.

        Raises:
            NoSuchFeed: none of that name was saved.
        """
        self.saved(name)
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver

        with writing(self._settings) as connection:
            desk.remove(Driver(connection), name, now_us=now_us)

    def rotate_token(self, name: str, *, now_us: int) -> str:
        """Give a private feed a new address; the old one answers from now on that it is gone.

        Raises:
            NoSuchFeed, Refused: none of that name was saved, or it is public.
        """
        if not self.saved(name).private:
            hint = "its address is its name; only private feeds have a secret one"
            raise Refused(f"the feed {name!r} is public", hint=hint)
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver

        with writing(self._settings) as connection:
            driver = Driver(connection)
            desk.revoke(driver, name, now_us=now_us)
            return _new_token(driver, name, now_us)

    def _listed(self, reader: Reader) -> Iterator[Feed]:
        yield from FEEDS.values()
        for party, label in parties_there(reader, clearance=Clearance.PUBLIC).items():
            yield party_feed(party, label)
        for series, names in series_there(reader, clearance=Clearance.PUBLIC).items():
            yield series_feed(series, names)
        for name, definition, changed_at in desk.definitions(reader):
            if (found := _read(name, definition, changed_at)) is not None:
                yield found

    def _of_side(self, reader: Reader, name: str) -> Feed | None:
        """The feed of a party or series that the public sees."""
        if name.startswith(PARTY):
            party = name.removeprefix(PARTY)
            found = parties_there(reader, clearance=Clearance.PUBLIC, only=party)
            return party_feed(party, found[party]) if party in found else None
        if name.startswith(SERIES):
            series = name.removeprefix(SERIES)
            names = series_there(reader, clearance=Clearance.PUBLIC, only=series)
            return series_feed(series, names[series]) if series in names else None
        return None

    def _saved(self, reader: Reader, name: str) -> Feed | None:
        saved = desk.definition(reader, name)
        return _read(name, *saved) if saved is not None else None


class NoSuchFeed(BadInput):
    """No feed has that name or address."""


class Revoked(BadInput):
    """A secret address that is no more."""

    def __init__(self, token: str) -> None:
        super().__init__("this feed is gone", hint="ask whoever gave you its address for the new one")


def digest_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return sha256(token.encode()).hexdigest()


def _new_token(driver: "Driver", name: str, now_us: int) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    desk.add_token(driver, name, digest_of(token), now_us=now_us)
    return token


def _read(name: str, definition: str, changed_at: int) -> Feed | None:
    """A saved feed as its row has it; None where that could not have been saved: it is not shown to anybody."""
    try:
        found = msgspec.json.decode(definition.encode(), type=Feed)
        refuse_unfit(found)
        if found.name != name or Filter.parse(_grouped(found.asked.spelled())) != found.asked:
            return None
    except (msgspec.DecodeError, UnicodeEncodeError, Refused):
        return None
    return replace(found, saved_at=changed_at)


def _grouped(spelled: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for term, value in spelled:
        given.setdefault(term, []).append(value)
    return given


def refuse_unfit(feed: Feed) -> None:
    """Refuse a feed that cannot be saved.

    Raises:
        BadInput, Refused: its name is none or another's, a choice is none, or it would show the public too much.
    """
    if not _NAME.fullmatch(feed.name):
        raise BadInput(
            f"{feed.name!r} is no name of a feed", hint="small letters, digits and -, as in gulf-visits; 63 at most"
        )
    if feed.name in FEEDS or feed.name.startswith((PARTY, SERIES)) or feed.name == "private":
        raise Refused(f"every calendar has a feed {feed.name!r}", hint="choose another name")
    if feed.clearance > Clearance.PUBLIC and not feed.private:
        raise Refused(
            f"a public feed shows what is PUBLIC, not what is {feed.clearance.name}",
            hint="make it --private: its address is then a secret",
        )
    for language, title in (("en", feed.title.en), ("ar", feed.title.ar)):
        if title is not None and (len(title) > TITLE_CHARACTERS or not title.isprintable() or not title.strip()):
            raise BadInput(f"the title in {language} is too long, or holds what no title holds", hint="one short line")
    if feed.title.en is None and feed.title.ar is None:
        raise BadInput("a feed needs a title", hint="give --title-en or --title-ar")
    if feed.color not in COLORS or feed.language not in LANGUAGES:
        raise BadInput(
            f"{feed.color} in {feed.language} is no way to write a feed", hint=f"colours: {' '.join(COLORS)}"
        )
    if len(feed.alarms) > ALARMS or any(duration(alarm) != alarm for alarm in feed.alarms):
        raise BadInput(f"{', '.join(feed.alarms)}: no alarms", hint=f"at most {ALARMS}, as P7D or PT2H")
    if feed.asked.after is not None or (feed.asked.as_of or "").isdecimal():
        raise BadInput("a feed goes neither by a log position nor after an engagement", hint="name a day or an instant")
