"""docs/questions.md: the questions of DESIGN section 1 that are queries, each asked by command and by SQL.

To add one: a Question below, then `make golden`. In its SQL, NOW stands for the rows that are true at present; it runs
on both engines as it is printed.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ctcalendar.app import App
from ctcalendar.db.reader import Row
from doors import run
from recorded import load

NOW = "known_to = 9223372036854775807"


class Asked(NamedTuple):
    """A command, and which part of what it prints is shown: what stands under a heading, or everything."""

    command: str
    section: str | None = None


class Question(NamedTuple):
    """A question as people ask it: its number in the design, the commands, and the same in SQL."""

    number: int
    question: str
    commands: Sequence[Asked]
    says: str
    columns: str
    sql: str


QUESTIONS = (
    Question(
        1,
        "When was the last dialogue, where, and who led each side?",
        [Asked("last dialogue --series us-qatar-ct-dialogue"), Asked("show us-qatar-ct-dialogue-2", "places")],
        "The last that was held is the one after which there is none. Who leads has the role `head` or `co-chair`.",
        "day place party led",
        """SELECT e.when_edtf, s.name_en, p.party, COALESCE(n.names_en, p.name_en)
FROM engagement e
LEFT JOIN stop s ON s.engagement = e.id AND s.NOW
LEFT JOIN participation p ON p.engagement = e.id AND p.role IN ('head', 'co-chair') AND p.NOW
LEFT JOIN person n ON n.id = p.person AND n.NOW
WHERE e.series = 'us-qatar-ct-dialogue' AND e.status = 'held' AND e.NOW
  AND NOT EXISTS (SELECT 1 FROM engagement l WHERE l.series = e.series AND l.status = 'held' AND l.NOW
    AND l.sort_day > e.sort_day)
ORDER BY p.number""",
    ),
    Question(
        2,
        "Show me the sentence that says so.",
        [Asked("show us-qatar-ct-dialogue-2", "when")],
        "A claim is a value of a field; its citation has the same subject and revision, and the number it names.",
        "language quote source locator",
        """SELECT c.language, c.quote, c.source, c.locator
FROM claim m
JOIN citation c ON c.subject = m.subject AND c.revision = m.revision AND c.number = m.citation AND c.NOW
WHERE m.subject = 'engagement:us-qatar-ct-dialogue-2' AND m.field = 'when' AND m.rank = 'preferred' AND m.NOW
ORDER BY m.revision, m.number""",
    ),
    Question(
        3,
        "Which meeting of this series are we missing?",
        [Asked("series show qatar-unoct-dialogue", "missing")],
        "Of the numbers up to the highest on record those that no meeting has.",
        "ordinal",
        """WITH RECURSIVE meeting(ordinal) AS (
  SELECT e.ordinal FROM engagement e WHERE e.series = 'qatar-unoct-dialogue' AND e.status <> 'retracted' AND e.NOW
), counted(ordinal) AS (
  SELECT 1 UNION ALL SELECT c.ordinal + 1 FROM counted c WHERE c.ordinal < (SELECT max(m.ordinal) FROM meeting m)
)
SELECT c.ordinal FROM counted c WHERE c.ordinal NOT IN (SELECT m.ordinal FROM meeting m WHERE m.ordinal IS NOT NULL)
ORDER BY c.ordinal""",
    ),
    Question(
        4,
        "This article's date is impossible: mark it, do not lose it.",
        [Asked("history --since 2023 --until 2023"), Asked("show qatar-us-security-signing", "when (disputed)")],
        "While a dispute is open the record keeps its value; those that contradict it stand beside it, of rank normal.",
        "dispute field state value rank source quote",
        """SELECT d.id, d.field, d.state, m.value, m.rank, c.source, c.quote
FROM dispute d
JOIN claim m ON m.subject = d.subject AND m.dispute = d.id AND m.NOW
LEFT JOIN citation c ON c.subject = m.subject AND c.revision = m.revision AND c.number = m.citation AND c.NOW
WHERE d.subject = 'engagement:qatar-us-security-signing' AND d.NOW
ORDER BY d.id, m.revision, m.number""",
    ),
    Question(
        5,
        "What did we believe on 21 November 2026, before the correction?",
        [
            Asked("show office:qahtani-envoy --as-of 2026-11-21", "title"),
            Asked("show office:qahtani-envoy", "title"),
            Asked("diff office:qahtani-envoy --from 2026-11-21"),
        ],
        "The rows that were true at the position which the log had reached by then.",
        "title_ar",
        """SELECT o.title_ar
