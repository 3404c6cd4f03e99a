"""``python -m ledger``: the same as the command ``defense-ledger``."""

from ledger.cli import run

if __name__ == "__main__":
    run()
