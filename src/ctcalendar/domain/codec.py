"""Values to canonical JSON and back: the one module that knows msgspec's encoders.

Canonical means compact UTF-8 with keys sorted at every depth, so equal values have equal bytes and one digest.
"""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="sorted")
_AS_IS = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder()


def encode(value: object) -> bytes:
    """The canonical JSON of `value`: compact, UTF-8, keys sorted, defaults omitted."""
    return _ENCODER.encode(value)


def decode(data: bytes | str) -> Any:
    """The plain value (dict, list, str, int, bool, None) that JSON `data` spells."""
    return _DECODER.decode(data)


def plain(value: object) -> Any:
    """`value` as dicts, lists, strings and numbers, defaults omitted: what its JSON would decode to."""
    # Through JSON, not to_builtins: that keeps tuples, and a tuple never equals the list a stored fact decodes to.
    return _DECODER.decode(_AS_IS.encode(value))


def typed(value: object, as_type: type[T], *, strict: bool = True) -> T:
    """A plain value as `as_type`. Raises msgspec.ValidationError, whose text ends in the path of what is wrong.

    Not strict, a text of digits will do for a number: dossiers hold only texts.
    """
    return msgspec.convert(value, as_type, strict=strict)


def digest(value: object) -> str:
    """The SHA-256, in hex, of the canonical JSON of `value`."""
    from hashlib import sha256

    return sha256(encode(value)).hexdigest()
