"""Each check of one record: what it says, and that it keeps silent where nothing is wrong."""

import pytest
from made import amount as exact
from made import over, pledge, yearly

from ledger.checks import check_records


def said_of(**changes):
    """What is said of a sound pledge of GBP 3 billion with these changes."""
    sound = {"donor": "GBR", "amount": exact("3000000000", "GBP"), "sources": source("£3 billion")}
    return [str(problem) for problem in check_records([pledge(**(sound | changes))])]


def source(quote):
    return [{"publisher": "BBC", "title": "News", "quote": quote}]


def test_a_sound_record_is_met_with_silence():
    assert said_of() == []


def test_an_unknown_donor_is_shown_the_nearest_ones():
    [said] = said_of(donor="Untied Kingdom")

    assert said.startswith('a:donor: PARTY warning: found "Untied Kingdom", expected a known party, perhaps ')
    assert "GBR (United Kingdom)" in said


def test_a_record_without_source_is_told():
    assert said_of(sources=[]) == [
        (
            "a:sources: SRC warning: found no source, expected at least one publication. "
            "Do: add publisher, title and quote."
        )
    ]


def test_a_figure_needs_a_quote():
    [said] = said_of(sources=[{"publisher": "BBC", "title": "News"}])

    assert said.startswith("a:sources: SRC warning: found no quote, expected the words that carry the figure.")


def test_a_figure_that_no_quote_states_is_told():
    [said] = said_of(sources=source("£4 billion"))

    assert said.startswith('a:sources: SRC warning: found GBP 3,000,000,000 but the quote "£4 billion", expected')


def test_one_end_of_a_range_in_the_quote_is_enough():
    amount = {"qualifier": "range", "low": "600000000", "high": "700000000", "currency": "GBP"}

    assert said_of(amount=amount, sources=source("from £600 million")) == []


def test_an_undisclosed_sum_needs_no_quote():
    assert said_of(amount={"qualifier": "undisclosed"}, sources=[{"publisher": "BBC", "title": "News"}]) == []


def test_a_gift_in_kind_with_a_value_needs_its_basis():
    [said] = said_of(instrument="in_kind")

    assert said.startswith(
        "a:items: VAL warning: found a value in kind without a valuation basis, expected one of donor"
    )


def test_a_basis_is_asked_for_with_the_item_that_it_belongs_to():
    [said] = said_of(instrument="in_kind")
    [beside] = said_of(instrument="in_kind", items=[{"description": "howitzers"}])

    assert said.endswith("Do: fill in item, which says what the goods are, and valuation_basis.")
    assert beside.endswith("Do: fill in valuation_basis.")


def test_a_gift_in_kind_with_a_basis_or_without_a_value_needs_nothing():
    item = {"description": "howitzers", "valuation_basis": "donor_statement"}

    assert said_of(instrument="in_kind", items=[item]) == []
    assert said_of(instrument="in_kind", amount={"qualifier": "undisclosed"}) == []


def test_an_item_with_a_value_needs_its_basis():
    assert "VAL warning" in said_of(items=[{"description": "howitzers", "amount": exact("5", "GBP")}])[0]


@pytest.mark.parametrize(
    "amount",
    [
        {"qualifier": "exact", "value": "0.00", "currency": "GBP"},
        {"qualifier": "range", "low": "0", "high": "0", "currency": "GBP"},
    ],
)
def test_zero_is_doubted(amount):
    [said] = said_of(amount=amount, sources=source("nothing, 0 pounds"))

    assert said.startswith("a:amount: ZERO warning: found GBP 0")


def test_a_range_from_zero_is_no_missing_figure():
    amount = {"qualifier": "range", "low": "0", "high": "3000000000", "currency": "GBP"}

    assert said_of(amount=amount) == []


def test_a_sum_in_a_foreign_currency_is_flagged():
    assert said_of(amount=exact("3000000000", "USD")) == [
        (
            "a:amount.currency: CUR-HOME warning: found USD, expected GBP, the currency of GBR. "
            "Do: look for the sum in the donor's own currency, or keep it as quoted."
        )
    ]


def test_a_sum_in_a_foreign_currency_is_no_finding_beside_the_one_in_the_donors_own():
    stated = (exact("2360000000", "GBP"),)

    assert said_of(amount=exact("3000000000", "USD"), stated_equivalents=stated) == []


@pytest.mark.parametrize(
    ("donor", "currency", "announced"),
    [
        ("HRV", "HRK", "2022-12-31"),
        ("HRV", "EUR", "2023-01-01"),
        ("BGR", "EUR", "2026-01-01"),
        ("EU", "EUR", "2025-06-02"),
        ("EPF", "EUR", "2025-06-02"),
        ("NATO", "USD", "2025-06-02"),
        ("UN", "USD", "2025-06-02"),
        ("ATA", "USD", "2025-06-02"),
    ],
)
def test_the_donors_own_currency_of_the_day_is_no_finding(donor, currency, announced):
    assert said_of(donor=donor, amount=exact("3000000000", currency), announced=announced) == []


def test_a_currency_after_its_last_day_is_told_once():
    [said] = said_of(donor="HRV", amount=exact("3000000000", "HRK"), announced="2023-02-01")

    assert said.startswith("a:amount.currency: CUR-LIFE warning: found HRK on 2023-02-01, expected a currency in use")


