"""Conversations with a mail server, over real sockets: what becomes of a mail by what the server answers or does."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ctcalendar.mail import connecting
from ctcalendar.mail.address import place
from ctcalendar.mail.connecting import Timeouts
from ctcalendar.mail.smtp import Line, check, transparent
from ctcalendar.mail.verdicts import Fate, Parcel, Verdict
from mail.sinks import Act, Answer, Sink

QUICK = Timeouts(connect_s=0.3, answer_s=0.3, taken_s=0.3)
MESSAGE = b"Message-ID: <one@calendar.example>\r\n\r\nNews.\r\n.\r\n..\r\n"


def parcel(recipient: str = "layla@readers.example", **given: Any) -> Parcel:
    """A mail to somebody."""
    made = Parcel(MESSAGE, "<one@calendar.example>", "calendar@calendar.example", recipient)
    return made._replace(**given)


def sent(sink: Sink, *parcels: Parcel, url: str | None = None, may: bool = True) -> list[Verdict]:
    """What became of mails, sent one after another over one line."""
    with closing(Line(place(url or sink.url), QUICK)) as line:
        return [line.send(one, lambda: may) for one in parcels or (parcel(),)]


def fates(sink: Sink, *parcels: Parcel, url: str | None = None) -> list[Fate]:
    """The same, without the server's words."""
    return [verdict.fate for verdict in sent(sink, *parcels, url=url)]


# -- what is sent -----------------------------------------------------------------------------------------------------


def test_a_mail_arrives_as_it_is_and_to_whom_it_is_for():
    """Its bytes, lines that are nothing but dots among them; the envelope says who gets it, and where it comes back."""
    with Sink() as sink:
        assert fates(sink, parcel(sender="b+1@calendar.example")) == [Fate.ACCEPTED]
    [one] = sink.received
    assert (one.message, one.sender) == (MESSAGE, "b+1@calendar.example")
    assert (one.recipient, one.options) == ("layla@readers.example", f"SIZE={len(transparent(MESSAGE))}")


@pytest.mark.parametrize(
    ("written", "on_the_wire"),
    [
        (b"a\nb", b"a\r\nb\r\n"),
        (b"a\rb\r\n", b"a\r\nb\r\n"),
        (b".\n", b"..\r\n"),
        (b"a\r\n..b", b"a\r\n...b\r\n"),
        (b"", b"\r\n"),
        (b"a.\r\n", b"a.\r\n"),
    ],
)
def test_no_line_of_a_mail_ends_it(written: bytes, on_the_wire: bytes):
    """A line end is CR LF, and a dot that begins a line is doubled."""
    assert transparent(written) == on_the_wire


def test_mails_follow_each_other_over_one_connection():
    """Also after one that the server did not want."""
    refuse = {"rcpt": lambda recipient: "550 5.1.1 no" if recipient.startswith("nobody") else None}
    with Sink(refuse) as sink:
        found = fates(sink, parcel("nobody@readers.example"), parcel(), parcel("omar@readers.example"))
        assert found == [Fate.NOBODY, Fate.ACCEPTED, Fate.ACCEPTED]
    assert sink.connections == 1


def test_a_mail_that_is_no_longer_ours_is_not_ended():
    """All of it was sent but its end: the server forgets it, and the next goes over another connection."""
    with Sink() as sink, closing(Line(place(sink.url), QUICK)) as line:
        assert line.send(parcel(), lambda: False).fate is Fate.LOST
        assert line.send(parcel("omar@readers.example"), lambda: True).fate is Fate.ACCEPTED
    assert [one.recipient for one in sink.received] == ["omar@readers.example"]


def test_what_goes_wrong_as_the_end_is_noted_goes_wrong_and_nothing_is_sent():
    """The database cannot be written: the mail has not gone, and no half of it is left on the line."""

    def fails() -> bool:
        raise RuntimeError("no database")

    with Sink() as sink, closing(Line(place(sink.url), QUICK)) as line:
        with pytest.raises(RuntimeError, match="no database"):
            line.send(parcel(), fails)
        assert line.send(parcel(), lambda: True).fate is Fate.ACCEPTED
    assert len(sink.received) == 1


