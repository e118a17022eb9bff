"""The pages: feeds to subscribe to, and the engagements with the sentence behind each. Works without script."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from ctcalendar.feeds.catalogue import FEEDS, Feed, file_name
from ctcalendar.feeds.telling import disputes, participant, party_names, place_name, source_name
from ctcalendar.feeds.words import basis, days_of, word
from ctcalendar.views.entry import Entry
from ctcalendar.web.unknown import Strange

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
        "how": "Open a feed in your calendar program, or copy its address there. It keeps itself up to date.",
        "address": "address",
        "search": "Search",
        "unknown": "nothing on record is called",
        "meant": "Did you mean",
        "asked": "?",
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
        "how": "افتح التغذية في برنامج التقويم لديك، أو انسخ عنوانها إليه. وهي تُحدَّث من تلقاء نفسها.",
        "address": "العنوان",
        "search": "بحث",
        "unknown": "لا شيء في السجل يُسمّى",
        "meant": "هل تقصد",
        "asked": "؟",
    },
}


def page(
    entries: Sequence[Entry],
    *,
    language: str,
    base: str,
    following: str | None = None,
    unknown: Sequence[Strange] = (),
) -> bytes:
    """The page in a language, in UTF-8; `base` is the address it is reached at, without a slash at the end.

    `following` is the query of the page that follows, if there is one; `unknown` are names that are not on record.
    """
    feeds = [_links(feed, language, base) for feed in FEEDS.values()]
    return html_page("home.html", "/", language, feeds=feeds, entries=entries, following=following, unknown=unknown)


def entry_page(entry: Entry, *, language: str) -> bytes:
    """One engagement as a page."""
    title = entry.title.in_language(language)
    return html_page("entry.html", f"/engagements/{entry.id}", language, title=title, feeds=[], entries=[entry])


def feeds_page(feeds: Iterable[Feed], *, language: str, base: str) -> bytes:
    """Every feed, with what subscribes to it in this or that program."""
    return html_page("feeds.html", "/feeds/", language, feeds=[_links(feed, language, base) for feed in feeds])


def _links(feed: Feed, language: str, base: str) -> dict[str, str]:
    """A feed by its title, and where it can be had."""
    title = feed.title.in_language(language)
    url = f"{base}/feeds/{quote(file_name(feed.name, language, main=feed.language))}"
    webcal = "webcal://" + url.partition("://")[2]
    added = f"/calendar/0/addfromweb?{urlencode({'url': url, 'name': title})}"
    return {
        "name": feed.name,
        "title": title,
        "other_title": feed.title.in_language("en" if language == "ar" else "ar"),
        "url": url,
        "webcal": webcal,
        # Google takes the address of a calendar to add by this parameter; with https it takes it for one of its own.
        "google": f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}",
        "outlook": f"https://outlook.live.com{added}",
        "office": f"https://outlook.office.com{added}",
    }


def html_page(template: str, path: str, language: str, **context: Any) -> bytes:
    """A page in a language, in UTF-8. `kept` is what the address of the same in the other language begins with."""
    shared = {
        "lang": language,
        "other": "ar" if language == "en" else "en",
        "dir": "rtl" if language == "ar" else "ltr",
        "words": _WORDS[language],
        "title": _WORDS[language]["title"],
        "path": path,
        "kept": "",
        "sought": "",
        "narrowing": (),
    }
    html: str = templates().get_template(template).render(**(shared | context))
    return html.encode()


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of all pages."""
    environment = Environment(
        loader=PackageLoader("ctcalendar.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (word, days_of, basis, disputes, party_names, place_name, participant, source_name)
    environment.globals.update({function.__name__: function for function in words})
    return environment
