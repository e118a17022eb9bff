"""Mail that came back: reports are read by their fields, whoever wrote them, and whatever else is in the file."""

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.mail.bounces import LONGEST, Returned, messages, returned
from mail import reports
from mail.reports import US

SERVERS = [reports.postfix, reports.exim, reports.sendmail, reports.hosted]
Server = Callable[..., bytes]


def told(raw: bytes) -> tuple[str | None, str | None]:
    """What a message says of the mail that it is about."""
    found = returned(raw)
    return found.outcome, found.status


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    ("action", "status", "outcome"),
    [
        ("failed", "5.1.1", ("hard", "5.1.1")),
        ("FAILED", "5.7.26", ("hard", "5.7.26")),
        ("failed", "4.2.2", ("soft", "4.2.2")),
        ("delayed", "4.4.1", ("none", None)),
        ("delivered", "2.0.0", ("none", None)),
        ("relayed", "2.0.0", ("none", None)),
        ("expanded", "2.0.0", ("none", None)),
        # No server writes these; nothing is made of them.
        ("failed", "2.0.0", ("none", None)),
        ("failed", "550", ("none", None)),
        ("failed", "5.1.1.1", ("none", None)),
        ("failed", "9.1.1", ("none", None)),
        ("unheard-of", "5.1.1", ("none", None)),
    ],
)
def test_a_report_is_read_by_its_fields(server: Server, action: str, status: str, outcome: tuple[str, str | None]):
    """Whichever server wrote it."""
    assert told(server(action=action, status=status)) == outcome


@pytest.mark.parametrize("server", SERVERS)
def test_a_report_is_for_whom_it_was_sent_to(server: Server):
    """In the field where a server that delivers says so, or where the sender does; not in what is sent back."""
    found = returned(server("calendar+b-1-x@calendar.example"))
    assert [one for one in found.recipients if "calendar.example" in one] == ["calendar+b-1-x@calendar.example"]
    assert not [one for one in found.recipients if "anna" in one]


def test_several_fields_may_name_whom_it_was_sent_to():
    """All of them are told, each once."""
    raw = b"Delivered-To: a@x.org\nX-Original-To: b@x.org\nTo: B <b@x.org>, <c@x.org>\n\nbody"
    assert returned(raw).recipients == ("a@x.org", "b@x.org", "c@x.org")


def test_a_report_that_a_gateway_wrapped_is_found():
    """Some add a notice of their own."""
    assert told(reports.through_a_gateway()) == ("hard", "5.1.1")


def test_a_report_within_mail_that_somebody_sent_on_is_not_looked_for():
    """It was for somebody else."""
    raw = b"To: %s\nContent-Type: message/rfc822\n\n" % US.encode() + reports.postfix()
    assert returned(raw) == Returned((US,), False, None)


@pytest.mark.parametrize(
    ("blocks", "outcome"),
    [
        ([("failed", "4.2.2"), ("failed", "5.1.1")], ("hard", "5.1.1")),
        ([("failed", "4.2.2"), ("delayed", "4.4.1")], ("soft", "4.2.2")),
        # An address that leads to several: the mail arrived, though not with all of them.
        ([("failed", "5.1.1"), ("relayed", "2.0.0")], ("soft", "5.1.1")),
        ([("expanded", "2.0.0"), ("delivered", "2.0.0")], ("none", None)),
        ([], ("none", None)),
    ],
)
def test_of_several_recipients_the_worst_counts_unless_it_reached_some(
    blocks: list[tuple[str, str]], outcome: tuple[str, str | None]
):
    """One address may lead to several people."""
    assert told(reports.several(*blocks)) == outcome


def test_fields_without_a_blank_line_between_message_and_recipient_are_read():
    """As some servers write them."""
    raw = reports.postfix().replace(b"+0000 (UTC)\n\nFinal-Recipient", b"+0000 (UTC)\nFinal-Recipient")
    assert told(raw) == ("hard", "5.1.1")


