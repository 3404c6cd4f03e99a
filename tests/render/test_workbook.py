import itertools
import os
import re
import signal
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from shutil import copy

import pymupdf
import pytest
from circular import circular
from excel_parts import Package
from foreign import need_libreoffice
from made import amount, euros, hryvnia, material, over, paid, pledge, report, seed_records, yearly
from openpyxl import Workbook, load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.table import Table
from proving import proven
from recalculate import falsify, faults_of_recalculation, formula_cells, recalculated, recalculated_together
from workbooks import cell_in, faults_for_readers, in_table, part_of, table_in, typed_over

from ledger.audit import State, bridge
from ledger.foundation import Refused
from ledger.presentation import Comparison, Language, Mark, present
from ledger.rates import Quote, RateSet, ecb_rates, read_rates
from ledger.rates.sets import Series
from ledger.render import write_workbook
from ledger.render.extents import extents
from ledger.render.keys import look_up
from ledger.render.marked import number_code
from ledger.render.reader_sheet import pages_of
from ledger.reporting import MEMO_LINES, load_definition

AWKWARD = ["A*", "AB", "ab", ">1", "=1+1", "~", "?", "<>", '"', "Côte d'Ivoire & [co]", "Records"]


KIEL, _ = read_rates(
    "kiel-7",
    b"date,currency,rate,base,direction,unit,source,kind\n"
    b"2022-10-06,USD,0.9887,EUR,units_per_base,1,Kiel Institute,table\n"
    b"2022-10-06,GBP,0.87571,EUR,units_per_base,1,Kiel Institute,table\n",
)
HALVES = hryvnia(
    *(("2022-09-06", "USD", "36.11"), ("2022-10-06", "USD", "36.12")),
    *(("2022-09-06", "GBP", "41.10"), ("2022-10-06", "GBP", "41.11")),
    *(("2022-09-06", "EUR", "1.00"), ("2022-10-06", "EUR", "1.01")),
)


ACROSS = {"name": "Across", "title": "Across", "measure": "pledges", "rows": ["category"], "columns": "donor"}


YEARS = {
    "name": "Years",
    "title": "By donor and year",
    "measure": "pledges",
    "rows": ["donor"],
    "columns": "year",
}


QUARTERS = {
    "name": "Quarters",
    "title": "By donor and quarter",
    "measure": "pledges",
    "rows": ["donor"],
    "columns": "quarter",
    "memo": ["EU", "NATO", "G7", "EURO-AREA"],
}


def awkward_records():
    """Names that a spreadsheet would take for patterns, conditions or formulas, each with a sum of its own."""
    return [pledge(f"r{n}", donor=donor, amount=amount(str(n))) for n, donor in enumerate(AWKWARD, start=1)]


NOTHING = "\N{EN DASH}"


def drawn(folder, made, name="out.xlsx", **shown):
    path = folder / name
    write_workbook(made, path, present(made, **shown))
    return path


@pytest.fixture(scope="module")
def of_seed(tmp_path_factory):
    """The workbook of all seed records, for reading only."""
    return drawn(tmp_path_factory.mktemp("seed"), report(*seed_records()))


def published(book, currency):
    """The cell of the published rate of a currency."""
    row = in_table(book, "Rates", "Currency").index(currency)
    return cell_in(book, "Rates", "Published rate", row)


def tied(key, envelope, stated, **fields):
    return pledge(key, amount=stated, relations=[{"kind": "part_of", "target": envelope}], **fields)


