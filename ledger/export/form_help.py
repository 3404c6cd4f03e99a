"""The words of the entry form: the sheet ``Help``, the notes on the headings, and the example rows."""

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ledger.export.form_columns import DAYS, FIGURES, SECTIONS, choices, first_of, heading, is_needed, meaning
from ledger.records import Kind, heading_label

_SOURCE = {
    "publisher": "Example News",
    "source_title": "Support for Ukraine",
    "url": "https://www.example.org/support",
}

# The id marks the row: intake passes over a row whose id is EXAMPLE.
EXAMPLES: Mapping[Kind, Mapping[str, str]] = {
    "commitment": {
        "id": "EXAMPLE",
        "title": "Yearly military support",
        "donor": "United Kingdom",
        "recipient": "Ukraine",
        "category": "military",
        "instrument": "unspecified",
        "stage": "pledge",
        "announced": "2025-06-02",
        "qualifier": "exact",
        "amount": "3 bn",
        "currency": "GBP",
        "term": "recurring",
        "start": "2025-04-01",
        "every": "year",
        **_SOURCE,
        "published": "2025-06-02",
        "quote": "£3 billion a year",
        "note": "Start of the financial year assumed",
        "handling": "public",
        "equivalent_amount": "4 bn",
        "equivalent_currency": "USD",
        "equivalent_qualifier": "about",
    },
    "transaction": {
        "id": "EXAMPLE",
        # The id of the other example, so that the tie between the two sheets is seen.
        "commitment": "EXAMPLE",
        "type": "disbursement",
        "value_date": "2025-09-01",
        "title": "First payment",
        "qualifier": "exact",
        "amount": "752,000,000.00",
        "currency": "GBP",
        **_SOURCE,
        "published": "2025-09-02",
        "quote": "£752 million",
        "note": "Commitment holds the Id of the row on the sheet Commitments",
        "handling": "public",
    },
}

_HOW: Sequence[tuple[str, str]] = (
    ("1", "On the sheet Commitments, each promise has a row; on Transactions, each payment, delivery or cancellation."),
    ("2", "Fill in all columns with a dark heading. The others may stay empty: an empty cell says nothing, never 0."),
    ("3", "Say in Qualifier how firm the figure is, unless Amount says it, as up to 3 bn does. Empty means exact."),
    ("", "Nobody says the sum: undisclosed. No money is involved: none."),
    ("", "With undisclosed and none, leave Amount empty."),
    ("4", "Type amounts as a number, or as 3 bn, 1.234,5 Mio or £3bn. Fill in Currency, too."),
    ("", "On Commitments, Currency may stay empty with £3bn where £ is the donor's money, not on Transactions."),
    ("5", "Type days as 2025-06-02 or 2 June 2025, or as your spreadsheet has them. 2/6/2025 as text may be two days."),
    ("6", "Choose donors and recipients from the list (Alt and arrow down), or type a name or code."),
    ("7", "Leave Id empty, and one is made from donor, recipient and day. It never changes afterwards."),
    ("8", "A transaction names its commitment by the id, as the example of a transaction names the other example."),
    ("", "For a new commitment, type an id of your own, such as uk-1, in its row and in that of the transaction."),
    ("9", "Click + above the columns for what is rarer: a second currency, several donors, partners, ties, goods."),
    ("", "Several donors together: one as Donor, and all in Joint donors, as Germany 60%; Netherlands 40%."),
    ("10", "The rows marked EXAMPLE are not imported. They may stay or be deleted."),
)  # fmt: skip
_IMPORT: Sequence[tuple[str, str]] = (
    ("Columns", "are known by their headings: you may move them and add columns of your own, which are not read."),
    ("Sheets", "may be renamed. Sheets without these headings and hidden sheets are not read."),
    ("Values", "are read, not formulas. A cell with an error such as #REF! is refused, and so are merged cells."),
    ("Errors", "keep everything out. NAME.problems.xlsx is your workbook with red cells, and notes of what to type."),
    ("Again", "Mend the cells and import the file again; what is in the book already is not entered twice."),
    ("", "Changes to an imported form are entered with --apply. A row no longer in the file is then withdrawn."),
    ("Filled", "A form filled from a book has a column Ledger action: amend where the donor changed the promise,"),
    ("", "correct where the book was wrong, withdraw where a record is to go. Empty: seen from what changed."),
    ("", "Another list, such as that of the next month, needs another file name, or a name of its own with --source."),
)  # fmt: skip

