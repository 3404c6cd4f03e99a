"""A flow of OCHA FTS as records: a commitment or pledge, and a disbursement where the money was paid.

The figure of record is the one in US dollars, which FTS publishes and adds up; the sum in the donor's currency is its
stated equivalent. The rules stand in docs/fts.md.
"""

import re
from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any

from ledger.foundation import Problem, Severity, round_half_up
from ledger.intake.drafts import Draft
from ledger.intake.fts.pages import Flow, PlacedFlow
from ledger.records import Lineage, code_list, find_party

MAX_TITLE = 300
MAX_NAME = 120
MAX_NOTE = 4000
NOT_SPECIFIED = "Not specified"

# What a flow can be shared among beside places and years.
_OTHER_KINDS = ("Plan", "Organization", "Emergency")
_DIGITS = re.compile(r"[0-9]{1,18}(?:\.(?P<decimals>[0-9]{1,18}))?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NAMES = {
    "id": "id",
    "title": "description",
    "donor": "sourceObjects",
    "recipient": "destinationObjects",
    "instrument": "contributionType",
    "stage": "status",
    "announced": "decisionDate or date",
    "value_date": "date",
    "amount": "amountUSD",
    "term": "destinationObjects",
    "stated_equivalents.0.value": "originalAmount",
    "stated_equivalents.0.currency": "originalCurrency",
    "stated_equivalents": "originalAmount",
    "sources": "reportDetails",
}
# What the flat table calls them.
_FLAT_NAMES = {
    "donor": "srcOrganization",
    "recipient": "destLocations",
    "term": "destUsageYearStart",
    "sources": "id",
}


def drafts_of(placed: PlacedFlow, known: Collection[str]) -> Iterator[Draft | Problem]:
    """The drafts of one flow, and EQV where its own rate does not give its own figure.

    Args:
        placed: the flow and the words it was read from.
        known: ids of all flows of the release, to which ties can lead.

    >>> flow = Flow(id="7", boundary="incoming", status="pledge", date="2020-03-13T00:00:00Z", amount_usd="5")
    >>> [draft] = drafts_of(PlacedFlow(flow, "{}", "a.json", "data.flows[0]", 1), ())
    >>> print(draft.place, draft.values["id"], draft.values["stage"])
    a.json:data.flows[0] fts-7 pledge
    """
    flow = placed.flow
    cells = None if placed.cells is None else dict(placed.cells)
    # Nothing stands for what is not there: the flat table has no paths, and the API no cells.
    path, text = placed.path or None, placed.text or None
    lineage = Lineage(file=placed.file, row=placed.line, path=path, cells=cells, text=text)
    names = _NAMES if cells is None else _NAMES | _FLAT_NAMES

    def draft(values: dict[str, Any]) -> Draft:
        return Draft(values, placed.place, "paths", (lineage,), names)

    yield draft(_commitment(flow, known))
    if flow.status == "paid" and not _is_zero(flow.amount_usd):
        yield draft(_payment(flow))
    yield from equivalent_problems(placed)


def equivalent_problems(placed: PlacedFlow) -> Iterator[Problem]:
    """EQV: the sum in the original currency divided by the flow's own rate is not its sum in US dollars.

    FTS gives rates as units of the original currency per US dollar. The two differ beyond rounding where they are more
    than half a unit of the last digit of the sum in US dollars apart.

    >>> flow = Flow(id="7", boundary="incoming", status="paid", date="2020-03-13", amount_usd="101",
    ...     original_amount="50", original_currency="EUR", exchange_rate="0.5")
    >>> [problem] = equivalent_problems(PlacedFlow(flow, "{}", "a.json", "data.flows[0]", 1))
    >>> problem.found, problem.expected
    ('101 USD for 50 EUR at 0.5 per USD', '100 USD')
    """
    flow = placed.flow
    if flow.amount_usd is None or flow.original_amount is None or flow.exchange_rate is None:
        return
    texts = (flow.amount_usd, flow.original_amount, flow.exchange_rate)
    matches = [_DIGITS.fullmatch(text) for text in texts]
    # A figure that is not plain is reported where the record is made; a rate is not, since no record holds it.
    if matches[0] is None or matches[1] is None:
        return
    currency = flow.original_currency or "units of an unnamed currency"
    found = f"{flow.amount_usd} USD for {flow.original_amount} {currency} at {flow.exchange_rate} per USD"
    remedy = "ask the donor or FTS which of the three is right; the sum in USD counts as it stands"
    if matches[2] is None or not Fraction(flow.exchange_rate):
        yield _eqv(placed, found, "a rate above 0", remedy)
        return
    scale = 10 ** len(matches[0]["decimals"] or "")
    stated, given = (Fraction(text) for text in texts[:2])
    due = given / Fraction(flow.exchange_rate)
    if abs(due - stated) * 2 * scale > 1:
        rounded = round_half_up(due.numerator * scale, due.denominator)
        shown = str(rounded) if scale == 1 else f"{rounded // scale}.{rounded % scale:0{len(str(scale)) - 1}}"
        yield _eqv(placed, found, f"{shown} USD", remedy)


