"""The language of a document: its sentences, and how it writes numbers, days, money and names."""

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date

from ledger.foundation import KindName, Money, Phrase, Place, Refused, grouped, marked, quoted, require_kind
from ledger.presentation.alphabet import SortKey, sort_key
from ledger.presentation.marks import DOUBTS, MISSING, Mark
from ledger.presentation.numbers import FigureScale
from ledger.records import TOGETHER, PartyName, country_code, donors_of, nearest, party_name
from ledger.reporting import LANGUAGES, LanguageCode, MoneyUnit

NO_BREAK = "\N{NO-BREAK SPACE}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
# What stands between thousands, and before decimals.
_SEPARATORS: Mapping[LanguageCode, tuple[str, str]] = {
    "en": (",", "."),
    "fr": (_NARROW, ","),
    "de": (".", ","),
    "pl": (_NARROW, ","),
    "uk": (_NARROW, ","),
}
_LOCALES: Mapping[LanguageCode, str] = {"en": "en_GB", "fr": "fr_FR", "de": "de_DE", "pl": "pl_PL", "uk": "uk_UA"}
# Where "EU institutions" begins with a common noun, and common nouns have no capital.
_LOWER_INSIDE: frozenset[LanguageCode] = frozenset({"fr", "pl", "uk"})
# With what German titles begin that do not begin with a noun, which alone keeps its capital inside a sentence.
_NO_GERMAN_NOUNS = frozenset({"Aufgehobene", "Humanitäre", "Ursprüngliche", "Von"})
_YEAR_IN_SHORT = "р."  # noqa: RUF001 - Ukrainian
_CATALOGUES = Path(__file__).parent / "catalogues"
_UNITS: Mapping[MoneyUnit, tuple[str, str]] = {
    "one": (marked("{currency}"), marked("{currency} {number}")),
    "thousand": (marked("{currency} thousand"), marked("{currency} {number} thousand")),
    "million": (marked("{currency} million"), marked("{currency} {number} million")),
    "billion": (marked("{currency} billion"), marked("{currency} {number} billion")),
}
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
_UNDER_ONE = marked("less than 1")
_UNDER = marked("less than one displayed unit")
_ZERO, _NO_CHANGE = marked("a stated zero"), marked("no change")
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

    Raises:
        Refused: FORM for a language that documents are not written in.
        TypeError: for a code that is no text.

    >>> Language("en").say("As of {day}", day="today"), Language("en").number(Decimal("12525.7"))
    ('As of today', '12,525.7')
    """

    code: LanguageCode = "en"

    def __post_init__(self) -> None:
        # Whoever calls this from a notebook may give anything.
        require_kind(self.code, str, "language is the code of a language such as 'de'")
        if self.code not in LANGUAGES:
            near, allowed = nearest(self.code, LANGUAGES), f"one of {', '.join(LANGUAGES)}"
            remedy = f"choose {near[0]}" if near else "choose one of them"
            raise Refused.of("FORM", Place(argument="language"), quoted(self.code), allowed, remedy)

    def say(self, sentence: str, **values: str) -> str:
        """A sentence of this language with its values in their places."""
        return self._catalogue.gettext(sentence).format(**values)

    def term(self, text: str) -> str:
        """A word, name or title in this language; as it is where it is none of ours.

        >>> Language("en").term("Pledges {by} donor")
        'Pledges {by} donor'
        """
        return self._catalogue.gettext(text) if text else ""

    def inside(self, title: str) -> str:
        """A title or a name of a column as it stands inside a sentence.

        >>> [Language("de").inside(name) for name in ("Jahr", "Humanitäre Hilfe")], Language("en").inside("Fiscal year")
        (['Jahr', 'humanitäre Hilfe'], 'fiscal year')
        """
        if self.code == "de" and title.split(" ", maxsplit=1)[0] not in _NO_GERMAN_NOUNS:
            return title
        return title[:1].lower() + title[1:]

    @staticmethod
    def at_start(sentence: str) -> str:
        """A sentence that begins with a value, with a capital letter.

        >>> Language("uk").at_start("млн EUR")
        'Млн EUR'
        """
        return sentence[:1].upper() + sentence[1:]

    def worded(self, value: object) -> str:
        """A phrase, or a value that stands in one, in this language.

        >>> from ledger.foundation import phrase
        >>> Language("en").worded(phrase("Since {since}", since=date(2030, 3, 31))).replace(NO_BREAK, " ")
        'Since 31 March 2030'
        """
        match value:
            case Phrase():
                written = self._phrase(value)
            case PartyName():
                written = self.party_inside(value.key)
            case KindName():
                written = self.inside(self.term(value.name))
            case Money():
                written = self.exact(value.value, value.currency)
            case date():
                written = self.day(value)
            case int():
                written = self.whole(value)
            case tuple():
                written = self.listed(map(self.worded, value))
            case _:
                written = str(value)
        return written

    def _phrase(self, phrase: Phrase) -> str:
        values = {name: self.worded(it) for name, it in phrase.values.items()}
        if phrase.count is None:
            return self.say(phrase.sentence, **values)
        return self.say_count(phrase.sentence, phrase.several, phrase.count, **values)

    def say_count(self, one: str, several: str, count: int, **values: str) -> str:
        """The sentence that fits a count, which stands in it as ``{count}``."""
        return self._catalogue.ngettext(one, several, count).format(count=self.whole(count), **values)

    def listed(self, names: Iterable[str]) -> str:
        """Names that others gave, one behind the other: parted by commas, unless one of them has a comma itself.

        >>> Language("en").listed(["Reuters", "The Star"]), Language("en").listed(["Reuters, in The Star", "AFP"])
        ('Reuters, The Star', 'Reuters, in The Star; AFP')
        """
        parts = [*names]
        return self.apart(parts) if any("," in part for part in parts) else ", ".join(parts)

    def apart(self, parts: Iterable[str]) -> str:
        """Parts of a sentence that may have commas, parted by semicolons.

        >>> Language("fr").apart(["1,5", "2,5"]).replace(NO_BREAK, " ")
        '1,5 ; 2,5'
        """
        return f"{NO_BREAK if self.code == 'fr' else ''}; ".join(parts)

    def number(self, number: Decimal, *, signed: bool = False) -> str:
        """A number with all its decimals; a zero has no sign, whatever it was rounded from."""
        sign = _MINUS if number < 0 else "+" if signed and number > 0 else ""
        thousands, decimals = _SEPARATORS[self.code]
        return sign + grouped(abs(number)).translate({ord(","): thousands, ord("."): decimals})

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
        text = _unbroken(" ".join(format_date(day, "long", locale=_LOCALES[self.code]).split()))
        if self.code == "fr" and day.day == 1:
            # Unicode CLDR has no ordinal there, and French has no other way to write it.
            return text.replace("1", "1er", 1)
        # Written out: the stop of the short form would stand before that of a sentence.
        return text.replace(_YEAR_IN_SHORT, "року") if self.code == "uk" else text

    def short_day(self, day: date) -> str:
        """A day as it stands above a column, in figures; in English, where these may be read in two ways, in words.

        >>> Language("de").short_day(date(2030, 3, 31)), Language("fr").short_day(date(2030, 3, 31))
        ('31.03.2030', '31/03/2030')
        """
        if self.code == "en":
            return self.day(day)
        return f"{day:%d/%m/%Y}" if self.code == "fr" else f"{day:%d.%m.%Y}"

    def unit(self, scale: FigureScale) -> str:
        """What figures of a scale are counted in, in one line.

        >>> Language("en").unit(FigureScale("EUR", 2, "one", 0))
        'EUR'
        """
        unit, _ = _UNITS[scale.unit]
        return _unbroken(self.say(unit, currency=scale.currency))

    def money(
        self, number: Decimal, scale: FigureScale, marks: frozenset[Mark] = frozenset(), *, signed: bool = False
    ) -> str:
        """A number of units as it is read in a sentence, in one line, with its marks.

        >>> scale = FigureScale("EUR", 2, "million", 1)
        >>> marks = frozenset({Mark.UP_TO, Mark.UNDISCLOSED})
        >>> Language("en").money(Decimal("0.1"), scale, marks).replace(NO_BREAK, " ")
        'EUR ≤0.1 .. million'
        """
        _, sentence = _UNITS[scale.unit]
        digits = self.figure(number, marks, signed=signed)
        return _unbroken(self.say(sentence, currency=scale.currency, number=digits))

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
        digits = self._digits(number, marks, signed=signed)
        return "".join(mark.sign for mark in DOUBTS if mark in marks) + digits, missing

    def read_aloud(self, number: Decimal | None, marks: frozenset[Mark], *, signed: bool = False) -> str:
        """A displayed number with its marks in words, for those who hear it.

        >>> Language("en").read_aloud(Decimal("0.5"), frozenset({Mark.UP_TO, Mark.UNDISCLOSED}))
        'up to 0.5 and an undisclosed sum'
        """
        if number is None:
            return ", ".join(self.term(_ALONE[mark]) for mark in (*MISSING, Mark.NONE) if mark in marks)
        words = {Mark.UNDER_ONE: _UNDER_ONE, Mark.UNDER: _UNDER, Mark.ZERO: _NO_CHANGE if signed else _ZERO}
        said = next((self.term(words[mark]) for mark in words if mark in marks), "")
        digits = said or self._digits(number, marks, signed=signed)
        doubts = [mark for mark in DOUBTS if mark in marks]
        # Several at once stand before a total, of which each is true of a part.
        before = [self.term(_BEFORE[doubts[0]] if len(doubts) == 1 else _IN_PART)] if doubts else []
        behind = (self.term(_BEHIND[mark]) for mark in MISSING if mark in marks)
        return " ".join((*before, digits, *behind))

    def _digits(self, number: Decimal, marks: frozenset[Mark], *, signed: bool) -> str:
        if Mark.UNDER_ONE in marks:
            return Mark.UNDER_ONE.sign
        return "0" if Mark.ZERO in marks else self.number(number, signed=signed)

    def party(self, code: str) -> str:
        """The name of a party, as Unicode CLDR has it for a country; of joint donors all their names.

        As a party the EU is its institutions, since its member states are parties of their own.

        >>> Language("uk").party("GBR"), Language("en").party("EU")
        ('Велика Британія', 'EU institutions')
        """
        return TOGETHER.join(self._name(it) for it in donors_of(code))

    def party_inside(self, code: str) -> str:
        """The same inside a sentence: of all parties the EU alone has no proper name, since it is its institutions.

        >>> Language("pl").party_inside("EU"), Language("pl").party_inside("FRA"), Language("en").party_inside("EU")
        ('instytucje UE', 'Francja', 'EU institutions')
        """
        is_word = self.code in _LOWER_INSIDE
        names = (self.inside(self._name(it)) if it == "EU" and is_word else self._name(it) for it in donors_of(code))
        return TOGETHER.join(names)

    def _name(self, code: str) -> str:
        return _party(code, self.code) or self.term(_own_name(code))

    def sort_key(self, text: str) -> SortKey:
        """By what names are sorted in the alphabet of this language."""
        return sort_key(text, self.code)

    @property
    def _catalogue(self) -> gettext.NullTranslations:
        return _catalogue(self.code)


def signs_of(marks: frozenset[Mark]) -> tuple[str, ...]:
    """Marks as they are displayed, in their order.

    >>> signs_of(frozenset({Mark.UNDISCLOSED, Mark.UP_TO}))
    ('≤', '..')
    """
    return tuple(mark.sign for mark in (*DOUBTS, Mark.UNDER_ONE, *MISSING, Mark.NONE) if mark in marks)


@cache
def _catalogue(code: LanguageCode) -> gettext.NullTranslations:
    """The sentences of a language; English is what they are written in.

    Raises:
        Refused: FILE if they were not compiled, in a checkout that nobody installed.
    """
    if code == "en":
        return gettext.NullTranslations()
    file = _CATALOGUES / f"{code}.mo"
    try:
        with file.open("rb") as compiled:
            return gettext.GNUTranslations(compiled)
    except FileNotFoundError:
        expected, remedy = (
            "the sentences of the language",
            "install the package, or run `make catalogues` in a checkout",
        )
        raise Refused.of("FILE", Place(file=str(file)), "no compiled catalogue", expected, remedy) from None


@cache
def _party(code: str, language: LanguageCode) -> str | None:
    """The name of a country that Unicode CLDR has for it; None where our own lists name the party."""
    country = None if language == "en" else country_code(code)
    return Locale.parse(_LOCALES[language]).territories.get(country) if country else None


def _own_name(code: str) -> str:
    return marked("EU institutions") if code == "EU" else party_name(code)


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)
