"""Any record that the models allow, with every field in use and with texts that spreadsheets spoil."""

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from ledger.records import CURRENCIES, Commitment, RelationKind, Transaction, code_list

_UNSEEN = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TRICKS = [
    *("=1+1", "+44", "-5", "@SUM(A1)", '"=1"', '""', '"x"', '" x "', "'x", " x", "x\u00a0", "\u3000x", ";", "a; b"),
    *("a,b", 'say "so"', "Germany", "GBR", "Congo", "\ufeffx", "\uff1d1", "1,5", "3 bn", "yes"),
]
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=_UNSEEN)


def lines(most=40):
    return (st.sampled_from(_TRICKS) | st.text(_CHARACTERS, min_size=1, max_size=most)).filter(str.strip)


NOTES = st.lists(
    lines() | st.sampled_from(["\n", "\r", "\r\n", "\t", "\x85", "\u2028"]), min_size=1, max_size=5
).map("".join).filter(str.strip)  # fmt: skip
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
FIGURES = st.builds(
    lambda whole, places, digits: (
        f"{whole}.{digits:0{places}}"[: len(str(whole)) + 1 + places] if places else f"{whole}"
    ),
    st.integers(0, 10**18 - 1),
    st.integers(0, 6),
    st.integers(0, 10**6 - 1),
)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}", fullmatch=True).filter(str.isascii)
CODES = st.sampled_from(sorted(CURRENCIES))


@st.composite
def amounts(draw):
    qualifier = draw(st.sampled_from(["exact", "about", "at_least", "up_to", "range", "undisclosed", "none"]))
    match qualifier:
        case "range":
            low, high = sorted([draw(FIGURES), draw(FIGURES)], key=lambda it: (float(it), it))
            return {"qualifier": qualifier, "low": low, "high": high, "currency": draw(CODES)}
        case "undisclosed":
            return {"qualifier": qualifier, **draw(st.just({}) | st.builds(lambda it: {"currency": it}, CODES))}
        case "none":
            return {"qualifier": qualifier}
        case _:
            return {"qualifier": qualifier, "value": draw(FIGURES), "currency": draw(CODES)}


@st.composite
def terms(draw):
    start, end = sorted([draw(DAYS), draw(DAYS)])
    return draw(
        st.sampled_from(
            [
                {"kind": "one_off"},
                {"kind": "one_off", "start": start},
                {"kind": "period", "start": start, "end": end},
                {"kind": "recurring", "start": start, "every": "quarter"},
                {"kind": "recurring", "start": start, "end": end, "every": "year"},
            ]
        )
    )


def fields(required, optional):
    return st.fixed_dictionaries(required, optional=optional)


SOURCES = fields(
    {"publisher": lines(), "title": lines()},
    {
        "url": st.just("https://example.org/a?b=c;d,e"),
        "published": DAYS,
        "accessed": DAYS,
        "language": st.sampled_from(["en", "uk"]),
        "quote": lines(20),
    },
)
ITEMS = fields(
    {"description": lines()},
    {
        "quantity": FIGURES,
        "unit": lines(),
        "amount": amounts(),
        "valuation_basis": st.sampled_from(list(code_list("valuation_bases"))),
    },
)
PARTNER_KINDS = st.sampled_from(["country", "institution", "company", "other"])
PARTNERS = fields({"kind": PARTNER_KINDS, "name": lines()}, {"description": lines(), "country": lines()}) | fields(
    {"kind": PARTNER_KINDS, "undisclosed": st.just(value=True)}, {"description": lines(), "country": lines()}
)


@st.composite
def commitment_values(draw):
    """The values of a commitment, some of them of joint donors: the donor and others, with shares or without."""
    values = draw(OF_COMMITMENTS)
    others = draw(
        st.lists(lines(), max_size=3, unique=True).map(lambda names: [it for it in names if it != values["donor"]])
    )
    if others:
        shares = [f"{draw(st.integers(1, 20))}%", f"1/{draw(st.integers(4, 9))}", f"{draw(st.integers(1, 9))}.25%"]
        known = [draw(st.sampled_from([{}, {"share": share}])) for share in shares]
        joint = [{"donor": name, **share} for name, share in zip(others, known, strict=False)]
        values["joint_donors"] = draw(st.permutations([{"donor": values["donor"]}, *joint]))
    return values


TIES = fields({"kind": st.sampled_from(get_args(RelationKind)), "target": IDS}, {})
SHARED = {
    "items": st.lists(ITEMS, max_size=3),
    "sources": st.lists(SOURCES, max_size=3),
    "note": NOTES,
    "handling": st.sampled_from(["public", "internal"]),
}

OF_COMMITMENTS = fields(
    {
        "id": IDS,
        "title": lines(),
        "donor": lines(),
        "recipient": lines(),
        "category": st.sampled_from(list(code_list("categories"))),
        "instrument": st.sampled_from(list(code_list("instruments"))),
        "stage": st.sampled_from(["pledge", "commitment"]),
        "announced": DAYS,
        "amount": amounts(),
        "term": terms(),
    },
    SHARED
    | {
        "counts": st.sampled_from(["envelope", "parts"]),
        "stated_equivalents": st.lists(amounts(), max_size=3),
        "partners": st.lists(PARTNERS, max_size=3),
        "relations": st.lists(TIES, max_size=4),
    },
)
COMMITMENTS = commitment_values().map(Commitment.model_validate)
TRANSACTIONS = fields(
    {
        "id": IDS,
        "commitment": IDS,
        "type": st.sampled_from(["allocation", "disbursement", "delivery"]),
        "value_date": DAYS,
        "amount": amounts(),
    },
    SHARED | {"title": lines()},
).map(Transaction.model_validate)
RECORDS = COMMITMENTS | TRANSACTIONS
