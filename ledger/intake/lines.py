"""Bytes to numbered lines of text: bounded, and with a problem for each line that cannot be read.

The readers of the formats stand on this; what a line means is their business. JSON is UTF-8; a table may also be what
spreadsheets save, UTF-16 or Windows-1252, or what the user says.
"""

from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, NamedTuple

from ledger.foundation import Place, Problem, Severity, advice, malformed, quoted
from ledger.intake.encodings import WESTERN, is_utf8, sample_of, shown_encoding, spoilt_before, wrong_code_page

MAX_LINE = 1_000_000
_PIECE = 1024 * 1024
MAX_LINES = 1_000_000

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = "\ufffd"
# No character of UTF-8 is longer than 4 bytes, so a line within the limit always fits.
_MOST_BYTES = 4 * MAX_LINE + 2
_AROUND = 20
# What a file is that says so in its first bytes, whatever its name says.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a workbook or another archive (zip)"),
    (b"PK\x05\x06", "an empty archive (zip)"),
    (b"\xd0\xcf\x11\xe0", "a workbook or document of an old Office"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a document (RTF)"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
    (b"<", "a web page or an XML file"),
)
# Blank lines may stand before them.
_LOOKED_AT = 1024


class NumberedLine(NamedTuple):
    """One line of a file, counted from 1, with the line end that it had."""

    number: int
    text: str


def numbered_lines(stream: BinaryIO, file: str) -> Iterator[NumberedLine | Problem]:
    """Read a file of UTF-8 line by line; a line that is too long or not UTF-8 becomes a problem.

    Args:
        stream: the bytes of the file; a mark at the start (BOM) is skipped.
        file: name of the file, the first part of each place.

    >>> from io import BytesIO
    >>> [line.text for line in numbered_lines(BytesIO("3 €".encode()), "x.csv")]
    ['3 €']
    """
    if other := _other_file(_start(stream), file) or _too_many_lines(stream, file):
        yield other
        return
    for number, content in _contents(stream):
        yield _utf8_line(number, content, file)


def table_lines(stream: BinaryIO, file: str, encoding: str | None = None) -> Iterator[NumberedLine | Problem]:
    """The same for a table, in any encoding that spreadsheets save: UTF-8, UTF-16 with its mark, or Windows-1252.

    Text that is not UTF-8 is read as Windows-1252, and a warning shows how it reads; words that no language has are an
    error, which names the code page that is likely meant. A file of both is not read beyond the line where they meet.

    Args:
        stream: the bytes of the file.
        file: name of the file, the first part of each place.
        encoding: that the user names, as :func:`ledger.intake.encodings.encoding_of` gives it.

    >>> from io import BytesIO
    >>> [line.text for line in table_lines(BytesIO("3 €".encode("utf-16")), "x.csv")]
    ['3 €']
    >>> warning, line = table_lines(BytesIO("3 €".encode("cp1252")), "x.csv")
    >>> line.text, warning.found
    ('3 €', 'text in Windows-1252, which reads as "3 €"')
    """
    start = _start(stream)
    if start.startswith(_UTF16_MARKS) or (encoding or "").startswith("utf-16"):
        marked = start.startswith(_UTF16_MARKS)
        yield from _utf16_lines(stream, file, "utf-16" if marked else str(encoding))
        return
    if other := _other_file(start, file) or _too_many_lines(stream, file):
        yield other
    elif encoding is None:
        yield from _lines_as_found(stream, file)
    else:
        yield from _lines_as_named(stream, file, encoding)


def _lines_as_found(stream: BinaryIO, file: str) -> Iterator[NumberedLine | Problem]:
    """The lines in UTF-8 or else in Windows-1252, by the first that is not ASCII alone."""
    encoding = "ascii"
    is_doubted = False
    for number, content in _contents(stream):
        line = _utf8_line(number, content, file)
        if content.isascii():
            yield line
            continue
        own = "utf-8" if isinstance(line, NumberedLine) else WESTERN
        if own == WESTERN:
            line = _western_line(number, content, file)
        if isinstance(line, NumberedLine) and encoding not in ("ascii", own):
            yield _mixed(number, encoding, line, file)
            return
        if own == WESTERN and encoding == "ascii":
            if fault := _wrong_code_page(stream, file):
                yield fault
                return
            if isinstance(line, NumberedLine):
                yield _guessed(line, file)
        word = spoilt_before(line.text) if isinstance(line, NumberedLine) and own == "utf-8" else None
        if word and not is_doubted:
            is_doubted = True
            yield _spoilt_before(number, word, file)
        encoding = own
        yield line


def _lines_as_named(stream: BinaryIO, file: str, encoding: str) -> Iterator[NumberedLine | Problem]:
    """The lines in the encoding that the user names; a file that is UTF-8 is not read in another one."""
    lines = [] if encoding == "utf-8" else sample_of(stream)
    if lines and all(map(is_utf8, lines)):
        found, expected = "text in UTF-8", f"text in {shown_encoding(encoding)}, as was said"
        yield Problem(
            "FILE",
            Severity.ERROR,
            Place(file=file),
            found,
            expected,
            advice("leave --encoding out"),
        )
        return
    name, remedy = shown_encoding(encoding), "name another code page, or save the file as UTF-8"
    for number, content in _contents(stream):
        place = Place(file=file, row=number)
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as fault:
            found = f"text that is not {name} (byte {content[fault.start]:02x})"
            yield Problem("FILE", Severity.ERROR, place, found, f"text in {name}", remedy)
            return
        yield _too_long(place) if len(text) > MAX_LINE else NumberedLine(number, text)


