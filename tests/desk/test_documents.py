"""A report in several formats: all of them or none, nothing of anybody replaced, and wrong wishes answered."""

import sys
from dataclasses import replace
from hashlib import sha256

import pymupdf
import pytest
from demonstrated import demonstrated
from made import brief, pledge, report

from ledger.desk import build_report, write_documents
from ledger.desk.documents import ours_in
from ledger.foundation import Refused, seal_text
from ledger.presentation import Language

FILES = ["commitments.md", "commitments-Pledges by donor.csv", "commitments-notes.csv"]


@pytest.fixture(scope="module")
def made():
    return build_report(brief(), demonstrated().book)


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


@pytest.mark.parametrize("language", ["de", Language("de")])
def test_documents_are_written_in_the_language_that_is_named(tmp_path, language):
    written = write_documents(report(pledge("a")), tmp_path, ["md"], language=language)

    assert written.documents[0].read_text(encoding="utf-8").startswith("# Zusagen, 2025: ")


def test_a_language_that_documents_are_not_written_in_is_refused(tmp_path):
    told = 'language: FORM error: found "dk", expected one of en, fr, de, pl, uk. Do: choose one of them.'

    assert refused(report(pledge("a")), tmp_path, ["md"], language="dk") == [told]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proof
def test_a_pdf_is_written_in_the_wished_unit_and_the_same_one_again_is_no_loss(made, tmp_path):
    for _ in range(2):
        written = write_documents(made, tmp_path, ["pdf"], unit="billion", decimals=2)

    assert written.documents == (tmp_path / "commitments.pdf",)
    with pymupdf.open(tmp_path / "commitments.pdf") as file:
        assert "EUR\N{NO-BREAK SPACE}billion, rate of the day of announcement." in file[0].get_text()


@pytest.mark.thorough
def test_a_report_that_no_single_page_holds_says_so_where_one_was_asked_for(tmp_path):
    """It was as many pages as it takes, and nobody was told."""
    tables = [{"name": f"T{n}", "title": f"T{n}", "measure": "pledges", "rows": ["donor"]} for n in range(9)]
    (problem,) = write_documents(report(pledge("a"), tables=tables, one_page=True), tmp_path, ["pdf"]).problems

    assert str(problem) == (
        "test.pdf: FILE note: found 2 pages, expected one page, as was asked for. "
        "Do: ask for fewer tables or columns: the report brief has one table."
    )
    assert write_documents(report(pledge("a"), tables=tables[:1], one_page=True), tmp_path, ["pdf"]).problems == ()


@pytest.mark.thorough
def test_one_page_that_has_no_room_for_its_chart_says_so(tmp_path):
    by_year = {"name": "By year", "title": "By year", "measure": "pledges", "rows": ["donor"], "columns": "year"}
    others = [{"name": f"T{n}", "title": f"T{n}", "measure": "pledges", "rows": ["donor"]} for n in range(4)]
    records = (pledge("a"), pledge("b", donor="FRA"))
    crowded = report(*records, tables=[by_year, *others], one_page=True)
    (problem,) = write_documents(crowded, tmp_path, ["pdf"]).problems

    assert str(problem) == (
        "test.pdf: FILE note: found no chart: the page has no room for it, expected a chart, as was asked for. "
        "Do: ask for fewer tables, columns or years, or for no comparison; page and workbook have the chart."
    )
    assert write_documents(report(*records, tables=[by_year], one_page=True), tmp_path, ["pdf"]).problems == ()


@pytest.mark.proof
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
            "Do: name another folder with path, or remove that file."
        )
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["commitments.md"]
    assert (tmp_path / "commitments.md").read_text(encoding="utf-8") == "my own words"


