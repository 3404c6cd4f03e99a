"""Where a foreign table begins and ends: prefaces, tags, second headings, notes, and which sheets are read."""

import pytest
import xlsxwriter
from mapped import ROWS, mapping, table

from ledger.foundation import Severity, errors
from ledger.intake import Options, draft_mapping, read_files, settle

HEADINGS = ("Giver", "What", "Sum", "When")


@pytest.fixture
def workbook(tmp_path):
    """Reads a workbook of these sheets, each a list of rows."""

    def read(sheets, by=None):
        file = tmp_path / "aid.toml"
        file.write_text(by or mapping(), encoding="utf-8")
        return read_files([written(tmp_path, sheets)], options=Options(mapping=file))

    return read


def written(folder, sheets):
    path = folder / "aid.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def sheet_of(number):
    donor, title, amount, day = ROWS[number]
    return [HEADINGS, (donor, title, int(amount), day)]


def places(found):
    return [str(draft.place) for draft in found.drafts]


def test_a_preface_is_passed_over_where_the_headings_are_in_no_doubt(reading):
    found = reading(table(above=["A table with a preface", "of two lines."]))

    assert (places(found), found.problems) == (["aid.csv:4", "aid.csv:5"], ())


def test_a_wrong_row_of_headings_is_one_sentence_with_the_right_one(reading):
    [fault] = reading(table(above=["A preface"]), mapping(heading_row=1)).problems

    assert str(fault) == (
        "aid.toml:heading_row: FORM error: found heading_row = 1, where the columns are not named, expected row 2, "
        "where all of them are. Do: write heading_row = 2."
    )


def test_a_misspelt_column_below_a_preface_is_the_only_one_told(reading):
    [fault] = reading(table(above=["A preface"]), mapping(columns={"amount": "Summ"})).problems

    assert fault.found == '"Summ", which no column is called'
    assert fault.expected == "a heading of the table, perhaps Sum"


@pytest.mark.parametrize("heading", ["Sum", "sum "])
def test_two_columns_of_one_heading_mean_none_until_one_is_named(reading, heading):
    text = table(("Sum", "1", "2"))

    [fault] = reading(text, mapping(columns={"amount": heading})).problems

    assert (fault.found, fault.remedy) == (f'"{heading}", which 2 columns are called', 'write "Sum (1)" or "Sum (2)"')


@pytest.mark.parametrize(("name", "amount"), [("Sum (1)", "7000000"), ("Sum (2)", "1"), ("sum (2)", "1")])
def test_a_column_of_a_doubled_heading_is_named_by_its_number(reading, name, amount):
    other = "Sum (2)" if name == "Sum (1)" else "Sum (1)"

    drafts = reading(table(("Sum", "1", "2")), mapping(columns={"amount": name}, ignore=[other])).drafts

    assert drafts[0].values["amount"]["value"] == amount


def test_a_doubled_heading_that_is_not_read_is_the_clerks(reading):
    found = reading(table(("Remark", "a", "b"), ("Remark", "c", "d")))

    assert [problem.severity for problem in found.problems] == [Severity.NOTE]
    assert len(found.drafts) == 2


def test_a_heading_that_bears_a_number_of_its_own_is_no_second_one(reading):
    found = reading(table(("Sum (2)", "1", "2")), mapping(ignore=["Sum (2)"]))

    assert found.drafts[0].values["amount"]["value"] == "7000000"


def test_a_row_of_tags_is_passed_over_and_noted(reading):
    text = table(rows=(("#org+giver", "#activity", "#value+eur", "#date"), *ROWS))

    found = reading(text)

    assert places(found) == ["aid.csv:3", "aid.csv:4"]
    [note] = found.problems
    assert (note.severity, note.found) == (
        Severity.NOTE,
        "1 row of tags or further headings (row 2), which is not read",
    )


def test_a_tag_that_names_another_currency_is_told(reading):
    text = table(rows=(("#org", "#activity", "#value+sek", "#date"), *ROWS))

    [fault] = reading(text).problems

    assert (fault.code, str(fault.place)) == ("CUR-SYM", "aid.csv:1:Sum")
    assert fault.found == '"#value+sek" below the heading "Sum", which speaks of SEK'


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (("(name)", "(text)", "(EUR million)", "(day)"), "SCALE"),
        (("", "", "EUR million", ""), "SCALE"),
        (("", "", "SEK", ""), "CUR-SYM"),
        (("", "", "EUR", ""), None),
        (("Geber", "Titel", "Betrag", "Datum"), None),
        (("Donateur", "Titre", "Montant", "Date"), None),
    ],
)
def test_a_second_row_of_headings_is_no_record_and_is_read(reading, second, code):
    found = reading(table(rows=(second, *ROWS)))

    assert [problem.code for problem in found.problems if problem.severity is Severity.ERROR] == [code] * bool(code)
    assert places(found) == ([] if code else ["aid.csv:3", "aid.csv:4"])


@pytest.mark.parametrize(
    "first",
    [
        ("Norway", "Tents", "undisclosed", "in June"),
        ("Ruritania", "Tents", "undisclosed", "2025-06-02"),
        ("Norway", "Tents", "much", "soon"),
    ],
)
def test_a_faulty_first_row_is_a_row_and_no_heading(reading, first):
    found = reading(table(rows=(first, *ROWS)))

    _, faults = settle(found.drafts, ())
    told = {problem.place.row for problem in (*found.problems, *faults) if problem.severity is Severity.ERROR}
    assert told == {2} or places(found)[0] == "aid.csv:2"


