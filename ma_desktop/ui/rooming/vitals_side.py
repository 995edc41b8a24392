"""Beside the vital signs: what to tell the provider, and the blood pressures before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ma_desktop.domain.limits import band_of, range_for
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.vitals import Reading, shown_reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.limits_words import notify_words
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.pressure_trend import Pressure, PressureTrend
from ma_desktop.ui.rooming.pressure_words import child_pressure
from ma_desktop.ui.rooming.repeat_panel import RepeatPanel
from ma_desktop.ui.rooming.tell_panel import TellPanel
from ma_desktop.ui.rooming.words import day
from ma_desktop.ui.widgets.text import ElidedLabel, label

_MOST_ROWS = 5
_MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class _Item:
    reading: Reading
    at: datetime
    words: str


class PressureHistory(QWidget):
    """The trend and the newest readings, today's unsaved one included."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span = label("", "small", wrap=True)
        self.trend = PressureTrend()
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(theme.px(8))
        self._rows.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(label("Blood pressure", "heading"))
        column.addWidget(self.span)
        column.addWidget(self.trend)
        column.addLayout(self._rows)

    def show_readings(self, clinic: Clinic, opened: OpenVisit, typed: Reading | None) -> None:
        now = clinic.local(clinic.now())
        items = [
            _Item(item.reading, item.taken_at, day(clinic.local(item.taken_at), now))
            for item in opened.blood_pressures
        ]
        if typed is not None and typed.measures:
            items.append(_Item(typed, clinic.now(), "Not recorded yet"))
        self._show_trend(clinic, opened, items)
        self._show_rows(clinic, items)

    def _show_trend(self, clinic: Clinic, opened: OpenVisit, items: Sequence[_Item]) -> None:
        part = clinic.catalog.vitals["bp"].part("sbp")
        subject = subject_of(clinic, opened.chart.patient, opened.facts)
        band = range_for(part.reference, band_of(subject.age, clinic.catalog.bands), subject.sex)
        child = child_pressure(clinic, opened, opened.measured)
        if band is not None and child is not None:
            band = replace(band, high=child.below.sbp - 1)
        low, high = (band.low, band.high) if band else (None, None)
        pressures = [
            Pressure(
                item.at,
                float(item.reading.measure("sbp").value),
                float(item.reading.measure("dbp").value),
                unusual=band is not None and not band.holds(item.reading.measure("sbp").value),
            )
            for item in items
        ]
        bounds = (None if low is None else float(low), None if high is None else float(high))
        self.trend.set(pressures, *bounds)
        self.trend.setVisible(bool(pressures))
        self.span.setText(_span_words(pressures))

    def _show_rows(self, clinic: Clinic, items: Sequence[_Item]) -> None:
        while (taken := self._rows.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        vital = clinic.catalog.vitals["bp"]
        for row, item in enumerate(reversed(items[-_MOST_ROWS:])):
            value = label(shown_reading(vital, item.reading), "strong")
            self._rows.addWidget(ElidedLabel(item.words), row, 0)
            self._rows.addWidget(value, row, 1, Qt.AlignmentFlag.AlignRight)


def _span_words(items: Sequence[Pressure]) -> str:
    """`last 24 months, 9 readings`."""
    if not items:
        return "No readings yet. They will stand here."
    count = f"{len(items)} reading{'s' if len(items) > 1 else ''}"
    first, last = items[0].at, items[-1].at
    months = (last.year - first.year) * _MONTHS_IN_A_YEAR + last.month - first.month
    return f"last {months} months, {count}" if months > 1 else count


class VitalsSide(QWidget):
    """Tell panel, pressure history, and when the provider has to be told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tell = TellPanel()
        self.repeat = RepeatPanel()
        self.history = PressureHistory()
        self.notify_head = label("Notify provider", "heading")
        self.notify = label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        for part in (
            self.tell,
            self.repeat,
            self.history,
            rule_line(),
            self.notify_head,
            self.notify,
        ):
            column.addWidget(part)
        column.addStretch(1)

    def show_visit(self, clinic: Clinic, opened: OpenVisit, typed: Reading | None) -> None:
        self.history.show_readings(clinic, opened, typed)
        self.repeat.show_visit(clinic, opened, typed)
        subject = subject_of(clinic, opened.chart.patient, opened.facts)
        words = notify_words(clinic.catalog.vitals, clinic.catalog.bands, subject)
        calm = "" if self.tell.isVisibleTo(self) else "Nothing to tell so far. "
        self.notify.setText(f"{calm}{words}")