# -- what the server answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answer", "fate"),
    [
        ("connect", "421 4.3.2 too many connections", Fate.TURNED_AWAY),
        ("connect", "554 5.7.1 not you", Fate.TURNED_AWAY),
        ("connect", Act.CLOSE, Fate.TURNED_AWAY),
        ("connect", Act.STALL, Fate.TURNED_AWAY),
        ("mail", "421 4.7.0 later", Fate.TURNED_AWAY),
        ("mail", "550 5.7.1 this sender is not welcome", Fate.TURNED_AWAY),
        ("mail", "451 4.3.0 busy", Fate.LATER),
        ("mail", "552 5.3.4 too big", Fate.REFUSED),
        ("mail", Act.STALL, Fate.TURNED_AWAY),
        ("rcpt", "421 4.7.0 later", Fate.PUT_OFF),
        ("rcpt", "450 4.2.1 greylisted", Fate.LATER),
        ("rcpt", "550 5.1.1 no such user", Fate.NOBODY),
        ("rcpt", "550 5.7.1 the mailbox is full of itself", Fate.UNREACHABLE),
        ("rcpt", "550 no", Fate.UNREACHABLE),
        ("rcpt", Act.CLOSE, Fate.LATER),
        ("data", "451 4.3.0 no room", Fate.LATER),
        ("data", "554 5.6.0 no", Fate.REFUSED),
        ("data", Act.CLOSE, Fate.LATER),
        ("data", Act.STALL, Fate.LATER),
        ("end", "451 4.3.0 try again", Fate.LATER),
        ("end", "421 4.3.2 going down", Fate.LATER),
        ("end", "554 5.7.1 this looks like an advertisement", Fate.REFUSED),
        ("end", "nonsense", Fate.IN_DOUBT),
        ("end", Act.CLOSE, Fate.IN_DOUBT),
        ("end", Act.RESET, Fate.IN_DOUBT),
        ("end", Act.STALL, Fate.IN_DOUBT),
        ("end", Act.TAKE_AND_RESET, Fate.IN_DOUBT),
        ("end", Act.TAKE_AND_STALL, Fate.IN_DOUBT),
    ],
)
def test_what_becomes_of_a_mail_by_what_the_server_says(asked: str, answer: Answer, fate: Fate):
    """And the line is good for the next one, once the server is."""
    with Sink({asked: answer}) as sink, closing(Line(place(sink.url), QUICK)) as line:
        assert line.send(parcel(), lambda: True).fate is fate
        sink.answers.clear()
        assert line.send(parcel("omar@readers.example"), lambda: True).fate is Fate.ACCEPTED
    assert sink.received[-1].recipient == "omar@readers.example"


def test_a_server_that_is_not_there_is_told():
    """Refused connections turn us away; the mail has not been touched."""
    with Sink() as sink:
        url = sink.url
    [verdict] = sent(sink, url=url)
    assert verdict.fate is Fate.TURNED_AWAY
    assert "refused" in verdict.said


@pytest.mark.parametrize("says", ["421 4.7.0 enough over this connection", Act.CLOSE, Act.RESET])
def test_a_server_that_takes_so_many_mails_over_a_connection_gets_another(says: Answer):
    """It has had enough of the one, or has closed it as it rested; it is not asked a third time."""
    of_connection: dict[int, int] = {}

    def enough(_: str) -> Answer:
        of_connection[sink.connections] = of_connection.get(sink.connections, 0) + 1
        return says if of_connection[sink.connections] > 2 else None

    with Sink({"mail": enough}) as sink:
        assert fates(sink, *[parcel()] * 5) == [Fate.ACCEPTED] * 5
    assert sink.connections == 3


def test_no_address_is_in_what_is_kept_of_an_answer():
    """Neither whole, nor in parts, nor escaped, in whatever letters the server says it."""
    said = (
        "550 5.1.1 <LAYLA@readers.example>: user layla at Readers.Example (layla%40readers.example, b@x)\x1b[1m\u202e"
    )
    with Sink({"rcpt": said}) as sink:
        [verdict] = sent(sink)
    assert verdict.said == "550 5.1.1 … user … at … … … [1m"


# -- letters beyond ASCII ---------------------------------------------------------------------------------------------


def test_an_address_in_arabic_is_sent_to_a_server_that_knows_such():
    """By SMTPUTF8; its domain goes as name servers have it."""
    with Sink() as sink:
        assert fates(sink, parcel("ليلى@مثال.example"), parcel()) == [Fate.ACCEPTED] * 2
    assert [one.recipient for one in sink.received] == ["ليلى@xn--mgbh0fb.example", "layla@readers.example"]
    assert [one.options.partition(" ")[2] for one in sink.received] == ["SMTPUTF8", ""]


def test_an_address_in_arabic_is_refused_for_good_where_the_server_cannot():
    """In words that say so; the next mail is not concerned, and neither is an address whose domain alone is Arabic."""
    with Sink(extensions=["SIZE"]) as sink:
        verdicts = sent(sink, parcel("ليلى@readers.example"), parcel("layla@مثال.example"))
    assert [one.fate for one in verdicts] == [Fate.REFUSED, Fate.ACCEPTED]
    assert "SMTPUTF8" in verdicts[0].said
    assert sink.asked["mail"] == 1


@pytest.mark.parametrize(
    "address", ["", "layla", "a b@readers.example", "x@y.example>\r\nRCPT TO:<z@y.example", "@a.b"]
)
def test_what_is_no_address_is_not_told_to_a_server(address: str):
    """Least of all one that would be another command."""
    with Sink() as sink:
        assert fates(sink, parcel(address)) == [Fate.REFUSED]
    assert sink.asked["mail"] == 0


# -- encryption and login ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that this machine has signed itself, for 127.0.0.1; its key beside it."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=sink.test"
    names = [
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        folder / "key.pem",
        "-out",
        folder / "certificate.pem",
    ]
    subprocess.run([program, *command.split(), *names], check=True, capture_output=True)
    return folder / "certificate.pem"


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a server needs to encrypt."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine trusts the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with fresh_contexts():
        yield


