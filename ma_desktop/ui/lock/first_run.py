"""The first run: the clinic, its first administrator, and the recovery code, shown once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QWidget,
)

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.lock.code_page import CodePage
from ma_desktop.ui.lock.first_run_form import ClinicPage, FirstRunForm, PersonPage, read
from ma_desktop.ui.lock.frame import DarkPage
from ma_desktop.ui.lock.new_passphrase import Strength
from ma_desktop.ui.widgets.buttons import Button, button, primary
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

TITLE = "MA Desktop"
STEPS = ("1 of 3 · the clinic", "2 of 3 · you", "3 of 3 · recovery code")
Create = Callable[[FirstRunForm], str]
"""Makes the store and returns the recovery code; runs on a pool thread."""


class FirstRunWindow(QMainWindow):
    """Three pages; `finished` carries the FirstRunForm once the code was written down.

    `check` raises MaError with words while there is no place for a store: nobody types in vain.
    The form keeps the passphrase, so that the caller may sign in at once and then drop it.
    """

    finished = Signal(object)

    def __init__(
        self,
        create: Create,
        *,
        check: Callable[[], object] = lambda: None,
        strength: Strength | None = None,
        print_code: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__()
        self._create, self._print, self._check = create, print_code, check
        self._form: FirstRunForm | None = None
        self.setWindowTitle(TITLE)
        self.clinic, self.person = ClinicPage(), PersonPage(strength)
        self.code = CodePage(self._on_print if print_code else None)
        self.pages: tuple[QWidget, ...] = (self.clinic, self.person, self.code)
        self.number = 0
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.message.hide()
        self.busy = QProgressBar()
        self.back = button("Back", self.go_back)
        self.next: Button = primary("Next", self.go_on, hint="Ctrl ↵")
        # An action: a button drops its own shortcut when its words change.
        bind(self, Command("Next", self.next.click, "Ctrl+Return"))
        self._build()
        self._show_page(0)

    def _build(self) -> None:
        self._page = page = DarkPage("Set up this clinic", "Two minutes, once.", 560, self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Making the encrypted store")
        self.busy.hide()
        for widget in (*self.pages, self.message, self.busy):
            page.card.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        page.card.addLayout(row)
        self.code.confirmed.connect(self._on_confirmed)
        self.setCentralWidget(page)
        self.resize(theme.px(1440), theme.px(900))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._has_place()
        self.clinic.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Check this page, then show the next one, make the store, or finish."""
        number = self.number
        if number == 0 and self._has_place() and not self.clinic.show_problem():
            self._show_page(1)
        elif number == 1 and not self.person.show_problem():
            self._make(read(self.clinic, self.person))
        elif number == 2 and self._form is not None and self.code.is_confirmed:
            self.code.clear()
            self.finished.emit(self._form)

    def _has_place(self) -> bool:
        self.message.hide()
        try:
            self._check()
        except MaError as error:
            self._on_refused(error)
            return False
        return True

    def go_back(self) -> None:
        self._show_page(self.number - 1)

    def _show_page(self, number: int) -> None:
        self.number = number
        for index, page in enumerate(self.pages):
            page.setVisible(index == number)
        self.back.setVisible(number == 1)
        self.next.setText(("Next", "Make the encrypted store", "Go to sign-in")[number])
        self.next.setEnabled(number < 2)
        self.next.updateGeometry()
        self._page.status.setText(STEPS[number])
        first: QWidget = (self.clinic.name, self.person.display, self.code.typed)[number]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, form: FirstRunForm) -> None:
        self._set_busy(True)
        self._form = form
        tasks.run(lambda: self._create(form), self._on_made, self._on_refused, parent=self)

    def _on_made(self, code: str) -> None:
        self._set_busy(False)
        self.person.new.clear()
        self.code.show_code(code)
        self._show_page(2)

    def _on_refused(self, error: MaError) -> None:
        self._set_busy(False)
        self.message.setText(str(error))
        self.message.show()
        speak(self, str(error), urgent=True)

    def _set_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.message.hide()
        for part in (*self.pages, self.back, self.next):
            part.setEnabled(not busy)

    def _on_confirmed(self, confirmed: bool) -> None:
        self.next.setEnabled(confirmed)

    def _on_print(self) -> None:
        if self._print is not None:
            self._print(self.code.text)
