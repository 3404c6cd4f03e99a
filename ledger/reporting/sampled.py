"""The conversions that audit samples drew, as the journal knows them: which, when, and what the auditor found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.book import Decision, SamplePayload


@dataclass(frozen=True)
class Sampled:
    """One conversion of one sample.

    Args:
        drawn: number of the entry by which the sample was drawn.
        file: name of its workbook.
        record: id of the record.
        conversion: which instalment of it, and which piece of that.
        evaluated: number of the entry with the auditor's findings, the newest; None while there is none.
        currency: of the report that was sampled.
        error: book value less audited value in that currency, in plain digits; None while nothing is evaluated.
        verdict: what the sample as a whole supports; empty while nothing is evaluated.

    >>> Sampled(7, "sample.xlsx", "a", "1", None, "EUR", None, "").evaluated is None
    True
    """

    drawn: int
    file: str
    record: str
    conversion: str
    evaluated: int | None
    currency: str
    error: str | None
    verdict: str


def sampled(decisions: Sequence[Decision], known: Collection[str], shown: Collection[str]) -> tuple[Sampled, ...]:
    """Every conversion that was drawn, sample by sample.

    Args:
        decisions: of people about the book, oldest first.
        known: ids of all records that the book knows.
        shown: ids of the records that may be shown; the others are left out.
    """
    results = {_facts(decision).get("fingerprint"): decision for decision in decisions if _is(decision, "evaluated")}
    return tuple(
        row for decision in decisions if _is(decision, "drawn") for row in _rows(decision, results, known, shown)
    )


def _rows(
    drawn: Decision, results: Mapping[Any, Decision], known: Collection[str], shown: Collection[str]
) -> Iterator[Sampled]:
    facts = _facts(drawn)
    result = results.get(facts.get("fingerprint"))
    result_facts = _facts(result) if result else {}
    for key in facts["drawn"]:
        record, conversion = _parts_of(key, known)
        if record in shown:
            error = result_facts["errors"].get(key, "0") if result else None
            yield Sampled(
                drawn.seq,
                facts["file"],
                record,
                conversion,
                result.seq if result else None,
                facts["plan"]["definition"]["currency"],
                error,
                result_facts.get("verdict", ""),
            )


def _parts_of(key: str, known: Collection[str]) -> tuple[str, str]:
    """The record of a conversion and its name there, as the journal joins them; both empty where no record is known.

    Ids may hold slashes, and so may names, which begin with a number: of several ids that fit the longest has it.
    """
    parts = key.split("/")
    ways = (("/".join(parts[:number]), parts[number:]) for number in range(len(parts) - 1, 0, -1))
    fitting = ((record, "/".join(name)) for record, name in ways if record in known and name[0].isdecimal())
    return next(fitting, ("", ""))


def _is(decision: Decision, step: str) -> bool:
    return isinstance(decision.payload, SamplePayload) and decision.payload.step == step


def _facts(decision: Decision) -> Mapping[str, Any]:
    return decision.payload.facts if isinstance(decision.payload, SamplePayload) else {}
