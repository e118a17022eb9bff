"""What is coming, due and overdue: agenda, reminders, tick."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import click

from ctcalendar.app.moments import moment
from ctcalendar.cli import Misuse
from ctcalendar.cli.door import asked, check_word, clock_options, enter, format_option, needs_full_clearance
from ctcalendar.cli.printing import print_json_list, print_lines, print_rows, write
from ctcalendar.cli.registers import Register
from ctcalendar.domain.days import is_day, microseconds
from ctcalendar.errors import BadInput

_HEADINGS = {
    "en": ("state", "day", "days", "what", "subject"),
    "ar": ("الحالة", "اليوم", "الأيام", "الأمر", "المعرّف"),
}
_STATES = {
    "en": {"overdue": "overdue", "due": "due", "unscheduled": "to announce", "coming": "coming"},
    "ar": {"overdue": "متأخر", "due": "مستحق", "unscheduled": "لم يُعلن عنه", "coming": "قادم"},
}
_REMINDERS = {
    "en": ("id", "stage", "due", "state", "message"),
    "ar": ("المعرّف", "المرحلة", "الموعد", "الحالة", "الأمر"),
}
_BECAME = {
    "en": {"snoozed": "snoozed until {day}"},
    "ar": {
        "open": "مفتوح",
        "snoozed": "مؤجَّل حتى {day}",
        "acknowledged": "قيد المتابعة",
        "superseded": "تلاه غيره",
        "resolved": "منتهٍ",
    },
}
_A_DAY_US = 86_400_000_000
_AHEAD, _FAR = 90, 36_500
"""Days that an agenda looks ahead, if it is not told how far; and at most."""
_OVER_ALREADY = ("superseded", "resolved")


@click.command()
@click.option(
    "--days",
    type=click.IntRange(0, _FAR),
    help="How far ahead to look, in days.  [default: 90, or as far as --until says]",
)
@click.option("--on", metavar="DAY", help="As it stands on that day, instead of today.")
@clock_options(
    says={
        "since": "Due on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago).",
        "until": "Due on or before (the same, P90D: in 90 days).",
        "published_by": "As it was reckoned from what a source made public on or before speaks of.",
    },
)
@format_option("table", "json", "jsonl", "csv", "md")
def agenda(days: int | None, on: str | None, form: str, **clocks: str | None) -> None:
    """What is overdue, due, still to be announced, and coming: meetings, those that series call for, and deadlines.

    Days are counted from today, or from --on: -3 is three days ago. With --published-by, of the meetings, series and
    commitments that were public by that day: the next meeting of a series is reckoned from those of its meetings that
    were. How far a commitment has come is told as it is on record.
    """
    door, wanted = enter(), asked(clocks)
    ahead = days if days is not None else _FAR if wanted.until else _AHEAD
    found = door.app.agenda(
        clearance=door.clearance,
        days=ahead,
        on=_day("--on", on),
        as_of=wanted.as_of,
        language=door.language,
        asked=wanted,
    )
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        words = _STATES[door.language]
        rows = [(words[item.state], item.on, item.days, item.message, item.subject) for item in found]
        print_rows(form, _HEADINGS[door.language], rows, color=door.color)


@click.group(cls=Register, invoke_without_command=True)
@click.pass_context
def reminders(context: click.Context) -> None:
    """What people were reminded of, each once: list, ack, snooze. `ctcalendar tick` or `up` raises them."""
    if context.invoked_subcommand is None:
        _list(everything=False, form="table")


@reminders.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are resolved, or followed by a later one.")
@format_option("table", "json", "jsonl", "csv", "md")
def list_(everything: bool, form: str) -> None:
    """The reminders that are open, snoozed or acknowledged, in the order in which they were raised."""
    _list(everything=everything, form=form)


def _list(*, everything: bool, form: str) -> None:
    door = enter()
    found = door.app.reminders(clearance=door.clearance, language=door.language, everything=everything)
    shown = [one for one in found if everything or one.state not in _OVER_ALREADY]
    if form == "json":
        print_json_list(shown)
    elif form == "jsonl":
        print_lines(shown)
    else:
        states = _BECAME[door.language]
        told = (states.get(one.state, one.state).format(day=one.snoozed_until) for one in shown)
        rows = [(one.id, one.stage, one.due_on, state, one.message) for one, state in zip(shown, told, strict=True)]
        print_rows(form, _REMINDERS[door.language], rows, color=door.color)


@reminders.command("ack")
@click.argument("ids", metavar="ID", nargs=-1, required=True)
def ack(ids: Sequence[str]) -> None:
    """Note that somebody has taken care of it. The next stage is raised all the same."""
    door = enter()
    for name in ids:
        check_word("ID", name)
    for one in door.app.acknowledge(ids, clearance=door.clearance):
        write(f"{one.id}: acknowledged ({one.subject}, {one.stage})")


@reminders.command("snooze")
@click.argument("ids", metavar="ID", nargs=-1, required=True)
@click.option("--until", metavar="DAY", help="Until that day.")
@click.option("--days", type=click.IntRange(1, 3_650), help="For so many days.")
def snooze(ids: Sequence[str], until: str | None, days: int | None) -> None:
    """Put it off: until that day it is not shown as open. The next stage is raised all the same."""
    door = enter()
    if (until is None) == (days is None):
        raise Misuse("say until when: --until DAY or --days N")
    for name in ids:
        check_word("ID", name)
    today = door.app.today()
    day = _day("--until", until) or today + timedelta(days=days or 0)
    if day <= today:
        raise Misuse(f"--until: {day} is not after today, {today}")
    for one in door.app.snooze(ids, until=day, clearance=door.clearance):
        write(f"{one.id}: snoozed until {day} ({one.subject}, {one.stage})")


@click.command()
@click.option("--now", metavar="INSTANT", help="As if it were that moment: 2027-01-05T09:00:00Z, or the end of a day.")
def tick(now: str | None) -> None:
    """Do all that is due, once: for cron or a timer. To do it again does nothing; several at once share the work."""
    door = enter()
    needs_full_clearance(door, "tick")
    now_us = _instant(now)
    if now_us is not None and now_us > door.app.now() + _A_DAY_US:
        print("note: that is in the future; what is raised now is not raised again when it comes", file=sys.stderr)
    done = door.app.tick(now_us=now_us)
    write(f"reminders: {done.raised} raised, {done.reopened} reopened, {done.resolved} resolved")
    if done.queued or done.sent:
        write(f"mail: {done.queued} queued, {done.sent} sent")


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    if not is_day(text):
        raise Misuse(f"{option}: {text!r} is no day", "write it as 2027-01-31")
    return date.fromisoformat(text)


def _instant(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        raise Misuse(f"--now: {text!r} is no moment", "write 2027-01-05T09:00:00Z")
    try:
        found = moment(text)
    except BadInput as error:
        raise Misuse(f"--now: {error.message}", "write 2027-01-05T09:00:00Z") from None
    try:
        return microseconds(found.astimezone(UTC).isoformat()) if isinstance(found, datetime) else None
    except OverflowError:
        raise Misuse(f"--now: {text!r} is no moment", "write 2027-01-05T09:00:00Z") from None
