import random
import zipfile
from datetime import timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from any_rates import BASES, DAYS, PAIRS_OF_CURRENCIES, RATES, UNITS, rate_sets
from hypothesis import given, settings
from hypothesis import strategies as st
from proving import proven

from ledger.rates import Pair, as_quoted, ecb_history, pick, read_rates

HEADINGS = "date,currency,rate,base,direction,unit,source"


@st.composite
def answers(draw):
    """A question, and what pick says to it."""
    source, target = draw(PAIRS_OF_CURRENCIES)
    given_day, as_of = draw(DAYS), draw(st.none() | DAYS)
    asked = {"basis": draw(BASES), "day": given_day, "rate_sets": draw(st.lists(rate_sets(), max_size=2))}
    return source, target, asked, as_of, pick(source, target, **asked, as_of=as_of)


@pytest.mark.thorough
@given(answers())
def test_there_and_back_again_is_one(answer):
    source, target, asked, as_of, pair = answer
    back = pick(target, source, **asked, as_of=as_of)

    assert type(back) is type(pair)
    if isinstance(pair, Pair) and isinstance(back, Pair):
        assert pair.rate * back.rate == 1


@settings(max_examples=proven(10, 40))
@given(answers())
def test_a_days_rate_is_never_later_than_the_day_nor_more_than_seven_days_older(answer):
    _, _, asked, as_of, pair = answer
    if isinstance(pair, Pair) and asked["basis"].kind in ("announced", "on"):
        for quote in (*pair.source.quotes, *pair.target.quotes):
            assert timedelta(0) <= pair.day - quote.day == timedelta(pair.days_back) <= timedelta(7)
            assert as_of is None or quote.day <= as_of


@settings(max_examples=proven(10, 40))
@given(answers())
def test_a_mean_lies_between_its_smallest_and_its_largest_quote(answer):
    _, _, _, as_of, pair = answer
    if isinstance(pair, Pair):
        for leg in (pair.source, pair.target):
            if leg.quotes:
                each = [leg.per_one(quote, pair.rate_set) * leg.unit for quote in leg.quotes]
                half = 0 if leg.decimals is None else Fraction(1, 2 * 10**leg.decimals)
                assert min(each) - half <= as_quoted(pair.rate_set, leg) <= max(each) + half
                assert as_of is None or leg.quotes[-1].day <= as_of


@pytest.mark.thorough
@given(answers())
def test_a_rounded_mean_has_the_decimals_of_its_quotes_and_is_within_half_of_the_last_of_the_mean(answer):
    _, _, asked, _, pair = answer
    if isinstance(pair, Pair):
        for leg in (pair.source, pair.target):
            assert (leg.decimals is not None) == bool(leg.quotes and asked["basis"].rounding is not None)
            if leg.decimals is not None:
                mean = sum(leg.per_one(it, pair.rate_set) for it in leg.quotes) * leg.unit / len(leg.quotes)
                printed = as_quoted(pair.rate_set, leg)
                assert (printed * 10**leg.decimals).denominator == 1
                assert abs(printed - mean) <= Fraction(1, 2 * 10**leg.decimals)


@pytest.mark.thorough
@given(answers(), DAYS)
def test_a_window_and_a_table_give_every_day_the_same_rate_between_adoptions_of_the_euro(answer, other):
    source, target, asked, as_of, pair = answer
    if asked["basis"].kind in ("window", "table") and "HRK" not in (source, target):
        later = pick(source, target, **{**asked, "day": other}, as_of=as_of)
        assert getattr(pair, "rate", None) == getattr(later, "rate", None)


@pytest.mark.thorough
@given(answers())
def test_both_legs_rest_on_the_same_days_but_in_a_table(answer):
    _, _, asked, _, pair = answer
    if asked["basis"].kind != "table" and isinstance(pair, Pair) and pair.source.quotes and pair.target.quotes:
        assert [quote.day for quote in pair.source.quotes] == [quote.day for quote in pair.target.quotes]


@pytest.mark.thorough
@given(st.lists(st.tuples(DAYS, st.sampled_from(["USD", "GBP", "JPY"]), RATES, UNITS), min_size=1), st.randoms())
def test_the_order_of_the_lines_in_a_file_is_irrelevant(rows, chance: random.Random):
    lines = [f"{day},{currency},{rate},UAH,base_per_unit,{unit},NBU" for day, currency, rate, unit in rows]
    shuffled = chance.sample(lines, len(lines))

    one, _ = read_rates("NBU", "\n".join([HEADINGS, *lines]).encode())
    other, _ = read_rates("NBU", "\n".join([HEADINGS, *shuffled]).encode())

    assert (one and one.quotes) == (other and other.quotes)


@given(st.lists(st.tuples(DAYS, RATES), min_size=1, unique_by=lambda row: row[0]), st.randoms())
def test_the_order_of_the_days_in_the_ecbs_file_is_irrelevant(rows, chance: random.Random):
    lines = [f"{day},{rate},N/A," for day, rate in rows]
    shuffled = chance.sample(lines, len(lines))

    stated = {"base": "EUR", "direction": "units_per_base", "source": "a bank"}
    one, _ = read_rates("ECB", "\n".join(["Date,USD,JPY,", *lines]).encode(), **stated)
    other, _ = read_rates("ECB", "\n".join(["Date,USD,JPY,", *shuffled]).encode(), **stated)

    assert one is not None
    assert other is not None
    assert one.quotes == other.quotes


@given(st.binary())
def test_no_bytes_make_the_reader_raise(data):
    rate_set, problems = read_rates("any", data)

    assert rate_set is not None or problems


@given(st.sampled_from(["Date,USD,JPY", HEADINGS]), st.text(alphabet='0123456789-.,"\n\r USDJPYEURN/Aab\x00\ufeff'))
def test_no_lines_below_sound_headings_make_the_reader_raise(headings, text):
    rate_set, problems = read_rates("any", f"{headings}\n{text}".encode())

    assert rate_set is not None or problems


@given(st.lists(st.lists(st.sampled_from(["2025-06-02", "USD", "41,5", "41.5", "UAH", "base_per_unit", "1", "", "a"]))))
def test_no_cells_make_the_reader_raise(rows):
    text = "\n".join(",".join(row) for row in rows)
    rate_set, problems = read_rates("any", f"{HEADINGS}\n{text}".encode())

    assert rate_set is not None or problems


def _small_zip() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rates.csv", "Date,USD\n2025-06-02,1.1419\n")
    return buffer.getvalue()


SMALL_ZIP = _small_zip()


@given(st.lists(st.tuples(st.integers(0, len(SMALL_ZIP) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_to_a_zip_makes_the_reader_raise(damage):
    data = bytearray(SMALL_ZIP)
    for place, byte in damage:
        data[place] = byte
    rate_set, problems = read_rates("any", bytes(data))

    assert rate_set is not None or problems


@given(st.integers(0, 400_000))
def test_no_cut_through_the_ecbs_zip_makes_the_reader_raise(length):
    rate_set, problems = read_rates("ECB", ecb_history()[1][:length])

    assert rate_set is not None or problems
