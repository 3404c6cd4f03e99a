"""The strict small types: what a record refuses, in the words that a clerk reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, pledge

from ledger.records import dump_record, parse_json, parse_record


def said(**fields):
    values, _ = parse_json(dump_record(pledge()), "x")
    return [str(problem) for problem in parse_record(values | fields, "x.jsonl:1").problems]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1e999999", '"1e999999"'),
        ("NaN", '"NaN"'),
        ("-5", '"-5"'),
        ("1,5", '"1,5"'),
        ("3 bn", '"3 bn"'),
        ("9" * 200, f'"{"9" * 60}… (200 characters)"'),
        (3.5, '"3.5"'),
        (True, '"True"'),
    ],
)
def test_an_amount_that_is_no_plain_text_number_is_shown_as_it_was_written(value, found):
    (problem,) = said(amount=amount(value))

    assert problem.startswith(f"x.jsonl:1:amount.value: FORM error: found {found}, expected ")


@pytest.mark.parametrize("day", ["2922-02-09", "2025-02-30", "9/2/2022", "until 7/27/2022"])
def test_a_day_that_cannot_be_is_refused(day):
    (problem,) = said(announced=day)

    assert problem.startswith(f'x.jsonl:1:announced: FORM error: found "{day}", expected a real day')


@pytest.mark.parametrize("title", ["a\nb", "a\tb", "a\x00b", "a\ud800b", "   ", "x" * 301])
def test_a_title_is_one_short_line_of_visible_text(title):
    (problem,) = said(title=title)

    assert "x.jsonl:1:title: FORM error" in problem


def test_an_end_before_the_start_is_a_term_error():
    (problem,) = said(term={"kind": "period", "start": "2025-06-02", "end": "2025-06-01"})

    assert "x.jsonl:1:term: TERM error" in problem
    assert "expected an end on or after the start 2025-06-02" in problem


def test_a_slip_in_a_currency_names_the_nearest_code():
    (problem,) = said(amount=amount("1", "EURO"))

    assert "expected a currency code of ISO 4217, perhaps EUR" in problem


def test_a_quote_has_at_most_twenty_five_words():
    source = {"publisher": "P", "title": "T", "quote": "word " * 26}
    (problem,) = said(sources=[source])

    assert "x.jsonl:1:sources.0.quote: FORM error" in problem


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"qualifier": "exact"}, "qualifier exact with value and currency"),
        ({"qualifier": "undisclosed", "value": "0"}, "qualifier undisclosed without value"),
        ({"qualifier": "range", "low": "2", "high": "1", "currency": "EUR"}, "a range from low to high"),
    ],
)
def test_an_amount_has_the_figures_of_its_qualifier(fields, wanted):
    (problem,) = said(amount=fields)

    assert f"expected {wanted}" in problem


@given(st.decimals(0, 10**17, places=6))
def test_an_amount_comes_back_from_text_as_it_went_in(value):
    record = pledge(amount=amount(value))
    values, _ = parse_json(dump_record(record), "x")

    assert parse_record(values, "x").record == record
    assert isinstance(values["amount"]["value"], str)
