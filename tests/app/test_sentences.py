"""What is on the agenda in words: in both languages, and true on every day that they may be read."""

import re
from itertools import product
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from agenda.found import announced, deadline, expected, when
from ctcalendar.agenda.matters import Matter, of_announced, of_deadline, of_expected
from ctcalendar.agenda.stages import STATES, What
from ctcalendar.app.sentences import sentence
from ctcalendar.feeds.words import day_in_words
from ctcalendar.views.entry import Words

LANGUAGES = ("en", "ar")


def meeting(**given: Any) -> Matter:
    """A meeting that was announced."""
    matter = of_announced(announced(**given))
    assert matter is not None
    return matter


def due(**given: Any) -> Matter:
    """A deadline."""
    matter = of_deadline(deadline(**given))
    assert matter is not None
    return matter


MATTERS = {"expected": of_expected(expected()), "announced": meeting(), "deadline": due()}

TABLE = [
    ("expected", "coming", "Talks on ports, number 5: expected by 2025-03-10"),
    ("expected", "unscheduled", "Talks on ports, number 5: expected by 2025-03-10; nobody has announced it"),
    (
        "expected",
        "due",
        "Talks on ports, number 5: expected by 2025-03-10, at the latest 2025-06-02; nobody has announced it",
    ),
    (
        "expected",
        "overdue",
        "Talks on ports, number 5: was expected by 2025-03-10, at the latest 2025-06-02; none is on record",
    ),
    ("announced", "coming", "Talks on ports: announced for 2025-06-30"),
    ("announced", "due", "Talks on ports: announced for 2025-06-30; record whether it was held"),
    ("announced", "overdue", "Talks on ports: was announced for 2025-06-30; nobody has recorded whether it was held"),
    ("deadline", "coming", "to be completed by 2025-06-30: Open the port (last word: no report on record)"),
    ("deadline", "due", "to be completed by 2025-06-30: Open the port (last word: no report on record)"),
    ("deadline", "overdue", "was to be completed by 2025-06-30: Open the port (last word: no report on record)"),
]


@pytest.mark.parametrize(("what", "state", "told"), TABLE)
def test_a_matter_is_one_sentence(what: str, state: Any, told: str):
    """It names what, and its days."""
    assert sentence(MATTERS[what], state, "en") == told


def spoken(what: str, state: str) -> bool:
    """Whether there is such a thing: only what nobody has announced is unscheduled."""
    return what == "expected" or state != "unscheduled"


@pytest.mark.parametrize(
    ("what", "state"), [pair for pair in product(get_args(What), STATES) if spoken(*pair)], ids=str
)
def test_every_sentence_is_said_in_arabic_too(what: str, state: Any):
    """With the same days, as they are written there, the same number, and no word of English."""
    english, arabic = (sentence(MATTERS[what], state, language) for language in LANGUAGES)
    for day in re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", english):
        assert day_in_words(day, "ar") in arabic
    assert not re.search("[0-9]-", arabic)
    assert ("5" in re.findall(r"\b[0-9]\b", english)) == ("رقم 5" in arabic)
    assert not re.search("[A-Za-z{}]", arabic)


@pytest.mark.parametrize(("what", "state"), [(what, state) for what, state, _ in TABLE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_sentence_is_relative_to_the_day_it_is_read(what: str, state: Any, language: str):
    """A sentence in a mail or a feed is read for years: no "overdue", no "in three days"."""
    words = "overdue late ago today tomorrow yesterday soon days weeks months متأخر اليوم غدا أمس بعد أيام".split()
    told = re.split(r"\W+", sentence(MATTERS[what], state, language).replace("ولم يُعلن عنه بعد", "").casefold())
    assert set(told) & set(words) == set()


@pytest.mark.parametrize(
    ("status", "english", "arabic"),
    [
        (None, "no report on record", "لا تقرير مسجلاً"),
        ("not-started", "not started", "لم يبدأ"),
        ("in-progress", "in progress", "قيد التنفيذ"),
        ("largely-complete", "largely complete", "استُكمل في معظمه"),
        ("complete", "complete", "استُكمل"),
        ("lapsed", "lapsed", "سقط"),
    ],
)
def test_a_deadline_tells_the_last_word(status: str | None, english: str, arabic: str):
    """Of what is over only while its end is in dispute: then it is still on the agenda, and marked."""
    matter = replace(due(), status=status)
    assert sentence(matter, "coming", "en").endswith(f"(last word: {english})")
    assert sentence(matter, "coming", "ar").endswith(f"(آخر ما قيل: {arabic})")


def test_a_deadline_says_whether_it_is_for_the_start():
    """And as exactly by when as it was set."""
    matter = due(which="start", by="2025-06")
    assert sentence(matter, "coming", "en").startswith("to be started by 2025-06: ")
    assert sentence(matter, "overdue", "en").startswith("was to be started by 2025-06: ")
    assert sentence(matter, "coming", "ar").startswith("للبدء في موعد أقصاه يونيو 2025: ")


@pytest.mark.parametrize(
    ("day", "told"), [("2025-06-30/2025-07-02", "2025-06-30/2025-07-02"), ("2025-06", "2025-06-01/2025-06-30")]
)
def test_a_meeting_of_several_days_names_the_first_and_the_last(day: str, told: str):
    """So does one of which only the month is known."""
    assert sentence(meeting(day=day), "coming", "en") == f"Talks on ports: announced for {told}"


@pytest.mark.parametrize("number", [None, 12])
def test_an_expected_meeting_has_the_number_it_will_have(number: int | None):
    """Where that of the last one is known."""
    matter = of_expected(expected(number=number))
    told = "Talks on ports" if number is None else "Talks on ports, number 12"
    assert sentence(matter, "coming", "en") == f"{told}: expected by 2025-03-10"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_known_in_one_language_is_told_in_it(language: str):
    """Better the other language than none."""
    matter = of_expected(expected(names=Words("Talks", None)))
    assert "Talks" in sentence(matter, "coming", language)


@pytest.mark.parametrize(("language", "mark"), [("en", "(disputed)"), ("ar", "(محل خلاف)")])
def test_a_matter_in_dispute_is_marked(language: str, mark: str):
    """The recorded value stays; that it is disputed is said."""
    disputed = [meeting(day=when("2025-06-30"), disputed=["when"]), due(disputed=["progress"])]
    assert all(sentence(matter, "coming", language).endswith(f" {mark}") for matter in disputed)
    assert mark not in sentence(meeting(), "coming", language)


@pytest.mark.parametrize("title", ["{on}", "100% {0} {", "a: b; c"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_stays_what_it_is(title: str, language: str):
    """Also where it looks like a template."""
    words = Words(title, title)
    for matter in (of_expected(expected(names=words)), meeting(title=words), due(text=words)):
        assert title in sentence(matter, "due", language)


@pytest.mark.parametrize(("language", "told"), [("en", "announced without a day"), ("ar", "وأُعلن من دون تاريخ")])
def test_what_was_announced_without_a_day_is_said_to_be(language: str, told: str):
    """It is still expected by the day that the cadence gives, until somebody says when it is."""
    assert sentence(of_expected(expected(undated="talks-5")), "unscheduled", language).endswith(told)
