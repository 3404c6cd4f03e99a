"""How people write amounts, days and numbers, in a cell and inside a sentence."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.notation.amounts import TypedAmount, read_amount
    from ledger.notation.codes import read_code, read_currency, says_every
    from ledger.notation.days import DayOrder, read_date
    from ledger.notation.numbers import NUMERAL, DecimalMark, readings, scientific
    from ledger.notation.prose import figures_in, says_long_scale, words_after, words_before
    from ledger.notation.shown import read_shown, scaled_doubt
    from ledger.notation.vocabulary import currencies_within, unit_phrases

_HOMES = {
    "amounts": ("TypedAmount", "read_amount"),
    "codes": ("read_code", "read_currency", "says_every"),
    "days": ("DayOrder", "read_date"),
    "numbers": ("NUMERAL", "DecimalMark", "readings", "scientific"),
    "prose": ("figures_in", "says_long_scale", "words_after", "words_before"),
    "shown": ("read_shown", "scaled_doubt"),
    "vocabulary": ("currencies_within", "unit_phrases"),
}

__all__ = [
    "NUMERAL",
    "DayOrder",
    "DecimalMark",
    "TypedAmount",
    "currencies_within",
    "figures_in",
    "read_amount",
    "read_code",
    "read_currency",
    "read_date",
    "read_shown",
    "readings",
    "says_every",
    "says_long_scale",
    "scaled_doubt",
    "scientific",
    "unit_phrases",
    "words_after",
    "words_before",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
