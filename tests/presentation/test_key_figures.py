"""The key figures at the head of a document: their unit, their range, and what stands in none of them."""

from dataclasses import replace

import pytest
from made import amount, euros, paid, pledge, report

from ledger.presentation import present
from ledger.presentation.numbers import FigureScale, LargeScale
from ledger.render import as_csv, as_markdown


def key_figures(*records, **fields):
    return [
        tuple(part.replace("\xa0", " ") for part in (it.label, it.text, it.unit, it.remark))
        for it in present(report(*records, **fields)).key_figures
    ]


def test_stages_stand_beside_each_other_with_their_ranges():
    firm = pledge("b", stage="commitment", amount=amount("4000000"))
    ceiling = pledge("a", amount=amount("8000000", qualifier="up_to"))

    assert key_figures(ceiling, firm, paid("t", "b", amount=amount("1000000"))) == [
        ("Pledged", "8.0", "EUR million", "0 to 8.0, lowest to highest reading"),
        ("Firmly committed", "4.0", "EUR million", "no range"),
        ("Paid out", "1.0", "EUR million", "firm commitments fulfilled, each in its own currency: 25.0 %; no range"),
    ]


def test_in_the_unit_of_the_tables_a_total_reads_as_it_does_there():
    """Three times 188.88 is 566.64, but three times 188.9 is 566.7: so it stands in the table, and so it is said."""
    wide = {"qualifier": "range", "low": "100000000", "high": "188880000", "currency": "EUR"}
    made = present(report(*(pledge(donor, donor=donor, amount=wide) for donor in ("DEU", "FRA", "GBR"))))
    (highest,) = (row.total for row in made.tables[0].rows if row.kind == "highest")

    assert highest.text == "566.7"
    assert [it.remark for it in made.key_figures] == ["300.0 to 566.7, lowest to highest reading"]


def test_an_open_highest_reading_is_marked():
    (pledged,) = key_figures(pledge("a", amount=amount("8000000", qualifier="at_least")))

    assert pledged == ("Pledged", "8.0", "EUR million", "8.0 to ≥8.0, lowest to highest reading")


def test_what_has_no_sum_or_no_rate_is_counted_by_donor_and_in_no_total():
    silent = [
        pledge(f"s{number}", donor=donor, amount={"qualifier": "undisclosed"})
        for number, donor in enumerate(["FRA", "GBR", "GBR", "NOR", "POL", "SWE"])
    ]
    unrated = pledge("x", amount=amount("5", currency="UAH"))

    assert key_figures(*silent, unrated, pledge("a"), rates=[euros(("2025-06-02", "USD", "1.1"))])[1:] == [
        ("Without a sum", "6", "records", "Pledges: United Kingdom 2, France 1, Norway 1, 2 more donors; in no total"),
        ("Not converted", "1", "record", "Pledges: Germany 1; in no total"),
    ]
    assert key_figures(*silent[:1]) == [
        ("Pledged", "..", "EUR million", "no sum is known"),
        ("Without a sum", "1", "record", "Pledges: France 1; in no total"),
    ]


def test_a_total_without_a_rate_is_not_one_that_nobody_states():
    rates = [euros(("2025-06-02", "USD", "1.1"))]
    firm = pledge("a", stage="commitment", amount=amount("5", currency="UAH"))
    silent = pledge("b", stage="commitment", amount={"qualifier": "undisclosed"})

    assert key_figures(firm, rates=rates) == [("Firmly committed", "fx", "EUR million", "1 not converted")]
    assert key_figures(firm, silent, rates=rates)[0] == (
        "Firmly committed",
        ".. fx",
        "EUR million",
        "1 undisclosed, 1 not converted",
    )


@pytest.mark.parametrize(
    ("high", "remark"),
    [
        ("8040000", "lowest and highest reading differ by less than one in the last digit"),
        ("8060000", "8.0 to 8.1, lowest to highest reading"),
    ],
)
def test_a_range_that_no_digit_shows_is_told_in_words(high, remark):
    made = report(pledge("a", amount={"qualifier": "range", "low": "8000000", "high": high, "currency": "EUR"}))

    (pledged,) = present(made).key_figures
    assert pledged.remark == remark
    assert any("lowest reading" in it.text for it in present(made).stand_first) == (high == "8060000")


