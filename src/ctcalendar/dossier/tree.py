"""YAML (and so JSON) text to plain values, with the line of every path, within bounds.

YAML 1.2's JSON schema and no more: a plain `null` is null, every other scalar is text. So `NO` is not false, `19:22`
not a number and `2017-11-08` not an object; where a number is wanted, text made of digits is one. Aliases are allowed
but counted each time they are used; tags, merge keys and doubled keys are not.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from ctcalendar.errors import BadInput

MAX_BYTES = 10_000_000
MAX_DEPTH = 30
MAX_NODES = 500_000

# libyaml refuses the surrogate pairs that JSON writes characters beyond U+FFFF with; the pure parser reads them.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


class Tree(NamedTuple):
    """Plain values, and the line (from 1) on which each path begins: () is the document, ("people", 0, "id") a key."""

    value: Any
    lines: dict[tuple[str | int, ...], int]


def read_tree(name: str, data: bytes) -> Tree:
    """The values that `data` spells; `name` is the file's, for messages.

    Raises:
        BadInput: too large, not UTF-8, not YAML, too deep, or with a feature a dossier does not use; names the line.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(
            f"{name}: {len(data):,} bytes; a dossier holds at most {MAX_BYTES:,}",
            hint="split it into several files and record them together",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name}:{line}: is not UTF-8 (byte {error.start})", hint="save the file as UTF-8") from None
    try:
        return _Composer(name, text).tree()
    except yaml.MarkedYAMLError as error:
        mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = f":{mark.line + 1}" if mark is not None else ""
        raise BadInput(f"{name}{at}: is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{name}: is not YAML: {' '.join(str(error).split())}") from None


class _Composer:
    """Builds values from the parser's events; the parser itself keeps no deep stack, so the bounds hold."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        loader = getattr(yaml, "CLoader", yaml.Loader)
        if _SURROGATE.search(text):
            loader = yaml.Loader
            if text.lstrip().startswith("{"):
                text = text.replace("\t", " ")  # JSON may be indented by tabs, which the pure parser refuses
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self._anchors: dict[str, list[Any]] = {}
        self._recording: list[list[Any]] = []
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._nodes = 0

    def tree(self) -> Tree:
        value: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal(event, "a second document begins here; a dossier is one document")
                value = self._node(next(self._events), ())
        return Tree(value, self._lines)

    def _node(self, event: Any, path: tuple[str | int, ...], source: Iterator[Any] | None = None) -> Any:
        self._check(event, path)
        events = source if source is not None else self._recorded()
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        self._lines.setdefault(path, event.start_mark.line + 1)
        anchored = self._anchor(event)
        if isinstance(event, yaml.ScalarEvent):
            value: Any = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(events, path)
        else:
            value = self._mapping(events, path)
        if anchored is not None:
            self._recording.remove(anchored)
        return value

    def _recorded(self) -> Iterator[Any]:
        """The parser's events, noted for every anchor that is open."""
        for event in self._events:
            for noted in self._recording:
                noted.append(event)
            yield event

    def _anchor(self, event: Any) -> list[Any] | None:
        if event.anchor is None:
            return None
        noted = [event]
        self._anchors[event.anchor] = noted
        self._recording.append(noted)
        return noted

    def _alias(self, event: Any, path: tuple[str | int, ...]) -> Any:
        noted = self._anchors.get(event.anchor)
        if noted is None or any(noted is open_one for open_one in self._recording):
            raise self._refusal(event, f"*{event.anchor} repeats nothing that stands before it")
        events = iter(list(noted))
        # What is repeated names nothing anew: its anchors already stand for the whole of what they first named.
        for repeated in noted:
            if not isinstance(repeated, yaml.AliasEvent):
                repeated.anchor = None
        first = next(events)
        self._lines.setdefault(path, event.start_mark.line + 1)
        return self._node(first, path, events)

    def _scalar(self, event: Any) -> str | None:
        # Implicit means written plain; libyaml and the pure parser differ in what they call its style.
        if event.implicit[0] and event.value in ("", "null", "~"):
            return None
        return self._text(event)

    def _text(self, event: Any) -> str:
        """JSON spells a character beyond U+FFFF as two escapes; put the halves together."""
        text = str(event.value)
        if not _HALF.search(text):
            return text
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise self._refusal(event, "holds half a character (a lone surrogate escape)") from None

    def _sequence(self, events: Iterator[Any], path: tuple[str | int, ...]) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            values.append(self._node(event, (*path, len(values)), events))
        return values

    def _mapping(self, events: Iterator[Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refusal(event, "a field's name must be plain text")
            spelt: Any = event
            self._check(spelt, path)
            key = self._text(spelt)
            if key in values:
                raise self._refusal(spelt, f"the field {key!r} stands here twice")
            self._lines[(*path, key)] = spelt.start_mark.line + 1
            values[key] = self._node(next(events), (*path, key), events)
        return values

    def _check(self, event: Any, path: tuple[str | int, ...]) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refusal(event, f"more than {MAX_NODES:,} values, counting what aliases repeat")
        if len(path) > MAX_DEPTH:
            raise self._refusal(event, f"nested deeper than {MAX_DEPTH}")
        if getattr(event, "tag", None) not in (None, "!"):
            raise self._refusal(event, f"the tag {event.tag} is not used in dossiers")

    def _refusal(self, event: Any, problem: str) -> BadInput:
        return BadInput(f"{self._name}:{event.start_mark.line + 1}: {problem}")
