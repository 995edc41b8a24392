"""The Trends screen: vital signs over time, growth, and the blood pressure of children."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.services import growth, trends
from ma_desktop.services.growth import GrowthRecord
from ma_desktop.services.trends import Overview
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.trends.chart import TrendChart
from ma_desktop.ui.trends.controls import SPANS
from ma_desktop.ui.trends.curve_view import CurveView
from ma_desktop.ui.trends.curves_page import CurvesPage
from ma_desktop.ui.trends.vitals_page import VitalsPage
from ma_desktop.ui.widgets.buttons import Button, chip
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout

_VIEWS = {
    "vitals": ("Vital signs", "V"),
    "growth": ("Growth", "G"),
    "pressure": ("Blood pressure by age", "B"),
}
_NO_GROWTH = "The growth charts are made for girls and boys. Record the sex to see them."
_NO_PRESSURE = "Needs a blood pressure and a height within a year of it, from 1 to 17 years."

_PRESSURE_NOTE = (
    "From where each category holds at the latest known height. Each reading is placed with the "
    "height nearest in time."
)


class TrendsScreen(Screen):
    """Shows one view of the open patient at a time."""

    key = "trends"
    title = "Trends"
    icon = "trend"
    needs_patient = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view = "vitals"
        self._shown = ""
        self._charted = False
        self.tabs: dict[str, Button] = {}
        self._empty = EmptyPage(
            "trend", "No readings yet", "Record vital signs in Rooming; they appear here at once."
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty)
        self._tab_bar = self._make_tabs()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tab_bar)
        column.addWidget(self.stack, 1)

    def parts(self) -> Iterator[None]:
        chart = TrendChart(self.context.clinic.zone)
        yield
        self.vitals = VitalsPage(self.context, chart, self.stack)
        yield
        self.stack.addWidget(self.vitals)
        yield
        growth, pressure = CurveView(), CurveView()
        yield
        self.growth = CurvesPage(self.context, growth, _NO_GROWTH)
        self.stack.addWidget(self.growth)
        yield
        self.pressure = CurvesPage(self.context, pressure, _NO_PRESSURE)
        self.stack.addWidget(self.pressure)

    def _make_tabs(self) -> QWidget:
        """Views of a child: shown only at ages that have growth charts."""
        bar = QWidget()
        around = QVBoxLayout(bar)
        edge = theme.px(20)
        around.setContentsMargins(edge, theme.px(10), edge, 0)
        row = FlowLayout(spacing=8)
        around.addLayout(row)
        for name, (words, hint) in _VIEWS.items():
            made = chip(words, partial(self.choose_view, name))
            made.set_hint(hint)
            self.tabs[name] = made
            row.addWidget(made)
        bar.hide()
        return bar

    # Loading

    def set_visit(self, visit_id: str) -> None:
        if visit_id != self._shown:
            self._shown, self.view = visit_id, "vitals"

    def activate(self) -> None:
        self._load()
        self._focus_view()

    def choose_view(self, name: str) -> None:
        """Vital signs, growth, or the blood pressure of children."""
        self.view = name
        self._load()

    def _focus_view(self) -> None:
        page = {"growth": self.growth, "pressure": self.pressure}.get(self.view)
        (self.vitals.chart if page is None else page.chart).setFocus()

    def refresh(self, changes: Changes) -> None:
        if self.context.session.patient_id in changes.patients:
            self._load()

    def _load(self) -> None:
        patient_id = self.context.session.patient_id
        if patient_id is None:
            return
        clinic = self.context.clinic
        tasks.run(
            lambda: trends.overview(clinic, patient_id),
            self._on_overview,
            self.vitals.on_failed,
            parent=self,
        )

    def _on_overview(self, overview: Overview) -> None:
        if overview.patient.id != self.context.session.patient_id:
            return
        self._charted = overview.charted
        self.view = self.view if overview.charted else "vitals"
        self._tab_bar.setVisible(overview.charted)
        for name, made in self.tabs.items():
            made.setChecked(name == self.view)
        if self.view != "vitals":
            self._load_curves()
            return
        self.stack.setCurrentWidget(self.vitals if overview.followed else self._empty)
        self.vitals.show_overview(overview)

    def _load_curves(self) -> None:
        clinic, patient_id = self.context.clinic, self.context.session.patient_id
        if patient_id is not None:
            tasks.run(
                lambda: growth.growth(clinic, patient_id),
                self._on_growth,
                self.vitals.on_failed,
                parent=self,
            )

    def _on_growth(self, record: GrowthRecord) -> None:
        if record.patient.id != self.context.session.patient_id or self.view == "vitals":
            return
        page = self.growth if self.view == "growth" else self.pressure
        if self.view == "growth":
            kept = [one for one in record.charts if one.points or one.key.startswith(record.now)]
            page.show_charts(kept, record.now, _note(record))
        else:
            page.show_charts(record.pressures, "BP", _PRESSURE_NOTE)
        self.stack.setCurrentWidget(page)
        self._focus_view()

    # Keys and place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        controls = self.vitals.controls
        acts = {
            "s": controls.open_layers,
            "c": controls.open_compare,
            "t": controls.targets_asked.emit,
            "e": controls.open_out,
        }
        views = {hint.lower(): name for name, (_words, hint) in _VIEWS.items()}
        letter = event.text().lower()
        act = acts.get(letter) if self.view == "vitals" else None
        if self._charted and letter in views and not event.modifiers():
            self.choose_view(views[letter])
            return
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
            self.vitals.out.hand("copy")
        elif act is not None and not event.modifiers():
            act()
        else:
            super().keyPressEvent(event)

    def location(self) -> dict[str, str]:
        controls = self.vitals.controls
        return {"view": self.view, "vital": controls.key, "span": controls.span}

    def restore(self, location: dict[str, str]) -> None:
        controls = self.vitals.controls
        controls.key = location.get("vital", controls.key)
        view = location.get("view", self.view)
        self.view = view if view in _VIEWS else self.view
        span = location.get("span", controls.span)
        controls.choose_span(span if span in SPANS else controls.span, aloud=False)
        self._load()

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Left, Right", "Step from reading to reading"),
            ("Home, End", "First and latest reading"),
            ("+, −", "Show less or more time"),
            ("Shift+Left, Right", "Move through time"),
            ("Esc", "Take the cursor away"),
            ("S", "Choose what the chart shows"),
            ("C", "Compare with another"),
            ("T", "Targets that a provider ordered"),
            ("E", "Copy, picture, page or table"),
            ("Ctrl+C", "Copy chart and table"),
            ("V, G, B", "Vital signs, growth, blood pressure of a child"),
        ]


def _note(record: GrowthRecord) -> str:
    """Which age the charts go by."""
    if not record.facts.gestation_words:
        return "Weights and lengths as measured; percentiles by birth date."
    used = "percentiles by corrected age" if record.corrected else "percentiles by birth date"
    return f"Born at {record.facts.gestation_words}: {used}."
