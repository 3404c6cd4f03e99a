"""Places: how each kind is printed, what ``within`` keeps, and the order of reading."""

import re
from dataclasses import FrozenInstanceError, fields
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ledger.foundation import Place

TEXTS = st.text(max_size=5) | st.sampled_from(["a", "a:b", "a-2", "a-10", "2", "10", "²", "٣", "A!1", "(x)"])
ROWS = st.none() | st.integers(0, 1_048_576)
PARTS = [part.name for part in fields(Place)]
PLACES = st.builds(Place, **{part: ROWS if part == "row" else TEXTS for part in PARTS})


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        (Place(), ""),
        (Place(argument="--basis"), "--basis"),
        (Place(argument="basis"), "basis"),
        (Place(argument="--set", row=3, field="amount"), "--set:3:amount"),
        (Place(file="a.csv"), "a.csv"),
        (Place(file="folder/book.db"), "folder/book.db"),
        (Place(file="a.csv", row=14), "a.csv:14"),
        (Place(file="a.csv", row=0), "a.csv:0"),
        (Place(file="a.csv", row=14, field="value"), "a.csv:14:value"),
        (Place(file="a.json", row=3, field="column 7"), "a.json:3:column 7"),
        (Place(file="map.toml", field="columns.amount"), "map.toml:columns.amount"),
        (Place(file="book.db", subject="entry 5"), "book.db:entry 5"),
        (Place(file="a.xlsx", sheet="Commitments"), "a.xlsx:Commitments"),
        (Place(file="a.xlsx", sheet="Commitments", field="Amount"), "a.xlsx:Commitments (Amount)"),
        (Place(file="a.xlsx", sheet="Commitments", row=14), "a.xlsx:Commitments!14"),
        (Place(file="a.xlsx", sheet="Commitments", column="J"), "a.xlsx:Commitments!J"),
        (Place(file="a.xlsx", sheet="Commitments", row=14, column="J"), "a.xlsx:Commitments!J14"),
        (
            Place(file="a.xlsx", sheet="Commitments", row=14, column="J", field="Amount"),
            "a.xlsx:Commitments!J14 (Amount)",
        ),
        (Place(file="a.xlsx", sheet="Commitments", row=14, field="Amount"), "a.xlsx:Commitments!14 (Amount)"),
        (Place(sheet="Rates", row=5, column="H"), "Rates!H5"),
        (Place(subject="issue:2"), "issue:2"),
        (Place(subject="rates:ECB"), "rates:ECB"),
        (Place(subject="memory"), "memory"),
        (Place(record="deu-1"), "deu-1"),
        (Place(record="deu-1", field="amount.currency"), "deu-1:amount.currency"),
        (Place(record="a:b", field="amount"), "a:b:amount"),
        (Place(field="amount"), "amount"),
    ],
)
def test_each_kind_is_printed_in_its_way(place, printed):
    assert (str(place), f"{place}") == (printed, printed)


def test_a_field_is_put_behind_another_one_and_an_empty_one_changes_nothing():
    record = Place(record="a")

    assert record.at("stated_equivalents.0") == Place(record="a", field="stated_equivalents.0")
    assert record.at("amount").at("") == Place(record="a", field="amount")
    assert str(Place(file="a.csv", row=3).at("joint").at("share")) == "a.csv:3:joint:share"


@pytest.mark.parametrize(
    ("inner", "outer", "printed"),
    [
        (Place(field="amount"), Place(file="a.csv", row=3), "a.csv:3:amount"),
        (Place(field="amount.currency"), Place(record="deu-1"), "deu-1:amount.currency"),
        (Place(row=2, field="rate"), Place(file="NBU"), "NBU:2:rate"),
        (Place(sheet="Rates", row=5, column="H"), Place(file="a.xlsx"), "a.xlsx:Rates!H5"),
        (Place(row=7), Place(file="a.csv", row=3), "a.csv:7"),
        (Place(file="sheet1.xml"), Place(file="a.xlsx"), "a.xlsx:sheet1.xml"),
        (Place(field="share"), Place(file="a.csv", row=3, field="joint"), "a.csv:3:joint:share"),
        (Place(file="a.csv"), Place(), "a.csv"),
        (Place(), Place(file="a.csv"), "a.csv"),
    ],
)
def test_a_place_inside_another_is_printed_behind_it(inner, outer, printed):
    assert str(inner.within(outer)) == printed


