"""What a data set told of an engagement, by the facts it brought alone."""

from collections.abc import Iterable
from typing import cast

from ctcalendar.domain.evidence import told
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import Engagement, Item
from ctcalendar.domain.standing import changed


def said(history: Iterable[Recorded]) -> tuple[str, Engagement]:
    """What a data set said of an engagement last: its status, and what it is, by the facts it brought alone."""
    status, item = "", cast("Item | None", None)
    for fact in history:
        if isinstance(fact.event, Engagement):
            status, item = fact.name.partition(".")[2], fact.event
        elif item is not None:
            values = told(fact.event)
            status = values.get("status", status)
            item = changed(item, {field: value for field, value in values.items() if field != "status"})
    assert isinstance(item, Engagement)
    return status, item
