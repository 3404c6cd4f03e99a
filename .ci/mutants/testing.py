"""Tests against mutants: which tests get where, and what they say of a module that is otherwise."""

import json
import os
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zlib import crc32

import coverage
import pytest
from hypothesis import settings
from making import Mutant, functions
from processes import Job, done, log

MOST_TESTS = 300
"""So many tests a mutant has to pass, those that go through the least code first: nearly all fall to them."""

# Of so many tests the pages are loaded first: most mutants are gone before those of the others are needed.
_AT_FIRST = 30

# As many whatever the machine, so that the same tests fill the caches everywhere.
_PARTS = 2
_OPTIONS = (
    *("-q", "-x", "-m", "not slow and not proof", "-p", "no:xdist", "-p", "no:cov"),
    # A plug-in that was loaded before pytest came is not rewritten; its asserts are not ours.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


@dataclass(frozen=True)
class Reach:
    """Which tests get where, and how long they take.

    Args:
        seconds: of each test by its id.
        lines: of each test, how many lines it goes through.
        tests: for a file and a line of it the ids of the tests that got there.
    """

    seconds: Mapping[str, float]
    lines: Mapping[str, int]
    tests: Mapping[str, Mapping[int, Collection[str]]]

    def plan(self, mutant: Mutant, source: str) -> list[str]:
        """The tests for a mutant: those of its room, and those that reach its function, or its module outside of one.

        Of a function those that reach it come first, of these the room's own, and then the others of the room: what a
        cache answers is reached by the first that asks. What stands outside of one nobody need reach, so there the
        room's own come first.
        """
        function, lines = functions(source).get(mutant.line, ("", range(sys.maxsize)))
        reaching = {test for line, tests in self.tests[mutant.file].items() if line in lines for test in tests}
        room = mutant.file.split("/")[1]
        own = {test for test in self.seconds if test.startswith((f"tests/{room}/", f"ledger/{room}/"))}
        first, second = (reaching, own) if function else (own, reaching)
        order = sorted(reaching | own, key=lambda it: (it not in first, it not in second, self.lines.get(it, 0), it))
        return order[:MOST_TESTS]


def measured(copies: Sequence[Path], files: Sequence[str], tests: Sequence[str]) -> Reach:
    """Run all tests on the code as it is, and note where in these files each of them gets.

    Raises:
        RuntimeError: if one fails: then nothing can be said of mutants.
    """
    pages = sorted((page for test in tests for page in _pages(copies[0], test)), key=_size, reverse=True)
    parts = [[str(page.relative_to(copies[0])) for page in pages[count::_PARTS]] for count in range(_PARTS)]
    notes = [copies[0].with_name(f"reach-{count}.json") for count in range(_PARTS)]
    jobs = [
        Job(partial(_measure, files=files, pages=part, note=note), seconds=3600)
        for part, note in zip(parts, notes, strict=True)
    ]
    if any(code for _, code in done(jobs, copies)):
        said = "\n".join(log(copy).read_text(encoding="utf-8") for copy in copies)
        raise RuntimeError(f"the tests fail on the code as it is:\n{said}")
    seconds: dict[str, float] = {}
    lines: Counter[str] = Counter()
    reached: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for note in notes:
        part = json.loads(note.read_text(encoding="utf-8"))
        seconds |= part["seconds"]
        for file, line, there in part["reached"]:
            reached[file][line].update(there)
            lines.update(there)
    return Reach(seconds, lines, reached)


def outcomes(
    copies: Sequence[Path], whole: Path, mutants: Sequence[Mutant], reach: Reach
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant as its tests end: ``killed``, ``survived``, or ``endless``, which is as good as killed.

    Args:
        copies: of the checkout; one mutant stands in each.
        whole: another copy, in which none ever stands.
        mutants: in the order in which they are tried.
        reach: of the tests on the code as it is.
    """
    sources = {it.file: (whole / it.file).read_text(encoding="utf-8") for it in mutants}
    plans = [reach.plan(it, sources[it.file]) for it in mutants]
    jobs = [
        Job(
            partial(_try, whole=whole, mutant=mutant, plan=plan),
            seconds=30 + 3 * sum(reach.seconds[test] for test in plan),
        )
        for mutant, plan in zip(mutants, plans, strict=True)
    ]
    for number, code in done(jobs, copies):
        yield mutants[number], {0: "survived", None: "endless"}.get(code, "killed")


@dataclass(eq=False)  # pytest keeps its plug-ins in a set
class _Session:
    """A plug-in of pytest: the tests of a plan in its order, or all without one, and how long each of them takes."""

    plan: Sequence[str] = ()
    ways: coverage.Coverage | None = None
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def pytest_sessionstart(self) -> None:
        # The same examples for every mutant, whatever the tests of others have found.
        settings.register_profile("mutants", parent=settings.default, derandomize=True, database=None)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.plan:
            places = {test: place for place, test in enumerate(self.plan)}
            items[:] = sorted((it for it in items if it.nodeid in places), key=lambda it: places[it.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.ways:
            self.ways.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


def _pages(root: Path, test: str) -> Iterator[Path]:
    place = root / test
    yield from [place] if place.is_file() else place.rglob("test_*.py" if test.startswith("tests") else "*.py")


def _size(page: Path) -> int:
    return page.stat().st_size


def _measure(copy: Path, files: Sequence[str], pages: Sequence[str], note: Path) -> int:
    ways = coverage.Coverage(data_file=None, config_file=False, include=[f"{copy}/{file}" for file in files])
    session = _Session(ways=ways)
    ways.start()
    code = pytest.main([*_OPTIONS, *pages], [session])
    ways.stop()
    data = ways.get_data()
    reached = [
        (os.path.relpath(file, copy), line, [test for test in there if test])
        for file in data.measured_files()
        for line, there in data.contexts_by_lineno(file).items()
    ]
    note.write_text(json.dumps({"seconds": session.seconds, "reached": reached}), encoding="utf-8")
    return code


def _try(copy: Path, whole: Path, mutant: Mutant, plan: Sequence[str]) -> int:
    # The last mutant stands here still.
    shutil.copytree(whole / "ledger", copy / "ledger", dirs_exist_ok=True)
    (copy / mutant.file).write_text(mutant.source, encoding="utf-8")
    # Compiled code is known by the second and the size of its file: two mutants of one second would be taken for one.
    second = crc32(mutant.name.encode())
    os.utime(copy / mutant.file, (second, second))
    return _run(plan[:_AT_FIRST]) or _run(plan[_AT_FIRST:])


def _run(plan: Sequence[str]) -> int:
    pages = sorted({test.partition("::")[0] for test in plan})
    return pytest.main([*_OPTIONS, *pages], [_Session(plan)]) if plan else 0
