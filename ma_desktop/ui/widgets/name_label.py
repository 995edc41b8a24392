"""A patient's name, never cut: it becomes smaller and takes more lines until all of it stands."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import ElidedLabel

_TWO_LINES = (14, 13, 12)
_ONE_LINE = (18, 16, 15, 14, 13, 12)
"""Design pixels, from the largest to the smallest that is still read at arm's length."""


class NameLabel(ElidedLabel):
    """`FAMILY, Given`: one line where it fits, else the family name above the given names.

    Two people of one long family name are told apart by what stands in the second line. What fits
    neither way goes on in a further line.
    """

    def __init__(self, role: str, least: int) -> None:
        super().__init__("", role, least)
        self._is_single = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_single(self, single: bool) -> None:
        """Whether height is scarce: rather small in one line than in two."""
        self._is_single = single
        self.updateGeometry()
        self.update()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is drawn at the present width."""
        return self._set(self.width())[1]

    def _set(self, width: int) -> tuple[QFont, tuple[str, ...]]:
        """The font and the lines in which the whole name fits into `width`."""
        for font, lines in self._ways():
            metrics = QFontMetrics(font)
            if all(metrics.horizontalAdvance(line) <= width for line in lines):
                return font, lines
        font = self._sized(_TWO_LINES[-1])
        return font, wrapped(self.text(), font, width)

    def _ways(self) -> Iterator[tuple[QFont, tuple[str, ...]]]:
        yield self.font(), (self.text(),)
        for size in _ONE_LINE if self._is_single else ():
            yield self._sized(size), (self.text(),)
        family, comma, given = self.text().partition(", ")
        for size in _TWO_LINES if comma else ():
            yield self._sized(size), (family + ",", given)

    def _sized(self, size: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.px(size))
        return font

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        font, lines = self._set(width)
        return len(lines) * QFontMetrics(font).height()

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), QFontMetrics(self.font()).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        font, lines = self._set(self.width())
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self.palette().color(self.foregroundRole()))
        part = self.height() // len(lines)
        for number, words in enumerate(lines):
            box = QRect(0, number * part, self.width(), part)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


def wrapped(text: str, font: QFont, width: int) -> tuple[str, ...]:
    """`text` in lines of at most `width`, broken between words, else between letters."""
    layout = QTextLayout(text, font)
    layout.setTextOption(_anywhere())
    layout.beginLayout()
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        found.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return tuple(found) or (text,)


def _anywhere() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
