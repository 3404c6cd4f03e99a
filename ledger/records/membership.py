"""Who belonged to which group on a day, in which currency a party keeps its accounts, and whether a currency existed.

All three are code lists with the treaty, decision or regulation behind each day, so that no update can change an old
figure unseen. What a party promises in another currency than its own was probably converted by somebody.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from ledger.foundation import Place, Problem, Severity
from ledger.records.codes import CURRENCIES, code_list, rows


def outside_life(code: str, day: date) -> Problem | None:
    """CUR-LIFE: a sum in a currency that did not exist that day is a slip, or was announced in the successor.

    >>> outside_life("HRK", date(2023, 2, 1)).code
    'CUR-LIFE'
    """
    currency = CURRENCIES.get(code)
    if currency is None:
        return None
    if currency.last is not None and day > currency.last:
        follows = f", then {currency.successor}" if currency.successor else ""
        expected = f"a currency in use that day ({code} was used until {currency.last}{follows})"
    elif currency.first is not None and day < currency.first:
        expected = f"a currency in use that day ({code} is used since {currency.first})"
    else:
        return None
    remedy = "check the currency and the day against the source"
    return Problem("CUR-LIFE", Severity.WARNING, Place(field="amount.currency"), f"{code} on {day}", expected, remedy)


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
    import pycountry
    from babel.numbers import get_territory_currencies

    country = pycountry.countries.get(alpha_3=key)
    # CLDR's history of legal tender; a country without money of its own (Antarctica) has none.
    tender = get_territory_currencies(country.alpha_2, day, day) if country else ()
    return tuple(dict.fromkeys(_alive(currency, day) for currency in tender))


def _alive(currency: str, day: date) -> str:
    # CLDR lets the lev live until the last note was taken (January 2026); our list has the day of the euro.
    known = CURRENCIES.get(currency)
    over = known is not None and known.last is not None and day > known.last
    return known.successor or currency if known and over else currency


GROUPS: Mapping[str, str] = code_list("groups")
# What the members of each group are called together. The party EU (its institutions) is none of the EU member states.
GROUP_MEMBERS: Mapping[str, str] = {row["code"]: row["members"] for row in rows("groups")}


def members(group: str, day: date) -> frozenset[str]:
    """The keys of the parties that belong to a group on a day.

    Args:
        group: one of :data:`GROUPS`.
        day: the first and the last day of a membership count.

    Raises:
        ValueError: for a group that the list does not know.

    >>> len(members("EU", date(2020, 1, 31))), len(members("EU", date(2020, 2, 1)))
    (28, 27)
    """
    if group not in GROUPS:
        raise ValueError(f"{group} is not one of the groups {', '.join(GROUPS)}")
    return frozenset(member for member, first, last in _memberships()[group] if first <= day <= last)


def is_member(key: str, group: str, day: date) -> bool:
    """Whether a party belongs to a group on a day.

    Raises:
        ValueError: for a group that the list does not know.

    >>> is_member("FIN", "NATO", date(2023, 4, 3)), is_member("FIN", "NATO", date(2023, 4, 4))
    (False, True)
    """
    return key in members(group, day)


@lru_cache(maxsize=65536)
def groups_of(key: str, day: date) -> frozenset[str]:
    """The codes of all groups that a party belongs to on a day; none for a party that no list knows.

    >>> sorted(groups_of("GBR", date(2020, 1, 31))), sorted(groups_of("GBR", date(2020, 2, 1)))
    (['EU', 'G7', 'NATO'], ['G7', 'NATO'])
    """
    return frozenset(group for group in GROUPS if is_member(key, group, day))


@cache
def _memberships() -> Mapping[str, tuple[tuple[str, date, date], ...]]:
    spans: dict[str, list[tuple[str, date, date]]] = {group: [] for group in GROUPS}
    for row in rows("memberships"):
        last = date.fromisoformat(row["until"]) if row["until"] else date.max
        spans[row["group"]].append((row["member"], date.fromisoformat(row["from"]), last))
    return {group: tuple(its) for group, its in spans.items()}
