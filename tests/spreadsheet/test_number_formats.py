"""A number format that says more than the number: as it is seen, it is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.spreadsheet.number_formats import number_format


def text(code, number):
    shown = number_format(code).shown(Decimal(number))
    return None if shown is None else shown.text


@pytest.mark.parametrize(
    ("code", "number", "seen"),
    [
        ('0.0" Mio"', "7.25", "7.25 Mio"),
        ('0.0"bn"', "2", "2bn"),
        ("0\\ \\m\\l\\n", "6", "6 mln"),
        ('#,##0" Mio \u20ac"', "1200", "1200 Mio \u20ac"),
        ("#,##0 [$\u20ac-407]", "1200", "1200 \u20ac"),
        ("[$\u00a3-809]#,##0.00", "1200.5", "\u00a31200.5"),
        ("[$CHF-100C] #,##0", "90", "CHF 90"),
        ('_-* #,##0.00\\ "\u20ac"_-;\\-* #,##0.00\\ "\u20ac"_-;_-* "-"??\\ "\u20ac"_-;_-@_-', "15", "15 \u20ac"),
        ('_-* #,##0.00\\ "\u20ac"_-;\\-* #,##0.00\\ "\u20ac"_-;_-* "-"??\\ "\u20ac"_-;_-@_-', "0", "0 \u20ac"),
        ("$#,##0_);($#,##0)", "-40", "($40)"),
        ('0" Mio";[Red]0" Mio"', "-3", "-3 Mio"),
        ('General" tkr"', "450", "450 tkr"),
        ('"ca. "0', "80", "ca. 80"),
        ('"\u2265 "0', "80", "\u2265 80"),
        ('0" 000"', "35", "35 000"),
        ('0;-0;"n/a"', "0", "n/a"),
        ("0.0%", "0.125", "12.5%"),
        ('0.0"%"', "12.5", "12.5%"),
        ('#,##0.0,,"m"', "8500000", "8.5m"),
        ("0.0,,", "8500000", "8.5"),
        ("#,##0,", "8500000", "8500"),
        ("0,.00", "8500000", "8500"),
        ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "8500000", "8.5M"),
        ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "8500", "8.5K"),
    ],
)
def test_what_a_number_format_adds_is_read(code, number, seen):
    assert text(code, number) == seen


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "#,##0.00",
        "# ##0",
        "#\\ ##0",
        "# ?/?",
        "0.00E+00",
        "#,##0.00\\ _\u20ac",
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
        '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
        "[$-409]#,##0.00",
        "[$-F800]0",
        "[Red]#,##0;[Blue]-#,##0",
        "[Color 12]0",
        "[>100]0.0;0.00",
        "+0;-0;0",
        "0;-0;;@",
        '0" "',
        '"("0")"',
        "@",
        "",
        ";;;",
        "yyyy-mm-dd",
        "[$-407]d. mmmm yyyy",
    ],
)
def test_blanks_brackets_colours_and_conditions_are_no_signs(code):
    assert [text(code, number) for number in ("8500000", "3.5", "-2", "0")] == [None] * 4
    assert not number_format(code).speaks


@pytest.mark.parametrize(("code", "scaled"), [("0,,", True), ('0,,"m"', True), ("0%", False), ('#,##0" m"', False)])
def test_thousands_that_are_left_away_are_told(code, scaled):
    assert number_format(code).shown(Decimal(8_500_000)).is_scaled is scaled


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, places=3), st.integers(0, 3))
def test_the_figure_that_is_seen_is_the_number_exactly(number, thousands):
    seen = number_format("#,##0.0" + "," * thousands + '" x"').shown(number).text

    assert Decimal(seen.removesuffix(" x")).scaleb(3 * thousands) == number


@pytest.mark.thorough
@given(st.text(alphabet='0#?,.;"\\_*[]$-%@ aM\u20acGeneralE+', max_size=30), st.decimals(-9, 9, places=1))
def test_any_code_gives_a_text_or_nothing(code, number):
    seen = number_format(code).shown(number)

    assert seen is None or seen.number == number
