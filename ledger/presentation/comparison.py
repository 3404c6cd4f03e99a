"""With which earlier report a document is compared, and what that is called in it."""

from dataclasses import dataclass
from datetime import date

from ledger.audit import Bridge, Bridged
from ledger.presentation.language import Language


@dataclass(frozen=True)
class Comparison:
    """The earlier report that a document is compared with.

    Args:
        bridged: both reports, and a bridge for each of their totals.
        day: up to which day the earlier one counts.
        issue: its number, if it was issued; None for others.
        internal: ids of records that are internal by now and that a public report no longer names.
    """

    bridged: Bridged
    day: date
    issue: int | None = None
    internal: frozenset[str] = frozenset()

    @property
    def cutoff(self) -> date | None:
        """Up to which day of announcement the earlier report counts, where it has a cut-off."""
        return self.bridged.opening.definition.cutoff

    def since(self, language: Language, *, in_short: bool = False) -> str:
        """What the earlier one is called in a document, or in short above a column."""
        day = language.short_day(self.day) if in_short else language.day(self.day)
        if self.issue is None:
            return language.say("{day}", day=day)
        return language.say("issue {number} of {day}", number=str(self.issue), day=day)

    def bridge(self, measure: str) -> Bridge | None:
        """The bridge of one total; None where neither report has it."""
        return next((it for it in self.bridged.bridges if it.measure == measure), None)
