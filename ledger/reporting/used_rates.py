"""The rates that the conversions of a report rest on, each once."""

from dataclasses import dataclass

from ledger.rates import Leg, RateSetDescription


@dataclass(frozen=True)
class UsedRate:
    """One leg that conversions of this report rest on.

    Args:
        number: its key in the report, from 1.
        rate_set: the set it comes from.
        leg: the published quotes behind it.

    >>> from datetime import date
    >>> from ledger.rates import Basis, ecb_rates, pick
    >>> pair = pick("USD", "EUR", basis=Basis("announced"), day=date(2025, 6, 1), rate_sets=[ecb_rates()])
    >>> UsedRate(1, pair.rate_set, pair.source).leg.last
    datetime.date(2025, 5, 30)
    """

    number: int
    rate_set: RateSetDescription
    leg: Leg


RateKey = tuple[str, str, str, str, str, int, str]


def rate_key(rate_set: RateSetDescription, leg: Leg) -> RateKey:
    """What tells one leg from another: its set and currency, its kind, its days, and its exact value."""
    days = (str(leg.first or ""), str(leg.last or ""), len(leg.quotes))
    return (rate_set.name, leg.currency, leg.kind, *days, str(leg.per_base))
