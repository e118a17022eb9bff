"""The hash that chains a row of the log to the row before.

hash = SHA-256(previous hash as 32 bytes, then the compact UTF-8 JSON array [position, stream, revision, type, version,
SHA-256 hex of the stored data bytes, recorded_at, recorded_by, command_id, command_sha256, command_index]). The first
row's previous hash is 32 zero bytes. The data's digest stands for the data, so text withheld leaves the chain whole.
"""

import hashlib

from ctcalendar.domain import codec
from ctcalendar.log.rows import LogRow


def link(previous: str, row: LogRow) -> str:
    """The hash, in hex, of `row` after a row whose hash is `previous`; the row's own hash is not looked at."""
    envelope = (
        row.position,
        row.stream,
        row.revision,
        row.type,
        row.version,
        hashlib.sha256(row.data.encode()).hexdigest(),
        row.recorded_at,
        row.recorded_by,
        row.command_id,
        row.command_sha256,
        row.command_index,
    )
    return hashlib.sha256(bytes.fromhex(previous) + codec.encode(envelope)).hexdigest()
