"""Who may be one person and is recorded twice: suggested with reasons, kept apart with reasons, never merged."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.app.meaning import meant
from ctcalendar.app.people import Suggestion, suggestions
from ctcalendar.db.engine import let_go
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from recorded import bundled

__all__ = ["bundled"]

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL
ANSARI = "abdulaziz-al-ansari"
SPELLINGS = {
    "spelt-1": ("en", "Abdul Aziz al-Ansari"),
    "spelt-2": ("ar", "عبد العزيز الأنصاري"),
    "spelt-3": ("en", "Abdulaziz Abdullah al-Ansari"),
    "spelt-4": ("ar", "عبدالعزيز عبدالله الأنصاري"),
    "spelt-5": ("en", "Abdul Aziz Abdullah Al-Ansari"),
}
"""As the bundled documents print one man's name."""
NAMESAKES = {"namesake-envoy", "namesake-cairo"}
CITED = [{"source": "paper"}]


def entry(name: str, en: str | None = None, ar: str | None = None, **more: Any) -> dict[str, Any]:
    """A person."""
    names = {language: text for language, text in (("en", en), ("ar", ar)) if text}
    return {"id": name, "names": names, "citations": CITED, **more}


def meeting(name: str, day: str, *who: str, party: str = "QA", organisation: str | None = "qa-nctc") -> dict[str, Any]:
    """A meeting at which some sat for an organisation."""
    seat = {"party": party, "role": "member", **({"organisation": organisation} if organisation else {})}
    return {
        "id": name,
        "kind": "meeting",
        "status": "held",
        "title": {"en": name},
        "when": {"edtf": day},
        "parties": ["QA", "US"] if party == "QA" else [party, "QA"],
        "participants": [{"person": one, **seat} for one in who],
        "citations": CITED,
    }


def office(name: str, who: str, party: str, title: str, organisation: str | None = None) -> dict[str, Any]:
    """An office held from 2016 to 2019."""
    body = {"organisation": organisation} if organisation else {}
    held = {"from": "2016", "to": "2019", "title": {"en": title}, "citations": CITED}
    return {"id": name, "person": who, "party": party, **held, **body}


