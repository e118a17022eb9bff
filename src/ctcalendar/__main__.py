"""`ctcalendar`, and `python -m ctcalendar`."""

import sys

from ctcalendar import __version__


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] == ["--version"]:
        # Scripts ask this often: it is answered before anything is imported that only other answers need.
        print(f"ctcalendar, version {__version__}")
        return
    from ctcalendar.starting import start_lean

    start_lean()
    from ctcalendar.cli import main as front

    front()


if __name__ == "__main__":
    main()
