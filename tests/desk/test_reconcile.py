"""Published totals beside the book's own, donor by donor."""

from decimal import Decimal

import pytest
from kiel_made import release_workbook, row

from ledger.book import Book
from ledger.desk import reconcile
from ledger.foundation import Refused
from ledger.intake import read_files, settle
from ledger.rates import ecb_history
from ledger.records import Amount

SIGNED = {"author": "Ann", "reason": "test"}
WINDOW = "window:2022-09-06..2022-10-06,round=quoted"
GERMANY = row(id="DEM1", total="98870000", given="98870000", converted="100000000")
BRITAIN = row(
    id="UKF1", donor="United Kingdom", category="Financial", currency="GBP", total="875710000", converted="1000000000"
)
BANK = row(id="EIBF1", donor="European Investment Bank", category="Financial", currency="EUR", total="5", converted="5")
SILENT = row(id="DEH1", category="Humanitarian", given="Not given", total=".", converted=".")
SUMMARY = {"Germany": (0, 0, 0.1), "United Kingdom": (1, 0, 0)}


def filled(path, file, *, table=True):
    """A book with the records of a release, the rates of the ECB, and perhaps the table of the release."""
    book = Book.create(path)
    reading = read_files([file])
    records, faults = settle(reading.drafts, ())
    assert faults == ()
    book.add_rates(*ecb_history(), **SIGNED)
    for name, data in reading.release.rates.items() if table else ():
        book.add_rates(name, data, **SIGNED)
    book.record(records, **SIGNED)
    return book


@pytest.fixture
def release(tmp_path):
    """Make a release and a book of it."""

    def made(*rows, summary, table=True):
        file = release_workbook(tmp_path / "R07.xlsx", *rows, summary=summary)
        return filled(tmp_path / "book.db", file, table=table), file

    return made


def test_each_figure_stands_beside_ours(release):
    found = reconcile(*release(GERMANY, BRITAIN, SILENT, summary=SUMMARY))

    assert (str(found.basis), found.agrees, found.problems) == ("table:kiel-7", True, ())
    assert [(it.donor, it.category, it.published, it.ours, it.without_figure) for it in found.lines] == [
        ("DEU", "financial", Decimal(0), Decimal(0), 0),
        ("DEU", "humanitarian", Decimal(0), Decimal(0), 1),
        ("DEU", "military", Decimal(100_000_000), Decimal(100_000_000), 0),
        ("GBR", "financial", Decimal(1_000_000_000), Decimal(1_000_000_000), 0),
        ("GBR", "humanitarian", Decimal(0), Decimal(0), 0),
        ("GBR", "military", Decimal(0), Decimal(0), 0),
    ]
    assert [(it.category, it.ours) for it in found.totals] == [
        ("financial", Decimal(1_000_000_000)),
        ("humanitarian", Decimal(0)),
        ("military", Decimal(100_000_000)),
        ("total", Decimal(1_100_000_000)),
    ]


def test_donors_that_the_table_does_not_list_stand_apart_and_in_no_total(release):
    found = reconcile(*release(GERMANY, BRITAIN, BANK, summary=SUMMARY))

    assert found.agrees
    assert [(it.name, it.category, it.ours) for it in found.apart] == [
        ("European Investment Bank", "financial", Decimal(5)),
    ]
    assert found.totals[-1].ours == Decimal(1_100_000_000)
    assert found.everything.ours == Decimal(1_100_000_005)


def test_a_difference_of_more_than_one_euro_is_an_error_with_both_figures(release):
    book, file = release(GERMANY, BRITAIN, summary=SUMMARY)
    two_euros = Amount(qualifier="exact", value="2", currency="EUR")
    book.amend(book.records()[0].model_copy(update={"amount": two_euros}), **SIGNED)
    found = reconcile(book, file)

    assert not found.agrees
    assert str(found.problems[0]).startswith(
        "R07.xlsx:Country Summary:Germany:military: FOOT error: found EUR 2.00, expected EUR 100,000,000, within 1."
    )
    assert found.lines[2].difference == Decimal(-99_999_998)


def test_without_the_table_of_the_release_the_basis_must_be_named(release):
    book, file = release(GERMANY, summary={"Germany": (0, 0, 0.1)}, table=False)

    with pytest.raises(Refused) as refused:
        reconcile(book, file)

    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("FX-GAP", "no basis, and no table of rates kiel-7 in the book")
    assert str(reconcile(book, file, basis=WINDOW).basis) == WINDOW


@pytest.mark.parametrize("basis", ["bogus", 3])
def test_a_basis_that_is_none_is_refused_with_those_that_are(release, basis):
    with pytest.raises(Refused, match=f'basis: FORM error: found "{basis}", expected announced, month, year'):
        reconcile(*release(GERMANY, summary=SUMMARY), basis=basis)


