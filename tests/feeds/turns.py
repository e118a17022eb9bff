"""Facts that change entries about something else: what is recorded, what comes then, and which entries change."""

from typing import NamedTuple


class Turn(NamedTuple):
    """Dossiers recorded one after another, and the entries that the last of them changes, as the public sees them."""

    changes: set[str]
    told: list[str]
    asked: dict[str, str] | None = None
    """The terms of a filter, where entries come into it or leave it."""


RECORDED = """
sources:
- {id: note, kind: other, title: {en: Note, ar: مذكرة}, languages: [en]}
- {id: wire, kind: other, title: {en: Wire}, languages: [en]}
topics:
- {id: customs, label: {en: Customs}}
- {id: tariffs, label: {en: Tariffs}}
parties:
- {id: LEAGUE, kind: group, names: {en: League, ar: الرابطة}, citations: &note [{source: note}]}
- {id: BODY, kind: office, names: {en: Body}, citations: *note}
organisations:
- {id: bureau, party: QA, names: {en: Bureau}, citations: *note}
people:
- {id: amal, names: {en: Amal, ar: أمل}, citations: *note}
- {id: basim, names: {en: Basim}, citations: *note}
- {id: clara, names: {en: Clara}, citations: *note}
- {id: dina, names: {en: Dina}, citations: *note}
series:
- {id: rounds, names: {en: Rounds}, parties: [QA, BODY], citations: *note}
- {id: panels, names: {en: Panels}, parties: [QA], citations: *note}
engagements:
- {id: tour, kind: visit, status: held, title: {en: Tour}, parties: [QA, US], citations: *note}
- {id: stop, kind: meeting, status: held, title: {en: Stop}, when: {edtf: 2020-05-05}, part_of: tour, parties: [QA, US],
   citations: [{source: note, supports: [when]}]}
- {id: round-1, kind: dialogue, status: held, title: {en: Round one}, when: {edtf: 2020-06-05}, parties: [QA, BODY],
   series: {id: rounds, ordinal: 1}, participants: [{person: amal, party: QA, role: head}], citations: *note}
- {id: round-2, kind: dialogue, status: scheduled, title: {en: Round two}, when: {edtf: 2021-06-05},
   series: {id: rounds, ordinal: 2}, parties: [QA, BODY], citations: *note,
   participants: [{person: basim, party: QA, role: head}]}
- {id: lunch, kind: meeting, status: held, title: {en: Lunch}, when: {edtf: 2020-07-01}, parties: [QA, US],
   participants: [{person: clara, organisation: bureau, party: QA, role: guest}], topics: [tariffs], citations: *note}
- {id: speech, kind: statement, status: held, title: {en: Speech}, when: {edtf: 2020-08-01}, parties: [QA],
   says: [{id: first, by: dina, about: [lunch], text: {en: So it was}}], citations: [{source: wire}]}
- {id: signing, kind: signing, status: held, title: {en: Signing}, when: {edtf: 2020-09-01}, parties: [QA, LEAGUE],
   citations: *note}
- {id: follow-up, kind: meeting, status: held, title: {en: Follow-up}, when: {edtf: 2020-10-01}, parties: [QA],
   instruments: [pact], citations: *note}
instruments:
- {id: pact, kind: agreement, title: {en: Pact}, parties: [QA, LEAGUE], signed_at: signing, citations: *note}
commitments:
- {id: duty, instrument: pact, form: activity, parties: [QA, BODY], text: {en: Duty}, citations: *note,
   deadlines: [{id: in-2022, complete_by: 2022-01-01, set_at: lunch, citations: *note}],
   reports: [{id: begun, status: in-progress, text: {en: Begun}, by: [dina], citations: *note}]}
- {id: vow, engagement: signing, form: activity, parties: [QA], text: {en: Vow}, citations: *note,
   deadlines: [{id: at-round-2, at_meeting: {id: rounds, ordinal: 2}, citations: *note},
               {id: at-round-3, at_meeting: {id: rounds, ordinal: 3}, citations: *note}]}
cadences:
- {subject: rounds, every: 1 year, kind: rolling, basis: stated, citations: *note}
- {subject: panels, every: 1 year, kind: anchored, anchor: 2022-05-01, basis: stated, citations: *note}
"""

