"""How an audit sample is to be drawn, read from what a person typed: shares, sums, a percentage and a seed."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from ledger.audit import LEAST_CONFIDENCE, MOST_CONFIDENCE, Design, population
from ledger.foundation import (
    Problem,
    Refused,
    exact_number,
    from_minor,
    grouped,
    malformed,
    plain,
    quoted,
    round_half_up,
)
from ledger.intake import read_amount
from ledger.records import CURRENCIES, Line, validate
from ledger.reporting import Report
from ledger.totals import MEASURES

_PERCENT = re.compile(r"\s*+([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*+(%?)\s*+", re.ASCII)
_SEED: TypeAdapter[str] = TypeAdapter(Line)
# Of an error that is needed and not named nothing is wrong by itself.
_UNSAID = {"tolerable": "2%", "expected": "0"}
_LARGER = "name the largest error that would mislead nobody, such as 2%"


class _Size(NamedTuple):
    """An error as it was typed: a share of the population, or a sum of money."""

    value: Fraction
    is_share: bool


def malformed_design(chosen: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is wrong with the fields of a design by itself, whatever is sampled; the place of each is its field.

    Args:
        chosen: as for :func:`sample_design`.

    >>> [str(problem) for problem in malformed_design({"confidence": "sure"})]
    ['confidence: FORM error: found "sure", expected a percentage from 60 to 99.9. Do: write for example 95.']
    """
    return tuple(_faults(chosen, None))


def sample_design(report: Report, chosen: Mapping[str, object]) -> Design:
    """Read how a sample is to be drawn.

    Args:
        report: whose conversions are sampled.
        chosen: the fields of a :class:`ledger.audit.Design`; the tolerable and the expected error as people write them:
            ``2%`` of the population, ``5 mio``, ``EUR 1.200.000``; a number is a sum in units of the currency. The
            confidence is 95 % where none is chosen.

    Raises:
        Refused: FORM for what cannot be read, is out of range, or leaves nothing to sample.
        TypeError: for an error that is a float: it is no exact sum, and might be meant as a share.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     sample_design(demo(Path(folder)).report, {"tolerable": "EUR 1 bn", "seed": "7"}).tolerable
    100000000000
    """
    measure = next((it for it in MEASURES if it == chosen.get("measure")), None)
    total, currency = population(report, measure).total, report.definition.currency
    if "tolerable" not in chosen:
        wanted = f"a share of the population such as 2%, or a sum in {currency}"
        raise Refused([malformed("tolerable", "no tolerable error", wanted, "name what would mislead nobody")])
    faults = tuple(_faults(chosen, currency))
    if faults:
        raise Refused(faults)
    tolerable = _minor(_said(chosen, "tolerable"), total, currency)
    if not tolerable:
        digits = CURRENCIES[currency].minor_units
        of = f"{currency} {grouped(from_minor(total, digits))}"
        found = f"{quoted(chosen['tolerable'])}, which comes to 0 in a population of {of}"
        raise Refused([malformed("tolerable", found, "an error above 0", _LARGER)])
    values = {
        **chosen,
        "confidence": _percentage(str(chosen.get("confidence", "95"))),
        "tolerable": tolerable,
        "expected": _minor(_said(chosen, "expected"), total, currency),
    }
    design, problems = validate(TypeAdapter(Design), values, "sample")
    if design is None:
        raise Refused(problems)
    return design


def _faults(chosen: Mapping[str, object], currency: str | None) -> Iterator[Problem]:
    for name in ("tolerable", "expected"):
        text = _said(chosen, name)
        size = _size(text, currency)
        if isinstance(size, Problem):
            yield size.within(name)
        elif name == "tolerable" and not size.value:
            yield malformed(name, quoted(text), "an error above 0", _LARGER)
    confidence = str(chosen.get("confidence", "95"))
    percentage = _percentage(confidence)
    if percentage is None or not LEAST_CONFIDENCE <= percentage <= MOST_CONFIDENCE:
        wanted = f"a percentage from {LEAST_CONFIDENCE} to {MOST_CONFIDENCE}"
        yield malformed("confidence", quoted(confidence), wanted, "write for example 95")
    if "seed" in chosen and validate(_SEED, chosen["seed"], "seed")[1]:
        wanted, remedy = "any text on one line, of at most 300 characters", "write for example a throw of dice"
        yield malformed("seed", quoted(chosen["seed"]), wanted, remedy)


def _said(chosen: Mapping[str, object], name: Literal["tolerable", "expected"]) -> str:
    said = chosen.get(name, _UNSAID[name])
    return said if isinstance(said, str) else plain(exact_number(said, f"the {name} error"))


def _size(text: str, currency: str | None) -> _Size | Problem:
    """A share or a sum; a problem without a place. Without a currency, what a sign may mean is left open."""
    share = _PERCENT.fullmatch(text)
    if share and share[3]:
        return _Size(Fraction(f"{share[1]}.{share[2] or 0}") / 100, is_share=True)
    read = read_amount(text, currency=currency)
    if isinstance(read, Problem):
        if read.code == "CUR-SYM" and currency is None:
            return _Size(Fraction(1), is_share=False)
        # A minus sign, say, has another remedy in a record than here; what is wrong with a currency has the same.
        return read if read.code != "FORM" else _neither(text, currency)
    is_ours = currency is None or read.currency in (None, currency)
    if read.value is None or read.qualifier not in (None, "exact") or not is_ours:
        return _neither(text, currency)
    return _Size(Fraction(Decimal(read.value)), is_share=False)


def _neither(text: str, currency: str | None) -> Problem:
    a_sum = f"a sum in {currency}" if currency else "a sum such as 5 mio"
    wanted = f"a share of the population such as 2%, or {a_sum}"
    return malformed("", quoted(text), wanted, "write the one or the other, without a sign before it")


def _minor(text: str, total: int, currency: str) -> int:
    """A share of the population or a sum, in minor units; a share is rounded down, which is the careful side."""
    size = _size(text, currency)
    if isinstance(size, Problem):
        raise Refused([size])
    if size.is_share:
        return int(total * size.value)
    scaled = size.value * 10 ** CURRENCIES[currency].minor_units
    return round_half_up(scaled.numerator, scaled.denominator)


def _percentage(text: str) -> Decimal | None:
    found = _PERCENT.fullmatch(text)
    return Decimal(f"{found[1]}.{found[2]}" if found[2] else found[1]) if found else None
