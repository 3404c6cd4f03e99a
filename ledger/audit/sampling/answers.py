"""What an auditor typed beside a conversion of a sample: an amount, a rate and a value, read as people write them."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.audit.sampling.draw import Sample
from ledger.audit.sampling.sheet import AGREED, SampleRow, rate_of
from ledger.foundation import Place, Problem, Severity, from_minor, grouped, plain, quoted, round_half_up
from ledger.notation import read_amount, read_shown
from ledger.records import CURRENCIES
from ledger.spreadsheet import Cell, ShownNumber, cell_text

# More decimals than an amount may have; one mark before four digits or more is certain.
_RATE = re.compile(r"([0-9]{1,12})[.,]([0-9]{4,30})", re.ASCII)
_RETYPE = "type one figure, such as 1234.50 or 1.234,50"
_AGREES_TOO = f'type the audited value, or "{AGREED}" where it is the book value to the last digit'
# No sum of money and no rate has more digits before its decimals.
_MOST = 10**15
_SLIPS = (
    (Fraction(1_000), "a thousandth of"),
    (Fraction(1_000_000), "a millionth of"),
    (Fraction(1, 1_000), "a thousand times"),
    (Fraction(1, 1_000_000), "a million times"),
)
_SLIP_FROM, _SLIP_TO = Fraction(95, 100), Fraction(105, 100)


class Answers(NamedTuple):
    """The auditor's cells of one row, each with its place."""

    amount: tuple[Cell, Place]
    rate: tuple[Cell, Place]
    value: tuple[Cell, Place]


def audited_value(sample: Sample, row: SampleRow, answers: Answers) -> tuple[int | None, tuple[Problem, ...]]:
    """The audited value of a row in minor units, and what is wrong with its cells.

    A value that was typed counts. Without one, an audited amount and an audited rate together give it, rounded once. An
    empty row has none: it is no agreement.

    Args:
        sample: to which the row belongs.
        row: the conversion.
        answers: the auditor's cells.
    """
    currency = sample.report.definition.currency
    digits = CURRENCIES[currency].minor_units
    amount, faults = _figure(answers.amount, row.line.currency)
    rate, more = _rate(answers.rate)
    value, most = (None, ()) if _agrees(answers.value[0]) else _figure(answers.value, currency)
    # Words without a digit, such as "ok", are meant as consent or as silence.
    is_word = not any(sign.isdigit() for sign in cell_text(answers.value[0]))
    problems = (*faults, *more, *(replace(it, remedy=_AGREES_TOO) if is_word else it for it in most))
    if problems:
        return None, problems
    minor = row.item.book_minor if _agrees(answers.value[0]) else None if value is None else _minor(value, digits)
    implied = None if amount is None or rate is None else _minor(amount * rate, digits)
    if minor is None and implied is None:
        return None, (_empty(answers, amount, rate),)
    if minor is None:
        return implied, ()
    return minor, (
        *_slipped(row, answers.value[1], minor, digits),
        *_contradicted(sample, row, answers, (amount, rate, minor)),
    )


def _slipped(row: SampleRow, place: Place, minor: int, digits: int) -> tuple[Problem, ...]:
    """A warning where the value is about a thousand or a million times the book value, or such a part of it."""
    ratio = Fraction(minor, row.item.book_minor)
    times = next((said for slip, said in _SLIPS if _SLIP_FROM <= ratio * slip <= _SLIP_TO), None)
    if times is None:
        return ()
    found = f"{grouped(from_minor(minor, digits))}, about {times} the book value"
    expected = f"a value in the units of the book value, {grouped(from_minor(row.item.book_minor, digits))}"
    remedy = "type all digits of the value; if the book is wrong by so much, leave it: it counts as typed"
    return (Problem("UNIT", Severity.WARNING, place, found, expected, remedy),)


