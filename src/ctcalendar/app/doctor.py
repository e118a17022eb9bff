"""What keeps a calendar from being read or written on this machine, check by check.

Each check opens the database for itself, so that one that fails stops only those that need it. All are cheap: of the
log only the last fact is looked at. Positions, hashes and times of facts are told at full clearance alone.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ctcalendar.app.surroundings import State, Told, free_space, room, time_zones, writing
from ctcalendar.app.vitals import missed
from ctcalendar.db.address import redacted, sqlite_path
from ctcalendar.db.head import SCHEMA_HEAD
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.desk.heartbeat import found
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import CalendarError, DatabaseTooNew, MigrationNeeded, RebuildNeeded
from ctcalendar.log.append import CLOCK_SLACK_US
from ctcalendar.log.read import head, raw, refuse_unreadable, stored_types
from ctcalendar.log.verify import Walk
from ctcalendar.views.version import RULES_VERSION, check_views

CLOCK_WARNING_US = 60_000_000
"""How far the last fact may be ahead of this machine's clock before it is worth a word."""


class Finding(msgspec.Struct, frozen=True):
    """What one check found, and what to do where that is not as it should be."""

    check: str
    state: State
    found: str
    advice: str | None = None


class Examined(NamedTuple):
    """What is examined: a database, as somebody of a clearance may see it, on a machine with this clock and disk."""

    url: str
    clearance: Clearance
    now_us: int
    free_space: Callable[[Path], int] = free_space
    tick_seconds: int = 30

    def tell(self, everything: str, otherwise: str) -> str:
        """`everything` to who holds full clearance, `otherwise` to all others."""
        return everything if self.clearance.is_full else otherwise


class _Check(NamedTuple):
    name: str
    needs: str | None
    """The check without which this one cannot be made."""
    look: Callable[[Examined], Told]


def examine(examined: Examined) -> Iterator[Finding]:
    """Every check in turn. None raises: what cannot be looked at is a finding."""
    passed: set[str | None] = {None}
    for check in CHECKS:
        if check.needs in passed:
            told = _looked(check, examined)
        else:
            told = Told("not checked", f"it needs the check {check.needs!r} to pass")
        if told.state in ("ok", "warning"):
            passed.add(check.name)
        yield Finding(check.name, *told)


MAIL_CHECKS = ("mail server", "mail encryption", "mail login", "mail addresses", "mail folder")


def examine_mail(url: str | None) -> Iterator[Finding]:
    """Whether mail could be sent. Nothing is."""
    from ctcalendar.mail.smtp import check

    if url is None:
        yield Finding("mail server", "warning", "mail waits in the outbox", "set MAIL_URL")
        return
    try:
        yield from (Finding(*found) for found in check(url))
    except CalendarError as error:
        yield Finding("mail server", "wrong", error.message, error.hint)


def _looked(check: _Check, examined: Examined) -> Told:
    try:
        return check.look(examined)
    except CalendarError as error:
        return Told("wrong", " ".join(error.message.split()), error.hint)
    except OSError as error:
        return Told("wrong", f"{error.filename or check.name}: {error.strerror or error}", "check its permissions")
    except (TypeError, ValueError, OverflowError):
        # SQLite lets any kind of value into any column: what was put there by hand need not be what we reckon with.
        return Told("wrong", "what is stored is not of the kind it should be", "see where: ctcalendar verify")


# -- the database ---------------------------------------------------------------------------------------------------


def _database(examined: Examined) -> Told:
    path, name = sqlite_path(examined.url), redacted(examined.url)
    if path is None:
        return Told("ok", f"{name}, PostgreSQL {_server_version(examined.url)}")
    if not path.exists():
        return Told("wrong", f"{name}: there is no such file", "run: ctcalendar init, or check --database")
    try:
        with open_reader(examined.url):
            pass
    except (MigrationNeeded, DatabaseTooNew):
        pass  # it is open; what it holds is for the next check to say
    return Told("ok", f"{name}, SQLite {sqlite3.sqlite_version}")


def _server_version(url: str) -> str:
    from ctcalendar.db.postgres import postgres_reader

    with postgres_reader(url) as reader:
        return str(reader.rows("SHOW server_version")[0][0]).split()[0]


def _migration(examined: Examined) -> Told:
    with open_reader(examined.url):
        return Told("ok", f"schema {SCHEMA_HEAD}")


def _fact_types(examined: Examined) -> Told:
    with open_reader(examined.url) as reader:
        types = stored_types(reader)
    try:
        refuse_unreadable(types)
    except DatabaseTooNew as error:
        found = examined.tell(error.message, "the log holds facts that only a newer ctcalendar can read")
        return Told("wrong", found, error.hint)
    return Told("ok", examined.tell(f"{len(types)} in the log, all known", "all known"))


