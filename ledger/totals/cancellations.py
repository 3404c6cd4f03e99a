"""From which lines a cancellation is taken, and how much of each: the same fraction of all in which its money stands.

Which years, donors or parts of a promise were cancelled is not known, so all give up the same fraction. That includes
what the report does not count: what lies after the horizon or outside of the boundary. Each gives up whole minor units
of it, cut as a sum is spread over time: in proportion to what is left of each, so that nothing has to be handed out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from ledger.foundation import EXACT, Place, Problem, Severity, exact_sum, from_minor, grouped, phrase, round_half_up
from ledger.records import Bounds, Commitment, Transaction
from ledger.totals.what_counts import Counting
from ledger.valuation import Line, Taken, owes_without_end, schedule, share_of, share_of_nothing

Given = tuple[Fraction, Fraction, Fraction]
"""The fraction of a record or a line that was given up so far: of its low, central and high figure."""

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

    Centrally they give up whole minor units, line after line in the order of the report, the records by their ids, what
    is due after the horizon behind the lines of its record: what is cancelled of all up to a line, rounded, less the
    same up to the line before. So shares add up to what is cancelled, and none is below 0, more than what is left of
    its line or a unit away from the exact fraction of that.

    Args:
        cancelled: those in the currency of the lines that they are taken from.
        commitments: the visible ones by id.
        counting: what of them counts.
        lines: of the report.
        horizon: last day up to which terms are counted.
    """
    if not cancelled:
        return ()
    standing = _Standing(lines, commitments)
    all_shares: list[Line] = []
    for cancellation in sorted(cancelled, key=lambda it: (it.record.value_date, it.record.id)):
        wholes = {key: _whole(commitments[key], counting, horizon) for key in sorted(cancellation.standing)}
        shares = tuple(_shares(cancellation, wholes, standing, horizon))
        all_shares += () if cancellation.is_outside else shares
    return tuple(all_shares)


class _Standing:
    """What stands of records and of their lines, while one cancellation after the other takes from them.

    Args:
        lines: of the report.
        commitments: the visible ones by id.
    """

    def __init__(self, lines: Sequence[Line], commitments: Mapping[str, Commitment]) -> None:
        self.lines, self._commitments = lines, commitments
        self._of_record: defaultdict[str, list[int]] = defaultdict(list)
        self._given: dict[str | int, Given] = {}
        self._decimals: defaultdict[str, int] = defaultdict(int)
        for number, line in enumerate(lines):
            if line.instalment.amount is not None and not line.instalment.is_held:
                self._of_record[line.record.id].append(number)
                self._decimals[line.record.id] = max(self._decimals[line.record.id], line.decimals)

    def refine(self, cancellation: Cancelled, wholes: Mapping[str, Decimal]) -> int:
        """To how many decimals it cuts what stands of these records: as fine as any of them, their lines and itself."""
        own = (max(self._decimals[key], self._commitments[key].amount.decimals) for key in wholes)
        finest = max(cancellation.record.amount.decimals, *own)
        self._decimals |= dict.fromkeys(wholes, finest)
        return finest

    def of(self, wholes: Mapping[str, Decimal]) -> Given:
        """What is left of these records, centrally, after what was given up of each figure."""
        low, central, high = (
            sum((Fraction(whole) * (1 - self._so_far(key)[bound]) for key, whole in wholes.items()), Fraction(0))
            for bound in range(3)
        )
        return low, central, high

    def take(self, taken: Taken, wholes: Mapping[str, Decimal]) -> Mapping[int, Taken]:
        """Take a cancellation from these records: what it takes of each of their lines, by its place in the report.

        Args:
            taken: of no line yet.
            wholes: what each record comes to, in the order in which they give up.
        """
        places = tuple(self._places(wholes))
        shares = _cut(min(taken.cancelled[1], taken.standing[1]), [left for *_, left in places], taken.decimals)
        so_far, of_record = Fraction(0), {key: (Fraction(0), Fraction(0)) for key in wholes}
        takings: dict[int, Taken] = {}
        for (key, line, left), share in zip(places, shares, strict=True):
            if line is not None:
                of_left = _fraction(share, left, taken)
                its = replace(taken, line=line, of=key, before=self._so_far(line))
                takings[line] = replace(its, of_left=of_left, left_before=so_far)
            so_far += left
            of_record[key] = (of_record[key][0] + share, of_record[key][1] + left)
        for key, (share, left) in of_record.items():
            of_left = _fraction(share, left, taken)
            self._given[key] = replace(taken, before=self._so_far(key), of_left=of_left).after
        self._given |= {line: it.after for line, it in takings.items()}
        return takings

    def _so_far(self, place: str | int) -> Given:
        return self._given.get(place, _NOTHING)

    def _places(self, wholes: Mapping[str, Decimal]) -> Iterator[tuple[str, int | None, Fraction]]:
        """What is left of each line, and behind those of a record what is left of it that is due after the horizon."""
        for key, whole in wholes.items():
            later = Fraction(whole) * (1 - self._so_far(key)[1])
            for number in self._of_record[key]:
                left = Fraction(_central(self.lines[number])) * (1 - self._so_far(number)[1])
                later -= left
                yield key, number, left
            yield key, None, later


