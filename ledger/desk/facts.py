"""A report as facts for databases and warehouses: what its totals add, with a manifest that says what must come out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

# By its name in its room, which loads what writes Parquet when it is asked for it.
from ledger import export
from ledger.desk.books import require_report
from ledger.desk.export import ExportFormat, put_whole, refuse_name
from ledger.foundation import from_minor, require_kind
from ledger.records import CURRENCIES
from ledger.reporting import Report, definition_text
from ledger.totals import MEASURES, NET_MEASURES, Piece
from ledger.valuation import Figures, total

_FOLDER = ExportFormat("facts of a report for databases, as a folder", ("",))
_MANIFEST = "_manifest.json"
"""Programs that read a folder of Parquet pass over names that begin so."""


@dataclass(frozen=True)
class Facts:
    """Facts that were written.

    Args:
        path: the folder.
        rows: how many facts there are.
        records: of how many records.
        internal: how many of these are marked internal, which is for the house only.
        entries: how many entries of the journal stand behind them.
        head: hash of the last of them.
    """

    path: Path
    rows: int
    records: int
    internal: int
    entries: int
    head: str


def export_facts(report: Report, out: str | PathLike[str]) -> Facts:
    """Write what a report adds, as Parquet in a folder for each year, with a manifest: behind it only SUM remains.

    The manifest (``_manifest.json``) has the definition, the rates, the head of the book, and for each year and stage
    the rows and the sums of low, central and high, so that a total that a warehouse forms is held to the report.

    Args:
        report: as ``build_report`` makes it.
        out: the name of a folder that is free.

    Raises:
        Refused: FILE if something is there already, it cannot be written, or a figure is too large for 64 bits.
        TypeError: for what is no report.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, demo
    >>> with TemporaryDirectory() as folder:
    ...     report = build_report("commitments", demo(Path(folder)).book)
    ...     export_facts(report, Path(folder) / "facts").records == len({it.record_id for it in report.pieces})
    True
    """
    require_report(report)
    require_kind(out, str | PathLike, "out is the name of a folder, such as 'facts'")
    target = Path(out)
    refuse_name(target, _FOLDER)
    facts = tuple(_facts(report))
    put_whole(target, lambda draft: _write(report, facts, draft))
    records = {fact.record for fact in facts}
    internal = sum(row.record.handling == "internal" for row in report.rows if row.record.id in records)
    return Facts(target, len(facts), len(records), internal, report.issued.entries, report.issued.head)


def _facts(report: Report) -> "Iterator[export.FactRow]":
    """The pieces of a report, but for those that only say which doubts cancel out."""
    for piece in report.pieces:
        if piece.side is None:
            yield _fact(piece)


def _fact(piece: Piece) -> "export.FactRow":
    labels, figures = piece.labels, piece.figures
    return export.FactRow(
        record=piece.record_id,
        line=piece.line + 1 if figures else None,
        donor=labels["donor"],
        recipient=labels["recipient"],
        category=labels["category"],
        instrument=labels["instrument"],
        stage=labels["stage"],
        currency=labels["currency"],
        year=labels["year"],
        fiscal_year=labels["fiscal_year"],
        quarter=labels["quarter"],
        groups=tuple(sorted(piece.groups)),
        low=figures.low_minor if figures else None,
        central=figures.central_minor if figures else None,
        high=figures.high_minor if figures else None,
        open_high=bool(figures and figures.open_high),
        state="not_converted" if piece.not_converted else "known" if figures else "undisclosed",
    )


def _write(report: Report, facts: "Sequence[export.FactRow]", folder: Path) -> None:
    folder.mkdir()
    files = export.write_facts(facts, folder)
    manifest = _manifest(report, facts, files)
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _manifest(
    report: Report, facts: "Sequence[export.FactRow]", files: "Sequence[export.FactsFile]"
) -> dict[str, object]:
    currency, issued = report.definition.currency, report.issued
    return {
        "schema_version": 1,
        "currency": currency,
        "minor_units": CURRENCIES[currency].minor_units,
        "definition": json.loads(definition_text(report.definition)),
        "book": {"head": issued.head, "entries": issued.entries, "as_of": str(issued.as_of)},
        "made_with": issued.version,
        "rates": [
            {
                "rate_set": used.rate_set.name,
                "source": used.rate_set.source,
                "sha256": used.rate_set.sha256,
                "currency": used.leg.currency,
                "kind": used.leg.kind,
                "first": str(used.leg.first or ""),
                "last": str(used.leg.last or ""),
            }
            for used in report.rates
        ],
        "measures": {name: dict(MEASURES[name]) for name in report.totals if name not in NET_MEASURES},
        "files": [
            {
                "name": file.name,
                "year": file.year,
                "rows": file.rows,
                "sha256": file.sha256,
                "sums": _sums([fact for fact in facts if fact.year == file.year], currency),
            }
            for file in files
        ],
        "sums": _sums(facts, currency),
    }


def _sums(facts: "Sequence[export.FactRow]", currency: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """By stage what the facts come to, low, central and high, as money."""
    known: dict[str, list[Figures]] = {}
    for fact in facts:
        if fact.low is not None and fact.central is not None and fact.high is not None:
            known.setdefault(fact.stage, []).append(Figures(fact.low, fact.central, fact.high))
    return {stage: _money(total(known[stage]), currency) for stage in sorted(known)}


def _money(figures: Figures, currency: str) -> Mapping[str, Mapping[str, str]]:
    ends = {"low": figures.low_minor, "central": figures.central_minor, "high": figures.high_minor}
    digits = CURRENCIES[currency].minor_units
    return {name: {"currency": currency, "amount": str(from_minor(minor, digits))} for name, minor in ends.items()}
