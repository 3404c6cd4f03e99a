"""An audit sample as a workbook: the conversions drawn, room for the auditor, how they were drawn, how to answer."""

from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from ledger.audit import AGREED, ASKED, Sample, cells_of_row, method, rows_of, titled
from ledger.foundation import from_minor
from ledger.records import CURRENCIES
from ledger.render.cells import Value
from ledger.render.files import drawing
from ledger.render.sheet import LINE_HEIGHT, Column, Drawing, Sheet
from ledger.render.styles import Styles

TOP = 3
_STYLES = {
    "Line": (7, "number"),
    "Record": (30, "text"),
    "Instalment": (10, "count"),
    "Title": (34, "wrap"),
    "Donor": (18, "text"),
    "Stage": (13, "text"),
    "Stratum": (17, "text"),
    "As stated": (30, "text"),
    "Original amount": (20, "amount"),
    "Currency": (9, "text"),
    "Rate day": (11, "day"),
    "Rate": (14, "rate"),
    "Rates from": (30, "wrap"),
    "Book value": (20, "money"),
    "Source": (34, "wrap"),
    "URL": (34, "wrap"),
    "Quote": (50, "wrap"),
}
_ASKED = {ASKED[0]: (20, "asked"), ASKED[1]: (14, "asked_rate"), ASKED[2]: (20, "asked"), ASKED[3]: (40, "asked_text")}
_APART = (Column("Line", 7, "number"), Column("Record", 30), Column("Currency", 10), Column("Amount", 20, "amount"),
          Column("As stated", 34), Column("Why it is not in the population", 40))  # fmt: skip
_GUIDANCE = (
    ("What to do", "Look each conversion of the sheet Sample up in its source and in the published rates."),
    (
        "Audited value",
        "What the conversion should be worth, in the currency that the heading names. 0 where nothing is owed.",
    ),
    ("Agreed", f'Write "{AGREED}" in its place where the book value is right to the last digit.'),
    (
        "Audited amount",
        "The amount in the original currency, if it is not the one in that row. Type the audited rate beside it.",
    ),
    (
        "Audited rate",
        (
            "Units of the report's currency for one unit of the original, if it is not the one in that row. "
            "Type the audited amount beside it."
        ),
    ),
    (
        "Both",
        (
            "With an audited amount and an audited rate the value may stay empty: it is their product, rounded once. "
            "One of them alone gives no value: type the other one too, or the value."
        ),
    ),
    (
        "How to write",
        "1234.50, 1,234.50, 1.234,50, 1.2 mio and EUR 1234.50 are all read; what is unclear is asked about.",
    ),
    (
        "Empty rows",
        "A row without a value is not audited. It is never taken for right: no limit is given until all are filled in.",
    ),
    (
        "Leave as it is",
        (
            "All but the yellow cells is held against the book; what was changed is named with its "
            "cell. Sorting is allowed."
        ),
    ),
    (
        "Evaluation",
        "defense-ledger sample --evaluate FILE.xlsx gives the projected error, its upper limit and the conclusion.",
    ),
    ("Overstatement", "Book value above audited value. Understatements are projected and limited by themselves."),
    ("Tainting", "The difference as a share of the book value."),
    ("Projection, MUS", "Interval times tainting; the whole difference for what is examined wholly."),
    (
        "Limit, MUS",
        (
            "Projection + basic precision (interval times the factor for no errors) + for each "
            "tainting, the largest first, interval times tainting times (increase of the factor less "
            "1). Factors: Poisson, rounded up to 2 decimals."
        ),
    ),
    ("Projection, stratified", "Mean difference of a stratum times its number of conversions."),
    (
        "Limit, stratified",
        (
            "Projection + t times the stratified standard error; at least the projection and what the "
            "sample can have missed. Overstatements and understatements each by themselves."
        ),
    ),
    (
        "Literature",
        (
            "AICPA, Audit Guide: Audit Sampling (monetary unit sampling); ISA 530; K. W. Stringer "
            "(1963), Practical aspects of statistical sampling in auditing; W. G. Cochran (1977), "
            "Sampling Techniques, 3rd ed., ch. 5."
        ),
    ),
)


