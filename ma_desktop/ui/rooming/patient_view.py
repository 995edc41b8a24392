"""The large view that a patient answers alone: nothing else is seen or reached from it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Right, Staff
from ma_desktop.services.signing import signed_by
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.form_run import FormRun
from ma_desktop.ui.rooming.question_pane import QuestionPane
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.scroll import scrolling
from ma_desktop.ui.widgets.text import label

_THANKS = "Thank you. Please give the screen back to the staff."


class PatientView(QDialog):
    """Covers the screen and takes all keys. `returned` comes after the right passphrase.

    Locking replaces the process, and this view with it: who unlocks is staff.
    """

    returned = Signal()

    def __init__(self, run: FormRun, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._context = context
        self._may_close = False
        self.setWindowTitle("Questions")
        self.setProperty("role", "patient-view")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.pane = QuestionPane(run, large=True)
        self.pane.nothing = _THANKS
        self.staff = button("Staff", self._ask_passphrase, "quiet", icon="lock")
        self.secret = line_edit(secret=True, name="Passphrase")
        self.field = Field(f"Passphrase of {context.clinic.actor.display_name}", self.secret)
        self.enter = primary("Back to rooming", self._on_enter)
        self.cancel = button("Cancel", self._hide_passphrase, "secondary")
        self._gate = QWidget()
        self._kept = label("Your answers are kept as you go.", "small")
        self._build()
        self.secret.returnPressed.connect(self._on_enter)
        self._hide_passphrase()

    def _build(self) -> None:
        row = QHBoxLayout(self._gate)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.field, 1)
        row.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        page = QWidget()
        page.setProperty("role", "page")
        inner = QVBoxLayout(page)
        side = theme.px(40)
        inner.setContentsMargins(side, theme.px(24), side, theme.px(24))
        inner.addStretch(1)
        inner.addWidget(self.pane)
        inner.addStretch(2)
        foot = QHBoxLayout()
        foot.setContentsMargins(side, theme.px(8), side, theme.px(16))
        foot.addWidget(self._kept, 1)
        foot.addWidget(self._gate, 1)
        foot.addWidget(self.staff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(page), 1)
        column.addLayout(foot)
        self.staff.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def begin(self) -> None:
        """Cover the screen, and put the keys to the question."""
        self.pane.show_place()
        self.showFullScreen()
        self.activateWindow()
        self.pane.setFocus()

    def reject(self) -> None:
        """Escape, and whatever else asks a dialog to go away, does nothing."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only the passphrase closes it, or the end of the program."""
        if event.spontaneous() and not self._may_close:
            event.ignore()
        else:
            super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """No key means anything here but those of the question and of the passphrase."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def _ask_passphrase(self) -> None:
        self._show_gate(True)
        self.field.set_error("")
        self.secret.setFocus()

    def _hide_passphrase(self) -> None:
        self.secret.clear()
        self._show_gate(False)
        self.pane.setFocus()

    def _show_gate(self, shown: bool) -> None:
        """The gate takes the whole foot: beside other words it is too wide for large text."""
        going, coming = ((self._kept, self.staff), (self._gate,))[:: 1 if shown else -1]
        for part in going:
            part.hide()
        for part in coming:
            part.show()

    def _on_enter(self) -> None:
        secret, clinic = self.secret.text(), self._context.clinic
        if not secret or not self.enter.isEnabled():
            return
        self.secret.clear()
        self.enter.setEnabled(False)
        user = clinic.actor.user_name
        tasks.run(
            lambda: signed_by(clinic, user, secret, Right.ROOM),
            self._on_right,
            self._on_wrong,
            parent=self,
        )

    def _on_right(self, _person: Staff) -> None:
        self._may_close = True
        self.hide()
        self.returned.emit()
        self.deleteLater()

    def _on_wrong(self, error: MaError) -> None:
        self.enter.setEnabled(True)
        self.field.set_error(" ".join(part for part in (error.what, error.do) if part))
        self.secret.setFocus()
