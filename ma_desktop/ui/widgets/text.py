"""Labels in the roles of the style sheet; plain text always, so that no name becomes markup."""

from __future__ import annotations

from typing import Literal

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ma_desktop.ui import theme

Role = Literal[
    "",
    "banner-name",
    "code",
    "field-label",
    "figure",
    "heading",
    "lock-clinic",
    "lock-room",
    "lock-status",
    "mark",
    "muted",
    "position-large",
    "question",
    "question-large",
    "small",
    "stem-large",
    "strong",
    "struck",
    "title",
    "value",
]
"""Each stands in `app.qss`."""


def label(
    text: str = "", role: Role = "", *, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """A label in a role of the style sheet."""
    made = QLabel(text, parent)
    made.setProperty("textFormat", "PlainText")
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class WholeLabel(QLabel):
    """Wrapped text that keeps the height of all its lines: a scrolled area asks for the least."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("textFormat", "PlainText")
        self.setProperty("role", role)
        self.setWordWrap(True)
        # Not while the layout is at work: it would not hear of it.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._keep_height)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._later.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start(0)

    def _keep_height(self) -> None:
        self.setMinimumHeight(0)  # else what it needs is never less than before
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class ElidedLabel(QLabel):
    """One line that gives way when space is short; a screen reader still gets all of it.

    `least` is the width in design pixels that it keeps, where the text is that wide.
    """

    def __init__(
        self, text: str = "", role: str = "", least: int = 72, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least = least
        self.setProperty("textFormat", "PlainText")
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(self._least)), self.sizeHint().height())

    @property
    def is_elided(self) -> bool:
        return self.sizeHint().width() > self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = QFontMetrics(self.font()).elidedText(
            self.text(), QtCore.Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), int(QtCore.Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


def give_way(made: QLabel) -> QLabel:
    """A wrapped label that takes the width it is given, however long its longest word is."""
    policy = made.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    made.setSizePolicy(policy)
    return made
