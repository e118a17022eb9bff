"""Feeds by name and by secret address: which there are, which may be saved, and what becomes of their tokens."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.saved_feeds import NoSuchFeed, Revoked
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import feeds as desk
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, Incoherent, Refused, Unavailable
from ctcalendar.feeds.catalogue import FEEDS, Feed
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from stories import BEGINNING

FULL = Clearance.CONFIDENTIAL
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def feed(name: str = "gulf-visits", **choices: Any) -> Feed:
    """A feed somebody might save."""
    title = Words("Visits to the Gulf", "زيارات الخليج")
    return Feed(**{"name": name, "title": title, "asked": Filter(kind=("visit",), place=("Doha",)), **choices})


def saved(app: App, **choices: Any) -> str:
    """Save a private feed; its token."""
    token = app.save_feed(feed(private=True, **choices))
    assert token is not None
    return token


def plain(found: Feed) -> Feed:
    """A feed without the moment at which it was saved."""
    return replace(found, saved_at=0)


def names(app: App) -> list[str]:
    """The names of all feeds."""
    return [found.name for found in app.feeds.all()]


EVERYTHING = feed(
    "everything",
    asked=Filter(
        kind=("visit", "signing"),
        place=("Doha, west", "الدوحة"),
        since="-P30D",
        until="2030-12-31",
        limit=7,
        lang="ar",
    ),
    language="ar",
    clearance=Clearance.PRIVATE,
    private=True,
    deadlines="only",
    expected=True,
    cancelled="title",
    alarms=("P7D", "PT2H"),
    tasks=True,
    color="teal",
)


def test_a_saved_feed_is_read_back_as_it_was(app: App):
    """Whatever was chosen, on either engine."""
    app.save_feed(EVERYTHING)
    assert plain(app.feeds.saved("everything")) == plain(app.feeds.any("everything")) == EVERYTHING


def test_every_calendar_has_the_same_feeds_and_those_of_its_parties_and_series(app: App):
    """Then those that were saved; a party or series has one as soon as it is seen somewhere."""
    assert names(app) == list(FEEDS)
    app.record([("beginning.yaml", BEGINNING.encode())])
    app.save_feed(feed())
    sides = ["party-QA", "party-SA", "party-US", "series-talks"]
    assert names(app) == [*FEEDS, *sides, "gulf-visits"]
    assert app.feeds.public("party-QA").asked == Filter(party=("QA",))
    assert app.feeds.public("series-talks").title == Words("Talks", "المحادثات")


NOWHERE = ["party-FR", "party-", "party-qa", "series-none", "none", "", "ALL", "all ", "x\0y", "party-\0", "x" * 5000]


def test_a_feed_that_is_not_there_is_not_found(app: App):
    """A party that nobody met has none; what can be no name does not trouble the database."""
    app.record([("beginning.yaml", BEGINNING.encode())])
    for name in NOWHERE:
        for ask in (app.feeds.public, app.feeds.any):
            with pytest.raises(NoSuchFeed):
                ask(name)


def test_a_feed_that_was_meant_is_suggested(app: App):
    """Among those that who asks may know of."""
    saved(app, name="gulf-secrets")
    with pytest.raises(NoSuchFeed) as refused:
        app.feeds.public("signing")
    assert refused.value.hint == "did you mean signings?"
    with pytest.raises(NoSuchFeed) as refused:
        app.feeds.public("gulf-secret")
    assert "gulf-secrets" not in (refused.value.hint or "")
    with pytest.raises(NoSuchFeed) as refused:
        app.feeds.any("gulf-secret")
    assert refused.value.hint == "did you mean gulf-secrets?"


def test_the_feed_of_what_the_public_does_not_see_is_not_there(app: App):
    """Neither listed nor reached by its name, as if nobody had recorded it."""
    app.record([("beginning.yaml", BEGINNING.encode())])
    hidden = "reclassifications:\n- {subject: %s, classification: PRIVATE, reason: x, citations: [{source: note}]}\n"
    for number, subject in enumerate(("visit-riyadh", "series:talks")):
        app.record([(f"{number}.yaml", (hidden % subject).encode())])
    assert names(app) == [*FEEDS, "party-QA", "party-US"]
    for name in ("party-SA", "series-talks"):
        with pytest.raises(NoSuchFeed):
            app.feeds.any(name)


# -- what may be saved ------------------------------------------------------------------------------------------------


NO_NAMES = [
    "", "-x", "X", "gulf visits", "gulf_visits", "gulf.visits", "../all", "a/b", "a\\b", "زيارات", "x" * 64, "a\nb",
    "a\0b", "a\x1b[31m", "<b>", "all.ar", "%2e", "é", "a'--", "\ud800", "a ", "１",
]  # fmt: skip


def test_a_name_is_of_small_letters_digits_and_dashes(app: App):
    """It becomes part of an address and of a file's name, whatever comes of it."""
    for name in NO_NAMES:
        with pytest.raises(BadInput) as refused:
            app.save_feed(feed(name))
        assert "gulf-visits" in (refused.value.hint or "")
    assert names(app) == list(FEEDS)


