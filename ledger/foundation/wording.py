"""What Python finds wrong with a text or a path, in words of our own: Python's differ from release to release."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import accumulate
from json import JSONDecodeError

from ledger.foundation.place import Place
from ledger.foundation.problems import Problem, malformed, quoted

MOST_DEPTH = 32
"""So many brackets may stand in each other: more than a sound file needs, and fewer than any Python breaks off at."""

_MOST_SHOWN = 20
_IN_QUOTES = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
# Before its version 3.14 Python says the line in this message and nowhere else.
_TOML_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key")
# Comments and texts, in which brackets and ends of lines mean nothing; then these themselves.
_TOML_PIECE = re.compile(
    r"""\#[^\n]*|"{3}(?:\\.|[^\\"]++|"(?!""))*"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\[\]{}\n]""",
    re.DOTALL,
)
_TOML_NAME = re.compile(r"\s*(?:(?P<name>[\w.-]+|\"[^\"]*\")\s*=|\[\[?(?P<table>[^\]]*)\])")
_RETURN_ALONE = re.compile("\r(?!\n)")
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}


def is_nested_too_deep(text: str) -> bool:
    """Whether more brackets of a JSON text stand in each other than a reader has to bear.

    >>> is_nested_too_deep("[" * 33), is_nested_too_deep('["' + "[" * 33 + '"]')
    (True, False)
    """
    # Counting brackets is cheap and nearly always enough; only then is the depth looked at.
    if text.count("[") + text.count("{") <= MOST_DEPTH:
        return False
    steps = (_BRACKETS[sign] for sign in _IN_QUOTES.sub("", text) if sign in _BRACKETS)
    return any(depth > MOST_DEPTH for depth in accumulate(steps))


def broken_json(fault: JSONDecodeError) -> tuple[int, int, str]:
    """Where a JSON text breaks, as line and column, and what stands there.

    >>> import json
    >>> try:
    ...     json.loads('{"title": }')
    ... except JSONDecodeError as fault:
    ...     broken_json(fault)
    (1, 11, 'broken JSON at "}"')
    """
    place = _comma_too_many(fault.doc, fault.pos)
    line, column = fault.doc.count("\n", 0, place) + 1, place - fault.doc.rfind("\n", 0, place)
    stands = fault.doc[place : place + _MOST_SHOWN].split("\n")[0].strip()
    return line, column, f"broken JSON at {quoted(stands)}" if stands else "broken JSON, which breaks off"


def disk_words(fault: OSError | ValueError) -> str:
    """Why a path cannot be used, as the system says it; no system takes a path with a NUL.

    >>> disk_words(PermissionError(13, "Permission denied")), disk_words(ValueError("embedded null byte"))
    ('Permission denied', 'a name that no file can have')
    """
    return str(fault.strerror or fault) if isinstance(fault, OSError) else "a name that no file can have"


def _comma_too_many(text: str, place: int) -> int:
    # Python 3.13 names the comma before a closing bracket, older ones the bracket.
    before = text[:place].rstrip(" \t\r\n")
    return len(before) - 1 if before.endswith(",") and text[place : place + 1] in ("]", "}") else place


def toml_fault(fault: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    r"""The problem of a text that is no TOML, at its line.

    Args:
        fault: what the reader of TOML says.
        text: what it has read.
        file: as it is called in places.

    >>> try:
    ...     tomllib.loads(text := "a = 1\nb = EUR")
    ... except tomllib.TOMLDecodeError as fault:
    ...     print(toml_fault(fault, text, "x.toml").place)
    x.toml:2
    """
    if _RETURN_ALONE.search(text):
        found = "a line that ends with CR alone"
        return malformed(Place(file=file), found, "lines that end with LF or CR LF", "save it with such line ends")
    match = _TOML_LINE.search(str(fault))
    line = int(match[1]) if match else None
    twice = _given_twice(str(fault), text.split("\n"), line) if line else None
    if twice is not None:
        name, first, second = twice
        found = f"{quoted(name)} a second time, as in line {first}"
        return malformed(Place(file=file, row=second), found, "each name once", "take one of both out")
    return malformed(Place(file=file, row=line), quoted(str(fault)), "TOML", "mend the file at this place")


def _beginnings(text: str) -> Iterator[int]:
    """The lines of a TOML text that lie in no text and no list of several lines, counted from 1."""
    line, depth = 1, 0
    yield line
    for piece in _TOML_PIECE.finditer(text):
        stands = piece[0]
        depth += _BRACKETS.get(stands, 0)
        line += stands.count("\n")
        if stands == "\n" and not depth:
            yield line


def _given_twice(said: str, lines: Sequence[str], last: int) -> tuple[str, int, int] | None:
    """A name that stands twice in one table, and in which two lines, counted from 1; None where that is no fault of it.

    The reader of TOML names neither. A list of several lines ends in the line that it names, so that the name stands
    there or above. Lines inside a text or a list of several lines may look like names, and are none.
    """
    if not said.startswith(_TWICE):
        return None
    beginnings = (it for it in _beginnings("\n".join(lines)) if it <= last)
    named = [(number, match) for number in beginnings if (match := _TOML_NAME.match(lines[number - 1]))]
    if not named:
        return None
    second, match = named[-1]
    for first, earlier in reversed(named[:-1]):
        if earlier["name"] == match["name"] and earlier["table"] == match["table"]:
            return match["name"] or match["table"], first, second
        # Above the head of a table stand names of another one.
        if match["name"] and earlier["table"]:
            return None
    return None
