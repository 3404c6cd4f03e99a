"""What a number format adds to the number it shows: a unit, a currency, a word, thousands left away, a share of 100.

A reader sees ``3.5 Mio`` where the cell holds 3.5 and its format is ``0.0" Mio"``: what is seen was meant. Colours,
blanks as wide as a character, brackets, dashes and the digits before and behind the point say nothing. The codes are
those of ECMA-376 part 1, 18.8.31.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ledger.foundation import EXACT, plain

_MOST_SECTIONS = 4
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|[_*]."
    r"|\[\$(?P<sign>[^\[\]\-]*)(?:-[^\[\]]*)?\]"
    r"|\[(?P<bracket>[^\[\]]*)\]"
    r"|(?P<digits>General|[0#?](?:[0#?,./]*[0#?])?(?:[eE][+-][0#?]+)?|[.,])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION_END = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\[\]]*\]|(?P<end>;)|.', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9]+(?:\.[0-9]+)?)")
# These sections of a cell that holds a text show that text.
_TEXT = "@"
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_SAYS_NOTHING = frozenset("+\u2212")
_OF_DAYS = frozenset("ymdhs")
_SCALES = {"%": 2, "\u2030": 3}


@dataclass(frozen=True)
class ShownNumber:
    """A number whose cell shows more than the number.

    Args:
        number: that the cell holds.
        text: as it is shown, with all digits of the number and a point before its decimals.
        is_scaled: whether thousands were left away, so that the figure in the text is not the number.

    >>> number_format('0.0" Mio"').shown(Decimal("3.5"))
    ShownNumber(number=Decimal('3.5'), text='3.5 Mio', is_scaled=False)
    """

    number: Decimal
    text: str
    is_scaled: bool = False


@dataclass(frozen=True)
class _Section:
    """One section of a format: what stands before and behind the digits, and by what power of ten it shows them."""

    before: str
    after: str
    power: int
    is_scaled: bool
    has_digits: bool
    condition: tuple[str, Decimal] | None

    @property
    def speaks(self) -> bool:
        return self.power != 0 or any(map(_speaks, self.before + self.after))


_PLAIN = _Section("", "", 0, is_scaled=False, has_digits=True, condition=None)


@dataclass(frozen=True)
class NumberFormat:
    """A number format, read by :func:`number_format`."""

    sections: tuple[_Section, ...]

    @property
    def speaks(self) -> bool:
        """Whether any number is shown with more than itself."""
        return any(section.speaks for section in self.sections)

    def shown(self, number: Decimal) -> ShownNumber | None:
        """What a cell shows that holds a number; None for the number alone.

        >>> number_format("#,##0.00").shown(Decimal(5)) is None
        True
        """
        section = self._section(number)
        if not section.speaks:
            return None
        if not number:
            return ShownNumber(number, _nothing(section), section.is_scaled)
        # A section for negative numbers may show their sign by itself, by brackets, by a colour, or not at all.
        has_sign = not {"(", "-", "\u2212"}.isdisjoint(section.before)
        figure = plain((abs(number) if has_sign else number).scaleb(section.power, EXACT).normalize(EXACT))
        text = f"{section.before}{figure if section.has_digits else ''}{section.after}"
        return ShownNumber(number, " ".join(text.split()), section.is_scaled)

    def _section(self, number: Decimal) -> _Section:
        sections = self.sections
        if any(section.condition for section in sections):
            fitting = (it for it in sections if it.condition is None or _holds(it.condition, number))
            return next(fitting, sections[-1])
        if number < 0 and len(sections) > 1:
            return sections[1]
        return sections[2] if not number and len(sections) > 2 else sections[0]


@lru_cache(maxsize=4096)
def number_format(code: str) -> NumberFormat:
    """Read the code of a number format.

    >>> number_format("_(* #,##0_);[Red](#,##0)").speaks, number_format("#,##0 [$\u20ac-407]").speaks
    (False, True)
    """
    sections = tuple(_section(part) for part in _parts(code)[:_MOST_SECTIONS])
    shown = tuple(section for section in sections if section is not None)
    return NumberFormat(shown or (_PLAIN,))


def _parts(code: str) -> Sequence[str]:
    parts, start = [], 0
    for token in _SECTION_END.finditer(code):
        if token["end"]:
            parts.append(code[start : token.start()])
            start = token.end()
    return [*parts, code[start:]]


def _section(code: str) -> _Section | None:
    """One section; None for one that shows texts."""
    tokens = list(_TOKEN.finditer(code))
    if any(token["other"] == _TEXT for token in tokens):
        return None
    if _is_day(tokens):
        return _PLAIN
    before, after, digits = "", "", ""
    for token in tokens:
        if token["digits"]:
            digits += token["digits"]
        elif digits:
            after += _literal(token)
        else:
            before += _literal(token)
    # A sign may stand between the digits, as in 0"h"00: what is seen is put behind them, and no figure is made of it.
    thousands = sum(map(_commas_at_end, digits.split(".", maxsplit=1)))
    shares = sum(_SCALES.get(character, 0) for character in _unquoted(tokens))
    conditions = [_CONDITION.fullmatch(token["bracket"].strip()) for token in tokens if token["bracket"]]
    condition = next(((match[1], Decimal(match[2])) for match in conditions if match), None)
    return _Section(before, after, shares - 3 * thousands, thousands > 0, bool(digits), condition)


def _is_day(tokens: Sequence[re.Match[str]]) -> bool:
    """Whether a section is about days or times: a number that has it is beyond all days."""
    has_figure = any((token["digits"] or "").strip(".,") for token in tokens)
    return not has_figure and any(it.casefold() in _OF_DAYS for it in _unquoted(tokens))


def _literal(token: re.Match[str]) -> str:
    if token[0][0] in "_*":
        # A blank as wide as a character, or one repeated until the cell is full.
        return " "
    return token["quoted"] or token["escaped"] or token["sign"] or token["other"] or ""


def _nothing(section: _Section) -> str:
    """How a section shows 0: accounts put a dash in its place, which is no sign of a debt."""
    figure = "0" if section.has_digits or not any(map(str.isalpha, section.before + section.after)) else ""
    before, after = (_DASHES.sub("", part) if figure else part for part in (section.before, section.after))
    return " ".join(f"{before}{figure}{after}".split())


def _unquoted(tokens: Sequence[re.Match[str]]) -> Iterator[str]:
    return (token["other"] for token in tokens if token["other"])


def _commas_at_end(digits: str) -> int:
    return len(digits) - len(digits.rstrip(","))


def _speaks(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "LN" or (kind in ("Sc", "Sm") and character not in _SAYS_NOTHING) or character in _SCALES


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    relation, limit = condition
    match relation:
        case "<":
            return number < limit
        case ">":
            return number > limit
        case "<=":
            return number <= limit
        case ">=":
            return number >= limit
        case "=":
            return number == limit
        case _:
            return number != limit
