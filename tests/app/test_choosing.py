"""What somebody who subscribes may choose: what can be done is kept, and what cannot is refused at once."""

from typing import Any

import pytest

from app.subscriptions import ANNA, Desk
from ctcalendar.app import App
from ctcalendar.app.choosing import chosen
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views.filter import Filter


@pytest.fixture
def people(app: App) -> Desk:
    """The subscribers of an empty calendar: none."""
    return Desk(app)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"zone": "Asia/Doha"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"zone": "Asia/Qatar\0"}, "no time zone"),
        ({"every": "hourly"}, "no such"),
        ({"language": "fr"}, "no such"),
        ({"every": "never"}, "nothing would ever be sent"),
        ({"every": "daily", "on_day": "monday"}, "no day"),
        ({"every": "weekly", "on_day": "1"}, "no day"),
        ({"every": "monthly", "on_day": "32"}, "no day"),
        ({"every": "monthly", "on_day": "0"}, "no day"),
        ({"every": "monthly", "on_day": "monday"}, "no day"),
        ({"at_time": "24:00"}, "no hour"),
        ({"at_time": "7:00"}, "no hour"),
        ({"at_time": "٠٧:٠٠"}, "no hour"),
        ({"at_time": "07:00\n"}, "no hour"),
        ({"sections": ["horoscope"]}, "no part"),
        ({"asked": Filter(as_of="2025-01-01")}, "what is new"),
        ({"asked": Filter(after="visit")}, "what is new"),
        ({"asked": Filter(limit=3)}, "what is new"),
    ],
)
def test_what_cannot_be_done_is_refused(choices: dict[str, Any], message: str):
    """Before anything is kept."""
    with pytest.raises(BadInput, match=message):
        chosen(ANNA, **choices)


@pytest.mark.parametrize(
    ("every", "given", "kept"),
    [
        ("daily", None, None),
        ("weekly", None, "monday"),
        ("weekly", "Sunday", "sunday"),
        ("weekly", " thu ", "thursday"),
        ("monthly", None, "1"),
        ("monthly", "31", "31"),
        ("monthly", "Last", "last"),
    ],
)
def test_a_day_is_kept_in_one_spelling(every: str, given: str | None, kept: str | None):
    """For want of one the first there is."""
    assert chosen(ANNA, every=every, on_day=given).on_day == kept


def test_what_was_chosen_is_kept(people: Desk):
    """The filter as JSON; the parts of a digest in their order."""
    asked = Filter(party=("QA",), kind=("visit", "signing"))
    kept = people.add(
        language="ar", clearance=Clearance.PRIVATE, asked=asked, sections=["corrected", "due", "due"], immediate=True
    )
    assert (kept.language, kept.clearance, kept.immediate) == ("ar", "PRIVATE", 1)
    assert codec.typed(codec.decode(kept.asked), Filter) == asked
    assert kept.sections == '["due","corrected"]'
    assert people.one(kept) == kept


ADDRESSES = ["a@x.example", "a.b+c@x.example", "o'neil@x.example", "é@x.example", "用户@例え.テスト", "عمر@مثال.قطر"]
HOSTILE = [
    *("", "a", "@", "a@", "@x.example", "a@x", "a@localhost", "a b@x.example", "a@x.example, b@y.example"),
    *("a@x.example\r\nBcc: b@y.example", "a@x.example\n", "\ta@x.example", "a\0@x.example", "a@x.example\0"),
    *("A <a@x.example>", "<a@x.example>", '"a b"@x.example', "a(b)@x.example", "a;b@x.example", "a,b@x.example"),
    *(".a@x.example", "a.@x.example", "a..b@x.example", "a@.example", "a@x..example", "a@x.example.", "a@-x.example"),
    *("a@x_y.example", "a@[127.0.0.1]", "a@127.0.0.1", "a@x@y.example", "a\u202e@x.example", "a\u200b@x.example"),
    *("a\u2028@x.example", "a\u00a0b@x.example", "a@x\u2029.example", "\ud800@x.example", "a@\ud800.example"),
    *("a" * 65 + "@x.example", "é" * 33 + "@x.example", "a@" + "b" * 64 + ".example", "a@" + "b." * 130 + "example"),
    "a@" + "ß" * 200_000 + ".example",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_kept_as_they_are_given(address: str):
    """In any script."""
    assert chosen(address).address == address


@pytest.mark.parametrize("address", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_address_is_refused_and_not_repeated(address: str):
    """It would stand in a header, in a command to a mail server, or in a log."""
    with pytest.raises(BadInput, match="no mail address") as refused:
        chosen(address)
    assert not address.strip() or len(address) < 3 or address not in f"{refused.value.message}{refused.value.hint}"
