"""The command that lists what in the record does not fit together: audit."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

import click

from ctcalendar.audit.finding import SEVERITIES, Evidence, Finding, Severity
from ctcalendar.audit.rules import CODES, RULES
from ctcalendar.cli import Exit
from ctcalendar.cli.door import asked, clock_options, enter, format_option
from ctcalendar.cli.printing import harmless, print_json_list, print_lines, print_rows, write

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_WIDTH = 110


class _Language(NamedTuple):
    """The words of a report in one language."""

    headings: Sequence[str]
    severities: dict[str, str]
    nothing: str
    total: str


_WORDS = {
    "en": _Language(
        ("severity", "code", "subject", "message", "evidence", "suggestion"),
        {"error": "error", "warning": "warning", "info": "info"},
        "nothing was found",
        "findings",
    ),
    "ar": _Language(
        ("الدرجة", "الرمز", "العنصر", "ما وُجد", "الدليل", "المقترح"),
        {"error": "خطأ", "warning": "تنبيه", "info": "معلومة"},
        "لم يوجد شيء",
        "المجموع",
    ),
}


@click.command()
@clock_options(
    says={
        "since": "On what happened on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago).",
        "until": "On what happened on or before (the same, P90D: in 90 days).",
        "published_by": "In what a source made public on or before speaks of, and what such sources say of it.",
    },
)
@click.option(
    "--code", "codes", multiple=True, type=click.Choice(CODES), metavar="CODE", help="Only this; several times."
)
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only what is as grave as this, or graver.")
@format_option("table", "json", "jsonl", "csv", "md")
def audit(codes: tuple[str, ...], severity: Severity | None, form: str, **clocks: str | None) -> None:
    """What in the record does not fit together; exit 1 if there is anything.

    Each finding comes with the words behind it, and with what to do. error: cannot be right as it stands. warning:
    misleads until somebody looks at it. info: is not known, or rests on an assumption. What each rule looks for, and
    what it lets pass: docs/audit.md.

    With --since and --until, findings on items of that time: the help of each register tells what their days are, what
    has none is left out. All is judged all the same. With --published-by, what was public by that day is all that is
    judged: its values are those that stand now.
    """
    door, wanted = enter(), asked(clocks)
    found = door.app.audit(clearance=door.clearance, asked=wanted, codes=codes, language=door.language)
    grave = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES
    findings = [one for one in found if one.severity in grave]
    words = _WORDS[door.language]
    if form == "json":
        print_json_list(findings)
    elif form == "jsonl":
        print_lines(findings)
    elif form == "table":
        _print_report(findings, door.language, color=door.color)
    else:
        print_rows(form, words.headings, map(_row, findings))
    if findings:
        raise Exit(1)


def _row(found: Finding) -> Sequence[str]:
    told = "; ".join(_in_words(one, found.subject) for one in found.evidence)
    return (found.severity, found.code, found.subject, found.message, told, found.suggestion)


def _print_report(findings: Sequence[Finding], language: str, *, color: bool) -> None:
    """Each finding as a line of its own with what it is, then indented what was found, the evidence and what to do."""
    words = _WORDS[language]
    room = max(map(len, words.severities.values()))
    titles = {rule.code: rule.title.in_language(language) for rule in RULES}
    for found in findings:
        grade = words.severities[found.severity].ljust(room)
        heading = (
            _styled(grade, color, fg=_COLOURS[found.severity]),
            _styled(harmless(found.subject), color, bold=True),
            f"{found.code}: {titles[found.code]}",
        )
        write("  ".join(heading))
        for line in _below(found, " " * (room + 2)):
            write(harmless(line))
        write("")
    write(_sum(findings, words))


def _below(found: Finding, indent: str) -> Iterator[str]:
    yield from _wrapped(found.message, indent)
    for one in dict.fromkeys(_in_words(one, found.subject) for one in found.evidence):
        yield from _wrapped(one, indent, "- ")
    yield from _wrapped(found.suggestion, indent, "> ")


def _wrapped(text: str, indent: str, mark: str = "") -> Iterable[str]:
    rest = indent + " " * len(mark)
    return wrap(
        text, _WIDTH, initial_indent=indent + mark, subsequent_indent=rest, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _in_words(one: Evidence, subject: str) -> str:
    """A piece of evidence on a line: the source, its words, and what they are evidence for."""
    said = f"{one.source or one.subject}{f': “{one.quote}”' if one.quote else ''}"
    locator = f" [{one.locator}]" if one.locator else ""
    of = one.subject if one.subject != subject else None
    about = " ".join(part for part in (of, one.field, f"= {one.value}" if one.value else None) if part)
    return f"{said}{locator}{f' ({about})' if about else ''}"


def _sum(findings: Sequence[Finding], words: _Language) -> str:
    if not findings:
        return words.nothing
    counts = [(words.severities[grade], sum(one.severity == grade for one in findings)) for grade in SEVERITIES]
    return f"{words.total}: {len(findings)} ({', '.join(f'{grade} {count}' for grade, count in counts if count)})"


def _styled(text: str, color: bool, **style: object) -> str:
    return click.style(text, **style) if color else text  # type: ignore[arg-type]
