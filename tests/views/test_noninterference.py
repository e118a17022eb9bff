"""What is above a clearance changes nothing below it: not a byte of any answer, whatever is asked, about any moment.

A secret is a fact whose stream is above the clearance and stays there, or one on a visible stream that rests on hidden
sources alone, where `decide` lets it pass.
"""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given

from ctcalendar.db.reader import Reader
from ctcalendar.domain.items import Stream
from ctcalendar.views import entries
from ctcalendar.views.filter import Filter
from views.databases import Databases
from views.ledger import Ledger, reading
from views.observing import ASKED, EVERYTHING, observations
from views.random_questions import Questions
from views.random_secrets import Told, histories_with_secrets
from views.seeds import seeds, told_with_secrets


@pytest.mark.parametrize("seed", seeds(3, 8))
def test_secrets_change_nothing_below(sqlite_databases: Databases, seed: int):
    """The same answers before and after, of everything, and by filters drawn at random."""
    assert _changed(sqlite_databases, told_with_secrets(seed), Random(seed)) == []


@pytest.mark.slow
def test_secrets_of_any_history_change_nothing_below(databases: Databases):
    """The same, of histories that can be made smaller until they show what is wrong, on both engines."""

    @databases.examples
    @given(histories_with_secrets())
    def holds(told: Told) -> None:
        assert _changed(databases, told, Random(0)) == []

    holds()


def _changed(databases: Databases, told: Told, chance: Random) -> list[str]:
    """The questions whose answers the secrets change."""
    streams = sorted({fact.stream for facts in (*told.history, *told.secrets) for fact in facts})
    found: list[dict[str, bytes]] = []
    with databases.empty() as settings:
        ledger = Ledger(settings)
        reached = len(ledger.write(told.history))
        moments = (None, chance.choice((chance.randint(1, reached), reached)))
        with reading(settings) as reader:
            asked = (*ASKED, *_filters(reader, told, streams, chance))
        for secrets in ((), told.secrets):
            ledger.write(secrets)
            with reading(settings) as reader:
                ids = [stream.id for stream in streams]
                found.append(observations(reader, told.clearance, asked=asked, ids=ids, moments=moments))
    before, after = found
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _filters(reader: Reader, told: Told, streams: Sequence[Stream], chance: Random) -> list[Filter]:
    """Questions about what there is and what there will be; to go on after, about what there is to see."""
    seen = entries.names(reader, EVERYTHING, clearance=told.clearance)
    questions = Questions(chance.randrange, streams, seen)
    return [questions.asked() for _ in range(4)]
