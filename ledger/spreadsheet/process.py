"""The child process in which python-calamine reads a workbook, and what is said when it does not survive it.

Never ``multiprocessing``: its way of starting a process runs the main script, or a notebook, again.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Event, Timer
from typing import Any, NamedTuple
from weakref import finalize

from ledger.foundation import LOG, Place, Problem, Refused, Severity, quoted
from ledger.sheet_reader import HOME, Answer, Request, as_line, reader_here

_MIB = 1024 * 1024
# Python and the library themselves, and what a workbook of nothing but its headings takes.
_LEAST_MEMORY = 256 * _MIB
_MOST_MEMORY = 3 * 1024 * _MIB
# The library takes 10 bytes at most for each of a dense sheet's XML; twice that while it grows.
_MEMORY_PER_BYTE = 20
_MEMORY_PER_CELL = 40
_LEAST_SECONDS = 5
_BYTES_PER_SECOND = 2 * _MIB
# Of waiting for a processor, and where the system has no limit of processor time.
_PATIENCE = 12
_START_SECONDS = 60.0
_CHILD = ("-m", "ledger.sheet_reader")
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)


class ReadingLimits(NamedTuple):
    """What reading a workbook may take: bytes of memory, seconds of processor time."""

    memory: int
    seconds: int


def bounds_of(unpacked: int, cells: int = 0) -> ReadingLimits:
    """The bounds for a workbook whose XML has so many bytes, generous for what its cells can take.

    Args:
        unpacked: bytes of XML.
        cells: that a sheet is known to have room for, if it is mostly empty.

    >>> bounds_of(0), bounds_of(512 * 1024 * 1024).memory // 1024**3
    (ReadingLimits(memory=268435456, seconds=5), 3)
    """
    memory = min(_MOST_MEMORY, _LEAST_MEMORY + _MEMORY_PER_BYTE * unpacked + _MEMORY_PER_CELL * cells)
    return ReadingLimits(memory, _LEAST_SECONDS + unpacked // _BYTES_PER_SECOND)


class SheetProcess:
    """One child, which reads one workbook; it starts at once and is ended with this object.

    Where no child can be started (a program that was frozen into one file, a system without processes), the workbook
    is read in this process instead, and a warning is logged.

    Args:
        file: name of the workbook in places.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._bounds = bounds_of(0)
        self._process = _started()
        self._end = finalize(self, _ended, self._process)
        self._last_cursor = 0
        # The cursor whose next rows were asked for ahead, and rows that came while another was asked.
        self._ahead: int | None = None
        self._early: dict[int, Answer] = {}
        self._closed: list[int] = []
        self._here: Answer = {}
        # Whether it was said that the child did not survive: once is enough for all sheets of the workbook.
        self._is_told = False

    @cached_property
    def _answer_here(self) -> Callable[[Request], Answer]:
        """Only for where there is no child."""
        return reader_here().answer

    def open(self, path: Path, bounds: ReadingLimits, *, whole: bool = False) -> frozenset[str]:
        """Open the workbook; the names of its sheets.

        Args:
            path: of the workbook.
            bounds: what reading it may take.
            whole: whether it is read as a whole first, so that the file may go.

        Raises:
            Refused: FILE, for a workbook that the library cannot read or does not survive.
        """
        self._bounds = bounds
        self._hold_to_bounds()
        answer = self._asked({"ask": "open", "path": str(path.absolute()), "whole": whole}, Place(file=self._file))
        return frozenset(answer["names"])

    def rows(self, sheet: str) -> tuple[int, Iterator[Sequence[Any]]]:
        """The first column of a sheet, from 0, and its rows from the first row of the sheet.

        Raises:
            Refused: FILE, for a sheet that the library cannot read or does not survive; also while the rows are read.
        """
        self._last_cursor += 1
        cursor, place = self._last_cursor, Place(file=self._file, sheet=sheet)
        first = self._asked({"ask": "sheet", "name": sheet, "cursor": cursor}, place)["first_column"]
        return first, self._rows(cursor, place)

    def _rows(self, cursor: int, place: Place) -> Iterator[Sequence[Any]]:
        try:
            more = True
            self._ask_ahead(cursor, place)
            while more:
                answer = self._early.pop(cursor) if cursor in self._early else self._answered_ahead(place)
                if more := answer["more"]:
                    # The child reads on while this process works on what it has.
                    self._ask_ahead(cursor, place)
                yield from answer["rows"]
        finally:
            # Told with the next request: a generator may be let go at any moment, even amid another one's.
            self._closed.append(cursor)
            self._early.pop(cursor, None)

    def _ask_ahead(self, cursor: int, place: Place) -> None:
        self._settle(place)
        self._send({"ask": "rows", "cursor": cursor}, place)
        self._ahead = cursor

    def _answered_ahead(self, place: Place) -> Answer:
        self._ahead = None
        return self._received(place)

    def _settle(self, place: Place) -> None:
        if self._ahead is not None:
            cursor, self._ahead = self._ahead, None
            answer = self._received(place)
            if cursor not in self._closed:
                self._early[cursor] = answer

    def _asked(self, request: Request, place: Place) -> Answer:
        self._settle(place)
        self._send(request, place)
        return self._received(place)

    def _send(self, request: Request, place: Place) -> None:
        whole = {**request, "closed": self._closed}
        self._closed = []
        if self._process is None:
            self._here = json.loads(as_line(self._answer_here(whole)))
            return
        try:
            if self._end.alive:
                self._write(whole)
                return
        except OSError:
            pass
        raise self._broken(place, timed_out=False)

    def _received(self, place: Place) -> Answer:
        if self._process is None:
            answer = self._here
        else:
            # A child that was ended while it was asked ahead has nothing more to say.
            line, timed_out = self._line(_PATIENCE * self._bounds.seconds) if self._end.alive else (b"", False)
            if not line.endswith(b"\n"):
                raise self._broken(place, timed_out=timed_out)
            answer = json.loads(line)
        if "fault" in answer:
            raise Refused([damaged(place, answer["fault"])])
        return answer

    def _hold_to_bounds(self) -> None:
        """Tell the child what it may take; one that does not even answer this is not our Python."""
        if self._process is None:
            return
        with suppress(OSError):
            self._write(self._bounds._asdict())
            if self._line(_START_SECONDS)[0].endswith(b"\n"):
                return
        self._end()
        LOG.warning("no process could be started to read %s; it is read in this one, without limits", self._file)
        self._process = None

    def _write(self, message: Mapping[str, Any]) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def _line(self, seconds: float) -> tuple[bytes, bool]:
        """The next line of the child, and whether it took too long and was ended."""
        process = self._process
        if process is None or process.stdout is None:
            return b"", False
        timed_out = Event()

        def end() -> None:
            # Said first: the child's last word may come before this thread goes on.
            timed_out.set()
            process.kill()

        watchdog = Timer(seconds, end)
        watchdog.daemon = True
        watchdog.start()
        try:
            line = process.stdout.readline()
        finally:
            watchdog.cancel()
        return line, timed_out.is_set()

    def _broken(self, place: Place, *, timed_out: bool) -> Refused:
        """What is said of a workbook that the child did not survive: it asked for too much, or broke the library."""
        if self._is_told:
            # What its other sheets hold nobody can say, and the workbook is refused for the one that broke it.
            return Refused([])
        self._is_told = True
        self._end()
        code = self._process.returncode if self._process else 0
        memory, seconds = f"{self._bounds.memory // _MIB} MB of memory", f"{self._bounds.seconds} seconds"
        if timed_out or code == -_OUT_OF_TIME:
            found = f"a workbook that takes more than {seconds} to read"
        else:
            found = f"a workbook that takes more than {memory} to read, or that breaks the reader"
        expected = "a workbook as Excel saves it"
        remedy = "open it in Excel or LibreOffice, delete what stands far away from the table, and save it again"
        return Refused([Problem("FILE", Severity.ERROR, place, found, expected, remedy)])


def damaged(place: Place, message: str) -> Problem:
    """FILE: a workbook that the library cannot read.

    >>> damaged(Place(file="a.xlsx"), "Zip error").found
    'a damaged workbook (Zip error)'
    """
    found, remedy = f"a damaged workbook ({quoted(message)[1:-1]})", "open it in Excel or LibreOffice and save it again"
    return Problem("FILE", Severity.ERROR, place, found, "a whole workbook (.xlsx)", remedy)


def _started() -> "subprocess.Popen[bytes] | None":
    """The child; none where this Python cannot start another one."""
    if getattr(sys, "frozen", False) or not sys.executable:
        return None
    # It finds modules where this process does, in the same order, whatever the folder it is in and however the house
    # came here (a virtual environment, a zip file, a changed sys.path); never in the folder of the day itself.
    paths = [path for path in sys.path if path]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONPATH"] = os.pathsep.join(paths if HOME in paths else [*paths, HOME])
    try:
        return subprocess.Popen(  # noqa: S603 - Python itself, with arguments of ours
            [sys.executable, "-P", "-S", *_CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None


def _ended(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()
