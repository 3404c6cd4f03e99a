"""Days as people type them: ``2025-06-02``, ``2.6.2025``, ``2 June 2025``, ``June 2, 2025``, ``2 juin 2025``.

Names of months and weekdays come from CLDR, in the languages of Europe. What could be two days is a problem that says
both.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal

from babel import Locale

from ledger.foundation import Problem, Refused, parse_day, quoted
from ledger.notation.text import folded, form

DayOrder = Literal["dmy", "mdy", "ymd"]

_LANGUAGES = (
    *("en", "en_GB", "de", "de_AT", "fr", "es", "it", "pt", "nl", "lb", "ca", "ga", "mt", "el", "tr", "sq", "hu", "ro"),
    *("sv", "da", "nb", "nn", "is", "fi", "et", "lv", "lt", "pl", "cs", "sk", "sl", "hr", "sr", "sr_Latn", "bs", "mk"),
    *("bg", "uk", "ru", "be"),
)
# "Year", shortened, in Ukrainian and in Russian: two letters that look like Latin ones.
_YEAR_SIGNS = ("\u0440", "\u0433")
# Words that stand in a date and mean no month: endings of numerals, of, year.
_FILLERS = frozenset(
    [
        *("st", "nd", "rd", "th", "er", "re", "º", "ª", "of", "the", "on", "de", "del", "den", "d", "le", "am", "ta"),
        *("m", "r", "g", *_YEAR_SIGNS, "gada", "року", "года", "roku"),
    ]
)
_EXPECTED = "a day such as 2025-06-02 or 2 June 2025"
_RETYPE = "type the day as 2025-06-02"

_HOURS = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_TIME = re.compile(rf"(?<=[0-9.])(?:[tT]|,? )(?:{_HOURS})(?: ?[aApP][mM])?(?:[zZ]| UTC| ?[+-][0-9]{{2}}:?[0-9]{{2}})?$")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?")
_YEAR_LAST = re.compile(
    rf"([0-9]{{1,2}})([-/.]) ?([0-9]{{1,2}})\2 ?([0-9]{{4}}|[0-9]{{2}})\.?(?: ?[rg{''.join(_YEAR_SIGNS)}]\.?)?"
)
_TOKEN = re.compile(r"([0-9]+)|([^\W\d_]+)|[ .,'\u2019/-]|(?P<other>.)", re.DOTALL)


def read_date(text: str, *, order: DayOrder | None = None) -> date | Problem:
    """Read a day as it was typed. A time of day behind it is passed over: the day is taken as it stands.

    Args:
        text: at most 100 characters.
        order: how days in digits are written in this file, where that is known. Dots are day first and a year in
            front comes before month and day, whatever the order.

    Returns:
        The day; or a FORM problem without a place: a day that could be another, a year of two digits or outside 1900 to
        2100, a month without a day.

    >>> read_date("2. Juni 2025")
    datetime.date(2025, 6, 2)
    >>> print(read_date("2/6/2025").remedy)
    type 2025-06-02 or 2025-02-06, whichever is meant
    """
    try:
        return _date(text, order)
    except Refused as refused:
        return refused.problems[0]


def _date(text: str, order: DayOrder | None) -> date:
    typed = _TIME.sub("", folded(text))
    if match := _YEAR_FIRST.fullmatch(typed):
        year, _, month, day = match.groups()
        return _day(year, month, day, text)
    if match := _YEAR_LAST.fullmatch(typed):
        first, mark, second, year = match.groups()
        return _in_digits(first, second, year, "dmy" if mark == "." else order, text)
    return _in_words(typed, text)


def _in_digits(first: str, second: str, year: str, order: DayOrder | None, text: str) -> date:
    possible = {"dmy": (second, first), "mdy": (first, second)}
    pairs = [possible[order]] if order in possible else list(possible.values())
    # A file of another order, or a thirteenth month, leaves fewer readings.
    readings = sorted({(int(month), int(day)) for month, day in pairs if int(month) <= 12}, reverse=True)
    if order == "ymd" or not readings:
        raise _refused(text, f"a day with year, month and day in the order {order or 'day, month, year'}", _RETYPE)
    _four_digits(year, text)
    days = [_day(year, str(month), str(day), text) for month, day in readings]
    return _only(days, "a day that can be read in one way only", text)


def _in_words(typed: str, text: str) -> date:
    tokens = list(_TOKEN.finditer(typed))
    numbers = [token[1] for token in tokens if token[1]]
    words = [token[2].casefold() for token in tokens if token[2]]
    named = [word for word in words if word not in _FILLERS and word not in _weekdays()]
    if any(token["other"] for token in tokens) or len(named) > 1 or not set(named) <= _months().keys():
        raise _refused(text, _EXPECTED, _RETYPE)
    if not named or len(numbers) < 2:
        raise _refused(text, "a day, a month and a year", "type the day too, such as 2025-06-02")
    if len(numbers) > 2:
        raise _refused(text, "one day, one month and one year", _RETYPE)
    day, year = sorted(numbers, key=len)
    _four_digits(year, text)
    days = [_day(year, str(month), day, text) for month in sorted(_months()[named[0]])]
    only = _only(days, f"a month that means the same in every language, which {quoted(named[0])} does not", text)
    _fits_weekday(only, words, text)
    return only


def _only(days: Sequence[date], expected: str, text: str) -> date:
    if len(days) > 1:
        choices = tuple(map(str, days))
        problem = form(text, expected, f"type {' or '.join(choices)}, whichever is meant")
        raise Refused([replace(problem, choices=choices)])
    return days[0]


def _four_digits(year: str, text: str) -> None:
    if len(year) != 4:
        raise _refused(text, "a year of four digits", "type the year in full, such as 2025-06-02")


def _fits_weekday(day: date, words: Iterable[str], text: str) -> None:
    for word in words:
        if day.weekday() not in _weekdays().get(word, {day.weekday()}):
            raise _refused(text, f"the weekday of {day}, or another day", "correct the day or the weekday")


def _day(year: str, month: str, day: str, text: str) -> date:
    try:
        return parse_day(f"{year}-{int(month):02}-{int(day):02}")
    except ValueError:
        expected = "a real day between 1900-01-01 and 2100-12-31 such as 2025-06-02"
        raise _refused(text, expected, "check the year, month and day") from None


@cache
def _months() -> Mapping[str, frozenset[int]]:
    """What the name of a month means in any language: listopad is October in Croatian and November in Polish."""
    return _names([locale.months for locale in map(Locale.parse, _LANGUAGES)], ("wide", "abbreviated"))


@cache
def _weekdays() -> Mapping[str, frozenset[int]]:
    # Short names stay out: "mar" is a Tuesday in French and March in English.
    return _names([locale.days for locale in map(Locale.parse, _LANGUAGES)], ("wide",))


def _names(
    of_locales: Iterable[Mapping[str, Mapping[str, Mapping[int, str]]]], widths: Sequence[str]
) -> Mapping[str, frozenset[int]]:
    meanings: defaultdict[str, set[int]] = defaultdict(set)
    for contexts in of_locales:
        for width in widths:
            for number, name in (*contexts["format"][width].items(), *contexts["stand-alone"][width].items()):
                # "de maig", "d'abril": the last word is the name. Many keyboards have no accents.
                word = re.split("[ '\u2019]", name.casefold().rstrip("."))[-1]
                meanings[word].add(number)
                meanings[_without_accents(word)].add(number)
    return {word: frozenset(numbers) for word, numbers in meanings.items()}


def _without_accents(word: str) -> str:
    kept = (character for character in unicodedata.normalize("NFD", word) if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", "".join(kept))


def _refused(text: str, expected: str, remedy: str) -> Refused:
    return Refused([form(text, expected, remedy)])
