"""The limits of rates and their files, each with what just holds it and what is just beyond."""

import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from made import euros

from ledger.foundation import Place, Refused, errors
from ledger.rates import Basis, Quote, against_others, doubtful_quotes, future_quotes, read_rates
from ledger.rates.basis import BASIS_PATTERN, Question
from ledger.rates.euro import irrevocable
from ledger.rates.faults import Faults
from ledger.rates.unwrap import MIB, unwrap

HEADINGS = "date,currency,rate,base,direction,unit,source"
FIRST = date(2025, 6, 2)


def ours(*lines):
    return "\n".join([HEADINGS, *lines, ""]).encode()


def line(day="2025-06-02", rate="41.5", unit="1", source="NBU"):
    return f"{day},USD,{rate},UAH,base_per_unit,{unit},{source}"


def found(data):
    return [problem.found for problem in read_rates("NBU", data)[1]]


@pytest.mark.parametrize(
    ("days", "covers"),
    [
        (("2025-06-08", "2025-06-23"), True),
        (("2025-06-09", "2025-06-23"), False),
        (("2025-06-08", "2025-06-22"), False),
    ],
)
def test_quotes_stand_for_a_month_if_they_begin_and_stop_within_seven_days_of_its_ends(days, covers):
    june = Question("GBP", "EUR", Basis("month"), FIRST)

    assert june.is_covered_by([date.fromisoformat(day) for day in days]) is covers


def test_a_window_is_rounded_to_none_or_to_eighteen_decimals():
    for decimals in (0, 18):
        text = f"window:2022-09-06..2022-10-06,round={decimals}"
        assert str(Basis.parse(text)) == text
        assert re.search(BASIS_PATTERN, text)
    with pytest.raises(Refused):
        Basis.parse("window:2022-09-06..2022-10-06,round=19")
    assert not re.search(BASIS_PATTERN, "window:2022-09-06..2022-10-06,round=19")
    for decimals in (-1, 19):
        with pytest.raises(Refused, match="0 to 18 decimals"):
            replace(Basis.parse("window:2022-09-06..2022-10-06"), rounding=decimals)


def test_the_name_of_a_table_has_at_most_a_hundred_characters():
    assert Basis.parse(f"table:{'k' * 100}").table == "k" * 100
    with pytest.raises(Refused, match="no name of a table"):
        Basis.parse(f"table:{'k' * 101}")


def test_a_rate_has_eighteen_digits_before_its_point_and_as_many_behind_it():
    longest = f"{'9' * 18}.{'9' * 18}"

    assert str(Quote(longest, FIRST).value) == longest
    for text in ("1" + "0" * 18, f"0.{'1' * 19}"):
        with pytest.raises(Refused, match="plain number"):
            Quote(text, FIRST)


def test_a_rate_stands_for_one_unit_or_more():
    assert Quote("1.1", FIRST, 1).unit == 1
    with pytest.raises(Refused):
        Quote("1.1", FIRST, 0)


def test_a_rate_of_a_file_stands_for_up_to_a_billion_units():
    rate_set, problems = read_rates("NBU", ours(line(unit="1000000000")))

    assert problems == ()
    assert rate_set.quotes["USD"].units == (1_000_000_000,)
    assert found(ours(line(unit="10000000000"))) == ['"10000000000"']


def test_a_file_has_at_most_32_mib():
    just, beyond = Faults("x"), Faults("x")

    assert len(unwrap(b"a" * (32 * 1024 * 1024), just)) == 32 * 1024 * 1024
    assert just.problems() == ()
    assert unwrap(b"a" * (32 * 1024 * 1024 + 1), beyond) is None
    assert [it.found for it in beyond.problems()] == ["33554433 bytes"]


@pytest.mark.thorough
def test_an_archive_unpacks_to_at_most_64_mib():
    just, beyond = Faults("x"), Faults("x")

    assert len(unwrap(_zipped(64 * MIB), just)) == 64 * 1024 * 1024
    assert just.problems() == ()
    assert unwrap(_zipped(64 * MIB + 1), beyond) is None
    assert [it.expected for it in beyond.problems()] == ["at most 64 MiB unpacked"]


def _zipped(size):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("rates.csv", b"a" * size)
    return buffer.getvalue()


