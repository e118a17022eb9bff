"""A record in which public items name hidden ones, wherever one item may name another."""

HIDDEN = "cable guests service agent plan-b arms letter secret-clause dinner talks-4".split()
"""The ids of what is above PUBLIC."""

LEFT_OUT = "station-chief guest-house under-letter at-dinner".split()
"""The ids of what is PUBLIC itself and must name something hidden, so that it is not shown either."""

PARTLY_HIDDEN = """
sources:
- {id: open-source, kind: media-note, title: {en: Note}}
- {id: cable, kind: official-record, title: {en: Cable}, classification: CONFIDENTIAL}
parties:
- {id: guests, kind: group, names: {en: Guests}, classification: PRIVATE, citations: &open [{source: open-source}]}
organisations:
- {id: service, party: QA, names: {en: Service}, classification: CONFIDENTIAL, citations: *open}
- {id: branch, party: QA, within: service, names: {en: Branch}, citations: *open}
- {id: guest-house, party: guests, names: {en: House}, citations: *open}
people:
- {id: agent, names: {en: Agent}, classification: CONFIDENTIAL, citations: *open}
- id: envoy
  names: {en: Envoy}
  citations:
  - {source: open-source, supports: [names.en]}
  - {source: cable, language: en, quote: he is, supports: [names.en]}
offices:
- {id: station-chief, person: agent, party: QA, title: {en: Chief}, citations: *open}
- {id: envoy-in-service, person: envoy, organisation: service, party: QA, title: {en: Attaché}, citations: *open}
- {id: envoy-at-large, person: envoy, party: QA, title: {en: At large}, citations: *open}
topics:
- {id: plan-b, label: {en: Plan B}, classification: PRIVATE}
- {id: detail, broader: plan-b, label: {en: Detail}}
- {id: trade, label: {en: Trade}}
- {id: arms, broader: trade, label: {en: Arms}, classification: PRIVATE}
instruments:
- {id: letter, kind: letter-of-intent, title: {en: Letter}, parties: [QA], classification: PRIVATE, citations: *open}
- id: pact
  kind: agreement
  title: {en: Pact}
  parties: [QA, guests]
  signed_at: dinner
  topics: [trade, plan-b]
  organisations: [service, branch]
  related: [{how: implements, instrument: letter}]
  reports:
  - {id: begun, status: in-progress, text: {en: Begun}, by: [envoy], on: 2018-01-01, citations: *open}
  - {id: finished, status: complete, text: {en: Done}, by: [agent], on: 2018-06-01, citations: *open}
  citations: *open
commitments:
- {id: under-letter, instrument: letter, form: other, parties: [QA], text: {en: Under the letter}, citations: *open}
- {id: at-dinner, engagement: dinner, form: other, parties: [QA], text: {en: At dinner}, citations: *open}
- id: under-pact
  instrument: pact
  form: other
  parties: [QA]
  text: {en: Under the pact}
  told_by: agent
  deadlines: [{id: soon, complete_by: 2019, set_at: dinner, citations: *open}]
  citations: *open
- {id: secret-clause, instrument: pact, form: other, parties: [QA], text: {en: Psst}, classification: PRIVATE,
   citations: *open}
series:
- id: talks
  names: {en: Talks}
  parties: [QA, guests]
  mandate: {commitment: secret-clause, basis: stated}
  citations: *open
engagements:
- {id: dinner, kind: meeting, status: held, title: {en: Dinner}, parties: [QA], classification: CONFIDENTIAL,
   citations: *open}
- {id: talks-2, kind: dialogue, status: held, title: {en: Second}, parties: [QA], series: {id: talks, ordinal: 2},
   participants: [{person: envoy, party: QA, role: head}], agencies: [branch], citations: *open}
- {id: talks-4, kind: dialogue, status: held, title: {en: Fourth}, parties: [QA], series: {id: talks, ordinal: 4},
   participants: [{person: envoy, party: QA, role: head}], agencies: [branch], classification: PRIVATE,
   citations: *open}
- {id: talks-2b, kind: dialogue, status: held, title: {en: Second?}, parties: [QA],
   participants: [{person: envoy, organisation: service, party: QA, role: head}], citations: *open}
retractions:
- {subject: talks-2b, duplicate_of: dinner, reason: recorded twice, citations: *open}
disputes:
- {id: which, subject: instrument:pact, field: progress, values: [{value: begun}, {value: finished}], reason: which,
   citations: *open}
"""
