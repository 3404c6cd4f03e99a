"""The lines of a report: each instalment in its own currency, cut, converted and rounded once."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile

from oracle.days import Stretch, cell, cut, day, intervals, length
from oracle.standing import donors_are_outside, donors_of, first_day, own_day, portions_of
from oracle.sums import bounds_of, decimals_of, minor_units, rounded


@dataclass
class Line:
    """One instalment, or what is left of one, of some donors, on some days.

    Args:
        record: id of its record.
        home: id of the commitment that says who gives to whom.
        stage: what it adds to.
        donors: who gives it.
        counted: its days.
        interval: the days of the whole instalment.
        portion: where the donors' part of the sum begins and ends.
        decimals: to which its original is rounded.
        whole: low, central and high of the whole instalment of all donors; None where there is no figure.
        is_open: no upper bound.
        status: converted, not_converted, not_counted (outside the boundary), no_figure or no_money.
        per_unit: minor units of the report for one of the original; None where there is no rate.
    """

    record: str
    home: str
    stage: str
    donors: tuple
    counted: Stretch
    interval: Stretch
    portion: tuple
    decimals: int
    whole: tuple | None
    is_open: bool
    status: str
    per_unit: Fraction | None = None

    def original(self, value):
        """Of a sum for the whole instalment what falls on this line, as it is rounded."""
        if self.counted == self.interval and self.portion == (0, 1):
            return value
        days, start = length(self.interval), (self.counted[0] - self.interval[0]).days
        end = start + length(self.counted)

        def due(reached):
            # What the donors before and these owe by then, less what those before owe.
            before, together = (
                rounded(value * Fraction(reached * border, days), self.decimals) if border else 0
                for border in self.portion
            )
            return together - before

        return due(end) - due(start)

    def worth(self, value):
        """The same in minor units of the report."""
        return int(rounded(self.original(value) * self.per_unit))

    @property
    def figures(self):
        return tuple(map(self.worth, self.whole)) if self.status == "converted" else None


def until(stretch, last):
    first, end = stretch
    return (first, min(end, last)) if first <= last else None


def terms_of(record, horizon):
    """Each instalment with the days of it that are counted; None for one without an end and no horizon."""
    if "stage" not in record:
        on = own_day(record)
        return [((on, on), (on, on))]
    term, start = record["term"], first_day(record)
    ends = [day(it) for it in (horizon, term.get("end")) if it]
    last = min(ends, default=date.max)
    if term["kind"] != "recurring":
        whole = (start, day(term["end"]) if term.get("end") else start)
        return [(whole, counted)] if (counted := until(whole, last)) else []
    if not ends:
        return None
    steps = takewhile(lambda step: step[0] <= last, intervals(start, term["every"]))
    return [(step, until(step, last)) for step in steps]


def owed_in_all(record, horizon):
    """Central, over the whole term, or up to the horizon where it has no end; None where nobody can say."""
    figure = bounds_of(record["amount"])
    is_endless = record["term"]["kind"] == "recurring" and not record["term"].get("end")
    terms = terms_of(record, horizon if is_endless else None)
    if figure is None or terms is None:
        return None
    central, decimals = figure[0][1], decimals_of(record["amount"])
    return sum(
        central if interval == counted else rounded(central * length(counted) / Fraction(length(interval)), decimals)
        for interval, counted in terms
    )


class Writer:
    """Writes the lines of records by the rules of one report.

    Args:
        rules: fields of a report definition.
        rate: a function of source, target and day.
    """

    def __init__(self, rules, rate):
        self.rules, self.rate = rules, rate
        self.currency = rules["currency"]
        self.grid = rules["basis"].removeprefix("period-") if rules["basis"].startswith("period-") else None

    def lines(self, record, home, whole, *, together=False, decimals=0):
        """The lines of a record, of which ``whole`` is what counts (of an envelope what is left).

        Args:
            record: a commitment or a transaction.
            home: the commitment that names the parties.
            whole: an envelopes.Whole; None where there is no figure.
            together: joint donors give it as one, since nobody says whose share it is.
            decimals: of an envelope those of its parts, which may be written finer.
        """
        terms = terms_of(record, self.rules.get("horizon"))
        if terms is None:
            return []
        portions = [(tuple(sorted(donors_of(home))), 0, 1)] if together else portions_of(home)
        return [
            line
            for donors, start, end in portions
            for interval, counted in terms
            for line in self._pieces(
                Line(
                    record["id"],
                    home["id"],
                    stage_of(record, home),
                    donors,
                    counted,
                    interval,
                    (start, end),
                    max(decimals_of(record["amount"]), decimals),
                    whole and whole.bounds,
                    bool(whole and whole.is_open),
                    "",
                ),
                record,
                home,
            )
        ]

    def _pieces(self, line, record, home):
        source = record["amount"].get("currency")
        if donors_are_outside(home, line.donors, self.rules):
            line.status = "not_counted"
        elif line.whole is None:
            line.status = "no_money" if record["amount"]["qualifier"] == "none" else "no_figure"
        elif self.grid and source != self.currency:
            first, last = line.counted
            for piece in cut((first, last), [self.grid]):
                yield self._valued(_copy(line, counted=piece), source, cell(piece[0], self.grid)[0])
            return
        else:
            line = self._valued(line, source, own_day(record))
        yield line

    def _valued(self, line, source, on):
        rate = Fraction(1) if source == self.currency else self.rate(source, self.currency, on)
        line.status = "not_converted" if rate is None else "converted"
        line.per_unit = None if rate is None else rate * 10 ** minor_units(self.currency)
        return line


def _copy(line, **changes):
    return Line(**(vars(line) | changes))


def stage_of(record, home):
    if "stage" in record:
        return record["stage"]
    return f"cancelled {home['stage']}" if record["type"] == "cancellation" else record["type"]
