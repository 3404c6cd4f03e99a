"""A value as a small table, as notebooks show what stands last in a cell."""

from collections.abc import Iterable, Sequence
from html import escape

MOST_ROWS = 30
"""So many rows of a table are shown in a notebook; below them it says how many more there are."""


_OF_COLUMN, _OF_ROW = ' scope="col"', ' scope="row"'


def html_table(caption: str, rows: Iterable[Sequence[str]], headings: Sequence[str] = ()) -> str:
    """A table in HTML, in which every text stands as it is.

    Args:
        caption: what it shows.
        rows: the cells of each row; the first names the row.
        headings: of the columns; none for rows of a name and a value.

    >>> html_table("EUR 1.00", [["in", "<USD>"]])
    '<table><caption>EUR 1.00</caption><tbody><tr><th scope="row">in</th><td>&lt;USD&gt;</td></tr></tbody></table>'
    """
    every = list(rows)
    further = len(every) - MOST_ROWS
    body = [_row(cells) for cells in every[:MOST_ROWS]]
    parts = [
        _cell("caption", caption),
        *([f"<thead><tr>{''.join(_cell('th', it, _OF_COLUMN) for it in headings)}</tr></thead>"] if headings else []),
        f"<tbody>{''.join(body)}</tbody>",
        *([f"<tfoot>{_row([f'{further} further rows'])}</tfoot>"] if further > 0 else []),
    ]
    return f"<table>{''.join(parts)}</table>"


def _row(cells: Sequence[str]) -> str:
    name, *others = cells
    return f"<tr>{_cell('th', name, _OF_ROW)}{''.join(_cell('td', it) for it in others)}</tr>"


def _cell(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{escape(text)}</{tag}>"