# Up to seven times as many cells in a report, and no formula of another kind.
SEEDS = proven(seed_records()[:7], seed_records())
REPORTS = {
    "the seed": lambda: report(*seed_records(), **load_definition("commitments").model_dump(exclude_none=True)),
    "a horizon within an instalment": lambda: report(*SEEDS, horizon="2026-12-31"),
    "means across the adoption of the euro": lambda: report(
        pledge("kuna", announced="2022-11-02", amount=amount("9100000", "HRK")),
        pledge("dollars", amount=amount("100.01", "USD")),
        basis="window:2022-11-01..2023-02-28,round=quoted",
        currency="GBP",
    ),
    "lowest crosses": lambda: report(*SEEDS, basis="lowest:2025-01-01..2025-06-30", currency="USD"),
    "means of months": lambda: report(*SEEDS, basis="month", currency="USD"),
    "means of years, no decimals": lambda: report(*SEEDS, basis="year", currency="JPY"),
    "pieces by month, with a mean each": lambda: report(
        *SEEDS,
        pledge("odd", amount=amount("100.01", "USD", "up_to"), term=over("2024-01-15", "2025-08-14")),
        basis="period-month",
    ),
    "pieces by year, no decimals": lambda: report(
        *SEEDS, basis="period-year", currency="JPY", horizon="2026-02-15", fiscal_year_starts="04-06"
    ),
    "envelopes, their parts and what is left": lambda: report(
        pledge("whole", amount=amount("1000.01", "USD", "at_least"), term=over("2025-01-01", "2027-12-31")),
        pledge("a", amount=amount("333.33", "USD", "up_to"), relations=[{"kind": "part_of", "target": "whole"}]),
        pledge("b", amount=amount("100", "USD"), relations=[{"kind": "part_of", "target": "a"}], recipient="MDA"),
        pledge("c", amount=amount("7", "EUR"), relations=[{"kind": "part_of", "target": "whole"}]),
        pledge("full", amount=amount("7")),
        pledge("all", amount=amount("7"), relations=[{"kind": "part_of", "target": "full"}]),
        boundary={"recipients": ["UKR"]},
        horizon="2026-05-05",
        basis="period-month",
    ),
    "joint donors, by months and days, and of an envelope": lambda: report(
        pledge(
            "thirds",
            amount=amount("1000.01", "USD", "up_to"),
            term=over("2025-01-17", "2027-12-31"),
            joint_donors=[{"donor": "DEU", "share": "1/3"}, {"donor": "GBR", "share": "12.5%"}, {"donor": "A*"}],
        ),
        pledge("open", amount=amount("77.77"), joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}, {"donor": "ab"}]),
        pledge(
            "whole",
            amount=amount("10.01", "USD"),
            joint_donors=(fifths := [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}]),
        ),
        pledge(
            "part",
            amount=amount("3.33", "USD"),
            joint_donors=fifths,
            relations=[{"kind": "part_of", "target": "whole"}],
        ),
        pledge("none", amount={"qualifier": "undisclosed"}, joint_donors=fifths),
        boundary={"donors": ["DEU", "NLD", "A*", "ab"]},
        horizon="2026-05-05",
        basis="period-month",
        tables=[QUARTERS],
    ),
    "cancellations of envelopes, joint donors, without a rate and beyond": lambda: report(
        pledge("a", amount=amount("1000000000", "USD"), announced="2022-09-27"),
        paid("t", "a", type="cancellation", amount=amount("333333333.33", "USD"), value_date="2025-04-22"),
        paid("u", "a", type="cancellation", amount=amount("100", "USD", "up_to"), value_date="2025-04-23"),
        pledge(
            "e", amount=amount("100"), joint_donors=(halves := [{"donor": "DEU", "share": "1/2"}, {"donor": "FRA"}])
        ),
        pledge("p", amount=amount("40"), joint_donors=halves, relations=[{"kind": "part_of", "target": "e"}]),
        paid("v", "e", type="cancellation", amount=amount("50")),
        paid("w", "e", type="cancellation", amount=amount("10", "GBP")),
        pledge("q", amount=amount("100"), term=over("2021-01-01", "2040-12-31"), announced="2021-01-01"),
        paid("x", "q", type="cancellation", amount=amount("77.77")),
        paid("y", "q", type="cancellation", amount=amount("50")),
        pledge("z", amount=amount("10", "UAH")),
        paid("z1", "z", type="cancellation", amount=amount("3", "UAH")),
        tables=[
            {
                "name": "By donor",
                "title": "T",
                "measure": "net_pledges",
                "rows": ["donor"],
                "columns": "year",
                "memo": ["NATO"],
            },
            {"name": "By recipient", "title": "T", "measure": "cancelled_pledges", "rows": ["recipient"]},
        ],
    ),
    "bounds of envelopes and parts, in part cancelled, nested, joint and open": lambda: report(
        pledge("e", amount=amount("100.01", "USD"), announced="2022-09-27", term=over("2025-01-01", "2026-12-31")),
        tied("a", "e", amount("40", "USD", "up_to"), term=over("2025-06-01", "2025-06-30")),
        tied("b", "e", amount("40", "USD", "up_to"), recipient="MDA", term=over("2026-06-01", "2026-06-30")),
        tied("c", "e", amount("5", "USD", "at_least"), donor="FIN", announced="2023-04-04"),
        tied("d", "c", amount("4", "USD", "up_to"), donor="FIN"),
        paid("t", "e", type="cancellation", amount=amount("33.33", "USD"), value_date="2026-07-01"),
        pledge(
            "f",
            amount=amount("100", qualifier="at_least"),
            joint_donors=(shares := [{"donor": "DEU", "share": "1/3"}, {"donor": "FRA"}]),
        ),
        tied("g", "f", amount("40", qualifier="up_to"), joint_donors=shares),
        pledge("h", amount=amount("10"), announced="2025-01-01"),
        tied("i", "h", amount("4", qualifier="up_to"), recipient="MDA"),
        paid("u", "h", type="cancellation", amount=amount("6", qualifier="up_to"), value_date="2025-08-01"),
        paid("v", "h", type="cancellation", amount=amount("6"), value_date="2026-01-01"),
        horizon="2026-10-05",
        tables=[
            QUARTERS,
            {"name": "By recipient", "title": "T", "measure": "pledges", "rows": ["recipient"]},
            {"name": "By year", "title": "T", "measure": "net_pledges", "rows": ["year", "donor"], "memo": ["NATO"]},
            {"name": "Net", "title": "T", "measure": "net_pledges", "rows": ["recipient"]},
        ],
    ),
    "net figures by stage and time, and shares of finer amounts": lambda: report(
        pledge("a", amount=amount("100", qualifier="up_to")),
        paid("t", "a", type="cancellation", amount=amount("100"), value_date="2026-01-01"),
        pledge("b", donor="FRA", amount=amount("7")),
        pledge("e", amount=amount("100.125")),
        tied("p", "e", amount("40")),
        paid("u", "e", type="cancellation", amount=amount("50")),
        pledge("f", amount=amount("10")),
        tied("g", "f", amount("10", qualifier="up_to"), recipient="MDA"),
        paid("v", "g", type="cancellation", amount=amount("8", qualifier="up_to"), value_date="2025-07-01"),
        paid("w", "f", type="cancellation", amount=amount("4"), value_date="2025-08-01"),
        tables=[
            {"name": f"T{number}", "title": "T", "measure": "net_pledges"} | rows
            for number, rows in enumerate(
                (
                    {"rows": ["stage"]},
                    {"rows": ["year"]},
                    {"rows": ["donor", "year"]},
                    {"rows": ["fiscal_year"], "columns": "recipient"},
                    {"rows": ["recipient"], "columns": "stage"},
                )
            )
        ],
    ),
    "cancellations cut to the cent, over many lines, in turn, finer and in doubt": lambda: report(
        pledge("a", amount=amount("10", "USD"), term=yearly(end="2028-03-31"), announced="2025-06-02"),
        paid("t1", "a", type="cancellation", amount=amount("10", "USD"), value_date="2025-07-01"),
        paid("t2", "a", type="cancellation", amount=amount("7.77", "USD", "up_to"), value_date="2025-07-02"),
        paid("t3", "a", type="cancellation", amount=amount("5.555", "USD"), value_date="2025-07-03"),
        pledge("b", amount=amount("0.01"), term={"kind": "recurring", "start": "2024-01-01", "every": "month"}),
        paid("u1", "b", type="cancellation", amount=amount("0.11"), value_date="2025-07-01"),
        pledge(
            "e", amount=amount("0.15"), joint_donors=(thirds := [{"donor": "DEU", "share": "1/3"}, {"donor": "FRA"}])
        ),
        tied("p", "e", amount("0.05"), joint_donors=thirds),
        tied("q", "e", {"qualifier": "range", "low": "0.02", "high": "0.06", "currency": "EUR"}, recipient="MDA"),
        paid("v1", "e", type="cancellation", amount=amount("0.05"), value_date="2025-07-01"),
        paid("v2", "p", type="cancellation", amount=amount("0.02"), value_date="2025-07-02"),
        paid("v3", "e", type="cancellation", amount=amount("0.04", qualifier="up_to"), value_date="2025-07-03"),
        paid("v4", "e", type="cancellation", amount=amount("0.03"), value_date="2025-07-04"),
        pledge("j", amount=amount("1001", "JPY"), term=over("2025-01-15", "2026-03-14"), joint_donors=thirds),
        paid("w1", "j", type="cancellation", amount=amount("334", "JPY"), value_date="2025-07-01"),
        paid("w2", "j", type="cancellation", amount=amount("100", "JPY"), value_date="2025-08-01"),
        basis="period-month",
        horizon="2026-01-20",
        tables=[
            QUARTERS,
            {"name": "Net", "title": "T", "measure": "net_pledges", "rows": ["recipient"], "columns": "quarter"},
            {"name": "Gone", "title": "T", "measure": "cancelled_pledges", "rows": ["donor", "currency"]},
        ],
    ),
    "an offset that is finer than the line of a part": lambda: report(
        pledge("e", amount=amount("7")),
        tied("p", "e", amount("4.0155", qualifier="up_to")),
        tied("q", "e", amount("4.000", qualifier="up_to")),
        tables=[{"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"]}],
    ),
    "rounded means of a window": lambda: report(
        *SEEDS, basis="window:2022-09-06..2022-10-06,round=quoted", currency="USD"
    ),
    "means halfway between two roundings": lambda: report(
        *(pledge(code, amount=amount("1000000", code)) for code in ("USD", "GBP", "EUR")),
        rates=[HALVES],
        basis="window:2022-09-06..2022-10-06,round=2",
        currency="UAH",
    ),
    "means too fine for a spreadsheet to round": lambda: report(
        pledge(amount=amount("3000000", "GBP")), basis="window:2022-09-06..2022-10-06,round=14"
    ),
    "a table of rates": lambda: report(
        pledge("a", amount=amount("3000000000", "GBP")),
        pledge("b", amount=amount("77", "USD"), announced="2014-03-01", term=yearly("2014-02-28", end="2018-05-05")),
        rates=[ecb_rates(), KIEL],
        basis="table:kiel-7",
    ),
    "awkward names": lambda: report(*awkward_records()),
    "awkward names across": lambda: report(*awkward_records(), tables=[ACROSS]),
    "one record without a figure": lambda: report(pledge(amount={"qualifier": "undisclosed"})),
    "no records": report,
    "memo lines below quarters": lambda: report(
        pledge(
            "a", donor="FIN", announced="2023-04-03", amount=amount("365", "USD"), term=over("2024-02-10", "2026-08-01")
        ),
        pledge("b", donor="FIN", announced="2023-04-04", amount=amount("77.01"), term=yearly("2024-02-29")),
        pledge("c", donor="EU", amount=amount("5000", qualifier="at_least")),
        pledge("d", donor="JPN", amount=amount("12", "JPY", "up_to")),
        pledge("e", donor="FRA", amount={"qualifier": "undisclosed"}),
        fiscal_year_starts="04-06",
        tables=[QUARTERS, QUARTERS | {"name": "One more", "rows": ["category", "donor"], "columns": None}],
    ),
    "memo lines of no records": lambda: report(tables=[QUARTERS]),
    "a middle with seven decimals": lambda: report(
        pledge(amount={"qualifier": "range", "low": "1.000000", "high": "2.000001", "currency": "EUR"})
    ),
    "a chart of nine donors, one of them converted in part": lambda: report(
        *yearly_pledges(*CODES),
        pledge("u", donor="FRA", amount=amount("7", "UAH"), term=over("2026-03-01", "2027-12-31")),
        tables=[YEARS | {"memo": ["EU"]}],
    ),
    "more than ten to the twelve": lambda: report(
        pledge(announced="2024-10-15", amount=amount("120603589463.17", "USD")), currency="CZK"
    ),
    "others, subtotals and columns that run on": lambda: report(
        *yearly_pledges(*CODES),
        pledge(
            "t",
            category="financial",
            amount=amount("5000000", qualifier="up_to"),
            term=over("2025-05-05", "2027-12-31"),
        ),
        tables=[
            YEARS | {"top": 3},
            YEARS | {"name": "Running", "cumulative": True, "top": 2},
            YEARS | {"name": "Two", "rows": ["category", "donor"], "subtotals": True},
        ],
    ),
    "stages side by side": lambda: report(
        *SEEDS,
        stages=[{"name": "Stages", "title": "Stages", "rows": ["donor"], "top": 3}],
        goods=[{"name": "Goods", "title": "Goods", "rows": ["donor"]}],
        tables=[],
    ),
    "not converted, cancelled, legacy, per hundred": lambda: report(
        pledge("a", amount=amount("7000", "UAH")),
        pledge("b", amount=amount("9", "KPW")),
        pledge("c", stage="commitment", amount=amount("1000.005", "KWD", "at_least")),
        paid("t", "c", type="cancellation", amount=amount("30.005", "EUR", "up_to")),
        pledge("d", announced="2025-06-02", amount=amount("500", "HRK"), term=over("2024-01-01", "2027-12-31")),
        pledge("e", amount=amount("77", "USD"), term=yearly("2024-02-29", end="2028-05-05")),
        rates=[hryvnia(("2025-06-02", "EUR", "47.5"), ("2025-06-02", "USD", "41.5")), ecb_rates()],
        currency="UAH",
        tables=[
            {
                "name": "Net",
                "title": "Net",
                "measure": "net_commitments",
                "rows": ["donor", "category"],
                "columns": "fiscal_year",
            }
        ],
    ),
}


RECALCULATED = proven(list(REPORTS)[::4], list(REPORTS))


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """Of each report its workbook and what LibreOffice makes of a twin with false values in all formula cells."""
    folder = tmp_path_factory.mktemp("twins")
    drawings = {name: drawn(folder, REPORTS[name](), f"{name}.xlsx") for name in RECALCULATED}
    twins = {name: folder / f"{name} false.xlsx" for name in RECALCULATED}
    falsified = {name: falsify(drawings[name], twin) for name, twin in twins.items()}
    files = recalculated_together(list(twins.values()), folder)
    return {name: (drawings[name], falsified[name], file) for name, file in zip(RECALCULATED, files, strict=True)}


@pytest.mark.slow
@pytest.mark.xdist_group("false values")
@pytest.mark.parametrize("name", RECALCULATED)
def test_libreoffice_computes_every_formula_cell_from_false_cached_values(computed, name):
    path, falsified, file = computed[name]

    assert (falsified > 0) == bool(REPORTS[name]().totals)
    assert faults_of_recalculation(path, falsified, file) == []


@pytest.mark.parametrize("formula", ["=SUM(B1:B9)", "=SUMIFS(T[b],T[a],1)", "=INDEX(T[b],MATCH(1,T[a],0))", "=B5+1"])
def test_a_formula_that_reaches_its_own_cell_is_seen(tmp_path, formula):
    workbook = Workbook()
    for row in (("a", "b"), (1, 2), (2, 3), (3, 4)):
        workbook.active.append(row)
    workbook.active["B5"] = formula
    workbook.active.add_table(Table(displayName="T", ref="A1:B5"))
    workbook.save(tmp_path / "a.xlsx")

    assert circular(tmp_path / "a.xlsx") == ["Sheet!B5"]
    workbook.active["B5"] = "=SUM(B1:B4)+T[[#This Row],[a]]"
    workbook.save(tmp_path / "a.xlsx")
    assert circular(tmp_path / "a.xlsx") == []


