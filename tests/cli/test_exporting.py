"""export: feeds as files for another web server; only what changed, each whole or not at all."""

import errno
import gzip
import os
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.feeds.catalogue import FEEDS
from ctcalendar.settings import load
from ctcalendar.web.site import site
from doors import CORRECTION, run
from feeds.lint import lint

OUT = Path("published")
NAMES = [*FEEDS, "party-QA", "party-US"]
SIGNING = """
engagements:
- {id: signing, kind: signing, status: held, title: {en: Signing, ar: توقيع}, when: {edtf: 2024-06-01}, parties: [QA],
   citations: [{source: note-1}]}
"""


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is not waited for: nobody pulls the plug on a test."""
    monkeypatch.setattr(os, "fsync", lambda file: None)


def export(*options: object, code: int = 0) -> str:
    """Export the feeds; what was said."""
    answer = run("export", "--out", OUT, *options)
    assert answer.code == code, answer.err
    return answer.out if code == 0 else answer.err


def manifest() -> dict[str, dict[str, Any]]:
    """What the manifest says."""
    found: dict[str, dict[str, Any]] = msgspec.json.decode((OUT / "manifest.json").read_bytes())
    return found


def files() -> dict[str, bytes]:
    """Everything in the folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(OUT.iterdir())}


def stamped() -> dict[str, tuple[int, int]]:
    """When each file was written, and which file it is."""
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in OUT.iterdir()}


def record(text: str) -> None:
    """Record a dossier."""
    assert run("record", "-", stdin=text.encode()).code == 0


def client() -> TestClient:
    """A client at the door of a server of the same calendar."""
    return TestClient(site(App(load())), base_url="http://calendar.test", headers={"Accept-Encoding": "identity"})


# -- what is written --------------------------------------------------------------------------------------------------


def test_every_public_feed_is_written_in_both_languages(visit: Path):
    """Each with a gzip twin, and a manifest that names them; nothing else, no traces of writing."""
    assert run("feed", "add", "gulf", "--title-en", "Gulf").code == 0
    assert run("feed", "add", "ours", "--private", "--level", "CONFIDENTIAL").code == 0
    assert export("--all") == f"published: {2 * (len(NAMES) + 1)} written, 0 unchanged\n"
    wanted = {f"{name}{language}.ics" for name in (*NAMES, "gulf") for language in ("", ".ar")}
    assert set(files()) == wanted | {f"{name}.gz" for name in wanted} | {"manifest.json"}
    assert set(manifest()) == wanted


def test_every_file_is_sound_and_its_twin_unpacks_to_it(visit: Path):
    """Byte for byte; the manifest says how long it is."""
    export()
    found, listed = files(), manifest()
    for name in listed:
        assert lint(found[name]) == []
        assert gzip.decompress(found[f"{name}.gz"]) == found[name]
        assert listed[name]["length"] == len(found[name])


@pytest.mark.parametrize("public_url", [None, "https://calendar.example/below/"])
def test_what_is_written_is_what_is_served(visit: Path, monkeypatch: pytest.MonkeyPatch, public_url: str | None):
    """The same bytes under the same validators, in both languages: a client may be sent from one to the other."""
    if public_url:
        monkeypatch.setenv("CTCALENDAR_PUBLIC_URL", public_url)
    assert run("feed", "add", "gulf", "--kind", "visit").code == 0
    export()
    found = files()
    with client() as served:
        for name, listed in manifest().items():
            answer = served.get(f"/feeds/{name}")
            assert (answer.headers["etag"], answer.content) == (listed["etag"], found[name]), name


def test_a_feed_saved_in_arabic_is_written_as_it_is_served(visit: Path):
    """Under each name the language that the server gives under it."""
    assert run("feed", "add", "gulf", "--lang", "ar", "--title-ar", "الخليج", "--title-en", "Gulf").code == 0
    export()
    found = files()
    with client() as served:
        for name in [name for name in manifest() if name.startswith("gulf")]:
            assert served.get(f"/feeds/{name}").content == found[name], name


