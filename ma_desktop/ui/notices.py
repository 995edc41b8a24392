"""Notices that float at the foot of the window, and the last undo, which Ctrl+Z takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.notice_bar import NoticeBar

SHOWN_SECONDS, SHORT_SECONDS = 20, 8
"""Long enough to reach Undo by Tab (WCAG 2.2, 2.2.1), or to read; a critical notice stays until
closed."""


class Notices(QObject):
    """Shows one notice at a time over `area` of `window`, never taking the focus.

    It lies where it covers neither the field that has the focus nor the main action.
    """

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
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._on_focus)

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
            seconds = SHORT_SECONDS if notice.undo is None else SHOWN_SECONDS
            self._timer.start(seconds * 1000)

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
        below = corner.y() + room.height() - theme.px(84) - self.bar.height()
        kept = list(self._kept_free())
        gap = theme.px(8)
        tops = [below, corner.y() + gap]
        tops += [rect.top() - gap - self.bar.height() for rect in kept]
        tops += [rect.bottom() + gap for rect in kept]
        spot = next((y for y in tops if self._is_free(QPoint(left, y), kept)), below)
        self.bar.move(left, spot)

    def _is_free(self, at: QPoint, kept: list[QRect]) -> bool:
        """Whether the bar may lie there: inside the window, over nothing that is in use."""
        place = QRect(at, self.bar.size())
        inside = self._window.rect().contains(place)
        return inside and not any(rect.intersects(place) for rect in kept)

    def _kept_free(self) -> Iterator[QRect]:
        """What must stay in sight, in the window: the focus and the main actions."""
        focused = QApplication.focusWidget()
        if focused is not None and not self.bar.isAncestorOf(focused):
            yield from self._seen(focused)
        for made in self._area.findChildren(QPushButton):
            if made.property("kind") == "primary":
                yield from self._seen(made)

    def _seen(self, widget: QWidget) -> Iterator[QRect]:
        """Where a widget is seen in the window; nothing of one that is out of sight."""
        if widget.window() is self._window and widget.isVisible():
            shown = widget.visibleRegion().boundingRect()
            if not shown.isEmpty() and shown.height() < self._area.height() // 2:
                yield QRect(widget.mapTo(self._window, shown.topLeft()), shown.size())

    def _on_focus(self, _old: QWidget | None, _now: QWidget | None) -> None:
        """The focus went somewhere else: make way, once it has been scrolled into sight."""
        if self.bar.isVisible():
            QTimer.singleShot(0, self, self._make_way)

    def _make_way(self) -> None:
        if self.bar.isVisible():
            self._place()