@pytest.mark.thorough
def test_what_is_not_recalculated_to_what_is_displayed_is_found(tmp_path):
    made = report(pledge("a", amount=amount("5000000")), pledge("b", donor="FRA", amount=amount("3000000")))
    path = drawn(tmp_path, made)
    shown, count = present(made), len(formula_cells(path))
    assert [*faults_of_recalculation(path, count, path), *faults_for_readers(path, shown)] == []

    other = typed_over(copy(path, tmp_path / "other.xlsx"), "By donor", "C8", "9.0", keep_formula=True)
    assert faults_of_recalculation(path, count - 1, other) == [
        "By donor!C8: 9.0, expected 8.0",
        f"{count - 1} of {count} formula cells had a false value",
    ]
    assert list(faults_for_readers(other, shown)) == [
        "By donor and year: Total, 8.0, 8.0, 100.0 is read as Total, 8.0, 9.0, 100.0"
    ]
    assert list(faults_for_readers(path, replace(shown, tables=(replace(shown.tables[0], title="Else"),)))) == [
        "Else: no sheet of that title"
    ]


@pytest.mark.slow
def test_the_twin_shows_false_values_to_a_reader_that_does_not_recalculate(tmp_path):
    path = drawn(tmp_path, report(pledge()))
    falsify(path, tmp_path / "twin.xlsx")

    assert set(formula_cells(tmp_path / "twin.xlsx").values()) == {987654321, "false"}


@pytest.mark.slow
def test_a_changed_rate_changes_every_figure_that_rests_on_it_and_the_checks_say_so(tmp_path):
    path = drawn(tmp_path, report(pledge("a", amount=amount("114.19", "USD")), pledge("b")))
    book = load_workbook(path)
    cell = published(book, "USD")
    assert cell.value == 1.1419
    cell.value = 2.2838
    book.save(tmp_path / "changed.xlsx")
    computed = recalculated(tmp_path / "changed.xlsx", tmp_path)

    assert in_table(computed, "Conversions", "Central") == [50, 100]
    assert in_table(computed, "Exact_All_totals", "Central") == [150]
    states = in_table(computed, "Checks", "State")
    assert set(states[:-6]) == {"agrees"}
    assert states[-6:-2] == ["differs from the issued figures"] * 3 + ["differs from the issued rates"]
    # In millions with one decimal these sums are 0.0 before and after: what is displayed holds.
    assert set(states[-2:]) == {"agrees"}
    assert computed["Summary"]["A4"].value == f"4 of {len(states)} checks differ: see the sheet E5 Checks"


@pytest.mark.proof
@pytest.mark.slow
def test_a_changed_rate_is_told_even_where_the_total_has_too_many_digits_to_follow_it(tmp_path):
    made = report(pledge(announced="2024-10-15", amount=amount("120603589463.17", "USD")), currency="CZK")
    book = load_workbook(drawn(tmp_path, made))
    published(book, "USD").value *= 2
    book.save(tmp_path / "changed.xlsx")
    computed = recalculated(tmp_path / "changed.xlsx", tmp_path)

    assert in_table(computed, "Checks", "State")[-3] == "differs from the issued rates"
    assert computed["Summary"]["A4"].value == "1 of 37 checks differ: see the sheet E5 Checks"


@pytest.mark.proof
@pytest.mark.slow
def test_a_changed_rate_that_breaks_the_rounding_is_told_and_one_that_does_not_is_not(tmp_path):
    # Each of these is a whole number of displayed steps at 1.25 dollars for a euro: nothing had to be rounded.
    records = [pledge(code, donor=code, amount=amount("100000000", "USD")) for code in CODES]
    made = report(*records, rates=[euros(("2025-06-02", "USD", "1.25"))], tables=[YEARS])
    states = {}
    for rate in (1.26, 2.5):
        book = load_workbook(drawn(tmp_path, made))
        published(book, "USD").value = rate
        book.save(tmp_path / f"{rate}.xlsx")
        computed = recalculated(tmp_path / f"{rate}.xlsx", tmp_path)
        states[rate] = in_table(computed, "Checks", "State")[-1]
        assert in_table(computed, "Years", "Total")[0] == (79.3 if rate == 1.26 else 40)
        assert computed["Years"]["C15"].value == pytest.approx(713.7 if rate == 1.26 else 360)
        assert round(in_table(computed, "Exact_Years", "Central")[-1]) == (714285714 if rate == 1.26 else 360000000)

    assert states == {1.26: "differs: what is displayed no longer adds up, so make the report again", 2.5: "agrees"}


EVERY_SHEET = {
    **REPORTS,
    "with evidence": lambda: report(
        *seed_records(), **load_definition("audit").model_dump(exclude_none=True, exclude={"horizon"})
    ),
}


def sizes_of(path):
    """The last row and the last column of each sheet in which a cell is written, from the XML: the whole takes long."""
    with zipfile.ZipFile(path) as archive:
        names = re.findall('<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        sheets = [archive.read(part_of(path, unescape(name))).decode() for name in names]
    cells = [re.findall('<c r="([A-Z]+)([0-9]+)"', sheet) for sheet in sheets]
    last = [
        (max(int(row) for _, row in found), max(map(column_index_from_string, {column for column, _ in found})))
        for found in cells
    ]
    return dict(zip(map(unescape, names), last, strict=True))


@pytest.mark.proof
@pytest.mark.parametrize("name", proven(list(EVERY_SHEET)[::3], list(EVERY_SHEET)))
def test_every_table_comes_out_exactly_as_long_as_it_was_counted_before(tmp_path, name):
    one = EVERY_SHEET[name]()
    sizes = sizes_of(drawn(tmp_path, one))
    counted = {}
    for extent in extents(look_up(one, Language()), present(one)):
        counted[extent.sheet] = max(counted.get(extent.sheet, 0), extent.rows)

    # Sheets of evidence hold tables beside each other, and of some of them others may be the longest.
    growing = {sheet: rows for sheet, rows in counted.items() if sheet in sizes and sheet not in LONGEST_OTHERS}
    assert growing == {sheet: sizes[sheet][0] for sheet in growing}
    assert {sheet: rows for sheet, rows in counted.items() if rows > sizes.get(sheet, (5, 0))[0]} == {}
    tables = [table.name for table in present(one).tables]
    columns = {
        extent.sheet: extent.columns
        for extent in extents(look_up(one, Language()), present(one))
        if extent.sheet in tables
    }
    assert columns == {name: sizes[name][1] for name in tables}


LONGEST_OTHERS = ("E3 Rates", "E4 Sources", "E5 Checks", "Notes")


@pytest.mark.thorough
def test_awkward_names_keep_their_own_sums_and_stay_text(tmp_path):
    path = drawn(tmp_path, report(*awkward_records()), unit="one", decimals=0)
    sheet, values = load_workbook(path)["By donor"], load_workbook(path, data_only=True)
    names = next(sheet.iter_cols(1, 1, 6, 5 + len(AWKWARD)))

    assert dict(zip(in_table(values, "By_donor", "Donor"), in_table(values, "By_donor", "Total"), strict=True)) == {
        donor: number for number, donor in enumerate(AWKWARD, start=1)
    }
    assert {cell.data_type for cell in names} == {"s"}


@pytest.mark.thorough
def test_headings_that_excel_takes_for_one_are_told_apart_by_their_number(tmp_path):
    sheet = load_workbook(drawn(tmp_path, report(*awkward_records(), tables=[ACROSS])))["Across"]
    headings = [cell.value for cell in sheet[5]]

    assert {"A*", "AB", "ab (2)", ">1", "Records", "Total"} <= set(headings)
    assert len({heading.casefold() for heading in headings}) == len(headings)


@pytest.mark.thorough
def test_text_from_records_is_never_a_formula_and_is_quoted_where_editing_would_make_it_one(tmp_path):
    record = pledge(title='=HYPERLINK("http://example.org","x")', note="@SUM(A1)", donor="+1-1")
    book = load_workbook(drawn(tmp_path, report(record)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    guarded = [cell for cell in cells if cell.data_type == "s" and str(cell.value)[:1] in "=+-@"]

    assert {cell.value for cell in guarded} >= {record.title, record.note, record.donor}
    assert all(cell.quotePrefix for cell in guarded if len(str(cell.value)) > 1)


@pytest.mark.thorough
def test_a_reader_without_a_calculation_engine_sees_the_same_figures(of_seed):
    book = load_workbook(of_seed, data_only=True)
    made = report(*seed_records())

    central = made.totals["pledges"].figures.central_minor
    assert Decimal(str(in_table(book, "Exact_All_totals", "Central")[0])) == Decimal(central) / 100
    assert Decimal(str(in_table(book, "How_much", "Central")[0])) == present(made).totals[0].figure.number
    assert book["Summary"]["A4"].value.startswith("All ")


@pytest.mark.thorough
def test_equal_reports_give_equal_bytes(tmp_path):
    first, second = (drawn(tmp_path, report(*seed_records()), name) for name in ("a.xlsx", "b.xlsx"))

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.thorough
def test_a_sum_that_nobody_states_is_a_mark_and_never_zero(tmp_path):
    records = [pledge("a", amount={"qualifier": "undisclosed"}), pledge("b", donor="GBR", amount=amount("3000000"))]
    sheet = load_workbook(drawn(tmp_path, report(*records, tables=[YEARS])), data_only=True)["Years"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=8)] == [
        ["Donor", "2025", "Total", "In no figure"],
        ["United Kingdom", 3, 3, NOTHING],
        ["Germany", "..", "..", "1 undisclosed"],
        ["Total", 3, 3, "1 undisclosed"],
    ]
    assert [sheet[cell].number_format for cell in ("B6", "B7", "B8")] == [
        *("#,##0.0_ _._._0", "@_0", '#,##0.0" .."_0'),
    ]


@pytest.mark.thorough
def test_what_has_no_rate_is_told_in_every_table_and_never_as_zero(tmp_path):
    two_years = {"kind": "period", "start": "2025-01-01", "end": "2026-12-31"}
    records = [
        pledge("a", donor="DEU", amount=amount("5000000")),
        pledge("b", donor="DEU", amount=amount("7", "UAH"), term=two_years),
        pledge("c", donor="POL", amount=amount("9", "UAH"), term=two_years),
    ]
    path = drawn(tmp_path, report(*records, tables=[YEARS | {"memo": ["EU", "G7"]}]))
    sheet = load_workbook(path, data_only=True)["Years"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=12)] == [
        ["Donor", "2025", "2026", "Total", "In no figure"],
        ["Germany", 5, "fx", 5, "1 not converted"],
        ["Poland", "fx", "fx", "fx", "1 not converted"],
        ["Total", 5, "fx", 5, "2 not converted"],
        [None] * 5,
        [MEMO_LINES, *[None] * 4],
        ["of which EU member states", 5, "fx", 5, None],
        ["of which G7 members", 5, "fx", 5, None],
    ]
    assert [sheet[cell].number_format for cell in ("B6", "D8", "D11")] == ['#,##0.0" fx"', *['#,##0.0" fx"_0'] * 2]
    groups = table_in(load_workbook(path, data_only=True), "Groups")[1]
    by_code = {(row[0].value, row[2].value): row[4].value for row in groups[1:]}
    assert by_code["Donor", "POL"] == by_code["Original currency", "UAH"] == by_code["Year", "2026"] == "fx"


@pytest.mark.thorough
def test_a_total_of_which_nothing_could_be_converted_is_no_figure_on_the_summary(tmp_path):
    records = [pledge(key, donor=donor, amount=amount("5", "UAH")) for key, donor in (("a", "DEU"), ("b", "FRA"))]
    book = load_workbook(drawn(tmp_path, report(*records)), data_only=True)

    assert [cell.value for cell in table_in(book, "How_much")[1][1]] == ["Pledges", *["fx"] * 3, 0, 2]


@pytest.mark.thorough
def test_memo_lines_stand_below_the_total_and_are_no_part_of_it(tmp_path):
    records = [
        pledge("a", donor="DEU", amount=amount("1")),
        pledge("b", donor="FRA", amount={"qualifier": "undisclosed"}),
        pledge("c", donor="EU", amount=amount("300")),
        pledge("d", donor="CAN", amount=amount("4000")),
    ]
    made = report(*records, tables=[QUARTERS | {"memo": ["EU", "NATO", "EURO-AREA"]}])
    path = drawn(tmp_path, made, unit="one", decimals=0)
    sheet = load_workbook(path, data_only=True)["Quarters"]

    below = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=10, max_row=15)]
    assert below == [
        ["Total", 4301, 4301],
        [None] * 3,
        [MEMO_LINES, None, None],
        ["of which EU member states", 1, 1],
        ["of which NATO members", 4001, 4001],
        ["of which euro area members", 1, 1],
    ]
    exact = load_workbook(path)
    place = in_table(exact, "Exact_Quarters", "Row").index("of which EU member states")
    assert cell_in(exact, "Exact_Quarters", "Central", place).value == (
        "=ROUND(SUMIFS(Spread[Central],Spread[Stage key],1,Spread[Quarter key],"
        "Exact_Quarters[[#This Row],[Quarter key]],Spread[EU member states flag],1),2)"
    )
    assert cell_in(exact, "Exact_Quarters", "Stands in", place).value == "Quarters!B13"


