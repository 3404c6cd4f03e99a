"""Records that were amended or corrected since an earlier report without a change of its total, or that none was."""

from collections.abc import Iterator, Sequence

from ledger.audit import Bridge, Step
from ledger.foundation import marked
from ledger.presentation.change_marks import new_and_missing
from ledger.presentation.comparison import Comparison
from ledger.presentation.measured import Measured
from ledger.presentation.named_records import NAMED, named
from ledger.presentation.presented import NamedRecord, Sentence
from ledger.reporting import Report, Row
from ledger.totals import MEASURES, Measure

_TOUCHED: tuple[Step, ...] = ("amended", "corrected", "amended and corrected", "withdrawn")


def without_moving(measured: Measured, bridge: Bridge, comparison: Comparison) -> Iterator[Sentence]:
    """Which records were amended or corrected without a change of the total; where none was touched at all, that.

    A donor, a year, a range or a sum without a rate may be corrected, and the central total stays what it was.

    Args:
        measured: the report.
        bridge: between both totals.
        comparison: with the earlier report.
    """
    moved = {row.id for step in bridge.steps for row in step.rows}
    before, after = (_records(it, bridge.measure) for it in (comparison.bridged.opening, comparison.bridged.closing))
    still = {key for key in before if key not in moved | comparison.internal}
    changed = [row for key, row in after.items() if key in still and row.record != before[key].record]
    if changed:
        yield _named(measured, changed)
    elif (
        (bridge.ends[0].records or bridge.ends[0].missing)
        and still <= after.keys()
        and not _is_touched(bridge, comparison)
    ):
        yield Sentence(measured.language.say("No sum that stood there was amended, corrected or withdrawn."))


def _is_touched(bridge: Bridge, comparison: Comparison) -> bool:
    """Whether anything was taken from the total or put right in it; a cancellation takes away too."""
    cancelled = comparison.bridge(f"cancelled_{bridge.measure}")
    is_cancelled = cancelled is not None and (
        cancelled.opening != cancelled.closing or bool(new_and_missing(*cancelled.ends).missing)
    )
    return is_cancelled or any(it.step in _TOUCHED for it in bridge.steps)


def _records(report: Report, measure: Measure) -> dict[str, Row]:
    """The records of a measure, by their ids, with or without a figure."""
    own = {line.record.id for line in report.lines if line.stage in MEASURES[measure]}
    return {row.record.id: row for row in report.rows if row.record.id in own}


def _named(measured: Measured, rows: Sequence[Row]) -> Sentence:
    language = measured.language
    records = tuple(NamedRecord(row.record.id, named(row, language)) for row in rows[:NAMED])
    names, rest = language.apart(it.name for it in records), len(rows) - len(records)
    if rest:
        names = language.say_count("{records}; {count} more", "{records}; {count} more", rest, records=names)
    sentence = marked("Amended or corrected without a change of this total: {records}.")
    return Sentence(language.say(sentence, records=names), records=records)
