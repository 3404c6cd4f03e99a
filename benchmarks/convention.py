"""How long the search for a window takes, beside the bare exact mean of one window of the same currencies.

Run with ``python benchmarks/convention.py``; figures are ratios and seconds of one run on one machine.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from time import perf_counter

from measuring import parser_of

from ledger.audit import convention_of
from ledger.foundation import Interval, round_half_up
from ledger.intake import PublishedConversion
from ledger.rates import Basis, ecb_rates, pick

WINDOW = "window:2022-09-06..2022-10-06,round=quoted"
CURRENCIES = ("USD", "GBP", "CAD", "AUD", "NOK", "SEK", "DKK", "CZK", "HUF", "PLN", "RON", "CHF", "NZD", "CNY", "JPY")


def rows(number: int, basis: str) -> list[PublishedConversion]:
    """So many conversions by a rule, spread over the year 2022 and the currencies."""
    made = []
    for each in range(number):
        day, currency = date(2022, 1, 3) + timedelta(days=each % 300), CURRENCIES[each % len(CURRENCIES)]
        pair = pick(currency, "EUR", basis=Basis.parse(basis), day=day, rate_sets=[ecb_rates()])
        amount = 1_000_000 + 7919 * each
        cents = Fraction(amount) * pair.rate * 100
        converted = Decimal(round_half_up(cents.numerator, cents.denominator)).scaleb(-2)
        made.append(PublishedConversion(f"a.csv:{each}", day, currency, Decimal(amount), "EUR", converted))
    return made


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = perf_counter()
    work()
    return perf_counter() - start


def one_window() -> None:
    """The exact mean of one window for each currency, as a conversion works it out."""
    ecb = ecb_rates()
    for currency in CURRENCIES:
        quotes = ecb.quotes_between(currency, Interval(date(2022, 9, 6), date(2022, 10, 6)))
        sum((Fraction(it.value) for it in quotes), Fraction(0)) / len(quotes)


def main() -> None:
    """Print one line per case."""
    ecb_rates()
    one = seconds(one_window)
    print(
        f"one exact window of {len(CURRENCIES)} currencies: {one * 1000:.1f} ms; about 2,000,000 windows are searched"
    )
    for basis in (WINDOW, "announced", "month"):
        for number in (300, 3000, 30000):
            given = rows(number, basis)
            start = perf_counter()
            best = convention_of(given, [ecb_rates()]).best
            took = perf_counter() - start
            print(f"{number:6} rows by {basis}: {took:.2f} s, {took / one:,.0f} times that; found {best and best.rule}")


if __name__ == "__main__":
    parser_of(__doc__).parse_args()
    main()
