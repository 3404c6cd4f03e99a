"""Goods in kind as a table of units: promised, firmly committed, delivered; in the numbers of the sources."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import from_minor, marked, round_half_up
from ledger.presentation.language import Language
from ledger.presentation.legend import legend_of_figures
from ledger.presentation.marks import Mark, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.tables import (
    Beside,
    FigureKey,
    LegendEntry,
    PresentedRow,
    PresentedTable,
    ShownFigure,
    ShownShare,
)
from ledger.presentation.titles import titled
from ledger.presentation.words import DIMENSION_TITLES, label_in
from ledger.reporting import GoodsTable
from ledger.totals import GOODS_STAGES, GoodsKey, GoodsStage, Quantities, Quantity

_TITLES: dict[GoodsStage, str] = {
    "pledged": marked("Pledged"),
    "committed": marked("Firmly committed"),
    "delivered": marked("Delivered"),
}
_UNITS: Beside = "units"
_LEGEND = {
    Mark.UNDISCLOSED: marked("undisclosed: how many nobody says; beside a number, more that are not in it"),
    Mark.NONE: marked("none: nothing recorded"),
}


def presented_goods(table: GoodsTable, measured: Measured) -> PresentedTable:
    """A table of units as it is displayed.

    It has no money and no total: goods of several kinds do not add up.
    """
    definition, language = table.definition, measured.language
    term = language.term
    rows = tuple(_row(table, key, quantities, language) for key, quantities in table.rows.items())
    dimensions = (DIMENSION_TITLES[dimension] for dimension in definition.rows)
    headings = (*(term(_TITLES[stage]) for stage in GOODS_STAGES), term(marked("Delivered, %")))
    return PresentedTable(
        name=definition.name,
        tab=titled(definition.name, measured.report, language),
        title=titled(definition.title, measured.report, language),
        unit="",
        unit_line=language.say("Numbers as the sources state them; each kind by itself, not in money."),
        headings=(*map(term, dimensions), term(marked("Goods")), term(marked("Unit"))),
        columns=(),
        rows=rows,
        has_shares=False,
        legend=tuple(_legend(rows, language)),
        remarks=(),
        has_totals=False,
        extra_headings=headings,
        extra_kinds=(_UNITS,) * len(headings),
    )


def _legend(rows: Sequence[PresentedRow], language: Language) -> Iterator[LegendEntry]:
    own = {mark.sign: language.term(words) for mark, words in _LEGEND.items()}
    for entry in legend_of_figures((extra for row in rows for extra in row.extras), language):
        yield replace(entry, words=own.get(entry.sign, entry.words))


def _row(table: GoodsTable, key: GoodsKey, quantities: Quantities, language: Language) -> PresentedRow:
    labels, good = key
    names = tuple(label_in(it, label, language) for it, label in zip(table.definition.rows, labels, strict=True))
    # There is no money in it: a figure without a number.
    worth = FigureKey("deliveries", tuple(zip(table.definition.rows, labels, strict=True)), record=" ".join(good.key))
    nothing = ShownFigure(worth, None, None, frozenset({Mark.NONE}), language.figure(None, frozenset({Mark.NONE})))
    shown = quantities_shown(quantities, language)
    unit = good.unit or Mark.NONE.sign
    return PresentedRow(
        "row",
        (*names, good.description, unit),
        (),
        nothing,
        in_no_figure=_in_no_figure(table.records[key], language),
        extras=(*shown, _part(quantities, language)),
    )


def _in_no_figure(by_record: Mapping[str, Quantities], language: Language) -> str:
    """How many records name goods without saying how many, in words; empty for none."""
    silent = sum(any(it.without_number for it in units.values()) for units in by_record.values())
    return language.say("{count} without a number", count=language.whole(silent)) if silent else ""


def quantities_shown(quantities: Quantities, language: Language) -> tuple[ShownShare, ...]:
    """How many units there are in each stage."""
    return tuple(_shown(quantities[stage], language) for stage in GOODS_STAGES)


def _shown(quantity: Quantity, language: Language) -> ShownShare:
    if quantity.is_nothing:
        return _marked(None, [Mark.NONE], language)
    missing = [Mark.UNDISCLOSED] if quantity.without_number else []
    return _marked(_plain(quantity.number) if quantity.records else None, missing, language)


def _part(quantities: Quantities, language: Language) -> ShownShare:
    """How many percent are delivered of what is firmly committed, or of what is pledged where nothing is firm."""
    promised, delivered = quantities["committed"], quantities["delivered"]
    if promised.is_nothing:
        promised = quantities["pledged"]
    if promised.without_number or delivered.without_number:
        return _marked(None, [Mark.UNDISCLOSED], language)
    if promised.number <= 0:
        return _marked(None, [Mark.NONE], language)
    if not delivered.number:
        return _marked(Decimal(0), [Mark.ZERO], language)
    part = Fraction(delivered.number) * 1000 / Fraction(promised.number)
    number = from_minor(round_half_up(part.numerator, part.denominator), 1)
    return _marked(number, size_marks(part.numerator, number), language)


def _marked(number: Decimal | None, marks: Collection[Mark], language: Language) -> ShownShare:
    return ShownShare(number, frozenset(marks), language.figure(number, frozenset(marks)))


def _plain(number: Decimal) -> Decimal:
    """A number without zeros behind its last digit."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
