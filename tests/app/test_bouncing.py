"""Mail that came back: it concerns whom it was sent to, once, and nobody believes it without the address we gave it."""

from io import BytesIO

import pytest

from app.subscriptions import ANNA, Desk
from ctcalendar.app import App
from ctcalendar.app.bouncing import Handled, handled
from ctcalendar.app.signing import signing
from ctcalendar.desk.outbox import Mail
from ctcalendar.mail.tokens import bounce_address
from ctcalendar.settings import Settings
from mail import reports
from views.ledger import reading

SENDER = "calendar@calendar.example"


@pytest.fixture
def people(app: App) -> Desk:
    """The subscribers of an empty calendar: none."""
    return Desk(app)


def back_to(people: Desk, mail: Mail, settings: Settings | None = None) -> str:
    """Where it comes back to if it cannot be delivered."""
    with reading(people.app.settings) as reader:
        return bounce_address(SENDER, signing(settings or people.app.settings, reader), mail.id)


def done(people: Desk, *messages: bytes) -> list[Handled]:
    """What was done for the messages of a mailbox."""
    return list(handled(people.app.settings, BytesIO(reports.mailbox(*messages))))


def what(people: Desk, *messages: bytes) -> list[str]:
    """The same in a word each."""
    return [one.what for one in done(people, *messages)]


@pytest.mark.parametrize("server", [reports.postfix, reports.exim, reports.sendmail, reports.hosted])
def test_who_cannot_be_reached_is_sent_nothing_any_more(people: Desk, server):
    """Whichever server says so; why is kept, in a code and without an address."""
    anna, omar = people.add(every="daily"), people.add("omar@quay.example", every="daily")
    sent = people.sent(anna, "2025-11-01")
    assert done(people, server(back_to(people, sent), status="5.1.1")) == [Handled(1, "suppressed", "5.1.1", anna.id)]
    assert people.one(anna) == anna._replace(suppressed="mail came back: 5.1.1", next_due=None, bounces=1)
    assert people.one(omar) == omar
    assert people.ask(f"SELECT state, said FROM outbox WHERE id = '{sent.id}'") == [("sent", "came back: 5.1.1")]


def test_who_cannot_be_reached_for_now_is_counted(people: Desk):
    """And sent the next digest all the same."""
    anna = people.add(every="daily")
    for number, label in enumerate(("2025-11-01", "2025-11-02"), start=1):
        to = back_to(people, people.sent(anna, label))
        assert done(people, reports.postfix(to, status="4.2.2")) == [Handled(1, "counted", "4.2.2", anna.id)]
        assert people.one(anna) == anna._replace(bounces=number)


def test_the_same_report_again_changes_nothing(people: Desk):
    """In the same file, or in another; another report on the same mail does."""
    anna = people.add(every="daily")
    to = back_to(people, people.sent(anna, "2025-11-01"))
    soft, hard = reports.postfix(to, status="4.2.2"), reports.exim(to, status="5.4.7")
    assert what(people, soft, soft) == ["counted", "known already"]
    assert what(people, soft) == ["known already"]
    assert what(people, hard, hard) == ["suppressed", "known already"]
    assert people.one(anna).bounces == 2


def test_what_is_no_failure_of_ours_changes_nothing(people: Desk):
    """Told for each message, in order, and without an address."""
    anna = people.add(every="daily")
    sent = people.sent(anna, "2025-11-01")
    to = back_to(people, sent)
    forged = to.replace("+b-1-", "+b-1-").replace(to[-30:-18], "a" * 12)
    others = back_to(people, sent, Settings(secret="s" * 32))
    found = done(
        people,
        reports.delayed(to),
        reports.postfix(to, action="delivered", status="2.0.0"),
        reports.out_of_office(to),
        reports.letter(to),
        reports.in_words(to),
        reports.postfix(SENDER),
        reports.postfix(forged),
        reports.postfix(others),
        reports.postfix("calendar+b-1-@calendar.example"),
        b"To: " + to.encode() + b"\n\n" + b"x" * 1_100_000,
    )
    assert [one.number for one in found] == list(range(1, 11))
    assert [one.what for one in found] == [
        *("delivered or delayed", "delivered or delayed", "automatic answer", "no report", "no report"),
        *("not ours", "not ours", "not ours", "not ours", "too long"),
    ]
    assert people.one(anna) == anna
    assert "@" not in repr(found)


def test_a_report_that_names_mail_to_two_people_is_not_believed(people: Desk):
    """A server writes one for each; who puts two of our addresses together is no server."""
    tos = [back_to(people, people.sent(people.add(address), "2025-11-01")) for address in (ANNA, "omar@quay.example")]
    assert what(people, reports.postfix(", ".join(tos))) == ["not ours"]
    assert what(people, reports.postfix(", ".join([tos[0], "else@calendar.example", tos[0]]))) == ["suppressed"]


def test_an_address_that_only_the_returned_mail_names_is_not_believed(people: Desk):
    """What was sent back may have been seen by anybody; where the report went is the server's to say."""
    to = back_to(people, people.sent(people.add(), "2025-11-01"))
    raw = reports.postfix(SENDER).replace(b"From: calendar@calendar.example", b"From: " + to.encode())
    raw = raw.replace(b"To: anna@harbour.example", b"To: " + to.encode())
    assert raw.count(to.encode()) == 2
    assert what(people, raw) == ["not ours"]


def test_mail_that_is_kept_no_more_concerns_nobody(people: Desk):
    """Nor who was erased."""
    anna = people.add()
    to = back_to(people, people.sent(anna, "2025-11-01"))
    people.write(lambda driver: driver.run("DELETE FROM subscriber"))
    assert what(people, reports.postfix(to)) == ["gone"]
    people.write(lambda driver: driver.run("DELETE FROM outbox"))
    assert what(people, reports.postfix(to)) == ["gone"]


def test_a_report_after_a_change_of_secret_is_believed(people: Desk):
    """The mail was signed with the former."""
    to = back_to(people, people.sent(people.add(), "2025-11-01"))
    settings = Settings(database_url=people.app.settings.database_url, secret="s" * 32)
    assert [one.what for one in handled(settings, BytesIO(reports.exim(to)))] == ["suppressed"]


def test_a_letter_that_asks_to_confirm_may_come_back_too(people: Desk):
    """Who mistyped an address is sent no other; who adds it again tries anew."""
    anna, _ = people.added()
    sent = people.sent(anna, "x", kind="confirmation")
    assert what(people, reports.sendmail(back_to(people, sent))) == ["suppressed"]
    assert people.one(anna).suppressed == "mail came back: 5.1.1"
    again, _ = people.added()
    assert (again.id, again.suppressed, again.bounces) == (anna.id, None, 0)
