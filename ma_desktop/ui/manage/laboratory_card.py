"""Laboratories and their limits, labels before the draw, and the days with patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from ma_desktop.domain.clinic_settings import DAYS, ClinicSettings
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Role
from ma_desktop.services import clinic_settings
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.text import label

_SCAN = (5, 10, 15, 20, 30, 60)
_RECEIVE = (6, 12, 24, 36, 48, 72)
_HOURS = tuple(range(6, 23))


class LaboratoryCard(Card):
    """What an administrator saves here holds for all workstations at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.labs: QLineEdit = line_edit(name="Laboratories")
        self.hour: QComboBox = combo([], name="Courier comes by")
        self.scan: QComboBox = combo([], name="Scan back within, minutes")
        self.receive: QComboBox = combo([], name="Received within, hours")
        self.early = QCheckBox("Labels may print before the draw; they are marked")
        self.days = {day: QCheckBox(words) for day, words in DAYS.items()}
        self.save_button = primary("Save", self.save)
        self.save_button.setAccessibleName("Save laboratory and days")
        self._build()
        self._show(ClinicSettings())

    def _build(self) -> None:
        self.add(label("Laboratory and open days", "heading"))
        self.add(Field("Laboratories", self.labs, "With a semicolon between them."))
        self.add(
            side_by_side(
                Field("Courier comes by", self.hour),
                Field("Scan back within, minutes", self.scan),
                Field("Received within, hours", self.receive),
            )
        )
        self.add(self.early)
        self.add(label("Days with patients: daily checklists are due on them.", "muted", wrap=True))
        days = QWidget()
        row = FlowLayout(days, spacing=12)
        for box in self.days.values():
            row.addWidget(box)
        self.add(days)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        self.add(foot)
        may = self._context.clinic.actor.role is Role.ADMINISTRATOR
        for part in (self.labs, self.hour, self.scan, self.receive, self.early, self.save_button):
            part.setEnabled(may)
        for box in self.days.values():
            box.setEnabled(may)

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(
            lambda: clinic_settings.settings(clinic), self._show, self._on_failed, parent=self
        )

    def _show(self, found: ClinicSettings) -> None:
        self._settings = found
        self.labs.setText("; ".join(found.labs))
        _offer(self.hour, _HOURS, found.pick_up_hour, "{}:00")
        _offer(self.scan, _SCAN, found.scan_back_minutes)
        _offer(self.receive, _RECEIVE, found.receive_within_hours)
        self.early.setChecked(found.labels_before_draw)
        for day, box in self.days.items():
            box.setChecked(day in found.open_days)

    def chosen(self) -> ClinicSettings:
        """The clinic's settings with what this card says."""
        labs = dict.fromkeys(" ".join(name.split()) for name in self.labs.text().split(";"))
        return replace(
            self._settings,
            labs=tuple(name for name in labs if name),
            pick_up_hour=self.hour.currentData(),
            scan_back_minutes=self.scan.currentData(),
            receive_within_hours=self.receive.currentData(),
            labels_before_draw=self.early.isChecked(),
            open_days=tuple(day for day, box in self.days.items() if box.isChecked()),
        )

    def save(self) -> None:
        """Store it for all workstations; what is missing is said."""
        clinic, changed = self._context.clinic, self.chosen()
        if not changed.labs or not changed.open_days:
            missing = "one laboratory" if not changed.labs else "one day"
            self._context.say(f"Choose at least {missing}. Nothing was saved.", "warn")
            return

        def work() -> tuple[ClinicSettings, object]:
            return changed, clinic_settings.change(clinic, changed)

        tasks.run(work, self._on_saved, self._on_failed, parent=self)

    def _on_saved(self, result: tuple[ClinicSettings, object]) -> None:
        self._show(result[0])
        self._context.signals.changed.emit(result[1])
        self._context.say("Saved for all workstations.")

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")


def _offer(control: QComboBox, offered: Sequence[int], now: int, words: str = "{}") -> None:
    """The numbers to choose from; the present one is among them."""
    control.clear()
    for number in sorted({*offered, now}):
        control.addItem(words.format(number), number)
    control.setCurrentIndex(control.findData(now))
