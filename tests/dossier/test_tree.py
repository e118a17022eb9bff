"""YAML and JSON to plain values: every scalar is text, every path has its line, and there are bounds."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.dossier.tree import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_tree
from ctcalendar.errors import BadInput

# Such an escape anywhere, even in a comment, makes the pure parser read the file instead of libyaml.
PURE = "\n# \\ud83d\\ude00\n"


def value(text: str) -> Any:
    """What a text spells: the same for both parsers."""
    quick, pure = (read_tree("f.yaml", data.encode()).value for data in (text, text + PURE))
    assert quick == pure
    return quick


def refusal(data: bytes | str) -> BadInput:
    """Why a file is refused."""
    with pytest.raises(BadInput) as caught:
        read_tree("f.yaml", data.encode() if isinstance(data, str) else data)
    return caught.value


def refused(text: str) -> str:
    """Why a text is refused: the same for both parsers."""
    message = refusal(text).message
    assert refusal(text + PURE).message == message
    return message


# -- scalars ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("NO", "no", "Yes", "on", "off", "true", "True", "Null", "NULL"),
        *("19:22", "2017-11-08", "2017-11-08T10:00:00Z"),
        *("12", "017", "0x1F", "1_000", "1.0", "1e3", ".inf", ".nan", "=", "<<"),
    ],
)
def test_a_plain_scalar_is_text(text: str):
    """Norway is not false, a time not a number, a day not an object; as a value, in a list and in a flow."""
    assert value(f"a: {text}\nb: [{text}]\nc:\n- {text}\n") == {"a": text, "b": [text], "c": [text]}


@pytest.mark.parametrize("spelt", ["null", "~", ""])
def test_null_is_null_where_it_stands_plain(spelt: str):
    """Or where nothing stands at all."""
    assert value(f"a: {spelt}\nb:\n- {spelt}\n- x\n") == {"a": None, "b": [None, "x"]}


@pytest.mark.parametrize("quoted", ["'null'", '"null"', "'~'", "''", '""', "|-\n  null", ">-\n  ~"])
def test_what_is_quoted_is_text(quoted: str):
    """Also the empty text and the word null."""
    assert value(f"a: {quoted}\n") == {"a": quoted.strip("'\"|>-\n ") if "~" not in quoted else "~"}


def test_a_field_may_be_called_anything():
    """Names of fields are text as well."""
    assert value("NO: 1\n1: 2\nnull: 3\n2017-11-08: 4\n") == {"NO": "1", "1": "2", "null": "3", "2017-11-08": "4"}


def test_arabic_and_emoji_are_read_as_they_stand():
    """In block and in flow, plain and quoted."""
    assert value("a: الدوحة، قطر\nb: {c: \"😀\", d: 'الأنصاري'}\n") == {
        "a": "الدوحة، قطر",
        "b": {"c": "😀", "d": "الأنصاري"},
    }


def test_long_text_is_folded_as_yaml_folds_it():
    """One line of text from several."""
    assert value("a: >-\n  one\n  two\nb: three\n  four\n") == {"a": "one two", "b": "three four"}


# -- JSON -------------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=10)
JSON = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(JSON)
def test_json_of_texts_comes_back_as_it_was(spelt: Any):
    """All characters escaped, as many programs write JSON: controls, and what lies beyond U+FFFF as two halves."""
    assert read_tree("f.json", json.dumps(spelt).encode()).value == spelt


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_however_it_is_laid_out(indent: Any):
    """Numbers and flags become text, null stays null."""
    plain = {"a": [1, 2.5, True, None, "x/y"], "ب": {"c": {}, "d": []}}
    text = json.dumps(plain, ensure_ascii=False, indent=indent)
    assert value(text.replace("/", "\\/")) == {"a": ["1", "2.5", "true", None, "x/y"], "ب": {"c": {}, "d": []}}


def test_two_halves_make_one_character_in_values_and_in_names_of_fields():
    """JSON writes 😀 as two escapes."""
    assert value('{"\\ud83d\\ude00": "a\\uD83D\\uDE00b"}') == {"😀": "a😀b"}


@pytest.mark.parametrize("text", ['{"a": "\\ud83d"}', '{"a":\n"x\\ude00\\ud83d"}', '{"\\ud83d": 1}', 'a: "\\udfff"'])
def test_half_a_character_is_refused(text: str):
    """It could not be stored; the line is named."""
    assert re.fullmatch(r"f\.yaml:[12]: holds half a character \(a lone surrogate escape\)", refusal(text).message)


# -- encoding ---------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_is_passed_over():
    """As some editors put one before UTF-8."""
    assert read_tree("f", b"\xef\xbb\xbfa: 1\n").value == {"a": "1"}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("a: الدوحة".encode("utf-16"), 1),
        ("a: 1\nb: الدوحة".encode("cp1256"), 2),
        ("a: 1\n\nb: café".encode("latin-1"), 3),
        (b"a: \xed\xa0\x80", 1),
    ],
)
def test_what_is_not_utf_8_is_refused_with_its_line(data: bytes, line: int):
    """And with what to do."""
    found = refusal(data)
    assert re.fullmatch(rf"f\.yaml:{line}: is not UTF-8 \(byte \d+\)", found.message)
    assert found.hint == "save the file as UTF-8"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\ufffe"])
def test_a_raw_control_character_is_refused(character: str):
    """YAML has none."""
    assert "is not YAML" in refusal(f"a: x{character}y").message


# -- what dossiers do not use -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a"),
        ("x:\n- {id: 1, id: 2}\n", 2, "id"),
        ('{"a": 1,\n"a": 1}', 2, "a"),
        ("a: 1\n'a': 1", 2, "a"),
    ],
)
def test_a_field_stands_once(text: str, line: int, field: str):
    """Otherwise the last would win in silence; quoted or not, at any depth."""
    assert refused(text) == f"f.yaml:{line}: the field {field!r} stands here twice"


@pytest.mark.parametrize(
    "text",
    [
        "a: !!str x",
        "a: !!python/object/apply:os.system [ls]",
        "a: !local x",
        "a: !!set {x}",
        "a: !!binary aGk=",
        "- !!int 1",
        "!!map {}",
        "!!str a: 1",
        "a: !!float 1.0",
    ],
)
def test_tags_are_refused(text: str):
    """On values, on lists and on names of fields."""
    assert re.fullmatch(r"f\.yaml:1: the tag .* is not used in dossiers", refused(text))


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "---\na: 1\n---\n", "a: 1\n...\n---\nb: 2\n"])
def test_a_second_document_is_refused(text: str):
    """Rather than left unread."""
    assert "a second document begins here; a dossier is one document" in refused(text)


@pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n---\na: 1\n", "\n\n# a comment\na: 1"])
def test_one_document_may_be_marked_as_such(text: str):
    """And commented."""
    assert read_tree("f", text.encode()).value == {"a": "1"}


@pytest.mark.parametrize("text", ["? [a, b]\n: c\n", "{{a: b}: c}", "&k a: 1\n*k : 2\n"])
def test_the_name_of_a_field_is_plain_text(text: str):
    """Not a list, not an object, not an alias."""
    assert "a field's name must be plain text" in refused(text)


@pytest.mark.parametrize(
    "text", ["a: [1, 2\nb: 3", "a: 'x\n", "a: b: c", "\ta: 1", "a: @x", "}", 'a: "\\x"', "- a\nb: 1"]
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str):
    """In the parser's words."""
    assert re.match(r"f\.yaml:\d+: is not YAML: ", refusal(text).message)


