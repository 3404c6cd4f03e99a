import random
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from made import amount, brief, paid, pledge
from openpyxl import Workbook, load_workbook
from recalculate import falsify, formula_cells, recalculated_together, values_at
from workbooks import table_in, typed_over

from ledger.book import Book
from ledger.cli import clock
from ledger.desk import build_report, explain_figure, open_book
from ledger.foundation import Refused
from ledger.rates import files
from ledger.records import minor_of
from ledger.render import draw_workbook
from ledger.reporting import Report
from ledger.totals import BOUNDS

pytestmark = pytest.mark.usefixtures("book")


class Drawn(NamedTuple):
    """A report of the demonstration's book, and the values of its workbook."""

    book: Book
    report: Report
    sheets: Workbook

    def explained(self, cell):
        return explain_figure(self.book, self.report, [cell]).explanation

    def rows_of(self, table):
        """The rows of a table below its headings, each with its number and by its headings."""
        _, (headings, *rows) = table_in(self.sheets, table)
        for row in rows:
            yield row[0].row, dict(zip([it.value for it in headings], (cell.value for cell in row), strict=True))

    def cell(self, table, heading, number):
        """A cell of a table, by its heading and the number of its row."""
        sheet, (headings, *_) = table_in(self.sheets, table)
        column = next(cell.column_letter for cell in headings if cell.value == heading)
        return f"{sheet.title}!{column}{number}"


def drawn(book, definition, path):
    report = build_report(definition, book)
    draw_workbook(report, path)
    return Drawn(book, report, load_workbook(path, data_only=True))


@pytest.fixture(scope="module")
def whole(demo_book, tmp_path_factory):
    """The report ``commitments``, as ``report`` writes it."""
    return drawn(Book.open(demo_book), "commitments", tmp_path_factory.mktemp("whole") / "commitments.xlsx")


@pytest.fixture(scope="module")
def small(demo_book, tmp_path_factory):
    """One table of it: to explain a cell, the whole workbook is laid out again."""
    return drawn(Book.open(demo_book), brief(), tmp_path_factory.mktemp("small") / "commitments.xlsx")


GOLDEN = """\
Pledges, donor GBR, year 2026 in EUR, basis announced, as of 2026-10-30, horizon 2030-03-31:

Line 12  gbr-ukr-2025-06-02-1, instalment 1: Yearly military and economic assistance to Ukraine
    pledge, 2025-04-01 to 2026-03-31: GBP 3,000,000,000 a year
    rate: 1 EUR = 0.8434 GBP (quote, 2025-06-02; ECB: European Central Bank, euro foreign exchange reference rates; file …)
    rate: EUR is the base of the set (ECB: European Central Bank, euro foreign exchange reference rates; file …)
    worth EUR 3,557,031,064.74
    in this figure: EUR 877,076,152.95, 90 of its 365 days (2026-01-01 to 2026-03-31); together EUR 877,076,152.95

Line 13  gbr-ukr-2025-06-02-1, instalment 2: Yearly military and economic assistance to Ukraine
    pledge, 2026-04-01 to 2027-03-31: GBP 3,000,000,000 a year
    rate: 1 EUR = 0.8434 GBP (quote, 2025-06-02; ECB: European Central Bank, euro foreign exchange reference rates; file …)
    rate: EUR is the base of the set (ECB: European Central Bank, euro foreign exchange reference rates; file …)
    worth EUR 3,557,031,064.74
    in this figure: EUR 2,679,954,911.79, 275 of its 365 days (2026-04-01 to 2026-12-31); together EUR 3,557,031,064.74
    source: Al Mayadeen English, French carmaker, defense firm to co-produce drones in Ukraine: Lecornu, \
https://english.almayadeen.net/news/politics/french-carmaker--defense-firm-to-co-produce-drones-in-ukrain: \
"annual funding commitments reaching £3 billion ($4 billion), with the explicit promise to maintain this support indefinitely"
    record by defense-ledger demo on 2026-10-30: seed records of article.jsonl (entry 3, …), read from article.jsonl, row 1

2 lines add up to EUR 3,557,031,064.74.
"""  # noqa: E501 - as it stands on the screen


