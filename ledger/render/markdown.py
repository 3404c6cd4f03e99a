"""A presentation as Markdown: pipe tables with right-aligned figures, which read in a mail as well as on a page."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ledger.presentation import Presentation, PresentedRow, PresentedTable

# Whatever Markdown, its dialects and HTML could take for more than a letter.
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$]")
_SPACE = re.compile(r"[^\S\N{NO-BREAK SPACE}]+|[\x00-\x1f\x7f\x85\u2028\u2029]+")


def as_markdown(presentation: Presentation) -> str:
    """The whole document: title, tables with their legends, notes.

    >>> from datetime import date
    >>> from ledger.presentation import present
    >>> from ledger.reporting import Issued, Material, build, load_definition
    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> as_markdown(present(build(load_definition("commitments"), nothing))).splitlines()[0]
    '# Commitments to Ukraine'
    """
    notes = [f"- {escaped(note.about)}: {escaped(note.text)}" for note in presentation.notes]
    blocks = [
        f"# {escaped(presentation.title)}",
        escaped(presentation.subtitle),
        *(block for table in presentation.tables for block in _blocks(table)),
        *(["## Notes", "\n".join(notes)] if notes else []),
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is, in one line.

    >>> print(escaped("a|b"))
    a\|b
    """
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text).strip())


def _blocks(table: PresentedTable) -> Iterator[str]:
    yield f"## {escaped(table.title)}"
    yield escaped(table.unit_line)
    yield "\n".join(_lines(table))
    if table.legend:
        yield "\n".join(f"- `{entry.sign}` {escaped(entry.words)}" for entry in table.legend)
    yield from (escaped(remark) for remark in table.remarks)


def _lines(table: PresentedTable) -> Iterator[str]:
    share = ("Share, %",) if table.has_shares else ()
    yield _line(escaped(heading) for heading in (*table.headings, *table.columns, "Total", *share))
    figures = len(table.columns) + 1 + len(share)
    yield _line([":---"] * len(table.headings) + ["---:"] * figures)
    yield from (_line(_cells(row, has_shares=table.has_shares)) for row in table.rows)


def _cells(row: PresentedRow, *, has_shares: bool) -> Sequence[str]:
    shares = [row.share.text if row.share else ""] if has_shares else []
    return [*(escaped(name) for name in row.names), *(figure.text for figure in row.figures), *shares]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
