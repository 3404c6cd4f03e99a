"""What cancellations take: the same fraction of every counted line in which the cancelled money stands."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from oracle.days import Stretch, day
from oracle.lines import Line, owed_in_all
from oracle.sums import bounds_of, rounded

NOTHING = (Fraction(0),) * 3


@dataclass
class Share:
    """What one cancellation takes of one line.

    Args:
        record: id of the cancellation.
        line: what it is taken from.
        stage: ``cancelled pledge`` or ``cancelled commitment``.
        on: its day.
        before: the fractions of low, central and high that were given up before.
        after: those that are given up with it.
        cancelled: low, central and high of the cancellation.
        left: how much stood before it, for each of the three.
    """

    record: str
    line: Line
    stage: str
    on: Stretch
    before: tuple
    after: tuple
    cancelled: tuple
    left: tuple

    def of(self, way, bound, value):
        """What is given up of a worth that is the low figure (0), the central (1) or the high one (2).

        Ways: ``alone`` in a time of its own, ``all`` beside the other cancellations of the promise, ``net`` off it.
        """
        before, after = self.before[1], self.after[1]
        if bound != 1 and way == "alone":
            pick = (min, None, max)[bound]
            before, after = pick(self.pairs(), key=lambda pair: pair[1] - pair[0])
        elif bound != 1:
            pick = (min, None, max)[bound] if way == "all" else (max, None, min)[bound]
            before, after = pick(self.before), pick(self.after)
        return int(rounded(value * after)) - int(rounded(value * before))

    def pairs(self):
        """The fractions before and after it, for each of its figures and each of those of earlier cancellations."""
        for cancelled, (was, left) in product(self.cancelled, zip(self.before, self.left, strict=True)):
            yield was, was + (1 - was) * (min(Fraction(1), cancelled / left) if left else 0)

    def figures(self, way="alone"):
        return self.line.figures and tuple(self.of(way, *it) for it in enumerate(self.line.figures))


def places_of(key, found):
    """The records in whose lines the money of a commitment stands: its own, of an envelope those of its parts as well.

    What restates or draws down another one stands in that one's. Money that stands in a line that does not count for
    another reason (in a common fund, superseded, in an envelope of another currency) can be taken from none.
    """
    seen = set()
    while key in found.held and key not in seen:
        seen.add(key)
        key, kind = found.held[key]
        if kind not in ("restates", "draws_down"):
            return []
    if key in found.superseded or key in found.displaced or key in found.held:
        return []
    places = [key]
    for place in places:
        places += [it for it in found.children.get(place, ()) if it not in places]
    return places


def is_apart(record, found):
    """Whether a cancellation is in another currency than the money that it takes: it has its own rate and day then."""
    currencies = {found.commitments[it]["amount"].get("currency") for it in places_of(record["commitment"], found)}
    return bool(currencies - {None, record["amount"]["currency"]})


def shares(cancellations, found, remainders, lines, horizon):
    """The shares of all cancellations, in the order of their days and ids.

    Args:
        cancellations: those with a figure in the currency of what they take.
        found: who holds whose money.
        remainders: of each envelope what is left of it.
        lines: of the commitments, those outside of the boundary included.
        horizon: last day counted.
    """
    given, taken = {}, []
    for record in sorted(cancellations, key=lambda it: (it["value_date"], it["id"])):
        places = places_of(record["commitment"], found)
        wholes = {
            it: remainders[it].central if it in remainders else owed_in_all(found.commitments[it], horizon)
            for it in places
        }
        if not places or None in wholes.values():
            continue
        cancelled = bounds_of(record["amount"])[0]
        left = tuple(
            sum(whole * (1 - given.get(it, NOTHING)[bound]) for it, whole in wholes.items()) for bound in range(3)
        )
        steps = [min(Fraction(1), one / of) if of else Fraction(0) for one, of in zip(cancelled, left, strict=True)]
        for it in places:
            before = given.get(it, NOTHING)
            after = tuple(was + (1 - was) * step for was, step in zip(before, steps, strict=True))
            given[it] = after
            stage, on = f"cancelled {found.commitments[it]['stage']}", day(record["value_date"])
            if after != before:
                owed = (line for line in lines if line.record == it and line.status in ("converted", "not_converted"))
                taken += [Share(record["id"], line, stage, (on, on), before, after, cancelled, left) for line in owed]
    return taken
