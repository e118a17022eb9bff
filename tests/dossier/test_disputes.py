"""Disputes and settlements as dossiers spell them: their values, typed as the field in dispute is."""

from typing import Any

import pytest

from ctcalendar.domain import facts
from ctcalendar.domain.commands import Tell
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Citation, SeriesPlace, Text
from ctcalendar.dossier.commands import commands
from domain.asking import dispute, held, record, reported, says
from domain.builders import VISIT, commitment, report, visit
from domain.given import given
from dossier.reading import CITATION, command, objection, one

NOTE = (Citation(source="note", language="en", quote="met in Doha"),)
COMMITMENT = Stream("commitment", "c1")


def disputed(field: str, *named: str, more: str = "") -> str:
    """A dossier that disputes a field of the visit."""
    listed = ", ".join(f"{{value: {value}, {CITATION}}}" for value in named)
    return f"disputes: [{{id: d, subject: {VISIT.id}, field: {field}, values: [{listed}], reason: x{more}}}]"


def test_a_dispute_is_read_with_its_values_and_their_citations():
    """And what an analyst prefers."""
    made = command(disputed("when", "{edtf: 2018-03-05}", more=", preferred: {edtf: 2018-03-04}"), VISIT)
    assert isinstance(made, Tell)
    assert made.event == facts.Disputed(
        id="d",
        field="when",
        values=(facts.DisputedValue(value={"edtf": "2018-03-05"}, citations=NOTE),),
        preferred={"edtf": "2018-03-04"},
        reason=Text(en="x"),
    )


@pytest.mark.parametrize(
    ("field", "spelt", "value"),
    [
        ("sessions", "3", 3),
        ("series.ordinal", "3", 3),
        ("title.en", "2018", "2018"),
        ("when", "{edtf: 2019, basis: stated}", {"edtf": "2019"}),
        ("parties", "[QA, NO]", ["QA", "NO"]),
    ],
)
def test_digits_are_a_number_where_the_field_in_dispute_wants_one(field: str, spelt: str, value: Any):
    """In the values, in the one preferred and in the one found right; at the end of a path too."""
    item = visit(sessions=2, series=SeriesPlace(id="ct-dialogue", ordinal=2))
    history = given(held(item))
    (asked,) = commands(one(disputed(field, spelt, more=f", preferred: {spelt}")), history.known)
    outcome = history.when(asked).then()
    assert (outcome.event.values[1].value, outcome.event.preferred) == (value, value)
    found = f"settlements: [{{subject: {VISIT.id}, dispute: d, value: {spelt}, reason: x}}]"
    (asked,) = commands(one(found), history.known)
    settled = history.when(asked).then()
    assert (settled.event.field, settled.event.value) == (field, value)
    assert settled.event.changes


def test_a_settlement_without_a_value_prefers_none():
    """Left out or null."""
    for value in ("", "value: null, "):
        history = given(held(visit()), dispute(VISIT, "when", says({"edtf": "2018-03-05"})))
        text = f"settlements: [{{subject: {VISIT.id}, dispute: d, {value}reason: nobody knows}}]"
        (asked,) = commands(one(text), history.known)
        assert history.when(asked).then().event.changes == ()


def test_a_value_of_another_shape_is_refused_with_its_path():
    """Of the value among the values, or of the one preferred."""
    assert objection(disputed("sessions", "3", "three"), VISIT).endswith(
        "values.2.value: expected `int | null`, got `str`"
    )
    assert objection(disputed("when", "{edft: 2018}"), VISIT).endswith(
        "values.1.value: there is no field 'edft' here; did you mean 'edtf'?"
    )
    assert objection(disputed("when", "{edtf: 2018}", more=", preferred: 2018"), VISIT).endswith(
        "preferred: expected `object | null`, got `str`"
    )


def test_reports_are_disputed_by_their_ids():
    """`progress` is no field; a value needs no citation there."""
    item = commitment("c1")
    history = given(record(item), *(reported(COMMITMENT, report(name)) for name in ("r1", "r2")))
    text = "disputes: [{id: d, subject: c1, field: progress, values: [{value: r1}, {value: r2}], reason: x}]"
    (asked,) = commands(one(text), history.known)
    history.when(asked).then()
    (asked,) = commands(one("settlements: [{subject: c1, dispute: d, value: r2, reason: x}]"), history.known)
    assert history.when(asked).then().event.field == "progress"
