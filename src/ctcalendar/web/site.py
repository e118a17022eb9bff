"""HTTP: feeds with validators, a page, JSON. Everything here only reads, and reads at PUBLIC.

Handlers are plain functions: Starlette runs them in its thread pool, each with a Reader of its own.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, CalendarError, ClearanceTooLow, Refused
from ctcalendar.feeds.catalogue import feed_and_language
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.registers import REGISTERS
from ctcalendar.web.conditional import not_modified
from ctcalendar.web.page import page

FEEDS_KEPT = 64
PAGE_ENTRIES = 100
API_ENTRIES = 1_000
_FEED_HEADERS = {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
}


class Rendered(NamedTuple):
    """A feed's bytes and their strong validator."""

    body: bytes
    etag: str


class Site:
    """The handlers, and the feeds rendered since the record last changed."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: OrderedDict[tuple[object, ...], Rendered] = OrderedDict()
        self._lock = Lock()

    def home(self, request: Request) -> Response:
        """The engagements with the sentence behind each, and every feed with its subscribe links."""
        asked = _asked(request)
        entries, more = self._portion(asked, PAGE_ENTRIES)
        base = (self._app.settings.public_url or str(request.base_url)).rstrip("/")
        following = str(request.url.include_query_params(after=entries[-1].id).query) if more else None
        html = page(entries, language=asked.lang or "en", base=base, following=following)
        return Response(html, media_type="text/html")

    def feed(self, request: Request) -> Response:
        """A feed of the catalogue, narrowed by any terms in the URL."""
        file = request.path_params["file"]
        found = feed_and_language(file)
        if found is None:
            return PlainTextResponse("there is no such feed; see /\n", 404)
        name, language = found
        asked = _asked(request)
        language = asked.lang or language
        rendered = self._rendered(name, language, asked)
        headers = {"ETag": rendered.etag, **_FEED_HEADERS}
        if not_modified(request.headers.get("if-none-match"), rendered.etag):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(file)}"
        return Response(rendered.body, media_type="text/calendar; charset=utf-8", headers=headers)

    def history(self, request: Request) -> Response:
        """What `ctcalendar history --format json` prints, for the public."""
        asked = _asked(request)
        entries, more = self._portion(asked, API_ENTRIES)
        headers: dict[str, str] = {}
        if more:
            headers |= _link(request, entries[-1].id)
        if left_out := self._app.left_out(asked, clearance=Clearance.PUBLIC):
            headers["Ctcalendar-Left-Out"] = str(left_out)
        return _json(entries, headers)

    def engagement(self, request: Request) -> Response:
        """What `ctcalendar show ID --format json` prints, for the public."""
        asked = _asked(request, only=("as_of",))
        return _json(self._app.show(_id(request), clearance=Clearance.PUBLIC, as_of=asked.as_of))

    def register(self, request: Request) -> Response:
        """What `ctcalendar people --format json` prints, and so for every register, for the public; in pages."""
        asked = _asked(request, only=_OF_REGISTERS)
        limit = min(asked.limit or API_ENTRIES, API_ENTRIES)
        kind = _kind(request)
        names = self._app.register_names(kind, clearance=Clearance.PUBLIC, as_of=asked.as_of)
        following = [name for name in names if asked.after is None or name > asked.after]
        items = self._app.register(kind, clearance=Clearance.PUBLIC, as_of=asked.as_of, only=following[:limit])
        more = len(following) > limit and limit == API_ENTRIES
        return _json(items, _link(request, following[limit - 1]) if more else {})

    def item(self, request: Request) -> Response:
        """One item of a register."""
        name, asked = _id(request), _asked(request, only=("as_of",))
        found = self._app.register(
            _kind(request), clearance=Clearance.PUBLIC, as_of=asked.as_of, only=[name], retracted=True
        )
        if not found:
            raise BadInput(f"nothing in that register is called {name!r}", hint="list it: leave out the last part")
        return _json(found[0])

    def _portion(self, asked: Filter, most: int) -> tuple[list[Entry], bool]:
        """At most so many of the engagements asked for, and whether there are more than the asker's own limit says."""
        limit = min(asked.limit or most, most)
        bounded = msgspec.structs.replace(asked, limit=limit + 1)
        entries = self._app.history(bounded, clearance=Clearance.PUBLIC)
        return entries[:limit], len(entries) > limit and limit == most

    def alive(self, request: Request) -> Response:
        """Whether the database answers."""
        self._app.head()
        return PlainTextResponse("ok\n")

    def _rendered(self, name: str, language: str, asked: Filter) -> Rendered:
        """A feed as it is now. The log's head is part of the key, never of the bytes or the validator."""
        key = (name, language, asked, self._app.head()[1])
        # One at a time: many subscribers who ask for the same news make it once.
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            body = self._app.public_feed(name, language, asked)
            made = Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
            self._kept[key] = made
            while len(self._kept) > FEEDS_KEPT:
                self._kept.popitem(last=False)
        return made


