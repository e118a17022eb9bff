"""By when a commitment is due: its deadlines, each with the last day that keeps it."""

from collections.abc import Iterable, Mapping
from typing import Any

from ctcalendar.domain import edtf

Plain = Mapping[str, Any]


def dues(deadlines: Iterable[Plain], meetings: Mapping[tuple[str, int], str | None]) -> list[dict[str, Any]]:
    """What is due by when, the earliest first; last what is due at a meeting that has no day yet.

    `meetings`: series and number -> the day of the meeting (EDTF).
    """
    found = [_due(deadline["id"], *told) for deadline in deadlines for told in _told(deadline, meetings)]
    return sorted(found, key=lambda due: (due["last"] is None, due["last"] or "", due["deadline"]))


def _told(
    deadline: Plain, meetings: Mapping[tuple[str, int], str | None]
) -> Iterable[tuple[str, str | None, Plain | None]]:
    for which in ("start", "complete"):
        if by := deadline.get(f"{which}_by"):
            yield which, by, None
    if meeting := deadline.get("at_meeting"):
        yield "complete", meetings.get((meeting["id"], meeting.get("ordinal"))), meeting


def _due(deadline: str, which: str, by: str | None, at_meeting: Plain | None) -> dict[str, Any]:
    latest = edtf.parse(by).latest if by else None
    last = latest.isoformat() if latest else None
    return {"deadline": deadline, "which": which, "by": by, "last": last, "at_meeting": at_meeting}
