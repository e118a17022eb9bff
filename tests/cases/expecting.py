"""What a case must come to, as NAME.expect.yaml says it, compared with what came of it.

    show:      ITEM -> what `App.item` gives at full clearance: the keys that are listed, whatever else there is
    public:    the same at PUBLIC; null where the public must not see the item
    after:     number of a part -> as `show`, as the record stood after that part
    claims:    ITEM -> FIELD -> every claim on the field: "RANK SOURCE VALUE", in any order; the source of what
               nobody had claimed is `nobody`
    ranks:     the same without the values
    reasons:   ITEM -> FIELD -> why claims on the field were superseded
    text:      ITEM -> what `ctcalendar show` must say of it
    unsaid:    ITEM -> what it must not say
    rows:      ENGAGEMENT -> cells of `history --format csv`
    registers: REGISTER -> ITEM -> cells of its list
    asks:      terms of the Filter -> the engagements they find, in any order; `as_of=after-1`: after the first part
    feed:      ENGAGEMENT -> properties of its entry, in both languages or under `en` and `ar`; null where it has none
    zones:     the time zones of the feed
    hidden:    what nothing may say that is open to the public

Every scalar is text, as in a dossier; a list has as many members as are listed.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import icalendar

from cases.case import Told
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views.filter import Filter
from doors import run

Expected = Mapping[str, Any]


def faults(found: Told) -> list[str]:
    """Everything in which a case came out otherwise than expected."""
    return [fault for section, value in found.case.expected.items() for fault in _SECTIONS[section](found, value)]


def _shown(found: Told, expected: Expected) -> Iterator[str]:
    for item, wanted in expected.items():
        yield from differences(wanted, found.app.item(item, clearance=Clearance.CONFIDENTIAL), item)


def _public(found: Told, expected: Expected) -> Iterator[str]:
    for item, wanted in expected.items():
        try:
            shown = found.app.item(item, clearance=Clearance.PUBLIC)
        except BadInput:
            shown = None
        yield from differences(wanted, shown, f"public {item}")


def _after(found: Told, expected: Expected) -> Iterator[str]:
    for part, items in expected.items():
        as_of = str(found.ends[int(part) - 1])
        for item, wanted in items.items():
            shown = found.app.item(item, clearance=Clearance.CONFIDENTIAL, as_of=as_of)
            yield from differences(wanted, shown, f"after {part} {item}")


def _claims(found: Told, expected: Expected) -> Iterator[str]:
    yield from _claimed(found, expected, lambda claim: f"{_ranked(claim)} {_short(claim)}")


def _ranks(found: Told, expected: Expected) -> Iterator[str]:
    yield from _claimed(found, expected, _ranked)


def _reasons(found: Told, expected: Expected) -> Iterator[str]:
    yield from _claimed(found, expected, lambda claim: claim["reason"])


def _claimed(found: Told, expected: Expected, say: Any) -> Iterator[str]:
    for item, fields in expected.items():
        claims = found.app.item(item, clearance=Clearance.CONFIDENTIAL)["claims"]
        for field, wanted in fields.items():
            told = [line for claim in claims if claim["field"] == field and (line := say(claim))]
            if sorted(told) != sorted(wanted):
                yield f"{item} claims {field}: expected {sorted(wanted)}, came out {sorted(told)}"


def _ranked(claim: Mapping[str, Any]) -> str:
    return f"{claim['rank']} {claim['source'] or 'nobody'}"


def _short(claim: Mapping[str, Any]) -> str:
    value = claim["value"]
    if isinstance(value, dict) and "edtf" in value:
        return str(value["edtf"])
    return value if isinstance(value, str) else codec.encode(value).decode()


def _texts(found: Told, expected: Expected) -> Iterator[str]:
    for item, wanted in expected.items():
        said = run("--database", found.url, "show", item).out
        yield from (f"show {item}: does not say {text!r}" for text in wanted if text not in said)


def _unsaid(found: Told, expected: Expected) -> Iterator[str]:
    for item, unwanted in expected.items():
        said = run("--database", found.url, "show", item).out
        yield from (f"show {item}: says {text!r}" for text in unwanted if text in said)


def _rows(found: Told, expected: Expected) -> Iterator[str]:
    yield from _cells(expected, run("--database", found.url, "history", "--format", "csv").out, "history")


def _registers(found: Told, expected: Expected) -> Iterator[str]:
    for register, items in expected.items():
        yield from _cells(items, run("--database", found.url, register, "--format", "csv").out, register)


def _cells(expected: Expected, out: str, of: str) -> Iterator[str]:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    for item, wanted in expected.items():
        yield from differences(wanted, rows.get(item), f"{of} {item}")


def _asks(found: Told, expected: Expected) -> Iterator[str]:
    for terms, wanted in expected.items():
        asked = _filter(found, terms)
        entries = found.app.history(asked, clearance=Clearance.CONFIDENTIAL)
        if sorted(entry.id for entry in entries) != sorted(wanted):
            yield f"asked {terms!r}: expected {sorted(wanted)}, came out {[entry.id for entry in entries]}"


def _filter(found: Told, terms: str) -> Filter:
    asked = {}
    for term in terms.split():
        name, _, value = term.partition("=")
        part = value.removeprefix("after-")
        asked[name] = [str(found.ends[int(part) - 1]) if part != value else value]
    return Filter.parse(asked)


def _feed(found: Told, expected: Expected) -> Iterator[str]:
    for language in ("en", "ar"):
        calendar = icalendar.Calendar.from_ical(found.feed(language))
        entries = {str(entry["UID"]).partition("@")[0]: entry for entry in calendar.walk("VEVENT")}
        for item, wanted in expected.items():
            yield from _entry(wanted, entries.get(item), language, f"feed {language} {item}")


def _entry(wanted: Any, entry: icalendar.Event | None, language: str, at: str) -> Iterator[str]:
    if wanted is None or entry is None:
        if (wanted is None) != (entry is None):
            yield f"{at}: {'is there and should not be' if entry else 'is not there'}"
        return
    both = {name: value for name, value in wanted.items() if name not in ("en", "ar")}
    for name, value in (both | wanted.get(language, {})).items():
        if name == "DESCRIPTION":
            said = str(entry[name])
            yield from (f"{at}: does not say {text!r} in {said!r}" for text in value if text not in said)
        else:
            yield from differences(value, _property(entry, name), f"{at} {name}")


def _property(entry: icalendar.Event, name: str) -> str | None:
    value = entry.get(name)
    if value is None:
        return None
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return f"{moment.tzinfo} {moment:%Y%m%dT%H%M%S %z}" if moment.tzinfo else f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment:%Y%m%d}" if isinstance(moment, date) else str(value)


def _zones(found: Told, expected: list[str]) -> Iterator[str]:
    calendar = icalendar.Calendar.from_ical(found.feed("en"))
    zones = sorted(str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE"))
    if zones != sorted(expected):
        yield f"zones: expected {expected}, came out {zones}"


def _hidden(found: Told, expected: list[str]) -> Iterator[str]:
    for name, body in public_bodies(found).items():
        yield from (f"{name} tells the public {text!r}" for text in expected if text in body)


def public_bodies(found: Told) -> dict[str, str]:
    """What the public can read of a case: name of the door -> its words, unfolded."""
    public = ["--database", found.url, "--clearance", "PUBLIC"]
    bodies = {f"feed {language}": found.feed(language).decode().replace("\r\n ", "") for language in ("en", "ar")}
    registers = ("people", "sources", "series", "instruments", "commitments", "organisations", "topics")
    for command in ("history", *registers):
        bodies[command] = run(*public, command, "--format", "json").out
    return bodies


def differences(expected: Any, found: Any, at: str) -> Iterator[str]:
    """Where plain `found` is not what is expected, in words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from differences(value, found.get(key, "nothing of that name"), f"{at}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (value, member) in enumerate(zip(expected, found, strict=True), 1):
            yield from differences(value, member, f"{at}.{number}")
    elif isinstance(expected, dict | list) or isinstance(found, dict | list) or _text(found) != expected:
        yield f"{at}: expected {expected!r}, came out {found!r}"


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


_SECTIONS = {
    "show": _shown,
    "public": _public,
    "after": _after,
    "claims": _claims,
    "ranks": _ranks,
    "reasons": _reasons,
    "text": _texts,
    "unsaid": _unsaid,
    "rows": _rows,
    "registers": _registers,
    "asks": _asks,
    "feed": _feed,
    "zones": _zones,
    "hidden": _hidden,
}
