"""JSON Lines: one record on each line, fields named as in ``schemas/``."""

from collections.abc import Iterator
from typing import BinaryIO

from ledger.foundation import Place, Problem, malformed
from ledger.intake.drafts import Draft
from ledger.intake.lines import NumberedLine, numbered_lines
from ledger.records import Lineage, parse_json


def read_jsonl(stream: BinaryIO, file: str) -> Iterator[Draft | Problem]:
    """Read a file of JSON Lines; each line that is no JSON object becomes a problem.

    Args:
        stream: the bytes of the file.
        file: its name, the first part of each place.

    >>> from io import BytesIO
    >>> [draft] = read_jsonl(BytesIO(b'{"id": "a"}'), "x.jsonl")
    >>> print(draft.place)
    x.jsonl:1
    """
    first = True
    for line in numbered_lines(stream, file):
        if isinstance(line, Problem):
            yield line
        elif not line.text.strip():
            continue
        elif first and (other := _other_json(line, file)):
            yield other
            return
        else:
            yield from _draft(line, file)
        first = False


def _other_json(line: NumberedLine, file: str) -> Problem | None:
    """Files that are JSON, but not JSON Lines; one problem says so instead of one for every line."""
    place, text = Place(file=file, row=line.number), line.text.strip()
    if text.startswith("["):
        return malformed(
            place,
            "a JSON array",
            "one JSON object on each line",
            "take the outer brackets and the commas between the records away and write each record on one line",
        )
    if text == "{":
        return malformed(
            place,
            "a record spread over several lines",
            "one JSON object on each line",
            "write each record on one line (jq -c . does it)",
        )
    return None


def _draft(line: NumberedLine, file: str) -> Iterator[Draft | Problem]:
    place = Place(file=file, row=line.number)
    values, problems = parse_json(line.text.strip(), place)
    yield from problems
    if values is None:
        return
    lineage = Lineage(file=file, row=line.number, text=line.text.rstrip("\r\n"))
    yield Draft(values, place, lineage=(lineage,))
