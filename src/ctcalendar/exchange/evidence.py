"""The tables of evidence: what everything on record rests on, whatever its kind."""

from ctcalendar.exchange import telling
from ctcalendar.exchange.columns import cell, field, in_language, listed, made, number, texts
from ctcalendar.exchange.owners import EVERY_KIND, OF_ANY, members
from ctcalendar.exchange.tables import Table

ITEMS = Table(
    "items",
    "Items",
    "Everything on record, whatever its kind: what the tables of evidence are joined by.",
    (
        *made("id", "KIND:ID", telling.stream),
        *field("kind", "the kind of item", at="item"),
        *field("name", "its id among its kind", at="id"),
        *made("label_en", "what it is called, in English if there is a name in English", telling.label),
        *made("label_ar", "what it is called, in Arabic if there is a name in Arabic", telling.label_ar),
        *made("revisions", "how many facts are told of it", lambda one: len(one["history"]), holds="integer"),
        *field("classification", "PUBLIC, PRIVATE or CONFIDENTIAL"),
        *field("recorded_at", "when its first fact was recorded", holds="instant"),
        *field("changed_at", "when what is shown of it last changed", holds="instant"),
    ),
    EVERY_KIND,
    label="label_en",
    facets=("kind", "classification"),
)
CITATIONS = Table(
    "citations",
    "Citations",
    "The evidence: a source, the words of it, and the fields it proves.",
    (
        *OF_ANY,
        *number("its place in the item's list"),
        *field("source", "the source", to="sources"),
        *field("published", "when it was published, as EDTF"),
        *field("language", "the language of the quote"),
        *field("quote", "the words of the source"),
        *field("locator", "where they stand: RFC 5147 (char=START,END) or page="),
        *listed("supports", "the fields it proves; empty: the item as a whole; `reason`: why a fact was recorded"),
    ),
    EVERY_KIND,
    members("citations"),
    ("item", "number"),
    facets=("source", "language"),
)
CLAIMS = Table(
    "claims",
    "Claims",
    "Every value claimed for a field. rank: preferred (the record uses it), normal (compatible, or one of the values in"
    " `dispute`), deprecated (superseded, see reason).",
    (
        *OF_ANY,
        *number("its place in the item's list"),
        *field("field", "the field, as a dotted path with list steps by id"),
        *made("value", "the value claimed: a text as it is, anything else as JSON", lambda one: cell(one["value"])),
        *field("rank", "preferred, normal or deprecated"),
        *field("source", "the source that says so", to="sources"),
        *field("quote", "its words"),
        *field("locator", "where they stand"),
        *field("reason", "why it is deprecated"),
        *field("dispute", "the dispute in which it is one of the values"),
        *field("superseded_at", "when the fact was recorded that deprecated it", holds="instant"),
    ),
    EVERY_KIND,
    members("claims"),
    ("item", "number"),
    facets=("rank", "source"),
)
DISPUTES = Table(
    "disputes",
    "Disputes",
    "Values of one field that cannot all be right. While one is open the record keeps its own value.",
    (
        *OF_ANY,
        *number("its place in the item's list"),
        *field("id", "its id in the item"),
        *field("field", "the field"),
        *field("state", "open or settled"),
        *made("values", "the values that cannot all be right, as a JSON list", lambda one: one["values"]),
        *made("preferred", "the value an analyst leans to", lambda one: cell(one["preferred"])),
        *texts("reason", "why they cannot"),
        *made("value", "what the settlement found right; empty: none can be preferred", lambda one: cell(one["value"])),
        *texts("settled", "why it was settled so"),
    ),
    EVERY_KIND,
    members("disputes"),
    ("item", "number"),
    facets=("state", "field"),
)
HISTORY = Table(
    "history",
    "History",
    "Every fact of every item: what it did, when it was recorded, and why.",
    (
        *OF_ANY,
        *number("the fact's number among those of the item"),
        *field("type", "what the fact says, as docs/events.md names it"),
        *field("recorded_at", "when it was recorded", holds="instant"),
        *field("cause", "correction (it was wrong) or change-of-plan (it was true then)"),
        *made("reason", "why", lambda one: in_language(one["why"]) or one["reason"]),
        *field("note", "what else is said of it"),
    ),
    EVERY_KIND,
    members("history"),
    ("item", "number"),
    facets=("type", "cause"),
    sort="recorded_at",
)

EVIDENCE = (ITEMS, CITATIONS, CLAIMS, DISPUTES, HISTORY)
