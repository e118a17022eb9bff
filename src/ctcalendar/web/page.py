"""The page: feeds to subscribe to, and the engagements with the sentence behind each. Works without script."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from ctcalendar.feeds.calendar import disputes, participant, party_names, place_name, source_name
from ctcalendar.feeds.catalogue import FEEDS, file_name
from ctcalendar.feeds.words import basis, days_of, word
from ctcalendar.views.entry import Entry

_WORDS = {
    "en": {
        "title": "Diplomatic calendar",
        "lead": "Signings, visits and dialogues, each fact with the sentence behind it.",
        "subscribe": "Subscribe",
        "record": "The record",
        "file": "file",
        "other": "العربية",
        "none": "Nothing is recorded yet.",
        "sources": "the words behind it",
        "following": "More",
    },
    "ar": {
        "title": "التقويم الدبلوماسي",
        "lead": "توقيعات وزيارات وحوارات، ومع كل واقعة الجملة التي تثبتها.",
        "subscribe": "الاشتراك",
        "record": "السجل",
        "file": "ملف",
        "other": "English",
        "none": "لم يُسجَّل شيء بعد.",
        "sources": "العبارات التي تثبته",
        "following": "المزيد",
    },
}


def page(entries: Sequence[Entry], *, language: str, base: str, following: str | None = None) -> bytes:
    """The page in a language, in UTF-8; `base` is the address it is reached at, without a slash at the end.

    `following` is the query of the page that follows, if there is one.
    """
    feeds = [
        {"title": feed.titles[language], "url": f"{base}/feeds/{quote(file_name(feed.name, language))}"}
        for feed in FEEDS.values()
    ]
    for feed in feeds:
        feed["webcal"] = "webcal://" + feed["url"].partition("://")[2]
    context: dict[str, Any] = {
        "lang": language,
        "other": "ar" if language == "en" else "en",
        "dir": "rtl" if language == "ar" else "ltr",
        "words": _WORDS[language],
        "feeds": feeds,
        "entries": entries,
        "following": following,
    }
    html: str = _template().render(**context)
    return html.encode()


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("ctcalendar.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (word, days_of, basis, disputes, party_names, place_name, participant, source_name)
    environment.globals.update({function.__name__: function for function in words})
    return environment.get_template("home.html")
