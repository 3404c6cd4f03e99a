"""Parties that a definition names, held against the lists and the book: one that neither of them has is a slip."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ledger.foundation import Place, Problem, Refused, malformed, quoted
from ledger.records import Commitment, Record, donors_of, nearest, party_meant, party_names
from ledger.reporting import Definition, GivenDefinition, line_in_file

_OF_PARTIES = ("donor", "recipient")


def require_known_parties(
    definition: Definition, records: Callable[[], Iterable[Record]], given: GivenDefinition
) -> None:
    """Refuse a definition with a party that is in no list of ours and in no record: nothing of it could ever count.

    Args:
        definition: as it is to be reported by.
        records: gives those of the book, which may name parties that no list has.
        given: where the definition comes from.

    Raises:
        Refused: FORM for each such party, with its line where the definition is a file.
    """
    unlisted = [(field, label) for field, label in _named(definition) if _is_unlisted(label, party_names())]
    if not unlisted:
        return
    named = tuple(sorted({party for record in records() for party in _parties(record)}))
    faults = [_fault(field, label, named) for field, label in unlisted if _is_unlisted(label, named)]
    if faults:
        raise Refused(at_its_line(fault, given) for fault in faults)


def at_its_line(problem: Problem, given: GivenDefinition) -> Problem:
    """A problem of a definition with its file and its line, where the definition is one in a file.

    Args:
        problem: any; of a report, if its place says so.
        given: what the report is named by.

    >>> from ledger.foundation import folder
    >>> fault = malformed(Place(argument="report", field="unit"), "carats", "a unit", "name one")
    >>> at_its_line(fault, folder("reports") / "brief.toml").place.row
    9
    """
    if isinstance(given, str | Path) and str(given).endswith(".toml") and problem.place.argument == "report":
        row = line_in_file(str(given), problem.place.field)
        return replace(problem, place=Place(file=str(given), row=row, field=problem.place.field))
    return problem


def _named(definition: Definition) -> Iterator[tuple[str, str]]:
    """Every party that a definition names, with its field."""
    for group, of_group in (("boundary", definition.boundary), ("filters", definition.filters)):
        for field in ("donors", "recipients"):
            parties: Sequence[str] = getattr(of_group, field)
            yield from ((f"{group}.{field}.{number}", party) for number, party in enumerate(parties))
    for kind, tables in (("tables", definition.tables), ("stages", definition.stages)):
        for number, table in enumerate(tables):
            if table.rows[0] in _OF_PARTIES:
                yield from ((f"{kind}.{number}.order", label) for label in table.order)


def _is_unlisted(label: str, known: Iterable[str]) -> bool:
    listed = frozenset(known)
    return not all(party in listed or party in party_names() for party in donors_of(label))


def _parties(record: Record) -> Iterator[str]:
    if isinstance(record, Commitment):
        yield record.donor
        yield record.recipient
        yield from (it.donor for it in record.joint_donors)


def _fault(field: str, label: str, named: Sequence[str]) -> Problem:
    own = [it for it in named if it not in party_names()]
    further = f" ({', '.join(own)})" if own else ", which names no others"
    expected, near = f"a party of our lists or of the book{further}", nearest(label, own, most=1)
    remedy = f"write {near[0]}, if that is meant" if near else "write the key of one, such as UKR, or take it out"
    if not near and (meant := party_meant(label)):
        perhaps, remedy = meant
        expected = f"{expected}; {perhaps}"
    return malformed(Place(argument="report", field=field), quoted(label), expected, remedy)