@pytest.mark.thorough
def test_a_total_is_told_line_by_line_down_to_the_quote(run):
    told = run("explain", "donor=GBR", "year=2026", "measure=pledges")

    assert told.code == 0
    # A newer file of the ECB has another fingerprint, and with it every hash that follows.
    assert re.sub(r"\b[0-9a-f]{12}\b", "…", told.out) == GOLDEN


def test_a_sum_that_nobody_says_stands_below_the_year_that_it_is_owed_in(run):
    told = run("explain", "donor=GBR", "year=2025", "measure=pledges")

    assert told.out.partition("\nNot in it:\n")[2].splitlines()[-1] == (
        "    Line 17  gbr-ukr-2025-06-02-2: undisclosed: no figure: nobody says the sum"
    )


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    "named",
    [
        ["Pledges by donor:GBR:2026"],
        ["commitments:Pledges by donor:United Kingdom:2026"],
        ["donor=united kingdom", "year=2026", "measure=pledges"],
        ["donor=GBR", "year=2026", "currency=GBP", "measure=pledges"],
        ["donor=United Kingdom year=2026 measure=pledges"],
        ["donor=United", "Kingdom", "year=2026", "measure=pledges", "bound=central"],
    ],
)
def test_a_total_has_several_names(run, named):
    found = run("explain", *named, "--json").json

    assert found["figure"] == {"currency": "EUR", "amount": "3557031064.74"}
    assert [row["contribution"] for row in found["rows"]] == [
        {"currency": "EUR", "amount": "877076152.95"},
        {"currency": "EUR", "amount": "2679954911.79"},
    ]


@pytest.mark.thorough
def test_a_cell_of_the_workbook_is_a_name_too(run):
    run("report", "commitments")
    sheet = load_workbook("commitments.xlsx", data_only=True)["Pledges by donor"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 3557.0)

    found = run("explain", f"Pledges by donor!{cell.coordinate}", "--json").json
    assert (found["figure"]["amount"], found["where"]) == ("3557031064.74", {"donor": "GBR", "year": "2026"})
    assert found["cell"] == {
        "cell": f"Pledges by donor!{cell.coordinate}",
        "row": "United Kingdom",
        "column": "2026",
        "text": "3,557.0",
        "unit": "EUR million",
        "kind": None,
        "share_of": None,
    }
    told = run("explain", "commitments.xlsx", f"Pledges by donor!{cell.coordinate}")
    assert re.sub(r"[0-9a-f]{12}", "…", told.out.splitlines()[0]) == (
        f"Pledges by donor!{cell.coordinate}, United Kingdom, 2026, shows 3,557.0 (EUR million); "
        "exactly EUR 3,557,031,064.74; book head …."
    )


@pytest.mark.proof
def test_a_cell_of_a_file_that_was_typed_over_is_not_explained(run):
    run("report", "commitments")
    typed_over(Path("commitments.xlsx"), "Pledges by donor", "J6", 12, keep_formula=True)

    told = run("explain", "commitments.xlsx", "Pledges by donor!J6")
    assert told.code == 1
    assert "found 12, expected" in told.err.replace("12.0", "12")
    assert run("explain", "commitments.xlsx", "Pledges by donor!J7").code == 0
    assert run("explain", "commitments.xlsx", "Pledges by donor!J7", "--basis", "year").code == 2


@pytest.mark.proof
def test_a_cell_of_a_report_that_was_limited_is_explained_by_its_limits(run):
    run("report", "commitments", "--since", "2024-01-01", "--group", "NATO", "--lang", "de", "--out", "part.xlsx")

    without = run("explain", "part.xlsx", "Überblick!C9", "--json").json
    assert (without["cell"]["text"], without["problems"]) == ("21.587,8 ..", [])
    other = run("explain", "part.xlsx", "Überblick!C9", "--since", "2025-01-01", "--group", "NATO")
    assert (other.code, "found --since 2025-01-01, expected 2024-01-01" in other.err) == (1, True)


