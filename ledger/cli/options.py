"""Options that several commands share, and the reading of what stands in them: days, amounts, currencies, bases.

Every reader refuses in one sentence with the option as its place; the command then ends with exit code 2.
"""

import getpass
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from ledger.cli.answer import Misuse, misused
from ledger.foundation import quoted

if TYPE_CHECKING:
    from ledger.rates import Basis

T = TypeVar("T")

DEFAULT_BOOK = Path("book.db")

_BOOK = "The book; by default book.db here."
_BOOK_ENV = "DEFENSE_LEDGER_BOOK"

BookPath = Annotated[Path, typer.Option("--book", envvar=_BOOK_ENV, metavar="FILE", help=_BOOK)]
AnyBookPath = Annotated[
    Path | None,
    typer.Option("--book", envvar=_BOOK_ENV, metavar="FILE", help="The book; by default book.db here, if it is there."),
]
Author = Annotated[
    str | None,
    typer.Option(
        "--author", envvar="DEFENSE_LEDGER_AUTHOR", metavar="NAME", help="Who does it; by default your login name."
    ),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why, for the history.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="HEADING=VALUE", help="A field by its heading; an empty value clears it. Repeatable."
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Only what was recorded by the end of that day (UTC).")
]

FormatName = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="The format; by default it is found from the file.")
]
Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Whose data it is; by default what the file says, or its name."),
]
Mapping = Annotated[
    Path | None, typer.Option("--mapping", metavar="TOML", help="A mapping file, for a table with other headings.")
]
Schema = Annotated[
    Path | None, typer.Option("--xsd", metavar="SCHEMA", help="An XML schema of yours that an IATI file must keep.")
]


def book_at_hand(book: Path | None) -> Path | None:
    """The book that was named; else book.db if it is there."""
    return book or (DEFAULT_BOOK if DEFAULT_BOOK.exists() else None)


def author_or_login(author: str | None) -> str:
    """Who signs an entry.

    Raises:
        Misuse: if nobody is named and the computer does not know who is working.
    """
    try:
        return author if author is not None else getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise misused("--author", "no name", "who signs the entry", "give --author NAME") from None


def reason_or_asked(reason: str | None) -> str:
    """Why an entry is made; asked for on a terminal.

    Raises:
        Misuse: if none is given and nobody can be asked.
    """
    if reason is not None:
        return reason
    if sys.stdin is None or not sys.stdin.isatty():
        raise misused("--reason", "no reason", "why the record changes", "give --reason TEXT")
    return ask("Reason, for the history:")


def ask(question: str) -> str:
    """Ask on the standard error, so that the standard output holds nothing but the result.

    Raises:
        EOFError: at the end of the input.
        Misuse: if the answer is in another encoding than the terminal's.
    """
    if sys.stdin is None:
        raise EOFError
    if sys.stderr is not None:
        sys.stderr.write(f"{question} ")
        sys.stderr.flush()
    try:
        return input()
    except UnicodeDecodeError:
        raise misused("input", "bytes that are no text", "text in UTF-8", "type the answer again") from None


def pairs(given: Sequence[str] | None) -> dict[str, str]:
    """Headings and values out of ``heading=value``.

    Raises:
        Misuse: for one without an equals sign, or a heading that is given twice.

    >>> pairs(["amount=5", "note="])
    {'amount': '5', 'note': ''}
    """
    row: dict[str, str] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals or name in row:
            found = f"{quoted(name)} twice" if equals else quoted(text)
            raise misused("--set", found, "each heading once, as heading=value", "write for example --set stage=pledge")
        row[name] = value
    return row


def sound_pairs(given: Sequence[str] | None) -> dict[str, str]:
    """The same, each heading one of ours and each value well-formed by itself.

    Raises:
        Misuse: with every one that is not.

    >>> sound_pairs(["amount=5", "note="])
    {'amount': '5', 'note': ''}
    """
    from ledger import desk

    row = pairs(given)
    faults = desk.malformed(row)
    if faults:
        raise Misuse(*(fault.within("--set") for fault in faults))
    return row


def format_name(text: str, place: str) -> str:
    """Read the name of a format.

    >>> format_name("csv", "--format")
    'csv'
    """
    from ledger import desk

    if text not in desk.format_names():
        wanted = "one of " + ", ".join(desk.format_names())
        raise misused(place, quoted(text), wanted, "choose one of these, or leave it out")
    return text


def head(text: str, place: str) -> str:
    """Read a head hash, or its beginning.

    >>> head("0123456789AB", "--head")
    '0123456789ab'
    """
    if not re.fullmatch(r"[0-9a-fA-F]{12,64}", text):
        wanted = "a head: 64 digits and letters a to f, or at least the first 12 of them"
        raise misused(place, quoted(text), wanted, "copy the head again from the workbook or the command")
    return text.lower()


def maybe(read: Callable[[str, str], T], text: str | None, place: str) -> T | None:
    """Read an option that may be left out."""
    return None if text is None else read(text, place)


def day(text: str, place: str) -> date:
    """Read a day.

    >>> day("2025-06-02", "--on")
    datetime.date(2025, 6, 2)
    """
    from ledger.records import Day

    found: date = _valid(Day, text, place)
    return found


def amount(text: str, place: str) -> Decimal:
    """Read an amount: digits with a decimal point.

    >>> amount("3000000000", "AMOUNT")
    Decimal('3000000000')
    """
    from ledger.records import Exact

    found: Decimal = _valid(Exact, text, place)
    return found


def currency(text: str, place: str) -> str:
    """Read a currency code, in capitals or not.

    >>> currency("gbp", "FROM")
    'GBP'
    """
    from ledger.records import CurrencyCode

    found: str = _valid(CurrencyCode, text.upper(), place)
    return found


def basis(text: str, place: str) -> "Basis":
    """Read a basis.

    >>> str(basis("on:2025-06-02", "--basis"))
    'on:2025-06-02'
    """
    from ledger.rates import BASES, Basis

    try:
        return Basis.parse(text)
    except ValueError as fault:
        found = str(fault).removesuffix(f": write {BASES}")
        raise misused(place, found, BASES, "choose one of these bases") from None


def _valid(kind: Any, text: str, place: str) -> Any:  # noqa: ANN401 - the type is the caller's
    from pydantic import TypeAdapter

    from ledger.records import validate

    value, problems = validate(TypeAdapter(kind), text, place)
    if problems:
        raise Misuse(problems[0])
    return value
