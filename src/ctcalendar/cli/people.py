"""People and organisations: every spelling, office and seat of each; and what a merger of two counts together."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from ctcalendar.cli.door import Door, asked, check_word, enter
from ctcalendar.cli.printing import print_text
from ctcalendar.cli.registers import _ID, Register, _called, _count, _field, _named, _register

Plain = Mapping[str, Any]
Line = tuple[str, bool]


# -- cells ------------------------------------------------------------------------------------------------------------


def _offices(item: Plain, language: str) -> str:
    return "; ".join(_office(office, language) for office in item["offices"])


def _office(office: Plain, language: str) -> str:
    """An office with its organisation and dates, as far as they are known."""
    title = office["title"].get(language) or office["title"].get("en") or office["title"].get("ar") or ""
    span = f"{office['from'] or '?'}/{office['to'] or '?'}" if office["from"] or office["to"] else None
    about = ", ".join(part for part in (office["organisation"], span) if part)
    return f"{title} ({about})" if about else title


def _under_the_survivor(item: Plain, language: str) -> str:
    return f"{item['merged_into']}\0{item['id']}" if item["merged_into"] else str(item["id"])


# -- every spelling, and every seat -----------------------------------------------------------------------------------

_SPELT = {
    "en": {"label": "our label", "alias": "attested", "printed": "printed at", "entry": "under"},
    "ar": {"label": "تسميتنا", "alias": "كما ورد", "printed": "كما طُبع في", "entry": "ضمن"},
}


def _spelling(spelling: Plain, owner: str, language: str) -> str:
    """A spelling, how it is known, and the words that have it, each with its source."""
    words = _SPELT[language]
    how = [words[one] for one in spelling["as"] if one != "printed"]
    if spelling["engagements"]:
        how.append(f"{words['printed']} {', '.join(spelling['engagements'])}")
    others = [entry for entry in spelling["entries"] if entry != owner]
    how += [f"{words['entry']} {', '.join(others)}"] if others else []
    how += [spelling["note"]] if spelling["note"] else []
    said = [f"“{one['quote']}” {one['source']}" if one["quote"] else one["source"] for one in spelling["citations"]]
    return f"{spelling['text']} ({'; '.join(how)})" + (f": {'; '.join(said)}" if said else "")


def _participation(seat: Plain) -> str:
    title = seat["title"]["en"] or seat["title"]["ar"] or ""
    status = seat["engagement_status"]
    who = ", ".join(part for part in (seat["role"], seat["party"], seat["organisation"]) if part)
    mark = f" ({status})" if status != "held" else ""
    return f"{seat['when'] or '?'}  {who}  {seat['engagement']}{mark}: {title}"


def _print_spellings(door: Door, found: Sequence[Plain], as_of: str | None) -> None:
    """Below the table, if asked for: every spelling of each."""
    if click.get_current_context().meta.get("spellings"):
        print_text(_all_spelt(found, door.language), color=door.color)


def _all_spelt(found: Sequence[Plain], language: str) -> Iterator[Line]:
    for item in found:
        yield "", False
        yield item["id"], True
        yield from ((f"  {_spelling(one, item['id'], language)}", False) for one in item["spellings"])


def _keep(context: click.Context, option: click.Parameter, value: bool) -> None:
    context.meta["spellings"] = value


def _spelt_out(register: Register) -> Register:
    """A register that lists spellings too, and whose `show` tells of each with its source, and of each seat."""
    says = "Below the table, every spelling on record, with its source and words."
    register.params.append(click.Option(["--spellings"], is_flag=True, expose_value=False, callback=_keep, help=says))
    show = register.commands["show"]
    show.callback = _showing(show.callback, {"people": "person", "organisations": "organisation"}[str(register.name)])
    return register


def _showing(otherwise: Any, kind: str) -> Any:
    """What `show` does: in text with spellings and seats in words, otherwise what every register does."""

    def show(**options: Any) -> None:
        if options["form"] != "text" or options["history"]:
            otherwise(**options)
            return
        name, door = options["id"], enter()
        check_word("ID", name)
        clocks = asked({clock: options[clock] for clock in ("as_of", "published_by")})
        at = {"as_of": clocks.as_of, "published_by": clocks.published_by}
        item = door.app.item(name if ":" in name else f"{kind}:{name}", clearance=door.clearance, **at)
        _print_whole(door, item, with_context=options["with_context"])

    return show


def _print_whole(door: Door, item: Plain, *, with_context: bool) -> None:
    from ctcalendar.cli.portrait import lines

    told = dict(item)
    if "spellings" in item:
        told["spellings"] = [_spelling(one, item["id"], door.language) for one in item["spellings"]]
    if "participations" in item:
        told["engagements"] = [_participation(seat) for seat in item["participations"]]
        del told["participations"]
    around = door.app.context_of(item["claims"], clearance=door.clearance) if with_context else None
    print_text(lines(told, context=around), color=door.color)


# -- the registers ----------------------------------------------------------------------------------------------------

people = _spelt_out(
    _register(
        "people",
        "person",
        "The people on record, under our labels: how they are spelt, the offices they held, where they took part.",
        {
            "name": ("الاسم", _called("names", "en")),
            "in Arabic": ("بالعربية", _named("names", "ar")),
            "spellings": ("الصيغ", _count("spellings")),
            "offices": ("المناصب", _offices),
            "engagements": ("اللقاءات", _count("engagements")),
            "id": _ID,
        },
        grouped_by=_under_the_survivor,
        below=_print_spellings,
        merge=("correcting", "merge"),
        split=("correcting", "split"),
        suggest=("suggesting", "suggest"),
    )
)
organisations = _spelt_out(
    _register(
        "organisations",
        "organisation",
        "Ministries, agencies and committees, and how they are spelt.",
        {
            "name": ("الاسم", _called("names", "en")),
            "in Arabic": ("بالعربية", _named("names", "ar")),
            "spellings": ("الصيغ", _count("spellings")),
            "party": ("الطرف", _field("party")),
            "within": ("ضمن", _field("within")),
            "id": _ID,
        },
        below=_print_spellings,
    )
)


# -- who is merged ---------------------------------------------------------------------------------------------------

_TOGETHER = {
    "en": "{person} ({name}) with {into} ({into_name}): {spellings} spellings, {offices} offices, {engagements} "
    "engagements are counted together",
    "ar": "{person} ({name}) مع {into} ({into_name}): تُحسب معاً الصيغ {spellings} والمناصب {offices} واللقاءات "
    "{engagements}",
}


def tell_together(door: Door, person: str, into: str) -> None:
    """Say what a merger will count together, and what on record speaks for it and against, where both entries stand."""
    found = {item["id"]: item for item in door.app.register("person", clearance=door.clearance, only=[person, into])}
    if person not in found or into not in found or found[person]["merged_into"] or found[into]["merged_into"]:
        return
    from ctcalendar.app.people import weighed
    from ctcalendar.cli import shown
    from ctcalendar.cli.suggesting import WORDS, in_words

    both = (found[person], found[into])
    label = {item["id"]: (item["names"] or {}).get(door.language) or item["id"] for item in both}
    counted = {
        "spellings": len({(one["text"], one["language"]) for item in both for one in item["spellings"]}),
        "offices": sum(len(item["offices"]) for item in both),
        "engagements": len({name for item in both for name in item["engagements"]}),
    }
    told = {"person": person, "into": into, "name": label[person], "into_name": label[into], **counted}
    print(f"note: {shown(_TOGETHER[door.language].format(**told))}", file=sys.stderr)
    for side, reasons in zip(
        ("for", "against"), weighed(door.app, person, into, clearance=door.clearance), strict=True
    ):
        for reason in reasons:
            print(f"note: {WORDS[door.language][side]}: {shown(in_words(reason, door.language))}", file=sys.stderr)
