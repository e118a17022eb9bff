"""The command that reads files people already have."""

import pytest

from ctcalendar.cli.importing import bar
from doors import run
from recorded import bundled  # noqa: F401

CSV = """id,name,start_date,end_date,country,locale,remarks
1,Ann Lee,2024-05-01,2024-05-02,Qatar,"Doha, Al Khor",Met with the Amir.
2,Ann Lee,2024-05-03,2024-05-04,Denmark (Greenland),Nuuk,
"""


def suggested(calendar, text=CSV, name="trips.csv"):
    """The mapping that is suggested for a file, kept as a file."""
    (calendar / name).write_text(text, encoding="utf-8")
    answer = run("import", "--suggest", calendar / name)
    assert answer.code == 0, answer.err
    (calendar / "map.yaml").write_text(answer.out, encoding="utf-8")
    return answer.out


def test_the_mapping_that_is_suggested_imports_the_file(calendar):
    """Shown first (1), then recorded (0), then found to be there (0)."""
    text = suggested(calendar)
    assert '"Denmark (Greenland)": DK  # read as "Denmark"' in text
    asked = ("import", "trips.csv", "--mapping", "map.yaml")
    shown = run(*asked)
    assert shown.code == 1
    assert "trips.csv: 2 rows: 2 new, 0 the same, 0 changed, 0 vanished" in shown.out
    assert "would be recorded; to do it: --apply" in shown.out
    assert run(*asked, "--apply").code == 0
    again = run(*asked, "--format", "json")
    assert (again.code, again.json["same"], again.json["new"]) == (0, 2, 0)
    assert "Ann Lee visits Qatar" in run("history", "--party", "QA").out


def test_days_that_may_be_read_in_two_ways_are_asked_for(calendar):
    """What is suggested cannot be used before somebody has said which it is."""
    text = suggested(calendar, CSV.replace("2024-05-01", "03/04/2024").replace("2024-05-02", "04/05/2024")
                     .replace("2024-05-03", "05/06/2024").replace("2024-05-04", "06/07/2024"))  # fmt: skip
    assert "dates: ask" in text
    assert run("import", "trips.csv", "--mapping", "map.yaml").code == 3


def test_rows_that_cannot_be_read_are_named_and_left_out_only_when_told(calendar):
    """The refusal names the line; --keep-going says what it left out."""
    suggested(calendar)
    (calendar / "trips.csv").write_text(CSV.replace("2024-05-04", "2024-05-44"), encoding="utf-8")
    asked = ("import", "trips.csv", "--mapping", "map.yaml")
    for more in ((), ("--apply",)):
        refused = run(*asked, *more)
        assert refused.code == 3
        assert "trips.csv:3: '2024-05-44' is no day of the calendar" in refused.err
    gone_on = run(*asked, "--apply", "--keep-going")
    assert gone_on.code == 0
    assert "1 cannot be read" in gone_on.out


def test_a_file_needs_a_mapping_and_the_command_full_clearance(calendar):
    """Nothing is guessed about columns; and what imports may tell and change everything."""
    (calendar / "trips.csv").write_text(CSV, encoding="utf-8")
    refused = run("import", "trips.csv")
    assert (refused.code, "--suggest" in refused.err) == (3, True)
    assert run("--clearance", "PUBLIC", "import", "trips.csv").code == 3
    assert run("import", "nothing.csv", "--suggest").code == 3
    assert run("import", "trips.csv", "--from", "May").code == 2


def test_a_feed_of_our_own_is_read_back_as_the_same(calendar):
    """Its entries are known by their UIDs, without a mapping; deadlines and what is expected are no engagements."""
    assert run("init", "--demo").code == 0
    assert run("export", "--feed", "all", "--out", calendar / "out").code == 0
    [feed, *_] = (calendar / "out").rglob("all.ics")
    answer = run("import", feed, "--format", "json")
    assert (answer.code, answer.json["problems"], answer.json["new"]) == (0, 0, 0)
    assert answer.json["same"] == answer.json["rows"] > 5


def test_hostile_cells_do_not_steer_the_terminal(calendar):
    """Nor the mapping that is made of them."""
    text = suggested(calendar, CSV.replace("country,", "coun\x1b[31mtry,").replace("Qatar", "\u202eQatar"))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_makes_no_sense_together_is_wrong_usage(calendar):
    """A window that ends before it begins; a suggestion that is applied unseen."""
    suggested(calendar)
    asked = ("import", "trips.csv", "--mapping", "map.yaml")
    assert run(*asked, "--from", "2024-05-02", "--until", "2024-05-01").code == 2
    assert run("import", "trips.csv", "--suggest", "--apply").code == 2


def test_a_preview_says_how_many_more_there_are(calendar):
    """Ten are shown."""
    rows = [f"{n},Ann Lee,{1900 + n}-05-01,{1900 + n}-05-02,Qatar,Doha," for n in range(13)]
    suggested(calendar, "\n".join([CSV.splitlines()[0], *rows, ""]))
    assert "… and 3 more" in run("import", "trips.csv", "--mapping", "map.yaml").out


def test_of_long_cells_only_the_beginning_is_looked_at(calendar):
    """A mapping does not grow with a cell."""
    text = suggested(calendar, CSV.replace("Denmark (Greenland)", "Nowhere " + "x" * 5_000))
    assert max(map(len, text.splitlines())) < 300


@pytest.mark.parametrize("width", [10, 40, 79])
def test_the_bar_fits_the_terminal(width):
    """Whatever is done of whatever there is: as many characters as there is room for."""
    told = [bar(rows, share, width) for rows, share in ((0, 0), (0, 0.5), (7, 0.001), (1_500, 0.5), (10**9, 1))]
    assert {len(one) for one in told} == {width}
    assert width < 40 or ("50% 1,500 rows" in told[3] and "[" in told[3])
