"""The life of one item as text: fact by fact, what each did, what it changed, why, and on whose word."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ctcalendar.cli.diffing import became
from ctcalendar.cli.door import Door
from ctcalendar.cli.inwords import in_words
from ctcalendar.cli.printing import print_json_list, print_text
from ctcalendar.domain import codec
from ctcalendar.views.filter import Filter

Plain = Mapping[str, Any]
Context = Callable[[Plain], str | None]

DEEDS: Mapping[str, tuple[str, str]] = {
    "registered": ("registered", "سُجّل"),
    "scheduled": ("announced", "أُعلن عنه"),
    "held": ("took place", "انعقد"),
    "rescheduled": ("moved to another time", "غُيّر موعده"),
    "cancelled": ("called off", "أُلغي"),
    "concluded": ("concluded", "أُبرم"),
    "status-changed": ("its legal status changed", "تغيّر وضعه القانوني"),
    "undertaken": ("undertaken", "جرى التعهد به"),
    "deadline-set": ("a deadline was set", "حُدد أجل"),
    "progress-reported": ("progress was reported", "ورد تقرير عن التقدم"),
    "established": ("established", "أُنشئ"),
    "cadence-set": ("its cadence was set", "حُددت وتيرته"),
    "suspended": ("suspended", "عُلّق"),
    "resumed": ("resumed", "استؤنف"),
    "closed": ("closed", "اختُتم"),
    "amended": ("amended", "عُدّل"),
    "corroborated": ("another source says so too", "أكده مصدر آخر"),
    "disputed": ("disputed", "صار محل خلاف"),
    "dispute-settled": ("a dispute was settled", "حُسم خلاف"),
    "retracted": ("retracted", "سُحب"),
    "reinstated": ("reinstated", "أُعيد"),
    "reclassified": ("reclassified", "تغيّر تصنيفه"),
    "merged": ("found to be the same as another", "تبيّن أنه هو نفسه غيره"),
    "split": ("found to be another after all", "تبيّن أنه غيره"),
}
"""What a fact did, by the verb of its type, in English and Arabic."""
_CAUSED = {
    "correction": ("corrected: it was wrong", "صُحّح: كان خطأً"),
    "change-of-plan": ("changed: the plan did", "عُدّل: تغيّرت الخطة"),
}
_OFFICE_HELD = ("office recorded", "سُجّل المنصب")
_LANGUAGES = ("en", "ar")
_WORDS = {
    "en": {"position": "position {}", "by": "by {}", "why": "why: {}", "note": "note: {}", "for": " for {}"},
    "ar": {"position": "الموضع {}", "by": "سجّله {}", "why": "السبب: {}", "note": "ملاحظة: {}", "for": " عن {}"},
}
_WITHDRAWN = {"en": " (retracted)", "ar": " (سُحب)"}


def print_life(door: Door, text: str, clocks: Filter, *, with_context: bool, form: str) -> None:
    """Print the life of one item, by its id or KIND:ID: as text, or its facts as JSON."""
    at = {"as_of": clocks.as_of, "published_by": clocks.published_by}
    life: Plain = codec.plain(door.app.life(text, clearance=door.clearance, **at))
    if form == "json":
        print_json_list(life["facts"])
        return
    cited = [citation for fact in life["facts"] for citation in fact["citations"]]
    around = door.app.context_of(cited, clearance=door.clearance) if with_context else lambda one: None
    print_text(lines(life, door.language, around), color=door.color)


def lines(life: Plain, language: str, context: Context) -> Iterator[tuple[str, bool]]:
    """The life line by line, each with whether it is a heading."""
    yield f"{life['item']} {life['id']}: {in_words(life['label'])}", True
    for number, fact in enumerate(life["facts"], 1):
        yield "", False
        yield f"{number}  {_heading(fact, language)}", True
        yield from ((f"   {line}", False) for line in _below(fact, language, context))


def deed(fact: Plain, language: str) -> str:
    """What a fact did, in words."""
    kind, _, verb = fact["type"].partition(".")
    told = _OFFICE_HELD if (kind, verb) == ("office", "held") else _CAUSED.get(fact["cause"] or "", DEEDS[verb])
    return told[_LANGUAGES.index(language)]


def _heading(fact: Plain, language: str) -> str:
    words = _WORDS[language]
    told = [fact["type"]]
    if fact["position"] is not None:
        told += [words["position"].format(fact["position"]), words["by"].format(fact["recorded_by"])]
    return f"{fact['recorded_at'][:19]}Z  {deed(fact, language)} ({', '.join(told)})"


def _below(fact: Plain, language: str, context: Context) -> Iterator[str]:
    words = _WORDS[language]
    yield from became(fact, language)
    # What a dispute, its settlement or a retraction gives as its reason stands there already.
    told_already = fact["disputed"] or fact["settled"] or fact["retracted"]
    if (why := in_words(fact["why"]) if fact["why"] else fact["reason"]) and not told_already:
        yield words["why"].format(why)
    if fact["note"]:
        yield words["note"].format(fact["note"])
    for citation in fact["citations"]:
        yield f"- {_cited(citation, language)}"
        if around := context(citation):
            yield f"  {around}"


def _cited(citation: Plain, language: str) -> str:
    """The words of a source, where they stand in it, and what they prove."""
    quote = f"“{citation['quote']}” " if citation["quote"] else ""
    locator = f" [{citation['locator']}]" if citation["locator"] else ""
    proves = citation["supports"]
    what = _WORDS[language]["for"].format(", ".join(proves)) if proves else ""
    return f"{quote}{citation['source']}{_WITHDRAWN[language] if citation['retracted'] else ''}{locator}{what}"
