"""What holds of every cadence and every run of meetings."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ctcalendar.domain.cadence import Meeting, Slot, expected, slots
from ctcalendar.domain.values import Cadence

FAR = date(2035, 1, 1)
"""Beyond every window that may hold one of the near days."""
TOLERANCES = st.none() | st.integers(0, 400).map("{} days".format)
COUNTED = st.integers(1, 30).map("{} months".format) | st.sampled_from(["1 year", "4 years", "999 years"])
IN_WORDS = {"annually": 12, "twice a year": 6, "at least annually": 12, "at least twice a year": 6}
NEAR_DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
ANY_DAYS = NEAR_DAYS | st.dates() | st.sampled_from([date.min, date.max])


def cadences(kind: Literal["anchored", "rolling"], days: st.SearchStrategy[date]) -> st.SearchStrategy[Cadence]:
    """Any cadence of the kind that may be recorded, anchored on one of these days."""
    anchors = days.map(date.isoformat)
    return st.builds(
        Cadence,
        every=COUNTED | COUNTED.map("at least every {}".format) | st.sampled_from([*IN_WORDS]),
        kind=st.just(kind),
        anchor=anchors if kind == "anchored" else st.none() | anchors,
        tolerance_before=TOLERANCES,
        tolerance_after=TOLERANCES,
        basis=st.just("stated"),
    )


def runs(days: st.SearchStrategy[date]) -> st.SearchStrategy[list[Meeting]]:
    """A few meetings, held or announced, in any order; several may fall on one day."""
    told = st.lists(st.tuples(days, st.booleans()), max_size=6)
    return told.map(lambda pairs: [Meeting(f"m{number}", *pair) for number, pair in enumerate(pairs)])


ANCHORED, ROLLING = cadences("anchored", NEAR_DAYS), cadences("rolling", NEAR_DAYS)
ANY = cadences("anchored", ANY_DAYS) | cadences("rolling", ANY_DAYS)
MEETINGS = runs(NEAR_DAYS)


few = settings(max_examples=60)  # the table is long; these look for what nobody thought of


def months(cadence: Cadence) -> int:
    """The interval in months, read anew."""
    if cadence.every in IN_WORDS:
        return IN_WORDS[cadence.every]
    *_, number, unit = cadence.every.split()
    return int(number) * (12 if unit.startswith("year") else 1)


def days(cadence: Cadence, tolerance: str | None) -> int:
    """A tolerance in days; where none is given, a week for each month, and none of an `at least`."""
    if tolerance is not None:
        return int(tolerance.split()[0])
    return 0 if cadence.every.startswith("at least") else 7 * months(cadence)


def filled(found: list[Slot], meetings: list[Meeting]) -> list[tuple[Slot, Meeting]]:
    """The slots that a meeting fills, with the meeting."""
    named = {meeting.id: meeting for meeting in meetings}
    return [(slot, named[slot.meeting]) for slot in found if slot.meeting]


@few
@given(ANCHORED, MEETINGS)
def test_an_anchored_slot_lies_its_number_of_intervals_after_the_anchor(cadence: Cadence, meetings: list[Meeting]):
    """Whatever was held meanwhile: the month is exact, and the day the anchor's or the last of a shorter month."""
    anchor = date.fromisoformat(cadence.anchor)
    found = slots(cadence, meetings, until=FAR)
    assert [slot.number for slot in found] == list(range(len(found)))
    for slot in found:
        elapsed = (slot.on.year - anchor.year) * 12 + slot.on.month - anchor.month
        assert elapsed == slot.number * months(cadence)
        assert slot.on.day == min(anchor.day, monthrange(slot.on.year, slot.on.month)[1])


@few
@given(ROLLING, MEETINGS)
def test_a_rolling_slot_lies_one_interval_after_a_meeting_held_or_on_the_anchor(
    cadence: Cadence, meetings: list[Meeting]
):
    """The number says after which meeting; none lies before the anchor."""
    meetings_held = sorted(meeting.on for meeting in meetings if meeting.held)
    found = slots(cadence, meetings, until=FAR)
    assert {slot.number for slot in found} <= set(range(len(meetings_held) + 1))
    for slot in found:
        if cadence.anchor is None or slot.on.isoformat() != cadence.anchor:
            last = meetings_held[slot.number - 1]
            elapsed = (slot.on.year - last.year) * 12 + slot.on.month - last.month
            assert elapsed == months(cadence)
            assert slot.on.day == min(last.day, monthrange(slot.on.year, slot.on.month)[1])
        assert cadence.anchor is None or slot.on.isoformat() >= cadence.anchor


@few
@given(ANCHORED | ROLLING, MEETINGS)
def test_one_meeting_fills_one_slot_whose_window_holds_it(cadence: Cadence, meetings: list[Meeting]):
    """And no slot has two, as it has one field for it."""
    pairs = filled(slots(cadence, meetings, until=FAR), meetings)
    assert len({meeting.id for _, meeting in pairs}) == len(pairs)
    assert all(slot.earliest <= meeting.on <= slot.latest for slot, meeting in pairs)


