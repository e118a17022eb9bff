"""The life of one item, with what the log alone keeps of it: between which levels it was reclassified."""

from typing import Any

from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import Stream
from ctcalendar.log.read import raw
from ctcalendar.views.life import Levels, Life, life


def life_of(
    reader: Reader,
    stream: Stream,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    published_by: str | None = None,
) -> Life | None:
    """The life of an item; None where it may not be seen at that moment, or is not there."""
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of, "published_by": published_by}
    return life(reader, stream, levels=lambda: _levels(reader, stream), **at)


def _levels(reader: Reader, stream: Stream) -> Levels:
    """Position of a fact that reclassified an item -> its level before and after."""
    found, level = {}, "PUBLIC"
    for row in raw(reader, stream=str(stream)):
        if row.revision == 1:
            level = codec.decode(row.data).get("classification", level)
        elif row.type.endswith(".reclassified"):
            before, level = level, codec.decode(row.data)["classification"]
            found[row.position] = (before, level)
    return found
