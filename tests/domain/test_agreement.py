"""How what another source gives stands to the record: the same, compatible, more, or in contradiction."""

from typing import Any

import pytest

from ctcalendar.domain.agreement import Contradiction, agreement


def agrees(field: str, recorded: Any, given: Any) -> bool:
    """Whether it changes nothing, and is in the record exactly as given."""
    found = agreement(field, recorded, given)
    return found.exact and found.value == recorded


def compatible(field: str, recorded: Any, given: Any) -> bool:
    """Whether it changes nothing, and is not in the record exactly as given."""
    found = agreement(field, recorded, given)
    return not found.exact and found.value == recorded


def added(field: str, recorded: Any, given: Any) -> Any:
    """The record's value with what was unknown added; all that was given is in it."""
    found = agreement(field, recorded, given)
    assert found.exact
    assert found.value != recorded
    return found.value


def parting(field: str, recorded: Any, given: Any) -> str:
    """The path where the two cannot both be right."""
    with pytest.raises(Contradiction) as caught:
        agreement(field, recorded, given)
    return caught.value.path


def on(edtf: str | None = None, **more: Any) -> dict[str, Any]:
    """A plain When."""
    return ({"edtf": edtf} if edtf else {}) | more


def seat(person: str | None = None, **more: Any) -> dict[str, Any]:
    """A plain Participant: a member from the United States."""
    return ({"person": person} if person else {}) | {"party": "US", "role": "member"} | more


# -- single values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["in-person", 3, False, ["QA"], {"en": "Doha"}])
def test_what_was_unknown_is_added_and_what_is_the_same_agrees(value: Any):
    """Whatever the value is."""
    assert added("anything", None, value) == value
    assert agrees("anything", value, value)


@pytest.mark.parametrize(
    ("recorded", "given"), [("virtual", "hybrid"), (3, 4), (True, False), ("a", ["a"]), ({"en": "a"}, "a")]
)
def test_two_values_of_a_field_with_room_for_one_contradict(recorded: Any, given: Any):
    """Numbers, words and flags are the same or they are not."""
    assert parting("mode", recorded, given) == "mode"


# -- days -------------------------------------------------------------------------------------------------------------

WIDER = [
    ("2017-11-08", "2017-11"),
    ("2017-11-08", "2017"),
    ("2017-11-08", "2017-23"),
    ("2017-11-08", "201X"),
    ("2017-10-22", "2017-10-22/2017-10-23"),
    ("2017-11-08", "2017-11-08?"),
    ("2018-05", "2017-11-08/.."),
]


@pytest.mark.parametrize(("narrow", "wide"), WIDER)
def test_a_wider_date_is_compatible_with_a_day_within_it(narrow: str, wide: str):
    """The record keeps the day."""
    assert compatible("when", on(narrow), on(wide))


@pytest.mark.parametrize(("narrow", "wide"), WIDER)
def test_a_day_is_compatible_with_a_wider_date_and_does_not_replace_it(narrow: str, wide: str):
    """A corroboration never overwrites: to make the record more precise is to amend it."""
    assert compatible("when", on(wide), on(narrow))


@pytest.mark.parametrize(
    ("recorded", "given"),
    [
        ("2017-11-08", "2017-11-09"),
        ("2017-11-08", "2017-12"),
        ("2017-11", "2018"),
        ("2017-10-22/2017-10-23", "2017-10-23/2017-10-24"),
        ("2017-11-08", "2017-11-09/.."),
    ],
)
@pytest.mark.parametrize("field", ["when", "published"])
def test_dates_that_do_not_hold_one_another_contradict(field: str, recorded: str, given: str):
    """Both ways round, intervals that only overlap included."""
    assert parting(field, on(recorded), on(given)) == field
    assert parting(field, on(given), on(recorded)) == field


def test_the_same_day_agrees_however_it_was_printed_and_reached():
    """The record keeps its own words."""
    recorded = on("2017-07-11", printed="July 11", basis="year-from-context", rule="from the dateline")
    assert agrees("when", recorded, on("2017-07-11", printed="11 يوليو الماضي", weekday="tuesday"))


def test_a_time_and_a_zone_that_were_unknown_are_added_to_the_same_day():
    """Nothing else of what is given enters."""
    day = on("2017-11-08", printed="November 8")
    assert added("when", day, on("2017-11-08", time="10:00", zone="Asia/Qatar", printed="8 November")) == day | {
        "time": "10:00",
        "zone": "Asia/Qatar",
    }
    assert added("when", day | {"time": "10:00"}, on("2017-11-08", zone="Asia/Qatar"))["zone"] == "Asia/Qatar"
    assert agrees("when", day | {"time": "10:00", "zone": "Asia/Qatar"}, on("2017-11-08", time="10:00"))
    assert agrees("when", day | {"time": "10:00", "zone": "Asia/Qatar"}, on("2017-11-08"))


def test_a_time_is_not_added_to_a_wider_date():
    """A month has no hour."""
    assert compatible("when", on("2017-11"), on("2017-11-08", time="10:00"))


