"""Subscribers: nobody gets mail who has not confirmed, and whoever ends it gets no more."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.subscriptions import ANNA, Desk
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.choosing import chosen
from ctcalendar.app.signing import make_sure, signing
from ctcalendar.app.subscribing import CONFIRM_WITHIN_US, Subscribers, Unconfirmed
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.desk import secrets as desk
from ctcalendar.errors import BadInput, DatabaseUnavailable, MigrationNeeded, Refused
from ctcalendar.mail.tokens import digest_of, unsubscribe_token
from ctcalendar.settings import Settings
from views.ledger import reading
from views.test_promises import begun, meeting, tell

DAY_US = 86_400_000_000


@pytest.fixture
def people(app: App) -> Desk:
    """The subscribers of an empty calendar: none."""
    return Desk(app)


def due(one: Any) -> tuple[str | None, str | None, int | None]:
    """What a subscriber is, and the next digest."""
    return one.state, one.next_period, one.next_due


# -- confirming -------------------------------------------------------------------------------------------------------


def test_who_is_added_gets_a_letter_and_nothing_else_before_it_is_confirmed(people: Desk):
    """The letter is on its way as soon as the row is there: both, or neither."""
    anna, token = people.added()
    assert due(anna) == ("pending", None, None)
    assert people.ask("SELECT subscriber, kind, state, address FROM outbox") == [
        (anna.id, "confirmation", "queued", ANNA)
    ]
    assert re.fullmatch("[0-9a-f]{40}", token)


def test_a_letter_that_cannot_be_written_leaves_nothing_behind(people: Desk):
    """Not even a subscriber who would wait for it."""

    def failing(*_: object) -> Any:
        raise Refused("there is no sender")

    subscribers = Subscribers(people.app.settings, people.app.now, letter=failing)
    with pytest.raises(Refused, match="no sender"):
        subscribers.add(chosen(ANNA))
    assert people.subscribers.listed() == []


def test_who_confirms_is_told_of_what_is_recorded_from_then_on(people: Desk):
    """The first digest begins at the head of the log at that moment, and is due at the next hour that was chosen."""
    _, token = people.added(every="daily", at_time="07:00", zone="Asia/Qatar")
    begun(people.app)
    anna = people.subscribers.confirm(token)
    assert due(anna) == ("confirmed", "2025-11-02", 1_762_056_000_000_000)
    assert anna.position == people.app.head()[0] > 0
    tell(people.app, engagements=[meeting("2025-01-10", 1)])
    assert people.one(anna) == anna


def test_a_token_confirms_once(people: Desk):
    """The second time it is as if it had never been one."""
    _, token = people.added()
    people.subscribers.confirm(token)
    for wrong in (token, token[:-1], token.upper(), "", "x", "٠" * 40, digest_of(token)[:40]):
        with pytest.raises(Unconfirmed):
            people.subscribers.confirm(wrong)


def test_a_token_confirms_within_48_hours(people: Desk, clock: Clock):
    """Not at their end."""
    anna, token = people.added()
    clock.now_us += CONFIRM_WITHIN_US
    with pytest.raises(Unconfirmed):
        people.subscribers.confirm(token)
    clock.now_us -= 1
    assert people.subscribers.confirm(token).id == anna.id


def test_of_a_token_only_the_digest_is_kept(people: Desk):
    """Who reads the database confirms nobody; once it is used not even that is there."""
    _, token = people.added()
    assert people.ask("SELECT sha256 FROM confirmation") == [(digest_of(token),)]
    people.subscribers.confirm(token)
    assert people.ask("SELECT * FROM confirmation") == []


def test_who_is_added_again_before_confirming_chooses_anew(people: Desk):
    """It is the same subscriber, and the newest letter alone confirms."""
    first, token = people.added(every="daily")
    second, newer = people.added(every="monthly", on_day="LAST", zone="Asia/Qatar", at_time="23:59")
    assert second.id == first.id
    with pytest.raises(Unconfirmed):
        people.subscribers.confirm(token)
    anna = people.subscribers.confirm(newer)
    assert (anna.every, anna.on_day, anna.next_period) == ("monthly", "last", "2025-11-30")
    assert len(people.subscribers.listed()) == 1


def test_who_is_known_to_own_the_address_need_not_confirm(people: Desk):
    """No letter is written; an older one confirms no more."""
    _, token = people.added()
    anna = people.add(every="weekly", on_day="Sun")
    assert due(anna)[:2] == ("confirmed", "2025-11-02")
    assert len(people.letters.tokens) == 1
    with pytest.raises(Unconfirmed):
        people.subscribers.confirm(token)


def test_who_wants_reminders_alone_gets_no_digest(people: Desk):
    """There is no next one."""
    anna = people.add(every="never", immediate=True)
    assert due(anna) == ("confirmed", None, None)
    assert people.subscribers.resume(anna.id) == anna


# -- one address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["anna@HARBOUR.example", "anna@harbour.Example", " anna@harbour.example "])
def test_an_address_is_subscribed_once_however_its_domain_is_spelled(people: Desk, address: str):
    """Refused, with the id of whom it is; nothing is changed by it."""
    anna = people.add()
    for confirmed in (True, False):
        with pytest.raises(Refused, match=anna.id):
            people.add(address, confirmed=confirmed)
    people.subscribers.pause(anna.id)
    with pytest.raises(Refused, match=anna.id):
        people.add(address)
    assert len(people.subscribers.listed()) == 1


def test_addresses_that_differ_before_the_at_are_two(people: Desk):
    """Only their server knows whether they are one; and no sign in them stands for others."""
    for address in (ANNA, "Anna@harbour.example", "ann_@harbour.example", "ann%@harbour.example", "anna@quay.example"):
        people.add(address)
    assert len(people.subscribers.listed()) == 5


def test_a_domain_in_letters_and_in_ascii_is_one(people: Desk):
    """The address is kept as it was given."""
    anna = people.add("أنا@Häfen.example")
    assert anna.address == "أنا@Häfen.example"
    for same in ("أنا@häfen.example", "أنا@xn--hfen-loa.example", "أنا@XN--HFEN-LOA.example"):
        with pytest.raises(Refused, match="already"):
            people.add(same)


def test_who_adds_an_address_while_somebody_does_has_to_wait(people: Desk):
    """So that it is never there twice."""
    people.add("omar@quay.example")  # the secret is made: nobody waits for that any more
    impatient = Desk(App(replace(people.app.settings, lock_timeout_s=1), clock=people.app.now))

    def meanwhile(*given: Any) -> Any:
        with ThreadPoolExecutor(1) as another, pytest.raises(DatabaseUnavailable, match="another program is writing"):
            another.submit(impatient.add).result()
        return people.letters(*given)

    Subscribers(people.app.settings, people.app.now, letter=meanwhile).add(chosen(ANNA))
    assert [one.state for one in people.subscribers.listed() if one.address == ANNA] == ["pending"]


def test_of_several_who_confirm_at_once_one_does(people: Desk):
    """A token is used once, however fast."""
    _, token = people.added()

    def confirmed(_: int) -> str:
        try:
            return people.subscribers.confirm(token).state
        except Unconfirmed:
            return "refused"

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(confirmed, range(4))) == ["confirmed", "refused", "refused", "refused"]


# -- pausing and ending -----------------------------------------------------------------------------------------------


def test_after_a_pause_a_digest_tells_of_all_that_was_recorded_in_it(people: Desk, clock: Clock):
    """The position stands where it was; the next digest is due at its hour again."""
    anna = people.add(every="daily")
    paused = people.subscribers.pause(anna.id)
    assert due(paused) == ("paused", None, None)
    assert people.subscribers.pause(anna.id) == paused
    begun(people.app)
    clock.forward(days=10)
    again = people.subscribers.resume(anna.id)
    assert again == anna._replace(next_period="2025-11-12", next_due=(anna.next_due or 0) + 10 * DAY_US)


def test_who_begins_again_gets_no_second_digest_of_a_day(people: Desk, clock: Clock):
    """Though the clock was set back since: the day of a digest is its name, and it had one."""
    anna = people.add(every="daily", at_time="07:00")
    people.sent(anna, "2025-11-02")
    people.sent(anna, "2025-12-24", kind="reminder")
    assert people.subscribers.resume(anna.id).next_period == "2025-11-03"
    clock.forward(days=-3)
    people.subscribers.pause(anna.id)
    assert people.subscribers.resume(anna.id).next_period == "2025-11-03"
    people.subscribers.remove(anna.id)
    assert people.add(every="daily", at_time="07:00").next_period == "2025-11-03"


def test_mail_is_sent_again_where_it_came_back_once_a_pause_is_ended(people: Desk):
    """Somebody has looked after it."""
    anna = people.add(every="daily")
    change = "UPDATE subscriber SET suppressed = ?, next_due = NULL, bounces = 3"
    people.write(lambda driver: driver.run(change, ("mail came back: 5.1.1",)))
    assert people.subscribers.resume(anna.id) == anna


def test_who_ended_it_is_kept_and_may_begin_anew(people: Desk):
    """As the same subscriber, who has to confirm again."""
    anna = people.add(every="daily")
    assert due(people.subscribers.remove(anna.id)) == ("unsubscribed", None, None)
    for change in (people.subscribers.pause, people.subscribers.resume):
        with pytest.raises(Refused, match="unsubscribed"):
            change(anna.id)
    again, token = people.added(every="weekly")
    assert (again.id, again.state) == (anna.id, "pending")
    assert people.subscribers.confirm(token).state == "confirmed"


def test_who_ends_it_before_confirming_cannot_confirm_any_more(people: Desk):
    """The letter may still lie somewhere."""
    anna, token = people.added()
    people.subscribers.remove(anna.id)
    with pytest.raises(Unconfirmed):
        people.subscribers.confirm(token)
    assert people.one(anna).state == "unsubscribed"
    assert people.ask("SELECT * FROM confirmation") == []


def test_an_unknown_subscriber_is_told_of(people: Desk):
    """With what to do."""
    for change in (people.subscribers.one, people.subscribers.pause, people.subscribers.remove):
        with pytest.raises(BadInput, match="no subscriber"):
            change("nobody")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path):
    """By whoever looks for a subscriber in it."""
    lost = Subscribers(Settings(database_url=f"sqlite:///{tmp_path}/none.sqlite"), lambda: 0)
    for act in (lost.listed, lambda: lost.confirm("0" * 40), lambda: lost.erase("x"), lambda: lost.add(chosen(ANNA))):
        with pytest.raises(MigrationNeeded):
            act()
    assert not (tmp_path / "none.sqlite").exists()


# -- tokens that end it -----------------------------------------------------------------------------------------------


def token_of(people: Desk, subscriber: Any, settings: Settings | None = None) -> str:
    """What ends a subscription, as it stands in mail."""
    with reading(people.app.settings) as reader:
        return unsubscribe_token(signing(settings or people.app.settings, reader), subscriber.id)


def test_a_token_in_mail_ends_it_however_often_it_comes(people: Desk):
    """The answer is the same the second time, and for who was erased since."""
    anna = people.add(every="daily")
    token = token_of(people, anna)
    for _ in range(2):
        assert people.subscribers.unsubscribe(token)
        assert due(people.one(anna)) == ("unsubscribed", None, None)
    people.subscribers.erase(anna.id)
    assert people.subscribers.unsubscribe(token)
    assert people.subscribers.listed() == []


def test_who_begins_anew_is_ended_by_the_token_in_older_mail(people: Desk):
    """A link in a digest means: no more of this."""
    anna = people.add()
    token = token_of(people, anna)
    people.subscribers.remove(anna.id)
    people.add()
    assert people.subscribers.unsubscribe(token)
    assert people.one(anna).state == "unsubscribed"


def test_what_is_no_token_of_ours_ends_nothing(people: Desk):
    """Nor one that is signed with another secret; nobody's state is changed by it."""
    anna = people.add()
    others = token_of(people, anna, Settings(secret="s" * 32))
    for token in ("", "x", f"1-{anna.id}-{'0' * 32}", others, token_of(people, anna)[:-1]):
        assert not people.subscribers.unsubscribe(token)
    assert people.one(anna) == anna


