"""Entry point: arguments to the command line, or to the window."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence

_WINDOW_OPTIONS = ("--store", "--locked", "--user")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run MA Desktop; returns the exit status.

    Imports are start-up time: the command line never loads Qt, and the window loads the store only
    while somebody types a passphrase.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _started(given)
    except KeyboardInterrupt:  # while it still loads; later the commands say it themselves
        sys.stderr.write("Stopped.\n")
        return 130


def _started(given: list[str]) -> int:
    first = given[0] if given else ""
    if first == "demo" and not {"-h", "--help"} & set(given):
        return int(importlib.import_module("ma_desktop.ui.demo").main(given[1:]))
    if not given or first.partition("=")[0] in _WINDOW_OPTIONS:
        # Qt's thousands of names are made now and none is garbage; ui.start collects again.
        gc.disable()
        return int(importlib.import_module("ma_desktop.ui.start").main(given))
    return int(importlib.import_module("ma_desktop.cli.main").main(given))