MILLIONS = FigureScale("EUR", 2, "million", 1)
BILLION = 10**11


@pytest.mark.parametrize(
    ("largest", "exact", "unit", "number"),
    [
        (BILLION, BILLION, "billion", "1.0"),
        (BILLION - 1, BILLION - 1, "million", "1000.0"),
        (BILLION, 9_500_000_000, "billion", "0.1"),
        (BILLION, 9_499_999_999, "billion", "0.09"),
        (BILLION, -9_499_999_999, "billion", "-0.09"),
        (BILLION, 0, "billion", "0"),
        (BILLION, -40_928_354, "billion", "-0.0004"),
    ],
)
def test_large_figures_have_two_decimals_where_one_would_tell_nothing(largest, exact, unit, number):
    large = LargeScale(MILLIONS, largest)

    assert (large.scale.unit, str(large.number(exact))) == (unit, number)


def test_a_currency_without_small_units_has_no_decimals_of_one():
    yen = LargeScale(FigureScale("JPY", 0, "one", 0), 999)

    assert (yen.scale.unit, yen.scale.decimals, yen.number(7)) == ("one", 0, 7)


@pytest.mark.parametrize(
    ("unit", "decimals", "largest", "shown"),
    [
        ("one", 2, 10**4 - 1, ("one", 2)),
        ("one", 2, 10**5 - 1, ("one", 2)),
        ("one", 2, 10**5, ("thousand", 1)),
        ("one", 2, 10**8 - 1, ("thousand", 1)),
        ("one", 2, 10**8, ("million", 1)),
        ("one", 0, 10**11, ("billion", 1)),
        ("thousand", 3, 10**11 - 1, ("million", 1)),
        ("thousand", 3, 10**14, ("billion", 1)),
        ("million", 2, 10**11 - 1, ("million", 2)),
        ("billion", 0, 10**15, ("billion", 0)),
        ("billion", 3, 1, ("billion", 3)),
    ],
)
def test_the_unit_outside_of_tables_is_the_largest_that_a_total_reaches(unit, decimals, largest, shown):
    large = LargeScale(FigureScale("EUR", 2, unit, decimals), largest)

    assert (large.scale.unit, large.scale.decimals) == shown


def test_a_currency_without_small_units_reaches_its_thousands_too():
    yen = LargeScale(FigureScale("JPY", 0, "one", 0), 999)

    assert replace(yen, largest=1000).scale.unit == "thousand"


def test_there_are_five_at_most():
    stages = [("pledge", "a"), ("commitment", "b")]
    promised = [pledge(key, stage=stage, amount=amount("9000")) for stage, key in stages]
    kinds = ("allocation", "disbursement", "delivery")
    moved = [paid(f"t{kind}", "b", type=kind, amount=amount("100")) for kind in kinds]
    silent = pledge("s", amount={"qualifier": "undisclosed"})

    labels = [label for label, *_ in key_figures(*promised, *moved)]
    assert labels == ["Pledged", "Firmly committed", "Paid out", "Allocated", "Delivered"]
    assert [label for label, *_ in key_figures(*promised, *moved, silent)] == [*labels[:4], "Without a sum"]


def test_marks_beside_key_figures_are_explained_where_no_table_and_no_chart_does():
    """A brief about pledges, of a book that has firm commitments alone."""
    firm = pledge("a", stage="commitment", amount=amount("4000000"))
    silent = pledge("b", stage="commitment", amount={"qualifier": "undisclosed"})
    open_ended = pledge("c", stage="commitment", amount=amount("4000000", qualifier="at_least"))
    in_table = {"name": "Firm", "title": "Firm", "measure": "commitments", "rows": ["donor"]}

    def explained(*records, **fields):
        return [(it.sign, it.words) for it in present(report(*records, **fields)).key_legend]

    assert explained(firm) == []
    assert explained(firm, silent) == [
        ("..", "undisclosed: a sum that nobody states; beside a figure, one more that is not in it")
    ]
    assert explained(open_ended, silent) == [
        ("..", "undisclosed: a sum that nobody states; beside a figure, one more that is not in it"),
        ("≥", "at least: the highest reading is open; before a total, a part of it is"),
    ]
    assert explained(open_ended, silent, tables=[in_table]) == []


