"""What other programs make of a calendar: its defects, and the days on which khal shows its entries."""

import os
import subprocess
import sys
from pathlib import Path

import icalendar

REQUIRED = {"DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS"}


def defects(body: bytes) -> list[str]:
    """What is wrong with a calendar, in words."""
    calendar = icalendar.Calendar.from_ical(body)
    events = calendar.walk("VEVENT")
    found = [f"{part.name}: {error}" for part in calendar.walk() for error in part.errors]
    lines = body.split(b"\r\n")
    found += [f"longer than 75 octets: {line!r}" for line in lines if len(line) > 75]
    found += ["a line that does not end in CR LF"] * (b"\n" in body.replace(b"\r\n", b""))
    found += [f"folded within a letter: {line!r}" for line in lines if line.decode("utf-8", "ignore").encode() != line]
    found += ["one UID twice"] * (len({str(event["UID"]) for event in events}) < len(events))
    for event in events:
        found += [f"{event['UID']}: without {name}" for name in sorted(REQUIRED - set(event))]
        found += [f"{event['UID']}: ends before it starts"] * (event.end < event.start)
        found += [f"{event['UID']}: no day long"] * ("DTEND" in event and event.end <= event.start)
    found += ["METHOD makes it an invitation"] * ("METHOD" in calendar)
    found += ["an alarm that nobody asked for"] * bool(calendar.walk("VALARM"))
    return found


_SETTINGS = """
[calendars]
[[record]]
path = {folder}/calendars
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = UTC
local_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""


def khal_days(folder: Path, body: bytes, since: str, span: str) -> dict[str, tuple[str, str, str]]:
    """What khal shows of a calendar: title -> first day, last day, CANCELLED or nothing."""
    (folder / "calendars").mkdir()
    config, file = folder / "khal.conf", folder / "import.ics"
    config.write_text(_SETTINGS.format(folder=folder))
    file.write_bytes(body)

    def khal(*arguments: str) -> str:
        environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(config), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    khal("import", "--batch", "-a", "record", str(file))
    form = "{start-date}\t{end-date}\t{status}\t{title}"
    listed = khal("list", "--once", "--day-format", "", "--format", form, since, span)
    rows = [line.split("\t") for line in listed.splitlines() if line]
    return {title: (first, last, "CANCELLED" if "CANCELLED" in status else "") for first, last, status, title in rows}
