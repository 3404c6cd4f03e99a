"""A received workbook is made again from the book: each changed cell is named, with its most likely cause."""

import re
import zipfile
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import brief, pledge
from openpyxl import load_workbook
from proving import proven
from recalculate import recalculated
from workbooks import part_of, respelt, table_in, typed_over

from ledger.book import Book
from ledger.desk import amend, build_report, import_file, issue, issued_reports, verify_workbook
from ledger.desk.report import package_version
from ledger.foundation import Refused
from ledger.render import draw_workbook

EXACT = "E6 Exact figures"
NOON = datetime(2026, 10, 30, 12, 0, 0, tzinfo=UTC)

RATES = b"""date,currency,rate,base,direction,unit,source
2025-05-30,USD,1.1339,EUR,units_per_base,1,test bank
2025-06-02,USD,1.1419,EUR,units_per_base,1,test bank
2025-06-03,USD,1.1385,EUR,units_per_base,1,test bank
"""


@pytest.fixture
def promises(book, lines):
    """A book with two promises."""
    book.add_rates("bank", RATES, author="Ann", reason="rates")
    dollars = {"amount": {"qualifier": "exact", "value": "2000000", "currency": "USD"}}
    import_file(book, lines({"id": "a", **dollars}, {"id": "b"}), author="Ann")
    return book


@pytest.fixture
def sent(promises, tmp_path):
    """A small workbook that was issued from the book."""
    return issued_from(promises, brief(), tmp_path)


@pytest.fixture
def whole(promises, tmp_path):
    """The workbook of a report with all its tables that was issued from the book."""
    return issued_from(promises, "commitments", tmp_path)


def issued_from(book, definition, folder):
    build = partial(build_report, definition, book)
    return issue(book, build, folder / "sent.xlsx", author="Ann", reason="to the minister").workbook


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def cell_under(path, table, heading, row=1):
    """The name of the cell in some row below a heading of a table."""
    headings, *_ = table_in(load_workbook(path), table.replace(" ", "_"))[1]
    cell = next(cell for cell in headings if cell.value == heading)
    return f"{cell.column_letter}{cell.row + row}"


def cell_beside(path, table, label, heading):
    """The name of the cell below a heading in the row that begins with a label."""
    _, (headings, *rows) = table_in(load_workbook(path), table)
    row = next(row for row in rows if label in [cell.value for cell in row])
    return row[[cell.value for cell in headings].index(heading)].coordinate


def told(book, path):
    return [
        (it.code, str(it.severity), str(it.place).removeprefix("sent.xlsx:"))
        for it in verify_workbook(book, path).problems
    ]


@pytest.mark.thorough
def test_the_issued_workbook_holds_byte_for_byte(book, whole):
    found = verify_workbook(book, whole)

    assert (found.holds, found.same_bytes, found.problems) == (True, True, ())
    assert (found.conversions, found.issue.number) == (2, 5)


@pytest.mark.proof
def test_it_still_holds_after_the_book_has_gone_on(book, sent, signed):
    amend(book, "b", {"amount": "7"}, **signed)

    assert verify_workbook(book, sent).holds


@pytest.mark.thorough
def test_a_changed_figure_is_named_with_what_was_issued(book, sent):
    cell = cell_under(sent, "Conversions", "Central")
    (first, *_) = verify_workbook(book, typed_over(sent, "E2 Conversions", cell, 12345.5)).problems

    assert (first.code, str(first.place)) == ("XLS", f"sent.xlsx:E2 Conversions!{cell}")
    assert first.found == "12,345.5 (Germany, Central)"


@pytest.fixture
def unsaid(promises, tmp_path):
    """A workbook with a donor without a sum: just above the total stands a row of marks alone."""
    silent = pledge("c", donor="FRA", announced="2025-06-03", amount={"qualifier": "undisclosed"})
    promises.record([silent], author="Ann", reason="no sum was said")
    return issued_from(promises, "commitments", tmp_path)