@pytest.mark.proof
def test_a_cell_of_a_file_is_that_of_the_state_it_was_made_from(run):
    run("report", "commitments", "--cutoff", "2025-03-31", "--out", "early.xlsx")
    run("report", "commitments", "--issue", "--reason", "sent", "--out", "sent.xlsx")
    run("correct", "cze-ukr-2023-04-05-1", "--set", "announced=2022-04-05", "--reason", "a slip")

    early, sent = (run("explain", it, "Pledges by donor!A6", "--json").json for it in ("early.xlsx", "sent.xlsx"))
    assert (early["where"], sent["where"]) == ({"donor": "EU"}, {"donor": "EU"})
    assert run("explain", "early.xlsx", "Pledges by donor!A7", "--json").json["where"] == {"donor": "NOR"}
    assert run("explain", "sent.xlsx", "Pledges by donor!A7", "--json").json["where"] == {"donor": "GBR"}


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
    assert run("explain", *named, "--json").json["figure"] == {"currency": "EUR", "amount": "1268389446.35"}


@pytest.mark.proof
def test_a_memo_line_is_explained_by_its_label_and_by_its_cell(run, whole):
    sheet = whole.sheets["Pledges by donor"]
    line = next(row for row in sheet.iter_rows() if row[0].value == "of which NATO members")
    cell = next(it for it in line if it.value == 5144.0)

    by_label = run("explain", "Pledges by donor:of which NATO members:2026", "--json").json
    by_cell = run("explain", f"Pledges by donor!{cell.coordinate}", "--json").json
    assert by_label == by_cell | {"cell": None}
    assert (by_cell["figure"]["amount"], by_cell["group"], by_cell["where"]) == (
        "5144023865.77",
        "NATO",
        {"year": "2026"},
    )
    whole = run("explain", "Pledges by donor:NATO members", "--json").json
    assert whole["figure"] == {"currency": "EUR", "amount": "28463993706.70"}
    assert {row["id"] for row in whole["apart"]} >= {"fra-ukr-2025-06-07-1", "gbr-ukr-2025-06-02-2"}


def test_a_record_that_does_not_count_says_why_and_what_it_rests_on(run):
    told = run("explain", "gbr-gbr-2025-06-01-1")

    assert "This record adds nothing to any total of the report" in told.out
    assert "domestic: donor and recipient are the same" in told.out
    assert "    source: " in told.out
    assert "record by defense-ledger demo on 2026-10-30" in told.out


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("named", "bound", "figure"),
    [
        ("Pledges by donor:CZE:total low", "low", "25609287.63"),
        ("Pledges by donor:CZE:Total central", "central", "27743394.94"),
        ("Pledges by donor:CZE:Total high", "high", "29877502.24"),
        ("donor=CZE measure=pledges bound=high", "high", "29877502.24"),
        ("Pledges by donor:EU member states:total low", "low", "562373138.37"),
        ("Summary!B9", "low", "28998623450.13"),
        ("Summary!D9", "high", "79002891664.74"),
        ("Pledges by donor!J14", "low", "28998623450.13"),
        ("Pledges by donor!J15", "high", "79002891664.74"),
    ],
)
def test_low_and_high_figures_are_explained_as_such(run, named, bound, figure):
    found = run("explain", named, "--json").json

    assert (found["bound"], found["figure"]) == (bound, {"currency": "EUR", "amount": figure})
    assert found["rows"][-1]["running"] == found["figure"]


def test_what_is_at_least_is_said_to_be(run):
    told = run("explain", "donor=SWE", "measure=pledges", "bound=high").out

    assert "1 line adds up to at least EUR 536,763,850.74." in told


