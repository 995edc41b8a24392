"""Blood pressure and pulse lying, sitting and standing: each reading kept at its own time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import clock
from ma_desktop.domain.pressure_repeat import Stand, changes, notices
from ma_desktop.domain.vitals import shown_reading
from ma_desktop.services import pressure, rooming
from ma_desktop.services.observing import subject_of
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.text import WholeLabel, label

_WORDS = {"systolic_fall": "systolic", "diastolic_fall": "diastolic", "pulse_rise": "heart rate"}


def change_words(first: Stand, later: Stand) -> str:
    """`systolic -22, diastolic -8, heart rate +18` against the first reading of the set."""
    parts = []
    for what, value in changes(first, later).items():
        signed = value if what == "pulse_rise" else -value
        parts.append(
            f"{_WORDS[what]} {'−' if signed < 0 else '+' if signed else '±'}{abs(signed):f}"
        )
    return ", ".join(parts)


class StandsDialog(QDialog):
    """One row a position: blood pressure, pulse, Enter records both."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Lying, sitting, standing")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.lines: list[tuple[QLineEdit, QLineEdit]] = []
        self.says: list[QLabel] = []
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(8))
        grid.setHorizontalSpacing(theme.px(12))
        vitals = desk.clinic.catalog.vitals
        for place, key in enumerate(("bp", "hr"), start=2):
            grid.addWidget(label(vitals[key].label, "small"), 0, place)
        for number, position in enumerate(desk.clinic.catalog.pressure.positions):
            wait = f"after {position.wait_minutes} min" if position.wait_minutes else "then"
            bp = line_edit("120/80", name=f"Blood pressure, {position.name}")
            hr = line_edit("72", name=f"Heart rate, {position.name}")
            says = WholeLabel("", "small")
            for line in (bp, hr):
                line.setFixedWidth(theme.px(108 if line is bp else 84))
            bp.returnPressed.connect(hr.setFocus)
            hr.returnPressed.connect(partial(self.take, number))
            grid.addWidget(label(position.name, "strong"), number + 1, 0)
            grid.addWidget(label(wait, "small"), number + 1, 1)
            for place, part in enumerate((bp, hr, says), start=2):
                grid.addWidget(part, number + 1, place)
            self.lines.append((bp, hr))
            self.says.append(says)
        grid.setColumnStretch(4, 1)
        self.note = label("", "", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([theme.px(20)] * 4))
        column.setSpacing(theme.px(12))
        column.addWidget(label("Lying, sitting, standing", "title"))
        column.addLayout(grid)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addWidget(button("Close", self.accept, hint="Esc"), 0, Qt.AlignmentFlag.AlignRight)
        window = parent.window()
        self.resize(min(theme.px(720), window.width() - theme.px(40)), self.sizeHint().height())
        self._show(desk.visit.stands if desk.visit else ())

    def take(self, number: int) -> None:
        """Record one row."""
        clinic, visit_id = self._desk.clinic, self._desk.visit_id
        bp, hr = (line.text() for line in self.lines[number])

        def work() -> tuple[Changes, tuple[Stand, ...]]:
            made = pressure.take_stand(clinic, visit_id, number, bp, hr)
            return made, rooming.open_visit(clinic, visit_id).stands

        tasks.run(work, self._taken, self._refused, parent=self)

    def _taken(self, result: tuple[Changes, tuple[Stand, ...]]) -> None:
        made, stands = result
        self._show(stands)
        self._desk.context.signals.changed.emit(made)

    def _refused(self, error: MaError) -> None:
        self.note.setText(f"{error.what} {error.do}")
        theme.restyle(self.note, state="critical")

    def _show(self, stands: tuple[Stand, ...]) -> None:
        clinic, opened = self._desk.clinic, self._desk.visit
        positions = clinic.catalog.pressure.positions
        taken = {stand.name: stand for stand in stands}
        first = taken.get(positions[0].name)
        for position, lines, says in zip(positions, self.lines, self.says, strict=True):
            stand = taken.get(position.name)
            for line in lines:
                line.setEnabled(stand is None)
            if stand is not None:
                says.setText(self._words(stand, first))
        years = subject_of(clinic, opened.chart.patient).age.years if opened else 0
        whys = notices(clinic.catalog.pressure, stands, years)
        self.note.setText(f"Tell the provider. {' '.join(whys)}" if whys else "")
        theme.restyle(self.note, state="critical" if whys else "")
        blank = next((lines[0] for lines in self.lines if lines[0].isEnabled()), None)
        if blank is not None:
            blank.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, stand: Stand, first: Stand | None) -> str:
        clinic = self._desk.clinic
        value = shown_reading(clinic.catalog.vitals["bp"], stand.pressure.reading)
        at = clock(clinic.local(stand.pressure.taken_at))
        differs = "" if first is None or first is stand else change_words(first, stand)
        return " · ".join(part for part in (f"{value} at {at}", differs) if part)
