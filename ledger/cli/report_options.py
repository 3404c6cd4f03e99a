"""Options that stand in place of what a report's definition says, and the reading of what stands in them."""

from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from ledger.cli import options

if TYPE_CHECKING:
    from datetime import date

    from ledger.rates import Basis

Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="Currency of all figures.")]
BasisRule = Annotated[str | None, typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates.")]
Cutoff = Annotated[str | None, typer.Option("--cutoff", metavar="DATE", help="Only what was announced by then.")]
Horizon = Annotated[str | None, typer.Option("--horizon", metavar="DATE", help="Last day that terms count to.")]


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