def test_an_empty_file_holds_nothing():
    """Whether that is a dossier is not asked here."""
    for text in ("", "\n", "# nothing\n", "---\n", "null"):
        assert value(text) is None


# -- aliases ----------------------------------------------------------------------------------------------------------


def test_an_alias_repeats_what_stands_before_it():
    """Texts, lists, objects, and objects that hold aliases themselves."""
    assert value("a: &a x\nb: &b [*a, y]\nc: {d: *b}\ne: *a\n") == {
        "a": "x",
        "b": ["x", "y"],
        "c": {"d": ["x", "y"]},
        "e": "x",
    }


def test_what_is_named_inside_what_is_repeated_stays_what_it_was():
    """An alias to an inner part, after the outer was repeated."""
    text = "a: &out {x: &in {y: 1}}\nb: *out\nc: *in\nd: *out\ne: *in\n"
    inner = {"y": "1"}
    assert value(text) == {"a": {"x": inner}, "b": {"x": inner}, "c": inner, "d": {"x": inner}, "e": inner}


def test_the_nearest_anchor_of_a_name_counts():
    """As YAML has it."""
    assert value("a: &n 1\nb: *n\nc: &n 2\nd: *n\n") == {"a": "1", "b": "1", "c": "2", "d": "2"}


@pytest.mark.parametrize("text", ["a: *b", "a: *b\nc: &b 1", "a: &a [*a]", "a: &a {b: {c: *a}}"])
def test_an_alias_to_what_is_not_yet_whole_is_refused(text: str):
    """Nothing contains itself."""
    assert "repeats nothing that stands before it" in refused(text)


