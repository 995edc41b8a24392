"""Where a scan goes: each kind has one handler, whichever screen is shown."""

from __future__ import annotations

from collections.abc import Callable

from ma_desktop.devices.scanner import Kind, Scan, what

Handler = Callable[[Scan], None]


class Scans:
    """Handlers by kind; `register` says what a kind does, `route` lets a scanned text do it."""

    def __init__(self) -> None:
        self._handlers: dict[Kind, Handler] = {}
        self.first: Callable[[Scan], bool] = lambda _scan: False
        """Asked before the handlers: True when a dialog or the shown screen took the scan."""

    def register(self, kind: Kind, handler: Handler) -> None:
        """Let `handler` take all scans of `kind`; a later one replaces an earlier one."""
        self._handlers[kind] = handler

    def route(self, text: str) -> None:
        """Give what was scanned to whom it belongs; a kind without a handler is unknown."""
        scan = what(text)
        if self.first(scan):
            return
        handler = self._handlers.get(scan.kind) or self._handlers.get("unknown")
        if handler is not None:
            handler(scan)
