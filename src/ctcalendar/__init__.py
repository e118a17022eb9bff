"""A diplomatic calendar: an append-only record of signings, visits and dialogues."""

__version__ = "0.1.0"
