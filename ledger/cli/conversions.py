"""``convert``: one amount into another currency, with the rate, its day and its source."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.opened import open_at_hand
from ledger.cli.screen import TextTable
from ledger.foundation import Money, Place, plain

if TYPE_CHECKING:
    from ledger.valuation import Conversion, LegTrail

app = typer.Typer()


@app.command()
@answering("convert")
def convert(  # noqa: PLR0913, PLR0917 - one argument per option
    amount: Annotated[str, typer.Argument(help="Digits, such as 3000000000 or 1250.50.")],
    source: Annotated[str, typer.Argument(metavar="FROM", help="Currency of the amount, such as GBP.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Currency wanted, such as USD.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of the rate; by default today.")] = None,
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            metavar="BASIS",
            help="announced, month, year, period-month, period-year, on:DATE, window:START..END, lowest:START..END, "
            "highest:START..END or table:NAME.",
        ),
    ] = "announced",
    book: options.AnyBookPath = None,
) -> Answer:
    """Convert one sum; the rates, their days and where they were published are told with it."""
    from ledger import desk
    from ledger.valuation import trail

    money = Money(options.amount(amount, "AMOUNT"), options.currency(source, "FROM"))
    to = options.currency(target, "TO")
    rule = options.basis(basis, "--basis")
    if rule.day and on is not None:
        raise misused("--on", f"--on beside the basis {rule}", "one of the two", "leave --on out")
    day = rule.day or options.maybe(options.day, on, "--on") or clock.today()
    path = options.book_at_hand(book)
    found = desk.convert(money, to, day, basis=rule, book=open_at_hand(path))
    legs = trail(found)
    problems = [problem.within(Place(subject="convert")) for problem in found.problems]
    is_today = on is None and rule.day is None
    origin = f"the book {path}" if path else desk.SHIPPED
    fields = {
        "amount": plain(money.value),
        "from": money.currency,
        "to": to,
        "result": plain(found.result.value) if found.result else None,
        "on": str(day),
        "on_is_today": is_today,
        "basis": str(rule),
        "days_back": found.days_back,
        "provisional": bool(found.pair and found.pair.provisional),
        "legs": [leg_fields(leg) for leg in legs],
        "rates": origin,
    }
    return Answer(fields, (*_text(found, legs, is_today=is_today), f"Rates: {origin}."), problems)


def leg_fields(leg: "LegTrail") -> dict[str, object]:
    """One leg for JSON."""
    return {
        "currency": leg.currency,
        "quote": leg.rate,
        "day": str(leg.last) if leg.last else None,
        "source": leg.source,
        "sha256": leg.sha256,
        "days_back": leg.days_back,
        "kind": leg.kind,
        "said": leg.said,
        "first_day": str(leg.first) if leg.first else None,
        "quotes": leg.quotes,
        "rate_set": leg.rate_set,
        "decimals": leg.decimals,
    }


def leg_grid(legs: "tuple[LegTrail, ...]") -> TextTable:
    """Legs for the screen."""
    rows = [
        (it.currency, it.rate, it.said, _days(it), _kind(it), it.rate_set, it.sha256[:12], it.source) for it in legs
    ]
    headings = ("currency", "rate", "in words", "of", "kind", "rate set", "sha256", "source")
    return TextTable(headings, rows, figures={1}, wraps=7)


def _text(found: "Conversion", legs: "tuple[LegTrail, ...]", *, is_today: bool) -> list[str | TextTable]:
    amount = str(found.amount)
    result = str(found.result or "not converted")
    asked = f"{found.basis.day or found.day}{', today' if is_today else ''}"
    lines: list[str | TextTable] = [f"{amount} = {result}", f"For {asked}; basis {found.basis}."]
    if found.days_back:
        published = (found.basis.day or found.day) - timedelta(days=found.days_back)
        days = f"{found.days_back} day{'s' if found.days_back > 1 else ''}"
        lines.append(f"The rate is of {published}, {days} back: the last one published by then.")
    if found.pair and found.pair.of_days:
        lines.append(f"The rate is the {found.basis.kind} of {found.pair.of_days} daily ones in {found.basis.window}.")
    if found.pair and found.pair.provisional:
        ends = "days that the rate is chosen from end" if found.pair.of_days else "mean ends"
        lines.append(f"Provisional: the {ends} before its period does.")
    return [*lines, leg_grid(legs)] if legs else lines


def _kind(leg: "LegTrail") -> str:
    mean = f"mean of {leg.quotes} days" if leg.quotes > 1 else leg.kind
    mean += f", {leg.by_law} of them by law" if leg.by_law else ""
    if leg.decimals is None:
        return mean
    return f"{mean}, rounded to {leg.decimals} decimal{'' if leg.decimals == 1 else 's'}"


def _days(leg: "LegTrail") -> str:
    return str(leg.last or "") if leg.first == leg.last else f"{leg.first} to {leg.last}"