@pytest.mark.proof
def test_a_memo_line_of_which_nobody_states_a_figure_is_undisclosed_and_one_of_nobody_is_nothing(tmp_path):
    made = report(pledge(donor="FRA", amount={"qualifier": "undisclosed"}), tables=[QUARTERS | {"memo": ["EU"]}])
    sheet = load_workbook(drawn(tmp_path, made), data_only=True)["Quarters"]
    assert [cell.value for cell in sheet[10]] == ["of which EU member states", "..", "..", None]

    made = report(pledge(donor="CAN"), tables=[QUARTERS | {"memo": ["EU"]}])
    sheet = load_workbook(drawn(tmp_path, made), data_only=True)["Quarters"]
    assert [cell.value for cell in sheet[10]][:3] == ["of which EU member states", NOTHING, NOTHING]


@pytest.mark.thorough
def test_the_flags_of_the_groups_are_seen_and_the_memberships_have_their_sources(tmp_path):
    book = load_workbook(drawn(tmp_path, report(pledge(), tables=[QUARTERS | {"memo": ["EURO-AREA"]}])))

    assert in_table(book, "Spread", "Euro area members flag") == [1]
    assert set(in_table(book, "Memberships", "Group")) == {"euro area members"}
    assert len(in_table(book, "Memberships", "Source")) == 21


def test_a_workbook_without_groups_has_no_flags_and_no_memberships(tmp_path):
    book = load_workbook(drawn(tmp_path, report(pledge())))

    assert not any("Memberships" in sheet.tables for sheet in book)
    assert not any(cell.value.endswith("flag") for cell in table_in(book, "Spread")[1][0])


def test_a_line_without_a_result_has_the_mark_of_its_status_in_its_place(tmp_path):
    """In bold ink, as in all tables; the legend names the marks that occur."""
    records = [
        pledge("a", amount=amount("7", "UAH")),
        pledge("b", amount={"qualifier": "undisclosed"}),
        pledge("c", recipient="DEU", amount=amount("5")),
    ]
    book = load_workbook(drawn(tmp_path, report(*records)), data_only=True)

    assert in_table(book, "Conversions", "Status") == ["not converted", "no figure", "not counted"]
    results = [cell_in(book, "Conversions", "Central", row) for row in range(3)]
    assert [it.value for it in results] == ["fx", "..", NOTHING]
    assert {(it.font.b, it.font.i, it.font.color.rgb[2:]) for it in results} == {(True, False, "16232D")}
    assert cell_in(book, "Conversions", "Counted central", 1).value == ".."
    assert book["E2 Conversions"]["A3"].value.endswith("    ..  undisclosed    fx  not converted")


def test_a_rate_that_may_be_changed_is_blue_and_what_a_line_comes_to_is_bold(tmp_path):
    """The euro is the base of its own rates: 1 by definition is nothing that could be changed."""
    book = load_workbook(drawn(tmp_path, report(pledge("a", amount=amount("5", "GBP")))))

    legs = [cell_in(book, "Conversions", heading) for heading in ("From per base", "To per base")]
    used = [cell_in(book, "Rates", "Published rate", row) for row in range(2)]
    assert [it.font.color.rgb[2:] for it in (*legs, *used)] == ["1A3FBF", "16232D", "16232D", "1A3FBF"]
    assert in_table(book, "Rates", "Currency") == ["EUR", "GBP"]
    assert [cell_in(book, "Conversions", heading).font.b for heading in ("Low", "Central", "High")] == [
        False,
        True,
        False,
    ]


def test_no_figure_of_the_evidence_hides_a_zero_or_has_a_hyphen_for_its_minus(tmp_path):
    book = load_workbook(drawn(tmp_path, report(pledge("a"))))

    columns = [
        ("Conversions", "Central"),
        ("Conversions", "Counted low"),
        ("Groups", "Pledges central"),
        ("Checks", "Left"),
    ]
    codes = {cell_in(book, *column).number_format for column in columns}
    assert codes == {'#,##0.00;"\N{MINUS SIGN}"#,##0.00', '#,##0.00#####;"\N{MINUS SIGN}"#,##0.00#####'}


def test_figures_stand_off_from_the_line_at_their_right(tmp_path):
    """Those of the last year touched the line before the total, and totals that before what is in no figure."""
    sheet = load_workbook(drawn(tmp_path, report(pledge("a"), tables=[YEARS])))["Years"]

    assert [cell.value for cell in sheet[5]] == ["Donor", "2025", "Total", "In no figure"]
    for row in (5, 6, 7):
        assert [cell.number_format.endswith("_0") for cell in sheet[row]] == [False, True, True, False]


@pytest.mark.thorough
def test_the_rate_day_is_the_day_of_the_quotes_and_not_of_the_law(tmp_path):
    record = pledge(announced="2023-03-05", amount=amount("100", "HRK"))
    book = load_workbook(drawn(tmp_path, report(record, currency="USD")), data_only=True)

    assert in_table(book, "Conversions", "Rate day") == [datetime(2023, 3, 3)]  # noqa: DTZ001 - a cell knows no zone
    assert in_table(book, "Conversions", "Days back") == [2]


@pytest.mark.thorough
def test_a_rounded_mean_is_live_and_says_how_many_quotes_and_decimals(tmp_path):
    record = pledge(amount=amount("100", "USD"))
    path = drawn(tmp_path, report(record, basis="window:2022-09-06..2022-10-06,round=quoted"))
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)

    assert in_table(formulas, "Rates", "Published rate")[1] == (
        "=ROUND(ROUND(AVERAGEIFS(Quotes[Rate for one],Quotes[Rate],Rates[[#This Row],[Rate]])"
        "*Rates[[#This Row],[For units]],11),4)"
    )
    assert in_table(values, "Rates", "Published rate")[1] == in_table(values, "Rates", "Units per base")[1] == 0.9887
    assert in_table(values, "Rates", "As published")[1] == "mean of 23 quotes, to 4 decimals"


def test_a_mean_too_fine_for_a_spreadsheet_to_round_is_a_value(tmp_path):
    record = pledge(amount=amount("100", "USD"))
    path = drawn(tmp_path, report(record, basis="window:2022-09-06..2022-10-06,round=14"))

    assert in_table(load_workbook(path), "Rates", "Published rate")[1] == 0.98867826086957