DUE, AT_ROUND_2 = "deadline.duty.in-2022", "deadline.vow.at-round-2.meeting"
AT_ROUNDS = {AT_ROUND_2, "deadline.vow.at-round-3.meeting"}
"""What is due at some meeting is due by the days of all: each of them stamps it."""
PANEL = "expected-panels-2022-05-01"
ROUND_3 = "expected-rounds-2022-06-05"


def amended(subject: str, values: str) -> str:
    """A correction."""
    return f"amendments: [{{subject: {subject}, values: {{{values}}}, cause: correction, reason: it was misread}}]"


def classified(subject: str, level: str) -> str:
    """A reclassification."""
    return f"reclassifications: [{{subject: {subject}, classification: {level}, reason: so it was decided}}]"


def said(section: str, subject: str, more: str = "") -> str:
    """A fact of its own about an item."""
    return f"{section}: [{{subject: {subject}, reason: somebody knows better, citations: [{{source: note}}]{more}}}]"


HELD = """
engagements:
- {id: round-2, kind: dialogue, status: held, title: {en: Round two}, when: {edtf: 2021-06-05}, parties: [QA, BODY],
   series: {id: rounds, ordinal: 2}, citations: [{source: note}]}
"""
THIRD = """
engagements:
- {id: round-3, kind: dialogue, status: scheduled, title: {en: Round three}, when: {edtf: 2022-06-01}, parties: [QA],
   series: {id: rounds, ordinal: 3}, citations: [{source: note}]}
"""
DAY_DISPUTED = """
disputes:
- {id: day, subject: stop, field: when, values: [{value: {edtf: 2020-05-06}, citations: [{source: wire}]}],
   reason: two days are told, citations: [{source: note}]}
"""
PARTIES_DISPUTED = """
disputes:
- {id: who, subject: lunch, field: parties, values: [{value: [QA, LEAGUE], citations: [{source: wire}]}],
   reason: two lists are told, citations: [{source: note}]}
"""
REPORTED_AT = """
reports:
- {id: done, subject: duty, status: complete, text: {en: Done}, by: [QA], at: follow-up, citations: [{source: note}]}
- {id: lapsed, subject: duty, status: lapsed, text: {en: Lapsed}, by: [QA], at: lunch, citations: [{source: note}]}
"""
MERGED = said("merges", "clara", ", into: basim")

