"""The window before anything is unlocked: who is it, and the passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.lock.entrance import Entrance, Person
from ma_desktop.ui.lock.frame import CAPS_WORDS, DarkPage, SecretEdit
from ma_desktop.ui.lock.people import People
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

TITLE = "MA Desktop"
STATUS = "Store encrypted with AES-256"
ON_SERVER = "Store on the server"


class SignInWindow(QMainWindow):
    """Asks who it is; `signed_in` carries what the entrance's `sign_in` returned."""

    signed_in = Signal(object)
    first_run_requested = Signal()

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        self._entrance = entrance
        self._free_in = 0.0
        self._task: tasks.Task | None = None
        self.setWindowTitle(TITLE)
        # From the window inwards: a widget that moves to another parent is dressed again.
        self._page = page = DarkPage(entrance.room_name or TITLE, entrance.clinic_name, 460, self)
        card = page.frame
        self._words = _words(entrance, card)
        self.people = People(entrance.names, entrance.last_user, page.inner, card)
        self.caps = label(CAPS_WORDS, "small", parent=card)
        self.caps.setProperty("state", "warn")
        self.passphrase = SecretEdit("Passphrase", self.caps, card)
        self.message = label("", "small", wrap=True, parent=card)
        self.busy = QProgressBar(card)
        words = "Unlock" if entrance.locked else "Sign in"
        self.unlock = primary(words, self.try_sign_in, parent=card)
        self.first_run = button(
            "Set up a new clinic…", self.first_run_requested.emit, "link", parent=card
        )
        self.recover = button("Recovery code…", self._open_recovery, "link", parent=card)
        self._build()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._count_down)
        self.passphrase.returnPressed.connect(self.try_sign_in)
        self.people.other.returnPressed.connect(self.passphrase.setFocus)
        self.people.changed.connect(self._on_person)

    def _build(self) -> None:
        page = self._page
        page.status.setText(ON_SERVER if self._entrance.on_server else STATUS)
        page.card.addLayout(self._words)
        page.card.addWidget(self.people)
        page.card.addLayout(self._secret())
        self.unlock.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Opening the store")
        for part in (self.message, self.unlock, self.busy):
            page.card.addWidget(part)
        self.message.hide()
        self.busy.hide()
        page.card.addLayout(self._links())
        self.setCentralWidget(page)
        self.resize(theme.px(1440), theme.px(900))

    def _secret(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(5))
        secret = label("Passphrase", "field-label", parent=self._page.frame)
        secret.setBuddy(self.passphrase)
        for part in (secret, self.passphrase, self.caps):
            column.addWidget(part)
        return column

    def _links(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.first_run)
        row.addStretch(1)
        row.addWidget(self.recover)
        self.recover.setVisible(self._entrance.recovery is not None)
        self.first_run.setVisible(not self._entrance.locked)
        return row

    def set_names(self, names: Sequence[Person]) -> None:
        """Show these people, for names that were read after the window was shown."""
        was_typing = self.people.other.hasFocus()
        self.people.set_names(names, self.people.user_name or self._entrance.last_user)
        if was_typing and self.people.other.isHidden():
            self.passphrase.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            nobody = not self.people.user_name
            first = self.people.other if nobody else self.passphrase
            first.setFocus()
            self._check_wait()

    def try_sign_in(self) -> None:
        """Hand name and passphrase to the entrance, in the background."""
        user, secret = self.people.user_name, self.passphrase.text()
        if self._task is not None or self._free_in > 0:
            return
        if not user or not secret:
            self._say("Type your passphrase." if user else "Choose who you are.")
            (self.passphrase if user else self.people.other).setFocus()
            return
        self._set_busy(True)
        self._task = tasks.run(
            lambda: self._entrance.sign_in(user, secret), self._on_in, self._on_refused, parent=self
        )

    def refuse_scan(self) -> None:
        """A code was scanned: it is no passphrase, so nothing was typed and nothing is tried."""
        QApplication.beep()
        self._say("A code was scanned. Sign in, then scan it again.")

    def _on_in(self, opened: object) -> None:
        self._task = None
        self.passphrase.clear()
        self.signed_in.emit(opened)

    def _on_refused(self, error: MaError) -> None:
        self._task = None
        self._set_busy(False)
        self.passphrase.clear()
        self.passphrase.setFocus()
        self._say(str(error))
        self._check_wait()

    def _say(self, words: str) -> None:
        theme.restyle(self.message, state="critical")
        self.message.setText(words)
        self.message.setVisible(bool(words))
        if words:
            speak(self, words, urgent=True)

    def _set_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        for part in (self.people, self.passphrase, self.unlock, self.recover, self.first_run):
            part.setEnabled(not busy)
        if busy:
            self._say("")

    def _on_person(self) -> None:
        self._say("")
        self._check_wait()
        if self.people.user_name and not self.people.other.isVisible():
            self.passphrase.setFocus()

    def _check_wait(self) -> None:
        """Ask how long this person has to wait, and count it down."""
        user = self.people.user_name
        self._free_in = self._entrance.wait(user) if user else 0.0
        self._show_wait()

    def _count_down(self) -> None:
        self._check_wait()
        if self._free_in <= 0:
            self._say("")
            self.passphrase.setFocus()

    def _show_wait(self) -> None:
        waiting = self._free_in > 0
        self.unlock.setEnabled(not waiting and self._task is None)
        if waiting:
            seconds = ceil(self._free_in)
            left = f"{seconds // 60}:{seconds % 60:02d}" if seconds >= 60 else f"{seconds} s"
            theme.restyle(self.message, state="critical")
            self.message.setText(f"Too many tries with this name. Try again in {left}.")
            self.message.show()
        if waiting and not self._timer.isActive():
            self._timer.start()
        elif not waiting:
            self._timer.stop()

    def _open_recovery(self) -> None:
        if self._entrance.recovery is None:
            return
        dialog = self._entrance.recovery(self.people.user_name, self)
        dialog.recovered.connect(self._on_recovered)
        dialog.open()

    def _on_recovered(self) -> None:
        theme.restyle(self.message, state="ok")
        self.message.setText("The new passphrase is set. Sign in with it.")
        self.message.show()
        self.passphrase.setFocus()


def _words(entrance: Entrance, card: QWidget) -> QVBoxLayout:
    """What this window is: the lock screen of somebody's work, or the start of the day."""
    column = QVBoxLayout()
    column.setSpacing(theme.px(4))
    if entrance.is_cut_off:
        what = "Locked — the store did not answer"
        more = "What was typed in the last seconds may be missing. Unlock and look at it again."
    elif entrance.locked:
        what = "Locked — nothing is lost"
        more = "Everything is saved. Unlock to continue where you left off."
    elif entrance.on_server:
        what, more = "Sign in", "Records open only to those who do."
    else:
        what, more = "Sign in", "Records stay encrypted until you do."
    column.addWidget(label(what, "heading", parent=card))
    column.addWidget(label(more, "small", wrap=True, parent=card))
    return column
