"""What benchmarks share: ours and something bare in turn, the ratio of their CPU times, and what is stated of it."""

import argparse
import gc
import os
import resource
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAIRS = 5
LEEWAY = 1.5
"""A loaded machine and an older release of a library cost as much again; what is more is a change of ours."""

_STATED = Path(__file__).with_name("stated.toml")


@dataclass(frozen=True)
class Compared:
    """Medians of several pairs.

    Args:
        ours: CPU seconds of ours.
        bare: those of the bare work.
        ratio: how many times the bare work ours takes, which holds on any machine.
    """

    ours: float
    bare: float
    ratio: float


def parser_of(about: str | None) -> argparse.ArgumentParser:
    """The command line of a benchmark, whose ``--help`` is what stands at the head of its module."""
    shape = argparse.RawDescriptionHelpFormatter
    return argparse.ArgumentParser(description=(about or "").replace("``", "`"), formatter_class=shape)


def number_asked(about: str | None, usual: int, fewest: int = 1, of: str = "records") -> int:
    """The number with which a benchmark is started; wrong arguments end the program with what they should be.

    Args:
        about: docstring of the benchmark.
        usual: how many where none is given.
        fewest: on so many it measures anything.
        of: what is counted.
    """
    parser = parser_of(about)
    parser.add_argument(of, nargs="?", type=int, default=usual, help=f"how many, {fewest} or more; {usual} by default")
    number: int = getattr(parser.parse_args(), of)
    if number < fewest:
        parser.error(f"found {number} {of}, expected {fewest} or more")
    return number


def compared(ours: Callable[[], object], bare: Callable[[], object]) -> Compared:
    """Both in turn, five times: whatever else the machine does meanwhile slows down both."""
    pairs = [(cpu_seconds(ours), cpu_seconds(bare)) for _ in range(PAIRS)]
    ratio = median(one / other for one, other in pairs)
    return Compared(median(one for one, _ in pairs), median(other for _, other in pairs), ratio)


def cpu_seconds(work: Callable[[], object]) -> float:
    """What some work takes of a processor, in this process and in those that it starts."""
    gc.collect()
    began = _spent()
    work()
    return _spent() - began


def own_environment(folder: str) -> dict[str, str]:
    """The environment of commands that keep nothing outside a folder, and what they compile as they do elsewhere."""
    own = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), folder)
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own


def shown(name: str, measured: Compared) -> None:
    """Print a line of a table."""
    print(f"{name:28} {measured.ours:9.3f} s {measured.bare:9.3f} s {measured.ratio:7.1f}", flush=True)


def ending(benchmark: str, measured: Mapping[str, float], not_measured: Collection[str] = ()) -> int:
    """The exit code of a benchmark: 1 if something measured is more than half above what ``stated.toml`` says of it.

    Args:
        benchmark: name of its table there.
        measured: ratios by their names there.
        not_measured: names there that need a program which is not installed; every other one must have been measured.
    """
    stated: Mapping[str, float] = tomllib.loads(_STATED.read_text(encoding="utf-8"))[benchmark]
    above = [
        f"{name} ({measured[name]:.1f}, stated {most})"
        for name, most in stated.items()
        if name not in not_measured and measured[name] > LEEWAY * most
    ]
    print(f"more than {LEEWAY} times what is stated: {', '.join(above) or 'nothing'}", flush=True)
    return 1 if above else 0


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
