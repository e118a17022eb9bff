"""What an audit tells: findings with their evidence, and the rules that find them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from ctcalendar.audit.record import Record
from ctcalendar.domain import codec
from ctcalendar.domain.paths import PROGRESS, is_within
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Citation, Claim, Dispute, Entry, Words

Severity = Literal["error", "warning", "info"]
SEVERITIES: Sequence[Severity] = ("error", "warning", "info")
"""The gravest first. error: what cannot be right as it stands; warning: what misleads until somebody looks at it;
info: what is not known, or rests on an assumption."""

EVIDENCE_TOLD = 4
"""Citations told for one thing; all of them stand in `show`."""
DISPUTED_TOLD = 6
"""Values of one dispute, and the words behind them."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words a finding rests on: of which item, on which of its fields, for which value, from which source."""

    subject: str
    field: str | None = None
    value: str | None = None
    source: str | None = None
    language: str | None = None
    quote: str | None = None
    locator: str | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not fit together, in one language, field by field as `audit --format json` prints it."""

    code: str
    severity: Severity
    subject: str
    """The item, as KIND:ID."""
    message: str
    evidence: list[Evidence]
    suggestion: str


class Found(NamedTuple):
    """What a rule found, in both languages."""

    severity: Severity
    subject: str
    message: Words
    suggestion: Words
    evidence: Sequence[Evidence] = ()


class Rule(NamedTuple):
    """One thing that is looked for: its name, how grave it is, when it speaks and when it deliberately does not."""

    code: str
    title: Words
    severity: str
    """In words, where it is not always the same."""
    speaks: str
    silent: Sequence[str]
    judge: Callable[[Record], Iterable[Found]]

    def findings(self, record: Record, language: str) -> Iterator[Finding]:
        """What it finds in a record, told in one language."""
        for found in self.judge(record):
            yield Finding(
                code=self.code,
                severity=found.severity,
                subject=found.subject,
                message=found.message.in_language(language),
                evidence=list(found.evidence),
                suggestion=found.suggestion.in_language(language),
            )


def rule(
    code: str, en: str, ar: str, *, severity: str, speaks: str, silent: Sequence[str]
) -> Callable[[Callable[[Record], Iterable[Found]]], Rule]:
    """Make a rule of the function that judges."""
    return lambda judge: Rule(code, Words(en, ar), severity, speaks, silent, judge)


def evidence(subject: str, item: Entry | Card, *fields: str, value: str | None = None) -> list[Evidence]:
    """The first words that prove one of some fields of an item, or for want of them those that prove it as a whole.

    Words that only give another value of a field than the recorded one prove nothing of it. `value`: what they say.
    """
    against = _against(item, fields)
    cited = [one for one in item.citations if (one.source, one.quote, one.locator) not in against]
    proved = ((one, next((field for field in fields if _is_on([field], *one.supports)), None)) for one in cited)
    told = [_told(subject, one, field, value) for one, field in proved if field]
    told = told or [_told(subject, one, None, value) for one in cited if not one.supports]
    return told[:EVIDENCE_TOLD]


def _against(item: Entry | Card, fields: Sequence[str]) -> set[tuple[str | None, str | None, str | None]]:
    """The words that only give another value of the fields than the recorded one."""
    found: dict[bool, set[tuple[str | None, str | None, str | None]]] = {True: set(), False: set()}
    for claim in item.claims:
        if _is_on(fields, claim.field):
            found[gives_recorded(claim)].add((claim.source, claim.quote, claim.locator))
    return found[False] - found[True]


def gives_recorded(claim: Claim) -> bool:
    """Whether what is claimed is the recorded value, or one that agrees with it."""
    return claim.rank == "preferred" or (claim.rank == "normal" and claim.dispute is None)


def _is_on(fields: Sequence[str], *paths: str) -> bool:
    return any(is_within(path, field) for path in paths for field in fields)


def _told(subject: str, one: Citation, field: str | None, value: str | None) -> Evidence:
    return Evidence(
        subject=subject,
        field=field,
        value=value,
        source=one.source,
        language=one.language,
        quote=one.quote,
        locator=one.locator,
    )


def evidence_of_dispute(subject: str, item: Entry | Card, dispute: Dispute) -> list[Evidence]:
    """The words behind each value of a dispute."""
    languages = {(one.source, one.quote, one.locator): one.language for one in item.citations}
    return [
        Evidence(
            subject=subject,
            field=claim.field,
            value=in_short(item, claim.field, claim.value),
            source=claim.source,
            language=languages.get((claim.source or "", claim.quote, claim.locator)),
            quote=claim.quote,
            locator=claim.locator,
        )
        for claim in item.claims
        if claim.dispute == dispute.id
    ][:DISPUTED_TOLD]


def in_short(item: Entry | Card, field: str, value: Any) -> str:
    """A claimed value in short: a date alone, a text in its languages, what a report says, else its JSON."""
    if field == PROGRESS and isinstance(item, Card):
        said = next((one["status"] for one in item.fields.get("reports", ()) if one["id"] == value), None)
        return f"{said} ({value})" if said else str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return " + ".join(value)
    if isinstance(value, dict):
        if value.get("edtf"):
            return str(value["edtf"])
        if value.keys() <= {"en", "ar", "differs"}:
            return " / ".join(value[language] for language in ("en", "ar") if value.get(language))
    return codec.encode(value).decode()
