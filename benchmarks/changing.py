"""A calendar that stays open, as a server's does: one more fact is recorded, then its feed asked for anew."""

import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from time import perf_counter, process_time
from typing import Any

import records
import workers
from commands import dossier
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.values import Citation
from ctcalendar.dossier.shape import Amendment
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from memory import peak_mb
from records import Part

FEED, LANGUAGE = "all", "en"
UNREAD = ", unread"
"""What follows the name of a kind of fact, to ask for the validator without the bytes."""


class Changing:
    """The calendar, and what will be recorded in it: facts of each kind, none of them twice."""

    def __init__(self, url: str, engagements: int) -> None:
        self._app = App(Settings(database_url=url))
        self._facts = {
            "engagement": records.engagements(first=engagements),
            "correction": _corrections(engagements),
            "person": _names(),
        }
        # What a server did long ago (imports, the whole feed once) is no part of a change.
        self._ready(whole=True)
        for kind in self._facts:
            self.change(kind)

    def change(self, kind: str, *, whole: bool = True) -> dict[str, float]:
        """Record a fact, then have the feed's validator, and its bytes: seconds for each step, and the work of all."""
        given = dossier([next(self._facts[kind])])
        start, work = perf_counter(), process_time()
        self._app.record([(kind, given)])
        recorded = perf_counter()
        self._ready(whole=whole)
        end = perf_counter()
        told = {"recorded": recorded - start, "ready": end - recorded, "whole": end - start}
        return told | {"work": process_time() - work}

    def naming(self) -> int:
        """How many entries name a person: as many as another name of theirs changes."""
        return len(self._app.history(Filter(person=(_person(0),)), clearance=Clearance.PUBLIC))

    def answers(self) -> dict[str, Any]:
        """What can be asked of this worker."""
        changes = {kind: partial(self.change, kind) for kind in self._facts}
        unread = {f"{kind}{UNREAD}": partial(self.change, kind, whole=False) for kind in self._facts}
        return {**changes, **unread, "naming": self.naming, "peak": peak_mb}

    def _ready(self, *, whole: bool) -> None:
        published = self._app.published(FEED, LANGUAGE, whole=whole)
        assert published.etag
        assert not whole or len(published.body) == published.length


def _corrections(engagements: int) -> Iterator[Part]:
    """Another day for one engagement after another."""
    for number in count():
        corrected = next(records.engagements(first=number % engagements)).item
        yield _amended(corrected.id, when={"edtf": f"2022-{1 + number // 28 % 12:02}-{1 + number % 28:02}"})


def _names() -> Iterator[Part]:
    """Another name for one person after another."""
    for number in count():
        names = {"en": f"Envoy Renamed {number}", "ar": f"المبعوث المسمى {number}"}
        yield _amended(_person(number), names=names)


def _person(number: int) -> str:
    return f"envoy-{number % records.PEOPLE}"


def _amended(subject: str, **values: Any) -> Part:
    said = Citation(source="note-0", language="en", quote="as the corrected note has it", supports=tuple(values))
    given = {"values": values, "cause": "correction", "reason": "the note was misread", "citations": (said,)}
    return Part("amendments", Amendment(subject=subject, **given))


if __name__ == "__main__":
    workers.answer(Changing(sys.argv[1], int(sys.argv[2])).answers())
