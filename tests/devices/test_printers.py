"""Printers against a real socket that behaves well, badly, or not at all."""

from __future__ import annotations

import contextlib
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ma_desktop.devices.printers import (
    FilePrinter,
    LabelPrinter,
    NetworkPrinter,
    PrintResult,
    status_words,
)

LABEL = b"^XA^FO10,10^A0N,20,20^FDX^FS^XZ\r\n"
READY = b"\x02030,0,0,0254,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
READY += b"\x021234,0\x03\r\n"
Behaviour = Callable[[socket.socket], bytes]


class Peer:
    """A listener on this machine that treats each connection as it is told."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.received: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._socket.accept()
            with connection:
                self.received.append(self._behave(connection))

    def close(self) -> None:
        self._socket.close()
        self._thread.join(10)


@pytest.fixture
def peers() -> Iterator[Callable[[Behaviour], Peer]]:
    made: list[Peer] = []

    def make(behave: Behaviour) -> Peer:
        made.append(Peer(behave))
        return made[-1]

    yield make
    for peer in made:
        peer.close()


def take_all(connection: socket.socket) -> bytes:
    data = b""
    while chunk := connection.recv(4096):
        data += chunk
    return data


def answering(answer: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> bytes:
        asked = connection.recv(5)
        assert asked == b"~HS\r\n"
        connection.sendall(answer)
        return take_all(connection)

    return behave


def reset(connection: socket.socket) -> None:
    """Close so that the other side sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def send(peer: Peer, data: bytes = LABEL, **options: float | bool) -> PrintResult:
    return NetworkPrinter("127.0.0.1", peer.port, **options).send(data)  # type: ignore[arg-type]  # options by name, as given


def test_a_printer_that_takes_all_gets_the_label_byte_for_byte(
    peers: Callable[[Behaviour], Peer],
) -> None:
    peer = peers(take_all)
    started = time.monotonic()
    result = send(peer)
    assert result.state == "sent"
    assert time.monotonic() - started < 1
    peer.close()
    assert peer.received == [LABEL]


def test_a_ready_printer_is_asked_first_and_one_that_falls_silent_then_is_a_question(
    peers: Callable[[Behaviour], Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ma_desktop.devices.printers._PRINTING", 0.5)
    peer = peers(answering(READY))
    result = send(peer, ask_status=True)
    assert result.state == "unknown"
    assert result.words.startswith("The label printer does not tell that it printed.")
    peer.close()
    assert [data.endswith(LABEL) for data in peer.received] == [True]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"030,0,0", b"030,1,0", "The label printer is out of labels."),
        (b"030,0,0", b"030,0,1", "The label printer is paused."),
        (b"000,0,0,0,0,2", b"000,0,1,0,0,2", "The label printer is open."),
        (b"000,0,0,0,0,2", b"000,0,0,1,0,2", "The label printer is out of ribbon."),
    ],
)
def test_a_printer_in_trouble_gets_no_label(
    peers: Callable[[Behaviour], Peer], old: bytes, new: bytes, words: str
) -> None:
    peer = peers(answering(READY.replace(old, new, 1)))
    result = send(peer, ask_status=True)
    assert result.state == "failed"
    assert result.words.startswith(f"{words} Nothing was printed.")
    assert result.words.endswith("then print again.")
    peer.close()
    assert peer.received == [b""]


def test_a_printer_that_does_not_answer_costs_half_a_second_at_most(
    peers: Callable[[Behaviour], Peer],
) -> None:
    peer = peers(take_all)
    started = time.monotonic()
    assert send(peer, ask_status=True).state == "sent"
    assert time.monotonic() - started < 1
    peer.close()
    assert peer.received == [b"~HS\r\n" + LABEL]


def test_a_printer_that_ends_its_side_without_an_answer_still_gets_the_label(
    peers: Callable[[Behaviour], Peer],
) -> None:
    def half_closed(connection: socket.socket) -> bytes:
        connection.shutdown(socket.SHUT_WR)
        return take_all(connection)

    peer = peers(half_closed)
    assert send(peer, ask_status=True).state == "sent"


