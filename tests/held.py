"""True programs that stop at a point of the test's own, so that what a test does to them is done at a certain moment.

A program calls ``hold("half")`` where it is to stop: it says so on its standard output and waits for a line. There it
can be killed, interrupted or let go on, however slow or busy the machine is.
"""

import shutil
import signal
import subprocess
import sys

import pytest

# A test that goes wrong ends after so long; no verdict hangs on it.
MOST_SECONDS = 120

# What runs in the background of a shell ignores ctrl-C, and so would all that it starts.
HOLD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)

def hold(point):
    print(point, flush=True)
    sys.stdin.readline()

"""
# Stops before the first event of Python's own (``sys.addaudithook``) that has this name and is about such a path.
HELD_BEFORE = """
awaited = [EVENT]

def watch(event, details):
    if awaited and event == EVENT and any(str(it).replace("\\\\", "/").endswith(PATH) for it in details):
        awaited.clear()
        hold("held")

sys.addaudithook(watch)
"""
# The command line itself; its arguments are those of the program.
COMMAND = """
from ledger.cli import run
run()
"""

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
needs_bash = pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="another shell, or none")


def held_before(event, path):
    """What a program starts with that is to stop before Python does something with a path that ends so."""
    return f"EVENT, PATH = {event!r}, {path!r}\n{HELD_BEFORE}"


def started(program, *arguments, **options):
    """Start a program that may call ``hold``; its streams are pipes of text."""
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True} | options
    return subprocess.Popen([sys.executable, "-c", HOLD + program, *map(str, arguments)], **streams)


def reached(process, point):
    """Wait until a program holds at a point; false if it ended or came to another one first."""
    return process.stdout.readline() == f"{point}\n"


def go_on(process):
    """Let a program that holds go on."""
    process.stdin.write("\n")
    process.stdin.flush()


def interrupt(process):
    """Press ctrl-C while a program waits for a line.

    A signal that comes between Python's last look for one and its reading would be heard only when a line has come: so
    one comes, behind the signal, and Python hears the signal before it looks at the line.
    """
    process.send_signal(signal.SIGINT)
    go_on(process)
