"""Digests of random legal records: every one can be written and read, and nothing above a clearance shows in one."""

import email
from email.policy import default
from itertools import pairwise

import pytest

from ctcalendar.app.agenda import matters
from ctcalendar.domain.clearance import Clearance
from ctcalendar.mail.content import Wanted, gathered
from ctcalendar.mail.message import assembled
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from feeds.looking import DAY, START, Recent
from feeds.random_calendars import secrets_between, seeded, told_with_secrets
from mail.digests import body, envelope
from mail.parsing import defects
from views.databases import SqliteDatabases
from views.ledger import reading
from views.seeds import seeds

NOW = START + 60 * DAY
FILTERS = (Filter(), Filter(party=("QA",)), Filter(since="2018"))


def copies(settings: Settings, clearance: Clearance, after: int, upto: int) -> list[bytes]:
    """What subscribers at a clearance get, for what they may ask."""
    found = []
    with reading(settings) as reader:
        near = list(matters(reader, clearance, as_of=upto))
        for language in ("en", "ar"):
            for asked in FILTERS:
                wanted = Wanted(asked=asked, clearance=clearance, language=language, zone="Asia/Qatar")
                made = gathered(reader, wanted, after=after, upto=upto, now_us=NOW, matters=near, days=4000)
                found.append(assembled(body(made), envelope(language=language)))
    return found


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_whatever_is_recorded_a_digest_tells_it(sqlite_databases: SqliteDatabases, seed: int):
    """In both languages, at every clearance, for windows small and large; without defects."""
    with sqlite_databases.empty() as settings:
        rows = Recent(settings).write(seeded(seed))
        cuts = [0, *range(20, len(rows), 25), len(rows)]
        for clearance in Clearance:
            for after, upto in (*pairwise(cuts), (0, len(rows))):
                for mail in copies(settings, clearance, after, upto):
                    assert defects(email.message_from_bytes(mail, policy=default)) == []


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_secrets_told_later_change_nothing(sqlite_databases: SqliteDatabases, seed: int):
    """Of what is told of a window, however much further the log goes, or the window with it."""
    told = told_with_secrets(seed)
    with sqlite_databases.empty() as settings:
        ledger = Recent(settings)
        end = len(ledger.write(told.history))
        before = {after: copies(settings, told.clearance, after, end) for after in (0, end // 2, end)}
        further = end + len(ledger.write(told.secrets))
        assert further > end
        for upto in (end, further):
            assert {after: copies(settings, told.clearance, after, upto) for after in before} == before


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_nobody_can_tell_whether_secrets_were_told_in_between(sqlite_databases: SqliteDatabases, seed: int):
    """Of two records that look alike, digests of what is recorded later are alike, to the byte."""
    told = secrets_between(seed)
    with sqlite_databases.empty() as one, sqlite_databases.empty() as other:
        found = []
        for number, settings in enumerate((one, other)):
            ledger = Recent(settings)
            begun = len(ledger.write(told.first))
            after = begun + (len(ledger.write(told.secrets)) if number else 0)
            upto = after
            for day, both in enumerate(told.then, 1):
                ledger.wait_until(START + day * DAY)
                upto += len(ledger.write([both[number]]))
            windows = ((0, upto), (begun, upto), (after, upto))
            found.append([copies(settings, told.clearance, *window) for window in windows])
        assert found[0] == found[1]
