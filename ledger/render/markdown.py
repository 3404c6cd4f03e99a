"""A presentation as Markdown: pipe tables with right-aligned figures, which read in a mail as well as on a page."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ledger.presentation import Changes, KeyFigure, Language, LegendEntry, Presentation, PresentedRow, PresentedTable

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
    '# Pledges: nothing is recorded'
    """
    term = presentation.language.term
    labelled = partial(_labelled, presentation.language)
    notes = [f"- {labelled(escaped(note.about), escaped(note.text))}" for note in presentation.notes]
    blocks = [
        f"# {escaped(presentation.finding.text)}",
        f"**{escaped(presentation.title)}** · {escaped(presentation.subtitle)}",
        " ".join(escaped(sentence.text) for sentence in presentation.stand_first),
        "\n".join(f"- {labelled(escaped(it.label), _key_figure(it))}" for it in presentation.key_figures),
        *_legend(presentation.key_legend),
        *(block for table in presentation.tables for block in _blocks(table, presentation)),
        *(_changes(presentation.changes, presentation) if presentation.changes else ()),
        *([f"## {escaped(term('Notes'))}", "\n".join(notes)] if notes else []),
        escaped(f"{presentation.method} {presentation.sources}"),
        escaped(presentation.footer),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is, in one line.

    >>> print(escaped("a|b"))
    a\|b
    """
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text).strip())


def _key_figure(figure: KeyFigure) -> str:
    return f"**{escaped(figure.text)}** {escaped(figure.unit)} ({escaped(figure.remark)})"


def _labelled(language: Language, label: str, text: str) -> str:
    """A text with what it is about before it; where a blank stands before a colon is a matter of the language."""
    return language.say("{label}: {text}", label=label, text=text)


def _changes(changes: Changes, presentation: Presentation) -> Iterator[str]:
    term = presentation.language.term
    yield f"## {escaped(changes.title)}"
    yield " ".join(escaped(sentence.text) for sentence in changes.sentences)
    yield escaped(changes.unit_line)
    yield "\n".join(_steps(changes, term))
    yield from _legend(changes.legend)
    if changes.moved:
        yield from _blocks(changes.moved, presentation, level="###")


def _legend(entries: Sequence[LegendEntry]) -> Iterator[str]:
    if entries:
        yield "\n".join(f"- `{entry.sign}` {escaped(entry.words)}" for entry in entries)


def _steps(changes: Changes, term: Callable[[str], str]) -> Iterator[str]:
    """The way from the earlier total to this one, a line for each step."""
    headings = (term("Step"), term("Records"), term("Change"), term("Of these the largest"))
    yield _line(map(escaped, headings))
    yield _line([":---", "---:", "---:", ":---"])
    yield _line([escaped(changes.ends[0]), "", changes.opening.text, ""])
    for step in changes.steps:
        yield _line([escaped(step.name), str(step.records), step.change.text, escaped(step.largest)])
    yield _line([escaped(changes.ends[1]), "", changes.closing.text, ""])


def _blocks(table: PresentedTable, presentation: Presentation, level: str = "##") -> Iterator[str]:
    yield f"{level} {escaped(table.title)}"
    yield escaped(table.unit_line)
    yield "\n".join(_lines(table, presentation))
    yield from _legend(table.legend)
    for column, footnote in table.footnotes.items():
        yield _labelled(presentation.language, escaped(column), escaped(footnote))
    yield from (escaped(remark) for remark in table.remarks)


def _lines(table: PresentedTable, presentation: Presentation) -> Iterator[str]:
    term = presentation.language.term
    behind = [
        *([term("Share, %")] if table.has_shares else []),
        *([table.changed_since] if table.changed_since else []),
        *table.extra_headings,
    ]
    figures = (*table.columns, *([term("Total")] if table.has_totals else []), *behind)
    yield _line(escaped(heading) for heading in (*table.headings, *figures))
    yield _line([":---"] * len(table.headings) + ["---:"] * len(figures))
    yield from (_line(_cells(row, table)) for row in table.rows)


def _cells(row: PresentedRow, table: PresentedTable) -> Iterator[str]:
    yield from (escaped(name) for name in row.names)
    yield from (figure.text for figure in table.figures_of(row))
    if table.has_shares:
        yield row.share.text if row.share else ""
    if table.changed_since:
        yield row.change.text if row.change else ""
    yield from (extra.text for extra in row.extras)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
