"""Running the command line inside the test's process, and the dossiers several tests write."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

import msgspec

from ctcalendar.cli import main


class Answer(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as JSON."""
        return msgspec.json.decode(self.out)


def run(*arguments: object, stdin: bytes = b"") -> Answer:
    """Run `ctcalendar ARGUMENTS`; no traceback may reach the user, so any in the answer is a failure."""
    with _streams(stdin) as (out, err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
    answer = Answer(code, out.getvalue().decode(), err.getvalue().decode())
    assert "Traceback" not in answer.err, answer.err
    return answer


@contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[BytesIO, BytesIO]]:
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = BytesIO(), BytesIO()
    sys.stdin = TextIOWrapper(BytesIO(stdin))
    sys.stdout, sys.stderr = TextIOWrapper(out, "utf-8"), TextIOWrapper(err, "utf-8")
    try:
        yield out, err
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        given = sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = kept
        for wrapper in given:
            wrapper.detach()


VISIT = """\
sources:
- {id: note-1, kind: press-release, title: {en: Visit to Doha}, published: {edtf: 2024-05-02}, languages: [en]}
- {id: note-2, kind: press-release, title: {en: A second note}, languages: [en]}
people:
- id: jane-roe
  names: {en: Jane Roe, ar: جين رو}
  citations: [{source: note-1, language: en, quote: Secretary Jane Roe, supports: [names.en]}]
engagements:
- id: visit-doha-2024-05
  kind: visit
  status: held
  title: {en: Visit to Doha, ar: زيارة إلى الدوحة}
  when: {edtf: 2024-05-01/2024-05-02}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  participants: [{person: jane-roe, name: {en: Jane Roe}, party: US, role: visitor}]
  citations:
  - {source: note-1, language: en, quote: visited Doha on 1 and 2 May, supports: [when, places]}
  - {source: note-1, language: en, quote: Secretary Jane Roe, supports: [participants.jane-roe]}
"""

CORRECTION = """\
amendments:
- subject: visit-doha-2024-05
  values: {when: {edtf: 2024-05-02}}
  cause: correction
  reason: the embassy corrected its note
  citations: [{source: note-2, language: en, quote: on 2 May only, supports: [when]}]
"""
