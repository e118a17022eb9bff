"""What imports brought: the facts under command ids that begin with `import:`, and what they keep beside the facts.

The id of such a command is `import:DATA-SET:KIND:ID:REVISION:EXTERNAL`: which engagement it is about, at which revision
that was found, and what the publisher calls it. Its digest is that of what the data set said.
"""

from collections.abc import Iterable, Iterator, Mapping

from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import Stream
from ctcalendar.log.chain import COLUMNS, LogRow
from ctcalendar.log.read import decoded


def command_id(data_set: str, stream: Stream, revision: int, external: str = "") -> str:
    """The id of the command by which a data set tells of something found at a revision (0: it is new)."""
    return f"import:{data_set}:{stream}:{revision}:{external}"


def engagements_told(driver: Driver, data_set: str) -> Iterator[tuple[str, str, str]]:
    """What a data set told of engagements, oldest first: the stream, the digest of what it said, the publisher's id."""
    # ';' is the character after ':', so the range is exactly the commands of this data set on engagements.
    begins = f"import:{data_set}:engagement"
    sql = """SELECT command_id, command_sha256 FROM log WHERE command_id >= ? AND command_id < ? AND command_index = 0
        ORDER BY position"""
    for command, digest in driver.stream(sql, (f"{begins}:", f"{begins};")):
        identity, _, rest = command[len(begins) + 1 :].partition(":")
        yield f"engagement:{identity}", digest, rest.partition(":")[2]


def facts_told(driver: Driver, data_set: str, streams: Iterable[str]) -> Mapping[str, list[Recorded]]:
    """The facts that a data set brought of some streams, oldest first; what anybody else recorded is left out."""
    found: dict[str, list[Recorded]] = {}
    sql = f"SELECT {', '.join(COLUMNS)} FROM log WHERE stream IN (??) ORDER BY stream, revision"
    for row in map(LogRow._make, driver.rows_in(sql, streams)):
        if row.command_id.startswith(f"import:{data_set}:"):
            found.setdefault(row.stream, []).append(decoded(row))
    return found


def editions(driver: Driver, data_set: str) -> dict[str, str | None]:
    """The sources that are editions of a data set -> the SHA-256 each was registered with."""
    # '.' is the character after '-': the data set itself, and what is called after it.
    sql = "SELECT stream, data FROM log WHERE revision = 1 AND (stream = ? OR (stream >= ? AND stream < ?))"
    first = f"source:{data_set}"
    rows = driver.rows(sql, (first, f"{first}-", f"{first}."))
    return {stream.partition(":")[2]: codec.decode(data).get("sha256") for stream, data in rows}
