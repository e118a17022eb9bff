"""Whether somebody does what is due: for who watches over a calendar."""

from ctcalendar.db.reader import Reader
from ctcalendar.desk.heartbeat import Heartbeat, found
from ctcalendar.domain.days import instant

MISSED = 3
"""How many ticks may fail to come before somebody is told."""


def missed(reader: Reader, *, now_us: int, interval_s: int) -> str | None:
    """Since when nobody has done what is due, in words; None where somebody has, or nobody was ever to."""
    heartbeat = found(reader)
    if heartbeat is None or now_us - _last(heartbeat) <= MISSED * interval_s * 1_000_000:
        return None
    if heartbeat.succeeded_at is None:
        return f"no tick has succeeded since the first was to, at {instant(heartbeat.since)}"
    return f"no tick has succeeded since {instant(heartbeat.succeeded_at)}"


def _last(heartbeat: Heartbeat) -> int:
    return heartbeat.since if heartbeat.succeeded_at is None else heartbeat.succeeded_at
