"""JSON-LD, read by another program (rdflib) and asked with SPARQL."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import rdflib

from ctcalendar.app import App
from exchange.written import linked
from recorded import PUBLIC

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

PREFIXES = """PREFIX schema: <https://schema.org/> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX ct: <https://ctcalendar.example/terms#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX engagement: <https://ctcalendar.example/engagements/> PREFIX source: <https://ctcalendar.example/sources/>
PREFIX person: <https://ctcalendar.example/people/>
"""
PROV, RDF = rdflib.PROV, rdflib.RDF
OWN = rdflib.Namespace("https://ctcalendar.example/terms#")


@pytest.fixture(scope="module")
def graph(record: App) -> rdflib.Graph:
    """What happened from 2020 on, and all it names, as triples."""
    return rdflib.Graph().parse(data=linked(record, clearance=PUBLIC, since="2020-01-01"), format="json-ld")


@pytest.fixture(scope="module")
def document(record: App) -> dict[str, Any]:
    """The whole record, as plain JSON."""
    found: dict[str, Any] = msgspec.json.decode(linked(record))
    return found


def asked(graph: rdflib.Graph, sparql: str) -> list[tuple[Any, ...]]:
    """What a query answers, as Python values."""
    return [tuple(cell and cell.toPython() for cell in row) for row in graph.query(PREFIXES + sparql)]


def test_every_engagement_has_a_name_in_both_languages(graph: rdflib.Graph):
    """And is an event for others, with the record of it beside it."""
    events = asked(graph, "SELECT ?e WHERE { ?e a schema:Event, prov:Activity; schema:subjectOf [ a prov:Entity ] }")
    names = asked(graph, "SELECT ?e (lang(?n) AS ?l) WHERE { ?e a schema:Event; schema:name ?n }")
    assert len(events) == 3
    assert {(e, language) for (e,) in events for language in ("en", "ar")} == {(e, str(lang)) for e, lang in names}


def test_every_claim_has_its_source_and_its_words(graph: rdflib.Graph):
    """It is derived from a source that is there, and quotes it: the words, and where they stand."""
    claims = {claim: graph.value(claim, PROV.wasDerivedFrom) for claim in graph.subjects(RDF.type, OWN.Claim)}
    assert len(claims) > 100
    assert all((source, RDF.type, PROV.Entity) in graph for source in claims.values())
    quoted = asked(
        graph,
        """SELECT ?words ?place WHERE { engagement:qatar-us-security-signing schema:subjectOf/ct:claim ?c .
        ?c ct:field "when"; ct:rank "preferred"; prov:wasQuotedFrom source:doha-security-rewrite; ct:evidence ?q .
        ?q oa:hasSelector/oa:exact ?words; oa:hasSelector/rdf:value ?place }""",
    )
    assert ("The meeting took place in Doha on December 18, 2023", "char=611,662") in quoted


def test_days_are_as_exact_as_they_are_known(graph: rdflib.Graph):
    """A day that is certain is a schema.org date; one that is not stands as EDTF alone."""
    days = asked(
        graph,
        """SELECT ?e (str(?s) AS ?start) (str(?w) AS ?when) (datatype(?w) AS ?type) WHERE {
        ?e a schema:Event; ct:when ?w
        OPTIONAL { ?e schema:startDate ?s } }""",
    )
    edtf = "http://id.loc.gov/datatypes/edtf/EDTF"
    assert {(e.rpartition("/")[2], start, when) for e, start, when, _ in days} == {
        ("qatar-us-security-signing", "2023-12-18", "2023-12-18"),
        ("qatar-unoct-dialogue-4", None, "2022-03-27?"),
    }
    assert {kind for *_, kind in days} == {edtf}


def test_disputes_and_facts_are_there(graph: rdflib.Graph):
    """The dispute with its values, those claims in it; each fact an activity with its moment."""
    (found,) = asked(
        graph,
        """SELECT ?state (COUNT(?c) AS ?n) WHERE { ?d a ct:Dispute; ct:field "when"; ct:state ?state .
        ?c ct:inDispute ?d } GROUP BY ?state""",
    )
    assert found == ("open", 2)
    facts = asked(
        graph,
        """SELECT ?kind ?at WHERE { engagement:qatar-unoct-dialogue-4 schema:subjectOf/prov:wasGeneratedBy ?f .
        ?f a prov:Activity; ct:kind ?kind; prov:startedAtTime ?at }""",
    )
    assert [(kind, at.date().isoformat()) for kind, at in facts] == [("engagement.held", "2026-11-22")]


def test_who_took_part_and_in_which_role(graph: rdflib.Graph):
    """By way of schema:Role; offices hang on the person who held them."""
    led = asked(
        graph,
        """SELECT ?person WHERE { engagement:qatar-us-security-signing schema:attendee ?r .
        ?r a schema:Role; schema:roleName "head"; schema:attendee ?person }""",
    )
    assert {row[0].rpartition("/")[2] for row in led} == {"khalifa-bin-hamad-al-thani", "kristi-noem"}
    assert asked(
        graph,
        "SELECT ?o WHERE { person:kristi-noem schema:hasOccupation ?o . ?o schema:roleName ?n }",
    )


def test_every_term_is_defined_in_the_document_itself(document: dict[str, Any]):
    """A term outside the context would be dropped in silence; and nothing has to be fetched to read it."""
    context = document["@context"]
    used = {key for node in document["@graph"] for key in _terms(node)}
    assert used <= set(context)
    assert not [value for value in context.values() if isinstance(value, list)]


def test_a_deprecated_claim_is_marked(document: dict[str, Any]):
    """With its rank, why, and since when it holds no more."""
    (claim,) = [
        claim for node in document["@graph"] for claim in node.get("claim", ()) if claim["rank"] == "deprecated"
    ]
    assert claim["field"] == "title"
    assert claim["reason"].startswith("the Arabic title was our own translation")
    assert claim["invalidatedAtTime"] == "2026-11-22T01:00:00.000000Z"


def test_every_node_that_is_named_is_there(document: dict[str, Any]):
    """Whatever a reference leads to stands in the document: no id leads out of it."""
    there = {node["@id"] for node in document["@graph"]}
    folders = "engagements|instruments|commitments|series|people|organisations|parties|offices|topics|sources"
    named = {text for text in _texts(document["@graph"]) if re.fullmatch(rf"({folders})/[A-Za-z0-9_-]+", text)}
    assert named <= there


def test_it_may_stand_inside_a_page(record: App):
    """Nothing in it ends the script element around it."""
    assert b"<" not in linked(record)


def _terms(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.startswith("@"):
                yield key
            if key not in ("@value", "alternative", "preferred"):  # JSON, as it stands in the record
                yield from _terms(part)
    elif isinstance(value, list):
        for part in value:
            yield from _terms(part)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)
