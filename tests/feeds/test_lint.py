"""The lint finds every defect planted for it, and none in any feed of ours."""

from pathlib import Path

import pytest

from cases.case import Case, cases, told
from feeds.contentlines import read
from feeds.lint import lint
from views.databases import SqliteDatabases, sqlite_databases

__all__ = ["sqlite_databases"]

TESTS = Path(__file__).parents[1]
MODERN = Path(__file__).parent / "programs/modern.ics"
FEEDS = [
    *sorted((TESTS.parent / "exports").glob("*.ics")),
    # The awkward entries stand on file case by case, without a calendar around them: here they are whole feeds, below.
    *(file for file in sorted((TESTS / "golden/feeds").glob("*.ics")) if not file.name.startswith("awkward")),
]


def calendar(*entries: str, head: str = "", zone: bool = False) -> bytes:
    """A small calendar around entries."""
    zones = [ZONE] if zone else []
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar.example//EN",
        head,
        *zones,
        *entries,
        "END:VCALENDAR",
    ]
    return "".join(f"{line}\n" for line in "\n".join(lines).split("\n") if line).replace("\n", "\r\n").encode()


ZONE = """\
BEGIN:VTIMEZONE
TZID:Asia/Qatar
BEGIN:STANDARD
DTSTART:19720601T000000
TZOFFSETFROM:+0400
TZOFFSETTO:+0300
TZNAME:+03
END:STANDARD
END:VTIMEZONE"""


def visit(**changed: str | None) -> str:
    """An entry of two days; a keyword changes the rest of a line (`dtstart=":20240501T073000Z"`) or, None, omits it."""
    lines = _VISIT | {name.upper().replace("_", "-"): value for name, value in changed.items()}
    return "\n".join(
        ["BEGIN:VEVENT", *(f"{name}{rest}" for name, rest in lines.items() if rest is not None), "END:VEVENT"]
    )


_VISIT: dict[str, str | None] = {
    "UID": ":visit@calendar.example",
    "DTSTAMP": ":20251101T130000Z",
    "CREATED": ":20251101T120000Z",
    "LAST-MODIFIED": ":20251101T130000Z",
    "SEQUENCE": ":1",
    "DTSTART": ";VALUE=DATE:20240501",
    "DTEND": ";VALUE=DATE:20240503",
    "SUMMARY": ";LANGUAGE=ar:زيارة إلى الدوحة",
    "CATEGORIES": r":VISIT,Trade\, customs",
    "CLASS": ":PUBLIC",
    "STATUS": ":CONFIRMED",
}

CLEAN = calendar(visit())
ALARM = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P7D\nDESCRIPTION:Soon\nEND:VALARM\nEND:VEVENT"
TIMED = {"dtstart": ";TZID=Asia/Qatar:20240501T103000", "dtend": ";TZID=Asia/Qatar:20240501T113000"}


def test_a_calendar_in_order_is_clean():
    """Days, a time in a zone, a time in UTC, a time of no zone, and no end at all."""
    second = {"uid": ":second@calendar.example"}
    assert lint(CLEAN) == []
    assert lint(calendar()) == []
    assert lint(calendar(visit(), visit(**second, **TIMED), zone=True)) == []
    assert lint(calendar(visit(dtstart=":20240501T073000Z", dtend=":20240501T083000Z"))) == []
    assert lint(calendar(visit(dtstart=":20240501T073000", dtend=None))) == []


def test_all_that_a_feed_may_hold_is_clean():
    """The head of RFC 7986, zones in rules, participants and places, links, tasks, and the alarms it was asked for."""
    assert lint(MODERN.read_bytes(), alarms=True) == []


