"""Records, rates and reports made in one line, so that a test shows only what it is about."""

import tomllib
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from ledger.rates import ecb_rates, read_rates
from ledger.records import Commitment, Transaction
from ledger.reporting import Definition, Issued, Material, build, definition_of

AS_OF = date(2026, 10, 31)


def amount(value="100", currency="EUR", qualifier="exact"):
    return {"qualifier": qualifier, "value": value, "currency": currency}


def pledge(key="a", **fields):
    """A pledge of EUR 100 from DEU to UKR, once, announced on 2 June 2025, but for the fields given."""
    values = {
        "id": key,
        "title": f"Pledge {key}",
        "donor": "DEU",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "amount": amount(),
        "term": {"kind": "one_off"},
    }
    return Commitment.model_validate(values | fields)


def paid(key="t", commitment="a", **fields):
    """A disbursement of EUR 100 on 2 June 2025, but for the fields given."""
    values = {"id": key, "commitment": commitment, "type": "disbursement", "value_date": "2025-06-02"}
    return Transaction.model_validate(values | {"amount": amount()} | fields)


def yearly(start="2025-04-01", **fields):
    return {"kind": "recurring", "start": start, "every": "year"} | fields


def over(start, end):
    return {"kind": "period", "start": start, "end": end}


def hryvnia(*rows):
    """A rate set of the hryvnia: rows of (day, currency, rate in UAH per unit)."""
    return _rate_set("UAH", "base_per_unit", rows)


def euros(*rows):
    """A rate set of the euro, for figures that no newer ECB file can move: rows of (day, currency, units per EUR)."""
    return _rate_set("EUR", "units_per_base", rows)


def rate_file(*rows, base="EUR", direction="units_per_base", source="test bank"):
    """The bytes of a file of rates of our own: rows of (day, currency, rate); without any a dollar in June 2025."""
    lines = ["date,currency,rate,base,direction,unit,source"]
    given = rows or [("2025-06-02", "USD", "1.1419")]
    lines += [f"{day},{currency},{rate},{base},{direction},1,{source}" for day, currency, rate in given]
    return "\n".join(lines).encode()


def _rate_set(base, direction, rows):
    rate_set, problems = read_rates(base, rate_file(*rows, base=base, direction=direction))
    assert rate_set is not None, problems
    return rate_set


def material(*records, rates=None, as_of=AS_OF):
    issued = Issued(head="0" * 64, entries=len(records), as_of=as_of, version="0.1.0")
    return Material(tuple(records), (ecb_rates(),) if rates is None else tuple(rates), issued)


def definition(**fields):
    table = {
        "name": "By donor",
        "title": "By donor and year",
        "measure": "pledges",
        "rows": ["donor"],
        "columns": "year",
    }
    values = {"name": "test", "title": "Test", "currency": "EUR", "horizon": "2030-03-31", "tables": [table]}
    return Definition.model_validate(values | fields)


# The definition ``commitments`` with its first table alone, with its chart, without memo lines and to March 2026: its
# workbook takes a third of the time to write and to read. For what is about workbooks, and asks one many times.
BRIEF = """
format = "report-definition-1"
name = "commitments"
title = "Commitments to Ukraine"
currency = "EUR"
basis = "announced"
horizon = "2026-03-31"
fiscal_year_starts = "04-01"
handling = "public"

[boundary]
recipients = ["UKR"]

[[tables]]
name = "Pledges by donor"
title = "Pledges by donor and year"
measure = "pledges"
rows = ["donor"]
columns = "year"
"""


def brief():
    """The definition in BRIEF."""
    return definition_of(tomllib.loads(BRIEF))


def report(*records, rates=None, as_of=AS_OF, **fields):
    return build(definition(**fields), material(*records, rates=rates, as_of=as_of))


def seed_records():
    """All records of the two seed files."""
    from ledger.foundation import Place, folder
    from ledger.records import parse_json, parse_record

    found = []
    for path in sorted(Path(folder("seeds")).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            values, problems = parse_json(line, Place(file=path.name, row=number))
            assert not problems
            found.append(parse_record(values, Place(file=path.name)).record)
    return found


DAYS = st.dates(date(2000, 1, 1), date(2026, 6, 30))
CENTS = st.integers(1, 10**15)


@st.composite
def terms(draw):
    """Any term: once, a period, or recurring with or without an end."""
    start = draw(DAYS)
    kind = draw(st.sampled_from(["one_off", "period", "recurring", "open"]))
    later = start.toordinal() + draw(st.integers(0, 4000))
    end = date.fromordinal(later).isoformat()
    match kind:
        case "one_off":
            return {"kind": "one_off", "start": start.isoformat()}
        case "period":
            return over(start.isoformat(), end)
        case _:
            every = draw(st.sampled_from(["year", "quarter", "month"]))
            fields = {"kind": "recurring", "start": start.isoformat(), "every": every}
            return fields if kind == "open" else fields | {"end": end}


@st.composite
def joint(draw, donor, others):
    """Joint donors with all shares known, some of them, or none; mostly a donor gives alone."""
    givers = [donor, *others]
    if len(givers) == 1 or draw(st.booleans()):
        return []
    weights = [draw(st.integers(1, 1000)) for _ in givers]
    known = draw(st.integers(0, len(givers)))
    shares = [{"share": f"{weight}/{sum(weights)}"} for weight in weights[:known]] + [{}] * (len(givers) - known)
    return [{"donor": giver} | share for giver, share in zip(givers, shares, strict=True)]


@st.composite
def pledges(draw, key="a"):
    """Any pledge or commitment with a figure in a currency that the ECB has quoted throughout since 2000."""
    cents = draw(CENTS)
    qualifier = draw(st.sampled_from(["exact", "about", "at_least", "up_to"]))
    currency = draw(st.sampled_from(["EUR", "USD", "GBP", "JPY", "SEK", "NOK", "CAD"]))
    donor, *others = draw(st.lists(st.sampled_from(["DEU", "GBR", "A*", "AB", "ab", ">1"]), min_size=1, unique=True))
    return pledge(
        key,
        donor=donor,
        joint_donors=draw(joint(donor, others[:3])),
        category=draw(st.sampled_from(["military", "financial", "other"])),
        stage=draw(st.sampled_from(["pledge", "commitment"])),
        announced=draw(DAYS).isoformat(),
        amount=amount(f"{cents // 100}.{cents % 100:02d}", currency, qualifier),
        term=draw(terms()),
    )
