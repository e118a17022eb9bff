"""The words of documents and timelines in both languages, beyond those of feeds; and texts made harmless."""

from collections.abc import Iterable
from unicodedata import bidirectional

from ctcalendar.domain.invisible import INVISIBLE_BUT_USED

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "record": "Diplomatic record",
        "language": "English",
        "asked-for": "Asked for",
        "everything": "everything on record",
        "published_by": "Public by",
        "as_of": "As the record stood",
        "stood": "Last fact recorded",
        "nothing-recorded": "nothing is recorded yet",
        "clearance": "Read at",
        "PUBLIC": "public clearance",
        "PRIVATE": "private clearance",
        "CONFIDENTIAL": "full clearance",
        "nothing": "Nothing on record answers this.",
        "contents": "Contents",
        "undated": "Without a day",
        "sources": "Sources",
        "evidence": "The words behind it",
        "led-by": "Led by",
        "participants": "Participants",
        "char": "characters",
        "line": "lines",
        "page": "page",
        "field": "Field",
        "kind": "Kind",
        "status": "Status",
        "party": "Party",
        "person": "Person",
        "organisation": "Organisation",
        "place": "Place",
        "topic": "Topic",
        "series": "Series",
        "instrument": "Instrument",
        "source": "Source",
        "since": "Since",
        "until": "Until",
        "text": "Words",
        "limit": "At most",
        "after": "After",
        "timeline": "Timeline",
        "legend": "Legend",
        "no-party": "No party named",
        "no-place": "Place not known",
        "others": "Others",
        "several": "{count} between {first} and {last}",
        "and-more": "and {number} more",
        "soft": "day not known exactly",
        "doubtful": "day not certain",
        "lasted": "lasted some days",
        "density": "very many: how many there are when",
        "today": "today",
        "summary": "{events} engagements in {lanes} lanes, from {first} to {last}.",
        "summary-empty": "No engagement on record answers this.",
        "retracted-source": "retracted",
    },
    "ar": {
        "record": "السجل الدبلوماسي",
        "language": "العربية",
        "asked-for": "المطلوب",
        "everything": "كل ما في السجل",
        "published_by": "ما كان علنياً بحلول",
        "as_of": "كما كان السجل في",
        "stood": "آخر ما سُجِّل",
        "nothing-recorded": "لم يُسجَّل شيء بعد",
        "clearance": "مستوى الاطلاع",
        "PUBLIC": "عام",
        "PRIVATE": "خاص",
        "CONFIDENTIAL": "كامل",
        "nothing": "لا شيء في السجل يجيب عن هذا.",
        "contents": "المحتويات",
        "undated": "بلا تاريخ",
        "sources": "المصادر",
        "evidence": "العبارات التي تثبته",
        "led-by": "برئاسة",
        "participants": "المشاركون",
        "char": "الأحرف",
        "line": "الأسطر",
        "page": "الصفحة",
        "field": "الحقل",
        "kind": "النوع",
        "status": "الحالة",
        "party": "الطرف",
        "person": "الشخص",
        "organisation": "الجهة",
        "place": "المكان",
        "topic": "الموضوع",
        "series": "السلسلة",
        "instrument": "الوثيقة",
        "source": "المصدر",
        "since": "منذ",
        "until": "حتى",
        "text": "العبارة",
        "limit": "على الأكثر",
        "after": "ما بعد",
        "timeline": "الخط الزمني",
        "legend": "مفتاح الرموز",
        "no-party": "بلا طرف مذكور",
        "no-place": "المكان غير معروف",
        "others": "غيرها",
        "several": "العدد {count} بين {first} و{last}",
        "and-more": "و{number} غيرها",
        "soft": "اليوم غير معروف بدقة",
        "doubtful": "اليوم غير مؤكد",
        "lasted": "استمر أياماً",
        "density": "كثيرة جداً: عددها في كل فترة",
        "today": "اليوم",
        "summary": "عدد اللقاءات {events} في {lanes} من المسارات، من {first} إلى {last}.",
        "summary-empty": "لا لقاء في السجل يجيب عن هذا.",
        "retracted-source": "سُحب",
    },
}

DIRECTION = {"en": "ltr", "ar": "rtl"}
OTHER = {"en": "ar", "ar": "en"}


def said(name: str, language: str) -> str:
    """A word of documents in a language."""
    return WORDS[language][name]


def harmless(text: str) -> str:
    """A text on one line, without what would steer a terminal, turn the text around it, or be no XML.

    The marks that Arabic is written with stay.
    """
    if text.isprintable():
        return text.strip()
    kept = "".join(one if one.isprintable() or one.isspace() or one in INVISIBLE_BUT_USED else "\ufffd" for one in text)
    return " ".join(kept.split())


def direction_of(text: str, otherwise: str) -> str:
    """The direction of a text by its first letter that has one."""
    strong = (_STRONG[found] for one in text if (found := bidirectional(one)) in _STRONG)
    return next(strong, otherwise)


def runs_against(text: str, language: str) -> bool:
    """Whether a letter of a text is written against the direction of a language."""
    return any(_STRONG.get(bidirectional(one), DIRECTION[language]) != DIRECTION[language] for one in text)


_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def once(texts: Iterable[str]) -> list[str]:
    """Texts that are not empty, each once."""
    return list(dict.fromkeys(text for text in texts if text))
