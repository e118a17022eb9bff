"""How a feed is written: everything about its bytes that is not history."""

from datetime import timedelta
from typing import Literal, NamedTuple

Cancelled = Literal["keep", "drop", "title"]
CANCELLED: tuple[Cancelled, ...] = ("keep", "drop", "title")


def duration(text: str) -> str | None:
    """A time before, as iCalendar spells it (P7D), or None where it is none or longer than a year."""
    from icalendar import vDuration

    if text.endswith("T"):  # icalendar reads P1DT as P1D
        return None
    try:
        found: timedelta = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    if not timedelta(0) < found <= timedelta(days=366):
        return None
    return str(vDuration(found).to_ical().decode())  # type: ignore[no-untyped-call]


class Style(NamedTuple):
    """How entries are written: the same history in the same style is the same bytes."""

    language: str
    domain: str
    """What every UID ends in."""
    public_url: str | None = None
    """Where pages can be reached, without a slash at the end."""
    cancelled: Cancelled = "keep"
    """What becomes of what was called off: it stays as cancelled, is left out, or is told by its title alone (Google's
    calendar hides what is cancelled)."""
    alarms: tuple[str, ...] = ()
    """How long before what is to come a program shall remind, as durations (P7D); none unless a feed asks."""
    tasks: bool = False
    """Whether deadlines are written as tasks (VTODO), for programs that show them."""

    def uid(self, name: str) -> str:
        """The UID of what is so called."""
        return f"{name}@{self.domain}"

    def page(self, path: str) -> str | None:
        """The address of a page, where pages can be reached."""
        return f"{self.public_url}/{path}" if self.public_url else None
