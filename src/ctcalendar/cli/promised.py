"""What the registers of commitments and series say of promises: due when, said by whom, how far, expected next."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ctcalendar.cli.door import Door
from ctcalendar.cli.printing import print_rows, write

Plain = Mapping[str, Any]

_WORDS = {
    "en": {
        "disputed": "disputed",
        "differing": "reports differ",
        "over": "{} over",
        "left": "{} left",
        "told by": "{by}, told by {told_by}",
        "expected": "{on} ({earliest} to {latest})",
        "overdue": "{expected}, overdue since {since}",
        "bound by": "bound by",
        "progress": "as a whole",
        "meter": "each commitment",
        "so far": "so far",
        "complete": "{complete} of {checkable} complete",
        "largely-complete": "{} largely complete",
        "in-progress": "{} in progress",
        "not-started": "{} not started",
        "lapsed": "{} lapsed",
        "unreported": "{} without report",
        "unchecked": "{} with nothing to check",
    },
    "ar": {
        "disputed": "محل خلاف",
        "differing": "التقارير متباينة",
        "over": "متأخر {}",
        "left": "بقي {}",
        "told by": "{by}، نقلاً عن {told_by}",
        "expected": "{on} (من {earliest} إلى {latest})",
        "overdue": "{expected}، متأخر منذ {since}",
        "bound by": "بموجب",
        "progress": "الوثيقة ككل",
        "meter": "كل التزام",
        "so far": "حتى الآن",
        "complete": "استُكمل {complete} من {checkable}",
        "largely-complete": "{} في معظمه",
        "in-progress": "{} قيد التنفيذ",
        "not-started": "{} لم يبدأ",
        "lapsed": "{} سقط",
        "unreported": "{} بلا تقرير",
        "unchecked": "{} لا يمكن التحقق منه",
    },
}
_METER = {
    "complete": "█",
    "largely-complete": "▓",
    "in-progress": "▒",
    "not-started": "░",
    "lapsed": "×",
    "unreported": "·",
    "unchecked": "-",
}
"""What stands for one commitment -> by how far it has come, in the order of a meter."""
METER_WIDTH = 40
"""Beyond so many commitments a sign stands for several."""


# -- commitments ------------------------------------------------------------------------------------------------------


def bound_by(item: Plain, language: str) -> str:
    """The instrument or engagement that binds."""
    return str(item["instrument"] or item["engagement"] or "")


def deadlines(item: Plain, language: str) -> str:
    """Each deadline in short: the day, or the meeting and its number."""
    return ", ".join(map(_in_short, item["deadlines"]))


def _in_short(deadline: Plain) -> str:
    if day := deadline.get("complete_by") or deadline.get("start_by"):
        return str(day)
    meeting = deadline.get("at_meeting") or {}
    return " ".join(str(part) for part in (meeting.get("id"), meeting.get("ordinal")) if part)


def said(field: str, told: str) -> Callable[[Plain, str], str]:
    """A status, marked while `told`, the field that tells it, is in dispute, and where reports of one day differ."""

    def cell(item: Plain, language: str) -> str:
        status = item[field] or ""
        differing = (item.get("last_word") or {}).get("differing")
        mark = "disputed" if told in item["disputed"] else "differing" if differing else None
        return f"{status} ({_WORDS[language][mark]})".strip() if mark else status

    return cell


def said_by(item: Plain, language: str) -> str:
    """Who gave the last word, and on whose word we have it."""
    last = (item["last_word"] or {}).get("reports", ())
    return "; ".join(dict.fromkeys(_reporter(report, language) for report in item["reports"] if report["id"] in last))


def _reporter(report: Plain, language: str) -> str:
    by = ", ".join(report["by"])
    told_by = report.get("told_by")
    return _WORDS[language]["told by"].format(by=by, told_by=told_by) if told_by else by


def days(item: Plain, language: str) -> str:
    """How many days the oldest deadline that was not kept is over, or else how many are left to the next one."""
    over = days_over(item, item["today"])
    if over is None:
        return ""
    return _WORDS[language]["over" if over > 0 else "left"].format(abs(over))


def days_over(item: Plain, today: date) -> int | None:
    """Days since the last day of the oldest open deadline; below zero, days left. None where none is open."""
    open_ones = [due["last"] for due in item["due"] if due["last"] and not _is_kept(due, item["status"])]
    return (today - date.fromisoformat(min(open_ones))).days if open_ones else None


def _is_kept(due: Plain, status: str | None) -> bool:
    return status == "complete" or (due["which"] == "start" and status in ("in-progress", "largely-complete"))


def print_meters(door: Door, found: Sequence[Plain], as_of: str | None) -> None:
    """Below the commitments, for each text or meeting that binds: what became of them, one sign for each."""
    bound: dict[str, list[Plain]] = {}
    for item in (item for item in found if not item["retracted"]):
        bound.setdefault(bound_by(item, door.language), []).append(item)
    instruments = sorted({item["instrument"] for items in bound.values() for item in items if item["instrument"]})
    as_a_whole = said("progress", "progress")
    wholes = {
        one["id"]: as_a_whole(one, door.language)
        for one in door.app.register("instrument", clearance=door.clearance, as_of=as_of, only=instruments)
    }
    words = _WORDS[door.language]
    headings = [words[name] for name in ("bound by", "progress", "meter", "so far")]
    rows = [
        (name, wholes.get(name, ""), meter(items), _counts(items, door.language))
        for name, items in sorted(bound.items())
    ]
    write("")
    print_rows("table", headings, rows, color=door.color)


def meter(items: Sequence[Plain]) -> str:
    """A sign for each commitment, the furthest advanced first; no more signs than a line holds.

    Of many, those reported complete are rounded down: a meter is never fuller than the record.
    """
    counted, total = Counter(map(_standing, items)), len(items)
    signs = ""
    passed = 0
    for standing, sign in _METER.items():
        passed += counted[standing]
        upto = passed if total <= METER_WIDTH else passed * METER_WIDTH // total
        signs += sign * (upto - len(signs))
    return signs


def _standing(item: Plain) -> str:
    """How far a commitment has come, as a meter shows it; what cannot be checked is never done."""
    if item["form"] == "cooperation":
        return "unchecked"
    return item["status"] or "unreported"


def _counts(items: Sequence[Plain], language: str) -> str:
    words, counted = _WORDS[language], Counter(map(_standing, items))
    checkable = len(items) - counted["unchecked"]
    told = [words["complete"].format(complete=counted["complete"], checkable=checkable)] if checkable else []
    told += [
        words[standing].format(counted[standing]) for standing in _METER if counted[standing] and standing != "complete"
    ]
    return ("؛ " if language == "ar" else "; ").join(told)


# -- series -----------------------------------------------------------------------------------------------------------


def every(item: Plain, language: str) -> str:
    """How often it should meet: as it is recorded, or in words."""
    often = (item["cadence"] or {}).get("every", "")
    if language == "en" or not often:
        return str(often)
    from ctcalendar.feeds.words import every as in_words  # what states are called takes long to read

    return in_words(often, language)


def expected(item: Plain, language: str) -> str:
    """When it should meet next, the first and last day that will do, and since when that is over."""
    slot = item["expected"]
    if slot is None:
        return ""
    told = _WORDS[language]["expected"].format(**{end: _day(day, language) for end, day in slot.items()})
    latest = date.fromisoformat(slot["latest"])
    if latest >= item["today"]:
        return told
    since = _day((latest + timedelta(days=1)).isoformat(), language)
    return _WORDS[language]["overdue"].format(expected=told, since=since)


def _day(day: str, language: str) -> str:
    """A day as the record writes it; among Arabic words that would be shown with its parts turned round."""
    if language == "en":
        return day
    from ctcalendar.feeds.words import day_in_words

    return day_in_words(day, language)
