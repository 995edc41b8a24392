"""Lets transactions of this process through, or holds them while the store's file is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Many may be inside at once; `shut` waits until all are out and keeps others waiting.

    While it waits others still pass: a transaction may open another one before it ends.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._is_shut = False

    @contextmanager
    def passage(self) -> Iterator[None]:
        with self._changed:
            while self._is_shut:
                self._changed.wait()
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                if not self._inside:
                    self._changed.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._inside == 0 and not self._is_shut)
            self._is_shut = True
        try:
            yield
        finally:
            with self._changed:
                self._is_shut = False
                self._changed.notify_all()
