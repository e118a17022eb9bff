"""What is on the agenda, made of what the views say: its days, its leads, and what is on it no longer."""

from typing import Any

import pytest

from agenda.found import announced, deadline, expected, in_series, place, when
from ctcalendar.agenda.matters import of_announced, of_deadline, of_expected
from ctcalendar.agenda.stages import Timing
from ctcalendar.views.entry import Retraction, When, Words


def days(timing: Timing) -> tuple[str, str]:
    """The day something is due, and the last that is in time."""
    return timing.on.isoformat(), timing.last.isoformat()


# -- meetings that a series calls for ---------------------------------------------------------------------------------


def test_an_expected_meeting_is_due_on_the_day_of_its_slot():
    """In time as long as its window is open; its subject is the series, its slot the day."""
    matter = of_expected(expected())
    assert matter.timing == Timing(
        "series:talks",
        "2025-03-10",
        "series:talks",
        "expected",
        matter.timing.on,
        matter.timing.last,
        (60,),
        None,
    )
    assert days(matter.timing) == ("2025-03-10", "2025-06-02")
    assert (matter.earliest, matter.latest, matter.number, matter.basis) == ("2024-12-16", "2025-06-02", 5, "stated")


@pytest.mark.parametrize(
    ("lead", "earliest", "days_before"),
    [
        (("90 days",), "2024-12-16", (90,)),
        (("90 days", "30 days"), "2024-12-16", (90, 30)),
        (("0 days",), "2024-12-16", (0,)),
        # Where nobody said, when the window opens: two months before at most, two weeks at least.
        ((), "2024-12-16", (60,)),
        ((), "2025-01-09", (60,)),
        ((), "2025-02-08", (30,)),
        ((), "2025-02-24", (14,)),
        ((), "2025-03-10", (14,)),
        ((), "0001-01-01", (60,)),
    ],
)
def test_how_long_before_a_meeting_should_be_announced(
    lead: tuple[str, ...], earliest: str, days_before: tuple[int, ...]
):
    """As its cadence says; or from when on it may be held."""
    matter = of_expected(expected(window=(earliest, "2025-06-02"), cadence={"lead": lead}))
    assert matter.timing.days_before == days_before


def test_an_expected_meeting_keeps_the_zone_and_basis_of_its_cadence():
    """Its days begin there; that it is assumed is said."""
    matter = of_expected(expected(cadence={"zone": "Asia/Qatar", "basis": "assumption"}))
    assert (matter.timing.zone, matter.basis) == ("Asia/Qatar", "assumption")


# -- meetings that were announced -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "due", "last", "window"),
    [
        ("2025-06-30", "2025-06-30", "2025-07-07", ("2025-06-30", "2025-06-30")),
        ("2025-06-30/2025-07-02", "2025-06-30", "2025-07-09", ("2025-06-30", "2025-07-02")),
        ("2025-06", "2025-06-01", "2025-07-07", ("2025-06-01", "2025-06-30")),
        ("2025", "2025-01-01", "2026-01-07", ("2025-01-01", "2025-12-31")),
        ("2025-06-30/..", "2025-06-30", "2025-07-07", ("2025-06-30", "2025-06-30")),
        ("2024-02-29", "2024-02-29", "2024-03-07", ("2024-02-29", "2024-02-29")),
        ("2025-12-31", "2025-12-31", "2026-01-07", ("2025-12-31", "2025-12-31")),
        ("9999-12-31", "9999-12-31", "9999-12-31", ("9999-12-31", "9999-12-31")),
        ("9999-12-28", "9999-12-28", "9999-12-31", ("9999-12-28", "9999-12-28")),
    ],
)
def test_an_announced_meeting_is_due_on_its_first_day(day: str, due: str, last: str, window: tuple[str, str]):
    """Whoever is to record that it was held has a week after its last; nothing is beyond the calendar."""
    matter = of_announced(announced(day))
    assert matter is not None
    assert days(matter.timing) == (due, last)
    assert (matter.earliest, matter.latest) == window
    assert (matter.timing.subject, matter.timing.slot) == ("engagement:talks-2025", due)


def test_bounds_will_do_where_no_day_is_known():
    """It is somewhere between them."""
    matter = of_announced(announced(when(None, earliest="2025-06-01", latest="2025-06-15")))
    assert matter is not None
    assert days(matter.timing) == ("2025-06-01", "2025-06-22")


