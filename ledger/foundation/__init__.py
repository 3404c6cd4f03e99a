"""Money, days, problems and where plain data lies: what every other room stands on."""

from ledger.foundation.money import (
    DECIMAL_DIGITS,
    EXACT,
    EXACT_PATTERN,
    INTEGER_DIGITS,
    Money,
    exact_sum,
    from_minor,
    parse_exact,
    plain,
    round_half_up,
    to_minor,
)
from ledger.foundation.period import (
    DAY_PATTERN,
    START_PATTERN,
    Every,
    Grid,
    GridName,
    Interval,
    parse_day,
    steps,
)
from ledger.foundation.problems import CODES, Problem, Refused, Severity, errors, ordered, quoted
from ledger.foundation.resources import folder

__all__ = [
    "CODES",
    "DAY_PATTERN",
    "DECIMAL_DIGITS",
    "EXACT",
    "EXACT_PATTERN",
    "INTEGER_DIGITS",
    "START_PATTERN",
    "Every",
    "Grid",
    "GridName",
    "Interval",
    "Money",
    "Problem",
    "Refused",
    "Severity",
    "errors",
    "exact_sum",
    "folder",
    "from_minor",
    "ordered",
    "parse_day",
    "parse_exact",
    "plain",
    "quoted",
    "round_half_up",
    "steps",
    "to_minor",
]