@pytest.mark.thorough
def test_a_damaged_sheet_is_told_before_an_issue_that_is_not_there(book, sent):
    respelt(sent, part_of(sent, "E2 Conversions"), lambda content: content.replace(b"</sheetData>", b"</sheetDat>"))

    with pytest.raises(Refused, match="a damaged workbook"):
        verify_workbook(book, sent, number=1)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("sheet", "place", "named"),
    [
        ("Pledges by donor", 1, "Germany, 2025"),
        ("Pledges by donor", 1, "Total, 2025"),
        ("Pledges by donor", 1, "of which NATO members, 2025"),
        ("Summary", 2, "Total, Central"),
    ],
)
def test_a_cell_below_its_table_is_named_by_the_heading_of_the_table(sheet, place, named, promises, unsaid):
    label = named.split(",")[0]
    (row,) = [row for row in load_workbook(unsaid)[sheet].iter_rows() if row[0].value == label]
    problems = verify_workbook(promises, typed_over(unsaid, sheet, row[place].coordinate, 12345.0)).problems

    assert [it.found for it in problems if str(it.place).endswith(f"!{row[place].coordinate}")] == [f"12,345 ({named})"]


@pytest.mark.proof
def test_a_sentence_has_no_heading(book, whole):
    problems = verify_workbook(book, typed_over(whole, "E5 Checks", "A3", 7)).problems

    assert [it.found for it in problems if str(it.place).endswith("!A3")] == ["7"]


@pytest.mark.proof
def test_a_value_typed_behind_an_untouched_formula_is_named_too(book, sent):
    cell = cell_under(sent, "Conversions", "Central")

    assert told(book, typed_over(sent, "E2 Conversions", cell, 12345.5, keep_formula=True)) == [
        ("XLS", "error", f"E2 Conversions!{cell}")
    ]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1.1385, "FX-DATE", "the rate of 2025-06-03"),
        (0.8757, "FX-INV", "the inverse of the issued rate"),
        (114.19, "FX-UNIT", "the rate for 100 units"),
        (1.25, "XLS", "1.25 (USD, Published rate)"),
    ],
)
def test_a_changed_rate_says_what_it_is(book, sent, value, code, said):
    cell = cell_beside(sent, "Rates", "USD", "Published rate")
    found = [
        it for it in verify_workbook(book, typed_over(sent, "E3 Rates", cell, value)).problems if it.severity == "error"
    ]

    assert [(it.code, str(it.place)) for it in found] == [(code, f"sent.xlsx:E3 Rates!{cell}")]
    assert said in found[0].found


@pytest.mark.thorough
def test_an_amount_a_thousand_times_too_large_is_a_slip_of_a_unit(book, sent):
    cell = cell_under(sent, "Conversions", "Whole central")

    assert ("UNIT", "error", f"E2 Conversions!{cell}") in told(
        book, typed_over(sent, "E2 Conversions", cell, 2_000_000_000)
    )


@pytest.mark.proof
def test_the_words_of_a_formula_as_a_text_are_no_formula_even_beside_another_change(book, sent):
    total = cell_under(sent, "Pledges by donor", "2025")
    words = load_workbook(sent)["Pledges by donor"][total].value
    typed_over(sent, "Pledges by donor", total, words)
    donor = cell_under(sent, "Pledges by donor", "Donor")

    assert told(book, typed_over(sent, "Pledges by donor", donor, "Nobody")) == [
        ("XLS", "error", f"Pledges by donor!{donor}"),
        ("XLS", "error", f"Pledges by donor!{total}"),
    ]


@pytest.mark.thorough
def test_a_swapped_currency_is_named(book, sent):
    cell = cell_under(sent, "Conversions", "Original currency")

    assert told(book, typed_over(sent, "E2 Conversions", cell, "GBP")) == [("XLS", "error", f"E2 Conversions!{cell}")]


@pytest.mark.proof
def test_a_cell_that_shows_what_was_recorded_later_names_the_entry(book, sent, signed):
    amend(book, "a", {"amount": "3000000"}, **signed)
    cell = cell_under(sent, "Conversions", "Whole central")
    found = verify_workbook(book, typed_over(sent, "E2 Conversions", cell, 3_000_000)).problems

    assert [(it.code, it.remedy) for it in found if str(it.place).endswith(cell)] == [
        ("XLS", "take it as newer: it is what entry 6, amend of a by Ann on 2026-10-30 (test) has made of it")
    ]


