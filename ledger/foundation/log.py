"""The one logger of the house. It says what happened to which book, with numbers and counts; never what records say.

Quiet unless a program asks for it, as libraries are: ``logging.basicConfig(level=logging.INFO)`` shows all of it. The
command line shows warnings.
"""

import logging

LOG = logging.getLogger("ledger")
# Without any handler Python would write warnings to the standard error by itself.
LOG.addHandler(logging.NullHandler())
