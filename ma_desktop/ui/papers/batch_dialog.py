"""Summaries of all visits of a day or a range into a folder: progress, cancel, going on later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ma_desktop.domain.moments import day_words
from ma_desktop.services import clinic_settings, summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.summaries import Batch, Form
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.papers.long_dialog import Asked, LongDialog, Report
from ma_desktop.ui.papers.terms import Terms
from ma_desktop.ui.saving import AskFolder, ask_folder, save_private
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_COPIES = ("For the patients, each in their language", "Clinical, everything recorded")
_DAYS_BACK = 31


class BatchDialog(LongDialog):
    """Made one at a time; started again for the same folder, it makes what is missing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Summaries of a day or more", "Choose a folder…", 560, parent)
        self._context = context
        self.ask_folder: AskFolder = ask_folder
        self.days = recent_days(context.clinic)
        names = [day_name(day, self.days[0]) for day in self.days]
        self.day: QComboBox = combo(names, name="First day")
        self.last: QComboBox = combo(names, name="Last day")
        self.copy: QComboBox = combo(list(_COPIES), name="Copy")
        self.large = QCheckBox("Large print")
        self.terms = Terms()
        about = "One file a visit that was roomed. Names of files hold no patient data."
        for part in (
            label(about, "muted", wrap=True),
            Field("First day", self.day),
            Field("Last day", self.last),
            Field("Copy", self.copy),
            self.large,
            self.terms,
            self.bar,
            self.words,
        ):
            self.body.addWidget(part)
        self.day.currentIndexChanged.connect(self._on_first)
        self.last.currentIndexChanged.connect(self._on_last)
        self.day.setFocus()
        self.fit()
        ask_terms(context.clinic, self.terms, self)

    def _on_first(self, number: int) -> None:
        """One day, until another last day is chosen; the newest stands at the top of the lists."""
        self.last.setCurrentIndex(number)

    def _on_last(self, number: int) -> None:
        """A range runs forward."""
        if number > self.day.currentIndex():
            self.day.setCurrentIndex(number)

    def begin(self) -> None:
        """Ask for the folder, then make the files in the background."""
        if not self.terms.is_good():
            return
        folder = self.ask_folder(self)
        if not folder:
            return
        clinic, place = self._context.clinic, Path(folder)
        day, last = (self.days[box.currentIndex()] for box in (self.day, self.last))
        form = Form(
            self.copy.currentIndex() == 1,
            "",
            self.large.isChecked(),
            self.terms.passphrase,
            self.terms.reason,
        )

        def make(report: Report, stopped: Asked) -> tuple[int, int, bool]:
            batch = Batch(
                lambda name: (place / name).exists(),
                lambda name, data: save_private(place / name, data),
                report,
                stopped,
            )
            return (*summaries.day_summaries(clinic, day, form, batch, last), stopped())

        self.run(make, self._on_made)

    def _on_made(self, result: tuple[int, int, bool]) -> None:
        made, kept, stopped = result
        there = f" {kept} were there already." if kept else ""
        if stopped:
            words = f"Stopped. {_files(made)}{there} Choose the same folder to go on."
        elif made or kept:
            words = f"Done. {_files(made)}{there}"
        else:
            words = "No visit of these days was roomed. Nothing was written."
        self.say(words)


def _files(count: int) -> str:
    return "1 file was written." if count == 1 else f"{count} files were written."


def recent_days(clinic: Clinic) -> list[date]:
    """Today and the month before."""
    today = clinic.local(clinic.now()).date()
    return [today - timedelta(days=back) for back in range(_DAYS_BACK + 1)]


def day_name(day: date, today: date) -> str:
    """Today, 24 Nov 2026."""
    words = day_words(day)
    return f"Today, {words}" if day == today else f"{day:%A}, {words}"


def ask_terms(clinic: Clinic, terms: Terms, parent: QWidget) -> None:
    """Have the form say whether this clinic wants a reason."""

    def show(wanted: bool) -> None:
        if wanted:
            terms.demand_reason()

    tasks.run(lambda: clinic_settings.settings(clinic).export_needs_reason, show, parent=parent)
