"""How far a stated equivalent may be off: where it begins to warn, and where it is an error.

The first limit holds for all pairs of figures that are said to be one sum, in ``fits`` and ``swallowed`` as well.
"""

from fractions import Fraction

SILENT_UP_TO = Fraction(15, 1000)
"""So far two figures that are said to be one sum may be apart; beyond it is a warning."""

WARNING_UP_TO = Fraction(30, 1000)
"""Beyond this share of the converted amount it is an error."""

SILENT_UP_TO_UNQUOTED = Fraction(25, 100)
"""So far a rate of the source's own may lie from that of the day: those of the UN, fixed for a month, were 12 % off."""
