"""The process beside the server that reads the book, builds reports and draws pages.

A server that computes answers nobody meanwhile, and a second thread that computes makes each page many times slower.
So all of that happens in one process of its own, which keeps the last report; whoever waits for long is told so, and
can stop it.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from ledger.intake import Watch
from ledger.web.messages import Answer, PageRequest, Progress

PATIENCE_SECONDS = 0.8
"""How long a browser is left without an answer."""
SHORT_SECONDS = 0.4
"""The same where another process draws at once what is known already."""

_PROGRESS_SECONDS = 0.25
Answering = Callable[[PageRequest], Answer]
Prepared = Callable[[Watch], Answering]


class StillWorkingError(Exception):
    """The answer takes longer than a person should look at an empty page."""


class StoppedError(Exception):
    """The process has ended before it has answered: somebody stopped it, or it failed."""


class Worker:
    """A process that answers one request after the other.

    Args:
        prepared: makes what answers, in the process, given whom it tells how far it is; it can be pickled.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._turn = asyncio.Lock()
        self.progress: Progress | None = None
        self._tasks: dict[str, asyncio.Task[Answer]] = {}

    def start(self) -> None:
        """Begin to load what answers need, so that the first one does not wait for it."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._prepared, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def stop(self) -> None:
        """End the process, whatever it is doing; the next request begins another one."""
        if self._process is not None and self._pipe is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None

    async def answer(self, asked: PageRequest, patience: float = PATIENCE_SECONDS) -> Answer:
        """What the process answers.

        Args:
            asked: the page.
            patience: how many seconds somebody waits for it.

        Raises:
            StillWorkingError: if that takes longer; asked again, it goes on waiting.
            StoppedError: if it was stopped.
        """
        key = repr(asked)
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(self._answered(asked))
            # What is asked later may have another answer. The process keeps what took long, so it is not lost.
            task.add_done_callback(partial(self._let_go, key))
        await asyncio.wait([task], timeout=patience)
        if not task.done():
            raise StillWorkingError
        return task.result()

    def _let_go(self, key: str, task: asyncio.Task[Answer]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            # Whoever was told to wait may not come back: that it was stopped is then no news for anybody.
            task.exception()

    async def _answered(self, asked: PageRequest) -> Answer:
        async with self._turn:
            if self._process is None or not self._process.is_alive():
                self.stop()
                self.start()
            try:
                return await asyncio.to_thread(self._ask, self._pipe, asked)
            finally:
                self.progress = None

    def _ask(self, pipe: Connection | None, asked: PageRequest) -> Answer:
        try:
            if pipe is None:
                raise StoppedError
            pipe.send(asked)
            while isinstance(message := pipe.recv(), Progress):
                self.progress = message
        except (EOFError, OSError):
            raise StoppedError from None
        answer: Answer = message
        return answer


def _telling(pipe: Connection) -> Watch:
    """Tells the server how far the work is, not more often than somebody looks."""
    last = time.monotonic()

    def watch(_: str, done: int, total: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= _PROGRESS_SECONDS:
            last = now
            pipe.send(Progress(done, total))

    return watch


def _serve(prepared: Prepared, pipe: Connection) -> None:
    answering = prepared(_telling(pipe))
    while True:
        try:
            asked = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return  # the server has ended
        pipe.send(answering(asked))
