"""Starting a desk: a port of this machine, an address for one browser, and an end."""

import os
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread, current_thread, main_thread

import uvicorn
from starlette.types import ASGIApp

from ledger.desk import state_folder
from ledger.foundation import Advice, Place, Refused, disk_words
from ledger.web.access import ADDRESS, Access, Guard, OwnGuard
from ledger.web.app import desk_app
from ledger.web.held import Settings
from ledger.web.office import read_office
from ledger.web.office_access import OfficeGuard
from ledger.web.running import RunningDesk


def serve_office(settings: Settings, office_file: Path, *, port: int, announce: Callable[[str], None]) -> None:
    """Serve the desk of an office until it is ended.

    Args:
        settings: of the desk.
        office_file: says who uses it; see :func:`ledger.web.office.read_office`.
        port: on which it listens for the proxy, where no socket is named.
        announce: is given the address that browsers open, once the desk listens.

    Raises:
        Refused: as :func:`ledger.web.office.read_office`; FILE if it cannot listen there.
    """
    office, secret = read_office(office_file)
    if office.socket is None and port == 0:
        expected = "the port to which the proxy sends people"
        remedy = Advice("name one, or a socket in the file", "name it with --port, or a socket in the file")
        raise Refused.of("FORM", Place(subject="port"), "none", expected, remedy)
    at = _listening(port) if office.socket is None else _at_socket(office_file.parent / office.socket)
    with _ended_by_the_system(), at as listening:
        app = partial(OfficeGuard, office=office, secret=secret, reads_only=settings.reads_only)
        server = _Server(settings, app)
        announce(office.address)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def serve(settings: Settings, *, port: int, announce: Callable[[str], None], opens_browser: bool) -> bool:
    """Serve a desk until it is closed, unless it is open already: then that one is shown.

    Args:
        settings: of the desk.
        port: on which it listens; 0 for any that is free.
        announce: is given the address with the token, once the desk listens there.
        opens_browser: whether the browser of this machine is opened there.

    Returns:
        Whether this desk was served; False where another start had opened it.

    Raises:
        Refused: FILE if another program listens on the port.
    """
    running = RunningDesk.of(state_folder().with_name("desks"), settings.book, reads_only=settings.reads_only)
    if (address := running.address(port)) is not None:
        announce(address)
        if opens_browser:
            webbrowser.open(address)
        return False
    with _ended_by_the_system(), _listening(port) as listening:
        access = Access(listening.getsockname()[1])
        server = _Server(settings, partial(OwnGuard, access=access, reads_only=settings.reads_only))
        running.remember(access)
        announce(access.address)
        if opens_browser:
            # Some browsers come back only when they are closed, and all of them first want an answer.
            Thread(target=webbrowser.open, args=(access.address,), daemon=True).start()
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            running.forget(access)
    return True


@contextmanager
def _ended_by_the_system() -> Iterator[None]:
    """When the session or the terminal ends, so does the desk, and leaves no file behind."""
    handlers = {"SIGTERM": _end, "SIGHUP": _hang_up} if current_thread() is main_thread() else {}
    known = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in known.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _hang_up(_signal: int, _frame: object) -> None:
    # The server knows this one: it answers what it was asked, and then ends.
    signal.raise_signal(signal.SIGTERM)


class _Server(uvicorn.Server):
    def __init__(self, settings: Settings, guarded: Callable[[ASGIApp], Guard]) -> None:
        app = guarded(desk_app(settings, self._close))
        # There is no terminal where a desk is opened by a double click, so nothing is printed.
        super().__init__(uvicorn.Config(app, log_config=None, server_header=False))

    def _close(self) -> None:
        self.should_exit = True


@contextmanager
def _at_socket(path: Path) -> Iterator[socket.socket]:
    """A socket that only the user and the group of the desk can open; one that a desk has left behind is taken away."""
    place, expected = Place(file=str(path)), "a place for the socket of the desk"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        try:
            if path.is_socket() and not _answers(path):
                path.unlink()
            before = os.umask(0o117)
            try:
                listening.bind(str(path))
            finally:
                os.umask(before)
            listening.listen()
        except OSError as fault:
            raise Refused.of("FILE", place, disk_words(fault), expected, "choose another place") from None
        try:
            yield listening
        finally:
            path.unlink(missing_ok=True)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        try:
            asking.connect(str(path))
        except OSError:
            return False
        return True


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A desk that was just closed leaves its port in use for a minute, though nobody listens there.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
        # Whoever reads the address may come before the server is ready, and waits.
        listening.listen()
    except (OSError, OverflowError):
        listening.close()
        found, expected = "a port that another program uses, or that nobody may", "a free port of this machine"
        remedy = Advice("choose another one, or 0 for any", "choose another one, or leave --port out")
        raise Refused.of("FILE", Place(subject=f"port {port}"), found, expected, remedy) from None
    return listening
