"""Notices that float at the foot of the window, and the last undo, which Ctrl+Z takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.notice_bar import NoticeBar

SHOWN_SECONDS = 20
"""Long enough to reach Undo by Tab (WCAG 2.2, 2.2.1); a critical notice stays until closed."""


class Notices(QObject):
    """Shows one notice at a time over `area` of `window`, never taking the focus."""

    def __init__(self, window: QWidget, area: QWidget) -> None:
        super().__init__(window)
        self._window, self._area = window, area
        self.bar = NoticeBar(toast=True, parent=window)
        self._last: Notice | None = None
        self._timer = QTimer(self, interval=SHOWN_SECONDS * 1000, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        self.bar.closed.connect(self.bar.clear)
        self.bar.undone.connect(self._forget)
        window.installEventFilter(self)

    def show(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        if notice.undo is not None:
            self._last = notice
        self.bar.tell(notice)
        self.bar.raise_()
        self._place()
        if notice.kind == "critical":
            self._timer.stop()
        else:
            self._timer.start()

    def undo_last(self) -> bool:
        """Take the latest undoable act back; False when there is none."""
        last = self._last
        self._last = None
        if last is None or last.undo is None:
            return False
        self.bar.clear()
        last.undo()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.bar.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _forget(self) -> None:
        self._last = None

    def _on_time(self) -> None:
        focused = QApplication.focusWidget()
        in_use = focused is not None and self.bar.isAncestorOf(focused)
        if in_use or self.bar.underMouse():
            self._timer.start()
        else:
            self.bar.clear()

    def _place(self) -> None:
        room, corner = self._area.size(), self._area.mapTo(self._window, QPoint(0, 0))
        self.bar.setFixedWidth(min(room.width() - theme.px(32), theme.px(640)))
        self.bar.adjustSize()
        left = corner.x() + (room.width() - self.bar.width()) // 2
        below = corner.y() + room.height() - theme.px(84)
        self.bar.move(left, below - self.bar.height())