def _wrong_code_page(stream: BinaryIO, file: str) -> Problem | None:
    """FILE for a file whose lines are not in UTF-8, and not in Windows-1252 either; it is read on where it was."""
    place = stream.tell()
    lines = sample_of(stream)
    stream.seek(place)
    return wrong_code_page(file, b"".join(line for line in lines if not is_utf8(line)))


def _contents(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(_bounded_lines(stream), start=1):
        yield number, line.removeprefix(_UTF8_MARK) if number == 1 else line


def kind_of(start: bytes) -> str | None:
    """What a file is that says so in its first bytes; None for any other.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"title,donor")
    ('a PDF', None)
    """
    first = start.removeprefix(_UTF8_MARK).lstrip().lower()
    return next((meaning for signature, meaning in _SIGNATURES if first.startswith(signature.lower())), None)


def _start(stream: BinaryIO) -> bytes:
    start = stream.read(_LOOKED_AT)
    stream.seek(0)
    return start


def _other_file(start: bytes, file: str) -> Problem | None:
    if start.startswith(_UTF16_MARKS) or b"\0" in start[:2]:
        return malformed(
            Place(file=file, row=1), "NUL bytes, as in UTF-16 text", "text in UTF-8", "save the file as UTF-8"
        )
    if (kind := kind_of(start)) is None:
        return None
    remedy = "give it the ending that belongs to it, or save the table again"
    return Problem("FILE", Severity.ERROR, Place(file=file), kind, "a file of text lines, as its name says", remedy)


def _too_many_lines(stream: BinaryIO, file: str) -> Problem | None:
    """FILE for more lines than are read, before any of them is: they would be read for nothing."""
    lines, last = 0, b"\n"
    while lines <= MAX_LINES and (piece := stream.read(_PIECE)):
        lines, last = lines + piece.count(b"\n"), piece[-1:]
    stream.seek(0)
    return _too_many(file) if lines + (last != b"\n") > MAX_LINES else None


def _utf8_line(number: int, content: bytes, file: str) -> NumberedLine | Problem:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        place = Place(file=file, row=number)
        if len(content) > MAX_LINE:
            return _too_long(place)
        byte = f"byte {content[fault.start]:02x}, as in Windows-1252 text"
        return malformed(place, f"text that is not UTF-8 ({byte})", "text in UTF-8", "save the file as UTF-8")
    return _too_long(Place(file=file, row=number)) if len(text) > MAX_LINE else NumberedLine(number, text)


def _western_line(number: int, content: bytes, file: str) -> NumberedLine | Problem:
    place = Place(file=file, row=number)
    if len(content) > MAX_LINE:
        return _too_long(place)
    try:
        return NumberedLine(number, content.decode(WESTERN))
    except UnicodeDecodeError as fault:
        found = f"text that is neither UTF-8 nor Windows-1252 (byte {content[fault.start]:02x})"
        return malformed(
            place,
            found,
            "text in UTF-8",
            advice("save the file as UTF-8, or import it with --encoding"),
        )


def _utf16_lines(stream: BinaryIO, file: str, encoding: str) -> Iterator[NumberedLine | Problem]:
    # Broken characters are replaced and found again, since an error of the decoder would not know its line.
    text = TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n")
    number = 0
    try:
        while line := text.readline(MAX_LINE + 1):
            number += 1
            place = Place(file=file, row=number)
            if number > MAX_LINES:
                yield _too_many(file)
                return
            if len(line) > MAX_LINE:
                yield _too_long(place)
                while len(line) > MAX_LINE and not line.endswith("\n"):
                    line = text.readline(MAX_LINE + 1)
            elif _BROKEN in line:
                yield malformed(place, "broken characters of UTF-16", "whole text", "save the file again as UTF-8")
            else:
                yield NumberedLine(number, line)
    finally:
        # The stream belongs to the caller.
        text.detach()


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_MOST_BYTES):
        yield line
        part = line
        # The rest of an overlong line is passed over in pieces, never held.
        while len(part) == _MOST_BYTES and not part.endswith(b"\n"):
            part = stream.readline(_MOST_BYTES)


def _guessed(line: NumberedLine, file: str) -> Problem:
    # Not stripped: the one character in doubt may be a blank that does not break.
    text = line.text.rstrip("\r\n")
    first = next(position for position, character in enumerate(text) if not character.isascii())
    shown = quoted(text[max(0, first - _AROUND) : first + _AROUND])
    found = f"text in Windows-1252, which reads as {shown}"
    remedy = "check that this is how it should read, or save the file as UTF-8"
    return Problem("FORM", Severity.WARNING, Place(file=file, row=line.number), found, "text in UTF-8", remedy)


def _spoilt_before(number: int, word: str, file: str) -> Problem:
    found = f"{quoted(word)}, which is no word of any language"
    expected = "text that was read in its own code page before it was saved as UTF-8"
    remedy = "open the original in its own code page, such as Windows-1251, and save it again"
    return Problem("FORM", Severity.WARNING, Place(file=file, row=number), found, expected, remedy)


def _mixed(number: int, before: str, line: NumberedLine, file: str) -> Problem:
    found = f"another encoding than in the lines before, which are {shown_encoding(before)}"
    remedy = f"mend the line {quoted(line.text.strip())}; those after it were not read"
    place = Place(file=file, row=number)
    return Problem("FILE", Severity.ERROR, place, found, "one encoding in the whole file", remedy)


def _too_long(place: Place) -> Problem:
    return malformed(place, "an endless line", f"at most {MAX_LINE} characters", "write one record on each line")


def _too_many(file: str) -> Problem:
    found = f"more than {MAX_LINES} lines"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, "a file of bearable size", "split the file")
