"""Entries of every sort a feed has to tell apart, and the golden files that hold what it makes of them."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from conftest import NOON
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.catalogue import file_name
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter

FOLDER = Path(__file__).parents[1] / "golden/feeds"

RECORDED = """\
sources:
- id: gazette
  kind: official-record
  title: {en: Gazette, ar: الجريدة الرسمية}
  published: {edtf: 2024-09-01}
  languages: [en]
- {id: pamphlet, kind: other, title: {en: Pamphlet, ar: كتيّب}, languages: [en]}
engagements:
- id: accord-signing
  kind: signing
  status: held
  title: {en: Signing of the accord, ar: توقيع الاتفاق}
  when: {edtf: 2024-03-04}
  parties: [QA, US]
  citations: [{source: gazette, language: en, quote: signed on 4 March, supports: [when]}]
- id: envoy-visit
  kind: visit
  status: held
  title: {en: Visit of the envoy, ar: زيارة المبعوث}
  when: {edtf: 2024-04-01/2024-04-02}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, FR]
  citations: [{source: gazette, language: en, quote: the envoy came to Doha, supports: [places]}]
- id: settled-visit
  kind: visit
  status: held
  title: {en: Visit that was argued about, ar: زيارة اختُلف فيها}
  when: {edtf: 2024-04-10}
  parties: [QA, OM]
  citations: &gazette [{source: gazette}]
- id: perhaps-a-meeting-day
  kind: meeting
  status: held
  title: {en: Meeting at the airport, ar: لقاء في المطار}
  when: {edtf: 2024-05-05?, basis: inferred, rule: the page gives the weekday alone}
  parties: [QA, KW]
  citations: *gazette
- id: about-that-day
  kind: statement
  status: held
  title: {en: Statement on the accord, ar: تصريح عن الاتفاق}
  when: {edtf: 2024-05-20~}
  parties: [QA]
  citations: [{source: pamphlet}]
- id: one-of-three-days
  kind: meeting
  status: held
  title: {en: Meeting behind closed doors, ar: لقاء مغلق}
  when: {earliest: 2024-06-03, latest: 2024-06-05}
  parties: [QA, IQ]
  citations: *gazette
- id: sometime-in-years
  kind: meeting
  status: held
  title: {en: Early contacts, ar: اتصالات مبكرة}
  when: {earliest: 1990-01-01, latest: 1994-12-31}
  parties: [QA, IQ]
  citations: *gazette
- id: undated-visit
  kind: visit
  status: held
  title: {en: Visit without a day, ar: زيارة بلا تاريخ}
  parties: [QA, JO]
  citations: *gazette
- id: july-round
  kind: dialogue
  status: held
  title: {en: Round of July, ar: جولة تموز}
  when: {edtf: 2024-07}
  parties: [QA, TR]
  citations: *gazette
- id: autumn-rounds
  kind: dialogue
  status: held
  title: {en: Rounds of two months, ar: جولات شهرين}
  when: {edtf: 2024-10/2024-11}
  parties: [QA, TR]
  citations: *gazette
- {id: summer-round, kind: dialogue, status: held, title: {en: Summer round}, when: {edtf: 2024-22}, parties: [QA],
   citations: *gazette}
- {id: round-of-the-year, kind: dialogue, status: held, title: {en: Round of 2024}, when: {edtf: 2024}, parties: [QA],
   citations: *gazette}
- id: storm-visit
  kind: visit
  status: scheduled
  title: {en: Visit in August, ar: زيارة في آب}
  when: {edtf: 2024-08-10}
  parties: [QA, EG]
  citations: *gazette
- id: moved-talks
  kind: dialogue
  status: scheduled
  title: {en: Talks on customs, ar: محادثات الجمارك}
  when: {edtf: 2024-08-20, time: "10:00", zone: Asia/Qatar}
  parties: [QA, OM]
  citations: *gazette
- id: postponed-talks
  kind: dialogue
  status: scheduled
  title: {en: Talks on water, ar: محادثات المياه}
  when: {edtf: 2024-08-25}
  parties: [QA, OM]
  citations: *gazette
- {id: invented-visit, kind: visit, status: held, title: {en: Invented}, when: {edtf: 2024-09-01}, parties: [QA],
   citations: *gazette}
- {id: signing-again, kind: signing, status: held, title: {en: The accord}, when: {edtf: 2024-03-04}, parties: [QA, US],
   citations: [{source: pamphlet, language: en, quote: they signed, supports: [when]}]}