PLANTED = {
    "sources": [{"id": "paper", "kind": "news-article", "title": {"en": "Paper"}, "languages": ["en"]}],
    "people": [
        *(entry(name, **{language: text}) for name, (language, text) in SPELLINGS.items()),
        entry("namesake-envoy", "Abdulaziz al-Ansari", "عبد العزيز الأنصاري"),
        entry("namesake-cairo", "Abdulaziz al-Ansari", "عبد العزيز الأنصاري"),
        entry("misprint", "Mutlaq al-Qahtami"),
        entry("misprint-elsewhere", "Mutlaq al-Qahtami"),
        entry("salma-al-kuwari", ar="سلمى الكواري"),
        entry("sales-twin", "Nathan Sales", classification="CONFIDENTIAL"),
    ],
    "offices": [
        office("envoy", "namesake-envoy", "QA", "Envoy", "qa-mofa"),
        office("attache", "namesake-cairo", "EG", "Attaché"),
    ],
    "engagements": [
        *(meeting(f"day-{number}", f"2017-03-0{number}", name) for number, name in enumerate(SPELLINGS, 1)),
        meeting("day-6", "2017-03-06", "misprint", organisation="qa-mofa"),
        meeting("day-7", "2017-03-07", "misprint-elsewhere", organisation="qa-moi"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def app(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> App:
    """The bundled record with five entries of one man, two namesakes of his, and a misprint."""
    path = tmp_path_factory.mktemp("people") / "calendar.sqlite"
    shutil.copy(bundled, path)
    made = App(Settings(database_url=f"sqlite:///{path}"))
    made.record([("planted.json", codec.encode(PLANTED))])
    let_go()
    return made


@pytest.fixture(scope="module")
def found(app: App) -> Sequence[Suggestion]:
    """What is suggested at full clearance."""
    return suggestions(app, clearance=FULL)


def of(found: Sequence[Suggestion], one: str, other: str) -> Suggestion:
    """The suggestion about two entries."""
    [pair] = [pair for pair in found if {pair.person, pair.into} == {one, other}]
    return pair


def codes(reasons: Sequence[Any]) -> set[str]:
    """Reasons in short."""
    return {one.code for one in reasons}


def test_the_five_spellings_are_one_man(found: Sequence[Suggestion]):
    """In two scripts, with and without his father's name: each is suggested to be one with the entry there is."""
    one_man = {ANSARI, *SPELLINGS}
    suggested = [{pair.person, pair.into} for pair in found if not pair.kept_apart]
    assert {name for pair in suggested if ANSARI in pair for name in pair} == one_man
    assert all(of(found, name, ANSARI).into == ANSARI for name in SPELLINGS)


def test_his_namesakes_in_other_offices_stay_others(found: Sequence[Suggestion]):
    """The same name in both scripts; yet of another party, or elsewhere on the same day: kept apart, and why."""
    pairs = [pair for pair in found if NAMESAKES & {pair.person, pair.into}]
    assert pairs
    assert all(pair.kept_apart for pair in pairs)
    told = of(found, "namesake-envoy", ANSARI)
    assert codes(told.speaks_against) == {"other-office"}
    assert told.speaks_against[0].about == ["ansari-statement-2017-09-18", "envoy"]
    assert codes(of(found, "namesake-cairo", ANSARI).speaks_against) == {"other-party", "other-office"}


def test_those_kept_apart_stand_last(found: Sequence[Suggestion]):
    """However alike their names are."""
    order = [(pair.kept_apart, -pair.score) for pair in found]
    assert order == sorted(order)


def test_letters_alone_are_never_reason_enough(found: Sequence[Suggestion]):
    """A letter off in the name of an envoy's own ministry is suggested; the same in another body is not."""
    told = of(found, "misprint", "mutlaq-al-qahtani")
    assert (told.meets, told.kept_apart) == ("by-letters", False)
    assert "same-organisation" in codes(told.speaks_for)
    assert not any({pair.person, pair.into} == {"misprint-elsewhere", "mutlaq-al-qahtani"} for pair in found)


def test_what_is_hidden_is_like_nobody(app: App, found: Sequence[Suggestion]):
    """Below its clearance an entry is neither suggested nor meant; above, the two levels are pointed out."""
    told = of(found, "sales-twin", "nathan-sales")
    assert "classified-otherwise" in codes(told.speaks_against)
    assert not told.kept_apart
    public = suggestions(app, clearance=PUBLIC)
    assert public == [pair for pair in found if "sales-twin" not in (pair.person, pair.into)]
    assert [one.person for one in meant(app, "Nathan Sales", clearance=PUBLIC)] == ["nathan-sales"]


def test_nothing_is_merged_by_suggesting(app: App, found: Sequence[Suggestion]):
    """The log stands where it stood, and every entry is one of its own."""
    assert all(item["merged_into"] is None for item in app.register("person", clearance=FULL))
    assert all(pair.command.startswith("ctcalendar people merge ") for pair in found)


def test_as_of_a_day_before_they_were_recorded_nobody_is_suggested(app: App):
    """The record as it was."""
    assert suggestions(app, clearance=FULL, as_of="2026-11-22T03:00Z") == []


@pytest.mark.parametrize(
    ("typed", "person", "how"),
    [
        ("Rex Tillerson", "rex-tillerson", "as-spelt"),
        ("Mr. REX  TILLERSON", "rex-tillerson", "as-spelt"),
        ("Alena Romanovski", "alina-romanowski", "by-letters"),
        ("Steven Munchin", "steven-mnuchin", "by-letters"),
        ("Mohammed Al-Thani", "mohamed-al-thani", "for-short"),
        ("Tilerson", "rex-tillerson", "in-part"),
        ("فلاديمير فورنكوف", "vladimir-voronkov", "by-letters"),
        ("مُطلق القحطانى", "mutlaq-al-qahtani", "as-spelt"),
        ("Salma al-Kuwari", "salma-al-kuwari", "by-sound"),
        ("Salmah Kuwary", "salma-al-kuwari", "by-sound"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(app: App, typed: str, person: str, how: str):
    """In either script and across the two, misspelt, for short, or a family's alone."""
    best = meant(app, typed, clearance=PUBLIC)[0]
    assert (best.person, best.how) == (person, how)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "…",
        "\u202e\u2066",
        "\x00\x1b[31m",
        "x" * 10_000,
        "al " * 4_000,
        "=1+1",
        "\ud800",
        "%' OR 1=1 --",
        "الـ" * 3_000,
    ],
    ids=ascii,
)
def test_no_text_breaks_the_search_for_a_name(app: App, typed: str):
    """It means nobody, in no time."""
    assert meant(app, typed, clearance=PUBLIC) == []
