"""What the figures of a document say: its heading and the lines below it, chosen from a closed list.

Each heading has a condition that figures alone decide; the first one that holds is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.foundation import marked, marked_count
from ledger.presentation.marks import DOUBTS, Mark, is_under_one, marks_of, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.no_sum import falling_due_later, is_mostly_missing, no_sum
from ledger.presentation.presented import BoundFigure, Sentence
from ledger.presentation.tables import FigureKey
from ledger.records import Commitment, donors_of
from ledger.totals import MEASURES, Measure, Sum
from ledger.valuation import Line

# A ceiling is worth the heading where it is at least half of the total, a change where it is at least 5 % of what was.
_CEILING, _CHANGE = (1, 2), (1, 20)


@dataclass(frozen=True)
class EarlierTotal:
    """The total in an earlier report.

    Args:
        total: then.
        since: what that report is called, such as a day.
    """

    total: Sum
    since: str


def finding(measured: Measured, earlier: EarlierTotal | None = None) -> Sentence:
    """The heading of a document: what it is about, how much that is, and what a reader must know of it first."""
    return (
        _nothing(measured)
        or _mostly_missing(measured)
        or _ceiling(measured)
        or _changed(measured, earlier)
        or _one_donor(measured)
        or Sentence(*_said(measured, marked("{measure}: {total}")))
    )


def stand_first(measured: Measured) -> tuple[Sentence, ...]:
    """The lines below the heading: who it comes from, how sure it is, what of it has no end, and what is due later."""
    lines = (_donors(measured), _cancelled(measured), _readings(measured), _without_end(measured), _later(measured))
    return tuple(it for it in lines if it)


def _nothing(measured: Measured) -> Sentence | None:
    if measured.total.records:
        return None
    reason = no_sum(marks_of(measured.total), falling_due_later(measured.report, measured.measure))
    return Sentence(measured.language.say(reason.heading, measure=_titled(measured)))


def _mostly_missing(measured: Measured) -> Sentence | None:
    """Where most of what is there stands in no figure: of how few records the total is, and that it is not all."""
    if not is_mostly_missing(measured.total):
        return None
    counted, missing = measured.total.records, measured.total.missing
    one, several = marked_count(
        "{measure}: {total} from {counted} of {count} record; the rest has no sum or no rate",
        "{measure}: {total} from {counted} of {count} records; the rest has no sum or no rate",
    )
    central, language = measured.bound(measured.total), measured.language
    # What else might be said of it comes after this and is not said, so its doubts stand beside it.
    total = measured.money(central.key, central.exact_minor, marks_of(measured.total) & frozenset(DOUBTS))
    values = {"measure": _titled(measured), "total": total}
    text = language.say_count(one, several, counted + missing, counted=language.whole(counted), **values)
    return Sentence(text, (central,))


def _ceiling(measured: Measured) -> Sentence | None:
    """Where much of the total is "up to": its lowest reading is 0."""
    central, ceiling = measured.total.figures.central_minor, _only_ceilings(measured)
    if central <= 0 or not _at_least(_CEILING, ceiling, central):
        return None
    if ceiling == central == measured.total.figures.high_minor and not measured.total.figures.open_high:
        return Sentence(*_said(measured, marked("{measure}: up to {total}, a ceiling and not a sum")))
    figure = BoundFigure(FigureKey(measured.measure), ceiling, measured.digits(ceiling))
    template = marked("{measure}: {total}, but {ceiling} of it is a ceiling, not a sum")
    return Sentence(*_said(measured, template, (figure,), ceiling=figure.text))


def _changed(measured: Measured, earlier: EarlierTotal | None) -> Sentence | None:
    before, after = earlier.total.figures.central_minor if earlier else 0, measured.total.figures.central_minor
    change = after - before
    if earlier is None or before <= 0 or not _at_least(_CHANGE, abs(change), before):
        return None
    percent = measured.percent_of(abs(change), before)
    # Of 0.0 a reader can take no percentage; the tables display either of its two roundings of what was there before.
    reads_as_nothing = is_under_one(after, measured.number(FigureKey(measured.measure), after))
    if not percent or before < measured.scale.step_minor or reads_as_nothing:
        return None
    figure = BoundFigure(FigureKey(measured.measure), change, percent)
    more = marked("{measure}: {total}, {percent} more than at the earlier state ({since})")
    less = marked("{measure}: {total}, {percent} less than at the earlier state ({since})")
    template = more if change > 0 else less
    return Sentence(*_said(measured, template, (figure,), percent=percent, since=earlier.since))


def _one_donor(measured: Measured) -> Sentence | None:
    """Where one of several donors gives more than half at every reading, and nothing is missing from the total."""
    name, _ = _largest_donor(measured)
    total = measured.total
    is_missing = total.without_figure or total.not_converted or total.figures.open_high
    if not name or is_missing or len(_by_donor(measured)) < 2 or _least(measured) * 2 <= total.figures.high_minor:
        return None
    template = marked("{measure}: {total}, more than half of it from one donor, {name}")
    return Sentence(*_said(measured, template, name=name))


def _least(measured: Measured) -> int:
    """The lowest reading of the donor with the largest total."""
    return max(_by_donor(measured).values(), key=lambda it: it.figures.central_minor).figures.low_minor


def _donors(measured: Measured) -> Sentence | None:
    """How many donors, and whose stated sum is the largest; None where there is only one, or none, or a tie."""
    by_donor = _by_donor(measured)
    donors = {party for (label,) in by_donor for party in donors_of(label)}
    name, largest = _largest_donor(measured)
    if len(donors) < 2 or not name or measured.total.not_converted:
        return None
    one, several = marked_count(
        "{count} donor; the largest stated sum: {name}, {amount}.",
        "{count} donors; the largest stated sum: {name}, {amount}.",
    )
    text = measured.language.say_count(one, several, len(donors), name=name, amount=largest.text)
    return Sentence(text, (largest,))


def _cancelled(measured: Measured) -> Sentence | None:
    """What was cancelled of the total, which still has it."""
    measures: Mapping[Measure, tuple[Measure, Measure]] = {
        "pledges": ("cancelled_pledges", "net_pledges"),
        "commitments": ("cancelled_commitments", "net_commitments"),
    }
    cancelled, net = measures.get(measured.measure, (measured.measure, measured.measure))
    totals = measured.report.totals
    if cancelled == measured.measure or cancelled not in totals or net not in totals:
        return None
    gone, say = totals[cancelled], measured.language.say
    missing = measured.in_no_figure([gone])
    if not gone.records:
        return Sentence(say("Cancelled of the total, in no figure: {missing}.", missing=missing))
    if not measured.total.records:
        return None
    taken, left = _taken_and_left(measured, cancelled, net)
    # What is missing from what was cancelled is said in words; of what is left nothing else says it.
    marks = marks_of(gone) & frozenset(DOUBTS), marks_of(totals[net])
    figures = (
        _in_money(measured, cancelled, gone, taken, marks[0]),
        _in_money(measured, net, totals[net], left, marks[1]),
    )
    values = dict(zip(("cancelled", "left"), (it.text for it in figures), strict=True))
    sentence = marked("Cancelled of the total: {cancelled}; left: {left}.")
    if missing:
        most = marked("Cancelled of the total: {cancelled}, besides {missing}; left: {left} at most.")
        others = marked("Cancelled of the total: {cancelled}, besides {missing}; left: {left}.")
        sentence = most if _is_the_most(measured.total, totals[net]) else others
    return Sentence(say(sentence, missing=missing, **values), figures)


def _is_the_most(total: Sum, left: Sum) -> bool:
    """Whether no more can be left than is known to be: nothing is missing from the total, and it may not be more."""
    figures = left.figures
    return not (total.missing or figures.open_high or figures.central_minor < figures.high_minor)


def _in_money(
    measured: Measured, measure: Measure, summed: Sum, number: Decimal, marks: frozenset[Mark]
) -> BoundFigure:
    exact = summed.figures.central_minor
    text = measured.language.money(number, measured.large.scale, marks | size_marks(exact, number))
    return BoundFigure(FigureKey(measure), exact, text)


def _taken_and_left(measured: Measured, cancelled: Measure, net: Measure) -> tuple[Decimal, Decimal]:
    """What is cancelled of the total and what is left, as tables display them, so that the three figures add up.

    What no table displays is moved for that: what is left, or else what is cancelled, by one or two of its last digit.
    Where they have not as many digits, each is rounded by itself.
    """
    exact = {it: measured.report.totals[it].figures.central_minor for it in (cancelled, net)}
    total = measured.number(FigureKey(measured.measure), measured.total.figures.central_minor)
    taken, left = (measured.number(FigureKey(it), exact[it]) for it in (cancelled, net))
    # Nothing at all has no digits.
    if len({it.as_tuple().exponent for it in (total, taken, left) if it}) > 1:
        return taken, left
    if _is_moved(measured, net, exact[net], total - taken):
        return taken, total - taken
    if _is_moved(measured, cancelled, exact[cancelled], total - left):
        return total - left, left
    return taken, left


def _is_moved(measured: Measured, moved: Measure, exact: int, rest: Decimal) -> bool:
    """Whether one of two parts is displayed as the rest that the other one leaves of the total."""
    # What is not nothing never reads as nothing, but for what tables round to it.
    keeps_sign = rest * exact > 0 or (not rest * exact and measured.is_in_unit_of_tables)
    return keeps_sign and not measured.is_displayed(FigureKey(moved))


def _readings(measured: Measured) -> Sentence | None:
    total, say = measured.total, measured.language.say
    low, high = measured.bound(total, "low"), measured.bound(total, "high")
    lowest, highest = (measured.money(it.key, it.exact_minor) for it in (low, high))
    if not total.records or not (total.is_doubtful or total.figures.open_high):
        return None
    # A range that is too small to be seen is no news; the key figure says that there is one.
    if lowest == highest and not total.figures.open_high:
        return None
    if total.figures.open_high:
        return Sentence(say("At the lowest reading the total is {lowest}; the highest is open.", lowest=lowest), (low,))
    sentence = marked("At the lowest reading the total is {lowest}, at the highest {highest}.")
    return Sentence(say(sentence, lowest=lowest, highest=highest), (low, high))


def _without_end(measured: Measured) -> Sentence | None:
    """What is counted up to the horizon, since no end of it is named."""
    horizon = measured.report.definition.horizon
    endless = {
        it.record.id for it in _lines(measured) if isinstance(it.record, Commitment) and it.record.term.open_ended
    }
    if not endless or horizon is None:
        return None
    one, several = marked_count(
        "{count} record has no end and is counted up to {day}.",
        "{count} records have no end and are counted up to {day}.",
    )
    day = measured.language.day(horizon)
    return Sentence(measured.language.say_count(one, several, len(endless), day=day))


def _later(measured: Measured) -> Sentence | None:
    """What falls due after the horizon only, and so stands in no figure."""
    later, horizon = falling_due_later(measured.report, measured.measure), measured.report.definition.horizon
    if not later or horizon is None:
        return None
    one, several = marked_count(
        "{count} record falls due after the horizon, {day}, and is in no figure.",
        "{count} records fall due after the horizon, {day}, and are in no figure.",
    )
    return Sentence(measured.language.say_count(one, several, later, day=measured.language.day(horizon)))


def _said(
    measured: Measured, template: str, figures: tuple[BoundFigure, ...] = (), **values: str
) -> tuple[str, tuple[BoundFigure, ...]]:
    """A heading with the total in it, and all figures in it."""
    central = measured.bound(measured.total)
    total = measured.money(central.key, central.exact_minor)
    text = measured.language.say(template, measure=_titled(measured), total=total, **values)
    return text, (central, *figures)


def _titled(measured: Measured) -> str:
    """What the document is about, and for which years."""
    title, span = measured.measure_title, measured.span
    return measured.language.say("{measure}, {span}", measure=title, span=span) if span else title


def _only_ceilings(measured: Measured) -> int:
    """By how much the total is less where nothing comes of what is "up to" a sum."""
    signs = MEASURES[measured.measure]
    ceilings = sum(
        signs[line.stage] * (line.figures.central_minor - line.figures.low_minor)
        for line in _lines(measured)
        if line.figures is not None and line.record.amount.qualifier == "up_to"
    )
    figures = measured.total.figures
    return min(ceilings, figures.central_minor - figures.low_minor)


def _lines(measured: Measured) -> tuple[Line, ...]:
    """What counts in the total."""
    stages = MEASURES[measured.measure]
    return tuple(it for it in measured.report.lines if it.stage in stages and it.status == "converted")


def _by_donor(measured: Measured) -> Mapping[tuple[str, ...], Sum]:
    return measured.report.sums(("donor",), measured.measure)


def _largest_donor(measured: Measured) -> tuple[str, BoundFigure]:
    """The donor with the largest total; no name where no donor has one, or another one has as much."""
    donors = {key: summed for key, summed in _by_donor(measured).items() if summed.records}
    if not donors:
        return "", BoundFigure(FigureKey(measured.measure), 0, "")
    (donor,), summed = max(donors.items(), key=lambda it: it[1].figures.central_minor)
    if sum(it.figures.central_minor == summed.figures.central_minor for it in donors.values()) > 1:
        return "", BoundFigure(FigureKey(measured.measure), 0, "")
    key, exact = FigureKey(measured.measure, (("donor", donor),)), summed.figures.central_minor
    money = measured.money(key, exact, marks_of(summed))
    return measured.language.party_inside(donor), BoundFigure(key, exact, money)


def _at_least(share: tuple[int, int], part: int, whole: int) -> bool:
    return part * share[1] >= whole * share[0]
