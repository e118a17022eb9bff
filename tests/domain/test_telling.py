"""Reports of progress and deadlines: what each claims, and why others are refused."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Record
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import SeriesPlace, Text
from domain import builders as b
from domain.asking import amend, due, held, record, reported
from domain.builders import cite, deadline, report, visit
from domain.given import given

MOU, ARRANGEMENT, COMMITMENT = (
    Stream("instrument", "mou"),
    Stream("instrument", "arrangement-2018"),
    Stream("commitment", "share-more"),
)
CONCLUDED, UNDERTAKEN = record(b.instrument()), record(b.commitment())

# -- reports of progress ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [b.instrument(), b.commitment()])
def test_progress_is_reported_on_an_instrument_or_a_commitment(item: Any):
    """The event is the report, and the item has it from then on."""
    subject = record(item).subject
    outcome = (
        given(record(item)).when(reported(subject, report())).then(report(), name=f"{subject.kind}.progress-reported")
    )
    assert outcome.item.reports == (report(),)
    assert outcome.standing.claims["2.1"].field == "reports.r1"


def test_the_same_report_is_not_recorded_twice():
    """By its id; another is welcome, and stands after it."""
    history = given(CONCLUDED, reported(ARRANGEMENT, report("r1")))
    history.when(reported(ARRANGEMENT, report("r1", status="complete"))).refused(
        saying="id: 'r1' is already recorded; to correct it, amend 'reports'"
    )
    outcome = history.when(reported(ARRANGEMENT, report("r2"))).then()
    assert [told.id for told in outcome.item.reports] == ["r1", "r2"]


def test_the_id_of_a_report_that_was_taken_away_is_not_given_to_another():
    """The claims on it are still its own; amended back, they are in force again."""
    history = given(CONCLUDED, reported(ARRANGEMENT, report("r1")), amend(ARRANGEMENT, reports=None))
    history.when(reported(ARRANGEMENT, report("r1"))).refused(
        saying="id: 'r1' was recorded once and taken away; give another id, or amend 'reports'"
    )
    back = {"id": "r1", "status": "in-progress", "text": {"en": "Under way"}, "by": ["QA"]}
    assert history.when(amend(ARRANGEMENT, reports=[back])).then().ranks("reports.r1") == {"2.1": "preferred"}


def test_two_items_may_each_have_a_report_of_the_same_id():
    """An id of a report is its item's own."""
    history = given(CONCLUDED, UNDERTAKEN, reported(ARRANGEMENT, report("r1")))
    history.when(reported(COMMITMENT, report("r1"))).then()


@pytest.mark.parametrize("command", [held(visit()), record(b.series()), record(b.person())])
def test_progress_is_reported_on_nothing_else(command: Record):
    """An engagement takes place, it is not carried out."""
    refusal = "'progress-reported' is not said of this kind, only of instrument and commitment"
    given(command).when(reported(command.subject, report())).refused(saying=refusal)


@pytest.mark.parametrize(
    ("fields", "saying"),
    [
        ({"citations": ()}, "citations: are missing"),
        ({"by": ()}, "by: names nobody: say who reports"),
        ({"by": ("nobody",)}, "by.1: no person or party or organisation 'nobody'"),
        ({"told_by": "document"}, "told_by: no person or party or organisation 'document'"),
        (
            {"at": "mou-sining"},
            "at: no engagement 'mou-sining' is recorded or in these files; did you mean 'mou-signing'?",
        ),
        ({"on": "2017-13"}, "on: '2017-13' has no month 13"),
        ({"citations": (cite("status"),)}, "support 'status'"),
    ],
)
def test_a_report_makes_sense(fields: dict[str, Any], saying: str):
    """It is cited, and names what is recorded."""
    given(CONCLUDED).when(reported(ARRANGEMENT, report(**fields))).refused(saying=saying)


def test_a_report_needs_something_to_report_on():
    """The memorandum is known by name only here."""
    given().when(reported(MOU, report())).refused(saying="no instrument 'mou' is recorded")


def test_a_report_recorded_wrongly_is_amended_in_the_list():
    """The claim on it as it was loses its rank; the other report keeps its own."""
    history = given(CONCLUDED, reported(ARRANGEMENT, report("r1")), reported(ARRANGEMENT, report("r2")))
    first, second = ({"id": slug, "status": "in-progress", "text": {"en": "Under way"}, "by": ["QA"]} for slug in "ab")
    first, second = first | {"id": "r1", "status": "lapsed"}, second | {"id": "r2"}
    outcome = history.when(amend(ARRANGEMENT, reports=[first, second])).then()
    assert [told.status for told in outcome.item.reports] == ["lapsed", "in-progress"]
    ranks = outcome.ranks("reports")
    assert (ranks["2.1"], ranks["3.1"]) == ("deprecated", "preferred")


