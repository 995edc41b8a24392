"""A layout that sets its widgets in a row and goes on in the next row when the width is used up."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ma_desktop.ui import theme


class FlowLayout(QLayout):
    """Rows of widgets, from the left or flush right; rows are centred in spare height."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = 8, right: bool = False
    ) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self._right = right
        if parent is not None:
            parent.setLayout(self)
        self.setSpacing(theme.px(spacing))
        self.setContentsMargins(0, 0, 0, 0)

    def set_right(self, right: bool) -> None:
        """Flush right, or from the left."""
        self._right = right
        self.invalidate()

    def invalidate(self) -> None:
        """What it measured holds until then: Qt asks for the same dozens of times."""
        self._heights.clear()
        self._least = None
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        taken = self._items.pop(index)
        self.invalidate()
        return taken

    def widgets(self) -> list[QWidget]:
        return [widget for item in self._items if (widget := item.widget()) is not None]

    def clear(self) -> None:
        """Take out all widgets and dispose of them."""
        for widget in self.widgets():
            widget.hide()
            widget.deleteLater()
        self._items.clear()
        self.invalidate()

    @property
    def _shown(self) -> list[QLayoutItem]:
        """Without widgets that somebody hid."""
        return [item for item in self._items if not _is_put_away(item.widget())]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        found = self._heights.get(width)
        if found is None:
            rows = self._rows(width)
            found = sum(map(self._height, rows)) + self.spacing() * max(0, len(rows) - 1)
            self._heights[width] = found
        return found

    def minimumSize(self) -> QSize:
        """As wide as the widest of what its widgets can't do without: those that elide give way."""
        if self._least is None:
            shown = self._shown
            width = max((item.minimumSize().width() for item in shown), default=0)
            self._least = QSize(width, self._height(shown))
        return QSize(self._least)

    def sizeHint(self) -> QSize:
        """All in one row; down to the minimum, the widest widget, neighbours may take of it."""
        shown = self._shown
        width = sum(item.sizeHint().width() for item in shown)
        width += self.spacing() * max(0, len(shown) - 1)
        return QSize(width, self.minimumSize().height())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        rows = self._rows(rect.width())
        needed = sum(map(self._height, rows)) + self.spacing() * max(0, len(rows) - 1)
        top = rect.top() + max(0, (rect.height() - needed) // 2)
        for row in rows:
            height = self._height(row)
            self._place(row, rect, top, height)
            top += height + self.spacing()

    def _place(self, row: list[QLayoutItem], rect: QRect, top: int, height: int) -> None:
        used = sum(self._width(item, rect) for item in row) + self.spacing() * (len(row) - 1)
        left = rect.right() + 1 - used if self._right else rect.left()
        for item in row:
            size = QSize(self._width(item, rect), item.sizeHint().height())
            item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
            left += size.width() + self.spacing()

    @staticmethod
    def _width(item: QLayoutItem, rect: QRect) -> int:
        return min(item.sizeHint().width(), max(rect.width(), item.minimumSize().width()))

    @staticmethod
    def _height(row: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in row), default=0)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown:
            wide = item.sizeHint().width()
            if rows and used + self.spacing() + wide <= width:
                rows[-1].append(item)
                used += self.spacing() + wide
            else:
                rows.append([item])
                used = wide
        return rows


def _is_put_away(widget: QWidget | None) -> bool:
    explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    return widget is not None and widget.isHidden() and widget.testAttribute(explicit)
