"""Rows that repeat the money of other rows: by their label, by their figure, by the words of a running total."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.aggregates import SeenRow, aggregates, row_ranges, running_totals


def seen(*rows, kind="eur"):
    """Rows of a label and a figure, from row 2 on."""
    return [
        SeenRow(number, (label,), None if figure is None else Decimal(figure), kind)
        for number, (label, figure) in enumerate(rows, start=2)
    ]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Total",
            "TOTAL:",
            "Grand total",
            "Sub-total",
            "Summe",
            "Zwischensumme",
            "Sous-total",
            "Sum",
            "Razem",
            "Всього",
        ),
        *(
            "Total Sweden",
            "Sweden total",
            "Subtotal for the United Kingdom",
            "Total 2024",
            "Total (EUR)",
            "i alt",
            "合計",
        ),
        *(
            "Total\u00b9",
            "Gesamtergebnis",
            "Suma całkowita",
            "Загальна сума",
            "Gran total",
            "Summa totalt",
            "Sum of the above",
        ),
        *("Total: air defence", "Total \u2013 all others", "All donors", "Total EU countries", "Ogółem", "Celkem"),
    ],
)
def test_a_label_says_total_in_many_languages(label):
    assert [(it.number, it.is_part) for it in aggregates(seen(("Boats", 5), (label, 9)))] == [(3, False)]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "of which: radars",
            "- of that: radars",
            "inkl. Radar",
            "- of which radars",
            "davon: Radar",
            "darunter Radar",
            "dont radars",
            "herav radar",
        ),
        *("o/w radars", "dav. Radar", "y compris radars", "z tego radary", "у т.ч. радари", "de las que radares"),
        *("varav radar", "w tym radary", "у тому числі радари", "di cui radar", "de los cuales radares", "其中"),
    ],
)
def test_a_label_says_of_which_in_many_languages(label):
    assert [(it.number, it.is_part) for it in aggregates(seen(("Package 7", 9), (label, 5)))] == [(3, True)]


@pytest.mark.parametrize(
    "label",
    [
        *("Total support package for air defence", "Totalförsvaret", "Sum insured for ships", "Summary of aid"),
        *("Aggregated supplies", "Ztegorzelec", "Davit cranes", "Including children in school", "Inclination meters"),
        *("Of whichever kind", "Dontsov brigade", "Davonport docks", "Razemnik", "Air defence total war chest"),
    ],
)
def test_a_title_that_only_begins_so_is_not_accused(label):
    assert aggregates(seen(("Boats", 5), (label, 9))) == ()


def test_a_total_word_in_a_title_counts_if_the_figure_is_that_of_the_rows_above():
    rows = seen(("Boats", 5), ("Tanks", 7), ("Total naval and land", 12))

    assert [it.number for it in aggregates(rows)] == [4]


def test_a_figure_of_the_whole_block_above_is_a_total():
    rows = seen(("A", 310), ("B", 205), ("C", 77), ("Europe", 592), ("D", 40), ("E", 41), ("F", 42), ("Asia", 123))

    assert [(it.number, it.reason) for it in aggregates(rows)] == [
        (5, "the sum of the 3 rows above"),
        (9, "the sum of the 3 rows above"),
    ]


def test_a_figure_of_all_rows_since_the_headings_is_a_total():
    rows = seen(("A", 310), ("B", 205), ("Total", 515), ("C", 77), ("Everything", 592))

    assert [it.number for it in aggregates(rows)] == [4, 6]


def test_a_total_may_stand_above_what_it_adds_up():
    assert [it.reason for it in aggregates(seen(("Europe", 592), ("A", 310), ("B", 205), ("C", 77)))] == [
        "the sum of the 3 rows below"
    ]


def test_parts_are_not_added_up_again():
    rows = seen(("Package", 900), ("of which boats", 500), ("Tents", 50), ("Food", 25), ("All", 975))

    assert [it.number for it in aggregates(rows)] == [3, 6]


@pytest.mark.parametrize(
    "rows",
    [
        seen(("A", 310), ("B", 205), ("C", 515)),
        seen(("Z", 9), ("A", 310), ("B", 205), ("C", 77), ("D", 592)),
        seen(("A", 0), ("B", 0), ("C", 0), ("D", 0)),
        seen(("A", None), ("B", None), ("C", 7), ("D", 7)),
    ],
    ids=["two rows", "a part of a block", "nothing but zero", "no figures"],
)
def test_sums_of_a_few_neighbours_are_not_accused(rows):
    assert aggregates(rows) == ()


def test_figures_of_several_currencies_are_not_added_up():
    rows = [
        *seen(("A", 310), ("B", 205)),
        SeenRow(4, ("C",), Decimal(77), "sek"),
        SeenRow(5, ("D",), Decimal(592), "eur"),
    ]

    assert aggregates(rows) == ()


def test_a_formula_that_adds_rows_is_a_total():
    rows = [*seen(("A", 310), ("B", 205)), SeenRow(4, ("Europe",), Decimal(515), "eur", adds_rows=True)]

    assert [(it.number, it.reason) for it in aggregates(rows)] == [(4, "a formula that adds rows")]


def test_figures_that_grow_under_words_of_a_running_total_are_one():
    rows = [
        SeenRow(2, ("Aid so far",), Decimal(100), "eur", series="NOR"),
        SeenRow(3, ("Aid so far",), Decimal(30), "eur", series="SWE"),
        SeenRow(4, ("Aid so far",), Decimal(250), "eur", series="NOR"),
        SeenRow(5, ("Boats",), Decimal(300), "eur", series="FIN"),
        SeenRow(6, ("Boats",), Decimal(400), "eur", series="FIN"),
    ]

    assert running_totals(rows) == ((2, 4),)


def test_figures_that_fall_are_no_running_total():
    assert running_totals(seen(("Paid to date", 5), ("Paid to date", 4))) == ()


def test_rows_are_told_in_stretches():
    assert row_ranges(range(3, 900)) == "3 to 899"
    assert row_ranges(range(1, 40, 2)) == "1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 10 more"


@given(st.lists(st.integers(1, 10**12), min_size=3, max_size=8))
def test_the_sum_of_a_block_is_always_found(figures):
    rows = seen(*((f"Item {number}", figure) for number, figure in enumerate(figures)), ("Europe", sum(figures)))

    assert aggregates(rows)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30, unique=True))
def test_distinct_powers_are_never_accused(exponents):
    # Each is more than twice the one before, so that no block comes to any of them.
    rows = seen(*((f"Item {number}", 3**number) for number, _ in enumerate(exponents)))

    assert aggregates(rows) == ()
