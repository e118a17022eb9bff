"""Which rules the views are folded by.

The number goes up whenever a rule or a table changes what is folded; a database folded by another number is rebuilt by
`ctcalendar init`. A golden digest of the bundled record's rows tells when that was forgotten.
"""

from ctcalendar.db.reader import Reader
from ctcalendar.errors import RebuildNeeded

RULES_VERSION = 6


def check_views(reader: Reader, position: int) -> None:
    """Refuse views that are of other rules, or that do not reach `position`, the head of the log."""
    found = reader.rows("SELECT position, rules_version FROM view_head WHERE id = 1")
    folded_to, rules = found[0] if found else (None, None)
    if rules != RULES_VERSION:
        raise RebuildNeeded(f"they are folded by rules {rules}, this program reads rules {RULES_VERSION}")
    if folded_to != position:
        raise RebuildNeeded(f"they stand at position {folded_to}, the log at {position}")
