"""The table Cancellations: what each cancellation takes of which line of the table Conversions, live.

A table of its own, since its formulas look lines up among the conversions: in one table with them they would reach
their own cells, which Excel calls circular.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import from_minor, marked, round_half_up
from ledger.render.cells import Formula, LineKey, Value, ratio, this
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
from ledger.render.sheet import Column
from ledger.totals import BOUNDS, DIMENSIONS, Bound, Piece, bound_of
from ledger.valuation import Figures, Line, Taken, donor_groups, donor_of

_KEYED = tuple(dimension for dimension in DIMENSIONS if dimension != "stage")
# Amounts in records have at most so many decimals.
_DECIMALS = 6
# What is left at least of a sum is its low figure less the largest fraction of that which may be given up.
TAKEN_OFF: Mapping[Bound, str] = {"low": "Most given up", "high": "Least given up"}
IN_ALL: Mapping[Bound, str] = {"low": "Least given up", "high": "Most given up"}
# What one cancellation takes at least, it takes after earlier ones that took most, as a rule.
STEP_OF: Mapping[Bound, str] = {"low": "Least step", "high": "Most step"}
_WHEN = ("before", "after")


def draw_cancellations(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per line that gives up something, and one for each share that is taken from none."""
    report = lookup.report
    pieces = {
        part.line: piece
        for part, piece in zip(report.parts, report.pieces, strict=False)
        if report.lines[part.line].taken
    }
    rows = [
        _row(lookup, number, line, line.taken, pieces.get(number))
        for number, line in enumerate(report.lines)
        if line.taken
    ]
    columns = _columns(lookup)
    say = lookup.language.say
    about = say("All lines in which the money stands give up one fraction of what is left, in whole minor units.")
    sheet.add(Listing("Cancellations", say("Cancellations"), about, columns, rows))


def _columns(lookup: Lookup) -> tuple[Column, ...]:
    digits = lookup.digits
    return (
        Column(marked("Line"), 7, "number"),
        Column(marked("Record"), 30),
        Column(marked("Taken from line"), 9, "number"),
        Column(marked("Of"), 30),
        Column(marked("Donor"), 20),
        Column(marked("Recipient"), 16),
        Column(marked("Stage"), 14),
        Column(marked("Day"), 11, "day"),
        Column(marked("Status"), 14),
        Column(marked("Why not counted"), 30),
        Column(marked("Original currency"), 9),
        *(Column(f"{what} {bound}", 20, "amount") for what in ("Cancelled", "Standing") for bound in BOUNDS),
        Column("Remaining before", 20, "amount"),
        Column(marked("Remaining"), 20, "amount"),
        Column(marked("Taken of left"), 14, "rate"),
        *(Column(f"{what} {bound}", 14, "rate") for what in ("Given up before", "Given up after") for bound in BOUNDS),
        *(Column(f"{what} {when}", 14, "rate") for what in (*TAKEN_OFF.values(), *STEP_OF.values()) for when in _WHEN),
        Column(marked("Decimals"), 8, "key"),
        *(Column(f"Counted {bound}", 20, "amount") for bound in BOUNDS),
        *(Column(bound.capitalize(), 20, "money", digits) for bound in BOUNDS),
        *(Column(f"{what} {bound}", 20, "money", digits) for what in ("In all", "Takes off") for bound in TAKEN_OFF),
        Column("Stage key", 7, "key"),
        Column("Status key", 7, "key"),
        Column("Original currency key", 7, "key"),
        *(Column(key_heading(dimension), 7, "key") for dimension in _KEYED),
        *(Column(flag_heading(group), 9, "key") for group in lookup.memo_groups),
    )


def _row(lookup: Lookup, number: int, line: Line, taken: Taken, piece: Piece | None) -> list[Value]:
    commitment = lookup.rows[line.home].commitment
    groups = donor_groups(line, commitment)
    labels = piece.labels if piece else {}
    return [
        number + 1,
        line.record.id,
        None if taken.line is None else taken.line + 1,
        taken.of,
        lookup.label("donor", donor_of(line, commitment)),
        lookup.label("recipient", commitment.recipient),
        lookup.label("stage", line.stage),
        line.instalment.counted.start,
        lookup.language.say(STATUS_TITLES[line.status]),
        lookup.language.worded(line.left_out) if line.left_out else None,
        line.currency,
        *map(_number, (*taken.cancelled, *taken.standing)),
        *_left(lookup, taken),
        *_fractions(taken),
        *_ends(taken),
        *_steps(taken),
        taken.decimals,
        *_counted(line, taken),
        *_results(lookup, line),
        *_together(lookup, line, line.in_all, IN_ALL),
        *_together(lookup, line, line.takes_off, TAKEN_OFF),
        stage_key(line.stage),
        STATUS_KEYS[line.status],
        lookup.currencies.get(line.currency, 0),
        *(lookup.groups[dimension, labels[dimension]] if dimension in labels else 0 for dimension in _KEYED),
        *(int(group in groups) for group in lookup.memo_groups),
    ]


def _number(value: Fraction) -> Decimal:
    """An amount as a cell holds it; what several cancellations have left may have no end of decimals."""
    exact = from_minor(round_half_up(value.numerator * 10**_DECIMALS, value.denominator), _DECIMALS)
    return exact if Fraction(exact) == value else Decimal(repr(value.numerator / value.denominator))