@few
@given(ANCHORED, MEETINGS)
def test_no_meeting_is_left_over_beside_an_open_slot_that_would_hold_it(cadence: Cadence, meetings: list[Meeting]):
    """A slot that would hold it is filled with as good a right: by a meeting held, or one as near."""
    found = slots(cadence, meetings, until=FAR)
    taken = {meeting.id: (slot, meeting) for slot, meeting in filled(found, meetings)}
    by_slot = {slot.number: meeting for slot, meeting in taken.values()}
    for meeting in meetings:
        if meeting.id in taken:
            continue
        for slot in (slot for slot in found if slot.holds(meeting)):
            other = by_slot[slot.number]
            assert (not other.held, abs(other.on - slot.on)) <= (not meeting.held, abs(meeting.on - slot.on))


@few
@given(ANCHORED, MEETINGS)
def test_a_lone_meeting_fills_the_nearest_slot(cadence: Cadence, meetings: list[Meeting]):
    """No slot that holds it lies nearer."""
    for meeting in meetings:
        found = slots(cadence, [meeting], until=FAR)
        near = [abs(slot.on - meeting.on) for slot in found if slot.holds(meeting)]
        assert [abs(slot.on - meeting.on) for slot in found if slot.meeting] == sorted(near)[:1]


@few
@given(ANCHORED | ROLLING, MEETINGS)
def test_slots_and_windows_are_in_order(cadence: Cadence, meetings: list[Meeting]):
    """An earlier slot opens and closes no later than the one after it."""
    found = slots(cadence, meetings, until=FAR)
    for field in ("number", "on", "earliest", "latest"):
        listed = [getattr(slot, field) for slot in found]
        assert listed == sorted(listed)


@few
@given(ANY, runs(ANY_DAYS))
def test_a_window_reaches_as_far_as_the_tolerance_and_the_calendar(cadence: Cadence, meetings: list[Meeting]):
    """Only a rolling one may open later: never before the day after the meeting it is counted from."""
    before, after = (days(cadence, text) for text in (cadence.tolerance_before, cadence.tolerance_after))
    slot = expected(cadence, meetings)
    for each in [*slots(cadence, meetings, until=date(50, 1, 1)), *([slot] if slot else [])]:
        assert (each.latest - each.on).days == min(after, (date.max - each.on).days)
        if cadence.every.startswith("at least") and cadence.tolerance_before is None:
            assert (each.on - each.earliest).days <= 31 * months(cadence)  # told day by day in the tables
            continue
        reach = min(before, (each.on - date.min).days)
        assert (each.on - each.earliest).days == reach or (cadence.kind == "rolling" and each.earliest <= each.on)


@few
@given(ANY, runs(ANY_DAYS))
def test_what_is_expected_is_open_and_after_every_meeting(cadence: Cadence, meetings: list[Meeting]):
    """Held or announced."""
    slot = expected(cadence, meetings)
    assert slot is None or (slot.meeting is None and all(meeting.on < slot.on for meeting in meetings))


@few
@given(ANCHORED | ROLLING, MEETINGS)
def test_what_is_expected_is_the_first_such_slot_of_the_list(cadence: Cadence, meetings: list[Meeting]):
    """The two questions are answered from one table."""
    slot = expected(cadence, meetings)
    last = max((meeting.on for meeting in meetings), default=date.min)
    found = [each for each in slots(cadence, meetings, until=FAR) if each.on > last and each.meeting is None]
    assert found[:1] == [each for each in [slot] if each and each.on <= FAR]


@few
@given(ANCHORED | ROLLING, MEETINGS, st.randoms(use_true_random=False))
def test_the_order_in_which_meetings_are_given_does_not_matter(
    cadence: Cadence, meetings: list[Meeting], random: Random
):
    """The record knows no order but that of the days."""
    shuffled = random.sample(meetings, len(meetings))
    assert slots(cadence, shuffled, until=FAR) == slots(cadence, meetings, until=FAR)
    assert expected(cadence, iter(shuffled)) == expected(cadence, meetings)


@few
@given(ANCHORED | ROLLING, MEETINGS, NEAR_DAYS)
def test_a_shorter_list_is_the_beginning_of_a_longer_one(cadence: Cadence, meetings: list[Meeting], until: date):
    """How far one looks changes nothing of what fills which slot."""
    longer = slots(cadence, meetings, until=FAR)
    assert slots(cadence, meetings, until=until) == [slot for slot in longer if slot.on <= until]


@few
@given(ANCHORED | ROLLING, MEETINGS)
def test_a_meeting_arranged_for_the_expected_slot_fills_it_and_cancelled_opens_it_again(
    cadence: Cadence, meetings: list[Meeting]
):
    """Announced for the very day, it is no longer expected."""
    slot = expected(cadence, meetings)
    if slot is not None:
        arranged = [*meetings, Meeting("arranged", slot.on, held=False)]
        after = expected(cadence, arranged)
        assert after is None or after.on > slot.on
        assert slot._replace(meeting="arranged") in slots(cadence, arranged, until=slot.on)


@few
@given(ANCHORED, MEETINGS)
def test_an_at_least_without_tolerances_holds_every_day_in_exactly_one_window(
    cadence: Cadence, meetings: list[Meeting]
):
    """So a meeting held after the first window opened keeps one promise, or comes beside one that keeps it."""
    strict = replace(
        cadence, every=f"at least every {min(months(cadence), 999)} months", tolerance_before=None, tolerance_after=None
    )
    found = slots(strict, meetings, until=FAR)
    assert all(later.earliest - earlier.latest == timedelta(days=1) for earlier, later in pairwise(found))
    for meeting in meetings:
        assert sum(slot.holds(meeting) for slot in found) <= 1
    assert len(filled(found, meetings)) == sum(any(map(slot.holds, meetings)) for slot in found)
