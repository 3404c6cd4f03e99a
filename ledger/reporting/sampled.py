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


def sampled(said: Sequence[Decision], shown: Collection[str]) -> tuple[Sampled, ...]:
    """Every conversion that was drawn, sample by sample.

    Args:
        said: what people have said of the book, oldest first.
        shown: ids of the records that may be shown; the others are left out.
    """
    results = {_facts(decision).get("fingerprint"): decision for decision in said if _is(decision, "evaluated")}
    return tuple(row for decision in said if _is(decision, "drawn") for row in _rows(decision, results, shown))


def _rows(drawn: Decision, results: Mapping[Any, Decision], shown: Collection[str]) -> Iterator[Sampled]:
    facts = _facts(drawn)
    result = results.get(facts.get("fingerprint"))
    found = _facts(result) if result else {}
    for key in facts["drawn"]:
        record = _record_of(key, shown)
        if record is not None:
            error = found["errors"].get(key, "0") if result else None
            yield Sampled(
                drawn.seq,
                facts["file"],
                record,
                key.removeprefix(f"{record}/"),
                result.seq if result else None,
                facts["plan"]["definition"]["currency"],
                error,
                found.get("verdict", ""),
            )


def _record_of(key: str, shown: Collection[str]) -> str | None:
    """The record of a conversion; its id may hold a slash itself."""
    parts = key.split("/")
    ids = ("/".join(parts[:number]) for number in range(1, len(parts)))
    return next((it for it in ids if it in shown), None)


def _is(decision: Decision, step: str) -> bool:
    return isinstance(decision.payload, SamplePayload) and decision.payload.step == step


def _facts(decision: Decision) -> Mapping[str, Any]:
    return decision.payload.facts if isinstance(decision.payload, SamplePayload) else {}
