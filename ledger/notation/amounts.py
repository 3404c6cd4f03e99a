"""Amounts as people type them: ``3 bn``, ``1.234,5 Mio``, ``£3bn``, ``600-700 mio EUR``, ``up to 2 Mrd``.

What can be read in one way only is read; what can be read in two is a problem that says both. Which words are known
stands in ``records/codes/amount_words.csv``: units, currencies, and how firm a figure is, but not how often it is paid.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from ledger.foundation import EXACT, Place, Problem, Refused, Severity, as_kept, parse_exact, plain, quoted
from ledger.notation.numbers import DecimalStyle, readings
from ledger.notation.text import folded, form
from ledger.notation.vocabulary import TOKEN, AmountWord, longest_phrase
from ledger.records import CURRENCIES

_EXPECTED = "one amount such as 3 bn, 1,234.50 or GBP 3000000000"
_RETYPE = "type the amount again, and nothing else in this cell"
_MOST_SHOWN = 4

_SIGN_AT_FIGURE = re.compile("[$\u00a3\u20ac][0-9]")
_JOINTS: Mapping[str | None, str] = {None: "to", "from": "to", "between": "and"}

# What is no amount at all but looks like one, with what was expected and what to do.
_OTHERS: Sequence[tuple[re.Pattern[str], str, str]] = (
    (
        re.compile(r"^[-\u2212\u2010-\u2014]|\("),
        "an amount that is not negative, without brackets",
        (
            "record what was taken back as a cancellation, money that came back as a return, both without the sign, "
            "and remarks as a note"
        ),
    ),
    (
        re.compile(r"[0-9] ?[eE][+-]?[0-9]"),
        "a figure with all its digits",
        "format the column as a number, or type the figure in full",
    ),
    (re.compile("%"), "a sum of money", "type the sum, not the share"),
)


@dataclass(frozen=True)
class TypedAmount:
    """What an amount says of itself; the fields are those of :class:`ledger.records.Amount`.

    Args:
        value: the figure in plain digits, None for a range.
        low: lower end of a range.
        high: upper end of a range.
        currency: code of ISO 4217, None where the text names none.
        qualifier: exact, about, at_least, up_to or range, None where the text does not say how firm the figure is.
        is_rounded: whether a figure had more decimals than a record keeps.

    >>> read_amount("600-700 mio") == TypedAmount(low="600000000", high="700000000", qualifier="range")
    True
    """

    value: str | None = None
    low: str | None = None
    high: str | None = None
    currency: str | None = None
    qualifier: str | None = None
    is_rounded: bool = False


@dataclass(frozen=True)
class _Part:
    """One figure with its unit: an amount has one, a range two."""

    number: AmountWord
    unit: AmountWord | None


def read_amount(
    text: str,
    *,
    decimal: DecimalStyle = "either",
    currency: str | None = None,
    home: Collection[str] = (),
    is_computed: bool = False,
) -> TypedAmount | Problem:
    """Read an amount as it was typed.

    Args:
        text: at most 100 characters.
        decimal: how decimals are written in this file, where that is known.
        currency: the code in the column for it; decides what ``$`` or ``kr`` means, and must fit the text.
        home: the donor's own currencies; they decide the same where the column is empty, and forbid nothing.
        is_computed: whether a program may have computed the figure: then it is rounded to six decimals, halves away
            from zero, instead of refused.

    Returns:
        The amount; or a problem without a place: FORM, SCALE (a unit of the long or the short scale) or CUR-SYM (a
        sign of several currencies, or one that does not fit the column).

    >>> read_amount("£3bn", home=["GBP"])
    TypedAmount(value='3000000000', low=None, high=None, currency='GBP', qualifier=None, is_rounded=False)
    >>> print(read_amount("1,234 bn").remedy)
    type 1234000000000 or 1234000000, whichever is meant
    """
    try:
        column = frozenset(filter(None, [currency])) & CURRENCIES.keys()
        return _amount(text, decimal, column, frozenset(home), is_computed=is_computed)
    except Refused as refused:
        return refused.problems[0]


def _amount(
    text: str, decimal: DecimalStyle, column: frozenset[str], home: frozenset[str], *, is_computed: bool
) -> TypedAmount:
    typed = folded(text)
    for pattern, expected, remedy in _OTHERS:
        if pattern.search(typed):
            raise _refused(text, expected, remedy)
    words = _without_of(list(_words(typed, text)), text)
    qualifiers = [word.meanings[0] for word in words if word.kind == "qualifier"]
    parts = _parts([word for word in words if word.kind not in ("qualifier", "currency")], text)
    if len(qualifiers) + len(parts) - 1 > 1:
        raise _refused(text, "one figure, one range, or one word such as about or up to", _RETYPE)
    stated = [_figure(part, decimal, text) for part in parts]
    figures = [_kept(figure, text, is_computed=is_computed) for figure in stated]
    currency = _currency([word for word in words if word.kind == "currency"], text, column, home)
    if len(figures) == 1:
        qualifier = qualifiers[0] if qualifiers else None
        return TypedAmount(plain(figures[0]), currency=currency, qualifier=qualifier, is_rounded=figures != stated)
    low, high = figures
    if low > high:
        raise _refused(text, "a range from low to high", "swap the ends, or write the unit behind both")
    return TypedAmount(None, plain(low), plain(high), currency, "range", is_rounded=figures != stated)


def _words(typed: str, text: str) -> Iterator[AmountWord]:
    tokens = list(TOKEN.finditer(typed))
    position = 0
    while position < len(tokens):
        words, length = longest_phrase(tokens[position:])
        if not words:
            unknown = quoted(tokens[position][0])
            raise _refused(text, f"{_EXPECTED}, without {unknown}", _RETYPE)
        yield from words
        position += length


def _without_of(words: Sequence[AmountWord], text: str) -> list[AmountWord]:
    """The words without those that tie a unit to its currency: milliards de dollars."""
    kept = []
    for word, following in zip_longest(words, words[1:]):
        if word.kind != "of":
            kept.append(word)
        elif following is None or following.kind != "currency":
            raise _refused(text, f"{_EXPECTED}, without {quoted(word.typed)}", _RETYPE)
    return kept


def _parts(words: Sequence[AmountWord], text: str) -> list[_Part]:
    """The one figure, or the two ends of a range: 600-700 mio, from 3 to 4 bn, between 3 and 4 bn."""
    opener = words[0].kind if words and words[0].kind in ("between", "from") else None
    rest = words[1:] if opener else words
    joints = [position for position, word in enumerate(rest) if word.kind == _JOINTS[opener]]
    if not joints and not opener:
        return [_part(rest, text)]
    if len(joints) != 1:
        raise _refused(text, f"{_EXPECTED}, or one range such as 600-700 mio", _RETYPE)
    low, high = _part(rest[: joints[0]], text), _part(rest[joints[0] + 1 :], text)
    if low.unit and not high.unit:
        raise _refused(text, "a range whose unit is certain", "write the unit behind both ends")
    return [replace(low, unit=low.unit or high.unit), high]


def _part(words: Sequence[AmountWord], text: str) -> _Part:
    numbers = [word for word in words if word.kind == "number"]
    units = [word for word in words if word.is_unit]
    if len(numbers) != 1 or len(units) > 1 or len(numbers) + len(units) < len(words):
        remedy = f"{_RETYPE}; where nobody says the sum, leave the cell empty and write the qualifier undisclosed"
        raise _refused(text, _EXPECTED, _RETYPE if numbers else remedy)
    return _Part(numbers[0], units[0] if units else None)


def _figure(part: _Part, decimal: DecimalStyle, text: str) -> Decimal:
    numbers = _numbers(part, decimal, text)
    powers = _powers(part)
    figures = [number.scaleb(power, EXACT) for number in sorted(numbers, reverse=True) for power in powers]
    stated = " ".join(it.typed for it in (part.number, part.unit) if it)
    choices = (_in_place(text, stated, _unmistakable(figure)) for figure in figures)
    if len(numbers) > 1:
        refused = _refused(text, "a number that can be read in one way only", _whichever(figures))
        raise _with_choices(refused, choices)
    if part.unit and len(powers) > 1:
        expected = f"a unit that means the same in every language, which {quoted(part.unit.typed)} does not"
        raise _with_choices(Refused.of("SCALE", Place(), quoted(text), expected, _whichever(figures)), choices)
    return figures[0]


def _kept(figure: Decimal, text: str, *, is_computed: bool) -> Decimal:
    """The figure as a record keeps it."""
    try:
        return parse_exact(plain(as_kept(figure) if is_computed else figure))
    except ValueError:
        raise _refused(text, "at most 18 digits and 6 decimals", "check the number and its unit") from None


def _numbers(part: _Part, decimal: DecimalStyle, text: str) -> set[Decimal]:
    """What the number may be before its unit multiplies it."""
    typed = part.number.typed
    if part.number.meanings:
        if part.unit is None:
            raise _refused(text, "a number in words with its unit, such as five billion", "type the figure in digits")
        return set(map(Decimal, part.number.meanings))
    numbers = readings(typed, decimal)
    if not numbers:
        raise _refused(text, _EXPECTED, f"type {quoted(typed)} again with all its digits and one decimal mark")
    if _is_english(part, text) and "point" in numbers and "." in typed:
        return {numbers["point"]}
    return set(numbers.values())


def _is_english(part: _Part, text: str) -> bool:
    """Whether a point can only be the decimal sign: 1.125 billion, $1.125bn. "1,125 billion" may be French."""
    if part.unit is None:
        return False
    is_spelled_out = part.unit.kind == "english_unit" and len(part.unit.typed) > 1
    return is_spelled_out or (part.unit.typed == "bn" and bool(_SIGN_AT_FIGURE.search(text)))


def _powers(part: _Part) -> tuple[int, ...]:
    """The powers of ten that the unit may stand for."""
    if part.unit is None:
        return (0,)
    powers = tuple(map(int, part.unit.meanings))
    # "1,5 billion" is not written the English way, and in French or Danish it is 1,000 times as much.
    is_english = part.unit.kind == "english_unit" and (part.number.meanings or "point" in readings(part.number.typed))
    return powers[:1] if is_english else powers


def _whichever(figures: Sequence[Decimal]) -> str:
    return f"type {' or '.join(map(_unmistakable, figures))}, whichever is meant"


def _unmistakable(figure: Decimal) -> str:
    # Three decimals could be a group of digits; four could not.
    return plain(figure) + ("0" if figure.as_tuple().exponent == -3 else "")


def _currency(words: Sequence[AmountWord], text: str, column: frozenset[str], home: frozenset[str]) -> str | None:
    """The one currency that all signs, codes and names in the text agree on."""
    if not words:
        return None
    possible = frozenset.intersection(*(frozenset(word.meanings) for word in words))
    if not possible:
        raise _unclear(quoted(text), "one currency", "name one currency only")
    if column and not possible & column:
        beside = f"{quoted(text)} beside {' or '.join(column)}"
        raise _unclear(beside, "the same currency in both places", "correct the one or the other")
    for known in (column, home):
        if len(possible) > 1 and len(possible & known) == 1:
            possible &= known
    if len(possible) > 1:
        candidates = [code for code in words[0].meanings if code in possible]
        shown = ", ".join(candidates[:_MOST_SHOWN]) + (" and others" if len(candidates) > _MOST_SHOWN else "")
        expected = f"one currency, while {quoted(words[0].typed)} may be {shown}"
        unclear = _unclear(quoted(text), expected, "write the code of three letters, such as USD, beside the figure")
        raise _with_choices(unclear, (_in_place(text, words[0].typed, code) for code in candidates[:_MOST_SHOWN]))
    return next(iter(possible))


def _refused(text: str, expected: str, remedy: str) -> Refused:
    return Refused([form(text, expected, remedy)])


def _in_place(text: str, typed: str, other: str) -> str:
    """An amount with other words in the place of some; empty where these do not stand there so."""
    pattern = r"\s*".join(map(re.escape, typed.split()))
    changed, count = re.subn(pattern, lambda _: f" {other} ", folded(text), count=1)
    return " ".join(changed.split()) if count else ""


def _with_choices(refused: Refused, choices: Iterable[str]) -> Refused:
    return Refused([replace(problem, choices=tuple(filter(None, choices))) for problem in refused.problems])


def _unclear(found: str, expected: str, remedy: str) -> Refused:
    return Refused([Problem("CUR-SYM", Severity.ERROR, Place(), found, expected, remedy)])
