"""What columns of several tables have in common: what a register begins and ends with, and whose member a row is."""

from collections.abc import Callable
from typing import Any

from ctcalendar.exchange import telling
from ctcalendar.exchange.columns import Columns, Plain, field, listed, made, own, texts

EVERY_KIND = tuple("source party organisation person topic office instrument commitment series engagement".split())


def registered(kind: str, name: str, says: str) -> Columns:
    """What every register begins with."""
    return (
        *field("id", f"the id of the {kind}"),
        *made("label", "what people call it: in English, or else in Arabic", telling.label),
        *texts(name.rstrip("s") if name == "names" else name, says, at=name, differs=True),
    )


STANDING: Columns = (
    *listed("disputed", "its fields in open dispute; what stands here is what the record keeps meanwhile"),
    *made("retracted", "why it should not have been recorded, where it was retracted", telling.why_retracted),
    *made("classification", "PUBLIC, PRIVATE or CONFIDENTIAL", lambda item: item.get("classification", "PUBLIC")),
    *made("item", "the same as KIND:ID: under it stands the evidence", telling.stream, to="items"),
)
OF_ANY: Columns = (
    *own("item", "the item, as KIND:ID", telling.stream, to="items"),
    *own("engagement", "its id, where it is an engagement", telling.as_of_engagement, to="engagements"),
)


def of_item(kind: str, table: str) -> Columns:
    """The id of the item whose member a row is."""
    return own(kind, f"the {kind}", lambda item: item["id"], to=table)


def members(name: str) -> Callable[[Plain], Any]:
    """What gives the members of one of an item's lists."""
    return lambda item: item.get(name) or ()
