"""The figures that a quote may state, in the notations of the press: ``£3 billion``, ``8,3 Mrd``, ``600-700 million``.

It reads generously: where a notation can be read in two ways, both figures are given. Used to ask whether an amount
stands in a quote, never to take an amount out of one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from ledger.records import rows

# Longer runs of digits are no sums of money, and would round in Python's default context.
_MOST_DIGITS = 24

# Stems by power of ten. Names of the long scale (German Billion) are left out: they read as English here.
_SCALES: Mapping[int, str] = {
    2: r"hundred",
    3: r"thousands?|k|tsd|tausend|mille|mil|mila|tys|tysi\w+|тыс|тис|тыся\w+|тисяч\w*|tusen|duizend",
    5: r"lakhs?",
    6: r"m|mn|mln|mio|million\w*|mill[oó]n\w*|milion\w*|milhão|milhões|miljo\w+|milijon\w*|milijun\w*"
    r"|млн|мільйон\w*|миллион\w*|милион\w*|εκατ\w*",
    7: r"crores?",
    9: r"bn|b|bln|bil|billions?|mrd|mlrd|mld|mdr?|mia|milliard\w*|miliard\w*|miljard\w*|milijard\w*"
    r"|млрд|мільярд\w*|миллиард\w*|милиард\w*|δισ\w*",
    12: r"tn|trn|trillions?|трлн|трильйон\w*|триллион\w*|billionen|biljoen|bilion\w*",
}
# No blanks between words in these, so no border of a word to look for.
_SIGNS: Mapping[str, int] = {
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "萬": 4,
    "만": 4,
    "億": 8,
    "亿": 8,
    "억": 8,
    "兆": 12,
    "조": 12,
}
_WORDS: Mapping[str, Decimal] = {
    row["words"]: Decimal(row["meaning"]) for row in rows("amount_words") if row["kind"] == "number"
}


def _listed(power: int) -> str:
    """The units of the list that mean this power of ten and no other; the stems above know more of their endings."""
    units = (row["words"] for row in rows("amount_words") if "unit" in row["kind"] and row["meaning"] == str(power))
    return "".join(rf"|{re.escape(unit.casefold())}" for unit in sorted(units, key=len, reverse=True))


_SCALE = "|".join(f"(?P<e{power}>{stems}{_listed(power)})" for power, stems in _SCALES.items())
_SCALED = re.compile(rf"[\s-]*(?:(?:{_SCALE})(?![^\W\d_])|(?P<sign>[{''.join(_SIGNS)}]))")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[ '\u2019][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?")
_UNGROUPED = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORD = re.compile(rf"\b(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b(?=[\s-])")
# What may stand between the two ends of a range that share one scale: 600-700 million, 600 to 700 million.
_RANGE = re.compile(
    r"\s*(?:-|\u2013|\u2014|to|and|or|bis|und|à|et|a|e|до|та|и|й)\s*+(?:(?:[^\w\s]|[a-z]{3}\s)\s*+)?(?P<other>[0-9][0-9.,]*)"
)


_LONG_SCALE = re.compile(r"(?<![^\W\d_])(?:billionen|biljoen|bilion\w*|billones|bilh(?:ão|ões))(?![^\W\d_])")
_BETWEEN_GROUPS = {ord(mark): None for mark in " '\u2019"}


def figures_in(quote: str) -> Iterator[Decimal]:
    """All figures that the words of a quote may state, in whole units of whatever they count.

    The commonest notation comes first: who looks for a figure has mostly found it before the rest is read.

    >>> [f"{figure:f}" for figure in sorted(figures_in("between 600 and 700 million kroner"))]
    ['600000000', '700000000']
    """
    return (figure for figure, _, _ in _placed(_folded(quote)))


def words_after(quote: str, figures: Collection[Decimal], most: int = 40) -> Iterator[str]:
    """What stands behind each place of a quote that states one of these figures, its own scale word left out.

    >>> list(words_after("3 billion pounds a year until 2030", [Decimal(3000000000)], 15))
    [' pounds a year ']
    """
    text = _folded(quote)
    for figure, _, end in _placed(text):
        if figure in figures:
            scale = _SCALED.match(text, end)
            after = scale.end() if scale else end
            yield text[after : after + most]


def words_before(quote: str, figure: Decimal, most: int = 30) -> Iterator[str]:
    """What stands before each place of a quote that states a figure, without blanks at its end.

    >>> list(words_before("It gives almost $4 billion", Decimal(4000000000)))
    ['it gives almost $']
    """
    text = _folded(quote)
    return (text[max(start - most, 0) : start].rstrip() for it, start, _ in _placed(text) if it == figure)


def says_long_scale(quote: str) -> bool:
    """Whether a quote counts in words of the long scale, in which a Billion is a million millions.

    >>> says_long_scale("3 Billionen Euro"), says_long_scale("3 billion euros")
    (True, False)
    """
    return _LONG_SCALE.search(_folded(quote)) is not None


def _folded(quote: str) -> str:
    # NFKC turns full-width digits and hard blanks into plain ones.
    return (quote if quote.isascii() else unicodedata.normalize("NFKC", quote)).casefold()


def _placed(text: str) -> Iterator[tuple[Decimal, int, int]]:
    """The figures of a text, each with the places before and behind its digits."""
    # Blanks between digits may group them or part two numbers: both are read.
    for pattern in (_UNGROUPED, _GROUPED):
        for match in pattern.finditer(text):
            power = _power_after(text, match.end())
            for number in _readings(match[0]):
                yield number.scaleb(power), match.start(), match.end()
    for match in _WORD.finditer(text):
        if power := _power_after(text, match.end()):
            yield _WORDS[match["word"]].scaleb(power), match.start(), match.end()


def _power_after(text: str, end: int) -> int:
    """The power of ten by the word behind a number, or behind the number with which it makes a range."""
    if end == len(text):
        return 0
    if power := _own_power(text, end):
        return power
    other = _RANGE.match(text, end)
    return _own_power(text, other.end("other")) if other else 0


def _own_power(text: str, end: int) -> int:
    scale = _SCALED.match(text, end)
    if scale is None:
        return 0
    power = _SIGNS[scale["sign"]] if scale["sign"] else int(str(scale.lastgroup).removeprefix("e"))
    # "three hundred million", "8 mil millones", 百万: the words multiply.
    return power + (_own_power(text, scale.end()) if power < 6 else 0)


def _readings(token: str) -> Iterator[Decimal]:
    """A number with separators: the last of two kinds is the decimal mark; one before three digits may be either."""
    if token.isdecimal() and len(token) <= _MOST_DIGITS:
        yield Decimal(token)
        return
    plain = token.translate(_BETWEEN_GROUPS)
    parts = plain.replace(",", ".").split(".")
    marks = len(parts) - 1
    if len(plain) - marks > _MOST_DIGITS:
        return
    if "." in plain and "," in plain:
        yield Decimal("".join(parts[:-1]) + "." + parts[-1])
    elif marks == 1:
        yield Decimal(".".join(parts))
        if len(parts[-1]) == 3:
            yield Decimal("".join(parts))
    else:
        yield Decimal("".join(parts))