def test_the_order_is_that_of_reading():
    read = [
        Place(record="a-2"),
        Place(record="a-10"),
        Place(record="a-10", field="amount"),
        Place(file="a-2.csv"),
        Place(file="a-10.csv"),
        Place(file="a.csv"),
        Place(file="a.csv", row=2),
        Place(file="a.csv", row=2, field="value"),
        Place(file="a.csv", row=10),
        Place(file="a.xlsx", sheet="Sheet2", row=3, column="B"),
        Place(file="a.xlsx", sheet="Sheet2", row=3, column="Z"),
        Place(file="a.xlsx", sheet="Sheet2", row=3, column="AA"),
        Place(file="a.xlsx", sheet="Sheet10", row=1),
        Place(argument="--basis"),
    ]

    assert sorted(set(read), key=Place.sort_key) == read


def test_the_parts_are_those_that_are_known_in_the_order_of_printing():
    place = Place(field="Amount", column="J", row=0, sheet="S", file="a.xlsx")

    assert list(place.parts().items()) == [
        ("file", "a.xlsx"),
        ("sheet", "S"),
        ("row", 0),
        ("column", "J"),
        ("field", "Amount"),
    ]


def test_a_place_cannot_be_changed_and_is_never_made_of_a_printed_one():
    with pytest.raises(FrozenInstanceError):
        Place(file="a.csv").file = "b.csv"
    with pytest.raises(TypeError, match="positional"):
        Place("a.csv:14:value")


@given(PLACES)
def test_every_place_can_be_printed_and_shows_all_its_parts(place):
    printed = str(place)

    assert all(str(part) in printed for part in place.parts().values())


@given(PLACES)
def test_a_place_is_made_again_of_its_parts(place):
    assert Place(**place.parts()) == place


@given(PLACES, PLACES)
def test_a_place_inside_another_keeps_every_part_of_both(inner, outer):
    both = inner.within(outer)

    for part in set(PARTS) - {"row"}:
        texts = [text for text in (getattr(outer, part), getattr(inner, part)) if text]
        assert getattr(both, part) == ":".join(texts)
    assert both.row == (outer.row if inner.row is None else inner.row)


@given(PLACES)
def test_a_place_inside_nothing_or_around_nothing_stays_what_it_is(place):
    assert place.within(Place()) == Place().within(place) == place


@given(st.lists(PLACES, min_size=3, max_size=3))
def test_the_order_of_reading_is_total(places):
    for first, second, third in permutations(places):
        one, two, three = first.sort_key(), second.sort_key(), third.sort_key()
        assert (one < two) + (two < one) + (one == two) == 1
        assert not (one < two < three) or one < three


@given(PLACES, st.integers(0, 10**6), st.integers(0, 10**6))
def test_of_two_rows_of_one_place_the_smaller_comes_first(place, row, other):
    one, two = (Place(**place.parts() | {"row": number}).sort_key() for number in (row, other))

    assert (one < two, one == two) == (row < other, row == other)


@given(PLACES, PLACES)
def test_only_places_that_differ_in_zeros_before_a_number_share_a_key(one, two):
    def plain(place):
        texts = {name: part for name, part in place.parts().items() if name != "row"}
        return {name: re.sub(r"0*([0-9])", r"\1", text) for name, text in texts.items()}, place.row

    assert one.sort_key() != two.sort_key() or plain(one) == plain(two)


def test_the_schema_asks_for_parts_that_say_something():
    text, number = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}

    assert TypeAdapter(Place).json_schema() == {
        "type": "object",
        "properties": {part: number if part == "row" else text for part in PARTS},
        "additionalProperties": False,
    }