def test_merge_keys_are_fields_like_any_other():
    """So they are refused as unknown where fields are known."""
    assert value("a: &a {x: 1}\nb: {<<: *a, y: 2}\n")["b"] == {"<<": {"x": "1"}, "y": "2"}


# -- bounds -----------------------------------------------------------------------------------------------------------


def within(seconds: float, data: bytes) -> str:
    """Why a file is refused, which takes no longer than this."""
    start = time.perf_counter()
    message = refusal(data).message
    assert time.perf_counter() - start < seconds
    return message


def test_a_file_that_is_too_large_is_refused_unread():
    """50 MB, at once."""
    data = bytes(50_000_000)
    assert within(0.5, data) == f"f.yaml: 50,000,000 bytes; a dossier holds at most {MAX_BYTES:,}"
    assert refusal(data).hint == "split it into several files and record them together"


def test_an_alias_bomb_is_refused():
    """A few hundred bytes that would come to a thousand million values; so is one of names of fields."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{this}: &{this} [{', '.join(['*' + last] * 10)}]" for last, this in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    expected = f"more than {MAX_NODES:,} values, counting what aliases repeat"
    assert expected in within(20, "\n".join(lines).encode())


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_deep_nesting_is_refused(opening: str):
    """However deep it would go on."""
    assert f"nested deeper than {MAX_DEPTH}" in within(5, (opening * 50_000).encode())


def test_nesting_within_the_bound_is_read():
    """One less than is refused."""
    found = value("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH - 1):
        (found,) = found
    assert found == []
    assert "nested deeper" in refused("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))


def test_nesting_by_aliases_counts():
    """Each repeats the one before, one level deeper."""
    lines = ["- &a0 [x]", *(f"- &a{n} [*a{n - 1}]" for n in range(1, 40))]
    assert "nested deeper" in refused("\n".join(lines))


# -- lines ------------------------------------------------------------------------------------------------------------


def test_every_path_has_the_line_on_which_it_begins():
    """In block, in flow, quoted over lines; what an alias repeats stands on the alias's line or its own."""
    text = "# note\na:\n- id: x\n  b: {c: 1,\n      d: 2}\n- id: y\n\ne: 'one\n\n  two'\nf: 3\n"
    lines = read_tree("f", text.encode()).lines
    assert read_tree("f", (text + PURE).encode()).lines == lines
    assert {path: line for path, line in lines.items() if path} == {
        ("a",): 2,
        ("a", 0): 3,
        ("a", 0, "id"): 3,
        ("a", 0, "b"): 4,
        ("a", 0, "b", "c"): 4,
        ("a", 0, "b", "d"): 5,
        ("a", 1): 6,
        ("a", 1, "id"): 6,
        ("e",): 8,
        ("f",): 11,
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(newline: str):
    """As editors on any machine write them."""
    assert read_tree("f", newline.join(["a: 1", "b: 2", "c: 3"]).encode()).lines["c",] == 3
