"""What a short command does without, so that it is over before most of what it might have used would be imported.

For a process of our own, before it imports anything else. A program that uses this package is left as it is.
"""

import gc
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def start_lean() -> None:
    """Begin without what only some commands use. Called once, first of all."""
    # What is imported stays until the end: to look through it for what is not used any more takes a tenth of a listing.
    gc.disable()
    sys.modules.setdefault("inspect", Inspect("inspect"))
    _import_msgspec()


def collect_garbage() -> None:
    """From now on, but not among what has been imported so far: that stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class Inspect(ModuleType):
    """The standard library's `inspect`, imported when click wants more of it than to tidy the help of an option."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = find_spec(name)

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)

    def cleandoc(self, text: str) -> str:
        """A text without its indentation; one that has none is as it should be."""
        is_clean = "\n" not in text and "\t" not in text and not text[:1].isspace()
        return text if is_clean else str(self.__getattr__("cleandoc")(text))


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions: it finds in typing all that it looks for there, since Python 3.11."""
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
        try:
            import_module("msgspec")
        finally:
            del sys.modules["typing_extensions"]
