"""Sums below zero in mapped tables: a cancellation or a return of what they reduce, or told with their sum."""

from decimal import Decimal

import pytest
import xlsxwriter
from mapped import ROWS, mapping, table

from ledger.foundation import Place
from ledger.intake import Options, read_files, settle

BY_ID = mapping(columns={"id": "No"})
PAID = {"record": "transaction", "type": "disbursement", "stage": "", "term": "", "recipient": ""}


def with_row(*row, numbers=("1", "2", "3")):
    return table(("No", *numbers), rows=(*ROWS, row))


@pytest.fixture
def settled(reading):
    def settling(text, by=BY_ID):
        found = reading(text, by)
        records, problems = settle(found.drafts, ())
        return records, (*found.problems, *problems)

    return settling


@pytest.mark.parametrize(
    "cell",
    ["-500000", "\u2212500000", "\u2013 500000", "-0.5 mn", "500000-", "-EUR 500000", "EUR -500000", "€ -0.5 mn"],
)
def test_a_sum_below_zero_cancels_what_it_reduces(settled, cell):
    records, problems = settled(with_row("Finland", "Boots, less", cell, "2025-04-01"))

    assert problems == ()
    taken = records[-1]
    assert (taken.id, taken.type, taken.commitment, str(taken.value_date)) == ("3", "cancellation", "1", "2025-04-01")
    assert str(taken.amount) == "EUR 500,000"


@pytest.mark.parametrize("cell", ["(500000)", "-5 to 8 mn", "-up to 5 mn", "-", "500-600-"])
def test_what_may_be_a_range_or_an_estimate_is_refused_as_it_was_written(settled, cell):
    records, [problem] = settled(with_row("Finland", "Boots", cell, "2025-04-01"))

    assert len(records) == 2
    assert (str(problem.place), str(problem.severity)) == ("aid.csv:4:Sum", "error")
    assert cell.strip() in problem.found


def test_a_sum_that_takes_from_no_record_is_an_error_with_its_sum(settled):
    records, [problem] = settled(with_row("Finland", "Boots", "-7000001", "2025-04-01"))

    assert len(records) == 2
    assert (str(problem.place), problem.found) == (
        "aid.csv:4:Sum",
        "EUR -7,000,001, and no single record that it is taken from",
    )


def test_a_sum_below_zero_is_multiplied(settled):
    rows = (("Finland", "Boots", "7.5", "2025-03-03"), ("Finland", "Boots", "-2.25", "2025-03-09"))
    records, _ = settled(table(("No", "1", "2"), rows=rows), mapping(columns={"id": "No"}, multiplier="1000000"))

    assert [str(record.amount) for record in records] == ["EUR 7,500,000", "EUR 2,250,000"]


def test_a_payment_below_zero_came_back(settled):
    columns = {
        "id": "No",
        "commitment": "Giver",
        "title": "What",
        "amount": "Sum",
        "value_date": "When",
        "donor": "Giver",
    }
    by = mapping(columns=columns, constants=PAID | {"category": "", "instrument": ""})
    by = by.replace('donor = "Giver"\n', "").replace('announced = "When"\n', "")
    records, problems = settled(
        table(("No", "1", "2"), rows=(("p-1", "x", "50", "2025-03-03"), ("p-1", "y", "-20", "2025-04-03"))), by
    )

    assert problems == ()
    assert [(it.type, it.commitment, str(it.amount)) for it in records] == [
        ("disbursement", "p-1", "EUR 50"),
        ("return", "p-1", "EUR 20"),
    ]


def test_of_several_columns_of_amounts_each_takes_from_its_own(settled):
    rows = (("Finland", "Boots", "700000", "2025-03-03"), ("Finland", "Boots", "-20000", "2025-03-09"))
    by = BY_ID.replace('amount = "Sum"\n', "").replace('category = "military"\n', "")
    by += '\n[amounts]\nGuns = { category = "military" }\nFood = { category = "humanitarian" }\n'
    records, problems = settled(table(("No", "1", "2"), ("Food", "90000", "-300"), heading="Guns", rows=rows), by)

    assert problems == ()
    assert {it.id: it.commitment for it in records if it.record == "transaction"} == {
        "2-Guns": "1-Guns",
        "2-Food": "1-Food",
    }


@pytest.mark.parametrize("shown", ["#,##0", "#,##0;(#,##0)", '#,##0" EUR";(#,##0" EUR")', '0.0" EUR"'])
def test_a_number_below_zero_of_a_workbook_counts_however_it_is_shown(tmp_path, shown):
    path, by = tmp_path / "aid.xlsx", tmp_path / "aid.toml"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Aid")
        sheet.write_row(0, 0, ["No", "Giver", "What", "Sum", "When"])
        for number, figure in enumerate((7000000, -500000), start=1):
            sheet.write_row(number, 0, [str(number), "Finland", "Boots", "", f"2025-03-0{number}"])
            sheet.write_number(number, 3, figure, book.add_format({"num_format": shown}))
    by.write_text(BY_ID, encoding="utf-8")

    drafts = read_files([path], options=Options(mapping=by)).drafts
    assert (drafts[1].values["type"], drafts[1].values["amount"]["value"]) == ("cancellation", "500000")
    assert Decimal(drafts[0].values["amount"]["value"]) == 7000000
    assert drafts[1].place == Place(file="aid.xlsx", sheet="Aid", row=3)