@contextmanager
def fresh_contexts() -> Iterator[None]:
    """Certificates are read once in a process: here anew, and forgotten."""
    connecting._context.cache_clear()
    yield
    connecting._context.cache_clear()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("is_implicit", [False, True])
def test_mail_goes_encrypted_and_logged_in(tls: ssl.SSLContext, is_implicit: bool):
    """By STARTTLS, or from the first byte on; a password in the URL is escaped."""
    with Sink(tls=tls, is_implicit=is_implicit, login=("calendar", "p@ss/word")) as sink:
        scheme, tail = ("smtps", "") if is_implicit else ("smtp", "?tls=required")
        assert fates(sink, url=f"{scheme}://calendar:p%40ss%2Fword@127.0.0.1:{sink.port}{tail}") == [Fate.ACCEPTED]
    assert sink.logged_in == ["calendar"]


def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(tls: ssl.SSLContext):
    """Nothing was said to it but that encryption is wanted."""
    with fresh_contexts(), Sink(tls=tls, login=("calendar", "secret")) as sink:
        [verdict] = sent(sink, url=f"smtp://calendar:secret@127.0.0.1:{sink.port}?tls=required")
        assert verdict.fate is Fate.TURNED_AWAY
        assert "certificate" in verdict.said
    assert (sink.asked["auth"], sink.asked["mail"]) == (0, 0)


def test_a_certificate_may_be_anybodys_where_that_was_asked_for(tls: ssl.SSLContext):
    """`tls=starttls`: encrypted, whoever answers."""
    with Sink(tls=tls) as sink:
        assert fates(sink, url=f"{sink.url}?tls=starttls") == [Fate.ACCEPTED]
    assert sink.asked["starttls"] == 1


@pytest.mark.parametrize("tls_option", ["required", "starttls"])
def test_a_server_without_encryption_gets_no_mail_that_wants_it(tls_option: str):
    """Somebody between us might have taken the offer out."""
    with Sink() as sink:
        [verdict] = sent(sink, url=f"{sink.url}?tls={tls_option}")
    assert verdict.fate is Fate.TURNED_AWAY
    assert "STARTTLS" in verdict.said
    assert sink.asked["mail"] == 0


def test_a_wrong_password_turns_us_away():
    """No mail is lost of it, and the name it was given is not repeated."""
    with Sink(login=("calendar", "right")) as sink:
        [verdict] = sent(sink, url=f"smtp://calendar:wrong@127.0.0.1:{sink.port}")
    assert verdict.fate is Fate.TURNED_AWAY
    assert verdict.said.startswith("535 5.7.8")


def test_a_server_that_takes_no_login_is_told():
    """One was asked for: without it, mail might go as anybody's."""
    with Sink() as sink:
        [verdict] = sent(sink, url=f"smtp://calendar:secret@127.0.0.1:{sink.port}")
    assert verdict.fate is Fate.TURNED_AWAY
    assert "no login" in verdict.said


# -- looking without sending ------------------------------------------------------------------------------------------


def looked(url: str) -> list[tuple[str, str]]:
    """What each check came to."""
    return [(one.check, one.state) for one in check(url, QUICK)]


@pytest.mark.usefixtures("trusted")
def test_a_check_of_what_works_sends_nothing(tls: ssl.SSLContext):
    """The server answers, proves its name, and lets us in."""
    with Sink(tls=tls, login=("calendar", "secret")) as sink:
        found = check(f"smtp://calendar:secret@127.0.0.1:{sink.port}?tls=required", QUICK)
    assert [(one.check, one.state) for one in found] == [
        ("mail server", "ok"),
        ("mail encryption", "ok"),
        ("mail login", "ok"),
        ("mail addresses", "ok"),
    ]
    assert (sink.asked["mail"], sink.received) == (0, [])


def test_a_check_ends_with_what_is_wrong(tls: ssl.SSLContext):
    """And says what to do: no server, no encryption, a strange certificate, a wrong password."""
    with fresh_contexts(), Sink(tls=tls, login=("calendar", "right")) as sink:
        begun = [("mail server", "ok")]
        assert looked(f"{sink.url}?tls=required") == [*begun, ("mail encryption", "wrong")]
        assert looked(f"{sink.url}?tls=starttls")[:2] == [*begun, ("mail encryption", "warning")]
        wrong = check(f"smtp://calendar:wrong@127.0.0.1:{sink.port}", QUICK)[-1]
        assert (wrong.check, wrong.state, wrong.advice) == (
            "mail login",
            "wrong",
            "check user and password in mail_url",
        )
        assert "calendar" not in wrong.found
    assert looked(sink.url) == [("mail server", "wrong")]
    with Sink() as plain:
        assert looked(f"{plain.url}?tls=required")[-1] == ("mail encryption", "wrong")


def test_a_check_of_a_folder_makes_none(tmp_path: Path):
    """It says whether it could."""
    assert looked(f"maildir://{tmp_path}/a/b") == [("mail folder", "ok")]
    (tmp_path / "file").touch()
    assert looked(f"maildir://{tmp_path}/file/b") == [("mail folder", "wrong")]
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
