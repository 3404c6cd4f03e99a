"""The sheet of an explained bound ends in the figure, with what cancels out as a row of its own."""

from made import amount, paid, pledge, report
from openpyxl import load_workbook

from ledger.audit import explain, explain_open
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


def test_what_is_open_of_each_commitment_is_a_row_and_the_sum_is_the_figure(tmp_path):
    promises = (
        pledge("a", stage="commitment", amount=amount("10")),
        pledge("b", stage="commitment", amount=amount("5", "EUR", "up_to")),
    )
    made = report(*promises, paid("t", "a", amount=amount("3")))

    write_explanation(explain_open(made, {}), (), tmp_path / "why.xlsx")

    live = load_workbook(tmp_path / "why.xlsx")["Explanation"]
    values = load_workbook(tmp_path / "why.xlsx", data_only=True)["Explanation"]
    assert live["A1"].value == "Still open"
    assert [[cell.value for cell in row] for row in values.iter_rows(min_row=5, min_col=1)] == [
        ["a", "DEU", "Pledge a", 10, 10, 7, 7, 7, 7, 7],
        ["b", "DEU", "Pledge b", 5, 5, 0, 5, 5, 5, 12],
        [None, "Total", None, None, None, None, None, None, 12, None],
    ]
    assert [live[cell].value for cell in ("I6", "J6", "I7")] == [
        "=Explanation[[#This Row],[Open, central]]",
        "=ROUND(J5+Explanation[[#This Row],[In this figure]],2)",
        "=ROUND(SUM(Explanation[In this figure]),2)",
    ]
