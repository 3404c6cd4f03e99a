"""The legend of a table: each mark that occurs in it, as it is displayed, with what it says."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    signs: dict[tuple[Mark, str], set[type[_Shown]]] = {}
    for figure in shown:
        if figure is not None:
            for mark in figure.marks:
                signs.setdefault((mark, _sign(mark, figure, language)), set()).add(type(figure))
    words = legend_words([mark for (mark, _), kinds in signs.items() if kinds != {ShownChange}])
    return tuple(
        entry
        for mark in Mark
        for (occurring, sign), kinds in signs.items()
        if occurring is mark
        for entry in _entries(mark, sign, kinds, words, language)
    )


def _entries(
    mark: Mark, sign: str, kinds: Collection[type[_Shown]], words: Mapping[Mark, str], language: Language
) -> Iterator[LegendEntry]:
    """What a mark says of all kinds of figures beside which it occurs."""
    of_change = _OF_CHANGES.get(mark) if ShownChange in kinds else None
    if kinds == {ShownShare} and mark in _OF_SHARES:
        yield _of_shares(mark, sign, language)
    elif of_change is None or set(kinds) != {ShownChange}:
        yield _entry(mark, sign, words, language)
    if of_change is not None:
        yield LegendEntry(sign, language.term(of_change), language.term(of_change))


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


# A change may be off in a way in which none of its two figures is: where "up to" is gone, it is at least so much.
_OF_CHANGES: Mapping[Mark, str] = {
    Mark.UP_TO: marked("before a change: at most"),
    Mark.AT_LEAST: marked("before a change: at least"),
    Mark.MIDDLE: marked("before a change: more or less"),
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
