"""What this calendar is: the domain its UIDs end in, fixed when it is made."""

from typing import TYPE_CHECKING

from ctcalendar.db.driver import Driver
from ctcalendar.db.head import SCHEMA_HEAD
from ctcalendar.db.reader import Reader
from ctcalendar.errors import MigrationNeeded

if TYPE_CHECKING:
    from sqlalchemy import Connection


def fix_domain(connection: "Connection", domain: str) -> str:
    """Fix the UID domain, unless it is fixed already; the one that holds from now on."""
    driver = Driver(connection)
    driver.run("INSERT INTO calendar (id, domain) VALUES (1, ?) ON CONFLICT (id) DO NOTHING", (domain,))
    return str(driver.rows("SELECT domain FROM calendar WHERE id = 1")[0][0])


def domain_of(reader: Reader) -> str:
    """The UID domain of the calendar."""
    for (domain,) in reader.rows("SELECT domain FROM calendar WHERE id = 1"):
        return str(domain)
    raise MigrationNeeded(found=None, needed=SCHEMA_HEAD)
