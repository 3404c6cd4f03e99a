"""``report`` and ``demo``: workbooks, and their totals on the screen."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options, report_options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.importing import counted
from ledger.cli.opened import made_book, open_book
from ledger.cli.screen import TextTable, where
from ledger.cli.signed import Signed
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.desk import Demo, IssuedReport, SigningKey
    from ledger.reporting import Report

app = typer.Typer()

Given = str | None


@app.command()
@answering("report")
def report(  # noqa: PLR0913, PLR0917 - one argument per option
    name: Annotated[str, typer.Argument(help="A report such as commitments, or a TOML file with a definition.")],
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    as_of: options.AsOf = None,
    horizon: report_options.Horizon = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The workbook (.xlsx), or a folder for it; by default here.")
    ] = Path(),
    issue: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--issue", help="Enter into the book that this report leaves the house.")
    ] = False,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEY", help="With --issue: sign the workbook with this Ed25519 key."),
    ] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Write a report of the book as a workbook, and show its totals."""
    from ledger import desk

    target = options.workbook_or_folder(out, "--out")
    changes = report_options.changes(currency, basis, cutoff, as_of, horizon)
    if sign is not None and not issue:
        raise misused("--sign", "--sign without --issue", "a report that leaves the house", "give --issue as well")
    if issue:
        # The key is read before anything is issued: one that cannot be used must not leave a report unsigned.
        key = None if sign is None else desk.signing_key(sign, lambda: options.passphrase(sign.name))
        signed = Signed(book, author, reason, "to whom it goes, or what for")
        build = partial(desk.build_report, name, signed.book, **changes)
        return _issued(desk.issue(signed.book, build, target, author=signed.author, reason=signed.reason), key)
    made = desk.build_report(name, open_book(book), **changes)
    replaced = desk.workbook_path(made, target).exists()
    path = desk.write_report(made, target)
    fields = {**_fields(made), "workbook": str(path), "replaced": replaced}
    return Answer(fields, (*_text(made), where("Workbook", path, replaced=replaced)), made.problems)


def _issued(issued: "IssuedReport", key: "SigningKey | None") -> Answer:
    from ledger import desk

    made, entry = issued.report, issued.revision
    fields = {
        **_fields(made),
        "workbook": str(issued.workbook),
        "replaced": issued.replaced,
        "issued": entry.seq,
        "hash": entry.hash,
    }
    said = [where(f"Issued as entry {entry.seq}", issued.workbook, replaced=issued.replaced)]
    if key is not None:
        signature = desk.write_signature(key, issued.workbook)
        fields |= {"signature": str(signature), "key": key.fingerprint}
        said.append(f"Signed with the key {key.fingerprint}: {signature}")
    return Answer(fields, (*_text(made), *said), made.problems, entered=True)


@app.command()
@answering("demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the book and the workbook.")] = Path(
        "out"
    ),
) -> Answer:
    """Make a book and a workbook from the seed records, to see what there is to see."""
    from ledger import desk

    made = desk.demo(out, clock=clock.now)
    made_book(made.book)
    where = {"book": made.book.path, "workbook": made.workbook, "form": made.form}
    imports = [{"source": it.source, "batch": it.batch, **it.counts} for it in made.imports]
    fields = {**_fields(made.report), "imports": imports, **{name: str(path) for name, path in where.items()}}
    read = [f"Imported {it.source}: {counted(it)}." for it in made.imports[:-1]]
    again = made.imports[-1]
    read.append(f"Imported {again.source} again, to show that nothing enters twice: {counted(again)}.")
    lines = (f"{name.capitalize()}: {path}" for name, path in where.items())
    text = (*read, *_text(made.report), *lines, *_planned(made))
    open_it = f"Now open {made.workbook}: its first sheet says what the totals are and which checks agree."
    return Answer(fields, text, made.problems, (open_it,))


def _planned(made: "Demo") -> tuple[str, ...]:
    """What is said before the warnings of the demonstration, which nobody should take for a fault of the set-up."""
    number, planned = len(made.problems), len(made.planned)
    which = "All" if planned == number else f"{planned} of the"
    return (f"{which} {number} warnings and notes below are planned: they show how a doubt is told.",) * bool(planned)


