"""What is on the agenda in a sentence, in either language. It names days, never how far off they are: it keeps true."""

from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import State

_SENTENCES: dict[str, dict[tuple[str, State], str]] = {
    "en": {
        ("expected", "coming"): "{title}: expected by {on}",
        ("expected", "unscheduled"): "{title}: expected by {on}; nobody has announced it",
        ("expected", "due"): "{title}: expected by {on}, at the latest {latest}; nobody has announced it",
        ("expected", "overdue"): "{title}: was expected by {on}, at the latest {latest}; none is on record",
        ("announced", "coming"): "{title}: announced for {days}",
        ("announced", "due"): "{title}: announced for {days}; record whether it was held",
        ("announced", "overdue"): "{title}: was announced for {days}; nobody has recorded whether it was held",
        ("deadline", "coming"): "to be {which} by {by}: {title} (last word: {status})",
        ("deadline", "due"): "to be {which} by {by}: {title} (last word: {status})",
        ("deadline", "overdue"): "was to be {which} by {by}: {title} (last word: {status})",
    },
    "ar": {
        ("expected", "coming"): "{title}: متوقع في موعد أقصاه {on}",
        ("expected", "unscheduled"): "{title}: متوقع في موعد أقصاه {on}، ولم يُعلن عنه بعد",
        ("expected", "due"): "{title}: متوقع في {on}، وفي موعد أقصاه {latest}، ولم يُعلن عنه بعد",
        ("expected", "overdue"): "{title}: كان متوقعاً في {on}، وفي موعد أقصاه {latest}، ولا لقاء مسجلاً",
        ("announced", "coming"): "{title}: أُعلن أنه سيُعقد في {days}",
        ("announced", "due"): "{title}: أُعلن أنه سيُعقد في {days}؛ ليُسجَّل هل عُقد",
        ("announced", "overdue"): "{title}: أُعلن أنه سيُعقد في {days}، ولم يُسجَّل هل عُقد",
        ("deadline", "coming"): "{which} في موعد أقصاه {by}: {title} (آخر ما قيل: {status})",
        ("deadline", "due"): "{which} في موعد أقصاه {by}: {title} (آخر ما قيل: {status})",
        ("deadline", "overdue"): "كان ينبغي أن {which} في موعد أقصاه {by}: {title} (آخر ما قيل: {status})",
    },
}
_WORDS = {
    "en": {
        "start": "started",
        "complete": "completed",
        "number": "{title}, number {number}",
        "disputed": "disputed",
        "not-started": "not started",
        "in-progress": "in progress",
        "largely-complete": "largely complete",
        "none": "no report on record",
    },
    "ar": {
        "start": "يبدأ",
        "complete": "يُستكمل",
        "number": "{title}، اللقاء {number}",
        "disputed": "محل خلاف",
        "not-started": "لم يبدأ",
        "in-progress": "قيد التنفيذ",
        "largely-complete": "استُكمل في معظمه",
        "none": "لا تقرير مسجلاً",
    },
}


def sentence(matter: Matter, state: State, language: str) -> str:
    """A matter in one sentence."""
    words, timing = _WORDS[language], matter.timing
    told = _SENTENCES[language][timing.what, state].format(
        title=_title(matter, language),
        on=timing.on.isoformat(),
        latest=matter.latest,
        days=matter.earliest if matter.earliest == matter.latest else f"{matter.earliest}/{matter.latest}",
        by=matter.by,
        which=words.get(matter.which or "", ""),
        status=words.get(matter.status or "none", matter.status),
    )
    return f"{told} ({words['disputed']})" if matter.disputed else told


def _title(matter: Matter, language: str) -> str:
    """What it is called, with the number that an expected meeting is to have."""
    title = matter.title.in_language(language)
    if matter.timing.what != "expected" or matter.number is None:
        return title
    return _WORDS[language]["number"].format(title=title, number=matter.number)