@pytest.mark.proof
@pytest.mark.parametrize(
    ("rates", "currency", "sign", "published"),
    [
        ([euros(("2022-12-30", "HRK", "7.5365"), ("2023-01-02", "USD", "1.06"))], "EUR", "*", ["7.5365", "1"]),
        ([hryvnia(("2022-12-30", "HRK", "5.2"), ("2023-01-02", "EUR", "40"))], "UAH", "/", ["5.2", "40"]),
    ],
)
def test_a_mean_across_the_adoption_of_the_euro_is_live_with_its_days_by_law(
    tmp_path, rates, currency, sign, published
):
    record = pledge(announced="2022-11-02", amount=amount("100", "HRK"))
    made = report(record, rates=rates, currency=currency, basis="window:2022-12-30..2023-01-03")
    path = drawn(tmp_path, made)
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)

    assert [str(it) for it in in_table(values, "Quotes", "Published rate")] == published
    assert in_table(values, "Quotes", "Units per euro by law") == [1, 7.5345]
    assert in_table(formulas, "Quotes", "Rate for one")[1] == (
        "=Quotes[[#This Row],[Published rate]]/Quotes[[#This Row],[For units]]"
        f"{sign}Quotes[[#This Row],[Units per euro by law]]"
    )
    rate = sum(in_table(values, "Quotes", "Rate for one")) / 2
    assert "mean of 2 quotes, 1 of them by law" in in_table(values, "Rates", "As published")
    assert min(abs(it - rate) for it in in_table(values, "Rates", "Published rate")) < 1e-12


def test_a_set_that_quotes_both_ways_shows_each_rate_in_its_own(tmp_path):
    quotes = {
        code: Series.of([Quote(rate, day=date(2025, 6, 2))]) for code, rate in (("EUR", "1.1422"), ("JPY", "142"))
    }
    both = RateSet("FED", "Fed", "USD", "units_per_base", "0" * 64, quotes=quotes, turned=frozenset(["EUR"]))
    made = report(pledge(announced="2025-06-02", amount=amount("100000", "JPY")), rates=[both], currency="EUR")
    path = drawn(tmp_path, made)
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)

    per_one, units = "Rates[[#This Row],[Published rate]]", "Rates[[#This Row],[For units]]"
    factor = "*Rates[[#This Row],[Units per euro by law]]"
    ways = {"EUR": f"={units}/{per_one}{factor}", "JPY": f"={per_one}/{units}{factor}"}
    directions = {"EUR": "USD per 1 EUR", "JPY": "JPY per 1 USD"}
    currencies = in_table(values, "Rates", "Currency")
    assert sorted(currencies) == ["EUR", "JPY"]
    assert in_table(formulas, "Rates", "Units per base") == [ways[currency] for currency in currencies]
    assert in_table(values, "Rates", "Quoted as") == [directions[currency] for currency in currencies]
    assert made.totals["pledges"].figures.central_minor == 616_55


@pytest.mark.thorough
def test_a_lowest_rate_stands_with_the_quotes_of_its_one_day(tmp_path):
    made = report(
        pledge("a", announced="2022-03-01", amount=amount("100", "USD")),
        pledge("b", amount=amount("100", "GBP")),
        rates=[HALVES],
        currency="UAH",
        basis="lowest:2022-09-06..2022-10-06",
    )
    book = load_workbook(drawn(tmp_path, made), data_only=True)

    assert [str(it) for it in in_table(book, "Rates", "Kind")] == ["lowest", "base", "lowest"]
    assert in_table(book, "Rates", "First day") == [datetime(2022, 9, 6)] * 2  # noqa: DTZ001 - a cell knows no zone
    assert in_table(book, "Rates", "As published") == ["41.10", "1 by definition", "36.11"]
    assert in_table(book, "Conversions", "Days back") == [0, 0]
    assert not any("Quotes" in sheet.tables for sheet in book)
    assert made.agrees


def test_a_rate_of_a_table_says_so_with_its_own_day(tmp_path):
    made = report(pledge(amount=amount("100", "USD")), rates=[KIEL], basis="table:kiel-7")
    book = load_workbook(drawn(tmp_path, made), data_only=True)

    assert in_table(book, "Rates", "Kind") == ["base", "table"]
    assert in_table(book, "Rates", "First day") == [datetime(2022, 10, 6)]  # noqa: DTZ001 - a cell knows no zone
    assert in_table(book, "Conversions", "Days back") == [0]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("basis", "short", "words"),
    [
        (
            "window:2022-09-06..2022-10-06",
            "mean rate from 6\xa0September\xa02022 to 6\xa0October\xa02022",
            "the mean of all rates published from 6\xa0September\xa02022 to 6\xa0October\xa02022.",
        ),
        (
            "window:2022-09-06..2022-10-06,round=1",
            "mean rate from 6\xa0September\xa02022 to 6\xa0October\xa02022",
            "published from 6\xa0September\xa02022 to 6\xa0October\xa02022, rounded to 1 decimal.",
        ),
        (
            "window:2022-09-06..2022-10-06,round=quoted",
            "mean rate from 6\xa0September\xa02022 to 6\xa0October\xa02022",
            "rounded to as many decimals as the currency is quoted with.",
        ),
        (
            "lowest:2022-09-06..2022-10-06",
            "lowest rate from 6\xa0September\xa02022 to 6\xa0October\xa02022",
            "the lowest of the daily rates published from 6\xa0September\xa02022 to 6\xa0October\xa02022, that",
        ),
        (
            "highest:2022-09-06..2022-10-06",
            "highest rate from 6\xa0September\xa02022 to 6\xa0October\xa02022",
            "that of the day on which a sum is worth most.",
        ),
        (
            "table:kiel-7",
            "rates of the table kiel-7",
            "with the rates of the table kiel-7, whatever the day of their announcement",
        ),
    ],
)
def test_the_notes_say_the_basis_in_words(tmp_path, basis, short, words):
    book = load_workbook(drawn(tmp_path, report(pledge(), basis=basis)))
    notes = dict(zip(in_table(book, "Notes", "About"), in_table(book, "Notes", "Note"), strict=True))

    assert notes["Rates"].startswith("All sums are converted with ")
    assert notes["Basis of the rates"] == short
    assert words in notes["Rates"]
    assert "never converted with another or an estimated rate" in notes["No rate"]


def test_a_sum_in_the_currency_of_the_report_has_no_rate_day(tmp_path):
    book = load_workbook(drawn(tmp_path, report(pledge())), data_only=True)

    assert in_table(book, "Conversions", "Rate day") == []


@pytest.mark.thorough
def test_a_total_without_an_upper_bound_says_so_in_its_cells(tmp_path):
    made = report(pledge(amount=amount("6000000000", qualifier="at_least")))
    book = load_workbook(drawn(tmp_path, made), data_only=True)

    assert [cell.value for cell in table_in(book, "How_much")[1][1]] == ["Pledges", "same", 6000, "open", 0, 0]
    assert cell_in(book, "How_much", "Central").number_format == '"≥ "#,##0.0'


@pytest.mark.thorough
def test_nothing_is_hidden_or_merged(of_seed):
    book = load_workbook(of_seed)

    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(it.hidden for it in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))


@pytest.mark.thorough
def test_a_figure_of_more_than_fifteen_digits_is_a_value_with_a_note(tmp_path):
    path = drawn(tmp_path, report(pledge(amount=amount("123456789012345678.25"))))
    cell = cell_in(load_workbook(path), "Conversions", "Central")

    assert (cell.data_type, cell.value) == ("n", 1.234567890123457e17)
    assert cell.comment.text.endswith("Exact: 123456789012345678.25")


def test_a_total_that_no_double_can_carry_is_said_to_be_not_live(tmp_path):
    made = report(pledge(announced="2024-10-15", amount=amount("120603589463.17", "USD")), currency="CZK")
    book = load_workbook(drawn(tmp_path, made), data_only=True)

    assert set(in_table(book, "Checks", "State key")) == {0, 3}
    assert book["Summary"]["A4"].value == "All 37 checks agree, 33 of them not live"


@pytest.mark.thorough
def test_every_displayed_figure_stands_in_the_cell_that_e6_names(of_seed):
    book = load_workbook(of_seed, data_only=True)
    exact = [(sheet, name) for sheet in book for name in sheet.tables if name.startswith("Exact_")]
    shown = 0

    for sheet, name in exact:
        assert sheet.title == "E6 Exact figures"
        columns = [in_table(book, name, heading) for heading in ("Stands in", "Shown", "Reading", *BOUNDS, "Up")]
        for place, value, reading, *bounds, up in zip(*columns, strict=True):
            where, _, cell = place.rpartition("!")
            in_millions = book[where][cell].value
            assert round(in_millions * 10**6, 2) == value
            exact_sum = Decimal(str(bounds[READINGS.index(reading)]))
            assert Decimal(str(in_millions)) == (exact_sum // 100_000 + up) / 10
            shown += 1
    cells = [cell for name in ("Years", "By donor") if name in book.sheetnames for row in book[name] for cell in row]
    assert shown > 10
    assert sum(isinstance(cell.value, int | float) for cell in cells) <= shown


BOUNDS = ("Low", "Central", "High")
READINGS = ("lowest", "central", "highest")


@pytest.mark.thorough
def test_the_checks_sheet_names_every_figure_exactly(tmp_path):
    made = report(*seed_records())
    book = load_workbook(drawn(tmp_path, made), data_only=True)

    displayed = 1 + len(present(made).tables)
    assert len(in_table(book, "Checks", "State")) == len(made.proofs) + 3 * len(made.totals) + 1 + displayed
    assert set(in_table(book, "Checks", "State")) == {"agrees"}


@pytest.mark.proof
def test_every_table_has_frozen_headers_and_a_print_area_and_filters_where_it_stands_alone(of_seed):
    book = load_workbook(of_seed)

    for sheet in book:
        assert sheet.tables
        assert sheet.print_area
        if sheet.title != "Summary":
            assert sheet.freeze_panes
    filtered = {sheet.title for sheet in book for table in sheet.tables.values() if table.autoFilter}
    assert filtered == {"By donor", "Notes"}


@pytest.mark.thorough
def test_no_table_has_an_empty_cell(tmp_path):
    book = load_workbook(
        drawn(tmp_path, report(*seed_records(), **load_definition("audit").model_dump(exclude_none=True)))
    )

    for sheet in book:
        for name in sheet.tables:
            headings, *rows = table_in(book, name)[1]
            assert rows, name
            empty = [cell.coordinate for row in (headings, *rows) for cell in row if cell.value in (None, "")]
            assert (sheet.title, name, empty) == (sheet.title, name, [])


def test_the_properties_name_the_state_of_the_book(tmp_path):
    properties = load_workbook(drawn(tmp_path, report(pledge(), as_of=date(2025, 6, 30)))).properties

    assert (properties.title, properties.created.date()) == ("Test", date(2025, 6, 30))
    assert "Book head 0000" in properties.subject
    assert properties.description.partition("; ")[0] == (
        f"As of 30\xa0June\xa02025 · announcements counted up to that day. Entries: 1, head {'0' * 64}"
    )


def test_a_record_that_may_not_be_shown_leaves_no_trace_in_any_cell(tmp_path):
    tie = [{"kind": "related_to", "target": "secret-1"}]
    made = report(pledge("a", relations=tie), pledge("secret-1", donor="NLD", handling="internal"))
    book = load_workbook(drawn(tmp_path, made))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]

    assert not any("secret" in text or "Netherlands" in text for text in texts)