# -- deadlines --------------------------------------------------------------------------------------------------------


def test_a_deadline_is_set():
    """The event is the deadline, and the commitment has it from then on."""
    outcome = given(UNDERTAKEN).when(due(COMMITMENT, deadline())).then(deadline(), name="commitment.deadline-set")
    assert outcome.item.deadlines == (deadline(),)
    assert outcome.standing.claims["2.1"].field == "deadlines.d1"


def test_a_deadline_may_be_a_meeting():
    """Of a series, by its number or the next; and it may be set at an engagement."""
    at_third = deadline(
        complete_by=None, at_meeting=SeriesPlace(id="ct-dialogue", ordinal=3), set_at="mou-signing", start_by="2018-22"
    )
    assert given(UNDERTAKEN).when(due(COMMITMENT, at_third)).then().item.deadlines == (at_third,)


def test_the_same_deadline_is_not_set_twice():
    """A later one has an id of its own; a report of the same id is no matter."""
    history = given(UNDERTAKEN, due(COMMITMENT, deadline("d1")), reported(COMMITMENT, report("d1")))
    history.when(due(COMMITMENT, deadline("d1", complete_by="2019"))).refused(
        saying="id: 'd1' is already recorded; to correct it, amend 'deadlines'"
    )
    assert len(history.when(due(COMMITMENT, deadline("d2", complete_by="2019"))).then().item.deadlines) == 2


@pytest.mark.parametrize(
    ("fields", "saying"),
    [
        ({"complete_by": None}, "sets no deadline: give start_by, complete_by or at_meeting"),
        ({"complete_by": "2018-13"}, "complete_by: '2018-13' has no month 13"),
        ({"start_by": "soon"}, "start_by: 'soon' is no EDTF date"),
        ({"start_by": "2019"}, "complete_by: '2019/2018' ends before it starts"),
        ({"complete_by": "2018/2019"}, "complete_by: '2018/2019' is an interval; give the day, month, season or year"),
        ({"complete_by": "../2018"}, "complete_by: '../2018' is an interval"),
        ({"start_by": "2018-22", "complete_by": "2018/.."}, "complete_by: '2018/..' is an interval"),
        ({"citations": ()}, "citations: are missing"),
        ({"at_meeting": SeriesPlace(id="ct-dialog")}, "at_meeting.id: no series 'ct-dialog'"),
        ({"at_meeting": SeriesPlace(id="ct-dialogue", ordinal=0)}, "at_meeting.ordinal: 0 is no ordinal"),
        ({"set_at": "mou-sining"}, "did you mean 'mou-signing'?"),
        ({"text": Text()}, "text: has no text in any language"),
        ({"citations": (cite("complete_by"),)}, "support 'complete_by'"),
    ],
)
def test_a_deadline_makes_sense(fields: dict[str, Any], saying: str):
    """It says by when, in order, and names what is recorded."""
    given(UNDERTAKEN).when(due(COMMITMENT, deadline(**fields))).refused(saying=saying)


@pytest.mark.parametrize("fields", [{"start_by": "2018"}, {"start_by": "2018-03-04", "complete_by": "2018-03"}])
def test_a_deadline_may_begin_within_the_time_in_which_it_ends(fields: dict[str, Any]):
    """To start and to complete in one year is no contradiction."""
    given(UNDERTAKEN).when(due(COMMITMENT, deadline(**fields))).then()


def test_a_citation_may_prove_a_part_of_a_deadline():
    """By a path that begins with the deadline."""
    proved = deadline(citations=(cite("deadlines.d1.complete_by"),))
    outcome = given(UNDERTAKEN).when(due(COMMITMENT, proved)).then()
    assert outcome.standing.claims["2.1"][:2] == ("deadlines.d1.complete_by", "2018")


def test_a_deadline_is_set_for_a_commitment_only():
    """An instrument is many commitments."""
    given(CONCLUDED).when(due(ARRANGEMENT, deadline())).refused(
        saying="'deadline-set' is not said of this kind, only of commitment"
    )


# -- sources above ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "command"),
    [
        (CONCLUDED, reported(ARRANGEMENT, report(citations=(cite(source="news"),)))),
        (UNDERTAKEN, due(COMMITMENT, deadline(citations=(cite(source="news"),)))),
    ],
)
def test_what_is_told_does_not_rest_on_sources_above_the_item_alone(item: Record, command: Any):
    """Whoever sees it could not see why; an item as high as the source may be told of it."""
    history = given(item)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    history.when(command).refused(saying="name only sources that are PRIVATE, but the item is PUBLIC")
    history.known.levels[item.subject] = Clearance.PRIVATE
    history.when(command).then()
