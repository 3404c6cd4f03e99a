"""Numbers as people write them: with a decimal point or a decimal comma, with or without separated groups of digits."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

DecimalMark = Literal["point", "comma"]
DecimalStyle = Literal["point", "comma", "either"]

# U+066B and U+066C are the decimal mark and the group separator of Arabic digits; both mean that and nothing else.
NUMERAL = "[0-9](?:[0-9., '\u2019\u066b\u066c]*[0-9])?"

# One digit, or digits without a mark, before the power: a mark behind the first digit parts decimals, never groups.
_SCIENTIFIC = re.compile(r"([0-9]+|[0-9][.,][0-9]+)[eE]([+-]?[0-9]{1,2})")

# Groups of two before the last three are Indian; no group begins with 0.
_WHOLE = (
    r"(?P<whole>0|[1-9][0-9]*"
    r"|[1-9][0-9]{{0,2}}(?P<mark>[{group} '\u2019\u066c])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    r"|[1-9][0-9]?(?:{indian}[0-9]{{2}})+{indian}[0-9]{{3}})"
)
_DECIMALS = r"(?:[{decimal}\u066b](?P<decimals>[0-9]+))?"
_NEVER = r"(?!)"
_STYLES: Mapping[DecimalMark, re.Pattern[str]] = {
    "point": re.compile((_WHOLE + _DECIMALS).format(group=",", indian=",", decimal=".")),
    "comma": re.compile((_WHOLE + _DECIMALS).format(group=".", indian=_NEVER, decimal=",")),
}


def readings(numeral: str, style: DecimalStyle = "either") -> dict[DecimalMark, Decimal]:
    """What a numeral means with a decimal point and what it means with a decimal comma, where it means anything.

    One separator before exactly three digits may be either; all else is certain: two different separators, groups
    that repeat, a first group of more than three digits or one that begins with 0.

    Args:
        numeral: text that :data:`NUMERAL` matches.
        style: ``point`` or ``comma`` where it is known how decimals are written.

    >>> readings("1.234,5"), readings("3,0,0")
    ({'comma': Decimal('1234.5')}, {})
    >>> readings("1,234")
    {'point': Decimal('1234'), 'comma': Decimal('1.234')}
    """
    matches = {mark: pattern.fullmatch(numeral) for mark, pattern in _STYLES.items() if style in (mark, "either")}
    return {mark: _value(match) for mark, match in matches.items() if match}


def scientific(text: str) -> Decimal | None:
    """A figure written with a power of ten, as spreadsheets and programs write large ones; None for any other text.

    Its exponent is that of the last digit that stands there. For figures that are compared, not for records: a
    spreadsheet that shows a figure so may have left digits away.

    >>> scientific("1.2546e+16"), scientific("1,5E9"), scientific("12.5e3"), scientific("3")
    (Decimal('1.2546E+16'), Decimal('1.5E+9'), None, None)
    """
    found = _SCIENTIFIC.fullmatch(text)
    return Decimal(f"{found[1].replace(',', '.')}e{found[2]}") if found else None


def _value(match: re.Match[str]) -> Decimal:
    whole = re.sub("[^0-9]", "", match["whole"])
    return Decimal(f"{whole}.{match['decimals']}" if match["decimals"] else whole)
