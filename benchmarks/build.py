"""How long it takes to build a report, beside ``json.loads`` of the payloads that its records come from.

Run it with ``python benchmarks/build.py [RECORDS]``, or ``make bench``. Before any time counts, all figures of the same
records are held against the recomputation of the tests, which shares no code with the product: every cell, low, central
and high, and every count. Of the report itself every part, piece and cell is worked out again, and it proves itself. It
ends with 1 if the ratio is more than half above the one stated, which for a hundred thousand records is another one.
"""

import json
import sys
from collections.abc import Sequence
from functools import partial

from judging import require_right
from made_books import made_records, report_of
from measuring import compared, ending, number_asked, shown

from ledger.foundation import nothing_collected
from ledger.records import dump_record

RECORDS = LARGE = 100_000


def main(number: int) -> int:
    """Measure it; the exit code."""
    records = made_records(number)
    require_right(report_of(records), records)
    payloads = [dump_record(record) for record in records]
    print(f"{number} records: build, json.loads, how many times as long")
    measured = compared(partial(report_of, records), partial(_loaded, payloads))
    shown("build", measured)
    return ending("large build" if number >= LARGE else "build", {"build": measured.ratio})


@nothing_collected()
def _loaded(payloads: Sequence[str]) -> list[object]:
    """As ours, without the search for circles of objects, which takes most of the time where much is kept."""
    return [json.loads(payload) for payload in payloads]


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS)))