@pytest.mark.proof
def test_each_figure_of_the_workbook_that_is_a_total_is_explained_to_the_cent(whole):
    tables = [name for name in whole.sheets["E6 Exact figures"].tables if name.startswith("Exact_")]
    rows = [row for table in tables for _, row in whole.rows_of(table)]

    assert len(rows) > 150
    for row in random.Random(4).sample(rows, 6):  # noqa: S311 - a sample, no secret
        found = whole.explained(row["Stands in"])
        exact = row[{"lowest": "Low", "central": "Central", "highest": "High"}[row["Reading"]]]
        assert (row["Stands in"], found.figure.value if found.figure else 0) == (row["Stands in"], Decimal(str(exact)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--cutoff", "2024-01-01"],
            '"gbr-ukr-2025-06-02-1" of 2025-06-02, expected nothing after the cutoff 2024-01-01',
        ),
        ([], "withdrawn on 2026-10-30 by Ann: announced in error"),
    ],
)
def test_a_record_that_the_report_does_not_see_says_why(run, options, said):
    if not options:
        run("withdraw", "gbr-ukr-2025-06-02-1", "--reason", "announced in error")

    told = run("explain", "gbr-ukr-2025-06-02-1", *options)
    assert told.code == 1
    assert said in told.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--since", "2025-06-03"], "not counted: announced on 2025-06-02, before 2025-06-03"),
        (["--group", "eu"], "not counted: not chosen by the filter: donor GBR"),
    ],
)
def test_a_record_beyond_the_limits_that_are_asked_for_says_so(run, options, told):
    assert told in run("explain", "gbr-ukr-2025-06-02-1", *options).out


@pytest.mark.thorough
def test_a_revision_shows_author_and_reason_and_whether_the_report_has_it(run, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 31, tzinfo=UTC))
    run("correct", "cze-ukr-2023-04-05-1", "--set", "title=Stocks", "--reason", "wrong title")
    now = run("explain", "cze-ukr-2023-04-05-1", "--json").json["rows"][0]["revisions"][1]
    then = run("explain", "cze-ukr-2023-04-05-1", "--as-of", "2026-10-30").out.splitlines()

    assert (now["author"], now["reason"], now["in_report"]) == ("Ann", "wrong title", True)
    (late,) = (line for line in then if "wrong title" in line)
    assert re.sub(r"[0-9a-f]{12}", "…", late) == (
        "    correct by Ann on 2026-10-31: wrong title (entry 21, …) (after this report)"
    )


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["donor=GRB", "measure=pledges"], "perhaps|GBR"),
        (["doner=GBR", "measure=pledges"], "donor"),
        (["donor=GBR"], "add measure=..."),
        (["donor=GBR", "donor=FRA", "measure=pledges"], "donor twice"),
        (["donor=GBR", "2026", "measure=pledges"], '"GBR 2026"'),
        (["donor=GBR", "measure=pledges", "bound=middle"], "low, central, high"),
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


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (
            "donr=GBR",
            (
                'filter: FORM error: found "donr", expected one of measure, donor, recipient, category, instrument, '
                "stage, currency, year, fiscal_year, quarter, group, bound. Do: write donor, if that is meant."
            ),
        ),
        (
            "measure=pledge",
            (
                'measure: FORM error: found "pledge", expected one of pledges, commitments, disbursements, open. '
                "Do: write pledges, if that is meant."
            ),
        ),
        (
            "bound=lowest",
            'bound: FORM error: found "lowest", expected one of low, central, high. Do: write low, if that is meant.',
        ),
        (
            "group=nto",
            (
                'group: FORM error: found "nto", expected one of EU, NATO, G7, EURO-AREA. '
                "Do: write NATO, if that is meant."
            ),
        ),
        (
            "donor=Untied Kingdom",
            (
                'donor: FORM error: found "Untied Kingdom", expected one of the report: CAN, CZE, EU, FRA, GBR, '
                "JPN, NOR, SWE. Do: write United Kingdom."
            ),
        ),
    ],
    ids=["filter", "measure", "bound", "group", "label"],
)
def test_a_slip_is_answered_with_all_that_is_allowed_and_the_nearest(run, named, told):
    measure = () if named.startswith("measure") else ("measure=pledges",)

    assert run("explain", *measure, named).err.strip() == told


