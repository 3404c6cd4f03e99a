"""Mutation testing of the rooms that reckon: `make mutants`. CONTRIBUTING.md says what for.

Makes a sample of mutants and those of every stated limit, runs against each the tests that reach it, and compares the
survivors with tests/mutants.md. Works in a folder of its own. MUTANTS_SEED=2 takes another sample, MUTANTS_ONLY=text
only mutants whose name holds that text.
"""

import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from making import Mutant, of_limits, sampled
from processes import copy_checkout, load_libraries
from testing import measured, outcomes

ROOT = Path(__file__).resolve().parents[2]
ROOMS = tuple(f"ledger/{room}" for room in ("foundation", "rates", "valuation", "totals", "checks"))
TESTS = (
    *(f"tests/{Path(room).name}" for room in ROOMS),
    *ROOMS,
    "tests/test_problems.py",
    # What stands elsewhere and is quick: of frames and JSON, and of the limits of other rooms.
    *(f"tests/library/test_{page}.py" for page in ("frames", "json")),
    *(
        f"tests/presentation/test_{page}.py"
        for page in ("changes", "footing", "headline", "key_figures", "numbers", "present", "small_multiples")
    ),
    "tests/desk/test_varied.py",
    "tests/desk/test_received_cells.py",
)
SIZE = 400


def main() -> int:
    """Tell what survives; 1 if any of it is not listed, else 0."""
    began = time.monotonic()
    seed, only = int(os.environ.get("MUTANTS_SEED") or 1), os.environ.get("MUTANTS_ONLY", "")
    load_libraries()
    mutants = [it for it in _mutants(seed) if only in it.name]
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    print(f"{len(mutants)} mutants with seed {seed}, {processes} at a time", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        whole, *copies = (Path(folder) / f"copy-{count}" for count in range(processes + 1))
        copy_checkout(ROOT, [whole, *copies])
        reach = measured(copies, sorted({it.file for it in mutants}), TESTS)
        print(f"{len(reach.seconds)} tests measured in {time.monotonic() - began:.0f} s", flush=True)
        found = {}
        for mutant, outcome in outcomes(copies, whole, mutants, reach):
            found[mutant.name] = outcome
            if outcome != "killed":
                print(f"{outcome}: {mutant.name}", flush=True)
            if len(found) % 50 == 0:
                print(f"{len(found)} tried in {time.monotonic() - began:.0f} s", flush=True)
    return _told(found, is_whole=not only and seed == 1, seconds=time.monotonic() - began)


def _mutants(seed: int) -> Sequence[Mutant]:
    files = sorted(str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).glob("*.py"))
    limits = of_limits(ROOT, ROOT / "tests" / "limits.csv")
    sample = sampled(ROOT, files, SIZE, seed)
    return list({it.name: it for it in (*sample, *limits)}.values())


def _told(found: dict[str, str], *, is_whole: bool, seconds: float) -> int:
    listed = re.findall(r"^- `(.+?)`: ", (ROOT / "tests" / "mutants.md").read_text(encoding="utf-8"), re.MULTILINE)
    survivors = [name for name, outcome in found.items() if outcome == "survived"]
    unlisted = sorted(set(survivors) - set(listed))
    fallen = [name for name in listed if found.get(name) != "survived" and (is_whole or name in found)]
    count = Counter(found.values())
    for name in unlisted:
        print(f"survived and not listed in tests/mutants.md: {name}")
    for name in fallen:
        print(f"listed in tests/mutants.md, but {'killed' if name in found else 'not made'}: {name}")
    print(
        f"{len(found)} mutants: {len(found) - count['survived']} killed ({count['endless']} of them endless), "
        f"{count['survived']} survived, {len(unlisted)} of these not listed; "
        f"{seconds:.0f} s, {sum(os.times()[:4]):.0f} s of processors"
    )
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
