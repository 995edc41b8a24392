"""A table over frozen rows: a model from a list of columns, a painter, keys that never trap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.record_delegate import CELL_ROLE, Cell, RecordDelegate

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
OBJECT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True)
class Column(Generic[T]):
    """How one column is made of a row.

    `look` names how the text is drawn: text, strong, muted, pill, or button (`role` then gives
    primary or secondary). `role` gives the state of a pill or the colour token of a text by row.
    `detail` is a small second line, `icon` a file of resources/icons for pills. `width` is in
    design pixels; 0 fits the contents; `stretch` takes the spare width. `struck` crosses out.
    """

    title: str
    text: Callable[[T], str]
    align: str = "left"
    role: Callable[[T], str] | None = None
    look: str = "text"
    detail: Callable[[T], str] | None = None
    icon: Callable[[T], str] | None = None
    sort: Callable[[T], Any] | None = None
    width: int = 0
    stretch: bool = False
    struck: Callable[[T], bool] | None = None

    def cell(self, row: T) -> Cell:
        """What the delegate paints."""
        return Cell(
            self.text(row),
            self.look,
            self.role(row) if self.role else "",
            self.detail(row) if self.detail else "",
            self.icon(row) if self.icon else "",
            _ALIGN[self.align],
            bool(self.struck and self.struck(row)),
        )


class RecordModel(QAbstractTableModel, Generic[T]):
    """Rows as they are, read only; `OBJECT_ROLE` gives the row, `SORT_ROLE` what to sort by."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[T, ...] = ()

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show other rows. Same number of rows: selection and scroll position stay."""
        if len(rows) == len(self.rows) and rows:
            self.rows = tuple(rows)
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[T]]) -> None:
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), ()
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(column, row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
            case _ if role == CELL_ROLE:
                return column.cell(row)
            case _ if role == OBJECT_ROLE:
                return row
            case _ if role == SORT_ROLE:
                return (column.sort or column.text)(row)
        return None

    @staticmethod
    def _spoken(column: Column[T], row: T) -> str:
        detail = column.detail(row) if column.detail else ""
        parts = (column.title, column.text(row), detail)
        return " ".join(part for part in parts if part)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title.upper()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None


class RecordTable(QTableView, Generic[T]):
    """One row is one thing: arrows choose, Enter or double click opens, Tab leaves.

    `chosen` and `opened` carry the row's object; `pressed_button` the object and the column.
    """

    chosen = Signal(object)
    opened = Signal(object)
    pressed_button = Signal(object, int)

    def __init__(
        self,
        columns: Sequence[Column[T]],
        name: str,
        *,
        row_height: int = 52,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least = 0
        self.records: RecordModel[T] = RecordModel(columns, self)
        self.setModel(self.records)
        self.setItemDelegate(RecordDelegate(self))
        self.setAccessibleName(name)
        self._behave()
        self._lay_out(row_height)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _behave(self) -> None:
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._on_opened)

    def _lay_out(self, row_height: int) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(row_height))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(theme.px(34))
        header.setMinimumSectionSize(theme.px(24))
        self._size_columns()

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        for number, column in enumerate(self.records.columns):
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            elif column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(number, theme.px(column.width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)

    def set_columns(self, columns: Sequence[Column[T]]) -> None:
        """Show other columns, and no rows until there are new ones."""
        self.records.set_columns(columns)
        self._size_columns()

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show other rows; the selected line keeps its number where it still exists."""
        line = self.currentIndex().row()
        self.records.set_rows(rows)
        if 0 <= line < len(rows):
            self.select(line)

    def select(self, line: int) -> None:
        """Choose a line by its number, from 0."""
        self.setCurrentIndex(self.records.index(line, 0))

    @property
    def current(self) -> T | None:
        """The chosen row's object."""
        index = self.currentIndex()
        return self.records.rows[index.row()] if index.isValid() else None

    def height_for_rows(self) -> int:
        """The height at which no scroll bar is needed."""
        rows = sum(self.rowHeight(line) for line in range(len(self.records.rows)))
        return rows + self.horizontalHeader().height() + 2 * self.frameWidth() + 2

    def take_spare(self, least: int) -> None:
        """Be `least` design pixels high, and higher only where room is left over."""
        self._least = theme.px(least)
        self.setMinimumHeight(self._least)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), self._least) if self._least else size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen row stays in sight when room gets short."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif event.text().strip() and event.text().isprintable():
            event.ignore()  # letters are keys of the screen, not a search in the table
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._on_button(index, event.position().toPoint()):
            self.pressed_button.emit(self.records.rows[index.row()], index.column())

    def _on_button(self, index: QModelIndex, point: QPoint) -> bool:
        cell = self.records.columns[index.column()].cell(self.records.rows[index.row()])
        delegate = self.itemDelegate()
        if cell.look != "button" or not cell.text or not isinstance(delegate, RecordDelegate):
            return False
        return delegate.button_box(self.visualRect(index), cell).contains(point)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.records.rows[now.row()])

    def _on_opened(self, index: QModelIndex) -> None:
        if self.records.columns[index.column()].look != "button":
            self.opened.emit(self.records.rows[index.row()])
