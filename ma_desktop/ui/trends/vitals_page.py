"""Vital signs and scores over time: the chart, the same as a table, numbers beneath."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.trend import Trend
from ma_desktop.domain.trend_figure import Figure, Traced, figure_of, plain_pane, traced
from ma_desktop.services import trends
from ma_desktop.services.trends import Overview
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.trends.chart import TrendChart
from ma_desktop.ui.trends.controls import SPANS, Controls
from ma_desktop.ui.trends.handing_out import HandingOut
from ma_desktop.ui.trends.numbers_bar import NumbersBar
from ma_desktop.ui.trends.page import ChartPage
from ma_desktop.ui.trends.readings import Readings, band_words
from ma_desktop.ui.trends.target_dialog import TargetDialog
from ma_desktop.ui.widgets.record_table import RecordTable

_DAY = 86_400.0
_PULSE = {"bp": "hr"}
"""What stands beneath a vital sign."""


@dataclass(frozen=True)
class Loaded:
    """What one choice brings: the trend, what stands beneath it, what it is compared with."""

    shown: Traced
    beneath: Traced | None
    other: Traced | None

    @property
    def trend(self) -> Trend:
        return self.shown.trend


class VitalsPage(ChartPage[int, TrendChart]):
    """Follows one vital sign or score of the open patient."""

    def __init__(self, context: Context, chart: TrendChart, parent: QWidget | None = None) -> None:
        table: RecordTable[int] = RecordTable((), "Readings", row_height=52)
        super().__init__(context, chart, table, parent)
        self.overview: Overview | None = None
        self.loaded: Loaded | None = None
        self.readings: Readings | None = None
        self.controls = Controls()
        self.numbers = NumbersBar()
        self.out = HandingOut(self)
        self._settling = QTimer(self, interval=60, singleShot=True)
        self._spanning = False
        self.build([self.controls], "Readings", self.numbers)
        self._join()

    def _join(self) -> None:
        controls = self.controls
        controls.followed.connect(lambda _key: self._load())
        controls.compared.connect(lambda _key: self._load())
        controls.layered.connect(self._show)
        controls.spanned.connect(self._on_span)
        controls.handed.connect(self.out.hand)
        controls.targets_asked.connect(self.ask_targets)
        self.chart.moved.connect(self._on_moved)
        self._settling.timeout.connect(self._say_numbers)

    def point_of(self, row: int) -> int:
        return row

    def nothing(self) -> str:
        return "No readings yet."

    # Loading

    def show_overview(self, overview: Overview) -> None:
        """Offer what the patient has, and load what was followed, or the first."""
        self.overview = overview
        self.controls.offer(overview.followed)
        keys = [item.key for item in overview.followed]
        if keys:
            self.controls.choose(self.controls.key if self.controls.key in keys else keys[0])

    def _load(self) -> None:
        clinic, patient_id = self.context.clinic, self.context.session.patient_id
        key, other = self.controls.key, self.controls.other
        beneath = _PULSE.get(key, "")
        if self.overview is None or patient_id is None:
            return
        known = {item.key for item in self.overview.followed}

        def load() -> Loaded:
            def one(name: str) -> Traced | None:
                return traced(trends.trend(clinic, patient_id, name)) if name in known else None

            shown = traced(trends.trend(clinic, patient_id, key))
            return Loaded(shown, one(beneath), one(other))

        tasks.run(load, self._on_loaded, self.on_failed, parent=self)

    def _on_loaded(self, loaded: Loaded) -> None:
        overview = self.overview
        if loaded.trend.key != self.controls.key or overview is None:
            return
        self.loaded = loaded
        self.readings = Readings(self.context.clinic, loaded.trend, overview.people)
        self.chart.words = self.readings.spoken
        self.chart.setAccessibleName(f"{loaded.trend.name} chart")
        self.table.set_columns(self.readings.columns())
        self._show()
        self._on_span(self.controls.span)

    def _show(self) -> None:
        """Draw what is loaded with the layers that are chosen."""
        loaded, layers = self.loaded, self.controls.layers
        if loaded is None:
            return
        self.chart.show_figure(self._figure(loaded))
        rows = range(len(loaded.trend.taken) - 1, -1, -1)
        kinds = loaded.trend.columns.kinds
        self.table.set_rows(rows if layers["struck"] else [r for r in rows if kinds[r] != 1])
        self._on_hovered(-1)
        self.note.setText(" · ".join(self.legend()))
        self._say_numbers()

    def _figure(self, loaded: Loaded) -> Figure:
        layers, overview = self.controls.layers, self.overview
        figure = figure_of(loaded.shown, levels=layers["notify"], struck=layers["struck"])
        visits = tuple(stay.start for stay in overview.visits) if overview else ()
        beneath = loaded.beneath if layers["pulse"] else None
        return replace(
            figure,
            right=plain_pane(loaded.other, 2) if loaded.other else None,
            below=plain_pane(beneath, 3) if beneath else None,
            visits=visits if layers["visits"] else (),
            stays=overview.medications if overview and layers["medications"] else (),
        )

    # Showing

    def _on_span(self, key: str) -> None:
        days = SPANS[key][2]
        now = self.context.clinic.now().timestamp()
        start = now - days * _DAY if days else None
        if start is not None and self.overview is not None:
            life = trends.life_of(self.context.clinic, self.overview.patient)
            start = max(start, life.start_of(life.born))
        self._spanning = True
        self.chart.show_span(start, now)
        self._spanning = False
        self._say_numbers()

    def _on_moved(self) -> None:
        if not self._spanning and self.loaded is not None:
            self.controls.free_span()
            self._settling.start()

    def _say_numbers(self) -> None:
        if self.loaded is not None:
            self.numbers.show_span(self.loaded.trend, self.chart.start, self.chart.end)

    def legend(self) -> tuple[str, ...]:
        """What the marks of the chart mean."""
        figure = self.chart.figure
        if figure is None:
            return ()
        words = [f"{'●■'[track.look]} {track.name}" for track in figure.main.tracks]
        words += band_words(figure.main.trend, self.context.clinic.now().timestamp())
        right = figure.right
        shown = {
            "○ amended or in error": any(track.times for track in figure.struck),
            "× not taken": bool(figure.missing),
            "◎ taken another way than most": bool(figure.unusual),
            "dotted: visit": bool(figure.visits),
        }
        words += [text for text, holds in shown.items() if holds]
        if right is not None:
            words.append(f"◆ right axis: {right.trend.name}, {right.trend.unit.label}")
        return tuple(words)

    def ask_targets(self) -> None:
        """What providers ordered for this vital sign, and a new one."""
        loaded, patient_id = self.loaded, self.context.session.patient_id
        vital = self.context.clinic.catalog.vitals.get(self.controls.key)
        if loaded is None or vital is None or patient_id is None or not vital.parts:
            self.context.say("Targets are kept for vital signs with numbers.", "info")
            return
        TargetDialog(self.context, patient_id, vital, loaded.trend.targets, self).open()
