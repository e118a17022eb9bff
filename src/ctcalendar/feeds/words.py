"""The words of feeds and pages in both languages, and the names of parties and days."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from ctcalendar.domain import edtf
from ctcalendar.views.entry import When, Words

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "signing": "Signing",
        "visit": "Visit",
        "dialogue": "Dialogue",
        "meeting": "Meeting",
        "statement": "Statement",
        "scheduled": "announced",
        "held": "held",
        "cancelled": "cancelled",
        "retracted": "retracted",
        "when": "When",
        "where": "Where",
        "parties": "Parties",
        "participants": "Participants",
        "status": "Status",
        "series": "Series",
        "evidence": "Evidence",
        "says": "Asserted",
        "uncertain": "day not certain",
        "undated": "day not known",
        "year-from-context": "year completed from the context",
        "inferred": "inferred",
        "delegation": "delegation of {size}",
        "head": "head",
        "co-chair": "co-chair",
        "signatory": "signatory",
        "visitor": "visitor",
        "host": "host",
        "member": "member",
        "speaker": "speaker",
        "guest": "guest",
        "corrected": "Corrected",
        "document": "the document",
    },
    "ar": {
        "signing": "توقيع",
        "visit": "زيارة",
        "dialogue": "حوار",
        "meeting": "اجتماع",
        "statement": "تصريح",
        "scheduled": "معلن",
        "held": "انعقد",
        "cancelled": "أُلغي",
        "retracted": "سُحب",
        "when": "التاريخ",
        "where": "المكان",
        "parties": "الأطراف",
        "participants": "المشاركون",
        "status": "الحالة",
        "series": "السلسلة",
        "evidence": "الدليل",
        "says": "ما قيل",
        "uncertain": "اليوم غير مؤكد",
        "undated": "اليوم غير معروف",
        "year-from-context": "السنة مستكملة من السياق",
        "inferred": "مستنتج",
        "delegation": "وفد من {size}",
        "head": "رئيس الوفد",
        "co-chair": "رئاسة مشتركة",
        "signatory": "موقّع",
        "visitor": "زائر",
        "host": "مضيف",
        "member": "عضو",
        "speaker": "متحدث",
        "guest": "ضيف",
        "corrected": "صُحّح",
        "document": "الوثيقة",
    },
}


_PATTERNS = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def word(name: str, language: str) -> str:
    """A word of ours in a language."""
    return WORDS[language][name]


@lru_cache(maxsize=1024)
def party_name(code: str, language: str) -> str:
    """A state's name in a language; any other party answers to its id."""
    return str(_locale(language).territories.get(code, code)) if len(code) == 2 else code


def days(when: When | None, language: str) -> str:
    """When it happened, in words: as exact as it is known."""
    if when is None or (when.earliest is None and when.latest is None):
        return word("undated", language)
    first, last = (date.fromisoformat(day) if day else None for day in (when.earliest, when.latest))
    exact = when.precision == "day" or when.edtf is None
    text = _range(first, last, language) if exact else day_in_words(when.edtf or "", language)
    return f"{text} ({word('uncertain', language)})" if when.uncertain else text


def day_in_words(text: str, language: str) -> str:
    """An EDTF date in words. (Written 2017-11-08 among Arabic words, it would be shown with its parts turned round.)"""
    span = edtf.parse(text)
    if span.interval or span.earliest is None or span.precision not in _PATTERNS:
        return text
    return format_date(span.earliest, _PATTERNS[span.precision], locale=_locale(language))


def listed(parts: Iterable[str], language: str) -> str:
    """Parts of an enumeration, those that are not empty, with the comma of the language."""
    return ("، " if language == "ar" else ", ").join(part for part in parts if part)


def basis(when: When | None, language: str) -> str:
    """How an inferred or completed date was reached, or nothing."""
    if when is None or when.basis not in ("year-from-context", "inferred"):
        return ""
    return f"{word(when.basis, language)}: {when.rule}" if when.rule else word(when.basis, language)


def join(words: Words | None, language: str) -> str:
    """A text in a language, or nothing."""
    return words.in_language(language) if words else ""


def _range(first: date | None, last: date | None, language: str) -> str:
    if first == last and first is not None:
        return format_date(first, _PATTERNS["day"], locale=_locale(language))
    ends = [format_date(day, _PATTERNS["day"], locale=_locale(language)) if day else "…" for day in (first, last)]
    return " – ".join(ends)


@lru_cache(maxsize=2)
def _locale(language: str) -> Locale:
    # Gulf month names, and the digits the documents themselves print.
    return Locale.parse("ar_AE" if language == "ar" else "en")