def test_any_such_name_is_taken(app: App):
    """And found again."""
    for name in ("x", "0", "9-11", "x" * 63, "a-", "allx", "partyqa", "privates", "con"):
        app.save_feed(feed(name))
        assert plain(app.feeds.public(name)) == feed(name)


def test_the_names_of_feeds_that_every_calendar_has_are_not_given_away(app: App):
    """Also those of parties and series that are still to come."""
    for name in (*FEEDS, "party-qa", "party-", "series-x", "private"):
        with pytest.raises(Refused, match="every calendar has"):
            app.save_feed(feed(name))


@pytest.mark.parametrize("private", [True, False])
def test_a_name_that_is_taken_is_refused(app: App, private: bool):
    """The feed that has it stays, and so does its address."""
    token = saved(app)
    with pytest.raises(Refused, match="already"):
        app.save_feed(feed(private=private, color="teal"))
    assert plain(app.feeds.by_token(token)) == feed(private=True)


def test_of_several_who_save_at_once_one_gets_the_name(app: App):
    """And the others are told."""

    def save(number: int) -> str | None:
        try:
            return app.save_feed(feed(private=True, alarms=(f"P{number}D",)))
        except Refused:
            return None

    with ThreadPoolExecutor(4) as several:
        tokens = [token for token in several.map(save, range(8)) if token]
    assert len(tokens) == 1
    assert app.feeds.by_token(tokens[0]) == app.feeds.saved("gulf-visits")


@pytest.mark.parametrize("level", [Clearance.PRIVATE, Clearance.CONFIDENTIAL])
def test_a_public_feed_shows_what_is_public_and_no_more(app: App, level: Clearance):
    """Whoever wants to show more makes it private; nothing is saved."""
    with pytest.raises(Refused, match=level.name) as refused:
        app.save_feed(feed(clearance=level))
    assert "--private" in (refused.value.hint or "")
    assert names(app) == list(FEEDS)
    assert saved(app, clearance=level)


ODD_CHOICES = {
    "no title": {"title": Words(None, None)},
    "an empty title": {"title": Words("", None)},
    "a title of spaces": {"title": Words("  ", "زيارات")},
    "a long title": {"title": Words("x" * 201, None)},
    "a title of two lines": {"title": Words("Visits", "زيا\nرات")},
    "a title that steers a terminal": {"title": Words("\x1b[31mVisits", None)},
    "a title that turns round": {"title": Words("a\u202eb", None)},
    "another colour": {"color": "mauve"},
    "another language": {"language": "fr"},
    "no duration": {"alarms": ("7 days",)},
    "a duration and a property": {"alarms": ("P1D\r\nATTACH:x",)},
    "six alarms": {"alarms": tuple(f"P{days}D" for days in range(1, 7))},
    "what follows an engagement": {"asked": Filter(after="visit")},
    "a log position": {"asked": Filter(as_of="7")},
}


def test_what_is_no_way_to_write_a_feed_is_refused(app: App):
    """Whoever asks for it, and with a hint; nothing is saved."""
    for what, choices in ODD_CHOICES.items():
        with pytest.raises(BadInput) as refused:
            app.save_feed(feed(**choices))
        assert refused.value.hint, what
    assert names(app) == list(FEEDS)


