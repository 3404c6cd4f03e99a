"""Checks that look at one record at a time: is it sourced, does its currency fit, can its term be counted.

Each check is one function; its docstring begins with its code. What needs several records stands in ``across``.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from ledger.checks.quotes import figures_in
from ledger.foundation import Problem, Severity, quoted
from ledger.records import (
    Amount,
    Commitment,
    Record,
    Transaction,
    code_list,
    home_currencies,
    outside_life,
    party_doubt,
)
from ledger.valuation import rate_day, schedule


def party_is_known(record: Record) -> Iterator[Problem]:
    """PARTY: a name that no list knows adds up apart from the party that was meant."""
    if isinstance(record, Transaction):
        return
    for field, key in (("donor", record.donor), ("recipient", record.recipient)):
        if problem := party_doubt(key, f"{record.id}:{field}"):
            yield problem


def is_sourced(record: Record) -> Iterator[Problem]:
    """SRC: a figure that no quoted words carry cannot be audited."""
    place = f"{record.id}:sources"
    quotes = [source.quote for source in record.sources if source.quote]
    figures = _figures(record.amount)
    if not record.sources:
        yield _warning("SRC", place, "no source", "at least one publication", "add publisher, title and quote")
    elif figures and not quotes:
        yield _warning(
            "SRC", place, "no quote", "the words that carry the figure", "quote at most 25 words of the source"
        )
    elif figures and all(figures_in(quote).isdisjoint(figures) for quote in quotes):
        shown = f"{record.amount} but the quote {quoted(quotes[0])}"
        yield _warning(
            "SRC", place, shown, "the figure in a quote", "correct the amount or quote the words that carry it"
        )


def value_in_kind_has_basis(record: Record) -> Iterator[Problem]:
    """VAL: what goods are worth depends on how they are valued, often by a factor of two."""
    valued = [item for item in record.items if item.amount is not None and _figures(item.amount)]
    in_kind = isinstance(record, Commitment) and record.instrument == "in_kind" and bool(_figures(record.amount))
    based = any(item.valuation_basis for item in record.items)
    if any(item.valuation_basis is None for item in valued) or (in_kind and not based):
        wanted = "one of " + ", ".join(code_list("valuation_bases"))
        yield _warning(
            "VAL", f"{record.id}:items", "a value in kind without a valuation basis", wanted, "name the basis"
        )


def zero_is_meant(record: Record) -> Iterator[Problem]:
    """ZERO: a missing figure that became 0 makes a total too small without a trace."""
    if (figures := _figures(record.amount)) and not any(figures):
        remedy = "write undisclosed where nobody says the sum, none where no money is involved"
        yield _warning("ZERO", f"{record.id}:amount", str(record.amount), "a figure above 0", remedy)


def currency_is_alive(record: Record) -> Iterator[Problem]:
    """CUR-LIFE: a currency that did not exist that day is a slip, or stands for its successor."""
    if record.amount.currency and (problem := outside_life(record.amount.currency, rate_day(record))):
        yield problem.within(record.id)


def currency_is_the_donors(record: Record) -> Iterator[Problem]:
    """CUR-HOME: a sum in a foreign currency was probably converted by the press, at a rate nobody knows."""
    currency = record.amount.currency
    if isinstance(record, Transaction) or currency is None or outside_life(currency, record.announced):
        return
    home = home_currencies(record.donor, record.announced)
    # A source that states both sums has nothing left to be looked for.
    stated = {currency, *(it.currency for it in record.stated_equivalents)}
    if home and stated.isdisjoint(home):
        wanted = f"{' or '.join(home)}, the currency of {record.donor}"
        remedy = "look for the sum in the donor's own currency, or keep it as quoted"
        yield _warning("CUR-HOME", f"{record.id}:amount.currency", currency, wanted, remedy)


def term_has_an_end(record: Record) -> Iterator[Problem]:
    """TERM: a promise without an end has no total of its own."""
    if isinstance(record, Commitment) and record.term.open_ended:
        remedy = "give every total a horizon; it is never totalled without one"
        yield _note("TERM", f"{record.id}:term", f"so much per {record.term.every} without an end", "an end", remedy)


def term_is_ahead(record: Record) -> Iterator[Problem]:
    """TERM: a promise for a time that was over when it was made is nearly always a slip in a year."""
    if isinstance(record, Transaction) or record.term.kind == "one_off" or record.term.end is None:
        return
    if record.term.end < record.announced:
        found = f"an end on {record.term.end}, announced on {record.announced}"
        yield _warning("TERM", f"{record.id}:term", found, "an end after the announcement", "check the years")


def term_ends_with_an_interval(record: Record) -> Iterator[Problem]:
    """TERM: an end inside the last interval leaves a part of an instalment."""
    if isinstance(record, Transaction) or record.term.kind != "recurring":
        return
    start, end, every = record.term.start, record.term.end, record.term.every
    if end and schedule(record, end).is_cut:
        found = f"{start} to {end}, which ends inside a {every}"
        remedy = "check the end; the last instalment is counted by days"
        yield _note("TERM", f"{record.id}:term", found, f"an end with the last day of a {every}", remedy)


RECORD_CHECKS: tuple[Callable[[Record], Iterator[Problem]], ...] = (
    party_is_known,
    is_sourced,
    value_in_kind_has_basis,
    zero_is_meant,
    currency_is_alive,
    currency_is_the_donors,
    term_has_an_end,
    term_is_ahead,
    term_ends_with_an_interval,
)


def _figures(amount: Amount) -> tuple[Decimal, ...]:
    if amount.value is not None:
        return (amount.value,)
    return () if amount.low is None or amount.high is None else (amount.low, amount.high)


def _warning(code: str, place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.WARNING, place, found, expected, remedy)


def _note(code: str, place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.NOTE, place, found, expected, remedy)