def party_of(names: Collection[str]) -> str:
    """The key of one party, or the names of several as one party of its own.

    >>> party_of(["Norway, Government of"]), party_of(["Jordan", "Iraq"]), party_of([])
    ('NOR', 'IRQ; JOR', '')
    """
    keys = sorted(map(_party, names))
    text = "; ".join(keys)
    return text if len(text) <= MAX_NAME else f"{text[: MAX_NAME - 30]}… ({len(keys)} names)"


def _party(name: str) -> str:
    return find_party(name) or name


def _commitment(flow: Flow, known: Collection[str]) -> dict[str, Any]:
    day = _day(flow.decision_date or flow.date)
    recipient = _recipient(flow)
    # FTS's rule of the boundary in ours: money that was inside already goes from the place to the same place.
    donors = [recipient] if flow.boundary == "internal" else sorted({*map(_party, flow.came_from("Organization"))})
    ties = [{"kind": "related_to", "target": _id(parent)} for parent in flow.parents if parent in known]
    return {
        "id": _id(flow.id),
        "title": _title(flow),
        "donor": donors[0] if donors else NOT_SPECIFIED,
        # FTS does not say how much of it each gives.
        "joint_donors": [{"donor": it} for it in donors] if len(donors) > 1 else [],
        "recipient": recipient or None,
        "category": "humanitarian",
        "instrument": "in_kind" if flow.contribution_type == "in kind" else "unspecified",
        "stage": "pledge" if flow.status == "pledge" else "commitment",
        "announced": day,
        "amount": _amount(flow),
        "term": _term(flow),
        "stated_equivalents": _equivalents(flow),
        "partners": list(_partners(flow)),
        "relations": ties,
        "sources": list(_sources(flow)),
        "note": _note(flow),
    }


def _payment(flow: Flow) -> dict[str, Any]:
    return {
        "record": "transaction",
        "id": f"{_id(flow.id)}-paid",
        "commitment": _id(flow.id),
        "type": "disbursement",
        "value_date": _day(flow.date),
        "amount": _amount(flow),
        "title": _title(flow),
        "sources": list(_sources(flow)),
    }


def _id(flow_id: str) -> str:
    return f"fts-{flow_id}"


def _day(stamp: str) -> str:
    return stamp.partition("T")[0]


def _title(flow: Flow) -> str:
    text = " ".join((flow.description or "").split()) or f"FTS flow {flow.id}"
    return text if len(text) <= MAX_TITLE else f"{text[: MAX_TITLE - 1].rstrip()}…"


def _amount(flow: Flow) -> dict[str, Any]:
    if flow.amount_usd is None:
        return {"qualifier": "undisclosed", "currency": "USD"}
    # The flows that were split from it hold all of its money: none is left here, and no figure is missing.
    if _is_zero(flow.amount_usd) and flow.child_flow_ids:
        return {"qualifier": "none"}
    return {"qualifier": "exact", "value": flow.amount_usd, "currency": "USD"}


def _equivalents(flow: Flow) -> list[dict[str, Any]]:
    given, currency = flow.original_amount, flow.original_currency
    same = currency == "USD" and given == flow.amount_usd
    if given is None or currency is None or same or _is_zero(given):
        return []
    return [{"qualifier": "exact", "value": given, "currency": currency}]