@pytest.mark.thorough
def test_it_is_written_as_a_sheet_with_a_live_sum(run):
    assert run("explain", "donor=GBR", "year=2026", "measure=pledges", "--out", "why.xlsx").code == 0
    values = load_workbook("why.xlsx", data_only=True)["Explanation"]
    formulas = load_workbook("why.xlsx")["Explanation"]

    last = values.max_row
    column = next(cell.column for cell in values[4] if cell.value == "In this figure")
    assert values.cell(last, column).value == 3557031064.74
    assert formulas.cell(last, column).value == "=ROUND(SUM(Explanation[In this figure]),2)"
    assert run("explain", "donor=GBR", "year=2026", "measure=pledges", "--out", "why.xlsx").code == 0


@pytest.mark.proof
@pytest.mark.slow
def test_another_program_computes_the_sheet_to_the_same_figures(run, tmp_path):
    run("explain", "measure=pledges", "fiscal_year=2025/26", "--out", "why.xlsx")
    expected = formula_cells(Path("why.xlsx"))

    assert falsify(Path("why.xlsx"), tmp_path / "twin.xlsx") == len(expected) > 10
    (computed,) = recalculated_together([tmp_path / "twin.xlsx"], tmp_path)
    assert values_at(expected, computed) == expected


@pytest.mark.proof
@pytest.mark.parametrize("name", ["Україна", "Ukraine", "ウクライナ"])
def test_a_party_may_be_named_in_any_language(run, name):
    assert run("explain", f"recipient={name}", "measure=pledges", "--json").json["where"] == {"recipient": "UKR"}


JOINT = """\
title,donor,joint_donors,recipient,category,instrument,stage,announced,qualifier,amount,currency,term,publisher,\
source_title,quote
Battery,Germany,Germany 60 %; Netherlands 40 %,Ukraine,military,grant,commitment,2025-06-02,exact,100000000.01,EUR,\
one_off,Ministry,Release,"€100,000,000.01"
Drones,Latvia,Latvia; United Kingdom; Sweden 1/4,Ukraine,military,grant,pledge,2025-06-02,about,500000000,GBP,one_off,\
Ministry,Release,£500 million
"""


@pytest.mark.thorough
def test_joint_donors_go_from_a_file_to_their_figures(run):
    Path("joint.csv").write_text(JOINT, encoding="utf-8")
    assert run("import", "joint.csv", "--reason", "joint").code == 0

    told = run("explain", "donor=Netherlands", "measure=commitments")
    assert "    commitment, 2025-06-02: 40 of 100 parts of EUR 100,000,000.01 = EUR 40,000,000.00\n" in told.out
    open_shares = run("explain", "donor=GBR", "currency=GBP", "category=military", "measure=pledges", "--json").json
    assert ("lva-ukr-2025-06-02-1", "given jointly by GBR + LVA, in shares that nobody says") in [
        (it["id"], it["reason"]) for it in open_shares["apart"]
    ]
    together = run("explain", "donor=Latvia + Vereinigtes Königreich", "--json", "measure=pledges").json
    assert [(it["donors"], it["share"], it["amount"]) for it in together["rows"]] == [
        (["GBR", "LVA"], [1, 4, 4], {"currency": "GBP", "amount": "375000000.00"})
    ]
    assert "DEU + NLD" in run("list").out


@pytest.mark.proof
def test_a_cell_of_what_could_not_be_converted_and_one_that_counts_are_explained(run):
    (Path.cwd() / "un.csv").write_text(
        "title,donor,recipient,category,instrument,stage,announced,qualifier,term,amount,currency,publisher,source_title,quote\n"
        "Tanks,Poland,Ukraine,military,grant,pledge,2025-06-02,exact,one_off,9000,UAH,Ministry,Release,9000 hryvnias\n",
        encoding="utf-8",
    )
    assert run("import", "un.csv", "--reason", "a release").code == 0
    run("report", "commitments")
    sheet = load_workbook("commitments.xlsx", data_only=True)["Pledges by donor"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "Poland")
    headings = {cell.value: cell.column_letter for cell in sheet[5]}

    assert sheet[f"{headings['2025']}{row[0].row}"].value == "fx"
    of_sums, of_count = "Nothing adds up to it", "1 record without a figure:"
    for heading, summary in (("2025", of_sums), ("In no figure", of_count), ("Donor", of_sums)):
        told = run("explain", f"Pledges by donor!{headings[heading]}{row[0].row}")
        assert summary in told.out
        assert "UAH 9,000: no rate for 2025-06-02 from UAH to EUR" in told.out


