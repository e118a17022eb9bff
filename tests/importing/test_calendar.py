"""VEVENTs as rows."""

from datetime import date
from io import BytesIO

import pytest

from ctcalendar.domain.values import Text
from ctcalendar.errors import BadInput
from ctcalendar.importing.calendar import Window, calendar_rows
from ctcalendar.importing.mapping import FileMapping, SourceNamed


def rows(*events, **given):
    """The rows of a calendar that holds these events, each a text of lines."""
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return read(f"BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n", **given)


def read(text, *, zone=None, window=None, zones=None, level="PUBLIC"):
    """The rows of a calendar."""
    source = SourceNamed(id="c", title=Text(en="c"))
    mapping = FileMapping(
        format="ics",
        source=source,
        kind="meeting",
        title="{SUMMARY}",
        parties=("QA",),
        zone=zone,
        zones=zones or {},
        classification=level,
    )
    file = BytesIO(text.encode() if isinstance(text, str) else text)
    return list(calendar_rows("c.ics", file, mapping, window))


def when(row):
    """Day, time and zone of a row."""
    return row.problem or (row.when.edtf, row.when.time, row.when.zone)


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        ("DTSTART;VALUE=DATE:20240501", ("2024-05-01", None, None)),
        ("DTSTART;VALUE=DATE:20240501\nDTEND;VALUE=DATE:20240503", ("2024-05-01/2024-05-02", None, None)),
        ("DTSTART;VALUE=DATE:20240501\nDURATION:P2D", ("2024-05-01/2024-05-02", None, None)),
        ("DTSTART:20240501T100000\nDTEND:20240501T110000", ("2024-05-01", "10:00", None)),
        ("DTSTART;TZID=Asia/Qatar:20240501T100000", ("2024-05-01", "10:00", "Asia/Qatar")),
        ("DTSTART;TZID=Arab Standard Time:20240501T100000", ("2024-05-01", "10:00", "Asia/Riyadh")),
        ("DTSTART;TZID=/maker.example/Europe/London:20240501T100000", ("2024-05-01", "10:00", "Europe/London")),
        ("DTSTART;TZID=Asia/Qatar:20240501T220000\nDTEND;TZID=Asia/Qatar:20240502T000000",
         ("2024-05-01", "22:00", "Asia/Qatar")),
        ("DTSTART;TZID=Asia/Qatar:20240501T220000\nDTEND:20240501T210000Z", ("2024-05-01", "22:00", "Asia/Qatar")),
        ("DTSTART:20240501T220000Z\nDTEND:20240502T220000Z", ("2024-05-01/2024-05-02", None, None)),
    ],
)  # fmt: skip
def test_an_event_is_when_its_clocks_say(event, wanted):
    """DTEND is exclusive, and what ends at midnight has not begun another day."""
    assert when(rows(event)[0]) == wanted


def test_utc_is_shown_on_the_clocks_of_the_mapping():
    """21:30 in UTC is the next day in Doha."""
    [row] = rows("DTSTART:20240501T213000Z\nDTEND:20240501T220000Z", zone="Asia/Qatar")
    assert when(row) == ("2024-05-02", "00:30", "Asia/Qatar")


def test_an_event_that_repeats_is_a_row_each_time():
    """Without those left out and those told apart, with those added, on the same clock in winter and summer."""
    window = Window(date(2024, 3, 20), date(2024, 4, 20))
    found = rows(
        """UID:u@x
DTSTART;TZID=Europe/London:20240320T100000
RRULE:FREQ=WEEKLY;UNTIL=20240410T090000Z
EXDATE;TZID=Europe/London:20240327T100000
RDATE;TZID=Europe/London:20240412T150000
SUMMARY:Weekly""",
        """UID:u@x
RECURRENCE-ID:20240403T090000Z
DTSTART;TZID=Europe/London:20240404T110000
SUMMARY:Moved""",
        window=window,
    )
    assert [(row.identity, row.when.edtf, row.when.time) for row in found] == [
        ("u@x#20240320", "2024-03-20", "10:00"),
        ("u@x#20240410", "2024-04-10", "10:00"),
        ("u@x#20240412", "2024-04-12", "15:00"),
        ("u@x#20240403", "2024-04-04", "11:00"),
    ]


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("SUMMARY:x", "has no DTSTART"),
        ("DTSTART:20240230", "no day of the calendar"),
        ("DTSTART:soon", "no day or time"),
        ("DTSTART:20240501\nDTEND:20240401", "ends before it begins"),
        ("DTSTART:20240501\nDTEND:20240501T100000", "begins on a day"),
        ("DTSTART:20240501\nDURATION:P99999D", "lasts"),
        ("DTSTART;TZID=Nowhere/Land:20240501T100000", "zone 'Nowhere/Land' is not known"),
        ("DTSTART:00010101\nRRULE:FREQ=DAILY;UNTIL=10010101", "more than"),
        ("DTSTART:20240501\nthis is a broken line\nSUMMARY:x", "line 5 is no line of a calendar"),
        ("DTSTART:20240501\nSUMMARY:x\0y", "has a NUL"),
    ],
)
def test_an_event_that_cannot_be_read_says_why_and_the_rest_goes_on(event, says):
    """The one after it is read."""
    bad, good = rows(event, "DTSTART:20240501\nSUMMARY:good")
    assert says in bad.problem
    assert good.cells["SUMMARY"] == "good"


