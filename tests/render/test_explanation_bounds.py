"""The sheet of an explained bound ends in the figure, with what cancels out as a row of its own."""

from made import amount, pledge, report
from openpyxl import load_workbook

from ledger.audit import explain
from ledger.render import write_explanation


def test_what_cancels_out_is_a_row_and_the_sum_is_the_figure(tmp_path):
    tie = [{"kind": "part_of", "target": "e"}]
    made = report(pledge("e", amount=amount("10")), pledge("a", amount=amount("4", "EUR", "up_to"), relations=tie))

    write_explanation(explain(made, "pledges", {}, None, "low"), (), tmp_path / "why.xlsx")

    sheet = load_workbook(tmp_path / "why.xlsx", data_only=True)["Explanation"]
    headings = [cell.value for cell in sheet[4]]
    rows = [dict(zip(headings, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    shown = [(row["Line"], row["Title"], row["In this figure"], row["Together"]) for row in rows]
    assert shown[2:] == [
        (None, "e and its part a: what one has more, the other has less", 4, 10),
        (None, None, 10, None),
    ]
    assert [it[2:] for it in shown[:2]] == [(0, 0), (6, 6)]
