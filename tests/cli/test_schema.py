"""schema: what it prints is JSON Schema, and what the program reads, keeps and prints conforms to it."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from cli.test_imports import SLOW, imported
from ctcalendar.app.schemas import OUTPUTS
from ctcalendar.bundled import dossiers
from ctcalendar.domain import codec
from ctcalendar.domain.registry import EVENTS
from ctcalendar.dossier.read import read_dossier
from ctcalendar.dossier.shape import Dossier
from ctcalendar.errors import BadInput
from doors import CORRECTION, VISIT, run

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "events").iterdir())


class _Yaml12(yaml.SafeLoader):
    """YAML as editors read it: version 1.2 with its core schema. PyYAML's own is 1.1."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  as the class it extends has it


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def in_an_editor(text: str | bytes) -> Any:
    """What an editor takes a dossier for."""
    return yaml.load(text, Loader=_Yaml12)


@cache
def printed(*what: str) -> Any:
    """What `ctcalendar schema …` prints."""
    answer = run("schema", *what)
    assert (answer.code, answer.err) == (0, "")
    return answer.json


def problems(schema: Any, value: Any) -> list[str]:
    """What the schema has against a value."""
    found = Draft202012Validator(schema).iter_errors(value)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


def every_schema() -> dict[str, Any]:
    """All there are, by name."""
    several = {**printed("events"), **{f"output {name}": schema for name, schema in printed("output").items()}}
    return {"dossier": printed("dossier"), "mapping": printed("mapping"), **several}


# -- the schemas themselves -----------------------------------------------------------------------------------------


def test_every_schema_is_one_of_2020_12():
    """It says so, and it is."""
    parts = {}
    for schema in every_schema().values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(schema | {"$defs": {}})
        parts |= {codec.digest(part): part for part in schema["$defs"].values()}
    for part in parts.values():  # the same parts stand in many schemas
        Draft202012Validator.check_schema(part)


def test_every_schema_and_every_part_of_one_is_described():
    """By a title, and by the words of the code's own docstrings."""
    for name, schema in every_schema().items():
        assert schema["title"], name
        for part in (schema, *schema["$defs"].values()):
            assert part["description"], f"{name}: {part['title']}"
            assert "\n" not in part["description"]


def test_a_note_under_a_field_describes_it():
    """Also one of a struct that another extends; a field without a note has none."""
    instrument = printed("dossier")["$defs"]["Instrument"]["properties"]
    assert instrument["signed_at"]["description"] == "The engagement at which it was signed."
    assert "description" not in instrument["id"]


def test_there_is_a_schema_for_every_event_in_its_version():
    """By the stored name."""
    schemas = printed("events")
    assert {name: schema["version"] for name, schema in schemas.items()} == {kind.name: kind.version for kind in EVENTS}
    assert {name: schema["description"] for name, schema in schemas.items()} == {
        kind.name: kind.says for kind in EVENTS
    }


def test_every_section_of_a_dossier_is_in_its_schema():
    """Whatever a dossier comes to hold."""
    sections = printed("dossier")["$defs"]["Dossier"]["properties"]
    assert list(sections) == [field.encode_name for field in msgspec.structs.fields(Dossier)]


# -- dossiers -------------------------------------------------------------------------------------------------------


def test_the_editor_of_these_tests_reads_yaml_1_2():
    """It takes numbers and truths for what they look like, and leaves Norway, times and days alone."""
    assert in_an_editor("[NO, 19:22, 2017-11-08, 2017, true, ~, 1e3, '4', yes]") == [
        *("NO", "19:22", "2017-11-08", 2017, True, None, 1000.0, "4", "yes")
    ]


@pytest.mark.parametrize(("name", "text"), [*dossiers(), ("visit", VISIT), ("correction", CORRECTION)])
def test_a_dossier_validates_as_an_editor_reads_it(name: str, text: str | bytes):
    """The bundled ones among them."""
    assert problems(printed("dossier"), in_an_editor(text)) == []


