"""Starting a desk: a port of this machine, an address for one browser, and an end."""

import os
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from ledger.foundation import Advice, Place, Refused
from ledger.web.access import ADDRESS, Access
from ledger.web.app import desk_app
from ledger.web.held import Settings


def serve(settings: Settings, *, port: int, announce: Callable[[str], None], opens_browser: bool) -> None:
    """Serve a desk until it is closed.

    Args:
        settings: of the desk.
        port: on which it listens; 0 for any that is free.
        announce: is given the address with the token, once the desk listens there.
        opens_browser: whether the browser of this machine is opened there.

    Raises:
        Refused: FILE if another program listens on the port.
    """
    with _listening(port) as listening:
        access = Access(listening.getsockname()[1])
        server = _Server(settings, access)
        announce(access.address)
        if opens_browser:
            webbrowser.open(access.address)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


class _Server(uvicorn.Server):
    def __init__(self, settings: Settings, access: Access) -> None:
        # There is no terminal where a desk is opened by a double click, so nothing is printed.
        super().__init__(uvicorn.Config(desk_app(settings, access, self._close), log_config=None, server_header=False))

    def _close(self) -> None:
        self.should_exit = True


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
