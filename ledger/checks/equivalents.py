"""EQV: the second figure that a source gives, held against the rate of the day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from ledger.checks.equivalent_limits import SILENT_UP_TO, SILENT_UP_TO_UNQUOTED, WARNING_UP_TO
from ledger.checks.fits import StatedPair, distance, rate_of, would_fit
from ledger.foundation import EXACT, Place, Problem, Severity, grouped
from ledger.notation import figures_in, words_before
from ledger.rates import RateSet
from ledger.records import Amount, Commitment, Record, rows

_SIDES: tuple[tuple[str, Literal["up_to", "at_least"]], ...] = (("below", "up_to"), ("above", "at_least"))
MOST_EXPLAINED = 200
"""For so many findings it is looked for what would fit: each tries some forty rates, and nobody reads more of them."""


def check_equivalents(records: Iterable[Record], rate_sets: Sequence[RateSet]) -> tuple[Problem, ...]:
    """EQV: find stated equivalents that the rate of the announcement day does not give.

    Accepted within half a unit of the last digit as the quote writes it plus 1.5 %, a warning to 3 %, else an error;
    on one side only for "over", "almost" and "up to", by the qualifier or by the words before the figure; on the other
    side a sum may be twice the figure or half of it, and no more: beyond that it is a slip. A figure that no quote
    carries may be booked at a rate of its own, and how far it was rounded is not known: it is told where it is 25 % off
    beyond its last digit other than zero, which is no rate but a slip.

    Args:
        records: of a book or a file.
        rate_sets: in the order in which they are tried; where none has the rate there is nothing to say.
    """
    rates: dict[tuple[str, str, date], Fraction | None] = {}
    return tuple(_found(records, rate_sets, rates))


def _found(
    records: Iterable[Record], rate_sets: Sequence[RateSet], rates: dict[tuple[str, str, date], Fraction | None]
) -> Iterator[Problem]:
    reported = 0
    for record in records:
        if record.record == "transaction" or not record.stated_equivalents:
            continue
        for number, equivalent in enumerate(record.stated_equivalents):
            stated = _stated(record, equivalent)
            if stated is None:
                continue
            key = (stated.currency, stated.other, stated.day)
            if key not in rates:
                pair = rate_of(stated, rate_sets)
                rates[key] = pair.rate if pair else None
            rate = rates[key]
            if rate is not None and (beyond := distance(stated, rate)) > (
                SILENT_UP_TO if stated.quoted else SILENT_UP_TO_UNQUOTED
            ):
                place = Place(record=record.id, field=f"stated_equivalents.{number}")
                tried = rate_sets if reported < MOST_EXPLAINED else ()
                reported += 1
                yield _problem(place, (record.stated_amount, record.stated(equivalent)), (stated, rate, beyond), tried)


def _stated(record: Commitment, equivalent: Amount) -> StatedPair | None:
    own, other = record.amount.bounds, equivalent.bounds
    currency, second = record.amount.currency, equivalent.currency
    if own is None or other is None or currency is None or second is None or currency == second or not own.high:
        return None
    figure = other.low or other.high
    written = written_unit(record, figure)
    qualifier = _said_of(record, figure) or equivalent.qualifier
    return StatedPair(
        low=own.low if record.amount.qualifier == "range" else own.high,
        high=own.high,
        currency=currency,
        other_low=None if qualifier == "up_to" else other.low,
        other_high=None if qualifier == "at_least" else other.high,
        other=second,
        day=record.announced,
        unit=written or Fraction(10) ** int(figure.normalize(EXACT).as_tuple().exponent),
        quoted=written is not None,
    )


def _said_of(record: Commitment, figure: Decimal) -> Literal["up_to", "at_least"] | None:
    """On which side of a figure the sum lies by the words before it: "almost" below, "over" above."""
    quotes = [source.quote for source in record.sources if source.quote]
    before = (f" {words}" for quote in quotes for words in words_before(quote, figure))
    sides = [side for words in before if (side := _side(words))]
    return "up_to" if "up_to" in sides else next(iter(sides), None)


def _side(words: str) -> Literal["up_to", "at_least"] | None:
    """What the last words of a text say; the longest phrase decides, since "no more than" is no "more than"."""
    phrases = [
        (match.start(), qualifier)
        for meaning, qualifier in _SIDES
        if (match := _at_the_end(meaning, qualifier).search(words))
    ]
    return min(phrases)[1] if phrases else None


@cache
def _at_the_end(meaning: str, qualifier: str) -> re.Pattern[str]:
    """Words of a meaning at the end of a text; nothing but a sign or a code of the currency may stand behind them.

    They are those that make a typed amount "at least" or "up to", and those that do so only in the press.
    """
    typed = [row["words"] for row in rows("amount_words") if row["meaning"] == qualifier]
    in_press = [row["words"] for row in rows("bounding_words") if row["meaning"] == meaning]
    words = map(re.escape, (*typed, *in_press))
    return re.compile(rf"\s(?:{'|'.join(words)})\s*(?:[a-z]{{0,3}}[^\w\s]|[a-z]{{3}})?$")


def written_unit(record: Commitment, figure: Decimal) -> Fraction | None:
    """One unit of the last digit as a quote writes the figure: a million in "450 million"; the coarsest of several."""
    quotes = (source.quote for source in record.sources if source.quote)
    exponents = [int(it.as_tuple().exponent) for quote in quotes for it in figures_in(quote) if it == figure]
    return Fraction(10) ** max(exponents) if exponents else None


def _problem(
    place: Place, amounts: tuple[str, str], judged: tuple[StatedPair, Fraction, Fraction], rate_sets: Sequence[RateSet]
) -> Problem:
    amount, equivalent = amounts
    stated, rate, beyond = judged
    fits = would_fit(stated, rate_sets)
    # Not in the text of what was found: a waiver holds while that text stays, and only so many findings are explained.
    shown = f" (what would fit: {', or '.join(f'{it.words}, {it.code}' for it in fits)})" if fits else ""
    per_cent = Decimal(round(beyond * 1000)).scaleb(-1)
    where = "" if stated.quoted else ", which no quote carries"
    found = f"{equivalent} for {amount}{where}, {per_cent} % off beyond its last digit"
    ends = (stated.low, stated.high) if stated.low != stated.high else (stated.high,)
    converted = " to ".join(grouped(Decimal(round(Fraction(end) * rate))) for end in ends)
    severity = Severity.WARNING if beyond <= WARNING_UP_TO else Severity.ERROR
    remedy = f"read both figures and the day in the source again{shown}, and correct or leave out the one that is wrong"
    expected = f"about {stated.other} {converted} at the rate of {stated.day}"
    return Problem("EQV", severity, place, found, expected, remedy)
