"""What tokens in mail are signed with, by version. Made when first needed; never printed."""

import secrets

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader

BYTES = 32
_FIRST = 1


def kept(reader: Reader) -> dict[int, bytes]:
    """Every secret that is kept; none where none was needed yet."""
    rows = reader.rows("SELECT version, secret FROM secret ORDER BY version")
    return {int(version): bytes.fromhex(secret) for version, secret in rows}


def make_first(driver: Driver) -> None:
    """Make the first secret, unless there is one."""
    sql = "INSERT INTO secret (version, secret) VALUES (?, ?) ON CONFLICT (version) DO NOTHING"
    if not driver.rows("SELECT 1 FROM secret LIMIT 1"):
        driver.run(sql, (_FIRST, secrets.token_hex(BYTES)))
