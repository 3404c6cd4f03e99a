"""What a presentation displays, as a reader of any file of it meets it."""

from collections import defaultdict
from dataclasses import replace
from itertools import chain


def spoken(text):
    """A text as it is read, whichever spaces stand in it."""
    return " ".join(text.split())


def sentences(shown, notes):
    """Every text that a document has beside the cells of its tables, with these of its notes."""
    yield from (shown.title, shown.subtitle, shown.finding.text, shown.method, shown.sources, shown.footer)
    yield from (sentence.text for sentence in shown.stand_first)
    yield from chain.from_iterable((it.label, f"{it.text} {it.unit}", it.remark) for it in shown.key_figures)
    yield from (f"{entry.sign} {entry.words}" for entry in shown.key_legend)
    if shown.chart:
        yield from (shown.chart.title, shown.chart.unit_line, *(entry.words for entry in shown.chart.legend))
    if shown.changes:
        yield from (shown.changes.title, *(sentence.text for sentence in shown.changes.sentences))
    for table in tables_of(shown):
        yield from (table.title, table.unit_line, *table.columns, *table.extra_headings, *table.remarks)
        yield from (f"{entry.sign} {entry.words}" for entry in table.legend)
    yield from (f"{note.about}. {note.text}" for note in notes)


def tables_of(shown):
    """The tables of a document in their order; what moved is the last, if anything did."""
    moved = shown.changes.moved if shown.changes else None
    return [*shown.tables, *filter(None, [moved])]


def at_reading(row, reading):
    """A row with its figures at a reading: "figures", "lowest" or "highest"; as it is where it has no other."""
    figures = getattr(row, reading)
    return replace(row, cells=figures[:-1], total=figures[-1]) if figures else row


def cells(table, row):
    """What stands behind the names of a row; None where its table has a column and it has nothing to say there."""
    shares = [row.share] if table.has_shares else []
    changes = [row.change] if table.changed_since else []
    return (*table.figures_of(row), *shares, *changes, *row.extras)


def faults_of_figures(shown):
    """Which figures have two forms in one document, and which columns do not add up as they are displayed.

    Lowest and highest readings may have another form in another table, as many of them as the document says.
    """
    forms, readings = defaultdict(set), defaultdict(set)
    for table in shown.tables:
        for row in chain.from_iterable((it, at_reading(it, "lowest"), at_reading(it, "highest")) for it in table.rows):
            for figure in table.figures_of(row):
                is_reading = figure.key.bound != "central"
                forms[figure.key, table.name if is_reading else ""].add((figure.number, figure.exact_minor))
                readings[figure.key].update({figure.number} if is_reading else ())
    yield from (f"{key} is displayed as {sorted(map(str, both))}" for (key, _), both in forms.items() if len(both) > 1)
    apart = sum(len(numbers) > 1 for numbers in readings.values())
    if apart > shown.rounding.apart:
        yield f"{apart} readings are displayed otherwise in another table, and not {shown.rounding.apart}"
    for table in shown.tables:
        for reading in ("figures", "lowest", "highest"):
            yield from _faults_of_sums(table, [at_reading(row, reading) for row in table.rows])
    if shown.rounding.unmet:
        yield f"{shown.rounding.unmet} sums do not add up"


def _faults_of_sums(table, rows):
    """Which columns do not add up as they are displayed, though they do exactly."""
    whole = next((row for row in rows if row.kind == "total"), None)
    for place, figure in enumerate(whole.cells if whole else ()):
        parts = [row.cells[place] for row in rows if row.kind in ("row", "others")]
        added, exact = (sum(getattr(it, kind) or 0 for it in parts) for kind in ("number", "exact_minor"))
        if added != (figure.number or 0) and exact == (figure.exact_minor or 0):
            yield f"{table.title}: {table.columns[place]} adds up to {added}, not to {figure.number}"
