"""A small history of our own making: engagements of every status, with and without days, in both languages."""

from pathlib import Path

import pytest

from ctcalendar.db.engine import let_go
from doors import run

DOSSIER = """
sources:
- {id: note, kind: press-release, title: {en: Note}, published: {edtf: 2016-01-01}, languages: [en]}
parties:
- id: UN
  kind: international-organisation
  names: {en: United Nations, ar: الأمم المتحدة}
  citations: [&note {source: note}]
people:
- {id: amal, names: {en: Amal, ar: أمل}, citations: [*note]}
- {id: john, names: {en: John, ar: جون}, citations: [*note]}
topics:
- {id: security, label: {en: Security, ar: الأمن}}
series:
- id: talks
  names: {en: Talks, ar: المحادثات}
  parties: [QA, US]
  cadence: {every: 1 year, basis: stated, citations: [*note]}
  citations: [*note]
engagements:
- id: talks-1
  kind: dialogue
  status: held
  title: {en: First talks between the two governments on matters of security, ar: المحادثات الأولى}
  when: {edtf: 2019-11-04/2019-11-06}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  participants:
  - {person: amal, party: QA, role: head}
  - {person: john, party: US, role: head}
  series: {id: talks, ordinal: 1}
  topics: [security]
  citations: [{source: note, language: en, quote: first talks, supports: [when]}]
- id: arabic-only
  kind: visit
  status: held
  title: {ar: زيارة إلى الدوحة}
  when: {edtf: 2018-03-01}
  places: [{name: {ar: الدوحة}, country: QA}]
  parties: [QA]
  citations: [*note]
- id: uncertain
  kind: meeting
  status: held
  title: {en: A meeting}
  when: {edtf: 2018-02?}
  parties: [UN, US]
  citations: [*note]
- id: about
  kind: meeting
  status: held
  title: {en: Another meeting}
  when: {edtf: 2018-05-02~}
  parties: [UN]
  citations: [*note]
- id: between
  kind: signing
  status: held
  title: {en: A signing}
  when: {earliest: 2016-02-01, latest: 2017-03-01, basis: inferred, rule: between two reports}
  parties: [QA]
  citations: [*note]
- id: never
  kind: visit
  status: scheduled
  title: {en: A visit called off}
  when: {edtf: 2020-01-02}
  parties: [US]
  citations: [*note]
- id: whole
  kind: visit
  status: held
  title: {en: State visit}
  parties: [QA]
  citations: [*note]
- id: part
  kind: meeting
  status: held
  title: {en: Luncheon}
  when: {edtf: 2020-06-07}
  part_of: whole
  parties: [QA]
  citations: [*note]
- id: undated
  kind: statement
  status: held
  title: {en: "=A statement|<b>"}
  parties: [FR]
  citations: [*note]
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of that history."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "history.yaml").write_text(DOSSIER, encoding="utf-8")
    assert run("--database", f"sqlite:///{folder}/calendar.sqlite", "init").code == 0
    answer = run("--database", f"sqlite:///{folder}/calendar.sqlite", "record", folder / "history.yaml")
    assert answer.code == 0, answer.err
    called_off = ("cancel", "never", "--reason", "a storm", "--source", "note")
    assert run("--database", f"sqlite:///{folder}/calendar.sqlite", *called_off).code == 0
    let_go()
    return folder / "calendar.sqlite"


@pytest.fixture
def history(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same, found by the environment; to be read only. The working directory is a folder of the test's own."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.chdir(tmp_path)
    return file