@pytest.mark.parametrize("name", ["trips.csv", "trips.jsonl"])
def test_a_mapping_validates_as_an_editor_reads_it(name: str, tmp_path: Path):
    """The one that is suggested for a file; what `import` refuses is told here too."""
    rows = {
        "trips.csv": "day,end,country,name\n2017-01-02,,QA,Jane Roe\n",
        "trips.jsonl": '{"day":"2017","country":"QA"}\n',
    }
    (tmp_path / name).write_text(rows[name])
    suggested = in_an_editor(run("import", "--suggest", tmp_path / name).out)
    assert problems(printed("mapping"), suggested) == []
    assert problems(printed("mapping"), suggested | {"encoding": "zlib_codec", "colour": "red"})


INSTRUMENT = """
instruments:
- {id: letter, kind: letter-of-intent, title: {en: Letter}, parties: [QA, US], citations: [{source: note}]"""

READABLE = {
    "an ordinal": VISIT.replace("  parties: [QA, US]", "  parties: [QA, US]\n  series: {id: dialogue, ordinal: 4}"),
    "an ordinal in quotes": VISIT.replace("  parties: [", '  series: {id: s, ordinal: "4"}\n  parties: ['),
    "a year": VISIT.replace("edtf: 2024-05-02", "edtf: 2017"),
    "a year in quotes": VISIT.replace("edtf: 2024-05-02", "edtf: '2017'"),
    "a time of day": VISIT.replace(
        "{edtf: 2024-05-01/2024-05-02}", "{edtf: 2024-05-01, time: 19:22, zone: Asia/Qatar}"
    ),
    "Norway": VISIT.replace("parties: [QA, US]", "parties: [QA, NO]"),
    "a title of digits": VISIT.replace("{en: Visit to Doha}", "{en: 2017}"),
    "a title that is a number": VISIT.replace("{en: Visit to Doha}", "{en: 1.50}"),
    "a title that is a truth": VISIT.replace("{en: Visit to Doha}", "{en: true}"),
    "an id of digits": VISIT.replace("note-1", "2017"),
    "a truth": f"{INSTRUMENT}, binding: true}}",
    "a truth in capitals": f"{INSTRUMENT}, binding: TRUE}}",
    "a truth in quotes": f'{INSTRUMENT}, binding: "false"}}',
    "a truth as a digit": f"{INSTRUMENT}, binding: 1}}",
    "a null": VISIT.replace("{en: Visit to Doha, ar: زيارة إلى الدوحة}", "{en: Visit to Doha, ar: null}"),
    "an empty section": f"topics:\n{VISIT}",
    "a format": f"dossier: 1\n{VISIT}",
    "a format in quotes": f'dossier: "1"\n{VISIT}',
    "an alias": VISIT.replace("title: {en: Visit to Doha}", "title: &title {en: Visit}").replace(
        "title: {en: A second note}", "title: *title"
    ),
    "nothing": "{}",
    "JSON": msgspec.json.encode({"topics": [{"id": "financing", "label": {"en": "Financing"}}]}).decode(),
}


@pytest.mark.parametrize("name", READABLE)
def test_what_the_program_reads_validates(name: str):
    """An editor marks nothing that `record` would take: it may take a text for a number, the program never does."""
    assert READABLE[name] != VISIT
    assert problems(printed("dossier"), in_an_editor(READABLE[name])) == []
    read_dossier("readable.yaml", READABLE[name].encode())


