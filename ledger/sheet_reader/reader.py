"""Answers what is asked of one workbook."""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from ledger.sheet_reader.lines import Answer, Request

_BLOCK_CELLS = 16_384


class SheetReader:
    """Reads one workbook, block by block; of several sheets side by side, if it is asked to.

    >>> SheetReader().answer({"ask": "open", "path": "absent.xlsx", "whole": False})["fault"][:2]
    'No'
    """

    def __init__(self) -> None:
        self._workbook: CalamineWorkbook | None = None
        self._cursors: dict[int, tuple[int, Iterator[list[Any]]]] = {}

    def answer(self, request: Request) -> Answer:
        """The answer to one request.

        ``open`` gives the names of the sheets; ``sheet`` opens a cursor on one and gives its first column, from 0;
        ``rows`` gives the next rows of a cursor, and whether there may be more.
        """
        for cursor in request.get("closed", ()):
            self._cursors.pop(cursor, None)
        try:
            match request["ask"]:
                case "open":
                    return self._open(Path(request["path"]), whole=request["whole"])
                case "sheet":
                    return self._sheet(request["name"], request["cursor"])
                case _:
                    return self._rows(request["cursor"])
        except (CalamineError, OSError) as fault:
            return {"fault": str(fault)}
        except BaseException as fault:
            # What its Rust code did not foresee comes as this: no Exception, and without a public name.
            if type(fault).__name__ != "PanicException":
                raise
            return {"fault": "it breaks the reader"}

    def _open(self, path: Path, *, whole: bool) -> Answer:
        # Read as a whole, the file may go once it is open.
        opened = BytesIO(path.read_bytes()) if whole else None
        self._workbook = CalamineWorkbook.from_filelike(opened) if opened else CalamineWorkbook.from_path(path)
        return {"names": self._workbook.sheet_names}

    def _sheet(self, name: str, cursor: int) -> Answer:
        if self._workbook is None:
            raise RuntimeError("a sheet is read of a workbook that is open")
        sheet = self._workbook.get_sheet_by_name(name)
        at_once = max(1, _BLOCK_CELLS // max(1, sheet.width))
        if sheet.start is None:
            # Before python-calamine 0.9 to ask an empty sheet for its rows breaks the reader.
            self._cursors[cursor] = (at_once, iter(()))
            return {"first_column": 0}
        self._cursors[cursor] = (at_once, sheet.iter_rows())
        return {"first_column": sheet.start[1]}

    def _rows(self, cursor: int) -> Answer:
        at_once, rows = self._cursors[cursor]
        block = list(islice(rows, at_once))
        return {"rows": block, "more": len(block) == at_once}
