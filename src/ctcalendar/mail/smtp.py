"""Mail handed to a mail server: one conversation at a time on one connection (RFC 5321).

The end of a mail is sent by itself, after its bytes, and only once the caller has noted that it is about to be: until
then a server that loses us forgets the mail, from then on it may have taken it, and only its answer tells.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Literal, NamedTuple

from ctcalendar.mail.address import Maildir, Server, on_wire, place
from ctcalendar.mail.connecting import (
    Refused,
    Timeouts,
    connected,
    explained,
    logged_in,
    opened,
    secured,
    wait_for_answers,
)
from ctcalendar.mail.verdicts import Fate, Parcel, Verdict, fate, scrubbed

_EOL = re.compile(rb"\r\n|\r|\n")
_GO_ON = {"mail": 2, "rcpt": 2, "data": 3}
"""What the answer to each command begins with when it may go on."""

OnWire = Callable[[], bool]
"""Notes that the end of a mail is about to be sent; whether it may be."""


class Line:
    """A connection to a mail server, made when it is first needed and anew when it breaks."""

    def __init__(self, server: Server, timeouts: Timeouts | None = None) -> None:
        self._server, self._timeouts = server, timeouts or Timeouts()
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0
        self._asked = ""

    def send(self, parcel: Parcel, about_to_end: OnWire) -> Verdict:
        """Send one mail, or as much of it as the server wants. What came of it."""
        verdict, worn = self._tried(parcel, about_to_end)
        if worn and verdict.fate is Fate.TURNED_AWAY:
            # Servers take so many mails over one connection, or close one that has rested: the next one is fresh.
            verdict, _ = self._tried(parcel, about_to_end)
        return verdict

    def close(self) -> None:
        """End the conversation, if there is one."""
        if self._smtp is not None:
            with suppress(OSError):
                wait_for_answers(self._smtp, 1)  # nothing depends on the answer any more
                self._smtp.quit()
        self._hang_up()

    def _tried(self, parcel: Parcel, about_to_end: OnWire) -> tuple[Verdict, bool]:
        """What came of sending a mail once; and whether over a connection that had carried others."""
        worn = self._smtp is not None and self._carried > 0
        self._asked = "connect"
        try:
            smtp = self._opened()
            verdict = self._conversed(smtp, parcel, about_to_end)
        except Refused as error:
            verdict = self._refused(error, parcel)
        except OSError as error:
            verdict = self._broken(error, parcel)
        except BaseException:
            self._hang_up()
            raise
        return verdict, worn

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp, self._carried = opened(self._server, self._timeouts), 0
        return self._smtp

    def _conversed(self, smtp: smtplib.SMTP, parcel: Parcel, about_to_end: OnWire) -> Verdict:
        sender, recipient = on_wire(parcel.sender), on_wire(parcel.recipient)
        if sender is None or recipient is None:
            return Verdict(Fate.REFUSED, "the address is none that a mail server can be given")
        needs_utf8 = not f"{sender}{recipient}".isascii()
        if needs_utf8 and not smtp.has_extn("smtputf8"):
            said = "the mail server cannot send to addresses with letters beyond ASCII (it has no SMTPUTF8)"
            return Verdict(Fate.REFUSED, said)
        smtp.command_encoding = "utf-8" if needs_utf8 else "ascii"
        body = transparent(parcel.message)
        size = f" SIZE={len(body)}" if smtp.has_extn("size") else ""
        self._ask(smtp, "mail", f"MAIL FROM:<{sender}>{size}{' SMTPUTF8' if needs_utf8 else ''}")
        self._ask(smtp, "rcpt", f"RCPT TO:<{recipient}>")
        self._ask(smtp, "data", "DATA")
        smtp.send(body)
        if not about_to_end():
            self._hang_up()
            return Verdict(Fate.LOST, "another sender has it")
        return self._ended(smtp, parcel)

    def _ended(self, smtp: smtplib.SMTP, parcel: Parcel) -> Verdict:
        self._asked = "end"
        wait_for_answers(smtp, self._timeouts.taken_s)
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
        wait_for_answers(smtp, self._timeouts.answer_s)
        if not 200 <= code < 300:
            raise Refused("end", code, text)
        self._carried += 1
        return Verdict(Fate.ACCEPTED, _words(f"{code} {text.decode('utf-8', 'replace')}", parcel))

    def _ask(self, smtp: smtplib.SMTP, asked: str, command: str) -> None:
        self._asked = asked
        code, text = smtp.docmd(command)
        if code // 100 != _GO_ON[asked]:
            raise Refused(asked, code, text)

    def _refused(self, error: Refused, parcel: Parcel) -> Verdict:
        # An answer to the end of a mail that is none at all leaves it as much in doubt as silence.
        is_answer = 200 <= error.code < 600
        found = fate(error.asked, error.code, error.text) if is_answer else self._fate_of_break()
        if found in (Fate.TURNED_AWAY, Fate.PUT_OFF) or error.code == 421 or not is_answer or not self._is_reset():
            self._hang_up()
        return Verdict(found, _words(str(error), parcel))

    def _is_reset(self) -> bool:
        """Whether the conversation can go on with another mail."""
        try:
            return self._smtp is not None and self._smtp.rset()[0] == 250
        except OSError:
            return False

    def _broken(self, error: OSError, parcel: Parcel) -> Verdict:
        self._hang_up()
        return Verdict(self._fate_of_break(), _words(explained(error, self._server), parcel))

    def _fate_of_break(self) -> Fate:
        """What a conversation that broke off means, by what was asked last."""
        if self._asked == "end":
            return Fate.IN_DOUBT
        # MAIL is the first that goes over a connection that has rested: nothing was said of this mail yet.
        return Fate.TURNED_AWAY if self._asked in ("connect", "mail") else Fate.LATER

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def transparent(message: bytes) -> bytes:
    """A mail as it is sent: lines end in CR LF, a dot that begins one is doubled (RFC 5321 section 4.5.2)."""
    ends = message.count(b"\r\n")
    # Nearly all are so already, and looking is many times quicker than replacing.
    is_so = message.count(b"\n") == message.count(b"\r") == ends
    body = message if is_so else _EOL.sub(b"\r\n", message)
    body = (b"." + body if body.startswith(b".") else body).replace(b"\r\n.", b"\r\n..")
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _words(text: str, parcel: Parcel) -> str:
    return scrubbed(text, parcel.recipient)


# -- for doctor -------------------------------------------------------------------------------------------------------


class Finding(NamedTuple):
    """What a check of the way that mail goes came to, and what to do where that is not as it should be."""

    check: str
    state: Literal["ok", "warning", "wrong"]
    found: str
    advice: str | None = None


def check(url: str, timeouts: Timeouts | None = None) -> list[Finding]:
    """Whether mail could be sent: that the server answers, its encryption, the login. Nothing is sent.

    The first thing that is wrong is the last finding.
    """
    found = place(url)
    return [_folder(found)] if isinstance(found, Maildir) else list(_checks(found, timeouts or Timeouts()))


def _folder(found: Maildir) -> Finding:
    there = next(folder for folder in (found.folder, *found.folder.parents) if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Finding("mail folder", "ok", f"{found.folder} can be written")
    return Finding("mail folder", "wrong", f"{there} cannot be written", "check its permissions, or mail_url")


def _checks(server: Server, timeouts: Timeouts) -> Iterator[Finding]:
    where, begun = f"{server.host}:{server.port}", "mail server"
    try:
        smtp = connected(server, timeouts)
    except OSError as error:
        yield _wrong(begun, error, server, "check host, port and tls in mail_url, and that the server runs")
        return
    try:
        yield Finding(begun, "ok", f"{where} answers")
        begun = "mail encryption"
        secured(smtp, server)
        yield _encryption(smtp, server)
        begun = "mail login"
        logged_in(smtp, server)
        yield Finding(begun, "ok", "logged in" if server.user else "none asked for")
        yield _letters(smtp)
    except OSError as error:
        yield _wrong(begun, error, server, _ADVICE[begun])
    finally:
        with suppress(OSError):
            smtp.quit()
        smtp.close()


_ADVICE = {
    "mail encryption": "check the server's certificate and its name in mail_url; tls=starttls takes any certificate",
    "mail login": "check user and password in mail_url",
}


def _encryption(smtp: smtplib.SMTP, server: Server) -> Finding:
    if not isinstance(smtp.sock, ssl.SSLSocket):
        return Finding("mail encryption", "ok" if server.tls == "none" else "wrong", "none, as mail_url says")
    version = smtp.sock.version()
    if server.tls == "starttls":
        advice = "leave out tls=starttls, if its certificate can be checked"
        return Finding("mail encryption", "warning", f"{version}, but anybody could answer for the server", advice)
    return Finding("mail encryption", "ok", f"{version}, and its certificate is for {server.host}")


def _letters(smtp: smtplib.SMTP) -> Finding:
    if smtp.has_extn("smtputf8"):
        return Finding("mail addresses", "ok", "in all letters (SMTPUTF8)")
    return Finding("mail addresses", "ok", "in ASCII letters only: the server has no SMTPUTF8")


def _wrong(check: str, error: OSError, server: Server, advice: str) -> Finding:
    # A server that is asked for a login may answer with the name it was given.
    return Finding(check, "wrong", scrubbed(explained(error, server), server.user or ""), advice)
