"""Paints the cells of a record table: text with a second line, pills, and buttons."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.pill import paint_pill, pill_size

CELL_ROLE = int(Qt.ItemDataRole.UserRole)
_MARGIN, _BUTTON_HEIGHT = 12, 34
_AIR = 4
_INKS = {"muted": "ink-2"}


@dataclass(frozen=True)
class Cell:
    """What stands in one cell and how it looks; see `Column`."""

    text: str
    look: str = "text"
    role: str = ""
    detail: str = ""
    icon: str = ""
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    struck: bool = False


class RecordDelegate(QStyledItemDelegate):
    """Rows with a thin line beneath, the chosen one tinted, its frame drawn when focused."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, option.rect)
        self._paint_cell(painter, option.rect, index, index.data(CELL_ROLE))
        painter.restore()

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        cell: Cell,
    ) -> None:
        """What stands on the ground of a row; who knows further looks paints them here."""
        inner = rect.adjusted(theme.px(_MARGIN), 0, -theme.px(_MARGIN), 0)
        if cell.look == "pill":
            if cell.text:
                self._paint_pill(painter, inner, cell)
        elif cell.look == "button":
            if cell.text:
                self._paint_button(painter, rect, cell)
        else:
            self._paint_text(painter, inner, cell)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("brand-soft"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        view = option.widget
        if (
            state & QStyle.StateFlag.State_Selected
            and isinstance(view, QAbstractItemView)
            and view.hasFocus()
        ):
            painter.setPen(QPen(theme.colour("brand"), 2))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    @staticmethod
    def _paint_pill(painter: QPainter, inner: QRect, cell: Cell) -> None:
        size = pill_size(cell.text, cell.icon)
        box = QRect(inner.topLeft(), QSize(min(size.width(), inner.width()), size.height()))
        box.moveTop(inner.center().y() - size.height() // 2 + 1)
        paint_pill(painter, box, cell.text, cell.role or "neutral", cell.icon)

    def button_box(self, rect: QRect, cell: Cell) -> QRect:
        """Where the button of a cell is painted and may be pressed."""
        width = QFontMetrics(_button_font()).horizontalAdvance(cell.text) + theme.px(28)
        box = QRect(0, 0, width, theme.px(_BUTTON_HEIGHT))
        box.moveCenter(rect.center())
        box.moveRight(rect.right() - theme.px(_MARGIN))
        return box

    def _paint_button(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        main = cell.role == "primary"
        painter.setPen(QPen(theme.colour("brand" if main else "line-strong"), 1))
        painter.setBrush(theme.colour("brand" if main else "surface"))
        box = self.button_box(rect, cell)
        radius = theme.px(8)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(_button_font())
        painter.setPen(theme.colour("on-brand" if main else "ink"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cell.text)

    @staticmethod
    def _paint_text(painter: QPainter, inner: QRect, cell: Cell) -> None:
        lines = lines_of(cell, inner.width() + 1, inner.height())
        heights = [QFontMetrics(font).height() for _, font, _ in lines]
        top = inner.top() + (inner.height() - sum(heights)) // 2
        for (text, font, ink), height in zip(lines, heights, strict=True):
            painter.setFont(font)
            painter.setPen(theme.colour(ink))
            line = QRect(inner.left(), top, inner.width(), height)
            painter.drawText(line, int(cell.align | Qt.AlignmentFlag.AlignVCenter), text)
            top += height

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        cell: Cell = index.data(CELL_ROLE)
        if cell.look == "pill":
            width = pill_size(cell.text, cell.icon).width() if cell.text else 0
        elif cell.look == "button":
            width = self.button_box(QRect(0, 0, 9999, 40), cell).width() if cell.text else 0
        else:
            width = QFontMetrics(_text_font(cell)).horizontalAdvance(cell.text)
            small = QFontMetrics(theme.font(13)).horizontalAdvance(cell.detail)
            width = max(width, small)
        return QSize(width + 2 * theme.px(_MARGIN) + 2, theme.px(52))


def lines_of(cell: Cell, width: int, height: int) -> list[tuple[str, QFont, str]]:
    """The lines of a text cell with their fonts and inks: as many as a row of `height` has room
    for, the text before its detail, and what then is left over elided.
    """
    room = height - 2 * theme.px(_AIR)
    parts = [(cell.text, _text_font(cell), cell.role or _INKS.get(cell.look, "ink"))]
    if cell.detail:
        parts.append((cell.detail, theme.font(13), "ink-2"))
    found: list[tuple[str, QFont, str]] = []
    for number, (text, font, ink) in enumerate(parts):
        kept = sum(QFontMetrics(later).height() for _, later, _ in parts[number + 1 :])
        metrics = QFontMetrics(font)
        most = max(1, (room - kept) // metrics.height())
        lines = _wrapped(text, metrics, width, most)
        room -= len(lines) * metrics.height()
        found += [(line, font, ink) for line in lines]
    return found


def _wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """At most so many lines, broken between words; the last one is elided."""
    lines: list[str] = []
    rest = text
    while len(lines) < most - 1 and metrics.horizontalAdvance(rest) > width:
        words = rest.split(" ")
        ends = range(len(words) - 1, 0, -1)
        fitting = (n for n in ends if metrics.horizontalAdvance(" ".join(words[:n])) <= width)
        count = next(fitting, 0)
        if not count:
            break
        lines.append(" ".join(words[:count]))
        rest = " ".join(words[count:])
    return [*lines, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]


def _button_font() -> QFont:
    return theme.font(13, QFont.Weight.DemiBold)


def _text_font(cell: Cell) -> QFont:
    """Text that starts with a digit is a time or a value: its figures line up."""
    heavy = cell.look == "strong" or cell.role in ("warn", "critical", "ok")
    weight = QFont.Weight.DemiBold if heavy else QFont.Weight.Normal
    size = 13 if cell.look == "muted" else 15
    made = theme.font(size, weight, figures=cell.text[:1].isdigit())
    made.setStrikeOut(cell.struck)
    return made
