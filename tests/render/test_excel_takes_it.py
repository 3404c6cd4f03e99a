"""Titles and texts as people may write them, in workbooks that Excel opens without a repair."""

import re

import pytest
from excel_rules import faults
from hypothesis import given, settings
from hypothesis import strategies as st
from made import pledge, report, seed_records
from openpyxl import load_workbook
from pydantic import ValidationError

from ledger.presentation import Language
from ledger.render import placed_cells, write_workbook
from ledger.render.changes_sheet import NAME as CHANGES
from ledger.render.limits import fitting, heading_on_paper, units
from ledger.render.workbook import EVIDENCE, JOURNAL
from ledger.reporting import SHEETS, TABLES

TABLE = {"name": "Mine", "title": "Mine", "measure": "pledges", "rows": ["donor"], "columns": "year"}


def named(name):
    return [TABLE | {"name": name}]


def test_every_sheet_that_a_report_can_have_keeps_its_name_from_tables():
    drawn = {"Summary", CHANGES, "Notes", *EVIDENCE, *JOURNAL}

    assert drawn == set(SHEETS)
    placed = placed_cells(report(*seed_records(), tables=[TABLE]))
    assert set(placed.values) - {"Mine"} <= drawn
    own = {table.name for table in placed.tables} - {"Mine", "Exact_Mine", "Exact_All_totals", "Notes"}
    assert own <= set(TABLES)


@pytest.mark.parametrize("name", ["History", "history", "Cancellations", "SAMPLES", "Offset pieces", "bounds"])
def test_a_table_cannot_be_called_as_excel_or_another_sheet_is(name):
    with pytest.raises(ValidationError, match="a sheet name of its own"):
        report(pledge("a"), tables=named(name))


@pytest.mark.thorough
def test_a_table_with_a_longer_name_is_drawn(tmp_path):
    write_workbook(report(pledge("a"), tables=named("History of pledges")), tmp_path / "a.xlsx")

    assert faults((tmp_path / "a.xlsx").read_bytes()) == []


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("title", ["&" * 200, "😀" * 200, "P&L " * 60, "a" * 300])
def test_the_title_stands_at_the_head_and_foot_of_pages_however_long_it_is(tmp_path, title):
    write_workbook(report(pledge("a"), title=title, tables=[TABLE | {"title": title}]), tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["Mine"]

    foot, _, rest = sheet.oddFooter.left.text.replace("&&", "&").partition("\nBasis: ")
    assert foot
    assert title.startswith(foot)
    assert "Book head" in rest
    assert sheet.oddFooter.right.text == "&A · page &P of &N\n\N{NO-BREAK SPACE}"
    assert sheet["A1"].value == title


@pytest.mark.thorough
@given(st.text(alphabet=st.sampled_from("a&😀 "), max_size=200), st.integers(0, 120))
@settings(max_examples=200)
def test_a_heading_on_paper_is_the_beginning_of_its_text_with_every_ampersand_doubled(text, most):
    shown = heading_on_paper(text, most)

    assert units(shown) <= most
    assert re.fullmatch(r"(?:[^&]|&&)*", shown)
    kept = shown.replace("&&", "&")
    assert text.startswith(kept)
    following = text[len(kept) : len(kept) + 1].replace("&", "&&")
    assert not following or units(shown + following) > most


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_what_no_xml_can_hold_is_shown_as_a_sign_that_was_not_read(sign):
    assert fitting(f"a{sign}b", Language()) == "a\ufffdb"


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_a_record_holds_no_text_that_no_xml_can_hold(sign):
    for field in ("title", "donor", "note"):
        with pytest.raises(ValidationError, match="text without control characters"):
            pledge("a", **{field: f"a{sign}b"})
    assert pledge("a", title="a\ufffdb").title == "a\ufffdb"