def draw_sample(sample: Sample, path: Path) -> None:
    """Draw a sample into a file of its own, for a caller that puts it in its place; equal samples give equal bytes.

    Raises:
        OSError: if it cannot be written; :func:`faults_of_workbook` tells them.
    """
    with drawing(path, "sample", sample.report.issued, title="Audit sample") as workbook:
        styles = Styles(workbook)
        drawn = Drawing()
        _draw_rows(Sheet(workbook, styles, "Sample", drawn), sample)
        _draw_pairs(
            Sheet(workbook, styles, "Method", drawn), "Method", "How this sample was drawn.", tuple(method(sample))
        )
        guide = Sheet(workbook, styles, "Evaluation", drawn)
        _draw_pairs(guide, "Evaluation", "How to fill in the yellow cells, and what is made of them.", _GUIDANCE)
        _draw_apart(Sheet(workbook, styles, "Not in it", drawn), sample)


def _draw_rows(sheet: Sheet, sample: Sample) -> None:
    definition, design = sample.report.definition, sample.design
    digits = CURRENCIES[definition.currency].minor_units
    looks = {**_STYLES, **_ASKED}
    columns = tuple(Column(titled(sample, name), *look, digits) for name, look in looks.items())
    rows: list[list[Value]] = [[*cells_of_row(sample, row).values(), *[None] * len(ASKED)] for row in rows_of(sample)]
    drawn = f"{len(rows)} of {len(sample.population.items)} conversions"
    how = "monetary-unit sampling" if design.method == "mus" else "stratified random sample"
    sheet.head("Sample", f"{drawn}: {how}, {design.confidence} % confidence. Please fill in the yellow cells.")
    place = sheet.table(TOP, "Sample", columns, rows)
    sheet.raw.freeze_panes(TOP + 1, 2)
    sheet.print_table(TOP, place.last, columns)
    _validate(sheet, list(looks), place.first, place.last)


def _validate(sheet: Sheet, headings: list[str], first: int, last: int) -> None:
    """Warnings, not walls: an auditor may write 1.234,50 or 1.2 mio, and reading it back says what is unclear."""
    messages = {
        ASKED[0]: "In the original currency, if it is another amount. Type the audited rate or the value too.",
        ASKED[1]: "Units of the report's currency for one of the original, if it is another rate. Type the audited "
        "amount or the value too.",
        ASKED[2]: f'What the conversion should be worth, or "{AGREED}".',
        ASKED[3]: "What was found, in your words.",
    }
    for heading, message in messages.items():
        column = headings.index(heading)
        cell = f"{xl_col_to_name(column)}{first + 1}"
        rule = {"validate": "any", "input_title": heading, "input_message": message}
        if heading != ASKED[3]:
            agrees = f',LOWER(TRIM({cell}))="{AGREED}"' if heading == ASKED[2] else ""
            rule |= {
                "validate": "custom",
                "value": f"=OR(AND(ISNUMBER({cell}),{cell}>=0){agrees})",
                "error_type": "warning",
                "error_title": heading,
                "error_message": "This is not a number of 0 or more. It is read as text; is that what you mean?",
            }
        sheet.raw.data_validation(first, column, last, column, rule)


def _draw_pairs(sheet: Sheet, title: str, subtitle: str, pairs: tuple[tuple[str, str], ...]) -> None:
    width = 110
    sheet.raw.set_column(0, 0, 34)
    sheet.raw.set_column(1, 1, width)
    sheet.title(title, subtitle)
    for row, (label, text) in enumerate(pairs, start=TOP):
        is_code = text.startswith("{") or len(text) > 4 * width
        sheet.write(row, 0, label, "label")
        sheet.write(row, 1, text, "code" if is_code else "wrap")
        sheet.raw.set_row(row, LINE_HEIGHT * (1 if is_code else -(-len(text) // width)))
    sheet.raw.print_area(0, 0, TOP + len(pairs), 1)


def _draw_apart(sheet: Sheet, sample: Sample) -> None:
    digits = CURRENCIES[sample.report.definition.currency].minor_units
    rows: list[list[Value]] = []
    for reason, numbers in sample.population.apart.items():
        for number in numbers:
            line = sample.report.lines[number - 1]
            amount = line.instalment.amount
            shown = amount.central if amount else None
            worth = from_minor(line.figures.central_minor, digits) if line.figures else None
            why = reason if worth is None or worth == 0 else f"{reason}, worth {worth:,}"
            rows.append([number, line.record.id, line.currency, shown, line.record.stated_amount, why])
    sheet.head("Not in it", "Lines of the report that could not be drawn. The limits say nothing of them.")
    place = sheet.table(TOP, "NotInIt", _APART, rows)
    sheet.print_table(TOP, place.last, _APART)
