"""What leaves the Trends screen: copied, as a picture, as a page, as a table; each in the audit."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImageWriter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from ma_desktop.documents.trend_chart import Shown
from ma_desktop.documents.trend_pdf import MOST_ROWS, Row, TrendPaper
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.trend import STRUCK
from ma_desktop.domain.trend_figure import Figure
from ma_desktop.services import trend_papers
from ma_desktop.ui import tasks
from ma_desktop.ui.trends.readings import HEADS, Readings

if TYPE_CHECKING:  # it is part of that page
    from ma_desktop.ui.trends.vitals_page import VitalsPage


def ask_name(parent: QWidget, name: str, kind: str) -> str:
    """Where to save a file; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, kind)
    return chosen


class HandingOut(QObject):
    """Acts on what the page shows now. `ask_file` names the file to write."""

    def __init__(self, page: VitalsPage) -> None:
        super().__init__(page)
        self._page = page
        self.ask_file: Callable[[QWidget, str, str], str] = ask_name

    def hand(self, what: str) -> None:
        """One of copy, png, pdf or csv."""
        acts = {"copy": self.copy, "png": self.save_png, "pdf": self.show_pdf, "csv": self.save_csv}
        if self._page.loaded is not None and self._page.readings is not None:
            acts[what]()

    def rows(self) -> list[int]:
        """Rows in sight, newest first, as the table has them."""
        page = self._page
        chart, figure = page.chart, page.chart.figure
        if figure is None:
            return []
        times = figure.times
        return [r for r in page.table.records.rows if chart.start <= times[r] <= chart.end]

    def copy(self) -> None:
        """Picture and table to the clipboard; the table pastes into cells."""
        page, readings = self._page, self._page.readings
        if readings is None:
            return
        lines = ["\t".join(HEADS), *("\t".join(readings.cells(row)) for row in self.rows())]
        data = QMimeData()
        data.setText("\n".join(lines))
        data.setImageData(page.chart.picture(self._title(readings)))
        QApplication.clipboard().setMimeData(data)
        self._left("copied", "Chart and table are copied.")

    def save_png(self) -> None:
        page, readings = self._page, self._page.readings
        if readings is None:
            return
        name = self.ask_file(page, f"{readings.trend.key}.png", "Picture (*.png)")
        if not name:
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"PNG"))
        writer.write(page.chart.picture(self._title(readings)))
        self._write(name, bytes(buffer.data().data()), "saved as a picture")

    def save_csv(self) -> None:
        page, readings = self._page, self._page.readings
        clinic, patient = page.context.clinic, self._patient()
        if readings is None or patient is None:
            return
        name = self.ask_file(page, f"{readings.trend.key}.csv", "Table (*.csv)")
        if not name:
            return
        rows = self.rows()

        def make() -> bytes:
            cells = [readings.cells(row) for row in rows]
            return trend_papers.trend_csv(clinic, patient.id, HEADS, cells)

        def made(data: bytes) -> None:
            self._write(name, data, "saved as a table")

        tasks.run(make, made, page.on_failed, parent=page)

    def show_pdf(self) -> None:
        """The page in its preview, with Save and Print."""
        page, readings, patient = self._page, self._page.readings, self._patient()
        if readings is None or patient is None:
            return
        clinic, figure = page.context.clinic, page.chart.figure
        if figure is None:
            return
        paper = self._paper(readings, patient, figure)
        title, name = f"{readings.trend.name} over time", f"{readings.trend.key}.pdf"
        page.show_paper(title, name, patient.id, lambda: trend_papers.trend_pdf(clinic, paper))

    def _paper(self, readings: Readings, patient: Patient, figure: Figure) -> TrendPaper:
        page, trend, rows = self._page, readings.trend, self.rows()
        clinic, chart = page.context.clinic, page.chart
        now = clinic.now().timestamp()
        end = min(chart.end, now + (chart.end - chart.start) * 0.03)
        first, last = (
            clinic.local(datetime.fromtimestamp(at, UTC)) for at in (chart.start, min(end, now))
        )
        return TrendPaper(
            clinic.profile,
            patient,
            trend.name,
            f"{day_words(first)} to {day_words(last)}",
            Shown(figure, chart.start, end, clinic.zone),
            page.numbers.words.text(),
            page.legend(),
            HEADS,
            tuple(
                Row(readings.cells(row), readings.item(row).kind == STRUCK)
                for row in rows[:MOST_ROWS]
            ),
            len(rows),
            clinic.local(clinic.now()),
            clinic.actor.title,
        )

    def _patient(self) -> Patient | None:
        return self._page.overview.patient if self._page.overview else None

    def _title(self, readings: Readings) -> str:
        person = self._patient()
        if person is None:
            return readings.trend.name
        born = day_words(person.birth_date)
        return f"{readings.trend.name} · {person.name.formal} · born {born} · MRN {person.mrn}"

    def _write(self, name: str, data: bytes, how: str) -> None:
        """Readable by this user only."""
        try:
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError:
            words = "The file can't be written. Choose another place."
            self._page.context.say(words, "critical")
            return
        self._left(how, "The file is saved.")

    def _left(self, how: str, words: str) -> None:
        patient = self._patient()
        if patient is not None:
            self._page.note_left(patient.id, how, words)
