"""What the Specimens screen asks: tests and tube of an order, a reason, a file name."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import schedule, specimens
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

REASONS = ("Label damaged", "Label lost", "Printer jammed", "Label fell off")


def ask_reason(parent: QWidget) -> str:
    """Why another label is needed; empty when the person gives up."""
    text, given = QInputDialog.getItem(
        parent, "Reprint", "Why is another label needed?", list(REASONS), 0, True
    )
    return text.strip() if given else ""


def ask_file(parent: QWidget, name: str) -> str:
    """Where to save a label; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, "Save label", name, "Label as PDF (*.pdf);;Label for the printer (*.zpl)"
    )
    return chosen


class AddTubeDialog(QDialog):
    """A provider's order for one test: the catalog says which tube it needs."""

    def __init__(self, context: Context, visit_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Add tube")
        self._context, self._visit_id = context, visit_id
        self._tests = sorted(context.clinic.catalog.tests.values(), key=lambda test: test.name)
        self.test: QComboBox = combo([test.name for test in self._tests], name="Test")
        self.provider: QComboBox = combo([], name="Ordered by", editable=True)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.save = primary("Add tube", self.add)
        page = QVBoxLayout(self)
        edge = theme.px(24)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(12))
        page.addWidget(label("Add a tube for an order", "title"))
        for part in (Field("Test", self.test), Field("Ordered by", self.provider), self.message):
            page.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(button("Cancel", self.reject))
        row.addStretch(1)
        row.addWidget(self.save)
        page.addLayout(row)
        self.message.hide()
        self.setMinimumWidth(theme.px(480))
        tasks.run(
            lambda: schedule.providers(context.clinic),
            lambda names: self.provider.addItems(list(names)),
            self._on_failed,
            parent=self,
        )

    def add(self) -> None:
        """Store the tube with its accession number."""
        test = self._tests[self.test.currentIndex()]
        clinic, visit_id = self._context.clinic, self._visit_id
        provider = self.provider.currentText()
        self.save.setEnabled(False)
        tasks.run(
            lambda: specimens.add_tube(clinic, visit_id, test.tube, (test.id,), provider),
            self._on_added,
            self._on_failed,
            parent=self,
        )

    def _on_added(self, result: tuple[str, Changes]) -> None:
        self._context.signals.changed.emit(result[1])
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.save.setEnabled(True)
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()
