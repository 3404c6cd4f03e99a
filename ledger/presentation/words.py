"""The words that a reader sees for dimensions, measures and codes, in every file."""

from collections.abc import Mapping

from ledger.records import code_list, party_name
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


def label_of(dimension: Dimension, label: str) -> str:
    """What a reader sees for a label: the party's name, the code list's words.

    >>> label_of("donor", "GBR"), label_of("category", "military"), label_of("donor", "A*")
    ('United Kingdom', 'Military assistance', 'A*')
    """
    match dimension:
        case "donor" | "recipient":
            return party_name(label)
        case "category":
            return code_list("categories").get(label, label)
        case "instrument":
            return code_list("instruments").get(label, label)
        case "stage":
            return label.capitalize()
        case "currency":
            return label or "none named"
        case _:
            return label
