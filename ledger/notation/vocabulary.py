"""The words of amounts: units, numbers, currencies, and how firm a figure is. They stand in ``amount_words.csv``.

Typed cells and the headings of tables look here, so that a word means the same in both; quotes take from the
same list what means one thing only, and know more endings of it (``prose``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ledger.notation.numbers import NUMERAL
from ledger.records import CURRENCIES, rows

TOKEN = re.compile(rf"(?P<number>{NUMERAL})|(?P<word>[^\W\d_]+)\.?|(?P<sign>[^ ])")
"""One number, one word without the dot that shortens it, or one sign."""

_CODE_LENGTH = 3
_UNITS = ("unit", "english_unit")
# Longer words are no unit beside its currency, and cutting them at every letter would take long.
_MOST_GLUED = 30
_STEM, _MOST_CASE_ENDING = 5, 2


@dataclass(frozen=True)
class AmountWord:
    """One number, one word or one phrase of an amount.

    Args:
        kind: number, unit, english_unit (read the English way, with a decimal point), currency, of, qualifier, or a
            word that makes a range.
        meanings: powers of ten of a unit, codes of a currency, the figure of a number in words; none of digits.
        typed: as it was typed.
    """

    kind: str
    meanings: tuple[str, ...]
    typed: str

    @property
    def is_unit(self) -> bool:
        """Whether it multiplies the figure beside it."""
        return self.kind in _UNITS


def longest_phrase(tokens: Sequence[re.Match[str]]) -> tuple[tuple[AmountWord, ...], int]:
    """What stands at the head of some tokens, and how many of them it takes; none where it is not known.

    >>> [word.kind for word in longest_phrase(list(TOKEN.finditer("US dollars a year")))[0]]
    ['currency']
    """
    first = tokens[0]
    if first["number"]:
        return (AmountWord("number", (), first["number"]),), 1
    for length in range(min(len(tokens), _most_tokens()), 0, -1):
        key = tuple(map(_key, tokens[:length]))
        # "Billion" is German, or an English title; "billion" is English.
        known = _vocabulary().get(key) or _vocabulary().get(tuple(part.casefold() for part in key))
        if known:
            currency = _currency_within(key[0], known) if length == 1 and known.is_unit else ()
            return (replace(known, typed=" ".join(key)), *currency), length
    word = _key(first)
    if word in CURRENCIES:
        return (AmountWord("currency", (word,), word),), 1
    glued = _unit_and_currency(word)
    return glued, 1 if glued else 0


def unit_phrases(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The units that a text such as a heading names, each with the powers of ten that it may stand for.

    Headings decline the words (milliers, мільйонах) and put them beside a currency (MEUR, mnkr).

    >>> list(unit_phrases("Belopp (mnkr)")), list(unit_phrases("miles de millones de euros"))
    ([('mnkr', (6,))], [('miles de millones', (9,))])
    """
    tokens = list(TOKEN.finditer(text))
    position = 0
    while position < len(tokens):
        words, length = longest_phrase(tokens[position:])
        shown = text[tokens[position].start() : tokens[position + max(length, 1) - 1].end()].rstrip(".")
        units = [word for word in words if word.is_unit] or _declined(tokens[position])
        if units:
            # A heading in capitals or with a large letter may be of any language: all meanings of the word count.
            meanings = _meanings().get(shown.casefold(), units[0].meanings)
            yield shown, tuple(sorted(map(int, meanings)))
        position += max(length, 1)


def currencies_of(text: str) -> tuple[str, ...]:
    """The codes of the currencies that a sign or a name as a whole may stand for; none where it is not known.

    >>> currencies_of("kroner"), currencies_of("€"), currencies_of("boats")
    (('NOK', 'DKK'), ('EUR',), ())
    """
    key = tuple(map(_key, TOKEN.finditer(text)))
    known = _vocabulary().get(key) or _vocabulary().get(tuple(part.casefold() for part in key))
    return known.meanings if known and known.kind == "currency" else ()


def currencies_within(word: str) -> tuple[str, ...]:
    """The codes of the currency that a unit is made with; none where one word is not both.

    >>> currencies_within("Mkr"), currencies_within("百万円"), currencies_within("Mio")
    (('SEK', 'NOK', 'DKK', 'ISK'), ('JPY',), ())
    """
    token = TOKEN.fullmatch(word)
    words = longest_phrase([token])[0] if token else ()
    made_of_both = len(words) > 1 and any(part.is_unit for part in words)
    return next((part.meanings for part in words if made_of_both and part.kind == "currency"), ())


def _declined(token: re.Match[str]) -> list[AmountWord]:
    word = _key(token).casefold()
    stems = (word[: len(word) - cut] for cut in range(1, _MOST_CASE_ENDING + 1) if len(word) - cut >= _STEM)
    return [known for stem in stems if (known := _vocabulary().get((stem,))) and known.is_unit][:1]


def _unit_and_currency(word: str) -> tuple[AmountWord, ...]:
    """A unit and a currency in one word, as in accounts and where no blanks are written: MEUR, EURbn, mnkr, 百万円."""
    for cut in range(1, len(word) if len(word) <= _MOST_GLUED else 0):
        for unit, currency in ((word[:cut], word[cut:]), (word[cut:], word[:cut])):
            known, money = _vocabulary().get((unit.casefold(),)), _currency(currency)
            # One letter joins a code alone: neither "brand" nor "Mrs" counts money.
            if known and known.is_unit and money and (money.typed in CURRENCIES or not _is_one_letter(unit)):
                return replace(known, typed=unit), money
    return ()


def _is_one_letter(unit: str) -> bool:
    return len(unit) == 1 and unit.isascii()


def _currency_within(word: str, unit: AmountWord) -> tuple[AmountWord, ...]:
    """The currency of a unit that is made of both: the kronor of ``tkr``."""
    for cut in range(1, len(word)):
        part, money = _vocabulary().get((word[:cut].casefold(),)), _currency(word[cut:])
        if part and part.is_unit and set(unit.meanings) <= set(part.meanings) and money:
            return (money,)
    return ()


def _currency(text: str) -> AmountWord | None:
    if text in CURRENCIES and len(text) == _CODE_LENGTH:
        return AmountWord("currency", (text,), text)
    known = _vocabulary().get((text.casefold(),))
    return replace(known, typed=text) if known and known.kind == "currency" else None


@cache
def _vocabulary() -> Mapping[tuple[str, ...], AmountWord]:
    return {
        tuple(map(_key, TOKEN.finditer(row["words"]))): AmountWord(row["kind"], tuple(row["meaning"].split(";")), "")
        for row in rows("amount_words")
    }


@cache
def _meanings() -> Mapping[str, tuple[str, ...]]:
    """All meanings of each unit, however it is capitalised."""
    meanings: dict[str, dict[str, None]] = {}
    for row in rows("amount_words"):
        if row["kind"] in _UNITS:
            meanings.setdefault(row["words"].casefold(), {}).update(dict.fromkeys(row["meaning"].split(";")))
    return {words: tuple(powers) for words, powers in meanings.items()}


@cache
def _most_tokens() -> int:
    return max(map(len, _vocabulary()))


def _key(token: re.Match[str]) -> str:
    # A dot behind a word shortens it (Mio.); an apostrophe is curled or not.
    return token["word"] or token[0].replace("\u2019", "'")
