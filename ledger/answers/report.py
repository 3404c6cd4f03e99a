"""What ``report`` answers: the totals of a report, what could not be converted, and where its workbook lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger import desk
from ledger.answers.text import Lines, TextTable, where
from ledger.foundation import Money, grouped
from ledger.records import GROUP_MEMBERS
from ledger.reporting import (
    LIMITS,
    Definition,
    LimitedDimension,
    Report,
    ReportFigures,
    counts,
    not_converted,
    report_figures,
)

_ELSEWHERE = "a workbook with its evidence"
_KINDS = {".html": "Page", ".pdf": "PDF", ".md": "Markdown", ".csv": "CSV", ".parquet": "Evidence beside it"}


@dataclass(frozen=True)
class ReportAnswer(ReportFigures):
    """A report that was made, with its figures.

    Args:
        workbook: where it was written; null where none was asked for.
        replaced: whether an older workbook was replaced.
        files: everything that was written, the workbook first.
    """

    workbook: Path | None
    replaced: bool
    files: tuple[Path, ...]


def answer(written: desk.WrittenReport) -> ReportAnswer:
    """A report as an answer."""
    workbook = (written.workbook,) if written.workbook else ()
    files = (*workbook, *written.documents)
    return ReportAnswer(
        **vars(report_figures(written.report)), workbook=written.workbook, replaced=written.replaced, files=files
    )


def lines(written: desk.WrittenReport) -> Lines:
    """The same for people."""
    workbook = (where("Workbook", written.workbook, replaced=written.replaced),) if written.workbook else ()
    documents = (f"{_KINDS[it.suffix]}: {it}" for it in written.documents)
    return (*figure_lines(written.report, has_workbook=written.workbook is not None), *workbook, *documents)


def figure_lines(made: Report, *, has_workbook: bool) -> Lines:
    """What every answer with a report tells people of it.

    Args:
        made: the report.
        has_workbook: whether it was written as one, whose evidence says more.
    """
    definition, issued = made.definition, made.issued
    has_evidence = has_workbook and definition.evidence != "none"
    shown = "see the sheet E5 Checks" if has_evidence else f"{_ELSEWHERE} shows them"
    agree = "all checks agree" if made.agrees else f"THE CHECKS DO NOT ALL AGREE: {shown}"
    why = "the sheet E1 Records says why" if has_evidence else f"{_ELSEWHERE} says why"
    limits = [f"announced since {definition.since}"] * bool(definition.since)
    limits += [f"cutoff {definition.cutoff}"] * bool(definition.cutoff) + [f"as of {issued.as_of}"]
    limits += [f"{LIMITS[dimension]} {', '.join(names)}" for dimension, names in _limited(definition)]
    limits += [f"horizon {definition.horizon}"] * bool(definition.horizon)
    return (
        definition.title,
        f"In {definition.currency}, basis {definition.basis}, {', '.join(limits)}; head {issued.head[:12]}.",
        _grid(report_figures(made)),
        *_reach(made),
        *(f"Not converted for want of a rate: {it.central} ({_records(it.records)})." for it in not_converted(made)),
        f"{_counted(made, why)}; {agree}.",
    )


def _limited(definition: Definition) -> Iterator[tuple[LimitedDimension, tuple[str, ...]]]:
    for dimension, labels in definition.filters.limits.items():
        groups = definition.filters.groups if definition.filters.is_of_groups(dimension) else ()
        yield dimension, (*labels, *(GROUP_MEMBERS[group] for group in groups))


def _reach(made: Report) -> tuple[str, ...]:
    sets = ", ".join(f"{name} {last}" for name, last in made.rates_until.items())
    return (f"Rates reach to: {sets}.",) if sets else ()


def _counted(made: Report, why: str) -> str:
    """How the records of the book come to those in the columns of the totals, and where it says why."""
    counted, without_figure = counts(made)
    unknown = f" ({without_figure} of them without a figure)" if without_figure else ""
    left_out = len(made.rows) - counted
    others = f", {left_out} left out ({why})" if left_out else ""
    return f"{_records(len(made.rows))}: {counted} counted{unknown}{others}"


def _records(number: int) -> str:
    return f"{number} record{'' if number == 1 else 's'}"


def _grid(of: ReportFigures) -> TextTable:
    rows = []
    for total in of.totals.values():
        at_least = "≥ " if total.open_high else ""
        counts = (str(total.records), str(total.without_figure), str(total.not_converted))
        name = total.measure.replace("_", " ")
        rows.append((name, _shown(total.low), _shown(total.central), at_least + _shown(total.high), *counts))
    headings = ("total", f"low ({of.currency})", "central", "high", "records", "without figure", "not converted")
    return TextTable(headings, rows, figures={1, 2, 3, 4, 5, 6})


def _shown(figure: Money | None) -> str:
    return "unknown" if figure is None else grouped(figure.value)