@pytest.mark.thorough
def test_a_lost_row_is_named_by_its_sheet_and_words(book, sent):
    def without_a_row(content):
        rows = re.findall(rb"<row .*?</row>", content, re.DOTALL)
        return content.replace(rows[-1], b"", 1)

    found = verify_workbook(book, in_sheet(sent, "E1 Records", without_a_row)).problems

    assert [(it.code, it.found) for it in found if it.severity == "error"] == [("XLS", "no such row")]


def test_another_book_knows_nothing_of_it(book, sent, tmp_path):
    other = Book.create(tmp_path / "other.db")

    with pytest.raises(Refused, match="CHAIN"):
        verify_workbook(other, sent)
    assert book.verify() == ()


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_in_a_sentence(book, tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(Refused, match="FILE"):
        verify_workbook(book, path)


@pytest.mark.proof
def test_a_workbook_that_openpyxl_has_saved_says_once_that_its_values_are_gone(book, sent):
    load_workbook(sent).save(sent)
    found = verify_workbook(book, sent).problems

    assert [(it.code, it.severity) for it in found if "saved without their values" in it.found] == [("XLS", "error")]
    assert len(found) < 5


@pytest.mark.proof
def test_a_changed_formula_is_named_in_a_workbook_without_values(book, sent):
    total = cell_under(sent, "Pledges by donor", "2025")
    workbook = load_workbook(sent)
    workbook["Pledges by donor"][total] = "=ROUND(SUM(A1:A9),2)"
    workbook.save(sent)

    assert ("XLS", "error", f"Pledges by donor!{total}") in told(book, sent)


@pytest.fixture
def one_year(book, lines, tmp_path):
    """The workbook of a book with one promise: each of its totals adds a range of one cell."""
    import_file(book, lines({"id": "a"}), author="Ann")
    return issued_from(book, "commitments", tmp_path)


def as_libreoffice_25_writes(path):
    """Every range of one cell in a formula as that cell, and nothing else changed."""

    def shortened(formula):
        return re.sub(rb"\b([A-Z]+\d+):\1\b", rb"\1", formula[0])

    for number in range(1, len(load_workbook(path).sheetnames) + 1):
        respelt(path, f"xl/worksheets/sheet{number}.xml", lambda it: re.sub(rb"<f>[^<]*</f>", shortened, it))
    return path


@pytest.mark.proof
def test_ranges_of_one_cell_as_libreoffice_25_writes_them_are_one_note(book, one_year):
    (note,) = verify_workbook(book, as_libreoffice_25_writes(one_year)).problems

    assert (note.code, note.severity) == ("XLS", "note")
    assert note.found == "13 of 420 formulas in other words, with the issued meaning and value"


@pytest.mark.proof
def test_another_cell_in_a_range_of_one_cell_is_named_among_those_that_libreoffice_25_writes(book, one_year):
    total = cell_under(one_year, "Pledges by donor", "2025", row=2)
    as_libreoffice_25_writes(one_year)
    planted = rf'(<c r="{total}"[^>]*><f>ROUND\(SUM\([A-Z]+)6\)'.encode()

    def plant(content):
        assert re.search(planted, content)
        return re.sub(planted, rb"\g<1>5)", content)

    in_sheet(one_year, "Pledges by donor", plant)

    assert [it for it in told(book, one_year) if it[1] == "error"] == [("XLS", "error", f"Pledges by donor!{total}")]


@pytest.mark.proof
@pytest.mark.slow
def test_a_workbook_of_one_year_that_libreoffice_has_saved_still_holds(book, one_year, tmp_path):
    recalculated(one_year, tmp_path)
    verified = verify_workbook(book, tmp_path / "recalculated" / "sent.xlsx")

    assert verified.holds, verified.problems[:3]
    assert {str(note.severity) for note in verified.problems} == {"note"}


@pytest.mark.proof
@pytest.mark.slow
def test_a_workbook_that_libreoffice_has_saved_still_holds(book, whole, tmp_path):
    recalculated(whole, tmp_path)
    again = tmp_path / "recalculated" / "sent.xlsx"
    found = verify_workbook(book, again)

    assert found.holds, found.problems[:3]
    assert not found.same_bytes


def with_a_sheet_more(path):
    workbook = load_workbook(path)
    number = len(workbook.sheetnames) + 1
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    target = b"worksheets/sheet%d.xml" % number
    type_of = b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    tie = b'<Relationship Id="rIdMore" Type="%s" Target="%s"/></Relationships>' % (kind, target)
    listed = b'<Override PartName="/xl/%s" ContentType="%s"/></Types>' % (target, type_of)
    entry = b'<sheet name="More" sheetId="%d" r:id="rIdMore"/></sheets>' % number
    respelt(path, "xl/workbook.xml", lambda it: it.replace(b"</sheets>", entry), {f"xl/{target.decode()}": sheet})
    respelt(path, "xl/_rels/workbook.xml.rels", lambda it: it.replace(b"</Relationships>", tie))
    return respelt(path, "[Content_Types].xml", lambda it: it.replace(b"</Types>", listed))


@pytest.mark.proof
def test_a_sheet_that_was_put_in_excuses_no_value_typed_over_a_formula(book, sent):
    total = cell_under(sent, "Pledges by donor", "Total")
    typed_over(sent, "Pledges by donor", total, "12345", keep_formula=True)

    assert told(book, with_a_sheet_more(sent)) == [
        ("XLS", "error", "More"),
        ("XLS", "error", f"Pledges by donor!{total}"),
    ]


def rewritten(path):
    """Every formula as another program might write it: the same functions and numbers, and a sign before them."""
    for number in range(1, len(load_workbook(path).sheetnames) + 1):
        respelt(path, f"xl/worksheets/sheet{number}.xml", lambda it: it.replace(b"<f>", b"<f>+"))
    return path


@pytest.mark.proof
def test_formulas_that_a_program_wrote_in_its_own_way_are_one_note(book, sent):
    assert [(code, severity) for code, severity, _ in told(book, rewritten(sent))] == [("XLS", "note")]


def with_a_blank(path, sheet, cell):
    """The same package with a blank in one formula."""
    formula = rf'(<c r="{cell}"[^>]*><f>[^<(]*\()'.encode()

    def put_in(content):
        assert re.search(formula, content)
        return re.sub(formula, rb"\1 ", content)

    return in_sheet(path, sheet, put_in)


@pytest.mark.thorough
def test_a_blank_in_one_formula_is_a_note_at_its_cell(book, sent):
    total = cell_under(sent, "Pledges by donor", "2025")

    assert told(book, with_a_blank(sent, "Pledges by donor", total)) == [("XLS", "note", f"Pledges by donor!{total}")]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/workbook.xml", b"<calcPr ", b'<calcPr iterate="1" '),
        ("the sheet itself", b'showGridLines="0"', b'showGridLines="1"'),
        ("the sheet itself", b'"><f>', b'"><f ca="1">'),
    ],
)
def test_no_formula_in_other_words_excuses_another_part_or_the_rest_of_its_own(book, sent, name, old, new):
    name = part_of(sent, "Pledges by donor") if name == "the sheet itself" else name
    with_a_blank(sent, "Pledges by donor", cell_under(sent, "Pledges by donor", "2025"))
    assert old in part(sent, name)
    respelt(sent, name, lambda content: content.replace(old, new))
    errors = [problem.found for problem in verify_workbook(book, sent).problems if problem.severity == "error"]

    assert [f"another part {name}," in found for found in errors] == [True]


