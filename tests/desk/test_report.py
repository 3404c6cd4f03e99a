"""Reports of a book, the frame, and the demonstration's safety."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from held import COMMAND, held_before, reached, started
from openpyxl import load_workbook
from proving import proven
from workbooks import table_in

from ledger.book import Book
from ledger.desk import (
    add_rates,
    build_report,
    compare,
    demo,
    draw_sample,
    explain_figure,
    find_convention,
    import_file,
    issue,
    rollup,
    sample_design,
    write_comparison,
    write_explanation,
    write_issued,
    write_report,
)
from ledger.foundation import Refused
from ledger.rates import Basis, StatedQuotation
from ledger.reporting import Definition, load_definition

pytestmark = pytest.mark.thorough


@pytest.mark.proof
def test_a_report_names_the_state_of_the_book_it_was_made_of(shown):
    issued = build_report("commitments", shown.book).issued

    assert (issued.entries, issued.head, issued.as_of) == (shown.book.entries, shown.book.head, date(2026, 10, 30))


@pytest.mark.proof
def test_a_definition_is_taken_by_name_by_path_or_as_it_is(shown, tmp_path):
    (tmp_path / "x.toml").write_text("name = 'x'\ntitle = 'X'\ncurrency = 'EUR'\n", encoding="utf-8")
    definition = Definition(name="y", title="Y", currency="EUR")

    assert build_report(str(tmp_path / "x.toml"), shown.book).definition.name == "x"
    assert build_report(definition, shown.book).definition == definition
    assert build_report("commitments", shown.book).definition == load_definition("commitments")


@pytest.mark.proof
def test_the_same_book_and_definition_give_the_same_bytes(shown, tmp_path):
    paths = [write_report(build_report("commitments", shown.book), tmp_path / f"{name}.xlsx") for name in "ab"]

    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.proof
def test_newer_rates_do_not_change_a_report_as_of_an_older_day(shown, tmp_path, signed):
    shutil.copy(shown.book.path, tmp_path / "book.db")
    book = Book.open(tmp_path / "book.db")
    (tmp_path / "ecb.csv").write_text("Date,USD\n2025-06-02,2.0\n", encoding="utf-8")
    stated = StatedQuotation("EUR", "units_per_base", "a bank")
    add_rates(book, tmp_path / "ecb.csv", name=None, today=date(2026, 11, 1), apply=True, stated=stated, **signed)

    assert build_report("commitments", book, as_of="2026-10-30").totals == shown.report.totals
    assert build_report("commitments", book).totals != shown.report.totals


def test_a_roll_up_has_exact_decimals_that_add_up_to_the_total(shown):
    frame = rollup(shown.report, by=["donor", "year"], measure="pledges")

    central = frame["central"].dropna()
    assert {type(figure) for figure in central} == {Decimal}
    assert sum(central) == Decimal("79000757557.44")
    assert frame["year"].dtype == "int64"


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("by", "measure", "said"),
    [
        (["planet"], "deliveries", 'by: FORM error: found "planet", expected donor, recipient, '),
        ("planet", "pledges", 'by: FORM error: found "planet", expected donor, recipient, '),
        (["donr"], "pledges", r"Do: write donor, if that is meant\."),
        (["donor"], "pledge", 'measure: FORM error: found "pledge", expected pledges, commitments, '),
        (["donor", "donor"], "pledges", 'by: FORM error: found "donor" twice, expected each name once'),
    ],
)
def test_a_roll_up_by_what_is_not_there_names_what_is(shown, by, measure, said):
    with pytest.raises(Refused, match=said):
        rollup(shown.report, by=by, measure=measure)


def test_a_misspelt_dimension_is_refused_where_there_is_nothing_to_add_too(shown):
    nothing = build_report("commitments", shown.book, cutoff=date(2000, 1, 1))

    with pytest.raises(Refused, match='found "planet"'):
        rollup(nothing, by="planet")


def test_one_dimension_needs_no_list(shown):
    assert rollup(shown.report, by="donor").equals(rollup(shown.report, by=["donor"]))


def test_a_report_takes_days_and_bases_as_they_are(shown):
    days = {"cutoff": date(2025, 12, 31), "as_of": date(2026, 10, 30), "horizon": date(2030, 3, 31)}

    made = build_report("commitments", shown.book, basis=Basis("year"), **days).definition

    assert (made.basis, made.cutoff, made.as_of, made.horizon) == ("year", *days.values())
    with pytest.raises(TypeError, match="curency"):
        build_report("commitments", shown.book, curency="USD")


@pytest.mark.parametrize("name", ["x.pdf", "none/x.xlsx"])
def test_a_workbook_in_a_place_that_cannot_be_is_refused(shown, tmp_path, name):
    with pytest.raises(Refused, match="FILE error"):
        write_report(shown.report, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_seed_pledge_one_is_fifteen_billion_pounds_in_five_instalments(shown):
    lines = [line for line in shown.report.lines if line.record.id == "gbr-ukr-2025-06-02-1"]

    assert [line.instalment.amount.central for line in lines] == [Decimal(3_000_000_000)] * 5


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize(
    ("event", "file", "in_place"),
    [
        ("os.rename", "out/commitments.xlsx", ["book.db"]),
        *proven(
            [],
            [
                ("open", "seeds/commitments.jsonl", []),
                ("sqlite3.connect", "out/book.db?mode=rw", ["book.db", "commitments.xlsx", "entry-form.xlsx"]),
                ("sqlite3.connect", "book.db?mode=rw", []),
                ("os.rename", "out/book.db", []),
                ("os.rename", "out/entry-form.xlsx", ["book.db", "commitments.xlsx"]),
            ],
        ),
    ],
)
def test_a_demo_that_is_killed_leaves_no_half_book(tmp_path, event, file, in_place):
    out = tmp_path / "out"
    with started(held_before(event, file) + COMMAND, "demo", "--out", out) as demonstration:
        assert reached(demonstration, "held")
        demonstration.kill()

    assert sorted(path.name for path in out.iterdir() if path.is_file()) == in_place
    if in_place:
        assert Book.open(out / "book.db").verify() == ()
        assert len(Book.open(out / "book.db").records()) == 17
    assert demo(out).report.agrees


@pytest.mark.proof
def test_a_notebook_may_give_one_text_and_an_open_book(tmp_path):
    made = demo(tmp_path)

    found = explain_figure(made.book, made.report, "donor=GBR year=2026 measure=pledges")
    assert [row.line.record.id for row in found.explanation.rows] == ["gbr-ukr-2025-06-02-1"] * 2
    (tmp_path / "a.csv").write_text("day,currency,amount,converted\n2025-06-02,USD,2000000,1751466.85\n")
    for book in (made.book, made.book.path, str(made.book.path)):
        assert find_convention(tmp_path / "a.csv", book=book).rate_sets == ("ECB",)
    for step in ("0.01", Decimal("0.01")):
        assert find_convention(tmp_path / "a.csv", step=step).found.step == Decimal("0.01")
    with pytest.raises(TypeError, match=r"step is exact: write 0\.01 as text"):
        find_convention(tmp_path / "a.csv", step=0.01)
    with pytest.raises(Refused, match='step: FORM error: found "a cent", expected a plain number'):
        find_convention(tmp_path / "a.csv", step="a cent")
    with pytest.raises(Refused, match="step: FORM error: found 0, expected a number above zero"):
        find_convention(tmp_path / "a.csv", step=0)
    with pytest.raises(Refused, match="no tolerable error"):
        sample_design(made.report, {"seed": "7"})


def written(shown, kind, path):
    report = shown.report
    design = sample_design(report, {"tolerable": "2%", "seed": "7"})
    match kind:
        case "report":
            write_report(report, path)
        case "sample":
            draw_sample(shown.book, report, design, path)
        case "explanation":
            write_explanation(explain_figure(shown.book, report, "measure=pledges donor=GBR"), path)
        case "comparison":
            write_comparison(compare(shown.book, "2026-10-30", "now"), path)


KINDS = ("report", "sample", "explanation", "comparison")


@pytest.mark.sampled
@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_gives_way_to_a_new_one_of_its_kind_only(shown, tmp_path, there, kind):
    written(shown, there, path := tmp_path / "mine.xlsx")
    before = path.read_bytes()

    if kind == there:
        written(shown, kind, path)
    else:
        with pytest.raises(Refused) as refused:
            written(shown, kind, path)
        (problem,) = refused.value.problems
        assert problem.found == f"the {there} in this place"
        assert problem.expected == f"no file, or the {kind} as we wrote it"
    assert path.read_bytes() == before


@pytest.mark.proof
@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_that_somebody_saved_since_is_never_written_over(shown, tmp_path, kind):
    written(shown, kind, path := tmp_path / "mine.xlsx")
    load_workbook(path).save(path)
    saved = path.read_bytes()

    with pytest.raises(Refused, match="a file that was made elsewhere, or saved by someone since"):
        written(shown, kind, path)

    assert path.read_bytes() == saved


@pytest.mark.proof
def test_an_issued_report_is_written_over_only_by_itself(shown, tmp_path, signed):
    shutil.copy(shown.book.path, tmp_path / "book.db")
    book, path = Book.open(tmp_path / "book.db"), tmp_path / "sent.xlsx"
    made = issue(book, lambda: build_report("commitments", book), path, **signed)
    sent = path.read_bytes()

    for again in (
        lambda: write_report(shown.report, path),
        lambda: issue(book, lambda: build_report("commitments", book), path, **signed),
    ):
        with pytest.raises(Refused, match=f"the issued report {made.revision.seq} in this place"):
            again()
    write_issued(book, made.revision.seq, path)

    assert path.read_bytes() == sent
    assert book.entries == made.revision.seq


def test_the_sheet_checks_says_that_the_journal_was_hashed(shown):
    issued, (sheet, rows) = shown.report.issued, table_in(load_workbook(shown.workbook), "Checks")

    assert sheet.cell(3, rows[0][0].column).value == (
        f"Journal: {issued.entries} entries hashed one by one, none altered; head {issued.head[:12]}."
    )


def test_a_report_as_of_an_earlier_day_counts_the_entries_that_it_saw(book, signed, lines, tmp_path):
    import_file(book, lines({"id": "a"}), **signed)
    early = build_report("commitments", book, as_of="2026-10-30")
    later = Book.open(book.path, clock=lambda: datetime(2026, 10, 31, tzinfo=UTC))
    import_file(later, lines({"id": "b", "title": "More aid"}, name="more.jsonl"), **signed)

    path = write_report(build_report("commitments", later, as_of="2026-10-30"), tmp_path / "early.xlsx")

    sheet, rows = table_in(load_workbook(path), "Checks")
    assert sheet.cell(3, rows[0][0].column).value.startswith(f"Journal: {early.issued.entries} entries hashed")
