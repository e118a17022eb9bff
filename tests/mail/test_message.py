"""Mails as bytes: ASCII, with the headers that bulk mail must have, and nothing a text or an address could break."""

import email
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ctcalendar.mail.message import Envelope, assembled
from ctcalendar.mail.rendering import UNSUBSCRIBE, Body
from mail.digests import URL, envelope
from mail.parsing import defects, text_of

TEXT = f"Two lines\nof text = all.\nUnsubscribe: {UNSUBSCRIBE}\nThe end.\n"
ARABIC = f"التقويم الدبلوماسي، سطر أول\nإلغاء الاشتراك: {UNSUBSCRIBE}\nالنهاية\n"
HTML = f'<p>All &amp; more</p>\n<p><a href="{UNSUBSCRIBE}">Unsubscribe</a></p>\n'
ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:\xd8\xb2\r\nEND:VCALENDAR\r\n"


def body(**other: str | bytes) -> Body:
    """A small body."""
    return Body(**cast("dict", {"subject": "A digest", "text": TEXT, "html": HTML, "ics": ICS} | other))


def parsed(mail: bytes) -> EmailMessage:
    """The mail as Python's email package reads it, after a look at its bytes."""
    assert mail.isascii()
    assert mail.count(b"\r") == mail.count(b"\n") == mail.count(b"\r\n")
    assert b"\0" not in mail
    found = email.message_from_bytes(mail, policy=default)
    assert defects(found) == []
    return cast("EmailMessage", found)


def longest(mail: bytes) -> int:
    """The octets of the longest line."""
    return max(map(len, mail.split(b"\r\n")))


def test_a_mail_says_what_bulk_mail_has_to_say():
    """Each header once; what one click unsubscribes by stands in angle brackets."""
    mail = parsed(assembled(body(), envelope()))
    assert dict(mail.items()) | {"Content-Type": "multipart/mixed"} == {
        "From": "Diplomatic calendar <calendar@example.org>",
        "To": "ann@example.org",
        "Subject": "A digest",
        "Date": "Sat, 10 Jan 2026 12:00:00 +0000",
        "Message-ID": "<0123456789abcdef@calendar.example.org>",
        "List-Id": "<digest.calendar.example.org>",
        "List-Unsubscribe": f"<{URL}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "multipart/mixed",
    }
    assert len(mail.keys()) == len(set(mail.keys()))


def test_without_a_link_nothing_says_that_one_click_is_enough():
    """A confirmation is no list; a server that nobody reaches has no address to unsubscribe at."""
    mail = parsed(assembled(body(text="Text\n", html="<p>Text</p>\n"), envelope(unsubscribe_url=None, list_id=None)))
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"} & set(mail.keys())


def test_a_body_with_a_link_needs_its_address():
    """Otherwise a placeholder would be sent."""
    with pytest.raises(ValueError, match="unsubscribe"):
        assembled(body(), envelope(unsubscribe_url=None))


