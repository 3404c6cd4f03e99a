"""Bytes to numbered lines of text: bounded, UTF-8, and with a problem for each line that cannot be read.

The readers of the formats stand on this; what a line means is their business.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ledger.foundation import Problem, Severity

MAX_LINE = 1_000_000
MAX_LINES = 1_000_000

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# No character of UTF-8 is longer than 4 bytes, so a line within the limit always fits.
_MOST_BYTES = 4 * MAX_LINE + 2


class NumberedLine(NamedTuple):
    """One line of a file, counted from 1, with the line end that it had."""

    number: int
    text: str


def numbered_lines(stream: BinaryIO, file: str) -> Iterator[NumberedLine | Problem]:
    """Read a file line by line; a line that is too long or not UTF-8 becomes a problem.

    Args:
        stream: the bytes of the file; a mark at the start (BOM) is skipped.
        file: name of the file, the first part of each place.

    >>> from io import BytesIO
    >>> [line.text for line in numbered_lines(BytesIO("3 €".encode()), "x.csv")]
    ['3 €']
    """
    for number, line in enumerate(_bounded_lines(stream), start=1):
        content = line.removeprefix(_UTF8_MARK) if number == 1 else line
        if number == 1 and (content.startswith(_UTF16_MARKS) or b"\0" in content[:2]):
            yield _form(f"{file}:1", "NUL bytes, as in UTF-16 text", "text in UTF-8", "save the file as UTF-8")
            return
        if number > MAX_LINES:
            yield _too_many(file)
            return
        yield _numbered_line(number, content, file)


def _numbered_line(number: int, content: bytes, file: str) -> NumberedLine | Problem:
    place = f"{file}:{number}"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        if len(content) > MAX_LINE:
            return _too_long(place)
        byte = f"byte {content[fault.start]:02x}, as in Windows-1252 text"
        return _form(place, f"text that is not UTF-8 ({byte})", "text in UTF-8", "save the file as UTF-8")
    return _too_long(place) if len(text) > MAX_LINE else NumberedLine(number, text)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_MOST_BYTES):
        yield line
        part = line
        # The rest of an overlong line is passed over in pieces, never held.
        while len(part) == _MOST_BYTES and not part.endswith(b"\n"):
            part = stream.readline(_MOST_BYTES)


def _too_long(place: str) -> Problem:
    return _form(place, "an endless line", f"at most {MAX_LINE} characters", "write one record on each line")


def _too_many(file: str) -> Problem:
    found = f"more than {MAX_LINES} lines"
    return Problem("FILE", Severity.ERROR, file, found, "a file of bearable size", "split the file")


def _form(place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, place, found, expected, remedy)
