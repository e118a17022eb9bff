"""A bare ASGI answer on uvicorn: bytes made beforehand, one validator compared, no routes, no database, nothing else.

It is served as `ctcalendar serve` serves its site: the same uvicorn with the same settings in the same Python.
"""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

Headers = list[tuple[bytes, bytes]]


class Bare:
    """The application: the bytes of a file, and those of its gzip twin for who asks for them.

    A 304 has the validator alone, or the headers that are given.
    """

    def __init__(self, body: bytes, zipped: bytes, etag: bytes, same: Headers | None = None) -> None:
        self._etag = etag
        plain_head, zipped_head = _head(body, etag), [(b"content-encoding", b"gzip"), *_head(zipped, etag)]
        self._plain, self._zipped = _messages(200, plain_head, body), _messages(200, zipped_head, zipped)
        self._same = _messages(304, same or [(b"etag", etag)], b"")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = dict(scope["headers"])
        if asked.get(b"if-none-match") == self._etag:
            messages = self._same
        else:
            messages = self._zipped if b"gzip" in asked.get(b"accept-encoding", b"") else self._plain
        for message in messages:
            await send(message)


def _head(body: bytes, etag: bytes) -> list[tuple[bytes, bytes]]:
    length = str(len(body)).encode()
    return [(b"content-type", b"text/calendar; charset=utf-8"), (b"content-length", length), (b"etag", etag)]


def _messages(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> list[dict[str, Any]]:
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return [start, {"type": "http.response.body", "body": body}]


if __name__ == "__main__":
    port, file, etag = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    same = [(name.encode(), value.encode()) for name, value in json.loads(sys.argv[4])] if len(sys.argv) > 4 else None
    app = Bare(file.read_bytes(), file.with_name(f"{file.name}.gz").read_bytes(), etag.encode(), same)
    quiet = {"log_level": "warning", "server_header": False, "access_log": False}
    uvicorn.run(app, host="127.0.0.1", port=port, lifespan="off", **quiet)
