"""Published totals beside the book's own, donor by donor."""

from datetime import date
from decimal import Decimal

import pytest
from kiel_made import release_workbook, row

from ledger.book import Book
from ledger.desk import import_file, reconcile, set_severity
from ledger.foundation import Money, Refused
from ledger.intake import read_files, settle
from ledger.rates import ecb_history
from ledger.records import Amount, Commitment, Relation

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
    assert [(it.donor, it.category, it.published, it.ours, it.added.without_figure) for it in found.lines] == [
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
    assert problem.remedy.startswith("add basis announced to compare by the rules of your report, ")
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


@pytest.mark.proof
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


@pytest.mark.proof
def test_release_7_is_told_from_a_book_in_which_records_were_withdrawn_and_corrected(shared_data, tmp_path):
    file = shared_data / "kiel" / "R07_2022-10_corrected.xlsx"
    book = filled(tmp_path / "book.db", file)
    book.withdraw("kiel-aum1", **SIGNED)
    restated(book, "kiel-sef1", amount=Amount(qualifier="exact", value="50000000", currency="EUR"))
    restated(book, "kiel-nof3", amount=Amount(qualifier="exact", value="1010000000", currency="EUR"))

    assert told(book, file) == {
        "Australia, military": [("earlier", ("kiel-aum1",), True)],
        "Norway, financial": [("earlier", ("kiel-nof3",), True)],
        "Sweden, financial": [("earlier", ("kiel-sef1",), True)],
    }
    assert not any(it.is_open for it in reconcile(book, file).explained)


@pytest.mark.proof
def test_release_7_at_the_rates_of_the_announcements_is_another_sum(seventh):
    found = reconcile(*seventh, basis="announced")

    assert not found.agrees
    assert found.totals[-1].ours == Decimal("86015884017.53")


def test_a_difference_that_another_basis_takes_away_is_told_with_that_basis(release):
    found = reconcile(*release(GERMANY, BRITAIN, summary=SUMMARY), basis="announced")
    rates = {it.label: [one.names for one in it.reasons if one.kind == "rate"] for it in found.explained}

    assert not found.agrees
    assert rates["Germany, military"] == [("the basis table:kiel-7",)]
    assert rates["United Kingdom, financial"] == [("the basis table:kiel-7",)]


@pytest.mark.proof
def test_release_7_at_its_total_lacks_two_donors(shared_data, tmp_path):
    file = shared_data / "kiel" / "R07_2022-10_corrected.xlsx"
    book = filled(tmp_path / "book.db", file)
    table = tmp_path / "totals.csv"
    table.write_text("donor,figure,currency\ntotal,89440059020.24,EUR\n", encoding="utf-8")
    found = reconcile(book, table, basis="table:kiel-7")
    (only,) = found.explained

    assert found.agrees is False
    assert [(it.kind, set(it.names), it.is_certain) for it in only.reasons] == [
        ("group", {"European Investment Bank", "European Peace Facility"}, True)
    ]


LENT = row(id="DEF1", category="Financial", total="12345678.90", given="12345678.90", converted="12486779.51")
GIVEN = row(id="DEM2", total="7654321.01", given="7654321.01", converted="7741803.39")
HELD = {"Germany": (0.01248677951, 0, 0.10774180339), "United Kingdom": (1, 0, 0)}


@pytest.fixture
def held(release):
    """A book of four records and the release that agrees with it."""
    return release(GERMANY, GIVEN, LENT, BRITAIN, summary=HELD)


def record_of(book, key):
    return next(record for record in book.records() if record.id == key)


def restated(book, key, **changes):
    """Correct some fields of a record."""
    return book.correct(record_of(book, key).model_copy(update=changes), author="Bob", reason="read again")


def told(book, file):
    """What explains each figure that is no total."""
    return {
        it.label: [(one.kind, one.names, one.is_certain) for one in it.reasons]
        for it in reconcile(book, file).explained
        if not it.parts
    }


@pytest.mark.thorough
def test_a_withdrawn_record_is_named_with_its_sum_and_who_withdrew_it_when_and_why(held):
    book, file = held
    stated = book.history("kiel-dem2")[0]
    gone = book.withdraw("kiel-dem2", author="Bob", reason="it was a rumour")
    (only,) = reconcile(book, file).explained[0].reasons

    assert told(book, file) == {"Germany, military": [("earlier", ("kiel-dem2",), True)]}
    assert only.words == (
        f"kiel-dem2 is in the published figure as entry {stated.seq} had it (USD 7,654,321.01), "
        f"before Bob withdrew it on {gone.time:%Y-%m-%d} (entry {gone.seq}: it was a rumour)"
    )


@pytest.mark.proof
@pytest.mark.parametrize(
    "amount",
    [
        Amount(qualifier="exact", value="7654321.01", currency="GBP"),
        Amount(qualifier="exact", value="8888888.01", currency="USD"),
        Amount(qualifier="undisclosed"),
    ],
)
def test_a_corrected_amount_is_told_by_the_revision_that_the_table_has(held, amount):
    book, file = held
    restated(book, "kiel-dem2", amount=amount)

    assert told(book, file) == {"Germany, military": [("earlier", ("kiel-dem2",), True)]}


def test_a_corrected_type_is_told_under_both_types(held):
    book, file = held
    restated(book, "kiel-dem2", category="financial")

    assert told(book, file) == {
        "Germany, military": [("earlier", ("kiel-dem2",), True)],
        "Germany, financial": [("earlier", ("kiel-dem2",), True)],
    }


def test_of_several_revisions_the_one_that_the_table_has_is_named(held):
    book, file = held
    for value in ("1111111.01", "2222222.01"):
        restated(book, "kiel-dem2", amount=Amount(qualifier="exact", value=value, currency="USD"))
    (only,) = reconcile(book, file).explained[0].reasons

    assert "(USD 7,654,321.01), before Bob corrected it" in only.words


@pytest.mark.thorough
def test_a_record_that_came_back_is_no_cause(held):
    book, file = held
    book.withdraw("kiel-dem2", **SIGNED)
    book.restore("kiel-dem2", **SIGNED)
    restated(book, "kiel-dem1", amount=Amount(qualifier="exact", value="90", currency="USD"))

    assert told(book, file) == {"Germany, military": [("earlier", ("kiel-dem1",), True)]}


def test_a_record_is_taken_back_among_those_that_it_is_tied_to(held):
    book, file = held
    restated(book, "kiel-dem2", relations=(Relation(kind="restates", target="kiel-dem1"),))

    assert told(book, file) == {"Germany, military": [("earlier", ("kiel-dem2",), True)]}


def test_two_causes_in_one_figure_are_both_told(held):
    book, file = held
    book.withdraw("kiel-dem2", **SIGNED)
    restated(book, "kiel-dem1", amount=Amount(qualifier="exact", value="90000001.23", currency="USD"))

    assert told(book, file) == {"Germany, military": [("several", ("kiel-dem2", "kiel-dem1"), True)]}


@pytest.mark.thorough
def test_what_a_later_release_changed_is_told_by_the_book_before_it(tmp_path):
    seventh = release_workbook(tmp_path / "R07.xlsx", GERMANY, GIVEN, LENT, BRITAIN, summary=HELD)
    more = row(id="DEM1", total="77000000.07", given="77000000.07", converted="77880044.57")
    new = row(id="DEM3", total="1234567.89", given="1234567.89", converted="1248677.95")
    eighth = release_workbook(tmp_path / "R08.xlsx", more, GIVEN, LENT, BRITAIN, new, title="8th release", summary=HELD)
    book = Book.create(tmp_path / "book.db")
    book.add_rates(*ecb_history(), **SIGNED)
    import_file(book, seventh, author="Ann")
    done = import_file(book, eighth, author="Ann", apply=True)
    day = book.last_recorded

    assert told(book, seventh) == {
        "Germany, military": [
            (
                "before",
                (f"the book as it stood before Ann imported kiel release 8 on {day} (entry {done.batch})",),
                True,
            )
        ]
    }


def test_totals_are_told_by_what_differs_in_them_and_stand_last(held):
    book, file = held
    book.withdraw("kiel-dem2", **SIGNED)
    book.withdraw("kiel-def1", **SIGNED)
    found = reconcile(book, file).explained

    assert [(it.label, [part.label for part in it.parts], it.is_open) for it in found] == [
        ("Germany, financial", [], False),
        ("Germany, military", [], False),
        ("all donors, total", ["Germany, financial", "Germany, military"], False),
        ("all donors, financial", ["Germany, financial"], False),
        ("all donors, military", ["Germany, military"], False),
    ]


def test_a_donor_of_a_plain_table_is_told_by_its_types_and_the_total_by_the_donor(held, tmp_path):
    book, _ = held
    table = tmp_path / "totals.csv"
    table.write_text(
        "donor,type,figure,currency\nGermany,military,90000000.00,EUR\nGermany,,102486779.51,EUR\n"
        "total,,102486769.51,EUR\n",
        encoding="utf-8",
    )
    found = reconcile(book, table, basis="table:kiel-7").explained

    assert [(it.label, it.own, it.is_open) for it in found] == [
        ("Germany, military", Money("17741803.39", "EUR"), True),
        ("all donors, total", Money("10.00", "EUR"), True),
        ("Germany, total", Money("0.00", "EUR"), False),
    ]


def test_a_figure_that_was_not_converted_is_told_as_that(release, tmp_path):
    book, _ = release(GERMANY, BRITAIN, summary=SUMMARY)
    table = tmp_path / "totals.csv"
    table.write_text("donor,figure,currency\nUnited Kingdom,875710000.00,EUR\n", encoding="utf-8")
    (found,) = reconcile(book, table, basis="table:kiel-7").explained

    assert [(it.kind, it.names) for it in found.reasons] == [("rate", ("nothing converted",))]


POLISH = {
    "id": "pol-1",
    "title": "Tanks",
    "instrument": "grant",
    "donor": "POL",
    "recipient": "UKR",
    "category": "military",
    "stage": "commitment",
    "announced": "2025-03-03",
    "term": {"kind": "one_off"},
    "amount": {"qualifier": "exact", "value": "40000000", "currency": "UAH"},
}
OF_POLAND = "donor,figure,currency,unit\nPoland,0.04,EUR,bn\n"


@pytest.fixture
def beside(tmp_path):
    """Make a book of these records with the rates of the ECB, and a table beside it."""

    def made(table, *records):
        book = Book.create(tmp_path / "desk.db")
        book.add_rates(*ecb_history(), **SIGNED)
        book.record([Commitment.model_validate(POLISH | changes) for changes in records], **SIGNED)
        file = tmp_path / "table.csv"
        file.write_text(table, encoding="utf-8")
        return book, file

    return made


PLEDGED = {"id": "pol-p", "stage": "pledge", "amount": {"qualifier": "exact", "value": "7000000", "currency": "EUR"}}


def test_other_measures_of_the_book_stand_beside_and_are_a_cause_where_one_is_the_published_figure(beside):
    found = reconcile(*beside("donor,figure,currency\nPoland,7000000,EUR\n", PLEDGED))
    assert {name: other.ours for name, other in found.others.items()} == {"pledges": Decimal("7000000.00")}
    assert ("measure", ("the measure pledges",), False) in causes_of(found)[0]


def test_another_measure_is_compared_where_it_is_named(beside):
    found = reconcile(*beside("donor,figure,currency\nPoland,7000000,EUR\n", PLEDGED), measure="pledges")

    assert (found.agrees, found.published.measure, dict(found.others)) == (True, "pledges", {})


def test_a_measure_that_is_none_is_refused(beside):
    with pytest.raises(Refused, match='measure: FORM error: found "promises", expected one of pledges, commitments'):
        reconcile(*beside(OF_POLAND, PLEDGED), measure="promises")


A_YEAR = {"term": {"kind": "recurring", "every": "year", "start": "2025-01-01"}}


def test_what_is_not_compared_has_no_findings(beside):
    elsewhere = {"id": "lva-1", "donor": "LVA"}
    found = reconcile(*beside("donor,figure,currency\nPoland,0,EUR\n", PLEDGED | A_YEAR, elsewhere), basis="announced")

    assert (found.problems, found.agrees) == ((), True)


def test_an_open_ended_term_is_compared_up_to_the_horizon(beside):
    book, file = beside("donor,figure,currency\nPoland,14000000,EUR\n", PLEDGED | A_YEAR)
    until = date(2026, 12, 31)

    assert "TERM" in {it.code for it in reconcile(book, file, measure="pledges").problems}
    assert reconcile(book, file, measure="pledges", horizon=until).agrees


def causes_of(found):
    return [[(one.kind, one.names, one.is_certain) for one in it.reasons] for it in found.explained]


def test_a_record_without_a_rate_is_counted_beside_ours_and_is_the_cause_where_it_fits_at_par(beside):
    found = reconcile(*beside(OF_POLAND, {}), basis="announced")
    (line,) = found.lines
    ((only,),) = [it.reasons for it in found.explained]

    assert (line.added.records, line.added.not_converted, line.added.unknown) == (0, 1, "not converted")
    assert (only.kind, only.names, only.leaves) == ("not_converted", ("pol-1",), Money("0.00", "EUR"))
    assert only.words == (
        "pol-1 (UAH 40,000,000) is in the published figure without a conversion, and there is no rate for it"
    )
    assert "FOOT error: found not converted, expected EUR 40,000,000" in str(found.problems[-1])


def test_a_record_without_a_rate_is_a_possible_cause_where_ours_is_too_small(beside):
    found = reconcile(*beside("donor,figure,currency\nPoland,800000,EUR\n", {}), basis="announced")
    ((only,),) = [it.reasons for it in found.explained]

    assert (only.kind, only.leaves, only.is_certain) == ("not_converted", None, False)
    assert only.words == "pol-1 (UAH 40,000,000) is missing in ours, since there is no rate for it"


def test_a_record_without_a_rate_is_no_cause_where_ours_is_too_large(beside):
    euros = {"id": "pol-2", "amount": {"qualifier": "exact", "value": "7", "currency": "EUR"}}
    found = reconcile(*beside("donor,figure,currency\nPoland,3,EUR\n", {}, euros), basis="announced")

    assert found.lines[0].added.is_partial
    assert causes_of(found) == [[]]


def test_findings_weigh_as_the_book_says_and_what_lacks_a_rate_does_not_agree_for_it(beside):
    book, file = beside("donor,figure,currency\nPoland,0,EUR\n", {})
    set_severity(book, "FX-GAP", "warning", **SIGNED)
    found = reconcile(book, file, basis="announced")

    assert [(it.code, str(it.severity)) for it in found.problems] == [("FX-GAP", "warning")]
    assert not found.agrees


def test_totals_by_type_without_donors_are_those_of_all_records(beside):
    euros = {"id": "pol-2", "amount": {"qualifier": "exact", "value": "7", "currency": "EUR"}}
    found = reconcile(*beside("donor,type,figure,currency\ntotal,military,7,EUR\n", euros))

    assert [(it.category, it.ours, it.difference) for it in found.totals] == [("military", Decimal("7.00"), 0)]


def test_a_donor_that_no_list_knows_is_not_compared_and_does_not_agree(beside):
    euros = {"id": "nor-1", "donor": "NOR", "amount": {"qualifier": "exact", "value": "7", "currency": "EUR"}}
    found = reconcile(*beside("donor,figure,currency\nNorwey,7,EUR\n", euros))
    (line,) = found.lines

    assert (line.difference, line.doubt, found.explained) == (None, "not a known donor, perhaps NOR (Norway)", ())
    assert [it.code for it in found.problems] == ["PARTY", "FOOT"]
    assert not found.agrees


def test_a_donor_that_no_list_knows_is_compared_with_the_records_that_name_it(beside):
    euros = {"id": "x-1", "donor": "Norwey", "amount": {"qualifier": "exact", "value": "7", "currency": "EUR"}}
    found = reconcile(*beside("donor,figure,currency\nNorwey,7,EUR\n", euros))

    assert (found.lines[0].doubt, found.agrees) == ("", True)


MISSTATED = {
    "id": "pol-e",
    "amount": {"qualifier": "exact", "value": "5000000", "currency": "EUR"},
    "stated_equivalents": [{"qualifier": "exact", "value": "5000000000", "currency": "USD"}],
}


@pytest.mark.parametrize(("figure", "agrees", "codes"), [(5_000_000, True, []), (4_000_000, False, ["EQV", "FOOT"])])
def test_an_error_of_a_record_is_no_difference_and_is_listed_only_beside_one(beside, figure, agrees, codes):
    found = reconcile(*beside(f"donor,figure,currency\nPoland,{figure},EUR\n", MISSTATED))

    assert (found.agrees, [it.code for it in found.problems]) == (agrees, codes)
    assert found.other_errors == (1 if agrees else 0)


@pytest.mark.parametrize("key", ["k-1", "k:1"])
def test_a_pledge_without_a_rate_is_no_error_beside_commitments_whatever_its_id(beside, key):
    hryvnias = {"id": key, "stage": "pledge"}
    found = reconcile(*beside("donor,figure,currency\nPoland,7,EUR\n", hryvnias, euros("pol-e", 7)), basis="announced")

    assert (found.agrees, found.problems, found.other_errors) == (True, (), 0)


def test_a_record_that_owes_without_end_does_not_agree_although_nothing_differs(beside):
    found = reconcile(*beside("donor,figure,currency\nPoland,0,EUR\n", PLEDGED | A_YEAR), measure="pledges")

    assert (found.agrees, found.differing, [it.code for it in found.problems]) == (False, (), ["TERM"])


def euros(key, value, **more):
    return {"id": key, "amount": {"qualifier": "exact", "value": str(value), "currency": "EUR"}, **more}


LATVIAN = (
    euros("lva-1", 1_000_003, donor="LVA"),
    euros("lva-2", 20_000_019, donor="LVA"),
    euros("lva-3", 3_000_001, donor="LVA", category="humanitarian"),
    euros("lva-4", 700_011, donor="LVA", category="humanitarian"),
)
ESTONIAN = euros("est-1", 9_000_017, donor="EST")


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (5_000_000 + 1_000_003 + 20_000_019, "Latvia, military (a donor that the table does not list)"),
        (5_000_000 + 24_700_034 + 9_000_017, "all that the table does not list"),
        (5_000_000 + 7_000_000, "what the book holds of pledges"),
    ],
)
def test_a_difference_that_is_a_line_printed_beside_the_table_is_explained_by_that_line(beside, figure, line):
    table = f"donor,figure,currency\nPoland,5000000,EUR\ntotal,{figure},EUR\n"
    found = reconcile(*beside(table, euros("pol-e", 5_000_000), PLEDGED, *LATVIAN, ESTONIAN))

    assert ("line", (line,)) in [it[:2] for it in causes_of(found)[0]]
    assert found.explained[0].reasons[0].words == f"{line} is in the published figure"


