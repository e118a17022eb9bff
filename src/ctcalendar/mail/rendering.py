"""A digest, a reminder and a confirmation as the parts of a mail: plain text, HTML, and entries for a calendar.

A body is made once for all who get the same. Where one of them unsubscribes stands UNSUBSCRIBE in it, to be replaced
when the mail is assembled (message.py).
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ctcalendar.agenda.localtime import day_in
from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import state
from ctcalendar.feeds.calendar import Rendered, calendar, render
from ctcalendar.feeds.calendar import rendered as rendered_entry
from ctcalendar.feeds.catalogue import ALL
from ctcalendar.feeds.promise import deadline_component, expected_component, name_of_deadline, name_of_expected
from ctcalendar.feeds.style import Style
from ctcalendar.feeds.words import day_in_words, listed
from ctcalendar.mail.content import Digest, Section
from ctcalendar.mail.items import Dated
from ctcalendar.mail.telling import on_agenda
from ctcalendar.mail.values import Voice
from ctcalendar.mail.words import counted, tamed, word
from ctcalendar.views.entry import Entry
from ctcalendar.views.promises import ExpectedMeeting

UNSUBSCRIBE = "\ue000"
"""Stands for the address at which who gets the mail can unsubscribe. (No text on record can hold it.)"""


class Body(msgspec.Struct, frozen=True):
    """What is the same in every copy of a mail."""

    subject: str
    text: str
    html: str
    ics: bytes = b""
    """What a calendar program can take over; nothing where there is nothing."""


def rendered(digest: Digest, *, base: str | None, domain: str) -> Body:
    """A digest as the body of a mail. `base` is where pages can be reached; `domain` is what UIDs end in."""
    language, name = digest.language, word("name", digest.language)
    counts = listed((counted(section.name, section.number, language) for section in digest.sections), language)
    since = word("since", language).format(day=_day(digest.since, language)) if digest.since else ""
    ics = _calendar(digest, base, domain)
    return _body(
        language,
        subject=f"{name}: {counts}" if counts else name,
        heading=name,
        lead=[listed((_day(digest.day, language), since), language), *([counts] if counts else [])],
        sections=[_told(section, language) for section in digest.sections],
        foot=[*([word("attached", language)] if ics else []), word("why-you", language)],
        base=base,
        ics=ics,
    )


def reminder_body(matter: Matter, *, language: str, zone: str, now_us: int, base: str | None) -> Body:
    """A reminder as the body of a mail: one matter, as it stands now."""
    stands = state(matter.timing, now_us)
    item = on_agenda(matter, stands, now_us, Voice(language, zone))
    section = Section("coming" if stands == "coming" else "due", (item,))
    return _body(
        language,
        subject=word("reminder-subject", language).format(title=f"{item.title} ({item.tag})"),
        heading=word("name", language),
        lead=[_day(day_in(zone, now_us), language)],
        sections=[_told(section, language)],
        foot=[word("why-you", language)],
        base=base,
    )


def confirmation_body(url: str, *, language: str) -> Body:
    """The mail that asks whether an address is that of who subscribed. Nobody has subscribed yet: nothing to undo."""
    return _body(
        language,
        subject=f"{word('name', language)}: {word('confirm-subject', language)}",
        heading=word("confirm-subject", language),
        lead=[word("confirm-lead", language)],
        action={"name": word("confirm-do", language), "url": url},
        foot=[word("confirm-until", language)],
    )


def _day(day: date, language: str) -> str:
    return day_in_words(day.isoformat(), language)


def _told(section: Section, language: str) -> dict[str, Any]:
    return {
        "bar": _BARS.get(section.name, _BAR),
        "title": word(f"{section.name}-section", language),
        "entries": section.items,
        "more": counted("more", section.more, language) if section.more else "",
    }


def _body(language: str, *, subject: str, base: str | None = None, ics: bytes = b"", **told: Any) -> Body:
    context = {
        "lang": language,
        "dir": "rtl" if language == "ar" else "ltr",
        "subject": subject,
        "base": base.rstrip("/") if base else None,
        "mark": UNSUBSCRIBE if base else None,
        "unsubscribe": word("unsubscribe", language),
        "sections": (),
        "action": None,
        **told,
    }
    page = _page("right" if language == "ar" else "left")
    return Body(tamed(subject, _SUBJECT), _text().render(context), page.render(context), ics)


_SUBJECT = 150
"""A longer subject is shown by no program."""


_BARS = {"due": "#b22222", "cancelled": "#b22222", "disputed": "#b8860b", "corrected": "#4682b4"}
"""The colours of the bars beside items, by section."""
_BAR = "#2e8b57"


@lru_cache(maxsize=1)
def _text() -> Template:
    return _environment(is_html=False).get_template("mail.txt")


@lru_cache(maxsize=2)
def _page(start: str) -> Template:
    """The page for a language that begins on that side.

    Programs that read mail drop style sheets, so styles stand in the elements; and they are put there before anything
    that somebody wrote is, once for all mails.
    """
    environment = _environment(is_html=True)
    assert environment.loader is not None
    page, styles = (environment.loader.get_source(environment, f"mail.{kind}")[0] for kind in ("html", "css"))
    inliner = CSSInliner(extra_css=styles.replace("START", start), load_remote_stylesheets=False)
    return environment.from_string(inliner.inline(page).replace("BAR", "{{ section.bar }}"))


def _environment(*, is_html: bool) -> Environment:
    return Environment(
        loader=PackageLoader("ctcalendar.mail"),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


# -- entries for a calendar -------------------------------------------------------------------------------------------


def _calendar(digest: Digest, base: str | None, domain: str) -> bytes:
    """What of it has a place in a calendar, under the UIDs it has in feeds; nothing where nothing has."""
    style = ALL.style(digest.language, domain=domain, public_url=base)
    entries = [*_entries(digest, style)]
    if not entries:
        return b""
    # A file that is handed over says so (RFC 5546 section 1.4); a feed that is fetched again and again does not.
    return calendar(ALL, style, entries).replace(b"\r\nCALSCALE:", b"\r\nMETHOD:PUBLISH\r\nCALSCALE:", 1)


def _entries(digest: Digest, style: Style) -> Iterator[Rendered]:
    for found in digest.entries:
        if one := _entry(_Read(found), style):
            yield one


class _Read:
    """What was read once, as a key; what was read again is another, however alike: to compare takes as long."""

    def __init__(self, found: Dated) -> None:
        self.found = found

    def __hash__(self) -> int:
        return id(self.found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self.found is other.found


@lru_cache(maxsize=500)  # subscribers who ask for other things are told of the same entries
def _entry(read: _Read, style: Style) -> Rendered | None:
    """What stands of it in a calendar, if anything does."""
    found = read.found
    if isinstance(found, Entry):
        return rendered_entry(found, style)
    if isinstance(found, ExpectedMeeting):
        return render(expected_component(found, style), name_of_expected(found), found.on)
    component = deadline_component(found, style)
    return render(component, name_of_deadline(found), found.last_day) if component else None