@pytest.mark.parametrize("day", [when("../2025-06-30"), when(None, latest="2025-06-30")], ids=str)
def test_of_a_span_that_is_open_at_its_beginning_the_end_is_the_day(day: When):
    """Somebody announced it for some day up to that one: it is due then."""
    matter = of_announced(announced(day))
    assert matter is not None
    assert days(matter.timing) == ("2025-06-30", "2025-07-07")


@pytest.mark.parametrize(
    "other",
    [
        {"status": "held"},
        {"status": "cancelled"},
        {"status": "retracted"},
        {"retracted": Retraction(None, Words("a mistake", None))},
        {"when": None},
        {"when": when(None, basis="none")},
    ],
    ids=str,
)
def test_what_was_held_or_called_off_or_has_no_day_is_not_on_the_agenda(other: dict[str, Any]):
    """Postponed without a date, it is announced for no day."""
    assert of_announced(announced(**other)) is None


def test_an_announced_meeting_tells_of_its_series_place_and_zone():
    """The country where there is one alone: of several stops no holiday can be said."""
    zoned = when("2025-06-30", zone="Asia/Qatar")
    matter = of_announced(announced(zoned, series=in_series(5), places=[place("QA")]), (9, 3))
    assert matter is not None
    assert (matter.timing.zone, matter.timing.days_before) == ("Asia/Qatar", (9, 3))
    assert (matter.series, matter.number, matter.place) == ("talks", 5, "QA")
    several = of_announced(announced(places=[place("QA"), place("FR")]))
    assert several is not None
    assert (several.series, several.number, several.place) == (None, None, None)
    assert of_announced(announced(places=[])).place is None


# -- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "on"),
    [
        ("2025-06-30", "2025-06-30"),
        ("2024-02", "2024-02-29"),
        ("2025-02", "2025-02-28"),
        ("2025-22", "2025-08-31"),
        ("2025-24", "2026-02-28"),
        ("2025", "2025-12-31"),
        ("202X", "2029-12-31"),
        ("2025-06/2025-09", "2025-09-30"),
        ("2025-06-30?", "2025-06-30"),
        ("9999", "9999-12-31"),
    ],
)
def test_a_deadline_is_due_on_the_last_day_that_keeps_it(by: str, on: str):
    """And overdue the day after: nothing is granted that nobody promised."""
    matter = of_deadline(deadline(by))
    assert matter is not None
    assert days(matter.timing) == (on, on)
    assert (matter.by, matter.timing.slot, matter.timing.zone) == (by, on, None)


def test_a_deadline_without_a_last_day_is_never_due():
    """`2025/..`: there is nothing to hold anybody to."""
    assert of_deadline(deadline("2025/..")) is None


@pytest.mark.parametrize(
    ("status", "to_start", "to_complete"),
    [
        (None, True, True),
        ("not-started", True, True),
        ("in-progress", False, True),
        ("largely-complete", False, True),
        ("complete", False, False),
        ("lapsed", False, False),
    ],
)
def test_a_deadline_is_on_the_agenda_until_it_is_met(status: str | None, to_start: bool, to_complete: bool):
    """By the last word: what was begun need not be begun; largely complete is not complete; lapsed is over."""
    found = {which: of_deadline(deadline(which=which, status=status)) is not None for which in ("start", "complete")}
    assert found == {"start": to_start, "complete": to_complete}


def test_every_deadline_has_a_subject_of_its_own():
    """To start, to complete, and to complete at a meeting: settled each by itself."""
    found = [deadline(which="start"), deadline(), deadline(at_meeting=True), deadline(id="other"), deadline("2026")]
    matters = [of_deadline(one) for one in found]
    assert [(matter.timing.subject, matter.timing.stream) for matter in matters if matter] == [
        ("commitment:open-port.by-then.start", "commitment:open-port"),
        ("commitment:open-port.by-then.complete", "commitment:open-port"),
        ("commitment:open-port.by-then.meeting", "commitment:open-port"),
        ("commitment:open-port.other.complete", "commitment:open-port"),
        ("commitment:open-port.by-then.complete", "commitment:open-port"),
    ]


def test_what_was_said_of_a_deadline_is_its_title():
    """Else what was undertaken."""
    said = Words("the quay first", None)
    plain, other = of_deadline(deadline()), of_deadline(deadline(said=said, disputed=["progress"]), (3,))
    assert plain is not None
    assert other is not None
    assert (plain.title.en, other.title.en) == ("Open the port", "the quay first")
    assert (other.disputed, other.timing.days_before) == (["progress"], (3,))
