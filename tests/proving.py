"""How much is proven: ``make test`` proves a part of what is large, ``make prove`` the whole of it.

Large are matrices whose cases are proven alike, such as every report in every language, and properties that make a
report of each of their examples. A part has each kind at least once, and of properties other examples in each run.
"""

import os

PROVES_WHOLE = bool(os.environ.get("LEDGER_PROVE"))


def proven(part, whole):
    """A part of the cases, or of the number of examples, unless all are to be proven."""
    return whole if PROVES_WHOLE else part
