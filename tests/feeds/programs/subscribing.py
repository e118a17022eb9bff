"""A subscriber: vdirsyncer fetches feeds over HTTP into folders, khal reads the folders."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

DEADLINE_S = 60.0

_SYNC = """
[general]
status_path = "{folder}/status/"
"""
# Feeds are read only: whatever stands in them wins, and what is done to the copies is undone.
_PAIR = """
[pair {name}]
a = "{name}_copy"
b = "{name}_feed"
collections = null
conflict_resolution = "b wins"
partial_sync = "revert"
[storage {name}_copy]
type = "filesystem"
path = "{folder}/calendars/{name}/"
fileext = ".ics"
[storage {name}_feed]
type = "http"
url = "{url}"
"""
_KHAL = """
[calendars]
{calendars}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = UTC
local_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""
_CALENDAR = "[[{name}]]\npath = {folder}/calendars/{name}\n"


class Shown(NamedTuple):
    """An entry as khal shows it: its title, first and last day, when it begins (UTC) if not at a day, and its state."""

    title: str
    first: str
    last: str
    begins: str
    status: str


class Subscriber:
    """Somebody with a folder of their own who subscribes to feeds, by name."""

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        """`feeds` gives the URL of each."""
        self._folder, self._names = folder, [*feeds]
        for name in feeds:
            (folder / "calendars" / name).mkdir(parents=True)
        pairs = [_PAIR.format(name=name, url=url, folder=folder) for name, url in feeds.items()]
        (folder / "vdirsyncer.conf").write_text("".join([_SYNC.format(folder=folder), *pairs]))
        calendars = "".join(_CALENDAR.format(name=name, folder=folder) for name in feeds)
        (folder / "khal.conf").write_text(_KHAL.format(calendars=calendars, folder=folder))
        self._run("vdirsyncer", "discover")

    def sync(self) -> dict[str, tuple[int, int]]:
        """Fetch all feeds: how many entries were written and how many taken away, by feed.

        vdirsyncer gives an entry of a feed a hash of its content for a UID, since some servers change theirs from one
        day to the next: an entry that changed is one taken away and one written.
        """
        said = self._run("vdirsyncer", "sync")
        written, taken = (re.findall(rf"{verb} .* (\S+)_copy$", said, re.MULTILINE) for verb in ("Copying", "Deleting"))
        return {name: (written.count(name), taken.count(name)) for name in self._names}

    def shown(self, name: str, since: str, span: str) -> list[Shown]:
        """What khal shows of a feed, in the order of days."""
        form = "\t".join(("{title}", "{start-date}", "{end-date}", "{start-time}", "{status}"))
        listed = self._run("khal", "list", "-a", name, "--once", "--day-format", "", "--format", form, since, span)
        return [Shown(*map(str.strip, line.split("\t"))) for line in listed.splitlines() if line]

    def _run(self, program: str, *arguments: str) -> str:
        # An environment of our own: a developer's proxies, calendars and language must not reach the programs.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._folder), "LC_ALL": "C.UTF-8"}
        command = [
            str(Path(sys.executable).with_name(program)),
            "-c",
            str(self._folder / f"{program}.conf"),
            *arguments,
        ]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DEADLINE_S,
            env=environment,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout
