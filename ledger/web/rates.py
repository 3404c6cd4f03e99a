"""The rates of a book: which sets it holds, what a currency was worth on a day, and what a sum comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger import desk
from ledger.answers import rates_list
from ledger.foundation import Money, Place, Problem, Severity, quoted
from ledger.notation import read_amount, read_currency, read_date
from ledger.presentation import Language
from ledger.records import CURRENCIES, nearest
from ledger.valuation import Conversion, LegTrail, trail
from ledger.web.arithmetic import by_rate
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

_FIELDS = ("amount", "to", "on", "currency", "day")
_EURO = "EUR"


@dataclass(frozen=True)
class Converted:
    """A sum that was converted.

    Args:
        conversion: with its rate and day.
        legs: the rates, each with its day and the file that it stands in.
        worked_out: how the result comes about; empty where there is none.
    """

    conversion: Conversion
    legs: tuple[LegTrail, ...]
    worked_out: str


def rates(held: HeldBook, asked: PageRequest) -> Answer:
    """The rate sets of the book, and what was asked of them."""
    sets = rates_list.answer(held.rates).rate_sets
    read = _read(asked, held.day)
    return held.drawn(
        "rates",
        asked,
        sets=sets,
        last_day=max((it.last_day for it in sets), default=None),
        converted=_converted(held, read, Language(asked.language)),
        quotes=_quotes(held, read),
        problems={name: value for name, value in read.items() if isinstance(value, Problem)},
        values={name: asked.value(name) for name in _FIELDS} | {"to": asked.value("to") or _EURO},
        currencies=sorted({code for it in sets for code in (it.base, *it.currencies)}),
    )


def _read(asked: PageRequest, today: date) -> Mapping[str, Money | str | date | Problem]:
    """What was typed into the form that was sent, by the name of its field; nothing of one that was not."""
    typed = {name: asked.value(name) for name in _FIELDS}
    read: dict[str, Money | str | date | Problem] = {}
    if typed["amount"]:
        read |= {"amount": _money(typed["amount"]), "to": _currency("to", typed["to"] or _EURO)}
        read["on"] = read_date(typed["on"]) if typed["on"] else today
    if typed["currency"]:
        read["currency"] = _currency("currency", typed["currency"])
        read["day"] = read_date(typed["day"]) if typed["day"] else today
    return read


def _money(typed: str) -> Money | Problem:
    amount = read_amount(typed)
    if isinstance(amount, Problem):
        return amount
    if amount.value is None or amount.currency is None:
        return _problem("amount", quoted(typed), "one sum and its currency", "write GBP 3 bn")
    return Money(Decimal(amount.value), amount.currency)


def _currency(name: str, typed: str) -> str | Problem:
    code = read_currency(typed)
    if isinstance(code, Problem) or code in CURRENCIES:
        return code
    near = nearest(typed.upper(), CURRENCIES, most=1)
    remedy = f"write {near[0]}, if that is meant" if near else "write its code of three letters"
    return _problem(name, quoted(typed), "a currency of ISO 4217", remedy)


def _converted(held: HeldBook, read: Mapping[str, object], language: Language) -> Converted | None:
    money, to, day = (read.get(name) for name in ("amount", "to", "on"))
    if not (isinstance(money, Money) and isinstance(to, str) and isinstance(day, date)):
        return None
    conversion = desk.convert(money, to, day, book=held.book)
    steps = []
    if conversion.pair and conversion.result:
        steps = [language.number(money.value), *by_rate(conversion.pair, language)]
        steps.append(f"= {language.number(conversion.result.value)}")
    return Converted(conversion, trail(conversion), " ".join(steps))


def _quotes(held: HeldBook, read: Mapping[str, object]) -> desk.QuotesFound | None:
    currency, day = read.get("currency"), read.get("day")
    if not (isinstance(currency, str) and isinstance(day, date)):
        return None
    return desk.quotes_on([it.rates for it in held.rates], currency, day)


def _problem(name: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, Place(field=name), found, expected, remedy)
