"""The integer keys by which formulas find groups.

Sums go by integers because SUMIFS by name takes ``A*`` for every name with A, and ``ab`` for ``AB``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ledger.foundation import marked
from ledger.presentation import Language, Mark, label_in
from ledger.records import CURRENCIES, GROUP_MEMBERS, Commitment
from ledger.reporting import RateKey, Report, Row, rate_key
from ledger.totals import DIMENSIONS, MEASURES, Dimension, Measure

# What each measure adds first: so a stage keeps its key when a measure begins to take another one away.
STAGES: tuple[str, ...] = tuple(dict.fromkeys(next(iter(signs)) for signs in MEASURES.values()))
STATUS_KEYS: Mapping[str, int] = {
    "converted": 1,
    "not_converted": 2,
    "not_counted": 3,
    "no_figure": 4,
    "no_money": 5,
}
STATUS_TITLES: Mapping[str, str] = {
    "converted": marked("converted"),
    "not_converted": marked("not converted"),
    "not_counted": marked("not counted"),
    "no_figure": marked("no figure"),
    "no_money": marked("no money"),
}
IN_PLACE_OF_RESULTS: Mapping[str, str] = {
    "not_converted": Mark.NOT_CONVERTED.sign,
    "not_counted": Mark.NONE.sign,
    "no_figure": Mark.UNDISCLOSED.sign,
    "no_money": Mark.NONE.sign,
}
"""What stands in the place of what a line comes to, by its status."""


Condition = tuple[str, str]
"""The heading of a column of keys, and the cell or number that must stand in it."""


def stage_key(stage: str) -> int:
    """The key of a stage, the same in every workbook.

    >>> stage_key("pledge")
    1
    """
    return STAGES.index(stage) + 1


@dataclass(frozen=True)
class Lookup:
    """A report with what its sheets look up again and again, gathered once.

    Args:
        report: the report.
        digits: decimals of its currency.
        rows: its records by id.
        groups: integer key of each label of each dimension.
        currencies: integer key of each original currency that the report saw, counted or not.
        decimals: the most decimals that an amount in each of them has.
        rates: number of each leg used.
        language: of the words on its sheets.
        has_shares: whether any sum is given by several donors, so that conversions need its shares.
        converted: stages that any line stands in which is no share of a cancellation.
        cancelled: stages that shares of cancellations stand in.
        offset_stages: stages in which an envelope and a part of it offset a doubt.
        filled: the tables of lines and records that have rows; the others are not drawn.
        beside: the tables of evidence that go into files beside the workbook, since they are longer than a sheet.
    """

    report: Report
    digits: int
    rows: Mapping[str, Row]
    groups: Mapping[tuple[Dimension, str], int]
    currencies: Mapping[str, int]
    decimals: Mapping[str, int]
    rates: Mapping[RateKey, int]
    language: Language
    has_shares: bool = False
    converted: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()
    offset_stages: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()

    @cached_property
    def memo_groups(self) -> tuple[str, ...]:
        """The groups that have a memo line in any table."""
        return self.report.definition.memo_groups

    def label(self, dimension: Dimension, label: str) -> str:
        """What a reader sees for a label."""
        return label_in(dimension, label, self.language)

    @property
    def currency(self) -> str:
        """The report's currency."""
        return self.report.definition.currency

    def signs(self, measure: Measure) -> Mapping[str, int]:
        """The stages that a measure adds or takes away here; one that takes away is only named where it occurs."""
        return {
            stage: sign
            for stage, sign in MEASURES[measure].items()
            if sign > 0 or stage in self.converted | self.cancelled
        }

    @property
    def line_tables(self) -> tuple[tuple[str, str], ...]:
        """The tables in which lines stand, each with its heading for the key of the original currency."""
        tables = (("Conversions", "Currency key"), ("Cancellations", "Original currency key"))
        return tuple(table for table in tables if table[0] in self.filled)

    def sources(self, stage: str, table: str) -> tuple[str, ...]:
        """The tables that hold the figures of a stage: the one named, and that of the shares of cancellations."""
        own = (table,) * (stage in self.converted or stage not in self.cancelled)
        shares = ("Cancellations",) * (stage in self.cancelled)
        return tuple(name for name in (*own, *shares) if name in self.filled)

    def takes_away(self, measure: Measure) -> bool:
        """Whether something is taken away in a measure, so that what has no rate may be missing from either side."""
        return any(sign < 0 for sign in self.signs(measure).values())


def look_up(report: Report, language: Language) -> Lookup:
    """Gather what the sheets of a report need."""
    groups = {
        (dimension, label): stage_key(label) if dimension == "stage" else number
        for dimension, labels in report.groups.items()
        for number, label in enumerate(labels, start=1)
    }
    decimals: dict[str, int] = {}
    for amount in (row.record.amount for row in report.rows):
        if amount.currency:
            decimals[amount.currency] = max(decimals.get(amount.currency, 0), amount.decimals)
    return Lookup(
        report=report,
        digits=CURRENCIES[report.definition.currency].minor_units,
        rows={row.record.id: row for row in report.rows},
        groups=groups,
        currencies={currency: number for number, currency in enumerate(sorted(decimals), start=1)},
        decimals=decimals,
        rates={rate_key(used.rate_set, used.leg): used.number for used in report.rates},
        language=language,
        has_shares=any(row.portions for row in report.rows),
        converted=frozenset(line.stage for line in report.lines if line.taken is None),
        cancelled=frozenset(line.stage for line in report.lines if line.taken is not None),
        offset_stages=frozenset(report.lines[report.parts[it.part].line].stage for it in report.offsets.parts),
        filled=frozenset(_filled(report)),
    )


def _filled(report: Report) -> Iterator[str]:
    kinds = {isinstance(row.record, Commitment) for row in report.rows}
    yield from (name for name, kind in (("Commitments", True), ("Transactions", False)) if kind in kinds)
    shares = {line.taken is not None for line in report.lines}
    yield from (name for name, is_share in (("Conversions", False), ("Cancellations", True)) if is_share in shares)
    if any(report.lines[part.line].taken is None for part in report.parts):
        yield "Spread"
    if any(report.groups[dimension] for dimension in report.groups):
        yield "Groups"


def flag_heading(group: str) -> str:
    """The heading of a group's column in the table Spread: 1 where the donor was a member, 0 where not.

    >>> flag_heading("EURO-AREA")
    'Euro area members flag'
    """
    members = GROUP_MEMBERS[group]
    return f"{members[0].upper()}{members[1:]} flag"


def key_heading(dimension: Dimension) -> str:
    """The heading of a dimension's key column on the sheets that tables add.

    >>> key_heading("fiscal_year")
    'Fiscal year key'
    """
    return f"{dimension.replace('_', ' ').capitalize()} key"


def dimension_key(dimension: Dimension) -> int:
    """The key of a dimension on the sheet of group totals.

    >>> dimension_key("donor")
    1
    """
    return DIMENSIONS.index(dimension) + 1
