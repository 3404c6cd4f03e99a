"""Factors of sampling: how many errors a sample may hide, how large it must be, how far a mean may be off.

Floats live here and nowhere else in sampling. What leaves is a Decimal with the digits of the printed tables, so that a
person with the table and a pocket calculator comes to the same figures.
"""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache

LEAST_CONFIDENCE, MOST_CONFIDENCE = Decimal(60), Decimal("99.9")
"""Below 60 % the increments of the factors fall under 1, and a limit could lie below the projection."""

MOST_EXPECTED = Decimal("0.5")
"""The printed tables end where half of the tolerable error is expected; beyond it nobody should sample."""

_HUNDREDTH, _THOUSANDTH = Decimal("0.01"), Decimal("0.001")
# So many degrees of freedom are summed up term by term.
_FEW = 1_000
_STEPS = 200
# A factor that is 3.00 but for the noise of a double is 3.00, not 3.01.
_NOISE = Decimal("1e-9")


@cache
def reliability_factor(confidence: Decimal, errors: int) -> Decimal:
    """The upper limit of the Poisson mean when so many errors were found, rounded up to two decimals.

    The table of confidence factors for monetary-unit sampling in the AICPA Audit Guide *Audit Sampling*: the mean with
    which so many errors or fewer come up with the probability that is left beside the confidence.

    Args:
        confidence: in percent, from 60 to 99.9.
        errors: how many were found.

    >>> [str(reliability_factor(Decimal(95), errors)) for errors in range(5)]
    ['3.00', '4.75', '6.30', '7.76', '9.16']
    """
    return _rounded_up(_gamma_quantile(_share(confidence), errors + 1))


@cache
def planning_factor(confidence: Decimal, expected: Decimal) -> Decimal:
    """By what the tolerable error is divided to get the interval, rounded up to two decimals.

    With a sample of that size the expected error, spread evenly, has the tolerable one as its upper limit: the table
    "Confidence factors for sample size design" of the same guide.

    Args:
        confidence: in percent.
        expected: the expected error as a share of the tolerable one, from 0 to 0.5.

    >>> str(planning_factor(Decimal(95), Decimal(0))), str(planning_factor(Decimal(95), Decimal("0.25")))
    ('3.00', '5.24')
    """
    share, ratio = _share(confidence), float(expected)
    return _rounded_up(_root(lambda factor: factor - _gamma_quantile(share, 1 + ratio * factor), 100_000.0))


@cache
def t_factor(confidence: Decimal, degrees: int) -> Decimal:
    """The one-sided quantile of Student's t, with the three decimals of the printed tables.

    Args:
        confidence: in percent, one-sided.
        degrees: degrees of freedom, at least 1.

    >>> str(t_factor(Decimal(95), 10)), str(t_factor(Decimal(95), 100_000))
    ('1.812', '1.645')
    """
    share = _share(confidence)
    if degrees > _FEW:
        z = _root(lambda it: 0.5 * (1 + math.erf(it / math.sqrt(2))) - share, 10)
        # Abramowitz and Stegun 26.7.5; the next term is beyond the sixth decimal here.
        quantile = z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
    else:
        quantile = _root(lambda t: _t_distribution(t, degrees) - share, 1e6)
    return Decimal(quantile).quantize(_THOUSANDTH, ROUND_HALF_UP)


def _share(confidence: Decimal) -> float:
    if not LEAST_CONFIDENCE <= confidence <= MOST_CONFIDENCE:
        raise ValueError(f"a confidence lies between {LEAST_CONFIDENCE} and {MOST_CONFIDENCE} %")
    return float(confidence / 100)


def _rounded_up(factor: float) -> Decimal:
    return (Decimal(factor) - _NOISE).quantize(_HUNDREDTH, ROUND_CEILING)


def _gamma_quantile(share: float, shape: float) -> float:
    """For a whole shape k + 1 this is the Poisson mean with which k events or fewer have the probability 1 - share."""
    return _root(lambda x: _gamma_distribution(shape, x) - share, shape + 20 * math.sqrt(shape) + 50)


def _gamma_distribution(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function by its series (Abramowitz and Stegun 6.5.29)."""
    if x <= 0:
        return 0.0
    term = total = 1 / shape
    number = shape
    while term > total * 1e-17:
        number += 1
        term *= x / number
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _t_distribution(t: float, degrees: int) -> float:
    """P(T <= t) for t >= 0 and whole degrees of freedom, a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan2(t, math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term = cosine if odd else 1.0
    total = 0.0
    for number in range(1 if odd else 0, degrees - 1, 2):
        total += term
        term *= cosine * cosine * (number + 1) / (number + 2)
    between = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return 0.5 * (1 + between)


def _root(rising: Callable[[float], float], most: float) -> float:
    low, high = 0.0, most
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return high
