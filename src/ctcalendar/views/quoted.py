"""What the record quotes from a source, and by which digests it has known the source's text."""

from typing import NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.views.question import NOW


class Quoted(NamedTuple):
    """A quote from a source, and the fact that has it: of which item, which revision, which of its citations."""

    subject: str
    revision: int
    number: int
    quote: str
    locator: str | None


def quotes_of(reader: Reader, source: str) -> list[Quoted]:
    """Every quote from a source, whatever item it stands in."""
    sql = f"""SELECT subject, revision, number, quote, locator FROM citation
        WHERE source = :source AND quote IS NOT NULL AND known_to = {NOW} ORDER BY subject, revision, number"""
    return [Quoted(*row) for row in reader.rows(sql, {"source": source})]


def digests(reader: Reader) -> dict[str, str | None]:
    """Every source, with the SHA-256 that it records of its text now, if any."""
    return {row[0]: row[1] for row in reader.rows(f"SELECT id, sha256 FROM source WHERE known_to = {NOW}")}


def digest(reader: Reader, source: str) -> str | None:
    """The SHA-256 that a source records of its text now, if any."""
    rows = reader.rows(f"SELECT sha256 FROM source WHERE id = :id AND known_to = {NOW}", {"id": source})
    return rows[0][0] if rows else None


def digests_ever(reader: Reader, source: str) -> list[str]:
    """Every SHA-256 that a source has recorded, now or before an amendment."""
    sql = "SELECT DISTINCT sha256 FROM source WHERE id = :id AND sha256 IS NOT NULL ORDER BY sha256"
    return [row[0] for row in reader.rows(sql, {"id": source})]
