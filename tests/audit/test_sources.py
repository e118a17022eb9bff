"""Rules about evidence: what rests on nothing, sources without a day, and quotes beside archived texts."""

from hashlib import sha256

from audit.judging import NOTE, Judge, cited, engagement

TEXT = "The envoy of Ruritania visited Doha on 14 May 2018.\nHe met the minister, and they signed a letter.\n"
UNCITED, UNDATED, QUOTE = "uncited", "source-undated", "quote-not-found"


def test_what_rests_on_a_retracted_source_alone_is_told(judge: Judge):
    """Of every kind; one other source is enough."""
    forged = {**NOTE, "id": "forged"}
    meeting = engagement("meeting", citations=[cited("when", source="forged", quote="on 4 May")])
    judge.record(sources=[forged], engagements=[meeting, engagement("other", "2019-01-01")])
    assert judge.finds(UNCITED) == []
    judge.tell(retractions=[{"subject": "source:forged", "reason": "a forgery", "citations": [cited()]}])
    [found] = judge.findings(UNCITED)
    assert (found.severity, found.subject) == ("warning", "engagement:meeting")
    assert found.message == "rests only on what was retracted: forged"
    assert [(one.source, one.quote) for one in found.evidence] == [("forged", "on 4 May")]
    judge.tell(corroborations=[{"subject": "meeting", "citations": [cited("when")]}])
    assert judge.finds(UNCITED) == []


def test_topics_and_sources_need_no_source(judge: Judge):
    """They are our labels, and the documents themselves."""
    judge.record(topics=[{"id": "trade", "label": {"en": "Trade"}}])
    assert judge.finds(UNCITED) == []


def test_a_source_without_a_day_of_publication_is_told(judge: Judge):
    """Any precision is a day, and so is a bound."""
    days = {
        "none": None,
        "unknown": {"basis": "none"},
        "year": {"edtf": "2020"},
        "guess": {"edtf": "2020-05?"},
        "bound": {"latest": "2020-05-04", "basis": "inferred", "rule": "quoted then"},
    }
    sources = [{**NOTE, "id": name, "published": day} for name, day in days.items()]
    judge.record(sources=sources)
    assert judge.finds(UNDATED) == [("info", "source:none"), ("info", "source:unknown")]


def archived(judge: Judge, *quotes: tuple[str, str | None]) -> None:
    """A visit on the word of a text that is archived although quotes of it are wrong."""
    told = [
        {"source": "text", "language": "en", "quote": quote, **({"locator": locator} if locator else {})}
        for quote, locator in quotes
    ]
    source = {**NOTE, "id": "text", "sha256": sha256(TEXT.encode()).hexdigest()}
    judge.record(sources=[source], engagements=[engagement("visit", kind="visit", citations=told)])
    judge.app().attach("text", "text.txt", TEXT.encode(), misquoted=True)


def test_quotes_are_looked_up_where_the_text_is_archived(judge: Judge):
    """What is not there is graver than what is elsewhere; what is in its place is not told, nor a page."""
    archived(
        judge,
        ("visited Doha on 14 May", "char=23,45"),
        ("He met  the minister", None),
        ("visited Doha", "page=3"),
        ("He met the minister", "char=0,19"),
        ("he met the prime minister", None),
    )
    gone, moved = judge.findings(QUOTE)
    assert (gone.severity, gone.subject) == ("error", "engagement:visit")
    assert gone.message.startswith("“he met the prime minister” is not in text; nearest to it is “He met the")
    assert (moved.severity, moved.subject) == ("warning", "engagement:visit")
    assert moved.message == "“He met the minister” is in text not at char=0,19, but at char=52,71"
    assert moved.evidence[0].quote == "He met the minister"


def test_quotes_of_a_text_that_is_not_archived_or_was_forgotten_are_not_judged(judge: Judge):
    """Nobody can."""
    archived(judge, ("he met the prime minister", None))
    assert len(judge.finds(QUOTE)) == 1
    judge.app().forget_text("text")
    assert judge.finds(QUOTE) == []


def test_of_one_source_so_many_are_told(judge: Judge):
    """Nobody mends more at once."""
    archived(judge, *((f"word {number} of another text", None) for number in range(30)))
    assert len(judge.finds(QUOTE)) == 20
