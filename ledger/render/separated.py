"""A presentation as CSV: one file for each table as it stands, and one for what stands around them.

Numbers are plain, with a decimal point, so that programs read them as numbers; their marks stand in columns of their
own, where there are any.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from itertools import chain

from ledger.presentation import Presentation, PresentedRow, PresentedTable, ShownFigure

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
    tables = {table.name: _text(_table(table)) for table in presentation.tables}
    return {**tables, "notes": _text(_notes(presentation))}


def defused(text: str) -> str:
    """Text that no spreadsheet program takes for a formula.

    >>> defused("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(_OF_FORMULAS) else text


def _table(table: PresentedTable) -> Iterator[Sequence[str]]:
    headings = (*table.columns, *(["Total"] if table.has_totals else []))
    columns = [[row.figures[place] for row in table.rows] for place in range(len(headings))]
    asked = ("Lowest", "Highest") if table.has_totals else ()
    readings = [it for it in asked if any(_reading(row, it) is not None for row in table.rows)]
    shares = ["Share, %"] if table.has_shares else []
    changes = [table.changed_since] if table.changed_since else []
    yield [
        *map(defused, table.headings),
        *chain.from_iterable(_headed(defused(name), column) for name, column in zip(headings, columns, strict=True)),
        *readings,
        *shares,
        *map(defused, changes),
        *map(defused, table.extra_headings),
        "Kind",
        "Unit",
    ]
    for row in table.rows:
        marked = zip(table.figures_of(row), columns, strict=True)
        yield [
            *map(defused, row.names),
            *chain.from_iterable(_marked(figure, column) for figure, column in marked),
            *(_plain(_reading(row, it)) for it in readings),
            *(_plain(row.share.number if row.share else None) for _ in shares),
            *(_plain(row.change.number if row.change else None) for _ in changes),
            *(_plain(extra.number) for extra in row.extras),
            row.kind,
            table.unit,
        ]


def _headed(name: str, column: Sequence[ShownFigure]) -> Sequence[str]:
    return [name, f"{name} marks"] if _has_marks(column) else [name]


def _marked(figure: ShownFigure, column: Sequence[ShownFigure]) -> Sequence[str]:
    number = _plain(figure.number)
    return [number, " ".join(figure.signs)] if _has_marks(column) else [number]


def _has_marks(column: Iterable[ShownFigure]) -> bool:
    return any(figure.signs for figure in column)


def _reading(row: PresentedRow, name: str) -> Decimal | None:
    """The lowest or highest reading of the whole row, where it is another one."""
    return row.total.lowest if name == "Lowest" else row.total.highest


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _notes(presentation: Presentation) -> Iterator[Sequence[str]]:
    yield "About", "Text"
    yield "Title", defused(presentation.title)
    yield "State", defused(presentation.subtitle)
    yield "Finding", defused(presentation.finding.text)
    yield from (("Finding", defused(sentence.text)) for sentence in presentation.stand_first)
    for figure in presentation.key_figures:
        yield defused(figure.label), defused(f"{figure.text} {figure.unit} ({figure.remark})")
    if presentation.changes:
        yield from ((presentation.changes.title, defused(it.text)) for it in presentation.changes.sentences)
    for table in presentation.tables:
        yield defused(table.name), defused(f"{table.title}. {table.unit_line}")
        yield from ((defused(table.name), defused(f"{column}: {it}")) for column, it in table.footnotes.items())
        yield from ((defused(table.name), defused(remark)) for remark in table.remarks)
    entries = dict.fromkeys(entry for table in presentation.tables for entry in table.legend)
    yield from (("Mark", f"{entry.sign} {entry.words}") for entry in entries)
    yield from ((defused(note.about), defused(note.text)) for note in presentation.notes)
    yield "Method", defused(presentation.method)
    yield "Sources", defused(presentation.sources)
    yield "Rules", defused(presentation.footer)


def _text(rows: Iterable[Sequence[str]]) -> str:
    stream = StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()