@pytest.mark.proof
def test_a_cell_of_an_issued_report_stays_what_it_was(run):
    run("report", "commitments", "--issue", "--reason", "sent", "--out", "sent.xlsx")
    number = run("issued", "--json").json["issued"][0]["entry"]
    before = run("explain", "Pledges by donor!E10", "--issue", str(number), "--json").json
    run("correct", "cze-ukr-2023-04-05-1", "--set", "announced=2022-04-05", "--reason", "a slip")

    assert run("explain", "Pledges by donor!E10", "--issue", str(number), "--json").json == before
    assert run("explain", "Pledges by donor!E10", "--json").json != before
    assert run("explain", "Pledges by donor!E10", "--issue", str(number), "--basis", "year").code == 2
    assert run("explain", "Pledges by donor!E10", "--issue", "9999").code == 1


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("table", ["Conversions", "Spread", "Commitments", "Sources"])
def test_a_cell_without_a_figure_of_its_own_is_explained_by_its_record(run, whole, table):
    number = next(number for number, row in whole.rows_of(table) if row["Record"] == "gbr-ukr-2025-06-02-1")

    said = run("explain", whole.cell(table, "Record", number)).out
    assert said == run("explain", "gbr-ukr-2025-06-02-1").out


@pytest.mark.proof
def test_a_cell_of_the_sheet_groups_is_explained(run, whole):
    rows = whole.rows_of("Groups")
    number = next(number for number, row in rows if (row["Dimension"], row["Code"]) == ("Donor", "GBR"))

    named = run("explain", whole.cell("Groups", "Pledges low", number), "--json").json
    by_filters = run("explain", "donor=GBR", "measure=pledges", "bound=low", "--json").json
    assert named["rows"]
    assert named == by_filters


@pytest.mark.proof
def test_a_cell_of_the_sheet_currencies_tells_what_is_owed_and_what_became_of_it(run, whole):
    rows = list(whole.rows_of("Currencies"))

    assert len(rows) > 3
    for number, row in (rows[0], rows[-1]):
        found = run("explain", whole.cell("Currencies", "Converted", number), "--json").json
        columns = ("Owed up to the horizon", "Converted", "Not converted", "Not counted")
        sums = [found["balance"][it] for it in ("owed", "converted", "not_converted", "not_counted")]
        balance = [Decimal(it["amount"]) for it in sums]

        assert balance == [Decimal(str(row[it])) for it in columns]
        assert balance[0] == sum(balance[1:])
        assert found["figure"] is None
        currencies = {it["currency"] for it in sums}
        assert len(currencies) == 1
        assert {line["record"]["amount"]["currency"] for line in found["rows"]} <= currencies
        assert {line["amount"]["currency"] for line in found["rows"]} <= currencies


@pytest.mark.proof
def test_a_cell_of_the_sheet_rates_tells_every_line_that_rests_on_it(run, whole, small):
    lines = {
        place: {row.number for row in small.explained(small.cell("Rates", "Kind", place)).rows}
        for place, _ in small.rows_of("Rates")
    }
    rated = {row["Line"] for _, row in small.rows_of("Conversions") if row["Rate day"] != "\N{EN DASH}"}

    assert set().union(*lines.values()) == rated
    assert all(lines.values())
    first = run("explain", "E3 Rates!B6", "--json").json["rows"]
    assert [line["line"] for line in first] == [row.number for row in whole.explained("E3 Rates!B6").rows]


@pytest.mark.thorough
def test_lines_of_several_stages_are_listed_and_never_added(run, whole):
    euro = next(number for number, row in whole.rows_of("Rates") if row["Currency"] == "EUR")
    told = run("explain", whole.cell("Rates", "Rate", euro), "--out", "why.xlsx").out
    sheet = load_workbook("why.xlsx")["Explanation"]

    assert re.search(r"lines with a figure, never added across stages: pledge EUR [\d,.]+; commitment EUR", told)
    assert "together EUR" not in told
    assert "Total" not in [cell.value for cell in sheet[sheet.max_row]]


