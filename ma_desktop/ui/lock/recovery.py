"""A forgotten passphrase: the recovery code of the first run opens the store once more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.lock.code_page import CodePage
from ma_desktop.ui.lock.new_passphrase import NewPassphrase
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_WIDTH = 580
"""The whole code stands in one line."""
HINT = "The code that was shown once when the clinic was set up."
Recover = Callable[[str, str, str], str]
"""User name, code and new passphrase to the next recovery code; runs on a pool thread."""


class RecoveryDialog(SheetDialog):
    """Asks for user name, recovery code and a new passphrase, then shows the next code.

    `recovered` comes when the new passphrase is set and the next code was written down.
    """

    recovered = Signal()

    def __init__(self, user_name: str, recover: Recover, parent: QWidget | None = None) -> None:
        super().__init__("Forgotten passphrase", _WIDTH, parent)
        self._recover = recover
        self._task: tasks.Task | None = None
        self.user_edit, self.code_edit = line_edit(), line_edit()
        self.user = Field("User name", self.user_edit)
        self.code = Field("Recovery code", self.code_edit, HINT)
        self.new = NewPassphrase()
        self.next_code = CodePage(None)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.busy = QProgressBar()
        self.cancel = button("Cancel", self.reject, hint="Esc")
        self.go = primary("Set new passphrase", self.go_on, hint="Ctrl ↵")
        self.go.setDefault(True)  # Enter in any of the fields
        # An action: a button drops its own shortcut when its words change.
        bind(self, Command("Set new passphrase", self.go.click, "Ctrl+Return"))
        self.user_edit.setText(user_name)
        self._build()

    def _build(self) -> None:
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Setting the new passphrase")
        self._form: tuple[QWidget, ...] = (self.user, self.code, self.new)
        # The words first: in large text the end of the page is out of sight.
        for part in (self.message, *self._form, self.next_code, self.busy):
            self.body.addWidget(part)
        for hidden in (self.next_code, self.message, self.busy):
            hidden.hide()
        self.body.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)
        self.next_code.confirmed.connect(self.go.setEnabled)
        (self.code_edit if self.user_edit.text() else self.user_edit).setFocus()
        self.fit()

    def go_on(self) -> None:
        """Ask the store for a new passphrase, or finish when the next code was written down."""
        if self.next_code.text:
            self.next_code.clear()
            self.recovered.emit()
            self.accept()
            return
        user, code = self.user_edit.text().strip(), self.code_edit.text().strip()
        self.user.set_error("" if user else "Type your user name.")
        self.code.set_error("" if code else "Type the recovery code.")
        if self.new.show_problem() or not user or not code or self._task is not None:
            return
        secret = self.new.text
        self._set_busy(True)
        self._task = tasks.run(
            lambda: self._recover(user, code, secret), self._on_done, self._on_refused, parent=self
        )

    def reject(self) -> None:
        """Esc must not take away a code that was not written down."""
        if not self.next_code.text and self._task is None:
            super().reject()

    def _on_done(self, code: str) -> None:
        self._task = None
        self._set_busy(False)
        self.new.clear()
        self.code_edit.clear()
        for part in (*self._form, self.cancel):
            part.hide()
        self.next_code.show_code(code)
        self.next_code.show()
        self.go.setText("Go to sign-in")
        self.go.setEnabled(False)
        self.next_code.typed.setFocus()

    def _on_refused(self, error: MaError) -> None:
        self._task = None
        self._set_busy(False)
        self.message.setText(str(error))
        self.message.show()
        self.code_edit.setFocus()
        speak(self, str(error), urgent=True)

    def _set_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.message.hide()
        for part in (*self._form, self.cancel, self.go):
            part.setEnabled(not busy)
