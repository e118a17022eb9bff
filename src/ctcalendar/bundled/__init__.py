"""The bundled record: a log in backup form, beside the dossiers it came from. It grows only by appending."""

from collections.abc import Iterator
from importlib.resources import files


def record_lines() -> Iterator[bytes]:
    """The lines of the bundled record."""
    with files(__name__).joinpath("record.jsonl").open("rb") as opened:
        yield from opened


def dossiers() -> list[tuple[str, bytes]]:
    """The dossiers it was recorded from, in order: file name and content."""
    folder = files(__name__).joinpath("dossiers")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    return [(entry.name, entry.read_bytes()) for entry in found]
