"""The command that says in JSON Schema what is written, kept and printed: schema."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.printing import print_json


@click.command()
@click.argument("what", type=click.Choice(["dossier", "mapping", "events", "output"]), default="dossier")
@click.argument("name", required=False)
def schema(what: str, name: str | None) -> None:
    """Print JSON Schemas (2020-12): of a dossier, a mapping, every event in the log, or what commands print as JSON.

    `dossier` is one schema, for editors and other programs that write dossiers; `mapping` one of the file that tells
    `import` what columns mean. `events` and `output` are schemas by stored event name and by command; with NAME the one
    of that name: `ctcalendar schema events engagement.held`.
    """
    from ctcalendar.app.schemas import dossier_schema, event_schemas, mapping_schema, output_schemas

    if what in ("dossier", "mapping"):
        if name is not None:
            raise Misuse(f"a {what} has one schema", f"leave out what follows `{what}`")
        print_json(dossier_schema() if what == "dossier" else mapping_schema())
        return
    schemas = event_schemas() if what == "events" else output_schemas()
    if name is not None and name not in schemas:
        raise Misuse(f"{name!r} is not among the {what} schemas", _meant(name, schemas))
    print_json(schemas if name is None else schemas[name])


def _meant(name: str, schemas: Iterable[str]) -> str:
    close = get_close_matches(name, schemas, n=1)
    return f"did you mean {close[0]}?" if close else f"they are {', '.join(schemas)}"
