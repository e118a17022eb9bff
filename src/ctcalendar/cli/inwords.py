"""Plain values of the record in words, as `show` and `diff` print them."""

from collections.abc import Callable, Mapping
from typing import Any

from ctcalendar.domain import codec

Plain = Mapping[str, Any]


def in_words(value: Any, field: str = "") -> str:
    """A value, or a member of a list, in words; `field` is the one it stands in."""
    if isinstance(value, list):
        return ", ".join(in_words(member, field) for member in value)
    if not isinstance(value, dict):
        return _scalar(value)
    root, _, rest = field.partition(".")
    # `participants.jane-roe` is one of those there are; what `participants.jane-roe.name` holds is something else.
    say = None if "." in rest else _FIELDS.get(root)
    return (say or next((say for keys, say in _SHAPES if keys & value.keys()), _parts))(value)


def in_short(value: Any) -> str:
    """A claimed value in short: an EDTF date alone, or its JSON."""
    if isinstance(value, dict) and "edtf" in value:
        return str(value["edtf"])
    return value if isinstance(value, str) else codec.encode(value).decode()


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _listed(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _text(words: Plain | None) -> str:
    if not words:
        return ""
    both = " / ".join(part for part in (words.get("en"), words.get("ar")) if part)
    return f"{both} (the two differ: {words['differs']})" if words.get("differs") else both


def _when(when: Plain) -> str:
    day = when.get("edtf") or "…".join(when.get(bound) or "" for bound in ("earliest", "latest"))
    time = _listed(when.get("time") or (when.get("starts_at") or "")[11:], when.get("zone")).replace(", ", " ")
    printed = f"printed {when['printed']!r}" if when.get("printed") else ""
    basis = when["basis"] if when.get("basis", "stated") != "stated" else ""
    about = "; ".join(part for part in (printed, when.get("weekday"), basis, when.get("rule")) if part)
    return f"{day}{f' {time}' if time else ''}{f' ({about})' if about else ''}"


def _span(span: Plain) -> str:
    days = dict.fromkeys(span[bound] for bound in ("earliest", "latest"))
    return "…".join(day or "" for day in days)


def _place(place: Plain) -> str:
    when, bounds = place.get("when"), [place.get(bound) for bound in ("earliest", "latest")]
    if when is None and any(bounds):
        when = "…".join(day or "" for day in bounds)
    return _listed(_text(place.get("name")), place.get("country"), _when(when) if isinstance(when, dict) else when)


def _participant(person: Plain) -> str:
    name = " ".join(part for part in (_text(person.get("honorific")), _text(person.get("name"))) if part)
    party = " ".join(part for part in (person.get("party"), person.get("role")) if part)
    one = f"counted under {person['canonical']}" if person.get("canonical") else ""
    return _listed(name, _text(person.get("title")), person.get("organisation"), party, person.get("person"), one)


def _delegation(one: Plain) -> str:
    return f"{one.get('party')}: {one.get('size')}{_noted(one)}"


def _assertion(one: Plain) -> str:
    return f"{one.get('by')} says: {_text(one.get('text'))}"


def _series(place: Plain) -> str:
    names = f": {_text(place['names'])}" if place.get("names") else ""
    return f"{place['id']}, number {place.get('ordinal') or 'not known'}{names}"


def _alias(alias: Plain) -> str:
    return f"{alias.get('text')}{_noted(alias)}"


def _spelling(one: Plain) -> str:
    printed = f"printed at {_listed(*one['engagements'])}" if one["engagements"] else None
    how = _listed(*(how for how in one["as"] if how != "printed"), printed, one["note"])
    said = "; ".join(f"“{cited['quote'] or ''}” {cited['source']}".removeprefix("“” ") for cited in one["citations"])
    return f"{one['text']} ({how}){f': {said}' if said else ''}"


def _seat(seat: Plain) -> str:
    status = seat["engagement_status"] if seat["engagement_status"] != "held" else None
    return _listed(seat["when"], seat["role"], seat["party"], seat["organisation"], seat["engagement"], status)


def _noted(value: Plain) -> str:
    return f" ({value['note']})" if value.get("note") else ""


def _report(report: Plain) -> str:
    who = _listed(*report.get("by", ()))
    told = f", told by {report['told_by']}" if report.get("told_by") else ""
    at = report.get("at") or report.get("on")
    where = f" ({at})" if at else ""
    return f"{report['id']}: {report.get('status')}, says {who}{told}{where}: {_text(report.get('text'))}"


def _deadline(deadline: Plain) -> str:
    meeting = deadline.get("at_meeting")
    due = _listed(
        f"start by {deadline['start_by']}" if deadline.get("start_by") else None,
        f"complete by {deadline['complete_by']}" if deadline.get("complete_by") else None,
        f"at meeting {meeting.get('ordinal') or 'next'} of {meeting['id']}" if meeting else None,
        f"set at {deadline['set_at']}" if deadline.get("set_at") else None,
    )
    text = _text(deadline.get("text"))
    return f"{deadline['id']}: {due}{f': {text}' if text else ''}"


def _due(due: Plain) -> str:
    meeting = due["at_meeting"]
    at = f", at meeting {meeting.get('ordinal') or 'next'} of {meeting['id']}" if meeting else ""
    last = f", at the latest on {due['last']}" if due["last"] else ""
    return f"{due['deadline']}: {due['which']} by {due['by'] or 'a day not known'}{at}{last}"


def _last_word(last: Plain) -> str:
    told = _listed(*last["reports"], last["on"])
    return f"{told}; of {_listed(*last['differing'])}, which differ" if last["differing"] else told


def _expected(slot: Plain) -> str:
    return f"{slot['on']}, between {slot['earliest']} and {slot['latest']}"


def _cadence(cadence: Plain) -> str:
    tolerance = [cadence.get(f"tolerance_{side}") for side in ("before", "after")]
    return _listed(
        f"every {cadence['every']}" if cadence["every"][:1].isdecimal() else cadence["every"],
        cadence.get("kind", "rolling"),
        f"from {cadence['anchor']}" if cadence.get("anchor") else None,
        f"tolerance {' before, '.join(side or '0 days' for side in tolerance)} after" if any(tolerance) else None,
        f"lead {' and '.join(cadence['lead'])}" if cadence.get("lead") else None,
        cadence.get("zone"),
        cadence["basis"],
    ) + (f": {_text(cadence['reason'])}" if cadence.get("reason") else "")


def _mandate(mandate: Plain) -> str:
    why = f": {mandate['reason']}" if mandate.get("reason") else ""
    return f"{mandate['commitment']}, {mandate['basis']}{why}"


def _relation(one: Plain) -> str:
    return f"{one['how']} {one['instrument']}"


def _status(status: Plain) -> str:
    since = f" since {status['on']}" if status.get("on") else ""
    return f"{status['status']}{since}"


def _derivation(one: Plain) -> str:
    return f"{one['how']} {one.get('source') or one.get('name')}"


def _objective(one: Plain) -> str:
    return f"{one['id']}: {_text(one.get('text'))}"


def _office(office: Plain) -> str:
    span = f"{office['from'] or '?'}/{office['to'] or '?'}" if office.get("from") or office.get("to") else ""
    return _listed(_text(office["title"]), office.get("organisation"), office.get("party"), span, office["id"])


def _meeting(meeting: Plain) -> str:
    return _listed(f"{meeting['ordinal'] or '?'}", meeting["when"], meeting["status"], meeting["id"])


def _parts(value: Plain) -> str:
    return "; ".join(f"{key} {in_words(part)}" for key, part in value.items() if part not in (None, [], {}))


_FIELDS: Mapping[str, Callable[[Plain], str]] = {
    "when": _when,
    "published": _when,
    "dated_by_parts": _span,
    "places": _place,
    "participants": _participant,
    "delegations": _delegation,
    "says": _assertion,
    "aliases": _alias,
    "spellings": _spelling,
    "participations": _seat,
    "reports": _report,
    "deadlines": _deadline,
    "due": _due,
    "last_word": _last_word,
    "cadence": _cadence,
    "expected": _expected,
    "mandate": _mandate,
    "related": _relation,
    "derived_from": _derivation,
    "objectives": _objective,
    "offices": _office,
    "meetings": _meeting,
    "series": _series,
}
# Fields of one name that differ from kind to kind are told by what they hold.
_SHAPES: tuple[tuple[frozenset[str], Callable[[Plain], str]], ...] = (
    (frozenset({"en", "ar"}), _text),
    (frozenset({"edtf", "basis"}), _when),
    (frozenset({"ordinal"}), _series),
    (frozenset({"status"}), _status),
)
