"""IPP against a fake printer on a real socket; against ippeveprinter where the machine has it."""

from __future__ import annotations

import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ma_desktop.devices.ipp import IppPrinter
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


@pytest.mark.skipif(
    shutil.which("ippeveprinter") is None,
    reason="ippeveprinter (Debian: cups-ipp-utils, with dbus and avahi running) is not here",
)
def test_a_real_ipp_printer_takes_the_label(tmp_path: Path) -> None:
    command = ["ippeveprinter", "-n", "localhost", "-p", "8631", "-k", "-d", str(tmp_path)]
    printer = IppPrinter("localhost", 8631)
    pdf = to_pdf([draw(label_format(), content())])
    with subprocess.Popen([*command, "-f", "application/pdf", "Labels"]) as process:
        try:
            end = time.monotonic() + 10
            while printer.trouble() and process.poll() is None and time.monotonic() < end:
                time.sleep(0.2)
            if process.poll() is not None:
                pytest.skip("ippeveprinter ended at once: it needs dbus and avahi-daemon")
            assert printer.send(pdf).state == "confirmed"
        finally:
            process.terminate()
    assert any(path.read_bytes() == pdf for path in tmp_path.rglob("*.pdf"))
