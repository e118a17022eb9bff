"""How long mail waits between attempts."""

from ctcalendar.mail.patience import JITTER, MINUTE_US, wait_us

WAITS_MIN = [1, 5, 15, 60, 240, 720, 720, 720]


def test_waits_grow_and_end_after_two_days():
    """One minute at first, twelve hours at last; what has waited for 48 hours is given up."""
    for attempt, minutes in enumerate(WAITS_MIN, start=1):
        wait = wait_us("a mail", attempt)
        assert wait is not None
        assert abs(wait - minutes * MINUTE_US) <= JITTER * minutes * MINUTE_US
    assert wait_us("a mail", len(WAITS_MIN) + 1) is None
    assert wait_us("a mail", 1_000) is None


def test_mails_that_failed_together_come_back_apart():
    """A thousand are spread over the whole of the share, evenly; each the same whenever it is asked."""
    waits = [wait_us(str(number), 4) or 0 for number in range(1_000)]
    assert len(set(waits)) == 1_000
    assert waits == [wait_us(str(number), 4) for number in range(1_000)]
    assert (min(waits), max(waits)) < (49 * MINUTE_US, 72 * MINUTE_US)
    assert abs(sum(waits) / 1_000 - 60 * MINUTE_US) < MINUTE_US
