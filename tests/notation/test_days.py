"""Days as people type them: read, or told to be unclear, and never another day."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Problem
from ledger.notation.days import read_date

PAGE = (Path(__file__).parents[2] / "docs" / "typing.md").read_text(encoding="utf-8").partition("## Days")[2]
ROWS = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
READ = [row for row in ROWS if re.fullmatch("[0-9-]+", row[1])]
REFUSED = [row for row in ROWS if row not in READ]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def problem(text, **known):
    found = read_date(text, **known)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(("typed", "day"), READ)
def test_a_day_of_the_manual_is_read_as_it_says(typed, day):
    assert read_date(typed) == date.fromisoformat(day)


@pytest.mark.parametrize(("typed", "remedy"), REFUSED)
def test_a_day_that_the_manual_refuses_is_refused_with_its_remedy(typed, remedy):
    found = problem(typed)

    assert (found.code, found.remedy, str(found.place)) == ("FORM", remedy, "")


def test_the_manual_shows_both_kinds():
    assert (len(READ), len(REFUSED)) == (17, 8)


@pytest.mark.parametrize(
    "typed",
    [
        *("2025-6-2", "2025.06.02", "2025. 06. 02.", " 2025-06-02 ", "２０２５/０６/０２"),
        *("2. 6. 2025", "02. 06. 2025.", "2.06.2025 г.", "02.06.2025 р.", "2.6.2025 14:30"),
        *("2025-06-02 00:00:00", "2025-06-02T00:00:00Z", "2025-06-02T23:30:00.5+02:00", "June 2, 2025, 9:15 am"),
        *(
            "2 Jun. 2025",
            "2-jun-2025",
            "the 2nd of June 2025",
            "lundi 2 juin 2025",
            "2 IUNIE 2025",
            "2025 m. birželio 2 d.",
        ),
    ],
)
def test_the_second_of_june_is_read(typed):
    assert read_date(typed) == date(2025, 6, 2)


def test_the_order_of_a_file_decides_between_slashes():
    assert read_date("2/6/2025", order="dmy") == date(2025, 6, 2)
    assert read_date("2/6/2025", order="mdy") == date(2025, 2, 6)
    assert read_date("2-6-2025", order="dmy") == date(2025, 6, 2)


def test_the_order_of_a_file_changes_neither_dots_nor_a_year_in_front():
    assert read_date("2.6.2025", order="mdy") == date(2025, 6, 2)
    assert read_date("2025/06/02", order="mdy") == date(2025, 6, 2)


@pytest.mark.parametrize(("order", "typed"), [("mdy", "13/6/2025"), ("dmy", "6/13/2025"), ("ymd", "2/6/2025")])
def test_a_day_against_the_order_of_its_file_is_refused(order, typed):
    assert problem(typed, order=order).remedy == "type the day as 2025-06-02"


def test_a_day_whose_two_readings_agree_is_certain():
    assert read_date("6/6/2025") == date(2025, 6, 6)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "2025", "20250602", "45810", "June", "2 June", "June 2025", "2/2025", "2 June 25", "2 June 202"),
        *("0/5/2025", "13/13/2025", "2025-13-01", "30 February 2025", "29.2.2025", "2 June 1899", "1/1/2101"),
        *("2025-06-02 25:00", "2025-06-02 noon", "2 June July 2025", "2-3 June 2025", "2 Juno 2025", "Q2 2025"),
        *("2025-06-02\n2025-06-03", "2025-06-0²", "2025-06-٠2", "9" * 101, "1" * 99),
    ],
)
def test_what_is_not_one_day_is_a_form_problem(typed):
    assert problem(typed).code == "FORM"


@given(DAYS, st.sampled_from(["en", "en_GB", "de", "fr", "pl", "uk"]), st.sampled_from(["long", "full"]))
def test_a_day_in_words_reads_back(day, locale, width):
    typed = format_date(day, width, locale)
    found = read_date(typed)

    # Polish November is Croatian October.
    assert found == day or (locale == "pl" and day.month == 11 and str(day) in found.remedy)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d"]))
def test_a_day_in_digits_reads_back_or_both_days_are_told(day, pattern):
    found = read_date(day.strftime(pattern))

    assert found == day or str(day) in found.remedy


@given(st.text(max_size=120) | st.text(alphabet="0123456789./- :TZJunemardl,", max_size=40))
def test_no_text_raises(text):
    assert isinstance(read_date(text), date | Problem)


@pytest.mark.parametrize("piece", ["1", "1.", "1/", "a ", " ", "2025-06-02 ", "Juni", "\u0301"])
def test_a_very_long_text_is_refused_at_once(piece):
    assert problem(piece * (100_000 // len(piece))).code == "FORM"
