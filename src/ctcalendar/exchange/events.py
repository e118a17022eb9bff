"""An engagement as an event of schema.org: when, where, who."""

from typing import Any

from ctcalendar.exchange.columns import Plain
from ctcalendar.exchange.dates import start_and_end
from ctcalendar.exchange.naming import Node, iri, kept, named, one_named, words


def engagement(item: Plain) -> Node:
    """The event; what should not have been recorded is none."""
    retracted = item["retracted"] is not None
    return {
        "@id": iri(item),
        "@type": ["ct:Retracted"] if retracted else ["schema:Event", "prov:Activity"],
        "kind": item["kind"],
        "name": words(item["title"]),
        **({} if retracted else _time(item)),
        "status": item["status"],
        "eventStatus": None if retracted else _event_status(item),
        "eventAttendanceMode": _MODES.get(item["mode"] or ""),
        "location": [_place(place) for place in item["places"]],
        **_at_the_table(item),
        "superEvent": named("engagement", [item["part_of"]]) + named("series", [(item["series"] or {}).get("id")]),
        "position": (item["series"] or {}).get("ordinal"),
        "about": named("topic", item["topics"]) + named("instrument", item["instruments"]),
        "disputed": item["disputed"],
        "description": words(item["occasion"]),
        "assertion": [_assertion(one) for one in item["says"]],
        "alternateOf": one_named("engagement", (item["retracted"] or {}).get("duplicate_of")),
    }


_MODES = {
    "in-person": "schema:OfflineEventAttendanceMode",
    "virtual": "schema:OnlineEventAttendanceMode",
    "hybrid": "schema:MixedEventAttendanceMode",
}


def _event_status(item: Plain) -> str | None:
    moved = any(fact["type"] == "engagement.rescheduled" for fact in item["history"])
    if item["status"] == "cancelled":
        return "schema:EventCancelled"
    if item["status"] == "scheduled" and moved:
        return "schema:EventRescheduled" if item["when"] else "schema:EventPostponed"
    return "schema:EventScheduled"


def _time(item: Plain) -> Node:
    """When it happened: ISO 8601 as exact as it is known and certain; beside it EDTF, which can say what is not."""
    when = item["when"]
    if when is None:
        return {}
    start, end = start_and_end(when["edtf"])
    timed = {"@value": f"{when['starts_at']}:00", "@type": "schema:DateTime"} if start and when["starts_at"] else start
    return {
        "startDate": timed,
        "endDate": end,
        "when": when["edtf"],
        "earliest": when["earliest"] if when["edtf"] is None else None,
        "latest": when["latest"] if when["edtf"] is None else None,
        "basis": when["basis"],
        "rule": when["rule"],
        "printed": when["printed"],
    }


def _place(place: Plain) -> Node:
    country = place["country"] and {"@type": "schema:PostalAddress", "addressCountry": place["country"]}
    return kept({"@type": "schema:Place", "name": words(place["name"]), "address": country, "when": place["when"]})


_PROPERTIES = {"host": "organizer", "speaker": "performer"}
"""Role -> the property of schema.org for it; everybody else attends."""


def _at_the_table(item: Plain) -> Node:
    """The sides, and who took part in which role."""
    found: dict[str, list[Any]] = {"attendee": list(named("party", item["parties"]))}
    for one in item["participants"]:
        name = _PROPERTIES.get(one["role"], "attendee")
        role = {"@type": "schema:Role", "roleName": one["role"], "party": f"parties/{one['party']}", name: _who(one)}
        found.setdefault(name, []).append(role)
    agencies = named("organisation", item["agencies"])
    return {**found, "attendee": [*found["attendee"], *agencies]}


def _who(one: Plain) -> Node | str:
    if one["person"] is not None:
        return f"people/{one['person']}"
    name = words(one["name"]) or words(one["title"])
    if not name and one["organisation"] is not None:
        return f"organisations/{one['organisation']}"
    return kept({"@type": "schema:Person", "name": name, "worksFor": one_named("organisation", one["organisation"])})


def _assertion(one: Plain) -> Node:
    return {"@type": "ct:Assertion", "identifier": one["id"], "by": one["by"], "text": words(one["text"])}
