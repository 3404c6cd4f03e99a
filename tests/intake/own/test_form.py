"""The entry workbook comes in: what people type becomes records, and what cannot be read is told at its cell."""

from datetime import date

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven
from workbooks import COMMITMENT, filled_in, respelt, written

from ledger.foundation import Problem, Severity
from ledger.intake import read_files, settle
from ledger.records import Lineage


def read(path):
    reading = read_files([path], "xlsx")
    records, problems = settle(reading.drafts, ())
    return records, [str(it) for it in (*reading.problems, *problems)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


def test_a_sound_row_becomes_a_record_with_its_row_as_lineage(path):
    reading = read_files([filled_in(path, {})], "xlsx")
    records, problems = settle(reading.drafts, ())

    assert problems == reading.problems == ()
    assert records[0].id == "deu-ukr-2025-06-02-1"
    assert (str(records[0].amount), records[0].donor) == ("EUR 5,000,000,000", "DEU")
    assert str(reading.drafts[0].place) == "a.xlsx:Commitments!2"
    cells = {name: str(value) for name, value in COMMITMENT.items()}
    assert reading.drafts[0].lineage == (Lineage(file="a.xlsx", sheet="Commitments", row=2, cells=cells),)


@pytest.mark.parametrize(
    ("typed", "value", "currency", "qualifier"),
    [
        ({"amount": "3 bn", "currency": "GBP"}, "3000000000", "GBP", "exact"),
        ({"amount": "1.234,5 Mio"}, "1234500000", "EUR", "exact"),
        ({"amount": "£3bn", "currency": None, "donor": "United Kingdom"}, "3000000000", "GBP", "exact"),
        ({"amount": "£3bn", "currency": "gbp"}, "3000000000", "GBP", "exact"),
        ({"amount": "up to 2 Mrd €", "currency": None, "qualifier": None}, "2000000000", "EUR", "up_to"),
        ({"amount": "about 5,000,000.50", "qualifier": "About"}, "5000000.5", "EUR", "about"),
        ({"amount": "5\u00a0000\u202f000"}, "5000000", "EUR", "exact"),
        ({"amount": 1250.5}, "1250.5", "EUR", "exact"),
        ({"amount": 1.234, "currency": "KWD"}, "1.234", "KWD", "exact"),
        ({"amount": "at least 7 mio", "qualifier": "at least"}, "7000000", "EUR", "at_least"),
    ],
)
def test_amounts_are_read_as_people_type_them(path, typed, value, currency, qualifier):
    records, problems = read(filled_in(path, typed))

    assert problems == []
    amount = records[0].amount
    assert (format(amount.value.normalize(), "f"), amount.currency, amount.qualifier) == (value, currency, qualifier)


def test_a_range_in_the_column_of_the_amount_fills_both_ends(path):
    (record,), problems = read(filled_in(path, {"amount": "600-700 mio", "qualifier": None}))

    assert problems == []
    assert record.amount.model_dump(exclude_none=True, mode="json") == {
        "qualifier": "range",
        "low": "600000000",
        "high": "700000000",
        "currency": "EUR",
    }


def test_quantities_are_read_the_same_way_and_free_text_keeps_its_blanks(path):
    cells = {"item": "shells", "quantity": "1\u00a0200", "note": "10\u00a0km"}
    (record,), problems = read(filled_in(path, cells))

    assert problems == []
    assert (str(record.items[0].quantity), record.note) == ("1200", "10\u00a0km")


def test_a_second_currency_is_read_the_same_way(path):
    (record,), problems = read(filled_in(path, {"equivalent_amount": "about $5.7 bn", "equivalent_currency": "USD"}))

    assert problems == []
    assert [str(it) for it in record.stated_equivalents] == ["about USD 5,700,000,000"]


@pytest.mark.parametrize("typed", [date(2025, 6, 2), "2025-06-02", "2.6.2025", "2 June 2025", "2. Juni 2025"])
def test_days_are_read_as_days_or_as_text(path, typed):
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "d/m/yy"})
    sheet = workbook.add_worksheet("S")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, (COMMITMENT | {"announced": typed}).values())
    workbook.close()

    (record,), problems = read(path)

    assert (record.announced, problems) == (date(2025, 6, 2), [])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"amount": "3,0,0 bn"},
            (
                'a.xlsx:Commitments!I2 (amount): FORM error: found "3,0,0 bn", expected one amount such as 3 bn, '
                "1,234.50 or GBP "
                '3000000000. Do: type "3,0,0" again with all its digits and one decimal mark.'
            ),
        ),
        (
            {"amount": "1.234"},
            (
                'a.xlsx:Commitments!I2 (amount): FORM error: found "1.234", expected a number that can be read in one '
                "way only. Do: type 1234 or 1.2340, whichever is meant."
            ),
        ),
        (
            {"announced": "2/6/2025"},
            (
                'a.xlsx:Commitments!G2 (announced): FORM error: found "2/6/2025", expected a day that can be read in '
                "one way only. "
                "Do: type 2025-06-02 or 2025-02-06, whichever is meant."
            ),
        ),
        (
            {"amount": "up to 3 bn"},
            (
                'a.xlsx:Commitments!I2 (amount): FORM error: found "up to 3 bn" beside the qualifier "exact", expected '
                "the same in "
                "both places. Do: correct the one or the other."
            ),
        ),
        (
            {"amount": "600-700 mio", "low": 5, "qualifier": "range"},
            (
                'a.xlsx:Commitments!I2 (amount): FORM error: found "600-700 mio" beside low and high, expected the '
                "range in one "
                "place. Do: clear the one or the other."
            ),
        ),
        (
            {"title": None},
            "a.xlsx:Commitments!A2 (title): FORM error: found nothing, expected a value. Do: fill in title.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_once_at_its_cell(path, changes, told):
    records, problems = read(filled_in(path, changes))

    assert (records, problems) == ((), [told])


def test_a_day_where_a_figure_belongs_is_told_as_a_day(path):
    cells = {"amount": date(2025, 6, 2), "announced": date(2025, 6, 2)}

    assert read(filled_in(path, cells, options={"default_date_format": "d/m/yy"}))[1] == [
        (
            "a.xlsx:Commitments!I2 (amount): FORM error: found the day 2025-06-02, expected a figure. Do: format the "
            "cell as text or as a number, and type it again."
        )
    ]


def test_all_faults_of_a_row_are_told_at_once(path):
    _, problems = read(filled_in(path, {"amount": "x", "announced": "soon", "stage": "maybe", "donor": None}))

    assert [it.split(": ")[0] for it in problems] == [
        "a.xlsx:Commitments!G2 (announced)",
        "a.xlsx:Commitments!I2 (amount)",
        "a.xlsx:Commitments!B2 (donor)",
        "a.xlsx:Commitments!F2 (stage)",
    ]


def test_an_error_in_a_cell_keeps_its_row_out_and_is_told_by_its_heading(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_row(0, 0, list(COMMITMENT))
    for number in (1, 2):
        sheet.write_row(number, 0, COMMITMENT.values())
    sheet.write_formula(1, 8, "=A1+1", None, "#VALUE!")
    sheet.write_formula(2, 22, "=A1+1", None, "#VALUE!")
    workbook.close()

    records, problems = read(path)

    assert len(records) == 1
    assert [it.partition(", expected")[0] for it in problems if " error: " in it] == [
        "a.xlsx:S!I2 (amount): FORM error: found the error #VALUE!"
    ]


def test_merged_cells_in_the_table_are_told_in_each_row_and_those_above_are_not(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.merge_range("A1:D1", "Promises of the year")
    sheet.write_row(1, 0, list(COMMITMENT))
    for number in (2, 3):
        sheet.write_row(number, 0, COMMITMENT.values())
    sheet.merge_range("B3:B4", "Germany")
    workbook.close()

    records, problems = read(path)

    assert records == ()
    assert problems == [
        f"a.xlsx:S!B{row} (donor): FORM error: found the merged cells B3:B4: only the first has a value, "
        f"expected a cell for "
        "each row and column. Do: undo the merge and fill in each cell."
        for row in (3, 4)
    ]


def test_merged_cells_without_a_value_are_told_as_merged(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, (COMMITMENT | {"qualifier": "", "amount": ""}).values())
    sheet.merge_range("H2:I2", "")
    sheet.merge_range("AA2:AB2", "")
    workbook.close()

    assert read(path) == (
        (),
        [
            (
                "a.xlsx:S!H2 (qualifier): FORM error: found the merged cells H2:I2, which are empty, expected a cell "
                "for each row and column. Do: undo the merge and fill in each cell."
            )
        ],
    )


@pytest.mark.parametrize(
    ("typed", "code"), [("undisclosed", "undisclosed"), ("None", "none"), (" TBC ", "undisclosed")]
)
def test_a_word_in_place_of_a_figure_is_sent_to_the_qualifier(path, typed, code):
    (told,) = read(filled_in(path, {"amount": typed}))[1]

    assert told.startswith(f'a.xlsx:Commitments!I2 (amount): FORM error: found "{typed}", expected a figure')
    assert told.endswith(f"Do: choose {code} under qualifier and leave amount empty.")


@pytest.mark.parametrize("typed", [45810, "45810", 45810.5])
def test_a_day_held_as_a_number_is_to_be_formatted_as_a_date(path, typed):
    assert read(filled_in(path, {"announced": typed}))[1] == [
        (
            f'a.xlsx:Commitments!G2 (announced): FORM error: found "{typed}", expected a day such as 2025-06-02 '
            "or 2 June 2025. Do: format the cell as a date, or type the day as 2025-06-02."
        )
    ]


def test_order_titles_blank_rows_case_and_the_name_of_the_sheet_do_no_harm(path):
    names = list(reversed(COMMITMENT))
    headings = [name.upper().replace("_", " ") + " *" for name in names]
    row = [COMMITMENT[name] for name in names]
    written(path, ["Our promises"], [], headings, [], row, [], [None, "  "], sheet="Blatt 1")

    records, problems = read(path)

    assert (len(records), problems) == (1, [])


def test_a_column_of_ones_own_that_speaks_of_money_is_doubted(path):
    records, problems = read(filled_in(path, {"Betrag in SEK": "5", "wiedervorlage": "x"}))

    assert len(records) == 1
    assert [problem.partition(", expected")[0].removeprefix("a.xlsx:Commitments!1: FORM ") for problem in problems] == [
        'warning: found columns of your own that speak of money, which are not read: "Betrag in SEK"',
        'note: found columns of your own, which are not read: "wiedervorlage"',
    ]


def test_columns_of_ones_own_are_not_read_and_a_slip_is_asked_about(path):
    _, problems = read(filled_in(path, {"wiedervorlage": "x", "Curency": "EUR", "zz9": 1}))

    assert problems == [
        (
            'a.xlsx:Commitments!1: FORM note: found columns of your own, which are not read: "wiedervorlage", '
            '"Curency", '
            '"zz9", expected the headings of the form. Do: leave them, if they are not meant for the book.'
        )
    ]
    written(path, ["title", "donor", "recipient", "announcd"], ["x", "y", "z", "2025-06-02"])

    assert any("perhaps announced" in it for it in read(path)[1])


def test_a_row_marked_example_is_not_read_and_said_so(path):
    records, problems = read(filled_in(path, {"id": "EXAMPLE"}, {"id": "de-1"}))

    assert [it.id for it in records] == ["de-1"]
    assert problems == [
        (
            "a.xlsx:Commitments!O2 (id): FORM warning: found a row marked EXAMPLE, which was not read, expected "
            "rows of yours. "
            "Do: nothing, if it is the example; else clear the word EXAMPLE."
        )
    ]


def test_a_transaction_names_a_new_commitment_by_the_id_that_the_clerk_typed(path):
    names = [
        "commitment",
        "type",
        "value date",
        "qualifier",
        "amount",
        "currency",
        "publisher",
        "source title",
        "quote",
    ]
    workbook = xlsxwriter.Workbook(path)
    first, second = workbook.add_worksheet("Commitments"), workbook.add_worksheet("Transactions")
    first.write_row(0, 0, ["id", *COMMITMENT])
    first.write_row(1, 0, ["de-air", *COMMITMENT.values()])
    second.write_row(0, 0, names)
    second.write_row(
        1, 0, ["de-air", "disbursement", "2025-09-01", "exact", "1 bn", "EUR", "News", "Paid", "one billion"]
    )
    workbook.close()

    records, problems = read(path)

    assert problems == []
    assert [(it.id, type(it).__name__) for it in records] == [
        ("de-air", "Commitment"),
        (records[1].id, "Transaction"),
    ]
    assert records[1].commitment == "de-air"


def test_a_missing_column_is_told_once(path):
    names = [name for name in COMMITMENT if name not in ("stage", "term")]
    row = [COMMITMENT[name] for name in names]

    assert read(written(path, names, row, row))[1] == [
        (
            "a.xlsx:Commitments!1 (stage): FORM error: found no such heading, expected the headings stage, term. "
            "Do: add columns stage, term and fill them in."
        )
    ]


def test_a_heading_that_stands_there_twice_keeps_the_sheet_out(path):
    assert read(written(path, [*COMMITMENT, "donor"], list(COMMITMENT.values())))[1] == [
        (
            "a.xlsx:Commitments!B1 (donor): FORM error: found the heading 2 times, expected each heading once. "
            "Do: remove one column."
        )
    ]


def test_cells_without_a_heading_are_told_once(path):
    _, problems = read(written(path, list(COMMITMENT), [*COMMITMENT.values(), "check this"]))

    assert problems == [
        (
            "a.xlsx:Commitments!O2: FORM warning: found cells in column O, which has no heading and is not read, "
            "expected a "
            "heading above each column. Do: add the heading or clear the column."
        )
    ]


def test_a_workbook_without_our_headings_is_refused(path):
    assert read(written(path, ["Country", "Sum"], ["Germany", 3]))[1] == [
        (
            "a.xlsx: FORM error: found no sheet with the headings of the form, expected a row of headings such "
            "as title, "
            "donor, recipient, announced, qualifier, amount, currency, term. Do: fill in the form that "
            "desk.write_form writes, or give a mapping file (docs/mapping.md)."
        )
    ]


def test_other_sheets_are_named(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Commitments")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, COMMITMENT.values())
    workbook.add_worksheet("Notes").write(0, 0, "call them")
    workbook.close()

    assert read(path)[1] == [
        (
            'a.xlsx: FORM warning: found sheets without our headings, which were not read: "Notes", expected '
            "sheets with the "
            "headings of the form. Do: nothing, if they hold no entries."
        )
    ]


def test_a_cell_is_named_by_its_letters_and_the_heading_as_it_stands_there(path):
    names = [*COMMITMENT, "published"]
    cells = [*(COMMITMENT | {"source_title": None, "announced": "2/6/2025"}).values(), "yesterday"]
    written(path, ["Our list"], [f" {name.replace('_', ' ').capitalize()} * " for name in names], cells)

    assert {it.partition(": ")[0] for it in read(path)[1]} == {
        "a.xlsx:Commitments!G3 (Announced *)",
        "a.xlsx:Commitments!M3 (Source title *)",
        "a.xlsx:Commitments!O3 (Published *)",
    }


def test_a_share_is_no_sum(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, COMMITMENT.values())
    sheet.write(1, 8, 0.05, workbook.add_format({"num_format": "0%"}))
    workbook.close()

    assert read(path)[1] == [
        'a.xlsx:S!I2 (amount): FORM error: found "5%", expected a sum of money. Do: type the sum, not the share.'
    ]


def formatted(path, value, code, **change):
    """A form of one row whose amount has a number format."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    row = COMMITMENT | change
    sheet.write_row(0, 0, list(row))
    sheet.write_row(1, 0, row.values())
    sheet.write(1, list(row).index("amount"), value, workbook.add_format({"num_format": code}))
    workbook.close()
    return path


@pytest.mark.parametrize(
    ("value", "code", "amount"),
    [
        (7.25, '0.00" Mio"', "EUR 7,250,000"),
        (1.234, '0.000"bn"', "EUR 1,234,000,000"),
        (7_250_000, '0.0,,"m"', "EUR 7,250,000"),
        (7_250_000, "#,##0 [$\u20ac-407]", "EUR 7,250,000"),
        (7_250_000, "#,##0.00\\ _\u20ac", "EUR 7,250,000"),
        (7_250_000, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "EUR 7,250,000"),
    ],
)
def test_the_number_format_of_an_amount_is_read_as_if_typed(path, value, code, amount):
    records, problems = settle(read_files([formatted(path, value, code)]).drafts, ())

    assert [str(record.amount) for record in records] == [amount]
    assert [problem for problem in problems if problem.code in ("SCALE", "CUR-SYM", "FORM")] == []


@pytest.mark.parametrize(
    ("value", "code", "problem"),
    [
        (90, "#,##0 [$\u00a3-809]", 'CUR-SYM error: found "90 \u00a3" beside EUR'),
        (90, '"$"#,##0', 'CUR-SYM error: found "$90" beside EUR'),
        (7_250_000, "0.0,,", 'SCALE error: found "7.25" where the cell holds 7250000'),
        (90, '0" pcs"', 'FORM error: found "90 pcs"'),
    ],
)
def test_a_number_format_that_says_something_else_is_refused(path, value, code, problem):
    assert [it.partition(": ")[2].partition(", expected")[0] for it in read(formatted(path, value, code))[1]] == [
        problem
    ]


def test_a_damaged_workbook_yields_its_problem_and_nothing_else(path):
    filled_in(path, {})
    respelt(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"?>", b"?><!DOCTYPE x>", 1))
    reading = read_files([path], "xlsx")

    assert reading.drafts == ()
    assert [(it.code, it.severity) for it in reading.problems] == [("FILE", Severity.ERROR)]


@pytest.mark.thorough
@settings(
    max_examples=proven(13, 50), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    cells=st.lists(st.text(max_size=30) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(), max_size=13)
)
def test_whatever_stands_in_a_row_is_a_record_or_a_problem(tmp_path, cells):
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("S")
    sheet.write_row(0, 0, list(COMMITMENT))
    for column, cell in enumerate(cells):
        sheet.write(1, column, cell)
    workbook.close()
    reading = read_files([path], "xlsx")
    records, problems = settle(reading.drafts, ())

    assert len(records) <= 1
    assert records or any(isinstance(it, Problem) for it in (*reading.problems, *problems))
