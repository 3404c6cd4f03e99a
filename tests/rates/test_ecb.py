from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.foundation import Interval
from ledger.rates import Quote, ecb_history, read_rates


def wide(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.thorough
def test_the_history_that_comes_with_the_product_is_read_without_a_problem():
    _, problems = read_rates(*ecb_history())

    assert problems == ()


def test_the_history_begins_with_the_euro_and_quotes_41_currencies(ecb):
    assert (ecb.name, ecb.base, ecb.direction) == ("ECB", "EUR", "units_per_base")
    assert ecb.first_day == date(1999, 1, 4)
    assert len(ecb.currencies) == 41
    assert ecb.source == "European Central Bank, euro foreign exchange reference rates"


def test_the_fingerprint_of_the_history_is_that_of_its_zip(ecb):
    assert ecb.sha256 == sha256(ecb_history()[1]).hexdigest()


def test_the_quotes_of_a_day_are_as_the_ecb_published_them(ecb):
    assert ecb.quote_on_or_before("USD", date(2025, 6, 2)) == Quote("1.1419", day=date(2025, 6, 2))
    assert ecb.quote_on_or_before("GBP", date(2025, 6, 2)) == Quote("0.8434", day=date(2025, 6, 2))


def test_a_day_marked_not_available_has_no_quote(ecb):
    days = ecb.days_between("ISK", Interval(date(2008, 1, 1), date(2018, 12, 31)))

    assert date(2012, 6, 1) not in days
    assert days[-1] == date(2018, 12, 31)


def test_empty_cells_and_na_are_not_published():
    rates, problems = read_rates("E", wide("Date,USD,RUB,ILS,", "2025-06-02,1.1419,N/A,,", "2025-05-30,1.1339,N/A,,"))

    assert problems == ()
    assert rates is not None
    assert rates.currencies == ("USD",)


def test_a_row_that_was_cut_short_is_refused_since_its_last_figure_may_be_cut_too():
    rates, problems = read_rates("E", wide("Date,USD,JPY", "2025-06-02,1.1419,162.98", "2025-05-30,1.13"))

    assert rates is None
    assert str(problems[0]).startswith("E:3: FX-FEED error: found 2 cells, expected 3")


def test_a_comma_in_a_rate_is_found_with_its_line_and_currency():
    _, problems = read_rates("E", wide("Date,USD,JPY", '2025-06-02,"1,1419",162.98'))

    assert str(problems[0].place) == "E:2:USD"
    assert problems[0].found == '"1,1419"'


def test_two_rates_in_one_cell_are_not_one_rate():
    _, problems = read_rates("E", wide("Date,USD", '2025-06-02,"1.1419\n1.1420"'))

    assert [problem.code for problem in problems] == ["FX-FEED"]


def test_a_table_with_a_column_of_the_euro_is_of_another_base():
    rates, (problem,) = read_rates("E", wide("Date,USD,EUR", "2025-06-02,3.7,4.2"))

    assert rates is None
    assert problem.found == "rates of which the file does not say the base, the direction and the publisher"


def test_a_day_that_stands_twice_with_the_same_rate_is_only_a_warning():
    rates, problems = read_rates("E", wide("Date,USD", "2025-06-02,1.1419", "2025-06-02,1.14190"))

    assert rates is not None
    assert [(str(problem.place), problem.severity.value) for problem in problems] == [("E:3:USD", "warning")]


def test_a_day_that_stands_twice_with_two_rates_is_an_error():
    rates, problems = read_rates("E", wide("Date,USD", "2025-06-02,1.1419", "2025-06-02,1.1339"))

    assert rates is None
    assert problems[0].found == "1.1339 for USD on 2025-06-02, of which line 2 says 1.1419"


def test_the_history_is_the_one_that_the_package_names():
    from currency_converter import CURRENCY_FILE

    assert ecb_history() == ("ECB", Path(CURRENCY_FILE).read_bytes())
