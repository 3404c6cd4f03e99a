"""An explained figure as a sheet: a row per line with a live sum, and what is not in it below."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from ledger.audit import Adjustment, Derivation, ExplainedRow, NotInIt
from ledger.book import Revision
from ledger.foundation import from_minor, round_half_up
from ledger.presentation import MEASURE_TITLES, Language, label_in
from ledger.records import CURRENCIES, GROUP_MEMBERS, minor_of
from ledger.render.cells import AtLeast, Formula, Value, ratio, this
from ledger.render.evidence import draw_revisions
from ledger.render.evidence_sheet import EvidenceSheet
from ledger.render.files import drawing, whole
from ledger.render.lines import day_of_rate
from ledger.render.open_steps import draw_open, draw_steps
from ledger.render.sheet import Column, Drawing, Sheet
from ledger.render.styles import Styles
from ledger.reporting import Evidence

TOP = 3
_APART = (Column("Line", 7, "number"), Column("Record", 30), Column("Currency", 10), Column("Amount", 20, "amount"),
          Column("Why it is not in the figure", 90, "wrap"))  # fmt: skip


def write_explanation(explanation: Derivation, revisions: Sequence[Revision], path: Path) -> None:
    """Write an explanation as a workbook; the file appears whole or not at all.

    Args:
        explanation: with its rows and what is not in it.
        revisions: the entries on the records of both.
        path: where the workbook goes.

    Raises:
        Refused: FILE, if the place cannot be written.
    """

    def draw(draft: Path) -> None:
        with drawing(draft, "explanation", explanation.report.issued, title="Explanation") as workbook:
            styles = Styles(workbook)
            drawn = Drawing()

            def sheet(name: str) -> Sheet:
                return Sheet(workbook, styles, name, drawn)

            if explanation.counted is not None:
                _draw_left(sheet("Explanation"), _title(explanation), _subtitle(explanation), explanation.counted)
            elif explanation.measure == "open":
                _draw_open(sheet("Explanation"), sheet("Steps"), explanation)
            else:
                _draw_rows(sheet("Explanation"), explanation)
            if explanation.apart:
                about = "Lines that a reader may look for in the figure, and why they are not there."
                _draw_left(sheet("Not in it"), "Not in it", about, explanation.apart)
            journal = Evidence(tuple(revisions), (), ())
            draw_revisions(
                EvidenceSheet(workbook, styles, "Revisions", drawn, has_buttons=True), journal, drawn.language
            )

    whole(path, draw)


def _draw_rows(sheet: Sheet, derivation: Derivation) -> None:
    digits = CURRENCIES[derivation.report.definition.currency].minor_units
    columns = _columns(digits)
    headings = [column.heading for column in columns]
    together = xl_col_to_name(headings.index("Together"))
    before = [
        "0",
        *(f"{together}{TOP + 2 + number}" for number in range(len(derivation.rows) + len(derivation.adjustments))),
    ]
    rows = [_row(cell, row, digits) for cell, row in zip(before, derivation.rows, strict=False)]
    rows += [
        _between(cell, found, digits) for cell, found in zip(before[len(rows) :], derivation.adjustments, strict=False)
    ]
    sheet.head(_title(derivation), _subtitle(derivation))
    place = sheet.table(TOP, "Explanation", columns, rows)
    sheet.raw.freeze_panes(TOP + 1, 2)
    sheet.print_table(TOP, place.after if derivation.adds_up else place.last, columns)
    # Lines of several stages are listed, and never added.
    if derivation.adds_up:
        _draw_total(sheet, place.after, headings, derivation)


def _draw_total(sheet: Sheet, row: int, headings: Sequence[str], derivation: Derivation) -> None:
    digits = CURRENCIES[derivation.report.definition.currency].minor_units
    for column in range(len(headings)):
        sheet.write(row, column, None, "total_text")
    sheet.write(row, 1, "Total", "total_text")
    figure = derivation.figure.value if derivation.figure else from_minor(0, digits)
    total = Formula(f"=ROUND(SUM(Explanation[In this figure]),{digits})", figure)
    shown = AtLeast(total) if derivation.is_open else total
    sheet.write(row, headings.index("In this figure"), shown, "all_sum", digits)


def _draw_open(sheet: Sheet, behind: Sheet, derivation: Derivation) -> None:
    sheet.head(_title(derivation), _subtitle(derivation))
    after, columns = draw_open(sheet, TOP, derivation)
    _draw_total(sheet, after, [column.heading for column in columns], derivation)
    behind.head("Steps", "From nothing to what is open of each commitment: the changes of each add up to what is open.")
    draw_steps(behind, TOP, derivation)


def _draw_left(sheet: Sheet, title: str, subtitle: str, left_ones: Sequence[NotInIt]) -> None:
    """Records without a place in a figure, each with its reason."""
    rows: list[list[Value]] = [
        [
            left.number or None,
            left.record.id,
            left.record.amount.currency or "",
            left.line.instalment.amount.central
            if left.line and left.line.instalment.amount
            else left.record.stated_amount,
            left.reason,
        ]
        for left in left_ones
    ]
    sheet.head(title, subtitle)
    place = sheet.table(TOP, "NotInIt", _APART, rows)
    sheet.print_table(TOP, place.last, _APART)


def _title(derivation: Derivation) -> str:
    members = [GROUP_MEMBERS[derivation.group]] if derivation.group else []
    bound = [] if derivation.bound == "central" else [derivation.bound]
    own = [label_in(it, label, Language()) for it, label in derivation.where.items()]
    several = [
        " or ".join(label_in(it, label, Language()) for label in sorted(among))
        for it, among in derivation.among.items()
    ]
    labels = ", ".join([*members, *own, *several, *bound])
    what = derivation.about or "Record"
    if derivation.measure:
        what = "Still open" if derivation.measure == "open" else MEASURE_TITLES[derivation.measure]
    return f"{what}: {labels}" if labels else what


def _subtitle(derivation: Derivation) -> str:
    definition, issued = derivation.report.definition, derivation.report.issued
    return f"In {definition.currency}, basis {definition.basis}, as of {issued.as_of}; head {issued.head[:12]}."


def _columns(digits: int) -> tuple[Column, ...]:
    return (
        Column("Line", 7, "number"),
        Column("Record", 30),
        Column("Title", 40, "wrap"),
        Column("Stage", 12),
        Column("Instalment", 10, "count"),
        Column("Piece", 10),
        Column("From", 11, "day"),
        Column("Counted to", 11, "day"),
        Column("Currency", 10),
        Column("Amount", 20, "amount"),
        Column("Rate day", 11, "day"),
        Column("Days back", 8, "count"),
        Column("From per base", 14, "rate"),
        Column("To per base", 14, "rate"),
        Column("Worth", 20, "money", digits),
        Column("Part from", 11, "day"),
        Column("Part to", 11, "day"),
        Column("Days before", 8, "count"),
        Column("Days", 8, "count"),
        Column("Of days", 8, "count"),
        Column("In this figure", 20, "money", digits),
        Column("Together", 20, "money", digits),
        Column("Rates from", 30, "wrap"),
        Column("Source", 40, "wrap"),
        Column("Quote", 50, "wrap"),
    )


def _row(before: str, row: ExplainedRow, digits: int) -> list[Value]:
    line, item, pair = row.line, row.line.instalment, row.line.pair
    source = line.record.sources[0] if line.record.sources else None
    return [
        row.number,
        line.record.id,
        line.record.title or "",
        line.stage,
        item.number,
        item.piece or None,
        item.interval.start,
        item.counted.end,
        line.currency,
        row.amount,
        day_of_rate(pair) if pair else None,
        pair.days_back if pair else None,
        ratio("", pair.source.per_base).value if pair else None,
        ratio("", pair.target.per_base).value if pair else None,
        _worth(row, digits),
        row.interval.start,
        row.interval.end,
        row.first_day,
        row.days,
        item.counted.days,
        _share(row, digits),
        Formula(f"=ROUND({before}+{_this('In this figure')},{digits})", row.running.value),
        f"{pair.rate_set.name}: {pair.rate_set.source} (file {pair.rate_set.sha256[:12]})" if pair else "none needed",
        f"{source.publisher}, {source.title}" if source else "no source",
        (source.quote or "") if source else "",
    ]


def _between(before: str, adjustment: Adjustment, digits: int) -> list[Value]:
    """What stands between the lines and the figure: a row without a line of its own."""
    own: dict[str, Value] = {
        "Record": adjustment.offset.envelope if adjustment.offset else None,
        "Title": adjustment.reason,
        "In this figure": adjustment.result.value,
        "Together": Formula(f"=ROUND({before}+{_this('In this figure')},{digits})", adjustment.running.value),
    }
    return [own.get(column.heading) for column in _columns(digits)]


def _this(heading: str) -> str:
    return this("Explanation", heading)


def _worth(row: ExplainedRow, digits: int) -> Value:
    """The amount by both legs of the rate, live; a plain value where the line came to its worth in another way."""
    value = row.worth.value
    if row.amount is None:
        return value
    pair = row.line.pair
    legs = Fraction(1) if pair is None else pair.target.per_base / pair.source.per_base
    exact = Fraction(row.amount) * 10**digits * legs
    if round_half_up(exact.numerator, exact.denominator) != minor_of(row.worth):
        return value
    by_legs = f"*{_this('To per base')}/{_this('From per base')}" if pair else ""
    return Formula(f"=ROUND({_this('Amount')}{by_legs},{digits})", value)


def _share(row: ExplainedRow, digits: int) -> Value:
    """What the days of the figure come to: what is reached by the last of them less what was before the first."""
    days, of_days, worth = row.days, row.line.instalment.counted.days, minor_of(row.worth)
    value: Decimal = row.result.value
    reached, start = (round_half_up(worth * it, of_days) for it in (row.first_day + days, row.first_day))
    if row.sign * (reached - start) != minor_of(row.result):
        return value
    sign, cell = "-" if row.sign < 0 else "", _this("Worth")
    if row.is_whole:
        return Formula(f"=ROUND({sign}{cell},{digits})", value)
    before, of = _this("Days before"), _this("Of days")
    shares = (f"ROUND({cell}*{it}/{of},{digits})" for it in (f"({before}+{_this('Days')})", before))
    return Formula(f"=ROUND({sign}({'-'.join(shares)}),{digits})", value)