def _left(lookup: Lookup, taken: Taken) -> list[Value]:
    """What was left of the lines before this one and of this one, centrally, and the fraction of it that is taken."""
    amount = None if taken.line is None else lookup.report.lines[taken.line].instalment.amount
    if amount is None:
        return [None] * 3
    given, decimals, left, share = (
        this("Cancellations", it) for it in ("Given up before central", "Decimals", "Remaining", "Counted central")
    )
    value = Fraction(amount.central) * (1 - taken.before[1])
    return [
        _number(taken.left_before),
        Formula(f"=ROUND({_of_line('Counted central')}*(1-{given}),{decimals})", _number(value)),
        ratio(f"={share}/{left}" if value else f"={_exact(1, 1)}", taken.of_left),
    ]


def _fractions(taken: Taken) -> list[Value]:
    if taken.line is None:
        return [None] * (2 * len(BOUNDS))
    after = [
        ratio(_after(taken, number, number), value)
        for number, value in zip(range(len(BOUNDS)), taken.after, strict=True)
    ]
    return [*map(_number, taken.before), *after]


def _exact(own: int, earlier: int) -> str:
    """The fraction that one of its figures is of what one of those of earlier cancellations has left standing."""
    cancelled = this("Cancellations", f"Cancelled {BOUNDS[own]}")
    standing = this("Cancellations", f"Standing {BOUNDS[earlier]}")
    return f"IF({standing}=0,0,MIN(1,{cancelled}/{standing}))"


def _after(taken: Taken, own: int, earlier: int) -> str:
    """The fraction of the line that is given up with it: the exact one, but on its own side of what is taken."""
    before = this("Cancellations", f"Given up before {BOUNDS[earlier]}")
    of_left, side = this("Cancellations", "Taken of left"), taken.side(own, earlier)
    if side:
        of_left = f"{'MAX' if side > 0 else 'MIN'}({_exact(own, earlier)},{of_left})"
    return f"={before}+(1-{before})*{of_left}"


def _ends(taken: Taken) -> list[Value]:
    """The largest and the smallest fraction that may have been given up, before and after."""
    if taken.line is None:
        return [None] * (len(TAKEN_OFF) * len(_WHEN))
    cells: list[Value] = []
    for which, values in (("MAX", taken.most), ("MIN", taken.least)):
        for when, value in zip(_WHEN, values, strict=True):
            three = ",".join(this("Cancellations", f"Given up {when} {bound}") for bound in BOUNDS)
            cells.append(ratio(f"={which}({three})", value))
    return cells


def _steps(taken: Taken) -> list[Value]:
    """The fractions before and after it by which it takes least, and those by which it takes most."""
    if taken.line is None:
        return [None] * (len(STEP_OF) * len(_WHEN))
    cells: list[Value] = []
    for own, earlier in taken.ends:
        before, after = taken.steps(own, earlier)
        cells.append(ratio(f"={this('Cancellations', f'Given up before {BOUNDS[earlier]}')}", before))
        cells.append(ratio(_after(taken, own, earlier), after))
    return cells


def _counted(line: Line, taken: Taken) -> list[Value]:
    """The share in the original currency: whole minor units, and what may be less or more than these."""
    amount = line.instalment.amount
    if amount is None:
        return [None] * len(BOUNDS)
    values = (amount.low, amount.central, amount.high)
    if taken.line is None:
        return [*values]
    decimals = this("Cancellations", "Decimals")
    ends = {it: _given_up(f"Counted {it}", it, decimals) for it in STEP_OF}
    texts = (ends["low"], _cut(decimals), ends["high"])
    return [Formula(f"=ROUND({text},{decimals})", value) for text, value in zip(texts, values, strict=True)]


def _cut(decimals: str) -> str:
    """What all lines up to this one give up, rounded, less what those before it do."""
    cancelled, standing, before, left = (
        this("Cancellations", it) for it in ("Cancelled central", "Standing central", "Remaining before", "Remaining")
    )
    marks = (f"ROUND(MIN({cancelled},{standing})*{it}/{standing},{decimals})" for it in (f"({before}+{left})", before))
    return f"IF({standing}=0,0,{'-'.join(marks)})"


def _results(lookup: Lookup, line: Line) -> list[Value]:
    digits = lookup.digits
    if line.figures is None:
        return [IN_PLACE_OF_RESULTS[line.status]] * len(BOUNDS)
    cells = []
    for bound in BOUNDS:
        value = from_minor(bound_of(line.figures, bound), digits)
        text = f"=ROUND({_given_up(bound.capitalize(), bound, str(digits))},{digits})"
        cells.append(Formula(text, value, LineKey(line.record.id, line.name, bound)))
    return [*cells]


def _together(lookup: Lookup, line: Line, figures: Figures | None, fractions: Mapping[Bound, str]) -> list[Value]:
    """Low and high of a share in a figure that has all cancellations of the promise, or that promise too."""
    digits = lookup.digits
    if figures is None:
        return [IN_PLACE_OF_RESULTS[line.status]] * len(fractions)
    return [
        Formula(
            f"=ROUND({_of_value(bound.capitalize(), (f'{what} before', f'{what} after'), str(digits))},{digits})",
            from_minor(bound_of(figures, bound), digits),
        )
        for bound, what in fractions.items()
    ]


def _given_up(heading: str, bound: Bound, decimals: str) -> str:
    """What a line has given up after the cancellation less what it had before, each rounded by itself."""
    step = STEP_OF.get(bound)
    fractions = (f"{step} before", f"{step} after") if step else ("Given up before central", "Given up after central")
    return _of_value(heading, fractions, decimals)


def _of_value(heading: str, fractions: tuple[str, str], decimals: str) -> str:
    value = _of_line(heading)
    before, after = (this("Cancellations", it) for it in fractions)
    return f"ROUND({value}*{after},{decimals})-ROUND({value}*{before},{decimals})"


def _of_line(heading: str) -> str:
    """The cell of the line that it is taken from."""
    return f"INDEX(Conversions[{heading}],MATCH({this('Cancellations', 'Taken from line')},Conversions[Line],0))"
