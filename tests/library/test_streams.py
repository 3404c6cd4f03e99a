"""Files by path or as binary streams: the same comes of both, and nothing is written by half."""

import gzip
import http.client
import json
import os
import zipfile
from io import BytesIO, FileIO, RawIOBase, StringIO
from pathlib import Path
from tempfile import SpooledTemporaryFile

import openpyxl
import pytest
from made import paid, pledge
from made import report as made_report

from ledger import Book, Refused, export_book, read_rates, read_records, write_report
from ledger.desk import EXPORT_FORMATS
from ledger.records import dump_record

OURS = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU\n"
FULL = Path("/dev/full")
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
    def drawn(_report, path, _shown):
        path.write_bytes(b"drawn")
        return ()

    monkeypatch.setattr("ledger.render.write_workbook", drawn)
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


def longer_file(tmp_path):
    (tmp_path / "out").write_bytes(b"z" * 30_000)
    return (tmp_path / "out").open("rb+")


def longer_bytes(_tmp_path):
    return BytesIO(b"z" * 30_000)


@pytest.mark.parametrize("longer", [longer_file, longer_bytes])
def test_nothing_of_what_a_stream_held_stays_behind_what_is_written(tmp_path, book, longer):
    whole = BytesIO()
    export_book(book, "csv", whole)
    with longer(tmp_path) as stream:
        export_book(book, "csv", stream)
        stream.seek(0)
        assert stream.read() == whole.getvalue()


def test_what_stands_before_the_position_of_a_stream_stays(book):
    stream = BytesIO(b"before")
    stream.seek(6)
    export_book(book, "csv", stream)
    assert stream.getvalue()[:9] == b"before\xef\xbb\xbf"


def test_a_stream_that_cannot_be_cut_off_is_written_to(tmp_path, book):
    whole = BytesIO()
    export_book(book, "csv", whole)
    read, write = os.pipe()
    with os.fdopen(read, "rb") as end, os.fdopen(write, "wb") as pipe, Path(os.devnull).open("wb") as nothing:
        for stream in (pipe, nothing):
            export_book(book, "csv", stream)
        pipe.close()
        assert end.read() == whole.getvalue()
    with gzip.open(tmp_path / "a.gz", "wb") as packed:
        export_book(book, "csv", packed)
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == whole.getvalue()


class Only:
    """A stream with nothing but ``read``, which gives bytes or breaks off."""

    def __init__(self, given):
        self.given = given

    def read(self):
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


class Taker:
    """A stream with nothing but ``write``, which does not say how much it took."""

    def __init__(self):
        self.taken = b""

    def write(self, data):
        self.taken += data


def test_a_stream_needs_one_method(book):
    whole, taker = BytesIO(), Taker()
    export_book(book, "csv", whole)
    export_book(book, "csv", taker)
    assert taker.taken == whole.getvalue()
    assert read_records(Only(LINES)) == (RECORDS, ())
    with pytest.raises(TypeError, match=r"^out cannot be written: open it for writing, as open\('file.xlsx', 'wb'\)"):
        export_book(book, "csv", Only(b""))
    with pytest.raises(TypeError, match=r"^paths cannot be read: open it for reading, as open\('file.csv', 'rb'\)"):
        read_records(taker)


BROKEN = [
    (gzip.GzipFile(fileobj=BytesIO(gzip.compress(LINES)[:-20])), "Compressed file ended before the end-of-stream"),
    (gzip.GzipFile(fileobj=BytesIO(LINES)), "Not a gzipped file"),
    (Only(TimeoutError("timed out")), '"timed out"'),
    (Only(TimeoutError()), '"TimeoutError"'),
    (Only(http.client.IncompleteRead(b"{")), "IncompleteRead(1 bytes read)"),
    (Only(zipfile.BadZipFile("Bad CRC-32")), '"Bad CRC-32"'),
]


@pytest.mark.parametrize(("stream", "says"), BROKEN, ids=[says for _, says in BROKEN])
def test_a_stream_that_breaks_off_is_a_problem_of_the_file(stream, says):
    records, [problem] = read_records(BytesIO(LINES), stream)
    assert (records, problem.code, str(problem.place)) == ((), "FILE", "stream-2")
    assert says in problem.found
    assert (problem.expected, problem.remedy) == (
        "a stream that can be read to its end",
        "fetch the data again, and hand over all of it",
    )


def test_rates_in_a_stream_that_breaks_off_are_told():
    rates, [problem] = read_rates("NBU", Only(TimeoutError("timed out")))
    assert (rates, problem.code, str(problem.place), problem.found) == (None, "FILE", "NBU", '"timed out"')


@pytest.mark.skipif(not FULL.exists(), reason="a full disk is there to try on Linux alone")
def test_a_stream_to_a_full_disk_refuses(book):
    with (
        pytest.raises(
            Refused, match=r'^out: FILE error: found "No space left on device", expected a stream that can be'
        ),
        FULL.open("wb", buffering=0) as unbuffered,
    ):
        export_book(book, "csv", unbuffered)
    buffered = FULL.open("wb")
    with pytest.raises(Refused, match=r'^out: FILE error: found "No space left on device"'):
        export_book(book, "csv", buffered)
    with pytest.raises(OSError, match="No space left"):
        buffered.close()


def test_the_streams_of_the_standard_library_are_read(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(LINES))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.jsonl", LINES)
    with (
        gzip.open(tmp_path / "a.gz") as packed,
        zipfile.ZipFile(tmp_path / "a.zip").open("a.jsonl") as member,
        SpooledTemporaryFile() as spooled,
    ):
        spooled.write(LINES)
        spooled.seek(0)
        assert [read_records(stream) for stream in (packed, member, spooled)] == [(RECORDS, ())] * 3


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
        (StringIO(""), r"is a stream of text: open it in binary, as {example} does"),
        (closed(), r"is closed: hand it over while it is open, as in with {example} as stream"),
        (3, r"is a path such as 'file.csv', or a binary stream such as {example}, not the int 3"),
        (None, r"is a path such as 'file.csv', or a binary stream such as {example}, not the NoneType None"),
    ],
    ids=["text", "closed", "number", "nothing"],
)
def test_what_is_neither_a_path_nor_a_binary_stream_is_a_fault_of_the_program(book, report, given, told):
    for_reading, for_writing = r"open\('file.csv', 'rb'\)", r"open\('file.xlsx', 'wb'\)"
    for argument, example, call in [
        ("paths", for_reading, lambda: read_records(given)),
        ("data", for_reading, lambda: read_rates("NBU", given)),
        ("path", for_writing, lambda: write_report(report, given)),
        ("out", for_writing, lambda: export_book(book, "csv", given)),
    ]:
        with pytest.raises(TypeError, match=f"^{argument} {told.format(example=example)}$"):
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
