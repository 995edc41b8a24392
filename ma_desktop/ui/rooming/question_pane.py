"""One question with its answers: digits choose, Enter goes on, Backspace goes back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ma_desktop.domain.screening import Choice
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.form_run import FormRun
from ma_desktop.ui.widgets.buttons import Button, button
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerButton(Button):
    """An answer over the whole width, with the digit that chooses it."""

    def __init__(self, number: int, choice: Choice, *, large: bool, checked: bool) -> None:
        super().__init__(f"{number}   {choice.text}")
        self.setProperty("kind", "answer-large" if large else "answer")
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        state = "chosen" if checked else "not chosen"
        self.setAccessibleName(f"{number}, {choice.text}, {state}")


class QuestionPane(QWidget):
    """Shows where a run stands; `large` is for the patient, and leaves out the form's name."""

    def __init__(self, run: FormRun, *, large: bool = False) -> None:
        super().__init__()
        self.run, self.large = run, large
        self.nothing = "All that is due is answered."
        self._spoken = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = label("", "heading")
        self.position = label("", "position-large" if large else "strong")
        self.stem = label("", "stem-large" if large else "muted", wrap=True)
        self.question = label("", "question-large" if large else "question", wrap=True)
        self.licence = label("", "small", wrap=True)
        self.buttons: list[AnswerButton] = []
        self._answers = QVBoxLayout()
        self._answers.setSpacing(theme.px(10 if large else 6))
        self.back = button("Back", run.back, "quiet", hint="⌫")
        self.skip = button(
            "Skip these" if large else "Not answered", run.ask_why, "quiet", hint="−"
        )
        self.next = button("Next", run.next, "secondary", hint="↵")
        for made in (self.back, self.skip, self.next):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build()
        run.moved.connect(self.show_place)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.position)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for made in (self.back, self.skip):
            foot.addWidget(made)
        foot.addStretch(1)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        inset = theme.px(8)
        column.setContentsMargins(inset, inset, inset, inset)
        column.setSpacing(theme.px(14 if self.large else 8))
        column.addLayout(head)
        for part in (self.stem, self.question):
            column.addWidget(part)
        column.addLayout(self._answers)
        column.addLayout(foot)
        column.addWidget(self.licence)

    def show_place(self) -> None:
        """Show the question that the run stands at."""
        place, run = self.run.place, self.run
        form, item = place.form, place.item
        self.name.setText(form.name if form else "")
        self.name.setVisible(form is not None and not self.large)
        self.position.setVisible(form is not None)
        self.position.setText("" if place.is_why else run.position())
        self.stem.setText(form.stem if form and item and item.scored and not place.is_why else "")
        self.stem.setVisible(bool(self.stem.text()))
        self.question.setText(self._words())
        self.licence.setText(form.licence if form else "")
        self.licence.setVisible(form is not None)
        self._show_answers()
        chosen = run.chosen()
        self.back.setVisible(form is not None)
        self.skip.setVisible(form is not None and not place.is_why)
        self.next.setVisible(form is not None and not place.is_why)
        self.next.setEnabled(item is None or bool(chosen))
        self.next.setText("Finish" if form and item is None else "Next")
        self._tell(chosen)

    def _words(self) -> str:
        place = self.run.place
        if place.form is None:
            return self.nothing if any(i.is_due for i in self.run.listed()) else "Nothing is due."
        if place.is_why:
            return "Shall we skip these questions?" if self.large else "Why is it not answered?"
        if place.item is None:
            return "All questions are answered."
        return place.item.text

    def _show_answers(self) -> None:
        chosen = self.run.chosen()
        while (taken := self._answers.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        for number, choice in enumerate(self.run.choices(), start=1):
            made = AnswerButton(
                number, choice, large=self.large, checked=bool(chosen) and choice.id == chosen
            )
            made.clicked.connect(partial(self._on_clicked, number))
            self._answers.addWidget(made)
            self.buttons.append(made)

    def _on_clicked(self, number: int, _checked: bool = False) -> None:
        self.run.choose(number)
        self.setFocus()

    def _tell(self, chosen: str) -> None:
        """A screen reader hears each new question with its answers."""
        shown = ", ".join(b.text() for b in self.buttons)
        words = f"{self.position.text()} {self.question.text()} {shown}".strip()
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"chosen: {chosen}" if chosen else "not answered")
        if words != self._spoken and self.hasFocus():
            speak(self, words)
        self._spoken = words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        key, text = event.key(), event.text()
        if plain and text.isascii() and text.isdigit():
            self.run.choose(int(text))
        elif plain and key in _ENTER:
            self.run.next()
        elif plain and key == Qt.Key.Key_Backspace:
            self.run.back()
        elif plain and text == "-":
            self.run.ask_why()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.large:
            self.run.step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
