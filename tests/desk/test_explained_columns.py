"""A cell beside sums is explained as what it says, and never as the sum of its row; what is no sum says what to ask."""

from datetime import UTC, datetime

import pytest
from made import amount, definition, paid, pledge

from ledger import answers
from ledger.book import Book
from ledger.desk import build_report, explain_figure
from ledger.foundation import Money, Refused

SIGNED = {"author": "Ann", "reason": "test"}
BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"]}
STAGES = {"name": "Stages", "title": "Stages", "rows": ["donor"], "stages": ["pledges", "commitments", "open"]}
KEPT = STAGES | {"fulfilled": True, "age": True}
UNITS = {"name": "Units", "title": "Units", "rows": ["donor"]}
TANKS = [{"description": "tank", "quantity": "3"}]


@pytest.fixture(scope="module")
def promises(tmp_path_factory):
    """Pledges of 6, 3 and 1 million, one without a sum and one without a rate; 5 million firm, 2 of them paid."""
    sums = {"DEU": "6000000", "FRA": "3000000", "NOR": "1000000"}
    book = Book.create(
        tmp_path_factory.mktemp("promises") / "book.db", clock=lambda: datetime(2026, 10, 30, tzinfo=UTC)
    )
    book.record(
        [
            *(pledge(donor.lower(), donor=donor, amount=amount(value)) for donor, value in sums.items()),
            pledge("silent", donor="FRA", amount={"qualifier": "undisclosed"}, items=TANKS),
            pledge("unrated", donor="POL", amount=amount("9000", "UAH")),
            pledge("firm", donor="USA", stage="commitment", amount=amount("4000000"), announced="2026-10-20"),
            pledge("old", donor="USA", stage="commitment", amount=amount("1000000"), announced="2026-10-10"),
            paid("t", "firm", amount=amount("2000000"), value_date="2026-10-25"),
        ],
        **SIGNED,
    )
    return book


def asked(book, cell, **fields):
    """What is explained of a cell, and the lines of it that people read."""
    made = build_report(definition(**{"tables": [BY_DONOR], "stages": [KEPT]} | fields), book)
    explained = explain_figure(book, made, [cell])
    return explained, [line.strip() for line in answers.explain.lines(explained)]


def test_a_share_is_explained_as_its_sum_of_the_total(promises):
    explained, lines = asked(promises, "By donor!C6")

    assert lines[0].startswith("By donor!C6, Germany, Share, %, shows 60.0 (%); book head")
    assert lines[-2:] == [
        "1 line adds up to EUR 6,000,000.00.",
        "EUR 6,000,000.00 of EUR 10,000,000.00 is 60.00 %; shares are rounded so that they add up to 100.",
    ]
    cell = answers.explain.answer(explained).cell
    assert (cell.kind, cell.share_of) == ("share", Money("10000000.00", "EUR"))
    assert (cell.row, cell.column, cell.text, cell.unit) == ("Germany", "Share, %", "60.0", "%")


def test_a_share_on_the_first_sheet_and_one_of_all_others_are_explained_too(promises):
    on_summary, _ = asked(promises, "Summary!E16")
    others, _ = asked(promises, "By donor!C7", tables=[BY_DONOR | {"top": 1}])

    assert (on_summary.cell.row, on_summary.cell.text) == ("Germany", "60.0")
    assert (others.cell.row, others.cell.text, others.explanation.figure) == (
        "Others (3)",
        "40.0",
        Money("4000000.00", "EUR"),
    )
    assert set(others.explanation.among["donor"]) == {"FRA", "NOR", "POL"}


def test_what_is_fulfilled_is_explained_by_what_stands_and_what_of_it_is_open(promises):
    explained, lines = asked(promises, "Stages!E7")

    assert (explained.cell.row, explained.cell.column, explained.cell.text) == ("United States", "Fulfilled, %", "40.0")
    assert [it.commitment.id for it in explained.explanation.unpaid] == ["firm", "old"]
    assert lines[-2:] == [
        "2 firm commitments add up to EUR 3,000,000.00.",
        "Of EUR 5,000,000.00 that stands EUR 3,000,000.00 is still open, and EUR 2,000,000.00 no more: 40.00 %.",
    ]


def test_the_mean_age_is_explained_by_the_days_of_each_commitment(promises):
    """Of 2 million open since 10 days and 1 million open since 20."""
    explained, lines = asked(promises, "Stages!F7")

    assert (explained.cell.text, explained.cell.unit) == ("13", "days")
    assert [line for line in lines if line.startswith("announced")] == [
        "announced on 2026-10-20, 10 days before 2026-10-30",
        "announced on 2026-10-10, 20 days before 2026-10-30",
    ]
    assert [it.days for it in answers.explain.answer(explained).unpaid] == [10, 20]
    assert lines[-1] == "The mean of these days, weighed by what is still open of each, is 13.3."


COUNTS = [
    ("By donor!D7", "1 undisclosed", ["silent"]),
    ("By donor!D9", "1 not converted", ["unrated"]),
    ("By donor!D10", "1 undisclosed, 1 not converted", ["silent", "unrated"]),
    ("By donor!D6", "–", []),
    ("Summary!E9", "1", ["silent"]),
    ("Summary!F9", "1", ["unrated"]),
    ("Stages!G11", "1 undisclosed, 1 not converted", ["silent", "unrated"]),
]


@pytest.mark.parametrize(("cell", "text", "ids"), COUNTS)
def test_a_count_is_explained_by_the_records_that_it_counts(promises, cell, text, ids):
    explained, _ = asked(promises, cell)

    answer = answers.explain.answer(explained)
    assert (explained.cell.text, [it.id for it in answer.counted], answer.rows) == (text, ids, ())


