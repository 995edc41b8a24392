"""A label printer for the demonstration: a TCP port on this machine that keeps what it gets."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

_ASKS = b"~HS"


class PaperRoll:
    """Listens on a free loopback port while it is entered; `take` gives the label it received."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._socket.getsockname()
        self._jobs: list[bytes] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> PaperRoll:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def take(self) -> bytes:
        """The last label; empty when none came."""
        return next((job for job in reversed(self._jobs) if b"^XA" in job), b"")

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return  # closed at the end
            with connection:
                self._jobs.append(self._read(connection))

    @staticmethod
    def _read(connection: socket.socket) -> bytes:
        """All that comes; a question for the state stays unanswered, as on many printers."""
        got = b""
        while part := connection.recv(65536):
            got += part
        return got.replace(_ASKS, b"")
