"""A report in several formats: all of them or none, nothing of anybody replaced, and wrong wishes answered."""

import sys

import pymupdf
import pytest
from made import brief

from ledger.desk import build_report, demo, write_documents
from ledger.foundation import Refused

FILES = ["commitments.md", "commitments-Pledges by donor.csv", "commitments-notes.csv"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return build_report(brief(), demo(tmp_path_factory.mktemp("book")).book)


def refused(made, *args, **fields):
    with pytest.raises(Refused) as fault:
        write_documents(made, *args, **fields)
    return [str(problem) for problem in fault.value.problems]


@pytest.mark.thorough
def test_all_formats_lie_in_one_folder_under_the_name_of_the_report(made, tmp_path):
    written = write_documents(made, tmp_path, ["csv", "xlsx", "md", "md"])

    assert written.workbook == tmp_path / "commitments.xlsx"
    assert sorted(path.name for path in written.documents) == sorted(FILES)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["commitments.xlsx", *FILES])


@pytest.mark.thorough
def test_csv_begins_with_the_mark_that_excel_needs_and_markdown_does_not(made, tmp_path):
    write_documents(made, tmp_path, ["md", "csv"])

    beginnings = {path.name: path.read_bytes()[:3] for path in tmp_path.iterdir()}
    assert beginnings == {
        "commitments.md": b"# P",
        "commitments-Pledges by donor.csv": b"\xef\xbb\xbf",
        "commitments-notes.csv": b"\xef\xbb\xbf",
    }


@pytest.mark.thorough
def test_a_pdf_is_written_in_the_wished_unit_and_the_same_one_again_is_no_loss(made, tmp_path):
    for _ in range(2):
        written = write_documents(made, tmp_path, ["pdf"], unit="billion", decimals=2)

    assert written.documents == (tmp_path / "commitments.pdf",)
    with pymupdf.open(tmp_path / "commitments.pdf") as file:
        assert "EUR\N{NO-BREAK SPACE}billion, rate of the day of announcement." in file[0].get_text()


@pytest.mark.thorough
def test_without_the_packages_for_pdf_nothing_at_all_is_written(made, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)

    assert refused(made, tmp_path, ["md", "pdf", "xlsx"]) == [
        (
            "typst: FILE error: found a package that is not installed, expected the packages that write PDF. "
            'Do: install it with `pip install "defense-ledger[pdf]"`.'
        )
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_without_a_wish_it_is_the_workbook_under_any_name(made, tmp_path):
    written = write_documents(made, tmp_path / "mine.xlsx")

    assert (written.workbook, written.replaced, written.documents) == (tmp_path / "mine.xlsx", False, ())
    assert write_documents(made, tmp_path / "mine.xlsx").replaced


@pytest.mark.thorough
def test_the_same_file_again_is_no_loss_and_another_one_stops_all(made, tmp_path):
    write_documents(made, tmp_path, ["md"])
    write_documents(made, tmp_path, ["md"])
    (tmp_path / "commitments.md").write_text("my own words", encoding="utf-8")

    assert refused(made, tmp_path, ["xlsx", "csv", "md"]) == [
        (
            f"{tmp_path}/commitments.md: FILE error: found another file of that name, expected a name that is free. "
            "Do: name another folder with --out, or remove that file."
        )
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["commitments.md"]
    assert (tmp_path / "commitments.md").read_text(encoding="utf-8") == "my own words"


def test_documents_need_a_folder(made, tmp_path):
    assert refused(made, tmp_path / "brief.md", ["md"]) == [
        (
            f"{tmp_path}/brief.md: FILE error: found no folder, expected a folder for the files of a report. "
            "Do: make the folder, or name another one with --out."
        )
    ]


def test_a_format_a_unit_and_decimals_that_do_not_exist_are_named_with_what_does(made, tmp_path):
    assert refused(made, tmp_path, ["xlsx", "markdown"]) == [
        'formats: FORM error: found "markdown", expected one of xlsx, html, pdf, md, csv. Do: choose one of them.'
    ]
    assert refused(made, tmp_path, ["md"], unit="bilion") == [
        'unit: FORM error: found "bilion", expected one of one, thousand, million, billion. Do: choose billion.'
    ]
    assert refused(made, tmp_path, ["md"], decimals=9) == [
        "decimals: FORM error: found 9, expected 0 to 8 decimals of EUR million. Do: choose 8, or another unit."
    ]
    assert list(tmp_path.iterdir()) == []
