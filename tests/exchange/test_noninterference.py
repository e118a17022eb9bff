"""What is above a clearance changes nothing of an export at it, and every id in it leads somewhere."""

import pytest

from ctcalendar.app import App
from exchange.written import everything, snapshot
from recorded import FULL
from views.databases import SqliteDatabases
from views.ledger import Ledger
from views.seeds import seeds, told, told_with_secrets

ASKED = ({}, {"kind": ("visit", "meeting")})


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_secrets_change_no_byte(sqlite_databases: SqliteDatabases, seed: int):
    """In any form, of everything or of what a filter asks for: what is written depends on what is shown alone."""
    secret, asked = told_with_secrets(seed), ASKED[seed % len(ASKED)]
    with sqlite_databases.empty() as settings:
        ledger, app = Ledger(settings), App(settings)
        ledger.write(secret.history)
        before = everything(app, clearance=secret.clearance, **asked)
        ledger.write(secret.secrets)
        after = everything(app, clearance=secret.clearance, **asked)
    assert [name for name in {**before, **after} if before.get(name) != after.get(name)] == []


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_every_id_leads_to_its_row(sqlite_databases: SqliteDatabases, seed: int):
    """Foreign keys hold in any record, whole, at full clearance and at the least."""
    with sqlite_databases.empty() as settings:
        Ledger(settings).write(told(seed))
        for clearance in (FULL, told_with_secrets(seed).clearance):
            with snapshot(App(settings), clearance=clearance) as connection:
                assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
