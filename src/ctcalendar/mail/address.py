"""Where mail goes: the URL of a mail server or folder taken apart, and addresses as a server is told them."""

import re
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ctcalendar.errors import BadInput
from ctcalendar.mail.recipient import recipient

Tls = Literal["implicit", "required", "starttls", "none"]
"""How a conversation is encrypted: from its first byte; by STARTTLS to a server that proves its name; by STARTTLS,
whoever answers; not at all."""

_PORTS: dict[Tls, int] = {"implicit": 465, "required": 587, "starttls": 587, "none": 25}
_HINT = "write smtp://user:password@host:587, smtps://host or maildir:///folder; in a password write @ as %40, / as %2F"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


class Server(NamedTuple):
    """A mail server, and how to speak with it."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, tls={self.tls})"


class Maildir(NamedTuple):
    """A folder of mail on this machine."""

    folder: Path


def place(url: str) -> Server | Maildir:
    """The server or folder that a mail URL names. `tls` is `required` unless it says otherwise; on loopback `none`.

    Raises:
        BadInput: it names neither. It is told without the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadInput("mail_url cannot be read", hint=_HINT) from None
    if parts.scheme == "maildir":
        return _maildir(parts)
    if parts.scheme not in ("smtp", "smtps"):
        raise BadInput("mail_url names no way that mail goes", hint=_HINT)
    return _server(parts, port)


def _maildir(parts: SplitResult) -> Maildir:
    if parts.netloc or parts.query or parts.fragment or not parts.path.strip("/"):
        raise BadInput("mail_url names no folder", hint="write maildir:///absolute/path")
    return Maildir(Path(unquote(parts.path)))


def _server(parts: SplitResult, port: int | None) -> Server:
    if not parts.hostname or parts.path.strip("/") or parts.fragment or _ascii_domain(parts.hostname) is None:
        raise BadInput("mail_url names no mail server", hint=_HINT)
    tls = _tls(parts)
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if (user is None) != (password is None) or not f"{user}{password}".isascii():
        raise BadInput("mail_url: to log in takes a user and a password, both of ASCII letters", hint=_HINT)
    if user and tls == "none" and not is_loopback(parts.hostname):
        raise BadInput("mail_url would send a password in the clear", hint="leave out tls=none")
    return Server(parts.hostname, port or _PORTS[tls], tls, user, password)


def _tls(parts: SplitResult) -> Tls:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = options.pop("tls", None)
    if options or asked not in (None, "required", "starttls", "none"):
        raise BadInput("mail_url: only tls=required, tls=starttls or tls=none may follow the ?", hint=_HINT)
    if parts.scheme == "smtps":
        if asked not in (None, "required"):
            raise BadInput("mail_url: smtps is encrypted from the first byte", hint="leave out tls=, or write smtp://")
        return "implicit"
    if asked is None:
        return "none" if is_loopback(str(parts.hostname)) else "required"
    return asked  # type: ignore[return-value]  # one of the three


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its very name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def mailbox(written: str) -> str:
    """The bare address in `Name <address>`, or in an address alone.

    Raises:
        BadInput: there is none that a mail server can be given.
    """
    return recipient(parseaddr(written)[1] or written)


def on_wire(address: str) -> str | None:
    """An address as a mail server is told it: the domain in ASCII. None if it is no address.

    One that is still not all ASCII needs SMTPUTF8 (RFC 6531). No space, line end, `<` or `>` is in it.
    """
    try:
        local, _, domain = recipient(address).rpartition("@")
    except BadInput:
        return None
    ascii_domain = _ascii_domain(domain)
    return None if ascii_domain is None else f"{local}@{ascii_domain}"


def _ascii_domain(domain: str) -> str | None:
    """A domain as DNS has it, or the address of a machine; None if it is neither."""
    try:
        return str(ip_address(domain))
    except ValueError:
        pass
    try:
        name = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = name.split(".")
    return name if len(name) <= 253 and all(map(_LABEL.fullmatch, labels)) else None
