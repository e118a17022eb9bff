"""Rules about what two languages say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ctcalendar.audit.finding import Evidence, Found, evidence, evidence_of_dispute, rule
from ctcalendar.audit.record import Record
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Dispute, Entry, Words

_TOLD = 5


class _Difference(NamedTuple):
    """One thing that two languages do not say alike."""

    says: str
    evidence: list[Evidence]
    is_disputed: bool = False


@rule(
    "languages-differ",
    "languages that do not say the same",
    "لغتان لا تقولان الشيء نفسه",
    severity="info where the record says in words how they differ; warning where that is in open dispute",
    speaks="On what was undertaken, or how far it has come, English and Arabic do not say the same: the text of a "
    "commitment, deadline, report or objective is marked with `differs`, or the values of an open dispute rest on one "
    "source that says one thing in one language and another in the other. One finding for an instrument or engagement, "
    "for all that was undertaken in it.",
    silent=(
        "Titles, names, offices and what somebody said may differ from language to language: where they are shown, "
        "`differs` is shown beside them. No text is compared with its translation by this program.",
        "A text in one language alone; a dispute that was settled; a dispute between sources in different languages.",
    ),
)
def languages_differ(record: Record) -> Iterator[Found]:
    """Undertakings that differ by language, by what binds."""
    found: dict[str, list[_Difference]] = defaultdict(list)
    for card in record.of("commitment"):
        found[_binder(card)] += _marked(card, card.fields)
    for card in record.of("instrument"):
        found[f"instrument:{card.id}"] += _marked(
            card, {key: card.fields.get(key) for key in ("reports", "objectives")}
        )
    for subject, item in record.everything():
        binder = _binder(item) if isinstance(item, Card) and item.item == "commitment" else subject
        found[binder] += [_parted(subject, item, one) for one in item.disputes if _is_by_language(item, one)]
    yield from (_told(subject, differences) for subject, differences in sorted(found.items()) if differences)


def _told(subject: str, differences: list[_Difference]) -> Found:
    says = "; ".join(one.says for one in differences[:_TOLD]) + (" …" if len(differences) > _TOLD else "")
    return Found(
        "warning" if any(one.is_disputed for one in differences) else "info",
        subject,
        Words(f"English and Arabic do not say the same: {says}", f"الإنجليزية والعربية لا تقولان الشيء نفسه: {says}"),
        Words(
            "read both texts; if one is the authentic one, record which, else quote both wherever this is used",
            "راجع النصين؛ فإن كان أحدهما هو النص المعتمد فسجّل ذلك، وإلا فاذكرهما معاً حيثما استُشهد بهما",
        ),
        [one for difference in differences[:_TOLD] for one in difference.evidence],
    )


def _binder(commitment: Card) -> str:
    """What a commitment was undertaken in, or at."""
    instrument = commitment.fields.get("instrument")
    return f"instrument:{instrument}" if instrument else f"engagement:{commitment.fields.get('engagement')}"


def _marked(card: Card, fields: Mapping[str, Any]) -> Iterator[_Difference]:
    """The texts of an item that are marked, with their paths."""
    subject = f"{card.item}:{card.id}"
    texts = [("text", fields.get("text"))]
    for listed in ("deadlines", "reports", "objectives"):
        texts += [(f"{listed}.{one['id']}", one.get("text")) for one in fields.get(listed) or ()]
    for path, text in texts:
        if text and text.get("differs"):
            said = evidence(subject, card, path)
            by_language = {one.language: one for one in said}
            yield _Difference(f"{subject} {path}: {text['differs']}", [*by_language.values()])


def _is_by_language(item: Entry | Card, dispute: Dispute) -> bool:
    """Whether one source says one of the values in one language, and another in the other."""
    if dispute.state != "open":
        return False
    said: dict[str | None, dict[str | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in evidence_of_dispute("", item, dispute):
        if one.language:
            said[one.source][one.value].add(one.language)
    return any(_are_parted([*values.values()]) for values in said.values())


def _are_parted(languages: Sequence[set[str]]) -> bool:
    """Whether each value is said in one language, and not all of them in the same."""
    return all(len(spoken) == 1 for spoken in languages) and len(set().union(*languages)) > 1


def _parted(subject: str, item: Entry | Card, dispute: Dispute) -> _Difference:
    told = evidence_of_dispute(subject, item, dispute)
    values = ", ".join(dict.fromkeys(f"{one.language}: {one.value}" for one in told if one.language))
    return _Difference(f"{dispute.field}: {values}", told, is_disputed=True)
