"""Options that several commands share, and the reading of what stands in them: days, amounts, currencies, bases.

Every reader refuses in one sentence with the argument or option as its place; the command then ends with exit code 2.
"""

import getpass
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from ledger.cli.answer import Misuse, misused
from ledger.foundation import Place, Problem, Refused, malformed, quoted

if TYPE_CHECKING:
    from ledger.rates import Basis

S = TypeVar("S")
T = TypeVar("T")
_Word = TypeVar("_Word", bound=str)

DEFAULT_BOOK = Path("book.db")
_MOST_BYTES_OF_A_NAME = 255

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
Fields = Annotated[
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
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="A mapping file or sheet, for other headings."),
]
Schema = Annotated[
    Path | None, typer.Option("--xsd", metavar="SCHEMA", help="An XML schema of yours that an IATI file must keep.")
]

Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Of a CSV file that is not UTF-8, such as windows-1251."),
]


def book_at_hand(book: Path | None) -> Path | None:
    """The book that was named; else book.db if it is there."""
    return book or (DEFAULT_BOOK if DEFAULT_BOOK.exists() else None)


def author_or_login(author: str | None) -> str:
    """Who signs an entry.

    Raises:
        Misuse: if nobody is named and the computer does not know who is working, or for a name that is none.
    """
    from ledger.records import Line

    name = login() if author is None else author
    if author is None and not name:
        raise misused("--author", "no name", "who signs the entry", "give --author NAME")
    found: str = _valid(Line, name, "--author")
    return found


def login() -> str:
    """Who works at this computer; empty where it does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def reason(text: str, argument: str) -> str:
    """Read why something is done: any text that is not empty.

    >>> reason("speech of the minister", "--reason")
    'speech of the minister'
    """
    from ledger.records import Paragraph

    if not text.strip():
        raise misused(argument, "an empty text", "a reason in words", "write why; the history keeps it")
    found: str = _valid(Paragraph, text, argument)
    return found


def reason_or_asked(given: str | None, expected: str) -> str:
    """Why an entry is made; asked for on a terminal.

    Args:
        given: what stands behind ``--reason``.
        expected: what it is to say, such as ``why the record changes``.

    Raises:
        Misuse: if none is given and nobody can be asked, or for one that is empty or too long.
    """
    if given is None and (sys.stdin is None or not sys.stdin.isatty()):
        raise misused("--reason", "no reason", expected, "give --reason TEXT")
    return reason(ask(f"Reason, for the history ({expected}):") if given is None else given, "--reason")


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
        place = Place(subject="input")
        raise Misuse(malformed(place, "bytes that are no text", "text in UTF-8", "type the answer again")) from None


def passphrase(name: str) -> str | None:
    """Ask for the passphrase of a key, unseen; None where nobody can be asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    return getpass.getpass(f"Passphrase of {name}: ", stream=sys.stderr)


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
        raise Misuse(*(fault.within(Place(argument="--set")) for fault in faults))
    return row


def format_name(text: str, argument: str) -> str:
    """Read the name of a format.

    >>> format_name("csv", "--format")
    'csv'
    """
    from ledger import desk

    return one_of(desk.format_names())(text, argument)


def encoding(text: str, argument: str) -> str:
    """Read the name of an encoding of tables.

    >>> encoding("windows-1251", "--encoding")
    'cp1251'
    """
    from ledger.intake import encoding_of

    try:
        return encoding_of(text)
    except Refused as refused:
        [problem] = refused.problems
        raise misused(argument, problem.found, problem.expected, str(problem.remedy)) from None


def one_of(choices: Sequence[_Word], further: str = "", nearest_of: Sequence[str] = ()) -> Callable[[str, str], _Word]:
    """A reader of one word of a few, which names the nearest of a slip.

    Args:
        choices: what it takes.
        further: what else may stand there, as the end of a sentence.
        nearest_of: of what the nearest is named, where that is more.

    >>> one_of(["size", "donor"])("donor", "--strata")
    'donor'
    """

    def read(text: str, argument: str) -> _Word:
        for word in choices:
            if word == text:
                return word
        from ledger.records import nearest

        near = nearest(text, nearest_of or choices, most=1)
        remedy = f"choose {near[0]}" if near else "choose one of these"
        raise misused(argument, quoted(text), f"one of {', '.join(choices)}{further}", remedy)

    return read


def measure(text: str, argument: str) -> str:
    """Read the name of a measure, with blanks or underscores.

    >>> measure("net commitments", "--measure")
    'net_commitments'
    """
    from ledger.totals import MEASURES

    return one_of(tuple(MEASURES))(text.strip().replace(" ", "_").lower(), argument)


def number(least: int, most: int) -> Callable[[str, str], int]:
    """A reader of whole numbers.

    >>> number(0, 366)("365", "--within")
    365
    """

    def read(text: str, argument: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
            raise misused(
                argument, quoted(text), f"a whole number from {least} to {most}", "write such a number in digits"
            )
        return int(text)

    return read


def entry(text: str, argument: str) -> int:
    """Read the number of an entry of the book, as commands print it.

    >>> entry("22", "ENTRY")
    22
    """
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII):
        remedy = "`issued` lists issued reports by their numbers, `imports` lists imports"
        raise misused(argument, quoted(text), "the number of an entry, such as 22", remedy)
    return int(text)


def code(text: str, argument: str) -> str:
    """Read the code of findings that people may accept or weigh otherwise, in capitals or not.

    >>> code("cur-home", "CODE")
    'CUR-HOME'
    """
    from ledger.book import unsettable

    _require_sound(unsettable(text.upper()), argument)
    return text.upper()


