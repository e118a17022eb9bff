"""Search over HTTP, as a page and as JSON: the same as `ctcalendar search`, for the public."""

import unicodedata
from typing import NamedTuple

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.invisible import INVISIBLE_BUT_USED
from ctcalendar.domain.sought import LONGEST
from ctcalendar.errors import BadInput, Refused
from ctcalendar.views.filter import LANGUAGES, TERMS, Filter
from ctcalendar.views.search import Answer
from ctcalendar.web.addresses import asked_in
from ctcalendar.web.found import Shown, refused_page, search_page
from ctcalendar.web.problems import advice
from ctcalendar.web.unknown import strangers

SHOWN, MOST = 20, 200
"""Answers, unless more are asked for; and at most."""
_TERMS = [name for name in TERMS if name != "after"]
"""All but one: answers come in no order of day, so none of them follow an engagement."""
_UNLISTED = {"X-Robots-Tag": "noindex"}


class LookedFor(NamedTuple):
    """The words that an address looks for, those of `text` too, and the terms beside them."""

    words: str
    asked: Filter

    @classmethod
    def of(cls, request: Request) -> "LookedFor":
        """What an address looks for.

        Raises:
            BadInput: what nobody looks for: a term that is none, a control character.
        """
        asked = asked_in(request, only=("q", *_TERMS), beside=("q",))
        words = _readable(" ".join(request.query_params.getlist("q")))
        if not words.isprintable() and any(_hides(one) for one in words):
            raise BadInput("q holds control characters", hint="write words, or a phrase in double quotes")
        return cls(f"{words} {asked.text or ''}".strip(), replace(asked, text=None))


class Search:
    """The handlers."""

    def __init__(self, app: App) -> None:
        self._app = app

    def page(self, request: Request) -> Response:
        """What was found, with the words that were met; and above it where to write others."""
        try:
            looked_for = LookedFor.of(request)
            html = self._found(looked_for)
        except Refused as error:
            words = _readable(" ".join(request.query_params.getlist("q"))[:LONGEST])
            plain = "".join(one for one in words if not _hides(one))
            html = refused_page(plain, error.message, advice(error), language=_language(request))
            return Response(html, 400, _UNLISTED, "text/html")
        return Response(html, headers=_UNLISTED if looked_for.words else None, media_type="text/html")

    def as_json(self, request: Request) -> Response:
        """What `ctcalendar search --format json` prints, for the public; how many there are in all in a header."""
        looked_for = LookedFor.of(request)
        self._app.refuse_unknown(looked_for.asked, clearance=Clearance.PUBLIC)
        answer = self._answer(looked_for)
        headers = {"Ctcalendar-Total": str(answer.total), **_UNLISTED}
        return Response(codec.encode(answer.found), media_type="application/json", headers=headers)

    def _found(self, looked_for: LookedFor) -> bytes:
        answer = self._answer(looked_for) if looked_for.words else None
        near = self._near(looked_for) if answer and not answer.total else []
        shown = Shown(*looked_for, answer, near)
        beside = [("q", looked_for.words)] if looked_for.words else []
        unknown = strangers(self._app, looked_for.asked, path="/search", beside=beside)
        return search_page(shown, unknown=unknown, most=MOST)

    def _answer(self, looked_for: LookedFor) -> Answer:
        asked = replace(looked_for.asked, limit=min(looked_for.asked.limit or SHOWN, MOST))
        return self._app.search(looked_for.words, asked, clearance=Clearance.PUBLIC)

    def _near(self, looked_for: LookedFor) -> list[tuple[str, str]]:
        return self._app.meant(*looked_for, clearance=Clearance.PUBLIC)


def _language(request: Request) -> str:
    """The language of a page that says what is wrong, whatever else is."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else "en"


def _readable(text: str) -> str:
    """What somebody wrote or pasted, without what only hides in it or reorders it."""
    kept = (one for one in " ".join(text.split()) if unicodedata.category(one) != "Cf" or one in INVISIBLE_BUT_USED)
    return "".join(kept)


def _hides(character: str) -> bool:
    return not character.isprintable() and character not in INVISIBLE_BUT_USED
