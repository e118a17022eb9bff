"""Ids made of names: readable where the name is in Latin letters, a digest where it is not."""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

_LONGEST = 80
_LONGEST_OF_OTHERS = 200
_OTHER = re.compile(r"[^a-z0-9]+")
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


@lru_cache(maxsize=4_096)
def slug(name: str) -> str:
    """A name as an id. One without enough Latin letters ends in a digest of the whole, to tell it apart."""
    lower = name.lower().translate(_STROKES)
    plain = unicodedata.normalize("NFKD", lower)
    kept = _OTHER.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    letters = sum(character.isalnum() for character in lower)
    if kept and len(kept) <= _LONGEST and sum(character.isalnum() for character in kept) >= letters:
        return kept
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept[:_LONGEST].strip('-')}-{mark}".lstrip("-")


def publishers_id(text: str) -> str:
    """The publisher's own id as it is kept: in characters that show; the SHA-256 of one that is long."""
    # It ends the id of a command, on which PostgreSQL keeps an index: an entry there has at most 2,704 bytes.
    shown = "".join(filter(str.isprintable, text))
    return shown if len(shown) <= _LONGEST_OF_OTHERS else sha256(shown.encode()).hexdigest()