def end(text: str, argument: str) -> str:
    """Read an end of a comparison.

    >>> end("entry:12", "FROM")
    'entry:12'
    """
    from ledger import desk

    _require_sound(desk.malformed_end(text), argument)
    return text


def recorded(text: str, argument: str) -> str:
    """Read a state of a book.

    >>> recorded("batch:3", "--as-of")
    'batch:3'
    """
    from ledger import desk

    _require_sound(desk.malformed_state(text), argument)
    return text


def _require_sound(fault: Problem | None, argument: str) -> None:
    """Refuse what a room below finds wrong in what was typed, at the place where it was typed."""
    if fault:
        raise Misuse(replace(fault, place=Place(argument=argument)))


def workbook(path: Path, argument: str) -> Path:
    """Read the name of a workbook that is to be written.

    >>> workbook(Path("a/dollars.xlsx"), "--out").name
    'dollars.xlsx'
    """
    return _named(path, argument, "a name that ends in .xlsx")


def workbook_or_folder(path: Path, argument: str) -> Path:
    """Read the name of a workbook that is to be written, or the folder in which it gets a name.

    >>> workbook_or_folder(Path(), "--out") == Path()
    True
    """
    expected = "a name that ends in .xlsx, or a folder"
    return path if _is_short(path) and path.is_dir() else _named(path, argument, expected)


def files_or_folder(path: Path, argument: str) -> Path:
    """Read the name of a workbook that is to be written, or the folder for files, which may have to be made.

    >>> files_or_folder(Path("sent"), "--out").name
    'sent'
    """
    is_new_folder = _is_short(path) and not path.suffix and not path.exists()
    return path if is_new_folder else workbook_or_folder(path, argument)


def head(text: str, argument: str) -> str:
    """Read a head hash, or its beginning.

    >>> head("0123456789AB", "--head")
    '0123456789ab'
    """
    if not re.fullmatch(r"[0-9a-fA-F]{12,64}", text):
        expected = "a head: 64 digits and letters a to f, or at least the first 12 of them"
        raise misused(argument, quoted(text), expected, "copy the head again from the workbook or the command")
    return text.lower()


def maybe(read: Callable[[S, str], T], given: S | None, argument: str) -> T | None:
    """Read an option that may be left out."""
    return None if given is None else read(given, argument)


def day(text: str, argument: str) -> date:
    """Read a day.

    >>> day("2025-06-02", "--on")
    datetime.date(2025, 6, 2)
    """
    from ledger.records import Day

    found: date = _valid(Day, text, argument)
    return found


def amount(text: str, argument: str) -> Decimal:
    """Read an amount: digits with a decimal point.

    >>> amount("3000000000", "AMOUNT")
    Decimal('3000000000')
    """
    from ledger.records import Exact

    found: Decimal = _valid(Exact, text, argument)
    return found


def currency(text: str, argument: str) -> str:
    """Read a currency code, in capitals or not.

    >>> currency("gbp", "FROM")
    'GBP'
    """
    from ledger.records import CurrencyCode

    found: str = _valid(CurrencyCode, text.upper(), argument)
    return found


def party(text: str, argument: str) -> str:
    """Read whom a name or a code means; a name of nobody in our lists is taken as it is, since a book may hold it.

    >>> party("Holland", "--donor"), party("Ruritania", "--donor")
    ('NLD', 'Ruritania')
    """
    from ledger.records import party_candidates

    if not text.strip():
        # So reads a variable of the shell that nobody has set.
        raise misused(
            argument, "an empty text", "the name or the code of a party", "write one, or leave the option out"
        )
    meant = party_candidates(text)
    if len(meant) > 1:
        raise misused(argument, quoted(text), f"one party, of {', '.join(meant)}", "write its code")
    return meant[0] if meant else text


def no_slip(text: str, argument: str) -> None:
    """Refuse a name that is near to one of our lists; to be asked where nothing was found under it.

    >>> no_slip("Red Cross", "--donor")
    """
    from ledger.records import party_candidates, party_meant

    if not party_candidates(text) and (meant := party_meant(text)):
        perhaps, remedy = meant
        raise misused(argument, quoted(text), f"the name or the code of a party, {perhaps}", remedy)


def state(text: str, argument: str) -> str:
    """Read which earlier state a report is compared with.

    >>> state("issue:21", "--against")
    'issue:21'
    """
    from ledger.reporting import AgainstText

    found: str = _valid(AgainstText, text, argument)
    return found


def basis(text: str, argument: str) -> "Basis":
    """Read a basis.

    >>> str(basis("on:2025-06-02", "--basis"))
    'on:2025-06-02'
    """
    from ledger.rates import Basis, BasisText

    return Basis.parse(_valid(BasisText, text, argument))


def _named(path: Path, argument: str, expected: str) -> Path:
    if not _is_short(path):
        raise misused(
            argument, f"the name {quoted(path.name)}", "a name of at most 100 characters", "choose a shorter name"
        )
    if path.suffix.lower() != ".xlsx":
        raise misused(argument, f"the name {quoted(path.name)}", expected, "choose another name")
    return path


def _is_short(path: Path) -> bool:
    # Disks count bytes: 255 of them are as few as 63 characters, and nearly always more than 100.
    return len(os.fsencode(path.name)) <= _MOST_BYTES_OF_A_NAME


def _valid(kind: Any, text: str, argument: str) -> Any:  # noqa: ANN401 - the type is the caller's
    from pydantic import TypeAdapter

    from ledger.records import validate

    value, problems = validate(TypeAdapter(kind), text, Place(argument=argument))
    if problems:
        raise Misuse(problems[0])
    return value
