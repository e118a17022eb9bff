"""Values to canonical JSON and back: equal values have equal bytes, and bytes give the value back."""

import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from ctcalendar.domain import codec
from ctcalendar.domain.facts import Given
from ctcalendar.domain.items import Person
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.values import Text, When
from domain.builders import cite, on, person, visit
from domain.shapes import PLAIN, instances, kinds_of_struct

SHAPES = sorted({kind.shape for kind in EVENTS}, key=lambda shape: shape.__name__)


def canonical(plain: Any) -> bytes:
    """Canonical JSON as Python's own library writes it."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_any_fact_comes_back_from_its_bytes_and_its_bytes_from_it(shape: Any):
    """For every shape that events have; the bytes are canonical, as the standard library sees them."""
    decoder = msgspec.json.Decoder(shape)

    @settings(max_examples=12)
    @given(instances(shape))
    def holds(event: Any) -> None:
        data = codec.encode(event)
        assert decoder.decode(data) == event
        assert codec.encode(decoder.decode(data)) == data
        assert codec.typed(codec.plain(event), shape) == event
        assert data == canonical(json.loads(data))

    holds()


@settings(max_examples=25)
@given(st.data())
def test_any_fact_of_any_type_is_decoded_by_its_stored_name(data: st.DataObject):
    """From bytes and from the text the log holds."""
    kind = data.draw(st.sampled_from(list(EVENTS)))
    event = data.draw(instances(kind.shape))
    stored = codec.encode(event)
    assert EVENTS.decode(kind.name, kind.version, stored) == event
    assert EVENTS.decode(kind.name, kind.version, stored.decode()) == event


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=5))
def test_the_order_of_keys_does_not_matter(plain: dict[str, Any]):
    """At any depth: equal values have equal bytes and one digest."""
    turned = json.loads(json.dumps(plain), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert codec.encode(turned) == codec.encode(plain) == canonical(plain)
    assert codec.digest(turned) == codec.digest(plain) == hashlib.sha256(canonical(plain)).hexdigest()


def test_canonical_json_is_compact_sorted_utf_8():
    """Arabic and what lies beyond U+FFFF stand as themselves; slashes are not escaped."""
    assert (
        codec.encode({"b": "الدوحة 😀", "a": {"d": 1, "c": "a/b"}})
        == '{"a":{"c":"a/b","d":1},"b":"الدوحة 😀"}'.encode()
    )


def test_defaults_are_left_out():
    """So a field added later leaves the bytes and digests of old facts alone."""
    assert codec.encode(on("2018")) == b'{"edtf":"2018"}'
    assert codec.plain(person()) == {
        "id": "khalid-al-attiyah",
        "names": {"en": "Khalid"},
        "citations": [{"source": "note", "language": "en", "quote": "met in Doha", "supports": ["names.en"]}],
    }


def test_a_field_has_its_recorded_name():
    """`from` and `to`, which Python keeps for itself."""
    from domain.builders import office

    assert codec.plain(office(since="2017", until="..")).keys() >= {"from", "to"}


def test_a_plain_value_has_lists_where_the_value_has_tuples():
    """As what is decoded from JSON has: the two are compared."""
    assert codec.plain(visit())["parties"] == ["QA", "US"]
    assert codec.plain(Given(field="when", value={"edtf": "2018"})) == {"field": "when", "value": {"edtf": "2018"}}


@pytest.mark.parametrize(
    ("plain", "says"),
    [
        ({"names": {"en": "a"}}, "missing required field `id`"),
        ({"id": "a b", "names": {}}, r"matching regex .* - at `\$\.id`"),
        ({"id": "a.b", "names": {}}, "matching regex"),
        ({"id": "", "names": {}}, "matching regex"),
        ({"id": "é", "names": {}}, "matching regex"),
        ({"id": "x" * 101, "names": {}}, "matching regex"),
        ({"id": "a", "names": {"fr": "a"}}, r"unknown field `fr` - at `\$\.names`"),
        ({"id": "a", "names": {"en": 1}}, "Expected `str | null`, got `int`".replace("|", r"\|")),
    ],
)
def test_what_has_another_shape_is_refused_with_its_path(plain: Any, says: str):
    """Nothing unknown is passed over, nothing is converted, and an id is a slug without a dot."""
    with pytest.raises(msgspec.ValidationError, match=says):
        codec.typed(plain, Person)


def test_half_a_character_has_no_bytes():
    """Which is why text is checked on the way in."""
    with pytest.raises(UnicodeEncodeError):
        codec.encode(Text(en="\ud800"))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_no_shape_has_room_for_a_float(shape: Any):
    """Floats have more than one spelling; the log's bytes have one."""
    types = [field.type for struct in kinds_of_struct(shape) for field in inspect.type_info(struct).fields]
    while types:
        info = types.pop()
        assert not isinstance(info, inspect.FloatType)
        types += [*getattr(info, "types", ()), *filter(None, [getattr(info, "item_type", None)])]


@pytest.mark.parametrize("struct", [When, Text, Person])
def test_values_are_frozen(struct: Any):
    """A fact is shared by many readers."""
    value = {When: on("2018"), Text: Text(en="a"), Person: person(citations=(cite(),))}[struct]
    with pytest.raises(AttributeError):
        setattr(value, value.__struct_fields__[0], None)
