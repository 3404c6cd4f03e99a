"""One conversion, with the rates that are at hand: those of a book, or those that come with the package."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.desk.book_rates import rate_sets
from ledger.foundation import Money
from ledger.rates import Basis, RateSet, ecb_rates
from ledger.valuation import ANNOUNCED, Conversion
from ledger.valuation import convert as convert_with

if TYPE_CHECKING:
    from ledger.book import Book

SHIPPED = "the history of the European Central Bank that comes with defense-ledger"


def rates_at_hand(book: "Book | str | Path | None") -> tuple[RateSet, ...]:
    """The rates of a book, in its order; without one those that come with the package.

    Args:
        book: a book, the path of one, or None.

    Raises:
        Refused: FILE or CHAIN if the book cannot be opened.

    >>> [rates.name for rates in rates_at_hand(None)]
    ['ECB']
    """
    if book is None:
        return (ecb_rates(),)
    # SQLAlchemy is loaded only when there is a book: a conversion without one should not wait for it.
    from ledger.desk.books import open_book

    return rate_sets(open_book(Path(book)) if isinstance(book, str | Path) else book)


def convert(
    amount: Money, to: str, on: date, *, basis: Basis = ANNOUNCED, book: "Book | str | Path | None" = None
) -> Conversion:
    """Convert an amount with the rates at hand.

    Args:
        amount: exact, in any currency of ISO 4217.
        to: code of the target currency.
        on: day of the announcement or value date.
        basis: rule that picks the rate; by default the last quote on or before ``on``.
        book: a book whose rates are used, or its path; by default those that come with the package.

    Returns:
        The conversion; its ``result`` is None where no rate is near enough, and ``problems`` says why.

    Raises:
        Refused: FILE or CHAIN if the book cannot be opened.

    >>> str(convert(Money("3000000000", "GBP"), "USD", date(2025, 6, 2)).result)
    'USD 4,061,773,772.82'
    """
    return convert_with(amount, to, on=on, rates=rates_at_hand(book), basis=basis)
