"""The log: one JSON object a line, with names of events, ids and counts, never anybody's words.

Patient text can't come in by three rules. An event carries only whole numbers, UUIDs and members of
enumerations; anything else is withheld. An exception leaves its type and the places it passed, not
its message. A record from elsewhere (a library) leaves the name of its logger and its place.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any

FILE_NAME = "ma-desktop.jsonl"
WITHHELD = "withheld"
_EVENT = "ma_desktop_event"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Counts, bytes and milliseconds are smaller; a telephone number with its area code is not.
_LARGEST_NUMBER = 1_999_999_999
_MOST_PLACES = 30
_MOST_CAUSES = 5


def event(
    logger: logging.Logger, name: str, *, level: int = logging.INFO, **ids: int | str
) -> None:
    """Note that `name` (constant text such as "label.printed") happened to these ids.

    A str must be a UUID or a StrEnum member; what is neither is noted as withheld.
    """
    logger.log(level, "", extra={_EVENT: _event_fields(name, ids)}, stacklevel=2)


def failure(logger: logging.Logger, name: str, error: BaseException, **ids: int | str) -> None:
    """Note an exception: its type and where it came from, never its message or values."""
    fields = _event_fields(name, ids) | describe(error)
    logger.log(logging.ERROR, "", extra={_EVENT: fields}, stacklevel=2)


def describe(error: BaseException) -> dict[str, list[dict[str, Any]]]:
    """The error and what caused it, each as type and places (folder/file.py:line function)."""
    chain: list[dict[str, Any]] = []
    now: BaseException | None = error
    while now is not None and len(chain) < _MOST_CAUSES:
        kind = f"{type(now).__module__}.{type(now).__qualname__}"
        chain.append({"type": kind, "places": _places(now.__traceback__)})
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return {"errors": chain}


def start_log(folder: Path, *, max_bytes: int = 1_000_000, backups: int = 5) -> PrivateFileHandler:
    """Send every record to a private rotating file in `folder`, which is made with mode 0700.

    Raises OSError when the folder or the file can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    handler = PrivateFileHandler(folder / FILE_NAME, max_bytes, backups)
    handler.setFormatter(_JsonFormatter())
    logging.getLogger().addHandler(handler)
    logging.getLogger("ma_desktop").setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Close what `start_log` gave."""
    logging.getLogger().removeHandler(handler)
    handler.close()


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Log into `folder` meanwhile; where it can't be written, work goes on without a log."""
    handler: logging.Handler
    try:
        handler = start_log(folder)
    except OSError:
        handler = logging.NullHandler()  # else Python would write warnings to stderr
        logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        stop_log(handler)


class PrivateFileHandler(logging.FileHandler):
    """A file that only its owner can read; a full one becomes `.1`, that one `.2`, and so on.

    The one of the standard library brings sockets and queues along, which the start pays for.
    """

    def __init__(self, path: Path, max_bytes: int, backups: int) -> None:
        super().__init__(path, encoding="utf-8")
        self._max_bytes = max_bytes
        self._backups = backups

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self.stream is not None and self.stream.tell() >= self._max_bytes:
                self._begin_anew()
        except (OSError, ValueError):
            self.handleError(record)
        super().emit(record)

    def _begin_anew(self) -> None:
        self.close()
        for number in range(self._backups - 1, -1, -1):
            full = Path(f"{self.baseFilename}.{number}" if number else self.baseFilename)
            if full.exists():
                full.replace(f"{self.baseFilename}.{number + 1}")
        self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not stop the visit, and the record's words must not reach stderr."""


class _JsonFormatter(logging.Formatter):
    """Writes what `event` and `failure` allowed; of any other record only where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, _EVENT, None)
        if fields is None:
            fields = {"event": "elsewhere", "place": _place(record.pathname, record.lineno, "")}
            error = record.exc_info[1] if record.exc_info else None
            fields |= describe(error) if error else {}
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname, "logger": record.name, **fields}
        return json.dumps(line)


def _event_fields(name: str, ids: dict[str, int | str]) -> dict[str, Any]:
    checked = {key: _allowed(value) for key, value in ids.items()}
    return {"event": name if _NAME.fullmatch(name) else WITHHELD, "ids": checked}


def _allowed(value: object) -> int | str:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, int) and abs(value) <= _LARGEST_NUMBER:
        return int(value)
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value
    return WITHHELD


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.walk_tb(trace)
    places = [
        _place(frame.f_code.co_filename, line, frame.f_code.co_qualname) for frame, line in frames
    ]
    return places[-_MOST_PLACES:]


def _place(path: str, line: int, function: str) -> str:
    """Only the last two parts of the path: the ones before can name a person's home folder."""
    return f"{'/'.join(Path(path).parts[-2:])}:{line} {function}".strip()


def _open_private(path: str, flags: int) -> int:
    """A descriptor for `path`, whose mode is 0600 even if it was there with another."""
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    return descriptor
