"""Internet Printing Protocol, as little of it as labels need: print a PDF, ask how the job ended.

RFC 8010 and 8011. No print server stands in between, so the job's own state is the true one.
"""

from __future__ import annotations

import http.client
import struct
import time
from dataclasses import dataclass
from itertools import count

from ma_desktop.devices.printers import READY, Language, PrintResult

IPP_PORT = 631
_PRINT_JOB, _GET_JOB, _GET_PRINTER = 0x0002, 0x0009, 0x000B
_OPERATION, _END = 0x01, 0x03
_INTEGER, _ENUM, _NAME, _KEYWORD, _URI = 0x21, 0x23, 0x42, 0x44, 0x45
_CHARSET, _LANGUAGE, _MEDIA = 0x47, 0x48, 0x49
_FIRST_ERROR = 0x0400
_STOPPED, _CANCELED, _ABORTED, _COMPLETED = 6, 7, 8, 9
_POLL = 0.25  # seconds
_LARGEST_ANSWER = 1 << 20

_REASONS = {
    "media-empty": "is out of labels",
    "media-needed": "is out of labels",
    "media-jam": "is jammed",
    "cover-open": "is open",
    "door-open": "is open",
    "paused": "is paused",
    "moving-to-paused": "is paused",
    "offline": "is offline",
    "shutdown": "is offline",
    "marker-supply-empty": "is out of ribbon or ink",
}
_LOOK = "Look at the printer. Print again only if no label came out."
_requests = count(1)


class _Malformed(Exception):
    """The answer is not IPP."""


@dataclass(frozen=True)
class _Answer:
    status: int
    values: dict[str, list[bytes]]

    def number(self, name: str) -> int | None:
        found = self.values.get(name, [])
        return struct.unpack(">i", found[0])[0] if found and len(found[0]) == 4 else None

    def words(self, name: str) -> list[str]:
        return [value.decode("ascii", "replace") for value in self.values.get(name, [])]


