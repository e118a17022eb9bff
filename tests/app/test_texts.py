"""Archived texts of sources: in only if every quote is in its place, checked ever after, and gone when forgotten."""

from hashlib import sha256

import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.app.archive import Cited
from ctcalendar.app.texts import MAX_TEXT_BYTES
from ctcalendar.db.reader import open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, Incoherent

FULL = Clearance.CONFIDENTIAL
TEXT = """\
The envoy of Ruritania visited Doha on 14 May 2018.
He met the minister, and they signed a letter of intent on
training. زار المبعوث الدوحة في ١٤ أيار.
"""
LINE = "char=23,45"
"""Where "visited Doha on 14 May" stands."""


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def note(text: str | None = TEXT, *, name: str = "note", level: str = "PUBLIC") -> str:
    """A dossier with the source of a text."""
    recorded = f", sha256: {digest(text)}" if text is not None else ""
    return (
        f"sources:\n- {{id: {name}, kind: media-note, title: {{en: Note}}, classification: {level}, "
        f"citations: [{{source: {name}, language: en, quote: The envoy of Ruritania}}]{recorded}}}\n"
    )


def visit(
    quote: str = "visited Doha on 14 May", locator: str | None = LINE, *, name: str = "visit", source: str = "note"
) -> str:
    """A dossier with a visit, on the word of a source."""
    where = f", locator: '{locator}'" if locator else ""
    return (
        f"engagements:\n- id: {name}\n  kind: visit\n  status: held\n  title: {{en: Visit}}\n  parties: [QA]\n"
        f"  when: {{edtf: 2018-05-14}}\n  citations:\n"
        f"  - {{source: {source}, language: en, quote: '{quote}'{where}, supports: [when]}}\n"
    )


EVERYWHERE = """
people:
- id: envoy
  names: {en: Envoy}
  aliases:
  - {text: Envoi, language: en, citations: [{source: note, language: en, quote: wrong in an alias}]}
  citations: [{source: note, language: en, quote: wrong in the item}]
corroborations:
- subject: person:envoy
  values: {names: {en: Envoy}}
  citations: [{source: note, language: en, quote: wrong in a corroboration, supports: [names]}]
"""


def record(app: App, *dossiers: str, dry_run: bool = False) -> None:
    app.record([(f"{number}.yaml", text.encode()) for number, text in enumerate(dossiers, 1)], dry_run=dry_run)


def archived(app: App) -> list[str]:
    """The texts in the archive."""
    with open_reader(app.settings.database) as reader:
        return [row[0] for row in reader.rows("SELECT text FROM source_text ORDER BY text")]


def refused(app: App, text: str = TEXT, source: str = "note") -> BadInput | Incoherent:
    """The refusal of a text, after making sure that nothing was archived or recorded."""
    before = archived(app), app.head()
    with pytest.raises((BadInput, Incoherent)) as caught:
        app.attach(source, "note.txt", text.encode())
    assert (archived(app), app.head()) == before
    return caught.value


# -- attaching ------------------------------------------------------------------------------------------------------


def test_a_text_is_archived_once_its_quotes_are_found(app: App):
    """Under its digest, with when and by whom, and how many quotes stand in it; the log stays as it is."""
    record(app, note(), visit())
    head = app.head()
    done = app.attach("note", "note.txt", TEXT.encode())
    assert (done.is_new, done.sha256, done.characters, done.checked) == (True, digest(TEXT), len(TEXT), 2)
    assert (list(done.unchecked), done.has_bom) == ([], False)
    with open_reader(app.settings.database) as reader:
        assert reader.rows("SELECT * FROM source_text") == [(digest(TEXT), TEXT, NOON, "local")]
    assert app.head() == head
    assert not any("Ruritania visited" in row.data for row in app.facts(clearance=FULL))


def test_the_same_text_again_changes_nothing(app: App, clock: Clock):
    """And says so."""
    record(app, note(), visit())
    app.attach("note", "note.txt", TEXT.encode())
    clock.forward(days=1)
    assert not app.attach("note", "note.txt", TEXT.encode()).is_new
    with open_reader(app.settings.database) as reader:
        assert reader.rows("SELECT attached_at FROM source_text") == [(NOON,)]


def test_a_byte_order_mark_is_part_of_the_text(app: App):
    """It has its place in the digest and in every locator, and whoever attaches is told."""
    text = "\ufeff" + TEXT
    record(app, note(text), visit(locator="char=24,46"))
    assert app.attach("note", "note.txt", text.encode()).has_bom
    assert archived(app) == [text]


def test_a_quote_on_a_page_is_reported_as_not_checked(app: App):
    """A text has no pages: neither right nor wrong."""
    record(app, note(), visit("nothing of the kind", "page=3"))
    done = app.attach("note", "note.txt", TEXT.encode())
    assert [(one.subject, one.quote, one.locator) for one in done.unchecked] == [
        ("engagement:visit", "nothing of the kind", "page=3")
    ]
    assert done.checked == 1


