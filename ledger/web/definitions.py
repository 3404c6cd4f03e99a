"""The reports that a desk shows: those that come with the package, and the one that it was opened with."""

from ledger.desk import report_definitions
from ledger.foundation import Place, Refused, quoted
from ledger.records import nearest
from ledger.web.held import HeldBook


def report_named(held: HeldBook, token: str) -> str:
    """The report that an address names, with what it asks of it: by default that of the desk.

    A definition may be a file; an address must not open any file, so only that of the desk may be one.

    Raises:
        Refused: FILE for any other name.
    """
    names = [it.name for it in report_definitions()]
    name, sign, query = token.partition("?")
    if not name or name == held.settings.report:
        return f"{held.settings.report}{sign}{query}"
    if name not in names:
        remedy = f"look at {' or '.join(nearest(name, names) or names)}"
        raise Refused.of("FILE", Place(subject="report"), quoted(name), "a report of the desk", remedy)
    return token
