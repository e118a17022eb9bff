"""Sending what waits in the outbox, to a mail server that answers in every way, on both engines."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from app.posting import SENDER, address_of, kept, mail_to, message_id_of, posted, put, reader, states, subscriber
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.outgoing import Listed, listed
from ctcalendar.app.sending import Sent, requeue, send_due
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import outbox, subscribers
from ctcalendar.desk.outbox import AMBIGUOUS, CONFIRMATION, DEAD, REMINDER, Mail
from ctcalendar.desk.subscribers import PAUSED, PENDING, UNSUBSCRIBED
from ctcalendar.errors import BadInput
from ctcalendar.mail.connecting import Timeouts
from ctcalendar.settings import Settings
from mail.sinks import Act, Answer, Sink

QUICK = Timeouts(connect_s=2, answer_s=2, taken_s=0.3)
MINUTE_US = 60_000_000


class Post:
    """A calendar that mails to a server of the test's."""

    def __init__(self, app: App, clock: Clock, url: str) -> None:
        self.app, self.clock = app, clock
        self.settings = _settings(app, mail_url=url)

    def send(self, **given: Any) -> Sent:
        """Send what is due."""
        settings = _settings(self.app, mail_url=self.settings.mail_url, **given.pop("settings", {}))
        return send_due(settings, clock=self.clock, timeouts=QUICK, **given)


def _settings(app: App, **given: Any) -> Settings:
    made = {"database_url": app.settings.database, "mail_from": f"Calendar <{SENDER}>", "mail_connections": 2}
    return Settings(**(made | given))


@contextmanager
def posting(app: App, clock: Clock, answers: dict[str, Any] | None = None, **given: Any) -> Iterator[tuple[Post, Sink]]:
    """A calendar, and the server it mails to."""
    with Sink(answers, **given) as sink:
        yield Post(app, clock, sink.url), sink


def only(name: str, answer: Answer) -> Any:
    """What a server answers of that recipient, and of no other."""
    return lambda recipient: answer if recipient == address_of(name) else None


# -- what is sent -----------------------------------------------------------------------------------------------------


def test_what_is_due_is_sent_once_and_nothing_personal_is_kept(app: App, clock: Clock):
    """Each its own bytes, to its own address; of each the fact that it went."""
    mails = {mail.address: mail for mail in posted(app, *"abcde")}
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent(sent=5)
        assert post.send() == Sent()
    assert {one.recipient: one.message.decode() for one in sink.received} == {
        address: mail.message for address, mail in mails.items()
    }
    assert {one.sender for one in sink.received} == {SENDER}
    for mail in kept(app).values():
        assert (mail.state, mail.attempt, mail.said) == ("sent", 1, "250 2.0.0 taken")
        assert (mail.address, mail.message, mail.owner) == (None, None, None)


def test_more_than_one_claim_of_mail_goes_over_the_connections_there_are(app: App, clock: Clock):
    """Two claims and a half, two connections."""
    names = [f"reader-{number}" for number in range(250)]
    posted(app, *names)
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent(sent=250)
    assert sorted(sink.by_recipient()) == sorted(map(address_of, names))
    assert (len(sink.received), sink.connections) == (250, 2)


def test_two_who_send_at_once_send_each_mail_once(app: App, clock: Clock):
    """Neither waits for the other to end; what one has claimed the other passes over."""
    posted(app, *(f"reader-{number}" for number in range(220)))
    with posting(app, clock) as (post, sink), ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda _: post.send(), range(2)))
    assert sum(one.sent for one in done) == len(sink.received) == len(sink.by_recipient()) == 220


def test_mail_comes_back_to_where_it_is_told_to(app: App, clock: Clock):
    """The return path of each is the caller's to choose."""
    posted(app, "ann", "bob")
    with posting(app, clock) as (post, sink):
        post.send(return_path=lambda mail: f"b+{mail.subscriber}@calendar.example")
    assert sorted(one.sender for one in sink.received) == ["b+ann@calendar.example", "b+bob@calendar.example"]


def test_no_more_is_sent_than_was_asked_for(app: App, clock: Clock):
    """The rest waits, as if nobody had looked."""
    posted(app, *"abcde")
    with posting(app, clock) as (post, _):
        assert post.send(limit=2) == Sent(sent=2)
        assert sorted(states(app).values()) == ["queued"] * 3 + ["sent"] * 2
        assert post.send(limit=100) == Sent(sent=3)


