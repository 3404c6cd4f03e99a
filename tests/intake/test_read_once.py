"""A text that was read before gives what it would give if it were read for the first time."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake import aggregates, column_doubts, rows
from ledger.intake.own import row
from ledger.records import flat, scalars

FIGURES = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=6)
TYPED = (
    *("1.234", "3 bn", "£3bn", "up to 3 bn", "600-700 mio", "$5m", "2 June 2025", "02.06.2025", "45810", "2024-02-30"),
    *(
        "2025-06-02",
        "yearly",
        "Military",
        "  pledge ",
        "euro",
        "$",
        "Germany",
        "GER",
        '"=1+1"',
        "Source  Title *",
        "-5",
    ),
)
TEXTS = st.sampled_from(TYPED) | st.text(max_size=20) | FIGURES.map(str) | st.dates().map(str)
HOMES = st.sampled_from(((), ("GBP",), ("CAD",), ("USD",), ("AUD", "USD")))


def outcome(read, *arguments, **named):
    """What a reading comes to; a refusal is one as well."""
    try:
        return read(*arguments, **named)
    except ValueError as refusal:
        return type(refusal), str(refusal)


def assert_kept(read, *arguments, **named):
    first, second = (outcome(read, *arguments, **named) for _ in range(2))

    assert first == second == outcome(read.__wrapped__, *arguments, **named)
    assert repr(second) == repr(outcome(read.__wrapped__, *arguments, **named))


@pytest.mark.parametrize(
    "read",
    [row._day, row._every, rows.heading_name, flat._party, scalars._exact_of, scalars._day_of, aggregates.plain_figure],
    ids=lambda it: it.__name__,
)
@given(text=TEXTS)
def test_a_text_reads_the_same_each_time(read, text):
    assert_kept(read, text)


@given(text=TEXTS, heading=st.sampled_from(("stage", "qualifier", "category", "term")))
def test_a_code_reads_the_same_each_time_under_its_heading(text, heading):
    assert_kept(row._code, heading, text)


@given(text=TEXTS, home=HOMES)
def test_a_currency_reads_the_same_each_time_for_its_donor(text, home):
    assert_kept(row._currency_code, text, home)


@given(text=TEXTS, currency=st.sampled_from(("", "EUR", "USD")), home=HOMES, is_computed=st.booleans())
def test_an_amount_reads_the_same_each_time_beside_its_currency(text, currency, home, is_computed):
    assert_kept(row._amount, text, currency, home, is_computed=is_computed)


@given(figure=FIGURES, zeros=st.integers(0, 6))
def test_figures_that_are_equal_have_equally_many_decimals_however_many_zeros_they_end_in(figure, zeros):
    longer = figure.quantize(Decimal(1).scaleb(-6 - zeros))

    assert column_doubts._decimals(figure) == column_doubts._decimals(longer)
    assert_kept(column_doubts._decimals, longer)
