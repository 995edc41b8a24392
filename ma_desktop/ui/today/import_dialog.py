"""Takes in files with progress and cancel, then says what came in and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services.import_report import KEPT_WORDS, ImportReport
from ma_desktop.services.imports import FileRefused, import_files
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

Choose = Callable[[QWidget], list[str]]


def choose_files(parent: QWidget) -> list[str]:
    names, _filter = QFileDialog.getOpenFileNames(
        parent, "Import", "", "Bundles and schedules (*.json *.csv);;All files (*)"
    )
    return names


class ImportDialog(SheetDialog):
    """Asks for files when it opens; nothing is stored unless every file can be taken."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, choose: Choose = choose_files
    ) -> None:
        super().__init__("Import", 640, parent)
        self._context, self._choose = context, choose
        self._paths: list[Path] = []
        self._stop = Event()
        self._busy = False
        self.words = label(
            "Choose FHIR R4 bundles (JSON) or a schedule (CSV). All of them come in, or nothing.",
            "",
            wrap=True,
        )
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the import")
        self.bar.setTextVisible(False)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("What came in")
        self.start = primary("Choose files…", self.choose)
        self.stop = button("Close", self.reject, hint="Esc")
        self.copy = button("Copy this list", self._copy)
        for part in (self.words, self.bar, self.report):
            self.body.addWidget(part)
        self.body.setStretchFactor(self.report, 1)
        self.foot.addWidget(self.stop)
        self.foot.addStretch(1)
        self.foot.addWidget(self.copy)
        self.foot.addWidget(self.start)
        for hidden in (self.bar, self.report, self.copy):
            hidden.hide()
        self.start.setFocus()
        self.fit()

    def choose(self) -> None:
        names = self._choose(self)
        if names:
            self.take([Path(name) for name in names])

    def take(self, paths: list[Path]) -> None:
        """Import these files in the background."""
        self._paths, self._busy = paths, True
        self._stop.clear()
        self.bar.setRange(0, 2 * len(paths))
        self.bar.setValue(0)
        self.bar.show()
        self.report.hide()
        self.copy.hide()
        self.start.setEnabled(False)
        self.stop.setText("Cancel")
        self.words.setText(_files(len(paths), "being read."))
        clinic = self._context.clinic
        tasks.run_long(
            lambda task: import_files(clinic, paths, task.report, self._stop.is_set),
            self._on_done,
            self._on_failed,
            parent=self,
            progress=self._on_progress,
        )

    def reject(self) -> None:
        """Close; an import that is under way is stopped first, and says itself how it ended."""
        if self._busy:
            self._stop.set()
            self.words.setText("Stopping…")
        else:
            super().reject()

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        if not self._stop.is_set():
            words = _files(len(self._paths), "being read")
            self.words.setText(f"{words}, {100 * done // total} % is done.")

    def _on_done(self, result: tuple[ImportReport, Changes]) -> None:
        report, changes = result
        self._context.signals.changed.emit(changes)
        self._rest()
        self.words.setText(_summary(report))
        self.report.setPlainText("\n".join(report_lines(report)))
        self.report.show()
        self.copy.show()
        self.report.setFocus()

    def _on_failed(self, error: MaError) -> None:
        self._rest()
        words = str(error)
        if isinstance(error, FileRefused):
            words = f"{self._paths[error.number - 1].name}: {error.bare}"
        self.words.setText(words)
        self.start.setFocus()
        speak(self, words, urgent=True)

    def _rest(self) -> None:
        self._busy = False
        self.bar.hide()
        self.start.setEnabled(True)
        self.start.setText("Choose files…" if not self.report.toPlainText() else "More files…")
        self.stop.setText("Close")

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.report.toPlainText())
        self._context.say("The list is copied.")


def report_lines(report: ImportReport) -> list[str]:
    """New, changed, repeated and left out, a line each under its heading."""
    left_out = [f"  {skip.resource}: {skip.count} ({skip.reason})" for skip in report.skipped]
    unlikely = [f"  {report.unlikely_words}"] if report.unlikely else []
    lines: list[str] = []
    for heading, block in (
        ("New", _counts(report.added)),
        ("Changed since, updated here", _counts(report.updated)),
        ("Taken back, struck here", _counts(report.retracted)),
        (KEPT_WORDS.capitalize(), _counts(report.kept)),
        ("Here already, not doubled", _counts(report.repeated)),
        ("Kept and marked: unlikely, nobody confirmed it", unlikely),
        ("Left out", left_out),
    ):
        lines += [heading, *block] if block else []
    return lines or ["There was nothing in it."]


def _counts(counts: Mapping[str, int]) -> list[str]:
    return [f"  {kind}: {count}" for kind, count in counts.items() if count]


def _summary(report: ImportReport) -> str:
    came = _files(report.files, "taken in.")
    if report.kept:
        return f"{came} {sum(report.kept.values())} {KEPT_WORDS}: compare with the file."
    if not report.changed_anything and report.repeated:
        return f"{came} All of it was here already; nothing was doubled."
    left_out = sum(skip.count for skip in report.skipped)
    if not left_out:
        return came
    entries = "1 entry was" if left_out == 1 else f"{left_out} entries were"
    return f"{came} {entries} left out, see below."


def _files(count: int, what: str) -> str:
    return f"1 file is {what}" if count == 1 else f"{count} files are {what}"
