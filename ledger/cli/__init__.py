"""The command line ``defense-ledger``: a thin file per group of commands, each a doorway to the desk."""

import gc
import sys

__all__ = ["run"]


def run() -> None:
    """The entry point of ``defense-ledger`` and ``python -m ledger``."""
    # A command is one short process: to look for circles among all that libraries bring along, and once more at its
    # end, is a tenth of the time of most.
    gc.disable()
    from ledger.cli.version import is_all, tell_version

    if is_all(sys.argv[1:]):
        sys.exit(tell_version())
    import logging
    import os

    from ledger.cli.main import app

    # What is valid is told by this package alone; pydantic would ask each other that is installed whether it has a say.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # What takes long, such as a wait for another program, is told on the standard error.
    logging.basicConfig(format="%(message)s")
    app()
