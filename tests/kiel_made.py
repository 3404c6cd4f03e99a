"""Small files in the form of the Kiel tracker, made of the cells that a test is about."""

import csv
from io import StringIO

from openpyxl import Workbook

HEADINGS = (
    "ID",
    "countries",
    "Announcement Date",
    "Type of Aid General",
    "Type of Aid Specific",
    "Explanation",
    "Original Currency",
    "Monetary Value as Given by Source",
    "Items",
    "No. of Units",
    "No. of Units delivered (in-kind military aid)",
    "Value committed (own estimate, in USD)",
    "Value delivered (own estimate, in USD)",
    "Total ",
    "Converted Value in EUR",
    "Total monetary value delivered in EUR",
    "Official Source",
    *(f"Source of Aid {number}" for number in range(1, 5)),
    "Source for Delivery",
    "Total_value_dummy (1 is first row in the package)",
    "value_source_commitments",
    "value_source_deliveries",
)
GRANT = {
    "ID": "DEM1",
    "countries": "Germany",
    "Announcement Date": "2022-03-01 00:00:00",
    "Type of Aid General": "Military",
    "Type of Aid Specific": "Grant",
    "Explanation": "A grant.",
    "Original Currency": "USD",
    "Monetary Value as Given by Source": "98870000",
    "Total ": "98870000",
    "Converted Value in EUR": "100000000",
    "Official Source": "Yes",
    "Source of Aid 1": "https://www.example.org/grant",
    "Total_value_dummy (1 is first row in the package)": "1",
    "value_source_commitments": "Value is given by the source",
}
RATES = {"EUR": 1, "USD": 0.9887, "GBP": 0.87571}


def row(**changes):
    """A row: the grant, with some cells changed by the first word of their heading or by a name of their own."""
    names = {
        "id": "ID",
        "donor": "countries",
        "date": "Announcement Date",
        "category": "Type of Aid General",
        "kind": "Type of Aid Specific",
        "explanation": "Explanation",
        "currency": "Original Currency",
        "given": "Monetary Value as Given by Source",
        "item": "Items",
        "units": "No. of Units",
        "units_delivered": "No. of Units delivered (in-kind military aid)",
        "estimate": "Value committed (own estimate, in USD)",
        "estimate_delivered": "Value delivered (own estimate, in USD)",
        "total": "Total ",
        "converted": "Converted Value in EUR",
        "delivered": "Total monetary value delivered in EUR",
        "source": "Source of Aid 1",
        "first": "Total_value_dummy (1 is first row in the package)",
        "origin": "value_source_commitments",
        "origin_delivered": "value_source_deliveries",
    }
    return GRANT | {names[name]: value for name, value in changes.items()}


def item_csv(*rows, headings=HEADINGS):
    """A CSV file of item rows, as text."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([it.get(heading, ".") for heading in headings] for it in rows)
    return text.getvalue()


def release_workbook(
    path,
    *rows,
    summary=None,
    rates=RATES,
    title="Ukraine Support Tracker - 7th release",
    sheet="Bilateral assistance, MAIN DATA",
):
    """A workbook with ReadMe, item rows, "Country Summary" (donor -> financial, humanitarian, military) and rates."""
    book = Workbook()
    book.active.title = "ReadMe"
    book.active.append(["", title])
    items = book.create_sheet(sheet)
    items.append(list(HEADINGS))
    for it in rows:
        items.append([_cell(it.get(heading, ".")) for heading in HEADINGS])
    if summary is not None:
        _summarise(book.create_sheet("Country Summary"), summary)
    if rates:
        sheet = book.create_sheet("Exchange rates")
        sheet.append(["", "Currency", "1 EUR"])
        for code, rate in rates.items():
            sheet.append(["", code, rate])
        sheet.append(["", "Source: ECB (October 6, 2022). We use the average over the last month."])
    book.save(path)
    return path


def _summarise(sheet, summary):
    kinds = ("Financial", "Humanitarian", "Military")
    sheet.append(["", "Numbers by country"])
    sheet.append(["", "Country", *(f"{kind} commitments" for kind in kinds), "Total bilateral commitments"])
    sheet.append(["", "", *["€ billion"] * 4])
    for name, figures in summary.items():
        sheet.append(["", name, *figures, sum(figures)])
    columns = [sum(figures) for figures in zip(*summary.values(), strict=True)]
    sheet.append(["", "Total", *columns, sum(columns)])


def _cell(text):
    try:
        return float(text)
    except ValueError:
        return text
