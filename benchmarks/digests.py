"""Digests of the bundled record, written as mails: beside the same parts put together by Python's email package.

What a digest is about is read from the record before anything is measured: contestants write it, encode it, and address
it to a subscriber. Each has the same text, HTML and calendar in it.
"""

import email
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from html import escape

from msgspec.structs import replace

from calendars import NOW_US, Engine
from ctcalendar.app import App
from ctcalendar.app.agenda import matters
from ctcalendar.domain.clearance import Clearance
from ctcalendar.mail.content import Digest, Wanted, gathered
from ctcalendar.mail.message import Envelope, assembled
from ctcalendar.mail.rendering import UNSUBSCRIBE, Body, rendered
from ctcalendar.settings import Settings
from measure import Contestant, Table, compete, rate, span, timed

Assemble = Callable[[Body, Envelope], bytes]
_LANGUAGES = {"en": "English", "ar": "Arabic"}
_FIRST = date(2026, 1, 1)


def measure(engine: Engine, *, digests: int, rounds: int) -> Iterator[Table]:
    """A table for each language; so many digests are written in a turn."""
    for language in _LANGUAGES:
        yield _writing(_digest(engine, language), digests, rounds)


def _digest(engine: Engine, language: str) -> Digest:
    """The whole bundled record as one digest."""
    app = App(Settings(database_url=engine.empty()))
    app.load_demo()
    with app.reading() as reader:
        upto = app.head()[0]
        near = matters(reader, Clearance.PUBLIC, as_of=upto)
        wanted = Wanted(language=language, zone="Asia/Qatar")
        return gathered(reader, wanted, after=0, upto=upto, now_us=NOW_US, matters=near)


def _writing(digest: Digest, digests: int, rounds: int) -> Table:
    envelopes = [_envelope(number, digest.language) for number in range(digests)]
    # Each of another day, as if no two subscribers shared a filter: nothing that is kept of one serves another.
    own = [replace(digest, day=_FIRST + timedelta(days=number)) for number in range(digests)]
    contestants = {
        "each its own, EmailMessage": _each(own, envelopes, by_email_package),
        "each its own": _each(own, envelopes, assembled),
        "one for all, EmailMessage": _shared(digest, envelopes, by_email_package),
        "one for all": _shared(digest, envelopes * 10, assembled),
    }
    rows = [
        [outcome.name, span(outcome.seconds), rate(1, outcome.seconds), *outcome.ratios]
        for outcome in compete(contestants, rounds)
    ]
    body = _body(digest)
    items = sum(len(section.items) for section in digest.sections)
    says = (
        f"{items} items in text, in HTML with its styles inlined, and {body.ics.count(b'BEGIN:VEVENT')} entries as a"
        f" calendar: {len(_looked_at(body, envelopes[0])):,} bytes."
    )
    columns = ("contestant", "a mail", "mails/s", "times as fast (median)", "range")
    return Table(f"Digests, {_LANGUAGES[digest.language]}", says, columns, rows)


def _each(own: Sequence[Digest], envelopes: Sequence[Envelope], assemble: Assemble) -> Contestant:
    """Every digest is written for its subscriber; the time a mail takes."""

    def write() -> None:
        for digest, envelope in zip(own, envelopes, strict=True):
            assemble(_body(digest), envelope)

    # Those of the last turn must not be found again: more are kept than one turn writes, were it a short one.
    assert len(own) > 100
    return lambda: timed(write) / len(own)


def _shared(digest: Digest, envelopes: Sequence[Envelope], assemble: Assemble) -> Contestant:
    """The digest is written once, its copies are addressed; the time a mail takes."""

    def write() -> None:
        body = _body(digest)
        for envelope in envelopes:
            assemble(body, envelope)

    return lambda: timed(write) / len(envelopes)


def _body(digest: Digest) -> Body:
    return rendered(digest, base="https://calendar.example.org", domain="calendar.example.org")


def _envelope(number: int, language: str) -> Envelope:
    return Envelope(
        to=f"reader-{number}@example.org",
        sender="Diplomatic calendar <calendar@example.org>",
        message_id=f"{number:032x}@calendar.example.org",
        date_us=NOW_US,
        language=language,
        list_id="digest.calendar.example.org",
        unsubscribe_url=f"https://calendar.example.org/unsubscribe/1.{number:064x}",
    )


def by_email_package(body: Body, envelope: Envelope) -> bytes:
    """The mail as one puts it together by the book (docs.python.org, email: examples)."""
    url = envelope.unsubscribe_url or ""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = envelope.sender, envelope.to, body.subject
    made["Date"] = format_datetime(datetime.fromtimestamp(envelope.date_us // 1_000_000, UTC))
    made["Message-ID"] = f"<{envelope.message_id}>"
    made["List-Id"] = f"<{envelope.list_id}>"
    made["List-Unsubscribe"] = f"<{url}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made["Auto-Submitted"], made["Precedence"] = "auto-generated", "bulk"
    made["Content-Language"] = envelope.language
    made.set_content(body.text.replace(UNSUBSCRIBE, url))
    made.add_alternative(body.html.replace(UNSUBSCRIBE, escape(url)), subtype="html")
    made.add_attachment(
        body.ics, maintype="text", subtype="calendar", filename="digest.ics", params={"method": "PUBLISH"}
    )
    return made.as_bytes()


def _looked_at(body: Body, envelope: Envelope) -> bytes:
    """The mail as we put it together, once it was found to be what the email package makes of the same."""
    ours, theirs = (_told(assemble(body, envelope)) for assemble in (assembled, by_email_package))
    assert ours == theirs
    return assembled(body, envelope)


def _told(mail: bytes) -> list[object]:
    """Headers and parts of a mail, as they are read."""
    read = email.message_from_bytes(mail, policy=default)
    # The email package takes the language for one of a part's own, and moves it there.
    headers = [(name, str(value)) for name, value in read.items() if not name.startswith(("Content-", "MIME-"))]
    parts = [part for part in read.walk() if not part.is_multipart()]
    texts = [b"\n".join(line.rstrip() for line in part.get_payload(decode=True).splitlines()) for part in parts]
    return [sorted(headers), [part.get_content_type() for part in parts], texts]
