"""A label printer that answers, counts and prints as a Zebra does, and fails at one label."""

from __future__ import annotations

import os
import socket
import threading
from types import TracebackType
from typing import Literal

import pytest

from ma_desktop.devices.printers import RAW_PORT
from tests.devices import lines

HOST = f"127.37.{os.getpid() // 250 % 250}.{os.getpid() % 250 + 1}"
"""An address of this machine for this process alone; only port 9100 is asked for status."""
Fault = Literal["", "drop", "half-close", "stall", "paper"]
Place = Literal["before", "first", "header", "middle", "last", "whole"]
_QUESTIONS = (b"~HS\r\n", b'! U1 getvar "odometer.total_label_count"\r\n')
_AT = {"first": 1, "header": 12, "middle": 300}


class FaultyZebra:
    """`fails(how, place, label)` spoils one label of those to come, `mend` ends all trouble.

    `printed` are the labels that came out. After `stall` it answers nobody until it is mended.
    """

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self._mended = threading.Event()
        self._fault: Fault = ""
        self._place: Place = "whole"
        self._good = 0
        self._out_of_paper = False
        self._socket: socket.socket | None = None

    def __enter__(self) -> FaultyZebra:
        self.plug_in()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.mend()
        self.unplug()

    def plug_in(self) -> None:
        try:
            made = socket.create_server((HOST, RAW_PORT))
        except OSError as error:
            pytest.skip(f"this machine does not let {HOST}:{RAW_PORT} be used ({error.strerror})")
        self._socket = made
        line = (made, self._talk)
        threading.Thread(target=lines.answer_all, args=line, daemon=True).start()

    def unplug(self) -> None:
        """Connections are refused from now on."""
        if self._socket is not None:
            lines.close(self._socket)
            self._socket = None

    def fails(self, how: Fault, place: Place = "whole", good: int = 0) -> None:
        """Spoil the label that comes after `good` ones, at `place` of its bytes."""
        self._fault, self._place, self._good = how, place, good
        self._mended.clear()

    def mend(self) -> None:
        self._fault, self._out_of_paper = "", False
        self._mended.set()

    def _talk(self, connection: socket.socket) -> None:
        if self._fault and self._place == "before" and not self._good:
            self._spoil(connection)
            return
        got = b""
        while chunk := connection.recv(1):
            got += chunk
            if got in _QUESTIONS:
                connection.sendall(self._answer(got))
                got = b""
            elif self._is_spoilt(got):
                self._spoil(connection)
                return
            elif got.endswith(b"^XZ\r\n"):
                self._print(got)
                got = b""

    def _answer(self, question: bytes) -> bytes:
        if question != _QUESTIONS[0]:
            return b'"%d"' % len(self.printed)
        return (
            b"\x02030,%d,0,0254,000,0,0,0,000,0,0,0\x03\r\n"
            b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
        ) % self._out_of_paper

    def _is_spoilt(self, got: bytes) -> bool:
        if not self._fault or self._good or not got.startswith(b"^"):
            return False
        return got.endswith(b"^X") if self._place == "last" else len(got) == _AT.get(self._place)

    def _spoil(self, connection: socket.socket) -> None:
        match self._fault:
            case "drop":
                lines.cut(connection)
            case "half-close":
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass
            case "stall":
                self._mended.wait(30)
        if self._fault != "stall":
            self._fault = ""

    def _print(self, label: bytes) -> None:
        if self._fault == "paper" and not self._good:
            self._out_of_paper = True
        if not self._out_of_paper:
            self.printed.append(label)
        self._good = max(0, self._good - 1)
