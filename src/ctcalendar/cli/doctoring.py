"""The command that looks after all the others: doctor."""

import click

from ctcalendar.cli import Exit, shown
from ctcalendar.cli.door import enter, format_option
from ctcalendar.cli.printing import print_json, write

_COLOURS = {"ok": "green", "warning": "yellow", "wrong": "red", "not checked": "bright_black"}


@click.command()
@click.option("--mail", is_flag=True, help="Also whether the mail server answers, encrypts and lets us in.")
@format_option("text", "json")
def doctor(mail: bool, form: str) -> None:
    """Look at database, chain, views, clock, disk and time zones; exit 1 if anything is wrong. Nothing is sent.

    Each line is a check: what it found, and what to do where that is not as it should be. Of the log it looks at the
    last fact alone; `verify` proves the whole.
    """
    from ctcalendar.app.doctor import CHECKS, MAIL_CHECKS

    door = enter()
    findings = []
    longest = max(len(name) for name in (*(check.name for check in CHECKS), *(MAIL_CHECKS if mail else ())))
    for finding in door.app.doctor(clearance=door.clearance, mail=mail):
        findings.append(finding)
        if form == "text":
            state = finding.state.ljust(len("not checked"))
            coloured = click.style(state, fg=_COLOURS[finding.state]) if door.color else state
            says = "; ".join(part for part in (finding.found, finding.advice) if part)
            write(f"{finding.check:{longest}}  {coloured}  {shown(says)}")
    if form == "json":
        print_json(findings)
    if any(finding.state == "wrong" for finding in findings):
        raise Exit(1)
