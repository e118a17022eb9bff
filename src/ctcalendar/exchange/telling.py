"""What cells tell of an item in short: what it is called, who led each side, on whose word it rests."""

from collections.abc import Iterable

from ctcalendar.exchange.columns import Plain, in_language, joined

_LABELS = ("title", "names", "label", "text")
HEADS = ("head", "co-chair")


def stream(item: Plain) -> str | None:
    """KIND:ID; None of a state, which nobody recorded."""
    return f"{item['item']}:{item['id']}" if "item" in item else None


def label(item: Plain, language: str = "en") -> str:
    """What an item is called, in a language or else in the other; for want of a name, its id."""
    called = (in_language(item.get(field), language) for field in _LABELS)
    return next(filter(None, called), None) or str(item["id"])


def label_ar(item: Plain) -> str:
    """The same, in Arabic first."""
    return label(item, "ar")


def why_retracted(item: Plain) -> str | None:
    """Why an item should not have been recorded; that it was retracted, where nobody says why."""
    retracted = item.get("retracted")
    if not retracted:
        return None
    return in_language(retracted["reason"]) or (f"the same as {twin}" if (twin := retracted["duplicate_of"]) else "yes")


def day(engagement: Plain) -> str | None:
    """When an engagement happened, as EDTF; of an undated whole when its parts did, in brackets; else its bounds."""
    when, span = engagement["when"], engagement["dated_by_parts"]
    if when is None:
        days = dict.fromkeys((span["earliest"] or "..", span["latest"] or "..")) if span else ()
        return f"({'/'.join(days)})" if days else None
    bounds = when["earliest"], when["latest"]
    return when["edtf"] or (f"{bounds[0] or ''}…{bounds[1] or ''}" if any(bounds) else None)


def places(engagement: Plain, language: str) -> str | None:
    """The places of an engagement; where one has no name, its country."""
    return joined((in_language(place["name"], language) or place["country"] for place in engagement["places"]), "; ")


def countries(engagement: Plain) -> str | None:
    """The countries of its places."""
    return joined(place["country"] for place in engagement["places"])


def heads(engagement: Plain, language: str) -> str | None:
    """Who led each side: `QA: Abdulaziz al-Ansari; US: Nathan Sales`."""
    led = (one for one in engagement["participants"] if one["role"] in HEADS)
    return joined((f"{one['party']}: {who(one, language)}" for one in led), "; ")


def people(engagement: Plain) -> str | None:
    """Everybody who took part, as printed and as we call them, in both languages."""
    return joined(
        (
            in_language(text, language)
            for one in engagement["participants"]
            for text in (one["label"], one["name"])
            for language in ("en", "ar")
        ),
        "; ",
    )


def who(participant: Plain, language: str = "en") -> str:
    """Somebody who took part: our name, the printed one, or whatever else is known."""
    texts = (participant.get(part) for part in ("label", "name", "title"))
    return next(filter(None, (in_language(text, language) for text in texts)), participant["organisation"] or "?")


def quotes(item: Plain) -> str | None:
    """The words of the sources, a line each."""
    return joined((citation["quote"] for citation in item["citations"]), "\n")


def sources(item: Plain) -> str | None:
    """The sources an item rests on."""
    return joined(citation["source"] for citation in item["citations"])


def spellings(item: Plain) -> str | None:
    """The attested spellings of a name."""
    return joined((alias["text"] for alias in item.get("aliases") or ()), "; ")


def derived(source: Plain) -> str | None:
    """What a source comes from: `quotes Qatar News Agency`."""
    origins = source["derived_from"]
    return joined((f"{one['how']} {one.get('source') or one.get('name') or ''}".strip() for one in origins), "; ")


def related(instrument: Plain) -> str | None:
    """The instruments one stands to, and how: `implements us-qatar-ct-mou`."""
    return joined((f"{one['how']} {one['instrument']}" for one in instrument["related"]), "; ")


def due(commitment: Plain) -> Iterable[str]:
    """By when a commitment is due, as its deadlines spell it."""
    return [one["by"] or "at a meeting" for one in commitment["due"]]


def first_due(commitment: Plain) -> str | None:
    """The last day that keeps the first of its deadlines."""
    return min((str(one["last"]) for one in commitment["due"] if one["last"]), default=None)


def as_of_engagement(item: Plain) -> str | None:
    """The id of an item that is an engagement."""
    return item["id"] if item["item"] == "engagement" else None