def test_quotes_are_checked_wherever_they_stand(app: App):
    """In an item, inside its values, and in what was said of it later."""
    record(app, note(), EVERYWHERE)
    assert [problem.partition(" is not ")[0] for problem in refused(app).problems] == [
        "note.txt: person envoy (revision 1, citation 1): “wrong in the item”",
        "note.txt: person envoy (revision 1, citation 2): “wrong in an alias”",
        "note.txt: person envoy (revision 2, citation 1): “wrong in a corroboration”",
    ]


@pytest.mark.parametrize(
    ("quote", "locator", "says"),
    [
        ("visited Doha on 15 May", LINE, "the nearest is “visited Doha on 14 May” at char=23,45"),
        ("visited Doha on 15 May", None, "the nearest is “visited Doha on 14 May” at char=23,45"),
        ("visited Doha on 14 May", "char=0,10", "it is at char=23,45"),
        ("visited Doha on 14 May", "char=23,9999", "it is at char=23,45"),
        ("signed a letter", "line=0", "it is at char=82,97"),
        ("زار المبعوث المنامة", "char=1,2", "the nearest is “زار المبعوث الدوحة” at char=121,139"),
    ],
)
def test_a_quote_that_is_not_there_is_refused_with_the_nearest(app: App, quote: str, locator: str | None, says: str):
    """Naming the item, the quote and its locator; nothing is archived."""
    record(app, note(), visit(quote, locator))
    refusal = refused(app)
    where = f"at {locator} in" if locator else "in"
    missed = f"“{quote}” is not {where} the text of source note"
    assert refusal.problems == (f"note.txt: engagement visit (revision 1, citation 1): {missed}; {says}",)
    assert "nothing was archived" in (refusal.hint or "")


def test_of_very_many_wrong_quotes_the_first_are_told(app: App):
    """Looking for what was meant takes time, and nobody mends more at once."""
    record(app, note(), *(visit(f"wrong number {number}", name=f"visit-{number:02}") for number in range(30)))
    refusal = refused(app)
    assert len(refusal.problems) == 21
    assert refusal.problems[-1] == "note.txt: and 11 more quotes were not looked at"


# -- whose text it is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, "An older text.\n"], ids=["none on record", "another on record"])
def test_a_text_that_the_source_does_not_record_is_refused_with_the_amendment(app: App, before: str | None):
    """The hint holds a dossier that can be recorded as it stands; then the text is archived."""
    record(app, note(before))
    refusal = refused(app)
    assert digest(TEXT) in refusal.message
    assert before is None or digest(before) in refusal.message
    amendment = (refusal.hint or "").partition("record: ")[2]
    record(app, amendment)
    assert app.attach("note", "note.txt", TEXT.encode()).is_new


def test_a_source_that_is_not_recorded_is_refused(app: App):
    """With the one that was meant."""
    record(app, note())
    assert refused(app, source="noet").hint == "did you mean note?"
    with pytest.raises(BadInput, match="no source 'noet'"):
        app.forget_text("noet")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd8\xb2\xff", "byte 2 begins no character"),
        ("Straße".encode("latin-1"), "is not UTF-8"),
        (TEXT.encode("utf-16"), "is not UTF-8"),
        (b"a\0b", "NUL at character 1"),
        (b"a" * (MAX_TEXT_BYTES + 1), "5,000,001 bytes"),
    ],
)
def test_what_is_no_text_is_refused(app: App, data: bytes, says: str):
    """Nothing is guessed, and nothing is cut."""
    record(app, note())
    with pytest.raises(BadInput, match=says):
        app.attach("note", "note.txt", data)
    assert archived(app) == []


def test_two_sources_may_have_one_text(app: App):
    """The second one's quotes are checked as well, though the text is there."""
    record(app, note(), visit(), note(name="copy"), visit("nowhere to be found", name="other", source="copy"))
    app.attach("note", "note.txt", TEXT.encode())
    assert "source copy" in refused(app, source="copy").message


# -- recording ------------------------------------------------------------------------------------------------------


def test_a_wrong_quote_of_an_archived_text_is_not_recorded(app: App):
    """In the same words, with file and line; a right one is, and so is one of a source whose text is not archived."""
    record(app, note(), note(None, name="other"))
    app.attach("note", "note.txt", TEXT.encode())
    wrong = visit("visited Doha on 15 May", name="wrong")
    for dry_run in (True, False):
        head = app.head()
        with pytest.raises(BadInput) as caught:
            record(app, visit(), wrong, dry_run=dry_run)
        assert app.head() == head
        assert caught.value.problems == (
            "2.yaml:9: engagement wrong: citations.1.quote: “visited Doha on 15 May” is not at char=23,45 in the text "
            "of source note; the nearest is “visited Doha on 14 May” at char=23,45",
        )
    record(app, visit(), visit("anything at all", "char=1,2", name="unknown", source="other"))
    assert app.compare_views() == []


