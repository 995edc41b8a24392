"""The Qt application: its look, its name, and what happens when the program has a fault."""

from __future__ import annotations

import logging
import os
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ma_desktop.domain.errors import MaError
from ma_desktop.runtime.log import failure
from ma_desktop.runtime.paths import resource
from ma_desktop.ui import theme

if TYPE_CHECKING:
    from ma_desktop.runtime.settings import Workstation

NAME = "MA Desktop"
LOG = logging.getLogger("ma_desktop.crash")
_FOREIGN = ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_PLUGIN_PATH", "QT_FONT_DPI")
"""Variables by which a desktop would change the look, or load code that is not ours."""


def has_display() -> bool:
    """Whether Qt finds somewhere to show a window."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


def make_application(workstation: Workstation) -> QApplication:
    """The one application of this process, dressed as the workstation's settings say.

    Installs the crash hook. An application that exists already is dressed anew.
    """
    for name in _FOREIGN:
        os.environ.pop(name, None)
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
        app.setStyle("Fusion")
    else:  # as an argument: a style that Python holds costs the sign-in its hundreds of names
        app = QApplication([NAME, "-style", "Fusion"])
    app.setApplicationName(NAME)
    app.setDesktopFileName("ma-desktop")
    theme.apply(app, workstation.theme, workstation.text_percent)
    CrashHook(app).install()
    return app


def set_icon(app: QApplication) -> None:
    """The picture in the task bar, for all windows; the first window doesn't wait for it."""
    app.setWindowIcon(QtGui.QIcon(str(resource("icons/app.svg"))))


class CrashHook(QObject):
    """Turns a fault into a log line without values and a dialog with a report number.

    Errors that carry words for people (`MaError`) are shown in their own words and not logged as
    faults. The traceback's text is never kept: it could hold what a patient's record holds.
    """

    reported = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._box: QtWidgets.QMessageBox | None = None
        self.reported.connect(self._show_soon)

    def install(self) -> None:
        """Catch what no code caught, in the window's thread and in others."""
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread

    def caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if isinstance(error, MaError):
            self.reported.emit(error.what, f"{error.safe} {error.do}".strip())
            return
        number = 1000 + int.from_bytes(os.urandom(3), "big") % 999_000
        failure(LOG, "window.fault", error, report=number)
        self.reported.emit(
            "Something in the program did not work.",
            "What was saved stays saved. Go on, or lock and sign in again. "
            f"If it happens again, tell your administrator report {number}.",
        )

    def _caught_in_thread(self, fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            self.caught(fault.exc_type, fault.exc_value, fault.exc_traceback)

    def _show_soon(self, what: str, more: str) -> None:
        """Not inside what had the fault."""
        QTimer.singleShot(0, self, lambda: self._show(what, more))

    def _show(self, what: str, more: str) -> None:
        """One dialog at a time; a fault that repeats must not bury the window."""
        if self._box is not None:
            return
        box = QtWidgets.QMessageBox(QApplication.activeWindow())
        box.setIcon(QtWidgets.QMessageBox.Icon.Warning)
        box.setWindowTitle(NAME)
        box.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        box.setText(what)
        box.setInformativeText(more)
        box.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._closed)
        self._box = box
        box.open()

    def _closed(self, _result: int) -> None:
        self._box = None
