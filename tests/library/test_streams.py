"""Files by path or as binary streams: the same comes of both, and nothing is written by half."""

import json
from io import BytesIO, FileIO, RawIOBase, StringIO

import openpyxl
import pytest
from made import paid, pledge
from made import report as made_report

from ledger import Book, Refused, export_book, read_rates, read_records, write_report
from ledger.desk import EXPORT_FORMATS
from ledger.records import dump_record

OURS = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU\n"
RECORDS = (pledge("a"), paid("t", "a"))
LINES = "".join(f"{dump_record(record)}\n" for record in RECORDS).encode()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = Book.create(tmp_path_factory.mktemp("streams") / "book.db")
    book.record(RECORDS, author="Ann", reason="the first ones")
    return book


@pytest.fixture(scope="module")
def report():
    return made_report(pledge("a"))


@pytest.mark.parametrize("name", sorted({"csv", "parquet", "records", "iati", "jsonl", "datapackage"}))
def test_a_stream_holds_what_the_file_holds(tmp_path, book, name):
    ending = EXPORT_FORMATS[name].endings[-1]
    stream = BytesIO()
    to_file = export_book(book, name, str(tmp_path / f"out{ending}"))
    to_stream = export_book(book, name, stream)
    assert stream.getvalue() == (tmp_path / f"out{ending}").read_bytes()
    assert (to_stream.records, to_stream.head) == (to_file.records, to_file.head)


@pytest.mark.parametrize("name", ["csv", "parquet", "records"])
def test_records_come_back_from_a_stream_whose_format_its_content_tells(book, name):
    stream = BytesIO()
    export_book(book, name, stream)
    assert read_records(BytesIO(stream.getvalue())) == (RECORDS, ())


def test_a_line_of_json_in_a_stream_is_a_record():
    assert read_records(BytesIO(LINES)) == (RECORDS, ())
    assert read_records(BytesIO(b"\xef\xbb\xbf" + LINES))[0] == RECORDS


def test_a_stream_of_xml_and_one_of_a_page_of_flows_are_told_by_what_they_hold():
    [no_activities] = read_records(BytesIO(b"<a/>"))[1]
    page = {"flows": [], "flowCount": 0}
    [no_flow] = read_records(BytesIO(json.dumps({"data": page}).encode()))[1]
    assert (no_activities.place.file, no_flow.place.file) == ("stream-1.xml", "stream-1.json")


def test_a_workbook_in_a_stream_is_read_as_one():
    drawn = BytesIO()
    openpyxl.Workbook().save(drawn)
    [problem, *_] = read_records(BytesIO(drawn.getvalue()))[1]
    assert problem.place.file == "stream-1.xlsx"


def test_a_fault_is_told_at_its_line_of_the_stream_with_its_number():
    first, other = (f"{dump_record(pledge(key))}\n".encode() for key in ("a", "b"))
    _, problems = read_records(BytesIO(first), BytesIO(other.replace(b'"DEU"', b"1")))
    assert [str(problem.place) for problem in problems] == ["stream-2.jsonl:1:donor"]


def test_a_format_that_is_named_counts():
    [problem] = read_records(BytesIO(LINES), format="csv")[1]
    assert (problem.place.file, problem.expected[:22]) == ("stream-1.jsonl", "quotation marks closed")


def test_rates_come_by_path_bytes_and_stream(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_bytes(OURS)
    with path.open("rb") as stream:
        read = [read_rates("NBU", data) for data in (OURS, path, str(path), BytesIO(OURS), stream)]
    assert [(rates.base, problems) for rates, problems in read] == [("UAH", ())] * 5


def test_a_path_without_rates_is_told_and_not_raised(tmp_path):
    rates, [problem] = read_rates("NBU", tmp_path / "absent.csv")
    assert rates is None
    assert str(problem).endswith(
        'absent.csv: FILE error: found "No such file or directory", expected a file of rates. Do: check the path.'
    )


def test_a_report_is_written_to_a_stream_as_to_a_file(tmp_path, report, monkeypatch):
    monkeypatch.setattr("ledger.render.write_workbook", lambda _report, path, _shown: path.write_bytes(b"drawn"))
    stream = BytesIO()
    assert write_report(report, stream) is None
    assert write_report(report, str(tmp_path / "a.xlsx")) == tmp_path / "a.xlsx"
    assert (stream.getvalue(), (tmp_path / "a.xlsx").read_bytes()) == (b"drawn", b"drawn")


class Drop(RawIOBase):
    """A stream without a buffer that takes ten bytes at a time."""

    def __init__(self):
        self.taken = b""

    def writable(self):
        return True

    def write(self, data):
        self.taken += bytes(data[:10])
        return len(data[:10])


def test_a_stream_that_takes_a_little_at_a_time_gets_all(book):
    whole, drop = BytesIO(), Drop()
    export_book(book, "csv", whole)
    export_book(book, "csv", drop)
    assert drop.taken == whole.getvalue()


def test_a_stream_is_left_as_it_was_where_nothing_can_be_written(tmp_path):
    stream = BytesIO(b"before")
    with pytest.raises(Refused, match="a book with nothing to export"):
        export_book(Book.create(tmp_path / "empty.db"), "csv", stream)
    assert stream.getvalue() == b"before"


def closed():
    stream = BytesIO(b"")
    stream.close()
    return stream


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (StringIO(""), r"is a stream of text: open it in binary, as open\('file.csv', 'rb'\) does"),
        (closed(), r"is closed: hand it over while it is open"),
        (3, r"is a path such as 'file.csv', or a binary stream such as open\('file.csv', 'rb'\), not the int 3"),
        (None, r"is a path such as 'file.csv'"),
    ],
    ids=["text", "closed", "number", "nothing"],
)
def test_what_is_neither_a_path_nor_a_binary_stream_is_a_fault_of_the_program(book, report, given, told):
    for argument, call in [
        ("paths", lambda: read_records(given)),
        ("data", lambda: read_rates("NBU", given)),
        ("path", lambda: write_report(report, given)),
        ("out", lambda: export_book(book, "csv", given)),
    ]:
        with pytest.raises(TypeError, match=f"^{argument} {told}"):
            call()


def test_a_stream_that_is_open_the_other_way_is_a_fault_of_the_program(tmp_path, book):
    (tmp_path / "a.csv").write_bytes(OURS)
    with (
        FileIO(tmp_path / "a.csv", "r") as stream,
        pytest.raises(TypeError, match=r"^out cannot be written: open it for"),
    ):
        export_book(book, "csv", stream)
    with (
        FileIO(tmp_path / "b.csv", "w") as stream,
        pytest.raises(TypeError, match=r"^data cannot be read: open it for"),
    ):
        read_rates("NBU", stream)


def test_a_stream_that_gives_text_is_a_fault_of_the_program():
    class Text(BytesIO):
        def read(self):
            return "Date,USD"

    with pytest.raises(TypeError, match=r"^data gives str: open it in binary"):
        read_rates("NBU", Text())