def _is_zero(text: str | None) -> bool:
    return text is not None and not text.strip("0.")


def _recipient(flow: Flow) -> str:
    places, shared = flow.goes_to("Location"), [it for it in flow.destination_objects if it.behavior == "shared"]
    kinds = {it.type for it in shared}
    # Nobody knows how much of the money shared with another plan or organization comes to the place.
    if flow.on_boundary == "shared" and not kinds & {"Location", "UsageYear"}:
        kind = next((kind for kind in _OTHER_KINDS if kind in kinds), None)
        if kind:
            return party_of([it.name for it in shared if it.type == kind])
    return party_of(places or flow.goes_to("Organization") or flow.goes_to("Plan"))


def _term(flow: Flow) -> dict[str, Any]:
    years = sorted(filter(_YEAR.fullmatch, flow.goes_to("UsageYear")))
    if not years:
        return {"kind": "one_off"}
    return {"kind": "period", "start": f"{years[0]}-01-01", "end": f"{years[-1]}-12-31"}


def _partners(flow: Flow) -> Iterator[dict[str, Any]]:
    givers = flow.came_from("Organization") if flow.boundary == "internal" else ()
    for role, names in (("gives", givers), ("receives", flow.goes_to("Organization"))):
        for name in names:
            kind = "institution" if find_party(name) in code_list("institutions") else "other"
            yield {"kind": kind, "name": name, "description": role}


def _sources(flow: Flow) -> Iterator[dict[str, Any]]:
    # With one blank, however the page was laid out: a page that is saved otherwise is no other source.
    quote = {} if flow.amount_usd is None else {"quote": f'"amountUSD": {flow.amount_usd}'}
    for report in flow.report_details or ():
        reporter = " ".join(f"told by {report.organization or 'an unnamed organization'}".split())
        by = f" ({report.report_channel})" if report.report_channel else ""
        published = {"published": _day(report.date)} if report.date else {}
        yield {"publisher": "OCHA FTS", "title": f"Flow {flow.id}, {reporter}{by}", **published, **quote}
    if not flow.report_details:
        yield {"publisher": "OCHA FTS", "title": f"Flow {flow.id}", **quote}


def _note(flow: Flow) -> str:
    rate = flow.exchange_rate and f"{flow.exchange_rate} {flow.original_currency or 'units'} per USD"
    only_currency = flow.original_currency if flow.original_amount is None else None
    new = None if flow.new_money is None else ("yes" if flow.new_money else "no")
    fields = {
        "boundary": f"{flow.boundary}, {flow.on_boundary}",
        "status": flow.status,
        "version": flow.version_id,
        "type of flow": flow.flow_type,
        "method": flow.method,
        "new money": new,
        "earmarking": ", ".join(flow.grand_bargain_earmarking_type or ()),
        "keywords": ", ".join(flow.keywords or ()),
        "original currency": only_currency,
        "rate of FTS": rate,
        "years of the source": ", ".join(sorted(flow.came_from("UsageYear"))),
        "budget year": flow.budget_year,
        "plan": ", ".join(flow.goes_to("Plan")),
        "clusters": ", ".join(flow.goes_to("Cluster") or flow.goes_to("GlobalCluster")),
        "emergency": ", ".join(flow.goes_to("Emergency")),
        "reference": flow.ref_code,
        "split from flow": ", ".join(flow.parents),
        "split into flows": ", ".join(sorted(flow.child_flow_ids or ())),
    }
    text = "; ".join(f"{name}: {' '.join(value.split())}" for name, value in fields.items() if value)
    whole = " ".join((flow.description or "").split())
    described = f"{text}. {whole}" if len(whole) > MAX_TITLE else text
    return described if len(described) <= MAX_NOTE else f"{described[: MAX_NOTE - 1]}…"


def _eqv(placed: PlacedFlow, found: str, expected: str, remedy: str) -> Problem:
    return Problem("EQV", Severity.WARNING, placed.place.at("amountUSD"), found, expected, remedy)
