"""What is asked of one workbook, and what is answered: JSON values, so that they may come through a pipe.

JSON and no pickle: who has taken over the child through a forged workbook could have a pickle run anything.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

Request = Mapping[str, Any]
"""What is asked: ``{"ask": "open" | "sheet" | "rows", "closed": cursors that are let go, ...}``."""
Answer = dict[str, Any]
"""What is answered; ``{"fault": "..."}`` for a workbook that cannot be read."""

HOME = str(Path(__file__).absolute().parents[2])
"""The folder, or the zip file, in which the package ``ledger`` lies."""


def as_line(answer: Answer) -> bytes:
    r"""An answer as one line of JSON, days as ``{"day": ...}``, times and durations as ``{"text": ...}``.

    >>> as_line({"rows": [[datetime(2025, 6, 2, 12), 1.5, "x"]]})
    b'{"rows": [[{"day": "2025-06-02"}, 1.5, "x"]]}\n'
    """
    return json.dumps(answer, default=_as_json, ensure_ascii=False).encode() + b"\n"


def _as_json(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else {"text": str(value)}
