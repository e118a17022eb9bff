"""Whether a text is a calendar day, one day in EDTF, or the name of a time zone; and how an instant is written."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from ctcalendar.domain import edtf

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def is_day(text: str) -> bool:
    """Whether it is a calendar day, `2017-11-08`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_one_day(text: str | None) -> bool:
    """Whether an EDTF text is a single day; one that is no EDTF at all is told as what it is elsewhere."""
    try:
        span = edtf.parse(text or "")
    except edtf.NotEdtf:
        return True
    return span.precision == "day" and not span.interval


def is_zone(name: str) -> bool:
    """Whether this machine knows the IANA time zone."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


@lru_cache(maxsize=1_000)
def zone(name: str) -> "ZoneInfo":
    """The IANA time zone of that name, by the edition that comes with the tzdata package: the same on every machine.

    Raises:
        KeyError, OSError, ValueError: there is none.
    """
    from importlib.resources import files
    from zoneinfo import ZoneInfo

    found = ZoneInfo(name)  # refuses what is no name
    try:
        with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (ModuleNotFoundError, OSError):
        return found  # a zone that only this machine knows


def instant(microseconds: int) -> str:
    """An instant as text, to the microsecond, in UTC."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def microseconds(instant: str) -> int:
    """The microseconds since 1970 in UTC of an instant as `instant` writes it."""
    return (datetime.fromisoformat(instant) - _EPOCH) // _MICROSECOND
