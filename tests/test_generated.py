"""Generated files are what the code makes today: docs, exports, the bundled record."""

import hashlib
from pathlib import Path

import pytest

from ctcalendar.bundled import dossiers
from regenerate import RECORD, RECORDED_AT, ROOT, bundled_record, everything

_MADE = everything()
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in _MADE])
def test_a_generated_file_is_fresh(path: str):
    """A change of the code that changes a page or a feed is committed together with it (`make golden`)."""
    file = ROOT / path
    assert file.exists(), f"{path} is missing; run: make golden"
    assert file.read_bytes() == _MADE[file](), f"{path} is stale; run: make golden, and read the diff"


def test_the_bundled_record_can_be_recorded_again_from_its_dossiers():
    """Nothing in it was made by hand: from nothing, its dossiers give the same bytes."""
    assert bundled_record(kept=b"") == RECORD.read_bytes()


@pytest.mark.parametrize("released", sorted(path.name for path in GOLDEN.glob("record-*.jsonl.sha256")))
def test_the_bundled_record_only_grows(released: str):
    """Facts that were published stand first, byte for byte; only the last line moves."""
    number, digest = (GOLDEN / released).read_text().split()
    count = int(number)
    lines = RECORD.read_bytes().splitlines(keepends=True)[: count + 1]
    assert hashlib.sha256(b"".join(lines)).hexdigest() == digest


def test_every_dossier_has_its_moment():
    """A bundled dossier without a recorded_at of its own would make the record depend on the day it is built."""
    assert sorted(name for name, _ in dossiers()) == sorted(RECORDED_AT)
