"""What a report adds as Parquet, a folder for each year: behind it only sums remain, which any warehouse forms.

Figures are whole minor units (cents) of one currency as 64-bit integers, since a sum of those is exact in any order and
in any program. All that needs judgement (what counts, at which rate, when it falls due) is done before.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.foundation import Place, Refused

MOST_MINOR = 2**63 - 1
"""The largest number that a column of 64-bit integers holds."""


class FactRow(NamedTuple):
    """What one record adds in one quarter.

    Args:
        record: its id.
        line: place of the instalment among the lines of the report, from 1; None without a figure.
        donor: its label, as the report's tables have it; likewise the others.
        groups: codes of the groups that the donor belonged to when it was announced.
        low: lower bound in minor units; like the other two None for a sum that nobody says, or that has no rate.
        central: the figure that totals add.
        high: upper bound, or what is known of it.
        open_high: the upper bound is open.
        state: ``known``, ``undisclosed`` or ``not_converted``.
    """

    record: str
    line: int | None
    donor: str
    recipient: str
    category: str
    instrument: str
    stage: str
    currency: str
    year: str
    fiscal_year: str
    quarter: str
    groups: tuple[str, ...]
    low: int | None
    central: int | None
    high: int | None
    open_high: bool
    state: str


@dataclass(frozen=True)
class FactsFile:
    """The facts of one year.

    Args:
        name: of the file, from the folder.
        year: in which they fall.
        rows: how many there are.
        sha256: of its bytes.
    """

    name: str
    year: str
    rows: int
    sha256: str


# The year stands in the name of the folder, where programs that read partitions look for it.
_COLUMNS = tuple(name for name in FactRow._fields if name != "year")
_TYPES = {
    "line": pa.int64(),
    "groups": pa.list_(pa.string()),
    **dict.fromkeys(("low", "central", "high"), pa.int64()),
    "open_high": pa.bool_(),
}
_SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _COLUMNS])


def write_facts(facts: Iterable[FactRow], folder: Path) -> tuple[FactsFile, ...]:
    """Write facts, those of each year to a file of their own.

    Args:
        facts: in any order; they are written in that order.
        folder: one that is there, and empty.

    Raises:
        Refused: FILE for a figure that no 64-bit integer holds.

    >>> from tempfile import TemporaryDirectory
    >>> one = FactRow("a", 1, "GBR", "UKR", "military", "grant", "pledge", "EUR", "2025", "2025", "2025-Q2",
    ...     ("NATO",), 1, 1, 1, False, "known")
    >>> with TemporaryDirectory() as place:
    ...     [(it.name, it.rows) for it in write_facts([one], Path(place))]
    [('year=2025/facts.parquet', 1)]
    """
    by_year = groupby(sorted(facts, key=attrgetter("year")), key=attrgetter("year"))
    return tuple(_write(year, tuple(own), folder) for year, own in by_year)


def _write(year: str, facts: Sequence[FactRow], folder: Path) -> FactsFile:
    for fact in facts:
        _require_room(fact)
    name = f"year={year}/facts.parquet"
    path = folder / name
    path.parent.mkdir()
    columns = [pa.array([getattr(fact, it) for fact in facts], _SCHEMA.field(it).type) for it in _COLUMNS]
    pq.write_table(pa.table(columns, schema=_SCHEMA), path, compression="zstd")
    return FactsFile(name, year, len(facts), hashlib.sha256(path.read_bytes()).hexdigest())


def _require_room(fact: FactRow) -> None:
    largest = max(map(abs, filter(None, (fact.low, fact.central, fact.high))), default=0)
    if largest > MOST_MINOR:
        expected, remedy = f"at most {MOST_MINOR} in whole minor units", "ask for the report in a larger currency"
        raise Refused.of("FILE", Place(record=fact.record, field="amount"), str(largest), expected, remedy)
