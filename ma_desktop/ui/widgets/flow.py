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
        self._right = right
        if parent is not None:
            parent.setLayout(self)
        self.setSpacing(theme.px(spacing))
        self.setContentsMargins(0, 0, 0, 0)

    def set_right(self, right: bool) -> None:
        """Flush right, or from the left."""
        self._right = right
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

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
        rows = self._rows(width)
        return sum(self._height(row) for row in rows) + self.spacing() * max(0, len(rows) - 1)

    def minimumSize(self) -> QSize:
        """As wide as the widest of what its widgets can't do without: those that elide give way."""
        width = max((item.minimumSize().width() for item in self._shown), default=0)
        return QSize(width, max((item.sizeHint().height() for item in self._shown), default=0))

    def sizeHint(self) -> QSize:
        """All in one row; down to the minimum, the widest widget, neighbours may take of it."""
        width = sum(item.sizeHint().width() for item in self._shown)
        width += self.spacing() * max(0, len(self._shown) - 1)
        return QSize(width, self.minimumSize().height())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        spare = rect.height() - self.heightForWidth(rect.width())
        top = rect.top() + max(0, spare // 2)
        for row in self._rows(rect.width()):
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
