"""Feeds over HTTP, beside the router: who asks again for what has not changed is answered before anything is read.

What was answered since the record last changed is answered again in the event loop, from memory. Everything else is
answered in a thread, as pages are.
"""

import asyncio
from collections.abc import Hashable, Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from ctcalendar.app import App
from ctcalendar.app.published import Published
from ctcalendar.app.saved_feeds import NoSuchFeed
from ctcalendar.db.watch import Token
from ctcalendar.errors import BadInput, CalendarError
from ctcalendar.feeds.catalogue import Feed, File, file_name, narrowed, read_file_name
from ctcalendar.views.filter import Filter
from ctcalendar.web.conditional import accepts_gzip, etag_of, last_modified, not_modified, not_modified_since
from ctcalendar.web.guards import GUARDS
from ctcalendar.web.problems import explained

PREFIX, PRIVATE = "/feeds/", "/feeds/private/"
_ANSWERS_KEPT, _CHARACTERS_KEPT, _BODY_KEPT = 1_000, 1_000, 2**20
_TERMS_ASKED = 100
_THAT_MATTER = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})
_PLAIN = (b"content-type", b"text/plain; charset=utf-8")
_TYPE = (b"content-type", b"text/calendar; charset=utf-8")
_PUBLIC = (
    (b"cache-control", b"public, max-age=900, stale-while-revalidate=86400"),
    (b"access-control-allow-origin", b"*"),
)
_EXPOSED = (b"access-control-expose-headers", b"ETag, Last-Modified")
_PRIVATE = ((b"cache-control", b"private, max-age=900"), (b"x-robots-tag", b"noindex"))
_PREFLIGHT = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
    (b"access-control-max-age", b"86400"),
)

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


class Answer(NamedTuple):
    """An answer, ready to be sent."""

    start: Message
    body: Message
    lasts: bool
    """Whether it is the same as long as nothing is committed."""


class Kept(NamedTuple):
    """What was answered since the record was seen as `token` stands for it."""

    token: Token
    answers: dict[Hashable, Answer]