def test_no_mail_is_begun_after_the_time_that_was_given(app: App, clock: Clock):
    """What was claimed is given back untouched."""
    posted(app, *"abcde")
    start = clock()

    def later(_: str) -> None:
        clock.forward(seconds=1)

    with posting(app, clock, {"rcpt": later}) as (post, _):
        done = post.send(until_us=start + 2_000_000, settings={"mail_connections": 1})
    assert done == Sent(sent=2)
    waiting = [mail for mail in kept(app).values() if mail.state == "queued"]
    assert [(mail.attempt, mail.owner) for mail in waiting] == [(0, None)] * 3


def test_mail_that_is_not_due_or_not_composed_yet_waits(app: App, clock: Clock):
    """Not before its time; and not without bytes."""
    later = mail_to("ann", not_before=clock() + MINUTE_US)
    put(app, [reader("ann"), reader("bob")], [later, mail_to("bob", message=None)])
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent()
        clock.forward(seconds=60)
        assert post.send() == Sent(sent=1)
    assert [one.recipient for one in sink.received] == [address_of("ann")]


def test_without_a_server_all_mail_waits(app: App, clock: Clock):
    """And nothing is claimed."""
    posted(app, "ann")
    assert send_due(_settings(app), clock=clock) == Sent()
    assert states(app) == {"ann": "queued"}


@pytest.mark.parametrize("given", [{"mail_url": "smtp://"}, {"mail_url": "smtp://127.0.0.1:1", "mail_from": None}])
def test_settings_that_cannot_work_are_refused_before_anything_is_claimed(
    app: App, clock: Clock, given: dict[str, Any]
):
    """Whom mail is from, and where it goes."""
    posted(app, "ann")
    with pytest.raises(BadInput):
        send_due(_settings(app, **given), clock=clock)
    assert states(app) == {"ann": "queued"}


# -- who wants it still -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"state": UNSUBSCRIBED}, "the subscriber is unsubscribed"),
        ({"state": PENDING}, "the subscriber is pending"),
        ({"suppressed": "550 5.1.1"}, "nothing is sent to the address any more"),
        (None, "the subscriber is erased"),
    ],
)
def test_who_wants_no_mail_any_more_gets_none(app: App, clock: Clock, now: dict[str, Any] | None, said: str):
    """Whatever was queued for them before; nothing of it is kept."""
    people = [] if now is None else [reader("ann", **now)]
    put(app, [*people, reader("bob")], [mail_to("ann"), mail_to("bob")])
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent(sent=1, suppressed=1)
    assert [one.recipient for one in sink.received] == [address_of("bob")]
    mail = kept(app)["ann"]
    assert (mail.state, mail.said, mail.address, mail.message) == ("suppressed", said, None, None)


def test_who_unsubscribes_while_others_get_theirs_gets_none(app: App, clock: Clock):
    """Seen as late as can be: it was claimed together with theirs, and is next."""
    posted(app, "ann", "bob")

    def unsubscribes(recipient: str) -> None:
        other = "bob" if recipient == address_of("ann") else "ann"
        with writing(app.settings) as connection:
            subscribers.change(Driver(connection), reader(other, state=UNSUBSCRIBED))

    with posting(app, clock, {"rcpt": unsubscribes}) as (post, sink):
        assert post.send(settings={"mail_connections": 1}) == Sent(sent=1, suppressed=1)
    assert len(sink.received) == 1


def test_a_digest_waits_for_who_pauses_and_a_reminder_does_not(app: App, clock: Clock):
    """A digest tells of what no later one tells again; a reminder of last month is none."""
    put(app, [reader("ann", state=PAUSED)], [mail_to("ann"), mail_to("ann", kind=REMINDER, period="r1")])
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent(retried=1, suppressed=1)
        with writing(app.settings) as connection:
            subscribers.change(Driver(connection), reader("ann"))
        assert post.send() == Sent()
        clock.forward(seconds=3_600)
        assert post.send() == Sent(sent=1)
    assert len(sink.received) == 1


