"""What cancellations take: the same fraction of every counted line in which the cancelled money stands."""

from dataclasses import dataclass
from fractions import Fraction

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
    """

    record: str
    line: Line
    stage: str
    on: Stretch
    before: tuple
    after: tuple

    def of(self, bound, value):
        """Of a worth of the line in minor units what is given up."""
        return int(rounded(value * self.after[bound])) - int(rounded(value * self.before[bound]))

    @property
    def less(self):
        """What it takes off each figure of the promise: off the low one the largest fraction of that, and so on."""
        return self.line.figures and tuple(self.less_of(bound, value) for bound, value in enumerate(self.line.figures))

    def less_of(self, bound, value):
        """Of a worth that is the low figure (0), the central (1) or the high one (2) what is taken off."""
        end = (max, lambda it: it[1], min)[bound]
        return int(rounded(value * end(self.after))) - int(rounded(value * end(self.before)))

    @property
    def figures(self):
        return self.line.figures and tuple(self.of(bound, value) for bound, value in enumerate(self.line.figures))


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
        steps = []
        for bound, cancelled in enumerate(bounds_of(record["amount"])[0]):
            left = sum(whole * (1 - given.get(it, NOTHING)[bound]) for it, whole in wholes.items())
            steps.append(min(Fraction(1), cancelled / left) if left else Fraction(0))
        for it in places:
            before = given.get(it, NOTHING)
            after = tuple(was + (1 - was) * step for was, step in zip(before, steps, strict=True))
            given[it] = after
            stage, on = f"cancelled {found.commitments[it]['stage']}", day(record["value_date"])
            if after != before:
                owed = (line for line in lines if line.record == it and line.status in ("converted", "not_converted"))
                taken += [Share(record["id"], line, stage, (on, on), before, after) for line in owed]
    return taken
