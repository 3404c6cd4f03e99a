"""A workbook file as a package: its parts, sheets, cells and looks; read with nothing known of what they mean."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.spreadsheet.added_sheet import LinkedText, add_sheet
    from ledger.spreadsheet.ambiguous_packages import package_ambiguities
    from ledger.spreadsheet.archive import Archive, open_archive
    from ledger.spreadsheet.cells import Cell, Merged, SheetRow, cell_text, column_letters, column_number
    from ledger.spreadsheet.entry_looks import FORM_CREATED, form_looks
    from ledger.spreadsheet.looks import BLACK, WHITE, CellLook, TextRun, WorkbookLooks
    from ledger.spreadsheet.mark_cells import CellPlace
    from ledger.spreadsheet.mark_parts import ChangedPackage, mark_sheet
    from ledger.spreadsheet.number_formats import ShownNumber
    from ledger.spreadsheet.objects import DrawnObject, FormatRule
    from ledger.spreadsheet.parts import refuse_unsafe_xml, sheet_parts
    from ledger.spreadsheet.plain_sheets import PlainCell
    from ledger.spreadsheet.properties import custom_property
    from ledger.spreadsheet.shapes import ShapedSheet, ShapedWorkbook, SheetShape, SheetTable
    from ledger.spreadsheet.sheets import Workbook, open_workbook, read_sheets, unsafe_workbook
    from ledger.spreadsheet.written import TextWorkbook, UnwrittenWorkbook

_HOMES = {
    "added_sheet": ("LinkedText", "add_sheet"),
    "ambiguous_packages": ("package_ambiguities",),
    "archive": ("Archive", "open_archive"),
    "cells": ("Cell", "Merged", "SheetRow", "cell_text", "column_letters", "column_number"),
    "entry_looks": ("FORM_CREATED", "form_looks"),
    "looks": ("BLACK", "WHITE", "CellLook", "TextRun", "WorkbookLooks"),
    "mark_cells": ("CellPlace",),
    "mark_parts": ("ChangedPackage", "mark_sheet"),
    "number_formats": ("ShownNumber",),
    "objects": ("DrawnObject", "FormatRule"),
    "parts": ("refuse_unsafe_xml", "sheet_parts"),
    "plain_sheets": ("PlainCell",),
    "properties": ("custom_property",),
    "shapes": ("ShapedSheet", "ShapedWorkbook", "SheetShape", "SheetTable"),
    "sheets": ("Workbook", "open_workbook", "read_sheets", "unsafe_workbook"),
    "written": ("TextWorkbook", "UnwrittenWorkbook"),
}

__all__ = [
    "BLACK",
    "FORM_CREATED",
    "WHITE",
    "Archive",
    "Cell",
    "CellLook",
    "CellPlace",
    "ChangedPackage",
    "DrawnObject",
    "FormatRule",
    "LinkedText",
    "Merged",
    "PlainCell",
    "ShapedSheet",
    "ShapedWorkbook",
    "SheetRow",
    "SheetShape",
    "SheetTable",
    "ShownNumber",
    "TextRun",
    "TextWorkbook",
    "UnwrittenWorkbook",
    "Workbook",
    "WorkbookLooks",
    "add_sheet",
    "cell_text",
    "column_letters",
    "column_number",
    "custom_property",
    "form_looks",
    "mark_sheet",
    "open_archive",
    "open_workbook",
    "package_ambiguities",
    "read_sheets",
    "refuse_unsafe_xml",
    "sheet_parts",
    "unsafe_workbook",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
