"""What is on the agenda in a sentence, in either language. It names days, never how far off they are: it keeps true."""

from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import State

_SENTENCES: dict[str, dict[tuple[str, State], str]] = {
    "en": {
        ("expected", "coming"): "{title}: expected by {on}",
        ("expected", "unscheduled"): "{title}: expected by {on}; {announced}",
        ("expected", "due"): "{title}: expected by {on}, at the latest {latest}; {announced}",
        ("expected", "overdue"): "{title}: was expected by {on}, at the latest {latest}; none is on record",
        ("announced", "coming"): "{title}: announced for {days}",
        ("announced", "due"): "{title}: announced for {days}; record whether it was held",
        ("announced", "overdue"): "{title}: was announced for {days}; nobody has recorded whether it was held",
        ("deadline", "coming"): "to be {which} by {by}: {title} (last word: {status})",
        ("deadline", "due"): "to be {which} by {by}: {title} (last word: {status})",
        ("deadline", "overdue"): "was to be {which} by {by}: {title} (last word: {status})",
    },
    # Impersonal, since what is announced may be a dialogue (he), talks or a visit (she).
    "ar": {
        ("expected", "coming"): "{title}: الموعد المتوقع {on}",
        ("expected", "unscheduled"): "{title}: الموعد المتوقع {on}، {announced}",
        ("expected", "due"): "{title}: الموعد المتوقع {on}، وأقصاه {latest}، {announced}",
        ("expected", "overdue"): "{title}: كان الموعد المتوقع {on}، وأقصاه {latest}، ولا لقاء مسجلاً",
        ("announced", "coming"): "{title}: الموعد المعلن {days}",
        ("announced", "due"): "{title}: الموعد المعلن {days}؛ يُرجى تسجيل ما جرى",
        ("announced", "overdue"): "{title}: كان الموعد المعلن {days}، ولم يُسجَّل ما جرى",
        ("deadline", "coming"): "{which} في موعد أقصاه {by}: {title} (آخر ما قيل: {status})",
        ("deadline", "due"): "{which} في موعد أقصاه {by}: {title} (آخر ما قيل: {status})",
        ("deadline", "overdue"): "انقضى الأجل، وهو {by}، {which}: {title} (آخر ما قيل: {status})",
    },
}
_WORDS = {
    "en": {
        "start": "started",
        "complete": "completed",
        "number": "{title}, number {number}",
        "disputed": "disputed",
        "nobody": "nobody has announced it",
        "undated": "announced without a day",
    },
    "ar": {
        "start": "للبدء",
        "complete": "للاستكمال",
        "number": "{title}، اللقاء رقم {number}",
        "disputed": "محل خلاف",
        "nobody": "ولم يُعلن عنه بعد",
        "undated": "وأُعلن من دون تاريخ",
    },
}
_STATUSES = {
    "en": {
        "not-started": "not started",
        "in-progress": "in progress",
        "largely-complete": "largely complete",
        "complete": "complete",
        "lapsed": "lapsed",
        None: "no report on record",
    },
    "ar": {
        "not-started": "لم يبدأ",
        "in-progress": "قيد التنفيذ",
        "largely-complete": "استُكمل في معظمه",
        "complete": "استُكمل",
        "lapsed": "سقط",
        None: "لا تقرير مسجلاً",
    },
}


def sentence(matter: Matter, state: State, language: str) -> str:
    """A matter in one sentence."""
    words, timing = _WORDS[language], matter.timing
    days = matter.earliest if matter.earliest == matter.latest else f"{matter.earliest}/{matter.latest}"
    told = _SENTENCES[language][timing.what, state].format(
        title=_title(matter, language),
        on=_day(timing.on.isoformat(), language),
        latest=_day(matter.latest, language),
        days=_day(days, language),
        by=_day(matter.by or matter.latest, language),
        which=words.get(matter.which or "", ""),
        status=_STATUSES[language].get(matter.status, matter.status),
        announced=words["undated" if matter.undated else "nobody"],
    )
    return f"{told} ({words['disputed']})" if matter.disputed else told


def _title(matter: Matter, language: str) -> str:
    """What it is called, with the number that an expected meeting is to have."""
    title = matter.title.in_language(language)
    if matter.timing.what != "expected" or matter.number is None:
        return title
    return _WORDS[language]["number"].format(title=title, number=matter.number)


def _day(edtf: str, language: str) -> str:
    """A day as it is written in a line of that language: digits between Arabic words would be read turned round."""
    if language == "en":
        return edtf
    from ctcalendar.feeds.words import day_in_words

    return day_in_words(edtf, language)
