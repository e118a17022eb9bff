"""Commands of every verb with content drawn at random, about what there is; not all of them are legal."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from ctcalendar.domain import codec, facts
from ctcalendar.domain.commands import Amend, Command, Corroborate, Record, Tell
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.paths import without_citations
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import Citation
from views.random_facts import Told, other_fields, value
from views.random_items import LEVELS

FIRST_NAMES = {event.name.partition(".")[0]: event.name for event in EVENTS if event.first}
_WEIGHTS = {
    "record": 8,
    "copy": 3,
    "held": 3,
    "amended": 5,
    "corroborated": 6,
    "rescheduled": 3,
    "cancelled": 2,
    "status_changed": 2,
    "progress_reported": 4,
    "deadline_set": 3,
    "cadence_set": 2,
    "suspended": 2,
    "resumed": 2,
    "closed": 1,
    "disputed": 7,
    "settled": 4,
    "retracted": 3,
    "duplicate": 4,
    "reinstated": 5,
    "reclassified": 5,
    "merged": 2,
    "split": 1,
}
VERBS = tuple(verb for verb, weight in _WEIGHTS.items() for _ in range(weight))
_SERIES = ("series",)
_REPORTED = ("instrument", "commitment")


class Commands(Told):
    """Draws commands about the streams there are."""

    levels: Iterable[str] = LEVELS
    """The classifications of what it records."""

    def command(self) -> Command | None:
        """A command of some verb; None where there is nothing yet that it could be said of."""
        return self.of_verb(self.one(*VERBS))

    def of_verb(self, verb: str) -> Command | None:
        """A command of this verb."""
        make: Callable[[], Command | None] = getattr(self, f"_say_{verb}")
        return make()

    def may_write(self, standing: Standing) -> bool:
        """Whether commands may be about this item."""
        return True

    def name_of_new(self, kind: str) -> str:
        """The id of an item that is recorded now. None is part of another."""
        return f"{kind}-{len(self.there) + 1:03}"

    def record(self, kind: str) -> Record:
        """A new item of a kind."""
        announced = kind == "engagement" and self.one(True, False)
        item = self.item(kind, self.name_of_new(kind), self.levels)
        return Record("engagement.scheduled" if announced else FIRST_NAMES[kind], item)

    def subject(self, *of_kinds: str, where: Callable[[Standing], object] | None = None) -> Standing | None:
        """An item of one of the kinds, the kinds being as likely as each other; retracted ones only if asked for."""
        fits = where or _is_alive
        found: dict[str, list[Standing]] = {}
        for stream, standing in self.there.items():
            if (not of_kinds or stream.kind in of_kinds) and fits(standing) and self.may_write(standing):
                found.setdefault(stream.kind, []).append(standing)
        return self.one(*found[self.one(*found)]) if found else None

    # -- items ------------------------------------------------------------------------------------------------------

    def _say_record(self) -> Command | None:
        return self.record(self.one(*KINDS))

    def _say_copy(self) -> Command | None:
        found = self.subject()
        if found is None:
            return None
        kind, status = found.stream.kind, getattr(found.item, "status", None)
        name = f"engagement.{status}" if status in ("scheduled", "held") else FIRST_NAMES[kind]
        return Record(name, self.copied(found.item, self.name_of_new(kind), (found.item.classification,)))

    def _say_held(self) -> Command | None:
        """An announced engagement took place, perhaps otherwise than announced."""
        found = self.subject("engagement", where=_has_status("scheduled", "cancelled"))
        if found is None:
            return None
        before, other = found.item, self.item("engagement", found.stream.id)
        kept = self.some(("kind", "title", "when", "places", "parties", "participants", "topics", "series", "says"))
        values = {field: getattr(before, field) for field in ("classification", *kept)}
        return Record("engagement.held", msgspec.structs.replace(other, **values))

    def _other_values(self, standing: Standing) -> dict[str, Any]:
        other = self.otherwise(standing)
        fields = other_fields(codec.plain(standing.item), other)
        return {field: other.get(field) for field in self.some(fields, least=min(1, len(fields)))}

    def _say_amended(self) -> Command | None:
        found = self.subject()
        if found is None or not (values := self._other_values(found)):
            return None
        cause = self.one("correction", "change-of-plan")
        reason, citations = self.one("told otherwise", "قيل غير ذلك"), self.one((), (self.citation(),))
        return Amend(found.stream, values, facts.Amended(changes=(), cause=cause, reason=reason, citations=citations))

    def _say_corroborated(self) -> Command | None:
        """Another source for some fields: what is recorded, something else that may fit it, or a value in dispute."""
        found = self.subject()
        if found is None:
            return None
        recorded = without_citations(codec.plain(found.item))
        values = self._other_values(found) if self.one(False, False, True) else {}
        values |= {field: recorded[field] for field in self.some(other_fields(recorded, {}), least=1)}
        for dispute in found.open_disputes().values():
            if dispute.field in recorded and self.one(True, False):
                values[dispute.field] = self.one(*dispute.values)
        given = {field: value for field, value in values.items() if value is not None}
        cited = self.corroborating(self.some(given, most=9, least=self.one(0, len(given))))
        note = self.one(None, "the source is brief")
        return Corroborate(found.stream, given, facts.Corroborated(given=(), note=note, citations=(cited,)))

    def corroborating(self, supports: Iterable[str]) -> Citation:
        """What a corroboration cites."""
        return self.citation(supports)

    # -- facts of their own -----------------------------------------------------------------------------------------

    def _tell(self, verb: str, found: Standing | None, make: Callable[[Standing], facts.Event]) -> Tell | None:
        return Tell(found.stream, verb, make(found)) if found else None

    def _say_rescheduled(self) -> Command | None:
        found = self.subject("engagement", where=_has_status("scheduled", "cancelled"))
        if found is None:
            return None
        when = self.otherwise(found).get("when")
        return Amend(found.stream, {"when": when}, facts.Rescheduled(changes=(), **self.because()))

    def _say_cancelled(self) -> Command | None:
        found = self.subject("engagement", where=_has_status("scheduled"))
        return self._tell("cancelled", found, lambda _: facts.Cancelled(**self.because()))

    def _say_status_changed(self) -> Command | None:
        status = self.one("in-force", "expired", "terminated", "suspended")
        made = facts.StatusChanged(status=status, on=self.day(), **self.because())
        return self._tell("status-changed", self.subject("instrument"), lambda _: made)

    def _say_progress_reported(self) -> Command | None:
        return self._tell("progress-reported", self.subject(*_REPORTED), self.report)

    def _say_deadline_set(self) -> Command | None:
        return self._tell("deadline-set", self.subject("commitment"), self.deadline)

    def _say_cadence_set(self) -> Command | None:
        made = self.cadence()
        fields = {name: getattr(made, name) for name in made.__struct_fields__}
        event = facts.CadenceSet(**fields, citations=(self.citation(),))
        return self._tell("cadence-set", self.subject("series"), lambda _: event)

    def _say_suspended(self) -> Command | None:
        event = facts.Suspended(on=self.day(), **self.because())
        return self._tell("suspended", self.subject("series"), lambda _: event)

    def _say_resumed(self) -> Command | None:
        event = facts.Resumed(on=self.day(), **self.because())
        return self._tell("resumed", self.subject("series", where=_has_status("suspended", "closed")), lambda _: event)

    def _say_closed(self) -> Command | None:
        event = facts.Closed(on=self.day(), **self.because())
        return self._tell("closed", self.subject("series"), lambda _: event)

    # -- disputes ---------------------------------------------------------------------------------------------------

    def _say_disputed(self) -> Command | None:
        """Values that cannot all be right; or more of them, in a dispute there is."""
        found = self.subject()
        if found is None:
            return None
        there = found.open_disputes()
        name = self.one(f"dispute-{found.revision:02}", *there)
        field, values = self.conflict(found, there[name].field if name in there else None)
        preferred = self.one(None, *(entry.value for entry in values))
        made = facts.Disputed(id=name, field=field, values=values, preferred=preferred, **self.why())
        return Tell(found.stream, "disputed", made)

    def _say_settled(self) -> Command | None:
        found = self.subject(where=lambda standing: _is_alive(standing) and standing.open_disputes())
        if found is None:
            return None
        name = self.one(*found.open_disputes())
        dispute = found.disputes[name]
        right = self.one(None, *dispute.values, *dispute.values, value(self.otherwise(found), dispute.field))
        made = facts.DisputeSettled(id=name, field=dispute.field, value=right, **self.why())
        return Tell(found.stream, "dispute-settled", made)

    # -- whole items ------------------------------------------------------------------------------------------------

    def _say_retracted(self) -> Command | None:
        return self._tell("retracted", self.subject(), lambda _: facts.Retracted(**self.why()))

    def _say_duplicate(self) -> Command | None:
        """One of two items that are alike is the other's duplicate; where none is alike, perhaps of any."""
        found = self.subject()
        if found is None:
            return None
        others = [other for other in self.there.values() if other.stream.kind == found.stream.kind and other != found]
        if not others:
            return None
        alike = [other for other in others if _is_like(other, found)] or others
        survivor = self.one(*(other.stream.id for other in alike))
        return Tell(found.stream, "retracted", facts.Retracted(duplicate_of=survivor, **self.why()))

    def _say_reinstated(self) -> Command | None:
        found = self.subject(where=lambda standing: standing.retracted is not None)
        return self._tell("reinstated", found, lambda _: facts.Reinstated(**self.why()))

    def _say_reclassified(self) -> Command | None:
        found = self.subject(where=lambda standing: True)
        if found is None:
            return None
        levels = [level for level in self.levels if level != found.item.classification] or ["PUBLIC"]
        made = facts.Reclassified(classification=self.one(*levels), **self.why())
        return Tell(found.stream, "reclassified", made)

    def _say_merged(self) -> Command | None:
        found = self.subject("person")
        others = [one.stream.id for one in self.there.values() if one.stream.kind == "person" and one != found]
        if not others:
            return None
        return self._tell("merged", found, lambda _: facts.Merged(into=self.one(*others), **self.why()))

    def _say_split(self) -> Command | None:
        found = self.subject("person", where=lambda standing: _is_alive(standing) and standing.merged_into)
        return self._tell("split", found, lambda one: facts.Split(apart_from=one.merged_into or "", **self.why()))


def _is_alive(standing: Standing) -> bool:
    return standing.retracted is None


def _has_status(*statuses: str) -> Callable[[Standing], bool]:
    return lambda standing: _is_alive(standing) and getattr(standing.item, "status", None) in statuses


def _is_like(one: Standing, other: Standing) -> bool:
    """Whether two items are one at a glance."""
    if not _is_alive(one):
        return False
    fields = ("kind", "title", "names", "label", "text", "parties", "person")
    return all(getattr(one.item, field, None) == getattr(other.item, field, None) for field in fields)
