"""IPP against a fake printer on a real socket; against ippeveprinter where the machine has it."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ma_desktop.devices.ipp import IppPrinter
from ma_desktop.devices.printers import READY
from ma_desktop.documents.label import draw
from ma_desktop.documents.label_pdf import to_pdf
from tests.documents.papers import content, label_format

PDF = b"%PDF-1.4 made up"
Answer = Callable[[int], bytes]


def ipp(status: int, *attributes: tuple[int, str, bytes]) -> bytes:
    body = struct.pack(">HHIB", 0x0200, status, 1, 0x02)
    for tag, name, value in attributes:
        label = name.encode()
        body += struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(value)) + value
    return body + b"\x03"


def job(state: int, reason: str = "none", printed: int = 1) -> bytes:
    return ipp(
        0,
        (0x23, "job-state", struct.pack(">i", state)),
        (0x44, "job-state-reasons", reason.encode()),
        (0x21, "job-impressions-completed", struct.pack(">i", printed)),
    )


class FakeIpp:
    """Answers each operation as it is told; an answer of b"" drops the connection."""

    def __init__(self) -> None:
        self.answers: dict[int, list[bytes]] = {
            0x0B: [ipp(0, (0x44, "printer-state-reasons", b"none"))],
            0x02: [ipp(0, (0x21, "job-id", struct.pack(">i", 7)))],
            0x09: [job(5), job(9)],
        }
        self.printed: list[bytes] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                operation = struct.unpack(">H", body[2:4])[0]
                if operation == 0x02:
                    fake.printed.append(body[body.index(b"%PDF") :])
                waiting = fake.answers[operation]
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                if not answer:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                """Tests stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def printer(self) -> IppPrinter:
        return IppPrinter("127.0.0.1", self.server.server_address[1], timeout=2, wait=0.6)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def fake() -> Iterator[FakeIpp]:
    made = FakeIpp()
    yield made
    made.close()


def test_a_job_is_followed_to_its_end(fake: FakeIpp) -> None:
    assert fake.printer.send(PDF).state == "confirmed"
    assert fake.printed == [PDF]


@pytest.mark.parametrize(
    ("operation", "answers", "state", "words"),
    [
        (0x09, [job(8, printed=0)], "failed", "Nothing was printed"),
        (0x09, [job(8, printed=1)], "unknown", "Look at the printer"),
        (0x09, [job(6, "media-empty")], "unknown", "is out of labels"),
        (0x09, [job(3)], "sent", "took the label"),
        (0x09, [b""], "unknown", "stopped answering"),
        (0x09, [b"no IPP"], "unknown", "stopped answering"),
        (0x02, [ipp(0x040B)], "failed", "0x040b"),
        (0x02, [ipp(0)], "unknown", "did not say"),
        (0x02, [b""], "unknown", "connection to the printer broke"),
        (0x0B, [ipp(0, (0x44, "printer-state-reasons", b"media-empty-error"))], "failed", "labels"),
        (0x0B, [b""], "failed", "did not answer"),
    ],
)
def test_trouble_is_never_called_printed(
    fake: FakeIpp, operation: int, answers: list[bytes], state: str, words: str
) -> None:
    fake.answers[operation] = answers
    result = fake.printer.send(PDF)
    assert (result.state, words in result.words) == (state, True)
    assert len(fake.printed) == (0 if operation == 0x0B else 1)


def test_a_low_supply_does_not_stop_the_label(fake: FakeIpp) -> None:
    fake.answers[0x0B] = [ipp(0, (0x44, "printer-state-reasons", b"media-low-report"))]
    assert fake.printer.trouble() == ""


def test_nobody_there_is_a_failure() -> None:
    assert IppPrinter("127.0.0.1", 9, timeout=0.5).send(PDF).state == "failed"


@pytest.mark.parametrize("severity", [b"-error", b"-warning", b""])
def test_a_job_that_does_not_end_asks_what_the_printer_lacks(
    fake: FakeIpp, severity: bytes
) -> None:
    fake.answers[0x09] = [job(5)]
    ready, empty = (
        ipp(0, (0x44, "printer-state-reasons", reason))
        for reason in (b"none", b"media-empty" + severity)
    )
    fake.answers[0x0B] = [ready, empty]
    result = fake.printer.send(PDF)
    assert (result.state, "is out of labels" in result.words) == ("unknown", True)
    assert len(fake.printed) == 1


GIVES_UP = "exit 1"
LACKS_LABELS = 'echo "STATE: media-empty" >&2; sleep 5'
JPEG = "image/jpeg"


@contextmanager
def real_printer(folder: Path, does: str, takes: str = "application/pdf") -> Iterator[IppPrinter]:
    """ippeveprinter, which hands each job to a script that `does` this; skips where it can't."""
    program = shutil.which("ippeveprinter")
    if program is None:
        pytest.skip("ippeveprinter (Debian: cups-ipp-utils, with dbus and avahi) is not here")
    script, spool = folder / "job.sh", folder / "spool"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o700)
    spool.mkdir()
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "-n", "localhost", "-p", str(port), "-f", takes, "-c", str(script)]
    printer = IppPrinter("localhost", port, wait=4)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [*command, "-k", "-d", str(spool), "Labels"], stdout=quiet, stderr=quiet
    ) as process:
        try:
            end = time.monotonic() + 10
            while printer.trouble() and process.poll() is None and time.monotonic() < end:
                time.sleep(0.2)
            if process.poll() is not None:
                pytest.skip("ippeveprinter ended at once: it needs dbus and avahi-daemon")
            yield printer
        finally:
            process.terminate()


def test_a_real_ipp_printer_takes_the_label(tmp_path: Path) -> None:
    pdf = to_pdf([draw(label_format(), content())])
    with real_printer(tmp_path, "exit 0") as printer:
        assert printer.condition() == READY
        assert printer.send(pdf).state == "confirmed"
    assert any(path.read_bytes() == pdf for path in tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize(
    ("does", "takes", "state", "words"),
    [
        (GIVES_UP, "application/pdf", "failed", "gave the label up"),
        ("exit 0", JPEG, "failed", "0x040b"),
        (LACKS_LABELS, "application/pdf", "unknown", "is out of labels"),
    ],
)
def test_trouble_of_a_real_ipp_printer_is_never_called_printed(
    tmp_path: Path, does: str, takes: str, state: str, words: str
) -> None:
    pdf = to_pdf([draw(label_format(), content())])
    with real_printer(tmp_path, does, takes) as printer:
        result = printer.send(pdf)
    assert (result.state, words in result.words) == (state, True)


def test_a_real_ipp_printer_that_is_switched_off_in_mid_job(tmp_path: Path) -> None:
    pdf = to_pdf([draw(label_format(), content())])
    with real_printer(tmp_path, "kill -9 $PPID") as printer:
        result = printer.send(pdf)
        assert (result.state, "stopped answering" in result.words) == ("unknown", True)
        assert printer.send(pdf).state == "failed"
