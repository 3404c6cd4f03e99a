"""Where each line of a report stands in every dimension, and the pieces that it comes to there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ledger.foundation import Grid, read_only
from ledger.records import Commitment
from ledger.reporting.report import Row
from ledger.totals import DIMENSIONS, Dimension, Piece
from ledger.valuation import Figures, Line, donor_groups, donor_of


@dataclass(frozen=True)
class Labelling:
    """Where a line stands in every dimension.

    Args:
        commitments: per record id the commitment that names donor and recipient.
        grids: year, fiscal year and quarter.

    >>> Labelling({}, (Grid("year"), Grid("fiscal_year", "04-01"), Grid("quarter"))).grids[1].starts
    '04-01'
    """

    commitments: Mapping[str, Commitment]
    grids: tuple[Grid, Grid, Grid]
    _donors: dict[tuple[str, str], tuple[str, frozenset[str]]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, line: Line) -> tuple[str, ...]:
        """The labels of a line in all dimensions but those in time, in the order of the dimensions."""
        commitment = self.commitment_of(line)
        return (
            self._donor(line)[0],
            commitment.recipient,
            commitment.category,
            commitment.instrument,
            line.stage,
            line.currency,
        )

    def pieces(self, line: Line, number: int, parts: Iterable[tuple[date, Figures | None]]) -> Iterator[Piece]:
        """The pieces of the line of this number, each with its first day and its figures; with the donor's groups."""
        labels, groups = self.of(line), self.groups(line)
        lacks_rate, in_all, in_net = line.status == "not_converted", line.together(1), line.together(-1)
        for day, figures in parts:
            own = read_only(dict(zip(DIMENSIONS, (*labels, *_in_time(self.grids, day)), strict=True)))
            yield Piece(line.record.id, own, figures, groups, lacks_rate, number, in_all=in_all, in_net=in_net)

    def of_record(self, row: Row, dimension: Dimension) -> str:
        """The label of a whole record, which has none in time: joint donors together, whoever has which share."""
        commitment = row.commitment
        labels: dict[Dimension, str] = {
            "donor": commitment.given_by,
            "recipient": commitment.recipient,
            "category": commitment.category,
            "instrument": commitment.instrument,
            "currency": commitment.amount.currency or "",
        }
        return labels[dimension]

    def unfigured(self, line: Line) -> Piece:
        """The piece of a whole line, without figures."""
        (piece,) = self.pieces(line, 0, [(line.instalment.counted.start, None)])
        return piece

    def groups(self, line: Line) -> frozenset[str]:
        """The groups that the donor of a line belonged to when it was announced."""
        return self._donor(line)[1]

    def _donor(self, line: Line) -> tuple[str, frozenset[str]]:
        """The donor of a line and its groups, worked out once for all lines of a commitment that have it."""
        portion = line.instalment.portion
        key = line.home, portion.label if portion else ""
        if key not in self._donors:
            commitment = self.commitment_of(line)
            self._donors[key] = donor_of(line, commitment), donor_groups(line, commitment)
        return self._donors[key]

    def commitment_of(self, line: Line) -> Commitment:
        """The commitment that names its parties; for a share of a cancellation, the one it is taken from."""
        return self.commitments[line.home]


@lru_cache(maxsize=4096)
def _in_time(grids: tuple[Grid, Grid, Grid], day: date) -> tuple[str, ...]:
    return tuple(grid.label(day) for grid in grids)