def _chain_head(examined: Examined) -> Told:
    with open_reader(examined.url) as reader:
        position, digest, recorded_at = head(reader)
        problem = _head_differs(reader, position, digest, recorded_at)
    if problem is not None:
        found = examined.tell(problem, "the last fact of the log is not what its head says")
        return Told("wrong", found, "see where: ctcalendar verify; then restore a backup into a new database")
    if position == 0 and examined.clearance.is_full:
        return Told("ok", "no fact is recorded yet")
    told = examined.tell(f"position {position}, hash {digest}; ", "")
    return Told("ok", f"{told}the last fact follows from the one before (for the whole chain run: ctcalendar verify)")


def _head_differs(reader: Reader, position: int, digest: str, recorded_at: int) -> str | None:
    """What is wrong with the last fact, judged by itself, the fact before it and the head; None if nothing is."""
    walk = Walk()
    rows = list(raw(reader, after=max(position - 2, 0), limit=3))
    if position > 1:
        if not rows or rows[0].position != position - 1:
            return f"the fact at position {position - 1} is missing"
        before = rows.pop(0)
        walk = Walk(before.position, before.hash, before.recorded_at)
    for row in rows:
        if problem := walk.step(row):
            return f"position {row.position}: {problem}"
    if (walk.position, walk.hash, walk.recorded_at) != (position, digest, recorded_at):
        return f"the head says position {position} and hash {digest}, but that is not the last fact"
    return None


def _view_head(examined: Examined) -> Told:
    with open_reader(examined.url) as reader:
        position = head(reader)[0]
        try:
            check_views(reader, position)
        except RebuildNeeded as error:
            return Told("wrong", examined.tell(error.message, "the views do not fit the log"), error.hint)
    reach = examined.tell(f"position {position}, the head of the log", "the head of the log")
    return Told("ok", f"folded by rules {RULES_VERSION} to {reach}")


def _clock(examined: Examined) -> Told:
    with open_reader(examined.url) as reader:
        position, _, recorded_at = head(reader)
    now = _instant(examined.now_us)
    ahead = recorded_at - examined.now_us
    if position == 0 or ahead <= CLOCK_WARNING_US:
        last = f"{now}, the last fact was recorded at {_instant(recorded_at)}" if position else now
        return Told("ok", examined.tell(last, now))
    told = f"{now}, but the last fact was recorded at {_instant(recorded_at)}: {_span(ahead)} in the future"
    found = examined.tell(told, f"{now}, but the record holds a later fact")
    if ahead <= CLOCK_SLACK_US:
        return Told("warning", found, "set this machine's clock right; facts get times after the last one's")
    # Or it is right, and another was wrong when it recorded: that fact stays as it is.
    wait = f"; if it is right, wait until {_instant(recorded_at - CLOCK_SLACK_US)}"
    return Told("wrong", found, f"nothing can be recorded: set this machine's clock right{examined.tell(wait, '')}")


def _instant(microseconds: int) -> str:
    try:
        moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the years a datetime knows
        return f"{microseconds} µs after 1970"
    return moment.isoformat().replace("+00:00", "Z")


def _span(microseconds: int) -> str:
    minutes = microseconds // 60_000_000
    for length, unit in ((1_440, "days"), (60, "hours")):
        if minutes >= 2 * length:
            return f"{minutes // length:,} {unit}"
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def _ticks(examined: Examined) -> Told:
    with open_reader(examined.url) as reader:
        heartbeat = found(reader)
        late = missed(reader, now_us=examined.now_us, interval_s=examined.tick_seconds)
    if heartbeat is None:
        return Told("ok", "none yet: reminders and mail begin with ctcalendar up, or with tick from a timer")
    if late is not None:
        expected = f"every {examined.tick_seconds} s is expected (TICK_SECONDS)"
        return Told("wrong", late, f"{expected}; run: ctcalendar tick, and see what it says")
    last = heartbeat.succeeded_at
    return Told("ok", f"the last one at {_instant(last)}" if last is not None else "the first one is under way")


CHECKS: Sequence[_Check] = (
    _Check("database", None, _database),
    _Check("migration", "database", _migration),
    _Check("fact types", "migration", _fact_types),
    _Check("chain head", "migration", _chain_head),
    _Check("view head", "migration", _view_head),
    _Check("clock", "migration", _clock),
    _Check("ticks", "migration", _ticks),
    _Check("writing", "migration", lambda examined: writing(examined.url)),
    _Check("disk", None, lambda examined: room(examined.url, examined.free_space)),
    _Check("time zones", None, lambda _: time_zones()),
)
"""In the order in which they are made; a check comes after the one it needs."""
