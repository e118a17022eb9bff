"""What is refused on the way in: each rule of checks.py, and what stays just within it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctcalendar.domain.checks import problems
from ctcalendar.domain.values import Alias, Assertion, Citation, Delegation, Objective, SeriesPlace, SourcePart, Text
from domain import builders as b
from domain.builders import cite, commitment, head, instrument, office, on, party, person, place, report, source, visit


def found(value: Any) -> dict[str, str]:
    """The problems of a value: path -> message. A path with two would hide one, so none may have two."""
    listed = list(problems(value))
    assert len({problem.path for problem in listed}) == len(listed), listed
    return dict(listed)


def only(value: Any) -> str:
    """The one problem of a value, as `path: message`."""
    (problem,) = problems(value)
    return f"{problem.path}: {problem.message}"


ITEMS = [
    visit(),
    person(),
    source(),
    party(),
    b.organisation(),
    office(),
    b.topic(),
    instrument(),
    commitment(),
    b.series(),
    report(),
    b.deadline(),
    b.cadence(),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_what_the_builders_make_is_in_order(item: Any):
    """So every problem below is the one its test is about."""
    assert not found(item)


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\n", "U+000A"),
        ("\r\n", "U+000D"),
        ("\t", "U+0009"),
        ("\0", "U+0000"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\u2028", "U+2028"),
        ("\u2029", "U+2029"),
        ("\ud800", "U+D800"),
        ("\udfff", "U+DFFF"),
        ("\ufffe", "U+FFFE"),
        ("\u202a", "U+202A"),
        ("\u202b", "U+202B"),
        ("\u202c", "U+202C"),
        ("\u202d", "U+202D"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u2067", "U+2067"),
        ("\u2068", "U+2068"),
        ("\u2069", "U+2069"),
    ],
)
def test_text_holds_no_character_that_controls_hides_or_reorders(character: str, name: str):
    """Line ends, NUL, escapes, halves of a character, bidi embeddings, overrides and isolates: named by code point."""
    assert only(person(names=Text(en=f"Khalid{character}Al"))).startswith(f"names.en: holds {name}")


@pytest.mark.parametrize(
    "text",
    [
        "Doha\u200e (Qatar)",
        "\u200fالدوحة (قطر)\u200f",
        "می\u200cخواهم",
        "الأنصاري، اللواء؛ «رئيس»",
        "Zoë 😀 Müller",
        "non\u00a0breaking",
        "e\u0301",
    ],
)
def test_text_may_hold_the_marks_that_writing_needs(text: str):
    """LRM, RLM, the joiners of Persian and Urdu, combining accents, characters beyond U+FFFF."""
    assert not found(person(names=Text(en=text)))


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u2003", "\u200e", " \u200f \u200d"])
def test_an_empty_text_is_refused_also_when_it_only_looks_empty(text: str):
    """What is not known is left out, not left blank."""
    assert only(person(names=Text(en=text))).startswith("names.en: is empty")


def test_text_is_at_most_2000_characters_long():
    """Characters are counted, not bytes: Arabic gets as many."""
    assert not found(person(names=Text(ar="د" * 2_000)))
    assert only(person(names=Text(ar="د" * 2_001))).startswith("names.ar: is 2001 characters long")


def test_every_text_is_looked_at_however_deep_it_stands():
    """The path leads to it, members of lists by their number."""
    says = Assertion(id="x", by="document", text=Text(en="a\0b"), citations=(cite(quote="c\nd"),))
    assert set(found(visit(says=(says,)))) == {"says.1.text.en", "says.1.citations.1.quote"}


def test_a_bilingual_text_has_one_language_at_least():
    """A note on how two languages differ needs both."""
    assert only(person(names=Text())) == "names: has no text in any language; give en, ar or both"
    assert only(person(names=Text(en="a", differs="b"))).startswith("names.differs: says that two languages differ")
    assert not found(person(names=Text(en="a", ar="ب", differs="the Arabic adds a rank")))


# -- citations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "refused"), [(1, False), (12, False), (13, True), (50, True)])
def test_a_quote_is_a_dozen_words_at_most(words: int, refused: bool):
    """The message counts them."""
    cited = cite("title", quote=" ".join(["word"] * words))
    assert found(visit(citations=(cited,))) == (
        {"citations.1.quote": f"has {words} words; quote the 12 that carry the point, at most"} if refused else {}
    )


def test_words_are_counted_across_any_white_space():
    """Non-breaking spaces do not make one word of thirteen."""
    assert only(cite(quote="\u00a0".join(["word"] * 13))).startswith("quote: has 13 words")


def test_a_quote_says_in_which_language_it_is():
    """A citation without a quote need not."""
    assert only(Citation(source="note", quote="met in Doha")).startswith("language: is missing")
    assert not found(Citation(source="note"))


@pytest.mark.parametrize("locator", ["char=1025,1063", "char=0", "char=7,7", "line=3,4", "page=3", "page=3-5"])
def test_a_locator_is_a_span_of_characters_or_lines_or_a_page(locator: str):
    """RFC 5147, and page numbers."""
    assert not found(cite(locator=locator))


@pytest.mark.parametrize(
    "locator",
    [
        "1025,1063",
        "char=",
        "char=-1,5",
        "char=1025-1063",
        "char=1,2,3",
        "char=١",
        "page=iv",
        "p. 3",
        "char=1 ",
        "#char=1",
    ],
)
def test_any_other_locator_is_refused(locator: str):
    """The message shows both forms."""
    assert only(cite(locator=locator)).startswith(f"locator: {locator!r} is no RFC 5147 locator")


@pytest.mark.parametrize("locator", ["char=1063,1025", "line=4,3", "page=5-3"])
def test_a_locator_does_not_end_before_it_starts(locator: str):
    """Numbers are compared as numbers."""
    assert only(cite(locator=locator)) == f"locator: {locator!r} ends before it starts"
    assert not found(cite(locator="char=999,1000"))


@pytest.mark.parametrize("item", [visit, person, party, b.organisation, office, instrument, commitment, b.series])
def test_an_item_names_a_source(item: Any):
    """Whatever its kind."""
    assert found(item(citations=())) == {
        "citations": "are missing: name at least one source, with the words that say so"
    }


def test_sources_and_topics_need_no_source():
    """A document is its own witness, a topic is our own word."""
    assert not found(source(citations=())) | found(b.topic(citations=()))


def test_a_citation_inside_a_value_is_citation_enough():
    """An alias somebody attests proves that the person is known."""
    alias = Alias(text="Khalid", language="en", citations=(cite(),))
    assert not found(person(citations=(), aliases=(alias,)))


# -- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edtf", ["2017-02-29", "8 November", "2017-13", "", "2018/2017"])
def test_a_day_is_edtf(edtf: str):
    """Of an engagement, a stop and a source's publication alike."""
    assert "when.edtf" in {problem.path for problem in problems(visit(when=on(edtf)))}
    assert "places.1.when.edtf" in {problem.path for problem in problems(visit(places=(place(when=on(edtf)),)))}
    assert "published.edtf" in {problem.path for problem in problems(source(published=on(edtf)))}


