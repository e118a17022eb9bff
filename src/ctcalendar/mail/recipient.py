"""Addresses that people type: what may stand in a header and in an SMTP command, and which two are one.

RFC 5321 (4.1.2, 4.5.3.1), with RFC 6531 for letters beyond ASCII. Quoted local parts and addresses without a name of a
host are refused: nobody has one, but to find out what breaks.
"""

import re

from ctcalendar.errors import BadInput

LONGEST, LONGEST_LOCAL_PART, LONGEST_DOMAIN = 254, 64, 253
"""In octets."""
_ATOM = re.compile(r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f])+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def recipient(text: str) -> str:
    """The address that a text is, as it was given.

    Raises:
        BadInput: it is none. The words do not repeat it.
    """
    local, at, domain = text.strip(" ").rpartition("@")
    if not at or not _is_local_part(local) or not _is_domain(domain) or len(f"{local}@{domain}".encode()) > LONGEST:
        raise BadInput("that is no mail address", hint="write one, as in name@example.org")
    return f"{local}@{domain}"


def are_one(address: str, other: str) -> bool:
    """Whether two addresses are of the same mailbox: how a domain is spelled does not matter, all else does."""
    return _compared(address) == _compared(other)


def local_part(address: str) -> str:
    """What stands before the last @."""
    return address.rpartition("@")[0]


def _compared(address: str) -> tuple[str, str]:
    local, _, domain = address.rpartition("@")
    return local, _in_ascii(domain) or domain


def _is_local_part(text: str) -> bool:
    # Half a character (a lone surrogate) is what Python makes of bytes that are no UTF-8; it is not printable either.
    if not text.isprintable() or len(text.encode()) > LONGEST_LOCAL_PART:
        return False
    return all(_ATOM.fullmatch(atom) for atom in text.split("."))


def _is_domain(text: str) -> bool:
    if not text.isprintable():
        return False
    labels = (_in_ascii(text) or "").split(".")
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()


def _in_ascii(domain: str) -> str | None:
    """The domain as name servers know it; None where it has no such form."""
    # The codec is quadratic in what it reads, so what is too long is not even tried.
    if len(domain) > LONGEST_DOMAIN:
        return None
    try:
        found = domain.lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return found if len(found) <= LONGEST_DOMAIN else None
