"""Every setting, read here and nowhere else: `ctcalendar.toml`, then CTCALENDAR_* variables, then the command line.

`docs/settings.md` is generated from the fields below.
"""

import os
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "CTCALENDAR_"
_USUAL = "ctcalendar.toml"


def _says(text: str, *, ge: int | None = None, le: int | None = None) -> msgspec.Meta:
    return msgspec.Meta(description=text, ge=ge, le=le)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an installation may choose. Field names are the variables' in lower case, without the prefix."""

    database_url: Annotated[
        str | None,
        _says(
            "The database: `sqlite:////path/to/file` or `postgresql://user@host/name`. By default an SQLite file"
            " `calendar.sqlite` in the user's data directory."
        ),
    ] = None
    domain: Annotated[
        str, _says("What every UID in a feed ends in. Fixed when the calendar is made by `init`, ignored afterwards.")
    ] = "ctcalendar.example"
    recorded_by: Annotated[
        str, _says("The opaque id under which this installation records facts. It stays in the log for ever: no name.")
    ] = "local"
    clearance: Annotated[
        str, _says("How much the command line may read: `PUBLIC`, `PRIVATE` or `CONFIDENTIAL` (everything).")
    ] = "CONFIDENTIAL"
    public_url: Annotated[
        str | None,
        _says("Where people reach the server, for the subscribe links on its page: `https://calendar.example.org`."),
    ] = None
    host: Annotated[str, _says("The address `serve` and `up` listen on.")] = "127.0.0.1"
    port: Annotated[int, _says("The port `serve` and `up` listen on.")] = 8017
    lang: Annotated[str, _says("The language of answers: `en` or `ar`.")] = "en"
    pager: Annotated[
        str | None,
        _says("What a list longer than the terminal goes through: else `PAGER`, else `less -FRX`. `cat`: nothing."),
    ] = None
    tick_seconds: Annotated[
        int,
        _says("How many seconds `up` waits between looking for what is due; three missed are told.", ge=1, le=86_400),
    ] = 30
    remind_days_before: Annotated[
        str,
        _says("How many days before an announced meeting or a deadline people are reminded: whole numbers, `30 7 1`."),
    ] = "30 7 1"
    secret: Annotated[
        str | None,
        _says(
            "What tokens in mail are signed with, at least 32 characters. By default one is made when it is first"
            " needed, and kept in the database."
        ),
    ] = None
    mail_url: Annotated[
        str | None,
        _says(
            "Where mail goes: `smtp://[user:password@]host:port?tls=required` (or `starttls`, `none`), or `maildir:///folder`."
            " Without it mail waits in the outbox."
        ),
    ] = None
    mail_from: Annotated[
        str | None,
        _says("Whom mail is from: `Diplomatic calendar <calendar@example.org>`. Bounces come back there too."),
    ] = None
    mail_after_crash: Annotated[
        Literal["resend", "hold"],
        _says(
            "What becomes of mail that was on the wire when a sender died: `resend` (nobody gets none, somebody may get"
            " a copy) or `hold` (nobody gets two; what is in doubt is listed by `digest outbox`)."
        ),
    ] = "resend"
    mail_per_tick: Annotated[
        int,
        _says("How many mails a tick sends at most, for a server that wants no more; 0: all there is.", ge=0),
    ] = 0
    mail_connections: Annotated[int, _says("How many connections to the mail server at once.", ge=1, le=64)] = 4
    lock_timeout_s: Annotated[int, _says("How many seconds a writer waits for another before it is refused.")] = 10

    def __repr__(self) -> str:
        return "Settings(…)"  # they hold passwords, and end up in logs

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        if self.database_url is not None:
            return self.database_url
        from platformdirs import user_data_path

        return f"sqlite:///{user_data_path('ctcalendar', appauthor=False) / 'calendar.sqlite'}"

    @property
    def days_before(self) -> tuple[int, ...]:
        """How many days before something is due people are reminded, most first."""
        return tuple(sorted({int(days) for days in self.remind_days_before.split()}, reverse=True))

    @property
    def reads_at(self) -> Clearance:
        """The clearance of the command line."""
        return Clearance[self.clearance]