BYTES = {
    "a byte order mark": (lambda body: b"\xef\xbb\xbf" + body, "byte order mark"),
    "no last line end": (lambda body: body.removesuffix(b"\r\n"), "does not end in CR LF"),
    "a bare LF": (lambda body: body.replace(b"CLASS:PUBLIC\r\n", b"CLASS:PUBLIC\n"), "no end of a line"),
    "a bare CR": (lambda body: body.replace(b"CLASS:PUBLIC\r\n", b"CLASS:PUBLIC\r"), "no end of a line"),
    "LF throughout": (lambda body: body.replace(b"\r\n", b"\n"), "no end of a line"),
    "an empty line": (lambda body: body.replace(b"CLASS", b"\r\nCLASS"), "is empty"),
    "an empty fold": (lambda body: body.replace(b"CLASS", b" \r\nCLASS"), "is empty"),
    "an empty last line": (lambda body: body + b"\r\n", "is empty"),
    "a long line": (lambda body: body.replace(b":1\r\n", b":1" + b" " * 66 + b"\r\n"), "is 76 octets long"),
    "a long folded line": (lambda body: body.replace(b"SUMMARY", b"COMMENT:x\r\n " + b"y" * 75 + b"\r\nSUMMARY"), "76"),
    "a fold within a letter": (lambda body: body.replace("ز".encode(), b"\xd8\r\n \xb2"), "no UTF-8 by itself"),
    "another encoding": (lambda body: body.decode().encode("cp1256"), "no UTF-8 by itself"),
    "a fold by tab": (lambda body: body.replace(b"PUBLIC", b"PUB\r\n\tLIC"), "folded with a tab"),
    "NUL": (lambda body: body.replace(b"PUBLIC", b"PUBLIC\0"), "control character U+0000"),
    "an escape of terminals": (lambda body: body.replace(b"PUBLIC", b"\x1b[31mPUBLIC"), "control character U+001B"),
    "delete": (lambda body: body.replace(b"PUBLIC", b"PUBLIC\x7f"), "control character U+007F"),
    "next line": (lambda body: body.replace("زيارة".encode(), b"\xc2\x85"), "control character U+0085"),
    "a line separator": (lambda body: body.replace("زيارة".encode(), "\u2028".encode()), "control character U+2028"),
    "a line with no name": (lambda body: body.replace(b"CLASS:", b":"), "is no content line"),
    "a line with no colon": (lambda body: body.replace(b"CLASS:", b"CLASS "), "is no content line"),
    "a name with a dot": (lambda body: body.replace(b"CLASS:", b"x.CLASS:"), "is no content line"),
    "a quotation mark in a parameter": (lambda body: body.replace(b"=ar:", b'=a"r:'), "is no content line"),
    "a quotation mark left open": (lambda body: body.replace(b"=ar:", b'="ar:'), "is no content line"),
    "a control character in a parameter": (lambda body: body.replace(b"=ar:", b"=a\x07r:"), "is no content line"),
    "a semicolon in a parameter": (lambda body: body.replace(b"=ar:", b"=ar;x:"), "is no content line"),
    "a single caret": (lambda body: body.replace(b"=ar:", b"=a^r:"), "caret"),
    "a parameter twice": (lambda body: body.replace(b"=ar:", b"=ar;LANGUAGE=en:"), "parameter LANGUAGE twice"),
    "nothing": (lambda body: b"", "holds nothing"),
    "a line before all": (lambda body: b"CLASS:PUBLIC\r\n" + body, "CLASS stands outside"),
    "a line after all": (lambda body: body + b"CLASS:PUBLIC\r\n", "CLASS stands outside"),
    "a second calendar": (lambda body: body + body, "one VCALENDAR"),
    "an entry by itself": (lambda body: visit().replace("\n", "\r\n").encode() + b"\r\n", "one VCALENDAR"),
    "an end too few": (lambda body: body.replace(b"END:VEVENT\r\n", b""), "VEVENT has no end"),
    "an end too many": (lambda body: body.replace(b"END:VEVENT", b"END:VEVENT\r\nEND:VEVENT"), "ends VEVENT"),
    "ends that cross": (
        lambda body: body.replace(b"CLASS", b"BEGIN:VALARM\r\nEND:VEVENT\r\nEND:VALARM\r\nCLASS"),
        "ends VEV",
    ),
}
"""What -> how to spoil the bytes of a calendar in order, and what the lint says of it."""


@pytest.mark.parametrize("what", BYTES)
def test_a_defect_of_bytes_and_lines_is_found(what: str):
    """Whatever else is found with it."""
    spoil, says = BYTES[what]
    spoilt = spoil(CLEAN)
    assert spoilt != CLEAN
    assert says in "\n".join(lint(spoilt))


@pytest.mark.parametrize("name", "UID DTSTART DTSTAMP SUMMARY SEQUENCE LAST-MODIFIED CREATED CLASS".split())
def test_a_missing_property_is_found(name: str):
    """And named."""
    (problem,) = lint(calendar(visit(**{name: None})))
    assert problem.endswith(f"VEVENT has no {name}")


@pytest.mark.parametrize("name", ["VERSION:2.0", "PRODID:-//calendar.example//EN"])
def test_a_missing_property_of_the_calendar_is_found(name: str):
    """And named."""
    (problem,) = lint(CLEAN.replace(f"{name}\r\n".encode(), b""))
    assert problem == f"line 1: VCALENDAR has no {name.partition(':')[0]}"


