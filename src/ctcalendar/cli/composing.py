"""One item, said by options: a dossier of one item, composed, recorded as any other, and answered in words.

There is one path into the record. What is refused on it is told of the option it came from, for nobody wrote a file.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, check_word, enter, needs_full_clearance
from ctcalendar.cli.printing import write
from ctcalendar.cli.proposing import point_out
from ctcalendar.cli.spelling import citations
from ctcalendar.cli.writing import print_facts
from ctcalendar.domain.standing import Standing
from ctcalendar.dossier.read import read_dossier
from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from ctcalendar.app.recording import Outcome

Plain = dict[str, Any]
NAME = "command line"


class Said(NamedTuple):
    """What is said, as the item of a dossier's section; and of which option each of its paths came."""

    section: str
    item: Plain
    options: Mapping[str, str]
    read: Standing | None = None
    """What was read to compose it: if somebody recorded on that since, it is refused."""

    @property
    def subject(self) -> str:
        """The item it is said of, as KIND:ID."""
        return str(self.item.get("subject") or f"engagement:{self.item['id']}")

    @property
    def label(self) -> str:
        """The same in words."""
        return self.subject.replace(":", " ", 1)


def opened(command: str) -> Door:
    """The door of a command that writes."""
    door = enter()
    needs_full_clearance(door, command)
    return door


def named(door: Door, text: str) -> Standing:
    """What the item that an argument names has come to."""
    check_word("ID", text)
    return door.app.standing(text)


def cited(options: Mapping[str, Any], path: str = "citations") -> tuple[list[Plain], dict[str, str]]:
    """The citations that options give, and the option of each path below `path`."""
    about = {
        "language": options["quote_lang"],
        "quote": options["quote"],
        "locator": options["locator"],
        "supports": list(options["supports"]),
    }
    made = citations(options["source"], about, options["cite"])
    origin = {path: "citations (--source)"}
    for number, (_, option) in enumerate(made, 1):
        origin[f"{path}.{number}"] = option
        if option == "--source":
            belonging = {"source": "--source", "quote": "--quote", "language": "--quote-lang", "locator": "--locator"}
            origin |= {f"{path}.{number}.{field}": name for field, name in belonging.items()}
    return [citation for citation, _ in made], origin


def reason(options: Mapping[str, Any]) -> str | Plain:
    """Why, in one language or both."""
    text, arabic = options["reason"], options.get("reason_ar")
    if text is None and arabic is None:
        raise Misuse("--reason is missing: say why")
    if arabic is None:
        return str(text)
    return {"ar": arabic} if text is None else {"en": text, "ar": arabic}


# -- recording it -----------------------------------------------------------------------------------------------------


def tell(door: Door, said: Said, *, dry_run: bool, form: str) -> None:
    """Record what is said, and say what became of it."""
    data = _encoded({said.section: [said.item]})
    read = {} if said.read is None else {str(said.read.stream): said.read.revision}
    try:
        outcomes = door.app.record([(NAME, data)], dry_run=dry_run, read=read)
    except BadInput as error:
        raise _of_options(error, said) from None
    if form == "table":
        _answer(door, said, outcomes[0], read_dossier(NAME, data)[0].command_id)
    else:
        print_facts(form, outcomes)
    point_out(door, outcomes)


def _answer(door: Door, said: Said, outcome: "Outcome", command_id: str) -> None:
    positions = [at for receipt in outcome.receipts for at in range(receipt.first_position, receipt.last_position + 1)]
    for number, fact in enumerate(outcome.facts):
        where = f"position {positions[number]}" if positions else "dry run, nothing was written"
        write(f"{fact.stream.kind} {fact.stream.id}: {fact.name.partition('.')[2].replace('-', ' ')} ({where})")
    if not outcome.facts:
        _told_before(door, said, command_id)


def _told_before(door: Door, said: Said, command_id: str) -> None:
    """Say where it stands already; and if the record moved on since, that this did not bring it back."""
    facts = list(door.app.facts(clearance=door.clearance, stream=said.subject))
    mine = [fact.position for fact in facts if fact.command_id == command_id]
    write(f"{said.label}: already recorded (position {', '.join(map(str, mine))})")
    since = [fact for fact in facts if mine and fact.position > mine[-1] and not fact.type.endswith(_LEAVING)]
    if since and said.section in _UNDONE_BY_OTHERS:
        print(f"note: {since[-1].type} was recorded since; to say this again, give another --reason", file=sys.stderr)


# What is said again after something else was said would seem done, but is not: the same words are one command.
_UNDONE_BY_OTHERS = frozenset(
    "reschedules cancellations amendments retractions reinstatements reclassifications merges splits".split()
)
_LEAVING = (".corroborated", ".disputed")


def _encoded(dossier: Plain) -> bytes:
    """A dossier as JSON of ASCII alone: whatever a value holds, it cannot end the string it stands in."""
    try:
        json.dumps(dossier, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Misuse("an option holds bytes that are not UTF-8") from None
    return json.dumps(dossier).encode()


# -- refusals ---------------------------------------------------------------------------------------------------------

_HINTS = {
    "mend the file; nothing was recorded": "nothing was recorded",
    "to correct what is recorded, add an amendment or a corroboration instead of editing the item": (
        "to correct what is recorded: ctcalendar amend; to add another source: ctcalendar corroborate"
    ),
}
_PATH = re.compile(r"(?P<path>[\w-]+(?:\.[\w-]+)*): (?P<rest>.*)", re.DOTALL)


def _of_options(error: BadInput, said: Said) -> BadInput:
    """A refusal without the file and the line that it names: of the option that each problem is about."""
    problems = [_in_words(problem, said) for problem in error.problems]
    return BadInput(*problems, hint=_HINTS.get(error.hint or "", error.hint))


def _in_words(problem: str, said: Said) -> str:
    called = "|".join(re.escape(said.item[key]) for key in ("subject", "id") if key in said.item)
    text = re.sub(rf"^{NAME}(?::\d+)?: (?:[\w-]+ (?:{called})\S*: )?", "", problem)
    text = text.replace(" is recorded or in these files", " is recorded")
    found = _PATH.fullmatch(text)
    if found is None or found["path"] == "subject":
        return f"{said.label}: {found['rest'] if found else text}"
    return f"{said.label}: {_option(found['path'], said.options)}: {found['rest']}"


def _option(path: str, options: Mapping[str, str]) -> str:
    """The option that gave what stands at a path, and the path where the option gave more than that."""
    plain = path.removeprefix("values.") if path not in options else path
    for asked in dict.fromkeys((path, plain)):
        for above in _upwards(asked):
            if above in options:
                return options[above] if above == asked else f"{options[above]} ({asked})"
    below = [option for given, option in options.items() if given.startswith(f"{plain}.")]
    return " and ".join(dict.fromkeys(below)) or plain


def _upwards(path: str) -> Iterator[str]:
    steps: Sequence[str] = path.split(".")
    while steps:
        yield ".".join(steps)
        steps = steps[:-1]