def test_the_manifest_is_the_same_whoever_writes_it(visit: Path):
    """In the order of names, on one line; a folder begun anew comes to the same."""
    export()
    first = files()
    shutil.rmtree(OUT)
    export()
    assert files() == first
    assert list(manifest()) == sorted(manifest())


def test_one_feed_may_be_written_alone(visit: Path):
    """In both languages; what the manifest says of others stays, and so do they."""
    assert export("--feed", "visits") == "published: 2 written, 0 unchanged\n"
    assert set(manifest()) == {"visits.ics", "visits.ar.ics"}
    assert export("--feed", "party-QA") == "published: 2 written, 0 unchanged\n"
    before = manifest()
    assert set(before) == {"visits.ics", "visits.ar.ics", "party-QA.ics", "party-QA.ar.ics"}
    record(CORRECTION)
    assert export("--feed", "visits") == "published: 2 written, 0 unchanged\n"
    after = manifest()
    assert {name for name in after if after[name] != before[name]} == {"visits.ics", "visits.ar.ics"}
    assert set(after) == set(before)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--feed", "none"], "there is no feed 'none'"),
        (["--feed", "visit"], "did you mean visits?"),
        (["--feed", "ours"], "there is no feed 'ours'"),
        (["--feed", "visits", "--all"], "--feed and --all exclude each other"),
        (["--feed", "a\0b"], "a"),
        (["visits"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_writes_nothing(visit: Path, options: list[str], said: str):
    """Exit 2; a private feed is never written, and not known of."""
    assert run("feed", "add", "ours", "--private").code == 0
    assert said in export(*options, code=2)
    assert not (OUT / "manifest.json").exists()


# -- only what changed ------------------------------------------------------------------------------------------------


def test_a_second_export_writes_nothing(visit: Path):
    """No file is touched, so that their times mean something."""
    export()
    before = stamped()
    assert export() == f"published: 0 written, {2 * len(NAMES)} unchanged\n"
    assert stamped() == before


def test_only_what_changed_is_written(visit: Path):
    """After one fact: the feeds that show it, and the manifest."""
    export()
    before = stamped()
    record(SIGNING)
    assert export() == f"published: 6 written, {2 * len(NAMES) - 6} unchanged\n"
    after = stamped()
    changed = {name for name in after if after[name] != before.get(name)}
    written = {f"{name}{language}.ics" for name in ("all", "signings", "party-QA") for language in ("", ".ar")}
    assert changed == written | {f"{name}.gz" for name in written} | {"manifest.json"}


def test_a_fact_that_shows_nowhere_writes_nothing(visit: Path):
    """Not even the manifest."""
    export()
    before = stamped()
    record("sources: [{id: unread, kind: other, title: {en: Unread}, languages: [en]}]")
    assert "0 written" in export()
    assert stamped() == before


@pytest.mark.parametrize("name", ["visits.ics", "visits.ics.gz", "manifest.json"])
def test_what_somebody_deleted_is_written_again(visit: Path, name: str):
    """A feed with its twin, or the manifest."""
    export()
    before = files()
    (OUT / name).unlink()
    export()
    assert files() == before


def test_what_somebody_cut_short_is_written_again(visit: Path):
    """As a full disk may have left it."""
    export()
    before = files()
    (OUT / "visits.ics").write_bytes(before["visits.ics"][:100])
    assert export().startswith("published: 1 written")
    assert files() == before


def test_files_of_feeds_that_are_no_more_are_taken_away(visit: Path):
    """A removed one, with twin and line in the manifest; what is not ours stays."""
    assert run("feed", "add", "gulf").code == 0
    export()
    ours = files()
    (OUT / "holidays.ics").write_text("somebody's")
    (OUT / "index.html").write_text("somebody's")
    assert run("feed", "remove", "gulf").code == 0
    assert export() == f"published: 0 written, {2 * len(NAMES)} unchanged, 2 removed\n"
    gone = {"gulf.ics", "gulf.ics.gz", "gulf.ar.ics", "gulf.ar.ics.gz"}
    assert set(files()) == set(ours) - gone | {"holidays.ics", "index.html"}
    assert set(manifest()) == {name for name in ours if name.endswith(".ics")} - gone


def test_a_feed_that_became_private_is_taken_away(visit: Path):
    """Under the same name: nothing of it stays where everybody reads."""
    assert run("feed", "add", "gulf").code == 0
    export()
    run("feed", "remove", "gulf")
    assert run("feed", "add", "gulf", "--private").code == 0
    export()
    assert not [name for name in files() if name.startswith("gulf")]


# -- whole or not at all ----------------------------------------------------------------------------------------------

FOREIGN = {
    "of another program": b'{"name": "web app", "icons": []}',
    "no JSON": b"hello",
    "empty": b"",
    "a list": b"[]",
    "no UTF-8": b'{"\xff": {"etag": "x", "length": 1}}',
    "a file elsewhere": b'{"../precious.ics": {"etag": "x", "length": 1}}',
    "a file elsewhere, by backslash": b'{"..\\\\precious.ics": {"etag": "x", "length": 1}}',
    "an absolute path": b'{"/tmp/precious.ics": {"etag": "x", "length": 1}}',
    "no calendar": b'{"precious.txt": {"etag": "x", "length": 1}}',
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_folder_with_a_manifest_that_is_not_ours_is_left_alone(visit: Path, what: str):
    """It names what may be taken away: exit 3, and nothing is written or removed."""
    OUT.mkdir()
    precious = [visit / "precious.ics", OUT / "precious.txt"]
    for path in precious:
        path.write_text("precious")
    (OUT / "manifest.json").write_bytes(FOREIGN[what])
    said = export(code=3)
    assert "manifest.json" in said
    assert "hint: choose another folder with --out" in said
    assert [path.read_text() for path in precious] == ["precious"] * 2
    assert set(files()) == {"manifest.json", "precious.txt"}
    assert files()["manifest.json"] == FOREIGN[what]


@pytest.mark.parametrize("nth", [1, 2, 3, 8])
def test_a_full_disk_leaves_every_file_whole(visit: Path, monkeypatch: pytest.MonkeyPatch, nth: int):
    """What could not be written is what it was, no trace is left, and the next export mends the rest. Exit 4."""
    export()
    before = files()
    record(SIGNING)
    synced = os.fsync
    calls = iter(range(1, 1000))

    def fsync(file: int) -> None:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        synced(file)

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fsync)
        said = export(code=4)
    assert "No space left on device" in said
    left = files()
    assert set(left) == set(before)
    export()
    after = files()
    assert all(left[name] in (before[name], after[name]) for name in after)
    assert left["manifest.json"] == before["manifest.json"]
    assert after != before
    shutil.rmtree(OUT)
    export()
    assert files() == after


@pytest.mark.parametrize("name", ["visits.ics", "visits.ics.gz", "manifest.json"])
def test_what_cannot_be_put_in_its_place_is_told(visit: Path, name: str):
    """Where a folder stands in the way: exit 4, which one it is, and the folder stays."""
    (OUT / name).mkdir(parents=True)
    said = export(code=4)
    assert name in said
    assert (OUT / name).is_dir()
    assert not [path for path in OUT.iterdir() if path.name.startswith(".")]


def test_a_file_is_no_folder(visit: Path):
    """Exit 2: something else stands where the files were to go."""
    OUT.write_text("precious")
    assert run("export", "--out", OUT).code == 2
    assert OUT.read_text() == "precious"


def test_without_a_database_nothing_is_written(tmp_path: Path):
    """Exit 4, with what to do."""
    answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", "export", "--out", tmp_path / "out")
    assert answer.code == 4
    assert "hint: run: ctcalendar init" in answer.err
    assert not (tmp_path / "out").exists()


def test_nothing_above_public_is_written(visit: Path):
    """Whoever exports reads everything; who reads the files does not."""
    secret = SIGNING.replace("status: held", "classification: PRIVATE, status: held").replace("en: Signing", "en: Hush")
    export()
    before = files()
    record(secret)
    export()
    assert files() == before
