"""Mail to be sent. What is sent for the same reason to the same subscriber is one row, however often it is queued.

queued -> claimed -> on-wire -> sent. A sender claims mail for as long as a lease lasts, and changes only rows that are
still its own (`owner`), at the same attempt. A claim whose lease ran out is anybody's again; mail that was on the wire
then is sent again or held (`ambiguous`), as the installation wants. What failed for now waits (`retry`), what failed
for good is `dead`, and can be queued again; what is over (`sent`, `suppressed`) keeps nothing personal.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader

QUEUED, CLAIMED, ON_WIRE, SENT, RETRY = "queued", "claimed", "on-wire", "sent", "retry"
DEAD, SUPPRESSED, AMBIGUOUS = "dead", "suppressed", "ambiguous"
STATES = (QUEUED, CLAIMED, ON_WIRE, SENT, RETRY, DEAD, SUPPRESSED, AMBIGUOUS)
DIGEST, REMINDER, CONFIRMATION = "digest", "reminder", "confirmation"


class Mail(NamedTuple):
    """Mail of a kind to a subscriber. `period` is what it is sent for; instants are in microseconds UTC."""

    id: str
    subscriber: str
    kind: str
    period: str
    state: str
    created_at: int
    not_before: int
    attempt: int = 0
    after_position: int | None = None
    upto_position: int | None = None
    address: str | None = None
    message_id: str | None = None
    message: str | None = None
    """The very bytes that are sent, as ASCII; none once it is over, or before it is composed."""
    owner: str | None = None
    lease_until: int | None = None
    said: str | None = None


_COLUMNS = Mail._fields


def mail(subscriber: str, kind: str, period: str, *, now_us: int) -> Mail:
    """Mail that is to be sent."""
    return Mail(id_of(subscriber, kind, period), subscriber, kind, period, QUEUED, now_us, now_us)


def id_of(subscriber: str, kind: str, period: str) -> str:
    """The same for the same mail, however often it is queued."""
    return sha256(f"{subscriber} {kind} {period}".encode()).hexdigest()[:32]


def queue(driver: Driver, mails: Iterable[Mail]) -> None:
    """Queue mail, unless it was queued before."""
    marks = ", ".join("?" * len(_COLUMNS))
    insert = f"INSERT INTO outbox ({', '.join(_COLUMNS)}) VALUES ({marks})"
    driver.many(f"{insert} ON CONFLICT (subscriber, kind, period) DO NOTHING", mails)


def queued(reader: Reader) -> list[Mail]:
    """The mail that waits, the oldest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM outbox WHERE state = :state ORDER BY created_at, id"
    return [Mail(*row) for row in reader.rows(sql, {"state": QUEUED})]


# -- claiming ---------------------------------------------------------------------------------------------------------

_WAITS = "state = ? AND not_before <= ? AND message IS NOT NULL ORDER BY not_before"
_LEFT = "state = ? AND lease_until <= ? AND message IS NOT NULL ORDER BY lease_until"
_LOST = "its sender was lost"
_OURS = "id = ? AND owner = ? AND attempt = ?"


def is_due(reader: Reader, now_us: int) -> bool:
    """Whether there is anything to send, or to take over from a sender that has gone."""
    sql = """
        SELECT 1 FROM outbox WHERE message IS NOT NULL
        AND ((state IN (:queued, :retry) AND not_before <= :now)
            OR (state IN (:claimed, :on_wire) AND lease_until <= :now)) LIMIT 1"""
    names = {"queued": QUEUED, "retry": RETRY, "claimed": CLAIMED, "on_wire": ON_WIRE, "now": now_us}
    return bool(reader.rows(sql, names))


def claim(driver: Driver, owner: str, *, now_us: int, lease_until: int, limit: int, resend: bool = True) -> list[Mail]:
    """Claim mail that is due, the longest waiting first. `owner`: a name that no other claim has.

    `resend`: also what was on the wire when its sender's lease ran out.
    """
    found: list[Mail] = []
    for state in (CLAIMED, ON_WIRE):
        if state != ON_WIRE or resend:
            left = _locked(driver, _LEFT, state, now_us, limit - len(found))
            # A try that never came to the wire is no attempt.
            found += [one._replace(said=_LOST, attempt=one.attempt - (state == CLAIMED)) for one in left]
    for state in (RETRY, QUEUED):
        found += _locked(driver, _WAITS, state, now_us, limit - len(found))
    claimed = [
        one._replace(state=CLAIMED, owner=owner, lease_until=lease_until, attempt=one.attempt + 1) for one in found
    ]
    sql = f"UPDATE outbox SET state = '{CLAIMED}', owner = ?, lease_until = ?, attempt = ?, said = ? WHERE id = ?"
    driver.many(sql, [(one.owner, one.lease_until, one.attempt, one.said, one.id) for one in claimed])
    return claimed


def _locked(driver: Driver, condition: str, state: str, now_us: int, limit: int) -> list[Mail]:
    """Mail in a state, nobody else's until this transaction ends: by the lock on the file, or on each row."""
    lock = " FOR UPDATE SKIP LOCKED" if driver.is_postgres else ""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM outbox WHERE {condition} LIMIT ?{lock}"
    return [Mail(*row) for row in driver.rows(sql, (state, now_us, limit))] if limit else []


def hold(driver: Driver, *, now_us: int) -> int:
    """Hold mail that was on the wire when its sender's lease ran out; how many.

    It keeps its owner: one that was only asleep, and learns that the server has taken it, still says so.
    """
    said = "its sender was lost while it was on the wire: the server may have it, or not"
    sql = f"UPDATE outbox SET state = '{AMBIGUOUS}', said = ? WHERE state = '{ON_WIRE}' AND lease_until <= ?"
    return driver.run(sql, (said, now_us))


