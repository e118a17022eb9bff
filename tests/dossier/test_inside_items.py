"""What a dossier holds inside its items although facts of their own tell it; identities and digests of all that."""

from typing import Any

import pytest

from ctcalendar.domain import facts
from ctcalendar.domain.commands import Record, Tell
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Citation, Text
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.shape import SAID_OF, SECTIONS
from ctcalendar.errors import BadInput
from domain.given import Existing, given
from dossier.reading import CITATION, one, read

NOTE = (Citation(source="note", language="en", quote="met in Doha"),)
MOU = Stream("instrument", "mou")
WHY = Text(en="as the ministry says")
BECAUSE = f"reason: as the ministry says, {CITATION}"
REPORT = f"{{id: r1, status: complete, text: {{en: Done}}, by: [QA], {CITATION}}}"
DEADLINE = f"{{id: d1, complete_by: 2018, {CITATION}}}"
INSTRUMENT = f"id: mou, kind: plan, title: {{en: x}}, parties: [QA], {CITATION}"
ESTABLISHED = f"id: ct, names: {{en: x}}, parties: [QA], {CITATION}"
UNDERTAKEN = f"id: c1, instrument: mou, form: other, parties: [QA], text: {{en: x}}, {CITATION}"


def inside(text: str) -> list[Any]:
    """What the one item of a dossier comes to after the item itself, which holds none of it."""
    recorded, *told = commands(one(text), Existing([]))
    assert isinstance(recorded, Record)
    for field in ("reports", "deadlines", "status", "cadence"):
        assert getattr(recorded.item, field, None) in (None, ())
    assert all(isinstance(made, Tell) and made.subject == recorded.subject for made in told)
    return told


def test_an_instrument_holds_its_status_and_reports():
    """The status comes first; both are facts of their own, under the item's identity."""
    told = inside(f"instruments: [{{{INSTRUMENT}, reports: [{REPORT}], status: {{status: in-force, {BECAUSE}}}}}]")
    assert [made.verb for made in told] == ["status-changed", "progress-reported"]
    assert told[0].event == facts.StatusChanged(status="in-force", reason=WHY, citations=NOTE)


def test_a_commitment_holds_its_deadlines_and_reports():
    """Deadlines first, each list in its order."""
    second = DEADLINE.replace("d1", "d2")
    told = inside(f"commitments: [{{{UNDERTAKEN}, reports: [{REPORT}], deadlines: [{DEADLINE}, {second}]}}]")
    assert [(made.verb, made.event.id) for made in told] == [
        ("deadline-set", "d1"),
        ("deadline-set", "d2"),
        ("progress-reported", "r1"),
    ]


def test_a_series_holds_its_cadence():
    """With a plain reason or one in both languages."""
    rhythm = f"{{every: as-needed, basis: assumption, {BECAUSE}}}"
    text = f"series: [{{{ESTABLISHED}, cadence: {rhythm}}}]"
    (told,) = inside(text)
    assert told.event == facts.CadenceSet(every="as-needed", basis="assumption", reason=WHY, citations=NOTE)


def test_what_stands_inside_an_item_is_decided_after_it():
    """On the same stream, in one append."""
    text = f"instruments: [{{{INSTRUMENT}, reports: [{REPORT}], status: {{status: in-force, {CITATION}}}}}]"
    history = given()
    history.and_then(*commands(one(text), history.known))
    standing = history.standings[MOU]
    assert standing.revision == 3
    assert (standing.item.status.status, standing.item.reports[0].id) == ("in-force", "r1")  # type: ignore[attr-defined]


def test_a_status_told_by_facts_of_its_own_is_not_spelt_in_a_series():
    """It is suspended in a section of its own."""
    with pytest.raises(BadInput, match="status: 'suspended' is none of active"):
        read(f"series:\n- {{id: ct, names: {{en: x}}, parties: [QA], status: suspended, {CITATION}}}")


# -- identities -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "command_id"),
    [
        (f"deadlines: [{{subject: c1, id: d1, complete_by: 2018, {CITATION}}}]", "dossier:deadline:c1:d1"),
        (
            f"reports: [{{subject: 'instrument:mou', id: r1, status: lapsed, text: {{en: x}}, by: [QA], {CITATION}}}]",
            "dossier:report:instrument:mou:r1",
        ),
    ],
)
def test_what_has_an_id_among_its_subjects_own_is_known_by_it(text: str, command_id: str):
    """And by the subject as it is written."""
    entry = one(text)
    assert (entry.command_id, entry.begins) == (command_id, None)