FROM office o
JOIN (SELECT max(r.known_from) AS position FROM revision r WHERE r.recorded_at < 1795305600000000) reached
  ON o.known_from <= reached.position AND o.known_to > reached.position
WHERE o.id = 'qahtani-envoy'""",
    ),
    Question(
        6,
        "What did they promise, by when, and who says it was done?",
        [Asked("commitments"), Asked("instruments show us-qatar-ct-mou", "reports (disputed)")],
        "Reports on an instrument say nothing about one commitment in it: each hangs on its own `subject`.",
        "subject form deadline report status by day",
        """SELECT p.subject, p.form, COALESCE(d.complete_by, d.start_by), r.id, r.status, r.reported_by,
  COALESCE(r.reported_on, e.when_edtf)
FROM (SELECT 'commitment:' || c.id AS subject, c.form FROM commitment c WHERE c.NOW
  UNION ALL SELECT 'instrument:' || i.id, i.kind FROM instrument i WHERE i.NOW) p
LEFT JOIN deadline d ON d.subject = p.subject AND d.NOW
LEFT JOIN report r ON r.subject = p.subject AND r.NOW
LEFT JOIN engagement e ON e.id = r.reported_at AND e.NOW
ORDER BY p.subject, r.number""",
    ),
    Question(
        7,
        "What is due or overdue?",
        [Asked("agenda --on 2026-12-01")],
        "What is due is reckoned, not stored; it is reckoned from how often a series should meet and when it last did.",
        "series every tolerance last",
        """SELECT s.id, s.cadence_every, s.cadence_tolerance_after, max(e.latest)
FROM series s
LEFT JOIN engagement e ON e.series = s.id AND e.status = 'held' AND e.NOW
WHERE s.NOW
GROUP BY s.id, s.cadence_every, s.cadence_tolerance_after
ORDER BY s.id""",
    ),
    Question(
        9,
        "Is this the signing we already have?",
        [Asked("history --kind signing --party US --since 2017-07 --until 2017-07")],
        "Lists of ids are rows of `link`: here the sides of an engagement.",
        "id title sources",
        """SELECT e.id, e.title_en, (SELECT count(DISTINCT c.source) FROM citation c
  WHERE c.subject = 'engagement:' || e.id AND c.NOW)
FROM engagement e
WHERE e.kind = 'signing' AND e.status <> 'retracted' AND e.NOW
  AND e.latest >= '2017-07-01' AND e.earliest <= '2017-07-31'
  AND EXISTS (SELECT 1 FROM link l WHERE l.subject = 'engagement:' || e.id AND l.field = 'parties'
    AND l.target = 'party:US' AND l.NOW)""",
    ),
    Question(
        10,
        "Are al-Ansari, Al Ansari and الأنصاري one man?",
        [Asked("people show abdulaziz-al-ansari", "aliases")],
        "Every spelling that a source attests is a row; an entry found to be the same names his in `merged_into`.",
        "person spelling language note",
        """SELECT n.id, a.text, a.language, a.note
FROM person n
JOIN alias a ON a.subject = 'person:' || n.id AND a.NOW
WHERE COALESCE(n.merged_into, n.id) = 'abdulaziz-al-ansari' AND n.NOW
ORDER BY a.number""",
    ),
    Question(
        11,
        "Everything between two parties on a topic.",
        [Asked("history --party US --topic terrorism-financing")],
        "A topic stands also for the narrower ones, which name it in `broader`, in any number of steps. (Each of these"
        " has Qatar for its other side: `--party` given twice asks for either party, the SQL for both.)",
        "day kind title",
        """WITH RECURSIVE below(id) AS (
  SELECT w.id FROM topic w WHERE w.id = 'terrorism-financing' AND w.NOW
  UNION SELECT t.id FROM topic t JOIN below b ON t.broader = b.id WHERE t.NOW
)
SELECT e.when_edtf, e.kind, e.title_en
FROM engagement e
WHERE e.status <> 'retracted' AND e.NOW
  AND EXISTS (SELECT 1 FROM link l JOIN below b ON l.target = 'topic:' || b.id
    WHERE l.subject = 'engagement:' || e.id AND l.field = 'topics' AND l.NOW)
  AND 2 = (SELECT count(*) FROM link l WHERE l.subject = 'engagement:' || e.id AND l.field = 'parties'
    AND l.target IN ('party:QA', 'party:US') AND l.NOW)
