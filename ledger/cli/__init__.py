"""The command line ``defense-ledger``: a thin file per group of commands, each a doorway to the desk."""

from ledger.cli.main import run

__all__ = ["run"]
