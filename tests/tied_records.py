"""Small books whose records hang together in every way, and changes to them, for what holds of all of them."""

from hypothesis import strategies as st

from ledger.book.index import Index
from ledger.book.register import Register
from ledger.foundation import Place
from ledger.records import Commitment, RelationKind, Transaction, structure_problems

_COMMITMENTS = tuple("abcdefgh")
_PAYMENTS = ("p", "q", "r", "s")
_KINDS = st.sampled_from(RelationKind.__args__)
_FIGURES = ("100", "100.00", "250", "4000")
_EXACT = [{"qualifier": "exact", "value": it, "currency": code} for it in _FIGURES for code in ("EUR", "GBP")]
_VAGUE = [
    {"qualifier": "range", "low": "100", "high": "250", "currency": "EUR"},
    {"qualifier": "at_least", "value": "100", "currency": "EUR"},
    {"qualifier": "undisclosed"},
]
_TERMS = st.sampled_from(
    [{"kind": "one_off"}] * 3 + [{"kind": "recurring", "start": "2025-01-01", "end": "2025-12-31", "every": "quarter"}]
)
_COMMITMENT = st.builds(
    dict,
    title=st.sampled_from(["Aid", "More aid"]),
    donor=st.sampled_from(["GBR", "DEU"]),
    recipient=st.just("UKR"),
    category=st.just("military"),
    instrument=st.just("grant"),
    stage=st.sampled_from(["pledge", "pledge", "commitment"]),
    announced=st.sampled_from(["2025-06-02", "2025-06-03"]),
    amount=st.sampled_from(_EXACT + _VAGUE),
    term=_TERMS,
    relations=st.lists(
        st.builds(dict, kind=_KINDS, target=st.sampled_from([*_COMMITMENTS, "p", "gone", "aa"])), max_size=2
    ),
)
_PAYMENT = st.builds(
    dict,
    commitment=st.sampled_from([*_COMMITMENTS, "q", "gone"]),
    type=st.sampled_from(["disbursement", "allocation", "cancellation", "return"]),
    value_date=st.just("2025-07-01"),
    amount=st.sampled_from(_EXACT),
)
RECORDS = st.one_of(
    st.builds(lambda key, fields: Commitment(id=key, **fields), st.sampled_from(_COMMITMENTS), _COMMITMENT),
    st.builds(lambda key, fields: Transaction(id=key, **fields), st.sampled_from(_PAYMENTS), _PAYMENT),
)
GONE = Commitment.model_validate(
    {
        "id": "gone",
        "title": "Gone",
        "donor": "GBR",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "term": {"kind": "one_off"},
        "amount": {"qualifier": "undisclosed"},
    }
)


@st.composite
def sound_records(draw):
    """Records that fit together, by id: as many as were drawn and hold."""
    there = {}
    for record in draw(st.lists(RECORDS, min_size=3, max_size=14)):
        if not structure_problems({**there, record.id: record}.values(), {"gone"}):
            there[record.id] = record
    return dict(sorted(there.items()))


def register_of(records):
    """The register of a book that holds them, and has held one that was withdrawn."""
    place = Place(file="book.db")
    # All that was stated in a block is at hand, so that no entry is read.
    register = Register(None, place, Index.in_memory(place))
    for seq, record in enumerate((GONE, *records), start=1):
        register.follow("record", seq, "2025-06-10", record.id, record)
    register.follow("withdraw", len(records) + 2, "2025-06-10", "gone", None)
    return register
