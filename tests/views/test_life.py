"""The life of an item: what each fact changed, cut to who reads it."""

from ctcalendar.app.life import life_of
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.views import cards, entries
from ctcalendar.views.filter import STATUSES, Filter
from ctcalendar.views.life import life
from ctcalendar.views.registers import register
from telling import Story, begun, story

__all__ = ["begun", "story"]

FULL, PUBLIC = Clearance.CONFIDENTIAL, Clearance.PUBLIC


def _streams(reader: Reader) -> list[Stream]:
    return [Stream(kind, name) for kind in KINDS for name in cards.names(reader, kind, clearance=FULL)]


def test_a_life_has_every_fact_of_the_item_and_nothing_else(story: Story):
    """The same facts, in the same order, as the item's own history tells, at every clearance."""
    with story.app.reading() as reader:
        for kind, name in _streams(reader):
            for clearance in (PUBLIC, FULL):
                found = life_of(reader, Stream(kind, name), clearance=clearance)
                assert found is not None
                if kind == "engagement":
                    entry = entries.one(reader, name, clearance=clearance)
                    assert entry is not None
                    told = [(fact.type, fact.position) for fact in entry.history]
                else:
                    (item,) = register(reader, kind, clearance=clearance, only=[name], retracted=True)
                    told = [(fact["type"], fact["position"]) for fact in item["history"]]
                assert [(fact.type, fact.position) for fact in found.facts] == told


def test_the_citations_of_a_life_are_those_of_the_item(story: Story):
    """Each is told once, under the fact that brought it."""
    with story.app.reading() as reader:
        for entry in entries.stream(reader, Filter(status=STATUSES), clearance=FULL):
            found = life(reader, Stream("engagement", entry.id), clearance=FULL)
            assert found is not None
            assert [citation for fact in found.facts for citation in fact.citations] == entry.citations


def test_a_life_until_a_position_is_the_beginning_of_the_whole(story: Story):
    """What comes later changes nothing of what is told before, but that a source was withdrawn since."""
    with story.app.reading() as reader:
        stream = Stream("engagement", "visit-riyadh")
        whole = life(reader, stream, clearance=FULL, as_of=story.ends["called-off"])
        early = life(reader, stream, clearance=FULL, as_of=story.ends["moved"])
        assert whole is not None
        assert early is not None
        assert early.facts == whole.facts[:2]
        assert life(reader, stream, clearance=FULL, as_of=1) is None


def test_of_what_is_not_there_there_is_no_life(begun: Story):
    """Nor of what may not be seen: the two are alike."""
    with begun.app.reading() as reader:
        assert life(reader, Stream("person", "nobody"), clearance=PUBLIC) is None
