"""A record whose every text is somebody else's: what people of ill will might write, and where they may write it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES = ("en", "ar")
Texts = Mapping[str, str]
"""Field -> what is written there."""

PIECES = [
    *("\\", "\\\\", "\\n", "\\N", "\\;", "\\,", "\\r\\n", "\\x0a", "%0D%0A", "&#10;", "\\u2028"),
    *(";", ",", ":", "=", '"', "'", "^", "^n", "^'", "^^", "|", "{size}", "{0}", "%s", "<b>", "]]>", "’", "“"),
    *(
        "BEGIN:VEVENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "BEGIN:VALARM",
        "METHOD:CANCEL",
        "ATTENDEE;RSVP=TRUE:mailto:a@b.c",
    ),
    *(";TZID=Mars/Olympus", 'X-EVIL;A="', '":', "DTSTART;VALUE=DATE:20200101", "UID:other", "RRULE:FREQ=SECONDLY"),
    *(" ", "  ", "\u00a0", "\u3000", "a", "word", "زيارة", "الدوحة", "مُحَمَّدٌ", "٤/٣/٢٠١٢"),
    *(
        "\u200e",
        "\u200f",
        "\u061c",
        "\u200c",
        "\u200d",
        "\u0601",
        "\u06dd",
        "e\u0301",
        "q" + "\u0323\u0307" * 30,
        "\u0301",
    ),
    *(
        "𐍈",
        "𐍈" * 60,
        "👩\u200d👩\u200d👧",
        "🇶🇦",
        "\U0001f9d1\U0001f3fd",
        "ﷺ",
        "漢字" * 40,
        "x" * 80,
        "\ufe0f",
        "\ufffd",
    ),
]
"""What texts are made of: all that means something in a content line, a parameter, a format or a font."""

HALVES = ["\ud800", "\udcff"]
"""Surrogates by themselves: JSON can spell them, UTF-8 cannot."""

REFUSED = [
    *("\r", "\n", "\r\n", "\r\nBEGIN:VEVENT", "\n ATTENDEE:mailto:a@b.c", "\t", "\v", "\f", "\x00", "\x07", "\x1b[31m"),
    *(
        "\x1c",
        "\x1e",
        "\x7f",
        "\x85",
        "\x9b",
        "\u2028",
        "\u2029",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u202a",
        "\u202e",
    ),
    *("\u2066", "\u2069", "\ue000", "\ufffe", "\U000e0041", "\U0010ffff"),
    *HALVES,
]
"""What no text may hold: line ends, control characters, what hides or reorders text, what is no character."""

FIELDS = """title.en title.ar second.en second.ar occasion.en occasion.ar place.en place.ar name.en name.ar post.en
    post.ar honorific.en person.en person.ar organisation.en organisation.ar party.en party.ar series.en series.ar
    topic.en says.en says.ar quote.en quote.ar source.en source.ar publisher.en printed rule note
    whole.en whole.ar instrument.en instrument.ar""".split()
LATER = "reason.en reason.ar doubt.en doubt.ar".split()
"""The fields of what is said of something recorded before."""
ORDINARY: Texts = {**{field: f"text of {field}" for field in FIELDS + LATER}, "url": "https://source.example/note"}


def both(texts: Texts, field: str) -> dict[str, str]:
    """A text in the languages it was given in."""
    return {language: texts[f"{field}.{language}"] for language in LANGUAGES if f"{field}.{language}" in texts}


def dossier(texts: Texts) -> dict[str, Any]:
    """A record with a text wherever people may write one: a meeting held, a visit called off, a visit in dispute."""
    cites = [{"source": "note"}]
    quotes = [{"source": "note", "language": one, "quote": texts[f"quote.{one}"]} for one in LANGUAGES]
    return {
        "sources": [
            {
                "id": "note",
                "kind": "other",
                "title": both(texts, "source"),
                "publisher": both(texts, "publisher"),
                "published": {"edtf": "2024-05-02"},
                "languages": ["en"],
                "url": texts["url"],
            }
        ],
        "parties": [{"id": "BODY", "kind": "group", "names": both(texts, "party"), "citations": cites}],
        "organisations": [
            {"id": "ministry", "names": both(texts, "organisation"), "party": "QA", "citations": cites},
        ],
        "people": [{"id": "jane-roe", "names": both(texts, "person"), "citations": cites}],
        "topics": [{"id": "customs", "label": both(texts, "topic")}],
        "series": [{"id": "rounds", "names": both(texts, "series"), "parties": ["QA", "BODY"], "citations": cites}],
        "engagements": [*_engagements(texts, cites, quotes)],
        "instruments": [
            {
                "id": "accord",
                "kind": "agreement",
                "title": both(texts, "instrument"),
                "parties": ["QA", "BODY"],
                "signed_at": "meeting",
                "citations": cites,
            }
        ],
        "cancellations": [{"subject": "visit", "reason": both(texts, "reason"), "citations": cites}],
        "disputes": [
            {
                "id": "which-rank",
                "subject": "whole",
                "field": "rank",
                "values": [{"value": "working", "citations": cites}],
                "reason": both(texts, "doubt"),
            }
        ],
    }


def _engagements(texts: Texts, cites: list[Any], quotes: list[Any]) -> Iterator[dict[str, Any]]:
    shared: dict[str, Any] = {"parties": ["QA", "BODY"], "citations": cites}
    day = {"edtf": "2024-05-01", "printed": texts["printed"], "basis": "inferred", "rule": texts["rule"]}
    yield shared | {
        "id": "whole",
        "kind": "visit",
        "status": "held",
        "title": both(texts, "whole"),
        "when": {"edtf": "2024-05-01/2024-05-02"},
        "rank": "official",
    }
    yield shared | {
        "id": "meeting",
        "kind": "meeting",
        "status": "held",
        "title": both(texts, "title"),
        "when": day,
        "part_of": "whole",
        "occasion": both(texts, "occasion"),
        "places": [{"name": both(texts, "place"), "country": "QA"}],
        "participants": [
            {
                "person": "jane-roe",
                "name": both(texts, "name"),
                "honorific": both(texts, "honorific"),
                "title": both(texts, "post"),
                "party": "QA",
                "role": "head",
            },
            {"organisation": "ministry", "party": "QA", "role": "member"},
        ],
        "agencies": ["ministry"],
        "delegations": [{"party": "QA", "size": 3, "note": texts["note"]}],
        "topics": ["customs"],
        "series": {"id": "rounds"},
        "says": [{"id": "first", "by": "jane-roe", "text": both(texts, "says"), "citations": cites}],
        "citations": [*cites, *quotes],
    }
    yield shared | {
        "id": "visit",
        "kind": "visit",
        "status": "scheduled",
        "title": both(texts, "second"),
        "when": {"edtf": "2024-06-10", "time": "10:00", "zone": "Asia/Qatar"},
    }


def hostile_file(texts: Texts, *, escaped: bool = False) -> list[tuple[str, bytes]]:
    """The record as a file to be recorded, in JSON; `escaped` writes what is not ASCII as JSON's escapes."""
    return [("hostile.json", json.dumps(dossier(texts), ensure_ascii=escaped).encode("utf-8", "surrogatepass"))]
