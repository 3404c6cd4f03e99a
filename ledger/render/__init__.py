"""Drawing reports and answers as files; decides nothing about figures."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.render.beside import FileBeside, require_room_beside, write_beside
    from ledger.render.bounds import bounded
    from ledger.render.bridges import draw_bridges
    from ledger.render.cells import (
        CellKey,
        ChecksKey,
        EvidenceKey,
        Formula,
        GroupKey,
        LineKey,
        OwedKey,
        PartKey,
        RateKey,
    )
    from ledger.render.explanation import write_explanation
    from ledger.render.facts import Fact
    from ledger.render.keys import look_up
    from ledger.render.markdown import as_markdown
    from ledger.render.notes import NOTES
    from ledger.render.page import as_page, chart_svg, swatch, tokens
    from ledger.render.pdf import as_pdf
    from ledger.render.placing import faults_of_workbook, whole
    from ledger.render.sample import draw_sample
    from ledger.render.separated import as_csv
    from ledger.render.sheet import PlacedTable
    from ledger.render.summary_layout import SUMMARY, names_of_rows, others_in_short
    from ledger.render.tabs import tabs_of
    from ledger.render.typeface import missing_packages, source_sans
    from ledger.render.workbook import PlacedCells, draw_workbook, placed_cells, write_workbook

_HOMES = {
    "beside": ("FileBeside", "require_room_beside", "write_beside"),
    "bounds": ("bounded",),
    "bridges": ("draw_bridges",),
    "cells": ("CellKey", "ChecksKey", "EvidenceKey", "Formula", "GroupKey", "LineKey", "OwedKey", "PartKey", "RateKey"),
    "explanation": ("write_explanation",),
    "facts": ("Fact",),
    "keys": ("look_up",),
    "markdown": ("as_markdown",),
    "notes": ("NOTES",),
    "page": ("as_page", "chart_svg", "swatch", "tokens"),
    "pdf": ("as_pdf",),
    "placing": ("faults_of_workbook", "whole"),
    "sample": ("draw_sample",),
    "separated": ("as_csv",),
    "sheet": ("PlacedTable",),
    "summary_layout": ("SUMMARY", "names_of_rows", "others_in_short"),
    "tabs": ("tabs_of",),
    "typeface": ("missing_packages", "source_sans"),
    "workbook": ("PlacedCells", "draw_workbook", "placed_cells", "write_workbook"),
}

__all__ = [
    "NOTES",
    "SUMMARY",
    "CellKey",
    "ChecksKey",
    "EvidenceKey",
    "Fact",
    "FileBeside",
    "Formula",
    "GroupKey",
    "LineKey",
    "OwedKey",
    "PartKey",
    "PlacedCells",
    "PlacedTable",
    "RateKey",
    "as_csv",
    "as_markdown",
    "as_page",
    "as_pdf",
    "bounded",
    "chart_svg",
    "draw_bridges",
    "draw_sample",
    "draw_workbook",
    "faults_of_workbook",
    "look_up",
    "missing_packages",
    "names_of_rows",
    "others_in_short",
    "placed_cells",
    "require_room_beside",
    "source_sans",
    "swatch",
    "tabs_of",
    "tokens",
    "whole",
    "write_beside",
    "write_explanation",
    "write_workbook",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
