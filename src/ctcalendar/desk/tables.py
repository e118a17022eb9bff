"""The desk's tables: what is needed to work and is no history. All of it can be erased; none of it is in the log."""

from collections.abc import Sequence

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from ctcalendar.db.columns import METADATA, Position, Text

CALENDAR = Table(
    "calendar",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("domain", Text, nullable=False, comment="the domain of every UID, fixed when the calendar is made"),
)
SOURCE_TEXT = Table(
    "source_text",
    METADATA,
    Column("sha256", Text, primary_key=True, comment="SHA-256, in hex, of the text in UTF-8: as its sources record it"),
    Column("text", Text, nullable=False),
    Column("attached_at", Position, nullable=False, comment="microseconds UTC"),
    Column("attached_by", Text, nullable=False, comment="an opaque id"),
    comment="Archived texts of sources, against which quotes are checked.",
    info={"digests": {"sha256": "text"}},
)
FEED = Table(
    "feed",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("definition", Text, nullable=False, comment="what it asks for and how it is written, as JSON"),
    Column("changed_at", Position, nullable=False, comment="microseconds UTC"),
    comment="Saved feeds: filters with a name.",
)
FEED_TOKEN = Table(
    "feed_token",
    METADATA,
    Column("sha256", Text, primary_key=True, comment="SHA-256, in hex, of the token: the token itself is kept nowhere"),
    Column("feed", Text, nullable=False, comment="the name of the feed it is the address of"),
    Column("created_at", Position, nullable=False, comment="microseconds UTC"),
    Column("revoked_at", Position, comment="since when it answers no more; null while it does"),
    comment="The secret addresses of private feeds. A revoked one is remembered, to say that it is gone.",
)
SHELF = Table(
    "shelf",
    METADATA,
    Column("style", Text, primary_key=True, comment="a clearance and a way of writing, as JSON"),
    Column("made_of", Text, nullable=False, comment="a digest of the code that rendered it"),
    Column("position", Position, nullable=False, comment="the log position it was rendered as of"),
    Column("hash", Text, nullable=False, comment="the hash of the log there"),
    comment="Which rendered entries are kept.",
)
SHELVED = Table(
    "shelved",
    METADATA,
    Column("style", Text, primary_key=True),
    Column("stream", Text, primary_key=True, comment="the item it is of, as KIND:ID"),
    Column("name", Text, primary_key=True, comment="its UID without the domain"),
    Column("day", Text, nullable=False, comment="the day it is listed under"),
    Column("zone", Text, comment="the time zone it needs declared"),
    Column("body", Text, nullable=False, comment="the entry as iCalendar"),
    comment="Rendered entries of calendars.",
)

AGENDA_HEAD = Table(
    "agenda_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Position, comment="the log position as of which agenda_due was made; null if it never was"),
    Column("made_by", Text, comment="the rules and settings it was made by"),
    comment="How far the agenda has followed the log.",
)
AGENDA_DUE = Table(
    "agenda_due",
    METADATA,
    Column("clearance", Text, primary_key=True, comment="the clearance at which it is so"),
    Column("subject", Text, primary_key=True, comment="the series, meeting or deadline"),
    Column("slot", Text, primary_key=True, comment="the day it stands for"),
    Column("stream", Text, nullable=False, comment="the item it is of, as KIND:ID"),
    Column("what", Text, nullable=False, comment="expected, announced or deadline"),
    Column("due_on", Text, nullable=False, comment="the day it is due"),
    Column("last_on", Text, nullable=False, comment="the last day that is still in time"),
    Column("days_before", Text, nullable=False, comment="how many days before it is due stages begin"),
    Column("zone", Text, comment="the time zone in which its days begin"),
    Column("next_at", Position, comment="when its next stage begins, microseconds UTC; null after the last"),
    Index("agenda_due_next_at", "next_at"),
    Index("agenda_due_stream", "stream"),
    comment="When to look at what is on the agenda again.",
)
REMINDER = Table(
    "reminder",
    METADATA,
    Column("id", Text, primary_key=True, comment="a digest of clearance, subject, slot and stage"),
    Column("clearance", Text, nullable=False, comment="whom it may be shown"),
    Column("subject", Text, nullable=False, comment="the series, meeting or deadline"),
    Column("slot", Text, nullable=False, comment="the day it stands for"),
    Column("stage", Text, nullable=False, comment="unscheduled-N, upcoming-N, due or overdue-N"),
    Column("stream", Text, nullable=False, comment="the item it is of, as KIND:ID"),
    Column("due_on", Text, nullable=False, comment="the day it is due"),
    Column("raised_at", Position, nullable=False, comment="microseconds UTC"),
    Column("state", Text, nullable=False, comment="open, acknowledged, superseded (by a later stage) or resolved"),
    Column("snoozed_until", Text, comment="the day until which nobody wants to see it"),
    UniqueConstraint("subject", "slot", "stage", "clearance", name="reminder_once"),
    Index("reminder_stream", "stream"),
    Index("reminder_state", "clearance", "state"),
    comment="What people were reminded of, each once.",
)
HEARTBEAT = Table(
    "heartbeat",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("since", Position, nullable=False, comment="when a scheduler first ran here, microseconds UTC"),
    Column("succeeded_at", Position, comment="the last tick that did all it had to do, microseconds UTC"),
    comment="That somebody does what is due.",
)

