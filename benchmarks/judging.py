"""What benchmarks hold figures against before a time counts: the recomputation of the tests.

It shares no code with the product, so that a figure that is wrong in a table is not wrong there as well. Where anything
differs, a benchmark ends with what does, and shows no time.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from currency_converter import CURRENCY_FILE
from made_books import AS_OF, HORIZON

from ledger.foundation import nothing_collected
from ledger.rates import ecb_rates
from ledger.records import Record, dump_record, groups_of
from ledger.reporting import Report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from oracle.chain import chain_differences
from oracle.comparing import differences, recomputed_cells, shown
from oracle.comparing import report_of as all_tables_of
from oracle.engine import recompute
from oracle.rates import Asked, rate_of, read_ecb
from oracle.sums import rounded

RULES = {"currency": "EUR", "basis": "announced", "horizon": str(HORIZON), "handling": "public"}
_MOST_TOLD = 5


def require_none(differing: Sequence[str], what: str) -> None:
    """End the benchmark with what differs, if anything does."""
    if differing:
        rest = f"; and {len(differing) - _MOST_TOLD} more" if len(differing) > _MOST_TOLD else ""
        listed = "; ".join(differing[:_MOST_TOLD])
        sys.exit(f"{what}: found what differs from the recomputation, so no time is shown: {listed}{rest}")


def recomputed(records: Sequence[Record]) -> Any:
    """All that the recomputation says of some records: lines, pieces, and the cells of every table."""
    return recompute(_plain(records), [_quotes()], RULES, AS_OF)


@nothing_collected()
def require_right(report: Report, records: Sequence[Record]) -> None:
    """End the benchmark unless a report is right, and so is what else the same records come to.

    Its totals have to be the recomputed ones, and every cell by every dimension and grid, at each reading, with all
    counts; each part, piece and cell has to be what its line comes to, and its own proofs have to hold.

    Args:
        report: the one whose time is to be shown.
        records: those that it is made of, of which no part is without a sum of its own.
    """
    require_none([str(proof) for proof in report.proofs if not proof.agrees], "proofs")
    require_none(chain_differences(report, groups_of, {}), "parts, pieces and cells")
    again = recomputed(records)
    ours, theirs = shown(report), recomputed_cells(again)
    totals = [(measure, ours[measure, ()], theirs.get((measure, ()))) for measure in report.totals]
    require_none([f"{measure}: {one} / {other}" for measure, one, other in totals if one != other], "totals")
    require_none(differences(all_tables_of(_plain(records), [ecb_rates()], RULES, AS_OF), again), "cells")


def euros_of(sums: Sequence[tuple[Decimal, str, date]]) -> Sequence[Decimal]:
    """What sums in a currency come to on a day, in euros and cents."""
    rates = ((value, rate_of(currency, "EUR", Asked("announced", on, on), [_quotes()])) for value, currency, on in sums)
    return [Decimal(rounded(100 * Fraction(value) * rate)).scaleb(-2) for value, rate in rates]


def _plain(records: Sequence[Record]) -> list[dict[str, object]]:
    return [json.loads(dump_record(record)) for record in records]


@cache
def _quotes() -> Any:
    return read_ecb(CURRENCY_FILE)
