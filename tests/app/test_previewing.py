"""A digest before it is sent, and as it arrives: the same bytes, which programs can read."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from app.digested import (
    BASE,
    DAY_US,
    ask,
    everything,
    instant,
    join,
    joined,
    letter,
    mails,
    meet,
    one,
    people,
    spelled,
    started,
    told,
    words,
)
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.desk.subscribers import CONFIRMED, UNSUBSCRIBED
from ctcalendar.errors import BadInput, Refused
from ctcalendar.web.site import site
from mail.digests import announced, tell
from views.databases import Databases, SqliteDatabases

FIRST, SECOND = instant("2025-11-02T07:00:00Z"), instant("2025-11-03T07:00:00Z")


@pytest.fixture
def on_both(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with nothing to tell yet, on each engine in turn."""
    with databases.empty() as settings:
        yield started(settings, clock)


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """The same on SQLite."""
    with sqlite_databases.empty() as settings:
        yield started(settings, clock)


def delivered(folder: Path) -> list[bytes]:
    """The mail in a maildir, with the line ends that mail has on the wire."""
    return [path.read_bytes().replace(b"\n", b"\r\n") for path in sorted((folder / "new").iterdir())]


# -- the very bytes ---------------------------------------------------------------------------------------------------


def test_a_preview_is_what_the_tick_then_queues_and_what_arrives(on_both: App, clock: Clock, tmp_path: Path):
    """To the byte, in both languages; also of a second digest, which says since when."""
    app = App(replace(on_both.settings, mail_url=f"maildir://{tmp_path}/box"), clock=clock)
    join(app, "ann")
    join(app, "amal", language="ar")
    previews = []
    for due in (FIRST, SECOND):
        meet(app, f"v{due}")
        tell(app, engagements=[announced("2025-11-25", f"next-{due}")])
        clock.now_us = due
        previews += [app.digest_preview(name) for name in ("ann", "amal")]
        app.tick()
    assert ask(app, "SELECT DISTINCT state FROM outbox") == [("sent",)]
    assert sorted(delivered(tmp_path / "box")) == sorted(previews)
    assert len(set(previews)) == 4


def test_a_preview_of_a_moment_to_come_is_what_a_tick_then_queues(on_both: App):
    """Of the record as it is now."""
    join(on_both)
    meet(on_both, "one")
    preview = on_both.digest_preview("ann", at=spelled(SECOND))
    assert on_both.tick(now_us=SECOND).queued == 1
    assert (mails(on_both)[0].message or "").encode() == preview