def site(app: App) -> ASGIApp:
    """The ASGI application."""
    made = Site(app)
    here: Mapping[str, Callable[[Request], Response]] = {
        "/": made.home,
        "/feeds/{file}": made.feed,
        "/api/history": made.history,
        "/api/engagements/{id}": made.engagement,
        "/api/{register}": made.register,
        "/api/{register}/{id}": made.item,
        "/healthz": made.alive,
    }
    static = StaticFiles(packages=[("ctcalendar.web", "static")])
    routes = [*(Route(path, handler) for path, handler in here.items()), Mount("/static", static)]
    handlers = {CalendarError: _explain}
    return _Guarded(Starlette(routes=routes, exception_handlers=handlers))


_OF_REGISTERS = ("as_of", "limit", "after")


def _asked(request: Request, *, only: Sequence[str] | None = None) -> Filter:
    """The filter in the URL; `only` are the terms it may have. Clearance is never taken from it."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if only is not None and name not in only:
            raise BadInput(f"{name!r} is not asked of this", hint=f"what may be asked: {' '.join(only)}")
        given.setdefault(name, []).append(value)
    return Filter.parse(given)


def _id(request: Request) -> str:
    """The id in the path; what can be no id names nothing."""
    name = str(request.path_params["id"])
    if not name.isprintable():
        raise BadInput("that is no id", hint="an id has letters, digits, - and _")
    return name


def _kind(request: Request) -> str:
    """The kind of item whose register the path names."""
    register = request.path_params["register"]
    if register not in REGISTERS:
        raise HTTPException(404)
    return REGISTERS[register]


def _link(request: Request, last: str) -> dict[str, str]:
    """The header that leads on after the last of a page."""
    return {"Link": f'<?{request.url.include_query_params(after=last).query}>; rel="next"'}


def _json(value: object, headers: Mapping[str, str] | None = None) -> Response:
    return Response(codec.encode(value), media_type="application/json", headers=headers)


def _explain(request: Request, error: Exception) -> Response:
    """An error of ours as a status: the request was wrong (400, 404), or the surroundings are (503)."""
    assert isinstance(error, CalendarError)
    if isinstance(error, Refused):
        missing = isinstance(error, BadInput) and "id" in request.path_params
        # Options and variables are for who runs the server.
        hint = "ask as of a day or an instant" if isinstance(error, ClearanceTooLow) else error.hint
        return JSONResponse({"error": error.message, "hint": hint}, 404 if missing else 400)
    # What is wrong with the database is the operator's to read, in the log of the server, not the public's.
    return JSONResponse({"error": "the record is out of reach", "hint": "try again later"}, 503)


class _Guarded:
    """Adds to every answer the headers that keep a hostile text a text."""

    _HEADERS = (
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    )

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._HEADERS]
            await send(message)

        await self._inner(scope, receive, guarded)
