"""The code lists: CSV files with a source column, which people may want to correct, and their readers."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from ledger.foundation import EXACT, Money, from_minor, read_only

__all__ = [
    "CURRENCIES",
    "FEWEST_BEGUN",
    "LIKELY",
    "NEAR_ENOUGH",
    "Currency",
    "code_list",
    "minor_of",
    "money_of",
    "nearest",
    "rows",
]

NEAR_ENOUGH = 60
LIKELY = 75
"""Where words of somebody else may stand, fewer are slips of ours: "present" is no misspelt "procurement"."""
FEWEST_BEGUN = 3
"""So many letters of a word say which one is meant."""


@dataclass(frozen=True)
class Currency:
    """One currency of ISO 4217 with the days of its life.

    Args:
        code: three letters.
        name: English name of the standard.
        minor_units: decimals of an amount of money (EUR 2, JPY 0, KWD 3).
        first: first day as legal currency, None where it lies before 1999 or is not known.
        last: last day as legal currency; None while it lives.
        successor: the currency that replaced it.

    >>> CURRENCIES["JPY"].minor_units
    0
    """

    code: str
    name: str
    minor_units: int
    first: date | None
    last: date | None
    successor: str | None


def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one code list, each with its headings."""
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(read_only(row) for row in csv.DictReader(text.splitlines()))


@cache
def code_list(name: str) -> Mapping[str, str]:
    """Codes and names of one list, in the order of the file.

    >>> code_list("categories")["military"]
    'Military assistance'
    """
    return read_only({row["code"]: row["name"] for row in rows(name)})


def nearest(text: str, candidates: Iterable[str], most: int = 2, least: float = NEAR_ENOUGH) -> tuple[str, ...]:
    """The candidates that a slip of the hand could have meant, best first; empty where none is near.

    Capitals do not count. Where no candidate is near, those count that begin with the text.

    Args:
        text: what was written.
        candidates: what may be written.
        most: how many are named.
        least: how much of it must agree, of 100.

    >>> nearest("EURO", ["EUR", "USD"]), nearest("DE", ["en", "de"]), nearest("open", ["period", "open_ended"])
    (('EUR',), ('de',), ('open_ended',))
    """
    from rapidfuzz import fuzz, process

    known = list(candidates)
    typed, folded = text.casefold(), [it.casefold() for it in known]
    matches = process.extract(typed, folded, scorer=fuzz.ratio, limit=most, score_cutoff=least)
    if not matches and len(typed) >= FEWEST_BEGUN:
        return tuple(it for it, word in zip(known, folded, strict=True) if word.startswith(typed))[:most]
    return tuple(known[index] for _, _, index in matches)


def _currencies() -> Mapping[str, Currency]:
    return read_only(
        {
            row["code"]: Currency(
                code=row["code"],
                name=row["name"],
                minor_units=int(row["minor_units"]),
                first=date.fromisoformat(row["first"]) if row["first"] else None,
                last=date.fromisoformat(row["last"]) if row["last"] else None,
                successor=row["successor"] or None,
            )
            for row in rows("currencies")
        }
    )


CURRENCIES: Mapping[str, Currency] = _currencies()


def minor_of(money: Money) -> int:
    """A sum in minor units of its currency, of which it is a whole number.

    >>> minor_of(Money("3557031064.74", "USD"))
    355703106474
    """
    return int(money.value.scaleb(CURRENCIES[money.currency].minor_units, EXACT))


def money_of(minor: int, currency: str) -> Money:
    """Minor units of a currency as a sum.

    >>> money_of(355703106474, "USD")
    Money('3557031064.74', 'USD')
    """
    return Money(from_minor(minor, CURRENCIES[currency].minor_units), currency)