CRAFTED = {
    "no JSON": "visits",
    "no feed": '{"name": "crafted"}',
    "of another name": '{"name": "other", "title": {"en": "x", "ar": null}}',
    "of what is secret, for the public": '{"name": "crafted", "title": {"en": "x", "ar": null}, "clearance": 2}',
    "in a colour that breaks a line": '{"name": "crafted", "title": {"en": "x", "ar": null}, "color": "a\\r\\nX:y"}',
    "of no kind": '{"name": "crafted", "title": {"en": "x", "ar": null}, "asked": {"kind": ["trip"]}}',
    "by a term we do not know": '{"name": "crafted", "title": {"en": "x", "ar": null}, "asked": {"speaker": ["x"]}}',
    "with a choice we do not know": '{"name": "crafted", "title": {"en": "x", "ar": null}, "without": ["visits"]}',
}


@pytest.mark.parametrize("what", CRAFTED)
def test_a_feed_that_could_not_have_been_saved_is_shown_to_nobody(app: App, what: str):
    """A crafted backup may hold one, or a newer program's: what we do not understand we cannot narrow by."""
    with transacting(app.settings) as connection:
        desk.add(Driver(connection), "crafted", CRAFTED[what], now_us=1)
    assert names(app) == list(FEEDS)
    with pytest.raises(NoSuchFeed):
        app.feeds.any("crafted")


def test_a_feed_knows_when_it_was_saved(app: App, clock: Clock):
    """Or given another address: then it may be another one to who asks by date."""
    saved(app)
    assert app.feeds.saved("gulf-visits").saved_at == clock.now_us
    clock.forward(days=1)
    app.rotate_feed_token("gulf-visits")
    assert app.feeds.saved("gulf-visits").saved_at == clock.now_us


def test_saving_needs_a_calendar(tmp_path: Path):
    """None is made by the way."""
    lost = App(Settings(database_url=f"sqlite:///{tmp_path}/none.sqlite"))
    for attempt in (lambda: lost.save_feed(feed()), lambda: lost.remove_feed("x"), lambda: lost.rotate_feed_token("x")):
        with pytest.raises(Unavailable):
            attempt()
    assert not (tmp_path / "none.sqlite").exists()


# -- secret addresses -------------------------------------------------------------------------------------------------


def test_a_public_feed_has_no_token(app: App):
    """Its address is its name; there is nothing to change about it."""
    assert app.save_feed(feed()) is None
    with pytest.raises(Refused, match="is public") as refused:
        app.rotate_feed_token("gulf-visits")
    assert "secret" in (refused.value.hint or "")


