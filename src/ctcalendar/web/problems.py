"""Errors of ours as answers: the request was wrong (400, 404, 410), or the surroundings are (503)."""

from starlette.responses import JSONResponse, Response

from ctcalendar.app.saved_feeds import NoSuchFeed, Revoked
from ctcalendar.errors import Busy, CalendarError, ClearanceTooLow, NotOnRecord, Refused
from ctcalendar.views.registers import REGISTERS


def explained(error: CalendarError, *, missing: bool = False) -> Response:
    """An error as an answer; `missing` where what was asked for by its id is not there."""
    if isinstance(error, Refused):
        return JSONResponse({"error": error.message, "hint": advice(error)}, _status(error, missing))
    if isinstance(error, Busy):
        return JSONResponse({"error": error.message, "hint": error.hint}, 503, {"Retry-After": "10"})
    # What is wrong with the database is the operator's to read, in the log of the server, not the public's.
    return JSONResponse({"error": "the record is out of reach", "hint": "try again later"}, 503)


def advice(error: Refused) -> str | None:
    """What to do next. Options and variables are for who runs the server."""
    if isinstance(error, NotOnRecord) and not error.near:
        return f"list them: /api/{next(register for register, kind in REGISTERS.items() if kind == error.term)}"
    return "ask as of a day or an instant" if isinstance(error, ClearanceTooLow) else error.hint


def _status(error: Refused, missing: bool) -> int:
    if isinstance(error, Revoked):
        return 410
    return 404 if missing or isinstance(error, (NoSuchFeed, NotOnRecord)) else 400
