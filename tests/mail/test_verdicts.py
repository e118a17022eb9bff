"""A server's words, kept without anybody's address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.mail.verdicts import scrubbed

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}([.+-][a-z0-9]{1,8})?", fullmatch=True)
SAYINGS = st.sampled_from(
    [
        "<{address}>: unknown",
        "user {local} unknown",
        "no mailbox {local} at {domain}",
        "see https://mail.test/refused?for={escaped}",
        "{local} ({domain})",
        "'{address}'",
        "{address},{address}",
        "RCPT TO:<{address}> refused",
    ]
)


@given(local=NAMES, domain=NAMES, saying=SAYINGS, is_loud=st.booleans())
def test_no_part_of_an_address_is_kept(local: str, domain: str, saying: str, is_loud: bool):
    """However the server writes it: as a word of its own, in brackets, escaped, in capitals."""
    address = f"{local}@{domain}.example"
    parts = {"address": address, "local": local, "domain": f"{domain}.example", "escaped": address.replace("@", "%40")}
    said = saying.format(**parts)
    words = scrubbed(said.upper() if is_loud else said, address).lower()
    assert "@" not in words
    assert f"{domain}.example" not in words
    assert local not in words.replace("…", " ").split()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 no such user", "550 5.1.1 no such user"),
        ("451 first line\n451 second\tline", "451 first line 451 second line"),
        ("550 \x1b[31mred\x07\u202e", "550 [31mred"),
        ("550 " + "x" * 1_000, "550 " + "x" * 196),
        ("550 someone.else@elsewhere.example is not ann, and annual is a word", "550 … is not …, and annual is a word"),
        ("", ""),
    ],
)
def test_what_is_kept_is_a_short_line_of_plain_words(said: str, kept: str):
    """Nothing that a terminal would obey; other people's addresses go as well; words that only resemble stay."""
    assert scrubbed(said, "ann@readers.example") == kept