def test_a_difference_that_is_a_line_of_the_table_is_explained_by_that_line(beside):
    lines = "Latvia,military,21000022\nLatvia,humanitarian,3700012\nLatvia,,21000022"
    table = "donor,type,figure,currency\n" + "".join(f"{line},EUR\n" for line in lines.split())
    found = reconcile(*beside(table, *LATVIAN))

    assert [(it[:2]) for it in causes_of(found)[0]] == [("line", ("Latvia, humanitarian",))]
    assert found.explained[0].reasons[0].words == "Latvia, humanitarian is not in the published figure"


@pytest.mark.parametrize("total", [5_000_000, 5_000_000 + 2 * 9_000_999])
def test_a_published_line_that_the_published_total_lacks_or_holds_twice_explains_it(beside, total):
    table = f"donor,figure,currency\nPoland,5000000,EUR\nEstonia,9000999,EUR\ntotal,{total},EUR\n"
    found = reconcile(*beside(table, euros("pol-e", 5_000_000), ESTONIAN))
    of_total = next(it for it in found.explained if it.label == "all donors, total")

    assert [(it.kind, it.names) for it in of_total.reasons] == [("line", ("the published Estonia, total",))]


def test_a_difference_that_is_no_line_is_explained_by_none(beside):
    table = "donor,figure,currency\nPoland,5000000,EUR\ntotal,13456789,EUR\n"
    found = reconcile(*beside(table, euros("pol-e", 5_000_000), PLEDGED, *LATVIAN, ESTONIAN))

    assert causes_of(found) == [[]]
