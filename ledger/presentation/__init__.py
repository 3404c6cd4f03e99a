"""A report as it is displayed: rounded, ordered and in words. Files are drawn from it."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.presentation.build import present
    from ledger.presentation.comparison import Comparison
    from ledger.presentation.language import NO_BREAK, Language, signs_of
    from ledger.presentation.legend import legend_of_bars, legend_of_figures, legend_of_marks
    from ledger.presentation.marks import DOUBTS, MISSING, NAMES, Mark
    from ledger.presentation.method import basis_in_words
    from ledger.presentation.notes import further_notes, remark_of
    from ledger.presentation.numbers import FigureScale
    from ledger.presentation.opened_records import OpenedRecord, opened
    from ledger.presentation.others import in_short, others_name, with_named_rows
    from ledger.presentation.outside_tables import one_figure
    from ledger.presentation.presented import (
        Bar,
        BoundFigure,
        ChangedRecord,
        Changes,
        ChangeStep,
        Gridline,
        KeyFigure,
        Panel,
        Presentation,
        PresentedTotal,
        Remark,
        RoundingCost,
        Sentence,
        SmallMultiples,
    )
    from ledger.presentation.small_multiples import gridline_distance
    from ledger.presentation.tables import (
        Beside,
        BesideKey,
        FigureKey,
        LegendEntry,
        PresentedRow,
        PresentedTable,
        RowKind,
        ShownChange,
        ShownFigure,
        ShownShare,
    )
    from ledger.presentation.titles import added_by, title_in, title_parts
    from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, STAGES_TITLE, label_in, title_by

_HOMES = {
    "build": ("present",),
    "comparison": ("Comparison",),
    "language": ("NO_BREAK", "Language", "signs_of"),
    "legend": ("legend_of_bars", "legend_of_figures", "legend_of_marks"),
    "marks": ("DOUBTS", "MISSING", "NAMES", "Mark"),
    "method": ("basis_in_words",),
    "notes": ("further_notes", "remark_of"),
    "numbers": ("FigureScale",),
    "outside_tables": ("one_figure",),
    "opened_records": ("OpenedRecord", "opened"),
    "others": ("in_short", "others_name", "with_named_rows"),
    "presented": (
        "Bar",
        "BoundFigure",
        "ChangedRecord",
        "Changes",
        "ChangeStep",
        "Gridline",
        "KeyFigure",
        "Panel",
        "Presentation",
        "PresentedTotal",
        "Remark",
        "RoundingCost",
        "Sentence",
        "SmallMultiples",
    ),
    "small_multiples": ("gridline_distance",),
    "tables": (
        "Beside",
        "BesideKey",
        "FigureKey",
        "LegendEntry",
        "PresentedRow",
        "PresentedTable",
        "RowKind",
        "ShownChange",
        "ShownFigure",
        "ShownShare",
    ),
    "titles": ("added_by", "title_in", "title_parts"),
    "words": ("DIMENSION_TITLES", "MEASURE_TITLES", "STAGES_TITLE", "label_in", "title_by"),
}

__all__ = [
    "DIMENSION_TITLES",
    "DOUBTS",
    "MEASURE_TITLES",
    "MISSING",
    "NAMES",
    "NO_BREAK",
    "STAGES_TITLE",
    "Bar",
    "Beside",
    "BesideKey",
    "BoundFigure",
    "ChangeStep",
    "ChangedRecord",
    "Changes",
    "Comparison",
    "FigureKey",
    "FigureScale",
    "Gridline",
    "KeyFigure",
    "Language",
    "LegendEntry",
    "Mark",
    "OpenedRecord",
    "Panel",
    "Presentation",
    "PresentedRow",
    "PresentedTable",
    "PresentedTotal",
    "Remark",
    "RoundingCost",
    "RowKind",
    "Sentence",
    "ShownChange",
    "ShownFigure",
    "ShownShare",
    "SmallMultiples",
    "added_by",
    "basis_in_words",
    "further_notes",
    "gridline_distance",
    "in_short",
    "label_in",
    "legend_of_bars",
    "legend_of_figures",
    "legend_of_marks",
    "one_figure",
    "opened",
    "others_name",
    "present",
    "remark_of",
    "signs_of",
    "title_by",
    "title_in",
    "title_parts",
    "with_named_rows",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
