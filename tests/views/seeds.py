"""The histories that tests share, by number: some are tried always, many when there is time."""

from functools import cache
from typing import Any

import pytest

from views.histories import History, seeded
from views.random_secrets import Told, seeded_with_secrets

MANY = 80


def seeds(always: int, many: int = MANY) -> list[Any]:
    """Numbers of histories, for parametrize: the first few always, the rest when slow tests are wanted."""
    return [pytest.param(seed, marks=() if seed < always else pytest.mark.slow) for seed in range(many)]


@cache
def told(seed: int) -> History:
    """The history of that number."""
    return seeded(seed)


@cache
def told_with_secrets(seed: int) -> Told:
    """The history of that number, and its secrets."""
    return seeded_with_secrets(seed)
