"""Dossiers as texts, read into entries and commands: what the tests of this folder share."""

import pytest

from ctcalendar.domain.commands import Command
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.read import Entry, read_dossier
from domain.given import Existing

CITATION = "citations: [{source: note, language: en, quote: met in Doha}]"
PERSON = f"{{id: khalid, names: {{en: Khalid}}, {CITATION}}}"
ENGAGEMENT = f"""
- id: visit-2018
  kind: visit
  status: held
  title: {{en: Visit, ar: زيارة}}
  when: {{edtf: 2018-03-04, time: 19:22}}
  places: [{{country: NO}}]
  parties: [QA, NO]
  sessions: 2
  {CITATION}
"""
CORROBORATION = "{subject: visit-2018, values: {mode: virtual, sessions: 2}, citations: [{source: note}]}"


def read(text: str, name: str = "f.yaml") -> list[Entry]:
    """The items of a dossier."""
    return read_dossier(name, text.encode())


def one(text: str) -> Entry:
    """The only item of a dossier."""
    (entry,) = read(text)
    return entry


def command(text: str, *known: Stream) -> Command:
    """The only command of a dossier, where these items are known."""
    (made,) = commands(one(text), Existing(known))
    return made


def objection(text: str, *known: Stream) -> str:
    """Why an item comes to no command."""
    with pytest.raises(Objection) as caught:
        commands(one(text), Existing(known))
    return str(caught.value)
