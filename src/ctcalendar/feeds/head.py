"""The head of a calendar (RFC 5545 section 3.6, RFC 7986 section 5), also as older programs read it (X- properties)."""

from ctcalendar.feeds.catalogue import Feed
from ctcalendar.feeds.lines import Property, lines_of, text
from ctcalendar.feeds.style import Style

_PRODID = {"en": "-//ctcalendar//Diplomatic calendar//EN", "ar": "-//ctcalendar//Diplomatic calendar//AR"}
REFRESH = "PT6H"
"""How often a program may well ask again. (Some ask weekly where nothing is said.)"""

_ABOUT = {
    "en": "From a diplomatic calendar: each fact with the sentence behind it.",
    "ar": "من تقويم دبلوماسي: مع كل واقعة الجملة التي تثبتها.",
}
COLORS = {
    "steelblue": "#4682B4",
    "darkgoldenrod": "#B8860B",
    "seagreen": "#2E8B57",
    "slateblue": "#6A5ACD",
    "gray": "#808080",
    "firebrick": "#B22222",
    "teal": "#008080",
    "indigo": "#4B0082",
}
"""The colours a feed may have: as CSS names them, and as Apple's programs read them."""


def head(feed: Feed, style: Style, *, path: str | None) -> bytes:
    """The first lines of a feed; `path` is where it can be fetched again, None where that is nobody's to pass on."""
    language = ("LANGUAGE", style.language)
    title = feed.title.in_language(style.language)
    # No UID, though RFC 7986 allows one: vdirsyncer takes the first it finds in a file for that of every entry.
    properties = [
        Property("VERSION", "2.0"),
        Property("PRODID", _PRODID[style.language]),
        Property("CALSCALE", "GREGORIAN"),
        text("NAME", title, language),
        text("X-WR-CALNAME", title),
        text("DESCRIPTION", _ABOUT[style.language], language),
        text("X-WR-CALDESC", _ABOUT[style.language]),
        Property("REFRESH-INTERVAL", REFRESH, (("VALUE", "DURATION"),)),
        Property("X-PUBLISHED-TTL", REFRESH),
        Property("COLOR", feed.color),
        Property("X-APPLE-CALENDAR-COLOR", COLORS[feed.color]),
    ]
    if path and (source := style.page(path)):
        properties.append(Property("SOURCE", source, (("VALUE", "URI"),)))
        properties.append(Property("URL", f"{style.public_url}/feeds/"))
    return b"BEGIN:VCALENDAR\r\n" + lines_of(properties)


END = b"END:VCALENDAR\r\n"