@pytest.mark.parametrize(
    ("raw", "is_automatic"),
    [(reports.out_of_office(), True), (reports.letter(), False), (reports.in_words(), False), (b"", False)],
)
def test_words_are_never_guessed_at(raw: bytes, is_automatic: bool):
    """ "User unknown" in a subject, a status in a letter: no report."""
    found = returned(raw)
    assert (found.outcome, found.is_automatic) == (None, is_automatic)


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/report; report-type=disposition-notification"])
def test_only_what_calls_itself_a_delivery_report_is_one(kind: str):
    """That somebody has read it, or a letter with a part that looks like one, is none."""
    raw = reports.postfix().replace(b"multipart/report; report-type=delivery-status", kind.encode())
    assert returned(raw).outcome is None


# -- mailboxes --------------------------------------------------------------------------------------------------------


def read(data: bytes) -> list[bytes | None]:
    """The messages of a file."""
    return list(messages(BytesIO(data)))


def test_a_file_may_be_one_message_or_a_mailbox():
    """Of a mailbox in order, each as it would be alone."""
    assert read(reports.postfix()) == [reports.postfix()]
    found = read(reports.mailbox(reports.postfix(), reports.sendmail(), reports.exim(status="4.0.0"), reports.letter()))
    assert [told(raw or b"") for raw in found] == [
        ("hard", "5.1.1"),
        ("hard", "5.1.1"),
        ("soft", "4.0.0"),
        (None, None),
    ]
    assert read(b"") == []


def test_a_line_that_begins_with_from_begins_a_message_only_after_a_blank_one():
    """And in a file that is a mailbox."""
    body = b"To: a@x.org\n\nFrom where?\nFrom here\n"
    assert len(read(b"From x\n" + body)) == 2
    assert len(read(b"From x\n" + body.replace(b"\n\nFrom where", b"\n\nfrom where"))) == 1
    assert read(body) == [body]


def test_what_is_too_long_is_passed_over_and_the_next_is_read():
    """However long: no more than one message is ever held."""
    long = b"To: a@x.org\n\n" + b"x" * 79 * (LONGEST // 79 + 2)
    found = read(reports.mailbox(reports.postfix(), long, reports.exim()))
    assert [raw is None for raw in found] == [False, True, False]
    assert read(long) == [None]


# -- hostile files ----------------------------------------------------------------------------------------------------


def _deep(depth: int) -> bytes:
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return b"To: a@x.org\n" + opening + reports.postfix()


@pytest.mark.parametrize(
    "raw",
    [
        _deep(20_000),
        b"To: a@x.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n"
        + b"--b\n\n" * 150_000,
        b"Content-Type: multipart/report;" + b' a="b;' * 100_000 + b"\n\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 50_000,
        b"To: " + b"a@x.org," * 100_000 + b"\n\n",
        b"To: " + b"<" * 900_000,
        b"\n" * 900_000,
        b":" * 900_000,
        b"A: b\n" * 180_000,
        b"\x00\xff" * 400_000,
        b"Content-Type: multipart/report; report-type*0*=utf-8''del;"
        b" report-type*9999999999*=%zz; boundary*=x'y'z\n\n--z",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="\xff"\n\n--\xff\n',
    ],
)
def test_hostile_messages_are_read_in_bounded_time_and_say_nothing(raw: bytes):
    """No error, no report, nothing that takes long."""
    for found in read(raw[:LONGEST]):
        assert found is not None
        assert returned(found).outcome in (None, "none")


_PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\n\n", b": ", b";", b'"', b"=", b"\xff", b"\x00", b" ", b"\t", b"--b", b"--b--"),
        *(b"Content-Type: multipart/report", b"report-type=delivery-status", b"boundary=b", b"To: a@x.org"),
        *(b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: base64", b"Action: failed"),
        *(b"Content-Transfer-Encoding: quoted-printable", b"Status: 5.1.1", b"Final-Recipient: rfc822;a@x.org"),
        *(b"Auto-Submitted: auto-replied", b"From x", b"=?utf-8?q?=zz?=", b"*0*=", b"utf-8''%"),
    ]
)


@given(st.lists(_PIECES, max_size=40).map(b"".join))
def test_whatever_is_in_a_file_it_is_read(data: bytes):
    """Pieces of reports in any order: no error."""
    for raw in messages(BytesIO(data)):
        returned(raw or b"")
