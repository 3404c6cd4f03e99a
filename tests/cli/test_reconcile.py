"""``reconcile``: what stands on the screen, in the document, and in the exit code."""

import pytest
from kiel_made import release_workbook, row
from openpyxl import Workbook

from ledger.book import Book
from ledger.cli import clock
from ledger.intake import read_files, settle
from ledger.rates import ecb_history
from ledger.records import Amount

SIGNED = {"author": "Ann", "reason": "test"}
GERMANY = row(id="DEM1")
FAR_OFF = Amount(qualifier="exact", value="1", currency="EUR")
BANK = row(id="EIBF1", donor="European Investment Bank", category="Financial", currency="EUR", total="5", converted="5")


def euros(amount):
    return {"currency": "EUR", "amount": amount}


@pytest.fixture
def workbook(own_folder):
    """A release of two rows, recorded in book.db."""
    file = release_workbook(own_folder / "R07.xlsx", GERMANY, BANK, summary={"Germany": (0, 0, 0.1)})
    reading = read_files([file])
    book = Book.create(own_folder / "book.db", clock=clock.now)
    book.add_rates("kiel-7", reading.release.rates["kiel-7"], **SIGNED)
    book.record(settle(reading.drafts, ())[0], **SIGNED)
    return file


def test_figures_that_agree_are_shown_side_by_side(run, workbook):
    shown = run("reconcile", "--against", workbook)

    assert shown.code == 0
    assert "Commitments in EUR, basis table:kiel-7, all records." in shown.out
    assert "Germany military 100,000,000.00 100,000,000.00 0.00 1 0 0" in " ".join(shown.out.split())
    assert "Not in the table: European Investment Bank (financial) 5.00." in shown.out
    assert "They agree: 7 figures compared, largest difference 0.00, tolerance EUR 1." in shown.out


def test_the_document_has_the_exact_texts(run, workbook):
    told = run("reconcile", "--against", workbook, "--json").json
    military = next(line for line in told["lines"] if line["category"] == "military")

    assert (told["basis"], told["currency"], told["unit"], told["agrees"]) == (
        "table:kiel-7",
        "EUR",
        1_000_000_000,
        True,
    )
    assert military == {
        "donor": "DEU",
        "name": "Germany",
        "category": "military",
        "stated": "0.1",
        "published": euros("100000000"),
        "ours": euros("100000000.00"),
        "difference": euros("0.00"),
        "records": 1,
        "without_figure": 0,
        "not_converted": 0,
        "not_compared_since": None,
    }
    assert told["not_listed"][0]["ours"] == euros("5.00")
    assert told["everything"]["ours"] == euros("100000005.00")


@pytest.mark.thorough
@pytest.mark.usefixtures("workbook")
def test_a_difference_ends_with_exit_code_1(run, own_folder):
    other = release_workbook(own_folder / "other.xlsx", GERMANY, summary={"Germany": (0, 0, 0.2)})
    shown = run("reconcile", "--against", other, "--json")

    assert (shown.code, set(shown.codes)) == (1, {"FOOT"})
    assert "THEY DO NOT AGREE" in run("reconcile", "--against", other).out


@pytest.mark.thorough
def test_another_release_than_the_books_needs_a_basis(run, own_folder, workbook):
    eighth = release_workbook(own_folder / "R08.xlsx", GERMANY, summary={"Germany": (0, 0, 0.1)}, title="8th release")
    named = run("reconcile", "--against", eighth, "--basis", "table:kiel-7")

    assert run("reconcile", "--against", eighth, "--json").codes == ["FX-GAP"]
    assert (named.code, run("reconcile", "--against", workbook).code) == (0, 0)


@pytest.mark.usefixtures("workbook")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--against", "absent.xlsx"], 1),
        (["--against", "R07.xlsx", "--basis", "guess"], 2),
        (["--against", "R07.xlsx", "--source", "fts"], 1),
        ([], 2),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_sentence(run, arguments, code):
    shown = run("reconcile", *arguments, "--json")

    assert (shown.code, len(shown.json["problems"])) == (code, 1)


@pytest.mark.usefixtures("workbook")
def test_a_plain_table_is_compared_and_a_missing_donor_explains_the_difference(run, written):
    written("totals.csv", "donor,type,figure,currency,unit\ntotal,,100000000,EUR,\n")
    shown = run("reconcile", "--against", "totals.csv", "--basis", "table:kiel-7")

    assert shown.code == 1
    assert "EUR +5.00 of all donors, total:" in shown.out
    assert "European Investment Bank is not in the published figure" in shown.out


@pytest.mark.usefixtures("workbook")
def test_a_difference_that_no_row_explains_is_said_to_be_open(run, written):
    written("totals.csv", "donor,type,figure,currency,unit\nGermany,military,99999777,EUR,\n")
    told = run("reconcile", "--against", "totals.csv", "--basis", "table:kiel-7", "--json").json

    assert told["differences"] == [
        {
            "of": "Germany, military",
            "difference": euros("223.00"),
            "sum_of": [],
            "left": euros("223.00"),
            "open": True,
            "explanations": [],
        }
    ]


def test_a_withdrawn_record_and_the_totals_that_it_is_missing_in_are_told(run, own_folder, workbook):
    Book.open(own_folder / "book.db").withdraw("kiel-dem1", author="Bob", reason="it was a rumour")
    lines = run("reconcile", "--against", workbook).out.splitlines()
    start = lines.index("EUR -100,000,000.00 of Germany, military:")

    assert lines[start + 1].startswith(
        "  explained: kiel-dem1 is in the published figure as entry 2 had it (USD 98,870,000)"
    )
    assert lines[start + 2 : start + 4] == [
        "EUR -100,000,000.00 of all donors, military: made up of -100,000,000.00 of Germany, military.",
        "EUR -100,000,000.00 of all donors, total: made up of -100,000,000.00 of Germany, military.",
    ]


