"""Rules about evidence: what no source proves, sources without a day, quotes that are not where they should be."""

from collections.abc import Iterator, Mapping
from typing import Any

from ctcalendar.audit.finding import Evidence, Found, rule
from ctcalendar.audit.record import Misquote, Record
from ctcalendar.views.entry import Words

_NEED_NONE = frozenset({"source", "topic"})


@rule(
    "uncited",
    "an item that no source proves",
    "عنصر لا يثبته مصدر",
    severity="warning",
    speaks="An engagement, instrument, commitment, series, office, person, organisation or party has no citation, or "
    "none but of sources that were retracted.",
    silent=("Topics are our own labels; a source speaks for itself.",),
)
def uncited(record: Record) -> Iterator[Found]:
    """Items that rest on nothing."""
    for subject, item in record.everything():
        if subject.partition(":")[0] in _NEED_NONE or any(not one.retracted for one in item.citations):
            continue
        gone = ", ".join(dict.fromkeys(one.source for one in item.citations))
        yield Found(
            "warning",
            subject,
            Words(f"rests only on what was retracted: {gone}", f"لا يستند إلا إلى مصدر مسحوب: {gone}")
            if gone
            else Words("rests on no source", "لا يستند إلى أي مصدر"),
            Words(
                "corroborate it with a source, or retract it",
                "عزّزه بمصدر أو اسحبه",
            ),
            [Evidence(subject=subject, source=one.source, quote=one.quote) for one in item.citations[:4]],
        )


@rule(
    "source-undated",
    "a source without a date of publication",
    "مصدر بلا تاريخ نشر",
    severity="info",
    speaks="Of a source neither a day of publication nor a bound of it is recorded: `--published-by` cannot count it.",
    silent=("A month, a year, an uncertain day or a bound is enough.",),
)
def source_undated(record: Record) -> Iterator[Found]:
    """Sources without a day."""
    for source in record.of("source"):
        published: Mapping[str, Any] = source.fields.get("published") or {}
        if any(published.get(part) for part in ("edtf", "earliest", "latest")):
            continue
        subject = f"source:{source.id}"
        yield Found(
            "info",
            subject,
            Words("when it was published is not recorded", "لم يُسجَّل تاريخ نشره"),
            Words(
                "look for its dateline, its publisher's archive or the first copy that was kept of it, and amend "
                "`published`, if only with a bound",
                "ابحث عن تاريخه في النص أو في أرشيف الناشر أو في أول نسخة محفوظة منه، ثم صحّح `published` "
                "ولو بحدّ تقريبي",
            ),
            [Evidence(subject=subject, field="published", source=source.id)],
        )


@rule(
    "quote-not-found",
    "a quote that is not in its source",
    "اقتباس غير موجود في مصدره",
    severity="error; warning where the very words stand at another place than the locator says",
    speaks="The text of a source is archived (`sources attach`), and the words quoted from it are not where the "
    "locator says, or not in it at all. Of one source at most 20 are told.",
    silent=("A source whose text is not archived; a locator that is a page; white space and marks of composition.",),
)
def quote_not_found(record: Record) -> Iterator[Found]:
    """Quotes beside the archived texts."""
    for wrong in record.misquotes:
        yield Found(
            "warning" if wrong.is_elsewhere else "error",
            wrong.subject,
            _where(wrong),
            Words(
                f"correct the quote or its locator ({wrong.found_at})"
                if wrong.found_at
                else "look whether it is quoted from another source, or whether another text was archived",
                f"صحّح الاقتباس أو موضعه ({wrong.found_at})"
                if wrong.found_at
                else "تحقّق مما إذا كان مقتبساً من مصدر آخر، أو كان النص المحفوظ غيره",
            ),
            [
                Evidence(
                    subject=wrong.subject,
                    source=wrong.source,
                    language=wrong.language,
                    quote=wrong.quote,
                    locator=wrong.locator,
                )
            ],
        )


def _where(wrong: Misquote) -> Words:
    at = wrong.locator or "-"
    if wrong.is_elsewhere:
        return Words(
            f"“{wrong.quote}” is in {wrong.source} not at {at}, but at {wrong.found_at}",
            f"الاقتباس “{wrong.quote}” من {wrong.source} ليس في {at} بل في {wrong.found_at}",
        )
    en = f"; nearest to it is “{wrong.nearest}”" if wrong.nearest else ""
    ar = f"؛ وأقرب ما يكون إليه “{wrong.nearest}”" if wrong.nearest else ""
    return Words(
        f"“{wrong.quote}” is not in {wrong.source}{en}", f"الاقتباس “{wrong.quote}” غير موجود في {wrong.source}{ar}"
    )
