"""Which planted faults are found, and with the right code.

Run it with ``python benchmarks/faults.py [SEED [COUNT]]``. A clean book is made, then one fault at a time is planted, a
dozen of each kind: in records, in files of records and of rates, in foreign tables of three layouts and in what
publishers send, in the journal, its clock and its sign-offs, in an issued workbook. Of a kind with variants each one is
planted, however small the count, and in each layout from a count of three on. Per kind the share is printed that was
found with the right code at exactly the place of the fault, and how often anything clean was accused beside it. Ends
with 1 unless every kind that can be certain is found each time and nothing clean is accused, neither before a fault is
planted nor in any planted case, nor in tables that only look like faulty ones. Verifying 240 workbooks takes most of
its six minutes.
"""

import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from clean_records import clean_records
from clean_tables import LAYOUTS
from faults_in_cells import TWINS as TWINS_OF_CELLS
from faults_in_cells import in_cells
from faults_in_clocks import in_clocks
from faults_in_files import in_files
from faults_in_journal import in_journal
from faults_in_looks import in_looks
from faults_in_published import in_published, sound_published
from faults_in_rates import cut_off, in_rates, in_reach_of_rates, sound_tables
from faults_in_records import findings, in_records
from faults_in_rows import in_rows
from faults_in_sign_offs import in_sign_offs
from faults_in_tables import TWINS, in_tables
from faults_in_workbook import in_workbook
from measuring import parser_of
from planting import Fault
from sent_book import Sent
from variants import sound_twins

from ledger.desk import verify_workbook
from ledger.foundation import Problem
from ledger.rates import doubtful_quotes, ecb_rates

DOZEN = 12
SHOWN = 5


def main(seed: int, count: int) -> None:
    """Plant the faults and print what was found."""
    rng = random.Random(seed)
    records = clean_records(rng)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sent = Sent(folder, clean_records(rng, promises=4 + count))
        before = [*findings(records), *findings(records, [cut_off()]), *doubtful_quotes(ecb_rates())]
        before += sound_tables(rng)
        before += [*sent.book.verify(), *verify_workbook(sent.book, sent.path).problems]
        before += [*sound_twins(folder, rng, (*TWINS, *TWINS_OF_CELLS)), *sound_published(folder, rng)]
        kinds = [
            *in_records(records),
            *in_reach_of_rates(records),
            *in_files(folder, records),
            *in_rates(),
            *in_tables(folder),
            *in_cells(folder),
            *in_rows(folder),
            *in_published(folder),
            *in_journal(sent),
            *in_sign_offs(folder),
            *in_clocks(folder),
            *in_workbook(sent),
            *in_looks(sent),
        ]
        rows = [measured(kind, rng, count) for kind in sorted(kinds, key=lambda it: it.code)]
    print(f"{'code':9} {'fault':48} {'planted':>7} {'found':>6} {'share':>6} {'accused':>8}")
    for row in rows:
        print(row)
    beside = [problem for row in rows for problem in row.accused]
    print(f"clean records, rates, tables, journal and workbook accused before anything was planted: {len(before)}")
    print(f"clean rows accused beside a planted fault: {len(beside)}")
    for problem in (*before[:SHOWN], *beside[:SHOWN]):
        print(f"    {problem}")
    if before or beside or any(row.falls_short for row in rows):
        raise SystemExit(1)


@dataclass(frozen=True)
class Row:
    """What came of one kind of fault.

    Args:
        fault: the kind.
        planted: how often it was planted.
        found: how often it was found, with its code at its place.
        accused: findings about anything clean.
    """

    fault: Fault
    planted: int
    found: int
    accused: Sequence[Problem]

    @property
    def falls_short(self) -> bool:
        """Whether it was missed without an excuse."""
        return not self.fault.excuse and self.found < self.planted

    def __str__(self) -> str:
        named = f"{self.fault.code:9} {self.fault.kind:48}"
        excuse = f"  ({self.fault.excuse})" if self.fault.excuse else ""
        return f"{named} {self.planted:7} {self.found:6} {self.found / self.planted:6.0%} {len(self.accused):8}{excuse}"


def measured(fault: Fault, rng: random.Random, count: int) -> Row:
    """Plant one kind of fault so many times, each of its variants at least once, and if many in all layouts."""
    planted = max(count, fault.variants * min(count, len(LAYOUTS)))
    cases = [fault.plant(rng) for _ in range(planted)]
    accused = [problem for case in cases for problem in case.accused]
    return Row(fault, planted, sum(case.is_found(fault.code) for case in cases), accused)


if __name__ == "__main__":
    parser = parser_of(__doc__)
    parser.add_argument("seed", nargs="?", type=int, default=1, help="of what is drawn by chance; 1 by default")
    parser.add_argument("count", nargs="?", type=int, default=DOZEN, help=f"how many of each kind; {DOZEN} by default")
    asked = parser.parse_args()
    if asked.count < 1:
        parser.error(f"found a count of {asked.count}, expected 1 or more")
    main(asked.seed, asked.count)
