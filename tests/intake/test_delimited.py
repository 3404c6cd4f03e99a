"""The separator of a table of text, and titles above it that have none or another."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.delimited import delimited


def cells(text):
    return [list(row.cells) for row in delimited(BytesIO(text.encode()), "a.csv").rows]


@pytest.mark.parametrize("title", ["Aid table", "Aid, in EUR", '"Aid, in EUR"', "Aid, grants, loans, and so on"])
def test_a_title_above_a_table_does_not_choose_its_separator(title):
    assert cells(f"{title}\nDonor;Sum\nSweden;1,5\nDenmark;2,5\n")[1:] == [
        ["Donor", "Sum"],
        ["Sweden", "1,5"],
        ["Denmark", "2,5"],
    ]


@pytest.mark.parametrize(
    "text",
    ["a;b\n1,5;2,5\n", "a;b\n", 'a;b\n"x, y, z";2\n', "a;b\n1;2;3,4,5,6\n", "\n\na;b\n1;2\n"],
)
def test_a_heading_that_any_row_agrees_with_chooses_it(text):
    assert cells(text)[0] == ["a", "b"]


def test_one_line_that_differs_proves_nothing():
    assert cells("a,b\nx;y;z\n")[0] == ["a", "b"]


@given(
    separator=st.sampled_from([",", ";", "\t"]),
    width=st.integers(2, 6),
    rows=st.integers(1, 30),
    cell=st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=5),
)
def test_a_regular_table_is_cut_at_its_own_separator(separator, width, rows, cell):
    line = separator.join([cell] * width)

    assert cells("\n".join([line] * (rows + 1))) == [[cell] * width] * (rows + 1)
