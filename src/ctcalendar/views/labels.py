"""What the parties and organisations that engagements name are called, for readers who do not know our ids."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ctcalendar.domain.parties import ISO_3166
from ctcalendar.views.entry import Words
from ctcalendar.views.evidence import Asker
from ctcalendar.views.question import Question

Named = tuple[str, str]
"""A kind of item and an id."""


def labels(
    asker: Asker, made: Mapping[str, Mapping[str, Any]], show: Callable[[str, int], None]
) -> Mapping[str, dict[str, Words]]:
    """Engagement -> our labels for what it is seen to name, by id.

    `made` is what hangs on the engagements, by field; `show` takes note of the rows that are shown.
    """
    named = _named(made)
    known = _names_of(asker, {one for names in named.values() for one in names})
    found: dict[str, dict[str, Words]] = {}
    for engagement, names in named.items():
        found[engagement] = {}
        for one in sorted(names & known.keys()):
            found[engagement][one[1]], known_from = known[one]
            show(engagement, known_from)
    return found


def _named(made: Mapping[str, Mapping[str, Any]]) -> Mapping[str, set[Named]]:
    named: dict[str, set[Named]] = defaultdict(set)
    for field, kind in (("parties", "party"), ("agencies", "organisation")):
        for engagement, ids in made[field].items():
            named[engagement] |= {(kind, name) for name in ids}
    for engagement, people in made["participants"].items():
        named[engagement] |= {("party", one.party) for one in people}
        named[engagement] |= {("organisation", one.organisation) for one in people if one.organisation}
    for engagement, sizes in made["delegations"].items():
        named[engagement] |= {("party", one.party) for one in sizes}
    for engagement, disputes in made["disputes"].items():
        said = {text for dispute in disputes for text in _texts(dispute.values)}
        named[engagement] |= {(kind, text) for text in said for kind in ("party", "organisation")}
    return named


def _names_of(asker: Asker, named: Iterable[Named]) -> Mapping[Named, tuple[Words, int]]:
    """What those of them that may be seen are called, and since which position."""
    listed = [one for one in named if one[1] not in ISO_3166]
    found: dict[Named, tuple[Words, int]] = {}
    for kind in ("party", "organisation"):
        question = Question(asker.clearance, asker.as_of)
        ids = question.bind_all(sorted(name for of, name in listed if of == kind))
        if ids:
            rows = asker.reader.rows(
                f"""SELECT n.id, n.names_en, n.names_ar, n.names_differs, n.known_from FROM {kind} n
                WHERE n.id IN ({ids}) AND {question.standing("n")} AND {question.visible(kind, "n.id")}""",
                question.parameters,
            )
            found |= {(kind, name): (Words(*text), known_from) for name, *text, known_from in rows}
    return found


def _texts(value: Any) -> Iterator[str]:
    """The texts anywhere in a plain value: some are ids."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