@pytest.mark.thorough
def test_formulas_that_are_all_in_other_words_excuse_no_other_part(book, sent):
    respelt(rewritten(sent), "xl/workbook.xml", lambda it: it.replace(b"<calcPr ", b'<calcPr iterate="1" '))
    errors = [problem.found for problem in verify_workbook(book, sent).problems if problem.severity == "error"]

    assert ["another part xl/workbook.xml," in found for found in errors] == [True]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("formula", ["77777", "2*SUM(A1)", "ROUND(SUMIFS(A:A,B:B,1,C:C,2),2)*1.1"])
def test_a_formula_that_counts_otherwise_is_found_among_those_that_a_program_wrote_in_its_own_way(book, sent, formula):
    total = cell_under(sent, "Pledges by donor", "2025")
    planted = rf'(<c r="{total}"[^>]*>)<f>[^<]*</f>'.encode()

    def plant(content):
        assert re.search(planted, content)
        return re.sub(planted, rb"\g<1><f>%s</f>" % formula.encode(), content)

    in_sheet(rewritten(sent), "Pledges by donor", plant)

    assert ("XLS", "error", f"Pledges by donor!{total}") in told(book, sent)


@pytest.mark.thorough
def test_truth_is_not_one(book, sent):
    line = cell_under(sent, "Conversions", "Line")
    one = rf'<c r="{line}"([^>]*)><v>1</v>'.encode()
    in_sheet(sent, "E2 Conversions", lambda it: re.sub(one, rb'<c r="%s"\1 t="b"><v>1</v>' % line.encode(), it))

    assert told(book, sent) == [("XLS", "error", f"E2 Conversions!{line}")]


