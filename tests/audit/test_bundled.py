"""The bundled record: the audit reports what a careful archivist would, and nothing else."""

from typing import Any

import pytest

from audit.judging import TODAY, Judge
from ctcalendar.app import App
from ctcalendar.audit.finding import Finding
from ctcalendar.domain.clearance import Clearance
from recorded import load

EXPECTED = {
    # Sworn in on 25 January 2025, and Secretary at a table on 18 December 2023.
    ("office-not-held", "error", "engagement:qatar-us-security-signing"),
    ("second-hand-date", "warning", "engagement:qatar-us-security-signing"),
    ("dispute-open", "warning", "engagement:qatar-us-security-signing"),
    ("dispute-open", "warning", "engagement:ansari-statement-2017-09-18"),
    ("dispute-open", "warning", "instrument:us-qatar-ct-mou"),
    # Every aspect in English, almost every element in Arabic; steps they could take, or urgent ones to be taken.
    ("languages-differ", "warning", "instrument:us-qatar-ct-mou"),
    ("languages-differ", "info", "engagement:us-qatar-ct-dialogue-2"),
    ("ordinal-missing", "info", "series:qatar-unoct-dialogue"),
    ("date-uncertain", "info", "engagement:qatar-unoct-dialogue-4"),
    ("place-missing", "info", "engagement:qatar-unoct-dialogue-4"),
    ("meeting-overdue", "info", "series:us-qatar-ct-dialogue"),
    ("source-undated", "info", "source:ct-review-2018"),
    ("source-undated", "info", "source:doha-security-rewrite"),
    ("source-undated", "info", "source:unoct-fourth-dialogue"),
}


def on(record: App, today: str, **how: Any) -> list[Finding]:
    """What is found on a day."""
    return Judge(record.settings).app(today).audit(clearance=Clearance.PUBLIC, **how)


@pytest.fixture(scope="module")
def findings(record: App) -> list[Finding]:
    """What is found today."""
    return on(record, TODAY)


def told(findings: list[Finding], code: str) -> Finding:
    """The only finding of a rule."""
    [found] = [one for one in findings if one.code == code]
    return found


def test_the_audit_reports_exactly_what_a_careful_archivist_would(findings: list[Finding]):
    """None of the false alarms: weekdays in quotes, less precise dates, visits a week apart, the Al Thanis, undated
    offices, delegates who are not named, parts beside their whole."""
    assert {(one.code, one.severity, one.subject) for one in findings} == EXPECTED
    assert len(findings) == len(EXPECTED)


def test_the_gravest_comes_first(findings: list[Finding]):
    """Then by rule, then by subject."""
    assert [one.severity for one in findings] == ["error"] + ["warning"] * 5 + ["info"] * 8


def test_each_finding_has_its_evidence_and_a_suggestion(findings: list[Finding]):
    """Every source named is one on record."""
    assert all(one.evidence and one.suggestion and one.message for one in findings)


def test_the_office_is_told_with_both_dates_and_the_words_for_each(findings: list[Finding]):
    """The day of the signing, from the article; the day of the oath, from the department. Not the other value of the
    day, which is in dispute."""
    found = told(findings, "office-not-held")
    assert "on 2023-12-18 (in dispute)" in found.message
    assert "from 2025-01-25 (noem-secretary)" in found.message
    proved = {(one.field, one.value, one.source) for one in found.evidence if one.value}
    assert proved == {
        ("when", "2023-12-18", "doha-security-rewrite"),
        ("from", "2025-01-25", "dhs-noem-2025-01-25"),
    }


def test_the_missing_numbers_are_one_finding(findings: list[Finding]):
    """With the words that call the one on record the fourth."""
    found = told(findings, "ordinal-missing")
    assert found.message == "numbers 1 to 3 are not on record, although number 4 is (qatar-unoct-dialogue-4)"
    assert "the Fourth High-Level Strategic Dialogue" in (found.evidence[0].quote or "")


def test_the_third_dialogue_is_overdue_once_its_window_has_ended(record: App):
    """Ten months and sixty days after the second; a day earlier it is not."""
    assert [one.code for one in on(record, "2019-09-03", codes=["meeting-overdue"])] == []
    [found] = on(record, "2019-09-04", codes=["meeting-overdue"])
    assert "number 3 of U.S.-Qatar Counterterrorism Dialogue was expected by 2019-09-03" in found.message
    assert "assumption: By al-Ansari's account" in found.message


def test_the_record_as_it_stood_is_judged_as_it_stood(record: App):
    """Before the fifth dossier nobody had signed too early."""
    before = {one.subject for one in on(record, TODAY, as_of="2026-11-22T02:30Z")}
    assert "engagement:qatar-us-security-signing" not in before
    assert "engagement:qatar-unoct-dialogue-4" in before


def test_the_same_is_told_in_arabic(record: App, findings: list[Finding]):
    """The same findings with the same evidence; every message and suggestion in the other language."""
    arabic = on(record, TODAY, language="ar")
    assert {(one.code, one.subject) for one in arabic} == {(one.code, one.subject) for one in findings}
    for one in arabic:
        for text in (one.message, one.suggestion):
            assert any("\u0600" <= letter <= "\u06ff" for letter in text), text


@pytest.mark.postgres
def test_postgresql_finds_the_same(postgres_url: str, findings: list[Finding]):
    """To the letter."""
    app = load(postgres_url)
    assert on(app, TODAY) == findings
