"""A small record with an item of every kind, and what is said of it afterwards: dossiers that several tests record."""

BEGINNING = """\
sources:
- id: note
  kind: media-note
  title: {en: Note of the ministry, ar: مذكرة الوزارة}
  published: {edtf: 2024-03-05}
  languages: [en, ar]
- {id: wire, kind: news-article, title: {en: Wire}, published: {edtf: 2024-03-06}, languages: [en]}
parties:
- id: GCC
  kind: international-organisation
  names: {en: Gulf Cooperation Council, ar: مجلس التعاون}
  citations: &note [{source: note}]
- {id: GCC-desk, kind: office, within: GCC, names: {en: Desk, ar: مكتب}, citations: *note}
organisations:
- {id: ministry, party: QA, names: {en: Ministry, ar: الوزارة}, citations: *note}
- {id: bureau, party: QA, within: ministry, names: {en: Bureau, ar: المكتب}, citations: *note}
people:
- id: jane-roe
  names: {en: Jane Roe, ar: جين رو}
  aliases: [{text: J. Roe, language: en, citations: [{source: note, language: en, quote: J. Roe of the ministry}]}]
- {id: j-roe, names: {en: J. Roe}, citations: [{source: wire}]}
- {id: omar-ali, names: {en: Omar Ali, ar: عمر علي}, citations: *note}
offices:
- id: roe-secretary
  person: jane-roe
  party: US
  title: {en: Secretary, ar: وزيرة}
  from: 2023
  citations: [{source: note, language: en, quote: Secretary Jane Roe, supports: [person, title.en]}]
topics:
- {id: finance, label: {en: Finance, ar: التمويل}}
- {id: charities, broader: finance, label: {en: Charities, ar: الجمعيات الخيرية}}
instruments:
- id: pact
  kind: agreement
  title: {en: Pact, ar: ميثاق}
  parties: [QA, US]
  signed_at: signing-doha
  topics: [finance]
  status: {status: in-force, on: 2024-03-04, citations: *note}
  reports:
  - id: roe-2024
    status: in-progress
    text: {en: Well begun, ar: بداية حسنة}
    by: [jane-roe]
    on: 2024-03-10
    citations: *note
  citations: [{source: note, language: en, quote: signed the pact, supports: [kind]}]
commitments:
- id: pact-accounts
  instrument: pact
  form: activity
  parties: [QA]
  text: {en: Publish the accounts}
  deadlines: [{id: by-december, complete_by: 2024-12, set_at: talks-1, citations: *note}]
  reports:
  - id: ministry-2024
    status: in-progress
    text: {en: They are being drawn up}
    by: [ministry]
    at: talks-3
    citations: *note
  citations: *note
- id: talks-next
  engagement: talks-1
  form: periodic-meetings
  parties: [QA, US]
  text: {en: Meet again, ar: الاجتماع مجدداً}
  deadlines: [{id: at-the-second, at_meeting: {id: talks, ordinal: 2}, citations: *note}]
  citations: *note
series:
- id: talks
  names: {en: Talks, ar: المحادثات}
  parties: [QA, US]
  mandate: {commitment: talks-next, basis: stated}
  cadence: {every: 1 year, basis: stated, citations: *note}
  citations: *note
engagements:
- id: talks-1
  kind: dialogue
  status: held
  title: {en: First talks, ar: المحادثات الأولى}
  series: {id: talks, ordinal: 1}
  when: {edtf: 2022-03-01}
  parties: [QA, US]
  participants: [{person: omar-ali, party: QA, role: head}, {person: jane-roe, party: US, role: head}]
  topics: [charities]
  citations: [{source: note, language: en, quote: the first talks, supports: [when, series]}]
- id: talks-3
  kind: dialogue
  status: held
  title: {en: Third talks, ar: المحادثات الثالثة}
  series: {id: talks, ordinal: 3}
  when: {edtf: 2024-02-20}
  parties: [QA, US]
  agencies: [bureau]
  participants: [{person: j-roe, party: US, role: head}]
  citations: [{source: wire}]
- id: visit-doha
  kind: visit
  status: held
  title: {en: Visit to Doha, ar: زيارة إلى الدوحة}
  parties: [QA, US]
  citations: *note
- id: signing-doha
  kind: signing
  status: held
  title: {en: Signing in Doha, ar: توقيع في الدوحة}
  when: {edtf: 2024-03-04}
  part_of: visit-doha
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  instruments: [pact]
  citations: [{source: note, language: en, quote: in Doha on 4 March, supports: [when, places]}]
- id: visit-riyadh
  kind: visit
  status: scheduled
  title: {en: Visit to Riyadh, ar: زيارة إلى الرياض}
  when: {edtf: 2024-06-10}
  parties: [SA, US]
  citations: *note
- id: visit-doha-again
  kind: visit
  status: held
  title: {en: Visit to Doha}
  when: {edtf: 2024-03-04}
  parties: [QA, US]
  citations: [{source: wire, language: en, quote: on Monday in Doha, supports: [when]}]
"""