def test_who_has_not_confirmed_gets_what_asks_to_confirm_and_nothing_else(app: App, clock: Clock):
    """And who has, is not asked again."""
    people = [reader("ann", state=PENDING), reader("bob")]
    mails = [mail_to(name, kind=CONFIRMATION, period="1") for name in ("ann", "bob")]
    put(app, people, [*mails, mail_to("ann")])
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent(sent=1, suppressed=2)
    assert [one.recipient for one in sink.received] == [address_of("ann")]


# -- what the server does not take ------------------------------------------------------------------------------------


def test_what_is_refused_for_now_is_tried_again_ever_later_and_at_last_given_up(app: App, clock: Clock):
    """Nine times in two days: the same bytes. Then it is dead, and can be queued again."""
    posted(app, "ann", "bob")
    waits = []
    with posting(app, clock, {"rcpt": only("ann", "451 4.7.1 ann is greylisted")}) as (post, sink):
        assert post.send() == Sent(sent=1, retried=1)
        while (mail := kept(app)["ann"]).state == "retry":
            assert mail.said == "451 4.7.1 … is greylisted"
            waits.append(mail.not_before - clock())
            clock.now_us = mail.not_before - 1
            assert post.send() == Sent()
            clock.now_us += 1
            post.send()
        assert (mail.state, mail.attempt) == ("dead", 9)
        assert mail.said == "given up: 451 4.7.1 … is greylisted"
        assert (len(waits), waits[:5]) == (8, sorted(waits[:5]))
        sink.answers.clear()
        assert post.send() == Sent()
        [dead] = _listed(app, DEAD)
        assert requeue(app.settings, [dead.id], now_us=clock()) == 1
        assert post.send() == Sent(sent=1)
    assert sorted(one.message_id for one in sink.received) == [message_id_of("ann"), message_id_of("bob")]


def _listed(app: App, *states: str) -> list[Listed]:
    with open_reader(app.settings.database) as found:
        return listed(found, states)


def test_who_is_no_mailbox_gets_nothing_ever_again(app: App, clock: Clock):
    """Told so once. Why is kept, without the address."""
    put(app, [reader("ann", next_due=clock())], [mail_to("ann"), mail_to("ann", period="2025-11-02")])
    with posting(app, clock, {"rcpt": "550 5.1.1 <ann@readers.example> ann unknown"}) as (post, sink):
        assert post.send(settings={"mail_connections": 1}) == Sent(suppressed=2)
    assert sink.asked["rcpt"] == 1
    one = subscriber(app, "ann")
    assert (one.suppressed, one.bounces, one.next_due) == ("550 5.1.1 … … unknown", 1, None)
    assert kept(app)["ann"].message is None


def test_who_refuses_mail_three_times_gets_none_any_more(app: App, clock: Clock):
    """For any other reason it may be a mistake: of the first and second mail all is kept."""
    put(app, [reader("ann")], [mail_to("ann", period=str(number)) for number in range(4)])
    with posting(app, clock, {"rcpt": "550 5.7.1 no"}) as (post, sink):
        done = [post.send(limit=1) for _ in range(4)]
    assert done == [Sent(dead=1), Sent(dead=1), Sent(suppressed=1), Sent(suppressed=1)]
    assert sink.asked["rcpt"] == 3
    assert (subscriber(app, "ann").suppressed, subscriber(app, "ann").bounces) == ("550 5.7.1 no", 3)


def test_a_mail_that_is_not_wanted_says_nothing_of_its_subscriber(app: App, clock: Clock):
    """It looks like an advertisement, or is too long: dead, and the next one goes."""
    posted(app, "ann", "bob")
    with posting(app, clock, {"end": only("ann", "554 5.7.1 not this")}) as (post, _):
        assert post.send() == Sent(sent=1, dead=1)
    assert (subscriber(app, "ann").bounces, subscriber(app, "ann").suppressed) == (0, None)
    assert kept(app)["ann"].message is not None


@pytest.mark.parametrize("act", [Act.CLOSE, Act.RESET, Act.STALL, Act.TAKE_AND_RESET, Act.TAKE_AND_STALL])
def test_what_was_sent_whole_without_an_answer_is_sent_again(app: App, clock: Clock, act: Act):
    """So nobody gets none; who gets two gets the same mail twice, by its Message-ID."""
    posted(app, "ann", "bob")
    with posting(app, clock, {"end": only("ann", act)}) as (post, sink):
        assert post.send() == Sent(sent=1, retried=1)
        clock.forward(seconds=80)
        sink.answers.clear()
        assert post.send() == Sent(sent=1)
    copies = [one.message_id for one in sink.received if one.recipient == address_of("ann")]
    assert copies == [message_id_of("ann")] * (1 + act.name.startswith("TAKE"))


