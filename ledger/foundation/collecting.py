"""Python's search for circles of objects that nothing else holds, left out where much is made that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """A block, or the body of a function, in which Python does not look for circles of objects.

    What an import, a report or a workbook makes stays until its end. Python would look through all of it for circles
    again and again, which costs a third of the time of a large one. What has no holder is given back as ever.

    >>> with nothing_collected():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
