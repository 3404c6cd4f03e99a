"""What people read of a change since an earlier report: its parts, how they add up, and the figures now and then."""

from collections.abc import Iterator

from ledger.answers.explain_lines import cell_line, figure_lines, words_of
from ledger.audit import ChangedPart, FigureChange
from ledger.desk import ExplainedFigure
from ledger.foundation import Money


def change_lines(explained: ExplainedFigure) -> Iterator[str]:
    """What leads from the earlier figure to this one, part by part, and both of them, line by line.

    Args:
        explained: a change.

    Raises:
        ValueError: for a figure of which no change is explained.
    """
    change, earlier = explained.change, explained.earlier
    if change is None:
        raise ValueError("no change is explained")
    if explained.cell is not None:
        yield cell_line(explained.cell, explained.explanation, change.change)
    if change.step:
        yield "What the step moved:"
    else:
        yield "What changed:" if change.moved else "No part of it has changed."
    for number, part in enumerate(change.moved):
        yield from _part(part, change)
        if change.step and (number + 1 == len(change.moved) or change.moved[number + 1].record.id != part.record.id):
            yield from words_of(explained, part.record)
    yield ""
    same = len(change.parts) - len(change.moved)
    if same:
        yield f"{_counted(same)} the same at both ends."
    yield from _sum(explained, change)
    if earlier is None:
        return
    for when, figure in (("Now", explained), ("Then", earlier)):
        yield ""
        first, *lines = figure_lines(figure)
        yield f"{when}: {first}"
        yield from lines


def _part(part: ChangedPart, change: FigureChange) -> Iterator[str]:
    yield ""
    piece = f", {part.piece}" if part.piece else ""
    of = f", instalment {part.instalment}{piece}" if part.instalment else ""
    yield f"{part.record.id}{of}: {part.record.title or ''}".rstrip()
    happened = f"; {', '.join(part.steps)}" if part.steps else ""
    ends = ("before", "after") if change.step else ("then", "now")
    was, comes = (_end(figure, when) for figure, when in zip((part.then, part.now), ends, strict=True))
    yield f"    {was}, {comes}: {part.change}{happened}"


def _end(figure: Money | None, when: str) -> str:
    return f"nothing {when}" if figure is None else f"{figure} {when}"


def _counted(parts: int) -> str:
    return "1 part is" if parts == 1 else f"{parts} parts are"


def _sum(explained: ExplainedFigure, change: FigureChange) -> Iterator[str]:
    """How the parts add up, and that what is displayed is rounded from that."""
    count, exact = len(change.moved), change.change
    if change.step:
        records = "1 record adds" if count == 1 else f"{count} records add"
        yield f"{records} up to {exact}; what is displayed of a step and its records is rounded so that they add up."
        return
    then, now = (it.explanation.figure if it else None for it in (explained.earlier, explained))
    if then is None and now is None:
        yield "There is no figure now, and there was none then."
        return
    was, comes = ("nothing" if it is None else str(it) for it in (then, now))
    yield f"Then {was}, changed by {exact}, now {comes}; what is displayed is rounded once, from the exact change."