@pytest.mark.parametrize(
    "day", ["2017-11", "20171108", "2017-W45-3", "2017-11-08T00:00", "2017-02-29", "..", "2017-11-08?"]
)
def test_a_bound_is_one_calendar_day(day: str):
    """Not a month, not a week, not a moment, though Python would read some of them."""
    assert only(visit(when=on(earliest=day))).startswith(f"when.earliest: {day!r} is no calendar day")
    assert only(visit(when=on(latest=day))).startswith(f"when.latest: {day!r} is no calendar day")


def test_bounds_stand_in_order():
    """The same day twice is in order."""
    assert not found(visit(when=on(earliest="2017-11-08", latest="2017-11-08")))
    assert only(visit(when=on(earliest="2017-11-09", latest="2017-11-08"))).startswith(
        "when.latest: 2017-11-08 is before"
    )


def test_an_unknown_date_says_so():
    """Null needs a bound or basis none."""
    assert only(visit(when=on())).startswith("when.edtf: is missing")
    assert not found(visit(when=on(latest="2017-11-08")))
    assert not found(visit(when=on(basis="none", printed="on a Monday")))


def test_an_inferred_date_says_how():
    """A stated one need not."""
    assert only(visit(when=on("2018", basis="inferred"))).startswith("when.rule: is missing")
    assert not found(visit(when=on("2018", basis="inferred", rule="from the dateline")))


