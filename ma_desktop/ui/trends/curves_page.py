"""Growth charts of a child, or its blood pressure by age: one chart at a time, its table, paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.curve_chart import CurveChart, Plotted
from ma_desktop.services import growth, trend_papers
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import Paper, PdfPreview
from ma_desktop.ui.trends.curve_view import CurveView
from ma_desktop.ui.widgets.buttons import Button, button, chip
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_BESIDE_FROM = 900
_SCALE = 1.4
_CHARTS = {"WHO": "0 to 24 months", "CDC": "2 to 20 years", "BP": ""}


class CurvesPage(QWidget):
    """Shows the charts it is given; `key` names the one in sight."""

    def __init__(self, context: Context, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._nothing = nothing
        self.charts: tuple[CurveChart, ...] = ()
        self.key = ""
        self.view = CurveView()
        self.readout, self.note = label("", "strong", wrap=True), label("", "small", wrap=True)
        self.table: RecordTable[Plotted] = RecordTable(_columns(), "Measurements", row_height=56)
        self.choices: dict[str, Button] = {}
        self._chips = FlowLayout(spacing=8)
        self._build()
        self.view.hovered.connect(self._on_hovered)
        self.table.chosen.connect(self._on_row)

    def _build(self) -> None:
        bar = FlowLayout(spacing=8)
        bar.addWidget(button("This page as PDF", self.show_page))
        bar.addWidget(button("All charts as PDF", self.show_all))
        card = Card()
        card.add(self.readout)
        card.body.addWidget(self.view, 1)
        card.add(self.note)
        main = QWidget()
        left = QVBoxLayout(main)
        edge = theme.px(20)
        left.setContentsMargins(edge, theme.px(12), theme.px(16), edge)
        left.setSpacing(theme.px(12))
        left.addLayout(self._chips)
        left.addLayout(bar)
        left.addWidget(card, 1)
        self._side = QWidget()
        self._side.setProperty("role", "right-panel")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        side.addWidget(label("Measurements", "heading"))
        self.table.setMinimumHeight(theme.px(240))
        side.addWidget(self.table, 1)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(0)
        self._both.addWidget(main, 1)
        self._both.addWidget(self._side)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The table stands beside the chart where there is room, else beneath it."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_BESIDE_FROM)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        wide = min(max(int(self.width() * 0.37), theme.px(400)), theme.px(500))
        self._side.setMinimumWidth(wide if beside else 0)
        self._side.setMaximumWidth(wide if beside else 16_777_215)

    def show_charts(self, charts: Sequence[CurveChart], prefer: str, note: str) -> None:
        """Offer charts; `prefer` begins the keys of those to open with, `note` stands beneath."""
        self.charts = tuple(charts)
        self.note.setText(note)
        self._chips.clear()
        self.choices = {}
        for chart in charts:
            group = _CHARTS[chart.key.partition(".")[0]]
            words = f"{chart.name}, {group}" if group else chart.name
            made = chip(words, partial(self.choose, chart.key))
            self.choices[chart.key] = made
            self._chips.addWidget(made)
        keys = [chart.key for chart in charts]
        preferred = [key for key in keys if key.startswith(prefer)] or keys
        self.view.setVisible(bool(keys))
        if keys:
            self.choose(self.key if self.key in keys else preferred[0])
        else:
            self.table.set_rows(())
            self.readout.setText(self._nothing)

    def choose(self, key: str) -> None:
        """Show one chart."""
        self.key = key
        for name, made in self.choices.items():
            made.setChecked(name == key)
        chart = self.chart
        if chart is not None:
            self.view.show_chart(chart)
            self.table.set_rows(chart.points[::-1])
            self._on_hovered(-1)

    @property
    def chart(self) -> CurveChart | None:
        return next((chart for chart in self.charts if chart.key == self.key), None)

    def _on_hovered(self, number: int) -> None:
        """Say the point under the cursor, or the latest one."""
        points = self.chart.points if self.chart else ()
        if not points:
            self.readout.setText("Nothing measured at this age.")
            return
        words = " · ".join(points[number].said)
        self.readout.setText(words if number >= 0 else f"Latest: {words}")
        self.readout.setAccessibleName(self.readout.text())

    def _on_row(self, point: Plotted) -> None:
        if self.chart is not None and point in self.chart.points:
            self.view.point_to(self.chart.points.index(point))

    # Paper

    def show_page(self) -> None:
        """The paper form on which this chart stands."""
        chart = self.chart
        if chart is not None:
            self._open([one.key for one in self.charts if one.page == chart.page])

    def show_all(self) -> None:
        self._open([chart.key for chart in self.charts])

    def _open(self, keys: Sequence[str]) -> None:
        clinic, patient_id = self.context.clinic, self.context.session.patient_id
        if patient_id is None or not keys:
            return

        def make() -> tuple[bytes, list[Image]]:
            data = growth.growth_pdf(clinic, patient_id, keys)
            return data, pages(data, _SCALE)

        def left(how: str, words: str) -> None:
            tasks.run(
                lambda: trend_papers.trend_left(clinic, patient_id, how),
                lambda _done: self.context.say(words),
                lambda error: self.context.say(str(error), "critical"),
                parent=self,
            )

        def show(result: tuple[bytes, list[Image]]) -> None:
            data, images = result
            paper = Paper(
                "Growth charts",
                "growth-charts.pdf",
                data,
                lambda: left("saved as a page", "The page is saved."),
                lambda: left("printed", "The page is sent to the printer."),
            )
            PdfPreview(paper, images, self).open()

        def failed(error: Exception) -> None:
            self.context.say(str(error), "critical")

        tasks.run(make, show, failed, parent=self)


def _columns() -> tuple[Column[Plotted], ...]:
    """Date and age, value and where it lies, and what its chart has as the last column."""
    return (
        Column("Date", lambda row: row.cells[0], detail=lambda row: row.cells[1], width=114),
        Column(
            "Value",
            lambda row: row.cells[2],
            look="strong",
            detail=lambda row: row.cells[3],
            stretch=True,
        ),
        Column("Change", lambda row: row.cells[4], look="muted", width=104),
    )