CORRECTED = """\
amendments:
- subject: talks-1
  values: {when: {edtf: 2022-03-02}}
  cause: correction
  reason: {en: the ministry mistook the day, ar: أخطأت الوزارة في اليوم}
  citations: [{source: wire, language: en, quote: on 2 March, supports: [when]}]
"""

ADDED = """\
corroborations:
- subject: talks-1
  values:
    places: [{name: {en: Washington, ar: واشنطن}, country: US}]
    participants:
    - {person: omar-ali, party: QA, role: head}
    - {name: {en: A clerk}, party: US, role: member}
  note: the wire names the town
  citations: [{source: wire, language: en, quote: held in Washington, supports: [places, participants]}]
- subject: person:jane-roe
  values: {aliases: [{text: Jane M. Roe, language: en, citations: [{source: wire, language: en, quote: Jane M. Roe}]}]}
"""

DISPUTED = """\
disputes:
- id: which-day
  subject: signing-doha
  field: when
  values: [{value: {edtf: 2024-03-05}, citations: [{source: wire, language: en, quote: signed on Tuesday}]}]
  preferred: {edtf: 2024-03-05}
  reason: {en: the two cannot both be right, ar: لا يصح القولان معاً}
"""

SETTLED = """\
settlements:
- subject: signing-doha
  dispute: which-day
  value: {edtf: 2024-03-05}
  reason: {en: the text of the pact says so, ar: هكذا يقول نص الميثاق}
  citations: [{source: wire}]
"""

REPORTED = """\
reports:
- subject: pact-accounts
  id: roe-late
  status: complete
  text: {en: They are out}
  by: [jane-roe]
  on: 2024-12-20
  citations: [{source: wire}]
disputes:
- id: done-or-not
  subject: pact-accounts
  field: progress
  values: [{value: ministry-2024}, {value: roe-late}]
  reason: the ministry says that they are not
  citations: [{source: wire}]
"""

DUPLICATE = """\
retractions:
- subject: visit-doha-again
  duplicate_of: visit-doha
  reason: {en: the same visit, ar: الزيارة نفسها}
  citations: [{source: note}]
"""

REINSTATED = """\
reinstatements:
- {subject: visit-doha-again, reason: it was another, citations: [{source: note}]}
"""

MOVED = """\
reschedules:
- {subject: visit-riyadh, when: {edtf: 2024-07-01}, reason: {en: a holiday, ar: عطلة}, citations: [{source: wire}]}
"""

CALLED_OFF = """\
cancellations:
- {subject: visit-riyadh, reason: {en: a storm, ar: عاصفة}, citations: [{source: wire}]}
"""

MERGED = """\
merges:
- {subject: j-roe, into: jane-roe, reason: one signature, citations: [{source: wire}]}
"""

WITHDRAWN = """\
retractions:
- {subject: source:wire, reason: {en: a forgery, ar: تزوير}, citations: [{source: note}]}
"""

STEPS = {
    "corrected": CORRECTED,
    "added": ADDED,
    "disputed": DISPUTED,
    "settled": SETTLED,
    "reported": REPORTED,
    "duplicate": DUPLICATE,
    "reinstated": REINSTATED,
    "moved": MOVED,
    "called-off": CALLED_OFF,
    "merged": MERGED,
    "withdrawn": WITHDRAWN,
}
"""What happens after the beginning, one dossier after another."""
