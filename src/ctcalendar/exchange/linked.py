"""JSON-LD: every item as a node of schema.org, and the record of it as an entity of PROV-O.

What happened and what is recorded of it are two things: `engagements/ID` is an Event, `engagements/ID#record` what this
record says of it. To the record belong the claims with the words they rest on, the disputes, and each fact recorded, as
an activity. Deprecated claims and disputes are there like the others, marked.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import msgspec

from ctcalendar.domain.countries import COUNTRIES
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.exchange.columns import Plain
from ctcalendar.exchange.context import context
from ctcalendar.exchange.naming import Node, iri, kept, words
from ctcalendar.exchange.nodes import NODES


def document(items: Iterable[Plain], domain: str) -> Iterator[bytes]:
    """One JSON-LD document, piece by piece, a node a line: the same items give the same bytes."""
    yield b'{"@context":' + _json(context(domain)) + b',"@graph":[\n'
    opening = b""
    for node in chain.from_iterable(_nodes(items)):
        yield opening + _json(node)
        opening = b",\n"
    yield b"\n]}\n"


def _nodes(items: Iterable[Plain]) -> Iterator[Iterable[Node]]:
    states = set[str]()
    for item in items:
        states |= ISO_3166 & set(_parties(item))
        yield (kept({**NODES[item["item"]](item), "subjectOf": f"{iri(item)}#record"}), _record(item))
    yield map(_state, sorted(states))


def _parties(item: Plain) -> Iterator[str]:
    """The parties an item names."""
    yield from item.get("parties") or ()
    yield from (one["party"] for one in item.get("participants") or ())
    yield from (one["party"] for one in item.get("delegations") or ())
    if item.get("party") is not None:
        yield item["party"]


def _state(code: str) -> Node:
    en, ar = COUNTRIES.get(code, (code, None))
    name = words({"en": en, "ar": ar})
    return {"@id": f"parties/{code}", "@type": ["schema:Country", "prov:Agent"], "identifier": code, "name": name}


def _record(item: Plain) -> Node:
    """What is recorded of an item."""
    about = iri(item)
    facts = list(enumerate(item["history"], 1))
    return kept(
        {
            "@id": f"{about}#record",
            "@type": ["prov:Entity", "schema:CreativeWork"],
            "about": about,
            "version": item["revision"],
            "classification": item["classification"],
            "disputed": item["disputed"],
            "wasDerivedFrom": list(dict.fromkeys(f"sources/{one['source']}" for one in item["citations"])),
            "wasGeneratedBy": [_fact(about, number, fact) for number, fact in facts],
            "wasInvalidatedBy": _retraction(item, about),
            "evidence": [_evidence(one) for one in item["citations"]],
            "claim": [_claim(one, about) for one in item["claims"]],
            "dispute": [_dispute(one, about) for one in item["disputes"]],
        }
    )


def _fact(about: str, number: int, fact: Plain) -> Node:
    at = fact["recorded_at"]
    return kept(
        {
            "@id": f"{about}#fact-{number}",
            "@type": "prov:Activity",
            "kind": fact["type"],
            "startedAtTime": at,
            "endedAtTime": at,
            "cause": fact["cause"],
            "reason": words(fact["why"]) or fact["reason"],
            "note": fact["note"],
        }
    )


def _retraction(item: Plain, about: str) -> str | None:
    """The fact by which an item was retracted, where it is."""
    numbers = [n for n, fact in enumerate(item["history"], 1) if fact["type"].endswith(".retracted")]
    return f"{about}#fact-{numbers[-1]}" if item["retracted"] and numbers else None


def _evidence(citation: Plain) -> Node:
    return kept({**_quotation(citation), "supports": citation["supports"], "inLanguage": citation["language"]})


def _quotation(cited: Plain, language: str | None = None) -> Node:
    """Some words of a source, and where they stand in it."""
    exact: Any = cited["quote"]
    if exact and language:
        exact = {"@value": exact, "@language": language}
    found = [
        {"@type": "oa:TextQuoteSelector", "exact": exact} if exact else None,
        {"@type": "oa:FragmentSelector", "fragment": cited["locator"]} if cited["locator"] else None,
    ]
    selectors = [selector for selector in found if selector]
    return {
        "@type": "oa:SpecificResource",
        "hasSource": f"sources/{cited['source']}",
        "hasSelector": selectors,
    }


def _claim(claim: Plain, about: str) -> Node:
    source = f"sources/{claim['source']}" if claim["source"] else None
    return kept(
        {
            "@type": ["prov:Entity", "ct:Claim"],
            "field": claim["field"],
            "value": {"@value": claim["value"], "@type": "@json"},
            "rank": claim["rank"],
            "reason": claim["reason"],
            "inDispute": f"{about}#dispute-{claim['dispute']}" if claim["dispute"] else None,
            "invalidatedAtTime": claim["superseded_at"],
            "wasDerivedFrom": source,
            "wasQuotedFrom": source if claim["quote"] else None,
            "evidence": _quotation(claim) if source and (claim["quote"] or claim["locator"]) else None,
        }
    )


def _dispute(dispute: Plain, about: str) -> Node:
    return kept(
        {
            "@id": f"{about}#dispute-{dispute['id']}",
            "@type": ["prov:Entity", "ct:Dispute"],
            "field": dispute["field"],
            "state": dispute["state"],
            "alternative": dispute["values"],
            "preferred": dispute["preferred"],
            "value": dispute["value"],
            "reason": words(dispute["reason"]),
            "note": words(dispute["settled"]),
        }
    )


def _json(value: Mapping[str, Any]) -> bytes:
    """Compact JSON, safe inside a page: a text cannot end the script element it may be put into."""
    return msgspec.json.encode(value).replace(b"<", b"\\u003c")
