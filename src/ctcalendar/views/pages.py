"""Finding a page of what is asked for, quickly whatever is asked and however much is on record.

What most terms ask for stands under headings, in order of day: those of a party, of a topic. The headings of one term
are walked, and each engagement there is tested by the others, until the page is full. No planner can know which term is
the rarest, nor that a party came late: so a little is walked at first and then more, each time under the headings where
so many rows lead furthest.

Of other terms (a kind, a source) those few that pass are listed and tested; of many, all days are walked in order. Both
are tried, a little at first and then further, until one of them is done. How much of a page the last walk filled tells
how far it is to the end of it: of a term that more pass than that, none are listed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from sys import maxsize

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.chosen import engagements, under_headings
from ctcalendar.views.clauses import ALONE, FAMILIES, HEADED, beyond_a_year, headings, place_in_order
from ctcalendar.views.filter import Filter
from ctcalendar.views.question import NOW, Question

FEW = 400
"""At first, so many engagements are few enough to be listed."""
FIRST_LOOK = 5
"""At first, so many engagements are looked at for each that is wanted."""
FURTHER = 20
"""Where that does not do, so many are few for each that was looked at."""
FURTHER_UNDER_HEADINGS = 5
"""The same where headings are walked: these lead on as fast as any list does."""
NEAR = 750
"""A page is as good as full when so many engagements are left to be looked at: nothing is counted any more."""

SIDE_BY_SIDE = 20
"""Headings above this number are not walked together."""
MANY = 1_000
"""Ids above this number are no list to be handed over."""

Key = tuple[str, str]
"""A day and an id: a place in the order of lists. ('2017-11-08', '') comes before all of that day."""


_UNDER_HEADING = "h.sort_day, h.engagement"


class Stretch(msgspec.Struct, frozen=True):
    """The engagements after one place and up to another; `lasting`: those not known to begin and end within a year."""

    over: Key | None
    under: Key | None
    lasting: bool = False

    def tests(self, question: Question, place: str = "e.sort_day, e.id") -> list[str]:
        """That the engagement `e`, or whatever has that `place` in the order, is one of them."""
        found = [beyond_a_year("e.")] if self.lasting else []
        for sign, key in ((">", self.over), ("<=", self.under)):
            if key is not None:
                found.append(f"({place}) {sign} ({question.bind_all(key)})")
        return found


class Search:
    """Who asks for what, about which moment."""

    def __init__(
        self,
        reader: Reader,
        asked: Filter,
        clearance: Clearance,
        as_of: int | None,
        *,
        retracted: bool = False,
        few: int = FEW,
        first_look: int = FIRST_LOOK,
    ) -> None:
        self.reader, self.asked, self.clearance, self.as_of = reader, asked, clearance, as_of
        self.retracted, self.few, self.first_look = retracted, few, first_look
        self._families: dict[str, list[str]] = {}
        self._headings: dict[str, list[str]] = {}

    def ids(self) -> list[str]:
        """The ids of the engagements asked for, in order, no more than the filter's limit."""
        terms = [term for term in ALONE if getattr(self.asked, term) not in (None, ())]
        if self.as_of is not None and self.as_of <= self.few:
            return self._listed(None)
        if self.asked.text is not None:
            return self._holding_words()
        self._families = {term: self._family(term) for term in FAMILIES if getattr(self.asked, term)}
        self._headings = {term: found for term in terms if (found := self._headed(term))}
        if not terms:
            return self._walked(list(self._stretches()), 0, None)
        return self._all(terms) if self.asked.limit is None else self._page(terms, self.asked.limit)

    def _all(self, terms: Sequence[str]) -> list[str]:
        few = self.few
        while (term := self._fewest(terms, few)) is None:
            few = FURTHER * max(few, 1)
        return self._listed(term)

    def _page(self, terms: Sequence[str], limit: int) -> list[str]:
        found: list[str] = []
        counted = [term for term in terms if term not in self._headings]
        stretches, walked, few, look, left = list(self._stretches()), 0, self.few, self.first_look * limit, maxsize
        while stretches and len(found) < limit:
            if left > NEAR and (term := self._fewest(counted, min(few, left))):
                return self._listed(term)
            more = self._walked(stretches, len(found), look)
            found, walked = found + more, walked + look
            left = look * (limit - len(found)) // len(more) if more else maxsize
            few = walked * (FURTHER_UNDER_HEADINGS if self._headings else FURTHER)
            look = min(few, max(walked, left + left // 2))
        return found

    def _family(self, term: str) -> list[str]:
        """All the ids that a term comes to."""
        question = self._question()
        sql = FAMILIES[term](question, getattr(self.asked, term))
        return sorted({row[0] for row in self.reader.rows(sql, question.parameters)})

    def _headed(self, term: str) -> list[str] | None:
        """The headings of what a term asks for, if they can be walked side by side."""
        found = headings(self._question(), term, getattr(self.asked, term)) if term in HEADED else None
        return found if found is not None and len(found) <= SIDE_BY_SIDE else None

    def _listed(self, term: str | None) -> list[str]:
        """By listing all that pass a term, or of which something was recorded by then; then testing and sorting."""
        question = self._question()
        also = [] if term else [f"e.id IN ({_recorded_by_then(question)})"]
        sql = engagements(self.asked, question, retracted=self.retracted, listed=term, also=also)
        return [row[0] for row in self.reader.rows(sql, question.parameters)]

    def _holding_words(self) -> list[str]:
        """At one go: to look words up twice costs more than to test and sort all that hold them."""
        question = self._question()
        sql = engagements(self.asked, question, retracted=self.retracted)
        return [row[0] for row in self.reader.rows(sql, question.parameters)]

    def _fewest(self, terms: Sequence[str], enough: int) -> str | None:
        """The term that the fewest engagements pass, if no more than so many do."""
        fewest = None
        for term in terms:
            counted = self._count(term, enough + 1)
            if counted <= enough:
                fewest, enough = term, counted - 1
        return fewest

    def _count(self, term: str, most: int) -> int:
        question = self._question()
        ids = ALONE[term](question, getattr(self.asked, term))
        sql = f"SELECT count(*) FROM (SELECT * FROM ({ids}) found LIMIT {most}) counted"
        return int(self.reader.rows(sql, question.parameters)[0][0])

    def _walked(self, stretches: list[Stretch], already: int, rows: int | None) -> list[str]:
        """By walking the days until the page is full, or past so many engagements. `stretches` keeps what is left."""
        found: list[str] = []
        limit = self.asked.limit
        while stretches and already + len(found) != limit:
            term, end = self._onward(stretches[0], rows) if rows is not None else (None, None)
            found += self._passing(
                msgspec.structs.replace(stretches[0], under=end or stretches[0].under), term, already + len(found)
            )
            if end is not None:
                stretches[0] = msgspec.structs.replace(stretches[0], over=end)
                break
            del stretches[0]
        return found

    def _onward(self, stretch: Stretch, rows: int) -> tuple[str | None, Key | None]:
        """What leads furthest into a stretch in so many rows: the headings of a term, or (None) the days; and where to.

        The place is None where the stretch ends before.
        """
        if stretch.lasting or not self._headings:
            return None, self._far_along(stretch, rows)
        furthest, place = "", ("", "")
        for term in self._headings:
            end = self._far_under(term, stretch, rows)
            if end is None:
                return term, None
            furthest, place = max((furthest, place), (term, end), key=lambda one: one[1])
        return furthest, place

    def _passing(self, stretch: Stretch, term: str | None, already: int) -> list[str]:
        question = self._question()
        limit = None if self.asked.limit is None else self.asked.limit - already
        rest = msgspec.structs.replace(self.asked, after=None, limit=limit)
        if term is None:
            sql = engagements(rest, question, retracted=self.retracted, also=stretch.tests(question))
        else:
            only = stretch.tests(question, _UNDER_HEADING)
            sql = under_headings(rest, question, term, retracted=self.retracted, only=only)
        return [row[-1] for row in self.reader.rows(sql, question.parameters)]

    def _far_along(self, stretch: Stretch, rows: int) -> Key | None:
        """The place that comes so many rows after the begin of a stretch; None where the stretch ends before."""
        question = self._question()
        tests = [question.standing("e"), *stretch.tests(question)]
        return self._at(question, "engagement e", tests, "e.sort_day, e.id", rows)

    def _far_under(self, term: str, stretch: Stretch, rows: int) -> Key | None:
        """The same under the headings of a term: up to there stand no more than so many."""
        found = []
        for heading in self._headings[term]:
            question = self._question()
            tests = [f"h.heading = {question.bind(heading)}", question.standing("h")]
            tests += stretch.tests(question, _UNDER_HEADING)
            share = rows // len(self._headings[term])
            found.append(self._at(question, "heading h", tests, _UNDER_HEADING, share))
        return min(filter(None, found), default=None)

    def _at(self, question: Question, table: str, tests: Iterable[str], place: str, rows: int) -> Key | None:
        sql = f"SELECT {place} FROM {table} WHERE {' AND '.join(tests)} ORDER BY {place} LIMIT 1 OFFSET {rows}"
        return next(((day, name) for day, name in self.reader.rows(sql, question.parameters)), None)

    def _stretches(self) -> Iterator[Stretch]:
        """Where what is asked for may be: everywhere or within a window of days, after what was shown."""
        after = self._place(self.asked.after) if self.asked.after is not None else None
        if after is None and self.asked.after is not None:
            return
        for stretch in _window(self.asked.since, self.asked.until):
            over = max(filter(None, (stretch.over, after)), default=None)
            if over is None or stretch.under is None or over < stretch.under:
                yield msgspec.structs.replace(stretch, over=over)

    def _place(self, identity: str) -> Key | None:
        question = self._question()
        sql = place_in_order(question, identity)
        return next(((day, name) for day, name in self.reader.rows(sql, question.parameters)), None)

    def _question(self) -> Question:
        question = Question(self.clearance, self.as_of)
        # Of many, the database is left to find out again: a statement holds only so many values.
        question.families = {term: ids for term, ids in self._families.items() if len(ids) <= MANY}
        return question


def _window(since: str | None, until: str | None) -> list[Stretch]:
    """Where engagements between two days stand, in order.

    Those that begin and end within one year stand no earlier than the year of `since`, and no later than `until`.
    """
    first = (f"{since[:4]}-01-01", "") if since else None
    last = None if until is None or until == date.max.isoformat() else (_day_after(until), "")
    stretches = [Stretch(first, last)]
    if first:
        stretches.insert(0, Stretch(None, first, lasting=True))
    if last:
        stretches.append(Stretch(max(first or last, last), None, lasting=True))
    return stretches


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _recorded_by_then(question: Question) -> str:
    """The ids of all engagements of which something was recorded by the moment asked about."""
    return f"""SELECT substr(r.subject, 12) FROM revision r WHERE r.known_from <= :as_of AND r.known_to = {NOW}
        AND substr(r.subject, 1, 11) = 'engagement:'"""