@pytest.mark.proof
def test_the_axis_of_a_chart_begins_at_zero_unless_a_figure_is_below_it(tmp_path):
    records = (
        pledge(amount=amount("2000000"), announced="2025-06-02"),
        paid("t", "a", type="cancellation", amount=amount("2000000"), value_date="2026-02-01"),
    )
    net = YEARS | {"measure": "net_pledges"}
    for table, begins in ((YEARS, True), (net, False)):
        with zipfile.ZipFile(drawn(tmp_path, report(*records, tables=[table]))) as parts:
            chart = parts.read("xl/charts/chart1.xml").decode()
        assert ('<c:min val="0"/>' in chart) == begins
        assert ('<c:tickLblPos val="low"/>' in chart) != begins


@pytest.mark.parametrize(
    ("value", "codes", "distance"),
    [
        ("5000000", ["#,##0.0", "#,##0.0"], "2.0"),
        ("5000000000", ["#,##0.0,", "#,##0,"], "2000.0"),
        # Half a billion would read 1 without a decimal.
        ("1200000000", ["#,##0.0,", "#,##0.0,"], "500.0"),
    ],
)
def test_the_chart_shows_thousands_of_millions_as_billions_and_has_three_lines_at_most(
    tmp_path, value, codes, distance
):
    with zipfile.ZipFile(drawn(tmp_path, report(pledge(amount=amount(value)), tables=[YEARS]))) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()

    assert [it for it in re.findall('formatCode="([^"]*)"', chart) if it != "General"] == codes
    assert re.findall('<c:majorUnit val="([^"]*)"/>', chart) == [distance]


@pytest.mark.parametrize(
    ("asked", "value", "codes", "told"),
    [
        (("one", 2), "5000000000", ["#,##0.0,,,", "#,##0,,,"], "EUR billion"),
        (("one", 0), "5000000", ["#,##0.0,,", "#,##0,,"], "EUR million"),
        (("one", 2), "900", ["#,##0.00", "#,##0.00"], "EUR"),
        (("thousand", 0), "5000000000", ["#,##0.0,,", "#,##0,,"], "EUR billion"),
        (("billion", 0), "5000000000", ["#,##0", "#,##0"], "EUR billion"),
    ],
)
def test_the_chart_has_the_unit_that_its_largest_figure_reaches(tmp_path, asked, value, codes, told):
    made = report(pledge(amount=amount(value)), tables=[YEARS], unit=asked[0], decimals=asked[1])
    path = drawn(tmp_path, made)
    with zipfile.ZipFile(path) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    lines = [cell.value for (cell,) in load_workbook(path)["Summary"].iter_rows(max_col=1)]

    assert [it for it in re.findall('formatCode="([^"]*)"', chart) if it != "General"] == codes
    assert f"Pledges by year, {told}.".replace(" ", "\N{NO-BREAK SPACE}") in [
        str(it).replace(" ", "\N{NO-BREAK SPACE}") for it in lines
    ]
    assert present(made).chart.unit.replace("\N{NO-BREAK SPACE}", " ") == told


@pytest.mark.parametrize(
    ("evidence", "said"),
    [("none", "Nothing counts."), ("summary", "Nothing counts: the sheet E1 Records says why.")],
)
def test_where_nothing_counts_the_first_sheet_names_only_a_sheet_that_is_there(tmp_path, evidence, said):
    made = report(pledge(handling="internal", donor="UKR"), tables=[YEARS], evidence=evidence, handling="internal")

    assert load_workbook(drawn(tmp_path, made))["Summary"]["A8"].value == said


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path):
    with pytest.raises(Refused) as refused:
        write_workbook(report(pledge()), tmp_path / "missing" / "out.xlsx")

    assert refused.value.problems[0].code == "FILE"
    assert not list(tmp_path.iterdir())


def test_a_folder_or_a_device_is_not_overwritten(tmp_path):
    for place in (tmp_path, Path(os.devnull)):
        with pytest.raises(Refused, match="a folder or a device"):
            write_workbook(report(pledge()), place)


@pytest.mark.thorough
def test_a_full_disk_leaves_the_earlier_workbook_as_it_was(tmp_path):
    resource = pytest.importorskip("resource", reason="Windows has no limit to the size of a program's files")
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"the earlier one")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        with pytest.raises(Refused, match=r"FILE error: found .*File too large"):
            write_workbook(report(*seed_records()), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert path.read_bytes() == b"the earlier one"
    assert [it.name for it in tmp_path.iterdir()] == ["out.xlsx"]


def test_a_workbook_can_be_read_by_those_who_may_read_the_folder(tmp_path):
    path = drawn(tmp_path, report(pledge()))
    (tmp_path / "other").touch()

    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.thorough
def test_the_commitments_sheet_says_a_year_behind_a_yearly_amount_and_its_equivalent(tmp_path):
    record = pledge(term=yearly(), stated_equivalents=[amount("114", "USD")])
    book = load_workbook(drawn(tmp_path, report(record, pledge("b"))), data_only=True)

    assert in_table(book, "Commitments", "Amount as stated") == ["EUR\xa0100 a year", "EUR\xa0100"]
    assert in_table(book, "Commitments", "Stated equivalents") == ["USD\xa0114 a year"]


@pytest.mark.thorough
def test_notes_have_no_label_twice_and_say_everything_in_the_language_of_the_reader(tmp_path):
    """Where one table has several marks of doubt and another has one, each mark still stands once."""
    least, ceiling = (amount("5000000", qualifier=it) for it in ("at_least", "up_to"))
    records = [
        pledge("a", term=yearly()),
        pledge("b", donor="FRA", amount=ceiling),
        pledge("c", amount=least),
        pledge("d", stage="commitment", amount=ceiling),
    ]
    by_donor = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"]}
    tables = [by_donor, by_donor | {"name": "Firm", "title": "Firm", "measure": "commitments"}]
    path = drawn(tmp_path, report(*records, tables=tables, lang="de"))
    (sheet,) = (it for it in load_workbook(path) if it.title == "Anmerkungen")
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=6)]
    notes = dict(rows)

    assert len(notes) == len(rows)
    assert notes["Zeichen ≤"] == "bis zu: in der niedrigsten Lesart weniger, bis 0"
    assert notes["Kursregel"] == "Kurs am Tag der Ankündigung"
    assert notes["Raten"] == "a: 5 volle Raten. Die Laufzeit hat kein Ende."
    assert notes["Vermerk"].startswith("öffentlich: ")


def test_the_definition_stands_last_among_the_notes_and_is_not_printed(of_seed):
    sheet = load_workbook(of_seed)["Notes"]

    names = [sheet.cell(row, 1).value for row in (sheet.max_row - 1, sheet.max_row)]
    assert names == ["Fingerprint of the definition", "Definition, for the program"]
    assert sheet.print_area.endswith(f"$A$1:$B${sheet.max_row - 1}")


def test_notes_that_are_days_or_numbers_stand_as_those_in_words_do(of_seed):
    """Days stood further in than the notes around them, without the line below."""
    sheet = load_workbook(of_seed)["Notes"]
    looks = {
        type(cell.value): (cell.alignment.horizontal, cell.alignment.indent, cell.border.bottom.style)
        for (cell,) in sheet.iter_rows(min_row=6, min_col=2, max_col=2)
    }

    assert looks == dict.fromkeys((str, int, datetime), ("left", 0, "thin"))


@pytest.mark.thorough
def test_the_sheet_and_the_notes_say_one_and_the_same_of_memo_lines(tmp_path):
    book = load_workbook(drawn(tmp_path, report(pledge(), tables=[QUARTERS])), data_only=True)
    said = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "overlap" in cell.value
    ]

    assert len(said) == 2
    assert all(text.endswith(MEMO_LINES) for text in said)
    assert MEMO_LINES.startswith("Each of them is contained in the total, and they overlap: add them neither ")


NAMES = ("CHE", "CIV", "CRI", "DEU", "ESP", "ab")


@pytest.mark.proof
@pytest.mark.parametrize("columns", ["year", None])
def test_donors_of_equal_sums_stand_in_the_order_of_their_names_and_not_of_their_codes(tmp_path, columns):
    records = [pledge(f"r{number}", donor=code) for number, code in enumerate(NAMES)]
    made = report(*records, tables=[YEARS | {"columns": columns}, ACROSS])
    book = load_workbook(drawn(tmp_path, made), data_only=True)
    in_order = ["ab", "Costa Rica", "Côte d'Ivoire", "Germany", "Spain", "Switzerland"]

    assert in_table(book, "Years", "Donor") == in_order
    assert [cell.value for cell in book["Across"][5]][1:7] == in_order
    groups = table_in(book, "Groups")[1]
    assert [row[1].value for row in groups if row[0].value == "Donor"] == in_order


def series_of_chart(path):
    """Name and values of each series of the chart."""
    with zipfile.ZipFile(path) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    book = load_workbook(path, data_only=True)
    found = {}
    for series in re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL):
        name, *_, values = (it.replace("'", "").replace("$", "") for it in re.findall(r"<c:f>(.*?)</c:f>", series))
        sheet, _, ends = values.partition("!")
        first, _, last = ends.partition(":")
        row = next(iter(book[sheet][f"{first}:{last or first}"]))
        found[book[sheet][name.partition("!")[2]].value] = [it.value for it in row]
    return found


