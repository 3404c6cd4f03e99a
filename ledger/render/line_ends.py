"""Where no line of a drawn text ends: between a count and what is counted, and behind a word of one letter."""

import re

from ledger.presentation import NO_BREAK

# Whole numbers but years, with what parts their thousands; a sum of money is bound to its unit already.
_COUNT = re.compile(r"(?<![\w.,])(?!(?:19|20)\d\d )(\d{1,3}(?:[.,\u202f\xa0]\d{3})+|\d+) (?=[^\W\d_])")
# Prepositions and conjunctions: Polish and Ukrainian never leave them at the end of a line.
_ONE_LETTER = re.compile(r"(?<![^\s(„«])([^\W\d_]) (?=\w)")
_BOUND_IN = ("pl", "uk")


def unparted(text: str, language: str) -> str:
    """A text for paper or a screen, in which what belongs together stays on one line.

    Args:
        text: in words; not what is read back as data.
        language: its code.

    >>> unparted("In 2026 these 1,028 records, of 39.8 not all.", "en").replace(NO_BREAK, "_")
    'In 2026 these 1,028_records, of 39.8 not all.'
    >>> unparted("i w 28 pozycjach", "pl").replace(NO_BREAK, "_")
    'i_w_28_pozycjach'
    """
    bound = _COUNT.sub(rf"\1{NO_BREAK}", text)
    return _ONE_LETTER.sub(rf"\1{NO_BREAK}", bound) if language in _BOUND_IN else bound
