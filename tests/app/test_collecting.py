"""How often garbage is looked for, during bulk work and after it."""

import gc

import pytest

from ctcalendar.app.collecting import seldom_collecting


def test_garbage_is_looked_for_seldom_and_then_as_before():
    """The process gets back the thresholds it had."""
    before = gc.get_threshold()
    with seldom_collecting():
        assert gc.get_threshold()[0] > 10 * before[0]
    assert gc.get_threshold() == before


def test_garbage_is_looked_for_as_before_after_a_failure():
    """An import that is refused leaves nothing behind, this neither."""
    before = gc.get_threshold()
    with pytest.raises(LookupError), seldom_collecting():
        raise LookupError
    assert gc.get_threshold() == before


def test_a_collector_that_is_turned_off_stays_so():
    """By a threshold of nothing, whoever set it."""
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with seldom_collecting():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


def test_whoever_ends_last_leaves_things_as_they_were():
    """Two that record at once do not leave behind what the other set."""
    before = gc.get_threshold()
    first, second = seldom_collecting(), seldom_collecting()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
