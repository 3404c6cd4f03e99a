"""The look of a workbook: colours, number formats and alignments, named by what they are for."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK = "#16232D"
BLUE = "#0F5873"
PALE = "#F2F5F6"
GREY = "#4A5963"
ACCENT = BLUE
STRONG = "#7C8B95"
LINE = "#C5CED4"
INPUT = "#1A3FBF"
GREEN = "#1C6238"
AMBER = "#7A4A00"
RED = "#A1121F"
YELLOW = "#FEF9C3"
MINUS = "\N{MINUS SIGN}"
HATCHED: Mapping[str, str] = {"pattern": "wide_upward_diagonal", "fg_color": ACCENT, "bg_color": "#FFFFFF"}
"""The filling of a bar in a chart that is not solid."""

_FONT: Mapping[str, Any] = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "align": "left"},
    "subtitle": {"font_color": GREY, "align": "left"},
    "finding": {"bold": True, "font_color": BLUE, "font_size": 12, "align": "left"},
    "heading": {"bold": True, "font_size": 12, "align": "left"},
    "header": {
        "bold": True,
        "bottom": 2,
        "bottom_color": INK,
        "text_wrap": True,
        "valign": "bottom",
        "align": "left",
        "indent": 1,
    },
    "number_header": {
        "bold": True,
        "bottom": 2,
        "bottom_color": INK,
        "text_wrap": True,
        "valign": "bottom",
        "align": "right",
    },
    "label": {"bold": True, "font_color": BLUE, "align": "left", "indent": 1},
    "text": {"align": "left", "indent": 1},
    "wrap": {"text_wrap": True, "align": "left", "indent": 1},
    "unknown": {"bold": True, "align": "right"},
    "total_unknown": {"bold": True, "align": "right", "bg_color": PALE, "top": 1},
    "none": {"font_color": GREY, "align": "left", "indent": 1},
    "number_none": {"font_color": GREY, "align": "right"},
    "code": {"font_size": 9, "align": "left", "indent": 1},
    "key": {"font_color": GREY, "font_size": 9, "num_format": "0", "align": "center"},
    "count": {"num_format": "#,##0"},
    "number": {"num_format": "0", "align": "left", "indent": 1},
    "link": {"font_color": INPUT, "underline": 1, "align": "left"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
    "rate": {"num_format": "0.0#########"},
    "input": {"num_format": "0.0#########", "font_color": INPUT},
    "asked": {"bg_color": YELLOW, "border": 1, "border_color": "#D6D3A8", "num_format": "#,##0.00####"},
    "asked_rate": {"bg_color": YELLOW, "border": 1, "border_color": "#D6D3A8", "num_format": "0.0#########"},
    "asked_text": {"bg_color": YELLOW, "border": 1, "border_color": "#D6D3A8", "text_wrap": True},
    "state": {"bold": True, "align": "left"},
    "good": {"bold": True, "font_color": GREEN},
    "caution": {"bold": True, "font_color": AMBER},
    "bad": {"bold": True, "font_color": RED},
    "total_text": {"bold": True, "bg_color": PALE, "top": 1, "align": "left", "indent": 1},
}

# The styles of figures; each has a form with _partial in its name, with + behind the figure, and one with _at_least,
# with ≥ before it.
FIGURE_STYLES = ("money", "amount", "result", "all_sum")
LEFT_STYLES = ("text", "wrap", "code", "day", "state", "number")
TEXT_STYLES = ("text", "wrap", "code", "day", "state", "number", "asked_text")


def number_format(style: str, digits: int) -> str:
    r"""The number format of a figure: ≥ without an upper bound, + in part.

    >>> number_format("money", 2) == '#,##0.00;"\N{MINUS SIGN}"#,##0.00'
    True
    >>> number_format("result_at_least", 0).split(";")[0], number_format("money_partial", 0).split(";")[0]
    ('"≥ "#,##0', '#,##0" +"')
    """
    shown = "#,##0.00#####" if style.startswith("amount") else "#,##0" + ("." + "0" * digits if digits else "")
    doubt = "≥ " if style.endswith("at_least") else ""
    sign = " ±" if "_net_partial" in style else " +" if "_partial" in style else ""
    before, behind = f'"{doubt}"' if doubt else "", f'"{sign}"' if sign else ""
    return f'{before}{shown}{behind};"{doubt}{MINUS}"{shown}{behind}'


class Styles:
    """The formats of one workbook, made when first asked for, so that equal reports give equal bytes."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool], Format] = {}
        self._figures: dict[tuple[str, int], Format] = {}

    def named(self, name: str, *, guarded: bool = False) -> Format:
        """A style by its name; guarded marks text that a spreadsheet must never take for a formula when edited."""
        return self._make(name, _STYLES[name], guarded=guarded)

    def figure(self, style: str, digits: int) -> Format:
        """An amount with so many decimals: in a table, what a row of it comes to, or below a table."""
        if (style, digits) not in self._figures:
            self._figures[style, digits] = self._figure(style, digits)
        return self._figures[style, digits]

    def _figure(self, style: str, digits: int) -> Format:
        look: dict[str, Any] = {"num_format": number_format(style, digits)}
        if style.startswith("all_sum"):
            look |= {**_STYLES["total_text"], "align": "right", "indent": 0}
        if style.startswith("result"):
            look |= {"bold": True}
        return self._make(f"{style}{digits}", look)

    @cached_property
    def hairline(self) -> Format:
        """A line below a row and nothing else: what its cells look like otherwise stays."""
        return self._workbook.add_format({"bottom": 1, "bottom_color": LINE})

    def look(self, *, guarded: bool = False, **properties: object) -> Format:
        """A look that has no name: of a cell in a table for readers, whose number format has its marks."""
        return self._make(repr(sorted(properties.items())), properties, guarded=guarded)

    def _make(self, name: str, look: Mapping[str, Any], *, guarded: bool = False) -> Format:
        key = (name, guarded)
        if key not in self._made:
            extra = {"quote_prefix": True} if guarded else {}
            self._made[key] = self._workbook.add_format({**_FONT, **look, **extra})
        return self._made[key]
