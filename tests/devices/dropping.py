"""A label printer whose line breaks after a number of bytes, in one of three ways."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Literal

from ma_desktop.devices.printers import NetworkPrinter
from tests.devices import lines

Break = Literal["", "drop", "half-close", "stall"]


class DroppingPrinter:
    """Prints whole labels only and counts them; listens on a free port while it is entered.

    After `after` bytes of a job the line is reset (`drop`), its own side ends while it reads on
    (`half-close`), or nothing more is read until the other side gives up (`stall`).
    """

    def __init__(self, how: Break = "", after: int = 0) -> None:
        self.how: Break = how
        self.after = after
        self.jobs: list[bytes] = []
        self.done = threading.Semaphore(0)
        """Released once for each connection that has ended."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        line = (self._socket, self._take)
        self._thread = threading.Thread(target=lines.answer_all, args=line, daemon=True)

    @property
    def printer(self) -> NetworkPrinter:
        return NetworkPrinter("127.0.0.1", self.port)

    def __enter__(self) -> DroppingPrinter:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lines.close(self._socket)
        self._thread.join(5)

    def _take(self, connection: socket.socket) -> None:
        try:
            self._read(connection)
        finally:
            self.done.release()

    def _read(self, connection: socket.socket) -> None:
        got = connection.recv(self.after, socket.MSG_WAITALL) if self.how and self.after else b""
        if self.how == "drop":
            lines.cut(connection)
            return
        if self.how == "half-close":
            connection.shutdown(socket.SHUT_WR)
        if self.how == "stall":
            threading.Event().wait(0.6)
            return
        while chunk := connection.recv(65536):
            got += chunk
        if got.startswith(b"^XA") and got.rstrip().endswith(b"^XZ"):
            self.jobs.append(got)
