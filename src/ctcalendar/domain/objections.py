"""What may be said against a command: each check yields the problems it finds, for `decide` to refuse."""

from collections.abc import Iterable
from difflib import get_close_matches

from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Known
from ctcalendar.domain.evidence import Cited, cited, claims
from ctcalendar.domain.facts import Corroborated, Event
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.paths import NoSuchField, root
from ctcalendar.domain.references import Reference, is_given
from ctcalendar.errors import Refused


class Objection(Refused):
    """A command cannot become a fact. `problems` says where in the command's item, and why."""

    def __init__(self, subject: Stream, found: Iterable[Problem], *, hint: str | None = None) -> None:
        self.subject, self.problems = subject, list(found)
        where = "; ".join(f"{path}: {message}" if path else message for path, message in self.problems)
        super().__init__(f"{subject.kind} {subject.id}: {where}", hint=hint)


def refuse_if(subject: Stream, found: Iterable[Problem]) -> None:
    listed = list(found)
    if listed:
        raise Objection(subject, listed)


def unknown(named: Iterable[Reference], known: Known, subject: Stream) -> Iterable[Problem]:
    for reference in named:
        if is_given(reference) or any(Stream(kind, reference.id) in known for kind in reference.kinds):
            continue
        what = " or ".join(kind for kind in reference.kinds if kind != "country") or "ISO 3166 country"
        what = "item" if len(reference.kinds) > 3 else what
        close = get_close_matches(reference.id, [i for kind in reference.kinds for i in known.ids(kind)], n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        yield Problem(reference.path, f"no {what} {reference.id!r} is recorded or in these files{meant}")


def unprovable(event: Event) -> Iterable[Problem]:
    """Citations that support a field which is not there: a claim without a value."""
    try:
        claims(event)
    except NoSuchField as missing:
        yield Problem("citations", f"support {missing.path!r}, but there is no value at {missing.step!r}")


def uncited(event: Event) -> Iterable[Problem]:
    if not cited(event):
        yield Problem("citations", "are missing: name at least one source, with the words that say so")


def idle(event: Corroborated) -> Iterable[Problem]:
    if not event.given:
        yield Problem("values", "are missing: give what the source says, or name in `supports` the fields it proves")


def unsupported(event: Corroborated) -> Iterable[Problem]:
    """What a source is said to give, although no citation proves it."""
    proved = {root(claim.field) for claim in claims(event)}
    for given in event.given:
        if root(given.field) not in proved:
            yield Problem(f"values.{given.field}", "is proved by no citation: name it in one's `supports`")


def resting_above(level: Clearance, evidence: Iterable[Cited], known: Known) -> Iterable[Problem]:
    """That what an item says would rest only on sources classified above it: whoever sees it could not see why."""
    levels = [known.level(Stream("source", entry.citation["source"])) for entry in evidence]
    if levels and min(levels) > level:
        yield Problem(
            "citations",
            f"name only sources that are {min(levels).name}, but the item is {level.name}: classify it as high, "
            f"or cite a source it may be seen with",
        )


def new_problems(before: Item, item: Item) -> list[Problem]:
    """What is wrong with `item` that was not already so: a stricter rule must not block every later change."""
    already = set(problems(before))
    return [problem for problem in problems(item) if problem not in already]
