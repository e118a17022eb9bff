"""What was public by a day: the items that a source published by then speaks of, and what such sources say of them.

An item is public from the day on which, at the latest, the first of its sources was published, a source from its own.
Sources without such a day do not count. What the record holds of an item is not resolved anew: only what is told as
evidence, and what is listed or counted of other items, is cut.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.domain.streams import Stream
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import portions
from ctcalendar.views.entry import Entry
from ctcalendar.views.evidence import asker
from ctcalendar.views.portion import Portion
from ctcalendar.views.question import Question

Plain = Mapping[str, Any]


def public_from(
    reader: Reader, kind: str, only: Sequence[str], *, clearance: Clearance, as_of: int | None = None
) -> Mapping[str, str]:
    """Of some items of a kind those with a dated source that may be seen -> the day from which they are public."""
    found: dict[str, str] = {}
    for portion in portions(only):
        found |= dict(_days(reader, kind, portion or (), Question(clearance, as_of)))
    return found


def _days(reader: Reader, kind: str, only: Sequence[str], question: Question) -> Iterable[Row]:
    visible = question.visible("source", "s.id")
    if kind == "source":
        sql = f"""SELECT s.id, s.published_latest FROM source s WHERE s.id IN ({question.bind_all(only) or "NULL"})
            AND {question.standing("s")} AND {visible} AND s.published_latest IS NOT NULL"""
    else:
        subjects = question.bind_all(f"{kind}:{name}" for name in only) or "NULL"
        sql = f"""SELECT substr(c.subject, {len(kind) + 2}), min(s.published_latest) FROM citation c
            JOIN source s ON s.id = c.source AND {question.standing("s")} WHERE c.subject IN ({subjects})
            AND {question.standing("c")} AND {visible} AND s.published_latest IS NOT NULL GROUP BY c.subject"""
    return reader.rows(sql, question.parameters)


class Public(NamedTuple):
    """What was public by a `day`, for one reader at one moment; everything, where there is none."""

    reader: Reader
    clearance: Clearance
    as_of: int | None = None
    day: str | None = None

    def among(self, kind: str, names: Iterable[str]) -> list[str]:
        """Those of some items of a kind that were public by then, in their order."""
        asked = list(names)
        if self.day is None:
            return asked
        days = public_from(self.reader, kind, asked, clearance=self.clearance, as_of=self.as_of)
        return [name for name in asked if name in days and days[name] <= self.day]

    def refuse(self, stream: Stream) -> None:
        """Refuse an item that is on record, but was not public by then.

        Raises:
            BadInput: it was not; says when it was, or that nobody knows.
        """
        if self.day is None or self.among(stream.kind, [stream.id]):
            return
        since = public_from(self.reader, stream.kind, [stream.id], clearance=self.clearance, as_of=self.as_of)
        raise BadInput(
            f"{stream.id} was not public by {self.day}, as far as its sources say when they were published",
            hint=f"it was by {since[stream.id]}" if since else "none of them does: ask without published_by",
        )

    def listed(self, kind: str, lists: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
        """Lists of items of a kind, cut to those that were public by then."""
        if self.day is None:
            return lists
        there = set(self.among(kind, sorted({name for names in lists.values() for name in names})))
        return defaultdict(list, {owner: [*filter(there.__contains__, names)] for owner, names in lists.items()})

    def entries(self, found: Sequence[Entry]) -> Iterator[Entry]:
        """Engagements with what was said of them by then alone."""
        if self.day is None or not found:
            yield from found
            return
        who = asker(self.reader, self.clearance, self.as_of, self.day)
        portion = Portion(who, [entry.id for entry in found])
        portion.own()
        made, changed_at = portion.parts(), portion.changed_at()
        for entry in found:
            told = {field: made[field].get(entry.id) or [] for field in ("citations", "claims")}
            labels = made["labels"].get(entry.id) or {}
            yield replace(entry, **told, labels=labels, changed_at=instant(changed_at[entry.id]))

    def seated(self, added: Mapping[str, Plain]) -> Mapping[str, Plain]:
        """What other items make of people or organisations, as far as those were public by then.

        Where they sat, the offices they held, and how they were spelt: by our labels, and by whom.
        """
        if self.day is None:
            return added
        seats = self._there("engagement", (name for one in added.values() for name in one["engagements"]))
        offices = self._there("office", (held["id"] for one in added.values() for held in one.get("offices", ())))
        said = (spelling for one in added.values() for spelling in one.get("spellings", ()))
        sources = self._there("source", (cited["source"] for spelling in said for cited in spelling["citations"]))
        kept: Mapping[str, Callable[[Any], bool]] = {
            "engagements": lambda name: name in seats,
            "participations": lambda seat: seat["engagement"] in seats,
            "offices": lambda held: held["id"] in offices,
        }
        return {
            name: {
                field: [one for one in value if kept[field](one)]
                if field in kept
                else [*_spelt(value, seats, sources)]
                if field == "spellings"
                else value
                for field, value in found.items()
            }
            for name, found in added.items()
        }

    def _there(self, kind: str, names: Iterable[str]) -> Collection[str]:
        return frozenset(self.among(kind, sorted(set(names))))


def _spelt(spellings: Iterable[Plain], seats: Collection[str], sources: Collection[str]) -> Iterator[Plain]:
    """The spellings that are our labels, or that something public has, each with what is public of it."""
    for spelling in spellings:
        engagements = [name for name in spelling["engagements"] if name in seats]
        citations = [cited for cited in spelling["citations"] if cited["source"] in sources]
        if "label" in spelling["as"] or engagements or citations:
            yield {**spelling, "engagements": engagements, "citations": citations}
