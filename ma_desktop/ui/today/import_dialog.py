"""Takes in files with progress and cancel, then says what came in and what was left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services.imports import ImportReport, import_files
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.text import label

Choose = Callable[[QWidget], list[str]]


def choose_files(parent: QWidget) -> list[str]:
    names, _filter = QFileDialog.getOpenFileNames(
        parent, "Import", "", "Bundles and schedules (*.json *.csv);;All files (*)"
    )
    return names


class ImportDialog(QDialog):
    """Asks for files when it opens; nothing is stored unless every file can be taken."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, choose: Choose = choose_files
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self._context, self._choose = context, choose
        self._task: tasks.Task | None = None
        self.words = label(
            "Choose FHIR R4 bundles (JSON) or a schedule (CSV). All of them come in, or nothing.",
            "",
            wrap=True,
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the import")
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("What came in")
        self.start = primary("Choose files…", self.choose)
        self.stop = button("Cancel", self.cancel)
        page = QVBoxLayout(self)
        edge = theme.px(24)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(12))
        page.addWidget(label("Import", "title"))
        for part in (self.words, self.bar, self.report):
            page.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self.start)
        page.addLayout(row)
        self.bar.hide()
        self.report.hide()
        self.setMinimumWidth(theme.px(600))

    def choose(self) -> None:
        names = self._choose(self)
        if names:
            self.take([Path(name) for name in names])

    def take(self, paths: list[Path]) -> None:
        """Import these files in the background."""
        self.bar.setRange(0, 2 * len(paths))
        self.bar.setValue(0)
        self.bar.show()
        self.start.setEnabled(False)
        clinic = self._context.clinic
        self._task = tasks.run_long(
            lambda task: import_files(clinic, paths, task.report, task.cancelled),
            self._on_done,
            self._on_failed,
            parent=self,
            progress=self._on_progress,
        )

    def cancel(self) -> None:
        """Stop an import that is under way, or close."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._on_failed(_CANCELLED)
        else:
            self.reject()

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _on_done(self, result: tuple[ImportReport, Changes]) -> None:
        self._task = None
        report, changes = result
        self._context.signals.changed.emit(changes)
        self.bar.hide()
        self.start.hide()
        self.stop.setText("Close")
        self.words.setText(f"{report.files} files were taken in.")
        self.report.setPlainText("\n".join(report_lines(report)))
        self.report.show()
        self.report.setFocus()

    def _on_failed(self, error: MaError) -> None:
        self._task = None
        self.bar.hide()
        self.start.setEnabled(True)
        self.words.setText(str(error))


def report_lines(report: ImportReport) -> list[str]:
    """New, repeated and left out, a line each."""
    lines = [f"New {kind}: {count}" for kind, count in report.added.items() if count]
    lines += [f"There already, {kind}: {count}" for kind, count in report.repeated.items()]
    lines += [f"Left out, {s.resource}: {s.count} ({s.reason})" for s in report.skipped]
    return lines or ["Nothing new."]


_CANCELLED = MaError("The import was cancelled.", safe="Nothing was stored.")
