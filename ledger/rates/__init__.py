"""Exchange rates: sets of published quotes, the files they come from, and the rule that picks one."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.rates.again import unfollowed
    from ledger.rates.basis import MOST_DAYS_BACK, Basis, Rounding
    from ledger.rates.basis_text import BasisText
    from ledger.rates.changes import (
        HeldChange,
        HeldDoubt,
        QuoteChange,
        changes_the_past,
        only_adds_lines,
        quote_changes,
    )
    from ledger.rates.doubts import against_others, doubtful_quotes
    from ledger.rates.ecb import ecb_history
    from ledger.rates.euro import IRREVOCABLE
    from ledger.rates.files import future_quotes
    from ledger.rates.legs import Leg, LegKind, as_quoted, rounded
    from ledger.rates.mapping import RatesMapping, load_rates_mapping, own_table
    from ledger.rates.picking import Pair, pick
    from ledger.rates.quotation import DIRECTIONS, NOTHING_STATED, StatedQuotation, stated_faults
    from ledger.rates.reading import held_contradictions, read_held_rates, read_rates, unproved_held
    from ledger.rates.sets import Direction, Quote, RateSet, RateSetDescription, Series
    from ledger.rates.shipped import ecb_rates
    from ledger.rates.unwrap import in_utf8

_HOMES = {
    "picking": ("Pair", "pick"),
    "again": ("unfollowed",),
    "basis": ("MOST_DAYS_BACK", "Basis", "Rounding"),
    "basis_text": ("BasisText",),
    "changes": ("HeldChange", "HeldDoubt", "QuoteChange", "changes_the_past", "only_adds_lines", "quote_changes"),
    "doubts": ("against_others", "doubtful_quotes"),
    "ecb": ("ecb_history",),
    "euro": ("IRREVOCABLE",),
    "files": ("future_quotes",),
    "legs": ("Leg", "LegKind", "as_quoted", "rounded"),
    "mapping": ("RatesMapping", "load_rates_mapping", "own_table"),
    "quotation": ("DIRECTIONS", "NOTHING_STATED", "StatedQuotation", "stated_faults"),
    "reading": ("held_contradictions", "read_held_rates", "read_rates", "unproved_held"),
    "sets": ("Direction", "Quote", "RateSet", "RateSetDescription", "Series"),
    "shipped": ("ecb_rates",),
    "unwrap": ("in_utf8",),
}

__all__ = [
    "DIRECTIONS",
    "IRREVOCABLE",
    "MOST_DAYS_BACK",
    "NOTHING_STATED",
    "Basis",
    "BasisText",
    "Direction",
    "HeldChange",
    "HeldDoubt",
    "Leg",
    "LegKind",
    "Pair",
    "Quote",
    "QuoteChange",
    "RateSet",
    "RateSetDescription",
    "RatesMapping",
    "Rounding",
    "Series",
    "StatedQuotation",
    "against_others",
    "as_quoted",
    "changes_the_past",
    "doubtful_quotes",
    "ecb_history",
    "ecb_rates",
    "future_quotes",
    "held_contradictions",
    "in_utf8",
    "load_rates_mapping",
    "only_adds_lines",
    "own_table",
    "pick",
    "quote_changes",
    "read_held_rates",
    "read_rates",
    "rounded",
    "stated_faults",
    "unfollowed",
    "unproved_held",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
