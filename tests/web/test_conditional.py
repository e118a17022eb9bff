"""Validators, dates and codings: who asks again pays for what changed and for nothing else (RFC 9110)."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from starlette.testclient import TestClient

from ctcalendar.feeds.calendar import MADE_AT
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.web.conditional import (
    accepts_gzip,
    etag_of,
    last_modified,
    not_modified,
    not_modified_since,
)
from stories import BEGINNING, CALLED_OFF, MOVED
from views.databases import SqliteDatabases, sqlite_databases
from web.test_feeds import NOON, SECRET, Served, serve, served_often

__all__ = ["sqlite_databases"]

SECOND = 1_000_000
FEED = "/feeds/visits.ics"
CODINGS = ("identity", "gzip")


@pytest.fixture
def served(sqlite_databases: SqliteDatabases) -> Iterator[Served]:
    """A calendar on SQLite, a minute after its facts were recorded."""
    with serve(sqlite_databases) as made:
        yield made


def asctime(moment: datetime) -> str:
    """As C's asctime writes it."""
    return f"{moment:%a %b} {moment.day:2} {moment:%H:%M:%S %Y}"


SPELLINGS = {
    "IMF-fixdate": lambda moment: format_datetime(moment, usegmt=True),
    "RFC 850": lambda moment: f"{moment:%A, %d-%b-%y %H:%M:%S} GMT",
    "asctime": asctime,
}
"""The three ways in which HTTP spells a date (section 5.6.7)."""


def told(answer: Any) -> datetime:
    """The time that an answer gives as its last change."""
    return datetime.strptime(answer.headers["last-modified"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)


# -- validators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        (None, False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b",W/"a" ', True),
        ('  "b" ,\t"c","a"', True),
        ('"b, "a"', False),
        ("*", True),
        (" * ", True),
        ('"*"', False),
        ('"b"', False),
        ('"A"', False),
        ('"aa"', False),
        ('""', False),
        ("a", False),
        ("'a'", False),
        ("", False),
        (",,,", False),
        ('"a', False),
        ("W/", False),
        ('"\udcff\x00"', False),
    ],
)
def test_if_none_match_is_a_list_compared_weakly(header: str | None, answer: bool):
    """RFC 9110: any of the listed validators, or the star."""
    assert not_modified(header, '"a"') is answer


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_what_is_no_validator_of_ours_matches_nothing(header: str, etag: str):
    """Whatever a client sends, it is answered; and with the feed, unless it names it."""
    assert not not_modified(header, f'"{etag}"') or header.strip() == "*" or etag in header


