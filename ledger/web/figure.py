"""A figure explained: what is shown, what it is exactly, each row in it, and what is not in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger import desk
from ledger.audit import Derivation, ExplainedRow
from ledger.book import Revision
from ledger.foundation import round_half_up
from ledger.presentation import FigureScale, Language, ShownFigure, label_in
from ledger.records import Record
from ledger.totals import Unpaid
from ledger.valuation import LegTrail, leg_trails
from ledger.web.arithmetic import worked_out
from ledger.web.definitions import report_named
from ledger.web.figure_key import key_of, words_of
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.paging import paged
from ledger.web.record_words import EVENTS

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 50


@dataclass(frozen=True)
class FigureRow:
    """A row of an explained figure as the page shows it.

    Args:
        row: with what it adds.
        stage: in words.
        legs: the rates of its conversion; none where nothing had to be converted.
        worked_out: how it comes from what was stated; empty where that takes more than a rate and days.
    """

    row: ExplainedRow
    stage: str
    legs: tuple[LegTrail, ...]
    worked_out: str


@dataclass(frozen=True)
class RecordBasis:
    """What a record rests on.

    Args:
        record: with its sources and their words.
        revision: the last one of it that the report has seen.
    """

    record: Record
    revision: Revision


def figure(held: HeldBook, asked: PageRequest) -> Answer:
    """Why a figure is what it is."""
    if not held.records:
        return held.drawn("empty", asked)
    name, answer = _explained(held, asked)
    shown, derivation = held.presented(name, asked.language), answer.derivation
    of_open = [unpaid for unpaid, _, _ in derivation.open_rows]
    rows, paging = paged(derivation.rows, asked, _MOST)
    unpaid, paging_of_open = paged(of_open, asked, _MOST)
    return held.drawn(
        "figure",
        asked,
        within="reports",
        report=name,
        shown=shown,
        answer=answer,
        derivation=derivation,
        what=words_of(answer.key, shown.language),
        rows=[_row(row, shown.language) for row in rows],
        unpaid=unpaid,
        paging=paging_of_open if of_open else paging,
        is_plain=answer.shown is not None and _is_plain(answer.shown, shown.scale),
        steps=EVENTS,
        bases=tuple(_bases(held, derivation, rows, unpaid)),
        apart=derivation.apart[:_MOST],
        worksheet=asked.address.replace(asked.path, f"{asked.path}/worksheet", 1),
    )


def worksheet(held: HeldBook, asked: PageRequest) -> Answer:
    """The same as a worksheet with formulas."""
    name, answer = _explained(held, asked)
    # Of an address only letters and digits belong into the name of a file.
    parts = re.findall(r"[A-Za-z0-9]+", f"{Path(name).stem} {answer.key}")
    file = f"explained-{'-'.join(parts)[:100]}.xlsx"
    explained = desk.with_histories(held.book, answer.derivation)
    with TemporaryDirectory() as folder:
        body = desk.write_explanation(explained, Path(folder) / file).read_bytes()
    return Answer(body, kind=WORKBOOK, file=file)


def _explained(held: HeldBook, asked: PageRequest) -> tuple[str, desk.ExplainedDisplay]:
    key, name = key_of(asked.query), report_named(held, asked.value("report"))
    return name, desk.explain_displayed(held.built(name), held.presented(name, asked.language), key)


def _is_plain(figure: ShownFigure, scale: FigureScale) -> bool:
    """Whether a figure is displayed as it would be by itself."""
    return figure.number == scale.number(round_half_up(figure.exact_minor or 0, scale.step_minor))


def _row(row: ExplainedRow, language: Language) -> FigureRow:
    stage = language.inside(label_in("stage", row.line.stage, language))
    return FigureRow(row, stage, leg_trails(row.line.pair), worked_out(row, language))


def _bases(
    held: HeldBook, derivation: Derivation, rows: Sequence[ExplainedRow], unpaid: Sequence[Unpaid]
) -> Iterator[RecordBasis]:
    """What the records of these rows rest on, each once."""
    records = [row.line.record for row in rows]
    for firm in unpaid:
        records += [firm.commitment, *(step.line.record for step in firm.steps if step.line)]
    entries, ids = derivation.report.issued.entries, {record.id for record in records}
    # From the oldest on: a later one takes the place of those before it.
    seen = {it.id: it for it in reversed(held.revisions) if it.id in ids and it.seq <= entries}
    for record in {it.id: it for it in records}.values():
        yield RecordBasis(record, seen[record.id])
