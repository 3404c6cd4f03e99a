"""Others: which rows of a table have no line of their own where it has only so many, and what is displayed of them.

Tables, charts, single pages and the first sheet of a workbook all ask here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from ledger.foundation import round_half_up
from ledger.presentation.language import Language
from ledger.presentation.legend import legend_of, legend_of_readings
from ledger.presentation.marks import DOUBTS, Mark, size_marks
from ledger.presentation.presented import Presentation
from ledger.presentation.tables import FigureKey, PresentedRow, PresentedTable, ShownChange, ShownFigure, ShownShare

_Row = TypeVar("_Row")
_PARTS = ("row", "others")
_SIZES = frozenset({Mark.NONE, Mark.UNDER, Mark.UNDER_ONE, Mark.ZERO})


def apart(rows: Sequence[_Row], most: int) -> tuple[Sequence[_Row], Sequence[_Row]]:
    """The rows that have a line of their own, and all others; a single one is no "others".

    Args:
        rows: in their order.
        most: how many have a line of their own where others stand behind them.

    >>> apart("abcd", 2), apart("abc", 2)
    (('ab', 'cd'), ('abc', ()))
    """
    return (rows, ()) if len(rows) <= most + 1 else (rows[:most], rows[most:])


def others_name(count: int, language: Language) -> str:
    """What all rows without a line of their own are called together."""
    return language.say("Others ({count})", count=language.whole(count))


def with_named_rows(presentation: Presentation, name: str, named: int) -> Presentation:
    """The same presentation with a table in which only so many rows, the first ones, stand by themselves.

    What is displayed of the others is added up, so that the table adds up as before and no other figure changes. A
    table with subtotals, or of stages, stays as it is: its rows cannot be joined so.

    Args:
        presentation: what is presented.
        name: of the table.
        named: how many rows keep their names; one single other row keeps it too.
    """
    tables = tuple(
        _folded(presentation, table, named) if table.name == name else table for table in presentation.tables
    )
    return replace(presentation, tables=tables)


def _folded(presentation: Presentation, table: PresentedTable, named: int) -> PresentedTable:
    kept, others = in_short(presentation, table, named)
    if others is None or table.extra_headings or any(row.kind == "subtotal" for row in table.rows):
        return table
    lines = (*kept, others, *(row for row in table.rows if row.kind not in _PARTS))
    language = presentation.language
    legends = legend_of(lines, language), legend_of_readings(lines, language)
    return replace(table, rows=lines, legend=legends[0], legend_of_readings=legends[1])


def in_short(
    presentation: Presentation, table: PresentedTable, named: int
) -> tuple[Sequence[PresentedRow], PresentedRow | None]:
    """So many rows of a table, the first ones, and one of all others; None where there are none.

    What is displayed of the others is the sum of what is displayed of each.

    Args:
        presentation: what is presented.
        table: one of its tables; its subtotals and what stands below its rows are left out.
        named: how many rows keep their names; one single other row keeps it too.
    """
    kept, rest = apart([row for row in table.rows if row.kind in _PARTS], named)
    return kept, _others(presentation, rest) if rest else None


def _others(presentation: Presentation, rest: Sequence[PresentedRow]) -> PresentedRow:
    language, first = presentation.language, rest[0]
    # One of them may stand for several already.
    count = sum(len(row.total.key.members) or 1 for row in rest)
    name = others_name(count, language)
    cells, lowest, highest = (
        tuple(_together(language, column) for column in zip(*rows, strict=True))
        for rows in zip(*((row.cells, row.lowest, row.highest) for row in rest), strict=True)
    )
    return replace(
        first,
        kind="others",
        names=(name, *("" for _ in first.names[1:])),
        cells=cells,
        total=_together(language, [row.total for row in rest]),
        share=_share(language, [row.share for row in rest if row.share]),
        change=_change(presentation, [row.change for row in rest if row.change]),
        in_no_figure="",
        lowest=lowest,
        highest=highest,
    )


def _together(language: Language, figures: Sequence[ShownFigure]) -> ShownFigure:
    """Several figures as one: what is displayed of it is the sum of what is displayed of them."""
    exact, number = _sum(it.exact_minor for it in figures), _total(it.number for it in figures)
    marks = _marks([it.marks for it in figures])
    if exact is not None and number is not None:
        marks |= size_marks(exact, number)
    elif not marks:
        marks = frozenset({Mark.NONE})
    return ShownFigure(
        key=_key([it.key for it in figures]),
        exact_minor=exact,
        number=number,
        marks=marks,
        text=language.figure(number, marks),
        lowest=_end(language, figures, lambda it: it.lowest),
        highest=_end(language, figures, lambda it: it.highest),
    )


def _key(keys: Sequence[FigureKey]) -> FigureKey:
    """Of which labels a sum of several is: of those that all have, and of others of which each has one."""
    shared = tuple(label for label in keys[0].labels if all(label in key.labels for key in keys))
    own = (label for key in keys for label in (*key.labels, *key.members) if label not in shared)
    return replace(keys[0], labels=shared, members=tuple(sorted(set(own))))


def _end(
    language: Language, figures: Sequence[ShownFigure], end: Callable[[ShownFigure], ShownFigure | None]
) -> ShownFigure | None:
    """The lowest or highest reading of a sum, where one of its figures has another one than the central."""
    ends = [end(it) for it in figures]
    own = next(filter(None, ends), None)
    if own is None:
        return None
    # What has no other reading stands in it with the central one, and with none of its doubts.
    central = (replace(it, marks=frozenset(), lowest=None, highest=None) for it in figures)
    whole = _together(language, [it or alone for it, alone in zip(ends, central, strict=True)])
    return replace(whole, key=whole.key.at(own.key.bound))


def _share(language: Language, parts: Sequence[ShownShare]) -> ShownShare | None:
    if not parts:
        return None
    number, marks = _total(it.number for it in parts), _marks([it.marks for it in parts])
    if number is not None:
        marks |= size_marks(sum(Mark.UNDER in it.marks for it in parts), number)
    return ShownShare(number, marks, language.figure(number, marks))


def _change(presentation: Presentation, parts: Sequence[ShownChange]) -> ShownChange | None:
    """The change of several rows, rounded from the exact one as that of a single row is."""
    if not parts:
        return None
    exact, marks = _sum(it.exact_minor for it in parts), _marks([it.marks for it in parts])
    if exact is None:
        marks = marks or frozenset({Mark.NONE})
        return ShownChange(None, None, marks, presentation.language.figure(None, marks))
    number = presentation.scale.number(round_half_up(exact, presentation.scale.step_minor))
    # What did not change is in no doubt, whatever it is made of.
    marks = (marks if exact else marks - frozenset(DOUBTS)) | size_marks(exact, number)
    return ShownChange(exact, number, marks, presentation.language.figure(number, marks, signed=True))


def _marks(parts: Iterable[frozenset[Mark]]) -> frozenset[Mark]:
    """What is missing from any of them, and how sure any of them is; how large all are together is another question."""
    return frozenset().union(*parts) - _SIZES


def _sum(values: Iterable[int | None]) -> int | None:
    known = [it for it in values if it is not None]
    return sum(known) if known else None


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [it for it in values if it is not None]
    return sum(known[1:], known[0]) if known else None
