"""What is still open, explained: which firm commitments add up to it, and which of them have no figure."""

from collections.abc import Iterable, Iterator

from ledger.audit.derivation import NO_LABELS, Among, Derivation, NotInIt, Where
from ledger.audit.explaining import fits
from ledger.reporting import Report, sums_of_stage
from ledger.totals import NOTHING, Bound, Cube, StillOpen, Unpaid


def explain_open(
    report: Report, where: Where, group: str | None = None, bound: Bound = "central", *, among: Among = NO_LABELS
) -> Derivation:
    """The firm commitments of which something stands: what is open of each adds up to the figure.

    Args:
        report: of which it is a figure.
        where: labels of the commitments, in dimensions that do not cut them in time; none for all of them.
        group: only donors that were its members on the day of the announcement; None for all.
        bound: which figure: low, central or high.
        among: labels of which they have one, as those of all others together.
    """
    labels: Among = {dimension: frozenset([label]) for dimension, label in where.items()} | dict(among)
    own = tuple(
        it for it in report.open.unpaid if fits(it.piece.labels, labels) and (group is None or group in it.piece.groups)
    )
    figures = sums_of_stage(Cube(), StillOpen(own), (), "open", tuple(labels)).get((), NOTHING).figures
    known = tuple(it for it in own if it.piece.figures is not None)
    apart = tuple(_without_figure(own))
    return Derivation(report, "open", where, (), figures, apart, group, bound, among=among, unpaid=known)


def _without_figure(unpaid: Iterable[Unpaid]) -> Iterator[NotInIt]:
    for piece, commitment in ((it.piece, it.commitment) for it in unpaid):
        if piece.figures is None:
            reason = "no rate" if piece.not_converted else "no figure: nobody says the sum"
            held = f"its money stands in {' and '.join(sorted(piece.held_by))}" if piece.held_by else ""
            yield NotInIt(commitment, None, 0, held or reason)