@pytest.mark.proof
def test_a_cell_of_the_sheet_checks_is_explained_by_what_it_proves(small):
    rows = list(small.rows_of("Checks"))
    sample = [*random.Random(5).sample(rows, 5), rows[-1]]  # noqa: S311 - a sample, no secret

    for number, row in sample:
        found = small.explained(small.cell("Checks", "Right", number))
        if found.balance:
            assert found.balance.owed == Decimal(str(row["Right"]))
        elif "displayed figures" in row["What must agree"]:
            assert (found.rows != (), row["Right"]) == (True, 0)
        elif found.adds_up:
            assert found.figure.value == Decimal(str(row["Right"]))
        else:
            assert re.match("Rates used|.*: low ≤ central ≤ high|.*: displayed figures", row["What must agree"])


@pytest.mark.proof
def test_a_cell_of_the_sheet_bounds_is_explained_as_the_bound_that_it_is(small):
    rows = list(small.rows_of("Bounds"))

    for number, row in random.Random(7).sample(rows, 2):  # noqa: S311 - a sample, no secret
        for bound in ("Low", "Central", "High"):
            found = small.explained(small.cell("Bounds", bound, number))
            assert found.figure.value == Decimal(str(row[bound]))


@pytest.mark.proof
def test_groups_and_checks_explain_their_lines_and_what_cancels_out_is_refused(run):
    whole = pledge("whole", amount=amount("10"))
    tie = [{"kind": "part_of", "target": "whole"}]
    part = pledge("part", amount=amount("4", "EUR", "up_to"), relations=tie)
    Path("r.jsonl").write_text("".join(f"{it.model_dump_json()}\n" for it in (whole, part)), encoding="utf-8")
    run("init", "--book", "small.db")
    run("import", "r.jsonl", "--author", "Ann", "--book", "small.db")
    book = open_book(Path("small.db"))
    report = build_report("commitments", book)
    donors = "Pledges by donor"

    def figure(*named):
        return minor_of(explain_figure(book, report, named).explanation.figure)

    assert report.agrees
    assert figure(f"{donors}:Germany:Total low") == figure(f"{donors}:Total:Total high") == 10_00
    # Groups and Checks have what the lines add up to, which is less certain.
    proven = [(it.kind, it.dimension, it.bound) for it in report.proofs]
    made = drawn(book, "commitments", Path("made.xlsx"))
    assert figure(made.cell("Checks", "Left", 6 + proven.index(("dimension", "donor", "low")))) == 6_00
    for table, heading in (("Offsets", "Low"), ("OffsetPieces", "Days")):
        with pytest.raises(Refused) as refused:
            figure(made.cell(table, heading, 6))
        assert "a low or high figure of a table" in refused.value.problems[0].expected


@pytest.mark.proof
def test_checks_of_a_net_measure_are_explained_by_what_their_dimension_adds(run):
    between = {"qualifier": "range", "low": "8", "high": "12", "currency": "EUR"}
    records = (pledge("a", amount=between), paid("t", "a", type="cancellation", amount=amount("5")))
    Path("r.jsonl").write_text("".join(f"{it.model_dump_json()}\n" for it in records), encoding="utf-8")
    run("init", "--book", "small.db")
    run("import", "r.jsonl", "--author", "Ann", "--book", "small.db")
    book = open_book(Path("small.db"))
    report = build_report("commitments", book)
    proven = [(it.measure, it.dimension, it.bound) for it in report.proofs]
    made = drawn(book, "commitments", Path("made.xlsx"))

    def checked(dimension, bound):
        number = 6 + proven.index(("net_pledges", dimension, bound))
        return minor_of(made.explained(made.cell("Checks", "Left", number)).figure)

    assert report.agrees
    assert [checked("donor", bound) for bound in BOUNDS] == [4_00, 5_00, 6_00]
    assert [checked("year", bound) for bound in BOUNDS] == [2_00, 5_00, 8_00]