def test_the_parts_are_text_html_and_a_calendar():
    """The first two say the same; the calendar is an attachment, no invitation."""
    mail = parsed(assembled(body(), envelope()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    attached = next(mail.iter_attachments())
    assert (attached.get_filename(), attached.get_param("method")) == ("digest.ics", "PUBLISH")
    assert attached.get_payload(decode=True) == ICS
    bare = parsed(assembled(body(ics=b""), envelope()))
    assert [part.get_content_type() for part in bare.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("text", [TEXT, ARABIC], ids=["quoted-printable", "base64"])
@pytest.mark.parametrize("more", range(4))
def test_each_copy_has_its_own_link(text: str, more: int):
    """Put in where it belongs, whatever its length: escaped in HTML, as it is in text."""
    url = f"{URL}&name={'x' * more}"
    mail = parsed(assembled(body(text=text), envelope(unsubscribe_url=url)))
    read = text_of(mail, "plain")
    assert [line.rstrip() for line in read.splitlines()] == text.replace(UNSUBSCRIBE, url).splitlines()
    assert f'href="{url.replace("&", "&amp;")}"' in text_of(mail, "html")


def test_copies_differ_in_what_is_their_own_alone():
    """To whom, which id, which link; a second time the same bytes."""
    ann, bob = envelope(), envelope(to="bob@example.org", message_id="<b@example.org>", unsubscribe_url=f"{URL}2")
    first, again, other = (assembled(body(), one) for one in (ann, envelope(), bob))
    assert first == again
    lines = [(one, two) for one, two in zip(first.split(b"\r\n"), other.split(b"\r\n"), strict=True) if one != two]
    assert [one.partition(b":")[0].decode() for one, _ in lines[:3]] == ["To", "Message-ID", "List-Unsubscribe"]
    assert sum(b"unsubscribe/" in one for one, _ in lines) == 2  # and a third time in base64


def test_words_are_kept_readable_where_they_can_be():
    """English in quoted-printable; Arabic, and HTML that is all signs, in base64."""
    mail = assembled(body(), envelope())
    assert b"\r\nTwo lines\r\nof text =3D all.\r\n" in mail
    parts = [*parsed(assembled(body(text=ARABIC), envelope())).walk()]
    assert [part["Content-Transfer-Encoding"] for part in parts[2:]] == ["base64", "base64", "base64"]


@pytest.mark.parametrize(
    "to",
    ["ann@example.org", "ann+ports@example.org", "o'brien@example.org", "x@xn--mgba3a4f16a.example", "a@[192.0.2.1]"],
)
def test_an_address_arrives_as_it_is(to: str):
    """In the header by which people see it."""
    assert parseaddr(parsed(assembled(body(), envelope(to=to)))["To"])[1] == to


def test_an_address_of_another_alphabet():
    """Its domain has a form in ASCII; a name before the @ has none, and only the server is told it."""
    assert parsed(assembled(body(), envelope(to="ann@مثال.example")))["To"] == "ann@xn--mgbh0fb.example"
    assert parsed(assembled(body(), envelope(to="آن@example.org")))["To"] == "undisclosed-recipients:;"


def test_the_sender_may_have_a_name_in_any_alphabet():
    """And the subject too."""
    sender = "التقويم الدبلوماسي <calendar@example.org>"
    mail = parsed(assembled(body(), envelope(sender=sender, subject="زيارة مدير الميناء إلى الدوحة " * 6)))
    assert mail["From"] == sender
    assert mail["Subject"] == "زيارة مدير الميناء إلى الدوحة " * 6


@pytest.mark.parametrize("field", ["to", "sender", "subject", "message_id", "list_id", "unsubscribe_url", "language"])
@pytest.mark.parametrize("evil", ["\r\nBcc: all", "\n\nNext", "\r", "\0", "\x0b\x0c\x85\u2028"])
def test_nothing_in_an_envelope_begins_another_line(field: str, evil: str):
    """Neither a header nor a body comes of it."""
    plain = cast("str", getattr(envelope(subject="A digest"), field))
    own = parsed(assembled(body(), envelope(subject="A digest")))
    mail = parsed(assembled(body(), envelope(**{"subject": "A digest", field: plain[:5] + evil + plain[5:]})))
    assert mail.keys() == own.keys()
    assert text_of(mail, "plain").startswith("Two lines\n")


TEXTS = st.text(st.characters(exclude_characters=UNSUBSCRIBE), max_size=300)


@settings(max_examples=60)
@given(subject=TEXTS, text=TEXTS, html=TEXTS, name=TEXTS)
@example(subject="=?utf-8?b?AA==?=", text="--=_a\r\n.\r\nFrom x\r\n", html="=_m", name='a"b\\c')
@example(subject="x" * 2000, text="x" * 5000, html="é" * 5000, name="x" * 200)
@example(subject="a\r\nBcc: b@c.d", text="\r\rx\n\n\0", html="\ud800", name="<x@y.z>")
def test_whatever_stands_in_a_mail_it_can_be_read(subject: str, text: str, html: str, name: str):
    """By the email package, without defects, in lines that every server takes."""
    mail = assembled(body(subject=subject, text=text, html=html), envelope(sender=f"{name} <calendar@example.org>"))
    assert longest(mail) <= 998
    parts = [*parsed(mail).walk()]
    assert len(parts) == 5
    given_text = [line.encode("utf-8", "replace") for line in text.splitlines()]
    read = parts[2].get_payload(decode=True)
    assert [line.rstrip() for line in read.split(b"\r\n")[: len(given_text)]] == [line.rstrip() for line in given_text]


def test_an_envelope_without_a_subject_takes_that_of_the_body():
    """And one of its own where it has one."""
    bare = Envelope(to="a@b.example", sender="c@d.example", message_id="x@y", date_us=0, language="en")
    plain = body(text="Text\n", html="<p>Text</p>\n")
    assert parsed(assembled(plain, bare))["Subject"] == "A digest"
    assert parsed(assembled(plain, envelope(subject="Other")))["Subject"] == "Other"
