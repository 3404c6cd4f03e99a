"""A plain table of published totals."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from ledger.intake import read_published

HEAD = "donor,type,figure,currency,unit\n"


def read(tmp_path, text):
    path = tmp_path / "totals.csv"
    path.write_text(text, encoding="utf-8")
    return read_published(path)


def test_donors_types_and_totals_are_told_apart(tmp_path):
    lines = "Germany,military,1.2,EUR,billion\nUnited Kingdom,,3.45,EUR,bn\ntotal,military,9,EUR,bn\n,,12,EUR,bn\n"
    found, problems = read(tmp_path, HEAD + lines)

    assert problems == ()
    assert [(it.donor, it.name, dict(it.figures)) for it in found.rows] == [
        ("DEU", "Germany", {"military": Decimal("1.2")}),
        ("GBR", "United Kingdom", {"total": Decimal("3.45")}),
    ]
    assert (found.totals, found.total, found.unit) == ({"military": Decimal(9)}, Decimal(12), 1_000_000_000)
    assert str(found.tolerance) == "5000000"


def test_whole_units_agree_within_one(tmp_path):
    assert read(tmp_path, HEAD + "Germany,,1200.55,EUR,\n")[0].tolerance == 1


def test_decimal_commas_behind_semicolons(tmp_path):
    found, _ = read(tmp_path, "donor;figure;currency;unit\nGermany;1,25;EUR;million\n")

    assert found.rows[0].figures == {"total": Decimal("1.25")}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", "no figure"),
        ("Germany,,x,EUR,\n", '"x" under figure'),
        ("Germany,,-5,EUR,\n", '"-5" under figure'),
        ("Germany,,,EUR,\n", '"" under figure'),
        ("Germany,,5,EURO,\n", '"EURO" under currency'),
        ("Germany,,5,EUR,dozen\n", '"dozen" under unit'),
        ("Germany,,5,EUR,\nFrance,,5,USD,\n", "EUR in line 2; USD in line 3"),
        ("Germany,,5,EUR,\nFrance,,5,EUR,million\nItaly,,6,EUR,mn\n", "whole units in line 2; million in lines 3, 4"),
        ("Germany,,5,EUR,\nDeutschland,,6,EUR,\n", '"Deutschland", total a second time, after totals.csv:2'),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_place(tmp_path, lines, found):
    published, problems = read(tmp_path, HEAD + lines)

    assert (published, problems[0].found, str(problems[0].severity)) == (None, found, "error")


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        (
            "Donr;figure;currency\nGermany;5;EUR\n",
            "no column donor, only Donr, figure, currency (separated by semicolons)",
            "give the column the heading donor or country",
        ),
        (
            "Sum,Source\n5,x\n",
            "no columns donor, figure, currency, only Sum, Source (separated by commas)",
            "give the columns these headings",
        ),
        (
            "donor|figure|currency\nGermany|5|EUR\n",
            'one column, "donor|figure|currency", after commas, semicolons and tabs were tried between the cells',
            "save the table with one of these between its cells",
        ),
    ],
)
def test_a_column_that_is_missing_is_named_with_those_that_are_there(tmp_path, text, found, remedy):
    published, (problem,) = read(tmp_path, text)

    assert published is None
    assert (str(problem.place), problem.found, problem.remedy) == ("totals.csv:1", found, remedy)
    assert problem.expected == "the columns donor, figure, currency"


def test_the_headings_of_a_sheet_are_those_of_the_row_that_names_most_of_them(tmp_path):
    table = Workbook()
    table.active.title = "Totals"
    table.active.append(["What the other desk says"])
    table.active.append(["Donor", "Sum", "Currency"])
    table.active.append(["Germany", 5, "EUR"])
    table.save(tmp_path / "totals.xlsx")
    _, (problem,) = read_published(tmp_path / "totals.xlsx")

    assert str(problem.place) == "totals.xlsx:Totals!2"
    assert problem.found == "no column figure, only Donor, Sum, Currency"


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"A3": "Germny"}, "A3 (Country)"),
        ({"B3": "many"}, "B3 (Figure)"),
        ({"C3": "euros"}, "C3 (Currency)"),
        ({"D3": "dozens"}, "D3 (Unit)"),
    ],
)
def test_in_a_sheet_a_fault_is_told_at_its_cell(tmp_path, changes, cell):
    table = Workbook()
    table.active.title = "Totals"
    table.active.append(["What the other desk says"])
    table.active.append(["Country", "Figure", "Currency", "Unit"])
    table.active.append(["Germany", 5, "EUR", "mn"])
    for name, value in changes.items():
        table.active[name] = value
    table.save(tmp_path / "totals.xlsx")
    _, (problem,) = read_published(tmp_path / "totals.xlsx")

    assert str(problem.place) == f"totals.xlsx:Totals!{cell}"


def test_a_sheet_without_any_of_the_columns_may_be_anything(tmp_path):
    table = Workbook()
    table.active.append(["a", "b"])
    table.save(tmp_path / "totals.xlsx")

    assert read_published(tmp_path / "totals.xlsx")[1][0].found == 'no totals in "totals.xlsx"'


def test_a_figure_of_two_meanings_is_told_with_both(tmp_path):
    _, (problem,) = read(tmp_path, "donor;figure;currency\nGermany;2.200;EUR\n")

    assert str(problem.place) == "totals.csv:2"
    assert problem.found == '"2.200" under figure, which may be 2200 or 2.200'
    assert problem.remedy == "type 2200 or 2.2000, whichever is meant"


def test_the_line_that_differs_is_the_place(tmp_path):
    _, (problem,) = read(tmp_path, HEAD + "Germany,,5,EUR,mn\nFrance,,5,EUR,mn\nItaly,,6,USD,mn\n")

    assert (str(problem.place), problem.found) == ("totals.csv:4", "EUR in lines 2, 3; USD in line 4")


def test_a_donor_that_no_list_knows_is_a_warning_with_the_nearest(tmp_path):
    found, (problem,) = read(tmp_path, HEAD + "Germny,,5,EUR,mn\n")

    assert [it.name for it in found.rows] == ["Germny"]
    assert (problem.code, problem.severity, str(problem.place)) == ("PARTY", "warning", "totals.csv:2:donor")
    assert problem.expected.startswith("a known party, perhaps DEU (Germany)")


@pytest.mark.parametrize(
    ("figure", "remedy"),
    [
        ('"20.000.000.000"', "write 20000000000, or let semicolons separate the cells"),
        ('"17,8"', "write 17.8, or let semicolons separate the cells"),
    ],
)
def test_a_figure_that_commas_between_the_cells_leave_no_meaning_says_how_to_write_it(tmp_path, figure, remedy):
    _, (problem,) = read(tmp_path, f"{HEAD}Germany,,{figure},EUR,\n")

    assert problem.expected == "a number whose decimal sign is a point, since commas separate the cells"
    assert problem.remedy == remedy


def test_a_figure_with_a_power_of_ten_is_a_number_as_exact_as_its_digits(tmp_path):
    found, problems = read(tmp_path, "donor,figure,currency\nGermany,3.5e+09,GBP\nNorway,1.25E9,GBP\n")

    assert problems == ()
    assert [it.figures["total"] for it in found.rows] == [3_500_000_000, 1_250_000_000]
    assert found.tolerance == 5_000_000


@pytest.mark.parametrize(
    ("value", "code", "unit", "code_of_problem"),
    [
        (4_500_000, "0.0,,", "million", None),
        (4_500_000, "0.0,,", "", "SCALE"),
        (4.5, '0.0" Mio"', "million", "FORM"),
        (4_500_000, "#,##0.00", "", None),
    ],
)
def test_a_figure_of_a_sheet_is_what_its_cell_shows(tmp_path, value, code, unit, code_of_problem):
    table = Workbook()
    table.active.append(["Country", "Figure", "Currency", "Unit"])
    table.active.append(["Germany", value, "EUR", unit])
    table.active["B2"].number_format = code
    table.save(tmp_path / "totals.xlsx")
    _, problems = read_published(tmp_path / "totals.xlsx")

    assert [problem.code for problem in problems] == ([code_of_problem] if code_of_problem else [])
