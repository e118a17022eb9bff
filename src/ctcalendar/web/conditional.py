"""Conditional requests and content codings, as RFC 9110 has them."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_GZIPPED = re.compile(r'-gzip"$')
_LONGEST = 500
_NOT_AT_ALL = frozenset({"q=0", "q=0.", "q=0.0", "q=0.00", "q=0.000"})


def not_modified(if_none_match: str | None, etag: str) -> bool:
    """Whether the client already holds what `etag` (strong, quoted) stands for (section 13.1.2).

    A list of validators, or `*`; compared weakly, and whatever coding it was sent in.
    """
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return any(_GZIPPED.sub('"', tag) == etag for tag in _TAG.findall(if_none_match))


def not_modified_since(if_modified_since: str | None, changed_at: int | None) -> bool:
    """Whether nothing changed after the time a client names (section 13.1.3); `changed_at` in microseconds UTC."""
    if if_modified_since is None or changed_at is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since[:_LONGEST])
    except (TypeError, ValueError, OverflowError):
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return _second_after(changed_at) <= since.timestamp()


def last_modified(changed_at: int | None, now: int) -> str | None:
    """Last-Modified, for a change at `changed_at` seen at `now` (microseconds UTC); None while that cannot be told.

    The second after the change: another change in the same second must not look like this one. So within that second
    nothing is told (section 8.8.2.1: never a time that is still to come).
    """
    if changed_at is None or _second_after(changed_at) * 1_000_000 > now:
        return None
    return format_datetime(datetime.fromtimestamp(_second_after(changed_at), UTC), usegmt=True)


def _second_after(moment: int) -> int:
    return -(-moment // 1_000_000)


def etag_of(etag: str, *, gzipped: bool) -> str:
    """The validator of one coding: other bytes, another strong validator (section 8.8.3)."""
    return f'{etag[:-1]}-gzip"' if gzipped else etag


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether a client takes gzip: it says so, and not with a weight of nothing (section 12.5.3)."""
    weights = {}
    for part in (accept_encoding or "")[:_LONGEST].split(","):
        name, _, rest = part.partition(";")
        weights[name.strip().lower()] = rest.replace(" ", "").lower()
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and weight not in _NOT_AT_ALL
