"""A timeline: where and how each mark is drawn, in either direction, for however many there are."""

import itertools
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ctcalendar.app import App
from ctcalendar.documents.axis import axis
from ctcalendar.documents.drawing import drawing
from ctcalendar.documents.frame import Drawn
from ctcalendar.documents.head import Head
from ctcalendar.documents.lanes import MOST_LANES, lanes
from ctcalendar.documents.rows import Box, Rows
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Entry, When
from ctcalendar.views.filter import Filter
from documents.hostile import TEXTS

SVG = "{http://www.w3.org/2000/svg}"


def drawn(app: App, language: str = "en", *, asked: Filter | None = None, by: str = "series", width: int = 1200):
    """The timeline that the public is given, as XML."""
    how = Drawn(language, by, width)
    return ET.fromstring(app.timeline(asked or Filter(), how, clearance=Clearance.PUBLIC))


def mark(root: ET.Element, title: str) -> ET.Element:
    """The first mark whose tooltip says so."""
    return next(
        one
        for one in root.iter(f"{SVG}g")
        if one.get("role") == "listitem" and title in (one.findtext(f"{SVG}title") or "")
    )


def lane_names(root: ET.Element) -> list[str]:
    """The lanes, from the top; the legend is none."""
    names = [one.get("aria-label") or "" for one in root.iter(f"{SVG}g") if one.get("role") == "list"]
    return [name for name in names if name not in ("Legend", "مفتاح الرموز")]


def shapes(one: ET.Element) -> set[str]:
    """The elements that a mark is made of, without its words."""
    return {part.tag.removeprefix(SVG) for part in one} - {"title", "text"}


# -- what is drawn ----------------------------------------------------------------------------------------------------


def test_a_series_has_a_lane_and_the_rest_stands_by_its_kind(record: App):
    """The lanes begin in the order of time."""
    assert lane_names(drawn(record)) == [
        "U.S.-Qatar Counterterrorism Dialogue",
        "Qatar-UNOCT High-Level Strategic Dialogue",
        "Signing",
        "Visit",
        "Statement",
    ]


def test_lanes_may_be_of_parties_kinds_or_places(record: App):
    """An engagement stands in the lane of each of its parties, or of each country where it was."""
    assert lane_names(drawn(record, by="party")) == [
        "Qatar",
        "United States",
        "United Nations Office of Counter-Terrorism",
    ]
    assert lane_names(drawn(record, by="kind")) == ["Signing", "Visit", "Dialogue", "Statement"]
    assert lane_names(drawn(record, by="place")) == ["Qatar", "United States", "Place not known"]


def test_a_signing_is_a_diamond_a_dialogue_a_circle_a_visit_a_bar(record: App):
    """And each says its day and title to whoever points at it."""
    root = drawn(record)
    assert shapes(mark(root, "11 July 2017: Signing")) == {"path"}
    assert shapes(mark(root, "First U.S.-Qatar")) == {"circle"}
    assert shapes(mark(root, "Visit of Secretary of State")) == {"rect"}


def test_a_meeting_expected_is_hollow_and_stands_on_its_day(record: App):
    """It stands where its cadence puts it, with the days on which it would be in time."""
    expected = mark(drawn(record), "(3rd) (expected)")
    circle = expected.find(f"{SVG}circle")
    assert circle is not None
    assert circle.get("fill") == "#ffffff"
    assert "between 6 May 2019 and 3 September 2019" in (expected.findtext(f"{SVG}title") or "")


def test_no_meeting_is_expected_of_what_was_public_or_within_other_days(record: App):
    """As in the calendars: what was public by a day says nothing of promises."""
    for asked in (Filter(published_by="2018-12-31"), Filter(until="2018-12-31"), Filter(kind=("dialogue",))):
        assert "expected" not in ET.tostring(drawn(record, asked=asked), encoding="unicode")


