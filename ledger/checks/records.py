"""Checks that look at one record at a time: is it sourced, does its currency fit, can its term be counted.

Each check is one function; its docstring begins with its code. What needs several records stands in ``across``. Most
records give a check nothing to say, so each returns as soon as that is clear. The kind is asked of the record itself:
``isinstance`` asks pydantic, and took longer than most checks do.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.notation import figures_in, says_long_scale, words_after
from ledger.records import (
    Amount,
    Commitment,
    Record,
    code_list,
    home_currencies,
    outside_life,
    party_doubt,
    party_names,
)
from ledger.valuation import rate_day, schedule


def party_is_known(record: Record) -> Iterable[Problem]:
    """PARTY: a name that no list knows adds up apart from the party that was meant."""
    known = party_names()
    if record.record == "transaction" or (record.recipient in known and all(it in known for it in record.donors)):
        return ()
    others = [(number, it.donor) for number, it in enumerate(record.joint_donors) if it.donor != record.donor]
    joint = {f"joint_donors.{number}.donor": donor for number, donor in others}
    parties = {"donor": record.donor, **joint, "recipient": record.recipient}
    return filter(None, (party_doubt(key, _at(record, field)) for field, key in parties.items()))


def is_sourced(record: Record) -> Iterable[Problem]:
    """SRC: a figure that no quoted words carry cannot be audited."""
    quotes = [source.quote for source in record.sources if source.quote]
    figures = _figures(record.amount)
    place = _at(record, "sources")
    if not record.sources:
        return (_warning("SRC", place, "no source", "at least one publication", "add publisher, title and quote"),)
    if figures and not quotes:
        remedy = "quote at most 25 words of the source"
        return (_warning("SRC", place, "no quote", "the words that carry the figure", remedy),)
    if not figures or any(figure in figures for quote in quotes for figure in figures_in(quote)):
        return ()
    if slip := _slip(figures, quotes):
        return (_unit_slip(record, slip),)
    shown = f"{record.stated_amount} but the quote {quoted(quotes[0])}"
    remedy = "correct the amount or quote the words that carry it"
    return (_warning("SRC", place, shown, "the figure in a quote", remedy),)


def total_is_no_yearly_sum(record: Record) -> Iterable[Problem]:
    """TERM: so much a year, entered as one sum, is too small by all years but one."""
    if record.record == "transaction" or record.term.kind == "recurring":
        return ()
    figures = _figures(record.amount)
    stated = (record.title, *(source.quote for source in record.sources))
    texts = (it for text in stated if text for it in words_after(text, figures)) if figures else ()
    if not (words := next((match[0].strip() for it in texts if (match := _PER_YEAR.match(it))), None)):
        return ()
    remedy = "make the term recurring, with its first and last day, or quote the words that make it one sum"
    shown = f'{record.stated_amount} once, and "{words}" behind it in the title or a quote'
    return (_warning("TERM", _at(record, "term"), shown, "a recurring term for a yearly sum", remedy),)


def prices_are_current(record: Record) -> Iterable[Problem]:
    """CONST: a sum in the prices of another year is not the money that changes hands, and no rate of a day fits it."""
    texts = (record.title, record.note, *(source.quote for source in record.sources))
    words = next((match[0] for text in texts if text and (match := _CONSTANT_PRICES.search(text))), None)
    if not words or not _figures(record.amount):
        return ()
    remedy = "look for the sum in current prices, or say in the note of which year the prices are"
    return (_warning("CONST", _at(record, "amount"), f'"{words}"', "a sum in current prices", remedy),)


def sign_is_certain(record: Record) -> Iterable[Problem]:
    """CUR-SYM: a bare $ from a donor that has a dollar of its own may mean either."""
    currency = record.amount.currency
    if record.record == "transaction" or currency != "USD":
        return ()
    own = [it for it in _home(record) if it in _DOLLARS]
    quotes = [source.quote for source in record.sources if source.quote and "$" in source.quote]
    if not own or not quotes or any(_CERTAIN_DOLLAR.search(quote) for quote in quotes):
        return ()
    expected = f"a sign that tells {' or '.join(own)} from USD, such as US$"
    remedy = "find out which dollar the source means, and write it in the note"
    return (_warning("CUR-SYM", _at(record, "amount.currency"), f"a bare $ in {quoted(quotes[0])}", expected, remedy),)


def value_in_kind_has_basis(record: Record) -> Iterable[Problem]:
    """VAL: what goods are worth depends on how they are valued, often by a factor of two."""
    in_kind = record.record == "commitment" and record.instrument == "in_kind" and bool(_figures(record.amount))
    if not (record.items or in_kind):
        return ()
    valued = [item for item in record.items if item.amount is not None and _figures(item.amount)]
    based = any(item.valuation_basis for item in record.items)
    if all(item.valuation_basis for item in valued) and (based or not in_kind):
        return ()
    expected = "one of " + ", ".join(code_list("valuation_bases"))
    found = "a value in kind without a valuation basis"
    # A basis belongs to goods: without an item it would be refused.
    remedy = (
        "fill in valuation_basis"
        if record.items
        else "fill in item, which says what the goods are, and valuation_basis"
    )
    return (_warning("VAL", _at(record, "items"), found, expected, remedy),)


def zero_is_meant(record: Record) -> Iterable[Problem]:
    """ZERO: a missing figure that became 0 makes a total too small without a trace."""
    figures = _figures(record.amount)
    if not figures or any(figures):
        return ()
    remedy = "write undisclosed where nobody says the sum, none where no money is involved"
    return (_warning("ZERO", _at(record, "amount"), record.stated_amount, "a figure above 0", remedy),)


def currency_is_alive(record: Record) -> Iterable[Problem]:
    """CUR-LIFE: a currency that did not exist that day is a slip, or stands for its successor."""
    currency = record.amount.currency
    problem = outside_life(currency, rate_day(record)) if currency else None
    return (problem.within(Place(record=record.id)),) if problem else ()


def currency_is_the_donors(record: Record) -> Iterable[Problem]:
    """CUR-HOME: a sum in a foreign currency was probably converted by the press, at a rate nobody knows."""
    currency = record.amount.currency
    if record.record == "transaction" or currency is None:
        return ()
    home = _home(record)
    if not home or currency in home or outside_life(currency, record.announced):
        return ()
    # A source that states both sums has nothing left to be looked for.
    if any(it.currency in home for it in record.stated_equivalents):
        return ()
    expected = f"{' or '.join(home)}, the currency of {' and '.join(record.donors)}"
    remedy = "look for the sum in the donor's own currency, or keep it as quoted"
    return (_warning("CUR-HOME", _at(record, "amount.currency"), currency, expected, remedy),)


def term_has_an_end(record: Record) -> Iterable[Problem]:
    """TERM: a promise without an end has no total of its own."""
    if record.record == "transaction" or not record.term.open_ended:
        return ()
    remedy = "give every total a horizon; it is never totalled without one"
    return (_note("TERM", _at(record, "term"), f"so much per {record.term.every} without an end", "an end", remedy),)


def term_is_ahead(record: Record) -> Iterable[Problem]:
    """TERM: a promise for a time that was over when it was made is nearly always a slip in a year."""
    if record.record == "transaction" or record.term.kind == "one_off" or record.term.end is None:
        return ()
    if record.term.end >= record.announced:
        return ()
    found = f"an end on {record.term.end}, announced on {record.announced}"
    return (_warning("TERM", _at(record, "term"), found, "an end after the announcement", "check the years"),)


def term_ends_with_an_interval(record: Record) -> Iterable[Problem]:
    """TERM: an end inside the last interval leaves a part of an instalment."""
    if record.record == "transaction" or record.term.kind != "recurring":
        return ()
    start, end, every = record.term.start, record.term.end, record.term.every
    if end is None or not schedule(record, end).is_cut:
        return ()
    found = f"{start} to {end}, which ends inside a {every}"
    remedy = "check the end; the last instalment is counted by days"
    return (_note("TERM", _at(record, "term"), found, f"an end with the last day of a {every}", remedy),)


RECORD_CHECKS: tuple[Callable[[Record], Iterable[Problem]], ...] = (
    party_is_known,
    is_sourced,
    value_in_kind_has_basis,
    zero_is_meant,
    total_is_no_yearly_sum,
    prices_are_current,
    sign_is_certain,
    currency_is_alive,
    currency_is_the_donors,
    term_has_an_end,
    term_is_ahead,
    term_ends_with_an_interval,
)


_SLIPS = (3, 6, 9)
_DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "BBD", "BSD", "BZD", "FJD", "GYD", "JMD", "TTD"})
_CERTAIN_DOLLAR = re.compile(r"U\.?S\.? ?(?:\$|dollar)|USD|American dollar", re.IGNORECASE)
_PER_YEAR = re.compile(
    r"[^0-9.;]{0,24}?\b(?:a year|per year|each year|every year|yearly|annually|per annum|p\.a\.|a year's"
    r"|pro jahr|jährlich|im jahr|par an|chaque année|al año|all'anno|rocznie|щороку|щорічно|на рік|в год|ежегодно)",
)
# In English, German, French, Spanish, Italian, Polish, Ukrainian and Russian.
_CONSTANT_PRICES = re.compile(
    r"(?:constant|fixed) (?:\w+ )?prices|in (?:19|20)[0-9]{2} prices|(?:19|20)[0-9]{2} (?:constant )?prices"
    r"|in real terms|(?:in|zu) (?:konstanten )?preisen von (?:19|20)[0-9]{2}|konstante[nr]? preise|prix constants"
    r"|precios constantes|prezzi costanti|cen(?:y|ach) stał\w+"
    r"|у цінах (?:19|20)[0-9]{2}|в ценах (?:19|20)[0-9]{2}",  # noqa: RUF001 - Ukrainian letters
    re.IGNORECASE,
)


def _home(record: Commitment) -> tuple[str, ...]:
    """The currencies of the donors; none where a joint donor has none of its own."""
    homes = [home_currencies(donor, record.announced) for donor in record.donors]
    return tuple(dict.fromkeys(code for home in homes for code in home)) if all(homes) else ()


def _slip(figures: Sequence[Decimal], quotes: Sequence[str]) -> tuple[int, bool, str] | None:
    """By how many powers of ten the quotes differ from the amount, whether theirs is the larger figure, and whose.

    Of a range whose ends stand in two quotes it is that of the low end.
    """
    quote_of = {figure: quote for quote in reversed(quotes) for figure in figures_in(quote)}
    for power in _SLIPS:
        for sign in (1, -1):
            if all(figure.scaleb(sign * power) in quote_of for figure in figures):
                return power, sign > 0, quote_of[figures[0].scaleb(sign * power)]
    return None


def _unit_slip(record: Record, slip: tuple[int, bool, str]) -> Problem:
    """UNIT, or SCALE where the quote counts in words of the long scale."""
    power, is_larger, quote = slip
    times = f"{10**power:,} times as {'large' if is_larger else 'small'}"
    found = f"{record.stated_amount} and a figure {times} in the quote {quoted(quote)}"
    remedy = "read the source again: millions, milliards, or billions of the long or the short scale"
    code = "SCALE" if says_long_scale(quote) else "UNIT"
    return _warning(code, _at(record, "amount"), found, "the figure of the quote", remedy)


def _figures(amount: Amount) -> tuple[Decimal, ...]:
    if amount.value is not None:
        return (amount.value,)
    return () if amount.low is None or amount.high is None else (amount.low, amount.high)


def _at(record: Record, field: str) -> Place:
    return Place(record=record.id, field=field)


def _warning(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.WARNING, place, found, expected, remedy)


def _note(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.NOTE, place, found, expected, remedy)
