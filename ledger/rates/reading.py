"""Reading a file of rates: one that somebody brings, or one that a book holds already."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ledger.foundation import (
    FileToRead,
    Place,
    Problem,
    Severity,
    bytes_of,
    disk_words,
    errors,
    path_or_readable,
    quoted,
    require_kind,
)
from ledger.rates.doubts import against_others
from ledger.rates.faults import Faults
from ledger.rates.files import MOST_KEPT, parse_rates
from ledger.rates.proof import unproved
from ledger.rates.quotation import NOTHING_STATED, StatedQuotation, stated_quotation
from ledger.rates.sets import RateSet
from ledger.rates.shipped import ecb_rates


def read_rates(
    name: str,
    data: FileToRead | bytes,
    *,
    base: str | None = None,
    direction: str | None = None,
    source: str | None = None,
) -> tuple[RateSet | None, tuple[Problem, ...]]:
    r"""Read a file of rates.

    No base, direction or publisher is assumed: the file says them, or the caller does. A table with a day and a column
    for each currency is the ECB's only if it agrees with the ECB's history on days that both have.

    Args:
        name: of the set, as users will call it; begins the place of every problem.
        data: the file, in one of the formats of ``docs/rates.md``: its path, its bytes, or a binary stream of them.
        base: the currency that all others are quoted against, where the file does not say it.
        direction: ``units_per_base`` or ``base_per_unit``, where the file does not say it.
        source: who published the rates, where the file does not say it.

    Returns:
        The set, and the problems FX-FEED, or FILE for what cannot be read; no set where one is an error.

    Raises:
        TypeError: for a stream of text, or one that is closed or open for writing; for a name that is no text.

    >>> ours = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU\n"
    >>> uah, problems = read_rates("NBU", ours)
    >>> uah.base, uah.direction, problems
    ('UAH', 'base_per_unit', ())
    >>> wide = b"Date,USD\n2025-06-02,41.5289\n"
    >>> read_rates("NBU", wide)[1][0].expected
    'the base, the direction and the publisher of the rates'
    >>> read_rates("NBU", wide, base="UAH", direction="base_per_unit", source="NBU")[0].base
    'UAH'
    """
    require_kind(name, str, "name is what users call the rates, such as 'NBU'")
    content = _content(name, data)
    if isinstance(content, Problem):
        return None, (content,)
    faults = Faults(name)
    stated = stated_quotation(base, direction, source, faults)
    if faults.errors:
        return None, faults.problems()
    rates, problems, is_assumed = parse_rates(name, content, stated)
    doubts = unproved(rates, ecb_rates()) if rates is not None and is_assumed else ()
    if any(problem.severity is Severity.ERROR for problem in doubts):
        return None, (*doubts, *problems)
    return rates, problems


def _content(name: str, data: FileToRead | bytes) -> bytes | Problem:
    if isinstance(data, bytes):
        return data
    given = path_or_readable(data, "data")
    if not isinstance(given, Path):
        return bytes_of(given, "data", Place(argument=name))
    try:
        return given.read_bytes()
    except (OSError, ValueError) as fault:
        place, stands = Place(argument=name, file=str(given)), quoted(disk_words(fault))
        return Problem("FILE", Severity.ERROR, place, stands, "a file of rates", "check the path")


@lru_cache(maxsize=MOST_KEPT)
def unproved_held(name: str, data: bytes, stated: StatedQuotation = NOTHING_STATED) -> tuple[Problem, ...]:
    r"""FX-FEED if a file that a book holds passed for the ECB's by its headings and is not shown to be so.

    >>> [problem.code for problem in unproved_held("own", b"Date,USD\n2025-06-02,41.5\n")]
    ['FX-FEED']
    """
    parsed = parse_rates(name, data, stated)
    return unproved(parsed.rates, ecb_rates()) if parsed.rates is not None and parsed.is_assumed else ()


HeldFile = tuple[str, bytes, StatedQuotation]
"""A file of rates as a book holds it: its name, its bytes, and what was said of it."""


def held_contradictions(new: HeldFile, others: Iterable[HeldFile]) -> tuple[Problem, ...]:
    r"""The errors of a file of rates that can be read, beside what the ECB published and what a book holds already.

    Args:
        new: the file.
        others: those of the book under other names.

    >>> new, held = (f"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,{it},EUR,units_per_base,1,bank\n"
    ...     for it in ("11419", "1.1419"))
    >>> known = [("A", held.encode(), NOTHING_STATED)]
    >>> [problem.code for problem in held_contradictions(("B", new.encode(), NOTHING_STATED), known)]
    ['FX-UNIT']
    """
    rates, *held = (read_held_rates(*file)[0] for file in (new, *others))
    beside = against_others(rates, [it for it in held if it is not None]) if rates is not None else ()
    return errors((*unproved_held(*new), *beside))


def read_held_rates(
    name: str, data: bytes, stated: StatedQuotation = NOTHING_STATED
) -> tuple[RateSet | None, tuple[Problem, ...]]:
    r"""Read a file that a book holds, as it was read when it came in: figures may rest on it, whatever is found since.

    A wide table of which nobody said anything passed for the ECB's then; whether it is tells ``check``.

    >>> held, _ = read_held_rates("own", b"Date,USD\n2025-06-02,41.5\n")
    >>> held.base, held.source
    ('EUR', 'European Central Bank, euro foreign exchange reference rates')
    """
    parsed = parse_rates(name, data, stated)
    return parsed.rates, parsed.problems