# -- what becomes of it -----------------------------------------------------------------------------------------------


def renew(driver: Driver, mail: Mail, *, lease_until: int) -> bool:
    """Make the lease longer of mail that was claimed; whether it is still the owner's."""
    sql = f"UPDATE outbox SET lease_until = ? WHERE {_OURS} AND state = '{CLAIMED}'"
    return driver.run(sql, (lease_until, mail.id, mail.owner, mail.attempt)) == 1


def put_on_wire(driver: Driver, mail: Mail, *, lease_until: int) -> bool:
    """Note that the end of a mail is about to be sent; whether it may be: it is still the owner's."""
    sql = f"""UPDATE outbox SET state = '{ON_WIRE}', lease_until = ?
        WHERE {_OURS} AND state IN ('{CLAIMED}', '{ON_WIRE}')"""
    return driver.run(sql, (lease_until, mail.id, mail.owner, mail.attempt)) == 1


def settle(
    driver: Driver, mail: Mail, state: str, said: str | None, *, not_before: int | None = None, tried: bool = True
) -> bool:
    """Keep what became of claimed mail; whether it was still the owner's. What is over loses address and bytes.

    `tried`: it counts as an attempt.
    """
    forgotten = ", address = NULL, message = NULL" if state in (SENT, SUPPRESSED) else ""
    sql = f"""UPDATE outbox
        SET state = ?, said = ?, attempt = ?, not_before = ?, owner = NULL, lease_until = NULL{forgotten}
        WHERE {_OURS} AND state IN ('{CLAIMED}', '{ON_WIRE}', '{AMBIGUOUS}')"""
    attempt = mail.attempt if tried else mail.attempt - 1
    due = mail.not_before if not_before is None else not_before
    return driver.run(sql, (state, said, attempt, due, mail.id, mail.owner, mail.attempt)) == 1


def release(driver: Driver, mail: Mail, *, not_before: int | None = None, said: str | None = None) -> bool:
    """Give claimed mail back as if it had not been tried; whether it was still the owner's."""
    state = RETRY if mail.attempt > 1 else QUEUED
    return settle(driver, mail, state, said or mail.said, not_before=not_before, tried=False)


def recall(driver: Driver, clearance: str) -> int:
    """Keep back the digests and reminders that wait for those of a clearance; how many.

    Something that they could see is above it since they were written. What a digest told of is told again, as far as
    it may still be: its subscriber's next one begins where it began.
    """
    waiting = "kind <> ? AND state IN (?, ?, ?, ?) AND subscriber IN (SELECT id FROM subscriber WHERE clearance = ?)"
    values = (CONFIRMATION, QUEUED, RETRY, DEAD, AMBIGUOUS, clearance)
    found = driver.rows(f"SELECT id, subscriber, after_position FROM outbox WHERE {waiting} ORDER BY id", values)
    driver.many(
        "UPDATE subscriber SET position = ? WHERE id = ? AND position > ?",
        [(after, name, after) for _, name, after in found if after is not None],
    )
    said = "something was classified otherwise since it was written"
    sql = f"UPDATE outbox SET state = ?, said = ?, address = NULL, message = NULL WHERE id = ? AND state <> '{SENT}'"
    driver.many(sql, [(SUPPRESSED, said, name) for name, _, _ in found])
    return len(found)


# -- for people -------------------------------------------------------------------------------------------------------


def in_states(reader: Reader, states: Sequence[str]) -> list[Mail]:
    """Mail in any of some states, the oldest first, without addresses and bytes."""
    columns = ", ".join("NULL" if name in ("address", "message") else name for name in _COLUMNS)
    names = {f"state_{number}": state for number, state in enumerate(states)}
    marks = ", ".join(f":{name}" for name in names) or "NULL"
    sql = f"SELECT {columns} FROM outbox WHERE state IN ({marks}) ORDER BY created_at, id"
    return [Mail(*row) for row in reader.rows(sql, names)]


def named(driver: Driver, ids: Sequence[str]) -> list[Mail]:
    """The mail of those ids, nobody else's until this transaction ends."""
    lock = " FOR UPDATE" if driver.is_postgres else ""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM outbox WHERE id IN (??) ORDER BY id{lock}"
    return [Mail(*row) for row in driver.rows_in(sql, ids)]


def requeue(driver: Driver, ids: Iterable[str], *, now_us: int) -> None:
    """Send mail that is dead or in doubt as if it had never been tried."""
    sql = f"""UPDATE outbox SET state = '{QUEUED}', attempt = 0, not_before = ?, owner = NULL, lease_until = NULL
        WHERE id = ? AND state IN ('{DEAD}', '{AMBIGUOUS}')"""
    driver.many(sql, [(now_us, name) for name in ids])


# -- the mail server --------------------------------------------------------------------------------------------------


def paused_until(reader: Reader | Driver) -> int | None:
    """Until when the mail server wants to be left alone, in microseconds UTC."""
    rows = reader.rows("SELECT paused_until FROM relay")
    return int(rows[0][0]) if rows else None


def pause(driver: Driver, *, until_us: int) -> None:
    """Leave the mail server alone until then."""
    sql = """INSERT INTO relay (id, paused_until) VALUES (1, ?)
        ON CONFLICT (id) DO UPDATE SET paused_until = excluded.paused_until"""
    driver.run(sql, (until_us,))