def in_sheet(path, name, change):
    """The same package with the XML of one sheet changed."""
    return respelt(path, part_of(path, name), change)


@pytest.mark.proof
def test_a_reference_that_was_changed_among_rewritten_formulas_is_found(book, sent):
    total = cell_under(sent, "Exact_Pledges_by_donor", "Central")
    aside = rf'(<c r="{total}"[^>]*><f>[^<]*)Spread\[Central\]'.encode()

    def plant(content):
        assert re.search(aside, content)
        return re.sub(aside, rb"\g<1>Spread[High]", content)

    in_sheet(rewritten(sent), EXACT, plant)

    assert ("XLS", "error", f"{EXACT}!{total}") in told(book, sent)


@pytest.mark.thorough
def test_a_table_that_was_shortened_is_found(book, sent):
    name = next(it for it in zipfile.ZipFile(sent).namelist() if "tables" in it and b'"Spread"' in part(sent, it))
    respelt(sent, name, lambda it: re.sub(rb'(<table [^>]*ref="[A-Z]+\d+:[A-Z]+)\d+"', rb'\g<1>6"', it))
    (problem,) = verify_workbook(book, sent).problems

    assert (problem.code, problem.severity, str(problem.place)) == ("XLS", "error", "sent.xlsx:E2 Conversions")
    assert problem.found.startswith("the table Spread over ")


@pytest.mark.thorough
def test_a_number_format_that_shows_a_millionth_is_found(book, sent):
    respelt(sent, "xl/styles.xml", lambda it: it.replace(b"#,##0.0", b"#,##0.0,,"))
    found = told(book, sent)

    assert ("XLS", "error", f"Pledges by donor!{cell_under(sent, 'Pledges by donor', '2025')}") in found
    assert {severity for _, severity, _ in found} == {"error"}


@pytest.mark.proof
@pytest.mark.parametrize("cell", ["A400", "BZ5"])
def test_a_cell_beyond_the_size_that_a_sheet_states_is_found(book, sent, cell):
    row = re.sub("[A-Z]", "", cell)

    def plant(content):
        put = f'<c r="{cell}"><v>999</v></c>'.encode()
        if row == "5":
            return re.sub(rb'(<row r="5".*?)</row>', rb"\g<1>" + put + b"</row>", content, count=1, flags=re.DOTALL)
        return content.replace(b"</sheetData>", f'<row r="{row}">'.encode() + put + b"</row></sheetData>")

    assert {severity for _, severity, _ in told(book, in_sheet(sent, "Pledges by donor", plant))} == {"error"}


@pytest.mark.thorough
def test_a_cell_that_is_written_twice_is_found(book, sent):
    total = cell_under(sent, "Pledges by donor", "2025")
    twice = rf'(<c r="{total}".*?</c>)'.encode()
    in_sheet(sent, "Pledges by donor", lambda it: re.sub(twice, rb'<c r="%s"><v>1</v></c>\1' % total.encode(), it))
    found = verify_workbook(book, sent).problems

    assert [(it.severity, it.found) for it in found if "twice" in it.found] == [("error", f"{total} written twice")]


@pytest.mark.thorough
def test_rows_that_were_hidden_are_told(book, sent):
    in_sheet(sent, "E2 Conversions", lambda it: it.replace(b'<row r="5"', b'<row r="5" hidden="1"'))

    assert [(it.severity, it.found) for it in verify_workbook(book, sent).problems] == [("error", "row 5 hidden")]


@pytest.mark.thorough
def test_a_part_of_a_day_is_told(book, sent):
    first = cell_under(sent, "Commitments", "Announced")
    day = rf'(<c r="{first}"[^>]*><v>)(\d+)</v>'.encode()
    in_sheet(sent, "E1 Records", lambda it: re.sub(day, rb"\g<1>\g<2>.5</v>", it))

    assert told(book, sent) == [("XLS", "error", f"E1 Records!{first}")]


