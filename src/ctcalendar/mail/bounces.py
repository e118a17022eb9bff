"""Mail that came back: delivery reports read by their fields (RFC 3464), one message or a whole mailbox of them.

Whatever is in such a file was written by strangers. What is read of a message is bounded, its parts are looked into
three deep, and words are never guessed at: who writes "user unknown" in a letter suppresses nobody.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from itertools import chain
from typing import BinaryIO, Literal, NamedTuple

LONGEST = 1_000_000
"""In bytes. A report may bring back all of what could not be delivered; ours are a tenth of that."""
_LONGEST_HEAD, _LONGEST_LINE, _LONGEST_FIELD = 100_000, 100_000, 2_000
_MOST_PARTS, _DEEPEST, _MOST_BLOCKS = 50, 3, 50
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To")
"""Where servers that deliver say whom a message was for."""
_ADDRESS = re.compile(r"[^\s<>(),;:\"]{1,320}")
_STATUS = re.compile(r"\s*([45])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.ASCII)
_PARSER: "BytesParser[Message]" = BytesParser(policy=compat32)

Outcome = Literal["hard", "soft", "none"]


class Returned(NamedTuple):
    """A message that somebody sent back: to which addresses, and what it says of the mail that it is about."""

    recipients: Sequence[str]
    is_automatic: bool
    """An answer that nobody wrote: out of office, received with thanks."""
    outcome: Outcome | None
    """Of a delivery report: whether it failed for good or for now, or not at all; None of any other message."""
    status: str | None = None
    """The status code that says so, as 5.1.1."""


def messages(file: BinaryIO) -> Iterator[bytes | None]:
    """The messages of a mailbox (mbox), or the one that the file is; None in place of one that is too long to read."""
    first = file.readline(_LONGEST_LINE)
    is_mailbox = first.startswith(b"From ")
    begun, size, after_blank = [] if is_mailbox else [first], len(first), False
    for line in iter(lambda: file.readline(_LONGEST_LINE), b""):
        if is_mailbox and after_blank and line.startswith(b"From "):
            yield _whole(begun, size)
            begun, size = [], 0
        else:
            size += len(line)
            if size <= LONGEST:
                begun.append(line)
        after_blank = line in (b"\n", b"\r\n")
    if first:
        yield _whole(begun, size)


def _whole(lines: Sequence[bytes], size: int) -> bytes | None:
    return b"".join(lines) if size <= LONGEST else None


def returned(raw: bytes) -> Returned:
    """What a message says of mail that was sent."""
    head, body = _parted(raw)
    report = _report(head, body, 0)
    named = [address for name in _TO for text in head.get_all(name, []) for address in _addresses(str(text))]
    recipients = tuple(dict.fromkeys(named))
    if report is None:
        return Returned(recipients, _is_automatic(head), None)
    return Returned(recipients, False, *_judged(report))


# -- fields -----------------------------------------------------------------------------------------------------------


def _judged(blocks: Sequence[Message]) -> tuple[Outcome, str | None]:
    """The worst that a report says. Where some of those behind one address have it, none of it is for good."""
    told = [(_word(block, "Action"), _status(block)) for block in blocks]
    failed = [status for action, status in told if action == "failed" and status is not None]
    reached = any(action in ("delivered", "relayed", "expanded") for action, _ in told)
    for status in failed:
        if status.startswith("5.") and not reached:
            return "hard", status
    return ("soft", failed[0]) if failed else ("none", None)


def _word(block: Message, name: str) -> str:
    return _field(block, name).partition("(")[0].strip().lower()


def _status(block: Message) -> str | None:
    found = _STATUS.match(_field(block, "Status"))
    return ".".join(found.groups()) if found else None


def _field(head: Message, name: str) -> str:
    """A field, if there is one and only one of that name and it is no longer than a field may be."""
    found = head.get_all(name, [])
    return str(found[0]) if len(found) == 1 and len(str(found[0])) <= _LONGEST_FIELD else ""


def _is_automatic(head: Message) -> bool:
    """RFC 3834, section 5: anything but `no`."""
    return _word(head, "Auto-Submitted").partition(";")[0].strip() not in ("", "no")


def _addresses(text: str) -> list[str]:
    found = _ADDRESS.findall(text[: _LONGEST_FIELD * 2])
    return [word for word in found if "@" in word]


# -- parts ------------------------------------------------------------------------------------------------------------


def _report(head: Message, body: bytes, depth: int) -> list[Message] | None:
    """The fields of each recipient that a delivery report speaks of; None where the message is none, nor holds one."""
    if not _field(head, "Content-Type") or head.get_content_maintype() != "multipart" or depth == _DEEPEST:
        return None
    is_report = (head.get_content_subtype(), _parameter(head, "report-type")) == ("report", "delivery-status")
    for part_head, part in map(_parted, _parts(_parameter(head, "boundary", lower=False), body)):
        kind = part_head.get_content_type() if _field(part_head, "Content-Type") else "text/plain"
        if is_report and kind in ("message/delivery-status", "message/global-delivery-status"):
            return _blocks(_decoded(part_head, part))
        # Some gateways put the report beside a notice of their own.
        if not is_report and kind.startswith("multipart/") and (found := _report(part_head, part, depth + 1)):
            return found
    return None


def _parameter(head: Message, name: str, *, lower: bool = True) -> str:
    found = head.get_param(name)
    text = found if isinstance(found, str) else ""
    return text.lower() if lower else text


def _parts(boundary: str, body: bytes) -> Iterator[bytes]:
    """The parts between lines that are the boundary (RFC 2046, section 5.1.1)."""
    if not boundary or not boundary.isascii():
        return
    mark, number = b"--" + boundary.encode(), 0
    part: list[bytes] | None = None
    for line in body.splitlines(keepends=True):
        bare = line.rstrip()
        if bare in (mark, mark + b"--"):
            if part is not None:
                yield b"".join(part)
            part, number = [], number + 1
            if bare != mark or number > _MOST_PARTS:
                return
        elif part is not None:
            part.append(line)
    if part is not None:
        yield b"".join(part)


def _parted(raw: bytes) -> tuple[Message, bytes]:
    """The fields of a message or part, and what follows them."""
    end = re.search(rb"\r?\n\r?\n", raw[:_LONGEST_HEAD])
    head = raw[: end.start()] if end else raw[:_LONGEST_HEAD]
    if raw[:1] in (b"\r", b"\n"):  # a part without fields
        return Message(), raw.lstrip(b"\r\n")
    return _PARSER.parsebytes(head + b"\r\n\r\n", headersonly=True), raw[end.end() :] if end else b""


def _decoded(head: Message, part: bytes) -> bytes:
    coding = _word(head, "Content-Transfer-Encoding")
    if coding == "quoted-printable":
        return quopri.decodestring(part)
    if coding == "base64":
        try:
            return base64.b64decode(part)
        except binascii.Error:
            return b""
    return part


def _blocks(part: bytes) -> list[Message]:
    """The fields of each recipient: what stands after the first blank line, in blocks (RFC 3464, section 2.1)."""
    blocks = re.split(rb"(?:\r?\n){2,}", part.strip(), maxsplit=_MOST_BLOCKS)
    heads = (_PARSER.parsebytes(block[:_LONGEST_HEAD] + b"\r\n\r\n", headersonly=True) for block in blocks)
    # The first speaks of the message. Some servers leave out the blank line after it.
    first = next(heads)
    return list(chain([first] if first.get("Final-Recipient") else [], heads))
