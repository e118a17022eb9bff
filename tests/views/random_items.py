"""Items of every kind with content drawn at random, naming only what there is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain import items as kinds
from ctcalendar.domain.items import KINDS, LATER, Item, Stream, fields_of
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import (
    Alias,
    Assertion,
    Citation,
    Delegation,
    Derivation,
    Mandate,
    Objective,
    Participant,
    Place,
    Relation,
    SeriesPlace,
    SourcePart,
    Text,
    When,
)

STATES = ("QA", "US", "FR")
LEVELS = ("PUBLIC", "PUBLIC", "PUBLIC", "PRIVATE", "CONFIDENTIAL")
FIXED = frozenset({"id", "citations", "classification", "status"})
"""Fields that nothing amends or corroborates."""

TEXTS = (
    Text(en="Dialogue"),
    Text(en="Visit", ar="زيارة"),
    Text(ar="حوار"),
    Text(en="Signing", ar="توقيع", differs="the Arabic names the minister"),
)
EDTF = ("2017-11-08", "2017-11", "2017", "2018-21", "2019?", "2018-05-14~", "2018-02-01/..")
WHENS = (
    None,
    *(When(edtf=text) for text in EDTF),
    When(edtf="2018-09-10/2018-09-12", weekday="monday", printed="10-12 September"),
    When(edtf="2018-09-10", time="09:30", zone="Asia/Qatar"),
    When(earliest="2018-01-02", latest="2018-01-04", basis="inferred", rule="between two other visits"),
    When(latest="2018-06-30", basis="inferred", rule="not after the report"),
    When(basis="none"),
)
_DOHA = Place(name=Text(en="Doha", ar="الدوحة"), country="QA")
_PARIS = Place(country="FR", when=When(edtf="2018-09-11", weekday="tuesday", printed="11 September"))
_NICE = Place(country="FR", when=When(edtf="2018-09-12", time="10:00", zone="Europe/Paris"))
_CALLED = Place(name=Text(en="at sea", ar="في البحر", differs="the Arabic names the ship"), when=WHENS[-3])
_PIECES = (SourcePart(language="ar", locators=("char=0,10",)), SourcePart(language="en", locators=("line=12,19",)))


class Drawing:
    """Choices by whoever gives a number below a limit. The first is the simplest, to which Hypothesis shrinks."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self._below = below

    def one(self, *choices: Any) -> Any:
        """One of the choices."""
        return choices[self._below(len(choices))]

    def some(self, choices: Iterable[str], *, least: int = 0, most: int = 3) -> list[str]:
        """Some of the choices, each once at most; all, if there are fewer than `least`."""
        left = list(choices)
        size = max(min(least, len(left)), self._below(min(most, len(left)) + 1))
        return [left.pop(self._below(len(left))) for _ in range(size)]

    def text(self) -> Text:
        """A text in one language or two."""
        return self.one(*TEXTS)


