"""The table of today's visits: two-line patients, pills, one button a row and a menu of moves."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.today.board_widths import fit
from ma_desktop.ui.today.lines import Line, NeedPill
from ma_desktop.ui.widgets.pill import paint_pill, pill_size
from ma_desktop.ui.widgets.record_delegate import Cell, RecordDelegate
from ma_desktop.ui.widgets.record_table import OBJECT_ROLE, Column, RecordTable

_MARGIN, _GAP, _DOT = 12, 6, 4
_MEASURED = {"Patient": 0.85, "Visit": 0.85, "Provider": 1.0, "Status": 1.0, "Action": 1.0}
"""The share of a column's texts that shall be whole: one long name does not push aside the rest."""
_OF_THE_TABLE = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)


class BoardTable(RecordTable[Line]):
    """Keeps the chosen visit and the scroll position when other rows come.

    `acted` is emitted when a row's button is pressed, `menu_asked` with the place for the menu.
    Letters and digits are left to the screen.
    """

    acted = Signal(object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._hidden: frozenset[str] = frozenset()
        self._wanted: dict[str, int] = {}
        super().__init__(self._columns(), "Visits of today", parent=parent)
        self.setItemDelegate(_BoardDelegate(self))
        self._names = [column.title for column in self.records.columns]
        self._names[-2:] = ["Action", "More"]
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        header = self.horizontalHeader()
        for number in range(len(self._names)):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
        self.pressed_button.connect(self._on_button_pressed)

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column("Time", lambda line: line.time, look="strong"),
            Column(
                "Patient",
                lambda line: line.name,
                look="strong",
                detail=lambda line: line.detail(self._hidden),
            ),
            Column("Visit", lambda line: line.visit.visit_type),
            Column("Provider", lambda line: line.visit.provider),
            Column("Room", lambda line: line.room),
            Column(
                "Status", lambda line: line.status, look="pill", role=lambda line: line.status_look
            ),
            Column(
                "In status",
                lambda line: line.in_status,
                role=lambda line: "warn" if line.waits_long else "",
                detail=lambda line: "long wait" if line.waits_long else "",
            ),
            Column("Since arrival", lambda line: line.since_arrival),
            Column("Needs", lambda line: ", ".join(p.text for p in line.needs), look="needs"),
            Column(
                "",
                lambda line: line.action,
                look="button",
                role=lambda line: "primary" if line.action == "Room" else "secondary",
            ),
            Column("", lambda _line: "More", look="button", role=lambda _line: "more"),
        )

    @property
    def visit_id(self) -> str:
        """The chosen visit, or empty."""
        line = self.current
        return line.visit.id if line is not None else ""

    def set_rows(self, rows: Sequence[Line]) -> None:
        """Show other rows. The chosen visit stays chosen, or its neighbour takes its place."""
        chosen, line = self.visit_id, self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self.records.set_rows(rows)
        self.fit_height()
        self._measure()
        self._fit_columns()
        if chosen and not self.select_visit(chosen) and rows:
            self.select(min(max(line, 0), len(rows) - 1))
        self.verticalScrollBar().setValue(scrolled)

    def select_visit(self, visit_id: str) -> bool:
        """Choose a visit; False when it is not shown."""
        for number, line in enumerate(self.records.rows):
            if line.visit.id == visit_id:
                if self.currentIndex().row() != number:
                    self.select(number)
                return True
        return False

    def fit_height(self) -> None:
        """The table ends with its last row, as a card does."""
        self.setMaximumHeight(max(self.height_for_rows(), theme.px(90)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _measure(self) -> None:
        """How wide the texts are, in pixels; which columns fit is asked anew at each resize."""
        needs = (_needs_width(line.needs) for line in self.records.rows)
        self._wanted = {
            name: self._width_for(self._names.index(name), share)
            for name, share in _MEASURED.items()
        } | {"Needs": max(needs, default=0)}

    def _fit_columns(self) -> None:
        scale = 100 / theme.current().text_percent
        wanted = {name: width * scale for name, width in self._wanted.items()}
        widths = fit(self.viewport().width() * scale, wanted)
        if widths.hidden != self._hidden:
            self._hidden = widths.hidden
            self._measure()  # the patient's second line takes up what has no column
        for number, name in enumerate(self._names):
            self.setColumnHidden(number, name in widths.hidden)
            if name in widths.columns:
                width = theme.px(widths.columns[name])
                if self.columnWidth(number) != width:
                    self.setColumnWidth(number, width)

    def _width_for(self, column: int, share: float) -> int:
        """The width in which this share of the column's texts is whole."""
        option = QStyleOptionViewItem()
        widths = sorted(
            self.itemDelegate().sizeHint(option, self.records.index(row, column)).width()
            for row in range(len(self.records.rows))
        )
        return widths[ceil(share * len(widths)) - 1] if widths else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OF_THE_TABLE:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right button, Menu key and Shift+F10."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.ask_menu()
            return
        index = self.indexAt(event.pos())
        if index.isValid():
            self.select(index.row())
            self.menu_asked.emit(self.records.rows[index.row()], event.globalPos())

    def ask_menu(self) -> None:
        """Ask for the menu of the chosen row, beneath it."""
        line = self.current
        if line is not None:
            last = self.records.index(self.currentIndex().row(), len(self._names) - 1)
            corner = self.visualRect(last).bottomLeft()
            self.menu_asked.emit(line, self.viewport().mapToGlobal(corner))

    def _on_button(self, index: QModelIndex, _point: QPoint) -> bool:
        """The whole cell takes the press: a painted button alone is a small target."""
        column = self.records.columns[index.column()]
        return column.look == "button" and bool(column.text(self.records.rows[index.row()]))

    def _on_button_pressed(self, line: Line, column: int) -> None:
        if column == len(self._names) - 1:
            self.ask_menu()
        else:
            self.acted.emit(line)


class _BoardDelegate(RecordDelegate):
    """Adds a cell of several pills, and the three dots of the menu."""

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        cell: Cell,
    ) -> None:
        if cell.look != "needs":
            super()._paint_cell(painter, rect, index, cell)
            return
        line: Line = index.data(OBJECT_ROLE)
        margin = theme.px(_MARGIN)
        _paint_needs(painter, rect.adjusted(margin, 0, -margin // 2, 0), line.needs)

    def _paint_button(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        if cell.role != "more":
            super()._paint_button(painter, rect, cell)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("ink-2"))
        dot, centre = theme.px(_DOT), rect.center()
        for step in (-1, 0, 1):
            left = centre.x() + step * 2 * dot - dot // 2
            painter.drawEllipse(left, centre.y() - dot // 2, dot, dot)


def _needs_width(needs: tuple[NeedPill, ...]) -> int:
    """What the first pill and the count of the others take."""
    if not needs:
        return 0
    width = pill_size(needs[0].text, needs[0].icon).width() + 2 * theme.px(_MARGIN)
    if len(needs) > 1:
        width += theme.px(_GAP) + pill_size(f"+{len(needs) - 1}").width()
    return width


def _paint_needs(painter: QPainter, inner: QRect, needs: tuple[NeedPill, ...]) -> None:
    """As many pills as fit, the first at any rate, then how many more there are."""
    left = inner.left()
    for number, need in enumerate(needs):
        size = pill_size(need.text, need.icon)
        rest = len(needs) - number - 1
        kept = pill_size(f"+{rest}").width() + theme.px(_GAP) if rest else 0
        if number and left + size.width() + kept > inner.right() + 1:
            _paint_one(painter, inner, left, NeedPill(f"+{rest + 1}"))
            return
        space = max(inner.right() + 1 - left - kept, theme.px(40))
        width = _paint_one(painter, inner, left, need, space)
        left += width + theme.px(_GAP)


def _paint_one(
    painter: QPainter, inner: QRect, left: int, need: NeedPill, space: int = 10_000
) -> int:
    size = pill_size(need.text, need.icon)
    box = QRect(QPoint(left, inner.top()), QSize(min(size.width(), space), size.height()))
    box.moveTop(inner.center().y() - size.height() // 2 + 1)
    paint_pill(painter, box, need.text, need.state, need.icon)
    return box.width()
