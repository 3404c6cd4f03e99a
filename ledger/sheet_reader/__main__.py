"""``python -m ledger.sheet_reader``: answers requests, one JSON line each, until its standard input ends."""

import json
import sys

from ledger.sheet_reader.limits import limit
from ledger.sheet_reader.lines import as_line
from ledger.sheet_reader.reader import SheetReader


def serve() -> None:
    """Answer line by line; the first line says what this process may take: ``{"memory": bytes, "seconds": n}``."""
    bounds = json.loads(sys.stdin.buffer.readline() or "null")
    if bounds is None:
        return
    limit(bounds["memory"], bounds["seconds"])
    _say(as_line({"limited": True}))
    reader = SheetReader()
    for line in sys.stdin.buffer:
        _say(as_line(reader.answer(json.loads(line))))


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
