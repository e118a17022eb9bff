"""The record written in a form that others read: JSON Lines, CSV tables, JSON-LD, an SQLite file."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ctcalendar.app.exchange import Exported, exported
from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, progress, tell_left_out
from ctcalendar.cli.printing import write, write_whole
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import Refused
from ctcalendar.views.filter import Filter

Plain = dict[str, Any]


class Asked(NamedTuple):
    """What is to be written, in which form, and where; `force`: in place of what is there."""

    form: str
    wanted: Filter
    out: Path | None
    force: bool


def exchange(door: Door, asked: Asked) -> None:
    """Write what a filter asks for in a form for others, whole or not at all."""
    with exported(door.app, asked.wanted, clearance=door.clearance) as found:
        counted = _Counted(found.items)
        _FORMS[asked.form](found._replace(items=iter(counted)), asked)
    if asked.out is not None and str(asked.out) != "-":
        write(f"{asked.out}: {counted.items} items")
    if counted.classified:
        print(f"note: {counted.classified} of them classified; --clearance PUBLIC leaves them out", file=sys.stderr)
    tell_left_out(door.app.left_out(asked.wanted, clearance=door.clearance))


class _Counted:
    """Items as they pass: how many, and how many of them are not for everybody."""

    def __init__(self, items: Iterator[Plain]) -> None:
        self._items, self._show = items, progress("items")
        self.items = self.classified = 0

    def __iter__(self) -> Iterator[Plain]:
        for item in self._items:
            self.items += 1
            self.classified += item["classification"] != "PUBLIC"
            if self._show and self.items % 100 == 0:
                self._show(self.items)
            yield item


# -- one stream of bytes ----------------------------------------------------------------------------------------------


def _lines(found: Exported) -> Iterator[bytes]:
    import msgspec

    encoder = msgspec.json.Encoder()
    return (encoder.encode(item) + b"\n" for item in found.items)


def _linked(found: Exported) -> Iterator[bytes]:
    from ctcalendar.exchange.linked import document

    return document(found.items, found.domain)


def _streamed(parts: Callable[[Exported], Iterator[bytes]]) -> "Form":
    def put(found: Exported, asked: Asked) -> None:
        if asked.out is None or str(asked.out) == "-":
            for part in parts(found):
                sys.stdout.buffer.write(part)
            return
        _refuse_what_stands(asked, asked.out)
        write_whole(asked.out, parts(found), mode=_mode(found))

    return put


# -- several files ----------------------------------------------------------------------------------------------------


def _sheets(found: Exported, asked: Asked) -> None:
    from ctcalendar.exchange.sheets import PACKAGE, names, write_sheets

    out = _told(asked)
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} is no folder", hint="name another")
    _refuse_what_stands(asked, *(out / name for name in names()))
    out.mkdir(parents=True, exist_ok=True)
    with _beside(out / PACKAGE) as folder:
        write_sheets(folder, found.items, about=_about(found), whole=found.whole, shown=found.shown)
        # The package describes the others: last of all, so that it never describes what is not there.
        _put({folder / name: out / name for name in names()}, _mode(found))


def _snapshot(found: Exported, asked: Asked) -> None:
    from ctcalendar.exchange.datasette import metadata
    from ctcalendar.exchange.snapshot import write_snapshot

    out = _told(asked)
    beside = out.with_name(f"{out.stem}.metadata.json")
    _refuse_what_stands(asked, out, beside)
    with _beside(out) as folder:
        write_snapshot(folder / out.name, found.items, about=_about(found), shown=found.shown)
        (folder / beside.name).write_bytes(metadata(out.stem, _about(found)))
        _put({folder / path.name: path for path in (out, beside)}, _mode(found))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder of its own beside a file, on the same disk, that is gone at the end."""
    folder = target.with_name(f".{target.name}.{os.getpid()}.new")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(files: Mapping[Path, Path], mode: int) -> None:
    """Put files where they belong once all of them are safely on disk."""
    umask = os.umask(0)
    os.umask(umask)
    for made in files:
        made.chmod(mode & ~umask)
        with made.open("rb") as opened:
            os.fsync(opened.fileno())
    for made, target in files.items():
        made.replace(target)


def _refuse_what_stands(asked: Asked, *targets: Path) -> None:
    """Refuse to write over a file unless that is asked for, and over anything else in any case."""
    for target in targets:
        if target.exists() and not target.is_file():
            raise Refused(f"{target} is no regular file", hint="name another with --out")
        if target.exists() and not asked.force:
            raise Refused(f"{target} exists", hint="name another with --out, or replace it with --force")


def _told(asked: Asked) -> Path:
    if asked.out is None or str(asked.out) == "-":
        raise Misuse(f"--as {asked.form} writes files", f"name them: ctcalendar export --as {asked.form} --out record")
    return asked.out


def _mode(found: Exported) -> int:
    # What is not for everybody must not lie about for everybody.
    return 0o644 if found.clearance is Clearance.PUBLIC else 0o600


def _about(found: Exported) -> dict[str, str]:
    terms: dict[str, list[str]] = {}
    for name, value in found.asked:
        terms.setdefault(name, []).append(value)
    return {
        "calendar": found.domain,
        "clearance": found.clearance.name,
        **{name.replace("_", "-"): ", ".join(values) for name, values in terms.items()},
    }


Form = Callable[[Exported, Asked], None]
_FORMS: Mapping[str, Form] = {
    "jsonl": _streamed(_lines),
    "jsonld": _streamed(_linked),
    "csv": _sheets,
    "sqlite": _snapshot,
}
