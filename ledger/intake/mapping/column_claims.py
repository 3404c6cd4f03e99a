"""What a column says about the money of its rows, by its heading and its cells: a unit, a status, a list of countries.

``claims`` holds the words; here they are counted, since a single cell may say anything.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import get_args

from ledger.foundation import Problem
from ledger.intake.claims import (
    Claim,
    ClaimKind,
    is_called,
    is_donor,
    is_money,
    is_no,
    is_recipient,
    is_scale,
    is_status,
    is_year,
    on_one_line,
    phrases_in,
    standing_of,
    whole_cell,
    without_claims,
)
from ledger.notation import NUMERAL, DayOrder, DecimalMark, read_amount, read_date
from ledger.records import CURRENCIES, find_party
from ledger.spreadsheet import Cell, cell_text

_MOST_SHARED, _CURRENCY_SHARE, _PARTY_SHARE = Fraction(1, 2), Fraction(4, 5), Fraction(3, 5)
_YEARS = range(1900, 2101)
_MARKS: tuple[DecimalMark, ...] = get_args(DecimalMark)
_ORDERS: tuple[DayOrder, ...] = get_args(DayOrder)
_NUMERAL = re.compile(NUMERAL)


def claims_of_column(heading: str, cells: Iterable[Cell]) -> tuple[Claim, ...]:
    """What a column that is not read says about the money of its rows.

    Args:
        heading: its own.
        cells: the different cells that it holds, without blanks and stand-ins for them.

    >>> [sorted(claim.meanings) for claim in claims_of_column("Status", ("Confirmed", "Cancelled"))]
    [['cancelled', 'live']]
    >>> claims_of_column("Rank", ("1", "2"))
    ()
    """
    filled = tuple(cells)
    texts = tuple(" ".join(cell_text(cell).split()) for cell in filled)
    if not texts:
        return ()
    claims_there = (
        _units_of(heading, texts),
        _currency_of(texts),
        _parties_of(heading, texts),
        _status_of(heading, texts),
        _of_cells(heading, texts, "price_column", "prices", "prices"),
        _of_cells(heading, texts, "period_column", "period", "period"),
    )
    claims = tuple(claim for claim in claims_there if claim is not None)
    if not claims and (is_money(heading) or is_year(heading)) and is_figures(filled):
        return (Claim("money", heading),)
    return claims


def is_figures(cells: Sequence[Cell]) -> bool:
    """Whether at least half of the cells are figures other than years, and not only 0 and 1 for no and yes.

    >>> is_figures((Decimal("12.5"), "3 bn")), is_figures(("2024", "2025")), is_figures(("0", "1"))
    (True, False, False)
    """
    figures = [cell for cell in cells if _is_figure(cell)]
    says_more = any(cell_text(cell) not in ("0", "1", "0.0", "1.0") for cell in figures)
    return says_more and len(figures) >= len(cells) * _MOST_SHARED


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, Decimal):
        return cell not in _YEARS
    if not isinstance(cell, str) or not any(character.isdigit() for character in cell):
        return False
    if is_year(cell) or any(not isinstance(read_date(cell, order=order), Problem) for order in _ORDERS):
        return False
    amounts = (read_amount(cell, decimal=mark) for mark in _MARKS)
    return _NUMERAL.fullmatch(cell) is not None or any(not isinstance(amount, Problem) for amount in amounts)


def _units_of(heading: str, texts: Sequence[str]) -> Claim | None:
    if is_scale(heading):
        powers = {text: power for text in texts if (power := _power_of(text, heading)) is not None}
    else:
        powers = {}
        for text in texts:
            named = [claim for claim in whole_cell(text) if claim.kind == "unit"]
            if named and len(text) > 1 and (len(named[0].meanings) == 1 or "3" not in named[0].meanings):
                powers[text] = named[0].meanings
    if len(powers) < len(texts) * (_MOST_SHARED if is_scale(heading) else _CURRENCY_SHARE):
        return None
    return Claim("unit", _listed(powers), frozenset(power for several in powers.values() for power in several))


def _power_of(text: str, heading: str) -> frozenset[str] | None:
    """What a cell under the heading of a scale is worth: 6, 1000000 or million."""
    named = next((claim.meanings for claim in whole_cell(text) if claim.kind == "unit"), None)
    if named is not None or not text.isdecimal() or on_one_line(heading).casefold() in ("unit", "einheit", "enhet"):
        return named
    if text in ("0", "3", "6", "9", "12"):
        return frozenset({text})
    return frozenset({str(len(text) - 1)}) if re.fullmatch("1(?:000)+|1", text) else None


def _currency_of(texts: Sequence[str]) -> Claim | None:
    named = {text: codes for text in texts if (codes := _codes_of(text))}
    if len(named) < len(texts) * _CURRENCY_SHARE:
        return None
    return Claim("currency", _listed(named), frozenset(code for codes in named.values() for code in codes))


def _codes_of(text: str) -> frozenset[str]:
    if text.upper() in CURRENCIES:
        return frozenset({text.upper()})
    if code := _by_name().get(text.casefold()):
        return frozenset({code})
    return next((claim.meanings for claim in whole_cell(text) if claim.kind == "currency"), frozenset())


def _parties_of(heading: str, texts: Sequence[str]) -> Claim | None:
    kind: ClaimKind | None = "recipient" if is_recipient(heading) else "donor" if is_donor(heading) else None
    if kind is None:
        return None
    keys = {text: key for text in texts if (key := find_party(without_claims(text)))}
    if len(keys) < len(texts) * _PARTY_SHARE:
        return None
    return Claim(kind, _listed(keys), frozenset(keys.values()))


def _status_of(heading: str, texts: Sequence[str]) -> Claim | None:
    if is_status(heading) and all(is_no(text) for text in texts):
        return None
    known = {text: meanings for text in texts if (meanings := standing_of(text))}
    if not is_status(heading) and len(known) < max(len(texts) * _MOST_SHARED, Fraction(1)):
        return None
    other = {"unknown"} if len(known) < len(texts) else set()
    shown = known or dict.fromkeys(texts, frozenset[str]())
    return Claim("stage", _listed(shown), frozenset({it for several in known.values() for it in several} | other))


def _of_cells(heading: str, texts: Sequence[str], own: str, words: str, kind: ClaimKind) -> Claim | None:
    named = {text: claims for text in texts if (claims := tuple(phrases_in(on_one_line(text), words, kind)))}
    if own == "price_column" and is_called(heading, own) and all(is_year(text) for text in texts):
        # A year alone is that of the prices.
        return Claim(kind, _listed(texts), frozenset({"constant"}))
    if len(named) < len(texts) * _MOST_SHARED or not (is_called(heading, own) or len(named) == len(texts)):
        return None
    return Claim(kind, _listed(named), frozenset(it for claims in named.values() for c in claims for it in c.meanings))


def _listed(texts: Iterable[str], most: int = 4) -> str:
    names = list(texts)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


@cache
def _by_name() -> Mapping[str, str]:
    return {currency.name.casefold(): code for code, currency in CURRENCIES.items()}
