"""Stops all work with sound and words until a person says that they have read it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label

HOLD_MS = 600
"""A scanner lets a key go after some milliseconds; only a hand holds it this long."""


class StopDialog(QDialog):
    """Closed by holding the space bar, or by its button with the mouse; no single key closes it."""

    def __init__(self, error: MaError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Stop")
        self.setModal(True)
        self.setAccessibleName(f"Stop. {error.what} {error.safe} {error.do}")
        self.setAccessibleDescription("Hold the space bar to go on.")
        self.setProperty("role", "stop")
        self._hold = QTimer(self, interval=HOLD_MS, singleShot=True)
        self._hold.timeout.connect(self.accept)
        page = QVBoxLayout(self)
        edge = theme.px(28)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(14))
        head = QHBoxLayout()
        head.setSpacing(theme.px(14))
        sign = label()
        sign.setPixmap(theme.pixmap("warning", "critical", 44, self.devicePixelRatioF()))
        head.addWidget(sign)
        what = label(error.what, "title", wrap=True)
        what.setProperty("state", "critical")
        head.addWidget(what, 1)
        page.addLayout(head)
        page.addWidget(label(error.safe, "strong", wrap=True))
        page.addWidget(label(error.do, "", wrap=True))
        self.close_button = button("I have looked", self.accept, hint="Hold Space")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        page.addLayout(row)
        self.setMinimumWidth(theme.px(520))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold.start()
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._hold.stop()
        event.accept()


def stop(error: MaError, parent: QWidget) -> StopDialog:
    """Beep (silent where there is no sound) and show `error` until somebody holds the space bar."""
    QApplication.beep()
    dialog = StopDialog(error, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
