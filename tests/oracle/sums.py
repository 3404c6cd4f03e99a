"""Amounts as fractions, and the one rounding rule: to whole minor units, halves away from zero."""

from fractions import Fraction

from oracle.days import length

# Decimals of ISO 4217, of the currencies that occur here.
NO_DECIMALS, THREE_DECIMALS = {"JPY", "KRW", "ISK", "CLP"}, {"KWD", "TND", "JOD"}


def minor_units(currency):
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def rounded(value, decimals=0):
    """Rounded to so many decimals, halves away from zero."""
    steps, of = value.numerator * 10**decimals, value.denominator
    whole = (2 * abs(steps) + of) // (2 * of)
    whole = -whole if steps < 0 else whole
    return Fraction(whole, 10**decimals) if decimals else whole


def bounds_of(amount):
    """Low, central and high as fractions, and whether there is no upper bound; None where there is no figure."""
    match amount["qualifier"]:
        case "undisclosed" | "none":
            return None
        case "range":
            low, high = Fraction(amount["low"]), Fraction(amount["high"])
            return (low, (low + high) / 2, high), False
        case "up_to":
            return (Fraction(0), Fraction(amount["value"]), Fraction(amount["value"])), False
        case qualifier:
            return (Fraction(amount["value"]),) * 3, qualifier == "at_least"


def decimals_of(amount):
    """To how many decimals a share of it is rounded: its currency's, or its own where it is written finer."""
    written = [amount[it] for it in ("value", "low", "high") if it in amount]
    own = max((len(text.partition(".")[2]) for text in written), default=0)
    if "low" in amount:
        middle = (Fraction(amount["low"]) + Fraction(amount["high"])) / 2
        own += (middle * 10**own).denominator != 1
    return max(minor_units(amount.get("currency")), own)


def spread(total, stretches):
    """Whole minor units cut by days: what has come due by the end of each stretch less what had come due before."""
    whole, parts, passed, before = sum(map(length, stretches)), [], 0, 0
    for stretch in stretches:
        passed += length(stretch)
        due = int(rounded(Fraction(total * passed, whole)))
        parts.append(due - before)
        before = due
    return parts