def test_a_token_is_256_bits_of_chance(app: App):
    """As a URL takes them without more ado; no two alike."""
    tokens = [saved(app, name=f"x{number}") for number in range(5)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    assert len(set(tokens)) == 5


def test_a_private_feed_is_reached_by_its_token_alone(app: App):
    """Not by its name, as the public knows it; nor by its token as a name."""
    token = saved(app, clearance=FULL)
    assert plain(app.feeds.by_token(token)) == feed(private=True, clearance=FULL)
    for name in ("gulf-visits", token):
        with pytest.raises(NoSuchFeed):
            app.feeds.public(name)


def test_only_a_digest_of_a_token_is_kept(app: App):
    """No row of any table holds it; what is kept does not lead back."""
    token = saved(app)
    with open_reader(app.settings.database) as reader:
        rows = reader.rows("SELECT sha256, feed, revoked_at FROM feed_token")
        definitions = reader.rows("SELECT definition FROM feed")
    assert rows == [(sha256(token.encode()).hexdigest(), "gulf-visits", None)]
    assert token not in str(definitions)
    with pytest.raises(NoSuchFeed):
        app.feeds.by_token(rows[0][0])


def test_another_token_leads_nowhere(app: App):
    """Not even one that differs in the case of its letters; and what can be no token troubles no database."""
    token = saved(app)
    odd = (character * 43 for character in ("\0", "é", "\ud800", "%", "\n", " "))
    for other in (token.swapcase(), token[:-1], f"{token}A", "", "x", "x" * 43, "x" * 100_000, *odd):
        with pytest.raises(NoSuchFeed):
            app.feeds.by_token(other)


def test_a_rotated_token_leads_to_the_feed_and_the_former_says_that_it_is_gone(app: App):
    """However often, also when no time passes between."""
    first = saved(app)
    second = app.rotate_feed_token("gulf-visits")
    third = app.rotate_feed_token("gulf-visits")
    assert plain(app.feeds.by_token(third)) == feed(private=True)
    for former in (first, second):
        with pytest.raises(Revoked) as refused:
            app.feeds.by_token(former)
        assert former not in f"{refused.value.message} {refused.value.hint}"


def test_a_removed_feed_is_gone_by_name_and_by_token(app: App):
    """Whoever takes its name later does not serve those who had its address."""
    token = saved(app)
    app.remove_feed("gulf-visits")
    with pytest.raises(Revoked):
        app.feeds.by_token(token)
    with pytest.raises(NoSuchFeed):
        app.remove_feed("gulf-visits")
    fresh = saved(app, clearance=FULL)
    assert app.feeds.by_token(fresh).clearance == FULL
    with pytest.raises(Revoked):
        app.feeds.by_token(token)


def test_only_what_was_saved_is_removed_or_given_another_address(app: App):
    """The feeds every calendar has are not anybody's to take away."""
    app.record([("beginning.yaml", BEGINNING.encode())])
    for name in ("all", "party-QA", "none"):
        for attempt in (app.remove_feed, app.rotate_feed_token):
            with pytest.raises(NoSuchFeed, match="was saved"):
                attempt(name)


# -- moving house -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=ENGINES)
def other(request: pytest.FixtureRequest, clock: Clock) -> Iterator[App]:
    """A second empty calendar, on each engine in turn, whatever the engine of the first."""
    with request.getfixturevalue(f"{request.param}_databases").empty() as settings:
        yield App(settings, clock=clock)


def test_a_whole_backup_takes_feeds_and_their_addresses_along(app: App, other: App):
    """The same addresses work in the restored calendar, and those revoked before stay revoked."""
    former = saved(app, clearance=FULL)
    token = app.rotate_feed_token("gulf-visits")
    app.save_feed(feed("open"))
    app.save_feed(EVERYTHING)
    lines = list(app.backup(clearance=FULL, whole=True))
    assert token.encode() not in b"".join(lines)
    other.restore("whole.jsonl", lines)
    assert names(other) == [*FEEDS, "everything", "gulf-visits", "open"]
    assert other.feeds.by_token(token) == app.feeds.by_token(token)
    assert plain(other.feeds.saved("everything")) == EVERYTHING
    with pytest.raises(Revoked):
        other.feeds.by_token(former)
    assert list(other.backup(clearance=FULL, whole=True)) == lines


def test_a_plain_backup_leaves_feeds_out(app: App, other: App):
    """It may be published: it names no feed and holds no digest of a token."""
    token = saved(app, name="gulf-secrets")
    lines = list(app.backup(clearance=FULL))
    told = b"".join(lines)
    assert b"gulf-secrets" not in told
    assert sha256(token.encode()).hexdigest().encode() not in told
    other.restore("plain.jsonl", lines)
    assert names(other) == list(FEEDS)


def test_a_backup_is_not_mixed_with_a_feed_of_the_same_name(app: App, other: App):
    """Neither takes the place of the other; nothing is restored."""
    app.save_feed(feed())
    other.save_feed(feed(color="teal"))
    with pytest.raises(Incoherent, match="feed gulf-visits"):
        other.restore("whole.jsonl", list(app.backup(clearance=FULL, whole=True)))
    assert other.feeds.saved("gulf-visits").color == "teal"


def test_a_party_that_is_classified_later_loses_its_feed(app: App):
    """Although the engagements at which it was a side stay public: nothing tells that there is such a party."""
    meeting = f"""{BEGINNING}- id: gcc-talks
  kind: meeting
  status: held
  title: {{en: Talks}}
  when: {{edtf: 2024-03-05}}
  parties: [QA, GCC]
  citations: *note
"""
    app.record([("beginning.yaml", meeting.encode())])
    assert "party-GCC" in names(app)
    told = """reclassifications:
- {subject: "party:GCC", classification: CONFIDENTIAL, reason: not for everybody}
"""
    app.record([("told.yaml", told.encode())])
    assert "party-GCC" not in names(app)
    with pytest.raises(NoSuchFeed) as refused:
        app.feeds.public("party-GCC")
    assert "GCC" not in (refused.value.hint or "")
    assert [entry.parties for entry in app.history(Filter(kind=("meeting",)), clearance=Clearance.PUBLIC)] == [["QA"]]
    assert "gcc-talks" in app.published("party-QA", "en").body.decode()
