"""Digits of figures in files of ours: more than six are rounded, those below the smallest unit are told."""

import json
from decimal import ROUND_HALF_UP, Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from workbooks import COMMITMENT, filled_in

from ledger.foundation import Severity
from ledger.intake import read_files, settle
from ledger.intake.own.row import TypedRows
from ledger.notation import TypedAmount, read_amount

HEAD = "title,donor,recipient,category,instrument,stage,announced,amount,currency,term"
ROW = '{title},NOR,UKR,military,grant,pledge,2025-06-02,"{amount}",NOK,one_off'


@pytest.fixture
def read(tmp_path):
    def reading(*amounts):
        path = tmp_path / "own.csv"
        rows = (ROW.format(title=f"Lot {number}", amount=amount) for number, amount in enumerate(amounts))
        path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
        return read_files([path])

    return reading


def told(reading):
    return [(it.code, it.severity, str(it.place), it.found) for it in reading.problems]


def figures(reading):
    return [draft.values["amount"]["value"] for draft in reading.drafts]


def test_computed_decimals_of_a_table_are_rounded_with_one_note(read):
    reading = read("87806.61000000002", "4710.30000000000018", "NOK 2341.9784736", "5000")

    assert figures(reading) == ["87806.61", "4710.3", "2341.978474", "5000"]
    assert settle(reading.drafts, ())[1] == ()
    found = "figures with more than 6 decimals in 3 rows (2 to 4)"
    assert told(reading) == [("FORM", Severity.NOTE, "own.csv:amount", found)]


def test_six_decimals_are_kept_and_only_told_to_be_fine(read):
    reading = read("87806.610001", "5000")

    assert figures(reading) == ["87806.610001", "5000"]
    found = "NOK 87806.610001, finer than the smallest unit, in 1 row (2)"
    assert told(reading) == [("FORM", Severity.NOTE, "own.csv:amount", found)]


def test_decimals_of_a_unit_are_no_computed_ones(read):
    reading = read("3.1234567 bn", "5000000000", "6000000000")

    assert (figures(reading)[0], reading.problems) == ("3123456700", ())


@pytest.mark.parametrize("format_code", ["General", '#,##0.00 "EUR"'])
def test_computed_decimals_of_the_form_are_rounded_whatever_is_shown(tmp_path, format_code):
    path = tmp_path / "form.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, shown = book.add_worksheet("Commitments"), book.add_format({"num_format": format_code})
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, list(COMMITMENT.values()))
    sheet.write_number(1, list(COMMITMENT).index("amount"), 1_000_000 / 3, shown)
    book.close()

    reading = read_files([path])

    assert figures(reading) == ["333333.333333"]
    found = "figures with more than 6 decimals in 1 row (2)"
    assert told(reading) == [("FORM", Severity.NOTE, "form.xlsx:Commitments!I (amount)", found)]


def test_a_value_of_goods_is_rounded_under_its_own_heading(tmp_path):
    change = {"item": "boats", "item_amount": 1_000_000 / 3, "item_currency": "EUR", "item_qualifier": "exact"}
    change["valuation_basis"] = "donor_statement"

    reading = read_files([filled_in(tmp_path / "form.xlsx", change)])
    [record], problems = settle(reading.drafts, ())

    assert (str(record.items[0].amount.value), problems) == ("333333.333333", ())
    assert [it.found for it in reading.problems] == ["figures with more than 6 decimals in 1 row (2)"]


def test_json_lines_are_told_of_digits_below_the_smallest_unit_and_keep_to_six(tmp_path):
    record = {
        "title": "Aid",
        "donor": "DEU",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "term": {"kind": "one_off"},
    }
    path = tmp_path / "a.jsonl"
    amounts = [{"qualifier": "exact", "value": value, "currency": "EUR"} for value in ("10.005", "20.05", "9.1234567")]
    path.write_text("\n".join(json.dumps(record | {"amount": it}) for it in amounts), encoding="utf-8")

    reading = read_files([path])

    found = "EUR 10.005, finer than the smallest unit, in 2 rows (1, 3)"
    assert told(reading) == [("FORM", Severity.NOTE, "a.jsonl:amount.value", found)]
    assert [it.place.row for it in settle(reading.drafts, ())[1]] == [3]


def test_only_what_a_program_may_have_computed_is_rounded():
    assert read_amount("87806.61000000002", is_computed=True) == TypedAmount("87806.61", is_rounded=True)
    assert read_amount("87806.61000000002").expected == "at most 18 digits and 6 decimals"
    assert TypedRows(["amount"], decimal_point=True).cells(["1.1234567"])[1]["amount"].code == "FORM"


@given(st.decimals("0", "1e12", places=9, allow_nan=False))
def test_rounding_is_half_away_from_zero_and_never_silent(figure):
    typed = read_amount(format(figure, "f"), decimal="point", is_computed=True)

    assert Decimal(typed.value) == figure.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    assert typed.is_rounded == (Decimal(typed.value) != figure)
