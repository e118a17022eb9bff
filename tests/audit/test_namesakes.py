"""likely-one-person: people who may have been recorded twice."""

from typing import Any, NamedTuple

import pytest

from audit.judging import Judge, cited, engagement, office, person
from ctcalendar.audit.comparing import COMPARED, known_people, pairs

CODE = "likely-one-person"
WARNING, INFO = [("warning", "person:second")], [("info", "person:second")]


def pair(judge: Judge, first: tuple[str | None, ...], second: tuple[str | None, ...], **sections: Any) -> None:
    """Two people: (English, Arabic, aliases…)."""
    judge.record(people=[person("first", *first), person("second", *second)], **sections)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdulaziz al-Ansari", "Abdul Aziz Al Ansari"),
        ("Abdulaziz al-Ansari", "Abd al-Aziz El-Ansari"),
        ("Mohamed bin Hamad Al Thani", "Muhammad Hamad Al-Thani"),
        ("Jane Roe", "Dr. JANE ROE"),
        ("Edmund Fitton-Brown", "Edmund Fitton Brown"),
        ("Sa‘id Nasser", "Saeed Nasir"),
        ("J. Roe", "J. Roe"),
    ],
)
def test_one_name_spelt_in_two_ways_is_told(judge: Judge, one: str, other: str):
    """Articles, hyphens, particles, titles and common spellings do not make another person."""
    pair(judge, (one,), (other,))
    assert judge.finds(CODE) == WARNING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبدالعزيز الأنصاري", "عبد العزيز الانصارى"),
        ("فاطمة آل ثاني", "فاطمه ال ثاني"),
        ("إبراهيم بن علي", "ابراهيم علي"),
        ("مُحَمَّد سالم", "محمـد سالم"),
    ],
)
def test_one_name_spelt_in_two_ways_in_arabic_is_told(judge: Judge, one: str, other: str):
    """Hamza, taa marbuta, alef maqsura, marks, tatweel, `bin` and the parted servant of God."""
    pair(judge, (None, one), (None, other))
    assert judge.finds(CODE) == WARNING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdulaziz al-Ansari", "Abdulaziz Abdullah al-Ansari"),
        ("Nathan Sales", "Nathan Alexander Sales"),
    ],
)
def test_a_shorter_name_is_told_more_softly(judge: Judge, one: str, other: str):
    """First and last name alike, nothing against it."""
    pair(judge, (one,), (other,))
    assert judge.finds(CODE) == INFO


def test_an_initial_is_no_other_name(judge: Judge):
    """Nathan A. Sales."""
    pair(judge, ("Nathan Sales",), ("Nathan A. Sales",))
    assert judge.finds(CODE) == WARNING


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Abdulaziz al-Ansari", "عبد العزيز الأنصاري"),
        ("Steven Mnuchin", "ستيفن منوشين"),
        ("Mutlaq al-Qahtani", "مطلق القحطاني"),
    ],
)
def test_names_known_in_one_script_each_are_compared_by_sound(judge: Judge, latin: str, arabic: str):
    """Softly: consonants tell little."""
    pair(judge, (latin,), (None, arabic))
    assert judge.finds(CODE) == INFO


def test_an_attested_spelling_counts_like_a_label(judge: Judge):
    """Sources spell as they like."""
    pair(judge, ("Jane Roe", None, "Jane Marie Roe-Smith"), ("Jane Smith", None, "Jane Marie Roe Smith"))
    assert judge.finds(CODE) == WARNING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Khalifa bin Hamad bin Khalifa Al Thani",), ("Mohamed bin Abdulrahman Al Thani",)),
        (("Mohamed bin Hamad Al Thani",), ("Mohamed bin Abdulrahman Al Thani",)),
        (("Ali Hassan",), ("Ali Hussein",)),
        (("Hamad Salem",), ("Ahmed Salem",)),
        (("Jane Roe", None, "Roe"), ("John Roe", None, "Roe")),
        (("Hamad Al Thani", None, "Al Thani"), ("Saud Al Thani", None, "Al-Thani")),
        (("Mohamed bin Hamad Al Thani", None, "Mohamed Al Thani"), ("Mohamed bin Saud Al Thani",)),
        (("Ali Hassan", "علي حسن"), ("Ali Hassan", "علي النعيمي")),
        ((None, "علي حسن"), (None, "علي حسين")),
    ],
)
def test_a_family_and_cousins_are_not_one_person(judge: Judge, one: Any, other: Any):
    """The Al Thanis are many; a short name says nothing against two long ones; the other script tells them apart."""
    pair(judge, one, other)
    assert judge.finds(CODE) == []


def test_a_short_name_that_fits_several_says_nothing(judge: Judge):
    """Which Mohamed Al Thani?"""
    judge.record(
        people=[
            person("first", "Mohamed bin Hamad Al Thani"),
            person("second", "Mohamed bin Saud Al Thani"),
            person("third", "Mohamed Al Thani"),
        ]
    )
    assert judge.finds(CODE) == []