- {id: secret-visit, kind: visit, status: held, title: {en: Secret}, when: {edtf: 2024-09-02}, parties: [QA],
   classification: PRIVATE, citations: *gazette}
- id: tour
  kind: visit
  status: held
  title: {en: Tour of the region, ar: جولة في المنطقة}
  parties: [QA, US]
  citations: *gazette
- id: tour-lunch
  kind: meeting
  status: held
  title: {en: Lunch in Muscat, ar: غداء في مسقط}
  part_of: tour
  when: {edtf: 2024-09-10}
  parties: [OM, US]
  citations: *gazette
- id: tour-dinner
  kind: meeting
  status: held
  title: {en: Dinner in Doha, ar: عشاء في الدوحة}
  part_of: tour
  when: {edtf: 2024-09-12}
  parties: [QA, US]
  citations: *gazette
- id: doubtful-tour
  kind: visit
  status: held
  title: {en: Second tour, ar: جولة ثانية}
  parties: [QA, FR]
  citations: *gazette
- id: doubtful-stop
  kind: meeting
  status: held
  title: {en: Stop on the second tour, ar: محطة في الجولة الثانية}
  part_of: doubtful-tour
  when: {edtf: 2024-09-20}
  parties: [QA, FR]
  citations: *gazette
"""

SAID = """\
disputes:
- id: which-day
  subject: accord-signing
  field: when
  values: [{value: {edtf: 2024-03-06}, citations: [{source: pamphlet}]}]
  preferred: {edtf: 2024-03-06}
  reason: {en: the pamphlet has the seal of that day, ar: على الكتيّب ختم ذلك اليوم}
- id: which-town
  subject: envoy-visit
  field: places
  values: [{value: [{name: {en: Al Khor, ar: الخور}, country: QA}], citations: [{source: pamphlet}]}]
  reason: {en: he cannot have been in both, ar: لا يمكن أن يكون في كليهما}
- id: argued
  subject: settled-visit
  field: when
  values: [{value: {edtf: 2024-04-11}, citations: [{source: pamphlet}]}]
  reason: {en: two days are told, ar: يُذكر يومان}
- id: which-stop
  subject: doubtful-stop
  field: when
  values: [{value: {earliest: 2024-09-21, latest: 2024-09-22}, citations: [{source: pamphlet}]}]
  reason: {en: the pamphlet says a day later or two, ar: يقول الكتيّب بعد يوم أو يومين}
settlements:
- {subject: settled-visit, dispute: argued, value: {edtf: 2024-04-11}, reason: {en: the seal, ar: الختم}}
cancellations:
- {subject: storm-visit, reason: {en: a storm at sea, ar: عاصفة في البحر}, citations: [{source: gazette}]}
reschedules:
- subject: moved-talks
  when: {edtf: 2024-08-21, time: "11:30", zone: Asia/Qatar}
  reason: {en: the hall was taken, ar: كانت القاعة محجوزة}
  citations: [{source: gazette}]
- {subject: postponed-talks, when: null, reason: {en: no hall, ar: لا قاعة}, citations: [{source: gazette}]}
retractions:
- {subject: invented-visit, reason: {en: it never happened, ar: لم تحدث}}
- {subject: signing-again, duplicate_of: accord-signing, reason: {en: the same, ar: هو نفسه}}
- {subject: source:pamphlet, reason: {en: a forgery, ar: تزوير}}
"""


def calendar(folder: Path) -> App:
    """A calendar that holds the entries, recorded at noon and an hour later."""
    now = [NOON]
    app = App(Settings(database_url=f"sqlite:///{folder}/entries.sqlite"), clock=lambda: now[0])
    app.init()
    for name, text in (("recorded.yaml", RECORDED), ("said.yaml", SAID)):
        app.record([(name, text.encode())])
        now[0] += 3_600_000_000
    return app


def feed(language: str) -> bytes:
    """The public feed of all entries in a language."""
    with tempfile.TemporaryDirectory() as folder:
        return calendar(Path(folder)).feed(Filter(), language=language, clearance=Clearance.PUBLIC)


FILES: dict[Path, Callable[[], bytes]] = {
    FOLDER / file_name("entries", language): partial(feed, language) for language in ("en", "ar")
}
"""Golden file -> what makes it; `make golden` writes them anew."""