def test_documents_need_a_folder(made, tmp_path):
    assert refused(made, tmp_path / "brief.md", ["md"]) == [
        (
            f"{tmp_path}/brief.md: FILE error: found a name that ends in .md, as those of files do, expected a folder "
            "for the files of a report. Do: name a folder with path: the files in it are called after the report."
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


@pytest.mark.thorough
def test_documents_of_the_same_report_are_replaced_and_those_of_another_are_not(made, tmp_path):
    write_documents(made, tmp_path, ["md", "csv"])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_documents(made, tmp_path, ["md", "csv"], unit="billion")

    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before.keys() == after.keys()
    assert all(before[name] != after[name] for name in before)

    other = replace(made, definition=made.definition.varied(name="commitments-x"))
    (tmp_path / "commitments-x.md").write_bytes(after["commitments.md"])
    assert refused(other, tmp_path, ["md"])[0].startswith(f"{tmp_path}/commitments-x.md: FILE error")


@pytest.mark.thorough
@pytest.mark.parametrize("name", FILES)
def test_a_document_in_which_somebody_changed_a_letter_is_not_replaced(made, tmp_path, name):
    write_documents(made, tmp_path, ["md", "csv"])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / name).write_bytes(before[name].replace(b"o", b"0", 1))

    assert refused(made, tmp_path, ["md", "csv"], decimals=2)[0].startswith(f"{tmp_path}/")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before | {
        name: before[name].replace(b"o", b"0", 1)
    }


@pytest.mark.thorough
def test_a_table_that_the_report_no_longer_has_goes_unless_somebody_changed_it(made, tmp_path):
    write_documents(made, tmp_path, ["csv"])
    mine = tmp_path / "commitments-mine.csv"
    mine.write_text("mine", encoding="utf-8")
    fewer = replace(made, tables=())
    write_documents(fewer, tmp_path, ["csv"])

    assert sorted(path.name for path in tmp_path.iterdir()) == ["commitments-mine.csv", "commitments-notes.csv"]

    write_documents(made, tmp_path, ["csv"])
    (tmp_path / FILES[1]).write_text("mine too", encoding="utf-8")
    write_documents(fewer, tmp_path, ["csv"])
    assert (tmp_path / FILES[1]).read_text(encoding="utf-8") == "mine too"


@pytest.mark.thorough
def test_a_link_is_never_written_through(made, tmp_path):
    write_documents(made, tmp_path, ["md"])
    (tmp_path / "commitments.md").rename(tmp_path / "elsewhere.md")
    (tmp_path / "commitments.md").symlink_to(tmp_path / "elsewhere.md")

    assert "another file of that name" in refused(made, tmp_path, ["md"], decimals=2)[0]


@pytest.mark.thorough
def test_a_folder_is_made_where_its_parent_is_there(made, tmp_path):
    assert write_documents(made, tmp_path / "new", ["md"]).documents == (tmp_path / "new" / "commitments.md",)
    assert write_documents(made, tmp_path / "book", ["xlsx"]).workbook == tmp_path / "book" / "commitments.xlsx"
    assert "found no folder" in refused(made, tmp_path / "a" / "b", ["md"])[0]


def test_a_folder_that_was_made_for_nothing_goes_again(made, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ledger.desk.documents._write", full)

    assert "No space left" in refused(made, tmp_path / "new", ["md"])[0]
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_tables_reaches_no_file_outside_of_its_folder(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"x")
    inner = tmp_path / "inner"
    inner.mkdir()
    notes = f"File,../outside.csv,{sha256(b'x').hexdigest()}\r\n".encode()
    (inner / "aid-notes.csv").write_bytes(seal_text(notes, "report aid", "table"))

    assert ours_in(inner, "aid") == {inner / "aid-notes.csv"}


@pytest.mark.proof
@pytest.mark.parametrize(("rules", "size"), [({}, (595, 842)), ({"orientation": "landscape"}, (842, 595))])
def test_the_definition_says_how_a_pdf_lies_and_that_it_is_one_page(made, tmp_path, rules, size):
    tables = [table.model_dump() for table in made.definition.tables]
    both = [*tables, tables[0] | {"name": "Again"}]
    definition = made.definition.varied(tables=both, one_page=True, **rules)

    write_documents(replace(made, definition=definition), tmp_path, ["pdf"])

    with pymupdf.open(tmp_path / "commitments.pdf") as file:
        assert [(round(page.rect.width), round(page.rect.height)) for page in file] == [size]