_UNLESS: Mapping[str, str] = {"qualifier": " Empty: exact, unless Amount says it (up to 3 bn)."}


def column_note(name: str, kind: Kind) -> str:
    """What the note on a heading says.

    >>> print(column_note("donor", "commitment"))
    Who gives: name or code. Must be filled in.
    Example: United Kingdom
    """
    column = heading(name)
    needed = " Must be filled in." if is_needed(name, kind) else _UNLESS.get(name, "")
    return f"{meaning(name, kind)}.{needed}\nExample: {column.example}{_ways(name)}"


def draw_help(sheet: Worksheet, looks: Mapping[str, Format]) -> None:
    """Draw the sheet ``Help``.

    Args:
        sheet: an empty sheet.
        looks: formats by name; here title, heading, strong, wrap, code, required and optional.
    """
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22, looks["wrap"])
    sheet.set_column(1, 1, 72, looks["wrap"])
    sheet.set_column(2, 2, 34, looks["wrap"])
    sheet.set_column(3, 3, 16, looks["wrap"])
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "How to fill in this form", looks["title"])
    row = _draw_pairs(sheet, 2, "", _HOW, looks)
    row = _draw_pairs(sheet, row + 1, "What happens on import", _IMPORT, looks)
    for kind in SECTIONS:
        row = _draw_columns(sheet, row + 1, f"Columns of {kind.capitalize()}s", kind, looks)
    _draw_codes(sheet, row + 1, looks)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _ways(name: str) -> str:
    if first_of(name) in FIGURES:
        return "; also 3 bn, 1.234,5 Mio or £3bn"
    return "; also 2 June 2025" if first_of(name) in DAYS else ""


def _draw_pairs(
    sheet: Worksheet, row: int, title: str, pairs: Sequence[tuple[str, str]], looks: Mapping[str, Format]
) -> int:
    if title:
        _draw_title(sheet, row, title, looks)
        row += 1
    for first, text in pairs:
        sheet.write_string(row, 0, first, looks["strong"])
        sheet.merge_range(row, 1, row, 3, text, looks["wrap"])
        # A merged cell does not grow with its text by itself.
        sheet.set_row(row, 14 * (1 + len(text) // 135))
        row += 1
    return row


def _draw_columns(sheet: Worksheet, row: int, title: str, kind: Kind, looks: Mapping[str, Format]) -> int:
    _draw_title(sheet, row, title, looks)
    for column, text in enumerate(("Column", "What belongs there", "For example", "Must be filled in")):
        sheet.write_string(row + 1, column, text, looks["optional"])
    row += 2
    for section in SECTIONS[kind]:
        for name in section.names:
            sheet.write_string(row, 0, heading_label(name), looks["strong"])
            sheet.write_string(row, 1, f"{meaning(name, kind)}{_UNLESS.get(name, '').rstrip('.')}", looks["wrap"])
            sheet.write_string(row, 2, heading(name).example, looks["wrap"])
            sheet.write_string(row, 3, "yes" if is_needed(name, kind) else "", looks["wrap"])
            row += 1
    return row


def _draw_codes(sheet: Worksheet, row: int, looks: Mapping[str, Format]) -> None:
    _draw_title(sheet, row, "What may be chosen", looks)
    row += 1
    explained = {it.title: it.meanings for it in choices().values() if any(it.meanings.values()) and not it.free}
    for title, meanings in explained.items():
        for number, (code, stands_for) in enumerate(meanings.items()):
            sheet.write_string(row, 0, "" if number else title, looks["strong"])
            sheet.write_string(row, 1, stands_for, looks["wrap"])
            sheet.write_string(row, 2, code, looks["code"])
            row += 1


def _draw_title(sheet: Worksheet, row: int, title: str, looks: Mapping[str, Format]) -> None:
    sheet.set_row(row, 22)
    for column in range(4):
        sheet.write_string(row, column, "" if column else title, looks["heading"])
