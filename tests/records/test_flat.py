"""Records as flat rows: nothing is lost on the way, and a spreadsheet runs nothing of it."""

import pytest
from any_record import RECORDS
from hypothesis import given, settings
from made import amount, paid, pledge
from proving import proven

from ledger.foundation import Place
from ledger.records import FlatPlan, cells_of, dump_record, heading_of, parse_record, values_of


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(RECORDS)
def test_any_record_is_the_same_after_it_was_a_row(record):
    again, problems = parse_record(values_of(cells_of(record)), Place(subject="row"))

    assert problems == ()
    assert dump_record(again) == dump_record(record)


@pytest.mark.thorough
@given(RECORDS)
def test_every_cell_of_a_row_stands_under_a_heading_of_ours_and_begins_like_no_formula(record):
    cells = cells_of(record)

    assert [name for name in cells if heading_of(name) is None] == []
    assert [cell for cell in cells.values() if not cell or cell[0] in "=+-@"] == []


def test_the_second_source_stands_under_the_same_headings_with_a_number():
    sources = [{"publisher": "A", "title": "T", "quote": "five"}, {"publisher": "B", "title": "U", "language": "uk"}]

    cells = cells_of(pledge(sources=sources))

    assert {name: cell for name, cell in cells.items() if name[0] in "pqsl" and name not in ("stage", "qualifier")} == {
        "publisher": "A",
        "source_title": "T",
        "quote": "five",
        "publisher_2": "B",
        "source_title_2": "U",
        "language_2": "uk",
    }


def test_the_worth_of_an_item_a_range_and_a_hidden_partner_have_cells_of_their_own():
    worth = {"qualifier": "range", "low": "5", "high": "7", "currency": "EUR"}
    cells = cells_of(
        pledge(
            items=[{"description": "shells", "amount": worth}],
            stated_equivalents=[worth],
            partners=[{"kind": "company", "undisclosed": True, "country": "FRA"}],
        )
    )

    assert (cells["item"], cells["item_qualifier"], cells["item_low"], cells["item_high"], cells["item_currency"]) == (
        *("shells", "range", "5", "7", "EUR"),
    )
    assert (cells["equivalent_low"], cells["equivalent_high"]) == ("5", "7")
    assert (cells["partner_kind"], cells["partner_undisclosed"], cells["partner_country"]) == ("company", "yes", "FRA")
    assert "partner" not in cells


def test_ties_keep_their_order_in_one_cell():
    ties = [
        {"kind": "restates", "target": "x"},
        {"kind": "part_of", "target": "y"},
        {"kind": "restates", "target": "z"},
    ]

    cells = cells_of(pledge(relations=ties))

    assert cells["relations"] == "restates x; part_of y; restates z"
    assert values_of(cells)["relations"] == ties


def test_a_group_left_empty_is_passed_over_and_the_next_keeps_its_name_in_the_file():
    headings = ["publisher", "quote", "publisher_2", "quote_2"]
    cells = ["", " ", "BBC", "five"]

    plan = FlatPlan(headings)

    assert plan.values(cells)["sources"] == [{"publisher": "BBC", "quote": "five"}]
    assert plan.names(cells) == {
        "sources.0": "publisher_2",
        "sources.0.publisher": "publisher_2",
        "sources.0.quote": "quote_2",
    }


def test_a_name_that_another_party_has_too_stays_a_name():
    record = pledge(donor="Germany", recipient="UKR")

    assert cells_of(record)["donor"] == '"Germany"'
    assert values_of({"donor": "Germany"})["donor"] == "DEU"
    assert values_of(cells_of(record))["donor"] == "Germany"


def test_quotation_marks_of_a_text_are_its_own_unless_they_hold_what_a_spreadsheet_spoils():
    assert values_of({"title": ' "Zeitenwende" '})["title"] == '"Zeitenwende"'
    assert values_of({"title": '"+44 tanks"'})["title"] == "+44 tanks"


def test_zeros_behind_the_point_stay():
    cells = cells_of(paid(amount=amount("100.50", "JPY")))

    assert cells["amount"] == "100.50"


def test_headings_have_a_number_only_where_they_repeat():
    assert heading_of("publisher_2").path == "sources.1.publisher"
    assert [heading_of(name) for name in ("publisher_1", "publisher_02", "title_2", "amount_2", "partners_2")] == [
        None
    ] * 5


@pytest.mark.parametrize("field", ["title", "donor"])
@pytest.mark.parametrize("inner", ["", "x"])
def test_a_cell_of_thousands_of_quotation_marks_is_read_as_it_stands(field, inner):
    cell = '"' * 5000 + inner + '"' * 5000

    assert values_of({field: cell})[field] == cell
