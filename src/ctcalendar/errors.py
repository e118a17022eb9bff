"""Every error ctcalendar raises.

CalendarError
├── Refused                    the input or the moment is wrong; nothing was written        (exit 3)
│   ├── BadInput               a file, an option or a value cannot be read as what it should be
│   │   └── NotOnRecord        nothing on record is called as a filter names it
│   ├── Incoherent             well formed, but it does not fit what is already recorded
│   ├── RevisionConflict       somebody recorded on this stream since you read it
│   ├── CommandConflict        the same command id came with other content
│   ├── ClockBehind            this machine's clock is far behind the record
│   ├── ClearanceTooLow        the question needs full clearance
│   └── DamagedRecord          a log or a backup is not the chain it claims to be
└── Unavailable                the surroundings are wrong, the input is not                  (exit 4)
    ├── Busy                   what was asked for takes long, and is being done for somebody else
    ├── DatabaseUnavailable    it cannot be opened, is locked, or is no database of ours
    ├── MigrationNeeded        the database is older than this program
    ├── DatabaseTooNew         the database is newer than this program
    └── RebuildNeeded          the views were folded by other rules

Raise where you know, catch where you can act: the command line makes exit codes, the web makes statuses,
nothing in between catches. Every message says what happened, every hint what to do next.
"""

from collections.abc import Sequence


class CalendarError(Exception):
    """Something ctcalendar can explain. `message` says what happened, `hint` what to do."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(CalendarError):
    """The request cannot be done as it stands. Nothing was written."""


class BadInput(Refused):
    """A file, an option or a value cannot be read as what it should be.

    `problems` holds one line each when there are several; `message` joins them.
    """

    def __init__(self, *problems: str, hint: str | None = None) -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems: Sequence[str] = problems


class NotOnRecord(BadInput):
    """Nothing on record is called as a term of a filter names it. `near` is the id and name of what may be meant."""

    def __init__(self, term: str, value: str, near: tuple[str, str] | None, *, listed: str) -> None:
        meant = near and f"did you mean {near[0]}{f' ({near[1]})' if near[1] != near[0] else ''}?"
        super().__init__(f"{term}: nothing on record is called {value!r}", hint=meant or f"list them with: {listed}")
        self.term, self.value, self.near = term, value, near


class Incoherent(Refused):
    """Well formed, but it does not fit what is already recorded."""


class RevisionConflict(Refused):
    """Somebody recorded on this stream since you read it."""

    def __init__(self, stream: str, *, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream}: expected revision {expected}, found {actual}",
            hint="somebody recorded on it since you read it; read it again and retry",
        )
        self.stream, self.expected, self.actual = stream, expected, actual


class CommandConflict(Refused):
    """The same command id came with other content."""

    def __init__(self, command_id: str, *, differing: Sequence[str] = ()) -> None:
        fields = f" in {', '.join(differing)}" if differing else ""
        super().__init__(
            f"{command_id} was already recorded with other content; it differs{fields}",
            hint="to correct what is recorded, add an amendment (or a corroboration) instead of editing the item",
        )
        self.command_id, self.differing = command_id, tuple(differing)


class ClockBehind(Refused):
    """This machine's clock is more than an hour behind the last recorded fact."""

    def __init__(self, *, now: str, head: str) -> None:
        super().__init__(
            f"this machine's clock says {now}, but the record already holds a fact recorded at {head}",
            hint="set the clock right, then record again",
        )
        self.now, self.head = now, head


class ClearanceTooLow(Refused):
    """The question needs full clearance."""

    def __init__(self, what: str, *, clearance: str) -> None:
        super().__init__(
            f"{what} needs full clearance (CONFIDENTIAL), you read at {clearance}",
            hint="leave out --clearance, or raise CTCALENDAR_CLEARANCE",
        )


class DamagedRecord(Refused):
    """A log or a backup is not the chain it claims to be. `place` names the first bad position or line."""

    def __init__(self, place: str, problem: str, *, hint: str | None = None) -> None:
        super().__init__(f"{place}: {problem}", hint=hint)
        self.place, self.problem = place, problem


class Unavailable(CalendarError):
    """The surroundings are wrong: the same request may succeed once they are mended."""


class Busy(Unavailable):
    """What was asked for takes long, and is being done for somebody else."""


class DatabaseUnavailable(Unavailable):
    """The database cannot be opened, is locked, or is no database of ours."""


class MigrationNeeded(Unavailable):
    """The database is older than this program."""

    def __init__(self, *, found: str | None, needed: str) -> None:
        at = f"is at schema {found}" if found else "has no calendar in it yet"
        super().__init__(f"the database {at}, this program needs {needed}", hint="run: ctcalendar init")
        self.found, self.needed = found, needed


class DatabaseTooNew(Unavailable):
    """The database was written by a newer program."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the database was written by a newer ctcalendar: {what}", hint="upgrade ctcalendar; nothing was changed"
        )


class RebuildNeeded(Unavailable):
    """The views were folded by other rules, or not all the way to the head of the log."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the views do not fit the log: {why}", hint="run: ctcalendar rebuild")