def test_a_client_that_holds_the_feed_gets_304(served: Served):
    """Until something is recorded, a poll costs no body."""
    etag = served.get(FEED).headers["etag"]
    again = served.get(FEED, if_none_match=etag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert served.get("/feeds/visits.ar.ics", if_none_match=etag).status_code == 200


@pytest.mark.parametrize("form", ['"x", {}', "W/{}", '"x",W/{},"y"', "*", "{},{}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_validator_is_found_in_a_list_and_compared_weakly(served: Served, form: str, method: str):
    """Also where a proxy has weakened it."""
    etag = served.get(FEED).headers["etag"]
    assert served.get(FEED, method=method, if_none_match=form.replace("{}", etag)).status_code == 304


def test_another_validator_is_given_the_feed(served: Served):
    """Garbage too; a validator without quotation marks is none."""
    bare = served.get(FEED).headers["etag"].strip('"')
    for sent in ("", "x", '"x"', 'W/"x"', bare, f'"{bare}', ",", "\xf0\x9f\x8e\x88"):
        assert served.get(FEED, if_none_match=sent.encode("latin-1")).status_code == 200, sent


def test_several_headers_are_one_list(served: Served):
    """As RFC 9110 has it (section 5.3)."""
    etag = served.get(FEED).headers["etag"]
    headers = [("accept-encoding", "identity"), ("if-none-match", '"x"'), ("if-none-match", etag)]
    assert served.client.get(FEED, headers=headers).status_code == 304


def test_every_representation_has_a_validator_of_its_own(served: Served):
    """A strong one: one for each feed, language and coding, as each has its own bytes."""
    paths = (FEED, "/feeds/visits.ar.ics", "/feeds/signings.ics", "/feeds/all.ics?kind=visit", "/feeds/all.ics?limit=1")
    etags = [served.get(path, accept_encoding=coding).headers["etag"] for path in paths for coding in CODINGS]
    assert all(re.fullmatch(r'"[!#-~]+"', etag) for etag in etags)
    assert len(set(etags)) == len(etags)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_validator_holds_until_the_feed_changes(served: Served, coding: str):
    """Not longer, whoever records: what a client may keep it may keep, and what it may not it is not told to."""
    held = served_often(served, FEED, accept_encoding=coding).headers["etag"]
    served.clock.forward(days=40)
    assert served.get(FEED, accept_encoding=coding, if_none_match=held).status_code == 304
    served.record(MOVED)
    answer = served.get(FEED, accept_encoding=coding, if_none_match=held)
    assert answer.status_code == 200
    assert answer.headers["etag"] != held


def test_the_validator_is_what_the_same_feed_has_elsewhere(served: Served, sqlite_databases: SqliteDatabases):
    """In another calendar of the same record, started later: a client may be sent to either."""
    etags = {path: served.get(path).headers["etag"] for path in (FEED, "/feeds/all.ar.ics")}
    with serve(sqlite_databases) as other:
        other.clock.forward(days=3)
        assert {path: other.get(path).headers["etag"] for path in etags} == etags


# -- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed_at", "now", "second"),
    [
        (10 * SECOND, 10 * SECOND, 10),
        (10 * SECOND + 1, 10 * SECOND + 1, None),
        (10 * SECOND + 1, 11 * SECOND - 1, None),
        (10 * SECOND + 1, 11 * SECOND, 11),
        (10 * SECOND + 999_999, 11 * SECOND, 11),
        (10 * SECOND + 999_999, 900 * SECOND, 11),
        (11 * SECOND, 10 * SECOND, None),
        (None, 10 * SECOND, None),
    ],
)
def test_last_modified_is_the_second_after_the_change_and_never_to_come(
    changed_at: int | None, now: int, second: int | None
):
    """Within the second of the change nothing is told: another change may follow in it."""
    told = last_modified(changed_at, now)
    assert told == (second and format_datetime(datetime.fromtimestamp(second, UTC), usegmt=True))


@given(st.integers(0, 10**16), st.integers(0, 10**7), st.sampled_from(sorted(SPELLINGS)))
def test_what_was_told_holds_until_the_next_change_and_no_longer(changed_at: int, later: int, spelling: str):
    """Whenever the next comes, if only a microsecond after it was told."""
    now = -(-changed_at // SECOND) * SECOND
    assert last_modified(changed_at, now) is not None
    date = SPELLINGS[spelling](datetime.fromtimestamp(now // SECOND, UTC))
    if spelling == "RFC 850" and not 0 <= now // SECOND < 3_124_224_000:
        return  # two digits of a year mean nothing beyond 2068
    assert not_modified_since(date, changed_at)
    assert not not_modified_since(date, now + 1 + later)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("coding", CODINGS)
def test_who_asks_by_date_is_answered_304_until_something_changes(served: Served, spelling: str, coding: str):
    """In any of the three spellings of a date."""
    answer = served_often(served, FEED, accept_encoding=coding)
    moment = told(answer)
    date = SPELLINGS[spelling]
    for since, status in ((moment, 304), (moment + timedelta(days=1), 304), (moment - timedelta(seconds=1), 200)):
        assert served.get(FEED, accept_encoding=coding, if_modified_since=date(since)).status_code == status
    served.record(MOVED)
    served.clock.forward(seconds=2)
    assert served.get(FEED, accept_encoding=coding, if_modified_since=date(moment)).status_code == 200


GARBAGE = [
    "", "x", "0", "-1", "now", "1794390000", "2026-12-02T12:00:00Z", "Mon, 99 Jan 2099 00:00:00 GMT", "Jan", "GMT",
    "Mon, 01 Jan 2099 25:00:00 GMT", "Mon, 01 Foo 2099 00:00:00 GMT", "Mon, 01 Jan 99999 00:00:00 GMT",
    "Mon, 01 Jan 2099 00:00:00 +99999999999999999999", "Mon, 01 Jan 999999999999999999 00:00:00 GMT", '"a"', "*",
    "Mon, 01 Jan 2099 00:00:99999999999999999999 GMT", "Mon, 01 Jan 0000 00:00:00 GMT", "\xff\xfe", "a" * 5000,
]  # fmt: skip


def test_what_is_no_date_is_passed_over(served: Served):
    """The feed is given, whatever stood there (RFC 9110 section 13.1.3)."""
    answers = {date: served.get(FEED, if_modified_since=date.encode("latin-1")).status_code for date in GARBAGE}
    assert answers == dict.fromkeys(GARBAGE, 200)


DATES = st.sampled_from(sorted(SPELLINGS)).map(lambda name: SPELLINGS[name](datetime(2026, 12, 2, 12, tzinfo=UTC)))


@given(DATES, st.lists(st.tuples(st.integers(0, 40), st.text(alphabet="0123456789 ,:-+GMTJan()\t", max_size=20))))
def test_no_date_is_too_odd_to_be_answered(date: str, changes: list[tuple[int, str]]):
    """Dates with something put in somewhere: a yes or a no, never an error."""
    for at, inserted in changes:
        date = date[:at] + inserted + date[at:]
    assert not_modified_since(date, NOON) in (True, False)


def test_a_validator_counts_before_a_date(served: Served):
    """Whichever says what: the date is not looked at (section 13.2.2)."""
    answer = served.get(FEED)
    etag, date = answer.headers["etag"], answer.headers["last-modified"]
    old = "Thu, 01 Jan 1970 00:00:00 GMT"
    assert served.get(FEED, if_none_match=etag, if_modified_since=old).status_code == 304
    assert served.get(FEED, if_none_match='"x"', if_modified_since=date).status_code == 200
    assert served.get(FEED, if_none_match="", if_modified_since=date).status_code == 200


def test_the_last_change_is_told_once_its_second_is_over(served: Served):
    """Absent within it; from then on always the second after, however late one asks."""
    served.clock.now_us += 123_456
    changed = served.clock.now_us
    served.record(MOVED)
    assert "last-modified" not in served.get(FEED).headers
    served.clock.now_us = changed + SECOND - 123_457
    assert "last-modified" not in served.get(FEED).headers
    second = datetime.fromtimestamp(changed // SECOND + 1, UTC)
    for now in (changed + SECOND - 123_456, changed + 5 * SECOND, changed + 500 * SECOND):
        served.clock.now_us = now
        assert told(served.get(FEED)) == second


def test_two_changes_in_one_second_are_not_taken_for_one(served: Served):
    """Who was answered between them is given the second."""
    served.clock.now_us += 100_000
    served.record(MOVED)
    served.clock.now_us += 100_000
    between = served.get(FEED)
    served.clock.now_us += 100_000
    served.record(CALLED_OFF)
    served.clock.forward(seconds=5)
    since = between.headers.get("last-modified") or format_datetime(
        datetime.fromtimestamp(served.clock.now_us // SECOND - 5, UTC), usegmt=True
    )
    after = served.get(FEED, if_modified_since=since)
    assert after.status_code == 200
    assert b"STATUS:CANCELLED" in after.content


def test_what_a_feed_does_not_show_does_not_move_its_last_change(served: Served):
    """Neither what concerns another feed nor what the public may not see."""
    date = served.get(FEED).headers["last-modified"]
    served.clock.forward(seconds=100)
    served.record(SECRET)
    served.clock.forward(seconds=100)
    answer = served.get(FEED, if_modified_since=date)
    assert (answer.status_code, answer.headers["last-modified"]) == (304, date)


def save(served: Served, **asked: Any) -> str:
    """Save a feed of that filter; its path."""
    served.app.save_feed(Feed(name="mine", title=Words("Mine", None), asked=Filter(**asked)))
    served.clock.forward(seconds=60)
    return "/feeds/mine.ics"


def test_who_asks_by_date_learns_that_a_feed_was_saved_anew(served: Served):
    """Under its name, with another filter: it changed though no fact was recorded."""
    date = served.get(save(served, kind=("visit",))).headers["last-modified"]
    served.app.remove_feed("mine")
    assert served.get(save(served, kind=("signing",)), if_modified_since=date).status_code == 200


@pytest.mark.parametrize("query", ["", "?since=2024", "?kind=visit"])
def test_who_asks_by_date_learns_that_the_day_has_changed(served: Served, query: str):
    """Where a feed counts from today, and what was upcoming yesterday is over; also where it is narrowed further."""
    days_since_the_visit = (datetime.fromtimestamp(NOON // SECOND, UTC) - datetime(2024, 6, 10, tzinfo=UTC)).days
    path = save(served, kind=("visit",), since=f"-P{days_since_the_visit}D") + query
    assert served.ids(path) == {"visit-riyadh"}
    date = served.get(path).headers["last-modified"]
    served.clock.forward(days=1)
    assert served.get(path, if_modified_since=date).status_code == 200


# -- codings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("gzip , deflate", True),
        ("gzip;q=0.001", True),
        ("gzip; q=1", True),
        ("gzip ;Q=0.5", True),
        ("*", True),
        ("*;q=0.1", True),
        ("identity;q=0, *", True),
        ("identity;q=0, gzip", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0, *", False),
        ("*, gzip;q=0", False),
        ("*;q=0", False),
        ("identity", False),
        ("identity;q=0", False),
        ("deflate, br, zstd", False),
        ("gzipped", False),
        ("not-gzip", False),
        (",;,;q=,", False),
    ],
)
def test_gzip_is_sent_to_who_accepts_it(header: str | None, answer: bool):
    """Named or meant by the star, and not with a weight of nothing (section 12.5.3)."""
    assert accepts_gzip(header) is answer


LONG = ["a" * 5000 + ";x", "gzip;q=" + "0" * 5000 + "x", ";" * 5000, " " * 5000 + "x;y"]


@pytest.mark.parametrize("header", LONG, ids=lambda header: header[:8])
def test_a_long_accept_encoding_is_read_like_a_short_one(header: str):
    """In one pass: nobody else is answered meanwhile."""
    assert accepts_gzip(header) in (True, False)


@given(st.text(alphabet=' \t,;=q01.*gzip"x', max_size=60))
def test_no_accept_encoding_is_too_odd_to_be_read(header: str):
    """A yes or a no."""
    assert accepts_gzip(header) in (True, False)


@pytest.mark.parametrize("coding", ["gzip", "*", "identity;q=0, gzip", "br, gzip;q=0.1"])
def test_who_accepts_gzip_is_sent_the_same_calendar_compressed(served: Served, coding: str):
    """It unpacks to the bytes that others are sent, is as long as it says, and shorter."""
    plain = served.get(FEED)
    with served.client.stream("GET", FEED, headers={"accept-encoding": coding}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content
    assert int(answer.headers["content-length"]) == len(packed) < len(plain.content)
    assert int(plain.headers["content-length"]) == len(plain.content)


@pytest.mark.parametrize("coding", ["identity", "gzip;q=0", "br", "identity;q=0", ""])
def test_who_does_not_is_sent_it_as_it_is(served: Served, coding: str):
    """Also who accepts nothing that we have: better that than nothing."""
    answer = served.get(FEED, accept_encoding=coding)
    assert "content-encoding" not in answer.headers
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_calendar_is_compressed_once(served: Served):
    """And stored: whoever asks for it is sent the same bytes."""
    served_often(served, FEED, accept_encoding="gzip")
    target = served.app.feeds.public("visits")
    first = served.app.publisher.published(target, "en", "feeds/visits.ics").gzipped()
    served_often(served, FEED, accept_encoding="gzip")
    assert served.app.publisher.published(target, "en", "feeds/visits.ics").gzipped() is first


def test_packed_bytes_tell_no_time(served: Served, sqlite_databases: SqliteDatabases):
    """Made on another day of the same record, they are the same: their validator is a strong one."""
    found = []
    with serve(sqlite_databases) as other:
        other.clock.forward(days=3)
        for one in (served, other):
            with one.client.stream("GET", FEED, headers={"accept-encoding": "gzip"}) as answer:
                found.append((answer.headers["etag"], b"".join(answer.iter_raw())))
    assert found[0] == found[1]


def test_a_coding_has_a_validator_of_its_own():
    """It is still quoted, and unlike the other."""
    assert etag_of('"a"', gzipped=False) == '"a"'
    assert etag_of('"a"', gzipped=True) not in ('"a"', 'W/"a"')
    assert re.fullmatch(r'"[!#-~]+"', etag_of('"a"', gzipped=True))


# -- all answers alike ------------------------------------------------------------------------------------------------


def headers_of(answer: Any) -> list[tuple[bytes, bytes]]:
    """All headers of an answer."""
    return sorted(answer.headers.raw)


ADDRESSES = [
    FEED,
    *(f"/feeds/{path}" for path in ("all.ar.ics?since=2024", "none.ics", "all.ics?knid=x", "all.json", "")),
]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ADDRESSES)
def test_head_tells_what_get_would(served: Served, path: str, coding: str):
    """All headers, whichever is asked first, as made and from memory; and no body."""
    for _ in range(2):
        head, got = (served.get(path, method=method, accept_encoding=coding) for method in ("HEAD", "GET"))
        assert head.status_code == got.status_code
        assert headers_of(head) == headers_of(got)
        assert head.content == b""
        served.clock.forward(seconds=1)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_304_tells_what_a_200_would(served: Served, coding: str):
    """ETag, Vary, Cache-Control and Last-Modified (section 15.4.5), and nothing of a body that is not there."""
    full = served.get(FEED, accept_encoding=coding)
    for condition in ({"if_none_match": full.headers["etag"]}, {"if_modified_since": full.headers["last-modified"]}):
        short = served.get(FEED, accept_encoding=coding, **condition)
        assert short.status_code == 304
        for name in ("etag", "vary", "cache-control", "last-modified"):
            assert short.headers[name] == full.headers[name]
        assert "content-encoding" not in short.headers
        assert short.headers.get("content-length", "0") in ("0", full.headers["content-length"])


def test_caches_are_told_how_long_a_public_feed_keeps(served: Served):
    """And that they may serve it while they ask again; each coding by itself."""
    answer = served.get(FEED)
    told = {part.strip() for part in answer.headers["cache-control"].split(",")}
    assert "public" in told
    assert any(part.startswith("max-age=") for part in told)
    assert any(part.startswith("stale-while-revalidate=") for part in told)
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_feed_of_the_past_has_a_validator_and_no_date(served: Served):
    """It never changes, but for what is classified meanwhile; so nothing is told of when it did."""
    path = f"{FEED}?as_of={datetime.fromtimestamp(NOON // SECOND, UTC):%Y-%m-%d}"
    answer = served.get(path)
    assert answer.status_code == 200
    assert "last-modified" not in answer.headers
    assert served.get(path, if_none_match=answer.headers["etag"]).status_code == 304
    assert served.get(path, if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT").status_code == 200
    served.clock.forward(days=2)
    served.record(MOVED)
    assert served.get(path, if_none_match=answer.headers["etag"]).status_code == 304


def test_nothing_is_told_of_the_time_before_feeds_were_written_so(sqlite_databases: SqliteDatabases):
    """A calendar recorded long ago is another file since this program writes it otherwise."""
    with serve(sqlite_databases, BEGINNING) as served:
        assert told(served.get(FEED)) >= datetime.fromtimestamp(MADE_AT // SECOND, UTC)


def test_a_client_without_a_date_or_validator_is_given_the_feed(served: Served):
    """Every time, whole."""
    with TestClient(served.client.app) as client:
        assert {client.get(FEED).status_code for _ in range(3)} == {200}
