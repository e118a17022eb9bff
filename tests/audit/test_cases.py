"""The awkward cases of the whole suite: what the audit says of each that is awkward for it, and of none that is not."""

import pytest

from audit.judging import Judge
from cases.case import cases, told
from ctcalendar.audit.rules import RULES
from views.databases import SqliteDatabases

LOOKED_FOR: dict[str, dict[str, set[str]]] = {
    "weekday-that-does-not-fit": {"weekday-mismatch": {"engagement:envoys-2021-05"}},
    "a-week-as-printed": {"weekday-mismatch": set(), "likely-duplicate": set()},
    "numbers-missing-and-doubled": {
        "ordinal-missing": {"series:maritime-dialogue", "engagement:maritime-session"},
        "ordinal-doubled": {"series:maritime-dialogue"},
        "ordinal-out-of-order": set(),
    },
    "namesakes-kept-apart": {"likely-one-person": set()},
    "merged-then-split": {"likely-one-person": set()},
    "two-spellings-of-one-name": {"likely-one-person": set()},
    "languages-that-differ": {"languages-differ": {"engagement:high-dialogue"}},
    "one-witness-many-papers": {"second-hand-date": set()},
    "offices-without-ends": {"office-not-held": set()},
    "retracted-as-duplicate": {"likely-duplicate": set()},
    "undated-whole-dated-by-its-parts": {"likely-duplicate": set()},
    "signing-within-a-visit": {"likely-duplicate": set(), "place-missing": set(), "engagement-undated": set()},
    "source-changed-by-its-publisher": {"second-hand-date": set()},
    "year-completed-from-context": {"engagement-undated": {"engagement:reception"}},
    "less-precise-corroboration": {"dispute-open": set()},
    "announced-moved-held": {"meeting-overdue": set()},
}


@pytest.mark.parametrize("name", sorted(LOOKED_FOR))
def test_an_awkward_case_is_judged_with_care(sqlite_databases: SqliteDatabases, name: str):
    """Rule by rule: what it finds, where it might be eager."""
    with sqlite_databases.empty() as settings:
        told(cases()[name], settings)
        found = Judge(settings).findings()
    for code, subjects in LOOKED_FOR[name].items():
        assert {one.subject for one in found if one.code == code} == subjects, code


def test_every_rule_says_when_it_speaks_and_when_it_does_not():
    """In whole sentences, for docs/audit.md; and has a title in both languages."""
    for rule in RULES:
        assert all((rule.title.en, rule.title.ar, rule.silent)), rule.code
        assert all(one.endswith(".") for one in (rule.speaks, *rule.silent)), rule.code
        assert rule.severity.partition(";")[0].split()[0] in ("error", "warning", "info"), rule.code


def test_the_codes_are_those_that_scripts_rely_on():
    """Codes are added, never renamed."""
    assert [rule.code for rule in RULES] == (
        """office-not-held weekday-mismatch date-uncertain engagement-undated place-missing ordinal-missing
        ordinal-doubled ordinal-out-of-order meeting-overdue deadline-past dispute-open languages-differ
        likely-duplicate likely-one-person uncited source-undated second-hand-date quote-not-found""".split()
    )
