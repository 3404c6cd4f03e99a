import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, over, paid, pledge, report
from xlsxwriter import Workbook

from ledger.foundation import Refused
from ledger.presentation import Language, present
from ledger.render import workbook, write_workbook
from ledger.render.extents import extents
from ledger.render.keys import look_up
from ledger.render.limits import EXCEL, Extent, Limits, fitting, require_fit, require_whole, units
from ledger.render.sheet import Column, Drawing, Sheet
from ledger.render.styles import Styles


@pytest.mark.parametrize(("rows", "columns"), [(1_048_576, 16_384), (1, 1)])
def test_a_sheet_may_be_as_large_as_excel_allows(rows, columns):
    assert require_fit([Extent("Spread", rows, columns)], EXCEL) is None


def test_one_row_more_is_refused_with_the_sheet_the_number_and_the_way_out():
    with pytest.raises(Refused) as refused:
        require_fit([Extent("Conversions", 40, 40), Extent("Spread", 1_048_577, 40)], EXCEL)

    (problem,) = refused.value.problems
    assert str(problem) == (
        "sheet Spread: FILE error: found 1,048,577 rows, expected at most 1,048,576, as many as a sheet of Excel has. "
        "Do: choose a narrower boundary, an earlier cutoff or an earlier horizon, leave the evidence out with "
        "evidence='none', or take the records with export_book and their pieces with export_facts, which have no such "
        "limit."
    )


def test_one_column_more_is_refused_with_the_way_out():
    with pytest.raises(Refused, match="sheet Across: FILE error: found 16,385 columns, expected at most 16,384, as"):
        require_fit([Extent("Across", 40, 16_385)], EXCEL)


def two_quarters():
    return report(
        pledge("a", amount=amount("5"), term=over("2025-01-01", "2025-06-30")),
        pledge("b", donor="GBR", amount=amount("7", "UAH")),
        paid("t", "a"),
    )


@pytest.mark.thorough
def test_a_report_is_drawn_up_to_the_limit_and_refused_one_row_behind_it(tmp_path, monkeypatch):
    made = two_quarters()
    longest = max(it.rows for it in extents(look_up(made, Language()), present(made)))
    monkeypatch.setattr(workbook, "EXCEL", Limits(rows=longest))
    write_workbook(made, tmp_path / "fits.xlsx")

    monkeypatch.setattr(workbook, "EXCEL", Limits(rows=longest - 1))
    monkeypatch.setattr(workbook, "drawing", None)  # nothing may be drawn before the refusal
    with pytest.raises(Refused, match=f"sheet E6 Exact figures: FILE error: found {longest:,} rows"):
        write_workbook(made, tmp_path / "refused.xlsx")
    assert [it.name for it in tmp_path.iterdir()] == ["fits.xlsx"]


def test_a_report_without_its_evidence_is_drawn_where_that_would_not_fit(tmp_path, monkeypatch):
    made = report(pledge("a"), *(paid(f"t-{number}", "a") for number in range(40)), evidence="none")
    longest = max(it.rows for it in extents(look_up(made, Language()), present(made)))
    assert longest < 40
    monkeypatch.setattr(workbook, "EXCEL", Limits(rows=longest))
    write_workbook(made, tmp_path / "without.xlsx")
    with pytest.raises(Refused, match=r"leave the evidence out with evidence='none'"):
        write_workbook(report(*made_records(made), evidence="summary"), tmp_path / "with.xlsx")


def made_records(made):
    return [row.record for row in made.rows]


def test_a_sheet_refuses_what_no_count_foresaw(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = Workbook(tmp_path / "x.xlsx")
        sheet = Sheet(book, Styles(book), "Rows", Drawing())
        rows = [()] * (EXCEL.rows - 1)
        with pytest.raises(Refused, match="sheet Rows: FILE error: found 1,048,577 rows"):
            sheet.table(1, "Rows", (Column("Id", 9),), rows)
        with pytest.raises(Refused, match="sheet Rows: FILE error: found 1,048,577 rows"):
            sheet.write(1_048_576, 0, "lost")
        with pytest.raises(Refused, match="sheet Rows: FILE error: found 16,385 columns"):
            sheet.write(0, 16_384, "lost")
        sheet.write(1_048_575, 16_383, "the last cell")
        book.close()


def test_a_text_of_32767_characters_is_whole_and_one_more_says_what_is_missing():
    assert fitting("a" * 32_767, Language()) == "a" * 32_767
    assert fitting("a" * 32_768, Language()) == "a" * 32_687 + "… (81 more characters: see export)"
    assert fitting("a" * 32_789, Language("uk")) == "a" * 32_687 + "… (ще 102 знаки: див. експорт)"


def test_a_plan_that_no_cell_holds_is_refused_and_not_cut():
    require_whole("Method", "a" * 32_767)
    with pytest.raises(Refused, match="Method: FILE error: found a text of 32,768 characters, expected at most 32,767"):
        require_whole("Method", "a" * 32_768)


@pytest.mark.thorough
@given(st.text(st.sampled_from("aé😀\ud7ff"), max_size=300), st.integers(92, 200))
def test_a_text_is_never_longer_than_its_cell_and_never_loses_a_character_unsaid(text, most):
    shown = fitting(text, Language(), Limits(characters=most))

    assert units(shown) <= most
    if shown != text:
        kept, _, said = shown.rpartition("… (")
        assert text.startswith(kept)
        assert int(said.split()[0]) == len(text) - len(kept)
