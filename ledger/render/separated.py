"""A presentation as CSV: one file for each table as it stands, and one for what stands around them.

Numbers are plain, with a decimal point, so that programs read them as numbers; their marks stand in columns of their
own, where there are any.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from itertools import chain

from ledger.presentation import (
    Mark,
    Presentation,
    PresentedRow,
    PresentedTable,
    ShownChange,
    ShownFigure,
    ShownShare,
    signs_of,
)

_Cell = ShownFigure | ShownShare | ShownChange
# What spreadsheet programs take for the beginning of a formula; behind an apostrophe they take it for text.
_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(presentation: Presentation) -> Mapping[str, str]:
    """The text of each file by what its name ends in: the name of a table, and ``notes``.

    >>> from datetime import date
    >>> from ledger.presentation import present
    >>> from ledger.reporting import Issued, Material, build, load_definition
    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> list(as_csv(present(build(load_definition("commitments"), nothing))))
    ['notes']
    """
    tables = {table.name: _text(_table(table, presentation.language.term)) for table in presentation.tables}
    return {**tables, "notes": _text(_notes(presentation))}


def defused(text: str) -> str:
    """Text that no spreadsheet program takes for a formula.

    >>> defused("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(_OF_FORMULAS) else text


def _table(table: PresentedTable, term: Callable[[str], str]) -> Iterator[Sequence[str]]:
    headings = (*table.columns, *([term("Total")] if table.has_totals else []))
    columns = [[row.figures[place] for row in table.rows] for place in range(len(headings))]
    asked = ("Lowest", "Highest") if table.has_totals else ()
    readings = [it for it in asked if any(_reading(row, it) is not None for row in table.rows)]
    behind = dict(_behind(table, term))
    yield [
        *map(defused, table.headings),
        *chain.from_iterable(
            _headed(defused(name), column, term) for name, column in zip(headings, columns, strict=True)
        ),
        *map(term, readings),
        *chain.from_iterable(_headed(defused(name), column, term) for name, column in behind.items()),
        term("Kind"),
        term("Unit"),
    ]
    for place, row in enumerate(table.rows):
        marked = zip(table.figures_of(row), columns, strict=True)
        yield [
            *map(defused, row.names),
            *chain.from_iterable(_marked(figure, column) for figure, column in marked),
            *(_digits(_reading(row, it)) for it in readings),
            *chain.from_iterable(_marked(column[place], column) for column in behind.values()),
            row.kind,
            table.unit,
        ]


def _behind(table: PresentedTable, term: Callable[[str], str]) -> Iterator[tuple[str, Sequence[_Cell | None]]]:
    """What stands behind the figures of a table: shares, changes and what else its headings name."""
    if table.has_shares:
        yield term("Share, %"), [row.share for row in table.rows]
    if table.changed_since:
        yield table.changed_since, [row.change for row in table.rows]
    for place, heading in enumerate(table.extra_headings):
        yield heading, [row.extras[place] if row.extras else None for row in table.rows]


def _headed(name: str, column: Sequence[_Cell | None], term: Callable[[str], str]) -> Sequence[str]:
    return [name, term("{column} marks").format(column=name)] if _has_marks(column) else [name]


def _marked(figure: _Cell | None, column: Sequence[_Cell | None]) -> Sequence[str]:
    number = _digits(figure)
    return [number, " ".join(signs_of(figure.marks) if figure else ())] if _has_marks(column) else [number]


def _digits(figure: _Cell | None) -> str:
    is_zero = figure is not None and Mark.ZERO in figure.marks
    return "0" if is_zero else _plain(figure.number if figure else None)


def _has_marks(column: Iterable[_Cell | None]) -> bool:
    return any(figure is not None and signs_of(figure.marks) for figure in column)


def _reading(row: PresentedRow, name: str) -> ShownFigure | None:
    """The lowest or highest reading of the whole row, where it is another one."""
    return row.total.lowest if name == "Lowest" else row.total.highest


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _notes(presentation: Presentation) -> Iterator[Sequence[str]]:
    term = presentation.language.term
    yield term("About"), term("Text")
    yield term("Title"), defused(presentation.title)
    yield term("State"), defused(presentation.subtitle)
    yield term("Finding"), defused(presentation.finding.text)
    yield from ((term("Finding"), defused(sentence.text)) for sentence in presentation.stand_first)
    for figure in presentation.key_figures:
        yield defused(figure.label), defused(f"{figure.text} {figure.unit} ({figure.remark})")
    if presentation.changes:
        yield from ((presentation.changes.title, defused(it.text)) for it in presentation.changes.sentences)
    for table in presentation.tables:
        yield defused(table.name), defused(f"{table.title}. {table.unit_line}")
        yield from ((defused(table.name), defused(f"{column}: {it}")) for column, it in table.footnotes.items())
        yield from ((defused(table.name), defused(remark)) for remark in table.remarks)
    yield from ((term("Mark"), f"{entry.sign} {entry.words}") for entry in presentation.marks)
    yield from ((defused(note.about), defused(note.text)) for note in presentation.notes)
    yield term("Method"), defused(presentation.method)
    yield term("Sources"), defused(presentation.sources)
    yield term("Rules"), defused(presentation.footer)


def _text(rows: Iterable[Sequence[str]]) -> str:
    stream = StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()
