"""While a dispute is open: what stands still, what may be added; and disputes between reports of progress."""

from typing import Any

import pytest

from ctcalendar.domain.facts import Corroborated, Given
from ctcalendar.domain.values import Assertion, Text
from domain.asking import amend, cancel, corroborate, dispute, held, says, scheduled
from domain.builders import VISIT, cite, on, visit
from domain.given import given

MARCH_4, MARCH_5, MARCH_6 = ({"edtf": f"2018-03-0{day}"} for day in (4, 5, 6))
HELD = held(visit(citations=(cite("when"),)))
SAID = Assertion(id="exchange", by="QA", about=("QA", "US"), text=Text(en="More is exchanged"), citations=(cite(),))
SPOKE = held(visit(says=(SAID,)))
ARTICLE = cite(source="article")

# -- while it is open -------------------------------------------------------------------------------------------------


def test_the_recorded_value_is_not_amended():
    """Only settling moves it; another field may be amended, and the whole may be cancelled."""
    history = given(scheduled(visit(citations=(cite("when"),))), dispute(VISIT, "when", says(MARCH_5)))
    for values in ({"when": MARCH_5}, {"when": None}, {"when": MARCH_4 | {"time": "10:00"}}):
        history.when(amend(VISIT, **values)).refused(
            saying="when: is in open dispute 'd'; settle that first, with the value that is right"
        )
    history.when(amend(VISIT, mode="virtual")).then()
    history.when(cancel(VISIT)).then()


def test_of_a_field_only_the_part_in_dispute_stands_still():
    """What stands beside it may be amended; claims on the part in dispute keep their rank."""
    history = given(SPOKE, dispute(VISIT, "says.exchange.about", says(["QA", "us-dhs"])))
    said = {"id": "exchange", "by": "QA", "text": {"en": "Much more is exchanged"}}
    outcome = history.when(amend(VISIT, says=[said | {"about": ["QA", "US"]}])).then()
    assert outcome.ranks("says.exchange.about") == {"2.1": "normal"}
    assert outcome.ranks("says.exchange")["1.2"] == "deprecated"
    history.when(amend(VISIT, says=[said | {"about": ["QA", "us-dhs"]}])).refused(saying="says.exchange.about: is in")
    history.when(amend(VISIT, says=None)).refused(saying="says.exchange.about: is in open dispute 'd'")


def test_a_source_that_agrees_with_the_record_corroborates_it():
    """As if there were no dispute."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    outcome = history.when(corroborate(VISIT, when=MARCH_4)).then()
    assert outcome.event.given == (Given(field="when", value=MARCH_4, agrees=True),)
    assert outcome.ranks("when")["3.1"] == "preferred"


@pytest.mark.parametrize("value", [MARCH_5, MARCH_5 | {"printed": "5 March"}])
def test_a_source_that_agrees_with_another_value_corroborates_that_one(value: Any):
    """It is kept as one of the values in the dispute; the record stays as it is."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    outcome = history.when(corroborate(VISIT, when=value)).then(
        Corroborated(given=(Given(field="when", value=value, dispute="d"),), citations=(ARTICLE,))
    )
    assert outcome.item.when == on("2018-03-04")
    assert outcome.ranks("when")["3.1"] == "normal"


def test_a_value_that_is_none_of_those_in_dispute_is_no_corroboration():
    """It is added to the dispute; the hint says so."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    history.when(corroborate(VISIT, when=MARCH_6)).refused(
        saying="when: gives", hint="add the value and its source to open dispute 'd', under its id"
    )
    history.when(corroborate(VISIT, kind="meeting")).refused(hint="amend the record if it is wrong, or dispute it")


def test_a_value_of_a_part_is_added_to_its_dispute():
    """A corroboration gives whole fields: the hint leads to the dispute."""
    history = given(SPOKE, dispute(VISIT, "says.exchange.about", says(["QA", "us-dhs"])))
    other = {"id": "exchange", "by": "QA", "text": {"en": "More is exchanged"}, "about": ["QA", "us-dhs"]}
    history.when(corroborate(VISIT, says=[other])).refused(hint="to open dispute 'd', under its id")


def test_a_corroboration_adds_nothing_to_a_field_in_dispute():
    """Not even what was unknown of it."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    history.when(corroborate(VISIT, when=MARCH_4 | {"time": "10:00"})).refused(saying="when: is in open dispute 'd'")
