"""Our window in a fresh process, as people start it, up to its first picture or its first list.

`board` signs in at the first picture; `typed` only when all is loaded that loads while somebody
types, and prints the seconds from Enter to the list; `memory` prints the KiB that are held once
the other screens stand as well.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QTimer

from ma_desktop import app
from ma_desktop.ui import start
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.start import Session
from tests.bench.first_picture import FirstPicture, end, resident


def tell_modules() -> None:
    """What was imported up to the first picture, and which classes of Qt were made."""
    made = [f"{qt.__name__}.{name}" for qt in (QtCore, QtGui, QtWidgets) for name in vars(qt)]
    sys.stdout.write(" ".join((*sys.modules, *made)))
    end()


def sign_in_when_loaded(session: Session, window: SignInWindow) -> QTimer:
    """Presses Enter as soon as nothing is loading any more; notes when."""
    timer = QTimer(interval=20)

    def look() -> None:
        if session._is_loaded:
            timer.stop()
            session.setProperty("entered", time.perf_counter())
            window.try_sign_in()

    timer.timeout.connect(look)
    timer.start()
    return timer


def tell(session: Session, until: str) -> None:
    if until == "memory":
        sys.stdout.write(str(resident()))
    elif until == "typed":
        sys.stdout.write(str(time.perf_counter() - session.property("entered")))
    end()


def watch_board(session: Session, until: str) -> QTimer:
    """Ends as soon as the first screen lists a visit."""
    timer = QTimer(interval=5)

    def look() -> None:
        screen = getattr(session.window, "screen_now", None)
        tables = screen.findChildren(QtWidgets.QTableView) if screen is not None else []
        shelf = getattr(session.window, "shelf", None)
        if until == "memory" and not (shelf is not None and shelf.is_whole):
            return
        if any(table.model() is not None and table.model().rowCount() for table in tables):
            tell(session, until)

    timer.timeout.connect(look)
    timer.start()
    return timer


def watch(session: Session, until: str, passphrase: str) -> list[QTimer]:
    window = session.window
    assert isinstance(window, SignInWindow)
    timers = []
    if until in ("board", "typed", "memory"):
        window.passphrase.setText(passphrase)
        timers.append(watch_board(session, until))
    if until in ("typed", "memory"):
        timers.append(sign_in_when_loaded(session, window))
    elif until == "board":
        FirstPicture(window, lambda: QTimer.singleShot(0, window.try_sign_in))
    else:
        FirstPicture(window, end if until == "picture" else tell_modules)
    return timers


def main(home: str, until: str, passphrase: str = "") -> None:
    """The entry itself; `home` holds the settings of the workstation."""

    class Watched(Session):
        def begin(self) -> None:
            super().begin()
            self.timers = watch(self, until, passphrase)

    start.Session = Watched  # type: ignore[misc]  # the real entry, watched
    start.config_dir = start.log_dir = lambda: Path(home)  # type: ignore[attr-defined]  # not exported: a home of its own
    app.main([])


if __name__ == "__main__":
    main(*sys.argv[1:])
