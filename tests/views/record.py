"""A small record of our own making, that has something for every term of the filter to find and to pass over."""

SOURCES = """
sources:
- {id: early-note, kind: media-note, title: {en: Early note}, published: {edtf: 2016-03-11}}
- {id: month-report, kind: news-article, title: {en: Report of a month}, published: {edtf: 2018-06}}
- {id: undated-page, kind: event-page, title: {en: Page without a date}}
"""

REGISTERS = (
    SOURCES
    + """
parties:
- {id: UN, kind: international-organisation, names: {en: United Nations}, citations: [&note {source: early-note}]}
- {id: UNOCT, kind: office, within: UN, names: {en: Office of Counter-Terrorism}, citations: [*note]}
- {id: UNOCT-DOHA, kind: office, within: UNOCT, names: {en: Its programme office in Doha}, citations: [*note]}
organisations:
- {id: ministry, party: QA, names: {en: Ministry}, citations: [*note]}
- {id: police, party: QA, within: ministry, names: {en: Police}, citations: [*note]}
- {id: coast-guard, party: QA, within: police, names: {en: Coast guard}, citations: [*note]}
people:
- {id: amal, names: {en: Amal, ar: أمل}, citations: [*note]}
- {id: john, names: {en: John}, citations: [*note]}
topics:
- {id: security, label: {en: Security}}
- {id: aviation, broader: security, label: {en: Aviation}}
- {id: drones, broader: aviation, label: {en: Drones}}
- {id: finance, label: {en: Finance}}
series:
- {id: talks, names: {en: Talks}, parties: [QA, US], citations: [*note]}
instruments:
- {id: memorandum, kind: memorandum-of-understanding, title: {en: Memorandum}, parties: [QA, US], citations: [*note]}
"""
)

ENGAGEMENTS = """
engagements:
- id: signing
  kind: signing
  status: held
  title: {en: Signing}
  when: {edtf: 2016-03-10}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  participants: [{person: john, party: US, role: signatory}]
  instruments: [memorandum]
  citations: [{source: early-note}]
- id: talks-1
  kind: dialogue
  status: held
  title: {en: First talks}
  when: {edtf: 2017-11}
  places: [{name: {en: Washington, ar: واشنطن}, country: US}]
  parties: [QA, US]
  agencies: [police]
  topics: [aviation]
  series: {id: talks, ordinal: 1}
  citations: [{source: month-report}]
- id: patrol
  kind: visit
  status: held
  title: {en: Visit to the coast guard}
  when: {edtf: 2018-05-14/2018-05-16}
  places: [{name: {en: Doha}, country: QA}, {name: {en: Paris}, country: FR}]
  parties: [QA, FR]
  participants: [{person: amal, organisation: coast-guard, party: QA, role: host}]
  topics: [drones]
  citations: [{source: month-report}, {source: early-note}]
- id: state-visit
  kind: visit
  status: held
  title: {en: State visit whose day nobody gives}
  parties: [FR, UN]
  citations: [{source: undated-page}]
- id: luncheon
  kind: meeting
  status: held
  title: {en: Luncheon during the state visit}
  when: {edtf: 2018-09-11}
  part_of: state-visit
  parties: [FR, UNOCT-DOHA]
  participants: [{person: john, organisation: ministry, party: FR, role: guest}]
  topics: [finance]
  citations: [{source: undated-page}]
- id: mission
  kind: visit
  status: held
  title: {en: Mission that has begun}
  when: {edtf: 2019-02-01/..}
  parties: [UNOCT, US]
  topics: [security]
  citations: [{source: undated-page}, {source: month-report}]
- id: remark
  kind: statement
  status: held
  title: {en: Remark before some day}
  when: {latest: 2015-06-30, basis: inferred, rule: the report of that day quotes it}
  parties: [US]
  citations: [{source: month-report}]
"""

NEXT_DAY = """
engagements:
- id: talks-2
  kind: dialogue
  status: scheduled
  title: {en: Second talks}
  when: {edtf: 2020}
  parties: [QA, US]
  series: {id: talks}
  instruments: [memorandum]
  citations: [{source: month-report}]
amendments:
- subject: engagement:signing
  values: {when: {edtf: 2016-03-09}}
  cause: correction
  reason: the note was written the day after
"""