def test_folded_lines_and_escapes_are_undone():
    """Also where a line was folded in the middle of a character."""
    folded = "DTSTART:20240501\r\nSUMMARY:زيارة".encode()
    text = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + folded[:-1] + b"\r\n " + folded[-1:]
    text += b"\\, A\\;B\\nC\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR"
    assert read(text)[0].cells["SUMMARY"] == "زيارة, A;B C"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name\n1,2\n", "is no calendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240501\n", "ends in the middle of VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:\xff\xfe\n", "c.ics:3: is not UTF-8"),
        (b"BEGIN:VCALENDAR\nX:" + b"y" * 1_100_000, "longer than"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(text, says):
    """With the line on which it ends to be one."""
    with pytest.raises(BadInput, match=says):
        read(text)


def test_an_event_without_an_end_does_not_swallow_the_next():
    """What follows it is another event."""
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240501\nBEGIN:VEVENT\nDTSTART:20240502\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    first, second = read(text)
    assert (first.problem, when(second)) == ("has no END:VEVENT", ("2024-05-02", None, None))


def test_occurrences_told_apart_are_found_by_a_uid_however_it_is_escaped():
    """The same UID, with its comma escaped in one event and not in the other."""
    found = rows(
        "UID:a\\,b\nDTSTART:20240501T100000\nRRULE:FREQ=DAILY;COUNT=2",
        "UID:a\\,b\nRECURRENCE-ID:20240502T100000\nDTSTART:20240509T100000",
    )
    assert [row.when.edtf for row in found] == ["2024-05-01", "2024-05-09"]


def test_only_a_line_that_continues_another_is_as_long_as_both():
    """Two long lines are two lines."""
    begun = b"BEGIN:VCALENDAR\nX-A:" + b"x" * 600_000
    assert read(begun + b"\nX-B:" + b"y" * 600_000 + b"\nEND:VCALENDAR\n") == []
    with pytest.raises(BadInput, match="longer than"):
        read(begun + b"\n " + b"y" * 600_000 + b"\nEND:VCALENDAR\n")


@pytest.mark.parametrize(
    ("given", "level", "is_read"),
    [
        ("PUBLIC", "PUBLIC", True),
        ("PRIVATE", "PUBLIC", False),
        ("confidential", "PRIVATE", False),
        ("PRIVATE", "PRIVATE", True),
        ("PRIVATE", "CONFIDENTIAL", True),
        ("X-SECRET", "PUBLIC", False),
    ],
)
def test_what_is_private_does_not_become_public_by_being_imported(given, level, is_read):
    """The mapping says that it is kept as private as it came; a level nobody knows is PRIVATE, as RFC 5545 has it."""
    [row] = rows(f"DTSTART:20240501\nCLASS:{given}", level=level)
    assert (row.problem is None) == is_read
    assert is_read or "classification: " in row.problem


NEVER = "UID:{n}\nDTSTART:20240101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=21300101"


def test_what_repeats_is_looked_at_within_bounds_for_a_whole_calendar():
    """Each of these is within its own bounds; together they are not."""
    found = rows(*(NEVER.format(n=n) for n in range(8)))
    assert [row.problem is None for row in found[:-3]] == [True] * len(found[:-3])
    assert "in this calendar" in found[-1].problem


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_moments_beside_the_rule_are_bounded(name):
    """Ten thousand, as occurrences are."""
    event = "DTSTART:20240101\nRRULE:FREQ=DAILY;COUNT=1\n" + f"{name}:" + ",".join(["20240103"] * 10_001)
    [row] = rows(event)
    assert row.problem == f"{name}: names 10,001 moments; at most 10,000 are read"


def test_events_of_one_uid_do_not_each_look_at_all_that_was_told_apart():
    """Not without end: hundreds of them times thousands are refused."""
    apart = ["UID:u\nRECURRENCE-ID:20240501\nDTSTART:20240501"] * 1_000
    found = rows(*apart, *["UID:u\nDTSTART:20240101\nRRULE:FREQ=DAILY;COUNT=1"] * 45)
    assert "in this calendar" in found[-1].problem


def test_an_event_of_too_many_bytes_is_a_problem():
    """However its lines share them; the next one is read."""
    long = "\n".join(["X-A:" + "x" * 90_000] * 12)
    bad, good = rows(f"DTSTART:20240501\n{long}", "DTSTART:20240502")
    assert "1,000,000 bytes" in bad.problem
    assert when(good) == ("2024-05-02", None, None)


def test_components_within_components_are_bounded():
    """No calendar needs twenty."""
    with pytest.raises(BadInput, match="nested deeper than 20"):
        read("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 30)
