"""A report worked out a second time: fractions, dictionaries and the rules of docs/, and no code of the product.

``recompute`` gives every total and every cell of the tables by donor, recipient, year, quarter, fiscal year, and by
donor and year, of every measure: low, central and high in minor units with the counts of records.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from oracle.cancelling import is_apart, shares
from oracle.days import cut, day, label
from oracle.envelopes import Whole, settle
from oracle.lines import Writer
from oracle.rates import Asked, rate_of
from oracle.standing import own_day, portions_of, standing
from oracle.sums import bounds_of, decimals_of, spread

GRIDS = ("year", "fiscal_year", "quarter")
TABLES = ((), ("donor",), ("recipient",), ("year",), ("quarter",), ("fiscal_year",), ("donor", "year"))
MEASURES = {
    "pledges": {"pledge": 1},
    "commitments": {"commitment": 1},
    "allocations": {"allocation": 1},
    "disbursements": {"disbursement": 1, "return": -1},
    "deliveries": {"delivery": 1},
    "cancelled_pledges": {"cancelled pledge": 1},
    "cancelled_commitments": {"cancelled commitment": 1},
    "returns": {"return": 1},
    "net_pledges": {"pledge": 1, "cancelled pledge": -1},
    "net_commitments": {"commitment": 1, "cancelled commitment": -1},
}


@dataclass
class Cell:
    """What stands in one place of a table; ids of records instead of their number, so that a difference can be told."""

    low: int = 0
    central: int = 0
    high: int = 0
    is_open: bool = False
    records: set = field(default_factory=set)
    without_figure: set = field(default_factory=set)
    not_converted: set = field(default_factory=set)
    held: dict = field(default_factory=dict)

    def add(self, figures, sign, is_open):
        low, central, high = figures if sign > 0 else (-it for it in reversed(figures))
        self.low, self.central, self.high = self.low + low, self.central + central, self.high + high
        self.is_open = self.is_open or is_open


@dataclass
class Piece:
    """A part of a line, or a share of a cancellation, in one place of every table."""

    record: str
    stage: str
    labels: dict
    figures: tuple | None
    is_open: bool
    status: str
    all: tuple | None = None
    less: tuple | None = None
    holders: set = field(default_factory=set)


@dataclass
class Recomputed:
    """What came out: the lines, the shares of cancellations, their pieces, and per measure and table the cells."""

    lines: list
    shares: list
    pieces: list
    cells: dict


class _Report:
    def __init__(self, records, sets, rules, as_of):
        self.rules, self.found = rules, standing(records, rules)
        self.starts = rules.get("fiscal_year_starts", "04-01")
        rate = cache(lambda source, target, on: rate_of(source, target, Asked(rules["basis"], on, as_of), sets))
        self.writer = Writer(rules, rate)
        wholes = {key: whole_of(it) for key, it in self.found.commitments.items() if bounds_of(it["amount"])}
        settled, self.remainders, self.pairs = settle(wholes, self.found.children)
        self.wholes = settled | self.remainders
        self.lines, self.shares = [], []

    def write(self):
        for key, record in self.found.commitments.items():
            if self.found.counts(key):
                self.lines += self._of_commitment(key, record)
            elif self.holders_of(key):
                self.lines += self.writer.lines(record, record, None)
        cancelled = []
        for record in self.found.transactions:
            home = self.found.commitments[record["commitment"]]
            taken = record["type"] == "cancellation"
            if self._is_late(record) or (home["id"] in self.found.superseded and taken):
                continue
            if taken and bounds_of(record["amount"]) and not is_apart(record, self.found):
                cancelled.append(record)
            elif not self._is_elsewhere(home, taken=taken):
                self.lines += self.writer.lines(record, home, whole_of(record))
        horizon = self.rules.get("horizon")
        self.shares = shares(cancelled, self.found, self.remainders, self.lines, horizon)
        return self

    def holders_of(self, key):
        """Of a part inside the boundary without a figure the records that count with its money."""
        _, kind = self.found.held.get(key, (None, None))
        is_unsaid = kind == "part_of" and self.found.commitments[key]["amount"]["qualifier"] == "undisclosed"
        if not is_unsaid or key in {*self.found.outside, *self.found.superseded}:
            return set()
        found = [self.found.holder(up) for up, lowers in self.found.below.items() if lowers.get(key) == "part_of"]
        for record in found:
            left = self.remainders.get(record)
            if left and not any(left.bounds) and not left.is_open:
                found += [it for it in self.found.children.get(record, ()) if it not in found]
        return set(found)

    def _of_commitment(self, key, record):
        whole = self.wholes.get(key)
        if key in self.remainders and not any(whole.bounds) and not whole.is_open:
            return []
        parts = [self.found.commitments[it] for it in self.found.children.get(key, ())]
        together = any(portions_of(it) != portions_of(record) for it in parts) and bool(record.get("joint_donors"))
        decimals = max((decimals_of(it["amount"]) for it in parts), default=0)
        return self.writer.lines(record, record, whole, together=together, decimals=decimals)

    def _is_late(self, record):
        horizon = self.rules.get("horizon")
        return horizon is not None and own_day(record) > day(horizon)

    def _is_elsewhere(self, home, *, taken):
        """Outside of the boundary; what was paid counts even where the term begins after the horizon."""
        if home["id"] not in self.found.outside:
            return False
        return taken or home["id"] in standing([home], self.rules | {"horizon": None}).outside

    def pieces(self):
        for line in self.lines:
            if line.status == "converted":
                stretches = self.cut(line.counted)
                cuts = [spread(value, stretches) for value in line.figures]
                for stretch, *figures in zip(stretches, *cuts, strict=True):
                    yield self.piece(line, line.record, line.stage, stretch[0], tuple(figures))
            elif line.status in ("not_converted", "no_figure"):
                for stretch in self.cut(line.counted):
                    yield self.piece(line, line.record, line.stage, stretch[0], None)
        for it in self.shares:
            piece = self.piece(it.line, it.record, it.stage, it.on[0], it.figures())
            # What is cancelled is bounded, however open the promise is.
            piece.is_open, piece.all, piece.less = False, it.figures("all"), it.figures("net")
            yield piece

    def cut(self, stretch):
        return cut(stretch, GRIDS, self.starts)

    def piece(self, line, record, stage, on, figures):
        home = self.found.commitments[line.home]
        labels = {"donor": " + ".join(sorted(line.donors)), "recipient": home["recipient"]}
        labels |= {grid: label(on, grid, self.starts) for grid in GRIDS}
        return Piece(record, stage, labels, figures, line.is_open, line.status, holders=self.holders_of(record))

    def doubts(self):
        """The rows of each pair of envelope and part: per pair and side the pieces of what is in doubt between them.

        Yields the number of the pair, the side (of the envelope or of the part), the bound (low or high), the stage,
        where it stands and its worth there.
        """
        of_record = defaultdict(list)
        for line in self.lines:
            if line.status == "converted":
                of_record[line.record].append(line)
        for number, pair in enumerate(self.pairs):
            for side, key in enumerate((pair.envelope, pair.part)):
                for line in of_record[key]:
                    yield from self._doubts_of(line, number, side, pair)

    def _doubts_of(self, line, number, side, pair):
        worths = (line.worth(pair.low), line.worth(pair.high))
        stretches = self.cut(line.counted)
        for bound, worth in enumerate(worths):
            for stretch, value in zip(stretches, spread(worth, stretches), strict=True):
                piece = self.piece(line, line.record, line.stage, stretch[0], None)
                yield number, side, bound, line.stage, piece.labels, (value, value, -value)
        for share in self.shares:
            if share.line is line:
                labels = self.piece(line, share.record, share.stage, share.on[0], None).labels
                for bound, worth in enumerate(worths):
                    gone = tuple(share.of(way, 2 * bound, worth) for way in ("alone", "all", "net"))
                    yield number, side, bound, share.stage, labels, gone


def whole_of(record):
    figure = bounds_of(record["amount"])
    return figure and Whole(*figure[0], figure[1])


def recompute(records, sets, rules, as_of):
    """All cells of a report.

    Args:
        records: dictionaries, as they are posted.
        sets: of rates, in order of preference.
        rules: fields of a report definition: currency, basis, horizon, cutoff, handling, boundary.
        as_of: last day whose rates count.
    """
    report = _Report(records, sets, rules, as_of).write()
    pieces, doubts = list(report.pieces()), list(report.doubts())
    stages = {it.stage for it in pieces} | {it.stage for it in report.lines if it.status == "no_money"}
    cells = {}
    for measure, signs in MEASURES.items():
        is_shown = stages >= signs.keys() if measure.startswith("net_") else stages & signs.keys()
        if is_shown:
            for by in TABLES:
                # A promise and what is cancelled of it stand in a figure together, but for a time that has only one.
                is_in_time = bool(set(by) & set(GRIDS))
                way = "alone" if is_in_time else {"net": "net", "cancelled": "all"}.get(measure.split("_")[0], "alone")
                cells[measure, by] = _cells(pieces, doubts, by, signs, way)
    return Recomputed(report.lines, report.shares, pieces, cells)


def _cells(pieces, doubts, by, signs, way):
    cells = defaultdict(Cell)
    for piece in pieces:
        if piece.stage in signs:
            cell = cells[tuple(piece.labels[it] for it in by)]
            if piece.figures is not None:
                if way == "net" and piece.less:
                    cell.add(tuple(-it for it in piece.less), 1, piece.is_open)
                elif way == "all" and piece.all:
                    cell.add(piece.all, 1, piece.is_open)
                else:
                    cell.add(piece.figures, signs[piece.stage], piece.is_open)
                cell.records.add(piece.record)
            elif piece.status == "not_converted":
                cell.not_converted.add(piece.record)
            elif piece.holders:
                cell.held[piece.record] = piece.holders
            else:
                cell.without_figure.add(piece.record)
    for key, (low, high) in _rows(doubts, by, signs, way).items():
        cells[key].low += low
        cells[key].high -= high
    for cell in cells.values():
        cell.without_figure |= {it for it, on in cell.held.items() if not on & (cell.records | cell.not_converted)}
        cell.low, cell.high = min(cell.low, cell.central), max(cell.high, cell.central)
    return dict(cells)


def _rows(doubts, by, signs, way):
    """Per cell what the pairs add to low and take from high: the smaller of the two worths of what is in doubt.

    In a net figure that is what cancellations leave of it on either side.
    """
    worths = defaultdict(lambda: [0, 0])
    is_net = way == "net"
    for number, side, bound, stage, labels, (alone, all_of_it, off) in doubts:
        if stage in signs:
            of = "" if is_net else stage
            value = {"alone": alone, "all": all_of_it, "net": -off}[way]
            worths[number, bound, of, tuple(labels[it] for it in by)][side] += value
    rows = defaultdict(lambda: [0, 0])
    for (_, bound, stage, key), sides in worths.items():
        # What is taken away changes places: its upper bound lowers the low figure.
        rows[key][bound if is_net or signs[stage] > 0 else 1 - bound] += min(sides)
    return rows
