"""The history in groups: how many engagements are in each, as numbers or as bars, and what stands above them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ctcalendar.cli.door import Door
from ctcalendar.cli.printing import one_line, print_csv, print_json, print_lines, print_markdown
from ctcalendar.cli.tables import Column, Screen, table

if TYPE_CHECKING:
    from ctcalendar.app.counting import Counted, Group
    from ctcalendar.cli.charting import Bar

_YEARS_OF_A_CHART = 200
"""Years in which nothing happened have a line of their own, unless there are too many."""
_WORDS = {
    "en": {"name": "name", "count": "count", "total": "total", "none": "none", "undated": "undated"},
    "ar": {
        "name": "الاسم",
        "count": "العدد",
        "total": "المجموع",
        "none": "غير مذكور",
        "undated": "بلا تاريخ",
        "year": "السنة",
        "month": "الشهر",
        "kind": "النوع",
        "status": "الحالة",
        "party": "الطرف",
        "place": "المكان",
        "country": "الدولة",
        "series": "السلسلة",
        "topic": "الموضوع",
        "person": "الشخص",
    },
}


def print_counts(form: str, counted: "Counted", door: Door) -> None:
    """The groups and how many are in each, for programs: JSON, JSON Lines, CSV or Markdown."""
    if form == "json":
        print_json(counted)
    elif form == "jsonl":
        print_lines(
            {"by": counted.by, "key": one.key, "label": one.label, "count": one.count} for one in counted.groups
        )
    else:
        write_rows = print_csv if form == "csv" else print_markdown
        write_rows((counted.by, "name", "count"), (_row(counted.by, one, door) for one in counted.groups))


def _row(by: str, group: "Group", door: Door) -> tuple[str, str, int]:
    key = _key(by, group, door) if group.key is None else group.key
    return key, _label(group, door), group.count


def lines_of_counts(counted: "Counted", door: Door, on: Screen) -> Iterator[str]:
    """The same for people, and how many engagements there are in all: each is counted once in that."""
    words, names = _WORDS[door.language], [_label(one, door) for one in counted.groups]
    rows = [
        (_key(counted.by, one, door), *([name] if any(names) else []), f"{one.count:,}")
        for one, name in zip(counted.groups, names, strict=True)
    ]
    rows.append((words["total"], *([""] if any(names) else []), f"{counted.total:,}"))
    named = [Column(words["name"], least=8)] if any(names) else []
    columns = [Column(words.get(counted.by, counted.by), least=8), *named, Column(words["count"], to_right=True)]
    return table(columns, rows, on, color=door.color)


def lines_of_chart(counted: "Counted", door: Door, on: Screen) -> Iterator[str]:
    """The same as bars."""
    from ctcalendar.cli.charting import Bar, chart

    bars = [Bar(_label(one, door) or _key(counted.by, one, door), one.count) for one in counted.groups]
    yield from chart(_with_gaps(bars) if counted.by == "year" else bars, on, color=door.color)
    total = f"{_WORDS[door.language]['total']}: {counted.total:,}"
    yield total.rjust(on.room) if on.mirrored else total


def heading(by: str, group: "Group", door: Door) -> str:
    """What stands above the engagements of a group."""
    key, label = _key(by, group, door), _label(group, door)
    return f"{key} {label} ({group.count:,})" if label else f"{key} ({group.count:,})"


def _with_gaps(bars: Sequence["Bar"]) -> Sequence["Bar"]:
    """The years, and those between them in which nothing happened."""
    from ctcalendar.cli.charting import Bar

    years = [int(bar.name) for bar in bars if bar.name.isdecimal()]
    if not years or max(years) - min(years) > _YEARS_OF_A_CHART:
        return bars
    there = {bar.name[:4] for bar in bars}
    missing = (f"{year:04}" for year in range(min(years), max(years)))
    return _in_order([*bars, *(Bar(year, 0) for year in missing if year not in there)])


def _in_order(bars: Iterable["Bar"]) -> Sequence["Bar"]:
    return sorted(bars, key=lambda bar: bar.name.strip("…") if bar.name.strip("…")[:1].isdecimal() else "~")


def _key(by: str, group: "Group", door: Door) -> str:
    words = _WORDS[door.language]
    if group.key is None:
        return words["undated" if by in ("year", "month") else "none"]
    if by in ("kind", "status"):
        from ctcalendar.cli.columns import in_words

        return in_words(group.key, door.language)
    return one_line(group.key)


def _label(group: "Group", door: Door) -> str:
    return one_line(group.label.in_language(door.language)) if group.label else ""
