"""The words that a reader sees for dimensions, measures and codes, in every file."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ledger.foundation import marked
from ledger.presentation.language import Language
from ledger.records import code_list
from ledger.totals import Dimension, Measure

DIMENSION_TITLES: Mapping[Dimension, str] = {
    "donor": "Donor",
    "recipient": "Recipient",
    "category": "Category",
    "instrument": "Instrument",
    "stage": "Stage",
    "currency": "Original currency",
    "year": "Year",
    "fiscal_year": "Fiscal year",
    "quarter": "Quarter",
}
MEASURE_TITLES: Mapping[Measure, str] = {
    "pledges": "Pledges",
    "commitments": "Firm commitments",
    "allocations": "Allocations",
    "disbursements": "Disbursements",
    "deliveries": "Deliveries",
    "cancelled_pledges": "Cancelled pledges",
    "cancelled_commitments": "Cancelled commitments",
    "returns": "Returns",
    "net_pledges": "Pledges less cancelled ones",
    "net_commitments": "Commitments less cancelled ones",
}
STAGES_TITLE = "Stages"
"""What a table is called that has several of them."""
_STAGES: Mapping[str, str] = {
    "pledge": marked("Pledge"),
    "commitment": marked("Commitment"),
    "allocation": marked("Allocation"),
    "disbursement": marked("Disbursement"),
    "delivery": marked("Delivery"),
    "cancellation": marked("Cancellation"),
    "cancelled pledge": marked("Cancelled pledge"),
    "cancelled commitment": marked("Cancelled commitment"),
    "return": marked("Return"),
}


_LISTS: Mapping[Dimension, str] = {"category": "categories", "instrument": "instruments"}


@lru_cache(maxsize=16_384)
def label_in(dimension: Dimension, label: str, language: Language) -> str:
    r"""What a reader sees for a label: the party's name, the code list's words, the quarter as the language writes it.

    >>> label_in("donor", "GBR", Language("de")), label_in("category", "military", Language("en"))
    ('Vereinigtes Königreich', 'Military assistance')
    >>> label_in("quarter", "2025-Q2", Language("fr")), label_in("donor", "A*", Language("en"))
    ('T2\xa02025', 'A*')
    """
    match dimension:
        case "donor" | "recipient":
            return language.party(label)
        case "quarter":
            year, _, quarter = label.partition("-Q")
            return language.say("{year}-Q{quarter}", year=year, quarter=quarter)
        case "category" | "instrument":
            return language.term(code_list(_LISTS[dimension]).get(label, label))
        case "stage":
            return language.term(_STAGES.get(label, label))
        case "currency" if not label:
            return language.say("none named")
        case _:
            return label


def label_inside(dimension: Dimension, label: str, language: Language) -> str:
    """The same inside a sentence, or behind a colon: words without a capital, names as they are.

    >>> label_inside("category", "military", Language("pl")), label_inside("recipient", "UKR", Language("pl"))
    ('pomoc wojskowa', 'Ukraina')
    """
    match dimension:
        case "donor" | "recipient":
            return language.party_inside(label)
        case "category" | "instrument" | "stage":
            return language.inside(label_in(dimension, label, language))
        case _:
            return label_in(dimension, label, language)


def title_by(subject: str, by: Sequence[Dimension]) -> str:
    """What a table is called for which nobody wrote a title.

    >>> title_by("Pledges", ["donor", "fiscal_year", "quarter"])
    'Pledges by donor, fiscal year and quarter'
    """
    titles = [DIMENSION_TITLES[dimension].lower() for dimension in by]
    return f"{subject} by {' and '.join(filter(None, (', '.join(titles[:-1]), titles[-1])))}"