@pytest.mark.thorough
def test_the_chart_shows_the_total_of_each_year_and_its_lowest_reading_before_it(tmp_path):
    records = [
        pledge("a", amount=amount("3000000")),
        pledge("b", donor="FRA", amount=amount("2000000", qualifier="up_to"), term=over("2026-01-01", "2026-12-31")),
    ]
    path = drawn(tmp_path, report(*records, tables=[YEARS]))

    assert series_of_chart(path) == {"Total": [3, 2], "Lowest": [3, 0]}
    with zipfile.ZipFile(path) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    told = unescape(re.search('descr="([^"]*)"', drawing)[1]).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith(
        f"{present(report(*records, tables=[YEARS])).finding.text}.".replace("\N{NO-BREAK SPACE}", " ")
    )
    assert told.endswith("Pledges by year, EUR million: 2025 3.0; 2026 ≤2.0.")


def test_a_column_of_the_chart_of_which_no_sum_is_known_has_its_mark_and_no_zero(tmp_path):
    """Over the column, where a program takes a text for zero; below the chart, where one leaves it without a label."""
    by_category = {"name": "Kinds", "title": "Kinds", "measure": "pledges", "rows": ["donor"], "columns": "category"}
    silent = {"qualifier": "undisclosed"}
    records = [
        pledge("a", amount=amount("3000000")),
        pledge("b", amount=silent),
        pledge("c", category="financial", amount=silent),
        pledge("d", category="humanitarian", amount=amount("5", "UAH")),
    ]
    path = drawn(tmp_path, report(*records, tables=[by_category]))
    with zipfile.ZipFile(path) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    sheet = load_workbook(path)["Summary"]
    below = next(row[0].value for row in sheet.iter_rows() if str(row[0].value).startswith(".. "))

    assert [cell.value for cell in load_workbook(path)["Kinds"][5]][1:4] == [
        "Financial assistance",
        "Humanitarian assistance",
        "Military assistance",
    ]
    labels = re.findall(r"<c:dLbl><c:idx val=\"(\d)\"/>.*?<a:t>(.*?)</a:t>", chart)
    assert labels == [("0", ".."), ("1", "fx")]
    assert below == (
        ".. undisclosed: Financial assistance; Military assistance · fx not converted: Humanitarian assistance"
    )


def test_a_chart_without_doubts_has_one_solid_series(tmp_path):
    path = drawn(tmp_path, report(pledge(amount=amount("3000000")), tables=[YEARS]))

    assert series_of_chart(path) == {"Total": [3]}


CODES = ("AUS", "BEL", "CAN", "CZE", "DEU", "DNK", "ESP", "FIN", "FRA")


def yearly_pledges(*codes):
    """One pledge of each donor over 2025 and 2026, the first of them the smallest: 1 + 1, 2 + 2, ..."""
    return [
        pledge(code, donor=code, amount=amount(str(730 * number)), term=over("2025-01-01", "2026-12-31"))
        for number, code in enumerate(codes, start=1)
    ]


def others_in(book):
    """The line below the table of the first sheet, of all that have no row there."""
    sheet, cells = table_in(book, "In_short")
    return [cell.value for cell in next(sheet.iter_rows(min_row=cells[-1][0].row + 1, max_col=len(cells[0])))]


@pytest.mark.thorough
def test_of_more_rows_than_have_room_the_first_sheet_shows_the_largest_and_all_others_together(tmp_path):
    records = [pledge(f"r{number}", donor=f"x{number}", amount=amount(f"{number}00000")) for number in range(1, 21)]
    book = load_workbook(drawn(tmp_path, report(*records)), data_only=True)

    names = in_table(book, "In_short", "Donor")
    assert (names[0], names[-1], len(names)) == ("x20", "x7", 14)
    assert others_in(book)[:3] == ["Others (6)", "same", pytest.approx(2.1)]


@pytest.mark.thorough
def test_others_on_the_first_sheet_counts_those_whom_the_table_has_in_one_row_already(tmp_path):
    records = [pledge(f"r{number}", donor=f"x{number}", amount=amount(f"{number}00000")) for number in range(1, 21)]
    table = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "top": 16}
    book = load_workbook(drawn(tmp_path, report(*records, tables=[table])), data_only=True)

    assert others_in(book)[0] == "Others (6)"


@pytest.mark.thorough
def test_others_on_the_first_sheet_of_whom_nobody_states_a_sum_are_no_zero(tmp_path):
    stated = [pledge(f"r{number}", donor=f"x{number}", amount=amount(f"{number}00000")) for number in range(1, 15)]
    silent = [pledge(f"s{number}", donor=f"y{number}", amount={"qualifier": "undisclosed"}) for number in range(2)]
    book = load_workbook(drawn(tmp_path, report(*stated, *silent)), data_only=True)

    assert others_in(book) == ["Others (2)", "..", "..", "..", "..", "–"]


@pytest.mark.parametrize("how", [{"signed": True}, {"is_negative": True}])
def test_a_doubt_stands_before_the_sign_as_in_all_other_documents(how):
    assert number_code(1, {Mark.UP_TO}, (), **how).split(";")[1] == '"≤ \N{MINUS SIGN}"#,##0.0'


@pytest.mark.thorough
def test_shares_on_the_first_sheet_leave_room_for_the_marks_among_them(tmp_path):
    silent = pledge("s", donor="FRA", amount={"qualifier": "undisclosed"})
    stated = [
        pledge(f"p{number}", donor=donor, amount=amount("5000000")) for number, donor in enumerate(("DEU", "SWE"))
    ]
    book = load_workbook(drawn(tmp_path, report(*stated, silent)))

    shares = [cell_in(book, "In_short", "Share, %", row) for row in range(3)]
    assert [cell.number_format for cell in shares] == ["#,##0.0_ _._.", "#,##0.0_ _._.", "@"]
    assert {cell.alignment.indent for cell in shares} == {0}


@pytest.mark.thorough
def test_a_column_is_wide_enough_for_its_total(tmp_path):
    records = [pledge("a", amount=amount("139804355151.12")), pledge("b", amount=amount("7", "UAH"))]
    sheet = load_workbook(drawn(tmp_path, report(*records), unit="one", decimals=2))["By donor"]

    # 14 digits and what stands for two of them behind these, between them four signs and a blank of half a digit each,
    # and before a line a digit of room.
    assert sheet.column_dimensions["B"].width == pytest.approx(21.1 + 1.1 + 0.7, abs=0.1)


@pytest.mark.thorough
def test_columns_of_the_first_sheet_are_wide_enough_for_its_totals(tmp_path):
    """To the cent they read ######."""
    made = report(pledge("a", amount=amount("139804355151.12")), pledge("b", amount=amount("7", "UAH")))
    columns = load_workbook(drawn(tmp_path, made, unit="one", decimals=2))["Summary"].column_dimensions

    # Excel counts what is beside them in a column too.
    assert [round(columns[it].width - 0.7, 1) for it in "BCD"] == [20.2, 21.2, 20.2]


@pytest.mark.thorough
def test_no_text_above_a_table_is_cut_off_where_its_sheet_is_printed(tmp_path):
    sheet = load_workbook(drawn(tmp_path, report(pledge(), tables=[YEARS])))["Years"]

    # The table ends at E; empty columns beside it have room for the line of its unit.
    assert sheet.print_area.endswith("$A$1:$H$7")
    assert len(sheet["A2"].value) > 90


@pytest.mark.proof
def test_printed_pages_repeat_the_headings_and_names_where_a_sheet_is_wider_than_one(tmp_path):
    long = [pledge("a", term=over("2015-01-01", "2029-12-31")), pledge("b", donor="GBR", amount=amount("7", "USD"))]
    by_two = QUARTERS | {"name": "By two", "rows": ["donor", "category"]}
    book = load_workbook(drawn(tmp_path, report(*long, tables=[QUARTERS, by_two])))

    # Sixty quarters in type that can be read are wider than a page; every other sheet is on one.
    wide = {"Quarters": "$A:$A", "By two": "$A:$B"}
    assert {sheet.title: sheet.print_title_cols for sheet in book if sheet.page_setup.fitToWidth == 4} == wide
    for sheet in book:
        assert sheet.title in wide or sheet.page_setup.fitToWidth in (None, 1)
        if sheet.title != "Summary":
            assert sheet.print_title_rows == "$5:$5"
        area = sheet.print_area.replace("$", "").partition("!")[2]
        assert area.startswith("A1:")


