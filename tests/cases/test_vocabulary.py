"""That the awkward cases leave nothing out of what a dossier can say, and are easily read."""

import pytest

from cases.case import cases
from cases.vocabulary import known, used


def test_every_word_of_a_dossier_is_used_by_some_case():
    """Every section, every field of everything in it, and every word where only some are allowed."""
    missing = known() - {word for case in cases().values() for word in used(case.parts)}
    assert sorted(".".join(filter(None, word)) for word in missing) == []


@pytest.mark.parametrize("name", cases())
def test_a_case_is_small_and_says_what_is_awkward(name: str):
    """Whoever reads one has read it in a minute, and knows from its first line what to look for."""
    case = cases()[name]
    assert case.says.endswith((".", "?"))
    assert sum(data.decode().lstrip("\n").count("\n") for _, data in case.parts) <= 60


def test_there_are_at_least_forty():
    """Nobody makes room by dropping an awkward one."""
    assert len(cases()) >= 40
