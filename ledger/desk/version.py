"""The version of the program, by itself: whoever asks for it waits for nothing else."""

import ledger


def package_version() -> str:
    """The version of this package.

    >>> package_version() == ledger.__version__
    True
    """
    return ledger.__version__
