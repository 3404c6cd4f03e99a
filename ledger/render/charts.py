"""The chart of the first sheet: a table's total by column, solid up to the lowest reading, hatched up to the central.

Both series stand in one place, the lowest in front of the central one: so the chart reads the cells of the table
itself, and the hatched part that is seen is what lies between them.
"""

from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from ledger.presentation import MISSING, NAMES, FigureScale, PresentedRow, ShownFigure, gridline_distance, signs_of
from ledger.render.reader_sheet import TOP
from ledger.render.reader_tables import TableLayout
from ledger.render.styles import ACCENT, GREY, HATCHED, INK, LINE
from ledger.reporting import UNITS, MoneyUnit

CHART_ROWS = 15
_FONT = {"name": "Arial", "size": 9, "color": INK}
_THOUSAND = 1000


def chart_unit(layout: TableLayout, scale: FigureScale) -> tuple[MoneyUnit, str]:
    """In which unit a chart is read, and the number format that shows the cells of its table so.

    It is the largest one that a figure of the table reaches, as outside of tables in all documents; each comma at the
    end of a format leaves three digits away.
    """
    most = max((abs(it.number) for row in layout.table.rows for it in row.cells if it.number is not None), default=0)
    zeros = {unit: more - UNITS[scale.unit] for unit, more in UNITS.items()}
    larger = [unit for unit, more in zeros.items() if more > 0 and most >= Decimal(10) ** more]
    if larger:
        return larger[-1], "#,##0.0" + "," * (zeros[larger[-1]] // 3)
    digits = "#,##0" + ("." + "0" * scale.decimals if scale.decimals else "")
    return scale.unit, digits


def draw_chart(workbook: Workbook, layout: TableLayout, scale: FigureScale) -> Chart:
    """A native chart of the total row of a table, and of its lowest reading where that is another one."""
    rows = {row.kind: place for place, row in enumerate(layout.table.rows)}
    chart = workbook.add_chart({"type": "column"})
    _, code = chart_unit(layout, scale)
    distance = _distance(layout, scale)
    has_lowest = "lowest" in rows
    outline = {"color": ACCENT, "width": 0.75}
    central = _series(layout, rows["total"]) | {
        **({"pattern": HATCHED} if has_lowest else {"fill": {"color": ACCENT}}),
        "border": outline,
        "data_labels": {
            "value": True,
            "num_format": code,
            "position": "outside_end",
            "font": _FONT,
            "custom": [_label(it) for it in layout.table.rows[rows["total"]].cells],
        },
        "gap": 45,
        "overlap": 100,
    }
    chart.add_series(central)
    if has_lowest:
        chart.add_series(_series(layout, rows["lowest"]) | {"fill": {"color": ACCENT}, "border": outline})
    # Whole thousands of thousands need no decimals on an axis.
    is_whole = code.endswith(",") and distance % _THOUSAND ** (len(code) - len(code.rstrip(","))) == 0
    axis = {
        "num_format": code.replace(".0", "") if is_whole else code,
        "major_unit": f"{distance:f}",
        "num_font": _FONT,
        "line": {"none": True},
    }
    below_zero = _is_below_zero(layout.table.rows[rows["total"]])
    least = {} if below_zero else {"min": 0}
    chart.set_y_axis({**axis, **least, "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}}})
    # Columns below zero would cover what stands at zero.
    place = {"label_position": "low"} if below_zero else {}
    chart.set_x_axis({"num_font": _FONT, "line": {"color": GREY}, "major_tick_mark": "none", **place})
    # What it says stands above it in a cell; of a single series programs would make a title of their own.
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def missing_from_chart(layout: TableLayout) -> Iterator[str]:
    """From which columns something is missing, for each mark that says so: some programs leave a text without a bar."""
    (total,) = (row for row in layout.table.rows if row.kind == "total")
    columns = tuple(zip(layout.table.columns, total.cells, strict=True))
    language = layout.language
    for mark in MISSING:
        names = [column for column, figure in columns if mark in figure.marks]
        if names:
            label = f"{mark.sign}  {language.term(NAMES[mark])}"
            yield language.say("{labels}: {names}", labels=label, names=language.apart(names))


def _label(figure: ShownFigure) -> dict[str, object] | None:
    """What stands over a column in place of its figure: programs take the text in a cell for zero."""
    if figure.number is not None:
        return None
    missing = signs_of(figure.marks & frozenset(MISSING))
    return {"value": " ".join(missing), "font": _FONT} if missing else {"delete": True}


def _distance(layout: TableLayout, scale: FigureScale) -> Decimal:
    """How far gridlines lie apart, in the unit of the table: as in the other charts of a document."""
    (total,) = (row for row in layout.table.rows if row.kind == "total")
    most = max((abs(it.number) for it in total.cells if it.number is not None), default=Decimal(0))
    return Decimal(gridline_distance(int(most.scaleb(scale.decimals)))).scaleb(-scale.decimals)


def _is_below_zero(row: PresentedRow) -> bool:
    return any(it.number is not None and it.number < 0 for it in row.cells)


def _series(layout: TableLayout, place: int) -> dict[str, object]:
    row, first = layout.row(place), layout.first
    last = first + len(layout.table.columns) - 1
    return {
        "name": [layout.sheet, row, 0],
        "categories": [layout.sheet, TOP, first, TOP, last],
        "values": [layout.sheet, row, first, row, last],
    }
