"""What a report is limited to by its filters: which records are left out though they count, and why.

Which of several records with the same money counts is decided before, without any filter. So what a report of some
labels counts is what a report of all has under these labels, and reports that are limited to each of them add up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.records import Commitment, Record, Transaction, groups_of

Limit = Literal["since", "donor", "recipient", "category", "instrument", "stage", "currency", "term"]

# What is taken away goes with what it is taken from.
_TAKEN_FROM = {"return": "disbursement"}


@dataclass(frozen=True)
class Omission:
    """Why a filter leaves a record out.

    Args:
        limit: which of the filters.
        reason: in plain words.
    """

    limit: Limit
    reason: str


@dataclass(frozen=True)
class Selection:
    """What of all that counts a report is limited to; an empty filter limits nothing.

    Args:
        since: first day of announcement; of a transaction, that of its commitment.
        donors: keys of the donors chosen; beside them stand the members of the groups.
        groups: codes of groups whose members on the day of the announcement are chosen as donors.
        recipients: keys of the recipients chosen.
        categories: codes of the categories chosen.
        instruments: codes of the instruments chosen.
        stages: stages chosen: pledge, commitment, allocation, disbursement, delivery. What was cancelled goes with what
            it was cancelled of, what came back with what was paid.
        currencies: original currencies chosen.
        terms: kinds of terms chosen: one_off, period, recurring (with an end) and open_ended.

    >>> Selection().limits_anything, Selection(categories=frozenset({"military"})).limits_anything
    (False, True)
    """

    since: date | None = None
    donors: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    instruments: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()

    @property
    def limits_anything(self) -> bool:
        """Whether it leaves anything out at all."""
        return self != EVERYTHING

    def donors_left_out(self, donors: Sequence[str], day: date) -> str | None:
        """Why what these donors give together is left out, in plain words; None if it is chosen.

        Args:
            donors: one who gives it alone, or several of whom nobody says who gives how much: all must be chosen.
            day: of the announcement.

        >>> Selection(groups=frozenset({"NATO"})).donors_left_out(["AUT", "DEU"], date(2025, 6, 2))
        'not chosen by the filter: donor AUT of those who give it jointly'
        """
        if not (self.donors or self.groups):
            return None
        out = [it for it in donors if it not in self.donors and self.groups.isdisjoint(groups_of(it, day))]
        if not out:
            return None
        jointly = " of those who give it jointly" if len(out) < len(donors) else ""
        return _not_chosen("donor", " and ".join(sorted(out)) + jointly)

    def omission(self, record: Record, commitment: Commitment, given_by: Collection[Sequence[str]]) -> Omission | None:
        """Why a record is left out; None if it is chosen.

        Args:
            record: which.
            commitment: itself, or the commitment that it belongs to.
            given_by: who gives it: the donors of each portion that is inside the boundary.
        """
        if self.since is not None and commitment.announced < self.since:
            return Omission("since", f"announced on {commitment.announced}, before {self.since}")
        donors = [self.donors_left_out(donors, commitment.announced) for donors in given_by]
        if donors and donors[0] and all(donors):
            return Omission("donor", donors[0])
        labels: tuple[tuple[Limit, frozenset[str], str], ...] = (
            ("recipient", self.recipients, commitment.recipient),
            ("category", self.categories, commitment.category),
            ("instrument", self.instruments, commitment.instrument),
            ("stage", self.stages, _filed_under(record, commitment)),
            ("currency", self.currencies, record.amount.currency or ""),
            ("term", self.terms, "open_ended" if commitment.term.open_ended else commitment.term.kind),
        )
        for limit, chosen, label in labels:
            if chosen and label not in chosen:
                return Omission(limit, _not_chosen(limit, label or "not named"))
        return None


EVERYTHING = Selection()
"""No filter at all."""


def _filed_under(record: Record, commitment: Commitment) -> str:
    """The stage that a record goes with."""
    if isinstance(record, Transaction):
        return commitment.stage if record.type == "cancellation" else _TAKEN_FROM.get(record.type, record.type)
    return record.stage


def _not_chosen(limit: Limit, label: str) -> str:
    return f"not chosen by the filter: {limit} {label}"