def test_a_preview_of_a_moment_past_tells_of_what_was_recorded_by_then(app: App, clock: Clock):
    """Whatever was recorded since."""
    join(app)
    meet(app, "one")
    clock.now_us = FIRST
    meet(app, "two")
    preview = app.digest_preview("ann", at=spelled(FIRST - DAY_US // 2))
    assert preview is not None
    assert told(preview, ["one", "two"]) == ["one"]
    assert app.digest_preview("ann", at="2025-10-01T00:00:00Z") is None


def test_where_there_is_nothing_to_say_there_is_no_preview(app: App):
    """And nothing to explain, unless something stands that is no news."""
    join(app)
    assert app.digest_preview("ann") is None
    assert app.digest_explained("ann").is_empty


def test_each_item_says_why_it_is_in(app: App, clock: Clock):
    """Which facts are behind it, or what stage it has reached; the items are those of the mail."""
    join(app)
    meet(app, "one")
    tell(app, engagements=[announced("2025-11-03")])
    clock.now_us = FIRST
    found = app.digest_explained("ann")
    whys = {(section.name, item.id): item.why for section in found.sections for item in section.items}
    assert set(whys) == {("recorded", "one"), ("recorded", "next"), ("coming", "next")}
    assert whys["recorded", "one"].startswith("engagement.held, recorded 2025-11-01")
    assert all(whys.values())
    app.tick()
    items = [line for line in words(mails(app)[0]).splitlines() if line.startswith("* ")]
    assert len(items) == len(whys)


def test_to_preview_and_to_explain_change_nothing(on_both: App, clock: Clock):
    """Not a row, whoever it is of and whenever it would be."""
    join(on_both, "ann", "bob", immediate=1)
    meet(on_both, "one")
    clock.now_us = FIRST
    on_both.tick()
    meet(on_both, "two")
    before = everything(on_both)
    for name, at in (
        ("ann", None),
        ("bob", spelled(SECOND)),
        ("ann", "2026-03-01T00:00:00+03:00"),
        ("bob", "2020-01-01"),
    ):
        on_both.digest_preview(name, at=at)
        on_both.digest_explained(name, at=at)
    assert everything(on_both) == before


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_at_the_ends_of_the_calendar_a_preview_is_one_or_is_refused(app: App, at: str, zone: str):
    """Never a mistake of ours."""
    join(app, zone=zone)
    meet(app, "one")
    for look in (app.digest_preview, app.digest_explained):
        with suppress(BadInput):
            look("ann", at=at)


def test_without_a_secret_to_sign_with_a_preview_is_refused(app: App, clock: Clock):
    """As after the one in the settings was taken out: the next tick makes one."""
    join(app)
    meet(app, "one")
    bare = App(replace(app.settings, secret=None), clock=clock)
    with pytest.raises(Refused):
        bare.digest_preview("ann", at=spelled(FIRST))
    assert bare.digest_explained("ann", at=spelled(FIRST)).sections
    assert bare.tick(now_us=FIRST).queued == 1


def test_who_gets_no_digests_has_no_preview(app: App):
    """Who has yet to confirm, who has ended it, who wants reminders alone; it is said why."""
    pending = joined(app, "pat@readers.example", confirmed=False)
    gone = joined(app, "gil@readers.example")
    people(app).remove(gone.id)
    alone = joined(app, "rob@readers.example", every="never", immediate=True)
    for name, why in ((pending.id, "pending"), (gone.id, "unsubscribed"), (alone.id, "reminders alone")):
        with pytest.raises(Refused, match=why):
            app.digest_preview(name)
    with pytest.raises(BadInput, match="there is no subscriber 'nobody'"):
        app.digest_preview("nobody")


# -- as programs read it ----------------------------------------------------------------------------------------------

HOSTILE = (
    "Talks <script>alert(1)</script> &amp; x",
    "W" * 1_900,
    "=?utf-8?b?QmNjOiBldmVAZXZpbC5leGFtcGxl?= =_m --=_m",
    "From eve@evil.example Mon Nov 3 https://evil.example/unsubscribe",
)


def received(app: App, **other: Any) -> EmailMessage:
    """The first digest of Ann's, as a program reads it."""
    join(app, **other)
    meet(app, "one")
    app.tick(now_us=FIRST)
    return letter(mails(app)[0])


def test_a_digest_has_the_headers_that_mail_programs_look_for(app: App):
    """From, Date, Message-ID, List-Id, and those that say that no person wrote it."""
    found = received(app)
    assert (str(found["To"]), found["From"].addresses[0].addr_spec) == ("ann@readers.example", "calendar@example.org")
    assert found["From"].addresses[0].display_name == "Diplomatic calendar"
    assert parsedate_to_datetime(found["Date"]) == datetime(2025, 11, 2, 7, tzinfo=UTC)
    assert re.fullmatch(r"<[0-9a-f]{32}@ctcalendar\.example>", found["Message-ID"])
    assert found["List-Id"] == "<digest.ctcalendar.example>"
    assert (found["Auto-Submitted"], found["Precedence"]) == ("auto-generated", "bulk")
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_mail_of_every_kind_is_read_without_a_defect(app: App, language: str):
    """Digests of hostile titles, reminders, and what asks to confirm; each has subject, text and HTML."""
    joined(app, language=language, immediate=True)
    joined(app, "pat@readers.example", language=language, confirmed=False)
    for number, title in enumerate(HOSTILE):
        meet(app, f"v{number}", title={"en": title, "ar": f"زيارة {title}"})
    tell(app, engagements=[announced("2025-11-03", title={"en": HOSTILE[0]})])
    app.tick(now_us=FIRST)
    for kind in ("digest", "reminder", "confirmation"):
        (mail,) = mails(app, kind=kind)
        found = letter(mail)
        assert found["Subject"].strip()
        html = found.get_body(("html",))
        assert html
        assert "<script" not in html.get_content()
        assert words(mail).strip()
        assert {"bcc", "cc", "reply-to"}.isdisjoint(name.lower() for name, _ in found.items())
        assert all(len(line) <= 76 or "unsubscribe/" in line for line in (mail.message or "").splitlines())


def test_a_message_id_is_of_a_subscriber_and_a_day(sqlite_databases: SqliteDatabases, clock: Clock):
    """In another calendar with the same secret it is the same; with another secret nobody could have told it."""

    def named(**other: Any) -> list[str | None]:
        with sqlite_databases.empty() as settings:
            app = started(settings, clock, **other)
            join(app, "ann", "bob")
            meet(app, "one")
            app.tick(now_us=FIRST + (DAY_US // 24 if other else 0))
            meet(app, "two")
            app.tick(now_us=SECOND)
            return [mail.message_id for mail in mails(app)]

    ids = named()
    assert len(set(ids)) == 4
    assert named(public_url=None) == ids
    assert set(named(secret="t" * 32)).isdisjoint(ids)


def test_without_a_public_url_mail_has_no_links(sqlite_databases: SqliteDatabases, clock: Clock):
    """None to pages, and none that unsubscribes: they could lead nowhere."""
    with sqlite_databases.empty() as settings:
        app = started(settings, clock, public_url=None)
        found = received(app, immediate=1)
        text = words(mails(app)[0])
    assert (found["List-Unsubscribe"], found["List-Unsubscribe-Post"]) == (None, None)
    assert "nsubscribe" not in text
    assert "https://calendar" not in text


# -- links ------------------------------------------------------------------------------------------------------------


def test_the_link_in_a_digest_ends_it_by_one_post(on_both: App):
    """To look at it changes nothing. No digest follows, and the link stays good for whoever tries again."""
    found = received(on_both)
    url = found["List-Unsubscribe"].strip("<>")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith(f"{BASE}/unsubscribe/")
    assert url in words(mails(on_both)[0])
    html = found.get_body(("html",))
    assert html
    assert f'href="{url}"' in html.get_content()
    with TestClient(site(on_both), base_url=BASE) as browser:
        assert browser.get(url).status_code == 200
        assert one(on_both).state == CONFIRMED
        for _ in range(2):
            assert browser.post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
            assert one(on_both).state == UNSUBSCRIBED
    meet(on_both, "two")
    assert on_both.tick(now_us=SECOND).queued == 0


def test_the_link_of_one_ends_nothing_of_anothers(app: App):
    """Each copy has its own."""
    join(app, "ann", "bob")
    meet(app, "one")
    app.tick(now_us=FIRST)
    with TestClient(site(app), base_url=BASE) as browser:
        browser.post(letter(mails(app, "ann")[0])["List-Unsubscribe"].strip("<>"))
    assert (one(app, "ann").state, one(app, "bob").state) == (UNSUBSCRIBED, CONFIRMED)


def test_the_link_that_was_mailed_confirms_an_address(on_both: App, clock: Clock, tmp_path: Path):
    """It goes out with the next tick; then the first digest follows, of what is recorded after."""
    app = App(replace(on_both.settings, mail_url=f"maildir://{tmp_path}/box"), clock=clock)
    added = joined(app, language="ar", confirmed=False)
    meet(app, "before")
    assert app.tick().sent == 1
    (mail,) = delivered(tmp_path / "box")
    (url,) = re.findall(rf"{BASE}/confirm/[0-9a-f]{{40}}", words(mail))
    html = letter(mail).get_body(("html",))
    assert html
    assert url in html.get_content()
    assert letter(mail)["List-Unsubscribe"] is None
    with TestClient(site(app), base_url=BASE) as browser:
        assert browser.get(url).status_code == 200
        assert browser.post(url).status_code == 200
        assert one(app, added.id).state == CONFIRMED
        assert browser.post(url).status_code == 404
    meet(app, "after")
    assert app.tick(now_us=FIRST).queued == 1
    found = app.digest_explained(added.id, at=spelled(SECOND))
    assert found.since is not None
    assert app.outbox()[-1].state == "sent"


def test_without_a_public_url_nobody_can_be_asked_to_confirm(sqlite_databases: SqliteDatabases, clock: Clock):
    """It is refused, with what to do about it; nobody was added."""
    with sqlite_databases.empty() as settings:
        app = started(settings, clock, public_url=None)
        with pytest.raises(Refused, match="nobody could confirm") as refused:
            joined(app, confirmed=False)
        assert "PUBLIC_URL" in (refused.value.hint or "")
        assert people(app).listed() == []
        assert joined(app).state == CONFIRMED


# -- reminders by mail ------------------------------------------------------------------------------------------------


def test_a_reminder_is_mailed_once_and_its_link_ends_it_all(on_both: App, clock: Clock):
    """As it is raised, to whoever wants them; the digest of that day is another mail."""
    ann, rob = joined(on_both, immediate=True), joined(on_both, "rob@readers.example", every="never", immediate=True)
    tell(on_both, engagements=[announced("2025-11-03")])
    clock.now_us = FIRST
    assert on_both.tick().queued == 3
    assert on_both.tick().queued == 0
    there = mails(on_both, kind="reminder")
    assert {mail.subscriber for mail in there} == {ann.id, rob.id}
    assert len({mail.message_id for mail in there}) == 2
    assert all("Meeting on berths" in letter(mail)["Subject"] for mail in there)
    with TestClient(site(on_both), base_url=BASE) as browser:
        browser.post(letter(mails(on_both, rob.id, kind="reminder")[0])["List-Unsubscribe"].strip("<>"))
    assert on_both.tick(now_us=SECOND).raised == 1
    assert [mail.subscriber for mail in mails(on_both, kind="reminder")].count(rob.id) == 1
    assert [mail.subscriber for mail in mails(on_both, kind="reminder")].count(ann.id) == 2
