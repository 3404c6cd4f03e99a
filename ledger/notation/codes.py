"""Words for our codes: ``Military assistance`` for ``military``, ``once`` for ``one_off``, ``€`` for ``EUR``.

Only words that can mean one code are known: those of ``records/codes/code_words.csv``, the names of the code lists, and
for how firm a figure is those of ``amount_words.csv``. What is not known stays as it was typed.
"""

from collections.abc import Collection, Mapping
from functools import cache

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.notation.vocabulary import currencies_of
from ledger.records import CURRENCIES, code_list, rows

_LISTS: Mapping[str, str] = {
    "category": "categories",
    "instrument": "instruments",
    "valuation_basis": "valuation_bases",
}
# Headings that are asked in several places, and the one that their words stand under.
_SAME: Mapping[str, str] = {"equivalent_qualifier": "qualifier", "item_qualifier": "qualifier"}
_MOST_SHOWN = 4


def read_code(heading: str, text: str) -> str:
    """The code that a word stands for under a heading; the text as codes are written where no word is known.

    Args:
        heading: of our table, such as ``category``.
        text: as it was typed.

    >>> read_code("category", "Military assistance"), read_code("term", "yearly"), read_code("stage", "One-off")
    ('military', 'recurring', 'one_off')
    """
    key = _key(text)
    return _words().get((_SAME.get(heading, heading), key), key)


def says_every(text: str) -> str:
    """The interval that a word for a term names besides; empty where it names none.

    >>> says_every("Yearly"), says_every("recurring")
    ('year', '')
    """
    return _words().get(("every", _key(text)), "")


def read_currency(text: str, home: Collection[str] = ()) -> str | Problem:
    """The code of a currency that was typed as a code, a sign or a name.

    Args:
        text: what stands where a currency belongs.
        home: currencies that decide what a sign of several currencies means, if they leave one.

    Returns:
        The code; the text itself where it names no currency; CUR-SYM without a place where it names several.

    >>> read_currency("€"), read_currency("kr", ["DKK"]), read_currency("Canadian dollars")
    ('EUR', 'DKK', 'CAD')
    """
    stated = " ".join(text.split())
    if stated.upper() in CURRENCIES:
        return stated.upper()
    codes = currencies_of(stated) or _names().get(stated.casefold(), ())
    at_home = [code for code in codes if code in home]
    if len(codes) == 1 or len(at_home) == 1:
        return at_home[0] if at_home else codes[0]
    if not codes:
        return text
    shown = ", ".join(codes[:_MOST_SHOWN]) + (" and others" if len(codes) > _MOST_SHOWN else "")
    expected = f"one currency, while {quoted(stated)} may be {shown}"
    remedy = "write the code of three letters"
    return Problem("CUR-SYM", Severity.ERROR, Place(), quoted(text), expected, remedy, choices=codes[:_MOST_SHOWN])


def _key(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


@cache
def _words() -> Mapping[tuple[str, str], str]:
    """The code of each word, by heading."""
    words = {("qualifier", _key(row["words"])): row["meaning"] for row in rows("amount_words") if _is_firmness(row)}
    for heading, name in _LISTS.items():
        words |= {(heading, _key(meaning)): code for code, meaning in code_list(name).items()}
    return words | {(row["heading"], _key(row["words"])): row["code"] for row in rows("code_words")}


def _is_firmness(row: Mapping[str, str]) -> bool:
    return row["kind"] == "qualifier"


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """The currencies by their English names."""
    names: dict[str, tuple[str, ...]] = {}
    for code, currency in CURRENCIES.items():
        for name in (currency.name.casefold(), f"{currency.name.casefold()}s"):
            names[name] = (*names.get(name, ()), code)
    return names
