"""In which order names stand in each language: its alphabet, since no two of them sort alike."""

import unicodedata
from collections.abc import Iterator, Mapping

from ledger.reporting import LanguageCode

SortKey = tuple[tuple[int, ...], str]
"""What a text is sorted by."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters of their own; all others with accents stand with the letter that they are made of.
_ALPHABETS: Mapping[LanguageCode, tuple[str, ...]] = {
    "en": (_LATIN,),
    "de": (_LATIN,),
    "fr": (_LATIN,),
    "pl": ("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",),
    "uk": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _LATIN),
}
# Letters that Unicode takes for no others with an accent.
_LIKE = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}  # noqa: RUF001 - so they look
_UNHEARD = frozenset("'’ʼ‘`´")  # noqa: RUF001 - apostrophes of all kinds are meant


def sort_key(text: str, code: LanguageCode) -> SortKey:
    """What a name is sorted by in a language: blanks, digits, then its letters; capitals and apostrophes do not count.

    Of names that differ by accents alone the plain one stands first.

    >>> sorted(["Zypern", "Ägypten", "Albanien", "Österreich", "Polen"], key=lambda it: sort_key(it, "de"))
    ['Ägypten', 'Albanien', 'Österreich', 'Polen', 'Zypern']
    >>> sorted(["Łotwa", "Luksemburg", "Macedonia"], key=lambda it: sort_key(it, "pl"))
    ['Luksemburg', 'Łotwa', 'Macedonia']
    """
    return tuple(_places(text.casefold(), code)), unicodedata.normalize("NFD", text)


def _places(text: str, code: LanguageCode) -> Iterator[int]:
    places = _PLACES[code]
    for letter in unicodedata.normalize("NFC", text):
        if letter in _UNHEARD:
            continue
        if letter in places:
            yield places[letter]
        else:
            yield from (places.get(it, _foreign(it)) for it in _plain(letter))


def _plain(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", _LIKE.get(letter, letter))
    return "".join(it for it in apart if not unicodedata.combining(it))


def _foreign(letter: str) -> int:
    """Blanks and signs first, digits behind them, letters of other scripts last."""
    if not letter.isalnum():
        return 0
    return 1 + unicodedata.digit(letter, 9) if letter.isdigit() else _LAST + ord(letter)


_FIRST, _LAST = 11, 1000
_PLACES: Mapping[LanguageCode, Mapping[str, int]] = {
    code: {letter: place for place, letter in enumerate("".join(alphabets), start=_FIRST)}
    for code, alphabets in _ALPHABETS.items()
}
