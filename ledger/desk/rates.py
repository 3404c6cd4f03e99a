"""The rates that a book holds: adding a file of them, reading them back, and looking a rate up.

One conversion, with the rates that are at hand: those of a book, or those that come with the package.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from ledger.desk.books import of_book, require_book
from ledger.foundation import Day, Money, Place, Problem, Refused, Severity, advice, disk_words, errors, quoted
from ledger.rates import (
    NOTHING_STATED,
    Basis,
    HeldDoubt,
    RateSet,
    StatedQuotation,
    against_others,
    doubtful_quotes,
    ecb_rates,
    future_quotes,
    in_utf8,
    load_rates_mapping,
    own_table,
    pick,
    read_held_rates,
    read_rates,
    unproved_held,
)
from ledger.records import Identifier, validate
from ledger.valuation import ANNOUNCED, Conversion, LegTrail, leg_trail
from ledger.valuation import convert as convert_with

if TYPE_CHECKING:
    from ledger.book import Book, Moment, Posting, RateFile
    from ledger.desk.replaced_rates import RatesAdded, RatesWithdrawn

_NAME: TypeAdapter[str] = TypeAdapter(Identifier)
_ANNOUNCED = Basis("announced")
MAX_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class HeldRates:
    """A rate set as a book holds it.

    Args:
        seq: number of the entry that brought it.
        rates: the set.

    >>> from ledger.rates import ecb_rates
    >>> HeldRates(1, ecb_rates()).rates.base
    'EUR'
    """

    seq: int
    rates: RateSet


@of_book
def add_rates(  # noqa: PLR0913 - each is one part of the entry, named at every call
    book: "Book",
    path: str | Path,
    *,
    name: str | None,
    author: str,
    reason: str,
    today: date,
    apply: bool | None = None,
    stated: StatedQuotation = NOTHING_STATED,
    mapping: str | Path | None = None,
    encoding: str | None = None,
) -> "RatesAdded":
    r"""Put a file of rates into a book, as it is, after reading it once.

    Args:
        book: where it goes; a newer file of the same name takes the place of the older one from now on.
        path: a file in one of the formats of ``docs/rates.md``.
        name: what the set is called; by default the file's name without its ending, in capitals.
        author: who enters it.
        reason: why.
        today: a quote for a later day is a slip.
        apply: whether to do it; by default only where the file changes no past rate of the book.
        stated: base, direction and publisher where the file does not say them; they stay with it.
        mapping: a file that says them, and perhaps the columns of a table, which the book then holds as our own CSV.
        encoding: of a text that is not UTF-8; the book then holds it in UTF-8.

    Returns:
        The new entry (none if past rates change, none but DUP for bytes held), quotes that differ, totals that move.

    Raises:
        Refused: FILE, FX-FEED, and what counts as an error in this book; then nothing has entered.

    >>> import ledger, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book, file = ledger.Book.create(Path(folder) / "book.db"), Path(folder) / "ecb.csv"
    ...     _ = file.write_bytes(b"Date,USD\n2025-06-02,1.1419\n")
    ...     add_rates(book, file, name=None, today=date(2025, 6, 3), author="Ann", reason="June").revisions[0].action
    'rates'
    """
    file, set_name = Path(path), _name_of_set(Path(path), name)
    data, stated = _by_mapping(file, _text_of(file, encoding), mapping, stated)
    rates, warnings = _read_new(file, data, today, stated)
    older, held = _older(book, set_name)
    if older and (older.data, older.stated) == (data, stated):
        return _nothing_new(file, set_name, warnings)
    doubts = _doubts(book, file, warnings, held, rates)
    added = replace(_change(book, held, replace(rates, name=set_name), today, apply), problems=doubts)
    entered = [book.add_rates(set_name, data, author=author, reason=reason, stated=stated)] if added.applied else []
    return replace(added, revisions=tuple(entered))


@of_book
def withdraw_rates(book: "Book", name: str, *, author: str, reason: str) -> "RatesWithdrawn":
    """Take a rate set out of a book; reports as of earlier days, and issued ones, keep it.

    Args:
        book: which.
        name: of the rate set.
        author: who takes it out.
        reason: why.

    Returns:
        The new entry, and the totals that move.

    Raises:
        Refused: FORM if no set of that name is there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book
    >>> with TemporaryDirectory() as folder:
    ...     book = create_book(Path(folder) / "book.db", author="Ann")
    ...     withdraw_rates(book, "ECB", author="Ann", reason="our bank's alone").revisions[0].action, rate_sets(book)
    ('withdraw_rates', ())
    """
    from ledger.desk.replaced_rates import withdrawn

    return withdrawn(book, name, author=author, reason=reason)


def rate_sets(book: "Book", as_of: "Moment" = None) -> tuple[RateSet, ...]:
    """The rate sets of a book in its order: the first that can answer a question is used.

    Args:
        book: which.
        as_of: as they stood at the end of this day (UTC), or behind the entry of this number.

    Raises:
        Refused: if a file in the book cannot be read by this version of the package.
    """
    return tuple(held.rates for held in held_rates(book, as_of))


def rate_sets_in(posting: "Posting") -> tuple[RateSet, ...]:
    """The same as a block of writing sees them."""
    return tuple(map(_read, posting.rate_files()))


@of_book
def held_rates(book: "Book", as_of: "Moment" = None) -> tuple[HeldRates, ...]:
    """The same with the entry that brought each.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book
    >>> with TemporaryDirectory() as folder:
    ...     [(held.seq, held.rates.name) for held in held_rates(create_book(Path(folder) / "book.db", author="Ann"))]
    [(1, 'ECB')]
    """
    return tuple(HeldRates(file.seq, _read(file)) for file in book.rate_files(as_of))


def held_doubts(book: "Book", as_of: "Moment" = None) -> tuple[HeldDoubt, ...]:
    r"""What contradicts in the rates that a book holds: a set against those before it, or against its own headings.

    A file may have entered before this was asked, or a set that shows it up may have come in behind it.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book
    >>> with TemporaryDirectory() as folder:
    ...     book = create_book(Path(folder) / "book.db", author="Ann")
    ...     with book.writing(author="Ann", reason="rates") as posting:
    ...         _ = posting.add_rates("own", b"Date,USD\n2025-06-02,41.5\n")
    ...     [(doubt.name, doubt.problem.code) for doubt in held_doubts(book)]
    [('own', 'FX-FEED')]
    """
    doubts: list[HeldDoubt] = []
    before: list[RateSet] = []
    for file in book.rate_files(as_of):
        rates = _read(file)
        unproved = unproved_held(file.name, file.data, file.stated)
        certain = unproved or errors(against_others(rates, before))
        doubts += (HeldDoubt(file.name, problem) for problem in certain)
        before += () if certain else (rates,)
    return tuple(doubts)


@dataclass(frozen=True)
class QuotesFound:
    """The rates that hold on a day.

    Args:
        day: which.
        legs: the last rate by then of each currency, and of each set that can say it.
        problems: FX-GAP where a named currency is in none of the sets.
    """

    day: date
    legs: tuple[LegTrail, ...]
    problems: tuple[Problem, ...] = ()


def quotes_on(sets: Sequence[RateSet], currency: str | None, day: date) -> QuotesFound:
    """The rates that hold on a day: of one currency, or of all.

    >>> from ledger.rates import ecb_history
    >>> ecb, _ = read_rates(*ecb_history())
    >>> quotes_on((ecb,), "USD", date(2025, 6, 1)).legs[0].rate
    '1.1339'
    """
    legs: list[LegTrail] = []
    gaps: list[Problem] = []
    for rates in sets:
        for code in (currency,) if currency else rates.currencies:
            if code == rates.base:
                continue
            pair = pick(code, rates.base, basis=_ANNOUNCED, day=day, rate_sets=[rates])
            if isinstance(pair, Problem):
                gaps.append(pair)
            else:
                legs.append(leg_trail(pair, pair.source))
    return QuotesFound(day, tuple(legs), tuple(gaps[:1]) if currency and not legs else ())


def _change(
    book: "Book",
    held: RateSet | None,
    newer: RateSet,
    today: date,
    apply: bool | None,  # noqa: FBT001 - as it is asked
) -> "RatesAdded":
    """What a newer set changes, and whether it enters; nothing is entered here."""
    from ledger.desk.replaced_rates import RatesAdded, asks, replaced

    if held is None:
        return RatesAdded((), name=newer.name, applied=apply is not False)
    added = replaced(book, rate_sets(book), held, newer, today)
    return replace(added, applied=not asks(added, held) if apply is None else apply)


def _older(book: "Book", name: str) -> "tuple[RateFile | None, RateSet | None]":
    """The file of this name that the book holds, and its rates."""
    older = {file.name: file for file in book.rate_files()}.get(name)
    return older, None if older is None else _read(older)


def _name_of_set(path: Path, name: str | None) -> str:
    set_name = path.stem.upper() if name is None else name
    _, problems = validate(_NAME, set_name, Place(argument="name"))
    if problems:
        raise Refused(problems)
    return set_name


def _text_of(path: Path, encoding: str | None) -> bytes:
    """The bytes of a file, in UTF-8 where somebody says in what else it was saved."""
    data = _bytes_of(path)
    if encoding is None:
        return data
    text, faults = in_utf8(path.name, data, encoding)
    if text is None:
        raise Refused(errors(faults))
    return text


def _by_mapping(
    path: Path, data: bytes, mapping: str | Path | None, stated: StatedQuotation
) -> tuple[bytes, StatedQuotation]:
    """The bytes of a file as its mapping has them, and what is said of a file that stays as it is."""
    if mapping is None:
        return data, stated
    plan, problems = load_rates_mapping(Path(mapping))
    if plan is None:
        raise Refused(errors(problems))
    if plan.day is None:
        return data, plan.stated
    table, faults = own_table(path.name, data, plan)
    if table is None:
        raise Refused(errors(faults))
    return table, NOTHING_STATED


def _read_new(path: Path, data: bytes, today: date, stated: StatedQuotation) -> tuple[RateSet, tuple[Problem, ...]]:
    """A file to be added, under its own name so that a clerk finds the place, with its warnings."""
    from ledger.desk.findings import stop_at_errors

    rates, faults = read_rates(path.name, data, base=stated.base, direction=stated.direction, source=stated.source)
    ahead = future_quotes(rates, today) if rates else ()
    warnings = stop_at_errors((*faults, *ahead))
    if rates is None:
        raise AssertionError("a file without an error is a set of rates")
    return rates, warnings


def _doubts(
    book: "Book", path: Path, warnings: Sequence[Problem], held: RateSet | None, rates: RateSet
) -> tuple[Problem, ...]:
    """Warnings about a sound file, by itself and beside what the book holds, with the severities of this book."""
    from ledger.desk.findings import stop_at_errors
    from ledger.reporting import raised, severities_set

    lost = _lost(path, held, rates) if held is not None else ()
    others = [other for other in rate_sets(book) if held is None or other.name != held.name]
    doubts = (*doubtful_quotes(rates), *against_others(rates, others))
    return stop_at_errors(raised((*warnings, *lost, *doubts), severities_set(book.decisions())), Place(file=path.name))


def _nothing_new(path: Path, name: str, warnings: Sequence[Problem]) -> "RatesAdded":
    from ledger.desk.replaced_rates import RatesAdded

    return RatesAdded((), (*warnings, _already_held(path, name)), name)


def _already_held(path: Path, name: str) -> Problem:
    found = f"the file that the book holds as {name} already; nothing was entered"
    remedy = "nothing, or name the file you meant"
    return Problem("DUP", Severity.WARNING, Place(file=path.name), found, "a newer file", remedy)


def _lost(path: Path, older: RateSet, newer: RateSet) -> tuple[Problem, ...]:
    """FX-FEED if any currency has fewer days in the new file than in the one that it replaces."""
    days = {code: len(series.days) for code, series in newer.quotes.items()}
    if all(days.get(code, 0) >= len(series.days) for code, series in older.quotes.items()):
        return ()
    found = f"rates {_extent(newer)} in place of rates {_extent(older)}; reports as of earlier days keep the old ones"
    expected = f"all days and currencies of the older file of {older.name}"
    remedy = advice("add a file with the older days in it too, or keep both by giving this one a name with --name")
    return (Problem("FX-FEED", Severity.WARNING, Place(file=path.name), found, expected, remedy),)


def _extent(rates: RateSet) -> str:
    number = len(rates.currencies)
    count = sum(len(series.days) for series in rates.quotes.values())
    currencies = f"{number} currenc{'y' if number == 1 else 'ies'}"
    return (
        f"since {rates.first_day} for {currencies} ({count:,} rate{'' if count == 1 else 's'} up to {rates.last_day})"
    )


def _read(file: "RateFile") -> RateSet:
    rates, problems = read_held_rates(file.name, file.data, file.stated)
    if rates is None:
        raise Refused(errors(problems))
    return rates


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            found = "a folder" if path.is_dir() else "no such file"
            raise Refused([_fault(path, found, "a file of rates", "check the path")])
        if path.stat().st_size > MAX_BYTES:
            raise Refused([_fault(path, "a very large file", f"at most {MAX_BYTES} bytes", "name another file")])
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        found = quoted(disk_words(fault))
        raise Refused([_fault(path, found, "a file that can be read", "check who may read it")]) from None


def _fault(path: Path, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=str(path)), found, expected, remedy)


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
    from ledger.desk.open import open_book

    if isinstance(book, str | Path):
        return rate_sets(open_book(book))
    require_book(book)
    return rate_sets(book)


def convert(
    amount: Money, to: str, on: Day, *, basis: Basis | str = ANNOUNCED, book: "Book | str | Path | None" = None
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
