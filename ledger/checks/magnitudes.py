"""UNIT: figures that their donor could hardly pay, held against its gross domestic product.

The facts stand in ``records/codes/gdp.csv``. Donors that it does not name are not judged, and institutions have no such
product. Neither is a sum in a currency for which no set of rates has a quote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from ledger.checks.fits import rate_on
from ledger.foundation import Place, Problem, Severity, exact_sum, grouped, round_half_up
from ledger.rates import RateSet
from ledger.records import Amount, Record, party_name, rows
from ledger.valuation import rate_day

LARGE = Fraction(1, 100)
"""A figure of more than this share of a year's product is a warning."""

IMPOSSIBLE = Fraction(10, 100)
"""A figure of more than this share is an error."""

MOST_WORTH = 5
"""No currency's unit has been worth more US dollars: what stays small even so needs no rate."""


def check_magnitudes(records: Iterable[Record], rate_sets: Sequence[RateSet]) -> tuple[Problem, ...]:
    """UNIT: find figures above 1 % of the donor's gross domestic product (a warning) or above 10 % (an error).

    The figure is the largest that the amount states; of a recurring term that of one interval. It is converted at the
    last quote on or before its day; where the rates end earlier, at their last one: an order of magnitude needs no rate
    of the day. Joint donors are judged by the sum of their products.

    Args:
        records: of a book or a file; a transaction without its commitment among them is not judged.
        rate_sets: in the order in which they are tried.
    """
    return tuple(_large(records, rate_sets))


def may_be_large(records: Iterable[Record]) -> bool:
    """Whether a figure could be too large for its donor at the rate of any currency, so that rates need to be read.

    >>> may_be_large(())
    False
    """
    return any(True for _ in _candidates(records))


def _large(records: Iterable[Record], rate_sets: Sequence[RateSet]) -> Iterator[Problem]:
    for record, figure, donors in _candidates(records):
        currency = str(record.amount.currency)
        rate = Fraction(1) if currency == "USD" else _rate(record, currency, rate_sets)
        if rate is None:
            continue
        product = exact_sum(_products()[donor] for donor in donors)
        share = Fraction(figure) * rate / Fraction(product)
        if share > LARGE:
            yield _problem(record, donors, share, product)


def _candidates(records: Iterable[Record]) -> Iterator[tuple[Record, Decimal, tuple[str, ...]]]:
    """Records whose figure may be large, each with it and its donors."""
    records = tuple(records)
    donors = {record.id: record.donors for record in records if record.record == "commitment"}
    for record in records:
        of_record = donors.get(record.id if record.record == "commitment" else record.commitment)
        figure = _largest(record.amount)
        if not of_record or not figure or record.amount.currency is None:
            continue
        least = _least_large(of_record)
        if least is not None and figure > least:
            yield record, figure, of_record


@cache
def _least_large(donors: tuple[str, ...]) -> Fraction | None:
    """Above how many of any currency a figure may be large for its donors; None for donors without a product."""
    if not _products().keys() >= set(donors):
        return None
    return LARGE * Fraction(exact_sum(_products()[donor] for donor in donors)) / MOST_WORTH


def _largest(amount: Amount) -> Decimal | None:
    return amount.value if amount.value is not None else amount.high


def _rate(record: Record, currency: str, rate_sets: Sequence[RateSet]) -> Fraction | None:
    """US dollars for one unit of a currency, by the first set that has a quote on or before the day."""
    for rate_set in rate_sets:
        if rate_set.kind == "series":
            pair = rate_on(currency, "USD", min(rate_day(record), rate_set.last_day), [rate_set])
            if pair is not None:
                return pair.rate
    return None


def _problem(record: Record, donors: Sequence[str], share: Fraction, product: Decimal) -> Problem:
    severity = Severity.ERROR if share > IMPOSSIBLE else Severity.WARNING
    tenths = round_half_up((share * 1000).numerator, (share * 1000).denominator)
    of = f"the GDP of {' and '.join(map(party_name, donors))} (USD {grouped(product.quantize(Decimal(1)))})"
    bound = IMPOSSIBLE if severity is Severity.ERROR else LARGE
    return Problem(
        "UNIT",
        severity,
        Place(record=record.id, field="amount"),
        f"{record.stated_amount}, {tenths // 10:,}.{tenths % 10} % of {of}",
        f"at most {bound * 100} % of what the donor makes in a year",
        "read the source again: thousands, millions or billions, and in which currency",
    )


@cache
def _products() -> Mapping[str, Decimal]:
    return {row["code"]: Decimal(row["usd"]) for row in rows("gdp")}