TURNS = {
    "a person is called otherwise": Turn({"round-1"}, [amended("person:amal", "names: {en: Amal B.}")]),
    "a speaker is called otherwise": Turn({"speech"}, [amended("person:dina", "names: {en: Dina B.}")]),
    "a person is seen no more": Turn({"round-1"}, [classified("person:amal", "PRIVATE")]),
    "a person is seen again": Turn(
        {"round-1"}, [classified("person:amal", "PRIVATE"), classified("person:amal", "PUBLIC")]
    ),
    "a speaker and who reported is seen no more": Turn({"speech", DUE}, [classified("person:dina", "PRIVATE")]),
    "two were one person": Turn({"lunch"}, [MERGED]),
    "who was merged is merged further": Turn({"lunch", "round-2"}, [MERGED, said("merges", "basim", ", into: amal")]),
    "a merger is taken back": Turn({"lunch"}, [MERGED, said("splits", "clara", ", from: basim")]),
    "who asks for somebody finds whom they were merged into": Turn({"lunch", "round-2"}, [MERGED], {"person": "clara"}),
    "who asks for somebody finds who was merged": Turn({"lunch"}, [MERGED], {"person": "basim"}),
    "and finds them apart again": Turn(
        {"lunch", "round-2"}, [MERGED, said("splits", "clara", ", from: basim")], {"person": "clara"}
    ),
    "who asks finds those merged into the same": Turn(
        {"round-1"}, [MERGED, said("merges", "amal", ", into: basim")], {"person": "clara"}
    ),
    "a party is called otherwise": Turn({"signing"}, [amended("party:LEAGUE", "names: {en: New League}")]),
    "a party of promises is called otherwise": Turn(
        {"round-1", "round-2", DUE}, [amended("party:BODY", "names: {en: New Body}")]
    ),
    "a party told of in a dispute is called otherwise": Turn(
        {"signing", "lunch"}, [PARTIES_DISPUTED, amended("party:LEAGUE", "names: {en: New League}")]
    ),
    "a party comes to belong to another": Turn(
        {"round-1", "round-2", DUE}, [amended("party:BODY", "within: LEAGUE")], {"party": "LEAGUE"}
    ),
    "an organisation is called otherwise": Turn({"lunch"}, [amended("organisation:bureau", "names: {en: Office}")]),
    "a topic comes to belong to another": Turn(
        {"lunch"}, [amended("topic:tariffs", "broader: customs")], {"topic": "customs"}
    ),
    "a source is called otherwise": Turn({"speech"}, [amended("source:wire", "title: {en: Agency wire}")]),
    "a source is retracted": Turn({"speech"}, [said("retractions", "source:wire")]),
    "a source comes back": Turn(
        {"speech"}, [said("retractions", "source:wire"), said("reinstatements", "source:wire")]
    ),
    "who says that a part was on another day is seen no more": Turn(
        {"stop", "tour", "speech"}, [DAY_DISPUTED, classified("source:wire", "PRIVATE")]
    ),
    "a part is on another day": Turn({"stop", "tour"}, [amended("stop", "when: {edtf: 2020-05-07}")]),
    "a part becomes part of another": Turn({"stop", "tour", "lunch"}, [amended("stop", "part_of: lunch")]),
    "the day of a part is disputed": Turn({"stop", "tour"}, [DAY_DISPUTED]),
    "a whole is called otherwise": Turn({"stop", "tour"}, [amended("tour", "title: {en: Grand tour}")]),
    "a part is seen no more": Turn({"stop", "tour"}, [classified("engagement:stop", "PRIVATE")]),
    "a series is called otherwise": Turn({"round-1", "round-2"}, [amended("series:rounds", "names: {en: Talks}")]),
    "an instrument is called otherwise": Turn({"follow-up", DUE}, [amended("instrument:pact", "title: {en: Accord}")]),
    "an instrument was signed elsewhere": Turn({"follow-up", DUE}, [amended("instrument:pact", "signed_at: lunch")]),
    "where it was signed is seen no more": Turn(
        {"signing", "follow-up", AT_ROUND_2}, [classified("engagement:signing", "PRIVATE")]
    ),
    "where a deadline was set is called otherwise": Turn({"lunch", DUE}, [amended("lunch", "title: {en: Late lunch}")]),
    "the meeting at which something is due is moved": Turn(
        {"round-2", AT_ROUND_2}, [said("reschedules", "round-2", ", when: {edtf: 2021-07-01}")]
    ),
    "the meeting at which something is due is called off": Turn(
        {"round-2", AT_ROUND_2, "expected-rounds-2021-06-05"}, [said("cancellations", "round-2")]
    ),
    "the meeting at which something is due is announced": Turn({"round-3", *AT_ROUNDS}, [THIRD]),
    "and turns out to be none of the series": Turn(
        {"round-3", *AT_ROUNDS, PANEL, "expected-panels-2023-05-01"},
        [THIRD, amended("round-3", "series: {id: panels, ordinal: 9}")],
    ),
    "a meeting is held, so the next is expected": Turn({"round-2", AT_ROUND_2, ROUND_3}, [HELD]),
    "a series is suspended": Turn({PANEL}, [said("suspensions", "panels")]),
    "the meeting at which a report was made was later": Turn(
        {"follow-up", DUE}, [REPORTED_AT, amended("follow-up", "when: {edtf: 2020-01-01}")]
    ),
    "something of the same id is recorded": Turn(
        {"speech"},
        [classified("engagement:lunch", "PRIVATE"), "topics: [{id: lunch, label: {en: Lunching}}]"],
    ),
}
"""What happens -> the story."""
