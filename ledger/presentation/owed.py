"""What a record owes when, by which rates and what that is worth, in words: as an opened record of a page says it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from ledger.foundation import EXACT, Interval, exact_sum, from_minor, marked
from ledger.presentation.language import Language
from ledger.presentation.method import HEAD_DIGITS
from ledger.presentation.presented import Presentation
from ledger.rates import Leg, Pair
from ledger.records import Bounds, Portion, Record
from ledger.reporting import Row
from ledger.valuation import Line, Part, leg_equation, leg_trail

Facts = tuple[tuple[str, str], ...]
"""What is said of a record, each as a label and its value."""


def owed(
    row: Row, lines: Sequence[Line], signs: Mapping[str, int], presentation: Presentation
) -> Iterator[tuple[str, str]]:
    """What is owed when, by which rates, and what that is worth.

    Equal instalments behind each other are told once, and so is what a cancellation takes of several: its source says
    it in one sum. Joint donors are told one behind the other, each by name.

    Args:
        row: the record.
        lines: its instalments, each with the rate that it rests on.
        signs: with which sign each stage enters the figures that the record is opened for.
        presentation: of the report.
    """
    language = presentation.language
    yield language.term(marked("Announced")), language.day(row.commitment.announced)
    rates_said: set[str] = set()
    for _, group in groupby(sorted(lines, key=lambda it: _place(it.instalment.portion)), key=_how):
        equal = list(group)
        yield _amount(equal, signs[equal[0].stage], language)
        for label, rate in _rates(equal[0].pair, language):
            if rate not in rates_said:
                rates_said.add(rate)
                yield label, rate
        if equal[0].instalment.amount is not None:
            yield _worth(equal, signs[equal[0].stage], presentation)


def spread_over_years(
    parts: Iterable[tuple[Line, Part]], signs: Mapping[str, int], presentation: Presentation
) -> Iterator[tuple[str, str]]:
    """How much of a record falls on how many days, year by year, exactly; of joint donors on each.

    Args:
        parts: what each of its instalments comes to in each quarter.
        signs: with which sign each stage enters the figures that the record is opened for.
        presentation: of the report.
    """
    language, scale = presentation.language, presentation.scale
    # A cancellation lies on one day, however many instalments it is taken from.
    intervals: defaultdict[tuple[Portion | None, int], set[tuple[int, Interval]]] = defaultdict(set)
    worth: defaultdict[tuple[Portion | None, int], int] = defaultdict(int)
    for line, part in parts:
        place = line.instalment.portion, part.interval.start.year
        intervals[place].add((0 if line.taken else line.instalment.number, part.interval))
        worth[place] += signs[line.stage] * part.figures.central_minor
    for place in sorted(intervals, key=lambda it: (_place(it[0]), it[1])):
        portion, year = place
        count = sum(interval.days for _, interval in intervals[place])
        value = language.exact(from_minor(worth[place], scale.minor_units), scale.currency)
        days = language.say_count("{count} day: {amount}", "{count} days: {amount}", count, amount=value)
        yield _of_whom(portion, str(year), language), days


def _place(portion: Portion | None) -> int:
    """Where a portion of a record begins: they lie one behind the other."""
    return portion.start if portion else 0


def _how(line: Line) -> tuple[object, ...]:
    """What lines that are told as one have in common: who gives them, the days of their rates, sum and worth."""
    days = (line.pair.source.last, line.pair.target.last) if line.pair else None
    common = (line.instalment.portion, days, line.status)
    return common if line.taken else (*common, line.instalment.amount, line.figures)


def _of_whom(portion: Portion | None, when: str, language: Language) -> str:
    """A time, and before it who gives, where several give the whole."""
    return " · ".join((language.party(portion.label), when)) if portion else when


def _amount(lines: Sequence[Line], sign: int, language: Language) -> tuple[str, str]:
    first, last = lines[0].instalment, lines[-1].instalment
    days = language.day(first.counted.start)
    if first.counted.start != last.counted.end:
        days = language.say("{first} to {last}", first=days, last=language.day(last.counted.end))
    label, amounts = _of_whom(first.portion, days, language), [it.instalment.amount for it in lines]
    known = [it for it in amounts if it is not None]
    if not known:
        return label, language.say("no sum is stated")
    if lines[0].taken:
        return label, _stated(_together(known, lines[0].record), sign, lines[0].currency, language)
    value = _stated(known[0], sign, lines[0].currency, language)
    if len(lines) > 1:
        value = language.say("{count} times {amount}", count=language.whole(len(lines)), amount=value)
    return label, value


def _together(shares: Sequence[Bounds], record: Record) -> Bounds:
    """What a cancellation takes in all: as it was stated, where all of it is there.

    How much it may take of a part hangs on what was left of that, so the ends of its shares are not those of its sum.
    """
    bounds = record.amount.bounds
    if bounds is not None and exact_sum(it.central for it in shares) == bounds.central:
        return bounds
    low, central, high = (exact_sum(it) for it in zip(*((it.low, it.central, it.high) for it in shares), strict=True))
    return Bounds(low, central, high, any(it.open_high for it in shares))


def _stated(amount: Bounds, sign: int, currency: str, language: Language) -> str:
    """A sum with how sure it is, and without decimals that a division left and that say nothing."""
    low, central, high = (
        language.exact(EXACT.multiply(sign, whole if (whole := it.to_integral_value()) == it else it), currency)
        for it in (amount.low, amount.central, amount.high)
    )
    if amount.open_high:
        return language.say("at least {amount}", amount=central)
    if amount.low == amount.high:
        return central
    if amount.central == amount.high:
        return language.say("up to {amount}", amount=high)
    return language.say("{low} to {high}; the middle, {central}, is counted", low=low, high=high, central=central)


def _rates(pair: Pair | None, language: Language) -> Iterator[tuple[str, str]]:
    """The rates of a line in words, each with its day, who published it, and the fingerprint of the file it is in."""
    for leg in (pair.source, pair.target) if pair else ():
        if pair is not None and leg.kind != "base":
            trail = leg_trail(pair, leg)
            day = f", {language.day(trail.last)}" if trail.last else ""
            # A rate that the law fixed stands in no file.
            file = language.say("file {hash}", hash=trail.sha256[:HEAD_DIGITS]) if leg.kind != "irrevocable" else ""
            equation = f"{_equation(pair, leg, trail.rate, language)}{day}"
            said = " · ".join(it for it in (equation, trail.source, file) if it)
            yield language.say("Rate {currency}", currency=leg.currency), said


def _equation(pair: Pair, leg: Leg, rate: str, language: Language) -> str:
    """A rate as its publisher says it, with the signs of the language; none of its digits is left out."""
    units, of, into = leg_equation(pair, leg)
    return f"{language.whole(units)} {of} = {language.number(Decimal(rate))} {into}"


def _worth(lines: Sequence[Line], sign: int, presentation: Presentation) -> tuple[str, str]:
    language, scale = presentation.language, presentation.scale
    figures = [it.figures.central_minor for it in lines if it.figures is not None]
    if not figures:
        return language.term(marked("Worth")), language.say("not converted: no rate is near enough")
    is_one = bool(lines[0].taken) or len(lines) == 1
    minor = sign * (sum(figures) if is_one else figures[0])
    value = language.exact(from_minor(minor, scale.minor_units), scale.currency)
    return language.term(marked("Worth") if is_one else marked("Worth each")), value
