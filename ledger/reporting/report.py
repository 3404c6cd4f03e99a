"""The report as a frozen value: every figure with its exact value and where it comes from. Files are drawn from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.book import Decision, Revision, StatedRecord
from ledger.checks import Candidate
from ledger.foundation import (
    Phrase,
    Place,
    Problem,
    Refused,
    each_of,
    going_out,
    grouped,
    html_table,
    malformed,
    quoted,
    read_only,
    require_kind,
)
from ledger.records import GROUPS, Bounds, Commitment, Portion, Record, money_of
from ledger.reporting.definition import Definition
from ledger.reporting.definition_tables import GoodsTableDefinition, StageTableDefinition, TableDefinition
from ledger.reporting.findings import Finding
from ledger.reporting.money_sums import Total, money_sum
from ledger.reporting.sampled import Sampled
from ledger.reporting.used_rates import UsedRate
from ledger.totals import (
    DIMENSIONS,
    GOODS_STAGES,
    MEASURES,
    NOTHING,
    Cube,
    Dimension,
    Envelope,
    GoodsKey,
    Limit,
    Measure,
    Offsets,
    Piece,
    Proof,
    Quantities,
    Quantity,
    StillOpen,
    Sum,
    all_together,
    frame,
    goods_frame,
    sums,
)
from ledger.valuation import Line, Part, Schedule

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Issued:
    """From which state of which book a report was made.

    Args:
        head: hash of the last entry that the report saw.
        entries: how many entries that is.
        as_of: only what was recorded by the end of this day (UTC).
        version: version of this package.
        number: of the entry by which the report was issued; None for one that was only made.
        hashed: whether all these entries were hashed, and none was altered, when the report was made of them.
    """

    head: str
    entries: int
    as_of: date
    version: str
    number: int | None = None
    hashed: bool = False


@dataclass(frozen=True)
class Note:
    """One remark for the reader.

    Args:
        about: what it is about.
        said: the remark in plain words; as phrases where documents in other languages say it too.

    >>> from ledger.foundation import phrase
    >>> Note("Rates", (phrase("Basis {basis}.", basis="year"), phrase("Two."))).text
    'Basis year. Two.'
    """

    about: str
    said: str | Phrase | tuple[str | Phrase, ...]

    @property
    def text(self) -> str:
        """The remark in English."""
        return " ".join(str(it) for it in self.sentences)

    @property
    def sentences(self) -> tuple[str | Phrase, ...]:
        """Its sentences, one or more."""
        return self.said if isinstance(self.said, tuple) else (self.said,)


@dataclass(frozen=True)
class Row:
    """One record as the report sees it.

    Args:
        record: the record.
        commitment: itself, or the commitment a transaction belongs to.
        left_out: why it is not counted, in plain words; None if it counts.
        schedule: how many instalments it comes to; None if open-ended without a horizon.
        envelope: what its parts hold of it, where only what is left counts; None for all others.
        portions: who gives which part of it; none for what one donor gives.
        outside: by the label of each portion outside the boundary the reason why it does not count.
        bounds: of a part of at least so much what it comes to, where its envelope leaves no more than that for it.
        filtered: the filter that leaves it out; None for one that counts, or does not for another reason.
        is_late: whether it would count if the horizon lay later.
    """

    record: Record
    commitment: Commitment
    left_out: Phrase | None
    schedule: Schedule | None
    envelope: Envelope | None = None
    portions: tuple[Portion, ...] = ()
    outside: Mapping[str, Phrase] = field(default_factory=dict)
    bounds: Bounds | None = None
    filtered: Limit | None = None
    is_late: bool = False

    def __repr__(self) -> str:
        return f"<Row {self.record.id!r}: {self.left_out or 'counted'}>"


@dataclass(frozen=True)
class Memo:
    """A line below a table that says how much of it came from the members of one group. Such lines overlap.

    Args:
        group: code of the group.
        cells: sums per column label; a missing key means nothing falls there.
        total: the sum over all columns.

    >>> from ledger.valuation import Figures
    >>> a_cent = Sum(Figures(1, 1, 1), records=1, without_figure=0)
    >>> Memo("NATO", {"2025": a_cent}, a_cent).cells["2025"].figures.central_minor
    1
    """

    group: str
    cells: Mapping[str, Sum] = field(repr=False)
    total: Sum


@dataclass(frozen=True)
class Table:
    """One table: sums by the dimensions of its definition.

    Args:
        definition: what it shows.
        currency: of its sums.
        columns: labels across; empty for a table without columns.
        rows: sums per combination of row labels.
        cells: sums per row labels and column label; a missing key means nothing falls there.
        total: the sum of everything in it.
        memo: how much of the total came from each group; contained in it, so never added to it.

    >>> from ledger.valuation import Figures
    >>> a_cent = Sum(Figures(1, 1, 1), records=1, without_figure=0)
    >>> by_donor = TableDefinition(name="donors", title="By donor", rows=("donor",), measure="pledges")
    >>> Table(by_donor, "EUR", (), {("GBR",): a_cent}, {}, a_cent).frame()[["donor", "central"]].values.tolist()
    [['GBR', Decimal('0.01')]]
    """

    definition: TableDefinition
    currency: str
    columns: tuple[str, ...]
    rows: Mapping[tuple[str, ...], Sum]
    cells: Mapping[tuple[str, ...], Sum]
    total: Sum
    memo: tuple[Memo, ...] = ()

    def __repr__(self) -> str:
        return f"<Table {self.definition.name!r} in {self.currency}: {len(self.rows)} rows>"

    @property
    def sums(self) -> tuple[Sum, ...]:
        """All sums that it shows, or that stand behind a cell of it."""
        memos = (found for memo in self.memo for found in (memo.total, *memo.cells.values()))
        return (self.total, *self.rows.values(), *self.cells.values(), *memos)

    def frame(self) -> "pd.DataFrame":
        """A row per cell: its labels, ``low``, ``central`` and ``high`` in :attr:`currency`, and counts of records.

        The columns are those of :func:`ledger.rollup`; the labels across are one of them. Memo lines are not in it,
        since they are part of the rows.
        """
        across = self.definition.columns
        if across is None:
            return frame(self.rows, self.definition.rows, self.currency)
        return frame(self.cells, (*self.definition.rows, across), self.currency)

    def _repr_html_(self) -> str:
        across = self.columns or ("total",)
        cells = {(*key, "total"): whole for key, whole in self.rows.items()} | dict(self.cells)
        rows = [
            [" / ".join(key), *(_shown(cells.get((*key, label), NOTHING), self.currency) for label in across)]
            for key in self.rows
        ]
        return html_table(
            f"{self.definition.title}, {self.currency}", rows, (" / ".join(self.definition.rows), *across)
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from ledger.reporting import in_json

        return going_out(cls, in_json.TableAnswer, in_json.table_in_json, handler)


@dataclass(frozen=True)
class StageTable:
    """Stages of the same money side by side.

    Args:
        definition: what it shows.
        currency: of its sums.
        rows: per combination of row labels that occurs in any stage the sum of each stage, in their order.
        total: the sums of everything in it.
    """

    definition: StageTableDefinition
    currency: str
    rows: Mapping[tuple[str, ...], tuple[Sum, ...]]
    total: tuple[Sum, ...]

    def __repr__(self) -> str:
        return f"<StageTable {self.definition.name!r} in {self.currency}: {len(self.rows)} rows>"

    def frame(self) -> "pd.DataFrame":
        """A row per combination of labels and ``stage``, with the columns of :meth:`Table.frame`.

        Stages are the same money side by side: they are never added together.
        """
        cells = {
            (*key, stage): whole
            for key, row in self.rows.items()
            for stage, whole in zip(self.definition.stages, row, strict=True)
        }
        return frame(cells, (*self.definition.rows, "stage"), self.currency)

    def _repr_html_(self) -> str:
        rows = [[" / ".join(key), *(_shown(whole, self.currency) for whole in row)] for key, row in self.rows.items()]
        headings = (" / ".join(self.definition.rows), *self.definition.stages)
        return html_table(f"{self.definition.title}, {self.currency}", rows, headings)

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from ledger.reporting import in_json

        return going_out(cls, in_json.StageTableAnswer, in_json.stage_table_in_json, handler)


@dataclass(frozen=True)
class GoodsTable:
    """How many units of goods in kind were promised and delivered.

    Args:
        definition: what it shows.
        records: by labels and kind, in the order of their names, how many each record names in each stage.
    """

    definition: GoodsTableDefinition
    records: Mapping[GoodsKey, Mapping[str, Quantities]]

    def __repr__(self) -> str:
        return f"<GoodsTable {self.definition.name!r}: {len(self.records)} rows>"

    @property
    def rows(self) -> Mapping[GoodsKey, Quantities]:
        """The units of all records together."""
        return {key: all_together(by_record) for key, by_record in self.records.items()}

    def frame(self) -> "pd.DataFrame":
        """A row per combination of labels, kind of goods and ``stage``: ``number`` of units, and counts of records."""
        return goods_frame(self.rows, self.definition.rows)

    def _repr_html_(self) -> str:
        rows = [
            [" / ".join((*labels, good.description)), good.unit, *(_stated(units[stage]) for stage in GOODS_STAGES)]
            for (labels, good), units in self.rows.items()
        ]
        return html_table(
            self.definition.title, rows, (" / ".join((*self.definition.rows, "goods")), "unit", *GOODS_STAGES)
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from ledger.reporting import in_json

        return going_out(cls, in_json.GoodsTableAnswer, in_json.goods_table_in_json, handler)


def _shown(whole: Sum, currency: str) -> str:
    """The central figure of a cell; why there is none, or a dash where nothing falls."""
    if whole.records:
        return grouped(money_of(whole.figures.central_minor, currency).value)
    return whole.unknown or "\u2013"


def _stated(units: Quantity) -> str:
    """How many units, and how many records do not say it; a dash where nothing is recorded."""
    number = grouped(units.number) if units.records else ""
    silent = f"{units.without_number} without a number" if units.without_number else ""
    return " and ".join(filter(None, (number, silent))) or "\u2013"


@dataclass(frozen=True)
class Evidence:
    """The journal behind a report, for auditors.

    Args:
        revisions: the entries on the records that the report shows, on rates and on imports; oldest first.
        decisions: what people said of the book: issues, sign-offs, waivers, severities, samples.
        candidates: records that may hold the same money, untied so far.
        sampled: the conversions that audit samples drew, and what was found in them.
    """

    revisions: tuple[Revision, ...]
    decisions: tuple[Decision, ...]
    candidates: tuple[Candidate, ...]
    sampled: tuple[Sampled, ...] = ()

    def __repr__(self) -> str:
        return f"<Evidence of {len(self.revisions)} entries and {len(self.decisions)} decisions>"


@dataclass(frozen=True, repr=False)
class Report:
    """Everything a workbook shows, before it is drawn.

    Args:
        definition: by which rules it was made.
        issued: from which state of which book.
        rows: the records it saw, by id.
        lines: their instalments, converted or with the reason why not, by id and number.
        parts: the converted lines cut at quarters and fiscal years; made when they are first read.
        pieces: what the tables add; made when they are first read.
        cube: the same with the pieces of one place in every dimension together, as sums are made of it.
        offsets: the doubts that envelopes share with their parts, which cancel out in figures that have both.
        totals: one sum per measure.
        tables: as the definition asks.
        groups: per dimension its labels; the place in this list plus one is the group's integer key.
        rates: the legs used.
        proofs: figures that must agree, with their difference.
        findings: everything that was found, most severe first, as it counts in this book.
        severities: the entries that set the severity of a code in this book.
        sign_offs: the entries that sign off the book, or reports issued from it.
        notes: method and assumptions in plain words.
        evidence: the journal behind it; None where the definition does not ask for it.
        rates_until: for each set of daily rates that it may use the last day that the set has.
        open: what is open of firm commitments; nothing where no table asks for it and nothing was paid.
        stage_tables: tables of stages side by side.
        goods_tables: tables of units of goods in kind.
        stated: its records by their ids, each with the entry that states it, where its material says so.

    >>> from ledger.reporting import Material, build, load_definition
    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> report = build(load_definition("commitments"), nothing)
    >>> report.definition.currency, report.agrees, report.lines
    ('EUR', True, ())
    """

    definition: Definition
    issued: Issued
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    parts: Sequence[Part]
    pieces: Sequence[Piece]
    cube: Cube
    totals: Mapping[Measure, Sum]
    tables: tuple[Table, ...]
    groups: Mapping[Dimension, tuple[str, ...]]
    rates: tuple[UsedRate, ...]
    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]
    severities: tuple[Decision, ...]
    sign_offs: tuple[Decision, ...]
    notes: tuple[Note, ...]
    evidence: Evidence | None = None
    offsets: Offsets = field(default_factory=Offsets)
    rates_until: Mapping[str, date] = field(default_factory=lambda: read_only({}))
    open: StillOpen = field(default_factory=StillOpen)
    stage_tables: tuple[StageTable, ...] = ()
    goods_tables: tuple[GoodsTable, ...] = ()
    stated: Mapping[str, StatedRecord] = field(default_factory=lambda: read_only({}))

    def __repr__(self) -> str:
        failing = sum(not proof.agrees for proof in self.proofs)
        proofs = "all proofs agree" if not failing else f"{failing} of {len(self.proofs)} proofs fail"
        return (
            f"<Report {self.definition.name!r} in {self.definition.currency} as of {self.issued.as_of}: "
            f"{len(self.rows)} records, {len(self.problems)} findings, {proofs}>"
        )

    def _repr_html_(self) -> str:
        totals = [self.total(measure) for measure in self.totals]
        figures = [[str(each or "no figure") for each in (it.low, it.central, it.high)] for it in totals]
        rows = [
            [it.measure, low, central, f"at least {high}" if it.open_high else high, str(it.without_figure)]
            for it, (low, central, high) in zip(totals, figures, strict=True)
        ]
        return html_table(repr(self)[1:-1], rows, ("measure", "low", "central", "high", "records without a figure"))

    def total(self, measure: Measure) -> Total:
        """All of one measure, as money.

        Args:
            measure: such as ``pledges`` or ``disbursements``.

        Raises:
            Refused: FORM for a measure that does not exist.
            TypeError: for what is no text.

        >>> from ledger.reporting import Material, build, load_definition
        >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
        >>> build(load_definition("commitments"), nothing).total("pledges").central is None
        True
        """
        _require_one_of(measure, MEASURES, "measure")
        return Total(measure, **vars(money_sum(self.totals.get(measure, NOTHING))))

    def sums(
        self, by: Sequence[Dimension], measure: Measure, group: str | None = None
    ) -> Mapping[tuple[str, ...], Sum]:
        """Totals of one measure by any dimensions, one per combination of labels that occurs, sorted by label.

        Central figures add up to those of :attr:`totals`. The bounds of a total may be narrower than those of what it
        is made of together: what cancels out in it is in doubt only once.

        Args:
            by: dimensions such as ``donor`` and ``year``; none for all of it.
            measure: such as ``pledges``.
            group: only donors that belonged to this group, such as ``NATO``, on the day of the announcement.

        Raises:
            Refused: FORM for a dimension, a measure or a group that does not exist.
            TypeError: for what is no text, or one dimension that stands in no list.

        >>> from ledger.reporting import Material, build, load_definition
        >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
        >>> build(load_definition("commitments"), nothing).sums(["donor", "year"], "pledges", group="NATO")
        mappingproxy({})
        """
        _require_one_of(measure, MEASURES, "measure")
        by = each_of(by, str, "by is a list of dimensions such as ['donor', 'year']")
        for dimension in by:
            _require_one_of(dimension, DIMENSIONS, "by")
        if group is not None:
            _require_one_of(group, GROUPS, "group")
        return sums(self.cube if group is None else self.cube.of_group(group), by, measure)

    @property
    def last_day(self) -> date:
        """The last day that it knows of: as of when it was made, or up to which announcements."""
        return min(self.issued.as_of, self.definition.cutoff or self.issued.as_of)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found, with the severity that counts in this book."""
        return tuple(finding.problem for finding in self.findings)

    @property
    def agrees(self) -> bool:
        """Whether every proof holds."""
        return all(proof.agrees for proof in self.proofs)

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from ledger.reporting import in_json

        return going_out(cls, in_json.ReportTables, in_json.report_in_json, handler)


def _require_one_of(name: str, names: Collection[str], argument: str) -> None:
    require_kind(name, str, f"{argument} is a text such as {next(iter(names))!r}")
    if name not in names:
        raise Refused([malformed(Place(argument=argument), quoted(name), ", ".join(names), "write one of these")])