def test_a_reset_before_the_label_means_that_nothing_printed(
    peers: Callable[[Behaviour], Peer],
) -> None:
    def slam(connection: socket.socket) -> bytes:
        connection.recv(5)
        reset(connection)
        return b""

    result = send(peers(slam), ask_status=True)
    assert result.state == "failed"
    assert "Nothing was printed." in result.words


def test_a_reset_in_the_midst_is_unknown_and_a_person_must_look(
    peers: Callable[[Behaviour], Peer],
) -> None:
    def slam(connection: socket.socket) -> bytes:
        connection.recv(8)
        reset(connection)
        return b""

    result = send(peers(slam))
    assert result.state == "unknown"
    assert "Print again only if no label came out." in result.words


def test_a_printer_that_stalls_is_unknown_after_the_timeout(
    peers: Callable[[Behaviour], Peer],
) -> None:
    release = threading.Event()

    def stall(connection: socket.socket) -> bytes:
        release.wait(10)
        return b""

    peer = peers(stall)
    started = time.monotonic()
    result = send(peer, b"0" * 50_000_000, timeout=0.5)
    release.set()
    assert result.state == "unknown"
    assert time.monotonic() - started < 5


def test_a_printer_that_keeps_the_line_open_has_the_label(
    peers: Callable[[Behaviour], Peer],
) -> None:
    release = threading.Event()

    def keep(connection: socket.socket) -> bytes:
        data = connection.recv(4096)
        release.wait(10)
        return data

    peer = peers(keep)
    result = send(peer)
    release.set()
    peer.close()
    assert result.state == "sent"
    assert peer.received == [LABEL]


def test_a_refused_connection_prints_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = NetworkPrinter("127.0.0.1", port).send(LABEL)
    assert result.state == "failed"
    assert "Nothing was printed." in result.words


@pytest.mark.parametrize(
    ("host", "port"), [("a" * 70, 9100), ("127.0.0.1", 70_000), ("127.0.0.1", -1), ("\x00", 9100)]
)
def test_an_impossible_address_is_trouble_in_words(host: str, port: int) -> None:
    assert NetworkPrinter(host, port, timeout=0.5).send(LABEL).state == "failed"


@pytest.mark.parametrize(
    "answer",
    [b"", b"\x02\x03", b"\x02a,b\x03\x02c\x03", b"hello", READY, b"\x02030,1", b"\x021,1,1\x03"],
)
def test_an_answer_that_is_no_trouble_or_no_status_says_nothing(answer: bytes) -> None:
    assert status_words(answer) == ""


def test_only_the_raw_port_is_asked_by_itself() -> None:
    assert NetworkPrinter("printer")._asks
    assert not NetworkPrinter("printer", 9200)._asks
    assert NetworkPrinter("printer", 9200, ask_status=True)._asks


def test_a_file_is_whole_private_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "label.zpl"
    path.write_bytes(b"old")
    printer: LabelPrinter = FilePrinter(path)
    assert printer.send(LABEL) == PrintResult("confirmed", "The label is in the file label.zpl.")
    assert path.read_bytes() == LABEL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["label.zpl"]


def test_each_label_of_a_series_has_its_own_file(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "label.zpl", series=True)
    assert [printer.send(LABEL + bytes((n,))).words for n in range(3)] == [
        "The label is in the file label.zpl.",
        "The label is in the file label-2.zpl.",
        "The label is in the file label-3.zpl.",
    ]
    assert (tmp_path / "label-3.zpl").read_bytes() == LABEL + b"\x02"


def test_a_file_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "label.zpl"
    target.mkdir()
    result = FilePrinter(target).send(LABEL)
    assert result.state == "failed"
    assert "No label was made." in result.words
    assert [item.name for item in tmp_path.iterdir()] == ["label.zpl"]
    assert FilePrinter(tmp_path / "none" / "label.zpl").send(LABEL).state == "failed"


def test_printers_name_themselves_and_their_language(tmp_path: Path) -> None:
    assert NetworkPrinter("exam3", 9100).name == "exam3:9100"
    assert NetworkPrinter("exam3").language == "zpl"
    assert FilePrinter(tmp_path / "label.pdf", language="pdf").language == "pdf"
