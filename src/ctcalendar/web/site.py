"""HTTP: pages and JSON (calendars have their own door, feeds.py). Everything here only reads, and reads at PUBLIC.

But for what links in mail lead to (subscriptions.py): there a subscriber confirms an address, or ends it.

Handlers are plain functions: Starlette runs them in its thread pool, each with a Reader of its own.
"""

from collections.abc import Callable, Mapping

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctcalendar.app import App
from ctcalendar.app.saved_feeds import NoSuchFeed
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, CalendarError
from ctcalendar.feeds.catalogue import narrowed, read_file_name
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.registers import REGISTERS
from ctcalendar.web.addresses import asked_in, at_public
from ctcalendar.web.feeds import FeedDoor
from ctcalendar.web.guards import GUARDS
from ctcalendar.web.page import entry_page, feeds_page, page
from ctcalendar.web.problems import explained
from ctcalendar.web.search import Search
from ctcalendar.web.subscriptions import routes as links
from ctcalendar.web.unknown import strangers

PAGE_ENTRIES = 100
API_ENTRIES = 1_000


class Site:
    """The handlers."""

    def __init__(self, app: App) -> None:
        self._app = app

    def home(self, request: Request) -> Response:
        """The engagements with the sentence behind each, and every feed with its subscribe links."""
        asked = asked_in(request)
        entries, more = self._portion(asked, PAGE_ENTRIES)
        following = str(request.url.include_query_params(after=entries[-1].id).query) if more else None
        unknown = strangers(self._app, asked, path="/")
        html = page(
            entries, language=asked.lang or "en", base=self._base(request), following=following, unknown=unknown
        )
        left_out = _left_out(self._app.left_out(asked, clearance=Clearance.PUBLIC))
        return Response(html, media_type="text/html", headers=left_out)

    def feeds(self, request: Request) -> Response:
        """Every public feed with its subscribe links."""
        asked = asked_in(request, only=("lang",))
        listed = [feed for feed in self._app.feeds.all() if not feed.private]
        return Response(
            feeds_page(listed, language=asked.lang or "en", base=self._base(request)), media_type="text/html"
        )

    def feed_as_json(self, request: Request) -> Response:
        """The engagements of a public feed, as `history --format json` prints them."""
        file = read_file_name(request.path_params["file"])
        if file is None or file.form != "json":
            raise NoSuchFeed("there is no such feed", hint="they are listed at /feeds/")
        found = self._app.feeds.public(file.name, suggest=False)
        if found.deadlines == "only":
            raise NoSuchFeed(f"the feed {file.name} holds no engagements", hint="ask for it as .ics")
        feed = narrowed(found, asked_in(request), self._app.today())
        return self._listed(request, feed.asked, {"Access-Control-Allow-Origin": "*"})

    def entry(self, request: Request) -> Response:
        """One engagement as a page."""
        asked = asked_in(request, only=(*_OF_AN_ITEM, "lang"))
        entry = self._app.show(_id(request), **at_public(asked))
        return Response(entry_page(entry, language=asked.lang or "en"), media_type="text/html")

    def robots(self, request: Request) -> Response:
        """What those may read who read everything: all but secret addresses."""
        return PlainTextResponse("User-agent: *\nDisallow: /feeds/private/\n")

    def history(self, request: Request) -> Response:
        """What `ctcalendar history --format json` prints, for the public."""
        asked = asked_in(request)
        self._app.refuse_unknown(asked, clearance=Clearance.PUBLIC)
        return self._listed(request, asked, {})

    def _listed(self, request: Request, asked: Filter, headers: dict[str, str]) -> Response:
        entries, more = self._portion(asked, API_ENTRIES)
        if more:
            headers |= _link(request, entries[-1].id)
        return _json(entries, headers | _left_out(self._app.left_out(asked, clearance=Clearance.PUBLIC)))

    def engagement(self, request: Request) -> Response:
        """What `ctcalendar show ID --format json` prints, for the public."""
        return _json(self._app.show(_id(request), **at_public(asked_in(request, only=_OF_AN_ITEM))))

    def register(self, request: Request) -> Response:
        """What `ctcalendar people --format json` prints, and so for every register, for the public; in pages."""
        asked, kind = asked_in(request, only=_OF_REGISTERS), _kind(request)
        limit = min(asked.limit or API_ENTRIES, API_ENTRIES)
        clocks = msgspec.structs.replace(asked, limit=None, after=None)
        names = self._app.register_names(kind, clearance=Clearance.PUBLIC, asked=clocks)
        following = [name for name in names if asked.after is None or name > asked.after]
        items = self._app.register(kind, clearance=Clearance.PUBLIC, asked=clocks, only=following[:limit])
        more = len(following) > limit and limit == API_ENTRIES
        left_out = self._app.register_left_out(kind, clocks, clearance=Clearance.PUBLIC)
        return _json(items, (_link(request, following[limit - 1]) if more else {}) | _left_out(left_out))

    def item(self, request: Request) -> Response:
        """One item of a register."""
        name, asked = _id(request), asked_in(request, only=_OF_AN_ITEM)
        found = self._app.register(_kind(request), clearance=Clearance.PUBLIC, asked=asked, only=[name], retracted=True)
        if not found:
            by = f", as far as was public by {asked.published_by}" if asked.published_by else ""
            raise BadInput(f"nothing in that register is called {name!r}{by}", hint="list it: leave out the last part")
        return _json(found[0])

    def life(self, request: Request) -> Response:
        """What `ctcalendar show ID --history --format json` prints, for the public."""
        asked, register = asked_in(request, only=_OF_AN_ITEM), request.path_params.get("register")
        kind = _kind(request) if register else "engagement"
        at = {"as_of": asked.as_of, "published_by": asked.published_by}
        found = self._app.life(f"{kind}:{_id(request)}", clearance=Clearance.PUBLIC, **at)
        return _json(found.facts)

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

    def ready(self, request: Request) -> Response:
        """Whether the record can be read, and somebody does what is due."""
        missed = self._app.missed()
        return PlainTextResponse(f"{missed or 'ok'}\n", status_code=503 if missed else 200)

    def _base(self, request: Request) -> str:
        """The address the site is reached at, without a slash at the end."""
        return (self._app.settings.public_url or str(request.base_url)).rstrip("/")


