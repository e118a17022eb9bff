"""Tokens in mail: nobody else can make them, each serves for one thing, and they outlive a change of secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.mail.tokens import (
    LONGEST_LOCAL_PART,
    Secrets,
    bounce_address,
    digest_of,
    message_id,
    read_bounce_address,
    read_unsubscribe,
    unsubscribe_token,
)

OLD, NEW = b"o" * 32, b"n" * 32
SECRETS = Secrets({1: OLD})
MAIL = "0123456789abcdef0123456789abcdef"
SENDER = "calendar@example.org"
_OUTBOX_IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)
_SUBSCRIBERS = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)


@given(_SUBSCRIBERS)
def test_what_unsubscribes_says_whom(subscriber: str):
    """It goes into a URL as it is."""
    token = unsubscribe_token(SECRETS, subscriber)
    assert read_unsubscribe(SECRETS, token) == subscriber
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert token[-1].isalnum()


@given(_OUTBOX_IDS)
def test_a_bounce_says_which_mail_it_was(outbox_id: str):
    """Also after a server that changed the case of letters, and in an address short enough for any server."""
    address = bounce_address(SENDER, SECRETS, outbox_id)
    assert address.startswith("calendar+b-")
    assert address.endswith("@example.org")
    assert len(address.partition("@")[0].encode()) <= LONGEST_LOCAL_PART
    assert {read_bounce_address(SECRETS, one) for one in (address, address.upper())} == {outbox_id}


@pytest.mark.parametrize("token", [unsubscribe_token(SECRETS, "a1"), bounce_address(SENDER, SECRETS, MAIL)])
def test_a_token_with_any_letter_changed_is_nobodys(token: str):
    """But for what a token does not depend on: the sender before it, and the domain behind it."""
    signed = token.partition("+b")[2].partition("@")[0] or token
    start = token.index(signed)
    for place in range(start, start + len(signed)):
        other = "b" if token[place] != "b" else "c"
        changed = f"{token[:place]}{other}{token[place + 1 :]}"
        assert read_unsubscribe(SECRETS, changed) is None
        assert read_bounce_address(SECRETS, changed) in (None, MAIL if place == _last_of_id(token) else None)


def _last_of_id(token: str) -> int:
    """Where the last letter of the id stands: two of its five bits are not the id's."""
    return token.index("@") - 13 if "@" in token else -1


@given(st.text(max_size=200))
def test_what_is_no_token_is_nobodys(text: str):
    """Whatever it holds."""
    assert read_unsubscribe(SECRETS, text) is None
    assert read_bounce_address(SECRETS, text) is None
    assert read_bounce_address(SECRETS, f"calendar+b-1-{text}@example.org") is None


@pytest.mark.parametrize("token", ["1-a-" + "٠" * 32, "١-a1-" + "0" * 32, "1-a\n-" + "0" * 32, "99-a1-" + "0" * 32])
def test_digits_of_other_scripts_and_unknown_versions_are_nobodys(token: str):
    """A comparison in constant time takes ASCII alone: nothing else may reach it."""
    assert read_unsubscribe(SECRETS, token) is None
    assert read_bounce_address(SECRETS, f"calendar+b-{token}@example.org") is None


def test_tokens_outlive_a_change_of_secret():
    """What comes after is signed with the newest; a secret that is forgotten is believed no more."""
    tokens = unsubscribe_token(SECRETS, "a1"), bounce_address(SENDER, SECRETS, MAIL)
    both = Secrets({1: OLD, 2: NEW})
    assert (read_unsubscribe(both, tokens[0]), read_bounce_address(both, tokens[1])) == ("a1", MAIL)
    assert unsubscribe_token(both, "a1").startswith("2-")
    assert unsubscribe_token(Secrets({1: OLD, 2: NEW}, current=1), "a1") == tokens[0]
    newest = Secrets({2: NEW})
    assert (read_unsubscribe(newest, tokens[0]), read_bounce_address(newest, tokens[1])) == (None, None)


def test_a_token_for_one_thing_serves_for_no_other():
    """Though what is signed is the same text."""
    signature = unsubscribe_token(SECRETS, MAIL).rpartition("-")[2]
    assert message_id(SECRETS, MAIL, "example.org") != f"<{signature}@example.org>"
    assert bytes.fromhex(signature) not in bounce_address(SENDER, SECRETS, MAIL).encode()


def test_a_sender_that_leaves_no_room_gets_bounces_that_tell_nothing():
    """Rather than addresses that servers refuse."""
    assert bounce_address(f"{'a' * 20}@example.org", SECRETS, MAIL) != f"{'a' * 20}@example.org"
    for local in ("a" * 40, "ع" * 20):
        assert bounce_address(f"{local}@example.org", SECRETS, MAIL) == f"{local}@example.org"


def test_a_message_id_is_the_same_for_every_copy():
    """And another for other mail, and under another secret."""
    first = message_id(SECRETS, MAIL, "example.org")
    assert first == message_id(SECRETS, MAIL, "example.org")
    assert first.startswith("<")
    assert first.endswith("@example.org>")
    others = {message_id(SECRETS, MAIL[::-1], "example.org"), message_id(Secrets({1: NEW}), MAIL, "example.org")}
    assert len({first, *others}) == 3


def test_secrets_are_not_shown():
    """Neither printed nor in the words of an error."""
    secrets = Secrets({1: b"open sesame", 2: b"open sesame too"})
    for text in (repr(secrets), str(secrets), f"{secrets}", repr([secrets])):
        assert "sesame" not in text
        assert "1, 2" in text
    with pytest.raises(KeyError) as missing:
        secrets[3]
    assert "sesame" not in str(missing.value)


def test_of_a_token_given_out_once_only_its_digest_is_kept():
    """SHA-256, in hex."""
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "made", [lambda: unsubscribe_token(SECRETS, "a b"), lambda: bounce_address(SENDER, SECRETS, "x")]
)
def test_what_is_no_id_gets_no_token(made):
    """It would be read back as another."""
    with pytest.raises(ValueError, match="no id"):
        made()
