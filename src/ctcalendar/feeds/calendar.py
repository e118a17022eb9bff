"""A whole calendar: a head, the time zones it needs, and rendered entries, joined.

A feed is a function of visible history, filter, style and this code: nothing here asks what day it is. So the same
history gives the same bytes, and a subscriber downloads nothing until something was recorded.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from ctcalendar.feeds.catalogue import Feed
from ctcalendar.feeds.event import event
from ctcalendar.feeds.head import END, head
from ctcalendar.feeds.lines import Component, written
from ctcalendar.feeds.style import Style
from ctcalendar.feeds.zones import rendered_zone
from ctcalendar.views.entry import Entry

MADE_AT = 1_795_352_400_000_000  # 2026-11-22T13:00:00Z
"""When feeds were last written otherwise of the same history (microseconds UTC): to be moved with every such change."""


class Rendered(msgspec.Struct, frozen=True):
    """One entry as bytes, with what a calendar needs to know of it."""

    name: str
    """Its UID without the domain: what is written once in a calendar."""
    day: str
    """The day it is listed under, undated last."""
    body: bytes
    zone: str | None
    mark: int
    """What stands for it in the validator of a feed: a digest of its place and its bytes."""


def as_rendered(name: str, day: str, body: bytes, zone: str | None) -> Rendered:
    """Bytes that were rendered once."""
    return Rendered(name, day, body, zone, int.from_bytes(sha256(f"{day} {name}\n".encode() + body).digest()))


def rendered(entry: Entry, style: Style) -> Rendered | None:
    """An engagement as it stands in calendars of that style, or None where it has no place in one."""
    component = event(entry, style)
    if component is None:
        return None
    when = entry.when
    if when is None:
        return render(component, entry.id, None)
    return render(component, entry.id, when.earliest, when.zone if when.starts_at else None)


def render(component: Component, name: str, day: str | None, zone: str | None = None) -> Rendered:
    """A component of that name under that day."""
    return as_rendered(name, day or "9999-12-31", written(component), zone)


def calendar(feed: Feed, style: Style, entries: Iterable[Rendered], *, path: str | None = None) -> bytes:
    """A whole calendar of rendered entries, in the order of their days and names."""
    found = sorted(entries, key=lambda one: (one.day, one.name))
    zones = declared({one.zone for one in found if one.zone}, is_empty=not found)
    return joined(head(feed, style, path=path), zones, (one.body for one in found))


def joined(first: bytes, zones: bytes, bodies: Iterable[bytes]) -> bytes:
    """A calendar of its head, the time zones it declares and the bytes of its entries."""
    return b"".join((first, zones, *bodies, END))


def declared(zones: Iterable[str], *, is_empty: bool) -> bytes:
    """The time zones that entries need; of none, UTC, for a calendar must hold something (RFC 5545 section 3.6)."""
    return b"".join(map(rendered_zone, ["UTC"] if is_empty else sorted(zones)))
