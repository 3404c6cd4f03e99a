"""Options that stand in place of what a report's definition says, and the reading of what stands in them."""

from typing import TYPE_CHECKING, Annotated, TypedDict, TypeVar

import typer

from ledger.cli import options
from ledger.cli.answer import misused
from ledger.foundation import quoted

if TYPE_CHECKING:
    from datetime import date

    from ledger.presentation import MoneyUnit
    from ledger.rates import Basis

W = TypeVar("W", bound=str)

Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="Currency of all figures.")]
BasisRule = Annotated[str | None, typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates.")]
Cutoff = Annotated[str | None, typer.Option("--cutoff", metavar="DATE", help="Only what was announced by then.")]
Horizon = Annotated[str | None, typer.Option("--horizon", metavar="DATE", help="Last day that terms count to.")]

Formats = Annotated[
    str,
    typer.Option(
        "--as", metavar="FORMATS", help="As what: xlsx, html, pdf, md, csv, or several with commas between them."
    ),
]
UnitName = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help="Of all but xlsx: one, thousand, million (by default) or billion."),
]
Decimals = Annotated[
    int | None,
    typer.Option("--decimals", metavar="NUMBER", help="Of all but xlsx: how many of the unit; by default 1."),
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="STATE", help="What changed since: a day, issue:21 or cutoff:2025-03-31."),
]
_WORKBOOK = ("xlsx",)


class Documents(TypedDict):
    """As what a report is written."""

    formats: tuple[str, ...]
    unit: "MoneyUnit"
    decimals: int


def documents(formats: str, unit: str | None, decimals: int | None) -> Documents:
    """Read as what a report is written.

    Raises:
        Misuse: for an option that is none, with its name as the place.

    >>> documents("md, csv", None, 0)
    {'formats': ('md', 'csv'), 'unit': 'million', 'decimals': 0}
    """
    from ledger.desk import REPORT_FORMATS
    from ledger.presentation import UNITS

    chosen = tuple(dict.fromkeys(_one_of(tuple(REPORT_FORMATS), name.strip(), "--as") for name in formats.split(",")))
    for argument, given in (("--unit", unit), ("--decimals", decimals)):
        if given is not None and chosen == _WORKBOOK:
            remedy = "add --as pdf or html, or leave it out: a workbook is exact"
            raise misused(argument, f"{argument} for a workbook", "a report as html, pdf, md or csv", remedy)
    shown = "million" if unit is None else _one_of(UNITS, unit, "--unit")
    return {"formats": chosen, "unit": shown, "decimals": 1 if decimals is None else decimals}


def _one_of(choices: tuple[W, ...], text: str, argument: str) -> W:
    """The choice that was typed, or else the question for the one that is near."""
    from ledger.records import nearest

    for choice in choices:
        if choice == text:
            return choice
    near = nearest(text, choices)
    remedy = f"choose {near[0]}" if near else "choose one of these"
    raise misused(argument, quoted(text), f"one of {', '.join(choices)}", remedy)


class Changes(TypedDict):
    """What is given in place of a definition's fields; None leaves one as it is."""

    currency: str | None
    basis: "Basis | None"
    cutoff: "date | None"
    as_of: "date | None"
    horizon: "date | None"


def changes(
    currency: str | None, basis: str | None, cutoff: str | None, as_of: str | None, horizon: str | None
) -> Changes:
    """Read the options of a report.

    Raises:
        Misuse: for an option that is none, with its name as the place.
    """
    return {
        "currency": options.maybe(options.currency, currency, "--currency"),
        "basis": options.maybe(options.basis, basis, "--basis"),
        "cutoff": options.maybe(options.day, cutoff, "--cutoff"),
        "as_of": options.maybe(options.day, as_of, "--as-of"),
        "horizon": options.maybe(options.day, horizon, "--horizon"),
    }
