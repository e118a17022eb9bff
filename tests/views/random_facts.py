"""What is told of items by facts of their own, with content drawn at random; and values that differ from an item's."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ctcalendar.domain import codec, facts
from ctcalendar.domain.paths import NoSuchField, identity, value_at, without_citations
from ctcalendar.domain.standing import Standing, distinct
from ctcalendar.domain.values import Cadence, DeadlineSet, ProgressReported, SeriesPlace
from views.random_items import EDTF, FIXED, Items

_STANDING_TO_ANNOUNCEMENT = frozenset({"changes", "unmentioned"})


class Told(Items):
    """Draws what facts tell."""

    def why(self) -> dict[str, Any]:
        """A reason, and perhaps what it rests on."""
        cited = self.citation(self.one((), ("reason",)))
        return {"reason": self.text(), "citations": self.one((), (cited,))}

    def because(self) -> dict[str, Any]:
        """A reason that rests on something."""
        return {"reason": self.text(), "citations": (self.citation(),)}

    def day(self) -> str | None:
        """A day, a month, a season, a year or none."""
        return self.one(None, *EDTF[:4])

    def report(self, standing: Standing) -> ProgressReported:
        """A report of progress on an instrument or a commitment."""
        return ProgressReported(
            id=f"report-{standing.revision:02}",
            status=self.one("not-started", "in-progress", "complete"),
            text=self.text(),
            by=(self.id("person") or "QA", *self.one((), ("US",))),
            told_by=self.id("organisation", or_none=True),
            at=self.id("engagement", or_none=True),
            on=self.day(),
            citations=(self.citation(),),
        )

    def deadline(self, standing: Standing) -> DeadlineSet:
        """A deadline of a commitment."""
        series = self.id("series", or_none=True)
        return DeadlineSet(
            id=f"deadline-{standing.revision:02}",
            start_by=self.day(),
            complete_by=self.one(*EDTF[:4]),
            at_meeting=SeriesPlace(id=series, ordinal=self.one(None, 3)) if series else None,
            set_at=self.id("engagement", or_none=True),
            text=self.one(None, self.text()),
            citations=(self.citation(),),
        )

    def cadence(self) -> Cadence:
        """How often a series should meet."""
        return Cadence(
            every=self.one("10 months", "1 year", "as-needed"),
            kind=self.one("rolling", "anchored"),
            anchor="2018-09-12",
            tolerance_before=self.one(None, "60 days"),
            tolerance_after=self.one(None, "30 days"),
            lead=self.one((), ("90 days",), ("90 days", "30 days")),
            zone=self.one(None, "Asia/Qatar"),
            basis=self.one("stated", "assumption"),
            reason=self.text(),
        )

    # -- otherwise --------------------------------------------------------------------------------------------------

    def otherwise(self, standing: Standing) -> dict[str, Any]:
        """The plain values of another item of the same kind; lists of members told apart, listed otherwise."""
        before, other = codec.plain(standing.item), codec.plain(self.item(*standing.stream))
        other |= {field: self._relisted(before[field]) for field in ("reports", "deadlines") if field in before}
        if standing.stream.kind == "series" and self.one(True, False):
            other["cadence"] = codec.plain(self.cadence())
        return {field: value for field, value in other.items() if field not in FIXED}

    def _relisted(self, members: list[Any]) -> list[Any]:
        more = [{**member, "id": f"{member['id']}-{letter}"} for member in members for letter in "bcd"]
        again = [{**member, "text": codec.plain(self.text()), "on": "2019-02"} for member in members]
        if "complete_by" in members[0]:
            again = [{**member, "complete_by": self.one("2018-12", "2019")} for member in members]
        return self.one(members[1:], [*reversed(members)], again, again, [*members, *more], [*more, *members])

    def conflict(self, standing: Standing, field: str | None = None) -> tuple[str, tuple[facts.DisputedValue, ...]]:
        """A field, or a path below one, and values of it that cannot all be right, perhaps with the recorded one."""
        reports = sorted(report.id for report in getattr(standing.item, "reports", ()))
        if field == "progress" or (field is None and len(reports) > 1 and self.one(True, False)):
            said = [facts.DisputedValue(value=name) for name in self.some(reports, least=min(2, len(reports)))]
            return "progress", tuple(said)
        plain = without_citations(codec.plain(standing.item))
        others = [without_citations(self.otherwise(standing)) for _ in range(self.one(1, 2, 3))]
        known = [field] if field else [*paths(plain), *(paths(others[0]) if self.one(True, False, False) else ())]
        told_otherwise = [at for at in known if any(value(o, at) not in (None, value(plain, at)) for o in others)]
        path = self.one(*(told_otherwise or known))
        recorded = value(plain, path)
        values = distinct(found for other in others if (found := value(other, path)) not in (None, recorded))
        values = (*values, recorded) if recorded is not None and self.one(False, True) else values
        return path, tuple(facts.DisputedValue(value=found, citations=(self.citation(),)) for found in values)


def other_fields(plain: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The fields in which two items differ, of those that may be amended."""
    fields = {*plain, *other} - FIXED - _STANDING_TO_ANNOUNCEMENT
    return sorted(field for field in fields if plain.get(field) != other.get(field))


def value(plain: Mapping[str, Any], path: str) -> Any:
    """What stands at a path, or None."""
    try:
        return value_at(plain, path)
    except NoSuchField:
        return None


def paths(plain: Mapping[str, Any]) -> Iterator[str]:
    """The fields of an item that may be disputed, and the paths below them."""
    for field in sorted(plain.keys() - FIXED - _STANDING_TO_ANNOUNCEMENT):
        yield field
        yield from (f"{field}.{below}" for below in _below(plain[field]))


def _below(value: Any) -> Iterator[str]:
    steps: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = [(identity(element) or str(number), element) for number, element in enumerate(value, 1)]
    for step, part in steps:
        yield step
        yield from (f"{step}.{below}" for below in _below(part))