@pytest.mark.thorough
def test_a_figure_of_a_thousand_times_over_a_formula_is_a_slip_of_a_unit(book, sent):
    cell = cell_under(sent, "Conversions", "Central")
    value = load_workbook(sent, data_only=True)["E2 Conversions"][cell].value
    found = told(book, typed_over(sent, "E2 Conversions", cell, value * 1000))

    assert ("UNIT", "error", f"E2 Conversions!{cell}") in found


@pytest.mark.proof
def test_an_array_formula_over_a_constant_is_found(book, sent):
    cell = cell_beside(sent, "Rates", "USD", "Published rate")
    constant = rf'(<c r="{cell}"[^>]*>)(<v>)'.encode()
    array = rb'\1<f t="array" ref="%s">0.5</f>\2' % cell.encode()
    in_sheet(sent, "E3 Rates", lambda it: re.sub(constant, array, it))

    assert ("XLS", "error", f"E3 Rates!{cell}") in told(book, sent)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/workbook.xml", b"<calcPr ", b'<calcPr fullPrecision="0" '),
        ("xl/worksheets/sheet2.xml", b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" '),
        ("xl/worksheets/sheet2.xml", b"Basis:", b"Base:"),
        ("xl/worksheets/sheet2.xml", b"<sheetView ", b'<sheetView showZeros="0" '),
        ("xl/styles.xml", b'"#,##0.0"', b'"#,##0&quot;.0&quot;"'),
    ],
)
def test_what_no_cell_shows_is_found_in_its_part(book, sent, name, old, new):
    assert old in part(sent, name)
    respelt(sent, name, lambda it: it.replace(old, new))
    found = verify_workbook(book, sent)

    assert not found.holds
    assert {str(it.severity) for it in found.problems} == {"error"}


@pytest.mark.thorough
def test_a_part_that_was_put_in_beside_the_right_one_is_found(book, sent):
    respelt(sent, None, None, {"xl/strings2.xml": part(sent, "xl/sharedStrings.xml")})

    assert [(it.severity, "xl/strings2.xml" in it.found) for it in verify_workbook(book, sent).problems] == [
        ("error", True)
    ]


