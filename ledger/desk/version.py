"""The version of the program, by itself: whoever asks for it waits for nothing else."""

from ledger.foundation import VERSION


def package_version() -> str:
    """The version of this package.

    >>> import ledger
    >>> package_version() == ledger.__version__
    True
    """
    return VERSION
