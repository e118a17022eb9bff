"""`timeline`: a drawing in a file or on standard output; and what cannot be drawn is said."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from doors import run


def test_a_timeline_is_written_to_a_file(visit: Path):
    """Whole, and quietly."""
    answer = run("timeline", "--out", "visits.svg", "--width", 900)
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    root = ET.parse(visit / "visits.svg").getroot()
    assert root.get("width") == "900"
    assert "Visit to Doha" in ET.tostring(root, encoding="unicode")


def test_a_timeline_goes_to_standard_output_in_the_language_asked_for(visit: Path):
    """`-` is standard output, as everywhere."""
    answer = run("timeline", "--out", "-", "--lang", "ar", "--lanes", "party")
    assert answer.code == 0
    assert "زيارة إلى الدوحة" in answer.out
    assert ET.fromstring(answer.out).get("lang") == "ar"


def test_terms_of_a_filter_narrow_it(visit: Path):
    """The same terms as those of `history`; what they leave out for want of a date is told."""
    assert "Visit to Doha" not in run("timeline", "--out", "-", "--party", "FR").out
    answer = run("timeline", "--out", "-", "--published-by", "2024-05-01")
    assert answer.code == 0


@pytest.mark.parametrize(
    "options",
    [["--width", "10"], ["--width", "9999999"], ["--lanes", "colour"], ["--since", "never"], []],
    ids=["narrow", "wide", "lanes", "since", "no file"],
)
def test_what_cannot_be_drawn_is_wrong_usage(visit: Path, options: list[str]):
    """Exit 2, a hint, and no file."""
    given = ["--out", "x.svg", *options] if options else []
    answer = run("timeline", *given)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert not (visit / "x.svg").exists()


def test_a_folder_that_is_not_there_is_told(visit: Path):
    """Exit 4: the surroundings are wrong; by the name that was asked for."""
    for name, why in (("nowhere/x.svg", "No such file or directory"), ("visit.yaml/x.svg", "Not a directory")):
        answer = run("timeline", "--out", name)
        assert (answer.code, answer.err.splitlines()[0]) == (4, f"error: {name}: {why}")