def test_a_secret_is_made_once_and_never_shown(people: Desk):
    """When the first subscriber is added; in no row but its own."""
    assert people.ask("SELECT * FROM secret") == []
    people.added()
    people.added("omar@quay.example")
    ((version, secret),) = people.ask("SELECT version, secret FROM secret")
    assert (version, len(bytes.fromhex(secret))) == (1, 32)
    with reading(people.app.settings) as reader:
        assert secret not in repr(signing(people.app.settings, reader))


def test_a_secret_in_the_settings_signs_and_the_former_is_still_believed(people: Desk):
    """So that links in mail from before stay good."""
    anna = people.add()
    former = token_of(people, anna)
    settings = Settings(database_url=people.app.settings.database_url, secret="x" * 32)
    newer = token_of(people, anna, settings)
    assert (former[:2], newer[:2]) == ("1-", "0-")
    subscribers = Subscribers(settings, people.app.now)
    assert subscribers.unsubscribe(former)
    assert subscribers.unsubscribe(newer)
    assert not people.subscribers.unsubscribe(newer)


def test_a_secret_in_the_settings_leaves_none_in_the_database(people: Desk):
    """None is made that is not needed."""
    with writing(people.app.settings) as connection:
        make_sure(Settings(secret="x" * 32), Driver(connection))
    with reading(people.app.settings) as reader:
        assert desk.kept(reader) == {}