class Items(Drawing):
    """Draws items that name the streams of a mapping, which may grow meanwhile."""

    def __init__(self, below: Callable[[int], int], there: Mapping[Stream, Standing]) -> None:
        super().__init__(below)
        self.there = there

    def item(self, kind: str, identity: str, levels: Iterable[str] = LEVELS) -> Item:
        """An item of a kind, with citations that prove some of what it says."""
        make: Callable[[str], Item] = getattr(self, f"_{kind}")
        return self._classified_and_cited(make(identity), levels)

    def copied(self, item: Item, identity: str, levels: Iterable[str] = LEVELS) -> Item:
        """The same recorded a second time, by somebody who did not know."""
        kind = next(kind for kind in KINDS.values() if isinstance(item, kind))
        plain = codec.plain(item)
        kept = {field: plain[field] for field in fields_of(kind) if field in plain and field not in LATER}
        return self._classified_and_cited(codec.typed({**kept, "id": identity}, kind), levels)

    def _classified_and_cited(self, item: Item, levels: Iterable[str]) -> Item:
        classified = msgspec.structs.replace(item, classification=self.one(*levels))
        bare = isinstance(item, kinds.Source) and self.one(True, False)
        proofs = () if bare or self.id("source") is None else self._proofs(codec.plain(item))
        return msgspec.structs.replace(classified, citations=proofs)

    def citation(self, supports: Iterable[str] = (), *, sources: Iterable[str] = ()) -> Citation:
        """A citation of some source; where none are given, more often of one that all may see."""
        known = list(sources) or [*3 * self._ids("source", ("PUBLIC",)), *self._ids("source")]
        quote, locator = self.one(None, "in so many words"), self.one(None, "char=12,27", "page=3")
        language = self.one("en", "ar") if quote else None
        source = self.one(*known) if known else "source-none"
        return Citation(source=source, language=language, quote=quote, locator=locator, supports=tuple(supports))

    def id(self, kind: str, *, or_none: bool = False) -> str | None:
        """The id of an item of a kind, if there is any."""
        known = [*[None] * or_none, *self._ids(kind)]
        return self.one(*known) if known else None

    def _ids(self, kind: str, levels: Iterable[str] = LEVELS) -> list[str]:
        return [
            stream.id
            for stream, standing in self.there.items()
            if stream.kind == kind and standing.retracted is None and standing.item.classification in levels
        ]

    def _some_ids(self, kind: str) -> tuple[str, ...]:
        return tuple(self.some(self._ids(kind)))

    def _proofs(self, plain: Mapping[str, Any]) -> tuple[Citation, ...]:
        paths = [field for field in plain if field not in FIXED]
        paths += [f"participants.{one['person']}" for one in plain.get("participants", ()) if "person" in one]
        paths += [f"topics.{topic}" for topic in plain.get("topics", ())]
        paths += [f"parties.{number}" for number, _ in enumerate(plain.get("parties", ()), 1)]
        return tuple(self.citation(self.some(paths)) for _ in range(self.one(1, 2)))

    # -- one method for each kind -----------------------------------------------------------------------------------

    def _source(self, identity: str) -> kinds.Source:
        origin = self.id("source", or_none=True)
        return kinds.Source(
            id=identity,
            kind=self.one("media-note", "news-article"),
            title=self.one(None, *TEXTS),
            subtitle=self.one(None, *TEXTS),
            publisher=self.one(None, *TEXTS),
            published=self.one(*WHENS),
            languages=self.one((), ("en",), ("en", "ar")),
            url=self.one(None, "https://example.org/page"),
            sha256=self.one(None, "0" * 64),
            parts=self.one((), _PIECES),
            derived_from=(Derivation(how="rewrites", source=origin, citations=self._perhaps_cited()),)
            if origin
            else self.one((), (Derivation(how="quotes", name="a newspaper"),)),
        )

    def _party(self, identity: str) -> kinds.Party:
        within = self.id("party", or_none=True)
        return kinds.Party(id=identity, kind=self.one("office", "group"), names=self.text(), within=within)

    def _organisation(self, identity: str) -> kinds.Organisation:
        within = self.id("organisation", or_none=True)
        names, side, aliases = self.text(), self._side(), self._aliases()
        return kinds.Organisation(id=identity, names=names, party=side, within=within, aliases=aliases)

    def _person(self, identity: str) -> kinds.Person:
        return kinds.Person(id=identity, names=self.text(), aliases=self._aliases())

    def _office(self, identity: str) -> kinds.Office:
        return kinds.Office(
            id=identity,
            person=self.id("person") or "nobody",
            title=self.text(),
            party=self._side(),
            organisation=self.id("organisation", or_none=True),
            since=self.one(None, "2017"),
            until=self.one(None, "..", "2019-03"),
        )

    def _topic(self, identity: str) -> kinds.Topic:
        return kinds.Topic(id=identity, label=self.text(), broader=self.id("topic", or_none=True))

    def _series(self, identity: str) -> kinds.Series:
        called_for = self.id("commitment", or_none=True)
        mandate = Mandate(commitment=called_for, basis="assumption", reason="it fits") if called_for else None
        names, sides, aliases = self.text(), self._sides(), self._aliases()
        return kinds.Series(id=identity, names=names, parties=sides, aliases=aliases, mandate=mandate)

    def _instrument(self, identity: str) -> kinds.Instrument:
        before = self.id("instrument", or_none=True)
        names = self.one((), ("objective",), ("objective", "aim"))
        return kinds.Instrument(
            id=identity,
            kind=self.one("memorandum-of-understanding", "agreement"),
            title=self.text(),
            parties=self._sides(),
            signed_at=self.id("engagement", or_none=True),
            covers=self.one(None, "2018", "2018/2020"),
            languages=self.one((), ("en",), ("en", "fr")),
            topics=self._some_ids("topic"),
            organisations=self._some_ids("organisation"),
            objectives=tuple(self._objective(name) for name in names),
            related=(Relation(how="implements", instrument=before),) if before else (),
            aliases=self._aliases(),
            binding=self.one(None, True, False),
        )

    def _commitment(self, identity: str) -> kinds.Commitment:
        instrument = self.id("instrument", or_none=True)
        return kinds.Commitment(
            id=identity,
            instrument=instrument,
            engagement=None if instrument else self.id("engagement"),
            form=self.one("activity", "cooperation"),
            parties=self._sides(),
            text=self.text(),
            told_by=self.id("person", or_none=True),
        )

    def _engagement(self, identity: str) -> kinds.Engagement:
        series = self.id("series", or_none=True)
        return kinds.Engagement(
            id=identity,
            kind=self.one("visit", "dialogue", "signing"),
            title=self.text(),
            when=self.one(*WHENS),
            places=self.one((), (_DOHA,), (_DOHA, _PARIS), (_PARIS, _NICE), (_CALLED,)),
            mode=self.one(None, "virtual"),
            part_of=self.id("engagement", or_none=True),
            occasion=self.one(None, Text(en="on the margins of the assembly"), TEXTS[-1]),
            rank=self.one(None, "working"),
            sessions=self.one(None, 2),
            parties=self._sides(),
            participants=tuple(self._participant() for _ in range(self.one(0, 1, 2, 3))),
            agencies=self._some_ids("organisation"),
            delegations=tuple(self._delegation(size) for size in self.one((), (11,), (11, 4))),
            topics=self._some_ids("topic"),
            series=SeriesPlace(id=series, ordinal=self.one(None, 1, 2)) if series else None,
            instruments=self._some_ids("instrument"),
            says=tuple(self._assertion(name) for name in self.one((), ("first",), ("first", "second"))),
        )

    # -- their parts ------------------------------------------------------------------------------------------------

    def _participant(self) -> Participant:
        return Participant(
            person=self.id("person", or_none=True),
            name=self.one(None, *TEXTS),
            honorific=self.one(None, Text(en="His Excellency", ar="معالي", differs="the Arabic is more")),
            title=self.one(Text(en="Envoy"), *TEXTS),
            organisation=self.id("organisation", or_none=True),
            party=self._side(),
            role=self.one("head", "member", "visitor"),
        )

    def _delegation(self, size: int) -> Delegation:
        return Delegation(party=self._side(), size=size, note=self.one(None, "as claimed"))

    def _objective(self, name: str) -> Objective:
        return Objective(id=name, text=self.text(), topics=self._some_ids("topic"), citations=self._perhaps_cited())

    def _assertion(self, name: str) -> Assertion:
        about = self.some((stream.id for stream, known in self.there.items() if known.retracted is None), most=2)
        by = self.id(self.one("person", "organisation", "party"), or_none=True) or "document"
        return Assertion(id=name, by=by, about=tuple(about), text=self.text(), citations=self._perhaps_cited())

    def _perhaps_cited(self) -> tuple[Citation, ...]:
        return self.one((), (self.citation(),)) if self.id("source") else ()

    def _aliases(self) -> tuple[Alias, ...]:
        plain = Alias(text="Another name", language="en", note="in speech")
        cited = Alias(text="اسم آخر", language="ar", citations=self._perhaps_cited())
        return self.one((), (), (plain,), (plain, cited))

    def _side(self) -> str:
        return self.one(*STATES, *self._ids("party"))

    def _sides(self) -> tuple[str, ...]:
        return tuple(self.some([*STATES, *self._ids("party")], least=1, most=2))
