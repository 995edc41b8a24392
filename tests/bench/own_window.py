"""Our window in a fresh process, up to its first picture or its first list (`board`)."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView

from ma_desktop.runtime.settings import Workstation
from ma_desktop.ui.application import make_application
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.start import Session
from tests.bench.first_picture import FirstPicture, end


def tell_modules() -> None:
    """What was imported up to the first picture."""
    sys.stdout.write(" ".join(sys.modules))
    end()


def watch_board(session: Session) -> QTimer:
    """Ends as soon as the first screen lists a visit."""
    timer = QTimer(interval=5)

    def look() -> None:
        screen = getattr(session.window, "screen_now", None)
        tables = screen.findChildren(QTableView) if screen is not None else []
        if any(table.model() is not None and table.model().rowCount() for table in tables):
            end()

    timer.timeout.connect(look)
    timer.start()
    return timer


def main(store: str, until: str, passphrase: str = "") -> None:
    workstation = Workstation(store=store, clinic_name="Maple Street Family Medicine")
    app = make_application(workstation)
    session = Session(app, workstation, Path(store) / "workstation.toml")
    session.begin()
    window = session.window
    assert isinstance(window, SignInWindow)
    if until == "board":
        window.passphrase.setText(passphrase)
        timer = watch_board(session)
        FirstPicture(window, lambda: QTimer.singleShot(0, window.try_sign_in))
        assert timer.isActive()
    else:
        FirstPicture(window, end if until == "picture" else tell_modules)
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
