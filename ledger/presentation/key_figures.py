"""The key figures at the head of a document: its totals with their range, and what stands in none of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ledger.foundation import marked
from ledger.presentation.language import NO_BREAK, signs_of
from ledger.presentation.marks import DOUBTS, MISSING, Mark, marks_of, size_marks
from ledger.presentation.measured import Measured, missing_of, percent_fulfilled
from ledger.presentation.no_sum import falling_due_later, no_sum
from ledger.presentation.presented import BoundFigure, KeyFigure
from ledger.presentation.tables import FigureKey, ShownFigure
from ledger.totals import BOUNDS, Bound, Measure, Sum

MOST = 5
"""More than so many key figures are not looked at."""

_LABELS: dict[Measure, str] = {
    "pledges": marked("Pledged"),
    "commitments": marked("Firmly committed"),
    "disbursements": marked("Paid out"),
    "allocations": marked("Allocated"),
    "deliveries": marked("Delivered"),
}


def key_figures(measured: Measured, shown: Mapping[FigureKey, ShownFigure]) -> tuple[KeyFigure, ...]:
    """Up to five: the totals first, then how many records have no sum or no rate.

    Stages stand beside each other and are never added together: the same money passes from one to the next.

    Args:
        measured: the report.
        shown: what tables display of totals, which reads the same here where the unit is the same.
    """
    counted = tuple(_counts(measured))
    in_same_unit = shown if measured.is_in_unit_of_tables else {}
    totals = [
        replace(_total(measured, it, in_same_unit), marks=_marks(measured, it))
        for it in _LABELS
        if it in measured.report.totals
    ]
    return (*totals[: MOST - len(counted)], *counted)


def _total(measured: Measured, measure: Measure, shown: Mapping[FigureKey, ShownFigure]) -> KeyFigure:
    language, summed = measured.language, measured.report.totals[measure]
    label, unit = language.term(_LABELS[measure]), language.unit(measured.large.scale)
    if not summed.records:
        marks = marks_of(summed)
        reason = no_sum(marks, falling_due_later(measured.report, measure))
        missing = measured.in_no_figure([summed]) if summed.not_converted else language.say(reason.remark)
        return KeyFigure(label, language.figure(None, marks), unit, missing)
    figures = {it: _figure(measured, summed, FigureKey(measure, bound=it), shown) for it in BOUNDS}
    remark, ends = _range(measured, summed, figures)
    fulfilled = _fulfilled(measured, measure)
    remarks = language.say("{first}; {second}", first=fulfilled, second=remark) if fulfilled else remark
    signs = signs_of(marks_of(summed) & frozenset(MISSING))
    text = NO_BREAK.join((figures["central"].text, *signs))
    return KeyFigure(label, text, unit, remarks, (figures["central"], *ends))


def _marks(measured: Measured, measure: Measure) -> frozenset[Mark]:
    """What is missing from a total, beside its digits, and the doubts in its remark."""
    summed = measured.report.totals[measure]
    missing = marks_of(summed) & frozenset(MISSING)
    if not summed.records:
        return missing
    is_open = frozenset({Mark.AT_LEAST} if summed.figures.open_high else ())
    _, of_share = _share_fulfilled(measured, measure)
    return missing | is_open | (of_share & frozenset((*DOUBTS, *MISSING)))


def _figure(measured: Measured, summed: Sum, key: FigureKey, shown: Mapping[FigureKey, ShownFigure]) -> BoundFigure:
    """A reading of a total, as tables display it."""
    own, figure = measured.bound(summed, key.bound, key), shown.get(key)
    if figure is None or figure.number is None:
        return own
    return replace(own, text=measured.language.figure(figure.number, size_marks(own.exact_minor, figure.number)))


def _range(measured: Measured, summed: Sum, figures: dict[Bound, BoundFigure]) -> tuple[str, tuple[BoundFigure, ...]]:
    language = measured.language
    low, high = figures["low"], figures["high"]
    if summed.figures.open_high:
        sentence = language.say("{low} to ≥{high}, lowest to highest reading", low=low.text, high=high.text)
        return sentence, (low, high)
    if low.exact_minor == high.exact_minor:
        return language.say("no range"), ()
    if low.text == high.text:
        return language.say("lowest and highest reading differ by less than one in the last digit"), (low, high)
    return language.say("{low} to {high}, lowest to highest reading", low=low.text, high=high.text), (low, high)


def _fulfilled(measured: Measured, measure: Measure) -> str:
    """Of what is paid, how much of the firm commitments that fulfils, as tables of stages have it."""
    percent, marks = _share_fulfilled(measured, measure)
    if percent is None:
        return ""
    before, behind = (signs_of(marks & frozenset(own)) for own in (DOUBTS, MISSING))
    share = NO_BREAK.join(("".join(before) + measured.language.percent(percent), *behind))
    # It is not the quotient of the two totals, which are converted by the rates of different days.
    return measured.language.say("firm commitments fulfilled, each in its own currency: {share}", share=share)


def _share_fulfilled(measured: Measured, measure: Measure) -> tuple[Decimal | None, frozenset[Mark]]:
    """That share in percent, with its marks; None where no such share stands beside the figure."""
    if measure != "disbursements":
        return None, frozenset()
    unpaid = measured.report.open.unpaid
    percent, doubts = percent_fulfilled(unpaid)
    return percent, doubts | missing_of(unpaid)


def _counts(measured: Measured) -> Iterator[KeyFigure]:
    language, total, title = measured.language, measured.total, measured.measure_title
    if total.without_figure:
        yield KeyFigure(
            language.say("Without a sum"),
            language.whole(total.without_figure),
            language.say_count("record", "records", total.without_figure),
            language.say("{measure}: {donors}; in no total", measure=title, donors=_donors(measured, "without_figure")),
        )
    if total.not_converted:
        yield KeyFigure(
            language.say("Not converted"),
            language.whole(total.not_converted),
            language.say_count("record", "records", total.not_converted),
            language.say("{measure}: {donors}; in no total", measure=title, donors=_donors(measured, "not_converted")),
        )


def _donors(measured: Measured, counted: str) -> str:
    """Donors with the number of their records, the most first; at most three, then how many more."""
    by_donor = measured.report.sums(("donor",), measured.measure)
    numbers = {measured.language.party_inside(donor): getattr(summed, counted) for (donor,), summed in by_donor.items()}
    names = sorted(
        (name for name, number in numbers.items() if number),
        key=lambda it: (-numbers[it], measured.language.sort_key(it)),
    )
    shown = [f"{name}\N{NO-BREAK SPACE}{measured.language.whole(numbers[name])}" for name in names[:3]]
    more = len(names) - len(shown)
    return measured.language.listed(
        [*shown, measured.language.say_count("{count} more donor", "{count} more donors", more)] if more else shown
    )
