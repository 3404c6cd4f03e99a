"""What an audited sample says of the whole: the projected error and its upper limit at the confidence.

Monetary-unit sampling: the bound of Stringer as the AICPA Audit Guide *Audit Sampling* teaches it. Stratified random
sampling: difference estimation, Cochran, *Sampling Techniques*, 3rd ed., chapter 5. All money is exact; a projection is
rounded once to minor units, half away from zero, a limit once and upwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Literal

from ledger.audit.sampling.draw import Sample, Stratum
from ledger.audit.sampling.factors import reliability_factor, t_factor
from ledger.audit.sampling.strata import SampleItem
from ledger.foundation import Money, round_half_up
from ledger.records import InMoney, money_of

HIDDEN = "what the sample may have missed"

Verdict = Literal["supported", "not supported", "exceeded"]


@dataclass(frozen=True)
class AuditedDifference:
    """One conversion of the sample whose audited value is another.

    Args:
        item: the conversion.
        stratum: in which it was drawn.
        audited_minor: in minor units, as the auditor has it.
        projected_minor: what it stands for in the whole, in minor units, overstatements above 0.

    >>> one = AuditedDifference(SampleItem(1, "a/1", "DEU", 400, "EUR"), "systematic", 300, 250)
    >>> one.tainting, one.difference
    (Fraction(1, 4), Money('1.00', 'EUR'))
    """

    item: SampleItem
    stratum: str
    audited_minor: int
    projected_minor: int
    audited, projected, difference = InMoney(), InMoney(), InMoney()

    @property
    def currency(self) -> str:
        """Of the report."""
        return self.item.currency

    @property
    def difference_minor(self) -> int:
        """Book value less audited value: above 0 for an overstatement."""
        return self.item.book_minor - self.audited_minor

    @property
    def tainting(self) -> Fraction:
        """The difference as a share of the book value."""
        return Fraction(self.difference_minor, self.item.book_minor)


@dataclass(frozen=True)
class ErrorSide:
    """One direction of error, in minor units.

    Args:
        projected_minor: the most likely error.
        allowances_minor: what is added for the risk of sampling, by name; with the projection they give the limit.
        currency: of the report.

    >>> ErrorSide(100, {"basic precision": 300}, "EUR").upper
    Money('4.00', 'EUR')
    """

    projected_minor: int
    allowances_minor: Mapping[str, int]
    currency: str
    projected, upper = InMoney(), InMoney()

    @property
    def allowances(self) -> Mapping[str, Money]:
        """The same of what is added for the risk of sampling."""
        return {name: money_of(minor, self.currency) for name, minor in self.allowances_minor.items()}

    @property
    def upper_minor(self) -> int:
        """The upper error limit."""
        return self.projected_minor + sum(self.allowances_minor.values())


@dataclass(frozen=True)
class Evaluation:
    """What a sample says.

    Args:
        sample: as it was drawn.
        found: every difference, by line.
        over: overstatement: the book is higher than what the auditor has.
        under: understatement.
        notes: what a reader must know of the method's limits here.
    """

    sample: Sample
    found: tuple[AuditedDifference, ...]
    over: ErrorSide
    under: ErrorSide
    notes: tuple[str, ...]
    likely = InMoney()

    @property
    def currency(self) -> str:
        """Of the report."""
        return self.sample.currency

    @property
    def likely_minor(self) -> int:
        """The most likely error in minor units, overstatements less understatements."""
        return self.over.projected_minor - self.under.projected_minor

    @property
    def verdict(self) -> Verdict:
        """Supported if both limits are within the tolerable error; exceeded if a projection alone is not."""
        tolerable = self.sample.design.tolerable_minor
        if max(self.over.upper_minor, self.under.upper_minor) <= tolerable:
            return "supported"
        return "exceeded" if max(self.over.projected_minor, self.under.projected_minor) > tolerable else "not supported"


def evaluate(sample: Sample, audited: Mapping[str, int]) -> Evaluation:
    """Weigh what an auditor found.

    Args:
        sample: as it was drawn.
        audited: for the key of every item drawn its audited value in minor units, 0 or more.

    Raises:
        ValueError: for an item without an audited value; silence is not a value.
    """
    missing = [item.key for item, _ in sample.picks if item.key not in audited]
    if missing:
        raise ValueError(f"not audited: {', '.join(missing)}")
    differences = tuple(
        AuditedDifference(item, of.name, audited[item.key], _projected(sample, of, audited[item.key], item.book_minor))
        for item, of in sample.picks
        if audited[item.key] != item.book_minor
    )
    weigh = _stringer if sample.design.method == "mus" else _difference
    over, under, notes = weigh(sample, differences)
    return Evaluation(sample, differences, over, under, notes)


def _projected(sample: Sample, of: Stratum, audited: int, book: int) -> int:
    share = _stands_for(sample, of, book) * (book - audited)
    return round_half_up(share.numerator, share.denominator)


def _stands_for(sample: Sample, of: Stratum, book: int) -> Fraction:
    """The factor that projects the difference of an item; 1 where everything is examined."""
    if of.whole:
        return Fraction(1)
    if sample.design.method == "mus":
        return Fraction(sample.interval_minor, book)
    return Fraction(of.items, len(of.picks))


def _stringer(sample: Sample, differences: Sequence[AuditedDifference]) -> tuple[ErrorSide, ErrorSide, tuple[str, ...]]:
    sampled = {of.name for of in sample.strata if not of.whole}
    known = [it for it in differences if it.stratum not in sampled]
    tainted = [it for it in differences if it.stratum in sampled]
    sides = [
        _stringer_side(
            sample,
            sum(max(sign * it.difference_minor, 0) for it in known),
            sorted((sign * it.tainting for it in tainted if sign * it.difference_minor > 0), reverse=True),
        )
        for sign in (1, -1)
    ]
    beyond = [it.item.key for it in tainted if it.tainting < -1]
    note = (
        f"More than twice the book value was found for {', '.join(beyond)}: the limit takes no such item to be missed."
    )
    return sides[0], sides[1], (note,) if beyond else ()


def _stringer_side(sample: Sample, known: int, taintings: Sequence[Fraction]) -> ErrorSide:
    """Basic precision, and for each tainting, the largest first, the increment of the factor at its rank."""
    if all(of.whole for of in sample.strata):
        return ErrorSide(known, {}, sample.currency)
    factors = [Fraction(reliability_factor(sample.design.confidence, errors)) for errors in range(len(taintings) + 1)]
    projected = sample.interval_minor * sum(taintings, Fraction(0))
    rises = (later - earlier for earlier, later in pairwise(factors))
    widened = sample.interval_minor * sum((rise * it for rise, it in zip(rises, taintings, strict=True)), factors[0])
    upper, likely = known + ceil(widened), known + round_half_up(projected.numerator, projected.denominator)
    basic = ceil(sample.interval_minor * factors[0])
    return ErrorSide(
        likely, {"basic precision": basic, "incremental allowance": upper - likely - basic}, sample.currency
    )


def _difference(
    sample: Sample, differences: Sequence[AuditedDifference]
) -> tuple[ErrorSide, ErrorSide, tuple[str, ...]]:
    return _difference_side(sample, differences, 1), _difference_side(sample, differences, -1), ()


def _difference_side(sample: Sample, differences: Sequence[AuditedDifference], sign: int) -> ErrorSide:
    """The differences of one direction by themselves: those of the other one are no difference here, and count 0."""
    by_stratum = {
        of.name: [max(sign * it.difference_minor, 0) for it in differences if it.stratum == of.name]
        for of in sample.strata
    }
    estimate = sum((Fraction(of.items * sum(by_stratum[of.name]), len(of.picks)) for of in sample.strata), Fraction(0))
    projected = round_half_up(estimate.numerator, estimate.denominator)
    error, degrees = _standard_error(sample.strata, by_stratum)
    factor = t_factor(sample.design.confidence, degrees)
    with localcontext(prec=60):
        precision = factor * (Decimal(error.numerator) / Decimal(error.denominator)).sqrt()
    allowance = ceil(Fraction(precision) + estimate) - projected
    parts = {f"precision (t {factor}, {degrees} degrees of freedom)": allowance}
    # Few or small differences do not rule out rare large ones, which the sample may have missed.
    if sample.hidden_minor > allowance:
        parts[HIDDEN] = sample.hidden_minor - allowance
    return ErrorSide(projected, parts, sample.currency)


def _standard_error(strata: Sequence[Stratum], differences: Mapping[str, Sequence[int]]) -> tuple[Fraction, int]:
    """The square of the standard error of the total, and its degrees of freedom (Cochran, 5.8 and 5.16)."""
    parts: list[tuple[Fraction, int]] = []
    for of in strata:
        drawn = len(of.picks)
        if of.whole or drawn < 2:
            continue
        values = differences[of.name]
        spread = Fraction(sum(it * it for it in values)) - Fraction(sum(values) ** 2, drawn)
        parts.append((Fraction(of.items * (of.items - drawn), drawn) * spread / (drawn - 1), drawn - 1))
    total = sum((part for part, _ in parts), Fraction(0))
    if not total:
        return Fraction(0), max(sum(degrees for _, degrees in parts), 1)
    effective = total**2 / sum((part**2 / degrees for part, degrees in parts), Fraction(0))
    return total, max(int(effective), 1)
