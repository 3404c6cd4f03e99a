"""What commands take, beside the program as it stood before it was made faster: both on one machine, in one run.

Run it with ``python benchmarks/before.py [--records 1000] [--turns 3]``, or ``make bench-before``. It takes the earlier
program out of the history of this clone; both run with the same Python and the same libraries. Each makes a book of its
own of the same records, and then runs every command in turn with the other one. What they print of figures has to be
the same before a time counts. It prints medians of CPU time and of the most memory, and ends with 1 if a workbook takes
more than 60 % of the CPU time that it took before, or more memory.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median

from measuring import own_environment, parser_of

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "af25467589ddfedcd5606c6970e25cfc6a23d443"
PARTS = ("ledger", "reports", "pyproject.toml")
RECORDS, TURNS, FEWEST = 1000, 3, 8
SHARE = 0.6
WORKBOOK = "report --issue"
SIGNED = ("--author", "Ann", "--reason", "benchmark")
HORIZON = ("--horizon", "2030-12-31")


@dataclass(frozen=True)
class Case:
    """A command.

    Args:
        arguments: those of both programs; ``{turn}`` stands for the number of the turn.
        agrees: what must stand in both outputs, with the same words and figures.
        now: further arguments, by which the program of today does the same as the earlier one.
        codes: exit codes that are fine.
    """

    arguments: tuple[str, ...]
    agrees: str
    now: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Took:
    """CPU seconds of a process, and the most memory that it held, in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Program:
    """One of the two programs, in a folder of its own.

    Args:
        source: the folder in which its package stands.
        folder: where its book and its workbooks go, and all that it keeps at home.
        is_of_today: whether it is the one of this clone.
    """

    source: Path
    folder: Path
    is_of_today: bool

    def run(self, *arguments: str, codes: Sequence[int] = (0,)) -> tuple[str, Took]:
        """What a command prints, and what it takes; it has to end with one of these exit codes."""
        environment = own_environment(str(self.folder)) | {"PYTHONPATH": str(self.source)}
        command = (sys.executable, "-m", "ledger", *arguments)
        # A file, and not a pipe: nothing of this process is to wait for, or to hold, what a command prints.
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=output, stderr=errors)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            errors.seek(0)
            printed, told = output.read(), errors.read()
        if process.returncode not in codes:
            sys.exit(f"{' '.join(command)} in {self.folder} ended with {process.returncode}: {printed}{told[-2000:]}")
        return printed, Took(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cases(records: int) -> Mapping[str, Case]:
    """All commands, in the order of their table; `verify` proves the workbook that was issued in the same turn."""
    one, sent = f"p{records // FEWEST:06}", "sent-{turn}.xlsx"
    return {
        "--version": Case(("--version",), "defense-ledger .+"),
        "--help": Case(("--help",), "Usage: defense-ledger"),
        "add": Case(("add", *_fields(), "--book", "book.db", *SIGNED), r"record \S+"),
        "list": Case(("list", "--book", "book.db"), ".+"),
        "show": Case(("show", one, "--book", "book.db"), ".+"),
        "explain pledges": Case(
            ("explain", "measure=pledges", *HORIZON, "--book", "book.db"), r"\d+ lines add up to .+"
        ),
        WORKBOOK: Case(
            ("report", "commitments", *HORIZON, "--out", sent, "--issue", "--book", "book.db", *SIGNED),
            r"(?:pledges|commitments|allocations|disbursements|deliveries|\d+ records:) .+",
            now=("--as", "xlsx", "--evidence", "full"),
            codes=(0, 1),  # 1 where a sum has no rate, which the totals count
        ),
        "verify": Case(
            ("verify", sent, "--book", "book.db"), r"\d+ conversions and \d+ totals computed again|every figure holds"
        ),
    }


def _fields() -> tuple[str, ...]:
    """A pledge of another title and sum in each turn: the same one a second time would be refused."""
    fields = {
        "title": "Entered in turn {turn}",
        "donor": "DEU",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-03-04",
        "qualifier": "exact",
        "amount": "1{turn}00000",
        "currency": "EUR",
        "term": "one_off",
        "publisher": "A ministry",
        "source_title": "Statement {turn}",
    }
    return tuple(word for heading, value in fields.items() for word in ("--set", f"{heading}={value}"))


def main(records: int, turns: int) -> int:
    """Measure all commands; the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = Program(taken_out(folder / "source"), folder / "before", is_of_today=False)
        programs = (before, Program(ROOT, folder / "now", is_of_today=True))
        _fill(programs, folder / "records.jsonl", records)
        print(f"a book of {records:,}: CPU time before and now, its share; memory before and now", flush=True)
        pairs: dict[str, list[tuple[Took, Took]]] = {command: [] for command in cases(records)}
        for turn in range(turns):
            for command, case in cases(records).items():
                pairs[command].append(_compared(command, case, turn, programs))
        medians = {command: _medians(taken) for command, taken in pairs.items()}
        for command, (earlier, today) in medians.items():
            print(
                f"{command:16} {earlier.seconds:8.2f} s {today.seconds:8.2f} s {today.seconds / earlier.seconds:6.0%}"
                f" {earlier.megabytes:7,.0f} MB {today.megabytes:7,.0f} MB"
            )
        return ending(*medians[WORKBOOK])


def taken_out(folder: Path) -> Path:
    """The earlier program, taken out of the history of this clone; without that commit it ends with a message."""
    git = which("git")
    known = git and subprocess.run(
        (git, "cat-file", "-e", f"{COMMIT}^{{commit}}"), cwd=ROOT, capture_output=True, check=False
    )
    if not git or not known or known.returncode:
        sys.exit(
            f"{ROOT}: found no commit {COMMIT[:7]}, expected a clone with its whole history, "
            "in which the earlier program stands. Do: git fetch --unshallow, or clone it without --depth."
        )
    folder.mkdir()
    packed = folder.with_suffix(".tar")
    subprocess.run((git, "archive", "--output", str(packed), COMMIT, *PARTS), cwd=ROOT, check=True)
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _fill(programs: Sequence[Program], lines: Path, records: int) -> None:
    """Make both books, of the same file, and compile both programs, as it was done wherever they ran before."""
    # In another process: the memory of a command is counted from what this one holds when it starts it.
    with lines.open("w", encoding="utf-8") as file:
        made = (sys.executable, str(ROOT / "benchmarks" / "made_books.py"), str(records))
        subprocess.run(made, stdout=file, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    for program in programs:
        program.folder.mkdir()
        compiled = (sys.executable, "-m", "compileall", "-q", str(program.source / "ledger"))
        subprocess.run(compiled, env=own_environment(str(program.folder)), check=True)
        program.run("init", "--book", "book.db", "--author", "Ann")
        program.run("import", str(lines), "--book", "book.db", *SIGNED)


def _compared(command: str, case: Case, turn: int, programs: Sequence[Program]) -> tuple[Took, Took]:
    """What a command took before and now, if both print the same figures."""
    results = []
    for program in programs:
        arguments = (*case.arguments, *(case.now if program.is_of_today else ()))
        results.append(program.run(*(word.replace("{turn}", str(turn)) for word in arguments), codes=case.codes))
    (earlier, before), (today, now) = results
    require_equal(command, re.findall(case.agrees, earlier), re.findall(case.agrees, today))
    return before, now


def require_equal(command: str, earlier: Sequence[str], today: Sequence[str]) -> None:
    """End with a message unless both programs say something, and the same."""
    if found := difference(earlier, today):
        sys.exit(f"{command}: found figures that are not those of before, so no time is shown: {found}")


def difference(earlier: Sequence[str], today: Sequence[str]) -> str:
    """In what two programs differ, or that neither says anything; empty where they say the same."""
    if earlier and earlier == today:
        return ""
    differing = next((pair for pair in zip(earlier, today, strict=False) if pair[0] != pair[1]), None)
    return str(differing or f"{len(earlier)} of them before, {len(today)} now")


def _medians(taken: Sequence[tuple[Took, Took]]) -> tuple[Took, Took]:
    earlier, today = (
        Took(median(pair[place].seconds for pair in taken), median(pair[place].megabytes for pair in taken))
        for place in (0, 1)
    )
    return earlier, today


def ending(before: Took, now: Took) -> int:
    """The exit code: 1 if a workbook takes more than its share of the CPU time before, or more memory than then."""
    too_slow, too_large = now.seconds > SHARE * before.seconds, now.megabytes > before.megabytes
    above = [name for name, is_above in (("CPU time", too_slow), ("memory", too_large)) if is_above]
    print(f"a workbook, above {SHARE:.0%} of the CPU time or above the memory: {' and '.join(above) or 'neither'}")
    return 1 if above else 0


def _arguments() -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("--records", type=int, default=RECORDS, help=f"how many; {RECORDS} by default")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"how often each command runs; {TURNS} by default")
    given = parser.parse_args()
    if given.records < FEWEST or given.turns < 1:
        parser.error(f"expected at least {FEWEST} records and one turn")
    return given


if __name__ == "__main__":
    asked = _arguments()
    sys.exit(main(asked.records, asked.turns))
