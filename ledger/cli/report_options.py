"""Options that stand in place of what a report's definition says, and the reading of what stands in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from ledger.cli import options
from ledger.cli.answer import Misuse, misused
from ledger.foundation import Place, Problem, Refused, quoted

if TYPE_CHECKING:
    from datetime import date

    from ledger.rates import Basis
    from ledger.reporting import EvidenceLevel, JournalSheet, LanguageCode, MoneyUnit, Orientation
    from ledger.totals import Dimension


Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="Currency of all figures.")]
BasisRule = Annotated[str | None, typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates.")]
Cutoff = Annotated[str | None, typer.Option("--cutoff", metavar="DATE", help="Only what was announced by then.")]
Horizon = Annotated[str | None, typer.Option("--horizon", metavar="DATE", help="Last day that terms count to.")]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="STATE", help="Only what was recorded by the end of a day (UTC), or up to entry:12."
    ),
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only what was announced from that day.")]
OfGroups = Annotated[
    str | None, typer.Option("--group", metavar="GROUPS", help="Only donors of these: EU, NATO, G7, EURO-AREA.")
]
CutBy = Annotated[
    str | None, typer.Option("--by", metavar="DIMENSIONS", help="Tables by these, the last of several across.")
]
Sort = Annotated[
    str | None, typer.Option("--sort", metavar="ORDER", help="Rows by size, by name, or labels as they are to stand.")
]
Top = Annotated[
    str | None, typer.Option("--top", metavar="N", help="The N largest rows, and one of all others; 0 for all rows.")
]
Formats = Annotated[
    str,
    typer.Option(
        "--as", metavar="FORMATS", help="As what: xlsx, html, pdf, md, csv, or several with commas between them."
    ),
]
UnitName = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help="Unit of figures: one, thousand, million or billion."),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="CODE", help="Language of the documents: en, fr, de, pl or uk.")
]
Decimals = Annotated[str | None, typer.Option("--decimals", metavar="NUMBER", help="How many decimals of the unit.")]
Lie = Annotated[
    str | None, typer.Option("--orientation", metavar="SIDE", help="Of pdf: pages in portrait or landscape.")
]
OnePage = Annotated[bool, typer.Option("--one-page", help="Of pdf: one page, on which tables may name fewer rows.")]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", help="The workbook (.xlsx), or a folder for all files; by default here."),
]
Listed = Annotated[bool, typer.Option("--list", help="List the reports that come with the program.")]
Issue = Annotated[bool, typer.Option("--issue", help="Enter into the book that this report leaves the house.")]
Sign = Annotated[
    Path | None, typer.Option("--sign", metavar="KEY", help="With --issue: sign the workbook with this Ed25519 key.")
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="STATE", help="What changed since: a day, issue:21 or cutoff:2025-03-31."),
]
_WORKBOOK = ("xlsx",)
_MOST_DIGITS = 9

Evidence = Annotated[
    str | None,
    typer.Option(
        "--evidence",
        metavar="LEVEL",
        help="Behind the tables: none, summary, full, or sheets: revisions, decisions, samples, duplicates.",
    ),
]


def formats(text: str) -> tuple[str, ...]:
    """Read as what a report is written.

    Raises:
        Misuse: for a format that is none.

    >>> formats("md, csv")
    ('md', 'csv')
    """
    from ledger.desk import REPORT_FORMATS

    return tuple(dict.fromkeys(options.one_of(tuple(REPORT_FORMATS))(name, "--as") for name in _parts(text)))


def require_workbook(chosen: tuple[str, ...], text: str) -> None:
    """Refuse other formats than a workbook.

    Raises:
        Misuse: for any other.
    """
    if chosen != _WORKBOOK:
        remedy = "issue the workbook, and write the others without --issue"
        raise misused("--as", quoted(text), "xlsx with --issue", remedy)


def require_pdf(chosen: tuple[str, ...], orientation: str | None, *, one_page: bool) -> None:
    """Refuse to say how pages lie where none are made.

    Raises:
        Misuse: for an option of PDF without one.
    """
    named = " and ".join((*(["--orientation"] if orientation else []), *(["--one-page"] if one_page else [])))
    if named and "pdf" not in chosen:
        raise misused(named, f"{named} without PDF", "a report as pdf", "add --as pdf, or leave it out")


class DisplayOptions(TypedDict):
    """How the tables of a report are cut and displayed."""

    by: "tuple[Dimension, ...]"
    sort: tuple[str, ...]
    top: int | None
    unit: "MoneyUnit | None"
    decimals: int | None
    lang: "LanguageCode | None"
    orientation: "Orientation | None"
    evidence: "EvidenceLevel | tuple[JournalSheet, ...] | None"
    one_page: bool | None


def asked(  # noqa: PLR0913, PLR0917 - one argument per option
    by: str | None,
    sort: str | None,
    top: str | None,
    unit: str | None,
    decimals: str | None,
    lang: str | None,
    orientation: str | None,
    evidence: str | None,
    *,
    one_page: bool,
) -> DisplayOptions:
    """Read how the tables of a report are cut and displayed.

    Raises:
        Misuse: for an option that is none, with its name as the place.

    >>> asked("donor,year", None, "5", None, None, None, None, None, one_page=False)["by"]
    ('donor', 'year')
    """
    from ledger.reporting import LANGUAGES, ORIENTATIONS, UNITS
    from ledger.totals import DIMENSIONS

    return {
        "by": tuple(options.one_of(DIMENSIONS)(it, "--by") for it in _parts(by)),
        "sort": tuple(_parts(sort)),
        "top": None if top is None else _number(top, "--top", "a number of rows, or 0 for all"),
        "unit": None if unit is None else options.one_of(tuple(UNITS))(unit, "--unit"),
        "decimals": None if decimals is None else _number(decimals, "--decimals", "a number of decimals"),
        "lang": None if lang is None else options.one_of(LANGUAGES)(lang, "--lang"),
        "orientation": None if orientation is None else options.one_of(ORIENTATIONS)(orientation, "--orientation"),
        "evidence": None if evidence is None else _evidence(evidence),
        "one_page": one_page or None,
    }


_REPLACED = frozenset({*DisplayOptions.__annotations__, "currency", "basis", "cutoff", "since", "as_of", "horizon"})
"""The rules of a report that options replace, by their names."""


def _parts(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(part.strip() for part in text.split(","))


def _evidence(text: str) -> "EvidenceLevel | tuple[JournalSheet, ...]":
    """One of the levels, or the sheets of the journal that are asked for."""
    from ledger.reporting import EVIDENCE_LEVELS, JOURNAL_SHEETS

    parts = _parts(text)
    further = f", or sheets of the journal: {', '.join(JOURNAL_SHEETS)}"
    if len(parts) == 1 and text not in JOURNAL_SHEETS:
        choices = (*EVIDENCE_LEVELS, *JOURNAL_SHEETS)
        return options.one_of(EVIDENCE_LEVELS, further, choices)(text, "--evidence")
    return tuple(options.one_of(JOURNAL_SHEETS)(it, "--evidence") for it in parts)


def _number(text: str, argument: str, expected: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise misused(argument, quoted(text), expected, "write one in digits")
    return int(text)


class RuleOptions(TypedDict):
    """By which rules figures are made, and of what; None and no groups leave what the definition says."""

    currency: str | None
    basis: "Basis | None"
    cutoff: "date | None"
    since: "date | None"
    horizon: "date | None"
    groups: tuple[str, ...]


def changes(  # noqa: PLR0913, PLR0917 - one argument per option
    currency: str | None,
    basis: str | None,
    cutoff: str | None,
    since: str | None,
    horizon: str | None,
    group: str | None,
) -> RuleOptions:
    """Read by which rules the figures of a report are made, and of which part of a book.

    Raises:
        Misuse: for an option that is none, with its name as the place.

    >>> changes(None, None, None, None, None, "nato, eu")["groups"]
    ('NATO', 'EU')
    """
    from ledger.records import GROUPS

    return {
        "currency": options.maybe(options.currency, currency, "--currency"),
        "basis": options.maybe(options.basis, basis, "--basis"),
        "cutoff": options.maybe(options.day, cutoff, "--cutoff"),
        "since": options.maybe(options.day, since, "--since"),
        "horizon": options.maybe(options.day, horizon, "--horizon"),
        "groups": tuple(options.one_of(tuple(GROUPS))(it.upper(), "--group") for it in _parts(group)),
    }


@contextmanager
def wrong_use(name: str | None = None, sort: str | None = None) -> Iterator[None]:
    """Take it for wrong use where a report cannot have what was typed in place of one of its rules.

    Args:
        name: of the report, or the file with its definition, whose lines are told.
        sort: what was typed as the order of rows, which then is not that of the definition.

    Raises:
        Misuse: with the arguments as places, for which every command names its options.

    >>> with wrong_use():
    ...     raise Refused.of("FORM", Place(argument="decimals"), "99", "0 to 8 decimals of EUR million", "choose 8")
    Traceback (most recent call last):
    ledger.cli.answer.Misuse: decimals: FORM error: found 99, expected 0 to 8 decimals of EUR million. Do: choose 8.
    """
    try:
        yield
    except Refused as refused:
        # Several tables may have the same order.
        problems = tuple(dict.fromkeys(_of_order(it) if sort else it for it in refused.problems))
        if {it.place.argument for it in problems} <= _REPLACED:
            raise Misuse(*problems) from None
        from ledger import desk

        raise Refused(desk.at_its_line(it, name) if name else it for it in problems) from None


def _of_order(problem: Problem) -> Problem:
    """What is wrong with the order of a table, as a fault of what was typed as one."""
    if problem.place.field.rpartition(".")[2] != "order":
        return problem
    expected = f"size, name, or labels as they are to stand: {problem.expected}"
    remedy = "write size, name, or labels such as USA,DEU"
    return replace(problem, place=Place(argument="sort"), expected=expected, remedy=remedy)
