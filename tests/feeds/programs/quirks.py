"""What calendar programs are known to read otherwise than it is written: each quirk once, and undone.

A quirk is undone only where the program reads exactly what the quirk makes of the written value; anything else it reads
stays as read, and is a difference.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Value = Any
Quirk = Callable[[Value, Value], Value]
"""(as read, as written) -> as read by a program without the quirk."""


def without_quirks(program: str, read: dict[str, Value], written: dict[str, Value]) -> dict[str, Value]:
    """An entry as `program` would read it, had it none of its quirks."""
    undone = dict(read)
    for quirk, fields in QUIRKS[program]:
        undone |= {field: quirk(undone[field], written[field]) for field in fields}
    return undone


def _hour_that_comes_twice(read: Value, written: Value) -> Value:
    """When clocks go back, RFC 5545 means the first of the two hours of that name; this program the second."""
    if not (read and written and read.get("wall") == written.get("wall") and written.get("zone")):
        return read
    second = datetime.fromisoformat(written["wall"]).replace(tzinfo=ZoneInfo(written["zone"]), fold=1)
    instant = f"{second.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    return written if read == written | {"instant": instant} else read


def _hour_left_out(read: Value, written: Value) -> Value:
    """When clocks go forward, it keeps the instant and shows the hour by which clocks then go: 03:30 for 02:30."""
    if not (read and written and written.get("zone")):
        return read
    then = datetime.fromisoformat(written["instant"]).astimezone(ZoneInfo(written["zone"])).replace(tzinfo=None)
    return written if read == written | {"wall": then.isoformat()} else read


def _utc_by_another_name(read: Value, written: Value) -> Value:
    """It calls UTC Etc/UTC."""
    return read | {"zone": "UTC"} if read and read.get("zone") == "Etc/UTC" else read


def _time_of_no_zone(read: Value, written: Value) -> Value:
    """It reads a time of no zone in the first zone that the file declares, or another with the same offset."""
    is_floating = read and written and "wall" in written and written["zone"] is None
    return written if is_floating and read["wall"] == written["wall"] else read


def _categories_with_commas(read: Value, written: Value) -> Value:
    r"""It divides categories at `\,` too, and leaves the backslash."""
    divided = [piece for category in written for piece in category.replace(",", "\\,").split(",")]
    return written if read == [piece.strip() for piece in divided] else read


def _escapes_kind_by_kind(read: Value, written: Value) -> Value:
    r"""It undoes `\n` before `\\`, so that an n after a backslash ends the line."""
    return written if written and read == _undone(_escaped(written)) else read


def _quotation_marks(read: Value, written: Value) -> Value:
    """It takes them off a text that stands in them; and wherever they stand, once TZID= is in the line."""
    if not written:
        return read
    line = _escaped(written)
    if "TZID=" in line and '"(' not in line:
        line = line.replace('"', "")
    return written if read == re.sub(r'^"(.*)"$', r"\1", _undone(line)) else read


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _undone(text: str) -> str:
    """Escapes undone as node-ical does it: one kind after the other."""
    for escape, meant in (("\\,", ","), ("\\;", ";"), ("\\n", "\n"), ("\\N", "\n"), ("\\\\", "\\")):
        text = text.replace(escape, meant)
    return text


_TIMES = ("begins", "ends")
_TEXTS = ("summary", "description", "location")

QUIRKS: dict[str, list[tuple[Quirk, tuple[str, ...]]]] = {
    "ical-js": [(_hour_that_comes_twice, _TIMES)],
    "node-ical": [
        (_utc_by_another_name, _TIMES),
        (_hour_that_comes_twice, _TIMES),
        (_hour_left_out, _TIMES),
        (_time_of_no_zone, _TIMES),
        (_categories_with_commas, ("categories",)),
        (_escapes_kind_by_kind, _TEXTS),
        (_quotation_marks, _TEXTS),
    ],
}
"""Program -> its quirks, each with the fields it touches."""
