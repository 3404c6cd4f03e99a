"""The limits of numbers, days and texts, each with what just holds it and what is just beyond."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.foundation import (
    START_PATTERN,
    Grid,
    Interval,
    Money,
    Refused,
    broken_json,
    html_table,
    is_nested_too_deep,
    parse_day,
    parse_exact,
    quoted,
    shown_name,
)


def test_an_amount_has_eighteen_digits_before_its_point_and_six_behind_it():
    assert parse_exact(f"-{'9' * 18}.{'9' * 6}") == Decimal("-999999999999999999.999999")
    for text in ("1" + "0" * 18, "0.0000001"):
        with pytest.raises(ValueError, match="plain number"):
            parse_exact(text)


@pytest.mark.parametrize(("just", "beyond"), [("1E+89", "1E+90"), ("1E-90", "1E-91")])
def test_money_has_ninety_digits_before_its_point_and_as_many_behind_it(just, beyond):
    assert Money(Decimal(just), "EUR").value == Decimal(just)
    with pytest.raises(Refused, match="at most 90 digits"):
        Money(Decimal(beyond), "EUR")


def test_days_are_those_from_1900_to_2100():
    assert (parse_day("1900-01-01"), parse_day("2100-12-31")) == (date(1900, 1, 1), date(2100, 12, 31))
    for text in ("1899-12-31", "2101-01-01"):
        with pytest.raises(ValueError, match="1900"):
            parse_day(text)


def test_a_fiscal_year_begins_on_a_day_that_every_year_has():
    assert re.search(START_PATTERN, "02-28")
    assert not re.search(START_PATTERN, "02-29")


def test_a_fiscal_year_has_its_first_day_and_not_the_day_before():
    british = Grid("fiscal_year", "04-06")

    assert str(british.cell(date(2025, 4, 6))) == "2025-04-06 to 2026-04-05"
    assert str(british.cell(date(2025, 4, 5))) == "2024-04-06 to 2025-04-05"


def test_an_interval_may_be_of_one_day_and_of_no_less():
    assert Interval(date(2025, 6, 2), date(2025, 6, 2)).days == 1
    with pytest.raises(Refused):
        Interval(date(2025, 6, 2), date(2025, 6, 1))


def test_up_to_its_first_day_an_interval_has_that_day_and_up_to_the_day_before_nothing():
    june = Interval(date(2025, 6, 1), date(2025, 6, 30))

    assert str(june.until(date(2025, 6, 1))) == "2025-06-01"
    assert june.until(date(2025, 5, 31)) is None


def test_an_interval_that_ends_on_the_first_day_of_a_month_has_a_piece_in_it():
    assert [str(it) for it in Grid("month").cut(Interval(date(2025, 5, 31), date(2025, 6, 1)))] == [
        "2025-05-31",
        "2025-06-01",
    ]


def test_a_message_shows_a_hundred_and_twenty_characters_and_of_more_the_first_sixty():
    assert quoted("a" * 120) == f'"{"a" * 120}"'
    assert quoted("a" * 121) == f'"{"a" * 60}… (121 characters)"'


def test_brackets_may_stand_in_each_other_thirty_two_deep():
    assert not is_nested_too_deep("[" * 32)
    assert not is_nested_too_deep("[" * 32 + "]" + "[")
    assert is_nested_too_deep("[" * 33)


def test_of_broken_json_twenty_characters_are_shown():
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("[1, abcdefghijklmnopqrstuvwxyz]")

    assert broken_json(caught.value) == (1, 5, 'broken JSON at "abcdefghijklmnopqrst"')


def test_the_name_of_a_file_is_shown_whole_up_to_255_characters():
    assert shown_name(Path("a" * 255)) == "a" * 255
    assert shown_name(Path("a" * 256)).endswith("a… (256 characters)")


def test_a_notebook_shows_thirty_rows_and_of_more_how_many_follow():
    whole, longer = (html_table("long", [["a"]] * rows) for rows in (30, 31))

    assert (whole.count("<tr>"), "<tfoot>" in whole) == (30, False)
    assert longer == whole.replace("</table>", '<tfoot><tr><th scope="row">1 further rows</th></tr></tfoot></table>')
