"""What to tell a clerk when no rate set can answer: which currencies, which days, what each set has, what to do."""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.foundation import Interval, Problem, Severity, quoted
from ledger.rates.basis import MOST_DAYS_BACK, Question
from ledger.rates.euro import irrevocable
from ledger.rates.legs import Quoted, common_days, way
from ledger.rates.sets import RateSet
from ledger.records import CURRENCIES, nearest


def unknown_currency(currency: str) -> Problem:
    """FX-GAP for a code that no list of currencies has.

    >>> unknown_currency("EURO").expected
    'a currency code of ISO 4217, perhaps EUR'
    """
    near = " or ".join(nearest(currency[:20].upper(), CURRENCIES))
    return Problem(
        "FX-GAP",
        Severity.ERROR,
        place="",
        found=f"the currency {quoted(currency)}",
        expected="a currency code of ISO 4217" + (f", perhaps {near}" if near else ""),
        remedy="write the three-letter code",
    )


def gap(question: Question, rate_sets: Sequence[RateSet]) -> Problem:
    """FX-GAP for a question that none of the sets can answer."""
    both = f"{question.source} and {question.target}"
    tried = "; ".join(_tried(question, rate_set) for rate_set in rate_sets) or "there are no rates"
    known = f" as of {question.as_of}" if question.as_of and question.as_of < question.whole.end else ""
    return Problem(
        "FX-GAP",
        Severity.ERROR,
        place="",
        found=f"no {_wanted(question)} from {question.source} to {question.target}{known} ({tried})",
        expected=f"one set of rates with {both} {_when(question)}",
        remedy="".join(_ended(question)) + "add a file of rates with `rates add FILE`, or choose another basis",
    )


def _wanted(question: Question) -> str:
    return f"mean rate of {question.whole}" if question.wants_mean else f"rate for {question.asked}"


def _when(question: Question) -> str:
    days = MOST_DAYS_BACK.days
    if question.wants_mean:
        return f"on the same days, within {days} days of both ends of {question.span or question.whole}"
    return f"on {question.asked} or one of the {days} days before"


def _tried(question: Question, rate_set: RateSet) -> str:
    """What one set has to say, in a few words."""
    halves = (way(rate_set, currency, question.known) for currency in (question.source, question.target))
    names = frozenset(half.name for half in halves if isinstance(half, Quoted))
    missing = sorted(name for name in names if name not in rate_set.quotes)
    if missing:
        return f"{rate_set.name} has no {' and no '.join(missing)}"
    within = common_days(rate_set, names, question.span) if question.span else ()
    if within:
        return f"{rate_set.name} has them from {within[0]} to {within[-1]} only"
    earlier = common_days(rate_set, names, Interval(date.min, question.known))
    return f"{rate_set.name}: nearest earlier day {earlier[-1]}" if earlier else f"{rate_set.name} has no earlier day"


def _ended(question: Question) -> Iterator[str]:
    """A currency that was gone by then is the likeliest cause: TRL was cut by a million when it became TRY."""
    for code in (question.source, question.target):
        currency = CURRENCIES[code]
        if currency.last and currency.last < question.asked and not irrevocable(code, question.asked):
            became = f" and {currency.successor} took its place" if currency.successor else ""
            yield f"check the currency ({code} ended on {currency.last}{became}), "