def test_what_was_recorded_before_is_not_judged_again(app: App):
    """The same file again appends nothing, though its quote is known to be wrong by now."""
    record(app, note(None), visit("visited Doha on 15 May"))
    record(app, note(name="other"))
    app.attach("other", "note.txt", TEXT.encode())
    record(
        app,
        f"amendments: [{{subject: 'source:note', values: {{sha256: {digest(TEXT)}}}, cause: correction, reason: r}}]",
    )
    record(app, visit("visited Doha on 15 May"))
    with pytest.raises(BadInput, match="15 May"):
        record(app, visit("visited Doha on 15 May", name="another"))


def test_a_source_registered_with_an_archived_text_is_held_to_it(app: App):
    """Also in the file that brings it, and when nothing is written."""
    record(app, note(), note(None, name="other"))
    app.attach("note", "note.txt", TEXT.encode())
    copy = note(name="copy") + visit("visited Doha on 15 May", source="copy")
    for dry_run in (True, False):
        with pytest.raises(BadInput, match="text of source copy"):
            record(app, copy, dry_run=dry_run)


# -- forgetting -----------------------------------------------------------------------------------------------------


def test_a_forgotten_text_is_gone_and_the_record_stays(app: App):
    """Nothing is checked against it any more, and it can be archived again."""
    record(app, note(), visit())
    app.attach("note", "note.txt", TEXT.encode())
    head = app.head()
    assert app.forget_text("note") == (1, [])
    assert app.forget_text("note") == (0, [])
    assert archived(app) == []
    assert app.head() == head
    assert app.attach("note", "note.txt", TEXT.encode()).is_new


def test_texts_that_a_source_had_before_are_forgotten_with_it(app: App):
    """A digest that was amended away would leave a text that nobody can name; whose else it was, is told."""
    record(app, note(), note(name="copy"))
    app.attach("note", "note.txt", TEXT.encode())
    record(
        app, f"amendments: [{{subject: 'source:note', values: {{sha256: {'0' * 64}}}, cause: correction, reason: r}}]"
    )
    assert app.forget_text("note") == (1, ["copy"])
    assert archived(app) == []


# -- context --------------------------------------------------------------------------------------------------------


def context(app: App, *cited: tuple[str, str | None, str | None], clearance: Clearance = FULL) -> list[str | None]:
    found = app.context([Cited(*one) for one in cited], clearance=clearance)
    return ["".join(one) if one else None for one in found]


def test_the_words_around_a_quote_can_be_asked_for(app: App):
    """A dozen on either side, of those citations whose source has a text."""
    record(app, note(), visit(), note(None, name="other"))
    app.attach("note", "note.txt", TEXT.encode())
    assert context(app, ("note", LINE, "visited Doha"), ("other", LINE, "visited Doha"), ("nobody", None, "x")) == [
        "The envoy of Ruritania visited Doha on 14 May 2018. He met the minister, and they signed a",
        None,
        None,
    ]
    app.forget_text("note")
    assert context(app, ("note", LINE, "visited Doha")) == [None]


def test_claims_are_told_the_words_around_their_quotes(app: App):
    """On a line, with the quote in its marks; a claim without a source or a text has none."""
    record(app, note(), visit(), note(None, name="other"))
    app.attach("note", "note.txt", TEXT.encode())
    claims = [
        {"field": "when", "source": "note", "quote": "visited Doha", "locator": LINE, "rank": "preferred"},
        {"field": "title", "source": None, "quote": None},
        {"field": "kind", "source": "other", "quote": "visited Doha"},
    ]
    around = app.context_of(claims, clearance=FULL)
    assert around(claims[0]) == (
        "The envoy of Ruritania “visited Doha” on 14 May 2018. He met the minister, and they signed a"
    )
    assert around(claims[1]) is around(claims[2]) is None


def test_nobody_is_shown_the_text_of_a_source_above_them(app: App):
    """Whatever is asked, and also if another source with that text may be seen."""
    record(app, note(level="PRIVATE"), note(name="copy"))
    app.attach("note", "note.txt", TEXT.encode())
    asked = (("note", LINE, "visited Doha on 14 May"), ("copy", LINE, "visited Doha on 14 May"))
    for clearance, hidden in ((Clearance.PUBLIC, True), (Clearance.PRIVATE, False), (FULL, False)):
        private, public = context(app, *asked, clearance=clearance)
        assert (private is None) == hidden
        assert public is not None
