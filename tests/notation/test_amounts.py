"""Amounts as people type them: read exactly, or told to be unclear, and never another figure."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_compact_decimal, format_decimal, get_group_symbol
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Place, Problem
from ledger.notation.amounts import TypedAmount, read_amount
from ledger.records import CURRENCIES, rows

PAGE = (Path(__file__).parents[2] / "docs" / "typing.md").read_text(encoding="utf-8").partition("## Days")[0]
READ = re.findall(r"^\| `([^`]+)` \| ([A-Z]*) ?\| ([^|]+) \|$", PAGE, re.MULTILINE)
REFUSED = re.findall(r"^\| `([^`]+)` \| ([A-Z]*) ?\| ([A-Z-]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
LOCALES = ("en", "en_IN", "de", "de_CH", "fr", "es", "it", "pl", "uk", "sv", "ar_EG", "hi")
# Whose words for a thousand up to a million million all stand in the list.
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt_PT", "nl", "sv", "da", "nb", "fi", "et", "lv", "lt", "pl", "cs", "sk", "sl"),
    *("hr", "bg", "uk", "ru", "el", "hu", "ro"),
)


def shown(amount):
    """An amount as the page of the manual writes it."""
    figure = amount.value or f"{amount.low} to {amount.high}"
    return " ".join(part for part in (amount.qualifier, figure, amount.currency) if part)


def problem(text, **known):
    found = read_amount(text, **known)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(("typed", "currency", "reading"), READ)
def test_an_amount_of_the_manual_is_read_as_it_says(typed, currency, reading):
    assert shown(read_amount(typed, currency=currency or None)) == reading


@pytest.mark.parametrize(("typed", "currency", "code", "remedy"), REFUSED)
def test_an_amount_that_the_manual_refuses_is_refused_with_its_remedy(typed, currency, code, remedy):
    found = problem(typed, currency=currency or None)

    assert (found.code, found.remedy, str(found.place)) == (code, remedy, "")


def test_the_manual_shows_both_kinds():
    assert (len(READ), len(REFUSED)) == (39, 19)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3bn", "3000000000"),
        ("3 BN", "3000000000"),
        ("3 billion", "3000000000"),
        ("1.5 trillion", "1500000000000"),
        ("3,5 bn", "3500000000"),
        ("3.000.000,00", "3000000.00"),
        ("1\u202f234\u202f567,891", "1234567.891"),
        ("1\u2019234\u2019567.5", "1234567.5"),
        ("1234.567", "1234.567"),
        ("0.001", "0.001"),
        ("1.2345678 bn", "1234567800"),
        ("250 Tsd.", "250000"),
        ("14,5 mld.", "14500000000"),
        ("3 thousand million", "3000000000"),
        ("3 mil milhões", "3000000000"),
        ("999999999999999999", "999999999999999999"),
        ("0", "0"),
    ],
)
def test_a_notation_is_read_exactly(typed, value):
    assert read_amount(typed) == TypedAmount(value)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "three", "half a", "a euro", "3 billion a year", "tbd", "3 pieces"),
        *("3; 4", "3\n200", "1\n234", "3  200", "1 234 5", "3 bn bn", "3 k mio", "3 4 bn", "12,3,4"),
        *("007", "1_000", ".5", "3.", "3²", "3½ bn", "③", "3\u200b000", "\u202e3", "1٣", "+3 bn", "3bn+", "1e5", "∞"),
        *("(3 bn)", "−3", "EUR -3", "3-", "3/4", "1.234.5", "1,234,56", "0.1.2", "1.2345678"),
        *("9" * 19, "9" * 99, "9" * 101, "1000000000000 bn", "9" * 100_000),
        *("700-600", "500-1 bn", "2-3-4", "about 600-700", "about up to 3", "between 3 to 4", "from 3", "3 and 4"),
    ],
)
def test_what_is_not_one_amount_is_a_form_problem(typed):
    assert problem(typed).code == "FORM"


@pytest.mark.parametrize(
    ("decimal", "typed", "value"),
    [
        ("point", "1,234", "1234"),
        ("point", "1.234", "1.234"),
        ("comma", "1.234", "1234"),
        ("comma", "1,234", "1.234"),
        ("comma", "1,234 bn", "1234000000"),
        ("comma", "3 billion", "3000000000"),
    ],
)
def test_where_the_decimal_mark_is_known_nothing_is_ambiguous(decimal, typed, value):
    assert read_amount(typed, decimal=decimal) == TypedAmount(value)


@pytest.mark.parametrize(("decimal", "typed"), [("point", "1.234,5"), ("point", "3,5"), ("comma", "1,234.5")])
def test_a_number_against_the_known_decimal_mark_is_refused(decimal, typed):
    assert problem(typed, decimal=decimal).code == "FORM"


@pytest.mark.parametrize(
    "typed", ["3 Billion", "3 billions", "3 billones", "3 biljoen", "3 Trillion", "T€ 3", "3 bln", "3 tn", "1,5 B"]
)
def test_a_unit_of_two_scales_is_asked_for(typed):
    assert problem(typed).code == "SCALE"


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("3 bn €", "EUR"),
        ("€3bn", "EUR"),
        ("3 bn EUR", "EUR"),
        ("3 milliards d\u2019euros", "EUR"),
        ("A$3bn", "AUD"),
        ("CA$3bn", "CAD"),
        ("USD $3bn", "USD"),
        ("3 bn U.S. dollars", "USD"),
        ("3 bn pounds sterling", "GBP"),
        ("500 MSEK", "SEK"),
        ("5 mld Kč", "CZK"),
        ("5 kronor", "SEK"),
        ("5 HRK", "HRK"),
        ("5", None),
    ],
)
def test_a_currency_in_the_text_is_read(typed, currency):
    assert read_amount(typed).currency == currency


@pytest.mark.parametrize(
    ("typed", "known", "currency"),
    [
        ("$3bn", {"currency": "CAD"}, "CAD"),
        ("£3bn", {"home": ["GBP"]}, "GBP"),
        ("kr 3", {"home": ["NOK"]}, "NOK"),
        ("kr 3", {"currency": "SEK", "home": ["NOK"]}, "SEK"),
        ("US$3bn", {"home": ["GBP"]}, "USD"),
        ("3 bn", {"currency": "EUR"}, None),
    ],
)
def test_the_column_then_the_donor_decides_what_a_sign_means(typed, known, currency):
    assert read_amount(typed, **known).currency == currency


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("$3bn", {}),
        ("£3bn", {}),
        ("¥3bn", {}),
        ("3 bn dollars", {}),
        ("$3bn", {"home": ["GBP"]}),
        ("$3bn", {"home": ["USD", "CAD"]}),
        ("US$3bn", {"currency": "CAD"}),
        ("EUR 3bn", {"currency": "USD"}),
        ("€1.5-£2 bn", {"currency": "EUR"}),
    ],
)
def test_a_currency_that_is_not_certain_is_asked_for(typed, known):
    assert problem(typed, **known).code == "CUR-SYM"


def test_an_unclear_number_comes_before_an_unclear_currency_and_place_is_left_to_the_caller():
    assert str(problem("$1,234").within(Place(file="a.csv", row=2, field="amount"))) == (
        'a.csv:2:amount: FORM error: found "$1,234", expected a number that can be read in one way only. '
        "Do: type 1234 or 1.2340, whichever is meant."
    )


@pytest.mark.parametrize("typed", ["1,234", "1.234", "12,345 k", "1,234 bn", "1.234 mio"])
def test_each_reading_of_an_unclear_number_can_be_typed_as_the_problem_says(typed):
    readings = re.findall(r"[0-9.]*[0-9]", problem(typed).remedy)

    assert len(readings) == 2
    assert [Decimal(read_amount(reading).value) for reading in readings] == [Decimal(reading) for reading in readings]


def test_every_word_of_the_list_is_known_once_and_is_no_code_of_a_currency_it_does_not_mean():
    words = rows("amount_words")
    meant = {row["words"]: row["meaning"].split(";") for row in words}
    codes = {code for row in words if row["kind"] == "currency" for code in row["meaning"].split(";")}

    assert len(meant) == len(words)
    assert codes <= CURRENCIES.keys()
    assert [word for word in meant if word.upper() in CURRENCIES and meant[word] != [word.upper()]] == []
    assert all(row["source"] for row in words)


@given(
    number=st.decimals(min_value=0, max_value=10**12, places=3, allow_nan=False),
    locale=st.sampled_from(LOCALES),
    places=st.sampled_from(["", ".0", ".00", ".000"]),
)
def test_an_amount_in_any_countrys_notation_is_read_as_the_same_or_told_to_be_ambiguous(number, locale, places):
    pattern = ("#,##,##0" if locale in ("en_IN", "hi") else "#,##0") + places
    digits = len(places) - 1 if places else 0
    number = number.quantize(Decimal(1).scaleb(-digits))
    typed = format_decimal(number, pattern, locale, numbering_system="default")
    if get_group_symbol(locale) == "'":
        # Babel takes two apostrophes for quotation marks and drops them.
        typed = format_decimal(number, pattern, "en").replace(",", "'")

    found = read_amount(typed)

    if isinstance(found, Problem):
        assert "one way only" in found.expected
        assert number in map(Decimal, re.findall(r"[0-9]+(?:\.[0-9]+)?", found.remedy))
    else:
        assert Decimal(found.value) == number


@given(st.integers(2, 999), st.sampled_from([3, 6, 9, 12]), st.sampled_from(LANGUAGES))
def test_a_unit_of_any_language_is_read_as_it_means_or_asked_for(number, power, language):
    found = read_amount(format_compact_decimal(number * 10**power, locale=language, format_type="long"))

    # Of 10^12, half the languages' words look like another's 10^9.
    assert (found.code == "SCALE") if isinstance(found, Problem) else (Decimal(found.value) == number * 10**power)


@given(low=st.integers(1, 999), more=st.integers(0, 999), unit=st.sampled_from([("k", 3), ("mio", 6), ("bn", 9)]))
def test_a_range_shares_the_unit_behind_it(low, more, unit):
    word, power = unit
    found = read_amount(f"{low}\u2013{low + more} {word}")

    assert (Decimal(found.low), Decimal(found.high)) == (low * 10**power, (low + more) * 10**power)


@given(st.text(max_size=120) | st.text(alphabet="0123456789.,' -€$kmbn\u00a0()eE%toand", max_size=120))
def test_no_text_raises_and_what_is_read_is_a_plain_number(text):
    found = read_amount(text)

    assert isinstance(found, Problem) or all(
        re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,6})?", figure) for figure in (found.value, found.low, found.high) if figure
    )


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("$US38 billion", "38000000000 USD"),
        ("U.S.$ 2.5bn", "2500000000 USD"),
        ("38 млрд доларів США", "38000000000 USD"),
        ("2 Mrd. US-Dollar", "2000000000 USD"),
        ("12 milliards de dollars américains", "12000000000 USD"),
        ("7 milliards de francs suisses", "7000000000 CHF"),
        ("1,5 Mrd. Schweizer Franken", "1500000000 CHF"),
        ("300 mld koron szwedzkich", "300000000000 SEK"),
        ("40 млн фунтів стерлінгів", "40000000 GBP"),
        ("40 millions de livres sterling", "40000000 GBP"),
        ("six hundred million euros", "600000000 EUR"),
        ("seventy-five million euros", "75000000 EUR"),
        ("two and a half billion euros", "2500000000 EUR"),
        ("half a million euros", "500000 EUR"),
        ("fem miljarder svenska kronor", "5000000000 SEK"),
        ("anderthalb Milliarden Euro", "1500000000 EUR"),
        ("пів мільярда євро", "500000000 EUR"),
        ("two to three billion euros", "range 2000000000 to 3000000000 EUR"),
        ("no fewer than 200 million euros", "at_least 200000000 EUR"),
        ("a little over €4 bn", "at_least 4000000000 EUR"),
        ("in excess of €4 bn", "at_least 4000000000 EUR"),
        ("not exceeding €4 bn", "up_to 4000000000 EUR"),
        ("just under €4 bn", "up_to 4000000000 EUR"),
        ("pas plus de 4 milliards d'euros", "up_to 4000000000 EUR"),
        ("nicht mehr als 4 Mrd. Euro", "up_to 4000000000 EUR"),
        ("не більше 4 млрд євро", "up_to 4000000000 EUR"),
        ("close to €4 bn", "about 4000000000 EUR"),
        ("1200百万円", "1200000000 JPY"),
        ("12億円", "1200000000 JPY"),
        ("EURbn 4", "4000000000 EUR"),
        ("4 milioni di euro", "4000000 EUR"),
        ("90 migliaia di euro", "90000 EUR"),
        ("90 miles de euros", "90000 EUR"),
        ("3 miles de millones de euros", "3000000000 EUR"),
    ],
)
def test_the_press_is_read_as_it_writes(typed, reading):
    assert shown(read_amount(typed)) == reading


@pytest.mark.parametrize(
    ("typed", "currency", "reading"),
    [
        ("five billion kroner", "NOK", "5000000000 NOK"),
        ("75 mld koron", "SEK", "75000000000 SEK"),
        ("20 млн фунтів", "GBP", "20000000 GBP"),
        ("20 milliards de dollars", "CAD", "20000000000 CAD"),
        ("P676 million", "PHP", "676000000 PHP"),
        ("P676 million", "BWP", "676000000 BWP"),
        ("310 tkr", "SEK", "310000 SEK"),
        ("310 mnkr", "NOK", "310000000 NOK"),
        ("310 mkr", "SEK", "310000000 SEK"),
        ("4 mdkr", "DKK", "4000000000 DKK"),
        ("4 億ドル", "USD", "400000000 USD"),
        ("just over $3 billion", "USD", "at_least 3000000000 USD"),
    ],
)
def test_a_word_for_several_currencies_leaves_the_currency_to_be_asked(typed, currency, reading):
    assert shown(read_amount(typed, currency=currency)) == reading
    assert shown(read_amount(typed, home=[currency])) == reading
    assert problem(typed).code == "CUR-SYM"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.125 billion", "1125000000"),
        ("2.375 million", "2375000"),
        ("1.875 trillion", "1875000000000"),
        ("1.125b", None),
        ("£2.375bn", "2375000000"),
        ("€2.375bn", "2375000000"),
        ("€ 2.375 bn", None),
        ("2.375 bn", None),
        ("£2.375m", None),
        ("2.375 Mio", None),
        ("2.375 millions", None),
        ("2,375 million", None),
        ("1,125 billion", None),
    ],
)
def test_a_point_before_a_unit_that_only_english_has_is_the_decimal_sign(typed, value):
    found = read_amount(typed, home=["GBP"])

    assert (found.code if isinstance(found, Problem) else found.value) == (value or "FORM")


def test_a_known_decimal_comma_comes_before_an_english_unit():
    assert read_amount("1.125 million", decimal="comma") == TypedAmount("1125000000")


@pytest.mark.parametrize("typed", ["5 de", "de 5 EUR bn de", "5 of", "3 brand", "3 Mrs", "50p", "3 tons", "5 bleu"])
def test_a_word_that_only_looks_like_money_is_refused(typed):
    assert problem(typed).code == "FORM"


@given(number=st.sampled_from([row for row in rows("amount_words") if row["kind"] == "number"]))
def test_a_number_in_words_is_what_it_says_with_a_unit_and_nothing_without(number):
    assert Decimal(read_amount(f"{number['words']} mio").value) == Decimal(number["meaning"]) * 10**6
    assert problem(number["words"]).code == "FORM"


@given(
    word=st.sampled_from([row for row in rows("amount_words") if row["kind"] == "currency"]), count=st.integers(1, 999)
)
def test_a_word_for_a_currency_is_read_as_one_of_those_it_may_mean(word, count):
    codes = word["meaning"].split(";")
    typed = f"{count} mio {word['words']}"

    found = read_amount(typed)

    assert (found.code == "CUR-SYM") if len(codes) > 1 else (found.currency == codes[0])
    assert {read_amount(typed, currency=code).value for code in codes} == {f"{count}000000"}


@pytest.mark.parametrize("piece", ["1", "1 ", "1,", "a ", " ", "- ", "bn", "\u3000", "\u0301"])
def test_a_very_long_text_is_refused_at_once(piece):
    assert problem(piece * (100_000 // len(piece))).code == "FORM"


def test_what_stands_on_the_credit_side_is_no_crore():
    [asked, read] = map(read_amount, ("100 CR", "₹100 crore"))

    assert (asked.code, asked.remedy) == ("SCALE", "type 100 or 1000000000, whichever is meant")
    assert (read.value, read.currency) == ("1000000000", "INR")