UNREADABLE = {
    "an unknown field": (VISIT.replace("  parties: [QA, US]", "  partys: [QA, US]"), "partys"),
    "an unknown section": (VISIT.replace("people:", "persons:"), "persons"),
    "a wrong choice": (VISIT.replace("kind: visit", "kind: voyage"), "voyage"),
    "a wrong choice that may be null": (VISIT.replace("  parties: [", "  mode: by-post\n  parties: ["), "by-post"),
    "a missing field": (VISIT.replace("  status: held\n", ""), "status"),
    "an ordinal in words": (VISIT.replace("  parties: [", "  series: {id: s, ordinal: four}\n  parties: ["), "four"),
    "an ordinal with a fraction": (
        VISIT.replace("  parties: [", "  series: {id: s, ordinal: 1.5}\n  parties: ["),
        "1.5",
    ),
    "a doubtful truth": (f"{INSTRUMENT}, binding: perhaps}}", "perhaps"),
    "a truth of five": (f"{INSTRUMENT}, binding: 5}}", "5"),
    "a truth below zero": (f"{INSTRUMENT}, binding: -1}}", "-1"),
    "an id with a dot": (VISIT.replace("note-1", "note.1"), "note.1"),
    "a text where a list belongs": (VISIT.replace("parties: [QA, US]", "parties: QA"), "QA"),
    "a list where a text belongs": (VISIT.replace("quote: Secretary Jane Roe", "quote: [Jane]"), "Jane"),
    "a section that is no list": (f"topics: {{id: x}}\n{VISIT}", "id"),
    "another format": (f"dossier: 2\n{VISIT}", "2"),
    "a list": ("- a", "a"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_wrong_in_shape_does_not_validate(name: str):
    """The schema says so where the program does."""
    text, told = UNREADABLE[name]
    assert any(told in problem for problem in problems(printed("dossier"), in_an_editor(text)))
    with pytest.raises(BadInput):
        read_dossier("unreadable.yaml", text.encode())


def test_the_schema_says_what_an_editor_needs():
    """People who set it up read it there."""
    says = printed("dossier")["description"]
    for word in ("YAML 1.2", "yaml-language-server: $schema=", "ordinal", "edtf"):
        assert word in says


# -- events and output ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_stored_fact_validates(path: Path):
    """As the log holds it, or brought to the newest version if it is of an older one."""
    name, _, rest = path.name.partition(".v")
    version, data = int(rest.partition(".")[0]), path.read_bytes()
    newest = EVENTS[name].version == version
    plain = codec.decode(data) if newest else codec.plain(EVENTS.decode(name, version, data))
    schema = printed("events")[name]
    assert problems(schema, plain) == []
    assert problems(schema, plain | {"odd": 1})


@pytest.fixture
def demo(calendar: Path) -> Path:
    """A calendar that holds the bundled record."""
    assert run("init", "--demo").code == 0
    return calendar


@pytest.mark.parametrize("clearance", ["CONFIDENTIAL", "PUBLIC"])
def test_what_commands_print_validates(demo: Path, clearance: str):
    """The bundled record through every command that has a schema, unless it needs full clearance."""
    (first,) = run("history", "--format", "json", "--limit", "1").json
    for command in printed("output"):
        given = {"show": [first["id"]], "diff": ["--from", "2026-11-02"]}.get(command, [])
        answer = run("--clearance", clearance, command, *given, "--format", "json")
        assert answer.code in ((0, 1) if clearance == "CONFIDENTIAL" else (0, 1, 3)), command
        if answer.code != 3:
            assert problems(printed("output", command), answer.json) == [], command


def test_output_without_a_key_does_not_validate(demo: Path):
    """Scripts rely on every key; more of them may come."""
    (entry, *_) = run("history", "--format", "json").json
    schema = printed("output", "history")
    assert problems(schema, [entry | {"another": 1}]) == []
    for key in entry:
        assert problems(schema, [{name: value for name, value in entry.items() if name != key}]), key


# -- the command ----------------------------------------------------------------------------------------------------


def test_a_dossier_is_what_is_asked_for_unless_something_else_is():
    """It is what people write."""
    assert run("schema").json == printed("dossier")


def test_one_of_several_can_be_had_alone():
    """A file of its own, for a validator."""
    assert printed("events", "engagement.held") == printed("events")["engagement.held"]
    assert printed("output", "show") == printed("output")["show"]
    assert set(printed("output")) == set(OUTPUTS)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["events", "engagement.hold"], "did you mean engagement.held?"),
        (["output", "zebra"], "history"),
        (["dossier", "people"], "leave out"),
        (["feeds"], "dossier"),
    ],
)
def test_what_has_no_schema_is_wrong_usage(asked: list[str], says: str):
    """Exit 2, with what was perhaps meant."""
    answer = run("schema", *asked)
    assert answer.code == 2
    assert says in answer.err
    assert answer.out == ""


def test_a_schema_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is the program's own."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    assert run("schema", "output").code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_schema_imports_no_database_library():
    """Editors ask for it as people type."""
    whats = ("dossier", "events", "output")
    assert imported(*(["schema", what] for what in whats), of={*SLOW, "icalendar", "jinja2"}) == [[], [], []]
