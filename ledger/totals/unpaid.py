"""What is still open of firm commitments: what stands of each, less what was paid of it, or delivered if that is more.

Each commitment is compared with its own payments, in its own currency, so that neither a payment beyond one of them nor
another rate on the day of payment hides what is open of another one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from ledger.foundation import round_half_up
from ledger.records import Commitment, Transaction
from ledger.totals.repetition import successors_of
from ledger.totals.rollup import Piece
from ledger.totals.what_counts import Counting
from ledger.valuation import Figures, Line, donor_of

_Three = tuple[Fraction, Fraction, Fraction]
_Kind = Literal["paid", "delivered"]
# Of which kind a stage is, and with which sign it enters.
_KEPT: Mapping[str, tuple[_Kind, int]] = {
    "disbursement": ("paid", 1),
    "return": ("paid", -1),
    "delivery": ("delivered", 1),
}
_NOTHING: _Three = (Fraction(0), Fraction(0), Fraction(0))
_COUNTED = ("converted", "not_converted", "no_figure")


@dataclass(frozen=True)
class Unpaid:
    """What is open of one firm commitment, or of the share of one of its donors.

    Args:
        piece: what is open, with its place in every dimension; without figures where no sum is said, or no rate known.
        commitment: the record.
        committed: what is counted of it up to the horizon, in minor units.
        standing: what stands of it: committed less cancelled, never below zero.
        is_certain: whether nothing more can have been paid or delivered of it than its lines say.
    """

    piece: Piece
    commitment: Commitment
    committed: Figures
    standing: Figures
    is_certain: bool = True


@dataclass(frozen=True)
class StillOpen:
    """What is open of all firm commitments that count.

    Args:
        unpaid: of each of them, in the order of their lines.
        overpaid: ids of those of which more was paid or delivered than stands.
        unplaced: ids of payments and deliveries that belong to no firm commitment that counts.
    """

    unpaid: tuple[Unpaid, ...] = ()
    overpaid: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()


@dataclass
class _Kept:
    """What was paid, or delivered, of one commitment.

    Args:
        amounts: in its own currency, low, central and high.
        figures: in the currency of the report, where it was in another one.
        is_certain: whether each of these has a sum that is no least one and, where it needs one, a rate.
    """

    amounts: _Three = _NOTHING
    figures: Figures = field(default_factory=Figures)
    is_certain: bool = True

    def add(self, line: Line, sign: int, currency: str) -> None:
        """Add a payment, or take away what came back."""
        self.is_certain = self.is_certain and not (line.figures is not None and line.figures.open_high)
        if line.currency == currency and line.instalment.amount is not None:
            self.amounts = _plus(self.amounts, _bounds(line), sign)
        elif line.figures is not None:
            figures = replace(line.figures, open_high=False)
            self.figures += figures if sign > 0 else -figures
        else:
            self.is_certain = False


@dataclass
class _Account:
    """One commitment of one donor, with what stands of it and what was kept.

    Args:
        first: its first line.
    """

    first: Line
    amounts: _Three = _NOTHING
    committed: Figures = field(default_factory=Figures)
    figures: Figures = field(default_factory=Figures)
    kept: dict[_Kind, _Kept] = field(default_factory=dict)
    is_known: bool = True
    has_rate: bool = True

    def owe(self, line: Line) -> None:
        """Add an instalment."""
        self.is_known = self.is_known and line.status != "no_figure"
        self.has_rate = self.has_rate and line.status != "not_converted"
        if line.figures is not None:
            self.amounts = _plus(self.amounts, _bounds(line), 1)
            self.committed, self.figures = self.committed + line.figures, self.figures + line.figures

    def cancel(self, line: Line, owed: _Three) -> None:
        """Take away what was cancelled of a line that owed so much: at each reading the same part as of its worth."""
        taken = line.together(-1)
        if taken is not None and line.taken is not None:
            given_up = (after - before for before, after in line.taken.takes_off)
            low, central, high = (it - part * of for it, part, of in zip(self.amounts, given_up, owed, strict=True))
            self.amounts, self.figures = (low, central, high), self.figures + taken
        elif line.figures is not None:
            self.figures += -line.figures

    def open(self) -> Figures:
        """What is open: by what was paid or by what was delivered, whichever leaves less."""
        kept = list(self.kept.values()) or [_Kept()]
        return min((self._less(it) for it in kept), key=lambda figures: figures.central_minor)

    @property
    def is_overpaid(self) -> bool:
        """Whether more was paid or delivered than stands."""
        return any(self._beyond(it) > 0 for it in self.kept.values())

    def excess(self, kind: _Kind) -> Fraction:
        """How much more of it was paid or delivered than stands, in its currency; at least 0."""
        kept = self.kept.get(kind)
        return max(Fraction(0), kept.amounts[1] - self.amounts[1]) if kept else Fraction(0)

    def room(self, kind: _Kind) -> Fraction:
        """How much of it is not paid or delivered yet, in its currency."""
        kept = self.kept.get(kind, _Kept())
        return max(Fraction(0), self.amounts[1] - kept.amounts[1])

    def move(self, kind: _Kind, other: "_Account", amount: Fraction) -> None:
        """Count a part of what was paid of this one as paid of another one."""
        own, others = self.kept.setdefault(kind, _Kept()), other.kept.setdefault(kind, _Kept())
        same = (amount, amount, amount)
        own.amounts, others.amounts = _plus(own.amounts, same, -1), _plus(others.amounts, same, 1)

    def _beyond(self, kept: _Kept) -> int:
        over = kept.amounts[1] > self.amounts[1]
        return 1 if over else kept.figures.central_minor - self._left(1, kept.amounts[1])

    def _less(self, kept: _Kept) -> Figures:
        low, central, high = (
            max(0, self._left(bound, kept.amounts[2 - bound]) - worth)
            for bound, worth in enumerate((kept.figures.high_minor, kept.figures.central_minor, kept.figures.low_minor))
        )
        low = min(low, central) if kept.is_certain else 0
        return Figures(low, central, max(central, high), self.figures.open_high, self.figures.currency)

    def _left(self, bound: int, paid: Fraction) -> int:
        """The worth of what is left of its low, central or high figure: the same part of that as of the amount."""
        owed = self.amounts[bound]
        worth = (self.figures.low_minor, self.figures.central_minor, self.figures.high_minor)[bound]
        if owed <= 0:
            return 0
        left = Fraction(worth) * max(Fraction(0), owed - max(Fraction(0), paid)) / owed
        return round_half_up(left.numerator, left.denominator)


def still_open(
    lines: Sequence[Line],
    commitments: Mapping[str, Commitment],
    counts: Counting,
    piece_of: Callable[[Line], Piece],
) -> StillOpen:
    """What is open of the firm commitments whose lines count.

    Of each commitment, and each of its donors with a share of their own: what is counted of it up to the horizon, less
    what was cancelled of it, less what was paid and did not come back, or was delivered, whichever is more; never less
    than nothing. In one currency the part of the amount that is left is the part of its worth that is left, at its own
    rate. A payment in another currency is taken from its worth. What was paid of a record in whose place another one
    counts (its successor, what it restates, the envelope of a part without a sum, the one that fulfils a pledge) is
    paid of that; what is paid of an envelope beyond what is left of it is paid of its parts.

    Args:
        lines: of the report.
        commitments: the visible ones by id.
        counts: what of them counts.
        piece_of: the piece of a line without its figures.
    """
    accounts = _accounts(lines, commitments)
    fulfilling: dict[str, list[str]] = {}
    for key in sorted(commitments):
        for target in commitments[key].targets("fulfils") if commitments[key].stage == "commitment" else ():
            fulfilling.setdefault(target, []).append(key)
    # A part without a sum stands in the account of its envelope.
    firm = frozenset(home for home, _ in accounts if home not in counts.unsaid_parts)
    serving = _Serving(commitments, counts, firm, successors_of(commitments), fulfilling)
    unplaced: dict[str, None] = {}
    for line in lines:
        kind = _KEPT.get(line.stage)
        if kind is None or line.status not in _COUNTED or not isinstance(line.record, Transaction):
            continue
        commitment = commitments[line.record.commitment]
        account = accounts.get((serving.of(commitment.id), donor_of(line, commitment)))
        if account is None:
            unplaced[line.record.id] = None
        else:
            account.kept.setdefault(kind[0], _Kept()).add(line, kind[1], account.first.currency)
    _spill(accounts, counts)
    return StillOpen(
        tuple(_unpaid(account, commitments[home], counts, piece_of) for (home, _), account in accounts.items()),
        tuple(dict.fromkeys(home for (home, _), account in accounts.items() if account.is_overpaid)),
        tuple(unplaced),
    )


def _accounts(lines: Sequence[Line], commitments: Mapping[str, Commitment]) -> dict[tuple[str, str], _Account]:
    accounts: dict[tuple[str, str], _Account] = {}
    for line in lines:
        if line.stage == "commitment" and line.status in _COUNTED:
            accounts.setdefault((line.home, donor_of(line, commitments[line.home])), _Account(line)).owe(line)
    for line in lines:
        if line.stage == "cancelled commitment" and line.status in _COUNTED and isinstance(line.record, Transaction):
            home = line.taken.of if line.taken else line.record.commitment
            account = accounts.get((home, donor_of(line, commitments[home])))
            if account is not None:
                of = line.taken.line if line.taken else None
                account.cancel(line, _NOTHING if of is None else _bounds(lines[of]))
    return accounts


def _unpaid(account: _Account, commitment: Commitment, counts: Counting, piece_of: Callable[[Line], Piece]) -> Unpaid:
    held_by = counts.unsaid_parts.get(commitment.id, frozenset[str]())
    piece = replace(piece_of(account.first), not_converted=not account.has_rate, held_by=held_by)
    figures = account.open() if account.is_known and account.has_rate else None
    standing = account.figures
    low, central, high = (max(0, it) for it in (standing.low_minor, standing.central_minor, standing.high_minor))
    return Unpaid(
        replace(piece, figures=figures),
        commitment,
        account.committed,
        Figures(low, central, high, standing.open_high, standing.currency),
        is_certain=all(kept.is_certain for kept in account.kept.values()),
    )


def _spill(accounts: Mapping[tuple[str, str], _Account], counts: Counting) -> None:
    """Count what was paid of envelopes beyond what is left of them as paid of their parts, by the ids of these."""
    for (home, donor), account in accounts.items():
        envelope = counts.envelope_of(home)
        for part in sorted(envelope.parts) if envelope else ():
            other = accounts.get((part, donor))
            if other is None or other.first.currency != account.first.currency:
                continue
            for kind in tuple(account.kept):
                amount = min(account.excess(kind), other.room(kind))
                if amount:
                    account.move(kind, other, amount)


@dataclass(frozen=True)
class _Serving:
    """Which firm commitment what is paid of a record is paid of.

    Args:
        commitments: the visible ones by id.
        counts: what of them counts.
        firm: those that have lines of their own.
        successors: for each superseded record those that stand in its place.
        fulfilling: for each pledge the firm ones that fulfil it.
    """

    commitments: Mapping[str, Commitment]
    counts: Counting
    firm: frozenset[str]
    successors: Mapping[str, Collection[str]]
    fulfilling: Mapping[str, Sequence[str]]

    def of(self, key: str) -> str:
        """The id of that commitment, or of the last record on the way to one."""
        passed: set[str] = set()
        while key not in self.firm and key not in passed:
            passed.add(key)
            key = next(self._instead(key), key)
        return key

    def _instead(self, key: str) -> Iterator[str]:
        """The records in one of which the money of this one stands."""
        if key in self.counts.holders:
            yield self.counts.holders[key]
        yield from sorted(self.successors.get(key, ()))
        yield from sorted(self.counts.unsaid_parts.get(key, ()))
        yield from self.fulfilling.get(key, ())
        yield from (it for it in self.commitments[key].targets("part_of") if it in self.firm)


def _bounds(line: Line) -> _Three:
    amount = line.instalment.amount
    return (Fraction(amount.low), Fraction(amount.central), Fraction(amount.high)) if amount else _NOTHING


def _plus(amounts: _Three, other: _Three, sign: int) -> _Three:
    """Bounds with others added to them, or taken away: what is taken away at most lowers the low one."""
    low, central, high = other if sign > 0 else tuple(-it for it in reversed(other))
    return amounts[0] + low, amounts[1] + central, amounts[2] + high
