"""A file that is not what its name says is told as what it is, whatever its name; nothing of it is read."""

import gzip
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbooks import filled_in

from ledger.intake import read_file
from ledger.intake.lines import numbered_lines, table_lines


def found(path, content):
    path.write_bytes(content)
    drafts, problems = read_file(path)
    assert drafts == ()
    return [(str(it.place), it.code, it.found) for it in problems]


def a_workbook(folder):
    return filled_in(folder / "made.xlsx", {}).read_bytes()


def a_parquet_file(_):
    stream = BytesIO()
    pq.write_table(pa.table({"title": ["Drones"]}), stream)
    return stream.getvalue()


OTHERS = {
    "a workbook or another archive (zip)": a_workbook,
    "a Parquet file": a_parquet_file,
    "a compressed file (gzip)": lambda _: gzip.compress(b"title,donor\n"),
    "a PDF": lambda _: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "a workbook or document of an old Office": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "a database": lambda _: b"SQLite format 3\0" + bytes(100),
    "a document (RTF)": lambda _: b"{\\rtf1\\ansi }",
    "a web page": lambda _: b"\xef\xbb\xbf\n\n  <!DOCTYPE HTML>\n<html>",
    "an XML file": lambda _: b'<?xml version="1.0"?>\n<iati-activities/>',
    "a web page or an XML file": lambda _: b"<!-- saved -->\n<html>",
    "an empty archive (zip)": lambda _: b"PK\x05\x06" + bytes(18),
    "an archive (7z)": lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(26),
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(20),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_of_another_kind_under_the_name_of_a_text_file_is_told_as_what_it_is(tmp_path, name, kind):
    assert found(tmp_path / name, OTHERS[kind](tmp_path)) == [(name, "FILE", kind)]


@pytest.mark.parametrize("kind", [it for it in OTHERS if it != "a Parquet file"])
def test_a_file_of_another_kind_under_the_name_of_a_parquet_file_is_told_as_what_it_is(tmp_path, kind):
    assert found(tmp_path / "a.parquet", OTHERS[kind](tmp_path)) == [("a.parquet", "FILE", kind)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"title,donor,recipient\nDrones,DEU,UKR\n", "a text file such as CSV"),
        ("title;donor\n".encode("utf-16"), "a text file such as CSV"),
        (b'{"id": "a"}\n', "a text file such as CSV"),
        (b"<html><table></table></html>", "a web page (HTML)"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a workbook of the old kind (.xls)"),
        (b"PK\x05\x06" + bytes(18), "a zip archive"),
        (b"PAR1" + bytes(20), "a file of another kind"),
    ],
)
def test_a_file_of_another_kind_under_the_name_of_a_workbook_is_told_as_what_it_is(tmp_path, content, kind):
    assert found(tmp_path / "a.xlsx", content) == [("a.xlsx", "FILE", kind)]


def test_a_table_or_a_line_that_only_begins_with_blank_lines_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf\n \n{"id": "a"}\n')

    assert [str(it.place) for it in read_file(tmp_path / "a.jsonl")[0]] == ["a.jsonl:3"]


def test_a_blank_that_does_not_break_may_be_the_one_character_that_is_not_utf_8():
    warning, line = table_lines(BytesIO(b"\xa0"), "a.csv")

    assert (warning.severity, line.text) == ("warning", "\xa0")


@pytest.mark.parametrize(
    ("lines", "end", "is_read"), [(3, b"\n", True), (3, b"", True), (4, b"\n", False), (4, b"", False)]
)
@pytest.mark.parametrize("reader", [table_lines, numbered_lines])
def test_a_file_of_too_many_lines_is_refused_before_any_of_them_is_read(monkeypatch, reader, lines, end, is_read):
    monkeypatch.setattr("ledger.intake.lines.MAX_LINES", 3)

    found = list(reader(BytesIO(b"x\n" * (lines - 1) + b"x" + end), "a.csv"))

    assert len(found) == (3 if is_read else 1)
    assert is_read or str(found[0]).startswith("a.csv: FILE error: found more than 3 lines")