def test_an_open_ended_term_is_noted():
    assert said_of(term=yearly()) == [
        (
            "a:term: TERM note: found so much per year without an end, expected an end. "
            "Do: give every total a horizon; it is never totalled without one."
        )
    ]


def test_a_period_that_was_over_when_it_was_announced_is_doubted():
    [said] = said_of(term=over("2023-01-01", "2023-12-31"))

    assert said.startswith("a:term: TERM warning: found an end on 2023-12-31, announced on 2025-06-02")


def test_a_period_may_end_on_the_day_of_its_announcement_but_not_the_day_before():
    assert said_of(announced="2025-06-02", term=over("2025-01-01", "2025-06-02")) == []
    assert len(said_of(announced="2025-06-02", term=over("2025-01-01", "2025-06-01"))) == 1


@pytest.mark.parametrize(
    ("start", "end", "every"),
    [
        ("2025-04-01", "2030-03-31", "year"),
        ("2025-01-31", "2026-02-27", "month"),
        ("2024-02-29", "2026-02-27", "year"),
        ("2025-01-01", "2025-09-30", "quarter"),
    ],
)
def test_a_term_of_whole_intervals_is_no_finding(start, end, every):
    assert said_of(term=yearly(start, end=end, every=every)) == []


def test_an_end_inside_an_interval_is_noted():
    [said] = said_of(term=yearly(end="2026-12-31"))

    assert said == (
        "a:term: TERM note: found 2025-04-01 to 2026-12-31, which ends inside a year, expected an end with the last "
        "day of a year. Do: check the end; the last instalment is counted by days."
    )


@pytest.mark.parametrize(
    ("value", "quote", "code", "times"),
    [
        ("3000000", "£3 billion", "UNIT", "1,000 times as large"),
        ("3000000000", "£3 million", "UNIT", "1,000 times as small"),
        ("3000", "£3 billion", "UNIT", "1,000,000 times as large"),
        ("3000000000", "3 Billionen Pfund", "SCALE", "1,000 times as large"),
    ],
)
def test_a_figure_that_is_off_by_thousands_is_a_slip_of_a_unit(value, quote, code, times):
    [said] = said_of(amount=exact(value, "GBP"), sources=source(quote))

    assert said.startswith(f"a:amount: {code} warning: found GBP")
    assert f"and a figure {times} in the quote" in said


def test_a_slip_of_a_unit_is_told_with_the_quote_that_has_it():
    [said] = said_of(amount=exact("3000000", "GBP"), sources=[*source("£3 billion"), *source("for Ukraine")])

    assert 'a figure 1,000 times as large in the quote "£3 billion"' in said


@pytest.mark.parametrize("quote", ["£3 billion a year", "£3bn annually", "£3 billion pounds per year until 2030"])
def test_a_yearly_sum_that_is_entered_once_is_told(quote):
    [said] = said_of(sources=source(quote))

    assert said.startswith("a:term: TERM warning: found GBP 3,000,000,000 once, and ")


@pytest.mark.parametrize("quote", ["£3 billion, on top of £4 billion a year", "£3 billion in the year 2025"])
def test_a_yearly_sum_of_something_else_is_not(quote):
    assert said_of(sources=source(quote)) == []


def test_a_yearly_sum_with_a_recurring_term_is_sound():
    said = said_of(sources=source("£3 billion a year"), term=yearly("2025-04-01", end="2030-03-31"))

    assert said == []


@pytest.mark.parametrize("quote", ["£3 billion in 2018 prices", "£3 billion (constant 2018 prices)"])
def test_constant_prices_are_told(quote):
    [said] = said_of(sources=source(quote))

    assert said.startswith("a:amount: CONST warning:")


@pytest.mark.parametrize(
    ("donor", "quote", "codes"),
    [
        ("CAN", "$3 billion", ["CUR-HOME", "CUR-SYM"]),
        ("CAN", "US$3 billion", ["CUR-HOME"]),
        ("USA", "$3 billion", []),
    ],
)
def test_a_bare_dollar_of_a_donor_with_its_own_is_told(donor, quote, codes):
    said = said_of(donor=donor, amount=exact("3000000000", "USD"), sources=source(quote))

    assert [line.split(": ")[1].split()[0] for line in said] == codes


@pytest.mark.parametrize(("words", "code"), [("£3 billion", "UNIT"), ("3 Billionen Pfund", "SCALE")])
def test_a_slip_names_the_quote_that_has_the_figure_and_not_the_first(words, code):
    of = "3000000" if code == "UNIT" else "3000000000"
    [shown] = said_of(amount=exact(of, "GBP"), sources=[*source("for Ukraine"), *source(words)])

    assert f"a:amount: {code} warning" in shown
    assert f'1,000 times as large in the quote "{words}"' in shown


def test_a_slip_of_a_range_names_the_quote_of_its_low_end():
    between = {"qualifier": "range", "low": "600000", "high": "700000", "currency": "GBP"}
    quotes = [*source("at most £700 million"), *source("at least £600 million")]
    [shown] = said_of(amount=between, sources=quotes)

    assert 'in the quote "at least £600 million"' in shown
