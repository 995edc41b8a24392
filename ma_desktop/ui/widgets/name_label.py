"""A patient's name: one line where it fits, else the family name above the given names."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import ElidedLabel

_SMALLER = 14
"""Design pixels of each of two lines."""


class NameLabel(ElidedLabel):
    """`FAMILY, Given`: what is too long for a line is cut in both of its parts, never all of one.

    Two people of one long family name are told apart by what stands in the second line.
    """

    def __init__(self, role: str, least: int) -> None:
        super().__init__("", role, least)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is drawn at the present width, before each line is cut to it."""
        return self._lines(self.width())

    def _lines(self, width: int) -> tuple[str, ...]:
        family, comma, given = self.text().partition(", ")
        fits = self.sizeHint().width() <= width
        return (self.text(),) if fits or not comma else (family + ",", given)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.px(_SMALLER))
        return font

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if len(self._lines(width)) == 1:
            return super().sizeHint().height()
        return 2 * QFontMetrics(self._small()).height()

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        lines = self.lines
        if len(lines) == 1:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self._small())
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics, half = painter.fontMetrics(), self.height() // 2
        for number, words in enumerate(lines):
            box = QRect(0, number * half, self.width(), half)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
