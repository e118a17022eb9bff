"""Every rule of the audit, and the record judged by them."""

from collections.abc import Collection, Sequence

from ctcalendar.audit.days import date_uncertain, engagement_undated, second_hand_date, weekday_mismatch
from ctcalendar.audit.disputes import dispute_open
from ctcalendar.audit.finding import SEVERITIES, Finding, Rule
from ctcalendar.audit.languages import languages_differ
from ctcalendar.audit.likenesses import likely_duplicate
from ctcalendar.audit.namesakes import likely_one_person
from ctcalendar.audit.offices import office_not_held
from ctcalendar.audit.places import place_missing
from ctcalendar.audit.promises import deadline_past
from ctcalendar.audit.record import Record
from ctcalendar.audit.series import meeting_overdue, ordinal_doubled, ordinal_missing, ordinal_out_of_order
from ctcalendar.audit.sources import quote_not_found, source_undated, uncited

RULES: Sequence[Rule] = (
    office_not_held,
    weekday_mismatch,
    date_uncertain,
    engagement_undated,
    place_missing,
    ordinal_missing,
    ordinal_doubled,
    ordinal_out_of_order,
    meeting_overdue,
    deadline_past,
    dispute_open,
    languages_differ,
    likely_duplicate,
    likely_one_person,
    uncited,
    source_undated,
    second_hand_date,
    quote_not_found,
)
"""Their codes never change: scripts rely on them."""

CODES = tuple(rule.code for rule in RULES)


def audit(record: Record, *, codes: Collection[str] = (), language: str = "en") -> list[Finding]:
    """What rules find in a record, the gravest first, then by rule and subject. `codes`: these alone; all for none."""
    found = [one for rule in RULES if not codes or rule.code in codes for one in rule.findings(record, language)]
    found.sort(key=lambda one: (SEVERITIES.index(one.severity), CODES.index(one.code), one.subject, one.message))
    return found