def _contradicted(
    sample: Sample, row: SampleRow, answers: Answers, typed: tuple[Fraction | None, Fraction | None, int]
) -> tuple[Problem, ...]:
    """A warning where the amount and the rate beside an audited value do not give it."""
    amount, rate, minor = typed
    if amount is None and rate is None:
        return ()
    recorded, used = row.line.instalment.amount, rate_of(sample, row.line)
    amount = amount if amount is not None or recorded is None else Fraction(recorded.central)
    known = rate if rate is not None else used
    if amount is None or known is None:
        return ()
    digits = CURRENCIES[sample.report.definition.currency].minor_units
    implied = _minor(amount * known, digits)
    slack = 1 if rate is None else 1 + _minor(amount * _half_step(answers.rate[0]), digits)
    if abs(implied - minor) <= slack:
        return ()
    found = f"{grouped(from_minor(minor, digits))}, while amount times rate is {grouped(from_minor(implied, digits))}"
    remedy = "correct the amount, the rate or the value; the value is the one that counts"
    return (_form(answers.value[1], found, "a value that the amount and the rate give", remedy, Severity.WARNING),)


def _half_step(cell: Cell) -> Fraction:
    """Half a unit of the last digit of a rate, by which it may have been rounded."""
    decimals = re.search(r"[.,]([0-9]+)\s*$", cell_text(cell))
    return Fraction(1, 2 * 10 ** len(decimals[1])) if decimals else Fraction(1, 2)


def _empty(answers: Answers, amount: Fraction | None, rate: Fraction | None) -> Problem:
    remedy = _AGREES_TOO
    if amount is None and rate is None:
        return _form(answers.value[1], "an empty cell", "the audited value of this row", remedy)
    missing, place = ("rate", answers.rate[1]) if rate is None else ("amount", answers.amount[1])
    return _form(place, f"no audited {missing}, and no audited value", "both, or the audited value", remedy)


def _agrees(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() == AGREED


def _figure(answer: tuple[Cell, Place], currency: str) -> tuple[Fraction | None, tuple[Problem, ...]]:
    """One figure of 0 or more, in this currency if it names one; None for an empty cell."""
    cell, place = answer
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None, ()
    if isinstance(cell, Decimal):
        return _not_negative(cell, place)
    if not isinstance(cell, str | ShownNumber):
        return None, (_form(place, quoted(cell_text(cell)), "one figure", _RETYPE),)
    return _typed(cell, place, currency)


def _typed(cell: str | ShownNumber, place: Place, currency: str) -> tuple[Fraction | None, tuple[Problem, ...]]:
    text = cell_text(cell)
    read = read_amount(text, currency=currency) if isinstance(cell, str) else read_shown(cell, currency=currency)
    if isinstance(read, Problem):
        return None, (read.within(place),)
    expected = f"one exact figure in {currency}" if currency else "one number"
    if read.value is None or read.qualifier not in (None, "exact") or read.currency not in (None, currency):
        return None, (_form(place, quoted(text), expected, _RETYPE),)
    return _not_negative(Decimal(read.value), place)


def _rate(answer: tuple[Cell, Place]) -> tuple[Fraction | None, tuple[Problem, ...]]:
    cell, place = answer
    long = _RATE.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if long:
        return Fraction(f"{long[1]}.{long[2]}"), ()
    rate, problems = _figure(answer, "")
    if rate == 0:
        return None, (_form(place, "a rate of 0", "a rate above 0", _RETYPE),)
    return rate, problems


def _not_negative(cell: Decimal, place: Place) -> tuple[Fraction | None, tuple[Problem, ...]]:
    if cell < 0:
        remedy = "type 0 where nothing is right, and say in the remarks what was found"
        return None, (_form(place, plain(cell), "a figure that is not negative", remedy),)
    if cell >= _MOST:
        return None, (_form(place, f"{cell:.3e}", "a figure below a thousand billions", _RETYPE),)
    return Fraction(cell), ()


def _minor(value: Fraction, digits: int) -> int:
    return round_half_up(value.numerator * 10**digits, value.denominator)


def _form(place: Place, found: str, expected: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem("FORM", severity, place, found, expected, remedy)
