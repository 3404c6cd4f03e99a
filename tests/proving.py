"""How much is proven: ``make test`` proves a part of what is large, ``make prove`` the whole of it.

Large are matrices whose cases are proven alike, such as every report in every language, and properties that make a
report of each of their examples. A part has each kind at least once, and of properties other examples in each run.
"""

import os

import pytest

PROVES_WHOLE = bool(os.environ.get("LEDGER_PROVE"))


def proven(part, whole):
    """A part of the cases, or of the number of examples, unless all are to be proven."""
    return whole if PROVES_WHOLE else part


def by_turns(ways, cases):
    """Each case in every way, as parameters of a test: its way, then itself. A part has each case in one way.

    The next case has the next way, so that all ways are among any few cases that follow each other.

    >>> [len(it.marks) for it in by_turns([("a",), ("b",)], [(1,), (2,)])]
    [0, 1, 1, 0]
    """
    return [
        pytest.param(*way, *case, marks=() if at % len(ways) == turn else pytest.mark.proof)
        for at, case in enumerate(cases)
        for turn, way in enumerate(ways)
    ]
