"""A subscriber's calendar follows the record: `ctcalendar serve`, vdirsyncer over HTTP, khal."""

from typing import NamedTuple

import pytest

from cli.test_serving import serving
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.settings import Settings
from feeds.programs.subscribing import Shown, Subscriber

pytestmark = pytest.mark.slow

MARCH = ("2026-03-01", "31d")

FIRST = """
sources:
- {id: note, kind: press-release, title: {en: Note}, languages: [en]}
- {id: gazette, kind: official-record, title: {en: Gazette}, languages: [en]}
engagements:
- id: signing
  kind: signing
  status: held
  title: {en: Signing of the accord, ar: توقيع الاتفاق}
  when: {edtf: 2026-03-04}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  citations: &note [{source: note}]
- id: storm-visit
  kind: visit
  status: scheduled
  title: {en: Visit in March, ar: زيارة في آذار}
  when: {edtf: 2026-03-10/2026-03-11}
  parties: [QA, OM]
  citations: *note
- id: talks
  kind: dialogue
  status: scheduled
  title: {en: "Talks: customs, tariffs; \\\\ and \\"quotas\\"", ar: محادثاتُ الجماركِ، الجولة الأولى}
  when: {edtf: 2026-03-20, time: "10:00", zone: Asia/Qatar}
  parties: [QA, OM]
  citations: *note
- {id: invented, kind: visit, status: held, title: {en: Invented, ar: مختلقة}, when: {edtf: 2026-03-06}, parties: [QA],
   citations: *note}
- {id: lunch, kind: meeting, status: held, title: {en: Lunch, ar: غداء}, when: {edtf: 2026-03-08}, parties: [QA],
   citations: *note}
"""

LATER = """
cancellations:
- {subject: storm-visit, reason: {en: a storm at sea, ar: عاصفة في البحر}, citations: &gazette [{source: gazette}]}
reschedules:
- subject: talks
  when: {edtf: 2026-03-23, time: "11:30", zone: Asia/Qatar}
  reason: {en: the hall was taken, ar: كانت القاعة محجوزة}
  citations: *gazette
amendments:
- {subject: signing, values: {when: {edtf: 2026-03-05}}, cause: correction, reason: a slip, citations: *gazette}
retractions:
- {subject: invented, reason: it never happened}
engagements:
- {id: new-visit, kind: visit, status: held, title: {en: Visit at the end of March, ar: زيارة أواخر آذار},
   when: {edtf: 2026-03-31}, parties: [QA, FR], citations: *gazette}
"""


class Followed(NamedTuple):
    """What a subscriber saw in each language, before and after the news, and what each of three syncs did."""

    before: dict[str, list[Shown]]
    after: dict[str, list[Shown]]
    done: list[dict[str, tuple[int, int]]]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Somebody subscribes to a calendar that is served, in both languages, and goes on while facts are recorded."""
    folder, clock = tmp_path_factory.mktemp("record"), Clock()
    app = App(Settings(database_url=f"sqlite:///{folder}/calendar.sqlite"), clock=clock)
    app.init()
    app.record([("first.yaml", FIRST.encode())])
    with serving(folder, "serve") as (_, address):
        feeds = {"en": f"{address}feeds/all.ics", "ar": f"{address}feeds/all.ar.ics"}
        subscriber = Subscriber(tmp_path_factory.mktemp("subscriber"), feeds)
        done = [subscriber.sync()]
        before = {language: subscriber.shown(language, *MARCH) for language in feeds}
        clock.forward(days=1)
        app.record([("later.yaml", LATER.encode())])
        done += [subscriber.sync(), subscriber.sync()]
        return Followed(before, {language: subscriber.shown(language, *MARCH) for language in feeds}, done)


SIGNING = {"en": "Signing of the accord", "ar": "توقيع الاتفاق"}
STORM_VISIT = {"en": "Visit in March", "ar": "زيارة في آذار"}
TALKS = {"en": 'Talks: customs, tariffs; \\ and "quotas"', "ar": "محادثاتُ الجماركِ، الجولة الأولى"}
INVENTED = {"en": "Invented", "ar": "مختلقة"}
NEW_VISIT = {"en": "Visit at the end of March", "ar": "زيارة أواخر آذار"}
LUNCH = {"en": "Lunch", "ar": "غداء"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


@LANGUAGES
def test_a_subscriber_sees_every_entry_on_its_days(followed: Followed, language: str):
    """Whole days as whole days, a time at its time; titles letter for letter, with all that calendars escape."""
    assert [shown[:4] for shown in followed.before[language]] == [
        (SIGNING[language], "2026-03-04", "2026-03-04", ""),
        (INVENTED[language], "2026-03-06", "2026-03-06", ""),
        (LUNCH[language], "2026-03-08", "2026-03-08", ""),
        (STORM_VISIT[language], "2026-03-10", "2026-03-11", ""),
        (TALKS[language], "2026-03-20", "2026-03-20", "07:00"),
    ]
    assert not any("CANCELLED" in shown.status for shown in followed.before[language])


@LANGUAGES
def test_news_reach_a_subscriber_with_the_next_sync(followed: Followed, language: str):
    """What was moved or corrected stands on its new days alone, what was retracted is gone, what is new is there."""
    expected = [
        (SIGNING[language], "2026-03-05", "2026-03-05", ""),
        (LUNCH[language], "2026-03-08", "2026-03-08", ""),
        (STORM_VISIT[language], "2026-03-10", "2026-03-11", ""),
        (TALKS[language], "2026-03-23", "2026-03-23", "08:30"),
        (NEW_VISIT[language], "2026-03-31", "2026-03-31", ""),
    ]
    after = followed.after[language]
    assert [shown[1:4] for shown in after] == [entry[1:] for entry in expected]
    assert all(title in shown.title for shown, (title, *_) in zip(after, expected, strict=True))


@LANGUAGES
def test_what_was_cancelled_is_shown_as_cancelled(followed: Followed, language: str):
    """It alone: by its state, and in its title for programs that show no state."""
    (cancelled,) = [shown for shown in followed.after[language] if "CANCELLED" in shown.status]
    word = {"en": "cancelled: ", "ar": "أُلغي: "}[language]
    assert cancelled.title.casefold() == f"{word}{STORM_VISIT[language]}".casefold()


@LANGUAGES
def test_only_what_changed_is_written(followed: Followed, language: str):
    """At first everything; with the news, four entries that changed or are new; without news nothing."""
    assert [done[language] for done in followed.done] == [(5, 0), (4, 4), (0, 0)]