@pytest.mark.parametrize("act", [Act.RESET, Act.TAKE_AND_RESET])
def test_what_was_sent_whole_without_an_answer_is_held_where_nobody_may_get_two(app: App, clock: Clock, act: Act):
    """It is listed, and goes again only when somebody says so."""
    posted(app, "ann", "bob")
    hold = {"mail_after_crash": "hold"}
    with posting(app, clock, {"end": only("ann", act)}) as (post, sink):
        assert post.send(settings=hold) == Sent(sent=1, held=1)
        sink.answers.clear()
        clock.forward(days=9)
        assert post.send(settings=hold) == Sent()
        [held] = _listed(app, AMBIGUOUS)
        assert held.subscriber == "ann"
        requeue(app.settings, [held.id], now_us=clock())
        assert post.send(settings=hold) == Sent(sent=1)


# -- the server wants to be left alone --------------------------------------------------------------------------------


def test_a_server_that_is_down_for_ten_minutes_costs_no_attempt(app: App, clock: Clock):
    """It is asked every two minutes, by one mail; when it is up again all goes."""
    posted(app, *"abcde")
    with posting(app, clock) as (post, sink):
        port = sink.port
    for _ in range(10):
        assert post.send() == Sent()
        clock.forward(seconds=60)
    assert {(mail.state, mail.attempt, mail.owner) for mail in kept(app).values()} == {("queued", 0, None)}
    with Sink(port=port) as up:
        assert post.send() == Sent(sent=5)
    assert len(up.received) == 5


def test_a_server_that_is_left_alone_is_not_even_asked(app: App, clock: Clock, caplog: pytest.LogCaptureFixture):
    """For two minutes; a clock that was set back does not make it years."""
    posted(app, "ann", "bob")
    with posting(app, clock, {"connect": "421 4.3.2 later"}) as (post, sink), caplog.at_level(logging.WARNING):
        assert post.send() == Sent()
        assert "421 4.3.2 later; the server is left alone for 120 s" in caplog.text
        asked = sink.connections
        assert 1 <= asked <= 2
        clock.forward(seconds=119)
        assert post.send() == Sent()
        assert sink.connections == asked
        sink.answers.clear()
        clock.forward(days=-365)
        clock.forward(days=365, seconds=1)
        assert post.send() == Sent(sent=2)


def test_a_pause_that_a_clock_left_behind_is_none(app: App, clock: Clock):
    """The clock is a year back: what it says is not waited for."""
    posted(app, "ann")
    with writing(app.settings) as connection:
        outbox.pause(Driver(connection), until_us=clock() + 365 * 86_400_000_000)
    with posting(app, clock) as (post, _):
        assert post.send() == Sent(sent=1)


@pytest.mark.parametrize("asked", ["mail", "rcpt", "data"])
def test_a_server_that_has_enough_in_the_middle_costs_no_attempt(app: App, clock: Clock, asked: str):
    """Neither the mail it was told of, nor the others."""
    posted(app, *"abc")
    with posting(app, clock, {asked: "421 4.7.0 too much mail"}) as (post, sink):
        assert post.send() == Sent()
        assert {(mail.state, mail.attempt) for mail in kept(app).values()} == {("queued", 0)}
        sink.answers.clear()
        clock.forward(seconds=600)
        assert post.send() == Sent(sent=3)


def test_a_mail_that_makes_the_server_turn_away_does_not_hold_up_the_others(app: App, clock: Clock):
    """It is put off a little longer than the server is left alone."""
    posted(app, *"abc")
    with posting(app, clock, {"rcpt": only("a", "421 4.7.0 not a")}) as (post, sink):
        for _ in range(4):
            post.send(settings={"mail_connections": 1})
            clock.forward(seconds=121)
    assert sorted(one.recipient for one in sink.received) == [address_of("b"), address_of("c")]
    assert kept(app)["a"].attempt == 0


