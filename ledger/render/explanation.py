"""An explained figure as a sheet: a row per line with a live sum, and what is not in it below."""

from pathlib import Path

from ledger.audit import Derivation, ExplainedRow
from ledger.foundation import from_minor
from ledger.records import CURRENCIES, GROUP_MEMBERS
from ledger.render.cells import Formula, Value, ratio, this
from ledger.render.files import new_workbook, whole
from ledger.render.keys import MEASURE_TITLES
from ledger.render.lines import day_of_rate
from ledger.render.sheet import Column, Mapped, Sheet
from ledger.render.styles import Styles

TOP = 3
_APART = (Column("Line", 7, "number"), Column("Record", 30), Column("Currency", 10), Column("Amount", 20, "amount"),
          Column("Why it is not in the figure", 90, "wrap"))  # fmt: skip


def write_explanation(explanation: Derivation, path: Path) -> None:
    """Write an explanation as a workbook; the file appears whole or not at all.

    Raises:
        Refused: FILE, if the place cannot be written.
    """

    def draw(draft: Path) -> None:
        workbook = new_workbook(draft)
        styles = Styles(workbook)
        figures: list[Mapped] = []
        _draw_rows(Sheet(workbook, styles, "Explanation", figures), explanation)
        _draw_apart(Sheet(workbook, styles, "Not in it", figures), explanation)
        issued = explanation.report.issued
        about = f"As of {issued.as_of}; {issued.entries} entries; head {issued.head}"
        workbook.set_properties({"author": f"defense-ledger {issued.version}", "comments": about})
        workbook.close()

    whole(path, draw)


def _draw_rows(sheet: Sheet, it: Derivation) -> None:
    digits = CURRENCIES[it.report.definition.currency].minor_units
    columns = _columns(digits)
    rows = [_row(number, row, digits) for number, row in enumerate(it.rows)]
    sheet.head(_title(it), _subtitle(it))
    place = sheet.table(TOP, "Explanation", columns, rows)
    headings = [column.heading for column in columns]
    sum_text = f"=ROUND(SUM(Explanation[In this figure]),{digits})"
    sheet.write(place.after, 1, "Total", "total_text")
    total = Formula(sum_text, from_minor(it.figures.central, digits))
    sheet.write(place.after, headings.index("In this figure"), total, "sum", digits)
    sheet.raw.freeze_panes(TOP + 1, 2)
    sheet.print_table(TOP, place.after, columns)


def _draw_apart(sheet: Sheet, it: Derivation) -> None:
    rows: list[list[Value]] = [
        [
            left.number,
            left.line.record.id,
            left.line.currency,
            left.line.instalment.amount.central if left.line.instalment.amount else str(left.line.record.amount),
            left.reason,
        ]
        for left in it.apart
    ]
    sheet.head("Not in it", "Lines that a reader may look for in the figure, and why they are not there.")
    place = sheet.table(TOP, "NotInIt", _APART, rows)
    sheet.print_table(TOP, place.last, _APART)


def _title(it: Derivation) -> str:
    members = [GROUP_MEMBERS[it.group]] if it.group else []
    labels = ", ".join([*members, *it.where.values()])
    what = MEASURE_TITLES[it.measure] if it.measure else "Record"
    return f"{what}: {labels}" if labels else what


def _subtitle(it: Derivation) -> str:
    definition, issued = it.report.definition, it.report.issued
    return f"In {definition.currency}, basis {definition.basis}, as of {issued.as_of}; head {issued.head}."


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
        Column("From per base", 14, "rate"),
        Column("To per base", 14, "rate"),
        Column("Worth", 20, "money", digits),
        Column("Part from", 11, "day"),
        Column("Part to", 11, "day"),
        Column("Days", 8, "count"),
        Column("Of days", 8, "count"),
        Column("In this figure", 20, "money", digits),
        Column("Together", 20, "money", digits),
        Column("Rates from", 30, "wrap"),
        Column("Source", 40, "wrap"),
        Column("Quote", 50, "wrap"),
    )


def _row(number: int, row: ExplainedRow, digits: int) -> list[Value]:
    line, item, pair = row.line, row.line.instalment, row.line.pair
    source = line.record.sources[0] if line.record.sources else None
    worth = from_minor(line.figures.central, digits) if line.figures else None
    own, before = this("Explanation", "In this figure"), "0" if not number else f"T{TOP + 1 + number}"
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
        item.amount.central if item.amount else None,
        day_of_rate(pair) if pair else None,
        ratio("", pair.source.per_base).value if pair else None,
        ratio("", pair.target.per_base).value if pair else None,
        worth,
        row.interval.start,
        row.interval.end,
        row.days,
        item.counted.days,
        from_minor(row.figures.central, digits),
        Formula(f"=ROUND({before}+{own},{digits})", from_minor(row.running, digits)),
        f"{pair.rate_set.name}: {pair.rate_set.source} (file {pair.rate_set.sha256[:12]})" if pair else "none needed",
        f"{source.publisher}, {source.title}" if source else "no source",
        (source.quote or "") if source else "",
    ]
