"""A forgotten passphrase: the recovery code of the first run opens the store once more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.lock.new_passphrase import NewPassphrase
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.text import label

HINT = "The code that was shown once when the clinic was set up."
Recover = Callable[[str, str, str], object]


class RecoveryDialog(QDialog):
    """Asks for user name, recovery code and a new passphrase; `recovered` when it is set."""

    recovered = Signal()

    def __init__(self, user_name: str, recover: Recover, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Recovery code")
        self._recover = recover
        self._task: tasks.Task | None = None
        self.user_edit, self.code_edit = line_edit(), line_edit()
        self.user = Field("User name", self.user_edit)
        self.code = Field("Recovery code", self.code_edit, HINT)
        self.new = NewPassphrase()
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.message.hide()
        self.go = primary("Set new passphrase", self.try_recover)
        self._build(user_name)

    def _build(self, user_name: str) -> None:
        self.user_edit.setText(user_name)
        column = QVBoxLayout(self)
        inset = theme.px(24)
        column.setContentsMargins(inset, inset, inset, inset)
        column.setSpacing(theme.px(14))
        column.addWidget(label("Forgotten passphrase", "heading"))
        for part in (self.user, self.code, self.new, self.message):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(button("Cancel", self.reject))
        row.addStretch(1)
        row.addWidget(self.go)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(460))

    def try_recover(self) -> None:
        """Check what can be checked here, then ask the store."""
        user, code = self.user_edit.text().strip(), self.code_edit.text().strip()
        self.user.set_error("" if user else "Type your user name.")
        self.code.set_error("" if code else "Type the recovery code.")
        if self.new.show_problem() or not user or not code or self._task is not None:
            return
        secret = self.new.text
        self.go.setEnabled(False)
        self._task = tasks.run(
            lambda: self._recover(user, code, secret), self._on_done, self._on_refused, parent=self
        )

    def _on_done(self, _result: object) -> None:
        self.new.clear()
        self.code_edit.clear()
        self.recovered.emit()
        self.accept()

    def _on_refused(self, error: MaError) -> None:
        self._task = None
        self.go.setEnabled(True)
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()
        self.code_edit.setFocus()
