"""Label printers: what happened to a label, told in words, never by an exception."""

from __future__ import annotations

import os
import re
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, Protocol

State = Literal["confirmed", "sent", "failed", "unknown"]
Language = Literal["zpl", "pdf"]

RAW_PORT = 9100
"""Where label printers take raw data. Only there is the printer asked how it is: behind other
ports stand print servers and recorders that would keep the question as data."""

_STATUS_WAIT = 0.4  # seconds; a Zebra printer answers in a few hundredths
_CLOSE_WAIT = 0.3  # seconds for a reset to arrive after the last byte
_STX, _ETX = b"\x02", b"\x03"
_COUNTER = b'! U1 getvar "odometer.total_label_count"\r\n'
_PRINTING = 8.0  # seconds that a label may take until it is out
_POLL = 0.2
_RESTS = 2  # looks in a row: at the first one the label may still be on its way

_SILENT = "The label printer does not tell that it printed."
READY = "The printer is ready."
_CHECK_IT = "Look at the printer. Print again only if no label came out."
_NOTHING = "Nothing was printed."
_CLOSED = f"The label printer closed the connection. {_NOTHING} Check it, then print again."


@dataclass(frozen=True)
class PrintResult:
    """`sent`: handed over whole. `confirmed`: certainly there. `failed`: certainly nothing printed.
    `unknown`: a person must look. `words` say what happened, what is safe, what to do.
    """

    state: State
    words: str


class LabelPrinter(Protocol):
    """Anything that takes labels. `send` never raises for trouble of the printer."""

    @property
    def name(self) -> str: ...

    @property
    def language(self) -> Language: ...

    def send(self, data: bytes) -> PrintResult: ...


@dataclass(frozen=True)
class NetworkPrinter:
    """A ZPL printer that takes raw data over TCP; `timeout` in seconds, for each step.

    `ask_status` sends ~HS first and prints nothing when the answer tells of trouble; a printer that
    does not answer costs 0.4 s. Left out, it is asked on port 9100 only. One that also counts its
    labels (Zebra SGD odometer.total_label_count) is asked until the count has risen: `confirmed`.
    One that does not count is asked until it rests. Trouble or silence after the hand-over is
    `unknown`.
    """

    host: str
    port: int = RAW_PORT
    timeout: float = 5.0
    ask_status: bool | None = None
    language: Language = "zpl"

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    def send(self, data: bytes) -> PrintResult:
        try:
            connection = socket.create_connection((self.host, self.port), self.timeout)
        except (OSError, UnicodeError, OverflowError):
            return PrintResult(
                "failed",
                f"The label printer at {self.name} did not answer. {_NOTHING} "
                "Check that it is on and connected, then print again.",
            )
        with connection:
            answer = b""
            if self._asks:
                try:
                    answer = _asked(connection, b"~HS\r\n", _is_status)
                except OSError:
                    return PrintResult("failed", _CLOSED)
                trouble = status_words(answer)
                if trouble:
                    return PrintResult("failed", trouble)
            before = _count(connection) if _is_status(answer) else None
            result = _hand_over(connection, data, self.timeout)
        if not _is_status(answer) or result.state != "sent":
            return result
        return self._followed(before, result)

    def condition(self) -> str:
        """How the printer is, in words: ready, in trouble, silent or not there."""
        try:
            with socket.create_connection((self.host, self.port), self.timeout) as connection:
                answer = _asked(connection, b"~HS\r\n", _is_status)
        except (OSError, UnicodeError, OverflowError):
            return f"The label printer at {self.name} did not answer. Check that it is on."
        if not _is_status(answer):
            return "The printer is connected but does not tell how it is. Print a test label."
        return status_words(answer) or READY

    def _followed(self, before: int | None, sent: PrintResult) -> PrintResult:
        """`confirmed` once it has counted one label more than `before`; trouble, silence, or a
        label that waits for too long: `unknown`.
        """
        end = time.monotonic() + _PRINTING
        rests, trouble = 0, ""
        while time.monotonic() < end and not trouble:
            try:
                now, answer = self._looked(before is not None)
                trouble = status_words(answer)
            except OSError:
                now, answer, trouble = None, b"", _SILENT
            if before is not None and now is not None and now > before:
                return PrintResult("confirmed", "The printer printed the label.")
            rests = rests + 1 if before is None and _is_at_rest(answer) else 0
            if rests == _RESTS:
                return sent
            time.sleep(_POLL)
        what = trouble.replace(f" {_NOTHING}", "").replace(", then print again.", ".") or _SILENT
        return PrintResult("unknown", f"{what} The label may still come out. {_CHECK_IT}")

    def _looked(self, counts: bool) -> tuple[int | None, bytes]:
        """The count where it counts, and the status. Raises OSError."""
        with socket.create_connection((self.host, self.port), self.timeout) as connection:
            now = _count(connection) if counts else None
            return now, _asked(connection, b"~HS\r\n", _is_status)

    @property
    def _asks(self) -> bool:
        return self.port == RAW_PORT if self.ask_status is None else self.ask_status


