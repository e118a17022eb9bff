"""Whoever changes what is folded says so: a database must not go on with rows of other rules in silence."""

import pytest

from ctcalendar.domain.registry import EVENTS
from views.digest import GOLDEN, KEPT, bundled_facts, bundled_views_digest, kept_facts, views_digest

CHANGED = """the rules fold {whose} to other rows than before.
If that is meant: raise RULES_VERSION in src/ctcalendar/views/version.py, so that `ctcalendar init` rebuilds databases
folded by the old rules, then run: make golden"""


@pytest.mark.parametrize("whose", ["bundled", *KEPT])
def test_rules_that_fold_otherwise_have_another_version(whose: str):
    """All rows of some records, as kept for this RULES_VERSION. What the bundled one gained since is not looked at."""
    assert GOLDEN.exists(), f"{GOLDEN.name} is missing; run: make golden"
    lines = (line.split() for line in GOLDEN.read_text(encoding="ascii").splitlines())
    facts, digest = next((int(facts), digest) for facts, digest, name in lines if name == whose)
    found = bundled_views_digest(facts) if whose == "bundled" else views_digest(kept_facts(whose))
    assert found == digest, CHANGED.format(whose=whose)


def test_the_digest_sees_every_fact_and_no_order():
    """It is of a multiset: the order of streams does not matter, a fact more or less does."""
    facts = bundled_facts()
    assert views_digest(reversed(facts)) == bundled_views_digest()
    assert views_digest(facts[:-1]) != bundled_views_digest()


def test_the_kept_records_have_something_of_every_verb():
    """The digest is as good as the records: each verb there is, on one kind of item at least.

    A verb that came later is in none; add a record that has it, beside these.
    """
    verbs = {event.name.partition(".")[2] for event in EVENTS}
    assert verbs - {fact.name.partition(".")[2] for name in KEPT for fact in kept_facts(name)} == set()
