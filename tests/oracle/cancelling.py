"""What cancellations take: the same fraction of every line in which the cancelled money stands, in whole units."""

from dataclasses import dataclass
from fractions import Fraction

from oracle.days import Stretch, day
from oracle.lines import Line, owed_in_all
from oracle.sums import bounds_of, decimals_of, rounded

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
        takes: which fractions of what was left of the line it may take: with each of its figures (rows) after each of
            those of earlier ones (columns).
    """

    record: str
    line: Line
    stage: str
    on: Stretch
    before: tuple
    after: tuple
    takes: tuple

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
        for row in self.takes:
            for was, take in zip(self.before, row, strict=True):
                yield was, was + (1 - was) * take

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


class Purse:
    """Money that cancellations take from: what a record, or a line of one, comes to, and what of it was given up.

    Args:
        whole: central, in the original currency.
    """

    def __init__(self, whole):
        self.whole, self.given = whole, NOTHING

    @property
    def left(self):
        return self.whole * (1 - self.given[1])

    def takes(self, units, exact):
        """Which fractions of it are taken, where centrally so many units are: the others stay on their side of it."""
        central = units / self.left if self.left else exact[1][1]

        def held(fraction):
            if fraction == exact[1][1]:
                return central
            return (min if fraction < exact[1][1] else max)(fraction, central)

        return tuple(tuple(map(held, row)) for row in exact)

    def give(self, takes):
        """Before and after."""
        before, self.given = self.given, tuple(was + (1 - was) * takes[it][it] for it, was in enumerate(self.given))
        return before, self.given


class _Cut:
    """A sum that is cut into pieces, each rounded with all before it less those before it by themselves."""

    def __init__(self, amount, standing, digits):
        self.amount, self.standing, self.digits, self.reached = amount, standing, digits, Fraction(0)

    def next(self, left):
        before = self.reached
        self.reached += left
        return self._up_to(self.reached) - self._up_to(before)

    def _up_to(self, reached):
        return rounded(self.amount * reached / self.standing, self.digits) if self.standing else 0


def shares(cancellations, found, remainders, lines, horizon):
    """The shares of all cancellations, in the order of their days and ids.

    Args:
        cancellations: those with a figure in the currency of what they take.
        found: who holds whose money.
        remainders: of each envelope what is left of it.
        lines: of the commitments, those outside of the boundary included.
        horizon: last day counted.
    """
    records, purses, decimals, taken = {}, {}, {}, []
    for record in sorted(cancellations, key=lambda it: (it["value_date"], it["id"])):
        places = sorted(places_of(record["commitment"], found))
        for key in places:
            if key not in records:
                owed = found.commitments[key]
                whole = remainders[key].central if key in remainders else owed_in_all(owed, horizon)
                records[key] = None if whole is None else Purse(whole)
                decimals[key] = decimals_of(owed["amount"])
                purses[key] = [
                    (line, Purse(line.original(line.whole[1])))
                    for line in lines
                    if line.record == key
                    and line.status in ("converted", "not_converted", "not_counted")
                    and line.whole
                ]
        if not places or None in [records[it] for it in places]:
            continue
        digits = max(decimals_of(record["amount"]), *(decimals[it] for it in places))
        decimals |= dict.fromkeys(places, digits)
        cancelled = bounds_of(record["amount"])[0]
        standing = [sum(records[it].whole * (1 - records[it].given[bound]) for it in places) for bound in range(3)]
        exact = tuple(tuple(min(Fraction(1), one / of) if of else Fraction(0) for of in standing) for one in cancelled)
        cut = _Cut(min(cancelled[1], standing[1]), standing[1], digits)
        on = day(record["value_date"])
        changes = []
        for key in places:
            stage, before_it = f"cancelled {found.commitments[key]['stage']}", cut.reached
            for line, purse in purses[key]:
                takes = purse.takes(cut.next(purse.left), exact)
                before, after = purse.give(takes)
                if after != before and line.status != "not_counted":
                    taken.append(Share(record["id"], line, stage, (on, on), before, after, takes))
            # What is due after the horizon, or is no line of this report, stands behind the lines of its record.
            cut.reached = before_it
            changes.append((records[key], records[key].takes(cut.next(records[key].left), exact)))
        for purse, takes in changes:
            purse.give(takes)
    return taken
