"""What people read of the rule by which the conversions in a file were made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ledger.answers.text import TextTable
from ledger.audit import Convention, CurrencyPair, Misfit, OtherRate, Rule
from ledger.desk import ConventionFound
from ledger.foundation import grouped, plain

_LISTED, _PLACES_LISTED = 20, 5


def convention_lines(searched: ConventionFound) -> Iterator[str | TextTable]:
    """The ranking, the verdict, what does not fit, and what stands in the definition of a report."""
    result = searched.found
    best = result.best
    if best is None:
        yield "No row says anything of a rule."
        yield from _unused(result)
        return
    rows = f"{best.rows} conversion{'' if best.rows == 1 else 's'}"
    rates = ", ".join(searched.rate_sets)
    yield f"{rows} ({_named(result.pairs)}), figures to {plain(result.step)}; rates of {rates}."
    if result.unit != 1:
        yield f"Most figures count {_named_unit(result.unit)} of the currency: all are taken so."
    yield _ranking(result)
    yield from _verdict(result)
    yield from _exceptions(result)
    yield from _unused(result)
    if result.is_found:
        yield _to_write(best.rule)


def shortened(ratio: Fraction, decimals: int = 6) -> Decimal:
    """A rate or figure with at most so many decimals, without zeros at the end.

    >>> shortened(Fraction(8412, 10000)), shortened(Fraction(1, 3), 2)
    (Decimal('0.8412'), Decimal('0.33'))
    """
    text = f"{Decimal(ratio.numerator) / Decimal(ratio.denominator):.{decimals}f}"
    return Decimal(text.rstrip("0").rstrip("."))


def _as_basis(rule: Rule) -> Iterator[str]:
    if rule.basis:
        yield f"As a basis: --basis {rule.basis}"


def _to_write(rule: Rule) -> str:
    """What stands in the definition of a report that converts as the publisher does."""
    if rule.basis:
        turned = " The lowest quotes are the highest rates in the target currency." if rule.is_named_otherwise else ""
        return f'In a report definition: basis = "{rule.basis}".{turned}'
    table = ' A table of its rates does: basis = "table:NAME".' if rule.window else ""
    return f"No basis of this ledger converts in this way.{table}"


def _named_unit(unit: Fraction) -> str:
    """``1,000``, or ``1/1000`` where the file has the figures a thousand times too large."""
    return f"{unit.numerator:,}" if unit.denominator == 1 else str(unit)


def _named(pairs: Sequence[CurrencyPair]) -> str:
    """``AUD, GBP to EUR; EUR to USD``."""
    by_target: dict[str, list[str]] = {}
    for currency, target in pairs:
        by_target.setdefault(target, []).append(currency)
    return "; ".join(f"{', '.join(sorted(names))} to {target}" for target, names in by_target.items())


def _ranking(result: Convention) -> TextTable:
    headings = ("to the last digit", "currencies", "median error", "of nine in ten", "largest", "no rate", "rule")
    rows = [
        (
            f"{fit.matched} of {fit.rows} ({float(fit.share):.1%})",
            f"{fit.pairs} of {fit.of_pairs}",
            _percent(fit.median),
            _percent(fit.ninetieth),
            _percent(fit.largest),
            str(fit.without_rate),
            fit.rule.words,
        )
        for fit in result.ranking
    ]
    return TextTable(headings, rows, figures={0, 1, 2, 3, 4, 5}, wraps=6)


def _percent(error: Fraction | None) -> str:
    return "none" if error is None else f"{float(error):.6%}"


def _verdict(result: Convention) -> Iterator[str]:
    best = result.best
    if best is None:
        return
    if not result.is_found:
        yield from _nothing_found(result)
        return
    if result.is_decided:
        yield f"Rule: {best.rule.words}."
        yield from _as_basis(best.rule)
        return
    yield f"THE EVIDENCE DOES NOT DECIDE. The plainest rule that fits: {best.rule.words}."
    yield from _as_basis(best.rule)
    yield from _near(result)
    yield from _rest(result)
    if result.by_chance:
        yield "The figures are so few or so coarse that one of the many rules tried gives them by chance."
    if result.equals:
        yield f"{len(result.equals)} others give as many figures to the last digit; all of them with --json:"
        yield from _equals(result.equals)


def _nothing_found(result: Convention) -> Iterator[str]:
    """That no rule gives the figures, and what is known all the same."""
    best = result.best
    yield f"NO RULE FOUND: none of those tried gives these figures. {_nearest(result)}"
    if result.is_of_another_source:
        yield "So near, and hardly ever exact: rates of another source are likely. Add them to a book, and name it."
    else:
        yield from _near(result)
        yield from _rest(result)
    if best is None:
        return
    if not best.is_good:
        yield from _by_currency(result)
    if result.one_rate == len(result.pairs) and best.rows > 2 * best.of_pairs:
        yield "Each currency may have one rate for all rows: perhaps a table of the publisher's own."


def _nearest(result: Convention) -> str:
    """The nearest rule, how near it is, and how near any other comes; never one while another is ten times nearer."""
    best, nearest, other = result.best, result.nearest, result.runner_up
    if best is None or nearest is None or nearest.typical is None:
        return "None of them has a rate for most of the rows."
    few = other is not None and other < nearest.typical
    which = "Of those with a rate for most rows, the nearest" if few else "The nearest"
    named = f"{which}{' by far' if result.is_by_far else ''} is {nearest.rule.words}"
    beside = f", of the next {_short(other)}" if other is not None and not few else ""
    exact = "" if nearest is best or not best.is_good else f" To the last digit the most come of {best.rule.words}."
    return f"{named} (median error {_short(nearest.typical)}{beside}).{exact}"


def _by_currency(result: Convention) -> Iterator[str]:
    """For which currencies the nearest rule holds, and how far off it is for the others."""
    apart = [
        f"{fit.pair} ({_short(fit.median) if fit.median is not None else 'no rate'})"
        for fit in result.by_pair
        if not fit.holds
    ]
    holding = _named([fit.pair for fit in result.by_pair if fit.holds])
    if holding:
        yield f"It holds within half a percent for {holding}{'' if apart else ', all of them'}."
    if apart:
        yield f"It {'does not hold for' if holding else 'holds for no currency:'} {', '.join(apart)}."


def _short(error: Fraction) -> str:
    return f"{float(error):.2%}"


def _near(result: Convention) -> Iterator[str]:
    if result.near_misses:
        yield f"It misses {result.near_misses} of them by a hair: perhaps other days are meant, or another rounding."


def _rest(result: Convention) -> Iterator[str]:
    rest = result.rest
    if rest is None:
        return
    missed = f"Of {rest.rows} rows that it misses and no slip explains"
    if rest.rule:
        yield f"{missed}, another rule gives {rest.given}: {rest.rule.words}."
    if rest.trait:
        yield f"{missed}, {rest.sharing} are of {rest.trait}; of such days it gives hardly any."


def _equals(equals: Sequence[Rule]) -> Iterator[str]:
    """The rules that fit as well, one line for each kind: of windows there may be thousands."""
    for kind in dict.fromkeys(rule.kind for rule in equals):
        these = [rule for rule in equals if rule.kind == kind]
        more = f", and {len(these) - 1} more {_ways(these)}" if len(these) > 1 else ""
        yield f"  {these[0].words}{more}"


def _ways(rules: Sequence[Rule]) -> str:
    """How rules of one kind differ."""
    return "windows or roundings, at least" if rules[0].window else "ways to take or to round the rate"


def _exceptions(result: Convention) -> Iterator[str]:
    is_near = result.best is not None and result.best.is_good
    # A rule that gives next to nothing is not expected to give every currency.
    yield from (_exception(other) for other in result.other_rates if is_near or other.own)
    for half in result.halves:
        ours = f"{_figure(half.own)}, which a basis here rounds up to {_figure(half.by_rule)}"
        yield f"Exactly between two: {half.pair}, {half.matched} rows; the file has rounded down to {ours}."
    if result.is_found:
        yield from _misfits(result.misfits)
        return
    reasons = Counter(misfit.why for misfit in result.misfits if misfit.why).most_common(1)
    if reasons and 2 * reasons[0][1] > len(result.misfits):
        yield f"For {reasons[0][1]} of {len(result.misfits)} rows: {reasons[0][0]}."


def _exception(other: OtherRate) -> str:
    own = f"at {_figure(other.own)}" if other.own else "at several rates"
    rule = f", where the rule gives {_figure(other.by_rule)}" if other.by_rule else ""
    days = f"; just that was quoted on {', '.join(map(str, other.days))}" if other.days else ""
    return f"Does not fit: {other.pair}, {other.rows - other.matched} of {other.rows} rows, {own}{rule}{days}."


def _figure(rate: Fraction | None) -> str:
    return "no rate" if rate is None else plain(shortened(rate))


def _misfits(misfits: Sequence[Misfit]) -> Iterator[str]:
    for misfit in misfits[:_LISTED]:
        stated = misfit.row.stated
        expected = "no rate" if misfit.expected is None else f"expected {grouped(shortened(misfit.expected, 2))}"
        sums = f"{stated.currency} {grouped(stated.amount)} = {stated.target} {grouped(stated.converted)}"
        why = f" ({misfit.why})" if misfit.why else ""
        yield f"Does not fit: {stated.place}: {sums}, {expected}{why}."
    if len(misfits) > _LISTED:
        yield f"... and {len(misfits) - _LISTED} further rows, all of them with --json."


def _unused(result: Convention) -> Iterator[str]:
    for why, count in Counter(unused.why for unused in result.unused).items():
        these = [str(unused.stated.place) for unused in result.unused if unused.why == why]
        places = f": {', '.join(these)}" if count <= _PLACES_LISTED else ""
        yield f"Left aside: {count} row{'' if count == 1 else 's'} with {why}{places}."
