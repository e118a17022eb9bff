"""Texts that would be something else than text in Markdown, HTML or SVG, and a record that is full of them."""

import json

TEXTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[press](javascript:alert(1))",
    "![shown](https://example.com/pixel.png)",
    "[1]: https://example.com",
    "[^1]: https://example.com",
    "https://example.com/evil and www.example.com and <https://example.com>",
    "`code` ``more`` | a | table | *bold* __bold__ ~~struck~~",
    "# heading #",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "> quoted",
    "=== ",
    "    indented",
    "&lt;b&gt; &amp; &#60;script&#62; AT&T",
    "</style><script>alert(1)</script>",
    "</title></svg><script>alert(1)</script>",
    "]]><!-- --> <![CDATA[ {{ 7*7 }} {% raw %} ${x} $x^2$ \\(x\\)",
    "\\*escaped\\* \\",
)
LONG = "long " * 300


def hostile_record() -> str:
    """A dossier, as JSON (which is YAML), with those texts wherever a text can be."""
    sources = [
        {
            "id": f"s{number}",
            "kind": "other",
            "title": {"en": text, "ar": f"مصدر {text}"},
            "publisher": {"en": text},
            "languages": ["en"],
            "url": "https://example.com/a(b)'\"<b>&c|d`e*f",
        }
        for number, text in enumerate(TEXTS)
    ]
    engagements = [
        {
            "id": f"e{number}",
            "kind": "visit",
            "status": "held",
            "title": {"en": text, "ar": f"زيارة {text}"},
            "when": {"edtf": f"2024-01-{number + 1:02}"},
            "places": [{"name": {"en": text}, "country": "QA"}],
            "occasion": {"en": text},
            "parties": ["QA", "US"],
            "citations": [{"source": f"s{number}", "language": "en", "quote": text.strip(), "supports": ["when"]}],
        }
        for number, text in enumerate(TEXTS)
    ]
    engagements[0]["title"] = {"en": LONG.strip()}
    disputes = [
        {
            "id": "which",
            "subject": "e1",
            "field": "when",
            "values": [
                {"value": {"edtf": "2024-02-02"}, "citations": [{"source": "s2", "quote": TEXTS[2], "language": "en"}]}
            ],
            "reason": {"en": TEXTS[3]},
        }
    ]
    return json.dumps({"sources": sources, "engagements": engagements, "disputes": disputes}, ensure_ascii=False)