def site(app: App) -> ASGIApp:
    """The ASGI application."""
    made, search = Site(app), Search(app)
    here: Mapping[str, Callable[[Request], Response]] = {
        "/": made.home,
        "/feeds/": made.feeds,
        "/feeds/{file}": made.feed_as_json,
        "/engagements/{id}": made.entry,
        "/search": search.page,
        "/robots.txt": made.robots,
        "/api/history": made.history,
        "/api/search": search.as_json,
        "/api/engagements/{id}": made.engagement,
        "/api/engagements/{id}/history": made.life,
        "/api/{register}": made.register,
        "/api/{register}/{id}": made.item,
        "/api/{register}/{id}/history": made.life,
        "/healthz": made.alive,
        "/readyz": made.ready,
    }
    static = StaticFiles(packages=[("ctcalendar.web", "static")])
    routes = [*(Route(path, handler) for path, handler in here.items()), *links(app), Mount("/static", static)]
    handlers = {CalendarError: _explain}
    routed = Starlette(routes=routes, exception_handlers=handlers)
    routed.router.redirect_slashes = False  # programs that fetch calendars follow no redirects
    return _Parted(FeedDoor(app), _Guarded(routed))


_OF_AN_ITEM = ("published_by", "as_of")
_OF_REGISTERS = ("since", "until", *_OF_AN_ITEM, "limit", "after")


def _left_out(count: int) -> dict[str, str]:
    """The header that says how many `published_by` leaves out because nobody knows when they were made public."""
    return {"Ctcalendar-Left-Out": str(count)} if count else {}


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
    assert isinstance(error, CalendarError)
    return explained(error, missing=isinstance(error, BadInput) and "id" in request.path_params)


class _Parted:
    """Calendars through their own door, everything else through the router."""

    def __init__(self, feeds: FeedDoor, rest: ASGIApp) -> None:
        self._feeds, self._rest = feeds, rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._feeds if FeedDoor.is_for(scope) else self._rest)(scope, receive, send)


class _Guarded:
    """Adds to every answer the headers that keep a hostile text a text."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *GUARDS]
            await send(message)

        await self._inner(scope, receive, guarded)
