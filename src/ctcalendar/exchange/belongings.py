"""The tables of what belongs to items: one row for each member of one of their lists."""

from ctcalendar.exchange import telling
from ctcalendar.exchange.columns import field, listed, made, number, own, texts
from ctcalendar.exchange.owners import members, of_item
from ctcalendar.exchange.tables import Table

_ENGAGEMENT = of_item("engagement", "engagements")
PLACES = Table(
    "places",
    "Places",
    "The places of engagements, in order.",
    (
        *_ENGAGEMENT,
        *number("its place in the order of stops"),
        *texts("name", "what it is called"),
        *field("country", "the country, by ISO 3166 code", to="parties"),
        *field("day", "the days of this stop, as EDTF, where they are known", at="when"),
    ),
    ("engagement",),
    members("places"),
    ("engagement", "number"),
    facets=("country", "name_en"),
)
PARTICIPANTS = Table(
    "participants",
    "Participants",
    "Who took part: name, honorific and title as printed, `who` as the register has the person.",
    (
        *_ENGAGEMENT,
        *number("their place in the list"),
        *made("who", "our name for them, or whatever else is known", telling.who),
        *field("person", "the person", to="people"),
        *field("counted_as", "the entry under which they are counted, if another", at="canonical", to="people"),
        *field("role", "head, co-chair, signatory, visitor, host, member, speaker or guest"),
        *field("party", "the side", to="parties"),
        *field("organisation", "the organisation", to="organisations"),
        *texts("name", "the name as printed"),
        *texts("honorific", "the honorific as printed"),
        *texts("title", "the title as printed"),
    ),
    ("engagement",),
    members("participants"),
    ("engagement", "number"),
    facets=("role", "party", "person"),
)
DELEGATIONS = Table(
    "delegations",
    "Delegations",
    "Sizes of delegations, as claimed.",
    (
        *_ENGAGEMENT,
        *number("its place in the list"),
        *field("party", "whose", to="parties"),
        *field("size", "how many people, as claimed", holds="integer"),
        *field("note", "what else is said of it"),
    ),
    ("engagement",),
    members("delegations"),
    ("engagement", "number"),
)
ASSERTIONS = Table(
    "assertions",
    "Assertions",
    "What somebody asserted: never a fact of the record.",
    (
        *_ENGAGEMENT,
        *number("its place in the list"),
        *field("id", "its id in the engagement"),
        *made("by", "who asserts it: a person, party or organisation, or `document`", lambda one: one["by"]),
        *texts("text", "what is asserted"),
        *listed("about", "what it is about"),
    ),
    ("engagement",),
    members("says"),
    ("engagement", "number"),
)
SPELLINGS = Table(
    "spellings",
    "Spellings",
    "Spellings and names that a source attests.",
    (
        *own("item", "whose, as KIND:ID", telling.stream, to="items"),
        *number("its place in the list"),
        *field("text", "the spelling"),
        *field("language", "its language"),
        *field("note", "what is to be said of it"),
    ),
    ("person", "organisation", "instrument", "series"),
    members("aliases"),
    ("item", "number"),
    facets=("language",),
)
OBJECTIVES = Table(
    "objectives",
    "Objectives",
    "What instruments set out to achieve.",
    (
        *of_item("instrument", "instruments"),
        *number("its place in the list"),
        *field("id", "its id in the instrument"),
        *texts("text", "the objective"),
        *listed("topics", "its topics"),
    ),
    ("instrument",),
    members("objectives"),
    ("instrument", "number"),
)
DEADLINES = Table(
    "deadlines",
    "Deadlines",
    "Days by which a commitment is to be started or completed, or the meeting at which it is due.",
    (
        *of_item("commitment", "commitments"),
        *number("its place in the list"),
        *field("id", "its id in the commitment"),
        *field("start_by", "EDTF"),
        *field("complete_by", "EDTF"),
        *field("meeting_series", "the series at whose meeting it is due", at="at_meeting.id", to="series"),
        *field("meeting_ordinal", "the number of that meeting", at="at_meeting.ordinal", holds="integer"),
        *field("set_at", "the engagement at which it was set", to="engagements"),
        *texts("text", "what it says"),
    ),
    ("commitment",),
    members("deadlines"),
    ("commitment", "number"),
)
REPORTS = Table(
    "reports",
    "Reports",
    "Reports of progress on one commitment, or on an instrument as a whole.",
    (
        *own("item", "what is reported on, as KIND:ID", telling.stream, to="items"),
        *number("their order"),
        *field("id", "its id in the item"),
        *field("status", "not-started, in-progress, largely-complete, complete or lapsed"),
        *texts("text", "what is reported"),
        *made("by", "who reports", lambda one: ", ".join(one["by"])),
        *field("told_by", "on whose word we have it, where that is not the reporter"),
        *field("engagement", "the engagement at which it was reported", at="at", to="engagements"),
        *field("day", "the day of the report, as EDTF, where no engagement gives it", at="on"),
    ),
    ("instrument", "commitment"),
    members("reports"),
    ("item", "number"),
    facets=("status",),
)


def _link(kind: str, table: str, name: str, what: str, to: str) -> Table:
    """A table that joins items of a kind with those that one of their lists names."""
    says = f"Which {name} each {kind} names, one a row."
    columns = (
        *of_item(kind, table),
        *made(what, f"the {what}", lambda one: one, to=to),
        *number("its place in the list"),
    )
    return Table(
        f"{kind}_{name}", f"{name} of {table}", says, columns, (kind,), members(name), (kind, "number"), joins=what
    )


LINKS = (
    _link("engagement", "engagements", "parties", "party", "parties"),
    _link("engagement", "engagements", "topics", "topic", "topics"),
    _link("engagement", "engagements", "instruments", "instrument", "instruments"),
    _link("engagement", "engagements", "agencies", "organisation", "organisations"),
    _link("instrument", "instruments", "parties", "party", "parties"),
    _link("instrument", "instruments", "topics", "topic", "topics"),
    _link("instrument", "instruments", "organisations", "organisation", "organisations"),
    _link("commitment", "commitments", "parties", "party", "parties"),
    _link("series", "series", "parties", "party", "parties"),
)

BELONGINGS = (PLACES, PARTICIPANTS, DELEGATIONS, ASSERTIONS, SPELLINGS, OBJECTIVES, DEADLINES, REPORTS, *LINKS)