def test_what_is_not_known_exactly_has_soft_edges(sorts: App):
    """A month, a season, a year, bounds: a gradient, and a dashed sign within."""
    root = drawn(sorts, asked=Filter(since="2024-01-01"))
    for title in ("Round of July", "Summer round", "Round of 2024", "Meeting behind closed doors"):
        soft = mark(root, title)
        assert (soft.find(f"{SVG}rect").get("fill") or "").startswith("url(#soft-")  # type: ignore[union-attr]
        assert soft.find(f"{SVG}circle").get("stroke-dasharray")  # type: ignore[union-attr]
    assert mark(root, "Meeting at the airport").find(f"{SVG}circle").get("stroke-dasharray")  # type: ignore[union-attr]
    defined = {one.get("id") for one in root.iter(f"{SVG}linearGradient")}
    used = set(re.findall(r"url\(#([^)]*)\)", ET.tostring(root, encoding="unicode")))
    assert used == defined


def test_what_was_called_off_is_struck_and_what_is_disputed_has_a_ring(sorts: App):
    """Both by shape, not by colour alone; and in words."""
    root = drawn(sorts)
    called_off = mark(root, "Visit in August (cancelled)")
    assert [one.get("text-decoration") for one in called_off.iter(f"{SVG}text")] == ["line-through"]
    assert shapes(called_off) == {"rect", "path"}
    assert shapes(mark(root, "Signing of the accord (disputed)")) == {"path", "circle"}


def test_what_has_no_day_is_listed_below(sorts: App):
    """It is on record, though no axis has a place for it."""
    texts = ["".join(one.itertext()) for one in drawn(sorts).iter(f"{SVG}text")]
    assert texts[texts.index("Without a day") + 1 :][:2] == ["Visit without a day", "Talks on water (announced)"]


def test_nothing_on_record_is_a_drawing_that_says_so(record: App):
    """And no error."""
    root = drawn(record, asked=Filter(since="2100-01-01"))
    assert root.findtext(f"{SVG}desc") == "No engagement on record answers this."


# -- in either direction ----------------------------------------------------------------------------------------------


def test_in_arabic_time_runs_from_right_to_left(record: App):
    """The same marks, mirrored; Arabic texts begin at their right, English ones keep their direction."""
    first, last = "حوار القطري الأمريكي الأول", "حوار القطري الأمريكي الثاني"
    root, other = drawn(record, "ar"), drawn(record)
    places = [float(mark(root, title).find(f"{SVG}circle").get("cx") or 0) for title in (first, last)]  # type: ignore[union-attr]
    assert places[0] > places[1]
    mirrored = float(mark(other, "First U.S.-Qatar").find(f"{SVG}circle").get("cx") or 0)  # type: ignore[union-attr]
    assert places[0] == pytest.approx(1200 - mirrored, abs=0.2)
    label = mark(root, first).find(f"{SVG}text")
    assert label is not None
    assert (label.get("direction"), label.get("text-anchor")) == ("rtl", None)
    assert float(label.get("x") or 0) < places[0]


# -- any record -------------------------------------------------------------------------------------------------------


def test_whatever_a_record_holds_stays_text(hostile: App):
    """Elements and attributes are ours alone; nothing refers to anything elsewhere."""
    for by in ("series", "party", "kind", "place"):
        root = drawn(hostile, by=by)
        names = {one.tag.removeprefix(SVG) for one in root.iter()}
        assert names <= set("svg title desc defs linearGradient stop rect path circle g text".split())
        attributes = {name for one in root.iter() for name in one.attrib}
        assert not [name for name in attributes if name.startswith("on") or "href" in name or name == "style"]
    told = "\n".join("".join(one.itertext()) for one in drawn(hostile).iter(f"{SVG}title"))
    for text in TEXTS[1:]:
        assert " ".join(text.split()) in told


