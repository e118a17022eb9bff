"""Records of any size that are the same every time: registers, then engagements in both languages, some corrected.

What is generated are dossier items; commands.py makes dossier files of them, or the log's commands.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, count, islice
from random import Random
from typing import Any, NamedTuple, TypeVar

from ctcalendar.domain.items import Organisation, Person, Source, Topic
from ctcalendar.domain.values import Alias, Assertion, Citation, Participant, Place, Text, When
from ctcalendar.dossier.shape import Amendment, Corroboration, Engagement

SOURCES, ORGANISATIONS, PEOPLE, TOPICS = 40, 24, 60, 8
REGISTERS = SOURCES + ORGANISATIONS + PEOPLE + TOPICS
CORRECTED_EACH = 10
"""One engagement in so many gets a second fact: an amendment or a corroboration, in turn."""

_PARTIES = "QA US GB FR DE TR KW OM JO EG".split()
_CITIES = (
    ("Doha", "الدوحة", "QA"),
    ("Washington, DC", "واشنطن العاصمة", "US"),
    ("New York", "نيويورك", "US"),
    ("London", "لندن", "GB"),
    ("Muscat", "مسقط", "OM"),
    ("Amman", "عمّان", "JO"),
)
_KINDS = {
    "visit": ("Visit to {0}", "زيارة إلى {1}"),
    "dialogue": ("Counterterrorism dialogue in {0}", "حوار مكافحة الإرهاب في {1}"),
    "meeting": ("Meeting on security cooperation in {0}", "اجتماع حول التعاون الأمني في {1}"),
    "signing": ("Signing of a memorandum in {0}", "توقيع مذكرة تفاهم في {1}"),
    "statement": ("Joint statement issued in {0}", "بيان مشترك صدر في {1}"),
}
_FIRST_DAY = date(1990, 1, 1)
_DAYS = 13_000

T = TypeVar("T")


class Part(NamedTuple):
    """One item of a dossier, and the section it stands in."""

    section: str
    item: Any


def registers() -> Iterator[Part]:
    """The sources, organisations, people and topics that every generated record begins with."""
    for number in range(SOURCES):
        yield Part("sources", _source(number))
    for number in range(ORGANISATIONS):
        names = Text(en=f"Ministry of Security, office {number}", ar=f"وزارة الأمن، المكتب {number}")
        party = _PARTIES[number % len(_PARTIES)]
        yield Part(
            "organisations",
            Organisation(id=f"ministry-{number}", names=names, party=party, citations=(_cite(number, "names.en"),)),
        )
    for number in range(PEOPLE):
        alias = Alias(text=f"Gen. Envoy No. {number}", language="en", citations=(_cite(number),))
        names = Text(en=f"Envoy Number {number}", ar=f"المبعوث رقم {number}")
        yield Part("people", Person(id=f"envoy-{number}", names=names, aliases=(alias,)))
    for number in range(TOPICS):
        label = Text(en=f"Topic {number}", ar=f"موضوع {number}")
        yield Part("topics", Topic(id=f"topic-{number}", label=label, broader="topic-0" if number else None))


def engagements(first: int = 0) -> Iterator[Part]:
    """Engagements without end, numbered from `first`, each wholly given by its number."""
    return (Part("engagements", _engagement(number)) for number in count(first))


def record() -> Iterator[Part]:
    """A whole record without end: registers, then engagements, every tenth with a correction after it."""
    return chain(registers(), chain.from_iterable(map(_with_correction, count())))


def record_of_engagements(wanted: int) -> Iterator[Part]:
    """A record that ends with its `wanted`-th engagement."""
    return chain(registers(), chain.from_iterable(map(_with_correction, range(wanted))))


def batches(given: Iterable[T], size: int) -> Iterator[list[T]]:
    """Portions of `size`, the last one shorter."""
    rest = iter(given)
    while portion := list(islice(rest, size)):
        yield portion


# -- items ----------------------------------------------------------------------------------------------------------


def _source(number: int) -> Source:
    day = _FIRST_DAY + timedelta(days=number * _DAYS // SOURCES)
    title = Text(en=f"Media note {number} on cooperation", ar=f"بيان إعلامي {number} بشأن التعاون")
    return Source(
        id=f"note-{number}",
        kind="media-note",
        title=title,
        publisher=Text(en="Office of the Spokesperson", ar="مكتب المتحدث الرسمي"),
        published=When(edtf=day.isoformat()),
        languages=("en", "ar"),
        sha256=f"{number:064x}",
    )


def _cite(number: int, *supports: str) -> Citation:
    start = 10 + number * 7 % 900
    return Citation(
        source=f"note-{number % SOURCES}",
        language="en",
        quote="held in the spirit of the memorandum of understanding",
        locator=f"char={start},{start + 53}",
        supports=supports,
    )


def _engagement(number: int) -> Engagement:
    pick = Random(f"engagement {number}")
    kind = pick.choice(list(_KINDS))
    city, arabic, country = pick.choice(_CITIES)
    english_title, arabic_title = _KINDS[kind]
    parties = tuple(pick.sample(_PARTIES, 2))
    return Engagement(
        id=f"{kind}-{number}",
        status="held",
        kind=kind,
        title=Text(en=english_title.format(city, arabic), ar=arabic_title.format(city, arabic)),
        when=When(edtf=_day(pick)),
        places=(Place(name=Text(en=city, ar=arabic), country=country),),
        parties=parties,
        participants=tuple(_participant(pick, party) for party in parties),
        agencies=(f"ministry-{pick.randrange(ORGANISATIONS)}",),
        topics=(f"topic-{pick.randrange(TOPICS)}",),
        says=(_assertion(pick, number),) if number % 4 == 0 else (),
        citations=(_cite(number, "when", "places"), _cite(number + 1, "title.en", "parties")),
    )


def _day(pick: Random) -> str:
    day = _FIRST_DAY + timedelta(days=pick.randrange(_DAYS))
    shape = pick.randrange(8)
    if shape == 0:
        return f"{day:%Y-%m}"
    return f"{day}/{day + timedelta(days=2)}" if shape == 1 else day.isoformat()


def _participant(pick: Random, party: str) -> Participant:
    number = pick.randrange(PEOPLE)
    return Participant(
        person=f"envoy-{number}",
        name=Text(en=f"General Envoy {number}", ar=f"اللواء المبعوث {number}"),
        title=Text(en="Coordinator for Counterterrorism", ar="منسق شؤون مكافحة الإرهاب"),
        organisation=f"ministry-{pick.randrange(ORGANISATIONS)}",
        party=party,
        role="head",
    )


def _assertion(pick: Random, number: int) -> Assertion:
    text = Text(en="The two sides called it the first of its kind.", ar="وصفه الجانبان بأنه الأول من نوعه.")
    return Assertion(
        id="first-of-its-kind", by=f"envoy-{pick.randrange(PEOPLE)}", text=text, citations=(_cite(number + 2),)
    )


def _with_correction(number: int) -> Iterator[Part]:
    held = _engagement(number)
    yield Part("engagements", held)
    if number % (2 * CORRECTED_EACH) == CORRECTED_EACH:
        yield Part("corroborations", Corroboration(subject=held.id, citations=(_cite(number + 3, "when", "parties"),)))
    elif number % CORRECTED_EACH == 0:
        when = {"edtf": "2021-03-15?", "basis": "stated"}
        yield Part(
            "amendments",
            Amendment(
                subject=held.id,
                values={"when": when},
                cause="correction",
                reason="the note was misread",
                citations=(_cite(number + 4, "when"),),
            ),
        )
