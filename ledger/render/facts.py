"""On what a report rests, in words: its rules, and the state of the book from which it was made."""

from collections.abc import Sequence

from ledger.render.cells import Value
from ledger.reporting import Report, donors_counted, recipients_counted


def facts_of(report: Report) -> Sequence[tuple[str, Value]]:
    """Each fact with its name, in the order in which a reader needs them."""
    definition, issued = report.definition, report.issued
    used = dict.fromkeys((it.rate_set.name, it.rate_set.source) for it in report.rates)
    return [
        ("Report", definition.name),
        ("Currency", definition.currency),
        ("Basis of the rates", definition.basis),
        ("Rates from", "; ".join(f"{name}: {source}" for name, source in used) or "none used"),
        ("Donors counted", donors_counted(definition.boundary)),
        ("Recipients counted", recipients_counted(definition.boundary)),
        ("Announced by (cutoff)", definition.cutoff or "no limit"),
        ("Recorded by (as of)", issued.as_of),
        ("Counted up to (horizon)", definition.horizon or "the end of each term"),
        ("Fiscal year begins", f"{definition.fiscal_year_starts} (month-day)"),
        ("Handling", definition.handling),
        ("Issued as entry", "not issued" if issued.number is None else issued.number),
        ("Entries in the book", issued.entries),
        ("Head hash of the book", issued.head),
        ("Made with", f"defense-ledger {issued.version}"),
    ]
