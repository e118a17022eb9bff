"""Each kind of item as a node of schema.org."""

from collections.abc import Callable, Mapping

from ctcalendar.exchange.columns import Plain
from ctcalendar.exchange.dates import start_and_end
from ctcalendar.exchange.events import engagement
from ctcalendar.exchange.naming import Node, iri, kept, named, one_named, words

# -- what was agreed --------------------------------------------------------------------------------------------------


def _instrument(item: Plain) -> Node:
    status = item["status"] or {}
    return {
        "@id": iri(item),
        "@type": ["schema:Legislation" if item["binding"] else "schema:CreativeWork", "prov:Entity"],
        "genre": item["kind"],
        "name": words(item["title"]),
        "alternateName": _spellings(item),
        "wasAttributedTo": named("party", item["parties"]),
        "wasGeneratedBy": one_named("engagement", item["signed_at"]),
        "about": named("topic", item["topics"]),
        "inLanguage": item["languages"],
        "covers": item["covers"],
        "legislationLegalForce": _FORCE.get(status.get("status", "")) if item["binding"] else None,
        "status": status.get("status"),
        "statusOn": status.get("on"),
        "creativeWorkStatus": item["progress"],
        "objective": [{"@type": "ct:Objective", "text": words(one["text"])} for one in item["objectives"]],
        "related": [{"how": one["how"], "about": f"instruments/{one['instrument']}"} for one in item["related"]],
        "report": [_report(one) for one in item["reports"]],
        "disputed": item["disputed"],
    }


_FORCE = {
    "in-force": "schema:InForce",
    "suspended": "schema:PartiallyInForce",
    "expired": "schema:NotInForce",
    "terminated": "schema:NotInForce",
}


def _commitment(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": ["ct:Commitment", "prov:Entity"],
        "form": item["form"],
        "text": words(item["text"]),
        "isPartOf": one_named("instrument", item["instrument"]),
        "wasGeneratedBy": one_named("engagement", item["engagement"]),
        "wasAttributedTo": named("party", item["parties"]),
        "deadline": [_deadline(one) for one in item["deadlines"]],
        "report": [_report(one) for one in item["reports"]],
        "creativeWorkStatus": item["status"],
        "disputed": item["disputed"],
    }


def _deadline(one: Plain) -> Node:
    return kept(
        {
            "@type": "ct:Deadline",
            "startBy": one.get("start_by"),
            "completeBy": one.get("complete_by"),
            "isPartOf": one_named("series", (one.get("at_meeting") or {}).get("id")),
            "ordinal": (one.get("at_meeting") or {}).get("ordinal"),
            "text": words(one.get("text")),
        }
    )


def _report(one: Plain) -> Node:
    return kept(
        {
            "@type": "ct:Report",
            "creativeWorkStatus": one["status"],
            "text": words(one["text"]),
            "identifier": one["id"],
            "by": one["by"],
            "wasGeneratedBy": one_named("engagement", one.get("at")),
            "on": one.get("on"),
        }
    )


def _series(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": ["schema:EventSeries"],
        "name": words(item["names"]),
        "alternateName": _spellings(item),
        "attendee": named("party", item["parties"]),
        "isBasedOn": one_named("commitment", (item["mandate"] or {}).get("commitment")),
        "status": item["status"],
        "disputed": item["disputed"],
    }


# -- who --------------------------------------------------------------------------------------------------------------


def _person(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": ["schema:Person", "prov:Person"],
        "name": words(item["names"]),
        "alternateName": _spellings(item),
        # Two entries that were found to be one person: both stay, neither is rewritten.
        "alternateOf": one_named("person", item["merged_into"]),
        "disputed": item["disputed"],
    }


def _office(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": "schema:EmployeeRole",
        "roleName": words(item["title"]),
        "holder": f"people/{item['person']}",
        "worksFor": one_named("organisation", item["organisation"]) or f"parties/{item['party']}",
        "heldFrom": item["from"],
        "heldTo": item["to"],
        "disputed": item["disputed"],
    }


def _organisation(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": ["schema:GovernmentOrganization", "prov:Organization"],
        "name": words(item["names"]),
        "alternateName": _spellings(item),
        "memberOf": f"parties/{item['party']}",
        "parentOrganization": one_named("organisation", item["within"]),
        "disputed": item["disputed"],
    }


def _party(item: Plain) -> Node:
    state = item["kind"] == "former-state"
    return {
        "@id": iri(item),
        "@type": ["schema:Country", "prov:Agent"] if state else ["schema:Organization", "prov:Organization"],
        "kind": item["kind"],
        "identifier": item["id"],
        "name": words(item["names"]),
        "memberOf": one_named("party", item["within"]),
        "disputed": item["disputed"],
    }


def _topic(item: Plain) -> Node:
    return {
        "@id": iri(item),
        "@type": ["schema:DefinedTerm", "skos:Concept"],
        "name": words(item["label"]),
        "broader": one_named("topic", item["broader"]),
    }


# -- sources ----------------------------------------------------------------------------------------------------------

_WORKS = {"news-article": "schema:NewsArticle", "dataset": "schema:Dataset", "event-page": "schema:WebPage"}


def _source(item: Plain) -> Node:
    published = (item["published"] or {}).get("edtf")
    return {
        "@id": iri(item),
        "@type": [_WORKS.get(item["kind"], "schema:CreativeWork"), "prov:Entity"],
        "kind": item["kind"],
        "name": words(item["title"]),
        "alternativeHeadline": words(item["subtitle"]),
        "publisher": kept({"@type": "schema:Organization", "name": words(item["publisher"])})
        if item["publisher"]
        else None,
        "datePublished": start_and_end(published)[0],
        "published": published,
        "inLanguage": item["languages"],
        "url": item["url"],
        "sha256": item["sha256"],
        "wasDerivedFrom": [_origin(one) for one in item["derived_from"] if one["how"] != "quotes"],
        "wasQuotedFrom": [_origin(one) for one in item["derived_from"] if one["how"] == "quotes"],
        "disputed": item["disputed"],
    }


def _origin(one: Plain) -> Node | str:
    """Where a source comes from: another of the record, or one only known by name."""
    if one.get("source") is not None:
        return f"sources/{one['source']}"
    name = one.get("name") or ""
    return {"@type": ["schema:CreativeWork", "prov:Entity"], "name": name, "how": one["how"]}


def _spellings(item: Plain) -> list[Node]:
    return [{"@value": one["text"], "@language": one["language"]} for one in item["aliases"]]


NODES: Mapping[str, Callable[[Plain], Node]] = {
    "engagement": engagement,
    "instrument": _instrument,
    "commitment": _commitment,
    "series": _series,
    "person": _person,
    "office": _office,
    "organisation": _organisation,
    "party": _party,
    "topic": _topic,
    "source": _source,
}
