"""Which engagements, commitments and series show something that facts since a position may have changed.

So that what is kept of them (rendered, sent) is made anew for those and for no others. Nothing here is cut to a
clearance: what a fact changes for one reader, it may not for another, who then finds the same as before.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS
from ctcalendar.views.cards import names
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.question import NOW, Question

SHOWN = ("engagement", "commitment", "series")
"""The kinds of item that readers are shown whole."""
_AT_ONCE, _COMPARED_AT_ONCE = 400, 100

# What names an item of a kind: SQL for the streams that do, of their {ids}. Rows that stand are enough: what ceased to
# name an item was touched itself. (A part that changed its whole changed the former one too.)
_NAMING: dict[str, tuple[str, ...]] = {
    "engagement": (
        "SELECT DISTINCT 'engagement:' || part_of FROM engagement WHERE id IN ({ids}) AND part_of > ''",
        "SELECT 'engagement:' || id FROM engagement WHERE part_of IN ({ids}) AND {standing}",
        "SELECT DISTINCT 'series:' || series FROM engagement WHERE id IN ({ids}) AND series > ''",
        "SELECT 'instrument:' || id FROM instrument WHERE signed_at IN ({ids}) AND {standing}",
        "SELECT 'commitment:' || id FROM commitment WHERE engagement IN ({ids}) AND {standing}",
        "SELECT subject FROM deadline WHERE set_at IN ({ids}) AND {standing}",
        """SELECT subject FROM deadline WHERE meeting_series IN (SELECT series FROM engagement WHERE id IN ({ids}))
        AND {standing}""",
        "SELECT subject FROM report WHERE reported_at IN ({ids}) AND {standing}",
    ),
    "person": (
        "SELECT 'engagement:' || engagement FROM participation WHERE person IN ({ids}) AND {standing}",
        "SELECT 'engagement:' || engagement FROM assertion WHERE asserted_by IN ({ids}) AND {standing}",
        "SELECT 'person:' || id FROM person WHERE merged_into IN ({ids})",
    ),
    "party": (
        "SELECT 'engagement:' || engagement FROM participation WHERE party IN ({ids}) AND {standing}",
        "SELECT 'engagement:' || engagement FROM delegation WHERE party IN ({ids}) AND {standing}",
        "SELECT 'engagement:' || engagement FROM assertion WHERE asserted_by IN ({ids}) AND {standing}",
    ),
    "organisation": (
        "SELECT 'engagement:' || engagement FROM participation WHERE organisation IN ({ids}) AND {standing}",
        "SELECT 'engagement:' || engagement FROM assertion WHERE asserted_by IN ({ids}) AND {standing}",
    ),
    "source": ("SELECT DISTINCT subject FROM citation WHERE source IN ({ids}) AND {standing}",),
    "series": (
        "SELECT 'engagement:' || id FROM engagement WHERE series IN ({ids}) AND {standing}",
        "SELECT subject FROM deadline WHERE meeting_series IN ({ids}) AND {standing}",
    ),
    "instrument": ("SELECT 'commitment:' || id FROM commitment WHERE instrument IN ({ids}) AND {standing}",),
    "commitment": ("SELECT 'series:' || id FROM series WHERE mandate_commitment IN ({ids}) AND {standing}",),
}
_LINKED = "SELECT subject FROM link WHERE target IN ({ids}) AND {standing}"
# Values and paths tell of items by their ids. These tables are read whole, so only for what is rare.
_TOLD = (
    ("SELECT DISTINCT subject FROM claim", ("value", '%"{id}"%'), ("field", "%.{id}%")),
    ("SELECT DISTINCT subject FROM citation", ("supports", "%.{id}%")),
    ("SELECT DISTINCT 'engagement:' || engagement FROM assertion", ("about", '%"{id}"%')),
)
_IN_DISPUTE = ("SELECT DISTINCT subject FROM dispute", ("values_json", '%"{id}"%'), ("field", "%.{id}%"))


class Touched(NamedTuple):
    """A fact in short: the item it is of, what it did, and when it was recorded (microseconds UTC)."""

    stream: str
    type: str
    recorded_at: int

    @property
    def is_reclassification(self) -> bool:
        """Whether it changed who may see the item."""
        return self.type.endswith(".reclassified")


def touched(reader: Reader, after: int) -> list[Touched]:
    """The facts after a position, in order."""
    sql = f"SELECT subject, type, recorded_at FROM revision WHERE known_from > :after AND known_to = {NOW}"
    return [Touched(*row) for row in reader.rows(f"{sql} ORDER BY known_from", {"after": after})]


def last_visible(reader: Reader, clearance: Clearance) -> int:
    """When the last fact was recorded that one clearance may see anything of (microseconds UTC); 0 without any."""
    question = Question(clearance)
    of_this = f"c.subject = r.subject AND c.revision = r.revision AND {question.standing('c')}"
    rows = reader.stream(
        f"""SELECT r.subject, r.recorded_at FROM revision r WHERE {question.standing("r")}
        AND {question.visible_stream("r.subject")} AND (r.revision = 1
        OR NOT EXISTS (SELECT 1 FROM citation c WHERE {of_this})
        OR EXISTS (SELECT 1 FROM citation c WHERE {of_this} AND {question.visible("source", "c.source")}))
        ORDER BY r.known_from DESC""",
        question.parameters,
    )
    return next((int(at) for stream, at in rows if _is_shown(reader, stream, clearance)), 0)


def _is_shown(reader: Reader, stream: str, clearance: Clearance) -> bool:
    """Whether an item is shown: what must name something hidden is not, whatever its own level."""
    kind, _, name = stream.partition(":")
    return kind not in MUST_NAME or bool(names(reader, kind, clearance=clearance, only=[name]))


def affected(reader: Reader, facts: Sequence[Touched]) -> set[str]:
    """The streams of engagements, commitments and series that those facts may have changed for some reader."""
    changed = {fact.stream for fact in facts}
    found = changed | set(_naming(reader, changed))
    # Two lead further: who was merged into a person is shown as that person, an instrument with where it was signed.
    leading = {stream for stream in found - changed if stream.startswith(("person:", "instrument:"))}
    while leading:
        further = set(_naming(reader, leading)) - found
        found |= further
        leading = {stream for stream in further if stream.startswith("person:")}
    found |= set(_telling(reader, facts))
    if any(fact.stream.startswith("source:") or fact.is_reclassification for fact in facts):
        # What proves a part's day, or hides what does, dates its whole.
        parts = [stream.partition(":")[2] for stream in found if stream.startswith("engagement:")]
        for some in _portions(parts):
            found |= set(_found(reader, _NAMING["engagement"][0], some))
    return {stream for stream in found if stream.partition(":")[0] in SHOWN}


def _naming(reader: Reader, streams: Iterable[str]) -> Iterator[str]:
    """The streams that name one of these."""
    ids: dict[str, list[str]] = {}
    for stream in sorted(streams):
        kind, _, name = stream.partition(":")
        ids.setdefault(kind, []).append(name)
        ids.setdefault("", []).append(stream)
    for kind, named in ids.items():
        for sql in _NAMING.get(kind, ()) if kind else (_LINKED,):
            for some in _portions(named):
                yield from _found(reader, sql, some)


def _found(reader: Reader, sql: str, named: Sequence[str]) -> Iterator[str]:
    question = Question(Clearance.CONFIDENTIAL)
    asked = sql.format(ids=question.bind_all(named), standing=f"known_to = {NOW}")
    yield from (row[0] for row in reader.rows(asked, question.parameters))


def _telling(reader: Reader, facts: Sequence[Touched]) -> Iterator[str]:
    """The streams in whose values or paths an item stands that is called otherwise now, or is seen by others."""
    labelled = {name for kind, name in _of(facts) if kind in ("party", "organisation")}
    seen_by_others = {name for _, name in _of(fact for fact in facts if fact.is_reclassification)}
    seen_by_others |= _ambiguous(reader, {name for _, name in _of(facts)})
    for some in _portions(sorted(labelled | seen_by_others), _COMPARED_AT_ONCE):
        yield from _matching(reader, _IN_DISPUTE, some)
    for some in _portions(sorted(seen_by_others), _COMPARED_AT_ONCE):
        for told in _TOLD:
            yield from _matching(reader, told, some)


def _of(facts: Iterable[Touched]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        kind, _, name = fact.stream.partition(":")
        yield kind, name


def _ambiguous(reader: Reader, named: Iterable[str]) -> set[str]:
    """The ids that something classified has too: what such an id means may depend on what else bears it."""
    found: set[str] = set()
    for some in _portions(sorted(named)):
        streams = [f"{kind}:{name}" for name in some for kind in KINDS]
        for part in _portions(streams):
            rows = _found(reader, "SELECT subject FROM classified WHERE subject IN ({ids})", part)
            found |= {stream.partition(":")[2] for stream in rows}
    return found


def _matching(reader: Reader, told: tuple[str, *tuple[tuple[str, str], ...]], named: Sequence[str]) -> Iterator[str]:
    select, *columns = told
    question = Question(Clearance.CONFIDENTIAL)
    tests = [f"{column} LIKE {question.bind(pattern.format(id=name))}" for name in named for column, pattern in columns]
    sql = f"{select} WHERE known_to = {NOW} AND ({' OR '.join(tests)})"
    yield from (row[0] for row in reader.rows(sql, question.parameters))


def _portions(named: Iterable[str], most: int = _AT_ONCE) -> Iterator[list[str]]:
    rest = iter(named)
    while some := list(islice(rest, most)):
        yield some
