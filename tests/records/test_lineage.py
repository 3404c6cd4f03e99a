"""Lineage: a row as it stood, kept in few bytes and written as it always was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.records import Lineage, dump_lineage

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
ROWS = st.builds(
    Lineage,
    file=st.just("pledges.csv"),
    sheet=st.none() | TEXTS,
    row=st.none() | st.integers(1, 10**6),
    path=st.none() | TEXTS,
    cells=st.none() | st.dictionaries(TEXTS, TEXTS),
    text=st.none() | TEXTS,
)


def test_rows_are_written_without_blanks_in_the_order_of_their_fields():
    rows = [Lineage(file="a.xlsx", sheet="S", row=3, cells={"Donor": "Österreich", "note": '"x"'}), Lineage(file="b")]

    assert dump_lineage(rows) == (
        '[{"file":"a.xlsx","sheet":"S","row":3,"cells":{"Donor":"Österreich","note":"\\"x\\""}},{"file":"b"}]'
    )


@pytest.mark.thorough
@given(st.lists(ROWS, max_size=3))
def test_what_is_written_reads_back_equal(rows):
    assert [Lineage(**row) for row in json.loads(dump_lineage(rows))] == rows


@pytest.mark.parametrize("fields", [{"file": "a\nb"}, {"file": "a", "row": 0}, {"file": "a", "column": 1}])
def test_a_row_is_held_to_its_fields(fields):
    with pytest.raises(ValidationError):
        Lineage(**fields)
