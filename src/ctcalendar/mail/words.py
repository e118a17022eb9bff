"""The words of mail in both languages, counted as each language counts; and what becomes of other people's texts."""

import re
from functools import lru_cache

from babel import Locale

LONGEST = 400
"""How much of a text that somebody wrote a mail tells, in characters. The page has all of it."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "name": "Diplomatic calendar",
        "since": "since {day}",
        "due-section": "Due and overdue",
        "recorded-section": "Recorded",
        "corrected-section": "Corrected and changed",
        "disputed-section": "Disputed",
        "cancelled-section": "Called off and withdrawn",
        "coming-section": "Coming",
        "overdue-state": "overdue",
        "due-state": "due",
        "unscheduled-state": "to be announced",
        "coming-state": "coming",
        "changed-from": "was {old}, is now {new}",
        "now": "{new} (added)",
        "no-more": "{old} (taken out)",
        "correction": "Corrected on {day}",
        "change": "Changed on {day}",
        "called-off": "Called off on {day}",
        "also": "Also said by",
        "settled": "Dispute settled",
        "none-preferred": "none of them can be preferred",
        "withdrawn": "Withdrawn",
        "duplicate": "the same as {name}",
        "reinstated": "Put back on record",
        "again": "it is on record again",
        "expected": "expected by {on}, in time from {earliest} to {latest}",
        "announced": "announced for {days}",
        "deadline-told": "to be {which} by {by}",
        "start-which": "started",
        "complete-which": "completed",
        "expected-overdue": "none is on record",
        "expected-due": "nobody has announced it",
        "expected-unscheduled": "nobody has announced it",
        "announced-overdue": "nobody has recorded whether it was held",
        "attached": "The entries are attached as a calendar file.",
        "why-you": "You receive this because you asked for it at this address.",
        "unsubscribe": "Unsubscribe",
        "confirm-subject": "Confirm your subscription",
        "confirm-lead": "Somebody, you as we hope, asked for mail from the diplomatic calendar at this address.",
        "confirm-do": "Confirm the subscription",
        "confirm-until": "The link works once, for 48 hours. If it was not you, do nothing: no more mail will come.",
        "reminder-subject": "Reminder: {title}",
        "names": "name",
        "label": "name",
        "aliases": "other names",
        "reports": "report",
        "deadlines": "deadline",
        "objectives": "objective",
        "progress": "progress",
        "organisations": "organisations",
        "mandate": "mandate",
        "signed_at": "signed at",
        "published": "published",
        "publisher": "publisher",
        "languages": "languages",
        "merged_into": "the same as",
        "related": "related instruments",
        "form": "form",
        "classification": "classification",
        "part_of": "part of",
        "source": "Source",
        "party": "Party",
        "organisation": "Organisation",
        "person": "Person",
        "office": "Office",
        "topic": "Topic",
        "commitment": "Commitment",
        "instrument-tag": "Instrument",
        "series-tag": "Series",
        "in-force": "in force",
        "expired": "expired",
        "terminated": "terminated",
        "suspended": "suspended",
        "active": "active",
        "closed": "closed",
    },
    "ar": {
        "name": "التقويم الدبلوماسي",
        "since": "منذ {day}",
        "due-section": "المستحق والمتأخر",
        "recorded-section": "ما سُجّل",
        "corrected-section": "ما صُحّح وما تغيّر",
        "disputed-section": "محل خلاف",
        "cancelled-section": "ما أُلغي وما سُحب",
        "coming-section": "القادم",
        "overdue-state": "متأخر",
        "due-state": "مستحق",
        "unscheduled-state": "لم يُعلن عنه",
        "coming-state": "قادم",
        "changed-from": "كان: {old}؛ والآن: {new}",
        "now": "{new} (أُضيف)",
        "no-more": "{old} (حُذف)",
        "correction": "صُحّح في {day}",
        "change": "تغيّر في {day}",
        "called-off": "أُلغي في {day}",
        "also": "قاله أيضاً",
        "settled": "حُسم الخلاف",
        "none-preferred": "لا يمكن ترجيح أي منها",
        "withdrawn": "سُحب",
        "duplicate": "هو نفسه {name}",
        "reinstated": "أُعيد إلى السجل",
        "again": "عاد إلى السجل",
        "expected": "متوقع في موعد أقصاه {on}، وينعقد في وقته من {earliest} إلى {latest}",
        "announced": "أُعلن أنه سيُعقد في {days}",
        "deadline-told": "{which} في موعد أقصاه {by}",
        "start-which": "يبدأ",
        "complete-which": "يُستكمل",
        "expected-overdue": "لا لقاء مسجلاً",
        "expected-due": "لم يُعلن عنه بعد",
        "expected-unscheduled": "لم يُعلن عنه بعد",
        "announced-overdue": "لم يُسجَّل هل عُقد",
        "attached": "القيود مرفقة في ملف تقويم.",
        "why-you": "تصلك هذه الرسالة لأنك طلبتها على هذا العنوان.",
        "unsubscribe": "إلغاء الاشتراك",
        "confirm-subject": "تأكيد الاشتراك",
        "confirm-lead": "طلب أحدهم، ونرجو أن يكون أنت، بريداً من التقويم الدبلوماسي على هذا العنوان.",
        "confirm-do": "تأكيد الاشتراك",
        "confirm-until": "يعمل الرابط مرة واحدة، ولمدة 48 ساعة. وإن لم تكن أنت فلا تفعل شيئاً: لن يصلك بريد آخر.",
        "reminder-subject": "تذكير: {title}",
        "names": "الاسم",
        "label": "الاسم",
        "aliases": "أسماء أخرى",
        "reports": "تقرير",
        "deadlines": "الموعد النهائي",
        "objectives": "الأهداف",
        "progress": "التقدم",
        "organisations": "الجهات",
        "mandate": "التكليف",
        "signed_at": "وُقّع في",
        "published": "تاريخ النشر",
        "publisher": "الناشر",
        "languages": "اللغات",
        "merged_into": "هو نفسه",
        "related": "وثائق متصلة",
        "form": "الشكل",
        "classification": "التصنيف",
        "part_of": "جزء من",
        "source": "مصدر",
        "party": "طرف",
        "organisation": "جهة",
        "person": "شخص",
        "office": "منصب",
        "topic": "موضوع",
        "commitment": "التزام",
        "instrument-tag": "وثيقة",
        "series-tag": "سلسلة",
        "in-force": "نافذ",
        "expired": "منتهٍ",
        "terminated": "أُنهي العمل به",
        "suspended": "معلّق",
        "active": "قائم",
        "closed": "مغلق",
    },
}

COUNTED: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "due": {"one": "{n} due or overdue", "other": "{n} due or overdue"},
        "recorded": {"one": "{n} new entry", "other": "{n} new entries"},
        "corrected": {"one": "{n} correction or change", "other": "{n} corrections or changes"},
        "disputed": {"one": "{n} dispute", "other": "{n} disputes"},
        "cancelled": {"one": "{n} called off or withdrawn", "other": "{n} called off or withdrawn"},
        "coming": {"one": "{n} coming", "other": "{n} coming"},
        "more": {"one": "and {n} more", "other": "and {n} more"},
    },
    "ar": {
        "due": {
            "one": "موعد مستحق",
            "two": "موعدان مستحقان",
            "few": "{n} مواعيد مستحقة",
            "many": "{n} موعداً مستحقاً",
            "other": "{n} موعد مستحق",
        },
        "recorded": {
            "one": "قيد جديد",
            "two": "قيدان جديدان",
            "few": "{n} قيود جديدة",
            "many": "{n} قيداً جديداً",
            "other": "{n} قيد جديد",
        },
        "corrected": {
            "one": "تصحيح أو تغيير واحد",
            "two": "تصحيحان أو تغييران",
            "few": "{n} تصحيحات أو تغييرات",
            "many": "{n} تصحيحاً أو تغييراً",
            "other": "{n} تصحيح أو تغيير",
        },
        "disputed": {
            "one": "خلاف واحد",
            "two": "خلافان",
            "few": "{n} خلافات",
            "many": "{n} خلافاً",
            "other": "{n} خلاف",
        },
        "cancelled": {
            "one": "قيد ملغى أو مسحوب",
            "two": "قيدان ملغيان أو مسحوبان",
            "few": "{n} قيود ملغاة أو مسحوبة",
            "many": "{n} قيداً ملغى أو مسحوباً",
            "other": "{n} قيد ملغى أو مسحوب",
        },
        "coming": {
            "one": "موعد قادم",
            "two": "موعدان قادمان",
            "few": "{n} مواعيد قادمة",
            "many": "{n} موعداً قادماً",
            "other": "{n} موعد قادم",
        },
        "more": {
            "one": "وواحد غيره",
            "two": "واثنان غيرهما",
            "few": "و{n} غيرها",
            "many": "و{n} غيرها",
            "other": "و{n} غيرها",
        },
    },
}
"""What is counted, by the plural forms of CLDR. Arabic has a form for two, and one word where there is one."""


def word(name: str, language: str) -> str:
    """A word of ours in a language."""
    return WORDS[language][name]


def counted(name: str, number: int, language: str) -> str:
    """So many of something: `3 new entries`."""
    forms = COUNTED[language][name]
    return forms.get(_locale(language).plural_form(number), forms["other"]).format(n=number)


@lru_cache(maxsize=2)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


# Control characters, halves of characters, what is for private use or no character, and what turns the direction of all
# that follows. (Marks of direction, which turn one neighbour, are how people write Arabic beside digits.)
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SPACES = re.compile(r"[\s\x85\u2028\u2029]+")


def tamed(text: str, longest: int = LONGEST) -> str:
    """A text that somebody wrote as it can stand on a line of a mail: one line, nothing hidden in it, not too long."""
    if not text.isprintable():
        text = _SPACES.sub(" ", _HARMFUL.sub("", text)).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
