"""Every term of the one Filter, asked of a small record on both engines."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views.filter import TERMS, Filter
from views import record
from views.databases import Databases

FULL = Clearance.CONFIDENTIAL
ALL = "remark signing talks-1 patrol luncheon mission talks-2 state-visit"
"""In order of day, undated last."""


class Recorded(NamedTuple):
    """The record, and where it stood at the end of its first day."""

    app: App
    position: int
    instant: str


@pytest.fixture(scope="module")
def recorded(databases: Databases) -> Iterator[Recorded]:
    """The record, made on 1 November 2025 and continued the day after."""
    with databases.empty() as settings:
        clock = Clock()
        app = App(settings, clock=clock)
        app.record([("first.yaml", f"{record.REGISTERS}{record.ENGAGEMENTS}".encode())])
        position = app.head()[0]
        clock.forward(days=1)
        app.record([("next.yaml", record.NEXT_DAY.encode())])
        yield Recorded(app, position, "2025-11-01T13:00:00+00:00")


def found(app: App, clearance: Clearance = FULL, **asked: str) -> str:
    """The ids that options find, as the command line would ask."""
    terms = Filter.parse({name: value.split(";") for name, value in asked.items()})
    return " ".join(entry.id for entry in app.history(terms, clearance=clearance))


CASES = [
    ({}, ALL),
    ({"kind": "dialogue"}, "talks-1 talks-2"),
    ({"kind": "signing,statement"}, "remark signing"),
    ({"kind": "visit", "party": "FR"}, "patrol state-visit"),
    ({"status": "scheduled"}, "talks-2"),
    ({"status": "scheduled, held"}, ALL),
    ({"status": "cancelled"}, ""),
    # A party, and whatever is within it, however deep.
    ({"party": "QA"}, "signing talks-1 patrol talks-2"),
    ({"party": "UN"}, "luncheon mission state-visit"),
    ({"party": "UNOCT"}, "luncheon mission"),
    ({"party": "UNOCT-DOHA"}, "luncheon"),
    ({"party": "UNOCT-DOHA,QA"}, "signing talks-1 patrol luncheon talks-2"),
    ({"party": "qa"}, ""),
    ({"person": "john"}, "signing luncheon"),
    ({"person": "amal,john"}, "signing patrol luncheon"),
    # An agency that was there, or whoever it sent, or one within it.
    ({"organisation": "police"}, "talks-1 patrol"),
    ({"organisation": "coast-guard"}, "patrol"),
    ({"organisation": "ministry"}, "talks-1 patrol luncheon"),
    ({"place": "QA"}, "signing patrol"),
    ({"place": "doha"}, "signing patrol"),
    ({"place": "DOHA"}, "signing patrol"),
    ({"place": "الدوحة"}, "signing"),
    ({"place": "FR;واشنطن"}, "talks-1 patrol"),
    ({"place": "FR,واشنطن"}, ""),  # the names of places hold commas themselves
    ({"place": "Doh"}, ""),
    ({"topic": "security"}, "talks-1 patrol mission"),
    ({"topic": "aviation"}, "talks-1 patrol"),
    ({"topic": "drones"}, "patrol"),
    ({"topic": "drones,finance"}, "patrol luncheon"),
    ({"series": "talks"}, "talks-1 talks-2"),
    ({"instrument": "memorandum"}, "signing talks-2"),
    ({"source": "undated-page"}, "luncheon mission state-visit"),
    ({"source": "early-note"}, "signing patrol"),
    # What may have lasted into the time asked about counts; what has no day counts by the days of its parts.
    ({"since": "2018"}, "patrol luncheon mission talks-2 state-visit"),
    ({"since": "2018-05-16"}, "patrol luncheon mission talks-2 state-visit"),
    ({"since": "2018-05-17"}, "luncheon mission talks-2 state-visit"),
    ({"since": "2018-09-12"}, "mission talks-2"),
    ({"since": "2021"}, "mission"),
    ({"until": "2015"}, "remark"),
    ({"until": "2017-11"}, "remark signing talks-1"),
    ({"until": "2017-11-01"}, "remark signing talks-1"),
    ({"until": "2017-10-31"}, "remark signing"),
    ({"since": "2017-11-15", "until": "2017-11-15"}, "talks-1"),
    ({"since": "2018-09", "until": "2018-09"}, "luncheon state-visit"),
    ({"since": "2015-07", "until": "2016-03-08"}, ""),
    ({"until": "2014"}, "remark"),
    # Words of its own, and the names of whoever and whatever takes part, of states too.
    ({"text": "talks"}, "talks-1 talks-2"),
    ({"text": "guards coast"}, "patrol"),
    ({"text": "amal"}, "patrol"),
    ({"text": "أمل"}, "patrol"),
    ({"text": "france"}, "patrol luncheon state-visit"),
    ({"text": "Qatar -doha"}, "talks-1 talks-2"),
    ({"text": '"state visit"'}, "luncheon state-visit"),
    ({"text": "finance"}, "luncheon"),
    ({"text": "signing", "kind": "visit"}, ""),
    # Public by a day: known from a source that was certainly out by then; a month is out at its end.
    ({"published_by": "2016-03-10"}, ""),
    ({"published_by": "2016-03-11"}, "signing patrol"),
    ({"published_by": "2018-06-29"}, "signing patrol"),
    ({"published_by": "2018-06"}, "remark signing talks-1 patrol mission talks-2"),
    ({"lang": "ar"}, ALL),
    ({"limit": "3"}, "remark signing talks-1"),
    ({"limit": "2", "kind": "visit"}, "patrol mission"),
    ({"after": "mission"}, "talks-2 state-visit"),
    ({"after": "state-visit"}, ""),
    ({"after": "remark", "limit": "1", "kind": "dialogue"}, "talks-1"),
    ({"as_of": "2025-11-01"}, "remark signing talks-1 patrol luncheon mission state-visit"),
    ({"as_of": "2025-11-02", "series": "talks"}, "talks-1 talks-2"),
    ({"as_of": "2025-10-31"}, ""),
    ({"as_of": "0"}, ""),
]


@pytest.mark.parametrize(("asked", "ids"), CASES, ids=lambda part: str(part) if isinstance(part, dict) else "")
def test_a_filter_finds(recorded: Recorded, asked: dict[str, str], ids: str):
    """Terms are joined by and, the values of one term by or; the answer is in order of day, undated last."""
    assert found(recorded.app, **asked) == ids


def test_every_term_is_tried_here():
    """A new term needs a case above that says what it finds."""
    tried = {name for asked, _ in CASES for name in asked}
    assert sorted(tried) == sorted(TERMS), "add a case to CASES for each term that is only on one side"


def test_a_position_an_instant_and_a_day_are_the_same_moment(recorded: Recorded):
    """The end of the first day can be asked about in three ways; the corrected day is then still the old one."""
    app, position, instant = recorded
    moments = [str(position), instant, "2025-11-01T23:59:59Z", "2025-11-01", "2025-11-02T12:26:39Z"]
    assert {found(app, as_of=moment) for moment in moments} == {found(app, as_of="2025-11-01")}
    days = {app.show("signing", clearance=FULL, as_of=moment).when.edtf for moment in moments}
    assert days == {"2016-03-10"}
    assert app.show("signing", clearance=FULL).when.edtf == "2016-03-09"


def test_a_version_ends_where_the_next_begins(recorded: Recorded):
    """At the very position of a correction the new day stands, and it alone; one earlier, the old one."""
    app, position, _ = recorded
    days = {}
    for moment in (position + 1, position + 2):
        (signing,) = app.history(Filter(as_of=str(moment), kind=("signing",)), clearance=FULL)
        days[moment - position] = signing.when and signing.when.edtf
    assert days == {1: "2016-03-10", 2: "2016-03-09"}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9])
@pytest.mark.parametrize("kind", [None, "visit"])
def test_pages_hold_every_engagement_once(recorded: Recorded, size: int, kind: str | None):
    """Asking for what follows the last one shown, page by page, gives everything, in order, and nothing twice."""
    asked = {"kind": kind} if kind else {}
    seen: list[str] = []
    while page := found(recorded.app, **asked, limit=str(size), **({"after": seen[-1]} if seen else {})).split():
        assert len(page) <= size
        seen += page
    assert " ".join(seen) == found(recorded.app, **asked)


def test_what_has_no_dated_source_is_counted(recorded: Recorded):
    """`published_by` says how many it leaves out for want of a dated source; being late is no such want."""
    app = recorded.app

    def left_out(**asked: str) -> int:
        return app.left_out(Filter.parse({name: [value] for name, value in asked.items()}), clearance=FULL)

    assert left_out(published_by="2016") == 2
    assert left_out(published_by="2016", kind="visit") == 1
    assert left_out(published_by="2016", limit="1", after="mission") == 2
    assert left_out(published_by="2016", as_of="0") == 0
    assert left_out(kind="visit") == 0


def test_published_by_shows_only_what_was_public(recorded: Recorded):
    """An engagement known by then keeps its fields, but citations and claims of later sources are left out."""
    early = Filter.parse({"published_by": ["2016"], "kind": ["visit"]})
    (patrol,) = recorded.app.history(early, clearance=FULL)
    assert [citation.source for citation in patrol.citations] == ["early-note"]
    assert patrol.when.edtf == "2018-05-14/2018-05-16"


def test_values_may_be_repeated_or_joined_by_commas():
    """`--kind visit --kind dialogue` and `kind=visit,dialogue` are one question; empty ones ask nothing."""
    assert Filter.parse({"kind": ["visit", "dialogue"]}) == Filter.parse({"kind": ["visit, dialogue,"]})
    assert Filter.parse({"kind": [""], "limit": [" "]}) == Filter()
    assert Filter.parse({"as-of": ["12"]}) == Filter(as_of="12")


@pytest.mark.parametrize(
    ("term", "value", "message", "hint"),
    [
        ("partei", "QA", "'partei' is no term", "did you mean party?"),
        ("zzz", "1", "'zzz' is no term", "the terms are kind status"),
        ("kind", "visti", "kind: 'visti' is none of", "did you mean visit?"),
        ("kind", "visit,xyz", "kind: 'xyz' is none of", None),
        ("status", "over", "status: 'over' is none of", None),
        ("lang", "fr", "lang: 'fr' is none of en, ar", None),
        ("since", "last week", "since: 'last week' is no EDTF date", None),
        ("since", "2017-02-30", "since: '2017-02-30' is no day", None),
        ("since", "../2018", "since: '../2018' has no first day", None),
        ("until", "2018/..", "until: '2018/..' has no last day", None),
        ("limit", "0", "limit: '0' is no number", None),
        ("limit", "٣", "limit: '٣' is no number", None),
        ("limit", "9" * 5000, "is no number from 1 to 1000000", None),
        ("person", "a" * 201, "is too long", None),
        ("person", "a\nb", "holds control characters", None),
        ("person", "\udcff", "is no UTF-8", None),
    ],
)
def test_a_value_that_a_term_cannot_have_is_refused(term: str, value: str, message: str, hint: str | None):
    """The message names the term and the value, the hint says what was meant where something is close."""
    with pytest.raises(BadInput) as refused:
        Filter.parse({term: [value]})
    assert message in refused.value.message
    assert (hint or "") in (refused.value.hint or "")
    assert (hint is None) == (refused.value.hint is None)


@pytest.mark.parametrize("moment", ["yesterday", "2025-13-01", "2025-11-01T25:00", "-1", "1" * 16])
def test_no_moment_is_refused(recorded: Recorded, moment: str):
    """What is neither a position nor an instant nor a day is named, with examples."""
    with pytest.raises(BadInput, match="is no moment") as refused:
        found(recorded.app, as_of=moment)
    assert "2026-03-01" in (refused.value.hint or "")


def test_after_an_engagement_that_is_not_there_is_refused(recorded: Recorded):
    """Also where it is not there yet: paging goes on within one moment."""
    for asked in ({"after": "nothing"}, {"after": "talks-2", "as_of": "2025-11-01"}):
        with pytest.raises(BadInput, match="no engagement"):
            found(recorded.app, **asked)
