"""How long it takes to build a report, beside ``json.loads`` of the payloads that its records come from.

Run it with ``python benchmarks/build.py [RECORDS]``, or ``make bench``. Before any time counts, the report of a part of
the same records is held, cell by cell, against the recomputation of the tests, which shares no code with the product;
of the report of all of them every part, piece and cell is worked out again, and it proves itself. It ends with 1 if the
ratio is more than half above the one stated.
"""

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from currency_converter import CURRENCY_FILE
from made_books import AS_OF, HORIZON, made_records, report_of
from measuring import compared, ending, shown

from ledger import ecb_rates
from ledger.foundation import nothing_collected
from ledger.records import Record, dump_record, groups_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from oracle.chain import chain_differences
from oracle.comparing import differences
from oracle.comparing import report_of as all_tables_of
from oracle.engine import recompute
from oracle.rates import read_ecb

RECOMPUTED = 400
RULES = {"currency": "EUR", "basis": "announced", "horizon": str(HORIZON), "handling": "public"}


def main(number: int) -> int:
    """Measure it; the exit code."""
    records = made_records(number)
    payloads = [dump_record(record) for record in records]
    _require_recomputed([json.loads(payload) for payload in payloads[:RECOMPUTED]])
    _require_worked_out(records)
    print(f"{number} records: build, json.loads, how many times as long")
    measured = compared(partial(report_of, records), partial(_loaded, payloads))
    shown("build", measured)
    return ending("build", {"build": measured.ratio})


@nothing_collected()
def _loaded(payloads: Sequence[str]) -> list[object]:
    """As ours, without the search for circles of objects, which takes most of the time where much is kept."""
    return [json.loads(payload) for payload in payloads]


def _require_recomputed(records: list[dict[str, object]]) -> None:
    report = all_tables_of(records, [ecb_rates()], RULES, AS_OF)
    differing = differences(
        report, recompute(records, [read_ecb(CURRENCY_FILE)], RULES, AS_OF), ("central", "not converted")
    )
    assert report.lines
    assert not differing, differing


def _require_worked_out(records: Sequence[Record]) -> None:
    """No part of these records is without a sum, so that none counts with the money of another one."""
    report = report_of(records)
    differing = chain_differences(report, groups_of, {})
    assert report.agrees
    assert not differing, differing


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
