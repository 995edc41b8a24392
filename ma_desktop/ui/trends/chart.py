"""One vital sign on a true time axis: all points, reference bands, a cursor for mouse and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.summary import SeriesPoint
from ma_desktop.services.trends import Band
from ma_desktop.ui import theme

_INKS = ("brand", "info")
_GROUNDS = ("ok-soft", "info-soft")
_SYMBOLS = ("o", "s")
_SPARE = 0.12
_DAY = 86_400.0
_MOST_MARKS = 400
"""Beyond this many points a mark each would only smear; the line still shows every extreme."""


class TrendChart(pg.PlotWidget):  # type: ignore[misc]
    """`hovered` carries the index of the point under the cursor, -1 for none."""

    hovered = Signal(int)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        offset = datetime.now(zone).utcoffset()
        seconds = 0.0 if offset is None else offset.total_seconds()
        super().__init__(parent, axisItems={"bottom": pg.DateAxisItem(utcOffset=-seconds)})
        self._points: tuple[SeriesPoint, ...] = ()
        self._times = np.empty(0)
        self._at = -1
        self.setAccessibleName("Chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=True, y=False)
        self.viewport().setMouseTracking(True)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._dress()

    def _dress(self) -> None:
        self.setBackground(theme.colour("surface"))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("ink-3"))
            axis.setTickFont(theme.font(13))
        self.getAxis("left").setStyle(tickLength=0)
        self._cursor.setPen(pg.mkPen(theme.colour("ink-3"), width=1))

    def show_series(self, points: Sequence[SeriesPoint], bands: Sequence[Band]) -> None:
        """Draw all points, oldest first, over their bands; both in the shown unit."""
        self.clear()
        self._points = tuple(points)
        self._at = -1
        count = len(self._points)
        self._times = np.fromiter((point.at.timestamp() for point in points), float, count)
        columns = [np.fromiter((point.value for point in points), float, count)]
        if points and points[0].second is not None:
            columns.append(np.fromiter((point.second or 0 for point in points), float, count))
        self._draw_bands(bands[: len(columns)])
        for number, column in enumerate(columns):
            self._draw_line(column, number)
        self._cursor.hide()
        self.addItem(self._cursor, ignoreBounds=True)
        self._fit_height(columns, bands)

    def _draw_bands(self, bands: Sequence[Band]) -> None:
        for number, (low, high) in enumerate(bands):
            if low is None or high is None:
                continue
            region = pg.LinearRegionItem(
                (float(low), float(high)),
                orientation="horizontal",
                movable=False,
                brush=theme.colour(_GROUNDS[number]),
                pen=pg.mkPen(None),
            )
            region.setZValue(-10)
            self.addItem(region, ignoreBounds=True)

    def _draw_line(self, values: np.ndarray, number: int) -> None:
        ink = theme.colour(_INKS[number])
        marked = len(values) <= _MOST_MARKS
        item = self.plot(
            self._times,
            values,
            pen=pg.mkPen(ink, width=2 if marked else 1),  # wide lines are Qt's slow ones
            symbol=_SYMBOLS[number] if marked else None,
            symbolSize=8,
            symbolBrush=ink,
            symbolPen=None,
            antialias=marked,
        )
        # As keywords of plot() these two raise AttributeError; afterwards they work.
        item.setDownsampling(auto=True, method="peak")
        item.setClipToView(True)

    def _fit_height(self, columns: Sequence[np.ndarray], bands: Sequence[Band]) -> None:
        ends = [(column.min(), column.max()) for column in columns if len(column)]
        seen = [float(value) for pair in ends for value in pair]
        seen += [float(bound) for band in bands for bound in band if bound is not None]
        if seen:
            spare = max((max(seen) - min(seen)) * _SPARE, 1.0)
            self.setYRange(min(seen) - spare, max(seen) + spare, padding=0)

    def show_span(self, start: datetime | None, end: datetime) -> None:
        """Show the time from `start` (None: the first point) to `end`, with a little room."""
        if start is None:
            start = self._points[0].at if self._points else datetime.fromtimestamp(0, UTC)
        width = max(end.timestamp() - start.timestamp(), _DAY)
        self.setXRange(end.timestamp() - width * 1.02, end.timestamp() + width * 0.03, padding=0)

    def point_to(self, index: int) -> None:
        """Put the cursor on a point; out of range takes it away."""
        if not 0 <= index < len(self._points):
            index = -1
        if index == self._at:
            return
        self._at = index
        self._cursor.setVisible(index >= 0)
        if index >= 0:
            self._cursor.setValue(self._times[index])
        self.hovered.emit(index)

    def value_at(self, index: int) -> tuple[Decimal, Decimal | None]:
        point = self._points[index]
        return point.value, point.second

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if len(self._times):
            place = self.plotItem.vb.mapSceneToView(QPointF(event.position()))
            self.point_to(int(np.abs(self._times - place.x()).argmin()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._points) - 1
        steps = {
            Qt.Key.Key_Left: max(self._at - 1, 0) if self._at >= 0 else last,
            Qt.Key.Key_Right: min(self._at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Escape: -1,
        }
        target = steps.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.point_to(target)
