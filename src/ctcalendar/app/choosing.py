"""What somebody who subscribes may choose, as people write it."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import is_zone
from ctcalendar.errors import BadInput
from ctcalendar.mail.content import SECTIONS
from ctcalendar.mail.periods import DAYS, EVERY, MONTHLY, NEVER, WEEKDAYS, WEEKLY
from ctcalendar.mail.recipient import recipient
from ctcalendar.views.filter import LANGUAGES, Filter

_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_FIRST = {WEEKLY: WEEKDAYS[0], MONTHLY: "1"}
_LETTERS_OF_WEEKDAYS = 3


class Choices(NamedTuple):
    """What a subscriber wants, and where it goes."""

    address: str
    language: str
    zone: str
    every: str
    on_day: str | None
    at_time: str
    clearance: Clearance
    asked: Filter
    sections: Sequence[str]
    immediate: bool


def chosen(
    address: str,
    *,
    language: str = "en",
    zone: str = "UTC",
    every: str = WEEKLY,
    on_day: str | None = None,
    at_time: str = "07:00",
    clearance: Clearance = Clearance.PUBLIC,
    asked: Filter | None = None,
    sections: Sequence[str] = (),
    immediate: bool = False,
) -> Choices:
    """What somebody chose, once it is sure that it can be done.

    Raises:
        BadInput: an address, a zone, a day or an hour that is none; or nothing would ever be sent.
    """
    if language not in LANGUAGES or every not in EVERY:
        raise BadInput(f"{language}, {every}: no such language or frequency", hint=f"frequencies: {' '.join(EVERY)}")
    if every == NEVER and not immediate:
        raise BadInput("nothing would ever be sent", hint="with --every never give --immediate, for reminders alone")
    wanted = asked or Filter()
    if wanted.after is not None or wanted.as_of is not None or wanted.limit is not None:
        raise BadInput("a digest tells of what is new: it has no as_of, after or limit", hint="leave them out")
    return Choices(
        recipient(address),
        language,
        _zone(zone),
        every,
        _day(every, on_day),
        _hour(at_time),
        clearance,
        wanted,
        _sections(sections),
        immediate,
    )


def _zone(name: str) -> str:
    if not name.isprintable() or not is_zone(name):
        from zoneinfo import available_timezones

        close = get_close_matches(name, available_timezones(), n=1)
        raise BadInput(
            f"{name!r} is no time zone", hint=f"did you mean {close[0]}?" if close else "write one like Asia/Qatar"
        )
    return name


def _day(every: str, text: str | None) -> str | None:
    """The day that a frequency is on, as it is kept; for want of one the first there is."""
    if text is None:
        return _FIRST.get(every)
    word = text.strip().lower()
    for day in DAYS[every]:
        if word == day or (every == WEEKLY and word == day[:_LETTERS_OF_WEEKDAYS]):
            return day
    hints = {WEEKLY: "a weekday, as in monday", MONTHLY: "a day of the month from 1 to 31, or last"}
    raise BadInput(f"{text!r} is no day that {every} may be on", hint=hints.get(every, "leave out the day"))


def _hour(text: str) -> str:
    if not _HOUR.fullmatch(text):
        raise BadInput(f"{text!r} is no hour", hint="write it as 07:00, up to 23:59")
    return text


def _sections(given: Sequence[str]) -> Sequence[str]:
    for name in given:
        if name not in SECTIONS:
            raise BadInput(f"{name!r} is no part of a digest", hint=f"the parts are {' '.join(SECTIONS)}")
    return tuple(name for name in SECTIONS if name in given)
