"""Why a figure is what it is: finds the rows in it, each with its rate and its part, and what is not in it.

Pure functions over a report. What the book tells of each record (revisions, rows of files) is fetched by the desk.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.audit.derivation import (
    NO_LABELS,
    Adjustment,
    Among,
    CurrencyBalance,
    Derivation,
    ExplainedRow,
    NotInIt,
    Where,
)
from ledger.foundation import Grid, Interval, exact_sum
from ledger.rates import Pair
from ledger.records import Commitment, groups_of, minor_of, money_of, together
from ledger.reporting import Report, Row
from ledger.totals import (
    IN_TIME,
    MEASURES,
    NOTHING,
    Bound,
    Dimension,
    Measure,
    bound_of,
    cancelled_out,
    has_whole_promises,
    sums,
)
from ledger.valuation import Figures, Line, Part, stage_of, total

# What is taken away at most lowers the low figure: a net figure takes the other bound of what was cancelled.
_OTHER: Mapping[Bound, Bound] = {"low": "high", "central": "central", "high": "low"}


def explain(  # noqa: PLR0913 - what a figure is of has so many sides
    report: Report,
    measure: Measure,
    where: Where,
    group: str | None = None,
    bound: Bound = "central",
    *,
    by: Sequence[Dimension] = (),
    among: Among = NO_LABELS,
) -> Derivation:
    """The rows that add up to a total, and those that do not count in it.

    Args:
        report: of which it is a total.
        measure: what is added.
        where: labels of its rows; none for the total of everything.
        group: only donors that were its members on the day of the announcement, as in a memo line; None for all.
        bound: which figure of it: low, central or high.
        by: dimensions over whose labels it is a sum.
        among: labels of which its rows have one, as those of all others together.
    """
    signs = MEASURES[measure]
    dimensions = (*where, *among, *by)
    labels: Among = {dimension: frozenset([label]) for dimension, label in where.items()} | dict(among)
    chosen: dict[int, list[Part]] = defaultdict(list)
    for part, piece in zip(report.parts, report.pieces, strict=False):
        is_of_group = group is None or group in piece.groups
        if is_of_group and piece.labels["stage"] in signs and fits(piece.labels, labels):
            chosen[part.line].append(part)
    rows = tuple(_rows(report, chosen, signs, bound, is_together=has_whole_promises(measure, dimensions)))
    members = _members(report, group)
    apart = tuple(_once(it for it in _apart(report, signs, labels) if it.record.id in members))
    of_donors = report.cube if group is None else report.cube.of_group(group)
    own = of_donors.where(lambda its: fits(its, labels))
    figures = sums(own, (), measure, dimensions).get((), NOTHING).figures
    offsets = {} if bound == "central" else cancelled_out(own, measure, dimensions)
    between = () if bound == "central" else tuple(_adjustments(report, offsets, rows, bound_of(figures, bound), bound))
    of_figure = (measure, where, rows, figures, apart, group, bound)
    return Derivation(report, *of_figure, adjustments=between, among=among)


def of_lines(derivation: Derivation) -> Derivation:
    """The same figure as its lines add up to it, before anything cancels out: so Groups and Checks have it."""
    return replace(derivation, figures=total(row.figures for row in derivation.rows), adjustments=())


def _adjustments(
    report: Report,
    offsets: Mapping[tuple[int, str], tuple[int, int]],
    rows: Sequence[ExplainedRow],
    figure: int,
    bound: Bound,
) -> Iterator[Adjustment]:
    """What leads from the sum of the rows to the figure: what cancels out, then what rounding was off."""
    running, currency = sum(minor_of(row.result) for row in rows), report.definition.currency
    for (number, _), (low, high) in offsets.items():
        result = low if bound == "low" else -high
        running += result
        if result:
            offset = report.offsets.offsets[number]
            yield Adjustment(offset, money_of(result, currency), money_of(running, currency))
    if running != figure:
        yield Adjustment(None, money_of(figure - running, currency), money_of(figure, currency))


def explain_record(report: Report, key: str) -> Derivation:
    """All lines of one record: what it comes to, or why it does not count."""
    chosen: dict[int, list[Part]] = defaultdict(list)
    for part in report.parts:
        if report.lines[part.line].record.id == key:
            chosen[part.line].append(part)
    rows = tuple(_rows(report, chosen, {}, "central"))
    apart = tuple(_once(it for it in _without_result(report) if it.record.id == key))
    return Derivation(report, None, {}, rows, total(row.figures for row in rows), apart)


def explain_counted(  # noqa: PLR0913 - what a figure is of has so many sides
    report: Report,
    measure: Measure | None,
    where: Where,
    missing: Mapping[str, Collection[str]],
    group: str | None = None,
    *,
    among: Among = NO_LABELS,
) -> Derivation:
    """The records that stand in a total without a figure, where their number is explained.

    Args:
        report: in which they are.
        measure: what the total adds; None for several totals, of stages beside each other.
        where: labels of its rows.
        missing: their ids, by what became of their lines: ``no_figure`` or ``not_converted``.
        group: whose members alone it is about; None for all.
        among: labels of which its rows have one.
    """
    counted: dict[tuple[str, str], NotInIt] = {}
    for left in _without_result(report):
        status = left.line.status if left.line else ""
        if left.record.id in missing.get(status, ()):
            counted.setdefault((left.record.id, status), left)
    return Derivation(report, measure, where, (), Figures(), (), group, among=among, counted=tuple(counted.values()))


def explain_currency(report: Report, currency: str) -> Derivation:
    """All lines in an original currency: what is owed in it, and what became of each.

    Raises:
        StopIteration: if nothing in the report is owed in it.
    """
    proof = next(it for it in report.proofs if it.kind == "currency" and it.currency == currency)
    became = {
        status: exact_sum(
            line.instalment.amount.central
            for line in report.lines
            if (line.currency, line.status) == (currency, status) and line.instalment.amount is not None
        )
        for status in ("converted", "not_converted", "not_counted")
    }
    balance = CurrencyBalance(currency, proof.left, **became)
    numbers = [number for number, line in enumerate(report.lines) if line.currency == currency]
    derivation = _of_lines(report, numbers, f"All lines in {currency}")
    apart = tuple(_once(it for it in _without_result(report) if it.record.amount.currency == currency))
    return replace(derivation, apart=apart, balance=balance)


def explain_rates(report: Report, numbers: Collection[int]) -> Derivation:
    """All lines that rest on some of the rates of a report.

    Args:
        report: with its rates.
        numbers: of the rates, as in the table Rates.
    """
    used = [(it.rate_set.name, it.leg) for it in report.rates if it.number in numbers]
    lines = [
        number
        for number, line in enumerate(report.lines)
        if (pair := pair_of(report, line))
        and any((pair.rate_set.name, leg) in used for leg in (pair.source, pair.target))
    ]
    named = ", ".join(map(str, sorted(numbers)))
    return _of_lines(report, lines, f"All lines that rest on rate{'' if len(numbers) == 1 else 's'} {named}")


def pair_of(report: Report, line: Line) -> Pair | None:
    """The rate that a line rests on: a share of a cancellation on that of the line that it is taken from."""
    taken = line.taken
    return line.pair if taken is None or taken.line is None else report.lines[taken.line].pair


def _of_lines(report: Report, numbers: Collection[int], about: str) -> Derivation:
    chosen: dict[int, list[Part]] = defaultdict(list)
    line_numbers = set(numbers)
    for part in report.parts:
        if part.line in line_numbers:
            chosen[part.line].append(part)
    rows = tuple(_rows(report, chosen, {}, "central"))
    return Derivation(report, None, {}, rows, total(row.figures for row in rows), (), about=about)


def labels_of(report: Report, dimension: Dimension) -> frozenset[str]:
    """All labels of a dimension in a report, those included that only rows without a result have."""
    in_totals = report.groups[dimension]
    if dimension in IN_TIME:
        grid = _grids(report)[dimension]
        counted = [line.instalment.counted for line in report.lines if line.figures is None]
        return frozenset([*in_totals, *(grid.label(cell.start) for it in counted for cell in grid.cut(it))])
    joint = (donor for row in report.rows for donor in row.commitment.donors) if dimension == "donor" else ()
    return frozenset([*in_totals, *joint, *(own[dimension] for own in _labels(report).values() if own[dimension])])


def _members(report: Report, group: str | None) -> set[str]:
    """The records of which a donor was a member of the group; all without one."""
    promises = ((row.record.id, row.commitment) for row in report.rows)
    return {
        key
        for key, it in promises
        if group is None or any(group in groups_of(donor, it.announced) for donor in it.donors)
    }


def _rows(
    report: Report,
    chosen: Mapping[int, Sequence[Part]],
    signs: Mapping[str, int],
    bound: Bound,
    *,
    is_together: bool = False,
) -> Iterator[ExplainedRow]:
    running, currency = 0, report.definition.currency
    for number in sorted(chosen):
        line, parts = report.lines[number], chosen[number]
        sign = signs.get(line.stage, 1)
        plain = total(part.figures for part in parts)
        together = line.together(sign) if is_together else None
        figures = together or (plain if sign > 0 else -plain)
        result = bound_of(figures, bound)
        running += result
        interval = Interval(parts[0].interval.start, parts[-1].interval.end)
        days = sum(part.interval.days for part in parts)
        of_line = bound if sign > 0 else _OTHER[bound]
        reached = (money_of(result, currency), money_of(running, currency))
        its = (interval, parts[0].first_day, days, sign, of_line, figures, *reached)
        yield ExplainedRow(number + 1, line, *its, is_together=together is not None)


def fits(labels: Mapping[Dimension, str], among: Among) -> bool:
    """Whether labels are, in each of some dimensions, one of those that rows must have."""
    return all(labels.get(dimension) in chosen for dimension, chosen in among.items())


def _labels(report: Report) -> Mapping[str, Mapping[Dimension, str]]:
    """By record what it is in the dimensions that do not cut it."""
    return {
        row.record.id: {
            "donor": row.commitment.given_by,
            "recipient": row.commitment.recipient,
            "category": row.commitment.category,
            "instrument": row.commitment.instrument,
            "stage": stage_of(row.record, row.commitment),
            "currency": row.record.amount.currency or "",
        }
        for row in report.rows
    }


def _apart(report: Report, signs: Mapping[str, int], among: Among) -> Iterator[NotInIt]:
    labels = _labels(report)
    lasting = {dimension: chosen for dimension, chosen in among.items() if dimension not in IN_TIME}
    in_time = {dimension: chosen for dimension, chosen in among.items() if dimension in IN_TIME}
    donors = lasting.pop("donor", None)
    commitments = {row.record.id: row.commitment for row in report.rows}
    for excluded in (*_without_result(report), *_given_jointly(report, donors or frozenset())):
        own = labels[excluded.record.id]
        home = excluded.line.home if excluded.line else excluded.record.id
        is_of_donor = donors is None or any(_may_be_of(excluded, commitments[home], donor) for donor in donors)
        if own["stage"] in signs and is_of_donor and fits(own, lasting) and _lies_in(report, excluded.line, in_time):
            yield excluded


def _may_be_of(excluded: NotInIt, commitment: Commitment, donor: str) -> bool:
    """Whether a donor gives it, or an undisclosed share of it."""
    portion = excluded.line.instalment.portion if excluded.line else None
    donors = portion.donors if portion else commitment.donors
    return donor in donors or donor == together(donors)


def _given_jointly(report: Report, donors: frozenset[str]) -> Iterator[NotInIt]:
    """What several donors give jointly without saying how much of it one of these gives."""
    for number, line in enumerate(report.lines):
        portion = line.instalment.portion
        if (
            line.figures is not None
            and portion
            and portion.label not in donors
            and not donors.isdisjoint(portion.donors)
        ):
            reason = f"given jointly by {portion.label}, in shares that nobody says"
            yield NotInIt(line.record, line, number + 1, reason)


def _lies_in(report: Report, line: Line | None, in_time: Among) -> bool:
    """Whether a line has days in these cells of time; what is owed without end may be owed in any."""
    if line is None:
        return True
    counted, grids = line.instalment.counted, _grids(report)
    cells = ((grids[dimension], chosen) for dimension, chosen in in_time.items())
    return all(
        any(grid.label(counted.start) <= label <= grid.label(counted.end) for label in chosen) for grid, chosen in cells
    )


def _grids(report: Report) -> Mapping[Dimension, Grid]:
    starts = report.definition.fiscal_year_starts
    return {"year": Grid("year"), "fiscal_year": Grid("fiscal_year", starts), "quarter": Grid("quarter")}


def _without_result(report: Report) -> Iterator[NotInIt]:
    """All that has no figure in the report, each line for itself."""
    for row in report.rows:
        if row.schedule is None:
            yield NotInIt(row.record, None, 0, _owed_without_end(row))
    for number, line in enumerate(report.lines):
        if line.figures is None:
            yield NotInIt(line.record, line, number + 1, _reason(line))


def _owed_without_end(row: Row) -> str:
    return str(row.left_out) if row.left_out else "it is owed without end, and the report has no horizon"


def _once(apart: Iterable[NotInIt]) -> Iterator[NotInIt]:
    """Keep only the first line of an undisclosed sum: it is one unknown, however often it is owed."""
    seen: set[tuple[str, str]] = set()
    for excluded in apart:
        if excluded.line is not None and excluded.line.status in ("no_figure", "no_money"):
            key = (excluded.record.id, excluded.line.instalment.piece)
            if key in seen:
                continue
            seen.add(key)
        yield excluded


def _reason(line: Line) -> str:
    match line.status:
        case "not_counted":
            return f"not counted: {line.left_out}" if line.left_out else "not counted"
        case "not_converted":
            return "; ".join(problem.found for problem in line.problems if problem.code == "FX-GAP") or "no rate"
        case "no_figure":
            return f"no figure: {line.left_out or 'nobody says the sum'}"
        case _:
            return "no money is involved"