@pytest.mark.thorough
def test_a_share_of_a_cancellation_is_told_as_what_it_is_of_its_line(run):
    term = {"kind": "recurring", "start": "2025-04-01", "every": "year", "end": "2028-03-31"}
    doubtful = {"qualifier": "up_to", "value": "10", "currency": "EUR"}
    records = (
        pledge("a", amount=amount("10"), term=term),
        paid("t", "a", type="cancellation", amount=amount("10")),
        paid("u", "a", type="cancellation", amount=doubtful, value_date="2025-07-01"),
    )
    Path("r.jsonl").write_text("".join(f"{it.model_dump_json()}\n" for it in records), encoding="utf-8")
    run("init", "--book", "small.db")
    run("import", "r.jsonl", "--author", "Ann", "--book", "small.db")

    central = run("explain", "measure=cancelled_pledges", "--book", "small.db").out
    low = run("explain", "measure=net_pledges", "bound=low", "--book", "small.db").out
    assert "    given up of line 2, a: round(EUR 10.00 x 3.34/10) - round(EUR 10.00 x 0.00/10)\n" in central
    assert "    given up of line 2, a: round(EUR 10.00 x 6.67/10) - round(EUR 10.00 x 3.34/10)\n" in central
    assert "6 lines add up to EUR 20.00." in central
    assert "    given up of line 2, a: round(EUR 10.00 x 0.667) - round(EUR 10.00 x 0.334)\n" in low
    assert "9 lines add up to EUR 10.00." in low


@pytest.mark.proof
@pytest.mark.parametrize("cell", ["E2 Conversions!A1", "E3 Rates!B5", "E5 Checks!A999", "Rates!B6"])
def test_a_cell_beside_the_rows_of_a_list_is_refused(small, cell):
    with pytest.raises(Refused):
        small.explained(cell)


@pytest.mark.thorough
def test_a_cell_is_explained_without_a_workbook(run, monkeypatch):
    def never(*_, **__):
        raise AssertionError("no workbook is written or read")

    run("report", "commitments")
    told = run("explain", "Pledges by donor!F7", "--json").json
    monkeypatch.setattr("xlsxwriter.Workbook.close", never)
    monkeypatch.setattr("ledger.audit.received.reading.read_workbook", never)

    assert run("explain", "Pledges by donor!F7", "--json").json == told


@pytest.mark.proof
@pytest.mark.parametrize("command", [("explain", "donor=GBR"), ("diff", "entry:1", "now"), ("report", "commitments")])
def test_a_command_reads_each_file_of_rates_once(run, command):
    files._parsed.cache_clear()
    files.parsed_history.cache_clear()
    run(*command)

    assert files._parsed.cache_info().misses + files.parsed_history.cache_info().misses == 1


@pytest.mark.parametrize("file", ["sent.xlsx", "sent.pdf", "sent.HTML"])
def test_a_file_alone_is_answered_with_how_a_cell_of_it_is_named(run, file):
    told = run("explain", file)

    said = f'WHAT: FORM error: found "{file}" alone, expected a workbook and one of its cells. Do: '
    assert (told.code, told.err) == (2, f'{said}name a cell behind it: explain sent.xlsx "Summary!C9".\n')


@pytest.mark.parametrize(
    ("file", "content", "found"),
    [
        ("sent.pdf", b"%PDF-1.7\n", "a PDF"),
        ("sent.html", b"<!doctype html>\n", "a web page (HTML)"),
        ("sent.csv", b"a,b\n", "a text file such as CSV"),
    ],
)
def test_a_cell_of_what_is_no_workbook_is_answered_as_verify_answers(run, file, content, found):
    """Name of file and sheet were taken for one sheet."""
    Path(file).write_bytes(content)

    told, verified = run("explain", file, "Summary!C9"), run("verify", file)
    assert (told.code, told.err) == (1, verified.err)
    assert told.err.startswith(f"{file}: FILE error: found {found}, expected a workbook (.xlsx).")