def test_what_is_not_converted_is_told_and_does_not_agree(release):
    kuna = row(id="HRM1", donor="Croatia", currency="HRK", total="75232000", converted="10000000")
    found = reconcile(*release(kuna, summary={"Croatia": (0, 0, 0.01)}))

    assert {problem.code for problem in found.problems} == {"FX-GAP", "FOOT"}


def test_a_file_without_totals_is_refused(release, tmp_path):
    book, _ = release(GERMANY, summary=SUMMARY)
    bare = release_workbook(tmp_path / "bare.xlsx", GERMANY)

    with pytest.raises(Refused) as refused:
        reconcile(book, bare)

    assert str(refused.value.problems[0]).startswith("bare.xlsx: FORM error: found no totals by country")


def test_a_total_that_is_no_number_is_refused(release, tmp_path):
    from openpyxl import load_workbook

    book, file = release(GERMANY, summary=SUMMARY)
    broken = load_workbook(file)
    broken["Country Summary"]["E4"] = "n/a"
    broken.save(tmp_path / "broken.xlsx")

    with pytest.raises(Refused) as refused:
        reconcile(book, tmp_path / "broken.xlsx")

    assert 'no number under military for "Germany"' in str(refused.value.problems[0])


def test_an_unknown_source_is_refused(release):
    with pytest.raises(Refused) as refused:
        reconcile(*release(GERMANY, summary=SUMMARY), source="fts")

    assert str(refused.value.problems[0]).startswith('source: FILE error: found "fts", expected a source of the book')


@pytest.fixture(scope="module")
def seventh(shared_data, tmp_path_factory):
    """The book of the real release 7, and its workbook."""
    file = shared_data / "kiel" / "R07_2022-10_corrected.xlsx"
    return filled(tmp_path_factory.mktemp("kiel") / "book.db", file), file


@pytest.mark.parametrize("basis", [None, WINDOW])
def test_release_7_agrees_for_41_donors_and_3_kinds_with_its_own_rates_and_with_the_ecbs(seventh, basis):
    found = reconcile(*seventh, basis=basis)
    billion = Decimal(1_000_000_000)

    assert found.agrees
    assert len({line.donor for line in found.lines}) == 41
    assert len(found.lines) == 123
    assert max(abs(line.difference) for line in found.lines) / billion < Decimal("1e-9")
    assert found.totals[-1].stated == Decimal("89.4400590202417")
    assert round(found.totals[-1].ours / billion, 4) == Decimal("89.4401")
    assert round(found.everything.ours / billion, 4) == Decimal("93.9426")
    assert [(it.donor, it.category, it.ours) for it in found.apart] == [
        ("EIB", "financial", Decimal("2002500000.00")),
        ("EPF", "military", Decimal("2500000000.00")),
    ]


def test_release_7_at_the_rates_of_the_announcements_is_another_sum(seventh):
    found = reconcile(*seventh, basis="announced")

    assert not found.agrees
    assert found.totals[-1].ours == Decimal("86015884017.53")


def test_a_difference_that_another_basis_takes_away_is_told_with_that_basis(release):
    found = reconcile(*release(GERMANY, BRITAIN, summary=SUMMARY), basis="announced")
    rates = {
        it.difference.label: [one.names for one in it.explanations if one.kind == "rate"] for it in found.explained
    }

    assert not found.agrees
    assert rates["Germany, military"] == [("the basis table:kiel-7",)]
    assert rates["all donors, total"] == [("the basis table:kiel-7",)]


def test_release_7_at_its_total_lacks_two_donors(shared_data, tmp_path):
    file = shared_data / "kiel" / "R07_2022-10_corrected.xlsx"
    book = filled(tmp_path / "book.db", file)
    table = tmp_path / "totals.csv"
    table.write_text("donor,figure,currency\ntotal,89440059020.24,EUR\n", encoding="utf-8")
    found = reconcile(book, table, basis="table:kiel-7")
    (only,) = found.explained

    assert found.agrees is False
    assert [(it.kind, set(it.names), it.is_certain) for it in only.explanations] == [
        ("group", {"European Investment Bank", "European Peace Facility"}, True)
    ]


def test_a_figure_that_was_not_converted_is_told_as_that(release, tmp_path):
    book, _ = release(GERMANY, BRITAIN, summary=SUMMARY)
    table = tmp_path / "totals.csv"
    table.write_text("donor,figure,currency\nUnited Kingdom,875710000.00,EUR\n", encoding="utf-8")
    (found,) = reconcile(book, table, basis="table:kiel-7").explained

    assert [(it.kind, it.names) for it in found.explanations] == [("rate", ("nothing converted",))]
