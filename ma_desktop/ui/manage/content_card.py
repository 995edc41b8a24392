"""Manage: limits of vital signs and when questionnaires are due, as shipped or as decided here."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.services import due_rules, limits
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.due_dialog import DueDialog
from ma_desktop.ui.manage.limits_dialog import LimitsDialog
from ma_desktop.ui.widgets.buttons import Button, button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.text import label

_ABOUT = (
    "Shipped numbers have their sources beside them. A provider of this clinic may approve others; "
    "each change is a new version."
)


class ContentCard(Card):
    """Two lines: what is in force, and the dialog that changes it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.dialog: QDialog | None = None
        self.limits_state, self.due_state = label("", "muted", wrap=True), label("", "muted")
        self.due_state.setWordWrap(True)
        self.limits = button("Limits of vital signs", self.open_limits)
        self.due = button("When questionnaires are due", self.open_due)
        self.add(label("Clinical limits and rules", "heading"))
        self.add(label(_ABOUT, "muted", wrap=True))
        self._line(self.limits_state, self.limits)
        self._line(self.due_state, self.due)

    def _line(self, state: QLabel, opens: Button) -> None:
        row = QHBoxLayout()
        row.addWidget(state, 1)
        row.addWidget(opens)
        self.add(row)

    def load(self) -> None:
        clinic = self._context.clinic

        def work() -> tuple[int, int]:
            return len(limits.own_limits(clinic)), len(due_rules.own_rules(clinic))

        tasks.run(work, self._on_counts, self._on_failed, parent=self)

    def _on_counts(self, counts: tuple[int, int]) -> None:
        for state, count, thing in (
            (self.limits_state, counts[0], "row"),
            (self.due_state, counts[1], "rule"),
        ):
            own = f"{count} {thing}{'' if count == 1 else 's'} of this clinic, the rest as shipped."
            state.setText(own if count else "As shipped.")

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")

    def open_limits(self) -> None:
        self._open(LimitsDialog(self._context, self.load, self.window()))

    def open_due(self) -> None:
        self._open(DueDialog(self._context, self.load, self.window()))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
