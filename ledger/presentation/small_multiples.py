"""The chart of a document: a panel of bars for each of the largest rows of its first table, all on one scale."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ledger.foundation import from_minor, marked
from ledger.presentation.language import NO_BREAK, Language, signs_of
from ledger.presentation.legend import legend_of_bars
from ledger.presentation.marks import LEGEND, MISSING, Mark, marks_of, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.no_sum import is_mostly_missing, no_sum
from ledger.presentation.others import others_name
from ledger.presentation.presented import Bar, BoundFigure, Gridline, Panel, Sentence, SmallMultiples
from ledger.presentation.strips import Strip, Strips
from ledger.presentation.tables import FigureKey, LegendEntry
from ledger.presentation.titles import title_in, title_parts, titled
from ledger.presentation.words import MEASURE_TITLES, label_in, label_inside
from ledger.records import donors_of
from ledger.totals import IN_TIME, NOTHING, Dimension, Sum

PANELS = 8
"""The most panels of a chart; what has no panel of its own is in the last one."""
LINES = 3
"""The most lines across them, above zero."""

_IN_ONE: Mapping[Dimension, str] = {
    "year": marked("Of the stated sums only {name} comes to more than {amount} in a year"),
    "fiscal_year": marked("Of the stated sums only {name} comes to more than {amount} in a fiscal year"),
    "quarter": marked("Of the stated sums only {name} comes to more than {amount} in a quarter"),
}


def small_multiples(measured: Measured, strips: Strips) -> SmallMultiples | None:
    """The chart of a table; None where it has no time across, or nothing to draw, or anything below zero."""
    across = strips.table.definition.columns
    rows = strips.folded(measured.report, PANELS - 1).by_single_columns.leaves
    strips = strips.by_single_columns
    cells = [summed for strip in rows for summed in strip.cells.values()]
    largest = max((it.figures.central_minor for it in cells), default=0)
    if across not in IN_TIME or largest <= 0 or any(it.figures.low_minor < 0 for it in cells):
        return None
    gridlines = tuple(_gridlines(measured, largest))
    return SmallMultiples(
        table=strips.table.definition.name,
        title=_title(measured, strips, across, gridlines),
        description=_description(measured, rows),
        unit_line=_unit_line(measured, strips),
        unit=measured.language.unit(measured.large.scale),
        panels=tuple(_panel(measured, strips, strip) for strip in rows),
        gridlines=gridlines,
        legend=tuple(_legend(measured, rows)),
    )


def _unit_line(measured: Measured, strips: Strips) -> str:
    """What is drawn in which unit; bars of a table that runs on are those of each period by itself."""
    definition, language = strips.table.definition, measured.language
    title, unit = titled(definition.title, measured.report, language), language.unit(measured.large.scale)
    if definition.cumulative:
        sentence = marked("{measure}, {unit}, each period by itself. All panels have the same scale.")
        return language.say(sentence, measure=_measure(measured, strips), unit=unit)
    return language.say("{title}, {unit}. All panels have the same scale.", title=title, unit=unit)


def _name_of(strip: Strip, language: Language) -> str:
    """What is written above the panel of a line."""
    if strip.kind == "others":
        return others_name(len(strip.inside), language)
    return " · ".join(label_in(dimension, label, language) for dimension, label in strip.labels.items())


def _name_inside(strip: Strip, language: Language) -> str:
    """The same inside a sentence."""
    return " · ".join(label_inside(dimension, label, language) for dimension, label in strip.labels.items())


def _panel(measured: Measured, strips: Strips, strip: Strip) -> Panel:
    cells = {label: strip.cells.get(label, NOTHING) for label in strips.table.columns}
    tallest = max(cells, key=lambda label: cells[label].figures.central_minor)
    bars = tuple(_bar(measured, strip, label, summed, is_tallest=label == tallest) for label, summed in cells.items())
    return Panel(_name_of(strip, measured.language), _written(measured, strip.key(), strip.total), bars)


def _bar(measured: Measured, strip: Strip, label: str, summed: Sum, *, is_tallest: bool) -> Bar:
    """A bar carries its figure where it is the tallest of its panel, and always what is missing from it."""
    missing = NO_BREAK.join(mark.sign for mark in MISSING if mark in marks_of(summed))
    text = _written(measured, strip.key(label), summed) if is_tallest and summed.records else missing
    return Bar(
        _column(measured, strip.across, label),
        summed.figures.low_minor,
        summed.figures.central_minor,
        text,
        strip.key(label),
    )


def _written(measured: Measured, key: FigureKey, summed: Sum) -> str:
    if not summed.records:
        return NO_BREAK.join(signs_of(marks_of(summed)))
    return measured.language.figure(*_number_and_marks(measured, key, summed))


def _read_aloud(measured: Measured, key: FigureKey, summed: Sum) -> str:
    return measured.language.read_aloud(*_number_and_marks(measured, key, summed))


def _number_and_marks(measured: Measured, key: FigureKey, summed: Sum) -> tuple[Decimal, frozenset[Mark]]:
    """A figure as a label: in a larger unit than that of tables with two decimals at most, and less reads as nothing.

    With more of them it would have finer digits than the table beside it.
    """
    exact, scale = summed.figures.central_minor, measured.large.scale
    number = measured.number(key, exact)
    if not measured.is_in_unit_of_tables and from_minor(1, scale.decimals + 1) > abs(number):
        number = scale.number(0)
    return number, marks_of(summed) | size_marks(exact, number)


def _gridlines(measured: Measured, largest: int) -> Iterator[Gridline]:
    """From zero up to the last line below the tallest bar, at a round distance."""
    distance = gridline_distance(largest)
    for number in range(largest // distance + 1):
        yield Gridline(number * distance, _short(measured, number * distance))


def gridline_distance(largest: int) -> int:
    """The smallest round amount, 1, 2 or 5 and zeros, that fits into a height at most so many times.

    >>> gridline_distance(176), gridline_distance(9), gridline_distance(0)
    (50, 5, 1)
    """
    power = 1
    while True:
        for digit in (1, 2, 5):
            if largest // (digit * power) <= LINES:
                return digit * power
        power *= 10


def _short(measured: Measured, exact: int) -> str:
    return measured.language.number(_number(measured, exact))


def _number(measured: Measured, exact: int) -> Decimal:
    """A round amount in the unit of charts, exactly and without zeros behind its last digit."""
    scale = measured.large.scale
    digits = len(str(scale.step_minor)) - 1 + scale.decimals
    number = from_minor(exact, digits)
    return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def _title(measured: Measured, strips: Strips, across: Dimension, gridlines: Sequence[Gridline]) -> str:
    say = measured.language.say
    tallest = {
        _name_of(strip, measured.language): max((it.figures.central_minor for it in strip.cells.values()), default=0)
        for strip in strips.leaves
    }
    inside = {_name_of(it, measured.language): _name_inside(it, measured.language) for it in strips.leaves}
    first, *others = sorted(tallest, key=lambda name: -tallest[name])
    several = {_name_of(it, measured.language) for it in strips.leaves if _is_of_several(it)}
    limit = next((it.height_minor for it in gridlines if it.height_minor >= tallest[others[0]]), 0) if others else 0
    if limit and tallest[first] > limit and across in _IN_ONE and not several:
        amount = measured.language.money(_number(measured, limit), measured.large.scale)
        return say(_IN_ONE[across], name=inside[first], amount=amount)
    columns = {label: summed.figures.central_minor for label, summed in strips.total.cells.items()}
    largest = max(columns, key=lambda label: columns[label])
    whole = strips.total.total
    # "Of it" would be of the few sums that are known.
    is_known = not is_mostly_missing(whole)
    if is_known and len(columns) > 2 and columns[largest] * 2 > whole.figures.central_minor:
        return say("More than half of it falls in {period}", period=_column(measured, across, largest))
    if strips.table.definition.cumulative:
        return _measure(measured, strips)
    return _table_title(measured, strips)


def _measure(measured: Measured, strips: Strips) -> str:
    return measured.language.term(MEASURE_TITLES[strips.table.definition.measure])


def _table_title(measured: Measured, strips: Strips) -> str:
    definition = strips.table.definition
    return title_in(definition.title, title_parts(definition), measured.report, measured.language)


def _is_of_several(strip: Strip) -> bool:
    """Whether a line is of all others, or of what several donors give jointly: it is not known who gives how much."""
    return strip.kind == "others" or any(len(donors_of(label)) > 1 for label in strip.labels.values())


def _description(measured: Measured, rows: Sequence[Strip]) -> Sentence:
    """The chart for those who do not see it: the total of each panel and its tallest bar."""
    texts, figures = [], []
    for strip in rows:
        name = _name_of(strip, measured.language)
        label, tallest = max(strip.cells.items(), key=lambda it: it[1].figures.central_minor, default=("", NOTHING))
        if not strip.total.records:
            # A row that only the earlier report has is empty now.
            texts.append(measured.language.say(no_sum(marks_of(strip.total)).sentence, measure=name))
            continue
        figures += [
            BoundFigure(
                strip.key(), strip.total.figures.central_minor, _read_aloud(measured, strip.key(), strip.total)
            ),
            BoundFigure(
                strip.key(label), tallest.figures.central_minor, _read_aloud(measured, strip.key(label), tallest)
            ),
        ]
        sentence = marked("{name}: {total} in all, most in {period} with {largest}.")
        total, largest = (figure.text for figure in figures[-2:])
        period = _column(measured, strip.across, label)
        texts.append(measured.language.say(sentence, name=name, total=total, period=period, largest=largest))
    return Sentence(" ".join(texts), tuple(figures))


def _column(measured: Measured, across: Dimension | None, label: str) -> str:
    return label_in(across, label, measured.language) if across else label


def _legend(measured: Measured, rows: Sequence[Strip]) -> Iterator[LegendEntry]:
    language, cells = measured.language, [summed for strip in rows for summed in strip.cells.values()]
    # Where there is one reading only, nothing has to be told apart.
    if any(it.figures.low_minor < it.figures.central_minor for it in cells):
        yield from legend_of_bars(language)
    occurring = {mark for it in cells for mark in marks_of(it) if mark in MISSING}
    yield from (LegendEntry(mark.sign, language.term(LEGEND[mark])) for mark in Mark if mark in occurring)
    labels = [label for strip in rows for label in _labels(measured, strip)]
    under = next((number for number, marks in labels if Mark.UNDER in marks), None)
    # In the unit of the tables they explain it.
    if under is not None and not measured.is_in_unit_of_tables:
        yield LegendEntry(language.number(under), language.term(LEGEND[Mark.UNDER]))


def _labels(measured: Measured, strip: Strip) -> Iterator[tuple[Decimal, frozenset[Mark]]]:
    """The figures that are written in a panel: its total, and that of its tallest bar."""
    if strip.total.records:
        yield _number_and_marks(measured, strip.key(), strip.total)
        label = max(strip.cells, key=lambda it: strip.cells[it].figures.central_minor)
        yield _number_and_marks(measured, strip.key(label), strip.cells[label])