@pytest.mark.parametrize(
    ("section", "item"),
    [
        ("statuses", f"subject: mou, status: expired, {BECAUSE}"),
        ("cadences", f"subject: ct, every: 1 year, basis: stated, {CITATION}"),
        ("suspensions", f"subject: ct, {BECAUSE}"),
        ("resumptions", f"subject: ct, {BECAUSE}"),
        ("closings", f"subject: ct, {BECAUSE}"),
        ("reschedules", f"subject: talks, when: null, {BECAUSE}"),
        ("cancellations", f"subject: talks, {BECAUSE}"),
        ("disputes", f"subject: talks, id: d, field: mode, values: [], {BECAUSE}"),
        ("settlements", f"subject: talks, dispute: d, {BECAUSE}"),
        ("retractions", f"subject: talks, {BECAUSE}"),
        ("reinstatements", f"subject: talks, {BECAUSE}"),
        ("reclassifications", f"subject: talks, classification: PRIVATE, {BECAUSE}"),
        ("merges", f"subject: khalid, into: k, {BECAUSE}"),
        ("splits", f"subject: khalid, from: k, {BECAUSE}"),
    ],
)
def test_the_rest_is_known_by_its_content(section: str, item: str):
    """The same words twice are one command; other words are another, a dispute's too: it may be added to."""
    entry, again = one(f"{section}: [{{{item}}}]"), one(f"# again\n{section}:\n- {{{item}}}")
    assert (
        entry.command_id == again.command_id == f"dossier:{SAID_OF[section]}:{entry.item.subject}:{entry.sha256[:16]}"
    )
    other = one(f"{section}: [{{{item.replace('met in Doha', 'met at Doha')}}}]")
    assert other.command_id != entry.command_id


@pytest.mark.parametrize(
    ("text", "was", "now"),
    [
        (f"instruments: [{{{INSTRUMENT}, reports: [{REPORT}]}}]", "status: complete", "status: lapsed"),
        (f"instruments: [{{{INSTRUMENT}, status: {{status: expired, {CITATION}}}}}]", "expired", "suspended"),
        (f"commitments: [{{{UNDERTAKEN}, deadlines: [{DEADLINE}]}}]", "complete_by: 2018", "complete_by: 2019"),
        (
            f"series: [{{{ESTABLISHED}, cadence: {{every: 1 year, basis: stated}}}}]",
            "1 year",
            "2 years",
        ),
    ],
)
def test_what_stands_inside_an_item_is_part_of_what_it_says(text: str, was: str, now: str):
    """Another digest under the same identity; written in another way, the same."""
    entry, other = one(text), one(text.replace(was, now))
    assert entry.command_id == other.command_id
    assert entry.sha256 != other.sha256
    spelt = text.replace("kind: plan,", "related: [], kind: plan,").replace(
        "basis: stated", "kind: rolling, basis: stated"
    )
    assert one(spelt).sha256 == entry.sha256


@pytest.mark.parametrize(
    ("text", "sha256"),
    [
        (
            f"instruments: [{{{INSTRUMENT}, reports: [{REPORT}]}}]",
            "4f0d6bf8bbec1723c2c944bd8e1d6bd8995c64bca6073e58d85c71836a527b3a",
        ),
        (
            f"commitments: [{{{UNDERTAKEN}, reports: [{REPORT}]}}]",
            "0eb0336e9f31630494c206be410f973287563b3597739affde6a3a450f8931d6",
        ),
        (
            f"series: [{{{ESTABLISHED}}}]",
            "4a48fc44205b5df090d8cab8ae1446de1c652d318d8f08a46f98a52b54f981a5",
        ),
        (
            f"reports: [{{subject: c1, id: r1, status: lapsed, text: {{en: x}}, by: [QA], {CITATION}}}]",
            "3234362caa1ac470aa2561b92bb01117491843b736cb7c3a0466f70b2932ad48",
        ),
    ],
)
def test_a_digest_of_an_older_dossier_is_what_it_was(text: str, sha256: str):
    """Logs hold it: fields that came later are left out where they say nothing, so the same file appends nothing."""
    assert one(text).sha256 == sha256


def test_sections_of_items_come_first_and_withdrawals_last():
    """So that a file may say of an item it records that it was moved, disputed, settled and withdrawn."""
    order = [*SECTIONS, *SAID_OF]
    text = "".join(f"{section}: []\n" for section in reversed(order))
    assert read(text) == []
    assert order.index("reschedules") < order.index("cancellations") < order.index("disputes")
    assert order.index("disputes") < order.index("settlements") < order.index("retractions")
    assert order.index("retractions") < order.index("reinstatements") < order.index("merges") < order.index("splits")
