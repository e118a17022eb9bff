"""What becomes of mail by what a mail server answers; and its words, kept without anybody's address."""

import re
from enum import StrEnum
from typing import NamedTuple

from ctcalendar.mail.address import on_wire

_AT = re.compile(r"\S*@\S*")
_ESCAPED_AT = re.compile(r"[%=]40")
_CODE = re.compile(r"\b5\.1\.1\b")
_LONGEST = 200


class Fate(StrEnum):
    """What becomes of a mail."""

    ACCEPTED = "accepted"
    LATER = "later"
    """Not now: it is tried again."""
    REFUSED = "refused"
    """This mail, for good."""
    UNREACHABLE = "unreachable"
    """Whatever is sent to this recipient, for good; or so the server says."""
    NOBODY = "nobody"
    """There is no such mailbox."""
    TURNED_AWAY = "turned away"
    """The server wants none over this connection, whatever mail it is."""
    PUT_OFF = "put off"
    """The same, and said to this mail's recipient or content: another goes first next time."""
    IN_DOUBT = "in doubt"
    """It was sent whole, and nobody knows whether the server has taken it."""
    LOST = "lost"
    """It is no longer this sender's to send. The server has not got the end of it, and forgets it."""


class Verdict(NamedTuple):
    """What became of a mail, and why: words for people, without addresses."""

    fate: Fate
    said: str


class Parcel(NamedTuple):
    """A mail ready to go: its bytes and its envelope. `again`: it may have been sent before."""

    message: bytes
    message_id: str
    sender: str
    recipient: str
    again: bool = False


def fate(asked: str, code: int, text: str) -> Fate:
    """What an answer other than "go on" means. `asked`: `connect`, `mail`, `rcpt`, `data` or `end`.

    Only what is said of a recipient may cost a recipient its mail; a server that does not want us is to be mended.
    """
    if asked == "connect":
        return Fate.TURNED_AWAY
    if asked == "mail":
        return _of_us(code)
    if code == 421:
        return Fate.LATER if asked == "end" else Fate.PUT_OFF
    if not 500 <= code < 600:
        return Fate.LATER
    if asked == "rcpt":
        return Fate.NOBODY if _CODE.search(text) else Fate.UNREACHABLE
    return Fate.REFUSED


def _of_us(code: int) -> Fate:
    if code == 552:  # more bytes than it takes, told at once by MAIL ... SIZE= (RFC 1870)
        return Fate.REFUSED
    return Fate.LATER if 400 <= code < 500 and code != 421 else Fate.TURNED_AWAY


def scrubbed(text: str, *addresses: str) -> str:
    """A server's words on one line, without anything like an address and without any part of those given."""
    words = "".join(letter if letter.isprintable() else " " for letter in text)
    words = _AT.sub("…", _ESCAPED_AT.sub("@", words))
    # The longest first: a domain may end in another.
    for part in sorted({part for address in addresses for part in _parts(address)}, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return " ".join(words.split())[:_LONGEST]


def _parts(address: str) -> list[str]:
    whole = (address, on_wire(address) or "")
    return [part for one in whole for part in one.rpartition("@")[::2] if part]
