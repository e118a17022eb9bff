"""A folder in memory for what tests write: to a disk, each commit waits some milliseconds, and tests make very many."""

import os
from pathlib import Path

_FOLDER = Path("/dev/shm")
_ROOM = 1 << 30
"""So many bytes must be free: a suite needs a third of that in each of its processes. (Docker gives 64 MB in all.)"""


def folder_in_memory() -> Path | None:
    """Where memory is to be had as a folder: enough of it, and where programs may run. None: there is only the disk."""
    if not os.access(_FOLDER, os.W_OK):
        return None
    found = os.statvfs(_FOLDER)
    return _FOLDER if found.f_bavail * found.f_frsize > _ROOM and not found.f_flag & os.ST_NOEXEC else None
