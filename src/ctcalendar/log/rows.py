"""What one row of the log is."""

from typing import NamedTuple

GENESIS = "00" * 32


class LogRow(NamedTuple):
    """One stored fact, column by column."""

    position: int
    stream: str
    revision: int
    type: str
    version: int
    data: str
    recorded_at: int
    recorded_by: str
    command_id: str
    command_index: int
    command_sha256: str
    hash: str


COLUMNS = LogRow._fields
