"""Reading the facts that the log holds, decoded to their newest shapes."""

from collections.abc import Iterable

from ctcalendar.db.driver import Driver
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.streams import Stream
from ctcalendar.errors import DamagedRecord
from ctcalendar.log.read import SELECT
from ctcalendar.log.rows import LogRow


def decoded(row: LogRow) -> Recorded:
    """The fact a row holds, in its newest shape.

    Raises:
        DatabaseTooNew: no such type or version is known here.
        DamagedRecord: its data has not the shape of its type.
    """
    try:
        event = EVENTS.decode(row.type, row.version, row.data)
    except ValueError as error:
        raise DamagedRecord(f"position {row.position}", f"its data is no {row.type} fact: {error}") from error
    stream = Stream.parse(row.stream)
    return Recorded(row.position, stream, row.revision, row.type, event, row.recorded_at, row.recorded_by)


def histories(driver: Driver, streams: Iterable[str]) -> dict[str, list[Recorded]]:
    """The facts of some streams, oldest first; a stream without any is absent."""
    found: dict[str, list[Recorded]] = {}
    for row in driver.rows_in(f"{SELECT} WHERE stream IN (??) ORDER BY stream, revision", streams):
        found.setdefault(row[1], []).append(decoded(LogRow(*row)))
    return found