VALUES = {
    "an unknown escape": ({"summary": r":Visit \x"}, "escapes nothing"),
    "an escaped colon": ({"summary": r":Visit\: Doha"}, "escapes nothing"),
    "a backslash at the end": ({"summary": ":Visit\\"}, "escapes nothing"),
    "an unknown escape after a known one": ({"summary": r":\\\x"}, "escapes nothing"),
    "a bare comma": ({"summary": ":Doha, Qatar"}, "without a backslash"),
    "a bare semicolon": ({"description": ":Doha; Qatar"}, "without a backslash"),
    "a bare comma after an escaped backslash": ({"summary": r":\\,"}, "without a backslash"),
    "a bare semicolon among categories": ({"categories": ":A,B;C"}, "without a backslash"),
    "a bare comma of a property of ours": ({"x_wr_caldesc": ":a, b"}, "without a backslash"),
    "a sequence with a sign": ({"sequence": ":-1"}, "no small number"),
    "a sequence with a fraction": ({"sequence": ":1.0"}, "no small number"),
    "a sequence that is a moment": ({"sequence": ":1762000000"}, "no small number"),
    "a stamp without a zone": ({"dtstamp": ":20251101T130000"}, "is not in UTC"),
    "a stamp that is a day": ({"created": ";VALUE=DATE:20251101"}, "is not in UTC"),
    "a stamp in a zone": ({"last_modified": ";TZID=Asia/Qatar:20251101T130000"}, "is not in UTC"),
    "changed before created": ({"last_modified": ":20251101T115959Z"}, "changed before it was created"),
    "an end on the first day": ({"dtend": ";VALUE=DATE:20240501"}, "does not end after it begins"),
    "an end before the first day": ({"dtend": ";VALUE=DATE:20240430"}, "does not end after it begins"),
    "an end at the moment of the start": (
        {"dtstart": ":20240501T120000Z", "dtend": ":20240501T120000Z"},
        "does not end after it begins",
    ),
    "a day, then a time": ({"dtend": ":20240503T000000Z"}, "begins on a day and ends at a time"),
    "a time, then a day": ({"dtstart": ":20240501T000000Z"}, "or the other way round"),
    "an end and a duration": ({"duration": ":P2D"}, "a duration and an end"),
    "a day without VALUE": ({"dtstart": ":20240501"}, "is no moment"),
    "a moment as a day": ({"dtstart": ";VALUE=DATE:20240501T000000"}, "is no day"),
    "a day not in the calendar": ({"dtstart": ";VALUE=DATE:20240230"}, "is not in the calendar"),
    "an hour not in the day": ({"dtstart": ":20240501T250000Z", "dtend": None}, "is not in the calendar"),
    "a zone nobody knows": ({"dtstart": ";TZID=Asia/Atlantis:20240501T100000", "dtend": None}, "zone is not known"),
    "a zone beside UTC": ({"dtstart": ";TZID=Asia/Qatar:20240501T100000Z", "dtend": None}, "cannot have"),
    "a zone of a day": ({"dtstart": ";VALUE=DATE;TZID=Asia/Qatar:20240501"}, "cannot have"),
    "a status of tasks": ({"status": ":NEEDS-ACTION"}, "STATUS is 'NEEDS-ACTION'"),
    "a class of our own": ({"class": ":SECRET"}, "CLASS is 'SECRET'"),
    "an address that is none": ({"url": ":calendar.example/visit"}, "is no address"),
    "an address with a space": ({"url": ":https://calendar.example/a b"}, "is no address"),
    "an address with a quotation mark": ({"url": ':https://calendar.example/"'}, "is no address"),
    "an address in Arabic": ({"url": ":https://calendar.example/زيارة"}, "is no address"),
    "a link that leads nowhere": ({"link": ";VALUE=URI;LINKREL=alternate:visit"}, "is no address"),
    "a link without a relation": ({"link": ";VALUE=URI:https://calendar.example/"}, "has LINKREL None"),
    "a property of nobody's": ({"subject": ":Visit"}, "no property we know"),
    "an empty UID": ({"uid": ":"}, "the UID is empty"),
}
"""What -> lines of an entry, and what the lint says of it."""


@pytest.mark.parametrize("what", VALUES)
def test_a_defect_of_an_entry_is_found(what: str):
    """Whatever else is found with it."""
    changed, says = VALUES[what]
    assert says in "\n".join(lint(calendar(visit(**changed))))


def second(text: str) -> str:
    """The same entry with a UID of its own."""
    return text.replace("visit@", "second@")


