"""The sheets behind every total: Conversions (one row per instalment) and Spread (one row per piece in time)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.foundation import from_minor, marked
from ledger.presentation import NAMES, Mark
from ledger.rates import Pair
from ledger.records import Portion
from ledger.render.cells import AtLeast, Formula, LineKey, PartKey, PublishedRate, Value, at_least, ratio, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import (
    IN_PLACE_OF_RESULTS,
    STATUS_KEYS,
    STATUS_TITLES,
    Lookup,
    flag_heading,
    key_heading,
    stage_key,
)
from ledger.render.rates import beside_rates
from ledger.render.sheet import Column
from ledger.reporting import rate_key
from ledger.totals import BOUNDS, DIMENSIONS, Bound, bound_of
from ledger.valuation import Instalment, Line, Part, donor_groups, donor_of

# A donor's share of a joint sum goes from one to the other of so many parts of it: from 60 to 100 of 100.
SHARES = (marked("Share from"), marked("Share to"), marked("Share of"))
_ON_PAPER = (
    *("Donor", "Record", "Stage", "From", "To", "Counted central", "Original currency"),
    *("From per base", "To per base", "Rate day", "Days back", "Central", "Remark"),
)
_KEYED = tuple(dimension for dimension in DIMENSIONS if dimension != "stage")


def draw_conversions(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per instalment: what is owed, what is counted of it, the rate with its legs, the result."""
    columns = _conversion_columns(lookup)
    rows = [_conversion(lookup, number, line) for number, line in enumerate(lookup.report.lines) if not line.taken]
    say = lookup.language.say
    about = say(
        "Evidence. One row per instalment, or per piece of it that has a rate of its own. Results in {currency}.",
        currency=lookup.currency,
    )
    changed = beside_rates(lookup) or say("A blue rate may be changed on E3 Rates: all sheets follow.")
    back = say("Days back: 0 is the day itself, 2 is a Sunday that takes Friday's rate.")
    occurring = {line.status for line in lookup.report.lines}
    marks = (f"{mark.sign}  {lookup.language.term(NAMES[mark])}" for mark, status in _MARKS if status in occurring)
    below = "    ".join((f"{changed} {back}", *marks))
    sheet.add(Listing("Conversions", say("Conversions"), about, columns, rows, _ON_PAPER, below))


_MARKS: Sequence[tuple[Mark, str]] = ((Mark.UNDISCLOSED, "no_figure"), (Mark.NOT_CONVERTED, "not_converted"))


