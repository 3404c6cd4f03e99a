"""What people read of a figure: each of its lines, the rates and words that it rests on, and how they add up."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from ledger.answers.record_history import row_place
from ledger.audit import Adjustment, CurrencyBalance, Derivation, ExplainedRow, NotInIt
from ledger.desk import DisplayedCell, ExplainedFigure, HistoryStep
from ledger.foundation import Money, cut_by_days, from_minor, grouped, round_half_up, with_an_end
from ledger.presentation import NO_BREAK, Beside
from ledger.records import Record, minor_of, money_of
from ledger.totals import BOUNDS, OpenStep, StepKind, Unpaid, bound_of
from ledger.valuation import Figures, LegTrail

_ROWS_NAMED = 3
# What a cell shows that is a sum of money, exactly; None is that of its row and column.
_EXACTLY: frozenset[Beside | None] = frozenset({None, "change", "earlier"})


def explain_lines(explained: ExplainedFigure) -> Iterator[str]:
    """The lines of a figure, what stands between them and it, the sum, and what is not in it."""
    if explained.cell is not None:
        yield cell_line(explained.cell, explained.explanation, explained.explanation.figure)
    yield from figure_lines(explained)


def figure_lines(explained: ExplainedFigure) -> Iterator[str]:
    """The same without what a cell displays of it."""
    figure = explained.explanation
    yield _head(figure)
    yield from _rows(explained)
    for unpaid, figures, running in figure.open_rows:
        yield from _unpaid(explained, unpaid, figures, running)
        yield from words_of(explained, unpaid.commitment)
    for between in figure.adjustments:
        yield from _adjustment(between)
    yield from _sum(figure)
    if explained.cell is not None:
        yield from _beside(explained.cell, figure)
    for left in figure.counted or ():
        yield _left(left)
        yield from words_of(explained, left.record)
    yield from _apart(explained)


def _rows(explained: ExplainedFigure) -> Iterator[str]:
    rows = explained.explanation.rows
    for number, row in enumerate(rows):
        yield from _row(explained, row)
        record = row.line.record
        if number + 1 == len(rows) or rows[number + 1].line.record.id != record.id:
            # Once for all lines of a record: a promise over several years would otherwise repeat its words for each.
            yield from words_of(explained, record)


def _apart(explained: ExplainedFigure) -> Iterator[str]:
    figure = explained.explanation
    if figure.apart:
        yield "Not in it:"
    for left in figure.apart:
        yield _left(left)
        if not figure.measure:
            yield from words_of(explained, left.record)


def cell_line(cell: DisplayedCell, figure: Derivation, exactly: Money | None) -> str:
    """What stands in the cell, in whose row and below what, and in which state of the book.

    Args:
        cell: what it displays.
        figure: that stands behind it.
        exactly: that figure, or its change; None where there is none.
    """
    head = figure.report.issued.head[:12]
    exact = f"; exactly {exactly}" if exactly is not None and cell.kind in _EXACTLY else ""
    shown = f"{cell.text}{f' ({cell.unit})' if cell.unit else ''}".replace(NO_BREAK, " ")
    return f"{cell.place}, {cell.row}, {cell.column}, shows {shown}{exact}; book head {head}."


def _head(figure: Derivation) -> str:
    definition, issued = figure.report.definition, figure.report.issued
    group = [f"group {figure.group} (its members)"] if figure.group else []
    bound = [] if figure.bound == "central" else [f"the {figure.bound} figure"]
    own = [f"{name.replace('_', ' ')} {label}" for name, label in figure.where.items()]
    several = [f"{name.replace('_', ' ')} one of {', '.join(sorted(it))}" for name, it in figure.among.items()]
    labels = ", ".join([*group, *own, *several, *bound])
    named = "still open" if figure.measure == "open" else figure.measure or ""
    measure = named.replace("_", " ").capitalize()
    what = measure or figure.about or ("All lines of the record" if figure.counted is None else "All stages")
    state = "" if issued.number is None else f", as issued by entry {issued.number}"
    limits = f"basis {definition.basis}, as of {issued.as_of}{state}"
    cutoff = f", cutoff {definition.cutoff}" if definition.cutoff else ""
    horizon = f", horizon {definition.horizon}" if definition.horizon else ""
    return f"{what}{f', {labels}' if labels else ''} in {definition.currency}, {limits}{cutoff}{horizon}:"


def _row(explained: ExplainedFigure, row: ExplainedRow) -> Iterator[str]:
    line, figure = row.line, explained.explanation
    instalment, record = line.instalment, line.record
    yield ""
    piece = f", {instalment.piece}" if instalment.piece else ""
    yield f"Line {row.number}  {record.id}, instalment {instalment.number}{piece}: {record.title or ''}".rstrip()
    yield f"    {line.stage}, {instalment.interval}: {_stated(row)}"
    yield from (f"    rate: {_leg(leg)}" for leg in explained.legs(line))
    yield from _fallbacks(explained, row)
    yield from _given_up(figure, row)
    yield f"    worth {row.worth}"
    share = "" if row.is_whole else f", {row.days} of its {instalment.counted.days} days ({row.interval})"
    taken = "taken away: " if row.sign < 0 else ""
    together = f"; together {row.running}" if figure.adds_up else ""
    yield f"    in this figure: {taken}{row.result}{share}{together}"


def _stated(row: ExplainedRow) -> str:
    """The sum as the record states it, what is counted of it, and what that comes to."""
    instalment, record = row.line.instalment, row.line.record
    until = f"counted to {instalment.counted.end}"
    counted = f"counted {instalment.counted}" if instalment.days_before else until
    portion = instalment.portion
    shared = f"{portion.end - portion.start} of {portion.of} parts of " if portion and portion.of > 1 else ""
    as_recorded = str(record.amount) if instalment.is_whole and not shared else ""
    stated = f"{shared}{record.stated_amount}{'' if instalment.is_whole else f', {counted}'}"
    amount = "" if row.amount is None else f"{row.line.currency} {grouped(row.amount)}"
    return stated if amount in ("", as_recorded) else f"{stated} = {amount}"


def _given_up(figure: Derivation, row: ExplainedRow) -> Iterator[str]:
    """Of a share of a cancellation what it is of the line that it is taken from."""
    taken = row.line.taken
    if taken is None or taken.line is None:
        return
    of = figure.report.lines[taken.line]
    if of.figures is None or of.instalment.amount is None:
        return
    ways = (taken.takes_off if row.sign < 0 else taken.in_all) if row.is_together else taken.alone
    # What a net figure takes off is told by the end of the promise that it is taken from.
    bound = figure.bound if row.is_together else row.bound
    before, after = ways[BOUNDS.index(bound)]
    worth = _money(figure, bound_of(of.figures, bound))
    amount = of.instalment.amount.central if bound == "central" else None
    marks = (f"round({worth} x {_fraction(it, amount, taken.decimals)})" for it in (after, before))
    yield f"    given up of line {taken.line + 1}, {of.record.id}: {' - '.join(marks)}"


def _fraction(given_up: Fraction, amount: Decimal | None, decimals: int) -> str:
    """Centrally what was taken so far of the amount, in its own currency; else a fraction that may have no end."""
    if not amount:
        return f"{float(given_up):.10g}"
    return f"{grouped(cut_by_days(amount, *given_up.as_integer_ratio(), decimals))}/{grouped(amount)}"


def _unpaid(explained: ExplainedFigure, unpaid: Unpaid, left: Figures, running: Money) -> Iterator[str]:
    """What was committed, what stands of it and what is left of that, with each step between them."""
    figure, cell = explained.explanation, explained.cell
    steps = figure.steps_of(unpaid)
    yield ""
    yield f"{unpaid.commitment.id}, {unpaid.piece.labels['donor']}: {unpaid.commitment.title or ''}".rstrip()
    if cell is not None and cell.kind == "age":
        announced, last = unpaid.commitment.announced, figure.report.last_day
        yield f"    announced on {announced}, {figure.days_open(unpaid)} days before {last}"
    yield f"    committed: {_range(figure, unpaid.committed)}"
    for step, change, reached in steps:
        if step.kind in ("committed", "cancelled"):
            yield from _step_of_open(explained, unpaid, step, (change, reached))
    yield f"    standing, less what was cancelled: {_range(figure, unpaid.standing)}"
    for step, change, reached in steps:
        if step.kind not in ("committed", "cancelled"):
            yield from _step_of_open(explained, unpaid, step, (change, reached))
    yield from (f"{_event(step)}: more came another way, so that nothing is taken away" for step in unpaid.beside)
    doubt = "" if unpaid.is_certain else "; a payment that states no sum, or a least one, may have closed it"
    yield f"    still open, less what was paid or delivered: {_range(figure, left)}{doubt}"
    yield f"    in this figure: {_money(figure, bound_of(left, figure.bound))}; together {running}"


_EVENTS: Mapping[StepKind, str] = {
    "committed": "committed",
    "cancelled": "cancelled",
    "paid": "paid",
    "returned": "paid back",
    "delivered": "delivered",
    "passed_on": "paid beyond what is left of it, and counted as paid of its part",
    "taken_over": "paid beyond what is left of its envelope, and counted as paid of this part,",
    "kept": "never less than nothing, and each reading on its side of the central one",
}


def _event(step: OpenStep) -> str:
    """What happened, when, by which record and line, and the sum that it states."""
    name, line = _EVENTS[step.kind], step.line
    if line is None:
        return f"      {name} {step.other}".rstrip()
    stated = line.record.stated_amount
    if step.kind == "committed" and line.instalment.amount is not None:
        stated = f"{line.currency} {grouped(line.instalment.amount.central)}"
    return f"      {name} on {line.instalment.interval.start} (line {step.number}, {line.record.id}): {stated}"


def _step_of_open(
    explained: ExplainedFigure, unpaid: Unpaid, step: OpenStep, sums: tuple[Money, Money]
) -> Iterator[str]:
    """One step, and what it rests on; a payment in the currency of its commitment is taken at the rate of that."""
    figure, line = explained.explanation, step.line
    change, reached = sums
    left = ""
    if step.left is not None:
        at, currency = BOUNDS.index(figure.bound), unpaid.commitment.amount.currency
        left = f", so that {currency} {_in_digits(step.left[at])} of {_in_digits(unpaid.amounts[at])} are left"
    yield f"{_event(step)}{left}: {change}; {'together' if step.kind == 'committed' else 'leaves'} {reached}"
    if line is not None and step.left is None and step.kind != "cancelled":
        yield from (f"        rate: {_leg(leg)}" for leg in explained.legs(line))
    if line is not None and line.record.id != unpaid.commitment.id:
        yield from (f"    {text}" for text in words_of(explained, line.record))


def _in_digits(amount: Fraction) -> str:
    """An amount as it is read; one whose digits have no end is cut."""
    value = with_an_end(amount)
    return f"{float(amount):.10g}" if value is None else grouped(value)


def _range(figure: Derivation, figures: Figures) -> str:
    """The central reading, with the lowest and highest ones where they differ."""
    central, low, high = (_money(figure, it) for it in (figures.central_minor, figures.low_minor, figures.high_minor))
    if not figures.open_high and low == central == high:
        return central
    return f"{central} ({low} to {'at least ' if figures.open_high else ''}{high})"


def _adjustment(between: Adjustment) -> Iterator[str]:
    yield ""
    yield f"Between the lines and the figure: {between.reason}"
    yield f"    in this figure: {between.result}; together {between.running}"


def _fallbacks(explained: ExplainedFigure, row: ExplainedRow) -> Iterator[str]:
    pair, order = row.line.pair, explained.order
    if pair is None:
        return
    if pair.provisional:
        yield "    the mean is provisional: its period was not over"
    name = pair.rate_set.name
    if name in order[1:] and "table" not in (pair.source.kind, pair.target.kind):
        number = order.index(name) + 1
        yield f"    {name} is number {number} of the rate sets {', '.join(order)}: none before it had this rate"


def words_of(explained: ExplainedFigure, record: Record) -> Iterator[str]:
    """What a record rests on: its sources with their words, and who entered and changed it, and why."""
    for source in record.sources:
        read_at = f", {source.url}" if source.url else ""
        quote = f': "{source.quote}"' if source.quote else ""
        yield f"    source: {source.publisher}, {source.title}{read_at}{quote}"
    entries = explained.explanation.report.issued.entries
    for step in explained.histories[record.id]:
        yield f"    {_step(step)}" + (" (after this report)" if step.revision.seq > entries else "")


def _leg(leg: LegTrail) -> str:
    origin = f"{leg.rate_set}: {leg.source}; file {leg.sha256[:12]}"
    if leg.kind == "base":
        return f"{leg.said} ({origin})"
    days = f"{leg.first} to {leg.last}, {leg.quotes} quotes" if leg.quotes > 1 else str(leg.last or "by definition")
    days += f", {leg.by_law} of them by law" if leg.by_law else ""
    back = f", {leg.days_back} day{'' if leg.days_back == 1 else 's'} back" if leg.days_back else ""
    rounded = "" if leg.decimals is None else f", rounded to {leg.decimals} decimals"
    return f"{leg.said} ({leg.kind}, {days}{back}{rounded}; {origin})"


def _step(step: HistoryStep) -> str:
    revision = step.revision
    entry = f"(entry {revision.seq}, {revision.hash[:12]})"
    what = f"{revision.action} by {revision.author} on {revision.time:%Y-%m-%d}: {revision.reason} {entry}"
    rows = "; ".join(map(row_place, revision.lineage[:_ROWS_NAMED]))
    return f"{what}, read from {rows}" if rows else what


def _sum(figure: Derivation) -> Iterator[str]:
    yield ""
    if figure.balance:
        yield _balance(figure.balance)
    if figure.counted is not None:
        number = len(figure.counted)
        yield f"{number} record{'' if number == 1 else 's'} without a figure{':' if number else '.'}"
    elif not figure.adds_up:
        stages = "; ".join(f"{stage} {money}" for stage, money in figure.by_stage.items())
        never = f"{_lines(figure)} with a figure, never added across stages: {stages}."
        yield never if stages else "No line with a figure."
    elif figure.unpaid:
        count = len(figure.unpaid)
        these = "1 firm commitment adds" if count == 1 else f"{count} firm commitments add"
        yield f"{these} up to {'at least ' if figure.is_open else ''}{figure.figure}."
    elif figure.rows:
        number = len(figure.adjustments)
        more = f" and {number} adjustment{'' if number == 1 else 's'}" if number else ""
        add = "adds" if len(figure.rows) + number == 1 else "add"
        least = "at least " if figure.is_open else ""
        yield f"{_lines(figure)}{more} {add} up to {least}{figure.figure}."
    elif figure.measure == "open":
        yield "Nothing is open: no firm commitment with a sum has these labels."
    elif figure.measure:
        yield "Nothing adds up to it: no row has these labels and a figure."
    else:
        yield "This record adds nothing to any total of the report."


def _beside(cell: DisplayedCell, figure: Derivation) -> Iterator[str]:
    """How what a cell says beside sums comes from them."""
    explained = figure.figure
    if explained is None or not explained.value:
        return
    if cell.kind == "share" and cell.share_of is not None:
        share = _percent(explained, cell.share_of)
        yield f"{explained} of {cell.share_of} is {share}; shares are rounded so that they add up to 100."
    standing = figure.standing
    if cell.kind == "fulfilled" and standing.value:
        kept = standing - explained
        yield f"Of {standing} that stands {explained} is still open, and {kept} no more: {_percent(kept, standing)}."
    if cell.kind == "age":
        days = sum(figure.days_open(it) * left.central_minor for it, left, _ in figure.open_rows)
        mean = Fraction(days, minor_of(explained))
        yield f"The mean of these days, weighed by what is still open of each, is {_rounded(mean, 1)}."


def _percent(part: Money, whole: Money) -> str:
    return f"{_rounded(Fraction(part.value) * 100 / Fraction(whole.value), 2)} %"


def _rounded(value: Fraction, decimals: int) -> Decimal:
    return from_minor(round_half_up(value.numerator * 10**decimals, value.denominator), decimals)


def _lines(figure: Derivation) -> str:
    return "1 line" if len(figure.rows) == 1 else f"{len(figure.rows)} lines"


def _balance(balance: CurrencyBalance) -> str:
    became = {
        "converted": balance.converted,
        "not converted": balance.not_converted,
        "not counted": balance.not_counted,
    }
    parts = " + ".join(f"{grouped(value)} {name}" for name, value in became.items())
    return f"{Money(balance.owed, balance.currency)} owed = {parts}."


def _left(left: NotInIt) -> str:
    amount = left.line.instalment.amount if left.line else None
    shown = f"{left.record.amount.currency} {grouped(amount.central)}" if amount else left.record.stated_amount
    line = f"Line {left.number}  " if left.line else ""
    piece = f", {left.line.instalment.piece}" if left.line and left.line.instalment.piece else ""
    return f"    {line}{left.record.id}{piece}: {shown}: {left.reason}"


def _money(figure: Derivation, minor: int) -> str:
    return str(money_of(minor, figure.report.definition.currency))
