"""How the workbooks look that people fill in: their fonts, colours and frames, the same in all of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

# Neither the clock nor a name goes into a form: the same version writes the same bytes.
FORM_CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - XlsxWriter wants it without a zone

_BLUE, _PALE, _GREY, _INK = "#1F3A5F", "#E3EAF3", "#5B6472", "#1F2937"
_FONT = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top"}
_HEADING = {"text_wrap": True, "valign": "vcenter"}
_FRAME = {"border": 1, "border_color": "#B8C4D6"}
_DAY_FORMAT, _FIGURE_FORMAT = "yyyy-mm-dd", "#,##0.00"
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _BLUE, "valign": "vcenter"},
    "legend": {"font_color": _GREY, "italic": True, "valign": "vcenter"},
    "section": {"bold": True, "font_color": _BLUE, "bottom": 1, "bottom_color": _BLUE, "valign": "bottom"},
    "required": {"bold": True, "bg_color": _BLUE, "font_color": "#FFFFFF", **_HEADING},
    "optional": {"bold": True, "bg_color": _PALE, "font_color": _BLUE, **_HEADING},
    "text": {},
    "id": {"num_format": "@"},
    "day": {"num_format": _DAY_FORMAT, "align": "left"},
    "figure": {"num_format": _FIGURE_FORMAT, "align": "right", "indent": 1},
    "example": {"italic": True, "font_color": _GREY, "bg_color": "#F7F7F4"},
    "example_figure": {"italic": True, "font_color": _GREY, "bg_color": "#F7F7F4", "align": "right", "indent": 1},
    "wrap": {"text_wrap": True},
    "heading": {"bold": True, "font_size": 12, "font_color": _BLUE, "bottom": 1, "bottom_color": _BLUE},
    "code": {"font_name": "Consolas", "font_size": 9},
    "strong": {"bold": True, "text_wrap": True},
    "answer": {"num_format": "@", "text_wrap": True, "align": "left", "indent": 1, **_FRAME},
    "open": {"bg_color": "#FFF2CC", **_FRAME},
    "note": {"font_color": _GREY, "text_wrap": True, "align": "left", "indent": 1},
}


def form_looks(workbook: Workbook) -> Mapping[str, Format]:
    """The formats of a form, by what they are for.

    >>> from io import BytesIO
    >>> from ledger.spreadsheet.written import TextWorkbook
    >>> with TextWorkbook(BytesIO()) as workbook:
    ...     _ = workbook.add_worksheet()
    ...     form_looks(workbook)["required"].bold
    True
    """
    return {name: workbook.add_format({**_FONT, **look}) for name, look in _LOOKS.items()}