def draw_spread(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per piece of a converted instalment that lies in one quarter and one fiscal year."""
    columns = _spread_columns(lookup)
    lines = lookup.report.lines
    # Shares of cancellations stand on one day each, so that nothing of them has to be cut.
    parts = ((number, part) for number, part in enumerate(lookup.report.parts) if not lines[part.line].taken)
    rows = [_piece(lookup, number, part) for number, part in parts]
    say = lookup.language.say
    about = say("Each converted instalment cut at quarters and fiscal years by days; E6 adds up the parts.")
    sheet.add(Listing("Spread", say("Spread over time"), about, columns, rows))


def _conversion_columns(lookup: Lookup) -> tuple[Column, ...]:
    digits = lookup.digits
    shares = [Column(heading, 9, "count") for heading in SHARES] if lookup.has_shares else []
    return (
        Column(marked("Line"), 7, "number"),
        Column(marked("Record"), 24, "wrap"),
        Column(marked("Instalment"), 10, "count"),
        Column(marked("Piece"), 10),
        Column(marked("Donor"), 18, "wrap", is_name=True),
        Column(marked("Recipient"), 16),
        Column(marked("Stage"), 13),
        Column(marked("From"), 11, "day"),
        Column(marked("To"), 11, "day"),
        Column(marked("Days"), 8, "count"),
        Column("Days before", 8, "count"),
        Column(marked("Counted to"), 11, "day"),
        Column(marked("Counted days"), 9, "count"),
        Column(marked("Status"), 14),
        Column(marked("Original currency"), 9),
        Column("Whole low", 20, "amount"),
        Column("Whole central", 20, "amount"),
        Column("Whole high", 20, "amount"),
        Column("Taken from low", 20, "amount"),
        Column("Taken from central", 20, "amount"),
        Column("Taken from high", 20, "amount"),
        *shares,
        Column(marked("Decimals"), 8, "key"),
        Column("Counted low", 20, "amount"),
        Column("Counted central", 18, "amount"),
        Column("Counted high", 20, "amount"),
        Column(marked("Rate day"), 11, "day"),
        Column(marked("Days back"), 8, "count"),
        Column(marked("Rate set"), 10),
        Column(marked("Rate from"), 10, "number"),
        Column(marked("From per base"), 10, "rate"),
        Column(marked("Rate to"), 9, "number"),
        Column(marked("To per base"), 8, "rate"),
        Column(marked("Low"), 20, "money", digits),
        Column(marked("Central"), 20, "result", digits),
        Column(marked("High"), 20, "money", digits),
        Column(marked("Parts less whole"), 12, "money", digits),
        Column(marked("Remark"), 28, "wrap"),
        Column("Stage key", 7, "key"),
        Column("Status key", 7, "key"),
        Column("Currency key", 7, "key"),
        *(Column(flag_heading(group), 9, "key") for group in lookup.memo_groups),
    )


def _conversion(lookup: Lookup, number: int, line: Line) -> list[Value]:
    item = line.instalment
    row = lookup.rows[line.record.id]
    groups = donor_groups(line, row.commitment)
    return [
        number + 1,
        line.record.id,
        item.number,
        item.piece or None,
        lookup.label("donor", donor_of(line, row.commitment)),
        lookup.label("recipient", row.commitment.recipient),
        lookup.label("stage", line.stage),
        item.interval.start,
        item.interval.end,
        item.interval.days,
        item.days_before,
        item.counted.end,
        item.counted.days,
        lookup.language.say(STATUS_TITLES[line.status]),
        line.currency,
        *_counted(line, with_shares=lookup.has_shares),
        *_rate(lookup, line),
        *_results(lookup, line),
        _remark(lookup, line),
        stage_key(line.stage),
        STATUS_KEYS[line.status],
        lookup.currencies.get(line.currency, 0),
        *(int(group in groups) for group in lookup.memo_groups),
    ]


_REMARKS: Mapping[str, str] = {
    "up_to": marked("up to; lowest reading 0"),
    "at_least": marked("at least; no highest reading"),
    "about": marked("about"),
    "undisclosed": marked("undisclosed: nobody states the sum"),
    "none": marked("no money is involved"),
}


def _remark(lookup: Lookup, line: Line) -> str | None:
    """What a reader must know of the sum besides its figures."""
    if line.left_out:
        return lookup.language.say("not counted: {reason}", reason=lookup.language.worded(line.left_out))
    if line.status == "not_converted":
        return lookup.language.say("not converted: no rate near enough")
    amount = line.record.amount
    if amount.bounds is not None and amount.qualifier == "range":
        low, high = map(lookup.language.number, (amount.bounds.low, amount.bounds.high))
        return lookup.language.say("middle of {low} to {high}", low=low, high=high)
    remark = _REMARKS.get(amount.qualifier)
    return lookup.language.say(remark) if remark else None


def _counted(line: Line, *, with_shares: bool) -> list[Value]:
    item, portion = line.instalment, line.instalment.portion
    whole, amount = item.whole, item.amount
    cells: list[Value] = [portion.start, portion.end, portion.of] if portion else [None] * len(SHARES)
    shares = cells if with_shares else []
    if whole is None or amount is None:
        mark = IN_PLACE_OF_RESULTS[line.status] if line.status == "no_figure" else None
        return [*[None] * 6, *shares, None, *[mark] * len(BOUNDS)]
    decimals = line.decimals
    formulas: list[Formula] = []
    for bound, value in zip(BOUNDS, (amount.low, amount.central, amount.high), strict=True):
        formulas.append(Formula(_owed(item, bound), value))
    high = AtLeast(whole.high) if whole.open_high else whole.high
    in_parts = item.in_parts
    held = [None] * 3 if in_parts is None else [in_parts.low, in_parts.central, in_parts.high]
    return [whole.low, whole.central, high, *held, *shares, decimals, *at_least(formulas, amount.open_high)]


def _owed(item: Instalment, bound: Bound) -> str:
    """What is counted, from the whole, of an envelope what its parts hold, and the days."""
    whole, taken = this("Conversions", f"Whole {bound}"), this("Conversions", f"Taken from {bound}")
    decimals = this("Conversions", "Decimals")
    if item.is_held:
        return _held(item, bound, decimals)
    left = whole if item.in_parts is None else f"({whole}-{taken})"
    if item.portion is not None or item.in_parts is None:
        return f"={share_of_whole(left, item, 'Conversions')}"
    return f"=ROUND({share_of_whole(left, item, 'Conversions')},{decimals})"


def _held(item: Instalment, bound: Bound, decimals: str) -> str:
    """What the parts of an envelope hold: the least, the middle and the most of what is taken from its figures."""

    def taken(end: Bound) -> str:
        whole, left = this("Conversions", f"Whole {end}"), this("Conversions", f"Taken from {end}")
        held = (share_of_whole(it, item, "Conversions") for it in (whole, f"({whole}-{left})"))
        return f"ROUND({'-'.join(held)},{decimals})"

    if bound == "central":
        return f"={taken(bound)}"
    ends = f"{taken('low')},{this('Conversions', 'Counted central')},{taken('high')}"
    return f"={'MIN' if bound == 'low' else 'MAX'}({ends})"


def share_of_whole(whole: str, item: Instalment, table: str) -> str:
    """The formula text for what falls on the counted days, and on the portion, of a whole.

    Args:
        whole: a cell, or an expression in brackets.
        item: in whose days and portion it stands.
        table: whose row has the days, the shares of a portion and the decimals.
    """
    if item.portion is not None:
        return _by_shares(whole, item, item.portion, table)
    return _by_days(whole, item.days_before, table)


def _by_shares(whole: str, item: Instalment, portion: Portion, table: str) -> str:
    """What a portion owes on the counted days: with those before it less those alone, by the last day and the first."""
    before, counted, days, start, end, of, decimals = (
        this(table, it) for it in ("Days before", "Counted days", "Days", *SHARES, "Decimals")
    )

    def due(sign: str, reached: str, shares: str) -> str:
        return f"{sign}ROUND({whole}*{reached}*{shares}/({days}*{of}),{decimals})"

    reached = f"({before}+{counted})" if item.days_before else counted
    terms = due("", reached, end)
    terms += due("-", reached, start) if portion.start else ""
    if item.days_before:
        terms += due("-", before, end) + (due("+", before, start) if portion.start else "")
    # Rounded again only to drop the noise of binary numbers.
    return f"ROUND({terms},{decimals})"


def _by_days(whole: str, days_before: int, table: str) -> str:
    """What falls on the counted days: what is due by the last of them less what was due before the first."""
    before, counted, days, decimals = (this(table, it) for it in ("Days before", "Counted days", "Days", "Decimals"))
    if not days_before:
        return f"IF({counted}={days},{whole},ROUND({whole}*{counted}/{days},{decimals}))"
    due, earlier = (
        f"ROUND({whole}*({before}+{counted})/{days},{decimals})",
        f"ROUND({whole}*{before}/{days},{decimals})",
    )
    # Rounded again only to drop the noise of binary numbers.
    return f"ROUND({due}-{earlier},{decimals})"


def _rate(lookup: Lookup, line: Line) -> list[Value]:
    if line.pair is None:
        return [None] * 7
    pair = line.pair
    cells: list[Value] = []
    for heading, leg in (("Rate from", pair.source), ("Rate to", pair.target)):
        number = lookup.rates[rate_key(pair.rate_set, leg)]
        key = this("Conversions", heading)
        text = f"=INDEX(Rates[Units per base],MATCH({key},Rates[Rate],0))"
        rate = ratio(text, leg.per_base)
        cells += [number, rate if leg.kind == "base" else PublishedRate(rate)]
    return [day_of_rate(pair), pair.days_back, pair.rate_set.name, *cells]


def day_of_rate(pair: Pair) -> date:
    """The last day whose quotes were used; the day asked for where the law fixes both legs."""
    return max((quote.day for leg in (pair.source, pair.target) for quote in leg.quotes), default=pair.day)


def _results(lookup: Lookup, line: Line) -> list[Value]:
    digits = lookup.digits
    if line.figures is None:
        mark = IN_PLACE_OF_RESULTS[line.status]
        return [mark, mark, mark, None]
    cells: list[Formula] = []
    for bound in BOUNDS:
        counted = this("Conversions", f"Counted {bound}")
        ratio = f"*{this('Conversions', 'To per base')}/{this('Conversions', 'From per base')}" if line.pair else ""
        value = from_minor(bound_of(line.figures, bound), digits)
        figure = LineKey(line.record.id, line.name, bound)
        cells.append(Formula(f"=ROUND({counted}{ratio},{digits})", value, figure))
    key, central = this("Conversions", "Line"), this("Conversions", "Central")
    difference = f"=ROUND(SUMIFS(Spread[Central],Spread[Line],{key})-{central},{digits})"
    return [*at_least(cells, line.figures.open_high), Formula(difference, Decimal(0))]


def _spread_columns(lookup: Lookup) -> tuple[Column, ...]:
    digits = lookup.digits
    return (
        Column(marked("Piece"), 8, "number"),
        Column(marked("Record"), 30),
        Column(marked("Line"), 7, "number"),
        Column(marked("Donor"), 20, is_name=True),
        Column(marked("Stage"), 14),
        Column(marked("From"), 11, "day"),
        Column(marked("To"), 11, "day"),
        Column(marked("Year"), 8),
        Column(marked("Fiscal year"), 9),
        Column(marked("Quarter"), 9),
        Column("Days before", 8, "count"),
        Column(marked("Days"), 8, "count"),
        Column(marked("Days of the line"), 9, "count"),
        Column("Line low", 20, "money", digits),
        Column("Line central", 20, "money", digits),
        Column("Line high", 20, "money", digits),
        Column(marked("Low"), 20, "money", digits),
        Column(marked("Central"), 20, "money", digits),
        Column(marked("High"), 20, "money", digits),
        Column("Stage key", 7, "key"),
        *(Column(key_heading(dimension), 7, "key") for dimension in _KEYED),
        *(Column(flag_heading(group), 9, "key") for group in lookup.memo_groups),
    )


def _piece(lookup: Lookup, number: int, part: Part) -> list[Value]:
    line = lookup.report.lines[part.line]
    piece = lookup.report.pieces[number]
    labels = piece.labels
    return [
        number + 1,
        line.record.id,
        part.line + 1,
        lookup.label("donor", labels["donor"]),
        lookup.label("stage", labels["stage"]),
        part.interval.start,
        part.interval.end,
        labels["year"],
        labels["fiscal_year"],
        labels["quarter"],
        part.first_day,
        part.interval.days,
        line.instalment.counted.days,
        *_wholes(line, lookup.digits),
        *_pieces(number, part, lookup.digits),
        stage_key(labels["stage"]),
        *(lookup.groups[dimension, labels[dimension]] for dimension in _KEYED),
        *(int(group in piece.groups) for group in lookup.memo_groups),
    ]


def _wholes(line: Line, digits: int) -> list[Value]:
    if line.figures is None:
        raise ValueError("only converted lines have parts")
    key = this("Spread", "Line")
    cells = [
        Formula(
            f"=INDEX(Conversions[{bound.capitalize()}],MATCH({key},Conversions[Line],0))",
            from_minor(bound_of(line.figures, bound), digits),
        )
        for bound in BOUNDS
    ]
    return at_least(cells, line.figures.open_high)


def _pieces(number: int, part: Part, digits: int) -> list[Value]:
    before, days, of = (this("Spread", heading) for heading in ("Days before", "Days", "Days of the line"))
    cells: list[Formula] = []
    for bound in BOUNDS:
        whole = this("Spread", f"Line {bound}")
        # The difference of two rounded cumulative shares is rounded again only to drop the noise of binary numbers.
        reached, start = f"ROUND({whole}*({before}+{days})/{of},{digits})", f"ROUND({whole}*{before}/{of},{digits})"
        value = from_minor(bound_of(part.figures, bound), digits)
        cells.append(Formula(f"=ROUND({reached}-{start},{digits})", value, PartKey(number, bound)))
    return at_least(cells, part.figures.open_high)