def load(
    environment: Mapping[str, str] | None = None,
    *,
    file: "str | Path | None" = None,
    given: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings in force. `file` is read if named, else `ctcalendar.toml` in the current folder if there is one.

    `given` are options of the command line; None there means not given.

    Raises:
        BadInput: an unknown setting or a value it cannot have.
    """
    variables = os.environ if environment is None else environment
    values = _from_file(file)
    values |= {name.removeprefix(PREFIX).lower(): value for name, value in variables.items() if name.startswith(PREFIX)}
    values |= {name: value for name, value in (given or {}).items() if value is not None}
    known = Settings.__struct_fields__
    for name in values:
        # A variable of another program's with our prefix is not ours to refuse; a misspelt one of ours is.
        if name not in known:
            if name.startswith("test_"):
                continue
            from difflib import get_close_matches

            close = get_close_matches(name, known, n=1)
            raise BadInput(
                f"there is no setting {name!r}", hint=f"did you mean {close[0]!r}?" if close else "see docs/settings.md"
            )
    return _checked({name: value for name, value in values.items() if name in known})


def _from_file(file: "str | Path | None") -> dict[str, Any]:
    if file is None and not os.path.isfile(_USUAL):  # noqa: PTH113  most have none: nothing is imported to see that
        return {}
    import tomllib
    from pathlib import Path

    path = Path(_USUAL if file is None else file)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if file is None and "pager" in found:
            # Whoever made the folder that one happens to stand in must not choose what is run.
            raise BadInput(
                f"{path}: pager is not taken from a file that nobody named",
                hint="write it in PAGER or CTCALENDAR_PAGER, or name the file with --config",
            )
        return found
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="check --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: is not TOML: {error}") from None


def _checked(values: Mapping[str, Any]) -> Settings:
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(f"settings: {error}") from None
    if settings.clearance not in Clearance.__members__:
        raise BadInput(f"clearance: {settings.clearance!r} is none of {', '.join(Clearance.__members__)}")
    if settings.lang not in ("en", "ar"):
        raise BadInput(f"lang: {settings.lang!r} is neither en nor ar")
    _refuse_misspelt(settings, values)
    if not 0 <= settings.port <= 65535:
        raise BadInput(f"port: {settings.port} is no port")
    return settings


_FORMS = (
    (
        "domain",
        r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
        "is no domain name",
        "write one like calendar.example.org",
    ),
    ("recorded_by", r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,99}", "is no opaque id", "letters, digits and . _ - only"),
    ("remind_days_before", r"(?:[1-9][0-9]{0,2}(?: |$)){1,10}", "are no numbers of days", "write them as 30 7 1"),
)


def _refuse_misspelt(settings: Settings, given: Collection[str]) -> None:
    """Refuse texts that are not of the form they should have: of those that were given, not what is set here."""
    for name, form, told, hint in _FORMS:
        if name in given and not re.fullmatch(form, getattr(settings, name)):
            raise BadInput(f"{name}: {getattr(settings, name)!r} {told}", hint=hint)
    if settings.mail_url is not None and settings.mail_from is None:
        raise BadInput("mail_from is missing: mail must be from somebody", hint="set it: calendar@example.org")
    if settings.mail_from is not None:
        _refuse_no_sender(settings.mail_from)
    if settings.secret is not None and len(settings.secret) < 32:
        raise BadInput("secret: has fewer than 32 characters", hint="leave it out, and one is made")


def _refuse_no_sender(text: str) -> None:
    """Refuse what no mail can be from: it would be fixed in the bytes of mail that waits."""
    from ctcalendar.mail.address import mailbox

    try:
        address = mailbox(text)
    except BadInput as error:
        raise BadInput(f"mail_from: {error.message}", hint=error.hint) from None
    if not address.rpartition("@")[0].isascii():
        raise BadInput("mail_from: its local part has letters that are not ASCII", hint="calendar@example.org")
