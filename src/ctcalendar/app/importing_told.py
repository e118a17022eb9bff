"""What a data set told of an engagement, by the facts it brought alone; and what others have set there."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from ctcalendar.domain import codec
from ctcalendar.domain.evidence import told
from ctcalendar.domain.items import Engagement, Item
from ctcalendar.domain.standing import Standing, changed, evolve
from ctcalendar.log.imports import Brought


def said(history: Iterable[Brought]) -> tuple[str, Engagement]:
    """What a data set said of an engagement last: its status, and what it is, by the facts it brought alone.

    One that was on record before is taken as it stood when the data set first told of it: that is what it agreed with.
    """
    status, item, standing = "", cast("Item | None", None), cast("Standing | None", None)
    for fact, by_it in history:
        standing = evolve(standing, fact)
        if not by_it:
            continue
        if isinstance(fact.event, Engagement):
            status, item = fact.name.partition(".")[2], fact.event
        elif item is None:
            status, item = getattr(standing.item, "status", None) or "", standing.item
        else:
            values = told(fact.event)
            status = values.get("status", status)
            item = changed(item, {field: value for field, value in values.items() if field != "status"})
    assert isinstance(item, Engagement)
    return status, item


def set_by_others(history: Iterable[Brought]) -> set[str]:
    """The fields whose value as it stands was set by somebody else, whatever the data set came to agree with since."""
    standing, before, found = cast("Standing | None", None), dict[str, Any](), set[str]()
    for fact, by_it in history:
        standing = evolve(standing, fact)
        now = codec.plain(standing.item)
        differing = {field for field in {*before, *now} if before.get(field) != now.get(field)}
        found = found - differing if by_it else found | differing
        before = now
    return found


def says_so(support: str, here: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether what a row proves is what the record has."""
    field = support.partition(".")[0]
    return here.get(field) == now.get(field)


def is_told_otherwise(
    standing: Standing, status: str, status_now: str, then: Mapping[str, Any], now: Mapping[str, Any]
) -> bool:
    """Whether somebody here has said what the data set's new status would undo: called it off, or moved its day."""
    here, when = getattr(standing.item, "status", None), codec.plain(standing.item).get("when")
    if status_now in (status, here):
        return False
    return here != status or (status_now == "held" and when not in (then.get("when"), now.get("when")))
