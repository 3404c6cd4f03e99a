"""The product's report beside the recomputation: every cell of every table, what differs, and the records behind."""

from collections import defaultdict

from made import definition, material
from oracle.engine import MEASURES, TABLES

from ledger import Commitment, Transaction
from ledger.reporting import build

FIELDS = ("low", "central", "high", "open", "records", "without figure", "not converted")
NOTHING = (0, 0, 0, False, 0, 0, 0)
MOST_TOLD = 50


def report_of(records, rates, rules, as_of):
    """The product's report with the tables that the recomputation has."""
    typed = [(Commitment if "stage" in it else Transaction).model_validate(it) for it in records]
    tables = [
        {"name": f"{number} {'-'.join(by)}".replace("_", "-"), "title": "x", "measure": measure, "rows": by[:1]}
        | ({"columns": by[1]} if len(by) > 1 else {})
        for number, measure in enumerate(MEASURES)
        for by in TABLES
        if by and by != ("donor",)
    ]
    return build(definition(tables=tables, **rules), material(*typed, rates=rates, as_of=as_of))


def shown(report):
    """Per measure and table, per cell what the report shows, in the order of FIELDS."""
    found = {(measure, ()): {(): _seven(it)} for measure, it in report.totals.items()}
    for table in report.tables:
        measure, by = table.definition.measure, tuple(table.definition.rows)
        if measure in report.totals:
            found[measure, by] = {key: _seven(it) for key, it in table.rows.items()}
            if table.definition.columns:
                cells = {key: _seven(it) for key, it in table.cells.items()}
                found[measure, (*by, table.definition.columns)] = cells
    return found


def _seven(it):
    counts = it.records, it.without_figure, it.not_converted
    return (it.figures.low_minor, it.figures.central_minor, it.figures.high_minor, it.figures.open_high, *counts)


def recomputed_cells(recomputed):
    """The same of the recomputation."""
    return {
        place: {
            key: (
                it.low,
                it.central,
                it.high,
                it.is_open,
                len(it.records),
                len(it.without_figure),
                len(it.not_converted),
            )
            for key, it in cells.items()
        }
        for place, cells in recomputed.cells.items()
    }


def differences(report, recomputed, fields=FIELDS):
    """A line for each cell that differs, up to MOST_TOLD: which, both figures, and the records that differ in it."""
    ours, theirs = shown(report), recomputed_cells(recomputed)
    told = [f"measures: {sorted({it for it, _ in ours ^ theirs.keys()})}"] if ours.keys() ^ theirs.keys() else []
    for measure, by in sorted(ours.keys() & theirs.keys()):
        here, there = ours[measure, by], theirs[measure, by]
        for key in sorted(here.keys() | there.keys()):
            pairs = zip(FIELDS, here.get(key, NOTHING), there.get(key, NOTHING), strict=True)
            wrong = [f"{name} {one} / {other}" for name, one, other in pairs if name in fields and one != other]
            if wrong and len(told) < MOST_TOLD:
                place = " ".join((measure, *(f"{name}={text}" for name, text in zip(by, key, strict=True))))
                records = ", ".join(_records(report, recomputed, measure, by, key))
                told.append(f"{place}: {'; '.join(wrong)} (report / recomputed); {records}")
    return told


def _records(report, recomputed, measure, by, key):
    """The records whose figures differ in a cell, or all of it where none differs by itself."""
    sides = [defaultdict(lambda: [0, 0, 0, 0]), defaultdict(lambda: [0, 0, 0, 0])]
    for it in report.pieces:
        # What a pair of envelope and part takes back is no figure of a record, and is none of it in every cell.
        if getattr(it, "side", None) is not None or it.labels["stage"] not in MEASURES[measure]:
            continue
        if tuple(it.labels[name] for name in by) == key:
            figures = it.figures and (it.figures.low_minor, it.figures.central_minor, it.figures.high_minor)
            _add(sides[0][it.record_id], figures)
    for it in recomputed.pieces:
        if it.stage in MEASURES[measure] and tuple(it.labels[name] for name in by) == key:
            _add(sides[1][it.record], it.figures)
    every = sorted(sides[0].keys() | sides[1].keys())
    return [f"{it} {sides[0][it][:3]} / {sides[1][it][:3]}" for it in every if sides[0][it] != sides[1][it]] or [
        "each alike: " + " ".join(every)
    ]


def _add(sums, figures):
    for bound, value in enumerate(figures or (0, 0, 0)):
        sums[bound] += value
    sums[3] += figures is None
