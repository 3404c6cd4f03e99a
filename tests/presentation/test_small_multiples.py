"""The chart of a document: which rows have a panel, what stands above a bar, which title says what it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, over, pledge, report

from ledger.presentation import present
from ledger.presentation.small_multiples import LINES, PANELS, gridline_distance

BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}
DONORS = ("DEU", "FRA", "GBR", "NOR", "POL", "SWE", "USA", "ITA", "ESP")


def given_by(donor, millions, qualifier="exact", **fields):
    stated = amount(str(millions * 1_000_000), qualifier=qualifier)
    return pledge(f"{donor.casefold()}-{millions}", donor=donor, amount=stated, **fields)


def chart(*records, **table):
    return present(report(*records, tables=[BY_DONOR | table])).chart


def test_bars_are_solid_to_the_lowest_reading_and_the_tallest_carries_its_figure():
    term = over("2024-07-01", "2025-12-31")
    made = chart(given_by("DEU", 6, "up_to", term=term), pledge("s", donor="FRA", amount={"qualifier": "undisclosed"}))

    assert [(it.name, it.total) for it in made.panels] == [("Germany", "≤6.0"), ("France", "..")]
    assert [(it.label, it.lowest_minor, it.central_minor, it.text) for it in made.panels[0].bars] == [
        ("2024", 0, 201_092_896, ""),
        ("2025", 0, 398_907_104, "≤4.0"),
    ]
    assert [it.text for it in made.panels[1].bars] == ["", ".."]
    assert [(it.sign, it.words) for it in made.legend] == [
        ("solid", "lowest reading"),
        ("hatched", "from the lowest to the central reading"),
        ("..", "undisclosed: a sum that nobody states; beside a figure, one more that is not in it"),
    ]
    assert made.description.text == "Germany: up to 6.0 in all, most in 2025 with up to 4.0. France: no sum is known."


def test_a_panel_without_a_sum_says_why():
    silent, unrated = {"qualifier": "undisclosed"}, amount("5", currency="UAH")
    made = chart(
        given_by("DEU", 6, term=over("2025-01-01", "2025-12-31")),
        pledge("f", donor="FRA", amount=unrated),
        pledge("g", donor="GBR", amount=silent),
        pledge("h", donor="GBR", amount=unrated),
    )

    assert made.description.text == (
        "Germany: 6.0 in all, most in 2025 with 6.0. France: no sum is converted, for want of a rate. "
        "United Kingdom: no sum is known or converted."
    )


def test_bars_of_one_reading_need_no_words_of_readings():
    assert chart(given_by("DEU", 6)).legend == ()


@pytest.mark.parametrize(("donors", "last"), [(8, "Italy"), (9, "Others (2)")])
def test_what_has_no_panel_of_its_own_is_in_the_last_one(donors, last):
    made = chart(*(given_by(donor, 20 - number) for number, donor in enumerate(DONORS[:donors])))

    assert len(made.panels) == PANELS
    assert (made.panels[-1].name, made.panels[-1].total) == (last, "13.0" if donors == 8 else "25.0")


def test_the_bars_of_all_others_are_sums_of_their_own():
    made = chart(*(given_by(donor, 20 - number) for number, donor in enumerate(DONORS)))

    assert [str(bar.key) for bar in made.panels[-1].bars] == ["pledges year=2025 others=ESP ITA central"]


def test_of_rows_by_two_dimensions_the_rest_of_a_donor_is_in_the_last_panel():
    kinds = ("financial", "humanitarian", "military")
    given = [
        given_by(donor, 90 - 10 * number - 3 * place, category=kind)
        for number, donor in enumerate(("DEU", "FRA", "GBR"))
        for place, kind in enumerate(kinds)
    ]
    made = chart(*given, rows=["donor", "category"])

    assert [panel.name for panel in made.panels][-2:] == ["United Kingdom · Financial assistance", "Others (2)"]
    assert (made.panels[-1].total, made.panels[-1].bars[0].central_minor) == ("131.0", 13_100_000_000)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        (5, "Of the stated sums only Germany comes to more than EUR 4 million in a year"),
        (4, "By donor"),
    ],
)
def test_one_row_is_named_where_it_alone_crosses_the_line_above_the_next_one(first, title):
    records = (given_by("DEU", first), pledge("b", donor="FRA", amount=amount("3500000")))

    assert chart(*records).title.replace("\xa0", " ") == title


def test_no_row_of_several_donors_is_the_only_one():
    joint = pledge("j", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}], amount=amount("9000000"))

    assert chart(joint, pledge("b", donor="FRA", amount=amount("1000000"))).title == "By donor"


@pytest.mark.parametrize(("late", "title"), [(5, "More than half of it falls in 2025"), (4, "By donor")])
def test_a_period_is_named_where_more_than_half_falls_in_it(late, title):
    early = [
        given_by("DEU", 2, announced="2023-05-02", term=over("2023-05-02", "2023-05-02")),
        given_by("FRA", 2, announced="2024-05-02", term=over("2024-05-02", "2024-05-02")),
    ]
    split = [pledge(f"l{donor}", donor=donor, amount=amount(str(late * 250_000))) for donor in DONORS[2:6]]

    assert chart(*early, *split).title == title


@pytest.mark.parametrize(("silent", "title"), [(3, "More than half of it falls in 2025"), (4, "By donor")])
def test_no_period_has_more_than_half_where_most_records_are_in_no_figure(silent, title):
    known = [
        given_by("FRA", 1, announced="2023-05-02", term=over("2023-05-02", "2023-05-02")),
        given_by("DEU", 1, announced="2024-05-02", term=over("2024-05-02", "2024-05-02")),
        given_by("NLD", 2),
        given_by("AUT", 2),
    ]
    untold = [pledge(f"s{donor}", donor=donor, amount={"qualifier": "undisclosed"}) for donor in DONORS[:silent]]

    assert chart(*known, *untold).title == title


def test_the_bars_of_a_table_that_runs_on_are_those_of_each_period():
    records = [given_by(donor, 2, term=over("2024-01-01", "2025-12-31")) for donor in ("DEU", "FRA")]
    made = chart(*records, cumulative=True, title="Up to the end of each year")

    assert (made.title, made.unit_line.replace("\xa0", " ")) == (
        "Pledges",
        "Pledges, EUR million, each period by itself. All panels have the same scale.",
    )
    assert [bar.text for bar in made.panels[0].bars] == ["1.0", ""]


@pytest.mark.parametrize(
    ("euros", "label", "explained"),
    [
        (95_000_000, "0.1", False),
        (94_999_999, "0.09", False),
        (5_000_000, "0.01", False),
        (4_999_999, "0.0", True),
        (100_000, "0.0", True),
    ],
)
def test_a_label_in_billions_has_two_decimals_at_most(euros, label, explained):
    """In the table it reads in millions with one decimal: no label is finer than that."""
    made = chart(given_by("DEU", 6_000), pledge("f", donor="FRA", amount=amount(str(euros))))

    assert (made.panels[1].total, made.panels[1].bars[0].text) == (label, label)
    assert [(it.sign, it.words) for it in made.legend] == [("0.0", "less than one displayed unit")] * explained
    assert ("most in 2025 with less than one displayed unit" in made.description.text) == explained


def test_a_label_in_a_panel_of_more_may_be_less_than_one_displayed_unit_too():
    years = over("2023-01-01", "2026-12-31")
    made = chart(given_by("DEU", 6_000), pledge("f", donor="FRA", amount=amount("9000000"), term=years))

    assert (made.panels[1].total, [bar.text for bar in made.panels[1].bars]) == ("0.01", ["", "0.0", "", ""])
    assert [it.sign for it in made.legend] == ["0.0"]


def test_there_is_no_chart_without_time_or_without_anything_to_draw():
    assert chart(given_by("DEU", 1), columns="category") is None
    assert chart(pledge("s", amount={"qualifier": "undisclosed"})) is None


def test_there_are_three_lines_at_most():
    assert [gridline_distance(largest) for largest in (3, 4)] == [1, 2]


@given(st.integers(1, 10**17))
def test_lines_lie_at_round_distances_and_are_few(largest):
    distance = gridline_distance(largest)

    assert str(distance).rstrip("0") in {"1", "2", "5"}
    assert largest // distance <= LINES
    assert distance == 1 or largest // distance >= 1
