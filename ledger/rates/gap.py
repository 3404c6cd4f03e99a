"""What to tell a clerk when no rate set can answer: which currencies, which days, what each set has, what to do."""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.foundation import Advice, Interval, Place, Problem, Severity, quoted
from ledger.rates.basis import MOST_DAYS_BACK, Question
from ledger.rates.euro import irrevocable
from ledger.rates.legs import Leg, Quoted, Replaced, common_days, halves, may_answer
from ledger.rates.sets import RateSet
from ledger.records import CURRENCIES, nearest

_MANNER = {"lowest": "lowest", "highest": "highest"}


def unknown_currency(currency: str) -> Problem:
    """FX-GAP for a code that no list of currencies has.

    >>> unknown_currency("EURO").expected
    'a currency code of ISO 4217, perhaps EUR'
    """
    near = " or ".join(nearest(currency[:20].upper(), CURRENCIES))
    return Problem(
        "FX-GAP",
        Severity.ERROR,
        place=Place(),
        found=f"the currency {quoted(currency)}",
        expected="a currency code of ISO 4217" + (f", perhaps {near}" if near else ""),
        remedy="write the three-letter code",
    )


def gap(question: Question, rate_sets: Sequence[RateSet]) -> Problem:
    """FX-GAP for a question that none of the sets can answer."""
    return _gap_in_table(question, rate_sets) if question.basis.kind == "table" else _gap_in_sets(question, rate_sets)


def _gap_in_sets(question: Question, rate_sets: Sequence[RateSet]) -> Problem:
    tried = "; ".join(said for it in rate_sets if (said := _tried(question, it))) or "there are no rates"
    rate = f"{_MANNER.get(question.basis.kind, 'mean')} rate of {question.whole}"
    return _problem(
        question,
        found=f"no {rate if question.wants_span else f'rate for {question.asked}'} {_way(question)} ({tried})",
        expected=f"one set of rates with {question.source} and {question.target} {_when(question)}",
        remedy=Advice(
            "add a file of rates with book.add_rates, or read it with read_rates, or choose another basis",
            "add a file of rates with `rates add FILE`, or choose another basis",
        ),
    )


def _gap_in_table(question: Question, rate_sets: Sequence[RateSet]) -> Problem:
    name = question.basis.table
    named = [it for it in rate_sets if may_answer(question, it)]
    known = f"there are {', '.join(it.name for it in rate_sets)}" if rate_sets else "there are no rates"
    tried = "; ".join(_tried_as_table(question, it) for it in named) or f"no set of rates is called {name}: {known}"
    return _problem(
        question,
        found=f"no rate {_way(question)} in the table {name} ({tried})",
        expected=f"a table {name} with {question.source} and {question.target}, one rate of each",
        remedy=Advice(
            f"add the table under the name {name} with book.add_rates, or read it with read_rates, or choose another "
            "basis",
            f"add the table under the name {name} with `rates add`, or choose another basis",
        ),
    )


def _problem(question: Question, *, found: str, expected: str, remedy: Advice) -> Problem:
    ended = "".join(_ended(question))
    worded = Advice(ended + remedy, ended + remedy.at_command_line)
    return Problem("FX-GAP", Severity.ERROR, Place(), found, expected, worded)


def _way(question: Question) -> str:
    known = f" as of {question.as_of}" if question.as_of and question.as_of < question.whole.end else ""
    return f"from {question.source} to {question.target}{known}"


def _when(question: Question) -> str:
    days = MOST_DAYS_BACK.days
    if question.wants_span:
        return f"on the same days, within {days} days of both ends of {question.span or question.whole}"
    return f"on {question.asked} or one of the {days} days before"


def _tried(question: Question, rate_set: RateSet) -> str:
    """What one set has to say, in a few words; nothing for a table that would not have helped either."""
    needing = _needing(question, rate_set)
    missing = sorted(name for name in _names(question, rate_set) if name not in rate_set.quotes)
    if not may_answer(question, rate_set):
        return "" if missing else f"{rate_set.name} is a table, for the basis table:{rate_set.name} alone"
    if missing:
        return _lacks(rate_set, missing)
    within = common_days(rate_set, needing, question.span) if question.span else ()
    if question.wants_mean and question.is_covered_by(within):
        return f"{rate_set.name}: the basis rounds a mean to 0"
    if within:
        return f"{rate_set.name} has them from {within[0]} to {within[-1]} only"
    latest = question.span.end if question.span else question.known
    earlier = common_days(rate_set, needing, Interval(date.min, latest))
    return f"{rate_set.name}: nearest earlier day {earlier[-1]}" if earlier else f"{rate_set.name} has no earlier day"


def _tried_as_table(question: Question, rate_set: RateSet) -> str:
    quotes = {name: rate_set.quotes.get(name) for name in sorted(_names(question, rate_set))}
    missing = [name for name, series in quotes.items() if series is None]
    if missing:
        return _lacks(rate_set, missing)
    quote_days = {name: series.days for name, series in quotes.items() if series}
    for name, days in quote_days.items():
        if len(days) > 1:
            return f"{rate_set.name} has {len(days)} rates of {name}, and a table has one"
    return f"{rate_set.name} is of {max(days[0] for days in quote_days.values())}"


def _names(question: Question, rate_set: RateSet) -> frozenset[str]:
    return frozenset().union(*(half.names(rate_set) for half in _needing(question, rate_set)))


def _needing(question: Question, rate_set: RateSet) -> tuple[Quoted | Replaced, ...]:
    return tuple(half for half in halves(question, rate_set) if not isinstance(half, Leg))


def _lacks(rate_set: RateSet, missing: Sequence[str]) -> str:
    return f"{rate_set.name} has no {' and no '.join(missing)}"


def _ended(question: Question) -> Iterator[str]:
    """A currency that was gone by then is the likeliest cause: TRL was cut by a million when it became TRY."""
    for code in (question.source, question.target):
        currency = CURRENCIES[code]
        if currency.last and currency.last < question.asked and not irrevocable(code, question.asked):
            became = f" and {currency.successor} took its place" if currency.successor else ""
            yield f"check the currency ({code} ended on {currency.last}{became}), "
