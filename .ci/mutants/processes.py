"""Processes that each have a copy of the checkout: forked from this one, which has loaded the libraries already."""

import importlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Nothing of the ledger is among them: every process loads that as its mutant has it.
_LIBRARIES = (
    "babel.numbers",
    "currency_converter",
    "hypothesis",
    "jsonschema",
    "lxml.etree",
    "openpyxl",
    "openxml_audit",
    "pandas",
    "pdb",
    "pyarrow.parquet",
    "pycountry",
    "pydantic",
    "pytest",
    "python_calamine",
    "rapidfuzz",
    "rich.console",
    "sqlalchemy.orm",
    "sqlite3",
    "tomllib",
    "typer",
    "xlsxwriter",
)
# At the top of a checkout, beside what it holds.
_MADE = {".git", ".venv", ".venv.lock", "out", "wheelhouse", "dist", "build", ".hypothesis"}


@dataclass(frozen=True)
class Job:
    """Something to be done in a copy of the checkout.

    Args:
        action: is given the copy, which it leaves as it was; what it returns is 0 if all is well.
        seconds: after so many it is ended.
    """

    action: Callable[[Path], int]
    seconds: float


def load_libraries() -> None:
    """Load what all processes need.

    Raises:
        RuntimeError: if that loads the ledger.
    """
    for name in _LIBRARIES:
        importlib.import_module(name)
    if "ledger" in sys.modules:
        raise RuntimeError("the ledger is loaded before there are mutants of it")


def copy_checkout(root: Path, copies: Sequence[Path]) -> None:
    """Copy a checkout to each of these places, without what is made in it."""

    def left_out(where: str, names: list[str]) -> Collection[str]:
        return [it for it in names if it == "__pycache__" or (it in _MADE and Path(where) == root)]

    for copy in copies:
        shutil.copytree(root, copy, ignore=left_out)


def done(jobs: Sequence[Job], copies: Sequence[Path]) -> Iterator[tuple[int, int | None]]:
    """Do jobs, one at a time in each copy; gives their numbers and codes as they end, None for one that was ended."""
    free, waiting = list(copies), iter(enumerate(jobs))
    running: dict[int, tuple[int, Path, float]] = {}
    try:
        while True:
            while free and (following := next(waiting, None)):
                number, job = following
                copy = free.pop()
                running[_start(job, copy)] = number, copy, time.monotonic() + job.seconds
            if not running:
                return
            for process, (number, copy, until) in list(running.items()):
                ended, status = os.waitpid(process, os.WNOHANG)
                late = not ended and time.monotonic() > until
                if late:
                    _end(process)
                if ended or late:
                    del running[process]
                    free.append(copy)
                    yield number, None if late else os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
    finally:
        for process in running:
            _end(process)


def log(copy: Path) -> Path:
    """What the last process in a copy has printed."""
    return copy.with_suffix(".log")


def _end(process: int) -> None:
    """End a process with all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _start(job: Job, copy: Path) -> int:
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        # A group of its own, so that what it starts ends with it.
        os.setsid()
        with log(copy).open("w", encoding="utf-8") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.chdir(copy)
        sys.path.insert(0, str(copy))
        os.environ["PYTHONPATH"] = str(copy)
        # In a copy compiled code is in nobody's way.
        sys.dont_write_bytecode = False
        code = job.action(copy)
    except BaseException:  # noqa: BLE001 - a process that goes on would do the work of the one that forked it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
