"""To which digits rates may have been brought, as far as published figures can tell."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from ledger.audit.convention_digits import SIDES, Digits, FormName
from ledger.audit.convention_evidence import Group
from ledger.audit.convention_series import Form

MOST_DECIMALS = 8


def digits_of_quotes(groups: Sequence[Group], name: FormName) -> tuple[Digits | None, ...]:
    """The digits to try of single quotes taken in a form; those of all groups together.

    A quote as it stands is the same whichever way round it is taken, and has the decimals of the quotes.
    """
    as_it_is = (None,) if name == "quoted" else ()
    return (*as_it_is, *_to_decimals(groups, name))


def digits_of_means(groups: Sequence[Group], name: FormName) -> tuple[Digits | None, ...]:
    """The digits to try of means of rates taken in a form."""
    as_quoted = (Digits("quoted"), Digits("quoted", is_cut=True)) if name == "quoted" else ()
    return (None, *as_quoted, *_to_decimals(groups, name), *_written(groups, name))


def is_same_form(groups: Sequence[Group], one: FormName, other: FormName) -> bool:
    """Whether two forms have the same rates in all groups."""
    pairs = [(it.forms[one], it.forms[other]) for it in groups]
    return all(one.top is other.top and one.bottom is other.bottom for one, other in pairs)


def as_printed(group: Group, form: Form) -> tuple[Fraction, Fraction]:
    """The rates that most rows of a pair admit, the way a form prints them."""
    low, high, _ = group.agreed
    if low <= 0:
        low = high / 10**6
    one, other = form.turn(low), form.turn(high)
    return min(one, other) * form.top.unit, max(one, other) * form.top.unit


def steps_between(low: Fraction, high: Fraction, decimals: int) -> tuple[int, int] | None:
    """The first and the last rate with so many decimals between two bounds, in steps of the last decimal."""
    first, last = ceil(low * 10**decimals), floor(high * 10**decimals)
    return (first, last) if first <= last else None


def _to_decimals(groups: Sequence[Group], name: FormName) -> list[Digits]:
    found = _decimals(groups, name)
    return [*map(Digits, found), *(Digits(it, is_cut=True) for it in found)]


def _written(groups: Sequence[Group], name: FormName) -> list[Digits]:
    """The rate of the pair as a whole, the other way round or as a ratio of two."""
    found: list[Digits] = []
    for side in SIDES:
        if is_same_form(groups, name, side):
            continue
        decimals = _decimals(groups, side)
        found += [Digits(it, is_cut, side) for is_cut in (False, True) for it in decimals]
        if name == "quoted":
            found += [Digits(it, side=side, after_quoted=True) for it in decimals]
    return found


def _decimals(groups: Sequence[Group], name: FormName) -> tuple[int, ...]:
    """To how many decimals the rates may have been brought, from the rates that the rows admit."""
    bounds = [as_printed(it, it.forms[name]) for it in groups if not it.forms[name].bottom]
    if not bounds:
        return tuple(range(2, 7))
    found: list[int] = []
    decided = False
    for decimals in range(MOST_DECIMALS + 1):
        possible = sum(steps_between(low, high, decimals) is not None for low, high in bounds)
        if 2 * possible < len(bounds):
            continue
        found.append(decimals)
        if decided:
            break
        # Rates known to a twentieth of a step tell one number of decimals from the next.
        decided = all((high - low) * 10**decimals < Fraction(1, 20) for low, high in bounds)
    return tuple(found)
