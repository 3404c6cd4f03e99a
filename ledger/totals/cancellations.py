"""From which lines a cancellation is taken, and how much of each: the same fraction of all in which its money stands.

Which years, donors or parts of a promise were cancelled is not known, so all give up the same fraction. That includes
what the report does not count: what lies after the horizon or outside of the boundary.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import EXACT, Place, Problem, Severity, exact_sum, from_minor, grouped, round_half_up
from ledger.records import Bounds, Commitment, Transaction
from ledger.totals.boundary import Counting
from ledger.valuation import Line, Taken, owes_without_end, schedule, share_of, share_of_nothing

Given = tuple[Fraction, Fraction, Fraction]
"""The fraction of a record that was given up so far: of its low, central and high figure."""

_NOTHING: Given = (Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Cancelled:
    """One cancellation that is taken from lines.

    Args:
        record: the cancellation, with a figure.
        stage: what it is taken from (``cancelled pledge``).
        commitment: what was cancelled.
        standing: ids of the records in whose lines its money stands; none where it stands in none that count.
        is_outside: it is taken from lines outside of the boundary alone, so that it is not listed by them: but what it
            leaves of a part decides which fraction of the others is cancelled with their envelope later.
    """

    record: Transaction
    stage: str
    commitment: Commitment
    standing: tuple[str, ...]
    is_outside: bool = False

    @property
    def bounds(self) -> Bounds:
        """Its figures.

        Raises:
            ValueError: for a cancellation without any.
        """
        if self.record.amount.bounds is None:
            raise ValueError(f"{self.record.id} has no figure to take away")
        return self.record.amount.bounds


def shares_of_cancellations(
    cancelled: Sequence[Cancelled],
    commitments: Mapping[str, Commitment],
    counting: Counting,
    lines: Sequence[Line],
    horizon: date | None,
) -> tuple[Line, ...]:
    """What each cancellation takes of which line, in the order of their value dates, then of their ids.

    All lines in which its money stands give up the same fraction of what is left of them: what is cancelled, of what
    they come to together over their whole term (up to the horizon, where there is no end). So a sum that is wholly
    cancelled leaves nothing, and half of it, cut by a horizon, half of what is counted.

    Args:
        cancelled: those in the currency of the lines that they are taken from.
        commitments: the visible ones by id.
        counting: what of them counts.
        lines: of the report.
        horizon: last day up to which terms are counted.
    """
    of_record: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.instalment.amount is not None and not line.instalment.is_held:
            of_record[line.record.id].append(number)
    given: dict[str, Given] = {}
    all_shares: list[Line] = []
    for cancellation in sorted(cancelled, key=lambda it: (it.record.value_date, it.record.id)):
        wholes = {key: _whole(commitments[key], counting, horizon) for key in cancellation.standing}
        places = [number for key in cancellation.standing for number in of_record[key]]
        shares = tuple(_shares(cancellation, wholes, given, {number: lines[number] for number in places}, horizon))
        all_shares += () if cancellation.is_outside else shares
    return tuple(all_shares)


def _shares(
    cancellation: Cancelled,
    wholes: Mapping[str, Decimal | None],
    given: dict[str, Given],
    lines: Mapping[int, Line],
    horizon: date | None,
) -> Iterator[Line]:
    known = {key: whole for key, whole in wholes.items() if whole is not None}
    if not wholes or len(known) < len(wholes):
        yield _unknown(cancellation, counts=bool(wholes))
        return
    standing = _standing(known, given)
    cancelled = _fractions(cancellation.bounds)
    takings = {
        key: Taken(None, key, cancellation.stage, cancelled, standing, given.get(key, _NOTHING)) for key in known
    }
    given |= {key: taken.after for key, taken in takings.items()}
    decimals = cancellation.record.amount.decimals
    beyond = _decimal(max(Fraction(0), cancelled[1] - standing[1]), decimals)
    left = {number: line for number, line in lines.items() if takings[line.record.id].takes_anything}
    shares = [
        share_of(line, cancellation.record, replace(takings[line.record.id], line=number), count)
        for count, (number, line) in enumerate(left.items(), start=1)
    ]
    rest = EXACT.subtract(EXACT.subtract(cancellation.bounds.central, beyond), exact_sum(map(_central, shares)))
    if rest and _is_after_horizon(known, lines.values()):
        reason = f"taken from what is owed after the horizon {horizon}"
        shares.append(_of_nothing(cancellation, rest, standing, reason, len(shares) + 1))
    elif rest and shares:
        shares[-1] = _with_dust(shares[-1], rest)
    yield from shares
    if beyond:
        line = _beyond(cancellation, beyond, standing, len(shares) + 1)
        so_far = sum(map(Fraction, known.values())) - standing[1] + cancelled[1]
        yield replace(line, problems=()) if _is_told_at_its_commitment(cancellation, so_far) else line


def _whole(record: Commitment, counting: Counting, horizon: date | None) -> Decimal | None:
    """What the lines of a record come to over its whole term, central; None where that is unknown."""
    bounds = record.amount.bounds
    until = horizon if record.term.open_ended else None
    if bounds is None or owes_without_end(record, until):
        return None
    envelope = counting.envelope_of(record.id)
    return (
        envelope.remainder.central if envelope else schedule(record, until).of(bounds.central, record.amount.decimals)
    )


def _standing(wholes: Mapping[str, Decimal], given: Mapping[str, Given]) -> Given:
    low, central, high = (
        sum((Fraction(whole) * (1 - given.get(key, _NOTHING)[bound]) for key, whole in wholes.items()), Fraction(0))
        for bound in range(3)
    )
    return low, central, high


def _fractions(bounds: Bounds) -> Given:
    return Fraction(bounds.low), Fraction(bounds.central), Fraction(bounds.high)


def _decimal(value: Fraction, decimals: int) -> Decimal:
    return from_minor(round_half_up(value.numerator * 10**decimals, value.denominator), decimals)


def _central(line: Line) -> Decimal:
    return line.instalment.amount.central if line.instalment.amount else Decimal(0)


def _is_after_horizon(wholes: Mapping[str, Decimal], lines: Collection[Line]) -> bool:
    """Whether more is owed over the whole term than the lines of the report hold."""
    return exact_sum(wholes.values()) > exact_sum(map(_central, lines))


def _with_dust(share: Line, rest: Decimal) -> Line:
    """The last share with the few minor units that rounding each share by itself has left over."""
    amount = share.instalment.amount
    if amount is None:
        return share
    low, central, high = (EXACT.add(value, rest) for value in (amount.low, amount.central, amount.high))
    owed = replace(share.instalment, amount=Bounds(low, central, high))
    return replace(share, instalment=owed, taken=share.taken and replace(share.taken, dust=rest))


def _of_nothing(cancellation: Cancelled, amount: Decimal, standing: Given, reason: str, number: int) -> Line:
    taken = Taken(
        None, cancellation.commitment.id, cancellation.stage, _fractions(cancellation.bounds), standing, _NOTHING
    )
    return share_of_nothing(cancellation.record, taken, amount, reason, number)


def _is_told_at_its_commitment(cancellation: Cancelled, so_far: Fraction) -> bool:
    """Whether the check of the records warns already: more was cancelled than there can be of the commitment."""
    bounds, term = cancellation.commitment.amount.bounds, cancellation.commitment.term
    if bounds is None or bounds.open_high or term.kind == "recurring" or len(cancellation.standing) > 1:
        return False
    return so_far > Fraction(bounds.high)


def _beyond(cancellation: Cancelled, amount: Decimal, standing: Given, number: int) -> Line:
    currency = cancellation.record.amount.currency
    left = f"{currency} {grouped(_decimal(standing[1], cancellation.record.amount.decimals))}"
    line = _of_nothing(cancellation, amount, standing, f"more than the {left} that was left to be cancelled", number)
    found = f"{cancellation.record.amount} cancelled of {cancellation.commitment.id}, of which {left} was left"
    expected = "at most what was promised and not cancelled before"
    return _warned(
        cancellation,
        line,
        found,
        expected,
        f"{currency} {grouped(amount)} of it is taken from nothing: correct a figure",
    )


def _unknown(cancellation: Cancelled, *, counts: bool) -> Line:
    """A cancellation as a line that takes nothing, since what it takes from is unknown or does not count."""
    if counts:
        reason = f"nobody says what {cancellation.commitment.id} comes to, nor so what is left of it"
    else:
        reason = f"{cancellation.commitment.id} does not count itself, so that nothing that counts is given up"
    line = _of_nothing(cancellation, cancellation.bounds.central, _NOTHING, reason, 1)
    expected = "a commitment that counts, with a figure"
    return _warned(
        cancellation,
        line,
        f"{cancellation.record.amount} cancelled: {reason}",
        expected,
        "record the sum, or the tie, if it is known",
    )


def _warned(cancellation: Cancelled, line: Line, found: str, expected: str, remedy: str) -> Line:
    problem = Problem(
        "STAGE", Severity.WARNING, Place(record=cancellation.record.id, field="amount"), found, expected, remedy
    )
    return replace(line, problems=(problem,))