def _fields(report: "Report") -> dict[str, object]:
    from ledger import desk

    definition, issued = report.definition, report.issued
    gaps = desk.not_converted(report)
    return {
        "report": definition.name,
        "title": definition.title,
        "currency": definition.currency,
        "basis": definition.basis,
        "cutoff": str(definition.cutoff) if definition.cutoff else None,
        "as_of": str(issued.as_of),
        "horizon": str(definition.horizon) if definition.horizon else None,
        "entries": issued.entries,
        "head": issued.head,
        "records": len(report.rows),
        "counted": _counts(report)[0],
        "totals": {row["measure"]: row for row in _totals(report)},
        "not_converted": [
            {"currency": it.currency, "records": it.records, "central": plain(it.central)} for it in gaps
        ],
        "proofs": {"count": len(report.proofs), "agree": report.agrees},
    }


def _text(report: "Report") -> tuple[str | TextTable, ...]:
    definition, issued = report.definition, report.issued
    agree = "all checks agree" if report.agrees else "THE CHECKS DO NOT ALL AGREE: see the sheet Checks"
    limits = [f"cutoff {definition.cutoff}"] * bool(definition.cutoff) + [f"as of {issued.as_of}"]
    limits += [f"horizon {definition.horizon}"] * bool(definition.horizon)
    return (
        definition.title,
        f"In {definition.currency}, basis {definition.basis}, {', '.join(limits)}; head {issued.head[:12]}.",
        _grid(report),
        *_gaps(report),
        f"{_counted(report)}; {agree}.",
    )


def _counted(report: "Report") -> str:
    """How the records of the book come to those in the columns of the totals."""
    counted, without_figure = _counts(report)
    unknown = f" ({without_figure} of them without a figure)" if without_figure else ""
    left_out = len(report.rows) - counted
    why = f", {left_out} left out (the sheet Commitments says why)" if left_out else ""
    return f"{_records(len(report.rows))}: {counted} counted{unknown}{why}"


def _counts(report: "Report") -> tuple[int, int]:
    """How many records count, and how many of them nobody gives a figure for."""
    counted = [row.record.id for row in report.rows if row.left_out is None]
    known = {piece.record_id for piece in report.pieces if piece.figures is not None or piece.not_converted}
    return len(counted), sum(key not in known for key in counted)


def _gaps(report: "Report") -> list[str]:
    from ledger import desk

    return [
        f"Not converted for want of a rate: {it.currency} {grouped(it.central)} ({_records(it.records)})."
        for it in desk.not_converted(report)
    ]


def _records(number: int) -> str:
    return f"{number} record{'' if number == 1 else 's'}"


def _grid(report: "Report") -> TextTable:
    rows = []
    for it in _totals(report):
        low, central, high = (_shown(it[name]) for name in ("low", "central", "high"))
        at_least = "≥ " if it["open_high"] else ""
        counts = (str(it["records"]), str(it["without_figure"]), str(it["not_converted"]))
        rows.append((str(it["measure"]).replace("_", " "), low, central, at_least + high, *counts))
    currency = report.definition.currency
    headings = ("total", f"low ({currency})", "central", "high", "records", "without figure", "not converted")
    return TextTable(headings, rows, figures={1, 2, 3, 4, 5, 6})


def _shown(figure: object) -> str:
    return "unknown" if figure is None else grouped(Decimal(str(figure)))


def _totals(report: "Report") -> list[dict[str, object]]:
    from ledger.records import CURRENCIES
    from ledger.totals import BOUNDS, bound_of

    digits = CURRENCIES[report.definition.currency].minor_units
    return [
        {
            "measure": measure,
            # Where no record has a figure there is none to tell: null, never 0.
            **{
                bound: plain(from_minor(bound_of(it.figures, bound), digits)) if it.records else None
                for bound in BOUNDS
            },
            "open_high": it.figures.open_high,
            "records": it.records,
            "without_figure": it.without_figure,
            "not_converted": it.not_converted,
        }
        for measure, it in report.totals.items()
    ]