def test_the_share_fulfilled_says_that_a_commitment_has_no_sum():
    """As the table of stages says it beside the same share."""
    firm, silent = (
        pledge("a", stage="commitment", amount=amount("4000000")),
        pledge("b", stage="commitment", amount={"qualifier": "undisclosed"}),
    )
    made = present(report(firm, silent, paid("t", "a", amount=amount("1000000"))))

    said = "firm commitments fulfilled, each in its own currency: 25.0 % ..; no range"
    assert made.key_figures[1].remark.replace("\xa0", " ") == said
    assert [it.sign for it in made.key_legend] == [".."]


def test_doubts_in_the_remark_of_a_key_figure_are_explained():
    firm = pledge("a", stage="commitment", amount=amount("4000000"))
    moved = (paid("t", "a", amount=amount("1000000")), paid("u", "a", amount={"qualifier": "undisclosed"}))
    made = present(report(firm, *moved))

    assert [it.sign for it in made.key_legend] == ["..", "≥"]
    assert "≥25.0" in made.key_figures[1].remark


@pytest.mark.parametrize("draw", [as_markdown, lambda shown: as_csv(shown)["notes"], lambda shown: shown.marks])
def test_every_document_has_the_legend_of_key_figures(draw):
    silent = pledge("b", stage="commitment", amount={"qualifier": "undisclosed"})

    assert "a sum that nobody states" in str(draw(present(report(silent))))


@pytest.mark.parametrize(
    ("decimals", "digits", "heading"),
    [
        (1, "0.0", "Pledges, 2025: EUR 0.0 billion"),
        (0, "<1", "Pledges, 2025: EUR <1 billion"),
        (2, "0.04", "Pledges, 2025: EUR 0.04 billion"),
    ],
)
def test_a_total_of_less_than_one_unit_reads_as_in_the_table(decimals, digits, heading):
    """The tables stand beside it in the same unit: one figure, one form."""
    made = present(report(pledge(amount=amount("40000000")), unit="billion", decimals=decimals))
    (total,) = (row.total for row in made.tables[0].rows if row.kind == "total")

    assert total.text == digits
    assert made.finding.text.replace("\xa0", " ") == heading
    assert [(it.text, it.remark) for it in made.key_figures] == [(digits, "no range")]
    assert {panel.total for panel in made.chart.panels} == {digits}


def test_what_no_table_has_is_rounded_as_they_are():
    """EUR 1,000 was paid and EUR 900,000 came back: of that billions have no digit."""
    back = paid("r", type="return", amount=amount("900000"))

    made = present(report(pledge(), paid(amount=amount("1000")), back, unit="billion", decimals=1))
    assert [(it.label, it.text) for it in made.key_figures] == [("Pledged", "0.0"), ("Paid out", "0.0")]


def test_a_total_that_rounds_to_nothing_is_told_from_one_of_nothing():
    nothing, little = pledge("a", amount=amount("0")), pledge("b", stage="commitment", amount=amount("4"))

    made = present(report(nothing, little, unit="million", decimals=1))
    assert [(it.label, it.text) for it in made.key_figures] == [("Pledged", "0"), ("Firmly committed", "0.0")]


def test_what_tables_round_to_nothing_is_left_of_a_total():
    gone = paid("c", type="cancellation", amount=amount("99960000"))

    made = present(report(pledge(amount=amount("100000000")), gone, unit="million", decimals=1))
    (cancelled,) = (it.text.replace("\xa0", " ") for it in made.stand_first)
    assert cancelled == "Cancelled of the total: EUR 100.0 million; left: EUR 0.0 million."
