"""What a short command does without, so that it is over before most of what it might have used would be imported.

For a process of our own, before it imports anything else. A program that uses this package is left as it is.
"""

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def start_lean() -> None:
    """Begin without what only some commands use. Called once, first of all."""
    # What is imported stays until the end: to look through it for what is not used any more takes a tenth of a listing.
    global _paused
    _paused = gc.isenabled()
    gc.disable()
    for module in (
        Later("inspect", cleandoc=_cleandoc),
        Later("platform", system=_system),
        Later("gettext", gettext=_gettext, ngettext=_ngettext),
        Later("textwrap"),
    ):
        sys.modules.setdefault(module.__name__, module)
    if "msgspec" not in sys.modules:
        _import_msgspec()


def collect_garbage() -> None:
    """From now on, but not among what has been imported so far: that stays."""
    global _paused
    if _paused:
        _paused = False
        gc.freeze()
        gc.enable()


_paused = False
"""Whether it was we who turned the collector off: another program's choice is left as it is."""


class Later(ModuleType):
    """A module that is imported once something of it is used that does not stand here already."""

    def __init__(self, name: str, **standing_in: Callable[..., Any]) -> None:
        super().__init__(name)
        if "." not in name:  # or its package would be imported to find it
            self.__spec__ = find_spec(name)
        self.__dict__.update(standing_in)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # asked by `from … import`: it is no package
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            sys.modules.pop(self.__name__, None)
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


def _cleandoc(text: str) -> str:
    """What click has the help of each option tidied by: on one line, as most are, there is nothing to tidy."""
    if "\n" not in text and "\t" not in text and not text[:1].isspace():
        return text
    return str(_real("inspect").cleandoc(text))


def _system() -> str:
    """What uuid, which click imports, asks as it is imported."""
    return os.uname().sysname if hasattr(os, "uname") else str(_real("platform").system())


def _gettext(message: str) -> str:
    """What click has its own messages translated by, in the language of the terminal: none are, with click or here."""
    return message


def _ngettext(one: str, several: str, count: int) -> str:
    """The same where there may be several."""
    return one if count == 1 else several


def _real(name: str) -> Any:
    module = sys.modules.get(name)
    if isinstance(module, Later):
        module.__getattr__("__doc__")
    return import_module(name)


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions: it finds in typing all that it looks for there, since Python 3.11.

    And without what describes types, as a schema of JSON too, and what reads formats that we do not.
    """
    schemas = Later("msgspec._json_schema", schema=_schema, schema_components=_schema_components)
    for module in (Later("msgspec.inspect"), Later("msgspec.toml"), Later("msgspec.yaml"), schemas):
        sys.modules[module.__name__] = module
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
        try:
            import_module("msgspec")
        finally:
            del sys.modules["typing_extensions"]


def _schema(*asked: Any, **options: Any) -> Any:
    return _real("msgspec._json_schema").schema(*asked, **options)


def _schema_components(*asked: Any, **options: Any) -> Any:
    return _real("msgspec._json_schema").schema_components(*asked, **options)
