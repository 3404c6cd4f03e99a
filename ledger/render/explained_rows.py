"""The rows of an explained figure as cells: amount, rate, worth and part of each, live, with the sum so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlsxwriter.utility import xl_col_to_name

from ledger.audit import Adjustment, Derivation, ExplainedRow, PartKey, part_of
from ledger.foundation import read_only, round_half_up
from ledger.records import CURRENCIES, minor_of
from ledger.render.cells import Formula, Value, ratio, this
from ledger.render.lines import day_of_rate
from ledger.render.sheet import Column


@dataclass(frozen=True)
class ExplainedRows:
    """The rows of a figure, each with what it adds.

    Args:
        table: what their table is called.
        derivation: the figure.
        numbers: of the part of a change that each row is, where a change is explained; none for a figure by itself.
    """

    table: str
    derivation: Derivation
    numbers: Mapping[PartKey, int] = field(default_factory=lambda: read_only({}))

    def cells(self, top: int) -> Sequence[Sequence[Value]]:
        """All rows, and behind them what stands between them and the figure.

        Args:
            top: the row of the headings, from 0.
        """
        derivation = self.derivation
        together = xl_col_to_name([column.heading for column in self.columns].index("Together"))
        count = len(derivation.rows) + len(derivation.adjustments)
        before = ["0", *(f"{together}{top + 2 + number}" for number in range(count))]
        rows = [self._row(cell, row) for cell, row in zip(before, derivation.rows, strict=False)]
        between = zip(before[len(rows) :], derivation.adjustments, strict=False)
        return [*rows, *(self._between(cell, found) for cell, found in between)]

    @property
    def digits(self) -> int:
        """Decimals of the currency."""
        return CURRENCIES[self.derivation.report.definition.currency].minor_units

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns."""
        part = (Column("Part", 7, "number"),) if self.numbers else ()
        return (
            Column("Line", 7, "number"),
            Column("Record", 30),
            Column("Title", 40, "wrap"),
            Column("Stage", 12),
            Column("Instalment", 10, "count"),
            Column("Piece", 10),
            Column("From", 11, "day"),
            Column("Counted to", 11, "day"),
            Column("Currency", 10),
            Column("Amount", 20, "amount"),
            Column("Rate day", 11, "day"),
            Column("Days back", 8, "count"),
            Column("From per base", 14, "rate"),
            Column("To per base", 14, "rate"),
            Column("Worth", 20, "money", self.digits),
            Column("Part from", 11, "day"),
            Column("Part to", 11, "day"),
            Column("Days before", 8, "count"),
            Column("Days", 8, "count"),
            Column("Of days", 8, "count"),
            Column("In this figure", 20, "money", self.digits),
            Column("Together", 20, "money", self.digits),
            Column("Rates from", 30, "wrap"),
            Column("Source", 40, "wrap"),
            Column("Quote", 50, "wrap"),
            *part,
        )

    def _row(self, before: str, row: ExplainedRow) -> list[Value]:
        line, item, pair = row.line, row.line.instalment, row.line.pair
        source = line.record.sources[0] if line.record.sources else None
        return [
            row.number,
            line.record.id,
            line.record.title or "",
            line.stage,
            item.number,
            item.piece or None,
            item.interval.start,
            item.counted.end,
            line.currency,
            row.amount,
            day_of_rate(pair) if pair else None,
            pair.days_back if pair else None,
            ratio("", pair.source.per_base).value if pair else None,
            ratio("", pair.target.per_base).value if pair else None,
            self._worth(row),
            row.interval.start,
            row.interval.end,
            row.first_day,
            row.days,
            item.counted.days,
            self._share(row),
            Formula(f"=ROUND({before}+{self._this('In this figure')},{self.digits})", row.running.value),
            f"{pair.rate_set.name}: {pair.rate_set.source} (file {pair.rate_set.sha256[:12]})"
            if pair
            else "none needed",
            f"{source.publisher}, {source.title}" if source else "no source",
            (source.quote or "") if source else "",
            *([self.numbers[part_of(row)]] if self.numbers else []),
        ]

    def _between(self, before: str, adjustment: Adjustment) -> list[Value]:
        """What stands between the lines and the figure: a row without a line of its own."""
        own: dict[str, Value] = {
            "Record": adjustment.offset.envelope if adjustment.offset else None,
            "Title": adjustment.reason,
            "In this figure": adjustment.result.value,
            "Together": Formula(
                f"=ROUND({before}+{self._this('In this figure')},{self.digits})", adjustment.running.value
            ),
        }
        return [own.get(column.heading) for column in self.columns]

    def _this(self, heading: str) -> str:
        return this(self.table, heading)

    def _worth(self, row: ExplainedRow) -> Value:
        """The amount by both legs of the rate, live; a plain value where the line came to its worth in another way."""
        value = row.worth.value
        if row.amount is None:
            return value
        pair = row.line.pair
        legs = Fraction(1) if pair is None else pair.target.per_base / pair.source.per_base
        exact = Fraction(row.amount) * 10**self.digits * legs
        if round_half_up(exact.numerator, exact.denominator) != minor_of(row.worth):
            return value
        by_legs = f"*{self._this('To per base')}/{self._this('From per base')}" if pair else ""
        return Formula(f"=ROUND({self._this('Amount')}{by_legs},{self.digits})", value)

    def _share(self, row: ExplainedRow) -> Value:
        """What the days of the figure come to: what is reached by the last of them less what was before the first."""
        days, of_days, worth = row.days, row.line.instalment.counted.days, minor_of(row.worth)
        value: Decimal = row.result.value
        reached, start = (round_half_up(worth * it, of_days) for it in (row.first_day + days, row.first_day))
        if row.sign * (reached - start) != minor_of(row.result):
            return value
        sign, cell = "-" if row.sign < 0 else "", self._this("Worth")
        if row.is_whole:
            return Formula(f"=ROUND({sign}{cell},{self.digits})", value)
        before, of = self._this("Days before"), self._this("Of days")
        shares = (f"ROUND({cell}*{it}/{of},{self.digits})" for it in (f"({before}+{self._this('Days')})", before))
        return Formula(f"=ROUND({sign}({'-'.join(shares)}),{self.digits})", value)
