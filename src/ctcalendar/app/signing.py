"""The secrets that tokens in mail are signed with: the installation's own if it has set one, else one that was made."""

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader
from ctcalendar.desk import secrets as desk
from ctcalendar.mail.tokens import Secrets
from ctcalendar.settings import Settings

OF_SETTINGS = 0
"""The version of the one in the settings. Those in the database count from 1."""


def signing(settings: Settings, reader: Reader) -> Secrets:
    """The secrets there are: all are believed, so that links stay good in mail from before one was set."""
    kept = desk.kept(reader)
    if settings.secret is None:
        return Secrets(kept)
    return Secrets({**kept, OF_SETTINGS: settings.secret.encode()}, current=OF_SETTINGS)


def make_sure(settings: Settings, driver: Driver) -> None:
    """See to it that there is a secret to sign with."""
    if settings.secret is None:
        desk.make_first(driver)
