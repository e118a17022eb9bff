"""One item read from the log: what it has come to, and the dossier that would record it so.

The log is read without a database library, and whole: who asks has full clearance.
"""

from ctcalendar.app.item_dossier import as_dossier, as_yaml
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.errors import BadInput
from ctcalendar.log.facts import decoded
from ctcalendar.log.read import raw
from ctcalendar.views.finding import found


def history_of(reader: Reader, text: str) -> list[Recorded]:
    """The facts of the item that a text names (its id, or KIND:ID), oldest first.

    Raises:
        BadInput: nothing is called so; the hint names the nearest. Or several items are.
    """
    asked = Stream.parse(text) if ":" in text else Stream("", text)
    kinds = [asked.kind] if asked.kind else list(KINDS)
    there = {kind: facts for kind in kinds if (facts := _facts(reader, Stream(kind, asked.id)))}
    if not there:
        found(reader, text, clearance=Clearance.CONFIDENTIAL)  # it refuses, and knows what is called nearly so
        raise BadInput(f"nothing recorded is called {text!r}")
    if len(there) > 1:
        several = " or ".join(f"{kind}:{text}" for kind in there)
        raise BadInput(f"{text!r} is several things", hint=f"write {several}")
    return next(iter(there.values()))


def _facts(reader: Reader, stream: Stream) -> list[Recorded]:
    return [decoded(row) for row in raw(reader, stream=str(stream))]


def standing_of(reader: Reader, text: str) -> Standing:
    """What the item that a text names has come to.

    Raises:
        BadInput: nothing is called so; the hint names the nearest. Or several items are.
    """
    standing = fold(history_of(reader, text))
    assert standing is not None
    return standing


def dossier_of(reader: Reader, text: str) -> str:
    """The item that a text names, in the form people write: YAML that records it as it stands.

    Raises:
        BadInput: nothing is called so; the hint names the nearest. Or several items are.
    """
    return as_yaml(as_dossier(history_of(reader, text)))