@dataclass(frozen=True)
class IppPrinter:
    """A printer that speaks IPP; `timeout` in seconds for each step, `wait` for the job's end."""

    host: str
    port: int = IPP_PORT
    path: str = "/ipp/print"
    timeout: float = 5.0
    wait: float = 20.0
    language: Language = "pdf"

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}{self.path}"

    def trouble(self) -> str:
        """What keeps the printer from printing, in words; nothing when it is ready."""
        try:
            return _trouble_words(self._reasons())
        except (OSError, http.client.HTTPException, _Malformed):
            return f"The printer at {self.name} did not answer. Check that it is on."

    def _reasons(self) -> list[str]:
        asked = [(_KEYWORD, "requested-attributes", b"printer-state-reasons")]
        return self._ask(_GET_PRINTER, asked).words("printer-state-reasons")

    def condition(self) -> str:
        """How the printer is, in words."""
        return self.trouble() or READY

    def send(self, data: bytes) -> PrintResult:
        """Print one PDF and follow its job to the end."""
        trouble = self.trouble()
        if trouble:
            return PrintResult("failed", f"{trouble} Nothing was printed. Then print again.")
        fields = [(_NAME, "job-name", b"Label"), (_MEDIA, "document-format", b"application/pdf")]
        try:
            answer = self._ask(_PRINT_JOB, fields, data)
        except ConnectionRefusedError:
            return PrintResult("failed", f"The printer at {self.name} did not answer.")
        except (OSError, http.client.HTTPException, _Malformed):
            return PrintResult(
                "unknown", f"The connection to the printer broke. The label may print. {_LOOK}"
            )
        job = answer.number("job-id")
        if answer.status >= _FIRST_ERROR:
            return PrintResult(
                "failed",
                f"The printer refused the label (IPP 0x{answer.status:04x}). Nothing was printed. "
                "Check its label size, then print again.",
            )
        if job is None:
            return PrintResult("unknown", f"The printer did not say what it does. {_LOOK}")
        return self._followed(job)

    def _followed(self, job: int) -> PrintResult:
        """Ask until the job has ended, at most `wait` seconds."""
        end = time.monotonic() + self.wait
        stopped: list[str] = []
        while time.monotonic() < end:
            try:
                answer = self._ask(_GET_JOB, [(_INTEGER, "job-id", struct.pack(">i", job))])
            except (OSError, http.client.HTTPException, _Malformed):
                return PrintResult("unknown", f"The printer stopped answering. {_LOOK}")
            state = answer.number("job-state")
            if state == _COMPLETED:
                return PrintResult("confirmed", "The printer printed the label.")
            if state in (_CANCELED, _ABORTED):
                return _ended_early(answer)
            stopped = answer.words("job-state-reasons") if state == _STOPPED else []
            time.sleep(_POLL)
        halted = _trouble_words(stopped) or "The printer stopped."
        words = halted if stopped else self._hindrance()
        if words:
            return PrintResult("unknown", f"{words} The label may still come out. {_LOOK}")
        return PrintResult("sent", "The printer took the label. Check that it came out.")

    def _hindrance(self) -> str:
        """What keeps a job from its end that should be over: here a warning counts as well."""
        try:
            found = self._reasons()
        except (OSError, http.client.HTTPException, _Malformed):
            return "The printer stopped answering."
        return _trouble_words([reason.removesuffix("-warning") for reason in found])

    def _ask(
        self, operation: int, fields: list[tuple[int, str, bytes]], data: bytes = b""
    ) -> _Answer:
        """One request. Raises OSError, HTTPException, or _Malformed."""
        uri = f"ipp://{self.host}:{self.port}{self.path}".encode()
        first = [
            (_CHARSET, "attributes-charset", b"utf-8"),
            (_LANGUAGE, "attributes-natural-language", b"en"),
            (_URI, "printer-uri", uri),
        ]
        # RFC 8011, 4.1.5: the job's number follows the printer's address, the user after it.
        body = struct.pack(">BBHIB", 2, 0, operation, next(_requests), _OPERATION)
        body += b"".join(_attribute(*field) for field in (*first, *fields))
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            headers = {"Content-Type": "application/ipp"}
            connection.request("POST", self.path, body + bytes((_END,)) + data, headers)
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise _Malformed
            return _parsed(response.read(_LARGEST_ANSWER))
        finally:
            connection.close()


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    label = name.encode("ascii")
    return struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(value)) + value


def _parsed(data: bytes) -> _Answer:
    """The status and all attributes of an answer. Raises _Malformed."""
    try:
        _version, status, _request = struct.unpack_from(">HHI", data)
        values: dict[str, list[bytes]] = {}
        at, name = 8, ""
        while data[at] != _END:
            if data[at] < 0x10:  # the beginning of a group
                at += 1
                continue
            (length,) = struct.unpack_from(">H", data, at + 1)
            label = data[at + 3 : at + 3 + length].decode("ascii", "replace")
            at += 3 + length
            (length,) = struct.unpack_from(">H", data, at)
            name = label or name
            values.setdefault(name, []).append(data[at + 2 : at + 2 + length])
            at += 2 + length
    except (struct.error, IndexError) as error:
        raise _Malformed from error
    return _Answer(status, values)


def _ended_early(answer: _Answer) -> PrintResult:
    if answer.number("job-impressions-completed") == 0:
        return PrintResult(
            "failed", "The printer gave the label up. Nothing was printed. Print it again."
        )
    return PrintResult("unknown", f"The printer gave the label up. {_LOOK}")


def _trouble_words(reasons: list[str]) -> str:
    """The first reason that a person can do something about; reports and warnings are none."""
    for reason in reasons:
        for known, words in _REASONS.items():
            if reason in (known, f"{known}-error"):
                return f"The printer {words}."
    return ""
