"""The language of a document: its sentences, and how it writes numbers, days and money."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from ledger.foundation import grouped
from ledger.presentation.marks import DOUBTS, MISSING, Mark
from ledger.presentation.numbers import FigureScale
from ledger.records import party_name
from ledger.reporting import MoneyUnit

LanguageCode = Literal["en"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
"""The languages of documents."""

NO_BREAK = "\N{NO-BREAK SPACE}"


def marked(sentence: str) -> str:
    """A sentence that is said later: so that catalogues hold it.

    >>> marked("Pledged")
    'Pledged'
    """
    return sentence


_MINUS = "\N{MINUS SIGN}"
_UNITS: Mapping[MoneyUnit, tuple[str, str]] = {
    "one": (marked("{currency}"), marked("{currency} {number}")),
    "thousand": (marked("{currency} thousand"), marked("{currency} {number} thousand")),
    "million": (marked("{currency} million"), marked("{currency} {number} million")),
    "billion": (marked("{currency} billion"), marked("{currency} {number} billion")),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ALONE: Mapping[Mark, str] = {
    Mark.UNDISCLOSED: marked("undisclosed"),
    Mark.NOT_CONVERTED: marked("not converted"),
    Mark.NONE: marked("none"),
}
_BEFORE: Mapping[Mark, str] = {
    Mark.UP_TO: marked("up to"),
    Mark.AT_LEAST: marked("at least"),
    Mark.MIDDLE: marked("the middle of a range,"),
}
_IN_PART = marked("in part up to, at least or the middle of a range,")
_BEHIND: Mapping[Mark, str] = {
    Mark.UNDISCLOSED: marked("and an undisclosed sum"),
    Mark.NOT_CONVERTED: marked("and a sum that is not converted"),
}


@dataclass(frozen=True)
class Language:
    """One language, by its code (ISO 639-1).

    Sentences are asked for whole, in English, with names for what stands in them; names stand in the nominative, since
    Unicode CLDR has no other case of them.

    >>> Language("en").say("As of {day}", day="today"), Language("en").number(Decimal("12525.7"))
    ('As of today', '12,525.7')
    """

    code: LanguageCode = "en"

    def say(self, sentence: str, **values: str) -> str:
        """A sentence of this language with its values in their places."""
        return self._catalogue.gettext(sentence).format(**values)

    def term(self, text: str) -> str:
        """A word, name or title in this language; as it is where it is none of ours.

        >>> Language("en").term("Pledges {by} donor")
        'Pledges {by} donor'
        """
        return self._catalogue.gettext(text)

    def say_count(self, one: str, several: str, count: int, **values: str) -> str:
        """The sentence that fits a count, which stands in it as ``{count}``."""
        return self._catalogue.ngettext(one, several, count).format(count=self.whole(count), **values)

    def number(self, number: Decimal, *, signed: bool = False) -> str:
        """A number with all its decimals; a zero has no sign, whatever it was rounded from."""
        sign = _MINUS if number < 0 else "+" if signed and number > 0 else ""
        return f"{sign}{grouped(abs(number))}"

    def whole(self, number: int) -> str:
        """A count.

        >>> Language("en").whole(1234)
        '1,234'
        """
        return self.number(Decimal(number))

    def percent(self, number: Decimal, *, signed: bool = False) -> str:
        """A number of percent with its sign."""
        return f"{self.number(number, signed=signed)}{NO_BREAK}%"

    def day(self, day: date) -> str:
        """A day, in one line.

        >>> Language("en").day(date(2030, 3, 31)).replace(NO_BREAK, " ")
        '31 March 2030'
        """
        return f"{day.day}{NO_BREAK}{_MONTHS[day.month - 1]}{NO_BREAK}{day.year}"

    def unit(self, scale: FigureScale) -> str:
        """What figures of a scale are counted in, in one line.

        >>> Language("en").unit(FigureScale("EUR", 2, "one", 0))
        'EUR'
        """
        unit, _ = _UNITS[scale.unit]
        return _unbroken(self.say(unit, currency=scale.currency))

    def money(self, number: Decimal, scale: FigureScale, *, signed: bool = False) -> str:
        """A number of units as it is read in a sentence, in one line.

        >>> Language("en").money(Decimal("0.1"), FigureScale("EUR", 2, "million", 1)).replace(NO_BREAK, " ")
        'EUR 0.1 million'
        """
        _, sentence = _UNITS[scale.unit]
        return _unbroken(self.say(sentence, currency=scale.currency, number=self.number(number, signed=signed)))

    def exact(self, value: Decimal, currency: str) -> str:
        """Money to its last digit, in one line.

        >>> Language("en").exact(Decimal("3557031064.74"), "EUR").replace(NO_BREAK, " ")
        'EUR 3,557,031,064.74'
        """
        _, sentence = _UNITS["one"]
        return _unbroken(self.say(sentence, currency=currency, number=self.number(value)))

    def figure(self, number: Decimal | None, marks: frozenset[Mark], *, signed: bool = False) -> str:
        """A displayed number with its marks; the marks alone where there is none."""
        return NO_BREAK.join(part for part in self.parts(number, marks, signed=signed) if part)

    def parts(self, number: Decimal | None, marks: frozenset[Mark], *, signed: bool = False) -> tuple[str, str]:
        """The same in two: the digits with what stands before them, and the marks of what is missing behind them.

        >>> Language("en").parts(Decimal("0.5"), frozenset({Mark.UP_TO, Mark.UNDISCLOSED}))
        ('≤0.5', '..')
        """
        missing = NO_BREAK.join(mark.sign for mark in MISSING if mark in marks)
        if number is None:
            return (Mark.NONE.sign if Mark.NONE in marks else ""), missing
        digits = "0" if Mark.ZERO in marks else self.number(number, signed=signed)
        return "".join(mark.sign for mark in DOUBTS if mark in marks) + digits, missing

    def read_aloud(self, number: Decimal | None, marks: frozenset[Mark], *, signed: bool = False) -> str:
        """A displayed number with its marks in words, for those who hear it.

        >>> Language("en").read_aloud(Decimal("0.5"), frozenset({Mark.UP_TO, Mark.UNDISCLOSED}))
        'up to 0.5 and an undisclosed sum'
        """
        if number is None:
            return ", ".join(self.term(_ALONE[mark]) for mark in (*MISSING, Mark.NONE) if mark in marks)
        digits = "0" if Mark.ZERO in marks else self.number(number, signed=signed)
        doubts = [mark for mark in DOUBTS if mark in marks]
        # Several at once stand before a total, of which each is true of a part.
        before = [self.term(_BEFORE[doubts[0]] if len(doubts) == 1 else _IN_PART)] if doubts else []
        behind = (self.term(_BEHIND[mark]) for mark in MISSING if mark in marks)
        return " ".join((*before, digits, *behind))

    def party(self, code: str) -> str:
        """The name of a party."""
        return party_name(code)

    @property
    def _catalogue(self) -> gettext.NullTranslations:
        return _CATALOGUES[self.code]


def signs_of(marks: frozenset[Mark]) -> tuple[str, ...]:
    """Marks as they are displayed, in their order.

    >>> signs_of(frozenset({Mark.UNDISCLOSED, Mark.UP_TO}))
    ('≤', '..')
    """
    return tuple(mark.sign for mark in (*DOUBTS, *MISSING, Mark.NONE) if mark in marks)


_CATALOGUES: Mapping[LanguageCode, gettext.NullTranslations] = {"en": gettext.NullTranslations()}


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)


ENGLISH = Language("en")
"""The language of a document for which none is chosen."""