@pytest.mark.thorough
@pytest.mark.usefixtures("workbook")
def test_what_a_total_holds_beside_its_parts_is_left_open(run, written):
    written("totals.csv", "donor,figure,currency\nGermany,99999777,EUR\ntotal,99000000,EUR\n")
    shown = run("reconcile", "--against", "totals.csv", "--basis", "table:kiel-7")
    document = run("reconcile", "--against", "totals.csv", "--basis", "table:kiel-7", "--json").json
    total = document["differences"][0]

    assert "made up of +223.00 of Germany, total; and +999,777.00 beside that: open, no row" in shown.out
    assert (total["sum_of"], total["left"], total["open"]) == (
        [{"of": "Germany, total", "difference": euros("223.00")}],
        euros("999777.00"),
        True,
    )


@pytest.mark.thorough
@pytest.mark.usefixtures("workbook")
def test_a_sheet_with_the_totals_is_compared_too(run, own_folder):
    table = Workbook()
    table.active.append(["What the other desk says"])
    table.active.append(["Country", "Type", "Total", "Currency", "Unit"])
    table.active.append(["Germany", "military", 99.775, "EUR", "million"])
    table.active.append(["Germany", "financial", "0,5", "EUR", "million"])
    table.save(own_folder / "totals.xlsx")

    told = run("reconcile", "--against", "totals.xlsx", "--basis", "table:kiel-7", "--json").json

    assert [(it["of"], it["difference"]) for it in told["differences"]] == [
        ("Germany, financial", euros("-500000.00")),
        ("Germany, military", euros("225000.00")),
    ]


@pytest.mark.usefixtures("workbook")
def test_an_unknown_donor_of_the_table_is_a_warning(run, written):
    written("totals.csv", "donor,type,figure,currency,unit\nGermny,military,100,EUR,million\n")
    told = run("reconcile", "--against", "totals.csv", "--basis", "table:kiel-7")

    assert (
        'totals.csv:2:donor: PARTY warning: found "Germny", expected a known party, perhaps DEU (Germany)' in told.err
    )
    assert "Germny: not a known donor, perhaps DEU (Germany) or GGY (Guernsey) military" in " ".join(told.out.split())
    assert "Germny, military is not compared: not a known donor, perhaps DEU (Germany) or GGY (Guernsey)." in told.out
    assert "0 figures compared, 1 not compared, largest difference none" in told.out


@pytest.mark.thorough
@pytest.mark.usefixtures("workbook")
def test_what_is_not_converted_is_said_in_words_and_is_null_in_the_document(run, written):
    written("totals.csv", "donor,type,figure,currency\nGermany,military,5,EUR\n")
    asked = ("reconcile", "--against", "totals.csv", "--basis", "announced")
    (line,) = run(*asked, "--json").json["lines"]
    shown = run(*asked).out

    assert (line["ours"], line["records"], line["not_converted"]) == (None, 0, 1)
    assert "Germany military 5.00 not converted -5.00 0 0 1" in " ".join(shown.split())
    assert "possibly: kiel-dem1 (USD 98,870,000) is missing in ours, since there is no rate for it." in shown


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_measures_that_are_not_compared_are_told_with_the_option_that_compares_them(run, written):
    written("totals.csv", "donor,figure,currency\nGermany,0,EUR\n")
    asked = ("reconcile", "--against", "totals.csv", "--basis", "announced", "--horizon", "2026-12-31")
    (other, *_) = run(*asked, "--json").json["not_compared"]

    assert other["measure"] == "pledges"
    assert "of pledges, which are not compared: --measure pledges." in run(*asked).out
    assert run(*asked, "--measure", "pledges").out.startswith("Pledges in EUR, basis announced, all records.")


@pytest.mark.thorough
def test_errors_of_records_that_change_no_figure_are_counted_and_the_exit_code_is_0(run, own_folder, workbook):
    book = Book.open(own_folder / "book.db", clock=clock.now)
    book.add_rates(*ecb_history(), **SIGNED)
    record = next(it for it in book.records() if it.id == "kiel-dem1")
    book.amend(record.model_copy(update={"stated_equivalents": (FAR_OFF,)}), **SIGNED)
    shown = run("reconcile", "--against", workbook)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[-2:] == [
        "The records compared have 1 error that changes none of these figures: see `check`.",
        "They agree: 7 figures compared, largest difference 0.00, tolerance EUR 1.",
    ]
    assert run("reconcile", "--against", workbook, "--json").json["other_errors"] == 1


@pytest.mark.thorough
def test_a_table_of_another_code_page_is_compared_by_its_name(run, own_folder, workbook):
    table = "donor,figure,currency\nНімеччина,100000000,EUR\n"
    (own_folder / "totals.csv").write_bytes(table.encode("cp1251"))
    command = ("reconcile", "--against", "totals.csv", "--basis", "announced")
    refused = run(*command)

    assert refused.code == 1
    assert "save the file as UTF-8, or read it with --encoding windows-1251" in refused.err
    assert "Німеччина" in run(*command, "--encoding", "windows-1251").out
    assert "found no CSV file, and an encoding" in run("reconcile", "--against", workbook, "--encoding", "utf-8").err
