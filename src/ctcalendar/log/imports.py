"""What imports brought: the facts under command ids that begin with `import:`, and what they keep beside the facts.

The id of such a command is `import:DATA-SET:KIND:ID:REVISION:EXTERNAL`: which engagement it is about, at which revision
that was found, and what the publisher calls it. Its digest is that of what the data set said.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import Stream
from ctcalendar.errors import BadInput
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import COLUMNS, LogRow


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


class Brought(NamedTuple):
    """A fact, and whether it is this data set that brought it."""

    fact: Recorded
    by_it: bool


def facts_told(driver: Driver, data_set: str, streams: Iterable[str]) -> Mapping[str, list[Brought]]:
    """The facts about some streams, oldest first: those that a data set brought, and what anybody else recorded."""
    found: dict[str, list[Brought]] = {}
    sql = f"SELECT {', '.join(COLUMNS)} FROM log WHERE stream IN (??) ORDER BY stream, revision"
    for row in map(LogRow._make, driver.rows_in(sql, streams)):
        by_it = row.command_id.startswith(f"import:{data_set}:")
        found.setdefault(row.stream, []).append(Brought(decoded(row), by_it))
    return found


def edition_id(data_set: str, sha256: str) -> str:
    """What a later edition of a data set is called."""
    return f"{data_set}-{sha256[:8]}"


def editions(driver: Driver, data_set: str, sha256: str) -> dict[str, str | None]:
    """The sources that are editions of a data set -> the SHA-256 each was registered with.

    Raises:
        BadInput: what the data set, or its edition with this SHA-256, would be called is something else already.
    """
    # '.' is the character after '-': the data set itself, and what is called after it.
    sql = "SELECT stream, data FROM log WHERE revision = 1 AND (stream = ? OR (stream >= ? AND stream < ?))"
    first, found = f"source:{data_set}", dict[str, str | None]()
    for stream, data in driver.rows(sql, (first, f"{first}-", f"{first}.")):
        identity, source = stream.partition(":")[2], codec.decode(data)
        named, kind = source.get("sha256"), source.get("kind")
        if kind == "dataset" and identity in (data_set, edition_id(data_set, named or "?")):
            found[identity] = named
        elif identity in (data_set, edition_id(data_set, sha256)):
            raise BadInput(
                f"the source {identity} is on record, and is no edition of the data set {data_set} (its kind: {kind})",
                hint="give `source` another id in the mapping",
            )
    return found
