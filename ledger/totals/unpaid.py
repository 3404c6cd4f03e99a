"""What is still open of firm commitments: what stands of each, less what was paid of it, or delivered if that is more.

Each commitment is compared with its own payments, in its own currency, so that neither a payment beyond one of them nor
another rate on the day of payment hides what is open of another one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from ledger.foundation import round_half_up
from ledger.records import Commitment
from ledger.totals.cube import Piece
from ledger.totals.repetition import successors_of
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
_ZERO = Fraction(0)
_NOTHING: _Three = (_ZERO, _ZERO, _ZERO)
_COUNTED = ("converted", "not_converted", "no_figure")
_Worths = tuple[int, int, int]

StepKind = Literal["committed", "cancelled", "paid", "returned", "delivered", "passed_on", "taken_over", "kept"]
"""What happened to a commitment. What was paid of an envelope beyond what is left of it is passed on to its parts."""
_NAMES: Mapping[str, StepKind] = {"disbursement": "paid", "return": "returned", "delivery": "delivered"}


@dataclass(frozen=True)
class OpenStep:
    """One step on the way from nothing to what is open of a commitment.

    Args:
        kind: what happened; ``kept`` for what no line says: no less than nothing can be open, and a payment whose sum
            is not known may have closed it.
        number: of its line in the report, from 1; 0 without one.
        line: that line; None without one.
        change_minor: by how much the low, central and high reading of what is open changes, in minor units.
        left: how much of the amount is left behind it, in the currency of the commitment, low, central and high; None
            where its worth is taken away and not its amount.
        other: the id of the commitment to or from which it was passed on; empty for all others.
    """

    kind: StepKind
    number: int
    line: Line | None
    change_minor: _Worths
    left: _Three | None = None
    other: str = ""

    def __repr__(self) -> str:
        return f"<OpenStep {self.kind}{f' by line {self.number}' if self.number else ''}>"


@dataclass(frozen=True)
class Unpaid:
    """What is open of one firm commitment, or of the share of one of its donors.

    Args:
        piece: what is open, with its place in every dimension; without figures where no sum is said, or no rate known.
        commitment: the record.
        committed: what is counted of it up to the horizon, in minor units.
        standing: what stands of it: committed less cancelled, never below zero.
        is_certain: whether nothing more can have been paid or delivered of it than its lines say.
        amounts: what stands of it in its own currency, low, central and high.
    """

    piece: Piece
    commitment: Commitment
    committed: Figures
    standing: Figures
    is_certain: bool = True
    amounts: _Three = _NOTHING
    _account: "_Account | None" = field(default=None, repr=False, compare=False)

    @cached_property
    def steps(self) -> tuple[OpenStep, ...]:
        """How what is open came about, each reading by itself; none where nothing is known to be open."""
        return self._account.steps if self._account else ()

    @cached_property
    def beside(self) -> tuple[OpenStep, ...]:
        """Payments where what was delivered is more, or the other way round, as steps that change nothing."""
        return self._account.beside if self._account else ()

    def __repr__(self) -> str:
        return f"<Unpaid of {self.piece.labels['donor']}, {self.commitment.id}: {len(self.steps)} steps>"


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

    def __repr__(self) -> str:
        return f"<StillOpen of {len(self.unpaid)} commitments>"


@dataclass(frozen=True)
class _Event:
    """What was paid or delivered of a commitment, or came back, or was passed on from or to another one.

    Args:
        kind: what happened.
        number: of its line in the report, from 1; 0 without one.
        line: that line; None without one.
        amounts: by how much that is more in the currency of the commitment, low, central and high.
        figures: the same in that of the report, where it was in another currency.
        other: the id of the commitment to or from which it was passed on.
    """

    kind: StepKind
    number: int
    line: Line | None
    amounts: _Three = _NOTHING
    figures: Figures = field(default_factory=Figures)
    other: str = ""


@dataclass
class _Kept:
    """What was paid, or delivered, of one commitment.

    Args:
        events: one after the other.
        is_certain: whether each of these has a sum that is no least one and, where it needs one, a rate.
        amounts: what they come to in the currency of the commitment, low, central and high.
        figures: the same in that of the report, of those in another currency.
    """

    events: list[_Event] = field(default_factory=list)
    is_certain: bool = True
    amounts: _Three = _NOTHING
    figures: Figures = field(default_factory=Figures)

    def count(self, event: _Event) -> None:
        """Count one more of them."""
        self.events.append(event)
        self.amounts, self.figures = _plus(self.amounts, event.amounts, 1), self.figures + event.figures

    def add(self, number: int, line: Line, sign: int, currency: str) -> None:
        """Add a payment, or take away what came back."""
        self.is_certain = self.is_certain and not (line.figures is not None and line.figures.open_high)
        name = _NAMES[line.stage]
        if line.currency == currency and line.instalment.amount is not None:
            self.count(_Event(name, number, line, _plus(_NOTHING, _bounds(line), sign)))
        elif line.figures is not None:
            figures = replace(line.figures, open_high=False)
            self.count(_Event(name, number, line, figures=figures if sign > 0 else -figures))
        else:
            self.is_certain = False
            self.count(_Event(name, number, line))


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
    standing_steps: list[OpenStep] = field(default_factory=list)

    def owe(self, number: int, line: Line) -> None:
        """Add an instalment."""
        self.is_known = self.is_known and line.status != "no_figure"
        self.has_rate = self.has_rate and line.status != "not_converted"
        if line.figures is not None:
            self.amounts = _plus(self.amounts, _bounds(line), 1)
            self.committed, self.figures = self.committed + line.figures, self.figures + line.figures
            self.standing_steps.append(OpenStep("committed", number, line, _worths(line.figures)))

    def cancel(self, number: int, line: Line, owed: _Three) -> None:
        """Take away what was cancelled of a line that owed so much: at each reading the same part as of its worth."""
        before, taken = self.figures, line.together(-1)
        if taken is not None and line.taken is not None:
            given_up = (after - before for before, after in line.taken.takes_off)
            low, central, high = (it - part * of for it, part, of in zip(self.amounts, given_up, owed, strict=True))
            self.amounts, self.figures = (low, central, high), self.figures + taken
        elif line.figures is not None:
            self.figures += -line.figures
        change = _less(_worths(self.figures), _worths(before))
        self.standing_steps.append(OpenStep("cancelled", number, line, change))

    @property
    def _worths(self) -> _Worths:
        return _worths(self.figures)

    @property
    def standing(self) -> Figures:
        """What stands of it, never below zero."""
        low, central, high = (max(0, it) for it in _worths(self.figures))
        return Figures(low, central, high, self.figures.open_high, self.figures.currency)

    @cached_property
    def open(self) -> Figures:
        """What is open: by what was paid or by what was delivered, whichever leaves less; once all of it is counted."""
        return self._left_by(self._most_kept)

    @property
    def steps(self) -> tuple[OpenStep, ...]:
        """From nothing to what is open, at each reading."""
        kept = self._most_kept
        steps, reached = [*self.standing_steps], _worths(self.figures)
        amounts, figures = _NOTHING, Figures()
        for event in kept.events:
            amounts, figures = _plus(amounts, event.amounts, 1), figures + event.figures
            after = self._left_behind(amounts, figures)
            left = None if event.amounts == _NOTHING else self._amounts_left(amounts)
            change = _less(after, reached)
            steps.append(OpenStep(event.kind, event.number, event.line, change, left, event.other))
            reached = after
        rest = _less(_worths(self.open), reached)
        return (*steps, OpenStep("kept", 0, None, rest)) if any(rest) else tuple(steps)

    @property
    def beside(self) -> tuple[OpenStep, ...]:
        """What was paid where more was delivered, or the other way round."""
        others = (kept for kept in self.kept.values() if kept is not self._most_kept)
        return tuple(
            OpenStep(it.kind, it.number, it.line, (0, 0, 0), other=it.other) for kept in others for it in kept.events
        )

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
        same = (amount, amount, amount)
        sides: tuple[tuple[_Account, int, StepKind, _Account], ...]
        sides = ((self, -1, "passed_on", other), (other, 1, "taken_over", self))
        for account, sign, name, partner in sides:
            event = _Event(name, 0, None, _plus(_NOTHING, same, sign), other=partner.first.home)
            account.kept.setdefault(kind, _Kept()).count(event)

    @cached_property
    def _most_kept(self) -> _Kept:
        """What was paid, or what was delivered: that which leaves less; once all of it is counted."""
        return min(self.kept.values() or [_Kept()], key=lambda kept: self._left_by(kept).central_minor)

    def _beyond(self, kept: _Kept) -> int:
        paid = kept.amounts[1]
        return 1 if paid > self.amounts[1] else kept.figures.central_minor - self._left(1, paid)

    def _left_by(self, kept: _Kept) -> Figures:
        low, central, high = self._left_behind(kept.amounts, kept.figures)
        low = min(low, central) if kept.is_certain else 0
        return Figures(low, central, max(central, high), self.figures.open_high, self.figures.currency)

    def _left_behind(self, amounts: _Three, figures: Figures) -> _Worths:
        """The worth of what is left behind what was paid, each reading by itself: what is paid at most leaves least."""
        worths = _worths(figures)
        if all(low == central == high for low, central, high in (self.amounts, self._worths, amounts, worths)):
            # Most sums are certain: what is the same is worked out once.
            return (max(0, self._left(1, amounts[1]) - worths[1]),) * 3
        low, central, high = (
            max(0, self._left(bound, amounts[2 - bound]) - worth) for bound, worth in enumerate(reversed(worths))
        )
        return low, central, high

    def _left(self, bound: int, paid: Fraction) -> int:
        """The worth of what is left of its low, central or high figure: the same part of that as of the amount."""
        owed, worth = self.amounts[bound], self._worths[bound]
        if owed <= 0:
            return 0
        rest = _rest(owed, paid)
        if rest == owed:
            return worth
        return round_half_up(worth * rest.numerator * owed.denominator, rest.denominator * owed.numerator)

    def _amounts_left(self, paid: _Three) -> _Three:
        """How much of the amount is left, low, central and high."""
        low, central, high = (_rest(owed, most) for owed, most in zip(self.amounts, reversed(paid), strict=True))
        return low, central, high


def _rest(owed: Fraction, paid: Fraction) -> Fraction:
    """What is left of an amount: never less than nothing, nor more than all of it."""
    rest = owed - paid if paid > 0 else owed
    return rest if rest > 0 else _ZERO


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
    for number, line in enumerate(lines, start=1):
        kind = _KEPT.get(line.stage)
        if kind is None or line.status not in _COUNTED or line.record.record == "commitment":
            continue
        commitment = commitments[line.record.commitment]
        account = accounts.get((serving.of(commitment.id), donor_of(line, commitment)))
        if account is None:
            unplaced[line.record.id] = None
        else:
            account.kept.setdefault(kind[0], _Kept()).add(number, line, kind[1], account.first.currency)
    _spill(accounts, counts)
    return StillOpen(
        tuple(_unpaid(account, commitments[home], counts, piece_of) for (home, _), account in accounts.items()),
        tuple(dict.fromkeys(home for (home, _), account in accounts.items() if account.is_overpaid)),
        tuple(unplaced),
    )


def _accounts(lines: Sequence[Line], commitments: Mapping[str, Commitment]) -> dict[tuple[str, str], _Account]:
    accounts: dict[tuple[str, str], _Account] = {}
    for number, line in enumerate(lines, start=1):
        if line.stage == "commitment" and line.status in _COUNTED:
            accounts.setdefault((line.home, donor_of(line, commitments[line.home])), _Account(line)).owe(number, line)
    for number, line in enumerate(lines, start=1):
        if line.stage == "cancelled commitment" and line.status in _COUNTED and line.record.record == "transaction":
            home = line.taken.of if line.taken else line.record.commitment
            account = accounts.get((home, donor_of(line, commitments[home])))
            if account is not None:
                of = line.taken.line if line.taken else None
                account.cancel(number, line, _NOTHING if of is None else _bounds(lines[of]))
    return accounts


def _unpaid(account: _Account, commitment: Commitment, counts: Counting, piece_of: Callable[[Line], Piece]) -> Unpaid:
    held_by = counts.unsaid_parts.get(commitment.id, frozenset[str]())
    piece = replace(piece_of(account.first), not_converted=not account.has_rate, held_by=held_by)
    is_open = account.is_known and account.has_rate
    return Unpaid(
        replace(piece, figures=account.open if is_open else None),
        commitment,
        account.committed,
        account.standing,
        is_certain=all(kept.is_certain for kept in account.kept.values()),
        amounts=account.amounts,
        _account=account if is_open else None,
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
    if amount is None:
        return _NOTHING
    central = Fraction(amount.central)
    # Most sums are certain: what is the same is turned into a fraction once.
    low, high = (central if it == amount.central else Fraction(it) for it in (amount.low, amount.high))
    return low, central, high


def _plus(amounts: _Three, other: _Three, sign: int) -> _Three:
    """Bounds with others added to them, or taken away: what is taken away at most lowers the low one."""
    if other is _NOTHING:
        return amounts
    low, central, high = other if sign > 0 else tuple(-it for it in reversed(other))
    if amounts[0] is amounts[1] is amounts[2] and other[0] is other[1] is other[2]:
        # Most sums are certain: what is the same is added once.
        return (amounts[1] + central,) * 3
    return amounts[0] + low, amounts[1] + central, amounts[2] + high


def _worths(figures: Figures) -> _Worths:
    return figures.low_minor, figures.central_minor, figures.high_minor


def _less(worths: _Worths, others: _Worths) -> _Worths:
    low, central, high = (it - other for it, other in zip(worths, others, strict=True))
    return low, central, high
