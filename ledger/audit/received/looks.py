"""The looks of the cells of a workbook, from the styles that the reader of its values knows."""

from dataclasses import replace

from openpyxl.cell.cell import Cell
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles import Color, GradientFill, PatternFill

from ledger.spreadsheet import BLACK, WHITE, CellLook, TextRun, WorkbookLooks

# Patterns of so few dots that only the ground behind them counts.
_DOTS = frozenset({"gray125", "gray0625"})


class CellLooks:
    """The looks of the cells of one workbook, each style looked at once."""

    def __init__(self, looks: WorkbookLooks) -> None:
        self._palette, self._runs = looks.palette, looks.runs
        self._by_style: dict[int, CellLook] = {}

    def of(self, cell: ReadOnlyCell | Cell) -> tuple[CellLook, ...]:
        """Those of a cell; of a text whose stretches look different those of each."""
        # The reader numbers the styles itself, and gives each cell its own objects for them.
        style = getattr(cell, "_style_id", None)
        look = self._by_style.get(style) if isinstance(style, int) else None
        if look is None:
            look = self._read(cell)
            if isinstance(style, int):
                self._by_style[style] = look
        runs = self._runs.get(cell.value, ()) if isinstance(cell.value, str) else ()
        return tuple(_in_run(look, run) for run in runs) or (look,)

    def _read(self, cell: ReadOnlyCell | Cell) -> CellLook:
        font, fill, placed = cell.font, cell.fill, cell.alignment
        return CellLook(
            self._rgb(font.color) or BLACK,
            self._papers(fill),
            float(font.sz or CellLook().size),
            str(font.name or ""),
            bool(font.strike),
            placed.horizontal == "fill",
            int(placed.indent or 0),
            _degrees(int(placed.textRotation or 0)),
        )

    def _papers(self, fill: object) -> tuple[str, ...]:
        """The colours behind a cell; both of a pattern that is more than a few dots."""
        if isinstance(fill, GradientFill):
            return tuple(self._rgb(stop.color) or WHITE for stop in fill.stop) or (WHITE,)
        if not isinstance(fill, PatternFill) or fill.patternType in (None, "none"):
            return (WHITE,)
        ink, ground = self._rgb(fill.fgColor) or BLACK, self._rgb(fill.bgColor) or WHITE
        return (ink,) if fill.patternType == "solid" else (ground,) if fill.patternType in _DOTS else (ink, ground)

    def _rgb(self, colour: Color | None) -> str | None:
        if colour is None or colour.type not in ("rgb", "theme", "indexed"):
            return None
        return self._palette.rgb({colour.type: str(colour.value), "tint": str(colour.tint or "")})


def _degrees(rotation: int) -> int:
    """As a file writes them, 1 to 90 turn upwards, 91 to 180 downwards, and 255 sets letter below letter."""
    return 90 if rotation > 180 else rotation - 90 if rotation > 90 else rotation


def _in_run(look: CellLook, run: TextRun) -> CellLook:
    return replace(
        look,
        ink=run.ink or look.ink,
        size=run.size or look.size,
        font=run.font or look.font,
        is_struck=run.is_struck or look.is_struck,
    )
