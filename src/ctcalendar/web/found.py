"""The page of what was found: each answer with its day, and the words that were met in what stands around them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from ctcalendar.domain import edtf
from ctcalendar.domain.sought import LONGEST
from ctcalendar.domain.wording import words as words_of
from ctcalendar.feeds.words import day_in_words, word
from ctcalendar.views.filter import Filter
from ctcalendar.views.matches import Match
from ctcalendar.views.registers import REGISTERS
from ctcalendar.views.search import Answer, Found
from ctcalendar.views.snippets import Piece, in_title, is_own, pieces
from ctcalendar.web.page import html_page
from ctcalendar.web.search_words import FIELDS, KINDS, TERMS, WORDS
from ctcalendar.web.unknown import Strange

AROUND = 80
"""Code points shown before and after the first words that were met."""
_REGISTERS = {kind: register for register, kind in REGISTERS.items()}
_Query = Sequence[tuple[str, str]]


class Shown(NamedTuple):
    """What the page shows: what was looked for, the answer if anything was, and the nearest names to its words."""

    words: str
    asked: Filter
    answer: Answer | None
    near: list[tuple[str, str]]

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.asked.lang or "en"

    @property
    def narrowing(self) -> _Query:
        """The terms that say which answers are wanted."""
        return [one for one in self.asked.spelled() if one[0] not in ("lang", "limit")]

    def address(self, words: str, *, terms: _Query, limit: int | None = None) -> str:
        """Where other words, or other terms, are looked for in the same language."""
        how_many = [("limit", str(limit))] if limit else []
        return f"/search?{urlencode([('q', words), *terms, *how_many, ('lang', self.language)])}"


class Snippet(NamedTuple):
    """A text that holds words looked for: in what it stands, and its pieces."""

    where: str
    language: str
    pieces: list[Piece]


class Result(NamedTuple):
    """An answer as the page has it."""

    what: str
    day: str
    href: str
    language: str
    title: list[Piece]
    snippets: list[Snippet]


def search_page(shown: Shown, *, unknown: Sequence[Strange], most: int) -> bytes:
    """The page of an answer, or of none where nothing was looked for yet. It shows `most` at a time.

    `unknown` are the names among the terms that are not on record.
    """
    answer, said = shown.answer or Answer([], 0), WORDS[shown.language]
    more = answer.total - len(answer.found)
    following = min(answer.total, most) if more and len(answer.found) < most else None
    return _page(
        shown.language,
        shown.words,
        narrowing=shown.narrowing,
        kept=_kept(shown),
        unknown=unknown,
        told=_told(shown, said),
        narrowed=[(TERMS[shown.language][name], value) for name, value in shown.narrowing],
        everything=shown.address(shown.words, terms=()),
        meant=[(words, shown.address(words, terms=shown.narrowing)) for words in _meant(shown.words, shown.near)],
        results=[_result(found, shown) for found in answer.found],
        following=following and shown.address(shown.words, terms=shown.narrowing, limit=following),
        more=f"{more:,}" if more > 0 else None,
    )


def refused_page(words: str, message: str, hint: str | None, *, language: str) -> bytes:
    """The page that says why something cannot be looked for. Messages are in English."""
    kept = f"{urlencode({'q': words})}&"
    return _page(language, words, told=WORDS[language]["refused"], kept=kept, message=message, hint=hint)


def _page(language: str, words: str, **context: object) -> bytes:
    nothing = {"narrowing": (), "narrowed": (), "everything": "", "meant": (), "results": (), "message": None}
    nothing |= {"hint": None, "following": None, "more": None, "unknown": ()}
    title = f"{words} · {WORDS[language]['title']}" if words else WORDS[language]["title"]
    said = {"said": WORDS[language], "sought": words, "title": title, "feeds": []}
    return html_page("search.html", "/search", language, **(nothing | said | context))


def _kept(shown: Shown) -> str:
    """What the address of the same page in the other language keeps of this one's."""
    kept = [one for one in shown.asked.spelled() if one[0] != "lang"]
    query = urlencode([*([("q", shown.words)] if shown.words else []), *kept])
    return f"{query}&" if query else ""


def _told(shown: Shown, said: dict[str, str]) -> str:
    if shown.answer is None:
        return ""
    return said["found"].format(number=f"{shown.answer.total:,}") if shown.answer.total else said["none"]


def _result(found: Found, shown: Shown) -> Result:
    language = shown.language
    own = in_title(found, language)
    return Result(
        KINDS[language][found.item],
        _day(found.when, language),
        _href(found, shown),
        found.title.language_of(language),
        pieces(own) if own else [Piece(found.title.in_language(language), False)],
        [_snippet(found, match, language) for match in found.matches if match is not own],
    )


def _snippet(found: Found, match: Match, language: str) -> Snippet:
    kind = match.of.partition(":")[0]
    where = FIELDS[language].get(match.field, match.field) if is_own(found, match) else KINDS[language][kind]
    return Snippet(where, match.language, pieces(match, AROUND))


def _day(when: str | None, language: str) -> str:
    if not when:
        return ""
    uncertain = f" ({word('uncertain', language)})" if edtf.parse(when).uncertain else ""
    return f"{day_in_words(when, language)}{uncertain}"


def _href(found: Found, shown: Shown) -> str:
    """Where an item is shown, as of the same moment: an engagement has a page, the others are plain JSON."""
    clocks = [(name, value) for name in ("published_by", "as_of") if (value := getattr(shown.asked, name))]
    is_page = found.item == "engagement"
    path = f"/engagements/{quote(found.id)}" if is_page else f"/api/{_REGISTERS[found.item]}/{quote(found.id)}"
    query = urlencode([*clocks, *([("lang", shown.language)] if is_page else [])])
    return f"{path}?{query}" if query else path


def _meant(text: str, near: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The text with all the names that are nearly its words, then, of several, with each alone."""
    singly = [[one] for one in near] if len(near) > 1 else []
    for some in [near, *singly]:
        changed = _replaced(text, some)
        if changed != text and len(changed) <= LONGEST:
            yield changed


def _replaced(text: str, near: Iterable[tuple[str, str]]) -> str:
    names = dict(near)
    for found in reversed(words_of(text)):
        if found.word in names:
            text = f"{text[: found.start]}{names[found.word]}{text[found.end :]}"
    return text
