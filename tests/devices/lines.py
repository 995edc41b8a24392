"""The line of a made-up printer: connections one after another, cut lines, the end."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable


def answer_all(server: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    """Hand each connection to `talk` until the server is closed; a broken one ends itself alone."""
    while True:
        try:
            connection, _address = server.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            talk(connection)


def cut(connection: socket.socket) -> None:
    """Closed from now on, the other side sees a line that was reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(server: socket.socket) -> None:
    """No more connections, also for who waits for one; a second time is nothing."""
    with contextlib.suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)
    server.close()
