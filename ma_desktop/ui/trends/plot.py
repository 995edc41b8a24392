"""A pyqtgraph plot that is operated by keys: zoom, pan, stepping from point to point, aloud."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.trends.axes import dress
from ma_desktop.ui.widgets.speech import speak

_ZOOM, _PAN = 1.5, 0.25
_PICTURE_SCALE = 2
_RING = 15
Words = Callable[[int], list[str]]


def plot_item(axes: dict[str, pg.AxisItem]) -> pg.PlotItem:
    """A plot with these axes, without menus and buttons."""
    made = pg.PlotItem(axisItems=axes, enableMenu=False)
    made.hideButtons()
    made.getViewBox().setDefaultPadding(0)
    for axis in axes.values():
        dress(axis)
        axis.setZValue(-1)
    axes["left"].setGrid(255)
    return made


class PlotView(pg.GraphicsLayoutWidget):
    """`hovered` carries the point under the cursor, -1 for none; `moved` says the span changed.

    `words` gives what is said of a point, headline first. Subclasses name the points in `places`.
    """

    hovered = Signal(int)
    moved = Signal()

    def __init__(self, main: pg.PlotItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = main
        self.addItem(main, 0, 0)
        self.row = -1
        self.words: Words = lambda _row: []
        self._cursor: list[pg.GraphicsObject] = []
        self.setAccessibleName("Chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(240))
        self.ci.layout.setSpacing(theme.px(4))
        main.getViewBox().sigXRangeChanged.connect(self._on_range)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), self.minimumHeight())

    @property
    def start(self) -> float:
        return float(self.main.getViewBox().viewRange()[0][0])

    @property
    def end(self) -> float:
        return float(self.main.getViewBox().viewRange()[0][1])

    def _on_range(self) -> None:
        self.moved.emit()

    # What a subclass knows

    def count(self) -> int:
        """How many points there are."""
        raise NotImplementedError

    def places(self, row: int) -> list[tuple[float, float]]:
        """Where the numbers of a point stand, in the numbers of the axes."""
        raise NotImplementedError

    def place_of(self, row: int) -> float:
        """Where a point stands across."""
        raise NotImplementedError

    def nearest(self, at: QPointF) -> int:
        """The point nearest to a place, in the numbers of the axes; -1 without any."""
        raise NotImplementedError

    def dress(self) -> None:
        """Make all that is drawn, but the cursor."""
        raise NotImplementedError

    # Where it is

    def show_part(self, start: float, end: float) -> None:
        """Show from `start` to `end`, as far as the limits of the plot allow."""
        self.main.getViewBox().setXRange(start, end, padding=0)

    def zoom(self, factor: float) -> None:
        """Show `1 / factor` of what is shown, around the middle."""
        half, middle = (self.end - self.start) / factor / 2, (self.start + self.end) / 2
        self.show_part(middle - half, middle + half)

    def pan(self, share: float) -> None:
        """Move what is shown by a share of its width."""
        by = (self.end - self.start) * share
        self.show_part(self.start + by, self.end + by)

    def point_to(self, row: int, *, aloud: bool = False) -> None:
        """Put the cursor on a point, in sight; out of range takes it away."""
        row = row if 0 <= row < self.count() else -1
        if row == self.row:
            return
        self.row = row
        if row >= 0 and not self.start <= self.place_of(row) <= self.end:
            half = (self.end - self.start) / 2
            self.show_part(self.place_of(row) - half, self.place_of(row) + half)
        self._draw_cursor()
        if row >= 0 and aloud:
            said = ", ".join(self.words(row))
            self.setAccessibleDescription(said)
            speak(self, said)
        self.hovered.emit(row)

    def spots(self, row: int) -> list[QPointF]:
        """Where the numbers of a point stand, in pixels."""
        view = self.main.getViewBox()
        return [view.mapViewToScene(pg.Point(*place)) for place in self.places(row)]

    # Painting

    def plots(self) -> list[pg.PlotItem]:
        """All plots that the cursor's line goes through."""
        return [self.main]

    def redraw(self, row: int = -1) -> None:
        """Draw anew in the colours of the theme in force, with the cursor on `row`."""
        self._drop_cursor()
        self.row = row
        self.setBackground(theme.colour("surface"))
        self.dress()
        self._draw_cursor()

    def _drop_cursor(self) -> None:
        for item in self._cursor:
            item.getViewBox().removeItem(item)
        self._cursor = []

    def _draw_cursor(self) -> None:
        self._drop_cursor()
        if self.row < 0:
            return
        at = self.place_of(self.row)
        for plot in self.plots():
            self._put(plot, pg.InfiniteLine(at, 90, pg.mkPen(theme.colour("ink-3"))))
        pen = pg.mkPen(theme.colour("ink"), width=2)
        ring = pg.ScatterPlotItem(size=theme.px(_RING), pen=pen, brush=None)
        ring.setData(pos=self.places(self.row) or None)
        self._put(self.main, ring)
        view = self.main.getViewBox()
        tip, room = tip_of(self.words(self.row)), view.sceneBoundingRect()
        x, wide, apart = view.mapViewToScene(pg.Point(at, 0)).x(), tip.boundingRect().width(), 12
        left = x + apart if x + apart + wide <= room.right() else x - apart - wide
        tip.setAnchor(((x - max(left, room.left())) / wide, 0))
        tip.setPos(at, view.viewRange()[1][1])
        self._put(self.main, tip)

    def _put(self, plot: pg.PlotItem, item: pg.GraphicsObject) -> None:
        item.setZValue(100 + len(self._cursor))
        plot.getViewBox().addItem(item, ignoreBounds=True)
        self._cursor.append(item)

    def picture(self, title: str) -> QImage:
        """The chart beneath a line that says whose it is, twice as fine as on the screen."""
        self.point_to(-1)
        head, size = theme.px(36), self.viewport().size()
        image = QImage(
            QSize(size.width(), size.height() + head) * _PICTURE_SCALE, QImage.Format.Format_RGB32
        )
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        painter.setFont(theme.font(15, QFont.Weight.DemiBold))
        painter.setPen(theme.colour("ink"))
        place = QRectF(theme.px(16), 0, size.width(), head)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
        target = QRectF(0, head, size.width(), size.height())
        self.render(painter, target, QRect(0, 0, size.width(), size.height()))
        painter.end()
        return image

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """The frame that says where the keys go."""
        super().drawForeground(painter, rect)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(theme.colour("brand"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self.redraw(self.row)

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons() and self.count():
            self.point_to(self.nearest(self.main.getViewBox().mapSceneToView(event.position())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, shift = self.count() - 1, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Left: max(self.row - 1, 0) if self.row >= 0 else last,
            Qt.Key.Key_Right: min(self.row + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Escape: -1,
        }
        zooms = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Equal: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM}
        key = Qt.Key(event.key())
        if shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan(-_PAN if key == Qt.Key.Key_Left else _PAN)
        elif key in zooms:
            self.zoom(zooms[key])
        elif key in steps:
            self.point_to(steps[key], aloud=True)
        else:
            event.ignore()


def tip_of(lines: list[str]) -> pg.TextItem:
    """Words beside the cursor, headline first."""
    head, *others = [escape(line) for line in lines] or [""]
    tip = pg.TextItem(
        html="<br>".join([f"<b>{head}</b>", *others]),
        fill=theme.colour("tip"),
    )
    tip.textItem.setFont(theme.font(13))
    tip.textItem.document().setDocumentMargin(theme.px(8))
    tip.textItem.setDefaultTextColor(theme.colour("on-tip"))
    tip.updateTextPos()
    return tip