def test_three_entries_of_one_man_are_told_by_the_first(judge: Judge):
    """Each of the later ones once, though the short name fits both of the others: those are one."""
    judge.record(
        people=[
            person("first", "Abdulaziz al-Ansari"),
            person("second", "Abdul Aziz Abdullah Al-Ansari"),
            person("third", "Abdulaziz Abdullah al-Ansari"),
        ]
    )
    assert judge.finds(CODE) == [("warning", "person:third"), ("info", "person:second")]


NAMES = (("Ahmad Salem", "أحمد سالم"), ("Ahmad Salem", "أحمد سالم"))


def test_two_at_one_table_are_two(judge: Judge):
    """Nobody sits there twice."""
    seats = [{"person": name, "party": "QA", "role": "member"} for name in ("first", "second")]
    pair(judge, *NAMES, engagements=[engagement("meeting", participants=seats)])
    assert judge.finds(CODE) == []


@pytest.mark.parametrize(("party", "found"), [("EG", []), ("US", WARNING)])
def test_namesakes_of_different_parties_are_two(judge: Judge, party: str, found: list[tuple[str, str]]):
    """By the offices they held, or the sides they sat on."""
    seat = {"person": "second", "party": party, "role": "head"}
    envoy = office("envoy", "first", "Envoy")
    pair(judge, *NAMES, offices=[envoy], engagements=[engagement("meeting", participants=[seat])])
    assert judge.finds(CODE) == found


@pytest.mark.parametrize(
    ("until", "elsewhere", "found"),
    [("2019", "harbour", []), ("..", "harbour", []), ("2016-06", "harbour", WARNING), ("2019", "branch", WARNING)],
)
def test_who_holds_another_office_on_the_same_day_is_another(
    judge: Judge, until: str, elsewhere: str, found: list[tuple[str, str]]
):
    """In another organisation, and for certain: not one after the other, nor in a part of the same."""
    bodies = [
        {"id": name, "party": "US", "names": {"en": name}, "citations": [cited()], **more}
        for name, more in (("treasury", {}), ("harbour", {}), ("branch", {"within": "treasury"}))
    ]
    held = [
        office("first-office", "first", "Clerk", "2015", until, organisation="treasury"),
        office("second-office", "second", "Pilot", "2017", "2018", organisation=elsewhere),
    ]
    pair(judge, *NAMES, organisations=bodies, offices=held)
    assert judge.finds(CODE) == found


def test_an_office_of_a_party_is_that_party(judge: Judge):
    """Who sat for the one may sit for the other."""
    parties = [
        {"id": "UN", "kind": "international-organisation", "names": {"en": "United Nations"}, "citations": [cited()]},
        {"id": "UNOCT", "kind": "office", "within": "UN", "names": {"en": "Office"}, "citations": [cited()]},
    ]
    sides = [{**office(f"envoy-{party}", name, "Envoy"), "party": party} for name, party in
             (("first", "UN"), ("second", "UNOCT"))]  # fmt: skip
    pair(judge, *NAMES, parties=parties, offices=sides)
    assert judge.finds(CODE) == WARNING


def test_who_was_merged_is_not_told_nor_who_was_split_again(judge: Judge):
    """Somebody has looked."""
    pair(judge, *NAMES)
    assert judge.finds(CODE) == WARNING
    judge.tell(merges=[{"subject": "second", "into": "first", "reason": "one man", "citations": [cited()]}])
    assert judge.finds(CODE) == []
    judge.tell(splits=[{"subject": "second", "from": "first", "reason": "brothers", "citations": [cited()]}])
    assert judge.finds(CODE) == []


def test_a_merged_entry_lends_its_spellings(judge: Judge):
    """A third entry is like the second, which is the first."""
    pair(judge, ("Jane Roe",), ("Ioanna Rho",))
    judge.tell(merges=[{"subject": "second", "into": "first", "reason": "one woman", "citations": [cited()]}])
    judge.tell(people=[person("third", "Ioanna RHO")])
    assert judge.finds(CODE) == [("warning", "person:third")]
    assert "ctcalendar people merge third first --reason" in judge.findings(CODE)[0].suggestion


def test_of_very_many_alike_each_is_compared_with_a_few():
    """So that the pairs grow as the people do, and not as their square."""
    cards = [_Named(f"p{number:04}", {"names": {"en": "Ali Hassan Salem"}}) for number in range(600)]
    people = known_people(lambda kind: cards if kind == "person" else [], [])  # type: ignore[arg-type,return-value]
    assert len(pairs(people)) == COMPARED * 600 - COMPARED * (COMPARED + 1) // 2


class _Named(NamedTuple):
    """As much of a person's card as is compared."""

    id: str
    fields: dict[str, Any]
    history: tuple[()] = ()
