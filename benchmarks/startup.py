"""How long commands take to begin, beside a Python that does nothing: the price of every call in a script or a shell.

Run it with ``python benchmarks/startup.py``, or ``make bench``. Each command runs in turn with the bare Python, and
what it prints is looked at before its time counts. It prints the median ratio of CPU times of five such pairs, which
holds on any machine, and milliseconds, which do not. It ends with 1 if a ratio is more than half above the one stated.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measuring import compared, ending, own_environment, parser_of, shown

LEDGER = str(Path(sys.executable).parent / "defense-ledger")
BARE = (sys.executable, "-c", "")


@dataclass(frozen=True)
class Case:
    """A command.

    Args:
        name: as the table calls it.
        command: the program and its arguments.
        prints: what must stand in its output.
    """

    name: str
    command: tuple[str, ...]
    prints: str


CASES = (
    Case("import typer", (sys.executable, "-c", "import typer; print('typer')"), "typer"),
    Case("import sqlalchemy", (sys.executable, "-c", "import sqlalchemy; print('sqlalchemy')"), "sqlalchemy"),
    Case("--version", (LEDGER, "--version"), "defense-ledger "),
    Case("--help", (LEDGER, "--help"), "convert     Convert one sum"),
    Case("convert", (LEDGER, "convert", "3000000000", "GBP", "USD", "--on", "2025-06-02"), "4,061,773,772.82"),
    Case("list", (LEDGER, "list", "--book", "out/book.db"), "17 records in out/book.db"),
    Case("show", (LEDGER, "show", "gbr-ukr-2025-06-02-1", "--book", "out/book.db"), "GBP 3,000,000,000 a year"),
)


def main() -> int:
    """Measure all cases on the book of the demonstration; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        environment = own_environment(folder)
        _printed((LEDGER, "demo", "--out", "out"), folder, environment)
        print("a command: ours, a bare Python, how many times as long")
        ratios = {case.name: _ratio(case, folder, environment) for case in CASES}
    return ending("startup", ratios)


def _ratio(case: Case, folder: str, environment: Mapping[str, str]) -> float:
    assert case.prints in _printed(case.command, folder, environment), case.name
    ours, bare = (partial(_printed, command, folder, environment) for command in (case.command, BARE))
    measured = compared(ours, bare)
    shown(case.name, measured)
    return measured.ratio


def _printed(command: tuple[str, ...], folder: str, environment: Mapping[str, str]) -> str:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    parser_of(__doc__).parse_args()
    sys.exit(main())
