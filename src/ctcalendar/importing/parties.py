"""Names of states in a table, read exactly: as an ISO 3166 state of today, or as a state that is no more.

Nothing is guessed: a name that is neither is asked for in the mapping (`countries`).
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ctcalendar.domain.countries import ALSO, COUNTRIES
from ctcalendar.domain.items import Party
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.values import Text


class Host(NamedTuple):
    """What a name of a country comes to: the party, and the ISO 3166 code of the place. Either may be none."""

    party: str | None
    country: str | None


FORMER: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "austria-hungary": ("Austria-Hungary", "النمسا والمجر", ("Austro-Hungarian Empire",)),
    "czechoslovakia": ("Czechoslovakia", "تشيكوسلوفاكيا", ("Czechoslovak Socialist Republic",)),
    "german-democratic-republic": ("German Democratic Republic", "ألمانيا الشرقية", ("East Germany", "GDR")),
    "netherlands-antilles": ("Netherlands Antilles", "جزر الأنتيل الهولندية", ()),
    "ottoman-empire": ("Ottoman Empire", "الدولة العثمانية", ()),
    "serbia-and-montenegro": ("Serbia and Montenegro", "صربيا والجبل الأسود", ("Serbia-Montenegro",)),
    "south-vietnam": ("South Vietnam", "فيتنام الجنوبية", ("Republic of Vietnam",)),
    "south-yemen": ("South Yemen", "اليمن الجنوبي", ("People's Democratic Republic of Yemen",)),
    "soviet-union": ("Soviet Union", "الاتحاد السوفيتي", ("U.S.S.R.", "USSR", "Union of Soviet Socialist Republics")),
    "united-arab-republic": ("United Arab Republic", "الجمهورية العربية المتحدة", ()),
    "yugoslavia": ("Yugoslavia", "يوغوسلافيا", ("Socialist Federal Republic of Yugoslavia",)),
}
"""States that are no more: id -> their names in English and Arabic, and what else they were called."""

OTHERS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {"kosovo": ("Kosovo", "كوسوفو", ())}
"""Parties that are there today and have no code in ISO 3166, likewise."""


def party_named(identity: str) -> Party | None:
    """A party of these tables, as it is registered but for what says so; None where they have none of that id."""
    for kind, table in (("former-state", FORMER), ("group", OTHERS)):
        if identity in table:
            english, arabic, _ = table[identity]
            return Party(id=identity, kind=kind, names=Text(en=english, ar=arabic))  # type: ignore[arg-type]
    return None


def host(name: str) -> Host | None:
    """What a name says, or None where it is the name of no state known here."""
    found = _names().get(folded(name))
    if found is None:
        before, comma, after = name.partition(", ")
        found = _names().get(folded(f"{after} {before}")) if comma else None  # Korea, Republic of
    return found


def of_id(identity: str) -> Host:
    """A party by its id: a state of ISO 3166 is a place too."""
    return Host(identity, identity if identity in ISO_3166 else None)


def folded(name: str) -> str:
    """A name without what is spelled one way here and another way there."""
    plain = "".join(part for part in unicodedata.normalize("NFKD", name) if not unicodedata.combining(part))
    plain = plain.casefold().replace("&", " and ").translate(_QUOTES).replace(" - ", "-")
    words = ["saint" if word in ("st.", "st") else word for word in plain.replace("-", " ").split()]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


_QUOTES = str.maketrans("’‘ʻ`´", "'''''")


@cache
def _names() -> Mapping[str, Host]:
    states = {
        folded(name): Host(code, code) for code, pair in COUNTRIES.items() for name in (*pair, *ALSO.get(code, ()))
    }
    gone = {
        folded(name): Host(identity, None)
        for identity, (english, arabic, also) in {**FORMER, **OTHERS}.items()
        for name in (english, arabic, *also)
    }
    return {**{code.casefold(): Host(code, code) for code in ISO_3166}, **states, **gone}
