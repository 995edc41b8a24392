"""A new passphrase, typed twice, with a word on how strong it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ma_desktop.ui import tasks, theme
from ma_desktop.ui.lock.frame import CAPS_WORDS, SecretEdit
from ma_desktop.ui.widgets.form import Field
from ma_desktop.ui.widgets.text import label

Strength = Callable[[str], tuple[int, str]]
"""A passphrase to 0-4 and words; runs on a pool thread. 3 and more is good."""
LEAST_LETTERS = 10
GOOD = 3
_PAUSE_MS = 150


class NewPassphrase(QWidget):
    """Two fields; `problem` says what is still wrong, empty when the passphrase will do."""

    changed = Signal()

    def __init__(self, strength: Strength | None = None) -> None:
        super().__init__()
        self._strength = strength
        self._task: tasks.Task | None = None
        caps = label(CAPS_WORDS, "small")
        caps.setProperty("state", "warn")
        self.first = SecretEdit("New passphrase", caps)
        self.second = SecretEdit("Passphrase again")
        self.first_field = Field(
            "Passphrase",
            self.first,
            f"At least {LEAST_LETTERS} characters. Four words you remember are good.",
        )
        self.second_field = Field("Passphrase again", self.second)
        self.meter = QProgressBar()
        self.meter.setRange(0, 4)
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName("Strength of the passphrase")
        self.words = label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.first_field, caps, self.meter, self.words, self.second_field):
            column.addWidget(part)
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._measure)
        self.first.textChanged.connect(self._on_text)
        self.second.textChanged.connect(self._on_text)
        self._show_strength((0, ""))

    @property
    def text(self) -> str:
        return self.first.text()

    @property
    def problem(self) -> str:
        if len(self.text) < LEAST_LETTERS:
            return f"Use at least {LEAST_LETTERS} characters."
        if self.text != self.second.text():
            return "The two passphrases differ. Type the same twice."
        return ""

    def show_problem(self) -> bool:
        """Mark the field that is wrong; True when there is a problem."""
        short = len(self.text) < LEAST_LETTERS
        self.first_field.set_error(self.problem if short else "")
        self.second_field.set_error("" if short else self.problem)
        if self.problem:
            (self.first if short else self.second).setFocus()
        return bool(self.problem)

    def clear(self) -> None:
        self.first.clear()
        self.second.clear()

    def _on_text(self) -> None:
        self.first_field.set_error("")
        self.second_field.set_error("")
        if self._strength is not None:
            self._timer.start()
        self.changed.emit()

    def _measure(self) -> None:
        if self._task is not None:
            self._task.cancel()
        strength, text = self._strength, self.text
        if strength is None or not text:
            self._show_strength((0, ""))
            return
        self._task = tasks.run(lambda: strength(text), self._show_strength, parent=self)

    def _show_strength(self, found: tuple[int, str]) -> None:
        score, words = found
        self.meter.setVisible(bool(words))
        self.words.setVisible(bool(words))
        self.meter.setValue(max(score, 1))
        self.words.setText(words)
        theme.restyle(self.words, state="ok" if score >= GOOD else "warn")
