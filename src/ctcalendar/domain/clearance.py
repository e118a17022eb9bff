"""Classification of what is recorded and clearance of who reads: the CLASS values of RFC 5545, rising."""

from enum import IntEnum


class Clearance(IntEnum):
    """How much a reader may see; a stream shows when its classification is at or below it."""

    PUBLIC = 0
    PRIVATE = 1
    CONFIDENTIAL = 2

    @property
    def is_full(self) -> bool:
        """Whether nothing is above it."""
        return self is Clearance.CONFIDENTIAL