RULE = "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
CALENDARS = {
    "one UID twice": (calendar(visit(), visit()), "the UID visit@calendar.example stands 2 times"),
    "one UID of an entry and a task": (
        calendar(visit(), visit(dtend=None).replace("VEVENT", "VTODO")),
        "the UID visit@calendar.example stands 2 times",
    ),
    "one UID twice within an entry": (
        calendar(visit().replace("END:VEVENT", 2 * "BEGIN:VLOCATION\nUID:hall\nEND:VLOCATION\n" + "END:VEVENT")),
        "the UID hall stands 2 times",
    ),
    "a title twice": (calendar(visit(summary=":A\nSUMMARY:B")), "has SUMMARY 2 times"),
    "a calendar with a UID": (calendar(visit(), head="UID:feed@calendar.example"), "a UID before those of the entries"),
    "a method": (calendar(visit(), head="METHOD:PUBLISH"), "METHOD makes it an invitation"),
    "an alarm": (calendar(visit().replace("END:VEVENT", ALARM)), "an alarm that nobody asked for"),
    "a zone not declared": (calendar(visit(**TIMED)), "Asia/Qatar is not declared"),
    "a zone not used": (calendar(visit(), zone=True), "Asia/Qatar is not used"),
    "a zone declared twice": (calendar(visit(**TIMED), head=ZONE, zone=True), "Asia/Qatar is declared 2 times"),
    "a zone of dates": (
        calendar(visit(**TIMED), zone=True).replace(b"TZNAME", b"RDATE:19730601T000000\r\nTZNAME"),
        "RDATE in a time zone",
    ),
    "a zone that says nothing": (
        calendar(visit(**TIMED), head="BEGIN:VTIMEZONE\nTZID:Asia/Qatar\nEND:VTIMEZONE"),
        "a time zone that says nothing",
    ),
    "a zone without an offset": (
        calendar(visit(**TIMED), zone=True).replace(b"TZOFFSETTO:+0300\r\n", b""),
        "STANDARD has no TZOFFSETTO",
    ),
    "a zone with an odd offset": (calendar(visit(**TIMED), zone=True).replace(b"+0300", b"+3"), "'+3' is no offset"),
    "a zone that begins in UTC": (
        calendar(visit(**TIMED), zone=True).replace(b"0601T000000", b"0601T000000Z"),
        "begins at a local time",
    ),
    "a component of nobody's": (
        calendar(visit().replace("END:VEVENT", "BEGIN:X-NOTE\nEND:X-NOTE\nEND:VEVENT")),
        "X-NOTE is no component we know",
    ),
    "an entry in an entry": (
        calendar(visit().replace("CLASS", second(visit()) + "\nCLASS")),
        "VEVENT stands in VEVENT",
    ),
    "an alarm in the calendar": (calendar(ALARM.removesuffix("\nEND:VEVENT")), "VALARM stands in VCALENDAR"),
    "a property after a component": (
        calendar(visit().replace("CLASS", ALARM.replace("END:VEVENT", "CLASS"))),
        "CLASS stands after a component",
    ),
    "a property of the calendar after its entries": (
        calendar(visit(), "NAME:Visits"),
        "NAME stands after a component of VCALENDAR",
    ),
    "two names in one language": (calendar(head="NAME;LANGUAGE=en:A\nNAME;LANGUAGE=en:B"), "has NAME 2 times"),
    "a pause of text": (calendar(head="REFRESH-INTERVAL:PT6H"), "has VALUE None"),
    "a pause of no length": (calendar(head="REFRESH-INTERVAL;VALUE=DURATION:P"), "is no duration"),
    "another version": (calendar().replace(b"2.0", b"1.0"), "VERSION is '1.0'"),
    "another calendar": (calendar(head="CALSCALE:ISLAMIC"), "CALSCALE is 'ISLAMIC'"),
}
"""What -> a calendar, and what the lint says of it."""


@pytest.mark.parametrize("what", CALENDARS)
def test_a_defect_of_a_calendar_is_found(what: str):
    """Whatever else is found with it."""
    body, says = CALENDARS[what]
    assert says in "\n".join(lint(body))


def test_alarms_are_no_defect_of_a_feed_that_asks_for_them():
    """In any other they are."""
    body = calendar(visit().replace("END:VEVENT", ALARM))
    assert lint(body, alarms=True) == []
    assert len(lint(body)) == 1


def test_text_comes_back_as_it_was_written():
    """Escapes, folds, and the marks of RFC 6868 in parameters."""
    entries = {entry.lines[0].value: entry for entry in read(MODERN.read_bytes()).walk("VEVENT")}
    signing = entries["signing@ctcalendar.example"]
    assert [line.text for line in signing.all("SUMMARY")] == ["Signing of “the accord”; annex A, B: C\\D"]
    assert [line.text.count("\n") for line in signing.all("DESCRIPTION")] == [2]
    assert signing.all("LINK")[0].parameter("LABEL") == 'Gazette, no. "7"; of 3: July'
    assert [part.name for part in signing.parts] == ["PARTICIPANT", "PARTICIPANT", "VLOCATION", "VALARM"]


@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name)
def test_a_published_or_golden_feed_is_clean(file: Path):
    """To the byte."""
    assert lint(file.read_bytes()) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", cases().values(), ids=lambda case: case.name)
def test_the_feeds_of_an_awkward_case_are_clean(sqlite_databases: SqliteDatabases, case: Case):
    """In both languages; their entries are those of the golden files `awkward`."""
    with sqlite_databases.empty() as settings:
        recorded = told(case, settings)
        assert {language: lint(recorded.feed(language)) for language in ("en", "ar")} == {"en": [], "ar": []}
