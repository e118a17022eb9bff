"""Measure ctcalendar beside the bare driver and print tables as Markdown; README.md says what each number means."""

import argparse
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

# The throw-away PostgreSQL server is the tests' own.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import append
import asking
import beside_khal
import digests
import feeds
import history
import load
import rebuild
import sending
import ticking
import verify
from calendars import Engine, engines
from measure import Table

BENCHMARKS = tuple("append rebuild history verify csv feeds ticks digests sending asking khal all".split())


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    with engines() as (available, why):
        wanted = [engine for engine in available if asked.engine in (engine.name.lower(), "both")]
        pages = [_preface(asked, available, why)]
        print(pages[0], flush=True)
        for table in _tables(asked, wanted):
            pages.append(table.markdown())
            print(pages[-1], flush=True)
    if asked.out:
        asked.out.write_text("\n".join(pages), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", nargs="?", default="all", choices=BENCHMARKS)
    parser.add_argument("file", nargs="?", type=Path, help="for csv: the file of trips")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="a CSV file of trips to load as visits")
    parser.add_argument("--facts", type=int, nargs="+", default=[10_000, 100_000], help="sizes for rebuild and verify")
    parser.add_argument("--engagements", type=int, nargs="+", default=[100, 100_000], help="sizes for history")
    parser.add_argument("--asked", type=int, nargs="+", default=[10_000, 1_000_000], help="sizes for asking")
    parser.add_argument("--entries", type=int, default=10_000, help="size for feeds")
    parser.add_argument(
        "--growth", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="sizes for feeds, ticks"
    )
    parser.add_argument("--due", type=int, nargs=2, metavar=("N", "OF"), default=[10_000, 100_000], help="for ticks")
    parser.add_argument("--subjects", type=int, nargs="+", default=[1_000, 100_000, 1_000_000], help="sizes for ticks")
    parser.add_argument("--digests", type=int, default=200, help="how many are written in a turn")
    parser.add_argument("--mails", type=int, default=10_000, help="size for sending")
    parser.add_argument("--servers-venv", type=Path, metavar="DIR", help="where other calendar servers are, or will be")
    parser.add_argument("--rounds", type=int, default=9, help="how often contestants take their turn")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the tables to this file")
    asked = parser.parse_args()
    asked.csv = asked.csv or asked.file
    if asked.benchmark == "csv" and asked.csv is None:
        parser.error("csv: name the file of trips")
    sizes = [
        *asked.facts,
        *asked.engagements,
        *asked.asked,
        *asked.growth,
        asked.entries,
        *asked.due,
        *asked.subjects,
        asked.digests,
        asked.mails,
    ]
    if min([asked.rounds, *sizes]) < 1:
        parser.error("sizes and rounds are 1 or more")
    return asked


def _tables(asked: argparse.Namespace, wanted: list[Engine]) -> Iterator[Table]:
    for engine in wanted:
        yield from _of_engine(asked, engine)
    if asked.benchmark in ("digests", "all") and wanted:
        yield from digests.measure(wanted[0], digests=asked.digests, rounds=asked.rounds)
    if asked.benchmark in ("feeds", "all") and wanted:
        sizes = {"entries": asked.entries, "growth": asked.growth}
        yield from feeds.measure(wanted, **sizes, rounds=min(asked.rounds, 5), venv=asked.servers_venv)


def _of_engine(asked: argparse.Namespace, engine: Engine) -> Iterator[Table]:
    # Rounds of whole rebuilds and of 100,000 engagements are long, and long ones are less disturbed.
    few = min(asked.rounds, 5)
    if asked.benchmark in ("append", "all"):
        yield append.measure(engine, rounds=asked.rounds)
    if asked.benchmark in ("rebuild", "all"):
        yield rebuild.measure(engine, rounds=few, sizes=asked.facts)
    if asked.benchmark in ("history", "all"):
        yield history.measure(engine, rounds=few, sizes=asked.engagements)
    if asked.benchmark in ("verify", "all"):
        yield verify.measure(engine, rounds=asked.rounds, sizes=asked.facts)
    if asked.benchmark in ("sending", "all"):
        yield from sending.measure(engine, rounds=min(asked.rounds, 3), mails=asked.mails, connections=10)
    if asked.benchmark in ("asking", "all"):
        yield from asking.measure(engine, rounds=few, sizes=asked.asked)
    if asked.benchmark in ("khal", "all"):
        yield from beside_khal.measure(engine, rounds=few, entries=asked.entries)
    if asked.benchmark in ("ticks", "all"):
        sizes = {"due": asked.due[0], "of": asked.due[1], "subjects": asked.subjects, "growth": asked.growth}
        yield from ticking.measure(engine, rounds=few, **sizes)
    if asked.benchmark in ("csv", "all") and asked.csv:
        yield load.measure(engine, asked.csv, rounds=few)


def _preface(asked: argparse.Namespace, available: list[Engine], why: str | None) -> str:
    named = f" --csv {asked.csv.name}" if asked.csv else ""
    sizes = f"--facts {' '.join(map(str, asked.facts))} --engagements {' '.join(map(str, asked.engagements))}"
    growth = f"--growth {' '.join(map(str, asked.growth))}"
    of_ticks = f"--due {' '.join(map(str, asked.due))} --subjects {' '.join(map(str, asked.subjects))}"
    of_asking = f"--asked {' '.join(map(str, asked.asked))}"
    all_sizes = f"{sizes} --entries {asked.entries} {of_asking} {of_ticks} {growth}"
    of_these = {"feeds": f"--entries {asked.entries} {growth}", "ticks": f"{of_ticks} {growth}", "all": all_sizes}
    of_these |= {"asking": of_asking, "khal": f"--entries {asked.entries}"}
    sizes = of_these.get(asked.benchmark, sizes)
    versions = [f"Python {platform.python_version()}", *(f"{engine.name} {engine.version}" for engine in available)]
    lines = [
        "# What was measured",
        "",
        f"By `python benchmarks/run.py {asked.benchmark} {sizes} --rounds {asked.rounds}{named}`;"
        " [README.md](README.md) says what each number means.",
        f"{', '.join(versions)}. Ratios were taken within a round, side by side; rates only tell the order.",
    ]
    if why:
        lines += ["", f"PostgreSQL was skipped: {why}"]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
