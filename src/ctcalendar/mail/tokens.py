"""Tokens in mail: links that unsubscribe, and addresses that bounces come back to. Signed, so that none need be kept.

A token names the version of the secret it is signed with: it stays valid when another secret signs what comes after.
Signatures are HMAC-SHA256, cut short; what a token is for is signed with it, so that none serves for another.
"""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator, Mapping
from hashlib import sha256

LONGEST_LOCAL_PART = 64
"""In octets: RFC 5321, section 4.5.3.1.1."""
_SIGNED = 32
_UNSUBSCRIBE = re.compile(r"([0-9]{1,6})-([A-Za-z0-9_-]{1,64})-([0-9a-f]{32})", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_OUTBOX_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
# The id in 26 letters and the signature in 12, so that a local part of some twenty octets has room beside them.
_BOUNCE = re.compile(r".+\+b-([0-9]{1,6})-([a-z2-7]{26})([a-z2-7]{12})@[^@]+", re.DOTALL)
_ID_LETTERS, _SIGNATURE_LETTERS = 26, 12


class Secrets(Mapping[int, bytes]):
    """What tokens are signed with, by version: `current` signs, all are believed. Shows no secret when printed."""

    def __init__(self, secrets: Mapping[int, bytes], *, current: int | None = None) -> None:
        self._secrets = dict(secrets)
        self._current = current

    @property
    def current(self) -> int:
        """The version that signs: the newest, unless another was named."""
        return max(self._secrets) if self._current is None else self._current

    def __getitem__(self, version: int) -> bytes:
        return self._secrets[version]

    def __iter__(self) -> Iterator[int]:
        return iter(self._secrets)

    def __len__(self) -> int:
        return len(self._secrets)

    def __repr__(self) -> str:
        return f"Secrets(versions={sorted(self._secrets)})"


def unsubscribe_token(secrets: Secrets, subscriber: str) -> str:
    """What unsubscribes a subscriber, for a URL: letters, digits, `-` and `_`, ending in a letter or digit."""
    if not _ID.fullmatch(subscriber):
        raise ValueError("that is no id of a subscriber")
    signature = _signature(secrets[secrets.current], "unsubscribe", subscriber)
    return f"{secrets.current}-{subscriber}-{signature.hex()[:_SIGNED]}"


def read_unsubscribe(secrets: Secrets, token: str) -> str | None:
    """The subscriber whom a token unsubscribes; None where we never gave it out."""
    found = _UNSUBSCRIBE.fullmatch(token)
    if found is None:
        return None
    version, subscriber, signature = found.groups()
    secret = secrets.get(int(version))
    wanted = "" if secret is None else _signature(secret, "unsubscribe", subscriber).hex()[:_SIGNED]
    return subscriber if hmac.compare_digest(signature, wanted) else None


def bounce_address(sender: str, secrets: Secrets, outbox_id: str) -> str:
    """The address that mail which cannot be delivered comes back to: it says which mail it was (VERP).

    `sender` is an address, `outbox_id` 32 digits in hex. Where the sender's local part leaves no room it is the sender
    itself: then bounces tell nothing.
    """
    if not _OUTBOX_ID.fullmatch(outbox_id):
        raise ValueError("that is no id of mail")
    local, _, domain = sender.rpartition("@")
    letters = _letters(bytes.fromhex(outbox_id))[:_ID_LETTERS]
    signed = _bounce_signature(secrets[secrets.current], outbox_id)
    made = f"{local}+b-{secrets.current}-{letters}{signed}"
    return f"{made}@{domain}" if len(made.encode()) <= LONGEST_LOCAL_PART else sender


def read_bounce_address(secrets: Secrets, address: str) -> str | None:
    """The id of the mail that an address is for; None where we never gave it out. Servers may change its case."""
    found = _BOUNCE.fullmatch(address.lower())
    if found is None:
        return None
    version, letters, signature = found.groups()
    outbox_id, secret = _read_letters(letters), secrets.get(int(version))
    wanted = "" if secret is None else _bounce_signature(secret, outbox_id)
    return outbox_id if hmac.compare_digest(signature, wanted) else None


def message_id(secrets: Secrets, outbox_id: str, domain: str) -> str:
    """The Message-ID of mail, with its angle brackets: the same for every copy, and nobody else's to foretell."""
    return f"<{_signature(secrets[secrets.current], 'message', outbox_id).hex()[:_SIGNED]}@{domain}>"


def digest_of(token: str) -> str:
    """What is kept of a token that is given out once: SHA-256, in hex."""
    return sha256(token.encode()).hexdigest()


def _bounce_signature(secret: bytes, outbox_id: str) -> str:
    return _letters(_signature(secret, "bounce", outbox_id))[:_SIGNATURE_LETTERS]


def _signature(secret: bytes, purpose: str, named: str) -> bytes:
    return hmac.digest(secret, f"{purpose} {named}".encode(), "sha256")


def _letters(data: bytes) -> str:
    return b32encode(data).decode().lower().rstrip("=")


def _read_letters(letters: str) -> str:
    return b32decode(f"{letters.upper()}======").hex()
