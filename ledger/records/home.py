"""In which currency a party keeps its accounts: what it promises in another one was probably converted by somebody."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import pycountry
from babel.numbers import get_territory_currencies

from ledger.records.codes import CURRENCIES

# The institutions that keep their accounts in euro: Regulation (EU, Euratom) 2018/1046 art. 19 (EU budget), Decision
# (CFSP) 2021/509 (EPF), EIB Statute art. 4, EBRD Agreement art. 4. The others promise in many currencies.
_HOME_OF_INSTITUTIONS: Mapping[str, str] = {"EU": "EUR", "EPF": "EUR", "EIB": "EUR", "EBRD": "EUR"}


@lru_cache(maxsize=65536)
def home_currencies(key: str, day: date) -> tuple[str, ...]:
    """The currencies in which a party keeps its accounts on a day; none for one that no list knows.

    Args:
        key: of a country or an institution.
        day: legal tender changes: HRK until 2022, EUR after.

    >>> home_currencies("HRV", date(2022, 12, 31)), home_currencies("EIB", date(2025, 6, 2))
    (('HRK',), ('EUR',))
    """
    if key in _HOME_OF_INSTITUTIONS:
        return (_HOME_OF_INSTITUTIONS[key],)
    country = pycountry.countries.get(alpha_3=key)
    # CLDR's history of legal tender; a country without money of its own (Antarctica) has none.
    tender = get_territory_currencies(country.alpha_2, day, day) if country else ()
    return tuple(dict.fromkeys(_alive(currency, day) for currency in tender))


def _alive(currency: str, day: date) -> str:
    # CLDR lets the lev live until the last note was taken (January 2026); our list has the day of the euro.
    known = CURRENCIES.get(currency)
    over = known is not None and known.last is not None and day > known.last
    return known.successor or currency if known and over else currency
