"""Mail put into a maildir: each once, whoever tries how often.

A file's name is made from the Message-ID. It is written whole under tmp/, then linked into new/: a link that is there
already is refused, so of two senders, or of one that was killed and began again, one succeeds.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from ctcalendar.mail.verdicts import Fate, Parcel, Verdict


class Letterbox:
    """A maildir. It is made when the first mail comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_made = False

    def send(self, parcel: Parcel, _: Callable[[], bool]) -> Verdict:
        """Put a mail into the folder, unless it is there."""
        try:
            self._make()
            self._put(parcel)
        except FileNotFoundError:
            # Another sender has taken it over meanwhile, and tidied up.
            return Verdict(Fate.LATER, f"{self._folder}: it was changed by somebody else")
        except OSError as error:
            # The name of the folder is the operator's; nobody's address is in it.
            return Verdict(Fate.TURNED_AWAY, f"{self._folder}: {error.strerror or error}")
        return Verdict(Fate.ACCEPTED, "in the folder")

    def close(self) -> None:
        """Nothing is kept open."""

    def _make(self) -> None:
        if not self._is_made:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
            self._is_made = True

    def _put(self, parcel: Parcel) -> None:
        name = file_name(parcel.message_id)
        if parcel.again:
            self._tidy(name)
            if self._is_read(name):
                return
        written = self._written(f"{name}.{token_hex(4)}", parcel.message)
        with suppress(FileExistsError):
            os.link(written, self._folder / "new" / name)
            _sync(self._folder / "new")
        written.unlink(missing_ok=True)

    def _written(self, name: str, message: bytes) -> Path:
        path = self._folder / "tmp" / name
        # A line ends in LF in a maildir, as in every file of the machine.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        return path

    def _is_read(self, name: str) -> bool:
        """Whether a reader has moved it into cur/ already; there it has its flags behind its name."""
        return any((self._folder / "cur").glob(f"{name}*"))

    def _tidy(self, name: str) -> None:
        """Remove what a sender has left that was killed as it wrote."""
        for left in (self._folder / "tmp").glob(f"{name}.*"):
            left.unlink(missing_ok=True)


def file_name(message_id: str) -> str:
    """The name of a mail's file, as maildirs want it: three parts, the first a moment, here always the same one."""
    return f"0.{sha256(message_id.encode()).hexdigest()[:32]}.ctcalendar"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
