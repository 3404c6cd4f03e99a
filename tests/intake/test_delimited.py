"""The separator of a table of text, and titles above it that have none or another."""

import csv
from io import BytesIO, StringIO

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


@pytest.mark.parametrize("note", ["\n;", ";\n;", 'said ""no""\n;;', "\r\n;\n;"])
def test_what_a_quoted_cell_holds_chooses_no_separator_on_whichever_line_it_stands(note):
    assert cells(f'a,b,c\n1,2,"{note}"\n')[1] == ["1", "2", note.replace('""', '"')]


def test_a_quotation_mark_inside_a_cell_quotes_nothing():
    assert cells('a;b\n5" gun;1,5\n6" gun;2,5\n') == [["a", "b"], ['5" gun', "1,5"], ['6" gun', "2,5"]]


@given(
    separator=st.sampled_from([",", ";", "\t"]),
    width=st.integers(2, 6),
    rows=st.integers(1, 30),
    cell=st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=5),
)
def test_a_regular_table_is_cut_at_its_own_separator(separator, width, rows, cell):
    line = separator.join([cell] * width)

    assert cells("\n".join([line] * (rows + 1))) == [[cell] * width] * (rows + 1)


@given(
    separator=st.sampled_from([",", ";", "\t"]),
    table=st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.text("a,;\t\n\"'", max_size=6), min_size=width, max_size=width), min_size=1, max_size=25
        )
    ),
)
def test_a_table_as_programs_save_it_is_cut_at_its_own_separator(separator, table):
    heading = [f"heading {number}" for number in range(len(table[0]))]
    saved = StringIO()
    csv.writer(saved, delimiter=separator).writerows([heading, *table])

    assert cells(saved.getvalue()) == [heading, *(row for row in table if any(cell.strip() for cell in row))]