def _hand_over(connection: socket.socket, data: bytes, timeout: float) -> PrintResult:
    try:
        connection.settimeout(timeout)
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        _wait_for_reset(connection)
    except OSError:
        return PrintResult(
            "unknown",
            f"The connection to the label printer broke. The label may have printed. {_CHECK_IT}",
        )
    return PrintResult("sent", "The label was sent to the printer. Check that it came out.")


def _wait_for_reset(connection: socket.socket) -> None:
    """Read to the end of the connection, or for 0.3 s. Raises OSError when it was reset."""
    end = time.monotonic() + _CLOSE_WAIT
    while (left := end - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            if not connection.recv(1024):
                return
        except TimeoutError:
            return


def _asked(connection: socket.socket, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
    """What the printer answers until it is `whole`, or within 0.4 s. Raises OSError."""
    connection.settimeout(_STATUS_WAIT)
    connection.sendall(question)
    answer = b""
    end = time.monotonic() + _STATUS_WAIT
    while not whole(answer) and (left := end - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            chunk = connection.recv(1024)
        except TimeoutError:
            break
        if not chunk:
            break
        answer += chunk
    return answer


def _is_status(answer: bytes) -> bool:
    return answer.count(_ETX) >= 2


def _is_at_rest(answer: bytes) -> bool:
    """No label waits in the printer: formats received (first line, field 5) and labels left
    (second line, field 9) are none, or it does not tell them. One that is silent does not rest.
    """
    lines = [part.split(_ETX)[0].split(b",") for part in answer.split(_STX)[1:]]
    waiting = (line[at] for line, at in zip(lines, (4, 8), strict=False) if len(line) > at)
    return _is_status(answer) and not any(number.strip(b"0 ") for number in waiting)


def _count(connection: socket.socket) -> int | None:
    """The labels that the printer has printed in its life; None when it does not count."""
    try:
        answer = _asked(connection, _COUNTER, lambda got: got.count(b'"') >= 2)
    except OSError:
        return None
    # The third line of a status answer may still stand before it.
    found = re.search(rb'"(\d{1,12})"', answer)
    return int(found.group(1)) if found else None


def status_words(answer: bytes) -> str:
    """What a ZPL host status return tells of trouble, in words; empty when nothing.

    Three lines between STX and ETX (ZPL II guide, ~HS). First: field 2 paper out, 3 pause.
    Second: field 3 head up, 4 ribbon out. Anything that does not look like it says nothing.
    """
    lines = [part.split(_ETX)[0].split(b",") for part in answer.split(_STX)[1:]]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return ""
    signs = (
        (lines[0][1], "is out of labels", "Load a roll"),
        (lines[1][2], "is open", "Close its head"),
        (lines[1][3], "is out of ribbon", "Load a ribbon"),
        (lines[0][2], "is paused", "Press its pause button"),
    )
    for sign, what, do in signs:
        if sign.strip() == b"1":
            return f"The label printer {what}. {_NOTHING} {do}, then print again."
    return ""


@dataclass(frozen=True)
class FilePrinter:
    """Writes each job to one file, whole or not at all; readable by this user only.

    With `series` a job never takes the place of another: label.pdf, label-2.pdf, ...
    """

    path: Path
    language: Language = "zpl"
    series: bool = False

    @property
    def name(self) -> str:
        return self.path.name

    def send(self, data: bytes) -> PrintResult:
        path = self._next()
        try:
            _write_whole(path, data)
        except OSError as error:
            return PrintResult(
                "failed",
                f"The label file could not be written ({error.strerror or 'no reason given'}). "
                "No label was made. Choose another folder, then print again.",
            )
        return PrintResult("confirmed", f"The label is in the file {path.name}.")

    def _next(self) -> Path:
        """Where this job goes."""
        if not self.series or not self.path.exists():
            return self.path
        numbered = (self.path.with_stem(f"{self.path.stem}-{n}") for n in count(2))
        return next(path for path in numbered if not path.exists())


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the target, then rename over it. Raises OSError; leaves nothing half done."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".label-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