def test_a_server_that_takes_fewer_connections_gets_all_mail_over_those(app: App, clock: Clock):
    """It is not left alone as long as one connection goes on."""
    posted(app, *(f"reader-{number}" for number in range(40)))
    accepted: list[int] = []

    def first_only(_: str) -> Answer:
        accepted.append(1)
        return None if len(accepted) == 1 else "421 4.7.0 one connection each"

    with posting(app, clock, {"connect": first_only}) as (post, sink):
        assert post.send(settings={"mail_connections": 4}) == Sent(sent=40)
    assert {one.connection for one in sink.received} == {1}


def test_a_sender_that_is_not_welcome_loses_no_mail(app: App, clock: Clock):
    """That is for the operator to mend: the relay wants a login, or does not know the domain."""
    posted(app, *"abc")
    with posting(app, clock, {"mail": "550 5.7.1 sender rejected"}) as (post, _):
        assert post.send() == Sent()
    assert {(mail.state, mail.attempt) for mail in kept(app).values()} == {("queued", 0)}


def test_one_mail_that_the_server_will_not_have_keeps_no_other_waiting(app: App, clock: Clock):
    """It is tried again, but after all others: whose fault it is nobody can tell from the first answer."""
    posted(app, "odd", *"abc")
    refuse = {"mail": lambda sender: "550 5.6.7 not from there" if "odd" in sender else None}
    with posting(app, clock, refuse) as (post, _):
        for _ in range(4):
            post.send(return_path=lambda mail: f"{mail.subscriber}@b.example", settings={"mail_connections": 1})
            clock.forward(seconds=3 * 60)
    assert states(app) == {"odd": "queued", "a": "sent", "b": "sent", "c": "sent"}


def test_a_sender_that_fails_gives_back_what_it_has_not_begun(app: App, clock: Clock):
    """A mistake of ours with one mail: that one waits for its lease to run out, the others go at once."""
    posted(app, *"abcde")

    def fails(mail: Mail) -> str:
        raise RuntimeError(f"no return path for {mail.id}")

    with posting(app, clock) as (post, _):
        with pytest.raises(RuntimeError, match="no return path"):
            post.send(return_path=fails, settings={"mail_connections": 1})
        assert sorted(states(app).values()) == ["claimed", *["queued"] * 4]
        assert post.send() == Sent(sent=4)
        clock.forward(seconds=15 * 60)
        assert post.send() == Sent(sent=1)


def test_a_server_that_another_sender_was_turned_away_from_is_left_alone_at_once(app: App, clock: Clock):
    """In the middle of it: what was begun is done, the rest waits with the other's."""
    posted(app, *"abcde")

    def pauses(_: str) -> None:
        with writing(app.settings) as connection:
            outbox.pause(Driver(connection), until_us=clock() + MINUTE_US)

    with posting(app, clock, {"rcpt": pauses}) as (post, _):
        assert post.send(settings={"mail_connections": 1}) == Sent(sent=1)
    assert {(mail.state, mail.attempt) for mail in kept(app).values()} == {("sent", 1), ("queued", 0)}


# -- leases -----------------------------------------------------------------------------------------------------------


def _claimed_by_another(app: App, clock: Clock, *, on_wire: bool) -> None:
    with writing(app.settings) as connection:
        driver = Driver(connection)
        lease_until = clock() + 15 * MINUTE_US
        [mail] = outbox.claim(driver, "another", now_us=clock(), lease_until=lease_until, limit=1)
        if on_wire:
            assert outbox.put_on_wire(driver, mail, lease_until=lease_until)


@pytest.mark.parametrize("on_wire", [False, True])
def test_what_another_has_claimed_is_left_to_it_until_its_lease_runs_out(app: App, clock: Clock, on_wire: bool):
    """Then it is taken over; only what was on the wire has been an attempt."""
    posted(app, "ann")
    _claimed_by_another(app, clock, on_wire=on_wire)
    with posting(app, clock) as (post, sink):
        assert post.send() == Sent()
        clock.forward(seconds=15 * 60)
        assert post.send() == Sent(sent=1)
    assert len(sink.received) == 1
    assert kept(app)["ann"].attempt == 1 + on_wire


