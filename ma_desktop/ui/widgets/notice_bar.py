"""One notice: icon, words and an Undo button; shown without taking the focus, and spoken."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.buttons import Button
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_ICONS = {"ok": "check", "info": "info", "warn": "warning", "critical": "warning"}


class NoticeBar(QFrame):
    """A notice that floats over a window (`toast`) or stands in a page.

    `undone` is emitted after the undo ran, `closed` when the person closes it.
    """

    undone = Signal()
    closed = Signal()

    def __init__(self, *, toast: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "notice" if toast else "inline-notice")
        self._toast = toast
        self._notice: Notice | None = None
        self._icon, self._words = label(), label(wrap=True)
        self.undo = Button("Undo", small=True, icon="")
        self.close_button = Button("Close", "quiet", small=True)
        self.undo.clicked.connect(self.take_back)
        self.close_button.clicked.connect(self.closed)
        self._build()
        self.hide()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_button)

    @property
    def notice(self) -> Notice | None:
        return self._notice

    @property
    def text(self) -> str:
        return self._words.text()

    def tell(self, notice: Notice) -> None:
        """Show and speak a notice; the focus stays where it is."""
        self._notice = notice
        theme.restyle(self, state=notice.kind)
        token = "on-tip" if self._toast else notice.kind
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(theme.pixmap(_ICONS[notice.kind], token, 18, ratio))
        self._words.setText(notice.text)
        self.setAccessibleName(notice.text)
        self.undo.setVisible(notice.undo is not None)
        self.undo.setAccessibleName(f"Undo: {notice.text}")
        self.close_button.setVisible(self._toast)
        self.adjustSize()
        self.show()
        speak(self, notice.text, urgent=notice.kind == "critical")

    def take_back(self) -> bool:
        """Run the undo of the shown notice, once; False when there is none."""
        notice = self._notice
        if notice is None or notice.undo is None:
            return False
        self.clear()
        notice.undo()
        self.undone.emit()
        return True

    def clear(self) -> None:
        self._notice = None
        self.hide()