def visits(record: App, count: int) -> list[Entry]:
    """So many engagements, some days apart."""
    one = record.show("tillerson-visit-doha-2017-10", clearance=Clearance.PUBLIC)
    days = [date.fromordinal(700_000 + 3 * number).isoformat() for number in range(count)]
    return [replace(one, id=f"v{day}", title=replace(one.title, en=f"Visit {day}"), when=_on(day)) for day in days]


def _on(day: str) -> When:
    return When(day, "stated", None, day, day, "day", None, None, None, None, False)


def test_very_many_become_columns_that_say_how_many(record: App):
    """Ten thousand make a file no larger than some hundred do, and nothing of them is lost."""
    head = Head("en", Filter(), Clearance.PUBLIC)
    text = drawing(head, lanes(visits(record, 10_000), [], "series", "en"), Drawn())
    assert len(text) < 150_000
    told = [one.text or "" for one in ET.fromstring(text).iter(f"{SVG}title")]
    assert sum(int(one.split()[0]) for one in told if " between " in one) == 10_000


def test_of_very_many_lanes_the_smallest_stand_together(record: App):
    """A drawing has an end."""
    several = [replace(one, parties=[f"P{number % 100}", "QA"]) for number, one in enumerate(visits(record, 300))]
    found = lanes(several, [], "party", "en")
    assert len(found) == MOST_LANES
    assert (found[-1].label, len(found[-1].marks)) == ("Others", 3 * (100 - (MOST_LANES - 2)))


@given(
    st.lists(
        st.tuples(st.floats(0, 1000), st.floats(0, 300), st.floats(5, 400)).map(
            lambda one: Box(one[0], min(one[0] + one[1], 1000.0), [one[2], one[2] / 2], one[0] + 8)
        ),
        max_size=60,
    )
)
def test_no_label_stands_on_anything_else(boxes: list[Box]):
    """Labels stay within the drawing, and touch no mark and no other label of their row."""
    rows = Rows(1000)
    spots = [rows.place(box) for box in boxes]
    taken = []
    for box, spot in zip(boxes, spots, strict=True):
        taken.append((spot.row, box.start, box.end, box))
        if spot.label is not None and spot.side != "within":
            width = box.labels[spot.label]
            start = spot.at - width if spot.side == "before" else spot.at
            assert start >= 0
            assert start + width <= 1000
            taken.append((spot.row, start, start + width, None))
    labels = [one for one in taken if one[3] is None]
    crowded = {spot.row for spot in spots if spot.label is None and spot.row == len(rows) - 1}
    for row, start, end, _ in labels:
        others = [one for one in taken if one[0] == row and one[1:3] != (start, end)]
        assert row in crowded or all(end <= left or right <= start for _, left, right, _ in others)


@given(st.lists(st.dates(), min_size=1, max_size=5), st.integers(300, 5000))
def test_the_axis_names_days_that_have_room(days: list[date], length: int):
    """From a month to all years there are: every day stands on it, names never touch."""
    along = axis([day.toordinal() for day in days], float(length), since=None, until=None)
    assert all(0 <= along.at(day.toordinal()) < length for day in days)
    ticks = along.ticks("en")
    apart = [after.at - before.at for before, after in itertools.pairwise(ticks)]
    assert all(gap >= 6.5 * max(len(tick.name) for tick in ticks) for gap in apart)
    assert len(ticks) < 120


# -- the same bytes ---------------------------------------------------------------------------------------------------


def test_a_drawing_does_not_hang_on_the_day_it_is_drawn(bundled: Path):
    """Unless today is asked for: then it is a line, where the day is."""
    settings, seen = Settings(database_url=f"sqlite:///{bundled}"), {"clearance": Clearance.PUBLIC}
    first, later = (App(settings, clock=lambda at=at: at) for at in (1_500_000_000_000_000, 1_700_000_000_000_000))
    assert first.timeline(Filter(), Drawn(), **seen) == later.timeline(Filter(), Drawn(), **seen)
    assert ">today</text>" in first.timeline(Filter(), Drawn(today=date(2020, 5, 1)), **seen)
