"""A row as people type it: what each cell fills, and what stays as it stands with a problem."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.export.form_columns import choices
from ledger.foundation import Place
from ledger.intake.own.row import TypedRows
from ledger.notation import read_code
from ledger.records import Lineage, rows
from ledger.spreadsheet.cells import cell_text

LINE = Place(file="a.csv", row=2)


def draft(row, *, decimal_point=False):
    texts = [cell_text(cell) for cell in row.values()]
    typed = TypedRows(list(row), decimal_point=decimal_point)
    return typed.draft(LINE, texts, list(row.values()), Lineage(file="a.csv", row=2))


def told(row, **style):
    return [(str(it.place), it.code, it.found) for it in draft(row, **style).faults.values()]


def figures(row, **style):
    found = draft(row, **style)
    assert found.faults == {}
    return found.values["amount"]


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ({"amount": "3 bn"}, {"value": "3000000000", "qualifier": "exact"}),
        ({"amount": "€3bn", "currency": ""}, {"value": "3000000000", "currency": "EUR", "qualifier": "exact"}),
        ({"amount": "€3bn"}, {"value": "3000000000", "currency": "EUR", "qualifier": "exact"}),
        ({"amount": "up to 2 Mrd"}, {"value": "2000000000", "qualifier": "up_to"}),
        ({"amount": "up to 2 Mrd", "qualifier": "Up-To"}, {"value": "2000000000", "qualifier": "up_to"}),
        ({"amount": "600-700 mio"}, {"low": "600000000", "high": "700000000", "qualifier": "range"}),
        (
            {"low": "£1 bn", "high": "£2 bn"},
            {"low": "1000000000", "high": "2000000000", "currency": "GBP", "qualifier": "range"},
        ),
        ({"amount": "$3 bn", "currency": "usd"}, {"value": "3000000000", "currency": "USD", "qualifier": "exact"}),
        ({"amount": "\u00a01\u202f200\u00a0000\u200b"}, {"value": "1200000", "qualifier": "exact"}),
        ({"amount": "\ufeff5\u200b"}, {"value": "5", "qualifier": "exact"}),
        ({"amount": "0.001234-1 k"}, {"low": "1.234", "high": "1000", "qualifier": "range"}),
    ],
)
def test_a_typed_amount_fills_what_it_says(row, amount):
    party = {"donor": "United Kingdom", "announced": "2 June 2025"}

    assert figures(party | row) == amount


@pytest.mark.parametrize(
    ("row", "path", "value"),
    [
        ({"category": "Military"}, ("category",), "military"),
        ({"term": "One-off"}, ("term", "kind"), "one_off"),
        ({"category": " In \u00a0 kind\ufeff"}, ("category",), "in_kind"),
        ({"currency": " eur"}, ("amount", "currency"), "EUR"),
        ({"currency": "euro"}, ("amount", "currency"), "EUR"),
        ({"currency": "€"}, ("amount", "currency"), "EUR"),
        ({"currency": "Canadian dollars"}, ("amount", "currency"), "CAD"),
        ({"currency": "boats"}, ("amount", "currency"), "boats"),
        ({"category": "Military assistance"}, ("category",), "military"),
        ({"category": "Humanitäre Hilfe"}, ("category",), "humanitarian"),
        ({"instrument": "Goods or services in kind"}, ("instrument",), "in_kind"),
        ({"stage": "Pledged"}, ("stage",), "pledge"),
        ({"term": "once"}, ("term", "kind"), "one_off"),
        ({"term": "Yearly"}, ("term", "kind"), "recurring"),
        ({"term": "Yearly"}, ("term", "every"), "year"),
        ({"term": "monthly", "every": "quarter"}, ("term", "every"), "quarter"),
        ({"term": "recurring", "every": "yearly"}, ("term", "every"), "year"),
        ({"type": "Payment"}, ("type",), "disbursement"),
        ({"qualifier": "no more than"}, ("amount", "qualifier"), "up_to"),
        ({"equivalent_qualifier": "approximately"}, ("stated_equivalents", 0, "qualifier"), "about"),
        ({"announced": "2. Juni 2025"}, ("announced",), "2025-06-02"),
        ({"announced": date(2025, 6, 2)}, ("announced",), "2025-06-02"),
        ({"quantity": "1 200"}, ("items", 0, "quantity"), "1200"),
        ({"quantity": Decimal("1.234")}, ("items", 0, "quantity"), "1.234"),
        ({"partner_undisclosed": True}, ("partners", 0, "undisclosed"), True),
        ({"title": Decimal(7)}, ("title",), "7"),
        ({"note": "10\u00a0km"}, ("note",), "10\u00a0km"),
        ({"record": "Transaction"}, ("record",), "transaction"),
        ({"title": "x"}, ("record",), "commitment"),
    ],
)
def test_a_day_a_code_a_quantity_and_free_text_are_read_as_they_are_meant(row, path, value):
    found = draft(row)
    inner = found.values
    for step in path:
        inner = inner[step]

    assert (inner, found.faults) == (value, {})


def test_a_number_of_a_spreadsheet_is_taken_as_it_is_while_the_same_text_may_mean_two_things():
    assert figures({"amount": Decimal("1.234")})["value"] == "1.234"
    assert figures({"low": Decimal("1.234"), "high": Decimal("2.5")}) == {
        "qualifier": "range",
        "low": "1.234",
        "high": "2.5",
    }
    assert told({"amount": "1.234"}) == [("a.csv:2:amount", "FORM", '"1.234"')]
    assert draft({"amount": "1.234"}).faults["amount.value"].remedy == "type 1234 or 1.2340, whichever is meant"
    assert told({"quantity": "1.234"}) == [("a.csv:2:quantity", "FORM", '"1.234"')]


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_any_number_of_a_spreadsheet_keeps_its_value(value):
    assert Decimal(figures({"amount": value})["value"]) == value


@pytest.mark.parametrize("figure", ["1.234", "100.50", "0.500000", "999999999999999999", " 1.234 "])
def test_where_programs_write_the_point_as_decimal_sign_plain_digits_keep_each_of_them(figure):
    assert figures({"amount": figure}, decimal_point=True)["value"] == figure.strip()


@pytest.mark.parametrize("figure", ["1.23", "100.50", "0.500", "1.2340", "1234.567", "999999999999999999", "5"])
def test_where_the_point_may_part_groups_what_can_only_be_a_decimal_point_is_read(figure):
    assert figures({"amount": figure})["value"] == figure


@pytest.mark.parametrize(
    ("donor", "typed", "currency"),
    [
        ("United Kingdom", "£3bn", "GBP"),
        ("Egypt", "£3bn", "EGP"),
        ("Denmark", "3 mia kr", "DKK"),
        ("United States", "$3bn", "USD"),
        ("Canada", "C$3bn", "CAD"),
        ("Australia", "3bn Australian dollars", "AUD"),
        ("Germany", "US$3bn", "USD"),
    ],
)
def test_a_sign_of_several_currencies_means_the_donors_own(donor, typed, currency):
    assert figures({"donor": donor, "announced": "2 June 2025", "amount": typed})["currency"] == currency


@pytest.mark.parametrize("donor", ["Canada", "Australia", "New Zealand", "Singapore", "Mexico", "Germany", "Atlantis"])
@pytest.mark.parametrize("typed", ["$3bn", "3 bn dollars"])
def test_a_bare_dollar_of_anyone_but_the_united_states_is_asked_about(donor, typed):
    row = {"donor": donor, "announced": "2025-06-02", "amount": typed}

    assert told(row) == [("a.csv:2:amount", "CUR-SYM", f'"{typed}"')]
    assert figures(row | {"currency": "AUD"})["currency"] == "AUD"


def test_what_the_donor_has_at_home_says_nothing_of_an_equivalent_and_nothing_without_a_day():
    row = {"donor": "United Kingdom", "announced": "2025-06-02"}

    assert told(row | {"equivalent_amount": "£2bn"}) == [("a.csv:2:equivalent_amount", "CUR-SYM", '"£2bn"')]
    assert told({"donor": "United Kingdom", "amount": "£2bn"}) == [("a.csv:2:amount", "CUR-SYM", '"£2bn"')]


@pytest.mark.parametrize(
    ("row", "name", "found"),
    [
        ({"amount": "about 3 bn", "qualifier": "exact"}, "amount", '"about 3 bn" beside the qualifier "exact"'),
        ({"amount": "3-4 bn", "low": "3"}, "amount", '"3-4 bn" beside low and high'),
        (
            {"equivalent_amount": "3-4 bn", "equivalent_high": "3"},
            "equivalent_amount",
            '"3-4 bn" beside equivalent_low and equivalent_high',
        ),
        ({"low": "about 3 bn"}, "low", '"about 3 bn"'),
        ({"quantity": "€5"}, "quantity", '"€5"'),
        ({"quantity": "about 5"}, "quantity", '"about 5"'),
        ({"amount": date(2025, 6, 2)}, "amount", "the day 2025-06-02"),
        ({"amount": Decimal(-3)}, "amount", '"-3"'),
        ({"amount": True}, "amount", '"TRUE"'),
        ({"announced": "2/6/2025"}, "announced", '"2/6/2025"'),
        ({"announced": Decimal(45810)}, "announced", '"45810"'),
        ({"amount": "3\u200b000"}, "amount", '"3\\u200b000"'),
    ],
)
def test_what_cannot_be_read_stays_with_a_problem(row, name, found):
    assert told(row) == [(f"a.csv:2:{name}", "FORM", found)]


def test_a_currency_that_is_not_known_is_not_replaced_by_what_the_amount_says():
    assert draft({"amount": "€3bn", "currency": "ecu"}).values["amount"]["currency"] == "ecu"


@pytest.mark.parametrize(
    ("donor", "typed", "currency"),
    [
        ("Denmark", "kr", "DKK"),
        ("United Kingdom", "£", "GBP"),
        ("United States", "$", "USD"),
        ("Norway", "kroner", "NOK"),
    ],
)
def test_a_sign_in_the_column_of_the_currency_means_the_donors_own(donor, typed, currency):
    row = {"donor": donor, "announced": "2 June 2025", "amount": "3 bn", "currency": typed}

    assert figures(row)["currency"] == currency


@pytest.mark.parametrize("typed", ["kr", "$", "pounds", "koron"])
def test_a_sign_of_several_currencies_is_asked_about_once_and_the_figure_is_read(typed):
    row = {"donor": "Canada", "announced": "2025-06-02", "amount": f"3 bn {typed}", "currency": typed}

    assert told(row) == [("a.csv:2:currency", "CUR-SYM", f'"{typed}"')]
    assert told(row | {"amount": "3 bn"}) == [("a.csv:2:currency", "CUR-SYM", f'"{typed}"')]
    assert draft(row | {"amount": "3 bn"}).values["amount"]["value"] == "3000000000"


def test_a_sign_in_the_column_of_an_equivalent_is_not_the_donors():
    row = {"donor": "Denmark", "announced": "2025-06-02", "equivalent_amount": "2 bn", "equivalent_currency": "kr"}

    assert told(row) == [("a.csv:2:equivalent_currency", "CUR-SYM", '"kr"')]


def test_a_row_that_says_neither_a_figure_nor_why_there_is_none_is_told_so_once():
    row = {"title": "x", "amount": "", "qualifier": "", "currency": "EUR"}

    assert told(row) == [("a.csv:2:amount", "FORM", "nothing")]
    assert told(row | {"qualifier": "undisclosed"}) == []
    assert draft(row).faults["amount.value"].remedy == ("fill in amount, or choose undisclosed or none under qualifier")


def test_an_equivalent_or_a_worth_that_is_not_there_needs_no_word():
    assert draft({"equivalent_amount": "", "item_amount": "", "title": "x"}).faults == {}


@pytest.mark.parametrize("word", ["undisclosed", "TBC", "none"])
def test_a_word_in_place_of_a_figure_is_told_once(word):
    assert told({"amount": word, "qualifier": ""}) == [("a.csv:2:amount", "FORM", f'"{word}"')]


@given(row=st.sampled_from(rows("code_words")), capital=st.booleans(), joint=st.sampled_from([" ", "-", "_"]))
def test_every_word_of_the_list_is_the_code_that_it_says(row, capital, joint):
    typed = row["words"].replace(" ", joint)

    assert read_code(row["heading"], typed.upper() if capital else typed) == row["code"]


def test_every_code_of_the_list_may_be_chosen_and_no_word_is_a_code_of_another_meaning():
    codes = {heading: set(choice.meanings) for heading, choice in choices().items()}

    for row in rows("code_words"):
        assert row["code"] in codes[row["heading"]]
        assert row["words"].replace(" ", "_") not in codes[row["heading"]] - {row["code"]}
        assert read_code(row["heading"], row["code"]) == row["code"]


def test_a_fault_in_the_second_source_stands_at_the_field_that_it_has_behind_an_empty_first():
    found = draft({"published": "", "publisher_2": "P", "published_2": "2/6/2025"})

    assert list(found.faults) == ["sources.0.published"]
    assert str(found.faults["sources.0.published"].place) == "a.csv:2:published_2"


def test_what_was_wrong_with_a_cell_before_goes_before_what_is_wrong_with_its_text():
    texts = ["x", "2025-06-02"]
    table, before = (
        TypedRows(["amount", "announced"], decimal_point=False),
        draft({"amount": "-3"}).faults["amount.value"],
    )

    found = table.draft(LINE, texts, texts, Lineage(file="a.csv"), {"amount": before})

    assert found.faults == {"amount.value": before}


def test_what_a_row_needs_and_the_table_lacks_is_known():
    table = TypedRows(["commitment", "type", "amount"], "transaction", decimal_point=False)

    def missing(*texts):
        return table.lacking(table.draft(LINE, texts, texts, Lineage(file="a.csv")))

    assert missing("a-1", "delivery", "5") == ("value_date",)
    table = TypedRows(["commitment", "type", "value_date"], "transaction", decimal_point=False)
    assert missing("a-1", "delivery", "2025-06-02") == ("amount",)
    table = TypedRows(["commitment", "type", "amount", "value_date"], "transaction", decimal_point=False)
    assert missing("a-1", "delivery", "5") == ()
