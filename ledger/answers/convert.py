"""What ``convert`` answers: the sum in another currency, with the rates, their days and where they were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.answers.text import Lines, TextTable
from ledger.foundation import Money
from ledger.valuation import Conversion, LegTrail, trail


@dataclass(frozen=True)
class ConvertAnswer:
    """One conversion.

    Args:
        amount: the sum that was converted.
        to: currency wanted.
        result: the sum in that currency; null where no rate is near enough.
        on: day of the rate that was asked for.
        on_is_today: whether nobody named a day.
        basis: by which rule the rate is chosen.
        days_back: days from that day back to the day of the rate.
        provisional: whether the mean ends before its period does.
        legs: the rates behind it; none within one currency.
        rates: where the rates were looked up.
    """

    amount: Money
    to: str
    result: Money | None
    on: date
    on_is_today: bool
    basis: str
    days_back: int
    provisional: bool
    legs: tuple[LegTrail, ...]
    rates: str


def answer(conversion: Conversion, to: str, rates: str, *, is_today: bool) -> ConvertAnswer:
    """A conversion as an answer.

    Args:
        conversion: with all that stands behind it.
        to: currency wanted.
        rates: where the rates were looked up.
        is_today: whether nobody named a day.
    """
    return ConvertAnswer(
        amount=conversion.amount,
        to=to,
        result=conversion.result,
        on=conversion.basis.day or conversion.day,
        on_is_today=is_today,
        basis=str(conversion.basis),
        days_back=conversion.days_back,
        provisional=bool(conversion.pair and conversion.pair.provisional),
        legs=trail(conversion),
        rates=rates,
    )


def lines(conversion: Conversion, rates: str, *, is_today: bool) -> Lines:
    """The same for people."""
    asked = f"{conversion.basis.day or conversion.day}{', today' if is_today else ''}"
    made: list[str | TextTable] = [
        f"{conversion.amount} = {conversion.result or 'not converted'}",
        f"For {asked}; basis {conversion.basis}.",
    ]
    if conversion.days_back:
        published = (conversion.basis.day or conversion.day) - timedelta(days=conversion.days_back)
        days = f"{conversion.days_back} day{'s' if conversion.days_back > 1 else ''}"
        made.append(f"The rate is of {published}, {days} back: the last one published by then.")
    if conversion.pair and conversion.pair.of_days:
        basis, of_days = conversion.basis, conversion.pair.of_days
        made.append(f"The rate is the {basis.kind} of {of_days} daily ones in {basis.window}.")
    if conversion.pair and conversion.pair.provisional:
        ends = "days that the rate is chosen from end" if conversion.pair.of_days else "mean ends"
        made.append(f"Provisional: the {ends} before its period does.")
    legs = trail(conversion)
    return (*made, *([leg_table(legs)] if legs else []), f"Rates: {rates}.")


def leg_table(legs: Sequence[LegTrail]) -> TextTable:
    """Legs of conversions, a row each."""
    rows = [
        (it.currency, it.rate, it.said, _days(it), _kind(it), it.rate_set, it.sha256[:12], it.source) for it in legs
    ]
    headings = ("currency", "rate", "in words", "of", "kind", "rate set", "sha256", "source")
    return TextTable(headings, rows, figures={1}, wraps=7)


def _kind(leg: LegTrail) -> str:
    mean = f"mean of {leg.quotes} days" if leg.quotes > 1 else leg.kind
    mean += f", {leg.by_law} of them by law" if leg.by_law else ""
    if leg.decimals is None:
        return mean
    return f"{mean}, rounded to {leg.decimals} decimal{'' if leg.decimals == 1 else 's'}"


def _days(leg: LegTrail) -> str:
    return str(leg.last or "") if leg.first == leg.last else f"{leg.first} to {leg.last}"
