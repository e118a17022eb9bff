"""The most memory a process held; and the command line run in one, so that it can be told.

Not the parent's wait4: what Linux gives there counts the parent itself, as it was when the child began.
"""

import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

_STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The peak of this process so far, in MB."""
    if _STATUS.exists():
        lines = _STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    used = getrusage(RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    from ctcalendar.cli import main

    try:
        main(sys.argv[1:])
    finally:
        print(f"{peak_mb():.0f}", file=sys.stderr)
