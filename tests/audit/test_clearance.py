"""What is above a clearance neither makes a finding nor takes one away."""

from datetime import date
from random import Random
from typing import Any

import pytest

from audit.judging import NOTE, Judge, cited, engagement, office, person, series, talks
from ctcalendar.app.auditing import audited
from ctcalendar.audit.finding import Finding
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from views.databases import SqliteDatabases
from views.ledger import Ledger, reading
from views.partly_hidden import HIDDEN, LEFT_OUT, PARTLY_HIDDEN
from views.seeds import seeds, told_with_secrets

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL
SECRET = {"classification": "CONFIDENTIAL"}
TODAY = date(2026, 11, 22)

OPEN: dict[str, Any] = {
    "series": [
        series(cadence={"every": "1 year", "basis": "stated", "reason": "as agreed", "citations": [cited()]}),
    ],
    "people": [person("jane", "Jane Roe")],
    "engagements": [
        talks(1, "2020-05-04"),
        talks(3, "2022-05-04"),
        engagement("meeting", "2019-01-01", participants=[{"person": "jane", "party": "US", "role": "head",
                                                          "title": {"en": "Envoy"}}]),
        engagement("undated", None, kind="visit"),
        engagement("rewritten", "2018-01-01", citations=[cited("when", source="rewrite")]),
    ],
    "sources": [
        {**NOTE, "id": "rewrite", "derived_from": [{"how": "rewrites", "name": "The Daily"}]},
        {**NOTE, "id": "cable", **SECRET},
    ],
}  # fmt: skip
HIDDEN_FACTS: dict[str, Any] = {
    "people": [person("twin", "Jane ROE", **SECRET)],
    "offices": [office("jane-envoy", "jane", "Envoy", "2021", **SECRET)],
    "engagements": [
        talks(2, "2023-05-04", **SECRET),
        talks(4, "2026-05-04", **SECRET),
        engagement("signing", "2019-06-01", kind="signing", part_of="undated", **SECRET),
        engagement("double", "2019-01-01", **SECRET),
    ],
    "corroborations": [
        {"subject": "rewritten", "values": {"when": {"edtf": "2018-01-01"}},
         "citations": [cited("when", source="cable")]},
    ],
}  # fmt: skip


def test_hidden_facts_change_nothing_that_the_public_is_told(judge: Judge):
    """A hidden meeting fills no gap and no slot, a hidden part dates no whole, a hidden source proves no day, a hidden
    office is not missed, a hidden person and a hidden double are like nobody."""
    judge.record(**OPEN)
    before = judge.findings(clearance=PUBLIC)
    found = {(one.code, one.subject) for one in before}
    assert found >= {
        ("ordinal-missing", "series:talks"),
        ("meeting-overdue", "series:talks"),
        ("engagement-undated", "engagement:undated"),
        ("second-hand-date", "engagement:rewritten"),
    }
    judge.tell(**HIDDEN_FACTS)
    assert judge.findings(clearance=PUBLIC) == before
    whole = {(one.code, one.subject) for one in judge.findings(clearance=FULL)}
    assert not whole & {
        ("ordinal-missing", "series:talks"),
        ("meeting-overdue", "series:talks"),
        ("engagement-undated", "engagement:undated"),
        ("second-hand-date", "engagement:rewritten"),
    }
    assert whole >= {
        ("office-not-held", "engagement:meeting"),
        ("ordinal-out-of-order", "engagement:talks-3"),
        ("likely-one-person", "person:twin"),
        ("likely-duplicate", "engagement:meeting"),
    }


def test_no_finding_names_what_is_hidden(judge: Judge):
    """Neither as its subject nor in its evidence."""
    judge.app("2025-01-01").record([("partly-hidden.yaml", PARTLY_HIDDEN.encode())])
    findings = judge.findings(clearance=PUBLIC)
    assert findings
    words = {word for one in findings for word in _words(one)}
    assert not words & {*HIDDEN, *LEFT_OUT}


def _words(found: Finding) -> list[str]:
    told = [found.subject, found.message, *(part or "" for one in found.evidence for part in (one.subject, one.source))]
    return " ".join(told).replace(":", " ").replace(",", " ").replace(";", " ").split()


@pytest.mark.parametrize("seed", seeds(3, 5))
def test_secrets_of_any_history_change_no_finding_below(sqlite_databases: SqliteDatabases, seed: int):
    """Nor does anything else in a history at random keep the audit from ending."""
    told, chance = told_with_secrets(seed), Random(seed)
    found = []
    with sqlite_databases.empty() as settings:
        ledger = Ledger(settings)
        reached = len(ledger.write(told.history))
        moments = (None, chance.randint(1, reached), reached)
        for secrets in ((), told.secrets):
            ledger.write(secrets)
            with reading(settings) as reader:
                found.append([_audited(reader, told.clearance, moment) for moment in moments])
    before, after = found
    assert after == before


def _audited(reader: Reader, clearance: Clearance, as_of: int | None) -> list[Finding]:
    return audited(reader, TODAY, clearance=clearance, as_of=as_of)
