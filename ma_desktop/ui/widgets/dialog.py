"""The base of dialogs: a page that scrolls when the screen is low, its buttons always in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.scroll import scrolling
from ma_desktop.ui.widgets.text import label

_EDGE, _ROOM_AROUND = 24, 48


class SheetDialog(QDialog):
    """Parts go into `body`, buttons into `foot`; both are design pixels wide where there is room.

    It grows with what is in it, never beyond the window it belongs to or the screen.
    """

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._width = width
        self._inner = QWidget()
        self._inner.setProperty("role", "page")
        self.body, self.foot = QVBoxLayout(self._inner), QHBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(12))
        self._area = scrolling(self._inner)
        page = QVBoxLayout(self)
        edge = theme.px(_EDGE)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(12))
        page.addWidget(label(title, "title", wrap=True))
        page.addWidget(self._area, 1)
        page.addLayout(self.foot)
        self._fitting = QTimer(self, interval=0, singleShot=True)
        self._fitting.timeout.connect(self.fit)
        self._inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fitting.start()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """As large as the content asks for, and no larger than the room there is."""
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        around = 2 * theme.px(_EDGE)
        width = min(theme.px(self._width), room.width() - _ROOM_AROUND)
        tall = self.body.totalHeightForWidth(width - around) if self.body.hasHeightForWidth() else 0
        tall = max(tall, self.body.sizeHint().height())
        layout = self.layout()
        rest = layout.sizeHint().height() - self._area.sizeHint().height() if layout else 0
        height = min(tall + rest, room.height() - _ROOM_AROUND)
        self.setMinimumSize(width, min(height, theme.px(160)))
        self.resize(width, height)
