"""How long to wait before mail is tried again, and when to give it up."""

from hashlib import sha256

MINUTE_US = 60_000_000
_WAITS_MIN = (1, 5, 15, 60, 4 * 60, 12 * 60)
GIVEN_UP_AFTER_MIN = 48 * 60
JITTER = 0.2
"""Waits are shorter or longer by up to this share, so that what failed together does not come back together."""


def wait_us(name: str, attempt: int) -> int | None:
    """How long mail of that id waits after its so-maniest attempt failed; None where it is given up.

    Given up is what has waited for 48 hours between attempts. The clock has no part in it: after a week without a
    server, mail that is put off once is no older than it was. The same for the same mail and attempt, on every machine.
    """
    if sum(_wait_min(number) for number in range(1, attempt + 1)) > GIVEN_UP_AFTER_MIN:
        return None
    share = int.from_bytes(sha256(f"{name} {attempt}".encode()).digest()[:8]) / 2**64
    return int(_wait_min(attempt) * MINUTE_US * (1 - JITTER + 2 * JITTER * share))


def _wait_min(attempt: int) -> int:
    return _WAITS_MIN[min(attempt, len(_WAITS_MIN)) - 1]
