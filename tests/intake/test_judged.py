"""A table is judged as a whole as it would be row by row."""

import csv
from io import BytesIO, StringIO

from hypothesis import given
from hypothesis import strategies as st
from judged_by_rows import DAYS, PARTIES, adding, apart, fips, says_something, turned

from ledger.intake.column_doubts import column_doubts
from ledger.intake.drafts import Draft
from ledger.intake.own.csv import read_table
from ledger.intake.own_rows import kept_rows

CELLS = {
    "id": ("", "", "a-1", "a-2"),
    "title": ("Tanks", "Guns", "Total", "of which: boats", "Total 2024", "(1) A note.", "", " ", "Sum for Ukraine"),
    "donor": ("DEU", "Germany", "GM", "Total", "", "Ruritania"),
    "recipient": ("UKR", "UP", "", "All countries"),
    "announced": ("2025-06-02", "2024-03-04", "13/05/2024", "25.12.2023", "", "2024-02-30", "2 June 2025"),
    "value_date": ("", "2025-06-02", "14/05/2024", "2024-01-02"),
    "qualifier": ("", "", "exact", "range", "undisclosed"),
    "amount": ("1", "2", "3", "6", "5 bn", "", "600-700 mio", "2000000", "-3", "10.005", "12"),
    "high": ("", "", "700", "9000000"),
    "currency": ("EUR", "EUR", "USD", "", "boats"),
    "end": ("", "", "2030-03-31"),
    "note": ("", "", "mind", "of this a part"),
}
# Of FIPS 10-4; some are of other countries in ISO 3166, some are not there.
CODES = ("GM", "SZ", "AS", "EI", "UP", "DEU", "")


@st.composite
def tables(draw):
    """Drafts of a table in which columns are missing, empty or odd, and rows are short."""
    headings = draw(st.lists(st.sampled_from(list(CELLS)), unique=True, min_size=5).filter(lambda it: "title" in it))
    # Some columns have few texts, so that whole columns are alike.
    cells = CELLS | ({"donor": CODES} if draw(st.booleans()) else {})
    texts = {name: draw(st.lists(st.sampled_from(cells[name]), min_size=1, max_size=4)) for name in headings}
    row = st.tuples(*(st.sampled_from(texts[name]) for name in headings))
    rows = draw(st.lists(row | row.map(lambda it: tuple(it[:1]) + ("",) * len(it[1:])), max_size=12))
    if draw(st.booleans()) and "amount" in headings:
        rows = with_total(draw, headings, rows)
    stream = StringIO()
    csv.writer(stream).writerows([headings, *rows])
    content = stream.getvalue().encode()
    names = ("stage", "category", "instrument", "term", "announced", "donor", "recipient", "amount")
    missing = [name for name in names if name not in headings]
    head, _, body = content.partition(b"\r\n")
    whole = b",".join((head, *(name.encode() for name in missing))) + b"\r\n" + body
    return [it for it in read_table(BytesIO(whole), "a.csv") if isinstance(it, Draft)]


def with_total(draw, headings, rows):
    """The rows with plain figures in place of what stood there, and one row of their sum among them or at an end."""
    column = headings.index("amount")
    figures = [draw(st.integers(1, 5000)) for _ in rows]
    figures.insert(draw(st.integers(0, len(rows))), sum(figures))
    return [
        (*row[:column], str(figure), *row[column + 1 :])
        for row, figure in zip([*rows, *rows[:1]], figures, strict=False)
    ]


@given(tables())
def test_rows_that_say_nothing_and_totals_are_those_that_each_row_shows_by_itself(drafts):
    kept, problems = kept_rows(drafts)

    telling = [draft for draft in drafts if says_something(draft)]
    by_words, by_figure = adding(telling)
    assert kept == [draft for draft in telling if draft.place.row not in by_words]
    reckoned = [it for it in problems if it.found.startswith("what may be a total")]
    assert [it.place.row for it in reckoned] == by_figure[:1]


@given(tables())
def test_doubts_of_a_column_are_those_that_its_rows_give_one_by_one(drafts):
    doubts = list(column_doubts(drafts))

    single, small = apart(drafts)
    assert sum(it.code == "SCALE" for it in doubts) == (1 if small else len(single))
    assert [it.found.split(", which")[0].split(", ") for it in doubts if it.code == "PARTY"] == [
        codes for path in PARTIES if (codes := fips(drafts, path))
    ]
    assert [int(it.found.split()[0]) for it in doubts if "after the 12th" in it.found] == [
        days for path in DAYS if (days := turned(drafts, path))
    ]
