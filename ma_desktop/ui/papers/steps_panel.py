"""Next steps of a visit: written down for the provider who wants them, taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.summary import NextStep
from ma_desktop.services import next_steps, schedule
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label


def ask_why_back(parent: QWidget) -> str:
    """Why a step is taken back; empty when the person gives up."""
    text, given = QInputDialog.getText(parent, "Take back", "Why is this step taken back?")
    return text.strip() if given else ""


class StepsPanel(QWidget):
    """`changed` says that what stands is another now."""

    changed = Signal()

    def __init__(self, context: Context, visit_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._visit_id = context, visit_id
        self.ask_reason: Callable[[QWidget], str] = ask_why_back
        self.words = Field("Step", line_edit("One sentence, as the provider said it"))
        self.provider: QComboBox = combo([], name="Ordered by", editable=True)
        self.note = label("", "small", wrap=True)
        self.note.setProperty("state", "critical")
        self.note.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(6))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("Add step", self.add, icon="plus"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label("Next steps", "heading"))
        column.addLayout(self._rows)
        for part in (self.words, Field("Ordered by", self.provider), self.note):
            column.addWidget(part)
        column.addLayout(foot)

    def load(self, steps: Sequence[NextStep], provider: str) -> None:
        """Show the steps that stand; the visit's provider is proposed."""
        self.show_steps(steps)
        clinic = self._context.clinic

        def fill(names: Sequence[str]) -> None:
            self.provider.addItems(list(dict.fromkeys(filter(None, (provider, *names)))))

        tasks.run(lambda: schedule.providers(clinic), fill, self._on_failed, parent=self)

    def show_steps(self, steps: Sequence[NextStep]) -> None:
        while (taken := self._rows.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for step in steps:
            self._rows.addWidget(self._row(step))
        if not steps:
            self._rows.addWidget(label("None yet.", "muted"))

    def _row(self, step: NextStep) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(step.words, "strong", wrap=True))
        column.addWidget(label(step.ordered_by, "small", wrap=True))
        line.addLayout(column, 1)
        back = button("Take back", partial(self.take_back, step), small=True)
        back.setAccessibleName(f"Take back: {step.words}")
        line.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def add(self) -> None:
        """Write the typed step down."""
        clinic, visit_id = self._context.clinic, self._visit_id
        words, provider = str(self.words.control.property("text")), self.provider.currentText()
        self._do(lambda: next_steps.add_step(clinic, visit_id, words, provider))

    def take_back(self, step: NextStep) -> None:
        reason = self.ask_reason(self)
        clinic, visit_id = self._context.clinic, self._visit_id
        if reason:
            self._do(lambda: next_steps.withdraw_step(clinic, visit_id, step.id, reason))

    def _do(self, act: Callable[[], Changes]) -> None:
        clinic, visit_id = self._context.clinic, self._visit_id

        def work() -> tuple[Changes, tuple[NextStep, ...]]:
            return act(), next_steps.steps(clinic, visit_id)

        tasks.run(work, self._on_done, self._on_failed, parent=self)

    def _on_done(self, result: tuple[Changes, tuple[NextStep, ...]]) -> None:
        self.note.hide()
        self.words.control.setProperty("text", "")
        self.words.control.setFocus()
        self.show_steps(result[1])
        self._context.signals.changed.emit(result[0])
        self.changed.emit()

    def _on_failed(self, error: MaError) -> None:
        self.note.setText(f"{error.what} {error.do}".strip())
        self.note.show()
