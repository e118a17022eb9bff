"""What an address asks for, as the Filter has it."""

from collections.abc import Collection
from typing import Any

from starlette.requests import Request

from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views.filter import Filter

_SHOWN = 40


def asked_in(request: Request, *, only: Collection[str] | None = None, beside: Collection[str] = ()) -> Filter:
    """The filter in the address; `only` are the terms it may have. Clearance is never taken from it.

    `beside`: parameters that are no terms of a filter, and somebody else's to read.

    Raises:
        BadInput: it asks for what cannot be asked, or not of this.
    """
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name in beside:
            continue
        if only is not None and name not in only:
            raise BadInput(f"{name[:_SHOWN]!r} is not asked of this", hint=f"what may be asked: {' '.join(only)}")
        given.setdefault(name, []).append(value)
    found = Filter.parse(given)
    found.refuse_reversed()
    return found


def at_public(asked: Filter) -> dict[str, Any]:
    """How one item is asked for: by the public, and by the clocks that one item takes."""
    return {"clearance": Clearance.PUBLIC, "as_of": asked.as_of, "published_by": asked.published_by}
