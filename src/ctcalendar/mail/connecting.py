"""Connections to a mail server: made, encrypted, logged in."""

import smtplib
import socket
import ssl
from functools import cache
from typing import NamedTuple

from ctcalendar.mail.address import Server


class Timeouts(NamedTuple):
    """How long, in seconds, to wait for a connection, for an answer, and for the answer to a whole mail.

    The last is long, as RFC 5321 section 4.5.3.2.6 wants it: who gives up on a slow server makes a copy.
    """

    connect_s: float = 20
    answer_s: float = 60
    taken_s: float = 600


class Refused(OSError):
    """The server did not say "go on"."""

    def __init__(self, asked: str, code: int, text: bytes | str) -> None:
        self.asked, self.code = asked, code
        self.text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        super().__init__(f"{code} {self.text}" if code > 0 else self.text)


def opened(server: Server, timeouts: Timeouts) -> smtplib.SMTP:
    """A connection on which mail can be sent: encrypted and logged in, where that is asked for.

    Raises:
        OSError: there is none to be had; Refused where the server says so.
    """
    smtp = connected(server, timeouts)
    try:
        secured(smtp, server)
        logged_in(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def connected(server: Server, timeouts: Timeouts) -> smtplib.SMTP:
    """A connection to a server that has greeted us.

    Raises:
        OSError: there is none to be had.
    """
    name, timeout = _own_name(), timeouts.connect_s
    if server.tls == "implicit":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=timeout, context=_context(verified=True))
    else:
        smtp = smtplib.SMTP(local_hostname=name, timeout=timeout)
    # What certificates are compared with; smtplib sets it only when it connects by itself.
    smtp._host = server.host  # type: ignore[attr-defined]
    try:
        code, text = smtp.connect(server.host, server.port)
        if code != 220:
            raise Refused("connect", code, text)
        # The end of a mail is three bytes: they must not wait for the answer to those before (RFC 896).
        _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wait_for_answers(smtp, timeouts.answer_s)
        smtp.ehlo_or_helo_if_needed()
    except smtplib.SMTPResponseException as error:
        smtp.close()
        raise Refused("connect", error.smtp_code, error.smtp_error) from None
    except BaseException:
        smtp.close()
        raise
    return smtp


def secured(smtp: smtplib.SMTP, server: Server) -> None:
    """Go on encrypted, where that is asked for and not so yet.

    Raises:
        OSError: the server offers no encryption, or does not prove its name.
    """
    if server.tls not in ("required", "starttls"):
        return
    if not smtp.has_extn("starttls"):
        raise Refused("connect", 0, "the mail server offers no encryption (STARTTLS), and mail_url wants it")
    code, text = smtp.starttls(context=_context(verified=server.tls == "required"))
    if code != 220:
        raise Refused("connect", code, text)
    smtp.ehlo_or_helo_if_needed()


def logged_in(smtp: smtplib.SMTP, server: Server) -> None:
    """Log in, where that is asked for.

    Raises:
        Refused: the server does not let us.
    """
    if server.user is None or server.password is None:
        return
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPResponseException as error:
        raise Refused("connect", error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPException as error:
        raise Refused("connect", 0, f"the mail server takes no login: {error}") from None


def wait_for_answers(smtp: smtplib.SMTP, seconds: float) -> None:
    """From now on wait so long for an answer."""
    _socket(smtp).settimeout(seconds)


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is closed")
    return smtp.sock


@cache
def _context(*, verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@cache
def _own_name() -> str:
    """What we call ourselves; found once, because names may be slow to find."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def explained(error: OSError, server: Server) -> str:
    """What went wrong with a connection, in words."""
    where = f"{server.host}:{server.port}"
    if isinstance(error, TimeoutError):
        return f"{where}: no answer in time"
    return f"{where}: {error.strerror or error}"