def test_a_heading_that_is_repeated_further_down_is_passed_over(reading):
    found = reading(table(rows=(ROWS[0], HEADINGS, ROWS[1])))

    assert places(found) == ["aid.csv:2", "aid.csv:4"]
    assert "1 row that repeats the headings (row 3)" in found.problems[0].found


def test_lines_below_a_table_are_counted_in_one_note(reading):
    found = reading(table(below=["Note: preliminary", "Source: ministries"]))

    [note] = found.problems
    assert note.found == "2 rows of text below the table (the first is 4), which is not read"
    assert len(found.drafts) == 2


@pytest.mark.parametrize(
    "row",
    [
        ("Norway", "", "", ""),
        ("", "Tents", "5", ""),
        ("", "Tents", "", "2025-03-05"),
        ("Norway", "Tents", "", ""),
    ],
)
def test_a_last_row_that_may_be_a_record_is_told_with_what_it_lacks(reading, row):
    found = reading(table(rows=(*ROWS, row)))

    records, faults = settle(found.drafts, ())
    assert {problem.place.row for problem in errors((*found.problems, *faults))} == {4}
    assert len(records) == 2


def test_a_text_between_records_is_no_record_and_named_in_a_note(reading):
    found = reading(table(rows=(ROWS[0], ("Second part", "", "", ""), ROWS[1])))

    assert [draft.place.row for draft in found.drafts] == [2, 4]
    assert '1 row (3) of text, "Second part", passed over' in [problem.found for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Figures in NOK million", ["CUR-SYM", "SCALE"]),
        ("Disbursements", ["STAGE"]),
        ("Figures in EUR", []),
        ("Second part", []),
    ],
)
def test_a_text_between_records_may_change_what_follows(reading, text, codes):
    found = reading(table(rows=(ROWS[0], (text, "", "", ""), ROWS[1])))

    assert sorted(problem.code for problem in errors(found.problems)) == codes
    assert {problem.place.row for problem in errors(found.problems)} <= {3}


def test_the_first_sheet_with_a_table_is_read(workbook):
    found = workbook({"Front": [["Aid table"]], "Empty": [], "Figures": sheet_of(0)})

    assert (places(found), found.problems) == (["aid.xlsx:Figures!2"], ())


def test_the_draft_of_a_workbook_is_of_the_first_sheet_with_a_table(tmp_path):
    text, _ = draft_mapping(written(tmp_path, {"Front": [["Aid table"]], "Figures": sheet_of(0)}))

    assert 'sheet = "Figures"' in text


def test_several_sheets_of_one_layout_are_asked_about(workbook):
    found = workbook({"North": sheet_of(0), "South": sheet_of(1)})

    [fault] = found.problems
    assert found.drafts == ()
    assert str(fault) == (
        'aid.xlsx: FORM error: found the headings of aid.toml on 2 sheets: "North", "South", expected one sheet, or '
        'all that are read. Do: write sheets = ["North", "South"] above [columns], or sheet = "North" for one of them.'
    )


def test_all_sheets_that_are_named_are_read(workbook):
    found = workbook({"North": sheet_of(0), "South": sheet_of(1)}, mapping(sheets=["North", "South"]))

    assert (places(found), found.problems) == (["aid.xlsx:North!2", "aid.xlsx:South!2"], ())


def test_other_sheets_of_the_layout_are_told_where_one_is_named(workbook):
    sheets = {"North": sheet_of(0), "South": sheet_of(1)}

    [warning] = workbook(sheets, mapping(sheet="North")).problems
    known = workbook(sheets, mapping(sheet="North", ignore=["sheet:South"]))

    assert (warning.severity, warning.found) == (Severity.WARNING, 'the same headings on another sheet: "South"')
    assert (len(known.drafts), known.problems) == (1, ())


def test_sheets_under_ignore_leave_one_to_read(workbook):
    found = workbook({"North": sheet_of(0), "South": sheet_of(1)}, mapping(ignore=["sheet:south"]))

    assert (places(found), found.problems) == (["aid.xlsx:North!2"], ())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("USD m", ["CUR-SYM", "SCALE"]),
        ("NOK mill", ["CUR-SYM", "SCALE"]),
        ("Moldova", ["PARTY"]),
        ("Disbursed 2025", ["STAGE"]),
        ("Constant prices", ["CONST"]),
        ("Finland", []),
        ("Ukraine", []),
        ("2025", []),
        ("EUR", []),
        ("Data", []),
    ],
)
def test_the_name_of_a_sheet_is_read(workbook, name, codes):
    found = workbook({name: sheet_of(0)})

    assert sorted(problem.code for problem in found.problems) == codes
    assert {str(problem.place) for problem in found.problems} <= {f"aid.xlsx:{name}"}
    assert workbook({name: sheet_of(0)}, mapping(ignore=[f"sheet:{name}"])).problems == ()


def test_what_a_column_of_a_sheet_says_is_told_at_its_heading(workbook):
    heading, row = sheet_of(0)

    [fault] = workbook({"Data": [[*heading, "Unit"], [*row, "million"]]}).problems

    assert (fault.code, str(fault.place)) == ("SCALE", "aid.xlsx:Data!E1 (Unit)")


def test_sheet_and_sheets_are_not_both_written(workbook):
    [fault] = workbook({"North": sheet_of(0)}, mapping(sheet="North", sheets=["North"])).problems

    assert fault.found == "sheet beside sheets"
