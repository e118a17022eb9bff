"""A mail as bytes: pure ASCII, lines ended by CR LF and no longer than 76 octets, but for addresses (RFC 5322).

Written here, not by the email package, because thousands of mails wait for it: what is the same in every copy is
encoded once, and what is a copy's own is put between. Tests have the email package parse it.
"""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from html import escape

import msgspec

from ctcalendar.mail.rendering import UNSUBSCRIBE, Body

CRLF = b"\r\n"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is a copy's own: to whom it goes, from whom, and under which id."""

    to: str
    sender: str
    """Whom it is from: `Diplomatic calendar <calendar@example.org>`."""
    subject: str | None = None
    """By default the body's own."""
    message_id: str
    """With its angle brackets, or without."""
    date_us: int
    """When it was composed, in microseconds UTC."""
    language: str
    list_id: str | None = None
    """The list it belongs to, as a domain name: `digest.calendar.example.org`."""
    unsubscribe_url: str | None = None
    """Where one POST unsubscribes (RFC 8058)."""
    return_path: str | None = None
    """Where it comes back to if it cannot be delivered: told to the server, no line of the mail."""


def assembled(body: Body, envelope: Envelope) -> bytes:
    """The mail as it is sent.

    Raises:
        ValueError: the body says how to unsubscribe, and the envelope has no address for that.
    """
    sealed = _sealed(body)
    if sealed.has_link and not envelope.unsubscribe_url:
        raise ValueError("the body has a link to unsubscribe; the envelope needs its address")
    url = _printable(envelope.unsubscribe_url or "")
    own = "".join(f"{line}\r\n" for line in _headers(body, envelope, url)).encode("ascii")
    return b"".join((own, *sealed.joined(url)))


# -- headers ----------------------------------------------------------------------------------------------------------


def _headers(body: Body, envelope: Envelope, url: str) -> Iterator[str]:
    yield f"From: {_address(envelope.sender)}"
    yield f"To: {_address(envelope.to)}"
    yield f"Subject: {_words(envelope.subject or body.subject)}"
    yield f"Date: {_date(envelope.date_us)}"
    yield f"Message-ID: <{_NOT_OF_AN_ID.sub('', envelope.message_id)}>"
    if envelope.list_id:
        yield f"List-Id: <{_NOT_OF_AN_ID.sub('', envelope.list_id)}>"
    if url:
        yield f"List-Unsubscribe: <{url}>"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    yield "Auto-Submitted: auto-generated"
    yield "Precedence: bulk"
    yield f"Content-Language: {_printable(envelope.language)}"
    yield "MIME-Version: 1.0"


_NOT_PRINTABLE = re.compile("[^!-~]")
_NOT_OF_AN_ID = re.compile("[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]")  # RFC 5322 section 3.6.4


def _printable(text: str) -> str:
    """A text of one word as a header can hold it: with nothing that could begin another line."""
    return _NOT_PRINTABLE.sub("", text)


_PLAIN = re.compile(r"[A-Za-z0-9 !'()*+,./:;-]{0,60}")
_OCTETS_A_WORD = 39
"""Of an encoded word, so that the line it stands on keeps within 76 (RFC 2047 section 2)."""


@lru_cache(maxsize=10_000)
def _words(text: str) -> str:
    """A text as a header holds it, encoded unless it is short and plain (RFC 2047)."""
    if _PLAIN.fullmatch(text):
        return text
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(piece, newline=False).decode()}?=" for piece in _pieces(text))


def _pieces(text: str) -> Iterator[bytes]:
    """A text in UTF-8 in pieces that are each a word's, cut between characters."""
    octets = text.encode("utf-8", "replace")
    start = 0
    while start < len(octets):
        end = min(start + _OCTETS_A_WORD, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        yield octets[start:end]
        start = end


@lru_cache(maxsize=1_000)
def _address(text: str) -> str:
    """An address with its name; instead of one that ASCII cannot hold, which the server is told, a group of nobody."""
    name, address = parseaddr("".join(letter for letter in text if letter.isprintable()))
    local, _, domain = address.rpartition("@")
    spelled = f"{local}@{_in_ascii(domain)}"
    if not (local and domain and spelled.isascii()):
        return "undisclosed-recipients:;"
    return f"{_words(name) if not name.isascii() else _quoted(name)} <{spelled}>" if name else spelled


def _in_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@lru_cache(maxsize=1_000)
def _date(at_us: int) -> str:
    return format_datetime(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us))


