"""The registers of commitments and series: last word, by when, what comes next; in one pass, cut to a clearance."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from ctcalendar.app import App
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.registers import register
from views.databases import Databases

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL
NOTE: list[dict[str, Any]] = [{"source": "note"}]


@pytest.fixture
def app(databases: Databases) -> Iterator[App]:
    """A calendar with talks between two parties, and what they signed."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url))
        tell(
            made,
            sources=[{"id": "note", "kind": "other"}],
            instruments=[
                {"id": "accord", "kind": "agreement", "title": {"en": "Accord"}, "parties": ["QA"], "citations": NOTE}
            ],
        )
        yield made


def tell(app: App, **sections: list[dict[str, Any]]) -> None:
    """Record a dossier."""
    app.record([("told.yaml", msgspec.json.encode(sections))])


def commitment(*deadlines: dict[str, Any], name: str = "open-port", **more: Any) -> dict[str, Any]:
    """What was undertaken in the accord."""
    return {
        "id": name,
        "instrument": "accord",
        "form": "activity",
        "parties": ["QA"],
        "text": {"en": "Open the port"},
        "deadlines": [{"id": f"by-{number}", **told, "citations": NOTE} for number, told in enumerate(deadlines, 1)],
        "citations": NOTE,
        **more,
    }


def series(name: str = "talks", **more: Any) -> dict[str, Any]:
    """Talks, by default once a year."""
    cadence = {"every": "1 year", "basis": "stated", "citations": NOTE}
    return {
        "id": name,
        "names": {"en": "Talks"},
        "parties": ["QA", "FR"],
        "citations": NOTE,
        **({"cadence": cadence} | more),
    }


def meeting(name: str, day: str | None, number: int | None, **more: Any) -> dict[str, Any]:
    """A meeting of the talks."""
    return {
        "id": name,
        "kind": "dialogue",
        "status": "held",
        "title": {"en": "Talks"},
        **({"when": {"edtf": day}} if day else {}),
        "parties": ["QA", "FR"],
        "series": {"id": "talks", **({"ordinal": number} if number else {})},
        "citations": NOTE,
        **more,
    }


def one(app: App, kind: str, name: str, clearance: Clearance = FULL) -> dict[str, Any]:
    """An item of a register."""
    [found] = app.register(kind, clearance=clearance, only=[name])
    return found


# -- commitments ------------------------------------------------------------------------------------------------------


def test_what_is_due_is_told_with_the_last_day_that_keeps_it_the_earliest_first(app: App):
    """A month, a season, a year end with their last day; to start is one thing, to complete another."""
    told = [{"complete_by": "2025"}, {"start_by": "2024-11", "complete_by": "2025-21"}]
    tell(app, commitments=[commitment(*told)])
    due = one(app, "commitment", "open-port")["due"]
    assert [(entry["deadline"], entry["which"], entry["by"], entry["last"]) for entry in due] == [
        ("by-2", "start", "2024-11", "2024-11-30"),
        ("by-2", "complete", "2025-21", "2025-05-31"),
        ("by-1", "complete", "2025", "2025-12-31"),
    ]


def test_what_is_due_at_a_meeting_is_due_on_its_day_if_it_has_one(app: App):
    """Which meeting is named with it."""
    at = {"id": "talks", "ordinal": 2}
    tell(app, series=[series()], commitments=[commitment({"at_meeting": at}, {"at_meeting": {"id": "talks"}})])
    tell(app, engagements=[meeting("talks-1", "2024-03-01", 1)])
    assert [(entry["by"], entry["last"]) for entry in one(app, "commitment", "open-port")["due"]] == [(None, None)] * 2
    tell(app, engagements=[meeting("talks-2", "2025-03-10/2025-03-11", 2, status="scheduled")])
    first, second = one(app, "commitment", "open-port")["due"]
    assert (first["by"], first["last"], first["at_meeting"]) == ("2025-03-10/2025-03-11", "2025-03-11", at)
    assert (second["last"], second["at_meeting"]) == (None, {"id": "talks"})
    why = {"subject": "talks-2", "reason": "a storm", "citations": NOTE}
    tell(app, cancellations=[why])
    assert [entry["last"] for entry in one(app, "commitment", "open-port")["due"]] == [None, None]


def test_a_hidden_meeting_makes_nothing_due_on_its_day(app: App):
    """For who may not see it."""
    tell(app, series=[series()], commitments=[commitment({"at_meeting": {"id": "talks", "ordinal": 2}})])
    before = app.register("commitment", clearance=PUBLIC)
    tell(app, engagements=[meeting("talks-2", "2025-03-10", 2, classification="PRIVATE")])
    assert app.register("commitment", clearance=PUBLIC) == before
    assert one(app, "commitment", "open-port")["due"][0]["last"] == "2025-03-10"


def test_the_last_word_names_the_reports_it_rests_on(app: App):
    """Of a commitment and of an instrument as a whole; the day is that of the engagement."""
    reports = [
        {
            "id": "side-a",
            "status": "complete",
            "text": {"en": "Done"},
            "by": ["QA"],
            "at": "talks-1",
            "citations": NOTE,
        },
        {"id": "side-b", "status": "lapsed", "text": {"en": "Not"}, "by": ["FR"], "at": "talks-1", "citations": NOTE},
    ]
    tell(app, series=[series()], engagements=[meeting("talks-1", "2024-03-01", 1)])
    tell(app, commitments=[commitment(reports=reports)])
    tell(app, reports=[{"subject": "instrument:accord", **reports[0]}])
    promise, accord = one(app, "commitment", "open-port"), one(app, "instrument", "accord")
    differing = ["side-a", "side-b"]
    assert (promise["status"], promise["disputed"]) == ("lapsed", [])
    assert promise["last_word"] == {"reports": ["side-b"], "on": "2024-03-01", "differing": differing}
    assert (accord["progress"], accord["last_word"]["differing"]) == ("complete", [])


