"""Whoever changes what is folded says so: a database must not go on with rows of other rules in silence."""

import pytest

from ctcalendar.domain.registry import EVENTS
from views.digest import GOLDEN, bundled_facts, bundled_views_digest, kept_facts, views_digest

CHANGED = """the rules fold {whose} to other rows than before.
If that is meant: raise RULES_VERSION in src/ctcalendar/views/version.py, so that `ctcalendar init` rebuilds databases
folded by the old rules, then run: make golden"""


@pytest.mark.parametrize("line", [0, 1], ids=["bundled", "kept"])
def test_rules_that_fold_otherwise_have_another_version(line: int):
    """All rows of two records, as kept for this RULES_VERSION. What the bundled one gained since is not looked at."""
    assert GOLDEN.exists(), f"{GOLDEN.name} is missing; run: make golden"
    facts, digest, whose = GOLDEN.read_text(encoding="ascii").splitlines()[line].split()
    found = bundled_views_digest(int(facts)) if line == 0 else views_digest(kept_facts())
    assert found == digest, CHANGED.format(whose=whose)


def test_the_digest_sees_every_fact_and_no_order():
    """It is of a multiset: the order of streams does not matter, a fact more or less does."""
    facts = bundled_facts()
    assert views_digest(reversed(facts)) == bundled_views_digest()
    assert views_digest(facts[:-1]) != bundled_views_digest()


def test_the_kept_record_has_something_of_every_verb():
    """The digest is as good as the record: each verb there is, on one kind of item at least.

    Verbs that came later are not in it; give them a record of their own, beside this one.
    """
    later: set[str] = set()
    verbs = {event.name.partition(".")[2] for event in EVENTS}
    assert verbs - {fact.name.partition(".")[2] for fact in kept_facts()} == later
