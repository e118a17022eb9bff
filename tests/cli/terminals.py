"""Standard output that says it is a terminal, of any size."""

import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest

from ctcalendar.cli import main

Terminal = Callable[..., str]


class Screen(TextIOWrapper):
    """A stream that somebody looks at."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.bytes = BytesIO()
        super().__init__(self.bytes, encoding, "replace")

    def isatty(self) -> bool:
        """Yes."""
        return True

    @property
    def text(self) -> str:
        """What was written to it."""
        self.flush()
        return self.bytes.getvalue().decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Runs a command that succeeds as if somebody looked: `terminal(…, columns=80, lines=24)` is what they see."""
    monkeypatch.setenv("NO_COLOR", "1")

    def ask(*arguments: object, columns: int = 80, lines: int = 1_000, encoding: str = "utf-8") -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", str(lines))
        screen = Screen(encoding)
        with monkeypatch.context() as within:
            within.setattr(sys, "stdout", screen)
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments])
        assert not ended.value.code
        return screen.text

    return ask
