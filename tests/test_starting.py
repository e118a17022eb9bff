"""What a short command does without, and what it does not miss."""

import gc
import gettext
import inspect
import platform
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.starting import Later, _cleandoc, _gettext, _ngettext, _system, collect_garbage


@given(st.text(st.sampled_from("ab \t\n\u00a0\u0639")))
def test_help_is_tidied_as_inspect_does(text: str):
    """A text on one line, which most are, is told apart without it."""
    assert _cleandoc(text) == inspect.cleandoc(text)


def test_the_system_is_called_what_platform_calls_it():
    """That much is known without it."""
    assert _system() == platform.system()


@given(st.integers(0, 5))
def test_what_is_not_translated_is_said_as_gettext_says_it(count: int):
    """One, or several."""
    assert _ngettext("day", "days", count) == gettext.ngettext("day", "days", count)
    assert _gettext("day") == gettext.gettext("day")


def test_whoever_wants_more_of_inspect_gets_the_whole():
    """What stands in for it is it, from then on."""
    standing_in = Later("inspect", cleandoc=_cleandoc)
    assert standing_in.cleandoc is _cleandoc
    assert standing_in.signature is inspect.signature
    assert vars(standing_in).keys() >= vars(inspect).keys() - {"__builtins__"}


_ASKED = """
from ctcalendar.starting import start_lean
start_lean()
import inspect, sys, gc
held = sys.modules["inspect"]
assert not gc.isenabled()
assert "typing_extensions" not in sys.modules
import typing_extensions
assert typing_extensions.Required
from inspect import signature
assert sys.modules["inspect"] is not held
assert held.signature is signature
assert held.cleandoc("a\\n  b\\n  c") == "a\\nb\\nc"
import platform, textwrap
assert platform.system() == platform.uname().system
assert textwrap.dedent(" a") == "a"
from gettext import gettext, ngettext
import gettext as translations
assert (gettext("day"), ngettext("day", "days", 2)) == ("day", "days")
assert isinstance(translations.NullTranslations(), object)
import msgspec
assert type(sys.modules["msgspec.inspect"]).__name__ == "Later"
assert msgspec.json.schema(int) == {"type": "integer"}
assert msgspec.json.schema_components([int]) == (({"type": "integer"},), {})
assert msgspec.inspect.type_info(int) == msgspec.inspect.IntType()
assert msgspec.toml.decode("a = 1") == {"a": 1}
"""


def test_a_process_that_started_lean_can_use_all_it_began_without():
    """What another library imports later is there, whole."""
    subprocess.run([sys.executable, "-c", _ASKED], check=True)


def test_help_on_several_lines_is_tidied_by_inspect_itself():
    """Which is imported for that."""
    asked = (
        'from ctcalendar.starting import start_lean; start_lean(); import inspect; print(inspect.cleandoc("a\\n  b"))'
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout == "a\nb\n"


def test_garbage_is_collected_once_a_command_is_known():
    """A server runs for months."""
    asked = (
        "import gc; from ctcalendar.starting import collect_garbage, start_lean; start_lean(); off = gc.isenabled();"
        "collect_garbage(); print(off, gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout == "False True True\n"


def test_a_program_that_collects_no_garbage_is_left_as_it_is():
    """It is not ours to turn on."""
    gc.disable()
    try:
        collect_garbage()
        assert not gc.isenabled()
    finally:
        gc.enable()