class FeedDoor:
    """Answers GET and HEAD for calendars."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept = Kept((), {})
        self._looked = False
        self._seen: Token = ()

    @staticmethod
    def is_for(scope: Scope) -> bool:
        """Whether a request is for a calendar."""
        return bool(scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["path"].endswith(".ics"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = (
            scope["method"],
            scope["path"],
            scope["query_string"],
            *[header for header in scope["headers"] if header[0] in _THAT_MATTER],
        )
        kept = self._kept
        answer = kept.answers.get(asked)
        if answer is None or not (self._seen is kept.token if self._looked else await self._is_fresh(kept)):
            answer = await self._at_leisure(scope, asked)
        await send(answer.start)
        await send(answer.body)

    async def _is_fresh(self, kept: Kept) -> bool:
        """Whether nothing was committed since those answers were given.

        Where that is cheap, it is looked for once for all requests that are answered in one round of the event loop:
        each of them was read before.
        """
        publisher = self._app.publisher
        try:
            if not publisher.looks_cheaply:
                return await run_in_threadpool(publisher.look) == kept.token
            seen = publisher.look()
        except CalendarError:
            return False  # whoever answers at leisure finds the same, and tells it
        is_fresh = seen == kept.token
        # The very token that answers are kept under, so that the others of this round need not compare it.
        self._seen, self._looked = (kept.token if is_fresh else seen), True
        asyncio.get_running_loop().call_soon(self._look_again)
        return is_fresh

    def _look_again(self) -> None:
        self._looked = False

    async def _at_leisure(self, scope: Scope, asked: Hashable) -> Answer:
        """The answer, in a thread: it may read the record and render what is new in it."""
        if scope["method"] == "OPTIONS" and not scope["path"].startswith(PRIVATE):
            return _answer(204, _PREFLIGHT, b"")
        if scope["method"] not in ("GET", "HEAD"):
            return _answer(405, [(b"allow", b"GET, HEAD"), _PLAIN], b"a feed is only read\n")
        try:
            return await run_in_threadpool(self._answered, scope, asked)
        except CalendarError as error:
            said = explained(error)
            return _answer(said.status_code, said.raw_headers, b"" if scope["method"] == "HEAD" else bytes(said.body))

    def _answered(self, scope: Scope, asked: Hashable) -> Answer:
        publisher = self._app.publisher
        seen = publisher.look()
        found = self._answer(Asked.of(scope))
        # What was committed meanwhile may be that a feed was removed, or given another address.
        if found.lasts and len(repr(asked)) <= _CHARACTERS_KEPT and publisher.look() == seen:
            kept = self._kept
            if kept.token != seen or len(kept.answers) >= _ANSWERS_KEPT:
                kept = self._kept = Kept(seen, {})
            kept.answers[asked] = found  # never into what was seen otherwise: the pair is taken at once
        return found

    def _answer(self, asked: Asked) -> Answer:
        """The answer, reading and rendering what it needs; bytes only where they are sent."""
        target, publisher = self._target(asked), self._app.publisher
        found = publisher.published(*target, whole=False)
        if asked.holds(found):
            headers, lasts = self._headers(target, found, gzipped=asked.gzip)
            return _answer(304, headers, b"", lasts)
        if not asked.head or asked.gzip:
            found = publisher.published(*target)
        headers, lasts = self._headers(target, found, gzipped=asked.gzip)
        body = b"" if not found.is_whole else found.gzipped() if asked.gzip else found.body
        headers += [
            _TYPE,
            (b"content-length", str(len(body) or found.length).encode()),
            (b"content-disposition", _disposition(target)),
            *([] if target.feed.private else [_EXPOSED]),
        ]
        if asked.gzip:
            headers.append((b"content-encoding", b"gzip"))
        # Bytes of any length are kept by the publisher alone, which knows when they are too many.
        return _answer(200, headers, b"" if asked.head else body, lasts and len(body) <= _BODY_KEPT and not asked.query)

    def _headers(self, target: Target, found: Published, *, gzipped: bool) -> tuple[Headers, bool]:
        """What a full answer and a 304 have in common, and whether that is the same a second later."""
        headers = [(b"etag", etag_of(found.etag, gzipped=gzipped).encode()), (b"vary", b"Accept-Encoding")]
        headers += _PRIVATE if target.feed.private else _PUBLIC
        changed = last_modified(found.changed_at, self._app.now())
        if changed is not None:
            headers.append((b"last-modified", changed.encode()))
        return headers, changed is not None or found.changed_at is None

    def _target(self, asked: Asked) -> Target:
        """What an address asks for.

        Raises:
            BadInput: there is no such feed (NoSuchFeed), or it cannot be asked for that.
        """
        given: dict[str, list[str]] = {}
        try:
            terms = parse_qsl(asked.query, keep_blank_values=True, max_num_fields=_TERMS_ASKED)
        except ValueError:
            raise BadInput("the question has too many parts", hint=f"at most {_TERMS_ASKED} terms") from None
        for name, value in terms:
            given.setdefault(name, []).append(value)
        wanted = Filter.parse(given)
        private = asked.path.startswith(PRIVATE)
        feed, file = self._found(asked.path.removeprefix(PRIVATE if private else PREFIX), private=private)
        language = wanted.lang or file.language or feed.language
        asked_for = narrowed(feed, wanted, self._app.today())
        if private:
            return Target(asked_for, language, None)
        query = urlencode([one for one in wanted.spelled() if one[0] != "lang"])
        file_path = f"feeds/{quote(file_name(feed.name, language, main=feed.language))}"
        return Target(asked_for, language, f"{file_path}?{query}" if query else file_path)

    def _found(self, name: str, *, private: bool) -> tuple[Feed, File]:
        file = read_file_name(name)
        if file is None:
            raise NoSuchFeed("there is no such feed", hint="they are listed at /feeds/")
        feeds = self._app.feeds
        return (feeds.by_token(file.name) if private else feeds.public(file.name, suggest=False)), file


def _answer(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, lasts: bool = False) -> Answer:
    # A 304 says no more than it must (RFC 9110 section 15.4.5): the headers of what the client has stay in force.
    start = {"type": "http.response.start", "status": status, "headers": [*headers, *(GUARDS if status != 304 else ())]}
    return Answer(start, {"type": "http.response.body", "body": body}, lasts)


def _disposition(target: Target) -> bytes:
    """The name a browser saves it under: its title, in its language."""
    title = target.feed.title.in_language(target.language)
    name = "calendar" if target.feed.private else target.feed.name
    plain = file_name(name, target.language, main=target.feed.language)
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(title, safe='')}.ics".encode()