def test_a_line_has_at_most_a_hundred_thousand_characters():
    rest = len(line(source="")) + len("\n")

    assert found(ours(line(source="s" * (100_000 - rest)))) == []
    assert found(ours(line(source="s" * (100_001 - rest)))) == [
        "a CSV file that cannot be read (line 2 has more than 100000 characters)"
    ]


def test_a_file_has_at_most_four_hundred_thousand_lines():
    rows = ours(line())

    assert found(rows + b"\n" * (399_999 - rows.count(b"\n"))) == []
    assert found(rows + b"\n" * (400_000 - rows.count(b"\n"))) == ["400001 lines"]


@pytest.mark.thorough
def test_after_ten_thousand_faults_a_file_is_read_on_and_after_one_more_it_is_not():
    again = [line()] * 10_000

    assert read_rates("NBU", ours(line(), *again, line("2025-06-03")))[0] is not None
    assert "more than 10000 faults before line 10004" in found(ours(line(), *again, line(), line("2025-06-03")))


def test_a_quote_of_today_is_published_and_one_of_tomorrow_is_not():
    rates = euros(("2025-06-02", "USD", "1.1"))

    assert future_quotes(rates, FIRST) == ()
    assert [it.found for it in future_quotes(rates, FIRST - timedelta(1))] == ["a rate for 2025-06-02"]


@pytest.mark.parametrize(
    ("errors", "told", "last"),
    [(100, 100, "99"), (101, 101, "101 errors and 0 warnings, of which the first 100 are told")],
)
def test_a_hundred_faults_are_told_and_of_more_how_many(errors, told, last):
    faults = Faults("NBU")
    for number in range(errors):
        faults.error(Place(row=number), str(number), "none", "correct it")

    assert len(faults.problems()) == told
    assert faults.problems()[-1].found == last


def test_the_hundredth_error_is_told_in_full_and_the_next_is_not():
    faults = Faults("NBU")
    for number in range(99):
        faults.error(Place(row=number), "a fault", "none", "correct it")

    assert faults.telling
    faults.error(Place(row=99), "a fault", "none", "correct it")
    assert not faults.telling


def _against(own, other):
    """By what a rate of ours contradicts that of another set."""
    others = [replace(euros(("2025-06-02", "USD", other)), name="bank")]
    return [(it.code, it.found) for it in errors(against_others(euros(("2025-06-02", "USD", own)), others))]


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("11", "10", []),
        ("11.001", "10", [("FX-FEED", "a rate 9 % off that of bank")]),
        ("10", "11", []),
        ("9.999", "11", [("FX-FEED", "a rate 10 % off that of bank")]),
    ],
)
def test_two_sets_agree_up_to_a_tenth(own, other, said):
    assert _against(own, other) == said


@pytest.mark.parametrize("times", [10, 100, 1_000, 10_000])
def test_a_rate_for_so_many_units_is_told(times):
    assert (
        _against(str(7 * times), "7")
        == _against("7", str(7 * times))
        == [("FX-UNIT", f"a rate {times:,} times off that of bank")]
    )


INVERSE = [("FX-INV", "a rate that looks like the inverse of that of bank")]


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        # Its product with the other is 1.01, and then a little more.
        ("0.9765625", "1.03424", INVERSE),
        ("0.9765625", "1.03425", []),
        # It is 1.02 times the other, and then a little more.
        ("1.0098", "0.99", []),
        ("1.0099", "0.99", INVERSE),
    ],
)
def test_near_one_a_rate_is_turned_if_its_inverse_fits_to_one_per_cent_and_itself_not_to_two(own, other, said):
    assert _against(own, other) == said


def _repeated(*days):
    """Five currencies whose rates are the same on all these days."""
    return euros(*((day, code, "1.1") for code in ("USD", "GBP", "SEK", "NOK", "JPY") for day in days))


def test_friday_repeats_thursday_by_mistake_and_saturday_repeats_friday_by_right():
    assert [str(it.place) for it in doubtful_quotes(_repeated("2025-06-05", "2025-06-06"))] == ["EUR:2025-06-06"]
    assert doubtful_quotes(_repeated("2025-06-06", "2025-06-07")) == ()


def test_an_irrevocable_rate_holds_from_the_day_of_adoption():
    assert irrevocable("HRK", date(2023, 1, 1)) is not None
    assert irrevocable("HRK", date(2022, 12, 31)) is None
