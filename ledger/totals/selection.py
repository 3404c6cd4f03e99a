"""What a report is limited to by its filters: which records are left out though they count, and why.

Which of several records with the same money counts is decided before, without any filter. So what a report of some
labels counts is what a report of all has under these labels, and reports that are limited to each of them add up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.foundation import Phrase, marked, phrase
from ledger.records import Commitment, Record, Transaction, groups_of

Limit = Literal["since", "donor", "recipient", "category", "instrument", "stage", "currency", "term"]

_NOT_CHOSEN: Mapping[Limit, str] = {
    "donor": marked("not chosen by the filter: donor {label}"),
    "recipient": marked("not chosen by the filter: recipient {label}"),
    "category": marked("not chosen by the filter: category {label}"),
    "instrument": marked("not chosen by the filter: instrument {label}"),
    "stage": marked("not chosen by the filter: stage {label}"),
    "currency": marked("not chosen by the filter: currency {label}"),
    "term": marked("not chosen by the filter: term {label}"),
}
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
    reason: Phrase


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

    def donors_left_out(self, donors: Sequence[str], day: date) -> Phrase | None:
        """Why what these donors give together is left out, in plain words; None if it is chosen.

        Args:
            donors: one who gives it alone, or several of whom nobody says who gives how much: all must be chosen.
            day: of the announcement.

        >>> str(Selection(groups=frozenset({"NATO"})).donors_left_out(["AUT", "DEU"], date(2025, 6, 2)))
        'not chosen by the filter: donor AUT of those who give it jointly'
        """
        if not (self.donors or self.groups):
            return None
        out = [it for it in donors if it not in self.donors and self.groups.isdisjoint(groups_of(it, day))]
        if not out:
            return None
        if len(out) == len(donors):
            return phrase(_NOT_CHOSEN["donor"], label=tuple(sorted(out)))
        return phrase("not chosen by the filter: donor {label} of those who give it jointly", label=tuple(sorted(out)))

    def omission(self, record: Record, commitment: Commitment, given_by: Collection[Sequence[str]]) -> Omission | None:
        """Why a record is left out; None if it is chosen.

        Args:
            record: which.
            commitment: itself, or the commitment that it belongs to.
            given_by: who gives it: the donors of each portion that is inside the boundary.
        """
        if self.since is not None and commitment.announced < self.since:
            earlier = phrase("announced on {day}, before {since}", day=commitment.announced, since=self.since)
            return Omission("since", earlier)
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
                return Omission(limit, phrase(_NOT_CHOSEN[limit], label=label or phrase("not named")))
        return None


EVERYTHING = Selection()
"""No filter at all."""


def _filed_under(record: Record, commitment: Commitment) -> str:
    """The stage that a record goes with."""
    if isinstance(record, Transaction):
        return commitment.stage if record.type == "cancellation" else _TAKEN_FROM.get(record.type, record.type)
    return record.stage
