"""A ZPL printer that breaks in every way: no wrong "printed", no double, no loss."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ma_desktop.devices.printers import NetworkPrinter
from tests.devices import lines
from tests.devices.dropping import Break, DroppingPrinter

LABEL = b"^XA^FO10,10^A0N,20,20^FDX^FS^XZ\r\n"
READY = b"\x02030,0,0,0254,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
READY += b"\x021234,0\x03\r\n"


class Zebra:
    """Prints whole labels, counts them, and can lose its head after a number of bytes."""

    def __init__(self) -> None:
        self.labels = 0
        self.drop_after: int | None = None
        self.status = READY
        self.after_label = READY
        self.counts = self.prints = True
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        line = (self._socket, self._talk)
        self._thread = threading.Thread(target=lines.answer_all, args=line, daemon=True)
        self._thread.start()

    @property
    def printer(self) -> NetworkPrinter:
        return NetworkPrinter("127.0.0.1", self.port, timeout=1, ask_status=True)

    def _talk(self, connection: socket.socket) -> None:
        got = b""
        while chunk := connection.recv(1 if self.drop_after is not None else 4096):
            got += chunk
            if got.endswith(b"~HS\r\n"):
                connection.sendall(self.status)
                got = b""
            elif got.endswith(b'label_count"\r\n'):
                connection.sendall(b'"%d"' % self.labels if self.counts else b"")
                got = b""
            elif got.endswith(LABEL):
                self.labels += self.prints
                self.status = self.after_label
            elif self.drop_after is not None and got == LABEL[: self.drop_after]:
                lines.cut(connection)
                return

    def close(self) -> None:
        """No more connections; a second time is nothing."""
        lines.close(self._socket)
        self._thread.join(5)


@pytest.fixture
def zebra() -> Iterator[Zebra]:
    made = Zebra()
    yield made
    made.close()


def test_a_printer_that_counts_confirms(zebra: Zebra) -> None:
    assert zebra.printer.send(LABEL).state == "confirmed"
    assert zebra.labels == 1


def test_one_that_does_not_count_is_only_sent(zebra: Zebra) -> None:
    zebra.counts = False
    assert zebra.printer.send(LABEL).state == "sent"


@pytest.mark.parametrize("after", range(1, len(LABEL)))
def test_a_line_that_drops_after_any_byte_is_never_called_printed(zebra: Zebra, after: int) -> None:
    zebra.drop_after = after
    assert zebra.printer.send(LABEL).state == "unknown"
    assert zebra.labels == 0
    zebra.drop_after = None
    assert zebra.printer.send(LABEL).state == "confirmed"
    assert zebra.labels == 1


def out_of_paper() -> bytes:
    return READY.replace(b"030,0,0", b"030,1,0", 1)


def test_out_of_paper_before_the_hand_over_is_a_failure(zebra: Zebra) -> None:
    zebra.status = out_of_paper()
    assert "out of labels" in zebra.printer.condition()
    assert zebra.printer.send(LABEL).state == "failed"
    assert zebra.labels == 0
    zebra.status = READY
    assert zebra.printer.condition() == "The printer is ready."
    assert zebra.printer.send(LABEL).state == "confirmed"


@pytest.mark.parametrize("counts", [True, False])
def test_out_of_paper_after_the_hand_over_is_a_question(zebra: Zebra, counts: bool) -> None:
    zebra.counts, zebra.prints, zebra.after_label = counts, False, out_of_paper()
    result = zebra.printer.send(LABEL)
    assert result.state == "unknown"
    assert result.words == (
        "The label printer is out of labels. Load a roll. The label may still come out. "
        "Look at the printer. Print again only if no label came out."
    )


def test_the_last_label_of_a_roll_that_was_counted_is_printed(zebra: Zebra) -> None:
    zebra.after_label = out_of_paper()
    assert zebra.printer.send(LABEL).state == "confirmed"


def test_a_label_that_waits_in_the_printer_is_waited_for(zebra: Zebra) -> None:
    zebra.counts = False
    zebra.after_label = READY.replace(b"0254,000", b"0254,001", 1)
    threading.Timer(1.0, lambda: setattr(zebra, "status", out_of_paper())).start()
    assert zebra.printer.send(LABEL).state == "unknown"


@pytest.mark.parametrize("how", ["half-close", "stall"])
def test_a_printer_that_ends_its_side_or_stalls_after_any_byte(how: Break) -> None:
    """It may have the label: `sent` or a question, never `confirmed` and never `failed`."""

    def state(after: int) -> str:
        with DroppingPrinter(how, after) as roll:
            return roll.printer.send(LABEL).state

    with ThreadPoolExecutor(len(LABEL)) as hands:
        assert set(hands.map(state, range(len(LABEL) + 1))) <= {"sent", "unknown"}
