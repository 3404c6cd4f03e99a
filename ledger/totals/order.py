"""In which order groups stand in tables and lists that people read: by their names, since nobody looks for a code."""

import unicodedata

from ledger.records import code_list, party_name
from ledger.totals.measures import Dimension

_NAMED: dict[Dimension, str] = {"category": "categories", "instrument": "instruments"}


def in_order(dimension: Dimension, label: str) -> tuple[str, str]:
    """What a label is sorted by: its name as it is shown, without capitals and accents, then the label itself.

    >>> sorted(["CHE", "CIV", "DEU", "ESP", "GBR"], key=lambda it: in_order("donor", it))
    ['CIV', 'DEU', 'ESP', 'CHE', 'GBR']
    """
    match dimension:
        case "donor" | "recipient":
            name = party_name(label)
        case "category" | "instrument":
            name = code_list(_NAMED[dimension]).get(label, label)
        case _:
            name = label
    return _plain(name), label


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(it for it in apart if not unicodedata.combining(it))
