"""From records to figures: terms to instalments, conversion with its trail, spreading over time."""

from typing import TYPE_CHECKING

from ledger.foundation import late
from ledger.valuation.convert import ANNOUNCED, Conversion, convert, converted_minor, require_currency
from ledger.valuation.spread import spread_figures
from ledger.valuation.trail import LegTrail, leg_equation, leg_trail, leg_trails, trail

if TYPE_CHECKING:
    from ledger.valuation.cancel import given_up, share_of, share_of_nothing
    from ledger.valuation.engine import CutLines, cut_lines
    from ledger.valuation.figures import Figures, total
    from ledger.valuation.line import (
        Line,
        Part,
        Rules,
        Status,
        Taken,
        donor_groups,
        donor_of,
        rate_day,
        stage_of,
        value,
    )
    from ledger.valuation.schedules import Schedule, schedule
    from ledger.valuation.terms import (
        Instalment,
        by_portion,
        instalments,
        of_envelope,
        owes_without_end,
        share_of_whole,
    )

_HOMES = {
    "cancel": ("given_up", "share_of", "share_of_nothing"),
    "engine": ("CutLines", "cut_lines"),
    "figures": ("Figures", "total"),
    "line": (
        "Line",
        "Part",
        "Rules",
        "Status",
        "Taken",
        "donor_groups",
        "donor_of",
        "rate_day",
        "stage_of",
        "value",
    ),
    "schedules": ("Schedule", "schedule"),
    "terms": ("Instalment", "by_portion", "instalments", "of_envelope", "owes_without_end", "share_of_whole"),
}

__all__ = [
    "ANNOUNCED",
    "Conversion",
    "CutLines",
    "Figures",
    "Instalment",
    "LegTrail",
    "Line",
    "Part",
    "Rules",
    "Schedule",
    "Status",
    "Taken",
    "by_portion",
    "convert",
    "converted_minor",
    "cut_lines",
    "donor_groups",
    "donor_of",
    "given_up",
    "instalments",
    "leg_equation",
    "leg_trail",
    "leg_trails",
    "of_envelope",
    "owes_without_end",
    "rate_day",
    "require_currency",
    "schedule",
    "share_of",
    "share_of_nothing",
    "share_of_whole",
    "spread_figures",
    "stage_of",
    "total",
    "trail",
    "value",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
