import re

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.usefixtures("book")


def test_a_total_is_told_line_by_line_down_to_the_quote(run):
    told = run("explain", "donor=GBR", "year=2026", "measure=pledges")

    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0] == "Pledges, donor GBR, year 2026 in EUR, basis announced, as of 2026-10-30, horizon 2030-03-31:"
    assert lines[3] == "    pledge, 2025-04-01 to 2026-03-31: GBP 3,000,000,000 = GBP 3,000,000,000"
    assert lines[4].startswith("    rate: 1 EUR = 0.8434 GBP (quote, 2025-06-02; ECB: European Central Bank")
    assert lines[6] == "    worth EUR 3,557,031,064.74"
    part = "EUR 877,076,152.95, 90 of its 365 days (2026-01-01 to 2026-03-31)"
    assert lines[7] == f"    in this figure: {part}; together EUR 877,076,152.95"
    assert any("record by defense-ledger demo on 2026-10-30" in line for line in lines)
    assert "2 lines add up to EUR 3,557,031,064.74." in told.out


@pytest.mark.parametrize(
    "named",
    [
        ["Pledges by donor:GBR:2026"],
        ["commitments:Pledges by donor:United Kingdom:2026"],
        ["donor=united kingdom", "year=2026", "measure=pledges"],
        ["donor=GBR", "year=2026", "currency=GBP", "measure=pledges"],
    ],
)
def test_a_total_has_several_names(run, named):
    found = run("explain", *named, "--json").json

    assert found["figure"] == "3557031064.74"
    assert [row["contribution"] for row in found["rows"]] == ["877076152.95", "2679954911.79"]


def test_a_cell_of_the_workbook_is_a_name_too(run):
    run("report", "commitments")
    sheet = load_workbook("commitments.xlsx", data_only=True)["Pledges by donor"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 3557031064.74)

    found = run("explain", f"Pledges by donor!{cell.coordinate}", "--json").json
    assert (found["figure"], found["where"]) == ("3557031064.74", {"donor": "GBR", "year": "2026"})


@pytest.mark.parametrize(
    "named",
    [
        ["group=nato", "quarter=2026-Q1", "measure=pledges"],
        ["group=NATO members", "quarter=2026-Q1", "measure=pledges"],
    ],
)
def test_a_quarter_of_the_members_of_a_group_is_a_total_too(run, named):
    told = run("explain", *named)

    assert told.out.splitlines()[0].startswith("Pledges, group NATO (its members), quarter 2026-Q1 in EUR")
    assert run("explain", *named, "--json").json["figure"] == "1268389446.35"


def test_a_memo_line_is_explained_by_its_label_and_by_its_cell(run):
    run("report", "commitments")
    sheet = load_workbook("commitments.xlsx", data_only=True)["Pledges by donor"]
    line = next(row for row in sheet.iter_rows() if row[1].value == "of which NATO members")
    (cell,) = (it for it in line if it.value == 5144023865.77)

    by_label = run("explain", "Pledges by donor:of which NATO members:2026", "--json").json
    by_cell = run("explain", f"Pledges by donor!{cell.coordinate}", "--json").json
    assert by_label == by_cell
    assert (by_cell["figure"], by_cell["group"], by_cell["where"]) == ("5144023865.77", "NATO", {"year": "2026"})
    whole = run("explain", "Pledges by donor:NATO members", "--json").json
    assert whole["figure"] == "28463993706.70"
    assert {row["id"] for row in whole["apart"]} >= {"fra-ukr-2025-06-07-1", "gbr-ukr-2025-06-02-2"}


def test_a_record_that_does_not_count_says_why(run):
    told = run("explain", "gbr-gbr-2025-06-01-1")

    assert "Nothing adds up to it" in told.out
    assert "domestic: donor and recipient are the same" in told.out


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["donor=GRB", "measure=pledges"], "perhaps|GBR"),
        (["doner=GBR", "measure=pledges"], "donor"),
        (["donor=GBR"], "add measure=..."),
        (["measure=payments"], "disbursements"),
        (["Pledges by doner:GBR"], "Pledges by donor"),
        (["Pledges by donor!A1"], "a cell with a figure"),
        (["group=BRICS", "measure=pledges"], "one of EU, NATO, G7, EURO-AREA"),
        (["Pledges by donor:NATO members:G7 members"], "at most 2 labels .* and one memo line"),
        (["gbr-ukr-2025-06-02-9"], "gbr-ukr-2025-06-02-1"),
        (["  "], "name what is to be explained"),
    ],
)
def test_a_wrong_name_ends_in_a_sentence_with_the_nearest_ones(run, named, said):
    told = run("explain", *named)

    assert told.code == 1
    assert re.search(said, told.err)


def test_it_is_written_as_a_sheet_with_a_live_sum(run):
    assert run("explain", "donor=GBR", "year=2026", "measure=pledges", "--out", "why.xlsx").code == 0
    values = load_workbook("why.xlsx", data_only=True)["Explanation"]
    formulas = load_workbook("why.xlsx")["Explanation"]

    last = values.max_row
    column = next(cell.column for cell in values[4] if cell.value == "In this figure")
    assert values.cell(last, column).value == 3557031064.74
    assert formulas.cell(last, column).value == "=ROUND(SUM(Explanation[In this figure]),2)"
    assert run("explain", "donor=GBR", "year=2026", "measure=pledges", "--out", "why.xlsx").code == 0