@pytest.mark.parametrize("time", ["00:00", "19:22", "23:59"])
def test_a_time_is_hours_and_minutes(time: str):
    """From midnight to a minute before the next."""
    assert not found(visit(when=on("2018-03-04", time=time)))


@pytest.mark.parametrize("time", ["24:00", "7:30", "19:60", "19:22:00", "7 pm", "١٩:٢٢", "19.22", "19:22\n"])
def test_any_other_time_is_refused(time: str):
    """With the form that was expected."""
    paths = {problem.path: problem.message for problem in problems(on("2018-03-04", time=time))}
    assert "expected 19:22" in paths["time"] or "U+000A" in paths["time"]


@pytest.mark.parametrize("zone", ["Asia/Qatar", "America/New_York", "UTC"])
def test_a_zone_is_an_iana_time_zone(zone: str):
    """By its name in the time zone database."""
    assert not found(on("2018-03-04", time="10:00", zone=zone))


@pytest.mark.parametrize("zone", ["Qatar time", "GMT+3", "+03:00", "Asia", "/etc/passwd", "../UTC", "Asia/Doha"])
def test_any_other_zone_is_refused(zone: str):
    """A folder of zones, an offset or a path is none."""
    assert only(on("2018-03-04", zone=zone)) == f"zone: {zone!r} is no IANA time zone (expected Asia/Qatar)"


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_any_text_as_a_day_a_time_or_a_zone_is_judged_and_never_fails(text: str):
    """The checks refuse; they do not break."""
    for when in (on(text), on(earliest=text), on("2018", time=text), on("2018", zone=text)):
        assert all(problem.message for problem in problems(when))


# -- items ------------------------------------------------------------------------------------------------------------


def test_parties_are_named():
    """An instrument, a commitment, a series and an engagement each have some."""
    for item in (visit, instrument, commitment, b.series):
        assert only(item(parties=())) == "parties: are missing: name at least one"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parties", ("QA", "US", "QA")),
        ("topics", ("financing", "financing")),
        ("agencies", ("us-state", "us-state")),
        ("instruments", ("mou", "mou")),
        ("says", (Assertion(id="x", by="QA", text=Text(en="a")), Assertion(id="x", by="US", text=Text(en="b")))),
    ],
)
def test_nothing_is_named_twice_in_a_list(field: str, value: Any):
    """Neither an id nor a member with that id: a path could not tell them apart."""
    name = value[0] if isinstance(value[0], str) else value[0].id
    assert only(visit(**{field: value})) == f"{field}: names {name!r} twice"


def test_a_field_is_proved_once_by_a_citation():
    """The same field twice is a slip."""
    assert only(cite("title", "title")) == "supports: names 'title' twice"


def test_one_of_a_few_values_is_named_once_too():
    """Though there is nothing to look for in each of them."""
    assert only(source(languages=("en", "ar", "en"))) == "languages: names 'en' twice"


def test_a_participant_is_somebody():
    """A party and a role alone name nobody."""
    assert only(head(None)).endswith("names nobody: give person, name, title or organisation")
    for known in ({"name": "Sales"}, {"title": Text(en="Coordinator")}, {"organisation": "us-state"}):
        assert not found(head(None, **known))


def test_a_place_is_somewhere():
    """A name or a country."""
    assert only(place(None, None)).endswith("is nowhere: give a name, a country or both")
    assert not found(place(None)) | found(place(country=None))


@pytest.mark.parametrize("size", [0, -1, 100_001])
def test_a_delegation_has_a_size(size: int):
    """Between one and a hundred thousand."""
    assert only(Delegation(party="QA", size=size)) == f"size: {size} is no size of a delegation"
    assert not found(Delegation(party="QA", size=1)) | found(Delegation(party="QA", size=100_000))


