"""Feeds over HTTP, beside the router: who asks again for what has not changed is answered before anything is read.

A feed that was asked for since the record last changed is answered in the event loop, from memory. Everything else is
answered in a thread, as pages are.
"""

from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from ctcalendar.app import App
from ctcalendar.app.published import Published
from ctcalendar.app.saved_feeds import NoSuchFeed
from ctcalendar.db.watch import Token
from ctcalendar.errors import CalendarError
from ctcalendar.feeds.catalogue import Feed, File, file_name, narrowed, read_file_name
from ctcalendar.views.filter import Filter
from ctcalendar.web.conditional import accepts_gzip, etag_of, last_modified, not_modified, not_modified_since
from ctcalendar.web.problems import explained

PREFIX, PRIVATE = "/feeds/", "/feeds/private/"
_TARGETS_KEPT = 1_000
_TYPE = (b"content-type", b"text/calendar; charset=utf-8")
_PUBLIC = (
    (b"cache-control", b"public, max-age=900, stale-while-revalidate=86400"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified"),
)
_PRIVATE = ((b"cache-control", b"private, max-age=900"), (b"x-robots-tag", b"noindex"))
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}

Headers = list[tuple[bytes, bytes]]


class Target(NamedTuple):
    """What an address asks for."""

    feed: Feed
    language: str
    path: str | None
    """Where it can be had again; None for a secret address, which is nobody's to pass on."""


class Asked(NamedTuple):
    """What matters of a request."""

    path: str
    query: str
    head: bool
    if_none_match: str | None
    if_modified_since: str | None
    gzip: bool

    @classmethod
    def of(cls, scope: Scope) -> "Asked":
        """Of an ASGI scope."""
        found: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name in (b"if-none-match", b"if-modified-since", b"accept-encoding"):
                told = value.decode("latin-1")
                found[name] = f"{found[name]}, {told}" if name in found else told
        return cls(
            scope["path"],
            scope["query_string"].decode("latin-1"),
            scope["method"] == "HEAD",
            found.get(b"if-none-match"),
            found.get(b"if-modified-since"),
            accepts_gzip(found.get(b"accept-encoding")),
        )

    def holds(self, found: Published) -> bool:
        """Whether the client has it already. A validator counts before a date (RFC 9110 section 13.2.2)."""
        if self.if_none_match is not None:
            return not_modified(self.if_none_match, found.etag)
        return not_modified_since(self.if_modified_since, found.changed_at)


class FeedDoor:
    """Answers GET and HEAD for calendars."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._token: Token | None = None
        self._targets: dict[tuple[str, str], Target] = {}

    @staticmethod
    def is_for(scope: Scope) -> bool:
        """Whether a request is for a calendar."""
        return bool(scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["path"].endswith(".ics"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("a feed is only read\n", 405, {"Allow": "GET, HEAD"})(scope, receive, send)
            return
        asked = Asked.of(scope)
        try:
            answer = self._at_once(asked)
            if answer is None:
                answer = await run_in_threadpool(self._answer, asked)
        except CalendarError as error:
            await explained(error)(scope, receive, send)
            return
        status, headers, body = answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if asked.head else body})

    def _at_once(self, asked: Asked) -> tuple[int, Headers, bytes] | None:
        """The answer that needs nothing but what is in memory, if there is one."""
        token = self._app.publisher.token
        if token is None or token != self._token:
            return None
        target = self._targets.get((asked.path, asked.query))
        found = self._app.publisher.known(*target) if target else None
        if target is None or found is None:
            return None
        if asked.holds(found):
            return 304, self._headers(target, found, gzipped=asked.gzip), b""
        if not found.is_whole or (asked.gzip and not found.is_gzipped):
            return None
        return self._full(asked, target, found)

    def _answer(self, asked: Asked) -> tuple[int, Headers, bytes]:
        """The answer, reading and rendering what it needs."""
        publisher = self._app.publisher
        before = publisher.look()
        target = self._target(asked)
        found = publisher.published(*target, whole=False)
        self._remember(asked, target, before)
        if asked.holds(found):
            return 304, self._headers(target, found, gzipped=asked.gzip), b""
        if not asked.head or asked.gzip:
            found = publisher.published(*target)
        return self._full(asked, target, found)

    def _full(self, asked: Asked, target: Target, found: Published) -> tuple[int, Headers, bytes]:
        body = b"" if not found.is_whole else found.gzipped() if asked.gzip else found.body
        headers = self._headers(target, found, gzipped=asked.gzip)
        headers.append((b"content-length", str(len(body) if body else found.length).encode()))
        headers += [_TYPE, (b"content-disposition", _disposition(target))]
        if asked.gzip:
            headers.append((b"content-encoding", b"gzip"))
        return 200, headers, body

    def _headers(self, target: Target, found: Published, *, gzipped: bool) -> Headers:
        """What a full answer and a 304 have in common."""
        headers = [(b"etag", etag_of(found.etag, gzipped=gzipped).encode()), (b"vary", b"Accept-Encoding")]
        headers += _PRIVATE if target.feed.private else _PUBLIC
        if changed := last_modified(found.changed_at, self._app.now()):
            headers.append((b"last-modified", changed.encode()))
        return headers

    def _target(self, asked: Asked) -> Target:
        """What an address asks for.

        Raises:
            BadInput: there is no such feed (NoSuchFeed), or it cannot be asked for that.
        """
        given: dict[str, list[str]] = {}
        for name, value in parse_qsl(asked.query, keep_blank_values=True):
            given.setdefault(name, []).append(value)
        wanted = Filter.parse(given)
        private = asked.path.startswith(PRIVATE)
        feed, file = self._found(asked.path.removeprefix(PRIVATE if private else PREFIX), private=private)
        language = wanted.lang or file.language or feed.language
        if private:
            return Target(narrowed(feed, wanted), language, None)
        query = urlencode(wanted.spelled())
        path = f"feeds/{quote(file_name(feed.name, language))}{'?' if query else ''}{query}"
        return Target(narrowed(feed, wanted), language, path)

    def _found(self, name: str, *, private: bool) -> tuple[Feed, File]:
        file = read_file_name(name)
        if file is None:
            raise NoSuchFeed("there is no such feed", hint="they are listed at /feeds/")
        feeds = self._app.feeds
        return (feeds.by_token(file.name) if private else feeds.public(file.name)), file

    def _remember(self, asked: Asked, target: Target, seen: Token) -> None:
        """Remember what an address asked for when the record was seen so; after that it may ask for something else."""
        if self._app.publisher.token != seen:
            return
        if self._token != seen or len(self._targets) >= _TARGETS_KEPT:
            self._token, self._targets = seen, {}
        self._targets[asked.path, asked.query] = target


def _disposition(target: Target) -> bytes:
    """The name a browser saves it under: its title, in its language."""
    title = target.feed.title.in_language(target.language)
    plain = file_name(target.feed.name if not target.feed.private else "calendar", target.language)
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(title, safe='')}.ics".encode()