ORDER BY e.sort_day, e.id""",
    ),
    Question(
        12,
        "Arabic and English side by side.",
        [
            Asked("history --series us-qatar-ct-dialogue --lang ar"),
            Asked("history --series us-qatar-ct-dialogue --lang en"),
        ],
        "A text is three columns: `_en`, `_ar`, and `_differs`, which says in words where the two do not say the same.",
        "id title_en title_ar",
        """SELECT e.id, e.title_en, e.title_ar
FROM engagement e
WHERE e.series = 'us-qatar-ct-dialogue' AND e.NOW
ORDER BY e.sort_day, e.id""",
    ),
    Question(
        13,
        "Amend a trip, keep its history.",
        [Asked("show office:qahtani-envoy --history")],
        "Every version of a row is there, with the position from which it was true; `revision` says why it changed.",
        "known_from title_ar type cause reason",
        """SELECT o.known_from, o.title_ar, r.type, r.cause, r.reason_en
FROM office o
JOIN revision r ON r.subject = 'office:' || o.id AND r.known_from = o.known_from AND r.NOW
WHERE o.id = 'qahtani-envoy'
ORDER BY o.known_from""",
    ),
    Question(
        15,
        "Prove that nobody altered the record.",
        [Asked("verify")],
        "SQL can count the facts and show where the chain ends; only `verify` computes every hash anew.",
        "facts first last head",
        """SELECT count(*), min(l.position), max(l.position), max(h.hash)
FROM log l
JOIN log_head h ON h.position >= l.position""",
    ),
)


def questions() -> str:
    """docs/questions.md, of a calendar that holds the bundled record."""
    with TemporaryDirectory() as folder:
        return page(load(f"sqlite:///{folder}/calendar.sqlite"))


def page(app: App) -> str:
    """Each question with its commands, its SQL, and what both answer of a calendar."""
    return _BEGINNING + "\n".join(_worked(question, app) for question in QUESTIONS)


_BEGINNING = f"""# Questions, worked

<!-- Made from the code by `make golden`; do not edit. -->

The questions that the record is kept for, asked of the bundled record (`ctcalendar init --demo`), by command and by
SQL. Those of the fifteen are left out that ask for something to be done: a draft, an entry in a calendar, a mail.

The tables are described in [schema.md](schema.md). Every row is true from one log position until before another, and
the present is `{NOW}`: without that test a query finds what the record said before as well.
SQL sees everything: a clearance is kept by ctcalendar's readers, who leave out each row of a stream that `classified`
has above it, and each that names one. So let nobody ask with SQL who may not see it all; give them
`ctcalendar export --as sqlite --clearance PUBLIC`. All of the SQL here runs on SQLite and on PostgreSQL.

"""


def answered(app: App, question: Question) -> list[Row]:
    """What the SQL of a question answers."""
    with app.reading() as reader:
        return reader.rows(printed(question))


def printed(question: Question) -> str:
    """The SQL of a question, as it is printed and run."""
    return re.sub(r"\bNOW\b", NOW, question.sql)


def _worked(question: Question, app: App) -> str:
    commands = "\n".join(_asked(asked, app) for asked in question.commands)
    return f"""## {question.number}. {question.question}

{commands}
{question.says}

```sql
{printed(question)};
```

{_table(question.columns.split(), answered(app, question))}"""


def _asked(asked: Asked, app: App) -> str:
    answer = run("--database", app.settings.database, *asked.command.split())
    assert answer.code == 0, (asked, answer.err)
    return f"```console\n$ ctcalendar {asked.command}\n{_shown(answer.out, asked.section)}```\n"


def _shown(out: str, section: str | None) -> str:
    """What a command printed, or what stands under one heading of it, with a mark for what is left out."""
    if section is None:
        return out
    _, heading, after = f"\n{out}".partition(f"\n{section}\n")
    assert heading, f"nothing is printed under {section!r}"
    return f"[…]\n{section}\n{after.partition(chr(10) * 2)[0].rstrip(chr(10))}\n[…]\n"


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    def line(cells: Sequence[object]) -> str:
        texts = ("" if cell is None else str(cell).replace("|", "&#124;").replace("<", "&lt;") for cell in cells)
        return f"| {' | '.join(texts)} |\n"

    return line(columns) + line(["---"] * len(columns)) + "".join(map(line, rows))


ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/questions.md"
