"""The look of a workbook: colours, number formats and alignments, named by what they are for."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK = "#1F2937"
BLUE = "#1F3A5F"
PALE = "#EEF2F7"
GREY = "#8A94A3"
INPUT = "#1D4ED8"
GREEN = "#166534"
AMBER = "#92400E"
RED = "#B91C1C"

_FONT: Mapping[str, Any] = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "font_color": BLUE},
    "subtitle": {"font_size": 11, "font_color": GREY},
    "heading": {"bold": True, "font_color": BLUE, "font_size": 12},
    "header": {
        "bold": True,
        "bg_color": BLUE,
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
        "align": "left",
        "indent": 1,
    },
    "number_header": {
        "bold": True,
        "bg_color": BLUE,
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
        "align": "right",
    },
    "label": {"bold": True, "font_color": BLUE, "align": "left", "indent": 1},
    "text": {"align": "left", "indent": 1},
    "wrap": {"text_wrap": True, "align": "left", "indent": 1},
    "unknown": {"italic": True, "font_color": GREY, "align": "right"},
    "code": {"font_name": "Consolas", "font_size": 9, "align": "left", "indent": 1},
    "key": {"font_color": GREY, "font_size": 8, "num_format": "0", "align": "center"},
    "count": {"num_format": "#,##0"},
    "left_count": {"num_format": "0", "align": "left"},
    "link": {"font_color": INPUT, "underline": 1},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
    "amount": {"num_format": "#,##0.00####"},
    "rate": {"num_format": "0.0#########"},
    "input": {"num_format": "0.0#########", "font_color": INPUT},
    "state": {"bold": True, "align": "left", "indent": 1},
    "good": {"bold": True, "font_color": GREEN},
    "caution": {"bold": True, "font_color": AMBER},
    "bad": {"bold": True, "font_color": RED},
    "total_text": {"bold": True, "bg_color": PALE, "top": 1, "align": "left", "indent": 1},
    "total_count": {"bold": True, "bg_color": PALE, "top": 1, "num_format": "#,##0"},
}

MONEY_STYLES = ("money", "sum", "total")
TEXT_STYLES = ("text", "wrap", "code", "day", "state")


def money_format(digits: int) -> str:
    """The number format of an amount with so many decimals.

    >>> money_format(2), money_format(0)
    ('#,##0.00', '#,##0')
    """
    return "#,##0" + ("." + "0" * digits if digits else "")


def sum_format(digits: int) -> str:
    """The number format of a sum in a table: a dash where nothing falls.

    >>> sum_format(0)
    '#,##0;-#,##0;"-"'
    """
    return f'{money_format(digits)};-{money_format(digits)};"-"'


class Styles:
    """The formats of one workbook, made when first asked for, so that equal reports give equal bytes."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool], Format] = {}

    def named(self, name: str, *, guarded: bool = False) -> Format:
        """A style by its name; guarded marks text that a spreadsheet must never take for a formula when edited."""
        return self._make(name, _STYLES[name], guarded=guarded)

    def money(self, name: str, digits: int) -> Format:
        """An amount with so many decimals: a single one, a sum in a table, or the total below it."""
        look = {"num_format": money_format(digits) if name == "money" else sum_format(digits)}
        return self._make(
            f"{name}{digits}",
            look | ({**_STYLES["total_text"], "align": "right", "indent": 0} if name == "total" else {}),
        )

    def _make(self, name: str, look: Mapping[str, Any], *, guarded: bool = False) -> Format:
        key = (name, guarded)
        if key not in self._made:
            extra = {"quote_prefix": True} if guarded else {}
            self._made[key] = self._workbook.add_format({**_FONT, **look, **extra})
        return self._made[key]