@pytest.fixture
def numbers_in(whole):
    """The cells with a number of each sheet."""
    return {
        sheet.title: [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
        for sheet in load_workbook(whole, data_only=True)
    }


@pytest.mark.thorough
@settings(
    max_examples=proven(3, 12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_one_cell_that_holds_something_else_is_named(book, whole, numbers_in, tmp_path, data):
    name = data.draw(st.sampled_from(list(numbers_in)))
    cells = numbers_in[name]
    cell = data.draw(st.sampled_from(cells)) if cells else None
    change = data.draw(st.sampled_from([1, -1, 0.01, 1000]))
    if cell is not None:
        copy = tmp_path / "received.xlsx"
        copy.write_bytes(whole.read_bytes())
        changed = typed_over(copy, name, cell.coordinate, cell.value + change)
        # By its number, since the cell that names it may be the one that was changed.
        found = verify_workbook(book, changed, number=issued_reports(book)[-1].number)

        assert not found.holds
        assert f"received.xlsx:{name}!{cell.coordinate}" in {str(it.place) for it in found.problems}


@pytest.mark.thorough
def test_blanks_in_every_sheet_make_no_other_package(book, sent):
    for number in range(1, len(load_workbook(sent).sheetnames) + 1):
        respelt(sent, f"xl/worksheets/sheet{number}.xml", lambda it: it.replace(b"</sheetData>", b"</sheetData >"))
    respelt(sent, "xl/workbook.xml", lambda it: it.replace(b"<calcPr ", b'<calcPr fullPrecision="0" '))

    assert not verify_workbook(book, sent).holds


@pytest.mark.thorough
def test_records_that_were_changed_since_are_notes_with_entry_author_day_and_reason(book, sent, signed):
    amend(book, "b", {"amount": "7"}, **signed)
    book.withdraw("a", author="Bob", reason="a rumour")
    import_file(book, _further(sent), author="Ann")
    found = verify_workbook(book, sent)

    assert (found.holds, [it.id for it in found.changed_since]) == (True, ["b", "a"])
    assert [(str(it.place), str(it.severity), it.found) for it in found.problems] == [
        ("sent.xlsx:a", "note", "withdrawn since by Bob on 2026-10-30 (a rumour), entry 7"),
        ("sent.xlsx:b", "note", "amended since by Ann on 2026-10-30 (test), entry 6"),
    ]


def _further(sent):
    """A record that no issued report knows."""
    record = sent.with_name("further.jsonl")
    text = sent.with_name("records.jsonl").read_text(encoding="utf-8").splitlines()[1]
    record.write_text(text.replace('"b"', '"c"').replace("2025-06-02", "2025-07-02"), encoding="utf-8")
    return record


def rebuilt(lines, tmp_path, *changes):
    """Another book with these promises, and a workbook that was issued from it just so."""
    other = Book.create(tmp_path / "rebuilt.db", clock=lambda: NOON)
    other.add_rates("bank", RATES, author="Ann", reason="rates")
    import_file(other, lines(*changes), author="Ann")
    build = partial(build_report, brief(), other)
    issue(other, build, tmp_path / "again.xlsx", author="Ann", reason="to the minister")
    return other


@pytest.mark.thorough
def test_a_book_that_was_rebuilt_accuses_itself_and_not_the_workbook(sent, lines, tmp_path):
    dollars = {"amount": {"qualifier": "exact", "value": "9000000", "currency": "USD"}}

    with pytest.raises(Refused) as refused:
        verify_workbook(rebuilt(lines, tmp_path, {"id": "a", **dollars}, {"id": "b"}), sent)
    (problem,) = refused.value.problems

    assert (problem.code, str(problem.place)) == ("CHAIN", "sent.xlsx")
    assert re.fullmatch(
        r"the head [0-9a-f]{12}, which is that of no entry of this book \(5 entries, head [0-9a-f]{12}\)", problem.found
    )
    assert "the workbook is not accused of anything" in problem.remedy


@pytest.mark.thorough
def test_a_workbook_in_which_the_head_was_changed_is_accused_as_long_as_its_properties_know_it(book, sent):
    head = cell_beside(sent, "Notes", "Head hash of the book", "Note")

    assert told(book, typed_over(sent, "Notes", head, "f" * 64)) == [("XLS", "error", f"Notes!{head}")]


@pytest.fixture
def older(book, lines, tmp_path, monkeypatch):
    """A workbook that was issued by another version, which wrote one title otherwise."""

    def drawn(report, path, shown):
        beside = draw_workbook(report, path, shown)
        typed_over(path, "Notes", "A1", "Remarks")
        return beside

    monkeypatch.setattr("ledger.desk.issuing.draw_workbook", drawn)
    monkeypatch.setattr("ledger.desk.report.package_version", lambda: "0.0.9")
    import_file(book, lines({"id": "a"}), author="Ann")
    sent = issue(book, partial(build_report, "commitments", book), tmp_path / "sent.xlsx", author="Ann", reason="r")
    monkeypatch.undo()
    return sent.workbook


@pytest.mark.proof
def test_a_workbook_of_another_version_is_one_warning_that_names_it(book, older):
    found = verify_workbook(book, older)
    (problem,) = found.problems

    assert (found.holds, found.same_bytes, found.made_otherwise, str(problem.severity)) == (True, True, 1, "warning")
    assert problem.found.startswith("a workbook made with version 0.0.9; version ")
    assert problem.found.endswith(" makes 1 place of it otherwise, first Notes!A1")


@pytest.mark.thorough
def test_a_changed_workbook_of_another_version_is_not_proven_and_accuses_nobody(book, older):
    found = verify_workbook(book, typed_over(older, "Summary", "A1", "Other"))
    (problem,) = found.problems

    assert (found.holds, found.same_bytes, found.made_otherwise, str(problem.severity)) == (False, False, 2, "error")
    assert "verify it with version 0.0.9" in problem.remedy
    assert found.shown == ()


@pytest.mark.thorough
def test_a_workbook_of_another_version_whose_cells_are_the_same_holds_with_a_note(book, sent, monkeypatch):
    monkeypatch.setattr("ledger.desk.verify.package_version", lambda: "9.9")

    assert [(it.severity, it.found) for it in verify_workbook(book, sent).problems] == [
        ("note", f"made with version {package_version()}")
    ]
