"""Columns judged as a whole: their scale, their decimals, the list of their codes, and days that were swapped."""

from datetime import date, timedelta

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven

from ledger.foundation import Severity
from ledger.intake import Options, read_files, settle

MAPPING = """source = "Ministry"
{lines}
[columns]
donor = "Land"
title = "What"
amount = "Sum"
announced = "Day"
{columns}
[constants]
recipient = "UKR"
category = "military"
instrument = "grant"
stage = "pledge"
qualifier = "exact"
term = "one_off"
{constants}
"""


@pytest.fixture
def read(tmp_path):
    """Reads rows of country, sum and day, each of a title of its own, by a mapping; a workbook is read as it is."""

    def reading(table, lines="", columns="", constants='currency = "EUR"'):
        path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
        if isinstance(table, list):
            rows = (f"{land};Lot {number};{figure};{day}" for number, (land, figure, day) in enumerate(table))
            path.write_text("\n".join(("Land;What;Sum;Day", *rows)) + "\n", encoding="utf-8")
        else:
            path = table
        by.write_text(MAPPING.format(lines=lines, columns=columns, constants=constants), encoding="utf-8")
        return read_files([path], options=Options(mapping=by))

    return reading


def sums(*figures):
    return [("Norway", figure, f"2025-03-{number:02d}") for number, figure in enumerate(figures, start=13)]


def test_a_column_below_a_thousand_is_doubted_once(read):
    [problem] = read(sums("0.35", "1.2", "14.75"), 'decimal = "point"').problems

    assert (problem.code, problem.severity, str(problem.place)) == ("SCALE", Severity.WARNING, "aid.csv:Sum")
    assert problem.found == "3 figures of 0.35 to 14.75, and none from 1,000 on"


def test_a_column_that_is_multiplied_is_judged_by_what_it_comes_to(read):
    assert read(sums("0.35", "1.2", "14.75"), 'decimal = "point"\nmultiplier = "1000000000"').problems == ()


@pytest.mark.parametrize("largest", ["1000", "1200", "300000"])
def test_a_column_with_a_figure_of_a_thousand_is_not_doubted(read, largest):
    assert read(sums("400", "900", largest)).problems == ()


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (("2.5", "0.7", "1900000000"), "1,900,000,000 (row 4) beside 2 figures of 0.7 to 2.5"),
        (("12000000", "35000000", "4.5", "8000000"), "4.5 (row 4) beside 3 figures of 8,000,000 to 35,000,000"),
        (("5000", "5000000", "6000000"), "5,000 (row 2) beside 2 figures of 5,000,000 to 6,000,000"),
    ],
)
def test_single_figures_a_thousandfold_apart_are_doubted(read, figures, found):
    assert [(it.code, it.found) for it in read(sums(*figures), 'decimal = "point"').problems] == [("SCALE", found)]


@pytest.mark.parametrize(
    "figures",
    [
        ("5001", "5000000", "6000000"),
        ("12000", "900000", "40000000", "3000000000"),
        ("2000", "3000", "4000000000", "5000000000"),
    ],
    ids=["just less than a thousandfold", "all sizes between", "as many of each"],
)
def test_figures_of_all_sizes_are_not_doubted(read, figures):
    assert read(sums(*figures)).problems == ()


def test_figures_of_other_currencies_are_of_another_size(read, tmp_path):
    path = tmp_path / "many.csv"
    rows = ("Japan;A;45000000000;2025-03-13;JPY", "Norway;B;3000;2025-03-14;NOK", "Norway;C;9000;2025-03-15;NOK")
    path.write_text("\n".join(("Land;What;Sum;Day;Unit of money", *rows)), encoding="utf-8")

    assert read(path, columns='currency = "Unit of money"', constants="").problems == ()


def test_more_decimals_than_the_currency_has_are_noted_once(read):
    [problem] = read(sums("1000.125", "2000.5", "3000.3751"), 'decimal = "point"').problems

    assert (problem.code, problem.severity, str(problem.place)) == ("FORM", Severity.NOTE, "aid.csv:Sum")
    assert problem.found == "EUR 1000.125, finer than the smallest unit, in 2 rows (2, 4)"


def test_yen_have_no_decimals_and_dinars_have_three(read):
    lines = 'decimal = "point"'

    assert read(sums("1000.125", "2000", "3000"), lines, constants='currency = "KWD"').problems == ()
    assert [
        it.expected for it in read(sums("1000.5", "2000", "3000"), lines, constants='currency = "JPY"').problems
    ] == ["whole figures"]


def test_computed_decimals_are_rounded_with_one_note(read):
    reading = read(sums("87806.61000000002", "4710.30000000000018", "2341.97847366712"), 'decimal = "point"')

    assert [draft.values["amount"]["value"] for draft in reading.drafts] == ["87806.61", "4710.3", "2341.978474"]
    [problem] = reading.problems
    assert (problem.severity, problem.found) == (
        Severity.NOTE,
        "figures with more than 6 decimals in 3 rows (2 to 4)",
    )


def test_a_half_is_rounded_away_from_zero(read):
    reading = read(sums("5000.0000005", "6000", "7000"), 'decimal = "point"')

    assert reading.drafts[0].values["amount"]["value"] == "5000.000001"


def test_millions_may_have_many_decimals(read):
    reading = read(sums("1.23456789", "2.5", "3"), 'decimal = "point"\nmultiplier = 1000000')

    assert (reading.problems, reading.drafts[0].values["amount"]["value"]) == ((), "1234567.89")


