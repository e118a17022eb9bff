"""Verifying the chain, beside merely reading every row of the log."""

from itertools import islice

import records
from bare import Bare
from calendars import Engine
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.log.rows import COLUMNS
from ctcalendar.settings import Settings
from measure import Table, compete, rate, timed

_SCAN = f"SELECT {', '.join(COLUMNS)} FROM log ORDER BY position"


def measure(engine: Engine, *, rounds: int, sizes: list[int]) -> Table:
    """The table for one engine."""
    rows = []
    for size in sizes:
        url = engine.filled(islice(records.record(), size))
        bare, app = Bare(url), App(Settings(database_url=url))
        contestants = {
            "raw scan": lambda bare=bare: timed(lambda: [None for _ in bare.stream(_SCAN)]),
            "verify": lambda app=app, size=size: timed(lambda: _verified(app, size)),
        }
        for outcome in compete(contestants, rounds):
            rows.append([f"{size:,}", outcome.name, rate(size, outcome.seconds), *outcome.ratios])
    says = "Facts a second, and as a share of a SELECT of all rows whose answer is thrown away."
    return Table(f"Verify, {engine.name}", says, ("facts", "contestant", "facts/s", "ratio (median)", "range"), rows)


def _verified(app: App, facts: int) -> None:
    found = app.verify(clearance=Clearance.CONFIDENTIAL)
    assert (found.problem, found.facts) == (None, facts), found
