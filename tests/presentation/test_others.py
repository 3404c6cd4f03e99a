"""A table with fewer rows of their own: the others are one row, everything adds up, and no other figure changes."""

from decimal import Decimal

import pytest
from made import amount, pledge, report

from ledger.presentation import Mark, present, with_named_rows


def given_by(donor, millions, qualifier="exact", announced="2025-06-02"):
    stated = amount(str(int(Decimal(millions) * 10**6)), qualifier=qualifier)
    return pledge(f"{donor.casefold()}-{announced}", donor=donor, announced=announced, amount=stated)


def undisclosed(donor):
    return pledge(f"{donor.casefold()}-silent", donor=donor, amount={"qualifier": "undisclosed"})


BY_YEAR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}


@pytest.fixture
def shown():
    records = [
        *(given_by("USA", "900.26"), given_by("GBR", "700.14"), given_by("NOR", "0.55", "up_to")),
        *(given_by("SWE", "0.26"), given_by("POL", "0.04"), undisclosed("FRA")),
    ]
    return present(report(*records, tables=[BY_YEAR]))


def rows(shown, named):
    (table,) = with_named_rows(shown, "By donor", named).tables
    return {row.names[0]: row for row in table.rows}


def test_the_rest_is_one_row_below_the_named_ones(shown):
    assert list(rows(shown, 2)) == ["United States", "United Kingdom", "Others (4)", "Total", "Lowest"]


def test_what_is_displayed_of_the_others_is_the_sum_of_what_was_displayed(shown):
    (table,) = shown.tables
    before = [row.total.number for row in table.rows if row.kind == "row"][2:]

    others = rows(shown, 2)["Others (4)"]

    assert before == [Decimal("0.6"), Decimal("0.3"), Decimal("0.0"), None]
    assert (others.total.text, others.total.number, others.total.exact_minor) == (
        "≤0.9\xa0..",
        Decimal("0.9"),
        85_000_000,
    )
    assert [figure.text for figure in others.cells] == ["≤0.9\xa0.."]
    assert others.total.lowest.number == Decimal("0.3")


def test_all_other_figures_stay_as_they_are_and_the_table_adds_up(shown):
    few = rows(shown, 2)
    (table,) = shown.tables
    many = {row.names[0]: row for row in table.rows}

    assert all(row == many[name] for name, row in few.items() if name in many)
    assert sum(row.total.number for row in few.values() if row.kind in ("row", "others")) == few["Total"].total.number
    assert sum(row.share.number for row in few.values() if row.kind in ("row", "others")) == Decimal("100.0")


def test_a_figure_of_several_rows_names_all_their_labels(shown):
    assert str(rows(shown, 3)["Others (3)"].total.key) == "pledges others=FRA POL SWE central"


def test_one_single_other_row_keeps_its_name_and_so_does_every_row_of_a_short_table(shown):
    assert with_named_rows(shown, "By donor", 5) == shown
    assert with_named_rows(shown, "By donor", 40) == shown


def test_the_legend_explains_what_still_occurs(shown):
    (before,) = shown.tables
    (after,) = with_named_rows(shown, "By donor", 2).tables

    assert [entry.sign for entry in before.legend] == ["..", "0.0", "≤"]
    assert [entry.sign for entry in after.legend] == ["..", "≤"]


def test_others_of_whom_nobody_states_a_sum_are_undisclosed_and_those_without_records_are_none():
    records = (given_by("USA", "5"), given_by("NOR", "1", announced="2024-05-05"))
    shown = present(report(*records, undisclosed("FRA"), undisclosed("POL"), tables=[BY_YEAR]))

    others = rows(shown, 2)["Others (2)"]

    assert [figure.text for figure in others.cells] == ["–", ".."]
    assert (others.cells[0].marks, others.total.text, others.total.number) == (frozenset({Mark.NONE}), "..", None)