def _cut(amount: Fraction, lefts: Sequence[Fraction], decimals: int) -> Iterator[Fraction]:
    """Cut an amount in proportion to what is left of each: all up to each of them, rounded, less those before it."""
    whole, cut = sum(lefts, Fraction(0)), Fraction(0)
    for reached in accumulate(lefts):
        before, cut = cut, Fraction(_decimal(amount * reached / whole if whole else Fraction(0), decimals))
        yield cut - before


def _fraction(share: Fraction, left: Fraction, taken: Taken) -> Fraction:
    """Which fraction a share is of what was left; where that was nothing, that of all together."""
    return share / left if left else taken.exact


def _shares(
    cancellation: Cancelled, wholes: Mapping[str, Decimal | None], standing: _Standing, horizon: date | None
) -> Iterator[Line]:
    known = {key: whole for key, whole in wholes.items() if whole is not None}
    if not wholes or len(known) < len(wholes):
        yield _unknown(cancellation, counts=bool(wholes))
        return
    before, decimals = standing.of(known), standing.refine(cancellation, known)
    taken = _of_no_line(cancellation, before, decimals)
    takings = {line: it for line, it in standing.take(taken, known).items() if it.takes_anything}
    shares = [
        share_of(standing.lines[line], cancellation.record, it, count)
        for count, (line, it) in enumerate(takings.items(), start=1)
    ]
    beyond = _decimal(max(Fraction(0), taken.cancelled[1] - before[1]), decimals)
    rest = EXACT.subtract(EXACT.subtract(cancellation.bounds.central, beyond), exact_sum(map(_central, shares)))
    if rest:
        reason = phrase("taken from what is owed after the horizon {horizon}", horizon=horizon)
        shares.append(share_of_nothing(cancellation.record, taken, rest, reason, len(shares) + 1))
    yield from shares
    if beyond:
        line = _beyond(cancellation, beyond, taken, len(shares) + 1)
        so_far = sum(map(Fraction, known.values())) - before[0] + taken.cancelled[0]
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


def _fractions(bounds: Bounds) -> Given:
    return Fraction(bounds.low), Fraction(bounds.central), Fraction(bounds.high)


def _decimal(value: Fraction, decimals: int) -> Decimal:
    return from_minor(round_half_up(value.numerator * 10**decimals, value.denominator), decimals)


def _central(line: Line) -> Decimal:
    return line.instalment.amount.central if line.instalment.amount else Decimal(0)


def _of_no_line(cancellation: Cancelled, standing: Given, decimals: int) -> Taken:
    cancelled = _fractions(cancellation.bounds)
    return Taken(None, cancellation.commitment.id, cancellation.stage, cancelled, standing, _NOTHING, decimals=decimals)


def _is_told_at_its_commitment(cancellation: Cancelled, so_far: Fraction) -> bool:
    """Whether the check of the records warns already: at least so much was cancelled, more than was promised."""
    bounds, term = cancellation.commitment.amount.bounds, cancellation.commitment.term
    if bounds is None or bounds.open_high or term.kind == "recurring" or len(cancellation.standing) > 1:
        return False
    return so_far > Fraction(bounds.high)


def _beyond(cancellation: Cancelled, amount: Decimal, taken: Taken, number: int) -> Line:
    currency = cancellation.record.amount.currency
    left = f"{currency} {grouped(_decimal(taken.standing[1], taken.decimals))}"
    reason = phrase("more than the {left} that was left to be cancelled", left=left)
    line = share_of_nothing(cancellation.record, taken, amount, reason, number)
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
        reason = phrase(
            "nobody says what {record} comes to, nor so what is left of it", record=cancellation.commitment.id
        )
    else:
        reason = phrase(
            "{record} does not count itself, so that nothing that counts is given up", record=cancellation.commitment.id
        )
    taken = _of_no_line(cancellation, _NOTHING, cancellation.record.amount.decimals)
    line = share_of_nothing(cancellation.record, taken, cancellation.bounds.central, reason, 1)
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
