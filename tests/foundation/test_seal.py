"""The seal on a workbook of ours: there from the start, gone once anybody else has saved the file."""

from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from ledger.foundation import seal, sealed


@pytest.fixture
def workbook(tmp_path):
    book = Workbook(tmp_path / "mine.xlsx")
    book.add_worksheet("Sheet")
    book.close()
    return tmp_path / "mine.xlsx"


def test_a_sealed_workbook_names_its_kind_and_can_still_be_read(workbook):
    seal(workbook, "issued report 12")

    assert sealed(workbook) == "issued report 12"
    assert load_workbook(workbook).sheetnames == ["Sheet"]


def test_a_workbook_that_was_saved_since_has_no_seal(workbook):
    seal(workbook, "sample")

    load_workbook(workbook).save(workbook)

    assert sealed(workbook) is None


def test_neither_text_nor_the_comment_of_another_program_is_a_seal(workbook, tmp_path):
    (tmp_path / "text.xlsx").write_bytes(b"defense-ledger: report")
    with ZipFile(workbook, "a") as archive:
        archive.comment = b"\xff made by another"

    assert [sealed(tmp_path / "text.xlsx"), sealed(workbook)] == [None, None]
