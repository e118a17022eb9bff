"""`ctcalendar`, and `python -m ctcalendar`."""

import sys

from ctcalendar import __version__


def main() -> None:
    """Run the command line and exit."""
    # Scripts ask this often: it is answered before anything is imported that only other answers need.
    if sys.argv[1:] == ["--version"] and _printed(f"ctcalendar, version {__version__}"):
        return
    from ctcalendar.starting import start_lean

    start_lean()
    from ctcalendar.cli import main as front

    front()


def _printed(text: str) -> bool:
    """Print a line; False where standard output does not take it, which the command line tells as of any answer."""
    try:
        print(text, flush=True)
    except (OSError, AttributeError):
        return False
    return True


if __name__ == "__main__":
    main()
