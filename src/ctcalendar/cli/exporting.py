"""The command that writes files for others: feeds, for a web server or a CDN in front, or the record in other forms."""

from pathlib import Path
from typing import Any

import click
import msgspec

from ctcalendar.app.published import Published
from ctcalendar.cli.door import Door, asked, enter, filter_options
from ctcalendar.cli.printing import write, write_whole
from ctcalendar.domain import codec
from ctcalendar.errors import BadInput, Refused
from ctcalendar.feeds.catalogue import Feed, file_name
from ctcalendar.views.filter import LANGUAGES

MANIFEST = "manifest.json"


class Listed(msgspec.Struct, frozen=True):
    """What the manifest says of a file: the validator and the length of what it holds, which `NAME.gz` holds too."""

    etag: str
    length: int


FORMS = ("jsonl", "csv", "jsonld", "sqlite")
_NOT_ASKED = ("limit", "after")
"""The terms of the Filter that cut up lists; what is exported is whole."""


@click.command()
@click.option("--as", "form", type=click.Choice(FORMS), help="The record in this form, instead of feeds.")
@click.option("--feed", "name", metavar="NAME", help="One feed (all, signings, party-QA, …); by default every feed.")
@click.option("--all", "every", is_flag=True, help="Every public feed; this is the default.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="PATH",
    help="Where to: a folder for feeds (by default: exports) and csv, else a file; jsonl and jsonld by default: `-`.",
)
@click.option("--force", is_flag=True, help="With --as: replace what is there.")
@filter_options
def export(form: str | None, name: str | None, every: bool, out: Path | None, force: bool, **options: Any) -> None:
    """Write feeds as .ics files, or with --as the whole record in a form that other programs read.

    Feeds are written in both languages: NAME.ics and NAME.ar.ics, each with a gzip twin (NAME.ics.gz). Only what
    changed is written, each file whole or not at all; manifest.json holds the ETag of each, as `serve` would send it.
    With every feed, files of feeds that are no more are taken away.

    With --as, everything on record is written, retracted items too, or the engagements that terms ask for with all
    that these name: jsonl, an item a line as `show --format json` prints it; csv, a folder of tables with a data
    package that describes them; jsonld, one document of schema.org with PROV-O provenance; sqlite, a file with a
    metadata.json for Datasette. What is written may hold classified items: --clearance PUBLIC leaves them out.
    """
    from ctcalendar.cli import Misuse

    door = enter()
    if form is not None:
        from ctcalendar.cli.exchanging import Asked, exchange

        if every or name:
            raise Misuse(f"--{'all' if every else 'feed'} does not go with --as", "--as writes the record, not feeds")
        wanted = asked(options)
        door.app.refuse_unknown(wanted, clearance=door.clearance)
        exchange(door, Asked(form, wanted, out, force))
        return
    if force or any(value not in (None, ()) for value in options.values()):
        raise Misuse("terms and --force go with --as", "a feed of your own: ctcalendar feed add, then --feed NAME")
    _write_feeds(door, name, every, Path("exports") if out is None else out)


export.params = [parameter for parameter in export.params if parameter.name not in _NOT_ASKED]


def _write_feeds(door: Door, name: str | None, every: bool, out: Path) -> None:
    from ctcalendar.cli import Misuse

    if every and name:
        raise Misuse("--feed and --all exclude each other")
    if str(out) == "-" or (out.exists() and not out.is_dir()):
        raise Misuse(f"--out: {out} is no folder")
    try:
        feeds = door.app.feeds.all() if name is None else [door.app.feeds.public(name)]
    except BadInput as error:
        raise Misuse(error.message, error.hint) from None
    out.mkdir(parents=True, exist_ok=True)
    writing = _Writing(out, _manifest(out / MANIFEST))
    for feed in feeds:
        for language in LANGUAGES if not feed.private else ():
            path = f"feeds/{file_name(feed.name, language, main=feed.language)}"
            found = door.app.publisher.published(feed, language, path, whole=False)
            if not writing.stands(feed, language, found):
                writing.put(feed, language, door.app.publisher.published(feed, language, path))
    door.app.publisher.store()
    removed = writing.finish(whole=name is None)
    told = f", {removed} removed" if removed else ""
    write(f"{out}: {writing.written} written, {writing.unchanged} unchanged{told}")


class _Writing:
    """Files that are written into a folder, and what its manifest said before and says after."""

    def __init__(self, folder: Path, before: dict[str, Listed]) -> None:
        self._folder, self._before = folder, before
        self._after: dict[str, Listed] = {}
        self.written = self.unchanged = 0

    def stands(self, feed: Feed, language: str, found: Published) -> bool:
        """Whether the file holds that already; then nothing is rendered."""
        name = file_name(feed.name, language, main=feed.language)
        self._after[name] = Listed(found.etag, found.length)
        path = self._folder / name
        same = self._before.get(name) == self._after[name]
        if not same or not path.is_file() or path.stat().st_size != found.length or not _twin(path).is_file():
            return False
        self.unchanged += 1
        return True

    def put(self, feed: Feed, language: str, found: Published) -> None:
        """Write a feed and its gzip twin."""
        name = file_name(feed.name, language, main=feed.language)
        self._after[name] = Listed(found.etag, found.length)
        write_whole(self._folder / name, [found.body])
        write_whole(_twin(self._folder / name), [found.gzipped()])
        self.written += 1

    def finish(self, *, whole: bool) -> int:
        """Write the manifest, last of all; where every feed was written, take away those that are no more: how many."""
        gone = set(self._before) - set(self._after) if whole else set()
        for name in gone:
            for path in (self._folder / name, _twin(self._folder / name)):
                path.unlink(missing_ok=True)
        listed = self._after if whole else self._before | self._after
        if listed != self._before:
            write_whole(self._folder / MANIFEST, [codec.encode(dict(sorted(listed.items()))) + b"\n"])
        return len(gone)


def _twin(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _manifest(path: Path) -> dict[str, Listed]:
    """What a manifest says; nothing where there is none.

    Raises:
        Refused: it is none of ours. (It names files that may be taken away.)
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, Listed])
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(f"{path} is no manifest of ctcalendar", hint="choose another folder with --out") from None
    if any("/" in name or "\\" in name or not name.endswith(".ics") for name in found):
        raise Refused(f"{path} names what is no feed", hint="choose another folder with --out")
    return found
