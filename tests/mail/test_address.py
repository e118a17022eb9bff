"""The URL of a mail server, and addresses as servers are told them."""

from pathlib import Path

import pytest

from ctcalendar.errors import BadInput
from ctcalendar.mail.address import Maildir, Server, mailbox, on_wire, place


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587, "required")),
        ("smtp://mail.example.org:25?tls=none", Server("mail.example.org", 25, "none")),
        ("smtp://mail.example.org?tls=starttls", Server("mail.example.org", 587, "starttls")),
        ("smtps://mail.example.org", Server("mail.example.org", 465, "implicit")),
        ("smtp://a:b%40c@mail.example.org", Server("mail.example.org", 587, "required", "a", "b@c")),
        ("smtp://localhost", Server("localhost", 25, "none")),
        ("smtp://127.0.0.1:2525", Server("127.0.0.1", 2525, "none")),
        ("smtp://[::1]:2525", Server("::1", 2525, "none")),
        ("smtp://127.0.0.1:2525?tls=required", Server("127.0.0.1", 2525, "required")),
        ("smtp://10.0.0.1", Server("10.0.0.1", 587, "required")),
        ("maildir:///var/mail/calendar%20mail", Maildir(Path("/var/mail/calendar mail"))),
    ],
)
def test_a_url_names_where_mail_goes(url: str, found: Server | Maildir):
    """Encrypted, unless it stays on this machine or somebody says otherwise."""
    assert place(url) == found


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?tls=maybe",
        "smtp://mail.example.org?ssl=required",
        "smtp://user@mail.example.org",
        "smtp://user:secret@mail.example.org?tls=none",
        "smtp://user:كلمة@mail.example.org",
        "smtps://mail.example.org?tls=starttls",
        f"smtp://{'a' * 64}.example",
        "smtp://[::1",
        "maildir://host/folder",
        "maildir://",
        "maildir:///",
    ],
)
def test_a_url_that_names_nothing_is_refused_without_repeating_it(url: str):
    """It may hold a password."""
    with pytest.raises(BadInput) as refusal:
        place(url)
    assert "secret" not in str(refusal.value)
    assert refusal.value.hint


def test_a_server_does_not_show_its_password():
    """Not in a traceback either."""
    assert "secret" not in repr(place("smtp://user:secret@mail.example.org"))


@pytest.mark.parametrize(
    ("written", "address"),
    [("Calendar <a@b.example>", "a@b.example"), ("a@b.example", "a@b.example"), ("تقويم <a@b.example>", "a@b.example")],
)
def test_whom_mail_is_from_is_the_address_in_it(written: str, address: str):
    """With a name or without."""
    assert mailbox(written) == address


@pytest.mark.parametrize("written", ["", "Calendar", "Calendar <>", "a@b"])
def test_without_an_address_mail_is_from_nobody(written: str):
    """That is refused as it is read."""
    with pytest.raises(BadInput):
        mailbox(written)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("layla@readers.example", "layla@readers.example"),
        ("layla@مثال.example", "layla@xn--mgbh0fb.example"),
        ("ليلى@readers.example", "ليلى@readers.example"),
        ("a<b@readers.example", None),
        ("a\r\nb@readers.example", None),
        ("layla", None),
    ],
)
def test_a_server_is_told_an_address_in_its_own_letters(address: str, told: str | None):
    """The domain always in ASCII; what is no address, not at all."""
    assert on_wire(address) == told
