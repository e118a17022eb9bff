"""A feed at one moment."""

import zlib
from threading import Lock


class Published:
    """A feed at one moment: its validators, and its bytes where they were asked for."""

    def __init__(self, *, etag: str, changed_at: int | None, length: int) -> None:
        self.etag = etag
        """A strong validator, in quotes: equal for equal bytes on every engine, in every process."""
        self.changed_at = changed_at
        """A moment at or after the last visible change (microseconds UTC): of the change itself, where it was seen to
        happen, else of the last change of anything its readers may see. None where nobody knows."""
        self.length = length
        """How many bytes it has."""
        self._body: bytes | None = None
        self._gzipped: bytes | None = None
        self._packing = Lock()

    @property
    def body(self) -> bytes:
        """The calendar, where it was asked for whole."""
        assert self._body is not None, "it was not asked for whole"
        return self._body

    @property
    def is_whole(self) -> bool:
        """Whether its bytes are there."""
        return self._body is not None

    @property
    def bytes_held(self) -> int:
        """How many bytes are there."""
        return len(self._body or b"")

    def hold(self, body: bytes) -> None:
        """Keep the bytes."""
        assert len(body) == self.length
        self._body = body

    def gzipped(self) -> bytes:
        """The calendar compressed: once, however often it is asked for."""
        with self._packing:
            if self._gzipped is None:
                packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with a gzip header, which holds no time
                self._gzipped = packer.compress(self.body) + packer.flush()
            return self._gzipped
