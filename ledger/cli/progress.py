"""A bar for work that takes a while: what is being done, how much of it, at what rate, and the time it still takes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on the standard error while the block runs; nothing where that is no terminal.

    Yields:
        A function to be told what is being done, how much of it is done, and how much there is.

    >>> with progress() as watch:
    ...     watch("reading", 1, 2)
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield _nobody
        return
    # rich is loaded for people only: a script does not wait for it.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def watch(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total, rate="")
            task = tasks[what]
            speed = bar.tasks[task].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield watch


def _nobody(_what: str, _done: int, _all: int) -> None:
    """Who works in a pipe sees no bar."""
