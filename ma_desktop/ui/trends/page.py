"""A chart with what it says beneath, and the same as a table beside it: the frame of both pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError
from ma_desktop.services import trend_papers
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import Paper, PdfPreview
from ma_desktop.ui.trends.plot import PlotView
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.record_table import RecordTable
from ma_desktop.ui.widgets.scroll import fill, scrolling
from ma_desktop.ui.widgets.text import label

_BESIDE_FROM = 900
_NO_LIMIT = 16_777_215
_SCALE = 1.4
T = TypeVar("T")
V = TypeVar("V", bound=PlotView)


class ChartPage(QWidget, Generic[T, V]):
    """Says the point under the cursor, or the latest one; a chosen row of the table points to it.

    Subclasses say which row is which point, in `point_of`.
    """

    side_share = 0.34
    """How much of the width the table takes."""

    def __init__(
        self, context: Context, view: V, table: RecordTable[T], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.chart, self.table = context, view, table
        self.readout, self.note = label("", "strong", wrap=True), label("", "small", wrap=True)
        view.hovered.connect(self._on_hovered)
        table.chosen.connect(lambda row: view.point_to(self.point_of(row)))

    def point_of(self, row: T) -> int:
        """The point of the chart that a row of the table is."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said where there is no point."""
        raise NotImplementedError

    def build(self, above: list[QWidget | QLayout], heading: str, *beneath: QWidget) -> None:
        """Lay out controls, chart and table; `beneath` stand under the chart."""
        card = Card()
        card.add(self.readout)
        card.body.addWidget(self.chart, 1)
        for widget in (self.note, *beneath):
            card.add(widget)
        main = QWidget()
        left = QVBoxLayout(main)
        edge = theme.px(20)
        left.setContentsMargins(edge, theme.px(12), theme.px(16), edge)
        left.setSpacing(theme.px(12))
        for one in above:
            left.addWidget(one) if isinstance(one, QWidget) else left.addLayout(one)
        left.addWidget(card, 1)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(0)
        self._both.addWidget(main, 1)
        self._side = self._make_side(heading)
        self._both.addWidget(self._side)
        self._area = scrolling(inner)
        fill(self, self._area)

    def _make_side(self, heading: str) -> QWidget:
        made = QWidget()
        made.setProperty("role", "right-panel")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side = QVBoxLayout(made)
        side.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        side.addWidget(label(heading, "heading"))
        self.table.setMinimumHeight(theme.px(240))
        side.addWidget(self.table, 1)
        side.addWidget(label("All readings, newest first.", "small", wrap=True))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The table stands beside the chart where there is room, else beneath it."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_BESIDE_FROM)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        wide = min(max(int(self.width() * self.side_share), theme.px(400)), theme.px(500))
        self._side.setMinimumWidth(wide if beside else 0)
        self._side.setMaximumWidth(wide if beside else _NO_LIMIT)

    def _on_hovered(self, row: int) -> None:
        if row >= 0 and self.chart.hasFocus() and not self.chart.underMouse():
            self._bring_in_sight()
        last = self.chart.count() - 1
        words = " · ".join(self.chart.words(last if row < 0 else row)) if last >= 0 else ""
        self.readout.setText((f"Latest: {words}" if row < 0 else words) or self.nothing())
        self.readout.setAccessibleName(self.readout.text())

    def _bring_in_sight(self) -> None:
        """Who steps by keys sees where, also in a low window."""
        top = self.chart.mapTo(self._area.widget(), QPoint(0, 0)).y()
        bar, page = self._area.verticalScrollBar(), self._area.viewport().height()
        if top < bar.value() or top + self.chart.height() > bar.value() + page:
            bar.setValue(min(top, max(top + self.chart.height() - page, 0)))

    def on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    # Paper

    def show_paper(self, title: str, name: str, patient_id: str, make: Callable[[], bytes]) -> None:
        """A page in its preview, with Save and Print; both are in the audit."""

        def made() -> tuple[bytes, list[Image]]:
            data = make()
            return data, pages(data, _SCALE)

        def show(result: tuple[bytes, list[Image]]) -> None:
            data, images = result
            paper = Paper(
                title,
                name,
                data,
                lambda: self.note_left(patient_id, "saved as a page", "The page is saved."),
                lambda: self.note_left(patient_id, "printed", "The page is sent to the printer."),
            )
            PdfPreview(paper, images, self).open()

        tasks.run(made, show, self.on_failed, parent=self)

    def note_left(self, patient_id: str, how: str, words: str) -> None:
        """Note in the audit that something left, and say so."""
        clinic = self.context.clinic
        tasks.run(
            lambda: trend_papers.trend_left(clinic, patient_id, how),
            lambda _done: self.context.say(words),
            self.on_failed,
            parent=self,
        )