def codes(*lands):
    return [(land, 5000 + number, "2025-03-13") for number, land in enumerate(lands)]


def test_codes_of_fips_are_told_once_for_the_column(read):
    [problem] = read(codes("GM", "UP", "DA", "SW", "AU", "GM")).problems

    assert (problem.code, problem.severity, str(problem.place)) == ("PARTY", Severity.WARNING, "aid.csv:Land")
    assert problem.found == "DA, SW, UP, which ISO 3166 does not have, beside AU, GM"
    assert "AU Austria, GM Germany" in problem.expected


@pytest.mark.parametrize(
    "lands",
    [
        ("DE", "FR", "NO", "SE", "GB"),
        ("DE", "FR", "SW"),
        ("AU", "SZ", "GM"),
        ("Germany", "Sweden", "SW", "AU", "Norway"),
        ("UK", "FR", "NO"),
    ],
    ids=["ISO", "one slip among ISO", "ISO and FIPS alike", "mostly names", "the UK"],
)
def test_codes_of_iso_are_not_accused(read, lands):
    assert read(codes(*lands)).problems == ()


def test_codes_that_the_mapping_translates_are_answered(read):
    tables = '\n[values.donor]\nGM = "DEU"\nSW = "SWE"\nAU = "AUT"'

    assert read(codes("GM", "SW", "AU"), constants='currency = "EUR"' + tables).problems == ()


def dated(path, *cells):
    """A workbook of days as dates or as texts."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("Aid")
        page.write_row(0, 0, ["Land", "What", "Sum", "Day"])
        days = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for row, cell in enumerate(cells, start=1):
            page.write_row(row, 0, ["Norway", f"Lot {row}", 5000 + row])
            write = page.write_datetime if isinstance(cell, date) else page.write_string
            write(row, 3, cell, *([days] if isinstance(cell, date) else []))
    return path


def test_days_that_a_program_swapped_are_told_once_for_the_column(read, tmp_path):
    path = dated(tmp_path / "a.xlsx", date(2025, 7, 4), "17/04/2025", date(2025, 12, 2), "30/05/2025")

    [problem] = read(path).problems

    assert (problem.code, problem.severity, str(problem.place)) == ("FORM", Severity.WARNING, "a.xlsx:Aid!D (Day)")
    assert "(2025-07-04 for 2025-04-07, row 2)" in problem.expected


def test_days_that_a_program_of_the_other_order_swapped_are_told_too(read, tmp_path):
    path = dated(tmp_path / "a.xlsx", date(2025, 7, 4), "4/17/2025", date(2025, 12, 2), "5/30/2025")

    assert [it.code for it in read(path).problems] == ["FORM"]


@pytest.mark.parametrize(
    "cells",
    [
        (date(2025, 7, 4), date(2025, 7, 14), "17/04/2025", "30/05/2025"),
        (date(2025, 7, 4), date(2025, 12, 2), "17/04/2025", "05/05/2025"),
        (date(2025, 7, 4), date(2025, 12, 2), date(2025, 3, 3)),
        (date(2025, 7, 4), date(2025, 12, 2), "17 April 2025", "30 May 2025"),
    ],
    ids=["a date after the 12th", "a text before it", "no texts", "months in words"],
)
def test_days_that_nobody_swapped_are_not_doubted(read, tmp_path, cells):
    assert read(dated(tmp_path / "a.xlsx", *cells)).problems == ()


def test_a_day_that_is_none_is_told_with_its_record_beside_days_that_are_written_out(tmp_path):
    path = tmp_path / "own.csv"
    heading = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term"
    days = ("2024-02-30", "17/04/2025", "2025-07-04", "2025-12-02", "30/05/2025")
    rows = (f"Lot {day},NOR,UKR,military,grant,pledge,{day},exact,3000,NOK,one_off" for day in days)
    path.write_text("\n".join((heading, *rows)), encoding="utf-8")

    reading = read_files([path])

    assert [str(it.place) for it in reading.problems] == ["own.csv:announced"]
    assert "(2025-07-04 for 2025-04-07, row 4)" in reading.problems[0].expected
    assert [str(it.place) for it in settle(reading.drafts, ())[1]] == ["own.csv:2:announced"]


@settings(max_examples=proven(8, 30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(days=st.lists(st.integers(0, 3000), min_size=12, max_size=20, unique=True))
def test_what_excel_makes_of_days_is_found_whenever_it_can_be_seen(read, tmp_path, days):
    made = [date(2020, 1, 1) + timedelta(day) for day in days]
    swapped = [date(day.year, day.day, day.month) if day.day <= 12 else f"{day:%d/%m/%Y}" for day in made]
    texts = sum(isinstance(cell, str) for cell in swapped)

    problems = read(dated(tmp_path / "a.xlsx", *swapped)).problems

    assert [it.code for it in problems] == (["FORM"] if texts and len(swapped) - texts > 1 else [])


def test_our_own_tables_are_judged_too(tmp_path):
    path = tmp_path / "own.csv"
    heading = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term"
    rows = (f"Lot {sum_},NOR,UKR,military,grant,pledge,2025-03-13,exact,{sum_},NOK,one_off" for sum_ in (3, 4, 5))
    path.write_text("\n".join((heading, *rows)), encoding="utf-8")

    reading = read_files([path])

    assert [(it.code, str(it.place)) for it in reading.problems] == [("SCALE", "own.csv:amount")]
    assert len(settle(reading.drafts, ())[0]) == 3