# -- series -----------------------------------------------------------------------------------------------------------


def test_a_series_says_which_number_comes_next_and_when_it_is_expected(app: App):
    """With the first and the last day that will do: a year, give or take 84 days."""
    tell(app, series=[series()], engagements=[meeting("talks-4", "2024-03-01", 4)])
    talks = one(app, "series", "talks")
    assert (talks["missing"], talks["next_ordinal"]) == ([1, 2, 3], 5)
    assert talks["expected"] == {"on": "2025-03-01", "earliest": "2024-12-07", "latest": "2025-05-24"}


def test_what_is_announced_is_counted_and_what_was_cancelled_is_not(app: App):
    """Announced, nothing is expected until it is held; cancelled, its number is free again."""
    tell(app, series=[series()], engagements=[meeting("talks-4", "2024-03-01", 4)])
    tell(app, engagements=[meeting("talks-5", "2025-03-10", 5, status="scheduled")])
    assert (one(app, "series", "talks")["next_ordinal"], one(app, "series", "talks")["expected"]) == (6, None)
    tell(app, cancellations=[{"subject": "talks-5", "reason": "a storm", "citations": NOTE}])
    talks = one(app, "series", "talks")
    assert (talks["next_ordinal"], talks["expected"]["on"]) == (5, "2025-03-01")


@pytest.mark.parametrize("cadence", [None, {"every": "as-needed", "basis": "stated", "citations": NOTE}])
def test_a_series_without_a_cadence_or_as_needed_expects_nothing(app: App, cadence: dict[str, Any] | None):
    """Its next number is known all the same."""
    tell(app, series=[series(cadence=cadence)], engagements=[meeting("talks-1", "2024-03-01", 1)])
    talks = one(app, "series", "talks")
    assert (talks["next_ordinal"], talks["expected"]) == (2, None)


def test_a_series_suspended_expects_nothing_until_it_is_resumed(app: App):
    """And one that is closed never."""
    tell(app, series=[series()], engagements=[meeting("talks-1", "2024-03-01", 1)])
    why = {"subject": "series:talks", "reason": "an election", "citations": NOTE}
    for section, day in (("suspensions", None), ("resumptions", "2025-03-01"), ("closings", None)):
        tell(app, **{section: [why]})
        assert (one(app, "series", "talks")["expected"] or {}).get("on") == day


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("twice a year", {"on": "2024-09-01", "earliest": "2024-07-21", "latest": "2024-10-13"}),
        ("at least annually", {"on": "2025-03-01", "earliest": "2024-03-02", "latest": "2025-03-01"}),
        ("at least every 6 months", {"on": "2024-09-01", "earliest": "2024-03-02", "latest": "2024-09-01"}),
    ],
)
def test_a_cadence_in_words_is_kept_as_written_and_understood(app: App, every: str, expected: dict[str, str]):
    """At least: any day after the last meeting, up to the day itself."""
    cadence = {"every": every, "basis": "stated", "citations": NOTE}
    tell(app, series=[series(cadence=cadence)], engagements=[meeting("talks-1", "2024-03-01", 1)])
    talks = one(app, "series", "talks")
    assert (talks["cadence"]["every"], talks["expected"]) == (every, expected)


def test_a_series_of_which_nothing_is_numbered_has_no_next_number(app: App):
    """Nor one that never met: its first may have been before the record began."""
    tell(app, series=[series(), series("other")], engagements=[meeting("talks-a", "2024-03-01", None)])
    assert [one(app, "series", name)["next_ordinal"] for name in ("talks", "other")] == [None, None]


def test_what_comes_next_is_reckoned_after_the_cut(app: App):
    """A secret meeting moves neither the number nor the day for who may not know of it."""
    tell(app, series=[series()], engagements=[meeting("talks-1", "2024-03-01", 1)])
    before = app.register("series", clearance=PUBLIC)
    tell(app, engagements=[meeting("talks-2", "2025-03-10", 2, classification="PRIVATE")])
    assert app.register("series", clearance=PUBLIC) == before
    full = one(app, "series", "talks")
    assert (full["next_ordinal"], full["expected"]["on"]) == (3, "2026-03-10")


# -- in one pass ------------------------------------------------------------------------------------------------------


class Counting:
    """A reader that counts what it is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.asked = reader, 0

    def rows(self, *asked: Any) -> Any:
        """The rows, counted as one question."""
        self.asked += 1
        return self._reader.rows(*asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def questions(app: App, kind: str) -> int:
    """How many questions a register asks of the database."""
    with app.reading() as reader:
        counting = Counting(reader)
        register(counting, kind, clearance=PUBLIC)
        return counting.asked


def test_a_register_asks_no_more_of_the_database_for_more_items(app: App):
    """However many series and commitments there are: no question is asked of each."""
    counts = []
    for batch in range(2):
        names = [f"s{batch}-{number}" for number in range(20)]
        at = {"at_meeting": {"id": "talks", "ordinal": 1}}
        told = [commitment(at, {"complete_by": "2025"}, name=f"c-{name}") for name in names]
        tell(app, series=[*([] if batch else [series()]), *map(series, names)], commitments=told)
        counts.append((questions(app, "series"), questions(app, "commitment")))
    assert counts[0] == counts[1]
