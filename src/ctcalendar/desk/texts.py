"""Archived texts of sources, by the SHA-256 of their bytes in UTF-8. Forgotten when somebody says so."""

from collections.abc import Iterable

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader


def put(driver: Driver, sha256: str, text: str, *, now_us: int, by: str) -> bool:
    """Archive a text under the digest of its bytes; whether it was not there before."""
    return (
        driver.run(
            """INSERT INTO source_text (sha256, text, attached_at, attached_by) VALUES (?, ?, ?, ?)
        ON CONFLICT (sha256) DO NOTHING""",
            (sha256, text, now_us, by),
        )
        == 1
    )


def get(reader: Reader, sha256: str) -> str | None:
    """The text of that digest, if it is archived."""
    rows = reader.rows("SELECT text FROM source_text WHERE sha256 = :sha256", {"sha256": sha256})
    return str(rows[0][0]) if rows else None


def has(reader: Reader, sha256: str) -> bool:
    """Whether the text of that digest is archived."""
    return bool(reader.rows("SELECT 1 FROM source_text WHERE sha256 = :sha256", {"sha256": sha256}))


def forget(driver: Driver, digests: Iterable[str]) -> int:
    """Erase the texts of those digests; how many there were."""
    return sum(driver.run("DELETE FROM source_text WHERE sha256 = ?", (sha256,)) for sha256 in digests)
