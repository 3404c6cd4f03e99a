"""How long commands take to begin, beside a Python that does nothing: the price of every call in a script or a shell.

Run it with ``python benchmarks/startup.py``, or ``make bench``. Each command runs in turn with the bare Python, and
what it prints is looked at before its time counts. It prints the median ratio of CPU times of five such pairs, which
holds on any machine, and milliseconds, which do not. It ends with 1 if a ratio is more than half above the one stated.
"""

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

LEDGER = str(Path(sys.executable).parent / "defense-ledger")
BARE = (sys.executable, "-c", "")
PAIRS = 5
# A loaded machine and an older release of a library cost as much again; what is more is a change of ours.
LEEWAY = 1.5


@dataclass(frozen=True)
class Case:
    """A command.

    Args:
        name: as the table calls it.
        command: the program and its arguments.
        prints: what must stand in its output.
        stated: at most how many times the bare Python it takes, by docs/performance.md; None for what is not ours.
    """

    name: str
    command: tuple[str, ...]
    prints: str
    stated: int | None


CASES = (
    Case("import typer", (sys.executable, "-c", "import typer; print('typer')"), "typer", None),
    Case("import sqlalchemy", (sys.executable, "-c", "import sqlalchemy; print('sqlalchemy')"), "sqlalchemy", None),
    Case("--version", (LEDGER, "--version"), "defense-ledger ", 8),
    Case("--help", (LEDGER, "--help"), "convert     Convert one sum", 10),
    Case("convert", (LEDGER, "convert", "3000000000", "GBP", "USD", "--on", "2025-06-02"), "4,061,773,772.82", 45),
    Case("list", (LEDGER, "list", "--book", "out/book.db"), "17 records in out/book.db", 55),
    Case("show", (LEDGER, "show", "gbr-ukr-2025-06-02-1", "--book", "out/book.db"), "GBP 3,000,000,000 a year", 55),
)


def main() -> int:
    """Measure all cases on the book of the demonstration; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        own = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), folder)
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own
        _printed((LEDGER, "demo", "--out", "out"), folder, environment)
        ratios = [_measured(case, folder, environment) for case in CASES]
    too_slow = [case.name for case, ratio in zip(CASES, ratios, strict=True) if case.stated and _is_over(case, ratio)]
    print(f"more than {LEEWAY} times as long as stated: {', '.join(too_slow) or 'none'}")
    return 1 if too_slow else 0


def _measured(case: Case, folder: str, environment: dict[str, str]) -> float:
    """The ratio of a case, after it was printed."""
    assert case.prints in _printed(case.command, folder, environment), case.name
    pairs = [(_seconds(case.command, folder, environment), _seconds(BARE, folder, environment)) for _ in range(PAIRS)]
    ratio = median(ours / bare for ours, bare in pairs)
    stated = f"stated: at most {case.stated}" if case.stated else "not ours"
    print(f"{case.name:18} {1000 * median(ours for ours, _ in pairs):6.0f} ms {ratio:6.1f}   {stated}", flush=True)
    return ratio


def _is_over(case: Case, ratio: float) -> bool:
    return ratio > LEEWAY * (case.stated or ratio)


def _printed(command: tuple[str, ...], folder: str, environment: dict[str, str]) -> str:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def _seconds(command: tuple[str, ...], folder: str, environment: dict[str, str]) -> float:
    """What a command takes of a processor, its children among it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _printed(command, folder, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
