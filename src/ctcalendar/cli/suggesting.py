"""`people suggest`: who may be one person and is recorded twice, and which entry a typed name may mean."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ctcalendar.cli.door import Door, check_moment, clock_options, enter, format_option
from ctcalendar.cli.printing import print_json_list, print_lines, print_rows, print_text

if TYPE_CHECKING:
    from ctcalendar.app.meaning import Meant
    from ctcalendar.app.people import Reason, Suggestion

Line = tuple[str, bool]

WORDS = {
    "en": {
        "in-full": "the same name",
        "for-short": "one name is the other for short",
        "by-sound": "the names sound alike across scripts",
        "by-letters": "the names are alike but for a letter or two",
        "as-spelt": "spelt so",
        "in-part": "part of the name",
        "same-office": "the same office",
        "same-organisation": "the same organisation",
        "same-series": "at meetings of the same series",
        "same-party": "for the same party",
        "at-one-table": "both are named at one engagement",
        "other-party": "for different parties",
        "other-office": "in different offices at the same time",
        "split": "they were merged once and split again",
        "fits-several": "the short name would fit several",
        "classified-otherwise": "classified otherwise: classify both alike first",
        "for": "for",
        "against": "against",
        "kept apart": "kept apart",
        "nothing": "nobody seems to be recorded twice",
        "more": "more: --limit",
    },
    "ar": {
        "in-full": "الاسم نفسه",
        "for-short": "أحد الاسمين مختصر الآخر",
        "by-sound": "الاسمان متقاربان في النطق بين الكتابتين",
        "by-letters": "الاسمان متشابهان إلا في حرف أو حرفين",
        "as-spelt": "كُتب هكذا",
        "in-part": "جزء من الاسم",
        "same-office": "المنصب نفسه",
        "same-organisation": "الجهة نفسها",
        "same-series": "في لقاءات السلسلة نفسها",
        "same-party": "عن الطرف نفسه",
        "at-one-table": "ذُكر كلاهما في لقاء واحد",
        "other-party": "عن طرفين مختلفين",
        "other-office": "في منصبين مختلفين في الوقت نفسه",
        "split": "دُمجا من قبل ثم فُصلا",
        "fits-several": "الاسم المختصر يصلح لأكثر من شخص",
        "classified-otherwise": "مصنّفان تصنيفين مختلفين: وحّد تصنيفهما أولاً",
        "for": "مع",
        "against": "ضد",
        "kept apart": "أُبقيا منفصلين",
        "nothing": "لا يبدو أن أحداً سُجّل مرتين",
        "more": "المزيد: --limit",
    },
}


@click.command()
@click.argument("who", required=False)
@click.option("--all", "everything", is_flag=True, help="With those considered and kept apart, and why.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many at most.")
@clock_options(
    refused=dict.fromkeys(("since", "until", "published_by"), "entries are compared by all that is recorded")
)
@format_option("text", "json", "jsonl", "csv")
def suggest(who: str | None, everything: bool, limit: int, as_of: str | None, form: str) -> None:
    """Who may be one person and is two entries, and why; nobody is ever merged by this.

    WHO is an entry: its pairs alone. Or a name, however spelt and in either script: the entries it may mean.

    A pair needs names that meet (in one script, for short, or by consonants across scripts), or, in one office or
    organisation, names that differ in a letter. Two who sat at one table, were of different parties, held different
    offices on one day, or were split again, are kept apart. Pairs are ranked; the score orders them and is no
    probability.
    """
    door = enter()
    check_moment(as_of)
    entry = None if who is None else _entry(door, who, as_of)
    if who is not None and entry is None:
        _print_meant(door, who, as_of, limit, form)
        return
    from ctcalendar.app.people import suggestions

    found = suggestions(door.app, clearance=door.clearance, as_of=as_of, only=entry)
    told = [one for one in found if everything or not one.kept_apart]
    _print(form, told[:limit], door)
    if len(told) > limit:
        print(f"note: {len(told) - limit} {WORDS[door.language]['more']}", file=sys.stderr)


def _entry(door: Door, who: str, as_of: str | None) -> str | None:
    """The entry that an id names, or the one it is counted under; None where it names none."""
    name = who.removeprefix("person:")
    for _ in range(100):  # mergers make no circle, whatever a restored log says
        found = door.app.register("person", clearance=door.clearance, as_of=as_of, only=[name])
        if not found:
            return None
        if found[0]["merged_into"] is None:
            break
        name = found[0]["merged_into"]
    return name


def _print(form: str, found: Sequence["Suggestion"], door: Door) -> None:
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    elif form == "csv":
        columns = ("score", "person", "into", "meets", "likeness", "for", "against", "kept_apart", "command")
        print_rows("csv", columns, (_row(one, door.language) for one in found))
    else:
        print_text(_told(found, door.language), color=door.color)


def _row(one: "Suggestion", language: str) -> Sequence[Any]:
    why = ("; ".join(in_words(reason, language) for reason in some) for some in (one.speaks_for, one.speaks_against))
    return (
        one.score,
        one.person,
        one.into,
        one.meets,
        one.likeness,
        *why,
        "yes" if one.kept_apart else "",
        one.command,
    )


def _told(found: Sequence["Suggestion"], language: str) -> Iterator[Line]:
    words = WORDS[language]
    if not found:
        yield words["nothing"], False
    for number, one in enumerate(found):
        if one.kept_apart and (number == 0 or not found[number - 1].kept_apart):
            yield from (("", False), (words["kept apart"], True)) if number else ((words["kept apart"], True),)
        yield (
            f"{one.score:>3}  {_who(one.person, one.names, language)} = {_who(one.into, one.into_names, language)}",
            False,
        )
        names = f"{words[one.meets]} ({one.likeness} %)"
        yield f"     {words['for']}: {'; '.join([names, *(in_words(why, language) for why in one.speaks_for)])}", False
        if one.speaks_against:
            against = "; ".join(in_words(why, language) for why in one.speaks_against)
            yield f"     {words['against']}: {against}", False
        yield f"     {one.command}", False


def _who(name: str, names: Any, language: str) -> str:
    return f"{name} ({names.in_language(language)})"


def in_words(reason: "Reason", language: str) -> str:
    """A reason, and what it is about."""
    about = f": {', '.join(reason.about)}" if reason.about else ""
    return f"{WORDS[language][reason.code]}{about}"


def _print_meant(door: Door, who: str, as_of: str | None, limit: int, form: str) -> None:
    from ctcalendar.app.meaning import meant

    found = meant(door.app, who, clearance=door.clearance, as_of=as_of)[:limit]
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    elif form == "csv":
        rows = ((one.likeness, one.person, one.spelling, one.how) for one in found)
        print_rows("csv", ("likeness", "person", "spelling", "how"), rows)
    else:
        print_text(_meant(found, who, door.language), color=door.color)


def _meant(found: Sequence["Meant"], who: str, language: str) -> Iterator[Line]:
    if not found:
        nobody = {"en": "nobody on record is called anything like", "ar": "لا أحد في السجل يشبه اسمه"}
        yield f"{nobody[language]} “{who if len(who) <= 60 else who[:60] + '…'}”", False
    for one in found:
        how = f"{WORDS[language][one.how]}: {one.spelling}"
        yield f"{one.likeness:>3}  {_who(one.person, one.names, language)}  {how}", False
