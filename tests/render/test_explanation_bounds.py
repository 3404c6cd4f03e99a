"""The sheet of an explained bound ends in the figure, with what cancels out as a row of its own."""

from made import amount, paid, pledge, report
from openpyxl import load_workbook

from ledger.audit import explain, explain_counted, explain_open
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


def test_what_is_open_of_each_commitment_is_the_sum_of_its_steps(tmp_path):
    """The steps are live: a worth by its rate; of a payment in the currency of its commitment the part that is left."""
    promises = (
        pledge("a", stage="commitment", amount=amount("10", "USD")),
        pledge("b", stage="commitment", amount=amount("5", "EUR", "up_to")),
    )
    payments = (paid("t", "a", amount=amount("3", "USD")), paid("u", "a", amount=amount("1")))
    made = report(*promises, *payments)

    write_explanation(explain_open(made, {}), (), tmp_path / "why.xlsx")

    live, values = (load_workbook(tmp_path / "why.xlsx", data_only=it) for it in (False, True))
    assert live.sheetnames == ["Explanation", "Steps", "Revisions"]
    assert live["Explanation"]["A1"].value == "Still open"
    assert [[cell.value for cell in row] for row in values["Explanation"].iter_rows(min_row=5)] == [
        [1, "a", "DEU", "Pledge a", 8.76, 8.76, 5.13, 5.13, 5.13, 5.13, 5.13],
        [2, "b", "DEU", "Pledge b", 5, 5, 0, 5, 5, 5, 10.13],
        [None, "Total", *[None] * 7, 10.13, None],
    ]
    added = "SUMIFS(Steps[In this figure],Steps[Commitment],Explanation[[#This Row],[Number]]"
    assert [live["Explanation"][cell].value for cell in ("F5", "J6", "K6", "J7")] == [
        f'=ROUND({added},Steps[Step],"committed")+{added},Steps[Step],"cancelled"),2)',
        f"=ROUND({added}),2)",
        "=ROUND(K5+Explanation[[#This Row],[In this figure]],2)",
        "=ROUND(SUM(Explanation[In this figure]),2)",
    ]
    headings = [cell.value for cell in values["Steps"][4]]
    asked = [headings.index(it) for it in ("Record", "Step", "By", "Amount", "Worth", "Left", "In this figure")]
    rows = [[row[place].value for place in asked] for row in values["Steps"].iter_rows(min_row=5)]
    assert rows == [
        ["a", "committed", "a", 10, 8.76, None, 8.76],
        ["a", "paid", "t", 3, None, 7, -2.63],
        ["a", "paid", "u", 1, 1, None, -1],
        ["b", "committed", "b", 5, 5, None, 5],
    ]
    steps = {cell.value for row in live["Steps"].iter_rows(min_row=5) for cell in row if "=" in str(cell.value)}
    assert steps == {
        "=ROUND(Steps[[#This Row],[Amount]]*Steps[[#This Row],[To per base]]/Steps[[#This Row],[From per base]],2)",
        "=ROUND(Steps[[#This Row],[Amount]],2)",
        "=ROUND(Steps[[#This Row],[Worth]],2)",
        "=ROUND(-Steps[[#This Row],[Worth]],2)",
        (
            "=ROUND(ROUND(Steps[[#This Row],[Stands]]*Steps[[#This Row],[Left]]/Steps[[#This Row],[Of amount]],2)"
            "-ROUND(Steps[[#This Row],[Stands]]*Steps[[#This Row],[Left before]]/Steps[[#This Row],[Of amount]],2),2)"
        ),
    }


def test_a_cancellation_is_the_part_that_it_takes_of_its_line(tmp_path):
    """It stood there as a number once, where everything else is a formula."""
    promise, kept = pledge("a", stage="commitment", amount=amount("90", "USD")), paid("z", "a", amount=amount("1"))
    given_up = [paid(key, "a", type="cancellation", amount=amount(it, "USD")) for key, it in (("x", "30"), ("y", "20"))]

    write_explanation(explain_open(report(promise, *given_up, kept), {}), (), tmp_path / "why.xlsx")

    live, values = (load_workbook(tmp_path / "why.xlsx", data_only=it)["Steps"] for it in (False, True))
    headings = [cell.value for cell in values[4]]
    asked = [headings.index(it) for it in ("By", "Stands", "Of amount", "Left before", "Left", "In this figure")]
    # 90 dollars are EUR 78.82 at 1.1419.
    assert [[row[place].value for place in asked] for row in values.iter_rows(min_row=6, max_row=7)] == [
        ["x", 78.82, 90, 90, 60, -26.27],
        ["y", 78.82, 90, 60, 40, -17.52],
    ]
    assert {live.cell(row, asked[-1] + 1).value for row in (6, 7)} == {
        (
            "=ROUND(ROUND(Steps[[#This Row],[Stands]]*Steps[[#This Row],[Left]]/Steps[[#This Row],[Of amount]],2)"
            "-ROUND(Steps[[#This Row],[Stands]]*Steps[[#This Row],[Left before]]/Steps[[#This Row],[Of amount]],2),2)"
        )
    }


def test_records_that_are_counted_stand_with_their_reasons(tmp_path):
    made = report(pledge("a"), pledge("s", amount={"qualifier": "undisclosed"}))

    write_explanation(explain_counted(made, "pledges", {}, {"no_figure": ["s"]}), (), tmp_path / "why.xlsx")

    workbook = load_workbook(tmp_path / "why.xlsx")
    assert workbook.sheetnames == ["Explanation", "Revisions"]
    assert [cell.value for cell in workbook["Explanation"][5]] == [
        2,
        "s",
        "",
        "undisclosed",
        "no figure: nobody says the sum",
    ]