# -- parts ------------------------------------------------------------------------------------------------------------


class _Spliced(msgspec.Struct, frozen=True):
    """A part of which whole lines are encoded as far as every copy has the same; the rest is, with the copy's link."""

    shared: bytes
    """The part's headers, and the lines before the link."""
    before: str
    """What stands on the line of the link before it."""
    after: str
    has_link: bool
    is_html: bool
    is_base64: bool

    def joined(self, url: str) -> Iterator[bytes]:
        """The part, with a link put in."""
        yield self.shared
        if self.has_link:
            link = escape(url) if self.is_html else url
            yield _encoded(f"{self.before}{link}{self.after}", is_base64=self.is_base64)


class _Sealed(msgspec.Struct, frozen=True):
    """A body that was encoded once for all copies."""

    first: bytes
    text: _Spliced
    between: bytes
    html: _Spliced
    last: bytes

    @property
    def has_link(self) -> bool:
        """Whether there is a link to be put in."""
        return self.text.has_link or self.html.has_link

    def joined(self, url: str) -> Iterator[bytes]:
        """All parts, with a link put in."""
        yield self.first
        yield from self.text.joined(url)
        yield self.between
        yield from self.html.joined(url)
        yield self.last


@lru_cache(maxsize=64)
def _sealed(body: Body) -> _Sealed:
    # `=_` stands in no base64 and in no quoted-printable text, so nothing in a part can be taken for its end.
    inner, outer = "=_ctcalendar-text", "=_ctcalendar-mail"
    first = f'Content-Type: multipart/alternative; boundary="{inner}"\r\n\r\n--{inner}\r\n'
    last = f"--{inner}--\r\n".encode()
    if body.ics:
        first = f'Content-Type: multipart/mixed; boundary="{outer}"\r\n\r\n--{outer}\r\n{first}'
        last += f"\r\n--{outer}\r\n".encode() + _attached(body.ics) + f"--{outer}--\r\n".encode()
    text, html = _spliced(body.text, is_html=False), _spliced(body.html, is_html=True)
    return _Sealed(first.encode(), text, f"--{inner}\r\n".encode(), html, last)


def _attached(ics: bytes) -> bytes:
    head = (
        "Content-Type: text/calendar; charset=utf-8; method=PUBLISH\r\n"
        'Content-Disposition: attachment; filename="digest.ics"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + _in_base64(ics)


def _spliced(text: str, *, is_html: bool) -> _Spliced:
    lines = "\r\n".join(text.splitlines()) + "\r\n"
    # Quoted-printable keeps plain words readable; an Arabic letter is six characters in it, in base64 less than three.
    is_base64 = is_html or (len(lines.encode("utf-8", "replace")) - len(lines)) * 10 > len(lines)
    encoding = "base64" if is_base64 else "quoted-printable"
    kind = "html" if is_html else "plain"
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    before, link, after = lines.partition(UNSUBSCRIBE)
    if not link:
        return _Spliced(head + _encoded(lines, is_base64=is_base64), "", "", False, is_html, is_base64)
    whole, _, begun = before.rpartition("\r\n")
    # Base64 can be joined where it ends without padding: after a multiple of three octets.
    spaces = " " * (-len(f"{whole}\r\n".encode("utf-8", "replace")) % 3) if is_base64 else ""
    shared = _encoded(f"{whole}{spaces}\r\n", is_base64=is_base64)
    return _Spliced(head + shared, begun, after, True, is_html, is_base64)


def _encoded(lines: str, *, is_base64: bool) -> bytes:
    octets = lines.encode("utf-8", "replace")
    return _in_base64(octets) if is_base64 else b2a_qp(octets, istext=True)


def _in_base64(octets: bytes) -> bytes:
    encoded = b2a_base64(octets, newline=False)
    return CRLF.join([*(encoded[start : start + 76] for start in range(0, len(encoded), 76)), b""])