@pytest.mark.parametrize("ordinal", [0, -1, 100_001])
def test_ordinals_count_from_one(ordinal: int):
    """A meeting whose ordinal is not known has none."""
    assert only(SeriesPlace(id="s", ordinal=ordinal)).startswith(f"ordinal: {ordinal} is no ordinal")
    assert not found(SeriesPlace(id="s")) | found(SeriesPlace(id="s", ordinal=1))


@pytest.mark.parametrize("sessions", [0, -3, 10_001])
def test_an_engagement_has_a_number_of_sessions(sessions: int):
    """At least one where it is known."""
    assert only(visit(sessions=sessions)) == f"sessions: {sessions} is no number of sessions"
    assert not found(visit(sessions=1))


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (visit(part_of=b.VISIT.id), "part_of"),
        (b.topic("aviation", broader="aviation"), "broader"),
        (party("GCC", within="GCC"), "within"),
        (b.organisation("qa-ssb", within="qa-ssb"), "within"),
    ],
)
def test_nothing_is_a_part_of_itself(item: Any, field: str):
    """A filter that follows the parts would never end."""
    assert only(item) == f"{field}: names the item itself"


def test_a_state_is_not_registered_as_a_party():
    """QA means Qatar, whatever a file says."""
    assert only(party("QA")).startswith("id: QA is a state of ISO 3166")
    assert not found(party("SU"))


@pytest.mark.parametrize("url", ["https://www.state.gov/x", "http://qna.org.qa/النص"])
def test_an_address_is_one_of_the_web(url: str):
    """Arabic addresses too."""
    assert not found(source(url=url))


@pytest.mark.parametrize("url", ["www.state.gov", "ftp://x", "javascript:alert(1)", "file:///etc/passwd", " https://x"])
def test_any_other_address_is_refused(url: str):
    """A page would make a link of it."""
    assert only(source(url=url)) == "url: is no web address (expected https://…)"


@pytest.mark.parametrize("sha256", ["0" * 63, "0" * 65, "A" * 64, "g" * 64, "٠" * 64])
def test_a_digest_is_sixty_four_hex_digits(sha256: str):
    """Lower case, so that equal digests are equal text."""
    assert only(source(sha256=sha256)) == "sha256: is no SHA-256 in hex (64 digits, lower case)"
    assert not found(source(sha256="0123456789abcdef" * 4))


def test_an_office_is_held_from_a_day_to_a_day_or_still():
    """`..` is still held; it is no beginning."""
    assert not found(office(since="2017-01", until=".."))
    assert not found(office(since="2017-01-20", until="2017-01"))
    assert only(office(since="..")).startswith("from: '..' is no EDTF date")
    assert only(office(until="last year")).startswith("to: 'last year' is no EDTF date")
    assert only(office(since="2018", until="2017")) == "to: '2018/2017' ends before it starts"


def test_an_instrument_covers_a_period():
    """As EDTF."""
    assert not found(instrument(covers="2018"))
    assert only(instrument(covers="next year")).startswith("covers: 'next year' is no EDTF date")


def test_a_commitment_is_made_in_an_instrument_or_at_an_engagement():
    """Exactly one of the two."""
    message = "instrument: or engagement: give exactly one, the text or the meeting that binds"
    assert only(commitment(instrument=None)) == message
    assert only(commitment(engagement="mou-signing")) == message
    assert not found(commitment(instrument=None, engagement="mou-signing"))


def test_a_report_says_who_reports_and_when():
    """By somebody, on an EDTF day where no engagement gives it."""
    assert only(report(by=())) == "by: names nobody: say who reports"
    assert only(report(on="yesterday")).startswith("on: 'yesterday' is no EDTF date")
    assert not found(report(on="2017-11"))


def test_all_problems_are_told_at_once():
    """Each at its own path."""
    parts = (SourcePart(language="ar", locators=("",)),)
    listed = found(source(url="x", sha256="y", published=on("z"), parts=parts))
    assert list(listed) == ["url", "sha256", "published.edtf", "parts.1.locators.1"]


def test_what_is_found_in_a_list_has_the_number_of_its_member():
    """Counted from one, as people count."""
    objectives = (Objective(id="a", text=Text(en="x")), Objective(id="b", text=Text(en="")))
    assert list(found(instrument(objectives=objectives))) == ["objectives.2.text.en"]