SUBSCRIBER = Table(
    "subscriber",
    METADATA,
    Column("id", Text, primary_key=True, comment="an opaque id"),
    Column("address", Text, nullable=False, comment="where mail goes to; erased with the row"),
    Column("language", Text, nullable=False, comment="en or ar"),
    Column("zone", Text, nullable=False, comment="the IANA zone in which days and hours are meant"),
    Column("every", Text, nullable=False, comment="daily, weekly, monthly; or never: reminders alone"),
    Column("on_day", Text, comment="a weekday, a day of the month (1 to 31) or last; null when daily"),
    Column("at_time", Text, nullable=False, comment="HH:MM, by the clock on the wall"),
    Column("clearance", Text, nullable=False, comment="what may be shown"),
    Column("asked", Text, nullable=False, comment="the filter of what is wanted, as JSON"),
    Column("sections", Text, nullable=False, comment="the parts of a digest that are wanted, a JSON list; empty: all"),
    Column("immediate", Integer, nullable=False, comment="1: wants reminders by mail as they are raised"),
    Column("state", Text, nullable=False, comment="pending, confirmed, paused or unsubscribed"),
    Column("created_at", Position, nullable=False, comment="microseconds UTC"),
    Column("position", Position, comment="the log position up to which the last digest went; null before the first"),
    Column("next_period", Text, comment="the local date of the next digest"),
    Column("next_due", Position, comment="when it is due, microseconds UTC; null where none is"),
    Column("suppressed", Text, comment="why nothing is sent to the address any more; null where it is"),
    Column("bounces", Integer, nullable=False, comment="how often mail came back, since it was last begun or resumed"),
    Index("subscriber_next_due", "next_due"),
    comment="Those who asked for mail. Personal data: erasable, and never in the log.",
)
CONFIRMATION = Table(
    "confirmation",
    METADATA,
    Column("sha256", Text, primary_key=True, comment="SHA-256, in hex, of the token: the token itself is kept nowhere"),
    Column("subscriber", Text, nullable=False),
    Column("expires_at", Position, nullable=False, comment="microseconds UTC"),
    comment="What confirms an address, once. Forgotten when used.",
)
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Text, primary_key=True, comment="a digest of subscriber, kind and period"),
    Column("subscriber", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="digest, reminder or confirmation"),
    Column("period", Text, nullable=False, comment="the local date of a digest, the id of a reminder, a number"),
    Column("after_position", Position, comment="the log position after which a digest begins"),
    Column("upto_position", Position, comment="the log position up to which it goes"),
    Column("address", Text, comment="the recipient; null once it is over"),
    Column("message_id", Text, comment="the Message-ID, of every copy"),
    Column("message", Text, comment="the very bytes that are sent, as ASCII; null once it is over"),
    Column(
        "state", Text, nullable=False, comment="queued, claimed, on-wire, sent, retry, dead, suppressed or ambiguous"
    ),
    Column("attempt", Integer, nullable=False, comment="how often it was claimed"),
    Column("not_before", Position, nullable=False, comment="microseconds UTC"),
    Column("owner", Text, comment="who has claimed it"),
    Column("lease_until", Position, comment="until when, microseconds UTC"),
    Column("created_at", Position, nullable=False, comment="microseconds UTC"),
    Column("said", Text, comment="what the server said last, without addresses"),
    UniqueConstraint("subscriber", "kind", "period", name="outbox_once"),
    Index("outbox_state", "state", "not_before"),
    comment="Mail to be sent, each once.",
)
RELAY = Table(
    "relay",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("paused_until", Position, nullable=False, comment="microseconds UTC"),
    comment="Until when the mail server wants to be left alone.",
)
SECRET = Table(
    "secret",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("secret", Text, nullable=False, comment="256 random bits in hex; made when first needed, never printed"),
    comment="What tokens in mail are signed with.",
)

KEPT: Sequence[Table] = (SHELF, SHELVED, AGENDA_HEAD, AGENDA_DUE, HEARTBEAT, RELAY)
"""What is kept only so that it need not be made again: no backup takes it."""

DESK: Sequence[Table] = (CALENDAR, SOURCE_TEXT, FEED, FEED_TOKEN, REMINDER, SUBSCRIBER, CONFIRMATION, OUTBOX, SECRET)
"""Every other table of the desk, those that others refer to first: what a whole backup takes beside the log.

`info["digests"]` of a table names columns that must be the SHA-256, in hex, of another. Columns are text and whole
numbers, keys are given and never counted by the database.
"""
