"""One row for each step of a checklist, worked by keys: Space, digits, Enter, and - to skip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.domain.checklist import OUT, RUNNING, Answer, Item, is_settled
from ma_desktop.domain.checklist_entry import UNIT_WORDS, range_words, shown_of
from ma_desktop.ui import theme
from ma_desktop.ui.rooms.words import ANSWER_MARKS
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_MARK = 22


class ItemRow(QFrame):
    """A step: mark, words, and who did it when. Space answers it.

    `answered` carries item id and text, `skip_asked` the item id, `left` how many rows to go on.
    """

    answered = Signal(str, str)
    skip_asked = Signal(str)
    left = Signal(int)

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.given: Answer | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "item")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.px(44))
        self._mark = label()
        self._mark.setFixedWidth(theme.px(_MARK))
        self.text = label(item.text, "strong", wrap=True)
        self.note = label("", "small", wrap=True)
        self.when = label("", "small")
        self._words = QVBoxLayout()
        self._words.setSpacing(theme.px(2))
        self._words.addWidget(self.text)
        self._words.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(6))
        row.setSpacing(theme.px(10))
        row.addWidget(self._mark)
        row.addLayout(self._words, 1)
        row.addWidget(self.when)

    @property
    def turn(self) -> int:
        """How many answers this row shows as given."""
        return self.given.turn if self.given is not None else 0

    def add_input(self, widget: QWidget) -> None:
        self._words.addWidget(widget)

    def show_answer(self, given: Answer | None, when: str) -> None:
        """Show what stands for this step; `when` holds time and initials."""
        self.given = given
        settled = is_settled(given)
        theme.restyle(self.text, role="muted" if settled else "strong")
        outcome = given.outcome if given is not None else ""
        name = ANSWER_MARKS.get(outcome, "check" if settled else "ring")
        token = {"check": "ok", "ring": "ink-3", "warning": "critical"}.get(name, "warn")
        self._mark.setPixmap(theme.pixmap(name, token, _MARK, self.devicePixelRatioF()))
        self.when.setText(when)
        running = outcome == RUNNING
        theme.restyle(
            self.when, role="strong" if running else "small", state="warn" if running else ""
        )
        words = self.note_words()
        self.note.setText(words)
        self.note.setVisible(bool(words))
        theme.restyle(self.note, state="critical" if outcome == OUT else "")
        theme.restyle(self, state="now" if running else "")
        self._speak(settled)

    def note_words(self) -> str:
        """The line beneath the step: its value, what to do, or why it was skipped."""
        given = self.given
        if given is None:
            return ""
        value = shown_of(self.item, given) if self.item.kind != "tick" else ""
        why = given.reason
        do = self.item.on_out if given.outcome == OUT else ""
        skipped = "Skipped" if given.outcome == "skipped" else ""
        return " · ".join(part for part in (skipped, value, why, do) if part)

    def _speak(self, settled: bool) -> None:
        state = "done" if settled else "open"
        critical = ", can't be skipped" if self.item.critical else ""
        self.setAccessibleName(f"{self.item.text}, {state}{critical}")
        self.setAccessibleDescription(self.note.text())

    def take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit(1)
        elif key == Qt.Key.Key_Up:
            self.left.emit(-1)
        elif key == Qt.Key.Key_Space:
            self.answered.emit(self.item.id, "")
        elif event.text() == "-":
            self.skip_asked.emit(self.item.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.take_focus()
        if self.item.kind in ("tick", "timer") and not is_settled(self.given):
            self.answered.emit(self.item.id, "")
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        theme.restyle(self, focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        theme.restyle(self, focused=False)


class TypedRow(ItemRow):
    """A number, a date or words: typed, Enter stores them and goes on."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown_for: Answer | None = None
        self.edit: QLineEdit = line_edit(self._hint(), name=item.text)
        self.edit.setMaxLength(500 if item.kind == "text" else 24)
        self.edit.installEventFilter(self)
        self.add_input(self.edit)

    def _hint(self) -> str:
        if self.item.kind == "date":
            return "12/4/2026"
        if self.item.kind == "number":
            unit = UNIT_WORDS.get(self.item.unit, self.item.unit)
            allowed = range_words(self.item)
            return f"{unit}, in order: {allowed}" if allowed else unit
        return ""

    def note_words(self) -> str:
        given = self.given
        if given is None or given.outcome == "skipped":
            return super().note_words()
        allowed = f"in order: {range_words(self.item)}" if given.outcome == OUT else ""
        do = self.item.on_out if given.outcome == OUT else ""
        parts = (
            shown_of(self.item, given),
            allowed if self.item.kind == "number" else "",
            given.reason,
            do,
        )
        return " · ".join(part for part in parts if part)

    def show_answer(self, given: Answer | None, when: str) -> None:
        super().show_answer(given, when)
        settled = is_settled(given)
        if given != self._shown_for:
            self._shown_for = given
            self.edit.clear()
            self.edit.setVisible(not settled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if settled else Qt.FocusPolicy.NoFocus)

    def take_focus(self) -> None:
        if is_settled(self.given):
            super().take_focus()
        else:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A settled row: Space opens the field for another value, which is a correction."""
        if event.key() == Qt.Key.Key_Space and is_settled(self.given):
            self.edit.show()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._on_key(event.key())
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.left.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _take(self) -> None:
        text = self.edit.text().strip()
        if text == "-":
            self.edit.clear()
            self.skip_asked.emit(self.item.id)
        elif text:
            self.answered.emit(self.item.id, text)
        else:
            self.left.emit(1)


class ChoiceRow(ItemRow):
    """Choices with a digit each; also the product of a timer."""

    def __init__(
        self, item: Item, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """`choices` are pairs of what is stored and what is read."""
        super().__init__(item, parent)
        self._choices = tuple(choices)
        self._box = QWidget()
        flow = FlowLayout(self._box, spacing=6)
        for number, (_value, words) in enumerate(self._choices, start=1):
            flow.addWidget(Pill(f"{number}  {words}", "neutral"))
        self.add_input(self._box)

    def show_answer(self, given: Answer | None, when: str) -> None:
        super().show_answer(given, when)
        self._box.setVisible(given is None or given.outcome == "skipped")

    def _speak(self, settled: bool) -> None:
        super()._speak(settled)
        words = ", ".join(f"{n} {words}" for n, (_v, words) in enumerate(self._choices, start=1))
        self.setAccessibleDescription(f"{self.note.text()} {words}".strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(self._choices):
            self.answered.emit(self.item.id, self._choices[int(text) - 1][0])
        elif event.key() == Qt.Key.Key_Space and self.item.kind == "choice":
            self.left.emit(1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.take_focus()
        pills = [pill for pill in self._box.findChildren(Pill) if self._box.isVisible()]
        for number, pill in enumerate(pills):
            if pill.rect().contains(pill.mapFrom(self, event.position().toPoint())):
                self.answered.emit(self.item.id, self._choices[number][0])
        event.accept()


def row_for(item: Item, products: Sequence[tuple[str, str]]) -> ItemRow:
    """The row that fits an item; `products` are those a timer may name."""
    if item.kind in ("number", "text", "date"):
        return TypedRow(item)
    if item.kind == "choice":
        return ChoiceRow(item, [(word, word) for word in item.choices])
    if item.kind == "timer" and item.products:
        return ChoiceRow(item, products)
    return ItemRow(item)