def test_two_times_of_day_in_one_zone_contradict():
    """As they do where neither source names a zone."""
    assert parting("when", on("2017-11-08", time="10:00"), on("2017-11-08", time="19:22")) == "when"
    qatar = {"zone": "Asia/Qatar"}
    assert parting("when", on("2017-11-08", time="10:00", **qatar), on("2017-11", time="19:22", **qatar)) == "when"


def test_two_times_of_day_in_different_zones_may_be_one_moment():
    """Nobody is refused for telling it in another zone; nothing is mixed."""
    recorded = on("2017-11-08", time="10:00", zone="Asia/Qatar")
    assert compatible("when", recorded, on("2017-11-08", time="02:00", zone="America/New_York"))
    assert compatible("when", on("2017-11-08", time="10:00"), on("2017-11-08", time="07:00", zone="UTC"))


def test_bounds_are_compared_as_the_days_between_them():
    """With each other and with dates."""
    september = on(earliest="2017-09-01", latest="2017-09-30", basis="inferred", rule="the article says so")
    assert agrees("when", september, on(earliest="2017-09-01", latest="2017-09-30"))
    assert compatible("when", september, on("2017-09-18"))
    assert compatible("when", on("2017-09-18"), september)
    assert compatible("when", on("2017-09-18"), on(latest="2017-09-18"))
    assert parting("when", september, on("2017-10-01")) == "when"
    assert parting("when", on("2017-10-01"), september) == "when"
    assert parting("when", september, on(earliest="2019-09-01", latest="2019-09-30")) == "when"


def test_bounds_around_a_date_are_not_the_date_itself():
    """`one day between the 22nd and the 23rd` is not `lasted from the 22nd to the 23rd`."""
    assert compatible("when", on("2017-10-22/2017-10-23"), on(earliest="2017-10-22", latest="2017-10-23"))


# -- text in languages ------------------------------------------------------------------------------------------------


def test_another_language_is_added_to_a_text():
    """What is there stays."""
    assert added("title", {"en": "Visit"}, {"ar": "زيارة"}) == {"en": "Visit", "ar": "زيارة"}
    assert agrees("title", {"en": "Visit", "ar": "زيارة"}, {"ar": "زيارة"})


def test_the_same_language_in_other_words_contradicts():
    """And the path says in which language."""
    assert parting("title", {"en": "Visit"}, {"en": "Trip", "ar": "زيارة"}) == "title.en"


# -- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["agencies", "topics", "instruments", "organisations"])
def test_a_further_source_may_add_to_an_open_list_of_ids(field: str):
    """The recorded ones stay first; fewer agree."""
    assert added(field, ["a", "b"], ["b", "c"]) == ["a", "b", "c"]
    assert agrees(field, ["a", "b"], ["b"])
    assert agrees(field, ["a", "b"], ["b", "a"])


@pytest.mark.parametrize("field", ["parties", "languages"])
def test_a_member_that_a_closed_list_lacks_contradicts(field: str):
    """A source that names fewer agrees as far as it goes."""
    assert parting(field, ["QA", "US"], ["QA", "UN"]) == f"{field}.UN"
    assert agrees(field, ["QA", "US"], ["US"])


def test_a_place_may_be_told_more_closely_and_no_further_stop_added():
    """The stops are closed: where somebody went is one claim."""
    doha = {"name": {"en": "Doha"}, "country": "QA"}
    assert added("places", [{"country": "QA"}], [doha]) == [doha]
    assert added("places", [doha], [{"name": {"ar": "الدوحة"}}])[0]["name"] == {"en": "Doha", "ar": "الدوحة"}
    assert parting("places", [doha], [{"name": {"en": "Riyadh"}, "country": "SA"}]) == "places.1"
    assert parting("places", [doha], [doha, {"country": "SA"}]) == "places.2"


def test_the_days_of_a_stop_agree_as_days_do():
    """A month with a day, not a day with another."""
    stop = {"country": "QA", "when": on("2017-10-22")}
    assert compatible("places", [stop], [stop | {"when": on("2017-10")}])
    assert parting("places", [stop], [stop | {"when": on("2017-10-23")}]) == "places.1"


def test_members_are_told_apart_by_their_id():
    """What is given of one is compared with that one."""
    first, second = {"id": "o1", "text": {"en": "Share"}}, {"id": "o2", "text": {"en": "Train"}}
    assert added("objectives", [first], [second]) == [first, second]
    assert added("objectives", [first], [{"id": "o1", "text": {"ar": "تبادل"}}])[0]["text"]["ar"] == "تبادل"
    assert parting("objectives", [first, second], [{"id": "o2", "text": {"en": "Share"}}]) == "objectives.o2.text.en"
    assert parting("delegations", [{"party": "QA", "size": 11}], [{"party": "QA", "size": 9}]) == "delegations.QA.size"


