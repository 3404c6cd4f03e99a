"""The legend of a table: each mark that occurs in it, as it is displayed, with what it says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.foundation import marked
from ledger.presentation.language import Language
from ledger.presentation.marks import NAMES, Mark, legend_words
from ledger.presentation.tables import LegendEntry, PresentedRow, ShownChange, ShownFigure, ShownShare

_Shown = ShownFigure | ShownShare | ShownChange
# Shares have one decimal, and are rounded to the one just below or just above.
_LEAST_SHARE = Decimal("0.1")


def legend_of(rows: Sequence[PresentedRow], language: Language) -> tuple[LegendEntry, ...]:
    """The marks that occur, in their order, each as it is displayed: a share may have other decimals than money."""
    shown: list[_Shown | None] = []
    for row in rows:
        shown += [*row.figures, row.share, row.change, *row.extras]
    return legend_of_figures(shown, language)


def legend_of_figures(shown: Iterable[_Shown | None], language: Language) -> tuple[LegendEntry, ...]:
    """The same of any figures, where None has none."""
    signs: dict[tuple[Mark, str], bool] = {}
    for figure in shown:
        if figure is not None:
            for occurring in ((mark, _sign(mark, figure, language)) for mark in figure.marks):
                signs[occurring] = signs.get(occurring, True) and isinstance(figure, ShownShare)
    words = legend_words([mark for mark, _ in signs])
    return tuple(
        _of_shares(mark, sign, language) if is_of_shares and mark in _OF_SHARES else _entry(mark, sign, words, language)
        for mark in Mark
        for (occurring, sign), is_of_shares in signs.items()
        if occurring is mark
    )


def legend_of_marks(occurring: Collection[Mark], language: Language) -> tuple[LegendEntry, ...]:
    """The same of marks that are displayed alike wherever they stand.

    >>> [entry.sign for entry in legend_of_marks([Mark.AT_LEAST, Mark.UNDISCLOSED], Language("en"))]
    ['..', '≥']
    """
    words = legend_words(occurring)
    return tuple(_entry(mark, mark.sign, words, language) for mark in Mark if mark in occurring)


def _entry(mark: Mark, sign: str, words: Mapping[Mark, str], language: Language) -> LegendEntry:
    return LegendEntry(sign, language.term(words[mark]), language.term(NAMES[mark]))


# What shares alone show has another unit than the figures: that of a table in billions is no billion.
_OF_SHARES: Mapping[Mark, str] = {
    Mark.UNDER: marked("a share of less than {share}"),
    Mark.ZERO: marked("nothing of it"),
}


def _of_shares(mark: Mark, sign: str, language: Language) -> LegendEntry:
    words = language.say(_OF_SHARES[mark], share=language.percent(_LEAST_SHARE))
    return LegendEntry(sign, words, words)


def legend_of_bars(language: Language, *, is_at_highest: bool = False) -> tuple[LegendEntry, LegendEntry]:
    """What the two fillings of a bar stand for.

    Args:
        language: of the words.
        is_at_highest: whether it reaches to the highest reading; by default to the central one.
    """
    to_highest = language.say("from the lowest to the highest reading")
    to_central = language.say("from the lowest to the central reading")
    return (
        LegendEntry("solid", language.say("lowest reading")),
        LegendEntry("hatched", to_highest if is_at_highest else to_central),
    )


def legend_of_readings(rows: Sequence[PresentedRow], language: Language) -> tuple[LegendEntry, ...]:
    """The marks that occur only in the lowest or highest readings of rows."""
    central = {(entry.sign, entry.name) for entry in legend_of(rows, language)}
    readings = [replace(row, cells=cells) for row in rows for cells in (row.lowest, row.highest)]
    return tuple(entry for entry in legend_of(readings, language) if (entry.sign, entry.name) not in central)


def _sign(mark: Mark, shown: _Shown, language: Language) -> str:
    if mark is Mark.UNDER and shown.number is not None:
        return language.number(shown.number)
    return "0" if mark is Mark.ZERO else mark.sign