def test_what_was_on_the_wire_is_held_where_nobody_may_get_two(app: App, clock: Clock):
    """What was only claimed is not in doubt."""
    posted(app, "ann")
    _claimed_by_another(app, clock, on_wire=True)
    hold = {"mail_after_crash": "hold"}
    with posting(app, clock) as (post, _):
        clock.forward(seconds=15 * 60)
        assert post.send(settings=hold) == Sent(held=1)
        put(app, [reader("bob")], [mail_to("bob")])
        _claimed_by_another(app, clock, on_wire=False)
        clock.forward(seconds=15 * 60)
        assert post.send(settings=hold) == Sent(sent=1)
    assert states(app) == {"ann": "ambiguous", "bob": "sent"}


def test_a_mail_taken_over_as_it_was_being_sent_is_not_ended(app: App, clock: Clock):
    """The other has a later attempt: this one notices before the end of it, and writes nothing down."""
    posted(app, "ann")

    def taken_over(_: str) -> None:
        with writing(app.settings) as connection:
            late = clock() + 60 * MINUTE_US
            assert outbox.claim(Driver(connection), "another", now_us=late, lease_until=late + 1, limit=1)

    with posting(app, clock, {"data": taken_over}) as (post, sink):
        assert post.send() == Sent()
    assert sink.received == []
    assert (kept(app)["ann"].state, kept(app)["ann"].owner) == ("claimed", "another")


def test_a_mail_erased_as_it_was_being_sent_is_not_ended(app: App, clock: Clock):
    """Nothing of it comes back into the database either."""
    posted(app, "ann")

    def erased(_: str) -> None:
        with writing(app.settings) as connection:
            Driver(connection).run("DELETE FROM outbox")

    with posting(app, clock, {"data": erased}) as (post, sink):
        assert post.send() == Sent()
    assert (sink.received, kept(app)) == ([], {})


def test_a_sender_that_has_slept_since_it_noted_the_end_does_not_send_it(app: App, clock: Clock):
    """Its lease has run out: the mail may be another's by now. It goes with the next claim."""
    posted(app, "ann")
    asleep = iter([0, 0, 0, 20 * MINUTE_US])
    start = clock()
    with posting(app, clock) as (post, sink):
        settings = _settings(app, mail_url=sink.url, mail_connections=1)
        done = send_due(settings, clock=lambda: start + next(asleep, 20 * MINUTE_US), timeouts=QUICK)
        assert (done, sink.received) == (Sent(), [])
        assert kept(app)["ann"].state == "queued"
        assert post.send() == Sent(sent=1)


# -- for people -------------------------------------------------------------------------------------------------------


def test_the_outbox_is_listed_without_addresses_and_what_mail_says(app: App, clock: Clock):
    """By state, the oldest first."""
    posted(app, "ann", "bob")
    with posting(app, clock, {"rcpt": only("ann", "451 4.7.1 later")}) as (post, _):
        post.send()
    with open_reader(app.settings.database) as found:
        everything = listed(found)
        assert [one.subscriber for one in listed(found, ["sent"])] == ["bob"]
    assert {(one.subscriber, one.state, one.said) for one in everything} == {
        ("ann", "retry", "451 4.7.1 later"),
        ("bob", "sent", "250 2.0.0 taken"),
    }
    assert "@" not in repr(everything)


def test_a_state_that_does_not_exist_is_refused(app: App):
    """The states are named."""
    with pytest.raises(BadInput, match="no state 'lost'") as refusal:
        _listed(app, "lost")
    assert "ambiguous" in str(refusal.value.hint)


def test_only_what_is_dead_or_in_doubt_is_queued_again(app: App, clock: Clock):
    """All that were named, or none."""
    [mail] = posted(app, "ann")
    put(app, [reader("bob")], [mail_to("bob", state=DEAD), mail_to("cid", state=DEAD, message=None)])
    bob, cid = mail_to("bob").id, mail_to("cid").id
    for wrong, why in [(mail.id, "is queued"), ("none", "there is no mail 'none'"), (cid, "nothing is kept of it")]:
        with pytest.raises(BadInput, match=why):
            requeue(app.settings, [bob, wrong], now_us=clock())
    assert states(app)["bob"] == "dead"
    assert requeue(app.settings, [bob, bob], now_us=clock()) == 1
    assert states(app)["bob"] == "queued"
