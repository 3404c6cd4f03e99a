"""A desk as it runs, in a process of its own."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

PATIENCE_SECONDS = 60


@contextmanager
def running(book, *options):
    """A desk that was started, and the address that it printed."""
    command = [sys.executable, "-m", "ledger", "desk", "--book", str(book), "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield process, re.search(r"http://\S+", process.stderr.readline()).group()
    finally:
        process.kill()
        process.communicate()


def shown(visitor, address):
    """A page, when it is there: whoever waits for longer than a second is told so."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (answer := visitor.get(address)).status_code == 202:
        assert 'http-equiv="refresh"' in answer.text
        assert time.monotonic() < until
    return answer