def test_columns_are_measured_by_the_font_of_the_cells(tmp_path):
    """They were by that of Excel, for which other machines take one so wide that pages were printed at half size."""
    styles = load_workbook(drawn(tmp_path, report(pledge())))._named_styles["Normal"]

    assert (styles.font.name, styles.font.sz) == ("Arial", 10)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The workbook of the demonstration as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("paper")
    rules = load_definition("commitments").model_dump(exclude_none=True)
    path = drawn(folder, report(*seed_records(), **rules))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [need_libreoffice(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    with pymupdf.open(path.with_suffix(".pdf")) as printed:
        yield printed


def pieces(page, clip):
    """The pieces of text that are printed within a part of a page."""
    blocks = page.get_text("dict", clip=clip)["blocks"]
    return [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]


@pytest.mark.slow
def test_the_demonstration_is_fourteen_printed_pages_at_most_in_type_that_can_be_read(paper):
    # Without the feet of pages, which LibreOffice prints smaller with the sheet.
    sizes = [span["size"] for page in list(paper)[:7] for span in pieces(page, page.rect - (0, 0, 0, 60))]
    assert len(paper) <= 14
    assert min(sizes) > 6.5


@pytest.mark.slow
def test_nothing_in_the_foot_of_a_printed_page_stands_on_something_else(paper):
    for number, page in enumerate(paper, start=1):
        foot = [it for it in pieces(page, pymupdf.Rect(0, page.rect.height - 60, *page.rect.br)) if it["text"].strip()]
        assert any("Book head" in piece["text"] for piece in foot)
        assert any(piece["text"].endswith(f"page {number} of {len(paper)}") for piece in foot)
        boxes = [pymupdf.Rect(piece["bbox"]) for piece in foot]
        assert not any(one.intersects(other) for one, other in itertools.combinations(boxes, 2))


def test_a_year_in_which_only_a_sum_that_nobody_says_is_owed_has_a_column(tmp_path):
    unknown = {"amount": {"qualifier": "undisclosed"}, "term": {"kind": "one_off", "start": "2027-01-01"}}
    records = [pledge("a", amount=amount("100000")), pledge("b", donor="FRA", **unknown)]
    sheet = load_workbook(drawn(tmp_path, report(*records, tables=[YEARS])), data_only=True)["Years"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=8)] == [
        ["Donor", "2025", "2027", "Total", "In no figure"],
        ["Germany", 0.1, NOTHING, 0.1, NOTHING],
        ["France", NOTHING, "..", "..", "1 undisclosed"],
        ["Total", 0.1, "..", 0.1, "1 undisclosed"],
    ]


def test_the_line_around_a_row_goes_on_where_nothing_stands_in_a_cell(tmp_path):
    both = {"name": "Both", "title": "Both", "measure": "pledges", "rows": ["donor", "instrument"], "columns": "year"}
    sheet = load_workbook(drawn(tmp_path, report(pledge("a", amount=amount("100000")), tables=[both])))["Both"]

    (total,) = [row for row in sheet.iter_rows(min_row=6) if row[0].value == "Total"]
    assert total[1].value is None
    assert {cell.border.top.style for cell in total} == {"thin"}


@pytest.mark.proof
def test_a_reading_looks_on_the_first_sheet_as_it_does_on_its_own(tmp_path):
    """A stated zero is 0 there too, and what is less than one displayed unit is not shown as nothing."""
    ceilings = [
        pledge("a", amount=amount("3000000", qualifier="up_to")),
        pledge("b", donor="FRA", amount={"qualifier": "range", "low": "4000", "high": "9000000", "currency": "EUR"}),
    ]
    path = drawn(tmp_path, report(*ceilings, tables=[YEARS], decimals=0))
    book = load_workbook(path, data_only=True)
    cells = {row[0].value: row[1] for row in book["Summary"].iter_rows() if row[0].value in {"Germany", "France"}}

    assert [(cells[name].value, cells[name].number_format) for name in ("Germany", "France")] == [
        (0, "0"),
        (0, '#,##0;"−"#,##0;"<1"'),
    ]


@pytest.mark.proof
def test_others_without_other_readings_point_to_no_sheet_for_them(tmp_path):
    donors = (
        "AUT",
        "BEL",
        "BGR",
        "CZE",
        "DEU",
        "DNK",
        "ESP",
        "EST",
        "FIN",
        "FRA",
        "GRC",
        "HRV",
        "HUN",
        "IRL",
        "ITA",
        "LTU",
    )
    promised = [pledge(it.casefold(), donor=it, amount=amount(f"{50 - n}00000")) for n, it in enumerate(donors)]
    doubtful = [*promised[:-1], pledge("ltu", donor="LTU", amount=amount("3000000", qualifier="up_to"))]
    made = [
        drawn(tmp_path, report(*it, tables=[YEARS]), name) for name, it in (("a.xlsx", promised), ("b.xlsx", doubtful))
    ]
    rows = [
        next(
            row for row in load_workbook(it)["Summary"].iter_rows(values_only=True) if str(row[0]).startswith("Others")
        )
        for it in made
    ]

    assert [(row[1], row[3]) for row in rows] == [("same", "same"), ("see Years", "same")]


@pytest.mark.parametrize(
    ("width", "height", "is_upright", "pages"),
    [
        (96, 1057, True, (1, 1)),
        (96, 1058, True, (1, 0)),
        (142, 700, False, (1, 1)),
        (142, 701, False, (1, 0)),
        (202, 700, False, (1, 1)),
        (203, 700, False, (2, 1)),
        (203, 701, False, (2, 0)),
    ],
)
def test_a_table_is_printed_on_one_page_as_long_as_it_can_be_read_there(width, height, is_upright, pages):
    assert pages_of(width, height, is_upright=is_upright) == pages


@pytest.mark.proof
def test_a_long_table_is_printed_on_pages_that_repeat_its_headings_and_names(tmp_path):
    promised = [pledge(f"p{n}", donor=f"Donor {n:03}", amount=amount("1000000")) for n in range(80)]
    sheet = load_workbook(drawn(tmp_path, report(*promised, tables=[YEARS])))["Years"]

    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$5", "$A:$A")


def test_every_printed_page_of_an_internal_report_and_its_properties_say_so_in_its_language(tmp_path):
    rules = {"tables": [YEARS], "handling": "internal", "lang": "de"}
    book = load_workbook(drawn(tmp_path, report(pledge("a"), **rules)))

    feet = [sheet.oddFooter.left.text for sheet in book]
    assert len(feet) > 5
    assert all("\nintern: nur für das Haus · Kursregel: " in foot for foot in feet)
    assert book.properties.subject.startswith("intern: nur für das Haus · Kursregel: ")
    assert book.properties.description.endswith("; erstellt mit defense-ledger 0.1.0.")


@pytest.mark.thorough
def test_tables_for_readers_may_be_sorted_since_nothing_in_them_hangs_on_the_place_of_their_row(tmp_path):
    """What a formula refers to on another sheet is fixed, or programs would move it along with the row."""
    path = drawn(tmp_path, report(*seed_records(), tables=[YEARS, ACROSS]))
    others = re.compile(r"('[^']+'!)(\$[A-Z]+\$)?")
    package = Package(path.read_bytes())
    formulas = [
        (sheet.name, cell.place, cell.formula)
        for sheet in package.sheets
        if sheet.name in ("Summary", "Years", "Across")
        for _, row in sheet.rows
        for cell in row
        if cell.formula
    ]

    assert len(formulas) > 100
    assert [it for it in formulas if not all(fixed for _, fixed in others.findall(it[2]))] == []
    assert {name for *_, formula in formulas for name, _ in others.findall(formula)} == {"'E6 Exact figures'!"}


def sorted_upside_down(path, sheet):
    """The same workbook with the rows of a table for readers the other way round, as sorting leaves them."""
    book = load_workbook(path)
    rows = book[sheet]
    (table,) = rows.tables.values()
    (left, top, right, bottom) = range_boundaries(table.ref)
    cells = [[rows.cell(row, column).value for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)]
    for row, values in enumerate(cells):
        for column, value in enumerate(values, start=left):
            old, new = rows.cell(top + 1 + row, column), rows.cell(bottom - row, column)
            is_live = isinstance(value, str) and value.startswith("=")
            new.value = Translator(value, old.coordinate).translate_formula(new.coordinate) if is_live else value
    book.save(path)
    return path


@pytest.mark.proof
@pytest.mark.slow
def test_checks_agree_whatever_the_order_of_a_table_for_readers_and_not_if_a_figure_in_it_is_another(tmp_path):
    by_two = YEARS | {"name": "By two", "rows": ["donor", "category"], "subtotals": True}
    made = report(*seed_records(), tables=[YEARS, by_two])
    paths = [drawn(tmp_path, made, f"{name}.xlsx") for name in ("sorted", "typed")]
    for path, name in itertools.product(paths, ("Years", "By two")):
        sorted_upside_down(path, name)
    typed_over(paths[1], "Years", "B7", "12345.6")

    states = []
    for path in recalculated_together(paths, tmp_path):
        checks = load_workbook(path, data_only=True)
        states.append([it for it in in_table(checks, "Checks", "State") if it != "agrees"])
    assert states == [[], ["differs: what is displayed no longer adds up, so make the report again"]]


@pytest.mark.thorough
def test_a_change_follows_the_exact_figure_behind_it_and_stands_alone_where_there_is_none(tmp_path):
    rules = report(tables=[YEARS]).definition
    silent = {"qualifier": "undisclosed"}
    before = [pledge("a", amount=amount("100000.01")), pledge("b", donor="FRA", amount=amount("7000000"))]
    after = [pledge("a", amount=amount("350000")), pledge("b", donor="FRA", amount=silent)]
    bridged = bridge(State(rules, material(*before)), State(rules, material(*after)), ())
    path = drawn(tmp_path, bridged.closing, comparison=Comparison(bridged, date(2025, 3, 31)))
    live, values = load_workbook(path)["Years"], load_workbook(path, data_only=True)["Years"]

    # France has no figure now: what it was is gone, and nothing stands behind it on E6.
    assert [(live[cell].value, values[cell].value) for cell in ("D6", "D7", "D8")] == [
        ("=ROUND(ROUND('E6 Exact figures'!$P$7-100000.01,2)/1000000,1)", 0.2),
        (-7, -7),
        ("=ROUND(ROUND('E6 Exact figures'!$P$9-7100000.01,2)/1000000,1)", -6.8),
    ]


@pytest.mark.thorough
def test_what_changed_is_printed_in_whole_words_however_long_its_sentences_are(tmp_path):
    """Sentences ended where the tables end, and donors where the column of numbers does."""
    rules = report(tables=[YEARS]).definition
    given = {"donor": "European Bank for Reconstruction", "amount": amount("5000000")}
    silent = [pledge(f"s{it}", title=f"Drones {it} " * 9, amount={"qualifier": "undisclosed"}) for it in range(2)]
    bridged = bridge(State(rules, material()), State(rules, material(pledge("a", **given), *silent)), ())
    comparison = Comparison(bridged, date(2025, 3, 31))
    sheet = load_workbook(drawn(tmp_path, bridged.closing, comparison=comparison))["What changed"]

    room = sum(sheet.column_dimensions[it].width for it in "ABCD") * 1.15
    words = [cell.value for cell in sheet["A"] if cell.value]
    assert max(map(len, words)) <= room
    told = " ".join(it.text for it in present(bridged.closing, comparison=comparison).changes.sentences)
    assert " ".join(words).endswith(told)
    assert sheet.column_dimensions["C"].width > len("European Bank for Reconstruction")
