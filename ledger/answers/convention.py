"""What ``convention`` answers: by which rule the conversions in a file were made, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.answers.convention_lines import convention_lines, shortened
from ledger.answers.text import Lines
from ledger.audit import Convention, Fit, Misfit, OtherRate, PairFit, Rest, Rule, Unused
from ledger.desk import ConventionFound
from ledger.foundation import Interval, Money, Place, Ratio
from ledger.records import Digits


@dataclass(frozen=True)
class ConventionRule:
    """A rule that gives the rate of a conversion.

    Args:
        rule: which days, and what is taken of them.
        words: the rule in a sentence's worth of words.
        basis: the basis that converts in this way; null where none does.
        window: the days of a rule that is one for all rows; null where each row has its own.
        over: how many days or rates a mean up to the day of the row goes over; null for other rules.
        form: which way round the rates are taken before they are averaged.
        rounding: to how many decimals the rate is brought, or ``quoted`` for as many as the quotes have; null for none.
        cut_off: whether what stands behind them is cut off; otherwise it is rounded.
        written: which way round the rate of the pair stands when that is done; null: as it was taken.
        after_quoted: whether it was rounded to the decimals of the quotes before it was written so.
    """

    rule: str
    words: str
    basis: str | None
    window: Interval | None
    over: int | None
    form: str
    rounding: int | str | None
    cut_off: bool
    written: str | None
    after_quoted: bool


@dataclass(frozen=True)
class ConventionFit(ConventionRule):
    """A rule, and how well it gives the published figures.

    Args:
        rows: how many conversions it was tried on.
        matched: how many it gives to the last digit.
        pairs: how many pairs of currencies there are.
        pairs_matched: for how many of them it gives more than half of the rows.
        share: the part of the rows that it gives to the last digit, from 0 to 1, to 4 decimals.
        median_error: the middle error, in parts of the published figure, to 10 decimals; null without any rate.
        error_of_nine_in_ten: the error that nine rows in ten do not exceed.
        largest_error: the largest.
        without_rate: for how many rows the rule has no rate.
    """

    rows: int
    matched: int
    pairs: int
    pairs_matched: int
    share: Digits
    median_error: Digits | None
    error_of_nine_in_ten: Digits | None
    largest_error: Digits | None
    without_rate: int


@dataclass(frozen=True)
class ConventionPair:
    """How near the nearest rule comes for one pair of currencies.

    Args:
        pair: such as ``GBP to EUR``.
        rows: how many rows it has.
        median_error: the middle error, in parts of the published figure, to 10 decimals; null without any rate.
        without_rate: for how many rows the rule has no rate.
        holds: whether the rule holds for it within half a percent.
    """

    pair: str
    rows: int
    median_error: Digits | None
    without_rate: int
    holds: bool


@dataclass(frozen=True)
class ConventionRest:
    """What most of the rows have in common that the rule misses and that no slip explains.

    Args:
        rows: how many rows those are.
        given_by: another rule that gives most of them; null where none does.
        given: how many it gives.
        trait: what most of them share and the rows that fit do not; null where that is nothing.
        sharing: how many share it.
    """

    rows: int
    given_by: ConventionRule | None
    given: int
    trait: str | None
    sharing: int


@dataclass(frozen=True)
class ConventionException:
    """A pair of currencies that was converted otherwise.

    Args:
        pair: such as ``GBP to EUR``.
        rows: how many rows it has.
        matched: how many of them the rule gives.
        own_rate: the shortest rate that most of its rows admit, as the rate set quotes it; null where no one does.
        rate_of_the_rule: that of the rule; null where it has not one for all rows.
        quoted_on: the first days on which just that rate was quoted.
    """

    pair: str
    rows: int
    matched: int
    own_rate: Digits | None
    rate_of_the_rule: Digits | None
    quoted_on: tuple[date, ...]


@dataclass(frozen=True)
class ConventionMisfit:
    """A row that the rule does not fit.

    Args:
        place: where it stands, as it is printed.
        at: the parts of the place that are known.
        day: of the announcement, or the value date.
        amount: as the file has it.
        converted: what it was converted to, with the decimals that it was written with.
        expected: what the rule gives, to 2 decimals; null where it has no rate.
        why: what would fit, in words; null where nothing that was tried does.
    """

    place: str
    at: Place
    day: date
    amount: Money
    converted: Money
    expected: Money | None
    why: str | None


@dataclass(frozen=True)
class UnusedConversion:
    """A row that says nothing of a rule.

    Args:
        place: where it stands, as it is printed.
        at: the parts of the place that are known.
        why: in words.
    """

    place: str
    at: Place
    why: str


@dataclass(frozen=True)
class ConventionAnswer:
    """What was found out of the conversions in a file.

    Args:
        rate_sets: names of the rate sets that were tried.
        pairs: names of the pairs of currencies, such as ``GBP to EUR``.
        step: what the published figures are taken to be rounded to.
        unit: how many of the currency one of a published figure is: 1000 where the file counts thousands.
        found: whether a rule gives a clear majority of the figures to the last digit, and nothing contradicts it.
        decided: whether it is that rule: no other does as well, none by chance, and what it misses is little and mixed.
        by_chance: whether the rows are so few or so coarse that some rule fits them by chance.
        near_misses: how many rows the first rule misses by so little that it is rather the rule that is another one.
        rest: what most of the rows have in common that it misses; null for nothing.
        basis: the basis that converts by the rule found; null for none.
        nearest: the rule whose middle error is the least of those with a rate for most rows; null where none has that.
        nearest_by_far: whether no other kind of rule comes within ten times the middle error of the nearest.
        of_another_source: whether the nearest rule is likely the one, on rates of another source.
        nearest_by_pair: how near the nearest rule comes, pair by pair.
        ranking: of each kind of rule the best one, the best first; none where no row says anything.
        equals: the other rules that give as many rows and currencies to the last digit as the first.
        one_rate_per_pair: how many pairs may have been converted at one rate each, whatever that rate is.
        exceptions: the pairs that the first rule does not fit, and the rate that they have instead.
        halves: the pairs whose rate lies exactly between two decimals and was rounded down; a basis here rounds it up.
        misfits: the single rows that it does not fit, the farthest first.
        unused: the rows that say nothing of a rule.
    """

    rate_sets: tuple[str, ...]
    pairs: tuple[str, ...]
    step: Digits
    unit: Ratio
    found: bool
    decided: bool
    by_chance: bool
    near_misses: int
    rest: ConventionRest | None
    basis: str | None
    nearest: ConventionFit | None
    nearest_by_far: bool
    of_another_source: bool
    nearest_by_pair: tuple[ConventionPair, ...]
    ranking: tuple[ConventionFit, ...]
    equals: tuple[ConventionRule, ...]
    one_rate_per_pair: int
    exceptions: tuple[ConventionException, ...]
    halves: tuple[ConventionException, ...]
    misfits: tuple[ConventionMisfit, ...]
    unused: tuple[UnusedConversion, ...]


def answer(searched: ConventionFound) -> ConventionAnswer:
    """What was found out of a file as an answer."""
    result: Convention = searched.found
    return ConventionAnswer(
        rate_sets=searched.rate_sets,
        pairs=tuple(map(str, result.pairs)),
        step=result.step,
        unit=result.unit,
        found=result.is_found,
        decided=result.is_decided,
        by_chance=result.by_chance,
        near_misses=result.near_misses,
        rest=_rest(result.rest) if result.rest else None,
        basis=_basis(result.best.rule) if result.best and result.is_found else None,
        nearest=_fit(result.nearest) if result.nearest else None,
        nearest_by_far=result.is_by_far,
        of_another_source=result.is_of_another_source,
        nearest_by_pair=tuple(map(_pair, result.by_pair)),
        ranking=tuple(map(_fit, result.ranking)),
        equals=tuple(map(_rule, result.equals)),
        one_rate_per_pair=result.one_rate,
        exceptions=tuple(map(_exception, result.other_rates)),
        halves=tuple(map(_exception, result.halves)),
        misfits=tuple(map(_misfit, result.misfits)),
        unused=tuple(map(_unused, result.unused)),
    )


def _basis(rule: Rule) -> str | None:
    return str(rule.basis) if rule.basis else None


def _rule(rule: Rule) -> ConventionRule:
    digits = rule.digits
    return ConventionRule(
        rule=rule.kind,
        words=rule.words,
        basis=_basis(rule),
        window=rule.window,
        over=rule.over,
        form=rule.form,
        rounding=digits.decimals if digits else None,
        cut_off=bool(digits and digits.is_cut),
        written=digits.side if digits else None,
        after_quoted=bool(digits and digits.after_quoted),
    )


def _fit(fit: Fit) -> ConventionFit:
    return ConventionFit(
        **vars(_rule(fit.rule)),
        rows=fit.rows,
        matched=fit.matched,
        pairs=fit.of_pairs,
        pairs_matched=fit.pairs,
        share=Decimal(f"{float(fit.share):.4f}"),
        median_error=_error(fit.median),
        error_of_nine_in_ten=_error(fit.ninetieth),
        largest_error=_error(fit.largest),
        without_rate=fit.without_rate,
    )


def _pair(pair: PairFit) -> ConventionPair:
    return ConventionPair(str(pair.pair), pair.rows, _error(pair.median), pair.without_rate, pair.holds)


def _error(error: Fraction | None) -> Decimal | None:
    return None if error is None else Decimal(f"{float(error):.10f}")


def _rest(rest: Rest) -> ConventionRest:
    given_by = _rule(rest.rule) if rest.rule else None
    return ConventionRest(rest.rows, given_by, rest.given, rest.trait or None, rest.sharing)


def _exception(other: OtherRate) -> ConventionException:
    return ConventionException(
        pair=str(other.pair),
        rows=other.rows,
        matched=other.matched,
        own_rate=None if other.own is None else shortened(other.own),
        rate_of_the_rule=None if other.by_rule is None else shortened(other.by_rule),
        quoted_on=other.days,
    )


def _misfit(misfit: Misfit) -> ConventionMisfit:
    stated, expected = misfit.row.stated, misfit.expected
    return ConventionMisfit(
        place=str(stated.place),
        at=stated.place,
        day=stated.day,
        amount=Money(stated.amount, stated.currency),
        converted=Money(stated.converted, stated.target),
        expected=None if expected is None else Money(shortened(expected, 2), stated.target),
        why=misfit.why or None,
    )


def _unused(unused: Unused) -> UnusedConversion:
    place: Place = unused.stated.place
    return UnusedConversion(str(place), place, unused.why)


def lines(searched: ConventionFound) -> Lines:
    """The same for people: the ranking, the verdict, what does not fit, and the basis for a report."""
    return tuple(convention_lines(searched))
