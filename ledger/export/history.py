"""The whole journal as JSON Lines: each entry with every stored field, each file of rates in base64 behind it.

The last line says how many entries there are and which hash the last one has, so that a file that was cut off is known.

Import into an empty book gives the same entries with the same hashes.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from ledger.book import JournalLine, KeptFile

PART_BYTES = 384 * 1024
"""So much of a file stands on one line, so that no line has to be held that is as long as the file."""


def write_history(lines: Iterable[JournalLine], path: Path) -> None:
    r"""Write a journal as JSON Lines in UTF-8.

    Args:
        lines: entries and files in the order of the journal, and its closing.
        path: where to write; a file that is there is replaced.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_history([KeptFile("ab", b"day,USD")], Path(folder) / "history.jsonl")
    ...     (Path(folder) / "history.jsonl").read_text(encoding="utf-8")
    '{"sha256":"ab","base64":"ZGF5LFVTRA==","more":false}\n'
    """
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.writelines(f"{json.dumps(it, ensure_ascii=False, separators=(',', ':'))}\n" for it in _objects(line))


def _objects(line: JournalLine) -> Iterator[dict[str, object]]:
    if not isinstance(line, KeptFile):
        yield line._asdict()
        return
    for start in range(0, max(len(line.data), 1), PART_BYTES):
        part = b64encode(line.data[start : start + PART_BYTES]).decode("ascii")
        yield {"sha256": line.sha256, "base64": part, "more": start + PART_BYTES < len(line.data)}