def test_a_list_inside_a_member_is_open_or_closed_by_its_own_name():
    """Topics of an objective may be added to."""
    objective = {"id": "o1", "text": {"en": "Share"}, "topics": ["a"]}
    assert added("objectives", [objective], [objective | {"topics": ["b"]}])[0]["topics"] == ["a", "b"]


# -- aliases ----------------------------------------------------------------------------------------------------------


def test_another_spelling_is_another_alias():
    """The same spelling is the same, whoever attests it."""
    ansari, other = {"text": "al-Ansari", "language": "en"}, {"text": "الأنصاري", "language": "ar"}
    assert added("aliases", [ansari], [other]) == [ansari, other]
    assert agrees(
        "aliases", [ansari | {"citations": [{"source": "note"}]}], [ansari | {"citations": [{"source": "news"}]}]
    )
    assert added("aliases", [ansari], [ansari | {"note": "family name"}])[0]["note"] == "family name"


def test_the_same_letters_in_another_language_are_another_alias():
    """As are the same letters with a note that says otherwise."""
    alias = {"text": "QNA", "language": "en", "note": "the agency"}
    assert len(added("aliases", [alias], [alias | {"language": "ar"}])) == 2
    assert len(added("aliases", [alias], [alias | {"note": "the academy"}])) == 2


# -- people at a table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "honorific", "title"])
def test_a_participant_may_be_printed_differently_elsewhere(field: str):
    """Each source prints names its own way: the first keeps the record."""
    sales = seat("nathan-sales", **{field: {"en": "Nathan A. Sales"}})
    assert compatible("participants", [sales], [seat("nathan-sales", **{field: {"en": "Mr. Sales"}})])
    both = seat("nathan-sales", **{field: {"en": "Nathan A. Sales", "ar": "سيلز"}})
    assert added("participants", [sales], [seat("nathan-sales", **{field: {"ar": "سيلز"}})]) == [both]
    assert added("participants", [seat("nathan-sales")], [sales]) == [sales]


@pytest.mark.parametrize(("field", "value"), [("role", "head"), ("party", "QA"), ("organisation", "us-dhs")])
def test_a_participant_contradicted_in_who_they_were_there(field: str, value: str):
    """Role, party and organisation are not matters of print."""
    recorded = [seat("nathan-sales", organisation="us-state")]
    given = [seat("nathan-sales", organisation="us-state") | {field: value}]
    assert parting("participants", recorded, given) == f"participants.nathan-sales.{field}"


def test_a_further_participant_is_added():
    """A person who was not recorded, from a party with others at the table."""
    recorded = [seat("nathan-sales")]
    assert added("participants", recorded, [seat("rex-tillerson")]) == [*recorded, seat("rex-tillerson")]


def test_several_unnamed_participants_of_one_party_are_not_one():
    """A party does not tell a participant from another: only a person, or the same organisation, title or name."""
    state, homeland = seat(organisation="us-state"), seat(organisation="us-dhs")
    assert agrees("participants", [state, homeland], [homeland])
    assert added("participants", [state], [homeland]) == [state, homeland]
    assert added("participants", [state], [seat(title={"en": "An official"})]) == [
        state,
        seat(title={"en": "An official"}),
    ]
    assert added("participants", [state], [state | {"role": "head"}]) == [state, state | {"role": "head"}]


def test_a_named_participant_is_not_taken_for_an_unnamed_one():
    """Whether they are one man is for an editor to say."""
    unnamed, named = seat(organisation="us-state"), seat("nathan-sales", organisation="us-state")
    assert added("participants", [unnamed], [named]) == [unnamed, named]
    assert added("participants", [named], [unnamed]) == [named, unnamed]


# -- a path below a field ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "recorded", "given"),
    [
        ("participants.nathan-sales", seat("nathan-sales", title={"en": "a"}), seat("nathan-sales", title={"en": "b"})),
        ("participants.nathan-sales.title", {"en": "a"}, {"en": "b"}),
        ("participants.nathan-sales.name.en", "a", "b"),
        ("places.1.when", {"edtf": "2017-10-22"}, {"edtf": "2017-10"}),
    ],
)
def test_what_is_claimed_below_a_field_is_judged_by_the_same_rules(path: str, recorded: Any, given: Any):
    """As where the whole field is given."""
    assert compatible(path, recorded, given)


@pytest.mark.parametrize(
    ("path", "recorded", "given"),
    [("when.edtf", "2017-11-08", "2017-11"), ("says.when", {"id": "when", "by": "QA"}, {"id": "when", "by": "US"})],
)
def test_a_part_of_a_day_or_a_member_called_when_is_no_day(path: str, recorded: Any, given: Any):
    """They are compared for what they are."""
    assert parting(path, recorded, given).startswith(path)


def test_citations_inside_a_value_are_no_part_of_what_it_says():
    """Neither compared nor merged."""
    says = {"id": "x", "by": "QA", "text": {"en": "a"}}
    assert agrees("says", [says | {"citations": [{"source": "note"}]}], [says | {"citations": [{"source": "news"}]}])
