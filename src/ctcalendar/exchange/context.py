"""The @context of the JSON-LD: which term is which property. It stands in the document itself; nothing is fetched.

What schema.org and PROV-O have words for is said in theirs; the rest in a few terms of our own. Instruments are
schema:CreativeWork, and schema:Legislation only where the record says that they bind: the title does not decide the
legal force of a text, and most here are not law.
Source: https://www.w3.org/TR/json-ld11/, https://schema.org/Event, https://www.w3.org/TR/prov-o/,
https://www.w3.org/TR/annotation-model/#selectors, https://id.loc.gov/datatypes/edtf.html.
"""

from typing import Any

OWN = "https://ctcalendar.example/terms#"
"""The namespace of our own terms, the same for every calendar. Nobody answers there."""

_PREFIXES = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "ct": OWN,
}
_TEXTS = "name alternateName alternativeHeadline description text roleName"
_PLAIN = "identifier inLanguage sha256 position version addressCountry creativeWorkStatus genre"
_NAMED = """eventStatus eventAttendanceMode attendee organizer performer location superEvent about publisher worksFor
    memberOf parentOrganization isPartOf isBasedOn url legislationLegalForce address subjectOf"""
_DAYS = "startDate endDate datePublished"
_PROVENANCE = "wasDerivedFrom wasQuotedFrom wasAttributedTo wasGeneratedBy wasInvalidatedBy alternateOf"
_INSTANTS = "startedAtTime endedAtTime invalidatedAtTime"
_EDTF = "when heldFrom heldTo published covers startBy completeBy on statusOn"
_OWN = """kind field rank reason cause basis rule printed classification disputed state status earliest latest by
    supports ordinal how form note"""
_NODES = "claim dispute evidence party related inDispute objective deadline report assertion"


def _each(words: str, prefix: str, **typed: str) -> dict[str, Any]:
    return {
        word: {"@id": f"{prefix}:{word}", **{f"@{key}": value for key, value in typed.items()}}
        for word in words.split()
    }


def context(domain: str) -> dict[str, Any]:
    """The context of a calendar's document: ids in it are below https://DOMAIN/, as its UIDs end in DOMAIN."""
    return {
        "@version": 1.1,
        "@base": f"https://{domain}/",
        **_PREFIXES,
        **_each(f"{_TEXTS} {_PLAIN}", "schema"),
        **_each(_NAMED, "schema", type="@id"),
        **_each(_DAYS, "schema", type="schema:Date"),
        **_each(_PROVENANCE, "prov", type="@id"),
        **_each(_INSTANTS, "prov", type="xsd:dateTime"),
        **_each(_EDTF, "ct", type="edtf:EDTF"),
        **_each(_OWN, "ct"),
        **_each(_NODES, "ct", type="@id"),
        "value": {"@id": "prov:value", "@type": "@json"},
        "preferred": {"@id": "ct:preferred", "@type": "@json"},
        "alternative": {"@id": "ct:alternative", "@type": "@json"},
        "broader": {"@id": "skos:broader", "@type": "@id"},
        "exact": {"@id": "oa:exact"},
        "hasSource": {"@id": "oa:hasSource", "@type": "@id"},
        "hasSelector": {"@id": "oa:hasSelector", "@type": "@id"},
        "fragment": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"},
        "holder": {"@reverse": "schema:hasOccupation", "@type": "@id"},
    }
