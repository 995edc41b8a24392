"""The Trends screen: choose a vital sign and a span, read the chart and the same as a table."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import trends
from ma_desktop.services.trends import Trend
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.trends.chart import TrendChart
from ma_desktop.ui.trends.readings import COLUMNS, ReadingRow, how, rows_of
from ma_desktop.ui.widgets.buttons import Button, chip
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import RecordTable
from ma_desktop.ui.widgets.text import label

SPANS = {"1m": 30, "6m": 182, "2y": 731, "all": None}
_SPAN_WORDS = {"1m": "1 month", "6m": "6 months", "2y": "2 years", "all": "All"}


class TrendsScreen(Screen):
    """Shows one vital sign of the open patient at a time."""

    key = "trends"
    title = "Trends"
    icon = "trend"
    needs_patient = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._visit_id = ""
        self._vital = "bp"
        self._span = "2y"
        self._trend: Trend | None = None
        self._vital_chips: dict[str, Button] = {}
        self._span_chips: dict[str, Button] = {}
        self.chart = TrendChart(context.clinic.zone)
        self.readout = label("", "strong")
        self.legend = label("", "muted", wrap=True)
        self.table: RecordTable[ReadingRow] = RecordTable(COLUMNS, "Readings", row_height=44)
        self._empty = EmptyPage(
            "trend", "No readings yet", "Record vital signs in Rooming; they appear here at once."
        )
        self._build()
        self.chart.hovered.connect(self._on_hovered)
        self.table.chosen.connect(self._on_row)

    def _build(self) -> None:
        self._chips = FlowLayout(spacing=8)
        spans = QHBoxLayout()
        for key, words in _SPAN_WORDS.items():
            self._span_chips[key] = chip(words, partial(self._choose_span, key))
            spans.addWidget(self._span_chips[key])
        top = QHBoxLayout()
        top.addLayout(self._chips, 1)
        top.addLayout(spans)
        card = Card()
        card.add(self.readout)
        card.body.addWidget(self.chart, 1)
        card.add(self.legend)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        edge = theme.px(24)
        left.setContentsMargins(edge, theme.px(16), theme.px(16), edge)
        left.setSpacing(theme.px(12))
        left.addLayout(top)
        left.addWidget(card, 1)
        self._side = QWidget()
        self._side.setProperty("role", "right-panel")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._side.setFixedWidth(theme.px(430))
        side = QVBoxLayout(self._side)
        side.setContentsMargins(theme.px(12), theme.px(16), theme.px(12), theme.px(16))
        side.addWidget(label("Readings", "heading"))
        side.addWidget(self.table, 1)
        side.addWidget(label("The same as the chart, newest first.", "muted", wrap=True))
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._left, 1)
        page.addWidget(self._side)
        page.addWidget(self._empty, 1)
        self._show_empty(False)

    def _show_empty(self, empty: bool) -> None:
        self._empty.setVisible(empty)
        self._left.setVisible(not empty)
        self._side.setVisible(not empty)

    # Loading

    def set_visit(self, visit_id: str) -> None:
        self._visit_id = visit_id

    def activate(self) -> None:
        self._load()
        self.chart.setFocus()

    def refresh(self, changes: Changes) -> None:
        if self.context.session.patient_id in changes.patients:
            self._load()

    def _load(self) -> None:
        patient_id = self.context.session.patient_id
        if patient_id is None:
            return
        clinic = self.context.clinic
        tasks.run(
            lambda: trends.measured(clinic, patient_id),
            self._on_measured,
            self._on_failed,
            parent=self,
        )

    def _on_measured(self, vitals: tuple[str, ...]) -> None:
        self._show_empty(not vitals)
        self._fill_chips(vitals)
        if vitals:
            self._choose(self._vital if self._vital in vitals else vitals[0])

    def _fill_chips(self, vitals: tuple[str, ...]) -> None:
        if tuple(self._vital_chips) == vitals:
            return
        self._chips.clear()
        self._vital_chips = {}
        for vital_id in vitals:
            name = self.context.clinic.catalog.vitals[vital_id].name
            made = chip(name, partial(self._choose, vital_id))
            self._vital_chips[vital_id] = made
            self._chips.addWidget(made)

    def _choose(self, vital_id: str) -> None:
        self._vital = vital_id
        for key, made in self._vital_chips.items():
            made.setChecked(key == vital_id)
        clinic, patient_id = self.context.clinic, self.context.session.patient_id
        if patient_id is not None:
            tasks.run(
                lambda: trends.trend(clinic, patient_id, vital_id),
                self._on_trend,
                self._on_failed,
                parent=self,
            )

    def _on_trend(self, trend: Trend) -> None:
        if trend.vital.id != self._vital:
            return
        self._trend = trend
        self.chart.show_series(trend.series.points, trend.bands)
        self.chart.setAccessibleName(f"{trend.vital.name} chart")
        self.table.set_rows(rows_of(self.context.clinic, trend))
        self._choose_span(self._span)
        self._on_hovered(-1)
        self._say_legend(trend)

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    # Showing

    def _choose_span(self, key: str) -> None:
        self._span = key
        for name, made in self._span_chips.items():
            made.setChecked(name == key)
        days = SPANS[key]
        now = self.context.clinic.now()
        self.chart.show_span(now - timedelta(days=days) if days else None, now)

    def _on_hovered(self, index: int) -> None:
        """Say the reading under the cursor, or the latest one."""
        trend = self._trend
        counted = [] if trend is None else [o for o in trend.counted if o.reading.measures]
        if trend is None or not counted:
            self.readout.setText("")
            return
        item = counted[index]
        row = next((r for r in self.table.records.rows if r.point == index % len(counted)), None)
        value = row.value if row else ""
        parts = [
            f"{value} {trend.unit.label}",
            f"{self.context.clinic.local(item.taken_at):%d %b %Y %H:%M}",
        ]
        parts += [words for words in (how(trend.vital, item), item.taken_by) if words]
        self.readout.setText(("Latest: " if index < 0 else "") + " · ".join(parts))
        self.readout.setAccessibleName(self.readout.text())

    def _on_row(self, row: ReadingRow) -> None:
        self.chart.point_to(row.point)

    def _say_legend(self, trend: Trend) -> None:
        names = [part.name for part in trend.vital.parts]
        words = [f"● {names[0]}", f"■ {names[1]}"] if len(names) > 1 else [f"● {trend.vital.name}"]
        for name, (low, high) in zip(names, trend.bands, strict=True):
            if low is not None and high is not None:
                words.append(f"band: {name.lower()} {low:f} to {high:f} for this age")
        self.legend.setText("     ".join(words))

    # Keeping the place

    def location(self) -> dict[str, str]:
        return {"vital": self._vital, "span": self._span}

    def restore(self, location: dict[str, str]) -> None:
        self._vital = location.get("vital", self._vital)
        span = location.get("span", self._span)
        self._span = span if span in SPANS else self._span
        self._load()

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Left, Right", "Step from reading to reading"),
            ("Home, End", "First and latest reading"),
            ("Esc", "Take the cursor away"),
        ]