def test_the_records_that_are_counted_stand_with_their_reasons(promises):
    assert asked(promises, "By donor!D7")[1][3:5] == [
        "1 record without a figure:",
        "Line 6  silent: undisclosed: no figure: nobody says the sum",
    ]


@pytest.mark.parametrize(
    ("cell", "fields", "found", "remedy"),
    [
        (
            "Units!D6",
            {"goods": [UNITS]},
            '"Units!D6" (France, tank, Pledged): units of goods, which are no money',
            "explain silent, the only record of the row",
        ),
        (
            "Units!A6",
            {"goods": [UNITS]},
            '"Units!A6" (France, tank, Donor): units of goods, which are no money',
            "explain silent, the only record of the row",
        ),
        (
            "Units!A1",
            {"goods": [UNITS]},
            '"Units!A1" (a text)',
            "name the sheet and a cell with a figure, as Sheet!C7, or a cell in a row with records, as Units!A6",
        ),
        (
            "units!h5",
            {"goods": [UNITS]},
            '"units!h5" (the heading "In no figure")',
            "name the sheet and a cell with a figure, as Sheet!C7, or a cell in a row with records, as Units!A6",
        ),
        (
            "E1 Records!A3",
            {},
            '"E1 Records!A3" (nothing stands there)',
            "name the sheet and a cell with a figure, as Sheet!C7, or a cell in a row with records, as E1 Records!A6",
        ),
        (
            "By donor!B5",
            {},
            '"By donor!B5" (the heading "Total")',
            "name the sheet and a cell with a figure, as Sheet!C7",
        ),
        (
            "By donor!Z6",
            {},
            '"By donor!Z6" (nothing stands there)',
            "name the sheet and a cell with a figure, as Sheet!C7",
        ),
        ("Stages!A7", {}, '"Stages!A7" (a text)', "name the sheet and a cell with a figure, as Sheet!C7"),
    ],
)
def test_what_is_no_sum_and_made_of_none_says_what_to_ask_instead(promises, cell, fields, found, remedy):
    with pytest.raises(Refused) as refused:
        asked(promises, cell, **fields)
    assert [(it.found, it.remedy) for it in refused.value.problems] == [(found, remedy)]


def test_a_row_of_goods_of_many_records_names_the_first_of_them(tmp_path):
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2026, 10, 30, tzinfo=UTC))
    book.record([pledge(it, donor="FRA", items=TANKS) for it in ("d", "c", "b", "a")], **SIGNED)
    with pytest.raises(Refused) as refused:
        asked(book, "Units!D6", goods=[UNITS])
    assert refused.value.problems[0].remedy == "explain one of the 4 records of the row, such as a, b or c"


def test_no_cell_of_units_is_proposed_where_none_can_be_explained(promises):
    with pytest.raises(Refused) as refused:
        asked(promises, "Units!A1", goods=[UNITS])
    assert refused.value.problems[0].expected.startswith("a sheet of the report with figures, such as Summary or By")


BY_YEAR = {"name": "Until", "title": "Until", "measure": "pledges", "rows": ["donor"], "columns": "year", "top": 1}
OTHERS = [
    ("By donor:Others (3)", {"tables": [BY_DONOR | {"top": 1}]}, "4000000.00"),
    ("By donor: others (3) :Low", {"tables": [BY_DONOR | {"top": 1}]}, "4000000.00"),
    ("Until:Others (3):2025", {"tables": [BY_YEAR]}, "4000000.00"),
    ("Until:2025:Others (3)", {"tables": [BY_YEAR]}, "4000000.00"),
    ("By donor:Übrige (3)", {"tables": [BY_DONOR | {"top": 1}], "lang": "de"}, "4000000.00"),
]


@pytest.mark.parametrize(("named", "fields", "figure"), OTHERS)
def test_all_others_of_a_table_are_named_as_they_stand_there(promises, named, fields, figure):
    explained, _ = asked(promises, named, **fields)

    assert explained.explanation.figure == Money(figure, "EUR")
    assert set(explained.explanation.among["donor"]) == {"FRA", "NOR", "POL"}


@pytest.mark.parametrize("named", ["By donor:Others (2)", "Until:Others (3):2027", "Until:Others (3):2025:2025"])
def test_others_that_are_not_there_are_refused(promises, named):
    with pytest.raises(Refused):
        asked(promises, named, tables=[BY_DONOR | {"top": 1}, BY_YEAR])


def test_a_reading_that_is_the_central_one_shows_so_in_its_own_row_and_column(promises):
    """The heading was that of another table once: Total, Total."""
    explained, _ = asked(promises, "Summary!D9")

    assert (explained.cell.row, explained.cell.column, explained.cell.text) == ("Pledges", "Highest", "same")


def test_an_exact_figure_shows_itself(promises):
    explained, _ = asked(promises, "E6 Exact figures!E6")

    assert (explained.cell.row, explained.cell.column) == ("Pledges, Total", "Central")
    assert (explained.cell.text, explained.cell.unit) == ("10,000,000.00", "EUR")


@pytest.mark.parametrize("named", ["donor=NOR", "donor=Ukraine"])
def test_of_whom_nothing_firm_is_recorded_nothing_is_open(promises, named):
    """Ukraine gives nothing at all: it was refused once as a label that the report does not have."""
    made = build_report(definition(tables=[BY_DONOR], stages=[KEPT]), promises)

    explained = explain_figure(promises, made, ["measure=open", named])
    assert [*answers.explain.lines(explained)][-1] == "Nothing is open: no firm commitment with a sum has these labels."
